"""The recipe: stories that add up, stages that move what they should, a run that resumes to the same losses."""
from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
import torch

pytest.importorskip("scipy", reason="the training extra is not installed")

from audiostory_core.config import DiTConfig, MelConfig
from audiostory_core.prompt import StoryTokenizer
from audiostory_core.training import synthesis
from audiostory_core.training.catalogue import BY_NAME, CATALOGUE
from audiostory_core.training.dataset import LatentClips
from audiostory_core.training.engine import Run, Schedule, load_average
from audiostory_core.training.recipe import TINY
from audiostory_core.training.sound_stage import SoundModel, sound_losses
from audiostory_core.training.sounds import render
from audiostory_core.training.stories import MOST_CLIPS, make_story
from audiostory_core.training.story_stage import StoryModel, collate, story_losses, train_tokenizer

DIT = DiTConfig(latent_channels=8, latent_frames=6, max_seconds=2.0, num_layers=1, num_single_layers=1, num_heads=2,
                head_width=16, token_width=32, pooled_width=32, rope_axes=(4, 6, 6))


@pytest.fixture(scope="module")
def recipe():
    bridge = replace(TINY.bridge, hidden_width=32, token_width=32, heads=2)
    return replace(TINY, dit=DIT, bridge=bridge, llm_layers=1, llm_heads=2, llm_mlp=32, vocabulary=512)


@pytest.fixture(scope="module")
def tokenizer(recipe):
    return StoryTokenizer(train_tokenizer(recipe, stories=60), recipe.tokens)


@pytest.fixture(scope="module")
def clips():
    generator = torch.Generator().manual_seed(0)
    kinds = torch.arange(len(CATALOGUE)).repeat_interleave(2)
    return LatentClips(torch.randn(len(kinds), 8, 6, generator=generator), torch.full((len(kinds),), 1.5), kinds,
                       torch.arange(len(kinds)) % 2)


def test_every_story_adds_up_and_fits_the_model():
    codec: MelConfig = TINY.codec
    longest = TINY.dit.latent_frames * codec.hop_samples / codec.sample_rate
    rng = random.Random(0)
    for story in (make_story(rng) for _ in range(400)):
        assert 1 <= len(story.clips) == len(story.kinds) == len(story.distant) <= MOST_CLIPS
        assert all(0 < seconds <= longest for _, seconds in story.clips)
        if story.speaks:
            end = story.reasoning.rsplit(" to ", 1)[1].split(" seconds")[0]
            assert sum(seconds for _, seconds in story.clips) == pytest.approx(float(end), abs=1e-6)
            if "total duration" in story.instruction:
                assert f"duration is {end} seconds" in story.instruction
            for kind, (caption, _) in zip(story.kinds, story.clips, strict=True):
                assert caption.startswith(CATALOGUE[kind].caption)


def test_no_wording_belongs_to_two_kinds():
    seen = {}
    for kind in CATALOGUE:
        for words in (kind.caption, *kind.wordings):
            assert seen.setdefault(words, kind.name) == kind.name


@pytest.mark.parametrize("name", sorted(synthesis.KINDS))
def test_each_synthesis_gives_sound_of_the_asked_length(name):
    sound = synthesis.KINDS[name](np.random.default_rng(0), 2.0, 16000)
    assert sound.shape == (32000,)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() > 1e-3


def test_a_rendered_clip_has_the_common_level_and_ends_quietly():
    for seed in range(4):
        clip = render(BY_NAME["rain"], 3.0, 16000, np.random.default_rng(seed))
        assert clip.shape == (48000,) and clip.dtype == np.float32
        assert 0.03 < clip.std() < 0.2 and np.abs(clip).max() <= 0.81
        assert np.abs(clip[-16:]).max() < 0.02


