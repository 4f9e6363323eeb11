"""A model's forward pass can be cancelled between layers, and no hook stays on the model."""
from __future__ import annotations

import pytest
import torch

from audiostory_core import audio_file
from audiostory_core.bundle import embedded_bundle_path, load_part, open_bundle
from audiostory_core.cancel import LARGE_LAYER, checked_layers


class Cancelled(Exception):
    pass


@pytest.fixture(scope="module")
def bundle():
    return open_bundle(embedded_bundle_path())


def passes(bundle, part):
    model = load_part(bundle, part, dtype=torch.float32, device="cpu")
    dit, tokens = bundle.config.dit, torch.zeros(1, 72, bundle.config.dit.token_width)
    inputs = {"llm": lambda: model(input_ids=torch.arange(9)[None]).logits,
              "dit": lambda: model(torch.zeros(1, dit.latent_channels, 20), torch.tensor([0.5]), tokens,
                                   torch.tensor([2.0]))}
    return model, inputs[part]


@pytest.mark.parametrize("part", ["llm", "dit"])
def test_each_block_is_checked_and_the_next_pass_is_as_before(bundle, part):
    model, run = passes(bundle, part)
    counted = []

    def check():
        counted.append(1)
        if len(counted) == 3:
            raise Cancelled

    with torch.inference_mode():
        before = run()
        with pytest.raises(Cancelled), checked_layers(model, check):
            run()
        assert len(counted) == 3
        counted.clear()
        assert torch.equal(run(), before) and not counted
        with checked_layers(model, lambda: counted.append(1)):
            assert torch.equal(run(), before)
    assert len(counted) >= 4
    assert not any(module._forward_pre_hooks for module in model.modules())


def test_a_large_layer_is_checked_and_small_ones_are_not():
    model = torch.nn.Sequential(torch.nn.Linear(8, LARGE_LAYER // 8), torch.nn.Linear(LARGE_LAYER // 8, 7, bias=False))
    counted = []
    with torch.inference_mode(), checked_layers(model, lambda: counted.append(1)):
        model(torch.zeros(1, 8))
    assert len(counted) == 1


def test_a_sound_is_left_between_its_blocks_and_no_file_stays(tmp_path, monkeypatch):
    soundfile = pytest.importorskip("soundfile", reason="FLAC needs it")
    monkeypatch.setattr(audio_file, "BLOCK_SAMPLES", 1000)
    sound, counted = torch.linspace(-0.9, 0.9, 2 * 3500).reshape(2, 3500), []

    def check():
        counted.append(1)
        if len(counted) == 2 * 4 + 3:  # each block is looked at twice before the first is written
            raise Cancelled

    with pytest.raises(Cancelled):
        audio_file.write_audio(tmp_path / "story.flac", sound, 16_000, check)
    assert not list(tmp_path.iterdir())
    audio_file.write_audio(tmp_path / "story.flac", sound, 16_000, lambda: counted.append(1))
    assert len(counted) == 2 * 4 + 3 + 3 * 4
    read, rate = soundfile.read(tmp_path / "story.flac", dtype="float32")
    assert rate == 16_000 and torch.from_numpy(read).T.sub(sound).abs().max() < 2**-23
