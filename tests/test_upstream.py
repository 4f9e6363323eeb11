"""Converting an upstream checkpoint: the results, and what is refused."""
from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from toy import base_tokenizer
from upstream_checkpoint import ALPHA, RANK, SCALE, TOKENS, VAE, Upstream

from audiostory_core import AudioStoryPipeline, StoryPlan, convert_upstream
from audiostory_core.bundle import load_part, open_bundle, part_dtype
from audiostory_core.prompt import PUBLISHED_ADDED_TOKENS

ROOT = Path(__file__).resolve().parents[1]
CLIPS = [("rain falls", 2.0), ("a dog barks", 1.5), ("wind", 3.0)]
FADE, STEPS, GUIDANCE, SEED = 0.75, 5, 2.5, 11


@pytest.fixture(scope="module")
def upstream():
    return Upstream(tied=False)


@pytest.fixture(scope="module")
def source(upstream, tmp_path_factory):
    return upstream.write(tmp_path_factory.mktemp("upstream"))


@pytest.fixture(scope="module")
def pipe(source, tmp_path_factory):
    return AudioStoryPipeline.from_bundle(convert_upstream(source, tmp_path_factory.mktemp("models") / "other"))


@pytest.fixture(scope="module")
def plan():
    return StoryPlan.build(CLIPS, instruction="a storm", reasoning="rain, then a dog", crossfade_seconds=FADE)


@pytest.fixture
def broken(upstream, tmp_path):
    """Writes the checkpoint with its state edited; gives source and an untouched place for the bundle."""
    def write(change=None, **settings):
        return upstream.write(tmp_path / "source", change=change, **settings), tmp_path / "bundle"
    return write


def _story_ids(upstream) -> list[int]:
    text = ("<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\na storm<|im_end|>\n"
            "<|im_start|>assistant\n<|think|>rain, then a dog<|/think|>")
    for caption, seconds in CLIPS:
        spans = "".join(
            f"<{kind}>" + "".join(f"<{kind}_{index:05d}>" for index in range(count)) + f"</{kind}>"
            for kind, count in (("t5", TOKENS.semantic_tokens), ("aud", TOKENS.residual_tokens)))
        text += f"<|gen|>{caption}<timestamp>{seconds}</timestamp>{spans}<|/gen|>"
    return upstream.tokenizer.encode(text + "<|im_end|>", add_special_tokens=False).ids


def test_sizes_come_from_the_checkpoint(pipe):
    config = pipe.config
    assert (config.tokens, config.bridge.scale, config.bridge.hidden_width) == (TOKENS, SCALE, 48)
    assert (config.dit.num_layers, config.dit.num_single_layers, config.dit.num_heads) == (1, 3, 2)
    assert (config.dit.latent_frames, config.dit.max_seconds, config.codec.sample_rate) == (40, 4, 640)
    assert config.longest_clip_seconds == 4.0


def test_bridge_tokens_are_those_of_the_unmerged_model(pipe, upstream, plan):
    tokens = pipe.bridge(plan)
    for found, expected in zip((tokens.semantic, tokens.residual, tokens.fused),
                               upstream.bridge(_story_ids(upstream)), strict=True):
        assert found.shape == expected.shape
        assert (found - expected).abs().max() < 1e-5 * expected.abs().max()
    assert tokens.semantic.std() > 0.01


def test_latents_sound_and_story_are_those_of_a_plain_loop(pipe, upstream, plan):
    tokens = pipe.bridge(plan)
    latents = pipe.sample(tokens, plan, steps=STEPS, guidance=GUIDANCE, seed=SEED, noise="reference")
    clips = pipe.decode(latents, plan)
    seconds = [2.0 + FADE, 1.5 + FADE, 3.0]
    waves = []
    for index, length in enumerate(seconds):
        latent = upstream.latent(tokens.fused[index], length, STEPS, GUIDANCE, SEED)
        assert (latents[index].T - latent).abs().max() < 1e-4
        waves.append(upstream.wave(latent, length))
        assert clips[index].shape == waves[-1].shape
        assert (clips[index] - waves[-1]).abs().max() < 1e-4
    fade = int(FADE * VAE["sampling_rate"])
    rise = torch.linspace(0, 1, fade)
    story = waves[0]
    for wave in waves[1:]:
        joined = story[:, -fade:] * rise.flip(0) + wave[:, :fade] * rise
        story = torch.cat([story[:, :-fade], joined, wave[:, fade:]], dim=1)
    found = pipe.stitch(clips, plan)
    assert found.shape == story.shape == (1, int(6.5 * 640))
    assert (found - story).abs().max() < 1e-4
    assert story.std() > 1e-3


