"""The trainer: learning rates, continuing a run after any end, several processes, and states that are refused."""
from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest
import torch

pytest.importorskip("accelerate", reason="the training extra is not installed")

from training_toys import STAGES, same_states, state, toy_source, toy_training_bundle, train_toy

from audiostory_core.sampler_config import SamplerConfig
from audiostory_core.training.data.sources import step_indices
from audiostory_core.training.model import computes_in
from audiostory_core.training.recipe import FULL, RECIPES, TINY, read_recipe
from audiostory_core.training.stages import Stage
from audiostory_core.training.trainer import make_accelerator


@pytest.mark.parametrize("name", ["joint", "understand", "story"])
def test_a_run_that_stopped_goes_on_as_an_unbroken_one(bundle, tmp_path, name):
    stage = replace(STAGES[name], steps=4, save_every=3)
    train_toy(bundle, tmp_path / "whole", stage)

    class Stop(Exception):
        pass

    def stopping(accelerator):
        reduce, calls = accelerator.reduce, []

        def counted(*args):
            calls.append(args)
            if len(calls) == 8:  # twice a step: in the middle of the fourth
                raise Stop
            return reduce(*args)

        accelerator.reduce = counted
        return accelerator

    with pytest.raises(Stop):
        train_toy(bundle, tmp_path / "broken", stage, stopping(make_accelerator(stage, cpu=True)))
    assert int(state(tmp_path / "broken", name)["step"]) == 3
    train_toy(bundle, tmp_path / "broken", stage)
    assert same_states(state(tmp_path / "whole", name), state(tmp_path / "broken", name))


def test_another_run_s_state_is_refused(bundle, tmp_path):
    train_toy(bundle, tmp_path, STAGES["sound"])
    with pytest.raises(ValueError, match=r"this run had weight_decay 0\.01, now it is 0\.5"):
        train_toy(bundle, tmp_path, replace(STAGES["sound"], weight_decay=0.5))
    train_toy(bundle, tmp_path, replace(STAGES["sound"], save_every=1))  # changes nothing of what a step does
    with pytest.raises(ValueError, match="this run had shuffle False, now it is True"):
        train_toy(bundle, tmp_path, STAGES["sound"], shuffle=True)
    with pytest.raises(ValueError, match="this run had interleave True, now it is False"):
        train_toy(bundle, tmp_path, STAGES["sound"], interleave=False)
    source = toy_source()
    source.latents[0] += 1
    with pytest.raises(ValueError, match="this run had data content '.*', now it is '.*'; go on with what it had"):
        train_toy(bundle, tmp_path, STAGES["sound"], source=source)
    other = toy_training_bundle(tmp_path / "other", {"semantic_tokens": 4, "residual_tokens": 0})
    with pytest.raises(ValueError, match="this run had start '"):
        train_toy(other, tmp_path, STAGES["sound"])
    train_toy(bundle, tmp_path, STAGES["understand"])
    with pytest.raises(ValueError, match="this run had listener {.*'queries': 3"):
        train_toy(bundle, tmp_path, STAGES["understand"], listener=(16, 2, 1, 2))


def test_processes_wait_for_hours_for_one_that_works():
    assert make_accelerator(STAGES["sound"], cpu=True).init_handler.timeout.total_seconds() >= 6 * 3600


def test_a_batch_that_cannot_be_shared_out_is_refused(bundle, tmp_path):
    with pytest.raises(ValueError, match="batch 4 cannot be shared out to 1 processes and 3 passes each"):
        train_toy(bundle, tmp_path, replace(STAGES["sound"], accumulate=3))


def test_the_learning_rate_rises_and_falls():
    stage = replace(STAGES["sound"], warmup=10, final_share=0.1, steps=110)
    assert [stage.rate_at(step, 110) for step in (0, 9, 10)] == pytest.approx([0.1, 1.0, 1.0])
    assert stage.rate_at(60, 110) == pytest.approx(0.55)
    assert stage.rate_at(110, 110) == pytest.approx(0.1)


def test_every_example_comes_once_an_epoch_in_another_order_each_time():
    epochs = [[place for step in range(start, start + 4) for place in step_indices(10, 3, 7, step)] for start in (0, 4)]
    for epoch in epochs:
        assert sorted(epoch[:10]) == list(range(10)) and epoch[10:] == epoch[:2]
    assert epochs[0] != epochs[1]
    assert replace(STAGES["sound"], steps=None, epochs=3, batch=3).steps_for(10) == 12
    with pytest.raises(ValueError, match="made-up data has no end"):
        replace(STAGES["sound"], steps=None, epochs=3).steps_for(None)


