"""Sound at another rate."""
from __future__ import annotations

from math import gcd

import numpy as np


def resampled(sound: np.ndarray, rate: int, wanted: int) -> np.ndarray:
    """A sound [..., T] at `rate` Hz as it is at `wanted` Hz: polyphase filtering along the last axis."""
    from scipy.signal import resample_poly

    common = gcd(int(rate), int(wanted))
    return resample_poly(sound, int(wanted) // common, int(rate) // common, axis=-1)
