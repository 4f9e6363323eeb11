"""Distillation: the teacher's pairs, what the student learns of them, and what its bundle says."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from training_toys import DISTIL, STAGES, toy_captions, toy_recipe, toy_source, toy_training_bundle, train_toy

from audiostory_core.bundle import open_bundle, read_tensors
from audiostory_core.pipeline import AudioStoryPipeline
from audiostory_core.sampler_config import SamplerConfig
from audiostory_core.story import StoryPlan
from audiostory_core.training.data.batches import Batches
from audiostory_core.training.data.cache import Cache
from audiostory_core.training.data.pairs import Pairs
from audiostory_core.training.recipe import RECIPES, TINY, read_recipe
from audiostory_core.training.stages import Distillation, Stage
from audiostory_core.training.train import build_model, bundle_digest

STAGE = DISTIL
TEACHER, STUDENT = STAGE.distil.teacher, STAGE.distil.student
WHOLE = replace(STUDENT, window_frames=0)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Path:
    return toy_training_bundle(tmp_path_factory.mktemp("distil") / "toy")


def made_pairs(bundle, cache, load=None, count: int = 9, teacher: SamplerConfig = TEACHER, seed: int = 0,
               student: SamplerConfig = WHOLE) -> Pairs:
    opened = open_bundle(bundle)
    return Pairs(toy_source(), count, opened.config, bundle_digest(opened), teacher, student, seed, Cache(cache),
                 load or (lambda: AudioStoryPipeline.from_bundle(bundle)))


def nobody():
    raise AssertionError("the teacher was asked")


def test_a_pair_is_noise_and_what_the_teacher_makes_of_it(bundle, tmp_path):
    pairs, pipe = made_pairs(bundle, tmp_path), AudioStoryPipeline.from_bundle(bundle)
    drawn = pairs.pairs(0, 0, 9)
    assert len(pairs) == len(drawn) == 9
    for pair in drawn:
        assert (pair.noise.shape, pair.latents.shape, pair.fused.shape) == ((8, 6), (8, 6), (4, 16))
    story, row = pairs.places[4]
    plan = pairs.plans[story]
    tokens = pipe.bridge(plan)
    wanted = pipe.sample(tokens, plan, seed=pairs._noise_seed(story), **TEACHER.settings)[row]
    pair = pairs._pair(story, row, 6)
    assert torch.allclose(pair.latents, wanted, atol=2e-3)  # kept in half precision
    assert torch.allclose(pair.fused, tokens.fused[row], atol=2e-3)
    assert pair.seconds == plan.clips[row].generated_seconds
    assert torch.equal(torch.stack(sorted((pair.noise for pair in drawn), key=lambda noise: noise[0, 0].item())),
                       torch.stack(sorted((pairs._pair(*place, 6).noise for place in pairs.places),
                                          key=lambda noise: noise[0, 0].item())))  # an epoch has each pair once


def test_pairs_are_made_once_by_whoever_makes_them(bundle, tmp_path):
    whole = made_pairs(bundle, tmp_path / "whole")
    whole.fill()
    for part in (1, 0):
        made_pairs(bundle, tmp_path / "shares").fill(part, 2)
    again = made_pairs(bundle, tmp_path / "shares", load=nobody)
    again.fill()
    for one, other in zip(whole.pairs(0, 0, 9), again.pairs(0, 0, 9), strict=True):
        assert all(torch.equal(getattr(one, name), getattr(other, name)) for name in ("noise", "latents", "fused"))
    with pytest.raises(AssertionError, match="the teacher was asked"):
        made_pairs(bundle, tmp_path / "shares", load=nobody, teacher=replace(TEACHER, steps=4)).fill()
    assert made_pairs(bundle, tmp_path, seed=1).digest != whole.digest == again.digest


def test_half_of_the_pairs_are_of_plans_written_by_hand(bundle, tmp_path):
    pairs = made_pairs(bundle, tmp_path, count=60)
    told = [plan for plan in pairs.plans if plan.instruction]
    by_hand = pairs.plans[len(told):]
    assert not any(plan.instruction or plan.reasoning for plan in by_hand)
    assert sum(len(plan.clips) for plan in told[:-1]) < 30 <= sum(len(plan.clips) for plan in told)
    captions = [{clip.caption for clip in plan.clips} for plan in by_hand if len(plan.clips) > 1]
    again = [len(each) == 1 for each in captions]
    assert any(again) and not all(again)  # one caption several times, and several captions


def test_a_cancelled_filling_goes_on(bundle, tmp_path):
    def stop(done, total):
        if done == 2:
            raise InterruptedError

    pairs = made_pairs(bundle, tmp_path)
    with pytest.raises(InterruptedError):
        pairs.fill(on_step=stop)
    kept = len(list(tmp_path.rglob("*.safetensors")))
    assert kept == 2 < len(pairs.plans)
    seen = []
    pairs.fill(on_step=lambda done, total: seen.append((done, total)))
    assert len(list(tmp_path.rglob("*.safetensors"))) == len(pairs.plans)
    assert seen[-1] == (len(pairs.plans), len(pairs.plans))


def test_points_lie_anywhere_on_the_line_and_nothing_is_left_out_for_guidance(bundle, tmp_path):
    batches = Batches(STAGE, made_pairs(bundle, tmp_path), open_bundle(bundle).tokenizer, toy_captions(), 0)
    sigma = torch.cat([batches.shard(step).clips.sigma for step in range(50)])
    assert sigma.min() < 0.05 and sigma.max() > 0.95 and abs(sigma.mean() - 0.5) < 0.06
    clips = batches.shard(3).clips
    assert not clips.dropped.any() and clips.count == STAGE.batch
    halves = [batches.shard(3, part, 2).clips for part in range(2)]
    for name in ("latents", "noise", "tokens", "sigma", "seconds"):
        assert torch.equal(torch.cat([getattr(half, name) for half in halves]), getattr(clips, name))


def error(pipe: AudioStoryPipeline, pairs: Pairs) -> float:
    """How far one step without guidance is from the teacher's latents, mean square."""
    found = []
    for story, plan in enumerate(pairs.plans):
        latents = pipe.sample(pipe.bridge(plan), plan, steps=1, guidance=1.0, seed=pairs._noise_seed(story))
        for row, clip in enumerate(plan.clips):
            window = STUDENT.window(pipe.config.frames_of(clip.generated_seconds), 6)
            found.append((latents[row, :, :window] - pairs._pair(story, row, window).latents).square().mean())
    return float(torch.stack(found).mean())


