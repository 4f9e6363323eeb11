"""What a model needs to go on from a sound, or to make a stretch of one anew: a plan, what is held, and the seam."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from .config import BundleConfig
from .continuation import first_clips, going_on, room_of
from .crossfade import in_one_format
from .seam import Frames, Seam, encoded_window, stretch_of, stretch_seam, tail_frames, tail_seam
from .story import StoryPlan

Encode = Callable[[torch.Tensor], torch.Tensor]  # waveform [1, channels, T] -> latent [1, K, L]


@dataclass(frozen=True, eq=False)
class Held:
    """Latent frames of one clip that are held while the others are sampled.

    latent: [C, L], of which the frames up to `first` and from `last` on are held; None holds none behind.
    """

    latent: torch.Tensor
    first: int
    last: int | None = None

    def write(self, latents: torch.Tensor, mask: torch.Tensor, row: int) -> None:
        """Put it into latents [N, C, L] and their noise mask [N, 1, L], in which 0 is held."""
        frames = self.latent.shape[1]
        latents[row, :, :frames] = self.latent.to(latents)
        mask[row, :, :self.first] = 0.0
        if self.last is not None:
            mask[row, :, self.last:frames] = 0.0


@dataclass(frozen=True, eq=False)
class AudioIn:
    """A plan that fits a given sound, what is held of it, and where the made sound goes.

    held: clip (index from 0) -> its held frames.
    """

    plan: StoryPlan
    held: dict[int, Held]
    seam: Seam

    def masked(self, latents: torch.Tensor, mask: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """Latents [N, C, L] with what is held, and their noise mask [N, 1, L]; both are copies."""
        latents = latents.clone()
        mask = torch.ones(len(latents), 1, latents.shape[-1], device=latents.device) if mask is None else mask.clone()
        for row, held in self.held.items():
            held.write(latents, mask, row)
        return latents, mask


def grid_of(config: BundleConfig) -> Frames:
    """The grid of a model's latents."""
    return Frames(config.codec.sample_rate, config.codec.hop_samples)


def go_on_from(sounds: Sequence[torch.Tensor], sample_rates: Sequence[int], plan: StoryPlan, held_seconds: float,
               config: BundleConfig, encode: Encode) -> AudioIn:
    """A story that goes on from the end of a sound.

    Args:
        sounds: each [C, T]; one, or one for each lane of the plan. Together they are the given sound.
        held_seconds: how much of the end the model hears; less where the first clip leaves less room.

    Raises:
        ValueError: see continuation.first_clips and seam.tail_frames.
    """
    plan, grid = plan.fitted(config.longest_clip_seconds), grid_of(config)
    heads = first_clips(plan, len(sounds))
    sounds, rate = in_one_format(sounds, sample_rates)
    if len({sound.shape[1] for sound in sounds}) > 1:
        raise ValueError(f"the sounds to go on from last {min(sound.shape[1] for sound in sounds) / rate:.6g} to "
                         f"{max(sound.shape[1] for sound in sounds) / rate:.6g} s; the sounds of the lanes must be of "
                         "one length")
    room = room_of(plan, list(heads), config.longest_clip_seconds)
    frames = tail_frames(held_seconds, sounds[0].shape[1], rate, room, grid)
    given = sounds[0] if len(sounds) == 1 else torch.stack(list(sounds)).sum(0)
    seam = tail_seam(given, rate, frames, grid)
    tails = {lane: encoded_window(encode, sounds[lane], rate, seam.begin, frames, config.codec.audio_channels, grid)
             for lane in heads.values()}
    return AudioIn(going_on(plan, list(heads), frames * grid.seconds),
                   {clip: Held(tails[lane], frames) for clip, lane in heads.items()}, seam)


def redo_stretch(sound: torch.Tensor, sample_rate: int, start: float, end: float, caption: str, config: BundleConfig,
                 encode: Encode) -> AudioIn:
    """A sound [C, T] of which a stretch is made anew.

    Args:
        start, end: of the stretch, seconds. caption: what is heard there.

    Raises:
        ValueError: see seam.stretch_of; or the caption has no words.
    """
    grid, longest = grid_of(config), config.longest_clip_seconds
    most = min(config.dit.latent_frames, int(grid.of(longest)))
    stretch = stretch_of(start, end, sound.shape[1], sample_rate, most, grid)
    seconds = min(longest, stretch.frames * grid.seconds)
    plan = StoryPlan.build([(caption, seconds)], crossfade_seconds=0.0).fitted(longest)
    latent = encoded_window(encode, sound, sample_rate, stretch.begin, stretch.frames, config.codec.audio_channels,
                            grid)
    return AudioIn(plan, {0: Held(latent, stretch.first, stretch.last)},
                   stretch_seam(sound, sample_rate, stretch, grid))