def test_logits_are_those_of_the_unmerged_model(pipe, upstream):
    ids = _story_ids(upstream)[:90]
    expected = upstream.llm.lm_head(upstream.hidden(ids))
    with torch.no_grad():
        found = pipe.llm(torch.tensor([ids])).logits[0]
    assert (found - expected).abs().max() < 1e-4 * expected.abs().max()


def test_lora_is_alpha_over_rank_times_b_a(pipe, upstream):
    layer = "model.layers.1.mlp.down_proj"
    a, b = upstream.lora[layer]
    expected = upstream.llm.get_submodule(layer).weight + ALPHA / RANK * b @ a
    assert torch.allclose(pipe.llm.get_submodule(layer).weight, expected, atol=1e-6)


def test_ids_follow_the_order_of_the_added_tokens_not_their_numbers(pipe, upstream):
    tokenizer = pipe.tokenizer
    size = base_tokenizer().get_vocab_size()
    assert tokenizer.encode("</t5><timestamp><t5_00000>") == [size, size + 2, size + 5]
    assert [tokenizer.decode([size + index]) for index in range(len(upstream.names))] == upstream.names


def test_nothing_of_peft_or_t5_is_left(pipe):
    names = [name for part in (pipe.llm, pipe.bridge_model, pipe.dit) for name in part.state_dict()]
    assert not [name for name in names if "lora" in name or "text_encoder" in name or "original" in name]


@pytest.mark.parametrize("tied", [False, True])
def test_older_peft_names_and_tied_heads_give_the_same(tmp_path, tied):
    upstream = Upstream(tied=tied)
    states = []
    for newer in (False, True):
        source = upstream.write(tmp_path / f"source {newer}", newer_peft=newer)
        states.append(load_file(convert_upstream(source, tmp_path / f"{newer}") / "llm.safetensors"))
    assert states[0].keys() == states[1].keys()
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
    assert ("lm_head.weight" in states[0]) == (not tied)


def test_a_tied_head_that_differs_stands_for_both_and_is_noted(tmp_path):
    def change(state):
        state["seedx.llm.base_model.model.lm_head.weight"] += 1

    upstream = Upstream(tied=True)
    bundle = open_bundle(convert_upstream(upstream.write(tmp_path / "source", change=change), tmp_path / "bundle"))
    assert torch.equal(load_part(bundle, "llm").model.embed_tokens.weight, upstream.llm.lm_head.weight + 1)
    assert "differ though the config ties them" in bundle.config.provenance["notes"][0]


def test_weights_that_only_the_base_model_has_are_taken_from_it(upstream, broken):
    name = "model.layers.0.self_attn.q_proj"

    def change(state):
        state.pop(f"seedx.llm.base_model.model.{name}.base_layer.weight")

    source, place = broken(change)
    state = {key: value.clone() for key, value in upstream.llm.state_dict().items()}
    save_file(state, source / "my-base-llm" / "model.safetensors")
    bundle = open_bundle(convert_upstream(source, place))
    a, b = upstream.lora[name]
    expected = upstream.llm.get_submodule(name).weight + ALPHA / RANK * b @ a
    assert torch.allclose(load_part(bundle, "llm").get_submodule(name).weight, expected, atol=1e-6)
    assert "1 tensors come from the base model" in bundle.config.provenance["notes"][0]


def test_a_checkpoint_without_the_text_encoder_uses_the_downloaded_one(upstream, pipe, broken):
    def change(state):
        for name in [name for name in state if ".text_encoder." in name]:
            del state[name]

    source, place = broken(change)
    save_file({name: value.clone() for name, value in upstream.flux.text_encoder.state_dict().items()
               if name != "encoder.embed_tokens.weight"}, source / "flan-t5-large" / "model.safetensors")
    empty = load_part(open_bundle(convert_upstream(source, place)), "bridge").empty_tokens
    assert torch.equal(empty, pipe.bridge_model.empty_tokens)


def test_without_a_vae_config_the_published_sizes_are_used(broken):
    source, place = broken()
    (source / "Flux_detokenizer" / "vae_config.json").unlink()
    with pytest.raises(ValueError, match="codec.latent_channels is 64 but dit.latent_channels is 16"):
        convert_upstream(source, place)


def test_the_base_model_s_repetition_penalty_goes_along(broken, pipe):
    assert pipe.config.planner.repetition_penalty == 1.0
    source, place = broken()
    settings = source / "my-base-llm" / "generation_config.json"
    settings.write_text('{"do_sample": true, "repetition_penalty": 1.05, "temperature": 0.7}')
    assert open_bundle(convert_upstream(source, place)).config.planner.repetition_penalty == 1.05
    settings.write_text('{"repetition_penalty": "much"}')
    with pytest.raises(ValueError, match="generation_config.json: PlannerConfig.repetition_penalty is 'much'"):
        convert_upstream(source, place)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_weights_are_stored_in_the_asked_dtype(source, tmp_path, dtype):
    weights = load_file(convert_upstream(source, tmp_path / "half", dtype) / "dit.safetensors")
    assert {value.dtype for value in weights.values()} == {getattr(torch, dtype)}


