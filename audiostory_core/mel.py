"""The small models' codec: patches of log-mel frames projected on a linear basis, and their inversion to sound.

A latent frame holds `frames_per_latent` mel frames, projected on the directions that carry most of the variance of
the training sounds. That keeps envelopes, pitch and onsets, and drops the grain (the fine structure of noise). The
grain is put back at decoding: magnitudes are multiplied by those of white noise to the power `noise_share`, and
Griffin-Lim starts from the noise's phases. So rain sounds like rain again, not like a smooth hum. A trained vocoder
(vocoder.py) may replace this inversion.

Source: Griffin and Lim 1984; fast Griffin-Lim (Perraudin 2013); noise substitution as in perceptual audio coding.
"""
from __future__ import annotations

import dataclasses
import math

import torch
from torch import nn
from torch.nn import functional as F

from .config import MelConfig, OobleckConfig
from .vocoder import KERNEL, Vocoder

MOMENTUM = 0.99
NON_NEGATIVE_STEPS = 12
LOUD_FRAMES, SMOOTH_FRAMES = 9, 5  # odd numbers of frames that _frame_gain looks at, first and then
NOISE_SEED = 0  # the grain is the same for every clip, so that decoding is a function of the latent alone
TINY = 1e-8
KNEE = 0.85  # samples above it are bent, so that none reaches 1


