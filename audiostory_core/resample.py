"""Resamples sounds to another sample rate, whole or block by block."""
from __future__ import annotations

from collections.abc import Iterator
from math import gcd

import numpy as np

FILTER_REACH = 10  # half the length of the filter in scipy's resample_poly, in samples of the lower rate
BLOCK_SAMPLES = 2**16


def resampled(sound: np.ndarray, rate: int, wanted: int) -> np.ndarray:
    """A sound [..., T] resampled from `rate` to `wanted` Hz by polyphase filtering along the last axis."""
    from scipy.signal import resample_poly

    common = gcd(int(rate), int(wanted))
    return resample_poly(sound, int(wanted) // common, int(rate) // common, axis=-1)


def resampled_blocks(blocks: Iterator[np.ndarray], rate: int, wanted: int) -> Iterator[np.ndarray]:
    """`resampled` for a sound that comes in blocks [C, n]: the result is the same as for the whole sound."""
    if rate == wanted:
        yield from blocks
        return
    common = gcd(int(rate), int(wanted))
    up, down = wanted // common, rate // common
    # each `down` samples become `up` samples, so a block may end only at a multiple of `down`
    reach = -(-(FILTER_REACH * max(up, down) // up + 1) // down) * down
    size = -(-BLOCK_SAMPLES // down) * down
    held, before = None, 0  # before: samples at the front of `held` whose result was yielded already
    for block in blocks:
        held = block if held is None else np.concatenate((held, block), 1)
        while held.shape[1] - before >= size + reach:
            made = resampled(held[:, :before + size + reach], rate, wanted)
            yield made[:, before // down * up:(before + size) // down * up]
            keep = before + size - reach if before + size >= reach else 0
            held, before = held[:, keep:], before + size - keep
    if held is not None and held.shape[1] > before:
        yield resampled(held, rate, wanted)[:, before // down * up:]
