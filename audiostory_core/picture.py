"""Sound as numbers for a picture: log-mel energy, and where a frequency stands in it."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from transformers.audio_utils import mel_filter_bank, spectrogram, window_function

MEL_BANDS = 128
LOWEST_HZ = 40.0
RANGE_DB = 80.0
WINDOW_SECONDS = 0.046
PICTURE_COLUMNS = 2000
TICKS_HZ = (100, 300, 1000, 3000, 10000)


def mel_of(hertz: float | Sequence[float]) -> np.ndarray:
    """Frequencies on the mel scale (HTK's)."""
    return 2595 * np.log10(1 + np.asarray(hertz, dtype=np.float64) / 700)


def mel_decibels(waveform: np.ndarray, sample_rate: int) -> np.ndarray:
    """Log-mel energy for a picture.

    Args:
        waveform: [C, T] or [T], the channels are averaged.
        sample_rate: samples a second.

    Returns:
        [MEL_BANDS, frames] in decibels below the loudest cell, not under -RANGE_DB.

    Raises:
        ValueError: no samples, or samples that are not finite.
    """
    mono = np.atleast_2d(np.asarray(waveform, dtype=np.float64)).mean(0)
    if not mono.size or not np.isfinite(mono).all():
        raise ValueError(f"a sound of shape {np.shape(waveform)} has no picture: it is empty or not finite")
    length = 2 ** round(np.log2(WINDOW_SECONDS * sample_rate))
    filters = mel_filter_bank(length // 2 + 1, MEL_BANDS, LOWEST_HZ, sample_rate / 2, sample_rate,
                              norm="slaney", mel_scale="htk")
    hop = max(length // 4, mono.size // PICTURE_COLUMNS)
    mono = np.pad(mono, (0, max(0, length - mono.size)))
    energy = spectrogram(mono, window_function(length, "hann"), length, hop, power=2.0, mel_filters=filters,
                         mel_floor=1e-12)
    decibels = 10 * np.log10(energy)
    return np.maximum(decibels - decibels.max(), -RANGE_DB)
