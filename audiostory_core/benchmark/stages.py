"""The stages of a story, and the side that runs them with this library."""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import torch

from ..bridge import BridgeTokens
from ..pipeline import AudioStoryPipeline
from ..story import StoryPlan
from .models import Model

STAGES = ("plan", "bridge", "sample", "decode", "stitch")
STARTS = ("import", "load")  # what comes before the first story


@dataclass(frozen=True)
class Made:
    """What the stages have made so far. A stage takes what the stages before it made.

    plan: of the story. tokens: [N, ...] each. latents: [N, C, L]. clips: N of [channels, samples].
    audio: [channels, samples], the story.
    """

    plan: StoryPlan | None = None
    tokens: BridgeTokens | None = None
    latents: torch.Tensor | None = None
    clips: list[torch.Tensor] | None = None
    audio: torch.Tensor | None = None

    def with_result(self, stage: str, result) -> Made:
        """The same with what a stage made."""
        return replace(self, **{RESULTS[stage]: result})

    def result(self, stage: str):
        """What a stage made."""
        return getattr(self, RESULTS[stage])


RESULTS = dict(zip(STAGES, ("plan", "tokens", "latents", "clips", "audio"), strict=True))


class Side(Protocol):
    """One of the two that are compared.

    name: for the table. stages: those that it can run, STARTS among them.
    """

    name: str
    stages: tuple[str, ...]

    def run(self, stage: str, made: Made) -> tuple[object, float, float | None]:
        """(result of a stage, its seconds, peak memory in bytes or None if unknown)."""

    def close(self) -> None:
        """End the processes and remove the files of the side."""


def run_stage(model: Model, stage: str, made: Made):
    """What a stage of this library makes of what the stages before it made."""
    pipe = model.pipe
    if stage == "load":
        return AudioStoryPipeline.from_bundle(model.path, device=pipe.device, dtype=model.dtype)
    if stage == "plan":
        return model.plan()
    if stage == "bridge":
        return pipe.bridge(made.plan)
    if stage == "sample":
        return pipe.sample(made.tokens, made.plan, **model.sampler.settings)
    if stage == "decode":
        return pipe.decode(made.latents, made.plan)
    return pipe.stitch(made.clips, made.plan)
