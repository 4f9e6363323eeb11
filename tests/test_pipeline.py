"""The pipeline: all stages on a toy model, progress, cancelling, and what is refused."""
from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch

import audiostory_core
from audiostory_core import AudioStoryPipeline, StoryPlan, chapters
from audiostory_core.sampler_config import SamplerConfig

CLIPS = [("rain falls", 4.0), ("a dog barks", 2.5), ("wind", 9.8)]


@pytest.fixture(scope="module")
def pipe(toy_bundle):
    return AudioStoryPipeline.from_bundle(toy_bundle)


@pytest.fixture
def plan():
    return StoryPlan.build(CLIPS, instruction="a storm", crossfade_seconds=1.0)


def test_a_plan_becomes_a_story_of_its_length(pipe, plan):
    seen = {}

    def stage(name):
        return lambda done, total: seen.setdefault(name, []).append((done, total))

    tokens = pipe.bridge(plan, on_step=stage("bridge"))
    assert tokens.semantic.shape == (3, 4, 16)
    assert tokens.residual.shape == (3, 2, 16)
    latents = pipe.sample(tokens, plan, steps=3, on_step=stage("sample"))
    assert latents.shape == (3, 8, 100)
    clips = pipe.decode(latents, plan, on_step=stage("decode"))
    assert [clip.shape[1] for clip in clips] == [int(5.0 * 640), int(3.5 * 640), int(9.8 * 640)]
    audio = pipe.stitch(clips, plan, on_step=stage("stitch"))
    assert audio.shape == (2, round(16.3 * 640))
    assert torch.isfinite(audio).all()
    assert audio.std() > 0
    assert seen["sample"] == [(1, 3), (2, 3), (3, 3)]
    assert all(steps[-1][0] == steps[-1][1] for steps in seen.values())
    assert len(seen) == 4


def test_nothing_keeps_a_graph(pipe, plan):
    assert pipe.bridge(plan).fused.requires_grad is False


def test_a_clip_keeps_its_latent_when_another_one_is_added(pipe, plan):
    tokens = pipe.bridge(plan)
    three = pipe.sample(tokens, plan, steps=2, seed=4)
    shorter = StoryPlan.build(CLIPS[:2], instruction="a storm", crossfade_seconds=1.0)
    # lengths alike, so that only the number of clips differs
    longer_end = shorter.with_clip(1, seconds=3.5)
    first = type(tokens)(tokens.semantic[:2], tokens.residual[:2], tokens.fused[:2])
    two = pipe.sample(first, longer_end, steps=2, seed=4)
    assert torch.allclose(three[:2], two, atol=1e-4)


def test_the_clips_seconds_reach_the_model(pipe, plan, monkeypatch):
    seen = []
    forward = pipe.dit.forward
    monkeypatch.setattr(pipe.dit, "forward",
                        lambda x, s, fused, seconds: seen.append(seconds.tolist()) or forward(x, s, fused, seconds))
    pipe.sample(pipe.bridge(plan), plan, steps=1)
    assert seen[0] == pytest.approx([5.0, 3.5, 9.8] * 2)


def test_a_join_that_passes_the_model_shrinks_everywhere(pipe):
    plan = StoryPlan.build([("rain", 9.5), ("wind", 5.0)], instruction="a storm", crossfade_seconds=3.0)
    clips = pipe.decode(pipe.sample(pipe.bridge(plan), plan, steps=1), plan)
    assert [clip.shape[1] for clip in clips] == [10 * 640, 5 * 640]
    assert pipe.stitch(clips, plan).shape[1] == round(14.5 * 640)


def test_a_clip_longer_than_the_model_is_an_error_in_every_stage(pipe, plan):
    tokens = pipe.bridge(plan)
    latents = torch.zeros(3, 8, 100)
    long = plan.with_clip(0, seconds=10.5)
    stages = (lambda: pipe.bridge(long), lambda: pipe.sample(tokens, long), lambda: pipe.decode(latents, long),
              lambda: pipe.stitch([torch.zeros(2, 640)] * 3, long))
    for stage in stages:
        with pytest.raises(ValueError, match="10.5 s.*longest clip is 10 s"):
            stage()


@pytest.mark.parametrize(("settings", "words"), [
    ({"steps": 0}, "steps is 0"), ({"steps": 1.5}, "steps is 1.5"),
    ({"guidance": float("nan")}, "guidance is nan"), ({"guidance": float("inf")}, "guidance is inf"),
    ({"seed": -1}, "seed is -1"), ({"seed": 2**64}, "seed is 18446744073709551616"),
    ({"noise": "pink"}, "noise is 'pink'"), ({"clip_seeds": [1]}, "1 entries for 3 clips"),
])
def test_sampling_refuses_what_cannot_be(pipe, plan, settings, words):
    with pytest.raises(ValueError, match=words):
        pipe.sample(pipe.bridge(plan), plan, **settings)


