"""Makes sounds with which the evaluation is tested."""
from __future__ import annotations

import numpy as np

RATE = 16000


def sound(caption: str, samples: int) -> np.ndarray:
    """What the scripted model makes of a caption: a siren, noise, or nothing at all."""
    times = np.arange(samples) / RATE
    if "siren" in caption:
        return 0.3 * np.sin(2 * np.pi * np.cumsum(900 + 300 * np.sin(2 * np.pi * 0.4 * times)) / RATE)
    if "rain" in caption:
        return 0.1 * np.random.default_rng(samples).standard_normal(samples)
    return np.zeros(samples)
