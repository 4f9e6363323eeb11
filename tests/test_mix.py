"""experiments/mix.py: a bundle whose weights are between those of two others."""
from __future__ import annotations

import pytest
import torch

pytest.importorskip("accelerate", reason="the training extra is not installed")

from safetensors.torch import load_file, save_file
from toy import toy_config, write_toy_bundle

from audiostory_core.bundle import open_bundle
from experiments.mix import mix


@pytest.fixture
def two(tmp_path):
    """A bundle, and one whose LLM and DiT are twice as large in number."""
    folders = [write_toy_bundle(tmp_path / name, toy_config()) for name in ("ours", "theirs")]
    for part in ("llm", "dit"):
        file = folders[1] / f"{part}.safetensors"
        save_file({name: value * 2 for name, value in load_file(folders[0] / file.name).items()}, file)
    return folders


def test_a_part_lies_a_share_of_the_way_and_the_others_stay(two, tmp_path):
    ours, theirs = two
    out = mix(ours, theirs, ["llm"], 0.25, tmp_path / "out")
    here, between = (load_file(folder / "llm.safetensors") for folder in (ours, out))
    assert all(torch.allclose(between[name], value * 1.25) for name, value in here.items())
    for part in ("bridge", "dit", "vae"):
        assert (out / f"{part}.safetensors").read_bytes() == (ours / f"{part}.safetensors").read_bytes()
    assert open_bundle(out).config.provenance["trained"][-1]["share"] == 0.25


def test_all_the_way_is_the_other_s_part(two, tmp_path):
    ours, theirs = two
    out = mix(ours, theirs, ["dit"], 1.0, tmp_path / "out")
    there, taken = (load_file(folder / "dit.safetensors") for folder in (theirs, out))
    assert all(torch.equal(taken[name], value) for name, value in there.items())


@pytest.mark.parametrize(("share", "words"), [(1.5, "share is 1.5; it must be 0"), (float("nan"), "share is nan")])
def test_a_share_outside_is_refused(two, tmp_path, share, words):
    with pytest.raises(ValueError, match=words):
        mix(*two, ["llm"], share, tmp_path / "out")


def test_other_sizes_are_refused(two, tmp_path):
    bare = write_toy_bundle(tmp_path / "bare", toy_config(tokens={"semantic_tokens": 4, "residual_tokens": 0}))
    with pytest.raises(ValueError, match=r"bare: bridge has fuser\S* None, in .*ours it has \("):
        mix(two[0], bare, ["bridge"], 0.5, tmp_path / "out")
    assert not (tmp_path / "out").exists()