def test_a_model_s_own_sampler_is_used_unless_another_is_asked_for(pipe, plan, monkeypatch):
    tokens = pipe.bridge(plan)
    usual = pipe.sample(tokens, plan, steps=50, guidance=4.0, solver="euler", shift=1.0)
    assert torch.equal(pipe.sample(tokens, plan), usual)
    own = pipe.sample(tokens, plan, steps=3, guidance=2.0, solver="ab2", shift=2.0)
    monkeypatch.setattr(pipe, "config", replace(pipe.config, sampler=SamplerConfig(3, "ab2", 2.0, 2.0)))
    assert torch.equal(pipe.sample(tokens, plan), own)
    assert not torch.equal(pipe.sample(tokens, plan, solver="euler"), own)
    assert torch.equal(pipe.sample(tokens, plan, steps=50, guidance=4.0, solver="euler", shift=1.0), usual)


def test_tokens_of_another_plan_are_refused(pipe, plan):
    tokens = pipe.bridge(plan)
    two = StoryPlan.build(CLIPS[:2])
    with pytest.raises(ValueError, match="tokens of 3 clips for a plan of 2"):
        pipe.sample(tokens, two)


def test_latents_that_overflow_name_the_dtype_to_try(toy_bundle, plan):
    pipe = AudioStoryPipeline.from_bundle(toy_bundle, dtype=torch.float16)
    pipe.dit.forward = lambda x, sigma, fused, seconds: torch.full_like(x, float("inf"))
    with pytest.raises(ValueError, match="the latents are not finite in torch.float16: try bfloat16 or float32"):
        pipe.sample(pipe.bridge(plan), plan, steps=1)


def test_a_callback_that_raises_ends_the_stage(pipe, plan):
    def stop(done, total):
        raise InterruptedError

    tokens = pipe.bridge(plan)
    with pytest.raises(InterruptedError):
        pipe.sample(tokens, plan, on_step=stop)
    with pytest.raises(InterruptedError):
        pipe.decode(torch.zeros(3, 8, 100), plan, on_step=stop)


def test_text_alone_is_the_instruction_word_for_word(pipe, monkeypatch):
    seen = {}

    def write_story(llm, tokenizer, instruction, settings, **arguments):
        seen.update(instruction=instruction, max_new_tokens=settings.max_new_tokens, **arguments)
        return SimpleNamespace()

    monkeypatch.setattr(chapters, "write_story", write_story)
    pipe.plan("  A storm. ", crossfade_seconds=2.0)
    assert seen["instruction"] == "  A storm. "
    assert (seen["crossfade_seconds"], seen["longest_seconds"], seen["max_new_tokens"]) == (2.0, 10.0, 200)
    assert seen["temperature"] == 0.0
    pipe.plan("a storm", seconds=30, lead_in="Devise a long-form audio narrative of ", temperature=0.5, seed=9)
    assert seen["instruction"] == ("Devise a long-form audio narrative of a storm "
                                   "The total duration is 30.0 seconds.")
    assert seen["generator"].initial_seed() == 9
    assert seen["temperature"] == 0.5


@pytest.mark.parametrize(("arguments", "words"), [
    (("",), "empty"), (("x" * 100_000,), "100000"), (("...",), "letter"), (("rain", 0), "seconds"),
    (("rain", float("nan")), "seconds"), (("rain", -5), "seconds"), (("rain", 1e9), "seconds"),
])
def test_planning_refuses_what_cannot_be(pipe, arguments, words):
    with pytest.raises(ValueError, match=words):
        pipe.plan(*arguments)


def test_a_seed_out_of_range_is_refused_in_planning(pipe):
    with pytest.raises(ValueError, match="seed is -1"):
        pipe.plan("rain", seed=-1)


def test_a_folder_that_is_no_model_is_refused(tmp_path):
    with pytest.raises(ValueError, match="config.json: the file is missing"):
        AudioStoryPipeline.from_bundle(tmp_path)


def test_the_package_names_what_it_offers():
    assert audiostory_core.AudioStoryPipeline is AudioStoryPipeline
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(audiostory_core, "nothing")  # noqa: B009 (a plain attribute is called useless)


def test_importing_the_package_does_not_import_the_heavy_libraries():
    code = "import sys, audiostory_core; sys.exit(any(name in sys.modules for name in ('torch', 'transformers')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=audiostory_core.__path__[0] + "/..").returncode == 0
