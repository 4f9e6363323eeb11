"""Keys and digests keep the values that are in people's caches, stored parts, reports and training states."""
from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
import torch

from audiostory_core.digests import (
    content_key,
    digest_of,
    file_digest,
    folder_digest,
    folder_key,
    key_of,
    new_key,
    tensors_digest,
)
from audiostory_core.evaluation.cases import Case, Event
from audiostory_core.evaluation.real import clips_key
from audiostory_core.evaluation.stories import Settings, story_key
from audiostory_core.flow_matching import derived_seed
from audiostory_core.training.data.captions import WordCaptions
from audiostory_core.training.data.seeds import generator_for, rng_for
from audiostory_core.upstream_files import UpstreamFiles


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder of a model's files, all of one time."""
    (tmp_path / "model.bin").write_bytes(bytes(range(256)) * 1000)
    (tmp_path / "config.json").write_bytes(b'{"a": 1}')
    (tmp_path / "config.yaml").write_bytes(b"a: 1\n")
    (tmp_path / "notes.txt").write_bytes(b"left out")
    for file in tmp_path.iterdir():
        os.utime(file, ns=(10**18, 10**18))
    return tmp_path


def test_digests_of_values_keep_theirs():
    assert digest_of("sound", 1, 2.5, None, ("a", 3), Path("x")) == "16f2f892cbf96873b69190070d2debb3fb170086"
    tensors = {"b": torch.arange(6.0).reshape(2, 3), "a": torch.tensor([1, 2])}
    assert tensors_digest(tensors, 64, "x") == "a36b3893979af519268b57fb377b0b66e7c77005"
    assert tensors_digest(tensors) == "50703a107dd7ea2dbdf7aa077ffb2546f3d99b85"


def test_keys_of_kept_parts_keep_theirs():
    half = torch.ones(2, 2, dtype=torch.float16)
    assert content_key(torch.arange(4.0), half, work={"model": "tiny"}, part=[1, 2]) == "de612dbd2423ffb2"
    assert content_key() == "01e7b720ff566d53"


def test_keys_of_files_and_folders_keep_theirs(folder, monkeypatch):
    assert file_digest(folder / "model.bin") == "b57b64b198d5d59ce5a22a9b9f25e72a7d081476d432051aa923f3dbebb90934"
    assert folder_digest(folder) == "93808df2928d2230"
    assert UpstreamFiles(folder, {}, folder, {}, folder, folder, None).fingerprint() == "0be61e4a364bdadc"
    assert clips_key(folder, [folder / "model.bin", folder / "config.json"], 22050) == "a46d610f9fb26a6f"
    monkeypatch.chdir(folder)
    assert folder_key(Path(".")) == "fafc58bd01f6dd47"


def test_the_key_of_a_story_keeps_its_value():
    settings = Settings("tiny", "abc", 50, 4.0, 0, "float32", "cpu", measures=3)
    case = Case("farm-01", "a dog", 30.0, (Event("dog", ("dog",), (), ("Bark",)),), "country")
    assert story_key(settings, case) == "a36fc1b90cc15e25"


def test_seeds_from_names_keep_theirs():
    assert derived_seed(7, "farm-01") == 6122569455102311320
    assert derived_seed(7, 3) == 13159806164811139918
    assert torch.rand(1, generator=generator_for(1, 2, "noise", 3)).item() == 0.7254564166069031
    assert rng_for(1, "x").random() == 0.47400635624972776
    tokens = WordCaptions(2, 4)(["a Dog barks"]).flatten()[:3].tolist()
    assert tokens == pytest.approx([0.16516707, 1.09047592, -0.19647935], abs=1e-6)


def test_a_key_is_the_same_in_one_piece_or_in_several(folder):
    data, piecewise = (folder / "model.bin").read_bytes(), new_key()
    for start in range(0, len(data), 999):
        piecewise.update(data[start : start + 999])
    whole = hashlib.blake2b(data, digest_size=8).hexdigest()
    assert piecewise.hexdigest() == key_of([data]) == key_of([folder / "model.bin"]) == whole
    assert key_of(["a", b"b", "\N{BELL}"]) == hashlib.blake2b("ab\N{BELL}".encode(), digest_size=8).hexdigest()
