"""Does a kind of sound sound like itself? Clips from its caption alone, and what YAMNet hears in them."""
from __future__ import annotations

from ..pipeline import AudioStoryPipeline
from ..sound_classes import SoundClass
from ..story import StoryPlan
from .yamnet import BEST, Yamnet, is_heard

CLIP_SECONDS = 8.0


def heard(judge: Yamnet, sound_class: SoundClass, clips, rate: int) -> int:
    """How many of the clips have a class of the sound class among YAMNet's five best."""
    return sum(is_heard(judge.best(clip, rate, BEST), sound_class.yamnet_labels) for clip in clips)


def generate(pipe: AudioStoryPipeline, sound_class: SoundClass, count: int, seed: int, steps: int, guidance: float):
    """`count` clips of a sound class from its caption alone: list of [T] arrays."""
    plan = StoryPlan.build([(sound_class.caption, CLIP_SECONDS)] * count, crossfade_seconds=0.0)
    latents = pipe.sample(pipe.bridge(plan), plan, steps=steps, guidance=guidance, seed=seed)
    return [clip.mean(0).numpy() for clip in pipe.decode(latents, plan)]
