"""The adapter for few steps: its file, the DiT that wears it, and which settings ask for it."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from toy import toy_config, write_toy_bundle

from audiostory_core.bundle import load_few_steps, load_part, open_bundle, read_tensors
from audiostory_core.few_steps import FewSteps, adapted_layers, change_of, check_adapter
from audiostory_core.sampler_config import SamplerConfig

OWN = SamplerConfig(4, "euler", 2.0, 1.0, window_frames=8, adapter=True)


@pytest.fixture
def bundle(tmp_path) -> Path:
    """A toy bundle with an adapter."""
    return write_toy_bundle(tmp_path / "few", toy_config(sampler=OWN.to_dict()))


def test_the_adapter_changes_all_matrices_of_the_transformer_and_nothing_else(bundle):
    opened = open_bundle(bundle)
    dit, plain = load_part(opened, "dit"), load_part(opened, "dit").state_dict()
    adapter = load_few_steps(opened)
    stored = read_tensors(opened.part_file("dit"))
    few_steps = FewSteps(dit, adapter, lambda name: stored[name].read())
    few_steps.wear(True)
    worn = {name: value.clone() for name, value in dit.state_dict().items()}
    changed = [f"{name}.weight" for name in adapted_layers(dit)]
    assert changed == [name for name in plain if name.startswith("transformer.") and plain[name].ndim == 2]
    for name, value in plain.items():
        if name in changed:
            stem = name.removesuffix(".weight")
            wanted = value + adapter[f"{stem}.lora_B.weight"] @ adapter[f"{stem}.lora_A.weight"]
            assert torch.allclose(worn[name], wanted, atol=1e-6) and not torch.equal(worn[name], value)
            assert torch.equal(change_of(adapter, name), adapter[f"{stem}.lora_B.weight"]
                               @ adapter[f"{stem}.lora_A.weight"])
        else:
            assert torch.equal(worn[name], value)
    few_steps.wear(False)
    assert all(torch.equal(value, plain[name]) for name, value in dit.state_dict().items())
    few_steps.wear(True)
    assert all(torch.equal(value, worn[name]) for name, value in dit.state_dict().items())


@pytest.mark.parametrize(("asked", "wanted"), [
    ({}, OWN),
    ({"steps": 8}, replace(OWN, steps=8)),
    ({"guidance": 1.0, "solver": "ab2"}, replace(OWN, solver="ab2")),
    ({"guidance": 4.0}, SamplerConfig()),
    ({"guidance": 3.0, "steps": 8, "shift": 2.0}, SamplerConfig(8, "euler", 2.0, 3.0)),
])
def test_another_guidance_asks_for_the_model_without_its_adapter(asked, wanted):
    assert OWN.chosen(**asked) == wanted


def test_a_model_without_an_adapter_keeps_its_settings_beside_another_guidance():
    assert SamplerConfig(8, "ab2", 2.0, 4.0).chosen(guidance=3.0) == SamplerConfig(8, "ab2", 2.0, 3.0)


def test_windows_hold_the_clip_and_a_margin():
    assert [OWN.window(frames, 64) for frames in (0.1, 6, 6.01, 40, 61.9, 62.1, 64)] == [8, 8, 16, 48, 64, 64, 64]
    assert SamplerConfig().window(3, 64) == 64


def test_settings_that_earlier_versions_do_not_know_are_written_only_where_needed():
    assert SamplerConfig(8).to_dict() == {"steps": 8, "solver": "euler", "shift": 1.0, "guidance": 4.0}
    assert SamplerConfig.from_dict(OWN.to_dict()) == OWN
    assert OWN.to_dict()["adapter"] is True and OWN.to_dict()["window_frames"] == 8


@pytest.mark.parametrize(("values", "words"), [
    ({"window_frames": -1}, "SamplerConfig.window_frames is -1"), ({"adapter": 1}, "SamplerConfig.adapter is 1"),
])
def test_settings_out_of_range_are_refused(values, words):
    with pytest.raises(ValueError, match=words):
        SamplerConfig(**values)


def test_a_file_and_a_config_that_disagree_are_refused(bundle):
    file = bundle / "few_steps.safetensors"
    kept = file.read_bytes()
    file.unlink()
    with pytest.raises(ValueError, match=r"few_steps.safetensors: there is none, but config.json says .* is true"):
        open_bundle(bundle)
    file.write_bytes(kept[:-7])
    with pytest.raises(ValueError, match="few_steps.safetensors"):
        open_bundle(bundle)
    plain = write_toy_bundle(bundle.parent / "other")
    (plain / "few_steps.safetensors").write_bytes(kept)
    with pytest.raises(ValueError, match=r"few_steps.safetensors: there is one, but config.json says .* is false"):
        open_bundle(plain)


@pytest.mark.parametrize(("change", "words"), [
    (lambda adapter, stem: adapter.pop(f"{stem}.lora_A.weight"), "stands alone; .*lora_A.weight is missing"),
    (lambda adapter, stem: adapter.update({"x.lora_A.weight": torch.zeros(1, 2), "x.lora_B.weight": torch.zeros(2, 1)}),
     "x.weight is no weight of this DiT"),
    (lambda adapter, stem: adapter.update({"alpha": torch.zeros(1)}), "alpha is no tensor of an adapter"),
    (lambda adapter, stem: adapter.update({f"{stem}.lora_A.weight": torch.zeros(3, 5)}), "is no change of a weight"),
])
def test_an_adapter_of_another_model_is_refused(bundle, change, words):
    file = bundle / "few_steps.safetensors"
    adapter = load_file(file)
    change(adapter, next(iter(adapter)).rpartition(".lora_")[0])
    save_file(adapter, file)
    with pytest.raises(ValueError, match=words):
        open_bundle(bundle)


def test_shapes_are_compared_with_the_dits():
    fits = {"a.lora_A.weight": [2, 5], "a.lora_B.weight": [7, 2]}
    check_adapter(fits, {"a.weight": [7, 5]})
    with pytest.raises(ValueError, match="is no change of a weight"):
        check_adapter(fits, {"a.weight": [5, 7]})


def test_the_config_survives_the_way_to_plain_data():
    config = replace(toy_config(), sampler=OWN)
    assert type(config).from_dict(config.to_dict()) == config