def test_fp8_holds_the_blocks_matrices_and_float16_the_rest(source, pipe, tmp_path):
    folder = convert_upstream(source, tmp_path / "fp8", "float8_e4m3fn")
    for part, exact in (("llm", pipe.llm), ("dit", pipe.dit)):
        weights = load_file(folder / f"{part}.safetensors")
        small = {name for name, value in weights.items() if value.dtype == torch.float8_e4m3fn}
        assert {value.dtype for value in weights.values()} == {torch.float8_e4m3fn, torch.float16}
        assert all(weights[name].ndim == 2 and ("layers." in name or "_blocks." in name) for name in small)
        for name in small:
            value = exact.state_dict()[name]
            assert torch.equal(weights[name].float(), value.to(torch.float8_e4m3fn).float())
    assert part_dtype(open_bundle(folder), "llm") == torch.float8_e4m3fn


@pytest.mark.parametrize("kind", ["safetensors", "safetensors in shards", "bin in shards"])
def test_weights_in_any_layout_give_the_same(upstream, source, tmp_path, kind):
    expected = convert_upstream(source, tmp_path / "expected")
    found = convert_upstream(upstream.write(tmp_path / "source", kind=kind), tmp_path / "found")
    for part in ("llm", "bridge", "dit", "vae"):
        file = f"{part}.safetensors"
        assert (found / file).read_bytes() == (expected / file).read_bytes()


