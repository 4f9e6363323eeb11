"""Made sound in a given one: it goes on from its end, or stands in the place of a stretch of it.

The seam is made in the latent. What is given beside it is encoded and held fixed while the rest is sampled, so the
model hears what its sound must fit. What comes out is heard only beyond the held part; there the two sounds fade into
each other, and everywhere else the given sound stays as it is, to the sample.

Source: in-painting by holding known parts on the way from noise to data (Lugmayr 2022), for latents of sound.
"""
from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from .checks import check_seconds
from .crossfade import check_rate
from .resample import resampled

MARGIN_FRAMES = 8  # latent frames of sound that an encoder gets beside those that are used, on either side
MOST_GAIN = 4.0  # by which a made sound is made louder or softer, so that it fits the given one
SILENT = 1e-4  # the RMS of a sound from which no gain can be told
MOST_FADE_SECONDS = 30.0
BLOCK_SECONDS = 0.2  # in which levels are compared
STEADY_DB = 3.0  # a sound whose blocks' levels vary by less (standard deviation) is steady
LEAST_BLOCKS = 3  # from which it can be told whether a sound is steady
RELEASE_SECONDS = 1.0  # for which a steady sound is heard on
ROUNDED = 2  # samples, before it is resampled, by which a made sound may be too short


@dataclass(frozen=True, eq=False)
class Seam:
    """Where a made sound goes in a given one. Numbers are samples of the given sound.

    given: [C, T], float32.
    begin: where the made sound begins.
    first, last: between them only the made sound is heard; `first` is T where it goes on from the end, and `last` is
        then None. Beside them, from `begin` on, the made sound is what the model was given to hold.
    end: where the held part behind `last` ends.
    """

    given: torch.Tensor
    sample_rate: int
    begin: int
    first: int
    last: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Frames:
    """The grid of a model's latents. rate: samples a second of its codec. hop: samples of a latent frame."""

    rate: int
    hop: int

    @property
    def seconds(self) -> float:
        """How long a frame lasts."""
        return self.hop / self.rate

    def of(self, seconds: float) -> float:
        """Seconds in frames; within a millionth of a frame of a whole number it is that number."""
        frames = seconds / self.seconds
        return float(round(frames)) if abs(frames - round(frames)) < 1e-6 else frames


def tail_frames(seconds: float, samples: int, sample_rate: int, room: float, grid: Frames) -> int:
    """How many latent frames of a sound's end are held: one at least.

    Args:
        seconds: asked. samples, sample_rate: of the sound. room: seconds that a clip has for them.

    Raises:
        ValueError: there is not one frame of sound, or no room for it.
    """
    seconds = max(check_seconds(seconds, "the seconds that are held", 0.0), grid.seconds)
    lasts = samples / check_rate(sample_rate)
    frames = math.floor(grid.of(min(seconds, lasts, room)))
    if frames < 1 and math.floor(grid.of(lasts)) < 1:
        raise ValueError(f"the sound to go on from lasts {lasts:.6g} s; at least {grid.seconds:.4g} s, one latent "
                         "frame of this model, are needed")
    if frames < 1:
        raise ValueError(f"the first clip leaves {max(0.0, room):.6g} s of the model's longest clip; {grid.seconds:.4g}"
                         " s, one latent frame, are needed to hear what it goes on from: make the clip shorter")
    return frames


def tail_seam(given: torch.Tensor, sample_rate: int, frames: int, grid: Frames) -> Seam:
    """The seam of a story that goes on from a sound [C, T] whose last `frames` latent frames are held."""
    samples = given.shape[-1]
    return Seam(given, sample_rate, max(0, samples - round(frames * grid.seconds * sample_rate)), samples)


@dataclass(frozen=True)
class Stretch:
    """Which latent frames of a window are made anew.

    begin: the sample of the given sound where the window begins. frames: of the window. first, last: of those that are
    made anew, last excluded.
    """

    begin: int
    frames: int
    first: int
    last: int


