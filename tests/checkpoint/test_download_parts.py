"""Downloading only the encoder of a whole T5, and files that cannot be one."""
from __future__ import annotations

import pytest
import torch
from download_command import T5, t5
from safetensors.torch import load_file

from audiostory_core.download import parts as download_parts
from audiostory_core.download.folder import Progress, Record
from audiostory_core.download.sources import RemoteFile


@pytest.fixture
def encoder() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    return {"shared.weight": torch.randn(6, 4), "encoder.block.0.layer.0.SelfAttention.q.weight": torch.randn(4, 4),
            "encoder.final_layer_norm.weight": torch.randn(4)}


def fake_transfer(monkeypatch, data: bytes) -> RemoteFile:
    """A T5 that is fetched without a hub."""
    def transfer(file, pieces, partial, final, on_bytes):
        partial.parent.mkdir(exist_ok=True)
        partial.write_bytes(b"".join(data[start:end] for start, end in pieces))

    monkeypatch.setattr(download_parts, "transfer", transfer)
    return RemoteFile(T5, "1", "model.safetensors", "flan-t5-large/model.safetensors", len(data), "sha256:1234")


def test_a_text_encoder_that_cannot_be_is_deleted(encoder, tmp_path, monkeypatch):
    whole = t5(encoder)
    broken = {name: value.clone() for name, value in encoder.items()}
    broken["shared.weight"][3, 3] = float("nan")
    for data, words in ((t5(broken), "shared.weight has a value that is not finite"),
                        (len(whole).to_bytes(8, "little") + whole[8:], "its header would end at byte"),
                        (whole.replace(b'"F32"', b'"F99"'), "no safetensors header"),
                        (whole.replace(b"shared.weight", b"shared.weighs"), "the header names no whole text encoder")):
        file = fake_transfer(monkeypatch, data)
        with pytest.raises(ValueError, match=f"flan-t5-large/model.safetensors: .*{words}.* was deleted"):
            download_parts.fetch_encoder(file, tmp_path, Record(tmp_path), Progress(None))
        assert list((tmp_path / "flan-t5-large").iterdir()) == []


def test_the_embedding_is_found_under_any_of_its_names(encoder, tmp_path, monkeypatch):
    tensors = dict(encoder)
    tensors["decoder.embed_tokens.weight"] = tensors.pop("shared.weight")
    file = fake_transfer(monkeypatch, t5(tensors))
    download_parts.fetch_encoder(file, tmp_path, Record(tmp_path), Progress(None))
    made = load_file(tmp_path / file.place)
    assert made.keys() == encoder.keys() and all(torch.equal(made[name], encoder[name]) for name in made)
