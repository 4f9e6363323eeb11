"""Measures a sound's loudness (LUFS) and true peak block by block, and computes the gain to a target loudness.

Source: ITU-R BS.1770-4 (gated loudness, true peak). The filters are pyloudnorm's; its own Meter needs the whole sound
in memory.
"""
from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite, log10

import numpy as np

from ..resample import resampled_blocks
from .codecs import LFE

LEAST_SECONDS = 0.4  # length of a gating block
STEP_SECONDS = 0.1
ABSOLUTE_GATE, RELATIVE_GATE = -70.0, -10.0  # LUFS, LU
SURROUND_WEIGHT = 1.41
LEAST_TARGET, MOST_CEILING = -70.0, 0.0
TRUE_PEAK_RATE = 192_000  # samples a second; peaks between samples are found at about this rate


def check_target(target: float | None, ceiling: float) -> None:
    """Check a target loudness and a true-peak limit before any work, and that pyloudnorm is installed if needed.

    Args:
        target: LUFS, or None to leave a sound as loud as it is.
        ceiling: dBTP.

    Raises:
        ValueError: a value is out of range, or pyloudnorm is not installed.
    """
    if target is not None and not LEAST_TARGET <= target <= 0:
        raise ValueError(f"loudness is {target} LUFS; a number from {LEAST_TARGET:g} to 0 is needed")
    if not isfinite(ceiling) or not -30 <= ceiling <= MOST_CEILING:
        raise ValueError(f"true_peak is {ceiling} dB; a number from -30 to {MOST_CEILING:g} is needed")
    if target is not None:
        _filters(48_000)


def measured_loudness(blocks: Iterator[np.ndarray], rate: int, channels: int) -> tuple[float, float]:
    """A sound's integrated loudness in LUFS and its true peak in dBTP; -inf if it is silent.

    Args:
        blocks: [channels, n] of the sound, in order.
        channels: 1 to 6; with 6 channels, the fourth is the low-frequency channel, which does not count.

    Raises:
        ValueError: shorter than 0.4 s, or more than 6 channels.
    """
    if channels > LFE + 3:
        raise ValueError(f"the sound has {channels} channels; loudness is measured of at most {LFE + 3}; set loudness "
                         "to 0 to leave it as it is")
    meter, peak = _Meter(rate, channels), 0.0

    def heard():
        for block in blocks:
            meter.add(block)
            yield block

    factor = max(1, round(TRUE_PEAK_RATE / rate))
    for block in resampled_blocks(heard(), rate, factor * rate):
        peak = max(peak, float(np.abs(block).max(initial=0)))
    return meter.loudness(), 20 * log10(peak) if peak else -inf


def loudness_gain(target: float, ceiling: float, loudness: float, peak: float) -> tuple[float, str]:
    """The gain in dB that brings a sound to a loudness without passing the true-peak limit, and a note about it."""
    if not isfinite(loudness):
        return 0.0, "the sound is silent to the meter and keeps its level"
    gain = min(target - loudness, ceiling - peak)
    reached = loudness + gain
    said = f"{loudness:.1f} LUFS with a true peak of {peak:.1f} dB became {reached:.1f} LUFS, {peak + gain:.1f} dB"
    if target - reached > 0.05:
        said += f"; {target:g} LUFS would pass the true peak limit of {ceiling:g} dB"
    return gain, said


class _Meter:
    """Gated loudness of a sound that comes in blocks."""

    def __init__(self, rate: int, channels: int):
        self.rate = rate
        self.filters = [(b, a, np.zeros((channels, max(len(a), len(b)) - 1))) for b, a in _filters(rate)]
        self.weights = np.array([1.0, 1.0, 1.0, SURROUND_WEIGHT, SURROUND_WEIGHT][:channels])
        if channels == LFE + 3:
            self.weights = np.insert(self.weights, LFE, 0.0)
        self.done = 0
        self.steps: list[float] = []  # energy of each tenth of a second
        self.open = np.zeros((channels, 0))  # filtered samples of the step that is not full yet

    def add(self, block: np.ndarray) -> None:
        from scipy.signal import lfilter

        sound = block.astype(np.float64)
        for number, (b, a, state) in enumerate(self.filters):
            sound, state = lfilter(b, a, sound, axis=1, zi=state)
            self.filters[number] = (b, a, state)
        sound, used = np.concatenate((self.open, sound), 1), 0
        while sound.shape[1] - used >= (length := self._step_samples(len(self.steps))):
            step = sound[:, used:used + length]
            self.steps.append(float(self.weights @ np.einsum("ct,ct->c", step, step)))
            used += length
        self.open = sound[:, used:]

    def _step_samples(self, step: int) -> int:
        ends = [int(STEP_SECONDS * number * self.rate + 1e-6) for number in (step, step + 1)]
        return ends[1] - ends[0]

    def loudness(self) -> float:
        parts = round(LEAST_SECONDS / STEP_SECONDS)
        if len(self.steps) < parts:
            raise ValueError(f"the sound lasts less than {LEAST_SECONDS:g} s, too short for its loudness to be "
                             "measured; set loudness to 0 to leave it as it is")
        energy = np.convolve(self.steps, np.ones(parts), "valid") / (LEAST_SECONDS * self.rate)
        with np.errstate(divide="ignore"):
            level = -0.691 + 10 * np.log10(energy)
        kept = energy[level >= ABSOLUTE_GATE]
        if not len(kept):
            return -inf
        gate = -0.691 + 10 * log10(kept.mean()) + RELATIVE_GATE
        kept = energy[(level > gate) & (level > ABSOLUTE_GATE)]
        return -0.691 + 10 * log10(kept.mean()) if len(kept) else -inf


def _filters(rate: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Coefficients (b, a) of the two K-weighting filters: the high shelf (effect of the head) and the high-pass."""
    try:
        import pyloudnorm  # optional
    except ModuleNotFoundError as error:
        raise ValueError("loudness needs the package pyloudnorm: pip install pyloudnorm, or set loudness to 0 to leave "
                         "the sound as it is") from error
    shelf = pyloudnorm.IIRfilter(4.0, 1 / np.sqrt(2), 1500.0, rate, "high_shelf")
    cut = pyloudnorm.IIRfilter(0.0, 0.5, 38.0, rate, "high_pass")
    return [(np.asarray(one.b), np.asarray(one.a)) for one in (shelf, cut)]
