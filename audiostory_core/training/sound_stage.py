"""Stage 0, text to audio: the DiT learns to speak from caption tokens, before there is an LLM.

The full-size model takes the caption tokens of a text encoder here (TangoFlux on flan-t5). The embedded one knows a
fixed catalogue, so its caption tokens are a learned table: [kind, token] + [distance, token].
"""
from __future__ import annotations

import torch
from torch import nn

from ..config import DiTConfig
from ..dit import StoryDiT
from ..flow_matching import flow_loss, logit_normal_sigmas
from .dataset import LatentClips

UNCONDITIONAL_SHARE = 0.1


class CaptionTable(nn.Module):
    """Caption tokens for the catalogue, and the tokens of the empty prompt."""

    def __init__(self, kinds: int, tokens: int, width: int):
        super().__init__()
        self.kind = nn.Parameter(torch.randn(kinds, tokens, width))
        self.distance = nn.Parameter(torch.zeros(2, tokens, width))
        self.empty = nn.Parameter(torch.zeros(tokens, width))

    def forward(self, kind: torch.Tensor, distant: torch.Tensor) -> torch.Tensor:
        """kind [B], distant [B] -> tokens [B, T, D]."""
        return self.kind[kind] + self.distance[distant]


class SoundModel(nn.Module):
    """The DiT and the table that it is taught with."""

    def __init__(self, config: DiTConfig, kinds: int, tokens: int):
        super().__init__()
        self.captions = CaptionTable(kinds, tokens, config.token_width)
        self.dit = StoryDiT(config)


def dropped(tokens: torch.Tensor, empty: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Some clips' tokens replaced by the empty prompt's, for guidance. tokens [B, T, D], empty [T, D]."""
    drop = torch.rand(len(tokens), generator=generator) < UNCONDITIONAL_SHARE
    return torch.where(drop[:, None, None], empty.to(tokens), tokens)


def flow_losses(dit, tokens, empty, latents, seconds, generator) -> torch.Tensor:
    """The flow loss of a batch: tokens [B, T, D], latents [B, C, L], seconds [B]."""
    tokens = dropped(tokens, empty, generator)
    noise = torch.randn(latents.shape, generator=generator)
    sigma = logit_normal_sigmas(len(latents), generator)

    def velocity(x, level):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return dit(x, level, tokens, seconds)

    return flow_loss(velocity, latents, noise, sigma)


def sound_losses(model: SoundModel, clips: LatentClips, batch: int):
    """The `losses` of engine.Run.train for this stage."""

    def losses(step, generator):
        latents, seconds, kind, distant = clips.draw(batch, generator)
        tokens = model.captions(kind, distant)
        return {"flow": flow_losses(model.dit, tokens, model.captions.empty, latents, seconds, generator)}

    return losses