class MelCodec(nn.Module):
    """Waveform to latent and back, the same interface as OobleckCodec.

    Args:
        config: sizes. The basis (`mean`, `basis`, `scale`, `ceiling`) is data: loaded from a bundle, or set by `fit`.

    `vocoder` is None if Griffin-Lim is used.
    """

    def __init__(self, config: MelConfig):
        super().__init__()
        self.config = config
        width = config.n_mels * config.frames_per_latent
        self.register_buffer("mean", torch.zeros(width))  # of a patch
        self.register_buffer("basis", torch.zeros(config.latent_channels, width))  # orthonormal rows
        self.register_buffer("scale", torch.ones(config.latent_channels))  # latent = projection / scale
        self.register_buffer("ceiling", torch.zeros(config.n_mels))  # each band's maximum in the training sounds
        self.vocoder = Vocoder(config.vocoder, config.n_mels, config.n_fft // 2 + 1) if config.vocoder else None

    @property
    def context_frames(self) -> int:
        """Latent frames after a part that its sound depends on; what comes later changes nothing but rounding."""
        c = self.config
        overlap = math.ceil(c.n_fft / c.hop_length)  # frames that share a sample
        # the gain, both transforms at the end, the repeated last frame
        reach = LOUD_FRAMES // 2 + SMOOTH_FRAMES // 2 + 2 * overlap + 1
        reach += (overlap - 1) * c.griffin_lim_steps if c.vocoder is None else KERNEL // 2 * (1 + c.vocoder.layers)
        return math.ceil(reach / c.frames_per_latent)

    def coding_state(self) -> dict[str, torch.Tensor]:
        """The tensors that a latent depends on: all but the vocoder's."""
        return dict(self.named_buffers())

    def _numbers(self, name: str, device) -> torch.Tensor:
        """A buffer in float32 on the sound's device. The host may keep it in another dtype or on another device."""
        return getattr(self, name).to(device, torch.float32)

    def encode(self, waveform: torch.Tensor, on_step=None, window_frames: int | None = None) -> torch.Tensor:
        """waveform [B, C, T], T padded up to whole latent frames, channels averaged -> latent [B, K, L] float32.

        Args:
            on_step: called (1, 1) at the end; may raise to cancel.
            window_frames: ignored; this codec takes little memory.
        """
        patches = self.patches(waveform)
        mean, basis, scale = (self._numbers(name, patches.device) for name in ("mean", "basis", "scale"))
        latent = (patches - mean) @ basis.T / scale
        if on_step is not None:
            on_step(1, 1)
        return latent.transpose(1, 2)

    def decode(self, latent: torch.Tensor, on_step=None, window_frames: int | None = None) -> torch.Tensor:
        """latent [B, K, L] -> waveform [B, 1, L * hop_samples] float32.

        Args:
            on_step: called (done, total) after each Griffin-Lim step, or once after the vocoder; may raise to cancel.
            window_frames: ignored; this codec decodes the whole clip at once.

        Raises:
            ValueError: the latent is not [B, latent_channels, L] with L > 0, or is not finite.
        """
        if latent.ndim != 3 or latent.shape[1] != self.config.latent_channels or latent.shape[2] == 0:
            raise ValueError(f"the latent is {list(latent.shape)}; [clips, {self.config.latent_channels}, frames] "
                             "is needed")
        if not torch.isfinite(latent).all():
            raise ValueError("the latent holds values that are not finite; sample it in float32")
        log_mel = self.log_mel(latent)
        # guidance may overshoot, and the latent is logarithmic: a small error in it is a large one in level
        log_mel = torch.minimum(log_mel, self._numbers("ceiling", latent.device)[:, None])
        length = log_mel.shape[-1] * self.config.hop_length
        noise = torch.randn(length, generator=torch.Generator().manual_seed(NOISE_SEED))[None].to(latent.device)
        if self.vocoder is None:
            return _bend(self._griffin_lim(*self._grained(log_mel, noise), length, on_step))[:, None]
        sound = self.vocoded(log_mel, noise)
        if on_step is not None:
            on_step(1, 1)
        return _bend(sound)[:, None]

    def vocoded(self, log_mel: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """The sound that the vocoder makes from log-mel frames.

        Args:
            log_mel: [B, n_mels, frames].
            noise: [B or 1, frames * hop_length] white, of unit power; float32.

        Returns:
            [B, frames * hop_length].
        """
        log_mel = _with_last_frame(log_mel)
        filters = self._filters(log_mel.device)
        spread, floor = filters / filters.sum(1, keepdim=True).clamp_min(TINY), math.log(self.config.log_floor)
        envelope = spread @ (log_mel - floor) + floor  # bins outside all bands are silent
        advance = torch.arange(len(filters), device=noise.device) * self.config.hop_length % self.config.n_fft
        spectrum = self.vocoder(log_mel, envelope, self._unit_spectrum(noise),
                                advance * (2 * math.pi / self.config.n_fft))
        return self._istft(spectrum * self._frame_gain(spectrum.abs()), noise.shape[-1])

    def log_mel(self, latent: torch.Tensor) -> torch.Tensor:
        """latent [B, K, L] -> log-mel spectrogram [B, n_mels, L * frames_per_latent]; cheap, for a preview image."""
        mean, basis, scale = (self._numbers(name, latent.device) for name in ("mean", "basis", "scale"))
        patches = (latent.float().transpose(1, 2) * scale) @ basis + mean
        return self.frames_of(patches)

    def frames_of(self, patches: torch.Tensor) -> torch.Tensor:
        """Patches [B, L, n_mels * frames_per_latent] -> log-mel frames [B, n_mels, L * frames_per_latent]."""
        grouped = patches.unflatten(-1, (self.config.n_mels, self.config.frames_per_latent))  # [B, L, mels, frames]
        return grouped.permute(0, 2, 1, 3).flatten(2)

    def patches(self, waveform: torch.Tensor) -> torch.Tensor:
        """Log-mel patches [B, L, n_mels * frames_per_latent] of waveform [B, C, T].

        Raises:
            ValueError: waveform is not [B, C, T] with T > 0, or is not finite.
        """
        if waveform.ndim != 3 or waveform.shape[-1] == 0:
            raise ValueError(f"the waveform is {list(waveform.shape)}; [clips, channels, samples] is needed")
        if not torch.isfinite(waveform).all():
            raise ValueError("the waveform holds samples that are not finite")
        mono = waveform.float().mean(1)
        mono = F.pad(mono, (0, -mono.shape[-1] % self.config.hop_samples))
        count = mono.shape[-1] // self.config.hop_samples
        magnitude = self._stft(mono).abs()[..., : count * self.config.frames_per_latent]
        log_mel = (self._filters(mono.device).T @ magnitude).clamp_min(self.config.log_floor).log()
        grouped = log_mel.unflatten(-1, (count, self.config.frames_per_latent))  # [B, mels, L, frames]
        return grouped.transpose(1, 2).flatten(2)

    @torch.no_grad()
    def fit(self, patches: torch.Tensor, whitening: float = 0.5) -> float:
        """Set the basis from patches [N, n_mels * frames_per_latent] of the training sounds.

        Args:
            whitening: 0 keeps each direction's standard deviation, 1 makes them all equal. In any case, the RMS over
                all latent channels is 1.

        Returns:
            The share of the variance that the basis keeps.
        """
        mean = patches.mean(0)
        spread, directions = torch.linalg.eigh(torch.cov((patches - mean).T))
        spread, directions = spread.flip(0).clamp_min(TINY), directions.flip(1)
        kept = spread[: self.config.latent_channels]
        scale = kept.sqrt() ** whitening
        scale = scale * (kept / scale**2).mean().sqrt()
        self.mean.copy_(mean)
        self.basis.copy_(directions[:, : len(kept)].T)
        self.scale.copy_(scale)
        self.ceiling.copy_(patches.unflatten(1, (self.config.n_mels, -1)).amax((0, 2)))
        return float(kept.sum() / spread.sum())

    def _filters(self, device) -> torch.Tensor:
        """[n_fft // 2 + 1, n_mels], each band summing to 1."""
        from transformers.audio_utils import mel_filter_bank

        c = self.config
        bank = mel_filter_bank(c.n_fft // 2 + 1, c.n_mels, c.f_min, c.f_max, c.sample_rate, norm=None, mel_scale="htk")
        bank = torch.from_numpy(bank).float()
        return (bank / bank.sum(0).clamp_min(TINY)).to(device)

    def _stft(self, mono: torch.Tensor) -> torch.Tensor:
        window = torch.hann_window(self.config.n_fft, device=mono.device)
        padding = "reflect" if mono.shape[-1] > self.config.n_fft // 2 else "constant"
        return torch.stft(mono, self.config.n_fft, self.config.hop_length, window=window, return_complex=True,
                          pad_mode=padding)

    def _istft(self, spectrum: torch.Tensor, length: int) -> torch.Tensor:
        window = torch.hann_window(self.config.n_fft, device=spectrum.device)
        return torch.istft(spectrum, self.config.n_fft, self.config.hop_length, window=window, length=length)

    def _grained(self, log_mel: torch.Tensor, noise: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """[B, n_mels, frames], white noise -> (magnitudes with the noise's grain [B, bins, frames + 1], its phases)."""
        log_mel = _with_last_frame(log_mel)
        filters, noise = self._filters(log_mel.device), self._unit_spectrum(noise)[0]
        grain = noise.abs().clamp_min(1e-3) ** self.config.noise_share
        level = F.avg_pool1d((filters.T @ grain).log()[None], 33, 1, 16, count_include_pad=False)
        magnitude = _non_negative((log_mel - level).exp(), filters) * grain
        return magnitude * self._frame_gain(magnitude), noise / noise.abs().clamp_min(TINY)

    def _griffin_lim(self, magnitude: torch.Tensor, phase: torch.Tensor, length: int, on_step) -> torch.Tensor:
        """A sound [B, length] whose spectrum has nearly these magnitudes. The search starts from `phase`."""
        spectrum, previous, steps = magnitude * phase, None, self.config.griffin_lim_steps
        for step in range(steps):
            again = self._stft(self._istft(spectrum, length))
            faster = again if previous is None else again.sub(previous, alpha=MOMENTUM / (1 + MOMENTUM))
            spectrum, previous = _scaled(faster, magnitude / faster.abs().clamp_min_(TINY)), again
            if on_step is not None:
                on_step(step + 1, steps)
        return self._istft(spectrum, length)

    def _frame_gain(self, magnitude: torch.Tensor) -> torch.Tensor:
        """Gain of each frame, [B, bins, T] -> [B, 1, T]: below 1 where a frame is louder than the config allows.

        The gain is smoothed over neighbouring frames. It is needed because guidance may overshoot: a small error in a
        log level is a loud one in the sound.
        """
        energy = 2 * magnitude.square().sum(1) / (self.config.n_fft**2 * 3 / 8)  # Parseval, with the Hann window's
        gain = (self.config.loudest_frame / energy.clamp_min(TINY**2).sqrt()).clamp_max(1.0)[:, None]
        lowest = -F.max_pool1d(-gain, LOUD_FRAMES, 1, LOUD_FRAMES // 2)
        return F.avg_pool1d(lowest, SMOOTH_FRAMES, 1, SMOOTH_FRAMES // 2, count_include_pad=False)

    def _unit_spectrum(self, noise: torch.Tensor) -> torch.Tensor:
        """White noise [B, T] of unit power -> its spectrum [B, bins, frames + 1], of unit power a bin."""
        return self._stft(noise) / math.sqrt(self.config.n_fft * 3 / 8)  # the energy of the Hann window


def coding_of(config: MelConfig | OobleckConfig) -> MelConfig | OobleckConfig:
    """The codec's config as far as latents depend on it: without all that only decoding reads."""
    if not isinstance(config, MelConfig):
        return config
    return dataclasses.replace(config, vocoder=None, griffin_lim_steps=0, noise_share=0.0, loudest_frame=1.0)


def _with_last_frame(log_mel: torch.Tensor) -> torch.Tensor:
    """[B, n_mels, T] -> [B, n_mels, T + 1]: the centred transform has one frame more."""
    return F.pad(log_mel, (0, 1), mode="replicate")


def _scaled(values: torch.Tensor, factors: torch.Tensor) -> torch.Tensor:
    """Complex numbers times real ones. torch would make those complex first, which is slower."""
    return torch.view_as_complex(torch.view_as_real(values) * factors[..., None])


def _bend(sound: torch.Tensor) -> torch.Tensor:
    """A soft limiter: samples up to KNEE are unchanged, louder ones approach 1."""
    over = (sound.abs() - KNEE).clamp_min(0.0)
    room = 1 - KNEE
    return torch.where(over > 0, sound.sign() * (KNEE + room * torch.tanh(over / room)), sound)


def _non_negative(mel: torch.Tensor, filters: torch.Tensor) -> torch.Tensor:
    """Magnitudes [B, bins, T] >= 0 whose bands come nearest to mel [B, n_mels, T] (multiplicative updates)."""
    magnitude = (torch.linalg.pinv(filters.T) @ mel).clamp_min(1e-6)
    wanted = filters @ mel
    for _ in range(NON_NEGATIVE_STEPS):
        now = (filters @ (filters.T @ magnitude)).clamp_min_(TINY)
        magnitude.mul_(wanted).div_(now)
    return magnitude
