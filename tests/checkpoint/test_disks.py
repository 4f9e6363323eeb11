"""A disk that is full, fills up, or cannot be written: a clear message, and no file that looks complete."""
from __future__ import annotations

import errno
import shutil
from types import SimpleNamespace

import pytest
from toy import story_tokenizer, toy_config, toy_parts, write_toy_bundle
from upstream_checkpoint import Upstream

from audiostory_core import bundle, convert_upstream


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return Upstream(tied=False).write(tmp_path_factory.mktemp("upstream"))


def test_a_full_disk_is_seen_before_anything_is_written(source, small_disk):
    with pytest.raises(ValueError, match=r"GB are needed, 0\.00[0-4] GB are free on that disk"):
        convert_upstream(source, small_disk / "bundle")
    assert list(small_disk.iterdir()) == []


def test_a_disk_that_fills_up_leaves_nothing(source, small_disk, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=10**12))
    with pytest.raises(OSError, match="No space left on device") as caught:
        convert_upstream(source, small_disk / "bundle")
    assert caught.value.errno == errno.ENOSPC
    assert list(small_disk.iterdir()) == []


def test_a_bundle_is_not_lost_where_its_replacement_does_not_fit(small_disk, monkeypatch):
    (small_disk / "toy").mkdir()
    kept = write_toy_bundle(small_disk / "toy", toy_config())
    config = toy_config()
    texts = {"tokenizer.json": story_tokenizer(config.tokens).to_str()}
    with pytest.raises(ValueError, match="GB are needed"):
        bundle.save_bundle(kept, config, toy_parts(config), texts)
    assert bundle.open_bundle(kept).config == config
    assert [folder.name for folder in small_disk.iterdir()] == ["toy"]


def test_a_folder_that_cannot_be_written_is_named(source, read_only_folder):
    with pytest.raises(OSError, match="read only"):
        convert_upstream(source, read_only_folder / "bundle")
    assert list(read_only_folder.iterdir()) == []
