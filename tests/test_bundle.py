"""The model folder: reading, checking, loading and writing it."""
from __future__ import annotations

import json
import os
import pickle
import shutil
import stat

import pytest
import torch
from safetensors.torch import load_file, save_file
from toy import rewrite_config, story_tokenizer, toy_config, toy_parts, write_toy_bundle
from transformers.models.qwen2.modeling_qwen2 import Qwen2RotaryEmbedding

from audiostory_core.bundle import (
    PARTS,
    embedded_bundle_path,
    load_part,
    open_bundle,
    read_shapes,
    save_bundle,
)
from audiostory_core.config import TokenConfig
from audiostory_core.model_parts import build_llm


@pytest.fixture
def copy(toy_bundle, tmp_path):
    return shutil.copytree(toy_bundle, tmp_path / "copy")


def _rewrite(file, change):
    weights = load_file(file)
    change(weights)
    save_file(weights, file)


def test_what_is_saved_is_loaded(toy_bundle):
    bundle = open_bundle(toy_bundle)
    assert bundle.config == toy_config()
    for part, module in toy_parts(bundle.config).items():
        loaded = load_part(bundle, part)
        assert not loaded.training
        saved, found = module.state_dict(), loaded.state_dict()
        assert saved.keys() == found.keys()
        assert all(torch.equal(saved[name], found[name]) for name in saved)
        assert not any(value.requires_grad for value in loaded.parameters())
        assert not any(value.is_meta for value in (*loaded.parameters(), *loaded.buffers()))


def test_rotary_frequencies_are_real_and_stay_float32(toy_bundle):
    llm = load_part(open_bundle(toy_bundle), "llm", dtype=torch.float16)
    expected = Qwen2RotaryEmbedding(config=llm.config).inv_freq
    assert expected[1] != 1
    assert torch.equal(llm.model.rotary_emb.inv_freq, expected)
    assert llm.model.rotary_emb.inv_freq.dtype == torch.float32
    assert llm.lm_head.weight.dtype == torch.float16


def test_the_cpu_may_have_a_number_as_processes_of_one_run_give_it(toy_bundle):
    llm = load_part(open_bundle(toy_bundle), "llm", device=torch.device("cpu", 0))
    assert {value.device.type for value in llm.state_dict().values()} == {"cpu"}


def test_a_tied_head_is_stored_once_and_stays_one_tensor(toy_bundle):
    assert "lm_head.weight" not in read_shapes(toy_bundle / "llm.safetensors")
    llm = load_part(open_bundle(toy_bundle), "llm")
    assert llm.lm_head.weight is llm.model.embed_tokens.weight


def test_an_untied_head_is_kept(tmp_path):
    data = toy_config().to_dict()["llm"]
    config = toy_config(llm={**data, "tie_word_embeddings": False})
    parts = toy_parts(config)
    write = {"tokenizer.json": story_tokenizer(config.tokens).to_str()}
    llm = load_part(open_bundle(save_bundle(tmp_path / "untied", config, parts, write)), "llm")
    assert torch.equal(llm.lm_head.weight, parts["llm"].lm_head.weight)
    assert not torch.equal(llm.lm_head.weight, llm.model.embed_tokens.weight)


def test_a_host_may_replace_layers_before_the_weights_come(toy_bundle):
    class HostLinear(torch.nn.Linear):
        pass

    def swap(module):
        assert all(value.is_meta for value in module.parameters())
        for parent in list(module.modules()):
            for name, child in parent.named_children():
                if type(child) is torch.nn.Linear:
                    new = HostLinear(child.in_features, child.out_features, child.bias is not None, device="meta")
                    setattr(parent, name, new)

    bundle = open_bundle(toy_bundle)
    for part in ("llm", "bridge", "dit"):
        loaded = load_part(bundle, part, prepare=swap)
        kinds = {type(module) for module in loaded.modules()}
        assert HostLinear in kinds
        assert torch.nn.Linear not in kinds
        assert not any(value.is_meta for value in loaded.parameters())


def test_attention_given_to_the_loader_is_used(toy_bundle):
    calls = []

    def attention(q, k, v):
        calls.append(1)
        return torch.nn.functional.scaled_dot_product_attention(q, k, v)

    dit = load_part(open_bundle(toy_bundle), "dit", attention=attention)
    dit(torch.randn(1, 8, 4), torch.ones(1), torch.randn(1, 4, 16), torch.ones(1))
    assert len(calls) == 2


def test_stored_dtype_is_kept_or_changed_on_demand(tmp_path):
    config = toy_config()
    write = {"tokenizer.json": story_tokenizer(config.tokens).to_str()}
    bundle = open_bundle(save_bundle(tmp_path / "half", config, toy_parts(config), write, torch.float16))
    assert load_part(bundle, "dit").pooled.weight.dtype == torch.float16
    assert load_part(bundle, "dit", dtype=torch.float32).pooled.weight.dtype == torch.float32


