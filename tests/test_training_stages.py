"""Stages: which weights change, what the losses are, where gradients flow, and what is saved."""
from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from torch import nn

pytest.importorskip("accelerate", reason="the training extra is not installed")
pytest.importorskip("peft", reason="the training extra is not installed")

from toy import toy_config
from training_toys import (
    STAGES,
    ToyStory,
    batches_of,
    model_of,
    toy_captions,
    toy_recipe,
    toy_source,
    toy_training_bundle,
    train_toy,
)

from audiostory_core import AudioStoryPipeline
from audiostory_core.bridge import Bridge
from audiostory_core.bundle import load_part, open_bundle
from audiostory_core.config import BridgeConfig, TokenConfig
from audiostory_core.training.data.batches import Batch, ClipBatch, StoryBatch, collate
from audiostory_core.training.lora import add_lora, merged
from audiostory_core.training.model import StoryModel
from audiostory_core.training.train import build_model, dependencies, trained_steps
from audiostory_core.training.trainer import Run, make_accelerator

# softmax does not change with what is added to all keys alike, so these may stand still
FREE = ("k.bias", "k_proj.bias", "k_proj.base_layer.bias")


def run_again(bundle, stage, folder):
    """The run that train_toy left there."""
    model = model_of(bundle, stage)
    depends = dependencies(toy_recipe(), open_bundle(bundle), toy_source(), toy_captions(), model)
    return Run(model, stage, 3, make_accelerator(stage, cpu=True), folder, depends=depends)


def trained_by(name: str, stage) -> bool:
    """Which weights the stage names, said here once more by their names alone."""
    if name.startswith("llm."):
        whole = "embed_tokens" in name or "norm" in name or "lm_head" in name
        return "llm" in stage.trains or ("lora" in stage.trains and ("lora_" in name or whole))
    part = name.split(".")[1] if name.startswith("bridge.") else name.split(".")[0]
    return part in stage.trains


@pytest.mark.parametrize("name", list(STAGES))
def test_three_steps_move_exactly_what_the_stage_names(bundle, tmp_path, name):
    stage = STAGES[name]
    model = model_of(bundle, stage)
    before = {key: value.clone() for key, value in model.state_dict().items()}
    run = Run(model, stage, 3, make_accelerator(stage, cpu=True), tmp_path)
    run.train(batches_of(bundle, stage).shard)
    after = run.weights(averaged=False)
    moved = {key for key, value in after.items() if not torch.equal(value, before[key]) and not key.endswith(FREE)}
    assert moved == {key for key in before if trained_by(key, stage) and not key.endswith(FREE)}
    assert {model.part_of(key) for key in moved} == set(stage.trains)


def test_each_weight_has_its_parts_rate_and_only_matrices_decay(bundle, tmp_path):
    stage = replace(STAGES["whole"], weight_decay=0.25)
    model = model_of(bundle, stage)
    run = Run(model, stage, 3, make_accelerator(stage, cpu=True), tmp_path)
    names = {id(value): name for name, value in run.named.items()}
    groups = [([names.pop(id(weight)) for weight in group["params"]], group["peak"], group["weight_decay"])
              for group in run.optimiser.param_groups]
    assert not names and len(groups) <= 2 * len(set(stage.trains.values()))
    for members, rate, decay in groups:
        assert {stage.trains[model.part_of(name)] for name in members} == {rate}
        assert {0.25 if run.named[name].ndim > 1 else 0.0 for name in members} == {decay}


def test_compiling_for_another_device_than_the_weights_are_on_leaves_its_attention(bundle):
    model = model_of(bundle, STAGES["whole"])
    before = model.llm.config._attn_implementation
    assert before != "eager"
    model.compile_parts(torch.device("cuda"))  # compiled at the first call, which does not come
    assert model.llm.config._attn_implementation == before
    model.compile_parts(torch.device("cpu"))
    layers = model.llm.model.layers
    assert {layer.self_attn.config._attn_implementation for layer in layers} == {"eager"}