@pytest.mark.parametrize(("change", "words"), [
    ({"trains": {"ears": 1e-3}}, "trains names ears"), ({"trains": {"dit": 0}}, "trains.dit is 0"),
    ({"losses": {"flow": -1.0}}, "losses.flow is -1.0"), ({"data": "books"}, "data is 'books'"),
    ({"losses": {"text": 1.0}}, "the loss text needs data of"), ({"steps": 5, "epochs": 5}, "one of them is needed"),
    ({"batch": 0}, "batch is 0"), ({"batch": 2.5}, "batch is 2.5"), ({"average": 1.5}, "average is 1.5"),
    ({"trains": {"llm": 1.0, "lora": 1.0}}, "both llm and lora"), ({"betas": (0.9,)}, "betas is"),
    ({"questions": 3}, "belong together"), ({"precision": "float16"}, "precision is 'float16'"),
    ({"name": "a b"}, "name is 'a b'"), ({"name": "cache"}, "name is 'cache'; the folders"),
    ({"name": "Data"}, "name is 'Data'; the folders"),
    ({"trains": {"lora": 1.0}}, "trains lora, which needs data of readings, .*, not 'clips'"),
    ({"trains": {"semantic_projector": 1.0}}, "trains semantic_projector, which needs data of"),
    ({"trains": {"listener": 1.0}}, "trains listener, which needs data of"),
    ({"data": "stories", "losses": {"text": 1.0}}, "trains dit, which needs one of the losses flow, not"),
    ({"data": "stories", "losses": {"text": 1.0}, "trains": {"semantic_projector": 1.0}},
     "needs one of the losses semantic, flow"),
])
def test_a_stage_that_cannot_be_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        replace(STAGES["sound"], **change)


def test_the_full_recipe_has_the_paper_s_figures():
    stages = {stage.name: stage for stage in FULL.stages}
    assert list(stages) == ["sound", "warm", "whole", "understand", "long"]
    warm, whole, understand, long = (stages[name] for name in ("warm", "whole", "understand", "long"))
    assert (warm.batch, warm.epochs, warm.trains) == (512, 25, {"lora": 1e-3, "semantic_projector": 1e-3})
    assert (warm.lora_rank, warm.lora_alpha) == (32, 32)
    jointly = {"lora", "semantic_projector", "residual_projector", "fuser", "dit"}
    assert (whole.batch, whole.epochs, set(whole.trains), set(whole.trains.values())) == (256, 25, jointly, {1e-3})
    assert (understand.batch, understand.questions, understand.epochs) == (8, 16, 10)
    assert set(understand.trains) == jointly | {"listener"} and set(understand.trains.values()) == {1e-4}
    assert (long.batch, long.epochs, long.trains["lora"], long.trains["dit"]) == (8, 10, 2e-5, 5e-5)
    for stage in (whole, understand, long):
        assert [stage.losses[name] for name in ("semantic", "text", "flow")] == [5.0, 2.0, 1.0]


def test_the_tiny_recipe_reads_before_it_tells():
    sound, read, story, whole, distil = TINY.stages
    assert (sound.steps, sound.batch, sound.trains, sound.warmup) == (3600, 64, {"dit": 1e-3}, 200)
    assert (read.data, read.steps, read.batch, read.trains) == ("readings", 8000, 64, {"llm": 1.2e-3})
    assert read.losses == {"text": 1.0}
    assert (TINY.sizes.llm["num_hidden_layers"], TINY.sizes.vocabulary) == (8, 4096)
    assert (story.steps, story.batch, story.average, story.alike) == (1400, 48, 0.995, 6)
    assert (story.losses, story.trains) == ({"semantic": 5.0, "text": 2.0}, {"llm": 8e-4, "semantic_projector": 1.5e-3})
    assert (whole.steps, whole.batch, whole.average, whole.clips_to_hear) == (400, 8, 0.99, 12)
    assert whole.trains == {"llm": 1e-4, "semantic_projector": 2e-4, "residual_projector": 2e-4, "fuser": 2e-4,
                            "dit": 2e-4}
    assert whole.losses == {"semantic": 5.0, "text": 2.0, "flow": 1.0}
    assert (distil.steps, distil.batch, distil.average, distil.trains) == (2400, 32, 0.995, {"few_steps": 1e-3})
    assert (distil.losses, distil.distil.pairs, distil.stored) == ({"flow": 1.0}, 8192, "float16")
    assert distil.distil.teacher == SamplerConfig(steps=12, solver="ab2", shift=2.0, guidance=4.0)
    assert distil.distil.student == SamplerConfig(4, "euler", 2.0, 1.0, window_frames=8, adapter=True)
    for stage in TINY.stages:
        assert (stage.betas, stage.weight_decay, stage.clip_norm, stage.final_share) == ((0.9, 0.98), 0.01, 1.0, 0.02)
        assert (stage.unconditional, stage.precision) == (0.1, "bfloat16")