def test_both_spellings_of_rotary_settings_give_the_same_llm():
    old = toy_config().llm
    new = {name: value for name, value in old.items() if name != "rope_theta"}
    new["rope_parameters"] = {"rope_theta": old["rope_theta"], "rope_type": "default"}
    frequencies = [build_llm(settings).model.rotary_emb.inv_freq for settings in (old, new)]
    assert torch.equal(*frequencies)
    assert not torch.equal(frequencies[0], build_llm({**old, "rope_theta": 1e6}).model.rotary_emb.inv_freq)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", *(f"{part}.safetensors" for part in PARTS)])
def test_a_missing_file_is_named(copy, name):
    (copy / name).unlink()
    with pytest.raises(ValueError, match=f"{name}: the file is missing"):
        open_bundle(copy)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ValueError, match="nothing: no such model folder"):
        open_bundle(tmp_path / "nothing")


@pytest.mark.parametrize("keep", [0, 4, 200, -100])
def test_a_file_cut_short_is_named(copy, keep):
    file = copy / "dit.safetensors"
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(ValueError, match="dit.safetensors: not a whole safetensors file"):
        open_bundle(copy)


@pytest.mark.parametrize("how", ["torch", "plain", "old torch"])
def test_a_pickle_is_refused_unopened(copy, how):
    class Harm:
        def __reduce__(self):
            return os.mkdir, (str(copy / "harmed"),)

    file = copy / "bridge.safetensors"
    if how == "plain":
        file.write_bytes(pickle.dumps(Harm()))
    else:
        torch.save({"x": Harm()}, file, _use_new_zipfile_serialization=how == "torch")
    with pytest.raises(ValueError, match="bridge.safetensors: this is a pickle"):
        open_bundle(copy)
    assert not (copy / "harmed").exists()


def test_a_header_length_that_looks_like_a_pickle_is_read(tmp_path):
    file = tmp_path / "x.safetensors"
    for length in range(1, 300):
        save_file({"x" * length: torch.zeros(1)}, file)
        if file.read_bytes()[:1] == b"\x80":
            break
    assert read_shapes(file) == {"x" * length: [1]}
    assert file.read_bytes()[:1] == b"\x80"


@pytest.mark.parametrize(("part", "change", "words"), [
    ("dit", lambda w: w.update({"pooled.weight": torch.zeros(3, 3)}),
     r"pooled.weight has shape \[3, 3\], the config asks for \[24, 16\]"),
    ("llm", lambda w: w.pop("model.norm.weight"), "1 tensors are missing, first model.norm.weight"),
    ("vae", lambda w: w.update({"extra": torch.zeros(1)}), "1 tensors are unknown, first extra"),
    ("bridge", lambda w: w.update({"fuser.q.bias": torch.zeros(16, dtype=torch.int64)}), "stored as I64"),
])
def test_weights_that_do_not_fit_are_named_with_their_file(copy, part, change, words):
    _rewrite(copy / f"{part}.safetensors", change)
    with pytest.raises(ValueError, match=f"{part}.safetensors: .*{words}"):
        open_bundle(copy)


def test_a_config_that_disagrees_with_the_weights_is_an_error(copy):
    rewrite_config(copy, lambda data: data["dit"].update(num_layers=2))
    with pytest.raises(ValueError, match="dit.safetensors: .*tensors are missing"):
        open_bundle(copy)


def test_a_config_that_cannot_be_built_is_an_error(copy):
    rewrite_config(copy, lambda data: data["llm"].update(hidden_act="no such thing"))
    with pytest.raises(ValueError, match="config.json: no llm can be built"):
        open_bundle(copy)


@pytest.mark.parametrize(("name", "text", "words"), [
    ("config.json", "{", "config.json: Expecting"),
    ("config.json", "[]", "config.json: .*named fields"),
    ("config.json", '{"format": "zip"}', "config.json: config format is 'zip'"),
    ("tokenizer.json", "no", "tokenizer.json: not a tokenizer"),
    ("tokenizer.json", '{"model": 5}', "tokenizer.json: not a tokenizer"),
])
def test_an_unreadable_text_file_is_named(copy, name, text, words):
    (copy / name).write_text(text)
    with pytest.raises(ValueError, match=words):
        open_bundle(copy)


def test_a_tokenizer_of_another_model_is_an_error(copy):
    tokenizer = story_tokenizer(TokenConfig(3, 2))
    (copy / "tokenizer.json").write_text(tokenizer.to_str())
    with pytest.raises(ValueError, match="tokenizer.json: .*<t5_00003>"):
        open_bundle(copy)
    tokenizer = story_tokenizer(TokenConfig(100, 2))
    (copy / "tokenizer.json").write_text(tokenizer.to_str())
    with pytest.raises(ValueError, match="tokenizer.json: .* tokens, but the LLM knows 320"):
        open_bundle(copy)