def test_the_flow_loss_reaches_the_llm_through_both_kinds_of_tokens(bundle):
    for name in ("whole", "joint", "understand"):
        stage = STAGES[name]
        model = model_of(bundle, stage)
        model(batches_of(bundle, stage).shard(0))["flow"].backward()
        llm = [key for key, value in model.llm.named_parameters() if value.grad is not None and value.grad.any()]
        assert any("layers.0" in key and ("lora_B" if "lora" in stage.trains else "up_proj") in key for key in llm)
        for part in ("semantic_projector", "residual_projector", "fuser"):
            assert getattr(model.bridge, part).get_parameter("0.weight" if part != "fuser" else "q.weight").grad.any()
        assert model.dit.transformer.x_embedder.weight.grad.any()
        assert model.bridge.empty_prompt.weight.grad is None


class FakeLLM(nn.Module):
    """Hidden state of token i: twice the i-th direction. Foretells the token that it reads."""

    def __init__(self, size=4):
        super().__init__()
        self.lm_head = nn.Linear(size, size, bias=False)
        self.embedding = nn.Embedding.from_pretrained(2 * torch.eye(size))
        nn.init.eye_(self.lm_head.weight)

    def get_input_embeddings(self):
        return self.embedding

    def model(self, input_ids, inputs_embeds, use_cache):
        hidden = self.embedding(input_ids) if inputs_embeds is None else inputs_embeds
        return SimpleNamespace(last_hidden_state=hidden)


class StillDiT(nn.Module):
    """Says that nothing moves."""

    def __init__(self):
        super().__init__()
        self.transformer = nn.Linear(1, 1)

    def forward(self, latent, sigma, tokens, seconds):
        self.tokens = tokens
        return latent * 0 + tokens.sum() * 0 + sum(value.sum() for value in self.parameters()) * 0


def hand_model(stage):
    bridge = Bridge(BridgeConfig(hidden_width=4, token_width=4, heads=1, scale=2.0), TokenConfig(1, 1))
    bridge.semantic_projector = nn.Sequential(nn.Identity())
    return StoryModel(stage, bridge, FakeLLM(), StillDiT(), None)


def hand_batch(count=2):
    stories = StoryBatch(ids=torch.tensor([[0, 1, 2, 3]]), labels=torch.tensor([[-100, 1, 0, -100]]),
                         rows=torch.tensor([0]), semantic=torch.tensor([[2]]), residual=torch.tensor([[3]]),
                         targets=torch.tensor([[[0.0, 0.0, 3.0, 1.0]]]))
    noise = torch.tensor([[[1.0, 2.0]], [[3.0, 4.0]]])
    clips = ClipBatch(latents=torch.zeros(2, 1, 2), seconds=torch.ones(2), noise=noise,
                      sigma=torch.tensor([0.25, 0.5]), dropped=torch.tensor([True, False]), count=count,
                      chosen=torch.tensor([0, 0]))
    return Batch(stories, clips)


def test_the_losses_are_those_worked_out_by_hand(tmp_path):
    stage = replace(STAGES["whole"], trains={"semantic_projector": 1.0, "fuser": 1.0, "dit": 1.0, "llm": 1.0})
    model = hand_model(stage)
    batch = hand_batch()
    assert batch.counts() == {"text": 2, "semantic": 4, "flow": 2}
    losses = model(batch)
    # token 0 foretells itself with e^2 / (e^2 + 3): label 1 costs log(e^2 + 3); token 1 foretells 1, label 0 the same
    assert losses["text"].item() == pytest.approx(2 * math.log(math.e**2 + 3), abs=1e-5)
    # hidden (0, 0, 2, 0) over the scale of 2 is (0, 0, 1, 0), the target (0, 0, 3, 1): 4 + 1
    assert losses["semantic"].item() == pytest.approx(5.0, abs=1e-6)
    # velocity 0 against noise - data = 1, 2, 3, 4: the mean square is 30 / 4, twice for two clips
    assert losses["flow"].item() == pytest.approx(15.0, abs=1e-6)
    # the fuser is silent at first: the clip is told half its semantic tokens, the other one nothing
    assert torch.equal(model.dit.tokens, torch.tensor([[[0.0, 0, 0, 0]], [[0, 0, 1.0, 0]]]))

    run = Run(model, stage, 1, make_accelerator(stage, cpu=True), tmp_path)
    run.train(lambda step, part, parts: hand_batch())
    head, row = (tmp_path / "log.csv").read_text().split()
    logged = dict(zip(head.split(","), map(float, row.split(",")), strict=True))
    expected = {"step": 1, "semantic": 5 / 4, "text": math.log(math.e**2 + 3), "flow": 7.5}
    assert logged == pytest.approx(expected, abs=1e-5)


