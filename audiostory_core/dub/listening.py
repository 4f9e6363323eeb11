"""Reads a film's sound track, or a sound file, as one waveform."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from ..film import Film
from ..resample import resampled_blocks
from .codecs import LAYOUTS
from .sound import FilmSound, exactly

MOST_RATE = 96_000  # samples a second; the highest rate that ComfyUI's own nodes take
LOUD, MIDDLE, HALF = 1.0, 0.5 ** 0.5, 0.5
# each channel's gain on the left and on the right; LFE is left out, as in ITU-R BS.775 and FFmpeg
MIX = {"FL": (LOUD, 0), "FR": (0, LOUD), "FC": (MIDDLE, MIDDLE), "LFE": (0, 0), "BL": (MIDDLE, 0), "BR": (0, MIDDLE),
       "SL": (MIDDLE, 0), "SR": (0, MIDDLE), "FLC": (LOUD, 0), "FRC": (0, LOUD), "BC": (HALF, HALF)}


def film_sound(source, name: str, film: Film, track: int = 1,
               on_packets: Callable[[], None] | None = None) -> tuple[torch.Tensor, int]:
    """A film's sound, exactly as long as its video: sample 0 belongs to the first picture.

    Args:
        source: a path, or a seekable file object.
        name: of the film, for messages.
        film: from read_film; the whole film, or a part of it.
        track: which sound track; 1 is the first.
        on_packets: called now and then; may raise to cancel.

    Returns:
        Waveform [2, T] float32 and samples a second, at most 96,000. Mono becomes two equal channels, and more than
        two are mixed down, because some of ComfyUI's nodes fail with other numbers of channels.

    Raises:
        ValueError: the film has no such track, or it cannot be decoded.
    """
    sound = FilmSound(source, name, track, film.begins_seconds)
    rate = min(sound.rate, MOST_RATE)
    matrix = stereo_matrix(sound.channel_names)
    samples = round(film.seconds * rate)
    waveform, done = torch.zeros(2, samples), 0
    at_rate = resampled_blocks(sound.blocks(on_packets), sound.rate, rate)
    for block in exactly(at_rate, 0, samples, sound.channels, rate):
        waveform[:, done:done + block.shape[1]] = torch.from_numpy(matrix @ block)
        done += block.shape[1]
    return waveform, rate


def stereo_matrix(names: tuple[str, ...]) -> np.ndarray:
    """[2, channels]: the matrix that mixes channels with these FFmpeg names down to stereo."""
    if len(names) in LAYOUTS and not set(names) & set(MIX):  # the file does not say which is which
        import av

        names = tuple(channel.name for channel in av.AudioLayout(LAYOUTS[len(names)]).channels)
    if len(names) == 1:
        return np.ones((2, 1), np.float32)
    if len(names) == 2:
        return np.eye(2, dtype=np.float32)
    return np.array([MIX.get(name, (HALF, HALF)) for name in names], np.float32).T


def sound_file(path: str) -> tuple[torch.Tensor, int]:
    """The first sound track of any file, [C, T] float32 with all of its channels, and samples a second.

    Raises:
        ValueError: it cannot be read, or has no sound.
    """
    sound = FilmSound(path, path)
    blocks = list(sound.blocks())
    if not blocks:
        raise ValueError(f"{path} has no samples")
    return torch.from_numpy(np.concatenate(blocks, 1)), sound.rate