def test_an_unknown_part_is_an_error(toy_bundle):
    with pytest.raises(ValueError, match="part is 'unet'"):
        load_part(open_bundle(toy_bundle), "unet")


def test_a_failed_save_leaves_the_old_model_and_nothing_else(copy):
    before = {file.name: file.read_bytes() for file in copy.iterdir()}
    config = toy_config()
    parts = toy_parts(config)
    parts["vae"].decoder.conv1.bias.data[0] = float("nan")
    with pytest.raises(ValueError, match="vae decoder.conv1.bias is not finite"):
        save_bundle(copy, config, parts, {"tokenizer.json": story_tokenizer(config.tokens).to_str()})
    assert {file.name: file.read_bytes() for file in copy.iterdir()} == before
    assert [folder.name for folder in copy.parent.iterdir()] == ["copy"]


def test_a_value_too_large_for_the_stored_dtype_is_an_error(tmp_path):
    config = toy_config()
    parts = toy_parts(config)
    parts["dit"].pooled.bias.data[0] = 1e6
    with pytest.raises(ValueError, match="dit pooled.bias is not finite in torch.float16"):
        save_bundle(tmp_path / "half", config, parts, {}, torch.float16)
    assert list(tmp_path.iterdir()) == []


def test_a_model_without_its_tokenizer_is_not_saved(tmp_path):
    config = toy_config()
    with pytest.raises(ValueError, match="tokenizer.json: the file is missing"):
        save_bundle(tmp_path / "toy", config, toy_parts(config), {})
    assert list(tmp_path.iterdir()) == []


def test_a_save_replaces_a_model_and_writes_text_beside_it(copy):
    config = toy_config(name="second")
    texts = {"tokenizer.json": story_tokenizer(config.tokens).to_str(), "README.md": "a card"}
    save_bundle(copy, config, toy_parts(config), texts)
    assert open_bundle(copy).config.name == "second"
    assert (copy / "README.md").read_text() == "a card"
    assert [folder.name for folder in copy.parent.iterdir()] == ["copy"]


def test_a_folder_of_other_things_is_left_alone(tmp_path):
    (tmp_path / "holiday.jpg").write_text("")
    config = toy_config()
    with pytest.raises(ValueError, match="holds something else than a model"):
        save_bundle(tmp_path, config, toy_parts(config), {})
    assert [file.name for file in tmp_path.iterdir()] == ["holiday.jpg"]


@pytest.mark.parametrize("name", ["../outside.txt", "config.json", "llm.safetensors", "a/b"])
def test_a_text_file_cannot_take_a_models_place(tmp_path, name):
    config = toy_config()
    with pytest.raises(ValueError, match="cannot stand in a model folder"):
        save_bundle(tmp_path / "toy", config, toy_parts(config), {name: ""})


def test_weights_are_as_readable_as_the_config(tmp_path):
    folder = write_toy_bundle(tmp_path / "toy")
    modes = {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert len(modes) == 1


def test_the_embedded_model_stands_beside_the_code():
    assert embedded_bundle_path().parts[-3:] == ("audiostory_core", "weights", "tiny")


def test_config_file_is_plain_json(toy_bundle):
    assert json.loads((toy_bundle / "config.json").read_text())["format"] == "audiostory"


def test_a_link_to_a_model_folder_stays_a_link(toy_bundle, tmp_path):
    shutil.copytree(toy_bundle, tmp_path / "large disk" / "toy")
    link = tmp_path / "toy"
    try:
        link.symlink_to(tmp_path / "large disk" / "toy", target_is_directory=True)
    except OSError as error:
        pytest.skip(f"no links here: {error}")
    config = toy_config(name="second")
    texts = {"tokenizer.json": story_tokenizer(config.tokens).to_str()}
    for _ in range(2):
        save_bundle(link, config, toy_parts(config), texts)
    assert link.is_symlink() and open_bundle(tmp_path / "large disk" / "toy").config.name == "second"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["large disk", "toy"]


def test_a_model_without_residual_tokens_is_a_bundle_like_any_other(tmp_path):
    folder = write_toy_bundle(tmp_path / "bare", toy_config(tokens={"semantic_tokens": 4, "residual_tokens": 0}))
    bundle = open_bundle(folder)
    assert set(load_part(bundle, "bridge").state_dict()) == {
        f"semantic_projector.{layer}.{kind}" for layer in (0, 2) for kind in ("weight", "bias")
    } | {"empty_prompt.weight"}
