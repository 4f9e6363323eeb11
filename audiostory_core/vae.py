"""The waveform autoencoder (diffusers' Oobleck) as a codec, and the decoding of latents to a plan's clips.

A codec has `config`, `encode(waveform)` and `decode(latent, on_step)`. The other codec is in mel.py.
"""
from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn.utils import parametrize, remove_weight_norm

from .clip import Clip
from .config import OobleckConfig
from .crossfade import trim_samples
from .finite import check_finite
from .flow_matching import CLIPS_AT_ONCE
from .long_work import found_or_made
from .story import StoryPlan

if TYPE_CHECKING:
    from .kept_work import KeptWork

FRAMES_A_WINDOW = 128
LEAST_WINDOW = 8
WIDEST_KERNEL = 7
DILATIONS = (1, 3, 9)  # of the three residual units after each upsampling


def plain_convolutions(module: nn.Module) -> nn.Module:
    """Fold weight normalisation into the weight of every layer.

    A host can replace a plain convolution, no norm is computed in each call, and in half precision the weight is
    exact: otherwise its norm would be computed in half precision, too.
    """
    for layer in module.modules():
        if hasattr(layer, "weight_g"):
            remove_weight_norm(layer)
        elif parametrize.is_parametrized(layer, "weight"):
            parametrize.remove_parametrizations(layer, "weight")
    return module


