"""The audio adapter: the resampler, an answer about a sound, and how both are saved."""
from __future__ import annotations

from dataclasses import replace

import pytest
import torch

pytest.importorskip("accelerate", reason="the training extra is not installed")
pytest.importorskip("peft", reason="the training extra is not installed")

from training_toys import SOUNDS, STAGES, batches_of, model_of, train_toy

from audiostory_core.bundle import open_bundle
from audiostory_core.training.audio_adapter import ListenerConfig, Resampler
from audiostory_core.training.data.batches import Batch


def test_an_audio_adapter_is_saved_with_the_bundle_and_goes_on_from_it(bundle, tmp_path):
    stage = STAGES["understand"]
    target = open_bundle(train_toy(bundle, tmp_path, stage))
    assert target.part_file("audio_input").is_file()
    again = model_of(target.path, stage)
    fresh = model_of(bundle, stage)
    assert again.listener.config == fresh.listener.config == ListenerConfig(8, 32, 16, 3, 1, 2)
    assert not torch.equal(again.listener.queries.weight, fresh.listener.queries.weight)
    second = open_bundle(train_toy(target.path, tmp_path / "later", STAGES["long"]))
    assert second.part_file("audio_input").read_bytes() == target.part_file("audio_input").read_bytes()
    assert [done["stage"] for done in second.config.provenance["trained"]] == ["understand", "long"]


def test_the_resampler_hears_the_sound_and_not_what_fills_the_batch():
    torch.manual_seed(0)
    resampler = Resampler(ListenerConfig(features=5, hidden_width=6, width=8, queries=3, layers=2, heads=2))
    sound = torch.randn(1, 4, 5)
    alone = resampler(sound, torch.tensor([4]))
    padded = torch.cat([torch.cat([sound, torch.full((1, 3, 5), 9.0)], 1), torch.randn(1, 7, 5)])
    assert alone.shape == (1, 3, 6)
    assert torch.allclose(resampler(padded, torch.tensor([4, 7]))[0], alone[0], atol=1e-6)
    assert not torch.allclose(resampler(sound.flip(1), torch.tensor([4])), alone, atol=1e-4)


def test_an_answer_is_foretold_from_the_heard_sound(bundle):
    stage = STAGES["understand"]
    model, batch = model_of(bundle, stage), batches_of(bundle, stage).shard(0)
    asked = batch.questions
    tokenizer = open_bundle(bundle).tokenizer
    for row in range(len(asked.ids)):
        answer = tokenizer.decode(asked.labels[row][asked.labels[row] >= 0].tolist())
        assert answer.removesuffix("<|im_end|>") in SOUNDS
        assert int(asked.heard[row].sum()) == 3
    loss = model(Batch(questions=asked))["answer"]
    silent = model(Batch(questions=replace(asked, features=asked.features * 0)))["answer"]
    assert abs((loss - silent).item()) > 1e-5
    loss.backward()
    assert model.listener.queries.weight.grad.any()