def test_the_weighted_sum_is_what_is_minimised(tmp_path):
    """One plain step of the semantic loss alone: the gradient of weight * mean of squares, by hand."""
    stage = replace(STAGES["story"], losses={"semantic": 5.0, "text": 2.0}, average=0.0, clip_norm=1e9,
                    trains={"semantic_projector": 0.1})
    model = hand_model(stage)
    model.bridge.semantic_projector = nn.Sequential(nn.Linear(4, 4, bias=False))
    nn.init.eye_(model.bridge.semantic_projector[0].weight)
    run = Run(model, stage, 1, make_accelerator(stage, cpu=True), tmp_path)
    seen = {}
    run.optimiser.optimizer.register_step_pre_hook(
        lambda *_: seen.update(gradient=model.bridge.semantic_projector[0].weight.grad.clone()))
    run.train(lambda step, part, parts: Batch(hand_batch().stories))
    # d/dW 5 / 4 * |W h / 2 - t|^2 = 5 / 4 * 2 * (W h / 2 - t) / 2 h^T, with h = (0, 0, 2, 0): its third column
    expected = torch.zeros(4, 4)
    expected[:, 2] = 5 / 4 * torch.tensor([0.0, 0.0, -2.0, -1.0]) * 2
    assert torch.allclose(seen["gradient"], expected, atol=1e-6)


def test_merged_adapters_give_the_outputs_of_the_adapted_model():
    config = toy_config()
    from audiostory_core.model_parts import build_llm

    for tie in (True, False):
        torch.manual_seed(1)
        llm = build_llm({**config.llm, "tie_word_embeddings": tie})
        plain = build_llm({**config.llm, "tie_word_embeddings": tie})
        add_lora(llm, 4, 8, seed=0)
        for name, value in llm.named_parameters():
            if "lora_B" in name:
                nn.init.normal_(value, std=0.2)
        ids = torch.arange(12)[None] * 7
        adapted = llm(input_ids=ids).logits
        found = plain.load_state_dict(merged(llm.state_dict(), 4, 8), strict=True)
        assert not found.missing_keys and not found.unexpected_keys
        assert torch.allclose(plain(input_ids=ids).logits, adapted, atol=1e-5)
        for name, value in llm.named_parameters():
            if "lora_B" in name:
                nn.init.zeros_(value)
        assert (llm(input_ids=ids).logits - adapted).abs().max() > 1e-2


def test_a_stage_with_adapters_leaves_a_bundle_that_does_what_the_model_does(bundle, tmp_path):
    stage = replace(STAGES["joint"], average=0.0)
    target = train_toy(bundle, tmp_path, stage, prompts=("rain",))
    run = run_again(bundle, stage, tmp_path / "joint")
    assert run.step == 3 == trained_steps(target)
    assert any("lora_A" in name for name in run.named)
    ids = torch.arange(10)[None] * 5
    saved = load_part(open_bundle(target), "llm")
    assert torch.allclose(saved(input_ids=ids).logits, run.plain.llm(input_ids=ids).logits, atol=1e-5)
    assert AudioStoryPipeline.from_bundle(target).config.provenance["trained"] == [
        {"stage": "joint", "recipe": "toy", "steps": 3, "of": 3, "seed": 0}]
    page = (tmp_path / "joint" / "samples" / "index.html").read_text()
    assert "after 3 steps" in page and "<h3>rain</h3>" in page


def test_a_stage_saves_averaged_weights_and_leaves_the_others_as_they_were(bundle, tmp_path):
    stage = STAGES["sound"]
    target = open_bundle(train_toy(bundle, tmp_path, stage, prompts=("rain",)))
    run = run_again(bundle, stage, tmp_path / "sound")
    name = "dit.transformer.x_embedder.weight"
    saved = load_part(target, "dit").transformer.x_embedder.weight
    assert torch.equal(saved, run.ema[name]) and not torch.equal(saved, run.weights(averaged=False)[name])
    for part in ("llm", "vae"):
        assert target.part_file(part).read_bytes() == open_bundle(bundle).part_file(part).read_bytes()
    assert torch.equal(load_part(target, "bridge").empty_tokens, toy_captions().empty())
    assert (tmp_path / "sound" / "samples" / "step_0000003" / "1.png").read_bytes()[1:4] == b"PNG"
    assert list((tmp_path / "sound" / "tensorboard").glob("events*"))


