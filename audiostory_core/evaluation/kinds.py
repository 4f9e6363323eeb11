"""Does a kind of sound sound like itself? Clips from its caption alone, and what YAMNet hears in them."""
from __future__ import annotations

from ..pipeline import AudioStoryPipeline
from ..sound_classes import SoundClass
from ..story import StoryPlan
from .yamnet import BEST, Yamnet, is_heard

CLIP_SECONDS = 8.0


def heard(judge: Yamnet, kind: SoundClass, clips, rate: int) -> int:
    """How many of the clips have a class of the kind among YAMNet's five best."""
    return sum(is_heard(judge.best(clip, rate, BEST), kind.yamnet_labels) for clip in clips)


def generate(pipe: AudioStoryPipeline, kind: SoundClass, count: int, seed: int, steps: int, guidance: float):
    """`count` clips of a kind from its caption alone: list of [T] arrays."""
    plan = StoryPlan.build([(kind.caption, CLIP_SECONDS)] * count, crossfade_seconds=0.0)
    latents = pipe.sample(pipe.bridge(plan), plan, steps=steps, guidance=guidance, seed=seed)
    return [clip.mean(0).numpy() for clip in pipe.decode(latents, plan)]