def test_the_student_does_in_one_step_what_the_teacher_does_in_many(bundle, tmp_path):
    stage = replace(STAGE, steps=100, warmup=5, average=0.9)
    trained = train_toy(bundle, tmp_path / "out", stage)
    pairs = made_pairs(bundle, tmp_path / "out" / "cache", load=nobody)  # the stage's own
    before, after = (error(AudioStoryPipeline.from_bundle(folder), pairs) for folder in (bundle, trained))
    assert after < before / 3


def test_without_its_adapter_a_distilled_model_is_what_it_was_to_the_bit(bundle, tmp_path):
    trained = train_toy(bundle, tmp_path, replace(STAGE, stored="float16"))  # which is the adapter's dtype
    before, after = AudioStoryPipeline.from_bundle(bundle), AudioStoryPipeline.from_bundle(trained)
    plan = made_pairs(bundle, tmp_path / "cache", load=nobody).plans[0]
    tokens = before.bridge(plan)
    as_it_was = before.sample(tokens, plan)  # AudioStory's own settings
    few = after.sample(tokens, plan)
    assert not torch.allclose(few, as_it_was, atol=0.05)
    assert torch.equal(after.sample(tokens, plan, guidance=4.0), as_it_was)  # 50 steps again, and the whole window
    assert torch.equal(after.sample(tokens, plan), few)
    assert {ref.dtype for ref in read_tensors(trained / "few_steps.safetensors").values()} == {torch.float16}
    assert torch.equal(after.sample(tokens, plan, steps=7, guidance=2.5),
                       before.sample(tokens, plan, steps=7, guidance=2.5))


def test_a_clip_is_sampled_as_far_as_it_reaches_and_alone_as_in_company(bundle, tmp_path):
    pipe = AudioStoryPipeline.from_bundle(train_toy(bundle, tmp_path, STAGE))
    plan = StoryPlan.build([("rain", 0.2), ("a bell", 1.9), ("wind", 0.2)], crossfade_seconds=0.0)
    tokens = pipe.bridge(plan)
    frames = [pipe.config.frames_of(clip.generated_seconds) for clip in plan.clips]
    windows = [STUDENT.window(count, 6) for count in frames]
    assert windows == [4, 6, 4] and max(frames[0], frames[2]) <= 2
    together = pipe.sample(tokens, plan)
    for row, window in enumerate(windows):
        assert together[row, :, :window].abs().min() > 0 and not together[row, :, window:].any()
    alone = StoryPlan.build([("rain", 0.2)], crossfade_seconds=0.0)
    first = {name: getattr(tokens, name)[:1] for name in ("semantic", "residual", "fused")}
    one = pipe.sample(replace(tokens, **first), alone)
    assert torch.allclose(one[0], together[0], atol=1e-5)