@pytest.mark.parametrize("asked, capability, computed", [
    ("bfloat16", "AVX2", "float32"), ("bfloat16", "DEFAULT", "float32"), ("bfloat16", "AVX512", "bfloat16"),
    ("float32", "AVX512", "float32")])
def test_a_cpu_that_only_emulates_bfloat16_computes_in_float32(monkeypatch, asked, capability, computed):
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    assert computes_in(asked, torch.device("cpu")) == computed


def test_a_stage_trains_in_what_the_device_computes_in(bundle, tmp_path, monkeypatch, capsys, one_thread):
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "AVX2")
    stages = {precision: replace(STAGES["sound"], precision=precision) for precision in ("float32", "bfloat16")}
    for precision, stage in stages.items():
        train_toy(bundle, tmp_path / precision, stage)
    assert capsys.readouterr().out.count("sound: this cpu has no bfloat16; float32 instead") == 1
    assert same_states(*(state(tmp_path / precision, "sound") for precision in stages))


def test_a_recipe_file_overrides_what_it_names(tmp_path):
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({
        "based_on": "tiny", "name": "mine", "shuffle": True, "sizes": {"tokens": {"residual_tokens": 0}},
        "stages": [{"name": "sound", "epochs": 2}, {**STAGES["long"].to_dict(), "batch": 16}]}))
    recipe = read_recipe(str(file))
    assert (recipe.name, recipe.shuffle, recipe.interleave) == ("mine", True, True)
    assert (recipe.stage("sound").steps, recipe.stage("sound").epochs, recipe.stage("sound").batch) == (None, 2, 64)
    assert recipe.stage("long") == replace(STAGES["long"], batch=16)
    assert (recipe.sizes.tokens.semantic_tokens, recipe.sizes.tokens.residual_tokens) == (8, 0)
    toml = tmp_path / "mine.toml"
    toml.write_text('based_on = "full"\n[[stages]]\nname = "long"\nbatch = 16\n')
    if sys.version_info >= (3, 11):
        assert read_recipe(str(toml)).stages == (replace(FULL.stage("long"), batch=16),)
    assert read_recipe("tiny") is TINY is RECIPES["tiny"]
    for stage in (*TINY.stages, *FULL.stages):
        assert Stage.from_dict(json.loads(json.dumps(stage.to_dict()))) == stage


@pytest.mark.parametrize(("text", "words"), [
    ("{", "mine.json: "), ("[]", "an object"), ('{"based_on": "huge"}', "based_on is 'huge'"),
    ('{"based_on": "tiny", "colour": 1}', r"unknown fields colour"),
    ('{"based_on": "tiny", "stages": [{"name": "sound", "speed": 1}]}', r"'sound' has unknown fields speed"),
    ('{"based_on": "tiny", "stages": [{"name": "new"}]}', "'new' lacks the fields"),
    ('{"based_on": "tiny", "stages": []}', "its stages are"),
    ('{"based_on": "full", "sizes": {}}', "starts from a bundle"),
    ('{"based_on": "tiny", "sizes": {"codec": {"vocoder": {"width": 8, "layers": 1}}}}', "begins without one"),
    ('{"based_on": "tiny", "codec": {"vocoder": {"width": 8}}}', "VocoderConfig lacks the fields"),
    ('{"based_on": "tiny", "prompts": "rain"}', "prompts is 'rain'; a list of texts"),
    ('{"based_on": "tiny", "prompts": ["rain", " "]}', "prompts is .*none of them blank"),
    ('{"based_on": "tiny", "sample_steps": 0}', "sample_steps is 0; a whole number of at least 1"),
    ('{"based_on": "tiny", "guidance": -1}', "guidance is -1; a finite number"),
    ('{"based_on": "tiny", "guidance": NaN}', "guidance is nan; a finite number"),
    ('{"based_on": "tiny", "listener": [10, 2, 1, 3]}', "width 10 is not a multiple of its heads 3"),
    ('{"based_on": "tiny", "sizes": {"llm": {"hidden_size": 512}}}', "bridge.hidden_width is 256 but .* is 512"),
    ('{"based_on": "tiny", "sizes": {"llm": {"num_key_value_heads": 2}}}', "num_attention_heads 4 and .* 2; a model"),
    ('{"based_on": "tiny", "sizes": {"vocabulary": 280}}', "vocabulary is 280; a whole number of at least 281"),
])
def test_a_recipe_file_with_a_fault_is_refused_by_name(tmp_path, text, words):
    file = tmp_path / "mine.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=words):
        read_recipe(str(file))
    with pytest.raises(ValueError, match="neither one of .* nor a file"):
        read_recipe(str(tmp_path / "none.json"))