def stretch_of(start: float, end: float, samples: int, sample_rate: int, most: int, grid: Frames) -> Stretch:
    """The window of a sound in which a stretch is made anew, as much of the sound around it as the model hears.

    Args:
        start, end: seconds of the stretch. samples, sample_rate: of the sound. most: latent frames of a window.

    Raises:
        ValueError: the stretch is not in the sound, or is longer than the model's window.
    """
    lasts = samples / check_rate(sample_rate)
    start = check_seconds(start, "the start of the stretch", 0.0)
    end = check_seconds(end, "the end of the stretch", 0.0)
    if not start < end:
        raise ValueError(f"the stretch goes from {start:g} s to {end:g} s; its end must come later")
    if start >= lasts or end > lasts + 0.5 / sample_rate:
        raise ValueError(f"the stretch goes from {start:g} s to {end:g} s, the sound lasts {lasts:.6g} s")
    wanted = max(1, math.ceil(grid.of(min(end, lasts) - start)))
    if wanted > most:
        raise ValueError(f"the stretch lasts {end - start:.6g} s; this model makes at most {most * grid.seconds:.4g} s "
                         "at once: redo it in several stretches")
    before_it = math.floor(grid.of(start))
    behind_it = max(0, math.ceil(grid.of(lasts - start)) - wanted)
    before = min(before_it, max((most - wanted) // 2, most - wanted - behind_it))
    frames = min(most, before + wanted + behind_it)
    return Stretch(round((start - before * grid.seconds) * sample_rate), frames, before, before + wanted)


def stretch_seam(given: torch.Tensor, sample_rate: int, stretch: Stretch, grid: Frames) -> Seam:
    """The seam of a stretch in a sound [C, T]."""
    def place(frame: int) -> int:
        return min(given.shape[-1], stretch.begin + round(frame * grid.seconds * sample_rate))

    return Seam(given, sample_rate, stretch.begin, place(stretch.first), place(stretch.last), place(stretch.frames))


def heard_window(sound: torch.Tensor, sample_rate: int, begin: int, frames: int, channels: int,
                 grid: Frames) -> torch.Tensor:
    """What an encoder hears of a sound, in its own rate, with MARGIN_FRAMES more on either side.

    Where the sound has no more, it is mirrored: a sound that breaks off would be encoded as one that fades.

    Args:
        sound: [C, T]. begin: the first sample of the window in it. frames: latent frames of the window. channels: of
            the codec.

    Returns:
        [1, channels, (frames + 2 * MARGIN_FRAMES) * hop]; its latent is cut by MARGIN_FRAMES at both ends.
    """
    margin = round(MARGIN_FRAMES * grid.seconds * sample_rate)
    wanted = (frames + 2 * MARGIN_FRAMES) * grid.hop
    left, right = begin - margin, begin - margin + math.ceil(wanted / grid.rate * sample_rate) + 1
    part = sound[:, max(0, left):right].cpu().numpy()
    part = np.pad(part, ((0, 0), (max(0, -left), max(0, right - sound.shape[-1]))), mode="symmetric")
    if len(part) != channels:
        part = part.mean(0, keepdims=True).repeat(channels, axis=0)
    if sample_rate != grid.rate:
        part = resampled(part, sample_rate, grid.rate)
    return torch.from_numpy(np.ascontiguousarray(part[None, :, :wanted], dtype=np.float32))


def encoded_window(encode: Callable[[torch.Tensor], torch.Tensor], sound: torch.Tensor, sample_rate: int, begin: int,
                   frames: int, channels: int, grid: Frames) -> torch.Tensor:
    """The latent [K, frames] of a window of a sound, see heard_window.

    encode: waveform [1, channels, T] -> latent [1, K, L].
    """
    latent = encode(heard_window(sound, sample_rate, begin, frames, channels, grid))
    return latent[0, :, MARGIN_FRAMES:MARGIN_FRAMES + frames].float()


def join(seam: Seam, made: torch.Tensor, made_rate: int, fade_seconds: float,
         on_note: Callable[[str], None] | None = None) -> torch.Tensor:
    """The given sound with the made one in its place.

    The made sound is brought to the given one's sample rate, channels and level; the level is compared where both are
    the same sound. The fades lie there, too, next to what was made anew. Only a steady sound that is gone on from fades
    behind its end, see _release.

    Args:
        made: [C, T] from `seam.begin` on. made_rate: its samples a second.
        fade_seconds: of each fade; shorter where less is held.
        on_note: called with a line if the made sound's level was changed by more than 1 dB.

    Returns:
        [channels of the given sound, samples], float32, in its sample rate.

    Raises:
        ValueError: the made sound ends before it is needed, or fade_seconds is out of range.
    """
    check_seconds(fade_seconds, "the fade", 0.0, MOST_FADE_SECONDS)
    given, first, last = seam.given, seam.first, seam.last
    made = _fitted(seam, made, made_rate, on_note)
    fade, end = round(fade_seconds * seam.sample_rate), seam.begin + made.shape[1]
    stop = end if last is None else last
    result = given.new_empty(given.shape[0], end if last is None else given.shape[1])
    result[:, :given.shape[1]] = given[:, :result.shape[1]]
    result[:, first:stop] = made[:, first - seam.begin:stop - seam.begin]

    def put(start: int, samples: int, going: torch.Tensor, coming: torch.Tensor) -> None:
        if samples:
            result[:, start:start + samples] = _faded(going[:, :samples], coming[:, :samples])

    if release := _release(seam, made):
        put(first, release, given[:, first - release:first].flip(1), made[:, first - seam.begin:])
    else:
        before = first - min(fade, first - seam.begin)
        put(before, first - before, given[:, before:], made[:, before - seam.begin:])
    if last is not None:
        put(last, min(fade, end - last), made[:, last - seam.begin:], given[:, last:])
    return result


def _fitted(seam: Seam, made: torch.Tensor, made_rate: int, on_note: Callable[[str], None] | None) -> torch.Tensor:
    """A made sound in the given one's format and level, as far as the seam reaches; see join."""
    made = _in_format(made, made_rate, seam)
    needed = (seam.first if seam.last is None else seam.last) - seam.begin
    if 0 < needed - made.shape[1] <= math.ceil(ROUNDED * seam.sample_rate / made_rate):
        made = torch.cat([made, made[:, -1:].expand(-1, needed - made.shape[1])], dim=1)
    if made.shape[1] < needed:
        raise ValueError(f"the made sound lasts {made.shape[1] / seam.sample_rate:.6g} s; "
                         f"{needed / seam.sample_rate:.6g} s are needed")
    if seam.end is not None:
        made = made[:, :seam.end - seam.begin]
    return made * _gain(seam, made, on_note)


def _faded(going: torch.Tensor, coming: torch.Tensor) -> torch.Tensor:
    """A cross-fade from one sound [C, T] to another. Its gains keep the power, however alike the two are."""
    share = (torch.arange(going.shape[1], device=going.device) + 0.5) / going.shape[1]
    power = (going.square().sum() * coming.square().sum()).sqrt()
    alike = float((going * coming).sum() / power) if power > 0 else 1.0
    kept = (share**2 + (1 - share) ** 2 + 2 * max(0.0, min(1.0, alike)) * share * (1 - share)).sqrt()
    return (going * (1 - share) + coming * share) / kept


def _in_format(made: torch.Tensor, made_rate: int, seam: Seam) -> torch.Tensor:
    """A made sound in the given one's sample rate and channels. In a surround sound each channel gets what it has of
    the given one; in mono and stereo all get the same."""
    if check_rate(made_rate) != seam.sample_rate:
        made = torch.from_numpy(resampled(made.cpu().numpy(), made_rate, seam.sample_rate))
    made, channels = made.to(seam.given.device, torch.float32), seam.given.shape[0]
    if channels == 1:
        return made.mean(0, keepdim=True)
    if made.shape[0] in (1, channels) and channels <= 2:
        return made.expand(channels, -1)
    if made.shape[0] == channels:
        return made
    levels = _levels(seam.given[:, seam.begin:])
    shares = levels / levels.max() if levels.max() > SILENT else torch.ones_like(levels)
    return made.mean(0, keepdim=True) * shares[:, None]


def _gain(seam: Seam, made: torch.Tensor, on_note: Callable[[str], None] | None) -> float:
    """The factor by which the made sound is as loud as the given one where it was held; 1 where that is silent."""
    held = [(seam.begin, seam.first)] + ([] if seam.last is None else [(seam.last, seam.begin + made.shape[1])])
    old = torch.cat([seam.given[:, start:stop] for start, stop in held], dim=1)
    new = torch.cat([made[:, start - seam.begin:stop - seam.begin] for start, stop in held], dim=1)
    if old.shape[1] == 0:
        return 1.0
    before, after = float(_levels(old).max()), float(_levels(new).max())
    if min(before, after) < SILENT:
        return 1.0
    gain = min(MOST_GAIN, max(1 / MOST_GAIN, before / after))
    if on_note is not None and abs(change := 20 * math.log10(gain)) >= 1:
        on_note(f"the made sound was turned {'up' if change > 0 else 'down'} by {abs(change):.1f} dB, to fit the given "
                "one")
    return gain


def _release(seam: Seam, made: torch.Tensor) -> int:
    """How many samples of a steady sound are heard on behind its end, mirrored, while the made sound comes; 0 if none.

    So rain does not stop from one sample to the next. An unsteady sound, such as barks, would be heard backwards. A
    stretch within a sound has none.
    """
    block = max(1, round(BLOCK_SECONDS * seam.sample_rate))
    held = seam.given[:, seam.begin:seam.first]
    if seam.last is not None or held.shape[1] < LEAST_BLOCKS * block:
        return 0
    blocks = held[:, held.shape[1] % block:].unflatten(1, (-1, block)).square().mean((0, 2))
    if blocks.min() < SILENT**2 or (10 * blocks.log10()).std() > STEADY_DB:
        return 0
    rest = made.shape[1] - (seam.first - seam.begin)
    return min(round(RELEASE_SECONDS * seam.sample_rate), held.shape[1], rest // 2)


def _levels(sound: torch.Tensor) -> torch.Tensor:
    """The RMS of each channel of [C, T]."""
    return sound.square().mean(1).sqrt()