def test_the_average_follows_the_weights_at_its_pace(tmp_path):
    stage = replace(STAGES["story"], losses={"semantic": 1.0}, trains={"semantic_projector": 0.5}, average=0.75,
                    steps=9, warmup=1)
    model = hand_model(stage)
    model.bridge.semantic_projector = nn.Sequential(nn.Linear(4, 4, bias=False))
    run = Run(model, stage, 9, make_accelerator(stage, cpu=True), tmp_path)
    name = "bridge.semantic_projector.0.weight"
    expected = run.ema[name].double()
    values = []

    def shard(step, part, parts):
        return Batch(hand_batch().stories)

    run.optimiser.optimizer.register_step_post_hook(lambda *_: values.append(run.named[name].detach().double().clone()))
    run.train(shard)
    for step, value in enumerate(values, 1):
        keep = min(0.75, (1 + step) / (10 + step))
        expected = keep * expected + (1 - keep) * value
    assert len(values) == 9 and torch.allclose(run.ema[name].double(), expected, atol=1e-6)


def test_a_loss_that_is_not_finite_stops_the_run_before_it_reaches_the_weights(tmp_path):
    stage = replace(STAGES["whole"], trains={"semantic_projector": 1.0, "fuser": 1.0, "dit": 1.0, "llm": 1.0})
    run = Run(hand_model(stage), stage, 2, make_accelerator(stage, cpu=True), tmp_path)
    before = run.weights(averaged=False)
    batch = hand_batch()
    broken = replace(batch, clips=replace(batch.clips, noise=torch.full((2, 1, 2), float("inf"))))
    with pytest.raises(ValueError, match="stage whole, step 0: losses .*'flow': (inf|nan)"):
        run.train(lambda step, part, parts: broken)
    assert all(torch.equal(value, before[name]) for name, value in run.weights(averaged=False).items())


def test_weights_without_a_gradient_are_named_and_a_finished_run_draws_nothing(tmp_path):
    stage = replace(STAGES["story"], trains={"semantic_projector": 1.0, "llm": 1.0}, losses={"semantic": 1.0})
    model = hand_model(stage)
    model.bridge.semantic_projector = nn.Sequential(nn.Linear(4, 4))
    run = Run(model, stage, 1, make_accelerator(stage, cpu=True), tmp_path)
    with pytest.raises(ValueError, match="1 weights that shall train get no gradient.*: llm.lm_head.weight"):
        run.train(lambda step, part, parts: Batch(hand_batch().stories))
    run.step = 1
    run.train(lambda *_: pytest.fail("a batch was asked for"))


def test_labels_are_the_answer_without_what_is_forced(bundle):
    tokenizer = open_bundle(bundle).tokenizer
    story = ToyStory("a storm", "two sounds", (("rain", 1.0), ("a bell", 2.5)), ("rain", "a bell"))
    batch = collate(tokenizer, [story, replace(story, speaks=False)], toy_captions()(story.sounds * 2))
    spoken = batch.labels[0][batch.labels[0] >= 0].tolist()
    span = "<t5></t5><aud></aud>"
    assert tokenizer.decode(spoken) == (
        f"two sounds<|/think|><|gen|>rain<timestamp>1.0</timestamp>{span}<|/gen|>"
        f"<|gen|>a bell<timestamp>2.5</timestamp>{span}<|/gen|><|im_end|>")
    assert (batch.labels[1] < 0).all()
    assert batch.ids[batch.rows[:, None], batch.semantic].tolist() == [list(tokenizer.semantic_ids)] * 4
    assert batch.ids[batch.rows[:, None], batch.residual].tolist() == [list(tokenizer.residual_ids)] * 4
    hidden = collate(tokenizer, [story], toy_captions()(story.sounds), interleave=False)
    text = tokenizer.decode(hidden.ids[0].tolist())
    assert text.count("<|gen|>a sound<timestamp>") == 2 and "rain" not in text and "two sounds" in text
    assert torch.equal(hidden.targets, toy_captions()(["rain", "a bell"]))