def test_pairs_of_a_step_have_one_window_and_an_epoch_has_each_pair(bundle, tmp_path):
    student = replace(STUDENT, window_frames=1)
    pairs, whole = (made_pairs(bundle, tmp_path, student=how) for how in (student, WHOLE))
    assert len(pairs.alike) > 1 and list(whole.alike) == [6]
    steps = sum(-(-len(places) // 2) for places in pairs.alike.values())
    seen = []
    for step in range(steps):
        drawn = pairs.pairs(0, step + step // 3, 2)  # every fourth is in the whole window
        assert len({pair.latents.shape for pair in drawn}) == 1
        for pair in drawn:
            frames = pairs.config.frames_of(pair.seconds)
            assert pair.latents.shape == pair.noise.shape == (8, student.window(frames, 6))
        seen += [float(pair.noise[0, 0]) for pair in drawn]
    for step in (3, 7):
        assert [pair.latents.shape for pair in pairs.pairs(0, step, 2)] == [(8, 6)] * 2
    assert {pair.seconds for step in range(3, 23, 4) for pair in pairs.pairs(0, step, 2)} == {
        whole.plans[story].clips[row].generated_seconds for story, row in whole.places}
    assert set(seen) == {float(whole._pair(*place, 6).noise[0, 0]) for place in whole.places}


def test_the_students_bundle_says_how_it_wants_to_be_sampled(bundle, tmp_path):
    trained = open_bundle(train_toy(bundle, tmp_path, STAGE, prompts=("rain",)))
    assert trained.config.sampler == STAGE.distil.student
    assert open_bundle(bundle).config.sampler == SamplerConfig()
    assert trained.config.provenance["trained"][-1]["stage"] == "distil"
    assert (tmp_path / "distil" / "samples" / "index.html").is_file()


def test_only_the_dit_is_loaded_and_only_its_adapter_trains(bundle):
    model = build_model(toy_recipe(), STAGE, open_bundle(bundle), toy_captions(), None, 0)
    assert model.llm is None
    assert {model.part_of(name) for name, weight in model.named_parameters() if weight.requires_grad} == {"few_steps"}


def test_a_recipe_file_may_distil(tmp_path):
    assert Stage.from_dict(STAGE.to_dict()) == STAGE
    assert "distil" not in STAGES["sound"].to_dict()  # states of earlier versions go on
    (tmp_path / "r.json").write_text('{"based_on": "tiny", "stages": [{"name": "distil", "steps": 7, '
                                     '"distil": {"pairs": 5, "teacher": {"steps": 8}, "student": {"steps": 2}}}]}')
    stage = read_recipe(str(tmp_path / "r.json")).stages[0]
    assert stage == replace(TINY.stage("distil"), steps=7, distil=Distillation(
        5, SamplerConfig(steps=8), SamplerConfig(steps=2)))
    assert all(stage.distil is None or stage.name == "distil" for recipe in RECIPES.values() for stage in recipe.stages)


@pytest.mark.parametrize(("changes", "words"), [
    ({"distil": None}, "the data pairs and the settings distil belong together"),
    ({"data": "clips"}, "the data pairs and the settings distil belong together"),
    ({"distil": {"pairs": 0, "teacher": {}, "student": {}}}, "Distillation.pairs is 0"),
    ({"distil": {"pairs": 3, "teacher": {"steps": 0}, "student": {}}}, "SamplerConfig.steps is 0"),
    ({"distil": {"pairs": 3, "teacher": {}}}, "Distillation lacks the fields student"),
    ({"trains": {"llm": 1e-3}}, "stage distil trains llm, which needs data of"),
    ({"trains": {"dit": 1e-3}}, "stage distil trains dit, which needs data of"),
])
def test_a_stage_that_cannot_distil_is_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        Stage.from_dict({**STAGE.to_dict(), **changes})


def test_epochs_count_the_pairs():
    assert replace(STAGE, steps=None, epochs=3).steps_for(None) == 9  # 9 pairs in batches of 4