class OobleckCodec(nn.Module):
    """Waveform to latent and back. Weights have diffusers' names; weight normalisation is folded in."""

    def __init__(self, config: OobleckConfig):
        super().__init__()
        self.config = config
        sizes = config.to_dict()
        del sizes["kind"]
        from diffusers import AutoencoderOobleck

        autoencoder = plain_convolutions(AutoencoderOobleck(**sizes))
        self.encoder = autoencoder.encoder
        self.decoder = autoencoder.decoder

    @property
    def context_frames(self) -> int:
        """Latent frames on either side that the sound of a frame depends on."""
        reach = float(WIDEST_KERNEL // 2)  # frames, of the first convolution
        rate = 1
        for ratio in reversed(self.config.downsampling_ratios):
            reach += 1 / rate  # a transposed convolution reads one neighbour at its input rate
            rate *= ratio
            reach += WIDEST_KERNEL // 2 * sum(DILATIONS) / rate
        return math.ceil(reach + WIDEST_KERNEL // 2 / rate)

    @property
    def encoder_context_frames(self) -> int:
        """Latent frames of sound on either side that a latent frame depends on."""
        reach, hop = float(WIDEST_KERNEL // 2), 1  # samples, of the first convolution
        for ratio in self.config.downsampling_ratios:
            reach += (WIDEST_KERNEL // 2 * sum(DILATIONS) + ratio) * hop  # residual units, a strided convolution
            hop *= ratio
        return math.ceil(reach / hop) + 1  # the last convolution reads a neighbour at the latent's rate

    def encode(self, waveform: torch.Tensor, on_step=None, window_frames: int = FRAMES_A_WINDOW) -> torch.Tensor:
        """The mean latent of a waveform, computed in windows as in decode.

        Args:
            waveform: [B, audio_channels, T]; padded at the end with silence to a whole frame.
            on_step: called (done, total) after each window; may raise to cancel.

        Returns:
            [B, latent_channels, ceil(T / hop_samples)].

        Raises:
            ValueError: another number of audio channels, or the autoencoder's encoder and decoder do not fit together.
        """
        if waveform.shape[1] != self.config.audio_channels:
            raise ValueError(f"the waveform has {waveform.shape[1]} channels, "
                             f"the codec needs {self.config.audio_channels}")
        if self.config.encoder_hidden_size != 2 * self.config.latent_channels:
            raise ValueError(f"this autoencoder cannot encode: its encoder gives "
                             f"{self.config.encoder_hidden_size // 2} channels, its decoder reads "
                             f"{self.config.latent_channels}")
        hop = self.config.hop_samples
        waveform = nn.functional.pad(waveform, (0, -waveform.shape[-1] % hop))

        def window(left: int, right: int) -> torch.Tensor:
            return self.encoder(waveform[..., left * hop:right * hop]).chunk(2, dim=1)[0]

        return _in_windows(window, waveform.shape[-1] // hop, self.encoder_context_frames, window_frames, 1, on_step)

    def decode(self, latent: torch.Tensor, on_step=None, window_frames: int = FRAMES_A_WINDOW) -> torch.Tensor:
        """The sound of a latent, computed in windows. Each window is decoded with its full context, so seams are exact.

        Args:
            latent: [B, latent_channels, L].
            on_step: called (done, total) after each window; may raise to cancel.
            window_frames: latent frames in a window; fewer take less memory and more time.

        Returns:
            [B, audio_channels, L * hop_samples].
        """
        def window(left: int, right: int) -> torch.Tensor:
            return self.decoder(latent[..., left:right])

        return _in_windows(window, latent.shape[-1], self.context_frames, window_frames, self.config.hop_samples,
                           on_step)


def _in_windows(work, frames: int, context: int, window_frames: int, scale: int, on_step) -> torch.Tensor:
    """The result of work(left, right) for all frames, computed in windows with context on either side.

    scale: elements of the result for each frame.
    """
    starts = range(0, frames, window_frames)
    parts = []
    for done, start in enumerate(starts, 1):
        end = min(start + window_frames, frames)
        left = max(start - context, 0)
        result = work(left, min(end + context, frames))
        parts.append(result[..., (start - left) * scale:(end - left) * scale].clone())  # frees the context
        if on_step is not None:
            on_step(done, len(starts))
    return torch.cat(parts, dim=-1)


def decode_clips(codec, latents: torch.Tensor, plan: StoryPlan, on_step=None,
                 window_frames: int = FRAMES_A_WINDOW, keep_on=None,
                 kept: KeptWork | None = None) -> list[torch.Tensor]:
    """The sound of every clip, cut to the seconds that the plan generates; a part of a kept sound from lock_seconds on.

    Args:
        codec: OobleckCodec or MelCodec.
        latents: [N, latent_channels, L].
        plan: N clips.
        on_step: called (done, total) in hundredths of a clip; may raise to cancel.
        window_frames: latent frames that are decoded at once; the sound does not depend on it.
        keep_on: the device that finished clips are moved to; None leaves them where they are made.
        kept: stores finished clips and finds them again, if there are more than CLIPS_AT_ONCE.

    Returns:
        N tensors [audio_channels, samples], float32.

    Raises:
        ValueError: the numbers of latents and clips differ, a latent is too short for its clip, or a sound is not
            finite.
    """
    if len(latents) != len(plan.clips):
        raise ValueError(f"there are {len(latents)} latents for a plan of {len(plan.clips)} clips")
    kept, sounds = kept if len(latents) > CLIPS_AT_ONCE else None, []
    for index, (latent, clip) in enumerate(zip(latents, plan.clips, strict=True)):
        needed, begin, samples = _heard_part(codec, latent, clip, index + 1)

        def hundredths(done, total, index=index):
            on_step(100 * index + 100 * done // total, 100 * len(plan.clips))

        report = None if on_step is None else hundredths

        def make(index=index, needed=needed, begin=begin, samples=samples, report=report) -> torch.Tensor:
            sound = codec.decode(needed, on_step=report, window_frames=window_frames)[0, :, begin:samples]
            return check_finite(f"the sound of clip {index + 1}", sound, codec).to(keep_on).float()

        sound = found_or_made(kept, make, needed, begin=begin, samples=samples,
                              on_found=None if report is None else partial(report, 1, 1))
        sounds.append(sound.to(keep_on))
    return sounds


def _heard_part(codec, latent: torch.Tensor, clip: Clip, number: int) -> tuple[torch.Tensor, int, int]:
    """The part of a clip's latent that has to be decoded, and where the clip is in the result.

    The frames after the clip are decoded only as far as the clip's sound depends on them.

    Returns:
        (part of the latent [C, L] as [1, C, l], first sample of the clip in its sound, end in samples).

    Raises:
        ValueError: the latent is too short.
    """
    hop, rate = codec.config.hop_samples, codec.config.sample_rate
    begin = trim_samples(clip.lock_seconds, rate)
    samples = begin + trim_samples(clip.generated_seconds, rate)
    if samples > latent.shape[-1] * hop:
        within = f" and begins {clip.lock_seconds} seconds into a kept sound" if begin else ""
        raise ValueError(f"clip {number} lasts {clip.generated_seconds} seconds{within}, its latent holds "
                         f"{latent.shape[-1] * hop / rate:.3f}")
    return latent[None, :, :math.ceil(samples / hop) + codec.context_frames], begin, samples