def test_a_missing_shard_is_named(upstream, tmp_path):
    source = upstream.write(tmp_path / "source", kind="safetensors in shards")
    (source / "my-story-model" / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(ValueError, match="model-00002-of-00002.safetensors: the file is missing, .*index.json names"):
        convert_upstream(source, tmp_path / "bundle")


@pytest.mark.parametrize(("text", "words"), [
    ('{"weight_map": {"a": "../elsewhere.safetensors"}}', "would lie outside of its folder"),
    ("{}", "not an index of shards"), ('{"weight_map": {"a": 3}}', "not an index of shards"),
])
def test_an_index_that_cannot_be_followed(upstream, tmp_path, text, words):
    source = upstream.write(tmp_path / "source", kind="safetensors in shards")
    (source / "my-story-model" / "model.safetensors.index.json").write_text(text)
    with pytest.raises(ValueError, match=words):
        convert_upstream(source, tmp_path / "bundle")


def test_what_hears_is_kept_and_what_is_left_out_is_listed(broken):
    heard = torch.arange(6.0).reshape(2, 3)
    source, place = broken(lambda state: state.update({
        "seedx.whisper_resampler_llava.query": heard, "seedx.input_resampler.x": torch.zeros(2)}))
    bundle = open_bundle(convert_upstream(source, place))
    kept = load_file(bundle.part_file("audio_input"))
    assert kept.keys() == {"query"} and torch.equal(kept["query"], heard)
    assert bundle.config.provenance["left_out"] == ["seedx.input_resampler.* (1 tensors)"]
    assert "is kept in audio_input.safetensors" in bundle.config.provenance["notes"][-1]


def test_published_tokens_are_known_without_their_file(reference_dir):
    names = list(json.loads((reference_dir / "tokenizer" / "added_tokens.json").read_text()))
    assert list(PUBLISHED_ADDED_TOKENS) == names


def test_the_published_tokens_stand_in_for_a_missing_file(reference_dir, reference_bundle, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(reference_dir, source)
    (source / "tokenizer" / "added_tokens.json").unlink()
    found = convert_upstream(source, tmp_path / "found")
    assert (found / "tokenizer.json").read_text() == (reference_bundle / "tokenizer.json").read_text()


def test_a_cancelled_conversion_leaves_nothing(source, tmp_path):
    seen = []

    def cancel(done, total):
        seen.append((done, total))
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert_upstream(source, tmp_path / "bundle", on_step=cancel)
    assert len(seen) > 10 and seen == sorted(seen)
    assert list(tmp_path.iterdir()) == []


LLM = "seedx.llm.base_model.model.model"


@pytest.mark.parametrize(("change", "words"), [
    (lambda s: s.update({"surprise.weight": torch.zeros(1)}), "1 tensors of unknown use: surprise.weight"),
    (lambda s: s.update({f"{LLM}.layers.0.odd.weight": torch.zeros(1)}), "1 tensors are unknown"),
    (lambda s: s.pop("seedx.projector.2.bias"), "lacks seedx.projector.2.bias"),
    (lambda s: s.pop("tangoflux.fc.0.weight"), "lacks tangoflux.fc.0.weight"),
    (lambda s: s.pop("multihead_attention.in_proj_bias"), "lacks multihead_attention.in_proj_bias"),
    (lambda s: s.pop(f"{LLM}.layers.0.mlp.up_proj.lora_B.default.weight"), "up_proj.weight: LoRA has A only"),
    (lambda s: s.update({f"{LLM}.layers.9.mlp.up_proj.lora_A.default.weight": torch.zeros(3, 48)}), "not there"),
    (lambda s: s.update({f"{LLM}.layers.0.mlp.up_proj.lora_A.default.weight": torch.zeros(4, 48)}), "rank 3"),
    (lambda s: s.update({f"{LLM}.embed_tokens.weight": torch.zeros(5, 48)}), r"embed_tokens.weight has .*\[5, 48\]"),
    (lambda s: s.update({"tangoflux.fc.0.bias": torch.zeros(3)}), r"dit.safetensors: pooled.bias has shape \[3\]"),
    (lambda s: s.pop("tangoflux.text_encoder.encoder.final_layer_norm.weight"), "text encoder: 1 tensors are missing"),
    (lambda s: s.update({"seedx.projector.0.weight": torch.full((64, 48), float("nan"))}), "is not finite"),
])
def test_a_checkpoint_with_wrong_tensors_gives_no_bundle(broken, change, words):
    source, place = broken(change)
    with pytest.raises(ValueError, match=words):
        convert_upstream(source, place)
    assert [folder.name for folder in place.parent.iterdir()] == ["source"]


@pytest.mark.parametrize(("name", "words"), [
    ("my-story-model/config.yaml", "one folder with config.yaml and weights .* is needed, found none"),
    ("my-base-llm/tokenizer.json", "tokenizer.json: the file is missing"),
    ("my-base-llm/config.json", "config.json: the file is missing"),
    ("tokenizer/added_tokens.json", "added_tokens.json: the file is missing"),
    ("Flux_detokenizer/config.json", "config.json: the file is missing"),
    ("Flux_detokenizer/model.safetensors", "Flux_detokenizer: there are no weights"),
    ("flan-t5-large/config.json", "config.json: the file is missing"),
])
def test_a_missing_file_is_named(broken, name, words):
    source, place = broken()
    (source / name).unlink()
    with pytest.raises(ValueError, match=words):
        convert_upstream(source, place)


def test_a_pickle_that_holds_code_is_refused_unrun(broken):
    class Harm:
        def __reduce__(self):
            return os.mkdir, (str(place / "harmed"),)

    source, place = broken()
    place.mkdir()
    torch.save({"x": Harm()}, source / "my-story-model" / "pytorch_model.bin")
    with pytest.raises(ValueError, match="pytorch_model.bin: refused"):
        convert_upstream(source, place)
    assert not (place / "harmed").exists()


def test_a_checkpoint_cut_short_is_named(broken):
    source, place = broken()
    file = source / "my-story-model" / "pytorch_model.bin"
    file.write_bytes(file.read_bytes()[:-5000])
    with pytest.raises(ValueError, match="pytorch_model.bin: not a whole checkpoint"):
        convert_upstream(source, place)


def test_yaml_that_makes_objects_is_refused(broken):
    source, place = broken()
    (source / "my-story-model" / "config.yaml").write_text("a: !!python/object/apply:os.getcwd []")
    with pytest.raises(ValueError, match="config.yaml: not readable as plain YAML"):
        convert_upstream(source, place)


@pytest.mark.parametrize("name", ["use_dora", "rank_pattern"])
def test_lora_of_another_kind_is_refused(broken, name):
    source, place = broken()
    file = source / "my-story-model" / "config.yaml"
    file.write_text(file.read_text().replace("lora_alpha: 9", f"lora_alpha: 9\n    {name}: {{q: 1}}"))
    with pytest.raises(ValueError, match=f"{name} is .*cannot be merged"):
        convert_upstream(source, place)


def test_a_base_model_of_another_family_is_refused(broken):
    source, place = broken()
    file = source / "my-base-llm" / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "model_type": "llama"}))
    with pytest.raises(ValueError, match="model_type is 'llama'"):
        convert_upstream(source, place)


def test_an_unknown_dtype_is_refused(source, tmp_path):
    with pytest.raises(ValueError, match="dtype is 'int8'"):
        convert_upstream(source, tmp_path / "x", "int8")
