"""A small trained vocoder that can replace Griffin-Lim in the mel codec: log-mel frames to the spectrum of a sound.

Its architecture is that of Vocos: ConvNeXt blocks at the frame rate, followed by an inverse Fourier transform. It
predicts magnitudes and phases, and also shapes the spectrum of white noise. So it need not learn the random phases of
sounds like rain, and what it has not learned yet sounds like noise in the right bands.

Sources: Vocos (Siuzdak 2023); a sum of tones and shaped noise (Serra 1990, DDSP 2020).
"""
from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from .config import VocoderConfig

LOUDEST_LOG = 5.0  # limit of a log magnitude: a higher one would give samples above 1
KERNEL = 7  # frames that a convolution along time looks at
QUIETER = -1.5  # at the beginning of training, the log level of the tones relative to the noise


class Vocoder(nn.Module):
    """Log-mel frames to a spectrum.

    Args:
        config: sizes. n_mels: bands of a frame. bins: of the spectrum.
    """

    def __init__(self, config: VocoderConfig, n_mels: int, bins: int):
        super().__init__()
        width = config.width
        self.first = nn.Conv1d(n_mels, width, KERNEL, padding=KERNEL // 2)
        self.norm = nn.LayerNorm(width)
        self.blocks = nn.ModuleList(_ConvNeXt(width) for _ in range(config.layers))
        self.last_norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, 3 * bins)
        with torch.no_grad():
            self.out.weight.mul_(0.1)
            self.out.bias.zero_()[:bins].fill_(QUIETER)

    def forward(self, log_mel: torch.Tensor, envelope: torch.Tensor, noise: torch.Tensor,
                advance: torch.Tensor) -> torch.Tensor:
        """The spectrum of a sound.

        Args:
            log_mel: [B, n_mels, T].
            envelope: [B, bins, T] the same frames spread over the bins, as log magnitudes.
            noise: [B or 1, bins, T] complex, the spectrum of white noise with unit power in each bin.
            advance: [bins] by how much the phase of a bin's centre frequency advances from frame to frame.

        Returns:
            [B, bins, T] complex64.
        """
        x = self.norm(self.first(log_mel.to(self.first.weight.dtype)).transpose(1, 2)).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        made = self.out(self.last_norm(x.transpose(1, 2))).transpose(1, 2).float()
        level, turn, grain = made.chunk(3, dim=1)
        phase = (advance[:, None] + turn).cumsum(-1)  # equal frames must not all have the same phase
        tones = torch.polar((envelope + level).clamp(max=LOUDEST_LOG).exp(), phase)
        return tones + (envelope + grain).clamp(max=LOUDEST_LOG).exp() * noise


class _ConvNeXt(nn.Module):
    """A residual block: a depthwise convolution along time, then two linear layers at each frame."""

    def __init__(self, width: int):
        super().__init__()
        self.along = nn.Conv1d(width, width, KERNEL, padding=KERNEL // 2, groups=width)
        self.norm = nn.LayerNorm(width)
        self.up, self.down = nn.Linear(width, 3 * width), nn.Linear(3 * width, width)
        with torch.no_grad():
            self.down.weight.mul_(0.1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """[B, W, T] -> the same."""
        y = self.norm(self.along(x).transpose(1, 2))
        return x + self.down(F.gelu(self.up(y))).transpose(1, 2)
