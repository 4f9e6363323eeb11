"""Fast Griffin-Lim: a sound whose spectrum has nearly the given magnitudes.

The loop keeps frames before bins and real numbers in pairs, and adds the overlapping parts of frames row by row: on a
CPU that is several times faster than torch's complex arithmetic and its inverse transform, and the same up to rounding.

Source: Griffin and Lim 1984; the momentum is Perraudin's (2013).
"""
from __future__ import annotations

import torch
from torch.nn import functional as F

MOMENTUM = 0.99
TINY = 1e-8


def griffin_lim(magnitude: torch.Tensor, phase: torch.Tensor, n_fft: int, hop: int, length: int, steps: int,
                on_step=None) -> torch.Tensor:
    """Search for a sound with these magnitudes, beginning with these phases.

    Args:
        magnitude: [B, n_fft // 2 + 1, frames], of the centred transform with a Hann window; float32.
        phase: the same shape, or [bins, frames] for all: complex numbers of length 1.
        n_fft, hop: of the transform; hop divides n_fft.
        length: samples of the sound, at least n_fft // 2 + 1 and at most (frames - 1) * hop.
        on_step: called (done, steps) after each step; may raise to cancel.

    Returns:
        [B, length], float32.
    """
    transform = _Transform(n_fft, hop, length, magnitude)
    magnitude = magnitude.transpose(1, 2)[..., None]  # [B, frames, bins, 1]
    unit = torch.view_as_real(phase.transpose(-2, -1).resolve_conj().contiguous())  # [(B,) frames, bins, 2]
    previous = torch.zeros_like(magnitude)
    for step in range(steps):
        again = transform.forward(transform.inverse(magnitude * unit))
        faster = again - previous * (MOMENTUM / (1 + MOMENTUM))
        unit = faster * faster.square().sum(-1, keepdim=True).clamp_min(TINY**2).rsqrt()
        previous = again
        if on_step is not None:
            on_step(step + 1, steps)
    return transform.inverse(magnitude * unit)


class _Transform:
    """The centred short-time transform of sounds of one length, and its inverse. Spectra are [B, frames, bins, 2]."""

    def __init__(self, n_fft: int, hop: int, length: int, like: torch.Tensor):
        self.n_fft, self.hop, self.length, frames = n_fft, hop, length, like.shape[-1]
        self.window = torch.hann_window(n_fft, device=like.device)
        weight = self.window.square().expand(1, frames, -1)
        self.weight = self._overlapped(weight)[:, n_fft // 2:n_fft // 2 + length]

    def forward(self, sound: torch.Tensor) -> torch.Tensor:
        half = self.n_fft // 2
        padded = F.pad(sound[:, None], (half, half), mode="reflect")[:, 0]
        return torch.view_as_real(torch.fft.rfft(padded.unfold(-1, self.n_fft, self.hop) * self.window))

    def inverse(self, spectrum: torch.Tensor) -> torch.Tensor:
        frames = torch.fft.irfft(torch.view_as_complex(spectrum), self.n_fft) * self.window
        half = self.n_fft // 2
        return self._overlapped(frames)[:, half:half + self.length] / self.weight

    def _overlapped(self, frames: torch.Tensor) -> torch.Tensor:
        """[B, frames, n_fft] -> [B, samples], frames added where they overlap."""
        parts = frames.unflatten(-1, (-1, self.hop))  # [B, frames, parts of a frame, hop]
        count, each = parts.shape[1:3]
        whole = frames.new_zeros(len(frames), count + each - 1, self.hop)
        for part in range(each):
            whole[:, part:part + count] += parts[:, :, part]
        return whole.flatten(1)
