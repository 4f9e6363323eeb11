"""Makes the sound of a dubbed film block by block: the new sound, mixed with the film's own if asked, with ducking."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch

from ..resample import resampled_blocks
from .codecs import LAYOUTS, SoundCodec
from .ducking import DuckGains
from .loudness import loudness_gain, measured_loudness
from .options import DubOptions
from .sound import BLOCK_SECONDS, FilmSound, exactly

Blocks = Callable[[], Iterator[np.ndarray]]  # each call yields a sound from its beginning


@dataclass(frozen=True)
class TrackSound:
    """A sound track to be written.

    rate: samples a second. channels, samples: size of the whole track.
    lead: samples of silence before the film's first picture.
    blocks: each call yields the track from its beginning, in blocks [channels, n] float32.
    """

    rate: int
    channels: int
    samples: int
    lead: int
    blocks: Blocks


def placed(blocks: Blocks, own_rate: int, own_channels: int, track: TrackSound, lead: int, gain_db: float) -> Blocks:
    """A sound in a track's format: its rate, channels and length, after `lead` samples of silence."""
    factor = np.float32(10 ** (gain_db / 20))

    def made() -> Iterator[np.ndarray]:
        at_rate = resampled_blocks(blocks(), own_rate, track.rate)
        for block in exactly(at_rate, lead, track.samples, own_channels, track.rate):
            yield in_channels(block if factor == 1 else block * factor, track.channels)

    return made


def tensor_blocks(waveform: torch.Tensor, rate: int) -> Blocks:
    """A sound [C, T] in blocks of a second."""
    def made() -> Iterator[np.ndarray]:
        for begin in range(0, waveform.shape[1], BLOCK_SECONDS * rate):
            yield waveform[:, begin:begin + BLOCK_SECONDS * rate].to("cpu", torch.float32).numpy()

    return made


def shared_channels(sounds: dict[str, int], codec: SoundCodec, codec_name: str) -> int:
    """The number of channels for a mix of several sounds: the most that one of them has.

    Args:
        sounds: name of each sound -> its number of channels.

    Raises:
        ValueError: the sounds cannot be mixed, or the codec cannot hold that number of channels.
    """
    most = max(sounds.values())
    for name, channels in sounds.items():
        if channels != most and channels > 2:
            raise ValueError(f"{name} has {channels} channels and is to be mixed with {most}; mono, stereo or the same "
                             "number is needed")
    if most not in codec.channels:
        raise ValueError(f"the sound has {most} channels; {codec_name} holds {', '.join(map(str, codec.channels))}; "
                         "choose another codec or mix it down")
    return most


def in_channels(block: np.ndarray, channels: int) -> np.ndarray:
    """A block widened to more channels: mono goes to left and right, further channels are silent."""
    if len(block) == channels:
        return block
    wider = np.zeros((channels, block.shape[1]), np.float32)
    wider[:2] = block
    return wider


def dub_sound(track: TrackSound, waveform: torch.Tensor, rate: int, own: FilmSound | None, options: DubOptions,
              key: tuple[torch.Tensor, int] | None, check: Callable[[], None]) -> Blocks:
    """The new track's samples before loudness is adjusted: the sound alone, or mixed with the film's own.

    Args:
        track: the format; its blocks are not used.
        waveform: [C, T] at `rate`.
        own: the film's track, with sample 0 at the beginning of the file; None if nothing is mixed.
        key: a sound [C, T] and its rate that ducks the lower one of the two; None if the upper one ducks it.
        check: called now and then; may raise to cancel.
    """
    new = placed(tensor_blocks(waveform, rate), rate, len(waveform), track, track.lead, options.gain_db)
    if own is None:
        return new
    old = placed(own.blocks, own.rate, own.channels, track, 0, options.film_gain_db)
    upper, lower = (new, old) if options.mode == "mix over" else (old, new)
    if options.ducking.depth_db == 0:
        return lambda: _mixed(upper, lower, None, track)
    heard = upper
    if key is not None:
        heard = placed(tensor_blocks(*key), key[1], len(key[0]), replace(track, channels=len(key[0])), track.lead, 0.0)
    gains = DuckGains(_checked(heard(), check), track.rate, options.ducking)
    return lambda: _mixed(upper, lower, gains, track)


def with_loudness(track: TrackSound, target: float, ceiling: float,
                  check: Callable[[], None]) -> tuple[TrackSound, str]:
    """A track, turned up or down as a whole to a target loudness, and a note about it."""
    heard = _checked(track.blocks(), check)
    gain, said = loudness_gain(target, ceiling, *measured_loudness(heard, track.rate, track.channels))
    factor = np.float32(10 ** (gain / 20))
    return replace(track, blocks=lambda: (block * factor for block in track.blocks())), said


def channel_layout(channels: int) -> str:
    """FFmpeg's name for this number of channels."""
    return LAYOUTS[channels]


def _mixed(upper: Blocks, lower: Blocks, gains: DuckGains | None, track: TrackSound) -> Iterator[np.ndarray]:
    size, done = BLOCK_SECONDS * track.rate, 0
    for one, other in zip(_in_blocks(upper(), size), _in_blocks(lower(), size), strict=True):
        if gains is not None:
            other = other * gains.factors(done, other.shape[1], track.rate)
        done += one.shape[1]
        yield one + other


def _checked(blocks: Iterator[np.ndarray], check: Callable[[], None]) -> Iterator[np.ndarray]:
    for block in blocks:
        check()
        yield block


def _in_blocks(blocks: Iterator[np.ndarray], size: int) -> Iterator[np.ndarray]:
    """The same samples in blocks of one size; only the last one is shorter."""
    held: list[np.ndarray] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += block.shape[1]
        if count < size:
            continue
        joined, begin = np.concatenate(held, 1), 0
        while count - begin >= size:
            yield joined[:, begin:begin + size]
            begin += size
        held, count = [joined[:, begin:]], count - begin
    if count:
        yield np.concatenate(held, 1)
