"""Clips of one sound class, from its caption alone, and whether YAMNet hears the class in them."""
from __future__ import annotations

from ..pipeline import AudioStoryPipeline
from ..sound_classes import SoundClass
from ..story import StoryPlan
from .yamnet import BEST, Yamnet, is_heard

CLIP_SECONDS = 8.0


def heard(judge: Yamnet, sound_class: SoundClass, clips, rate: int) -> int:
    """The number of clips in which one of YAMNet's five best classes is a label of the sound class."""
    return sum(is_heard(judge.best(clip, rate, BEST), sound_class.yamnet_labels) for clip in clips)


def generate(pipe: AudioStoryPipeline, sound_class: SoundClass, count: int, seed: int,
             steps: int | None = None, guidance: float | None = None):
    """Make `count` clips of a sound class from its caption alone: a list of [T] arrays. None is the model's own."""
    plan = StoryPlan.build([(sound_class.caption, CLIP_SECONDS)] * count, crossfade_seconds=0.0)
    latents = pipe.sample(pipe.bridge(plan), plan, steps=steps, guidance=guidance, seed=seed)
    return [clip.mean(0).numpy() for clip in pipe.decode(latents, plan)]