def test_labels_are_the_answer_without_what_is_forced(tokenizer):
    rng = random.Random(1)
    story = next(s for s in iter(lambda: make_story(rng), None) if s.speaks and len(s.clips) == 3)
    batch = collate(tokenizer, [story, replace(story, speaks=False)])
    spoken = batch.labels[0][batch.labels[0] >= 0].tolist()
    text = tokenizer.decode(spoken)
    assert text.startswith(story.reasoning) and text.endswith("<|/gen|><|im_end|>")
    assert not set(spoken) & set(tokenizer.semantic_ids + tokenizer.residual_ids)
    assert (batch.labels[1] < 0).all()
    places = batch.ids[batch.rows[:, None], batch.semantic]
    assert places.tolist() == [list(tokenizer.semantic_ids)] * 6


def test_the_story_stage_leaves_residual_projector_and_fuser_alone(recipe, tokenizer):
    model = StoryModel(recipe, tokenizer)
    table = SoundModel(recipe.dit, len(CATALOGUE), 8).captions
    parts = story_losses(model, tokenizer, table, recipe, 2)(0, torch.Generator().manual_seed(0))
    assert set(parts) == {"text", "semantic", "copy"}
    sum(parts.values()).backward()
    assert model.llm.model.layers[0].mlp.up_proj.weight.grad.abs().sum() > 0
    assert model.bridge.semantic_projector[0].weight.grad.abs().sum() > 0
    assert model.bridge.residual_projector[0].weight.grad is None
    assert table.kind.grad is None


def test_the_flow_loss_reaches_the_llm_through_both_kinds_of_tokens(recipe, tokenizer, clips):
    model = StoryModel(recipe, tokenizer, SoundModel(recipe.dit, len(CATALOGUE), 8).dit)
    with torch.no_grad():
        torch.nn.init.normal_(model.bridge.fuser.out.weight, std=0.1)
        torch.nn.init.normal_(model.dit.transformer.proj_out.weight, std=0.1)
    table = SoundModel(recipe.dit, len(CATALOGUE), 8).captions
    parts = story_losses(model, tokenizer, table, recipe, 2, clips)(0, torch.Generator().manual_seed(0))
    parts["flow"].backward()
    for weight in (model.llm.model.layers[0].mlp.up_proj.weight, model.bridge.semantic_projector[0].weight,
                   model.bridge.residual_projector[0].weight, model.bridge.fuser.q.weight,
                   model.dit.transformer.x_embedder.weight):
        assert weight.grad.abs().sum() > 0


def test_a_run_that_stopped_resumes_to_the_weights_of_an_unbroken_one(tmp_path, clips):
    def model():
        with torch.random.fork_rng():
            torch.manual_seed(3)
            return SoundModel(DIT, len(CATALOGUE), 8)

    def train(folder, stops):
        for stop in stops:
            part = model()
            run = Run(part, replace(schedule, save_every=2), folder)
            losses = sound_losses(part, clips, 4)

            def until(step, generator, stop=stop, losses=losses):
                if step == stop:
                    raise KeyboardInterrupt
                return losses(step, generator)

            try:
                run.train(until)
            except KeyboardInterrupt:
                pass
        return load_average(model(), folder)

    schedule = Schedule(steps=6, batch=4, learning_rate=1e-2, warmup=2)
    whole, broken = train(tmp_path / "a", [None]), train(tmp_path / "b", [3, None])
    start = dict(model().named_parameters())
    for name, value in whole.named_parameters():
        assert torch.equal(value, dict(broken.named_parameters())[name]), name
    assert any(not torch.equal(value, start[name]) for name, value in whole.named_parameters())


def test_the_learning_rate_rises_and_falls():
    schedule = Schedule(steps=110, batch=1, learning_rate=1.0, warmup=10, final_share=0.1)
    assert [schedule.rate_at(step) for step in (0, 9, 10)] == pytest.approx([0.1, 1.0, 1.0])
    assert schedule.rate_at(60) == pytest.approx(0.55)
    assert schedule.rate_at(110) == pytest.approx(0.1)