@pytest.mark.parametrize("name", ["sound", "whole", "understand", "story"])
def test_shares_of_a_step_are_together_the_whole_of_it(bundle, name):
    stage = STAGES[name]
    batches = batches_of(bundle, stage)
    whole, shards = batches.shard(5), [batches.shard(5, part, 2) for part in range(2)]
    for count, value in whole.counts().items():
        assert sum(shard.counts()[count] for shard in shards) == value, count
    if whole.clips is not None:
        for field in ("noise", "latents", "sigma", "seconds", "dropped"):
            parts = [getattr(shard.clips, field)[: shard.clips.count] for shard in shards]
            assert torch.equal(torch.cat(parts), getattr(whole.clips, field)), field
    if whole.questions is not None:
        texts = [row[row >= 0].tolist() for shard in shards for row in shard.questions.labels]
        assert texts == [row[row >= 0].tolist() for row in whole.questions.labels]
    other = batches.shard(6)
    assert whole.clips is None or not torch.equal(whole.clips.noise[:1], other.clips.noise[:1])


def test_a_share_without_a_clip_to_hear_counts_none(bundle):
    stage = replace(STAGES["whole"], clips_to_hear=1)
    counts = [batches_of(bundle, stage).shard(0, part, 4) for part in range(4)]
    assert sorted(shard.clips.count for shard in counts) == [0, 0, 0, 1]
    model = model_of(bundle, stage)
    empty = next(shard for shard in counts if shard.clips.count == 0)
    loss = model(empty)["flow"]
    assert loss.item() == 0 and len(empty.clips.latents) == 1
    loss.backward()
    assert model.dit.transformer.x_embedder.weight.grad is not None


def test_shuffled_clips_have_their_captions_and_other_sounds(bundle):
    stage = replace(STAGES["sound"], batch=64)
    plain, mixed = batches_of(bundle, stage).shard(0).clips, batches_of(bundle, stage, shuffle=True).shard(0).clips
    assert torch.equal(plain.tokens, mixed.tokens) and torch.equal(plain.noise, mixed.noise)
    same = (plain.latents == mixed.latents).all(dim=(1, 2)).float().mean()
    assert same < 0.3  # one of the twelve clips by chance


def test_a_page_that_was_not_made_any_more_is_made_by_the_next_run(bundle, tmp_path):
    stage = replace(STAGES["sound"], steps=1)
    page = tmp_path / "sound" / "samples" / "index.html"
    train_toy(bundle, tmp_path, stage, prompts=("rain",))
    page.unlink()
    target = train_toy(bundle, tmp_path, stage, prompts=("rain",))
    assert "after 1 steps" in page.read_text()
    file = target / "dit.safetensors"
    before = file.stat().st_mtime_ns, page.stat().st_mtime_ns
    train_toy(bundle, tmp_path, stage, prompts=("rain",))
    assert (file.stat().st_mtime_ns, page.stat().st_mtime_ns) == before


def test_without_residual_tokens_the_stages_train_the_rest(tmp_path):
    bare = toy_training_bundle(tmp_path / "bare", {"semantic_tokens": 4, "residual_tokens": 0})
    target = open_bundle(train_toy(bare, tmp_path / "out", STAGES["whole"]))
    before, after = load_part(open_bundle(bare), "bridge").state_dict(), load_part(target, "bridge").state_dict()
    assert set(before) == set(after) and not any("fuser" in name for name in after)
    assert not torch.equal(before["semantic_projector.0.weight"], after["semantic_projector.0.weight"])
    with pytest.raises(ValueError, match=r"stage whole trains fuser, and .*bare has no residual tokens"):
        model_of(bare, replace(STAGES["whole"], trains={"fuser": 1.0}))


def test_wrong_sizes_and_missing_parts_are_refused(bundle):
    from audiostory_core.training.data.cache import CaptionStore
    from audiostory_core.training.data.captions import WordCaptions

    with pytest.raises(ValueError, match=r"the caption encoder gives \[5, 16\] a caption, .* needs \[4, 16\]"):
        build_model(toy_recipe(), STAGES["sound"], open_bundle(bundle), CaptionStore(WordCaptions(5, 16)), None, 0)
    with pytest.raises(ValueError, match="needs an encoder of sound"):
        build_model(toy_recipe(), STAGES["understand"], open_bundle(bundle), toy_captions(), None, 0)
