"""The files of runs in ComfyUI's temp folder: a limit, what goes first, and what stays."""
from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

KILO = 1000


@pytest.fixture
def kept(pack, tmp_path, monkeypatch):
    monkeypatch.setattr(pack.kept.folder_paths, "get_temp_directory", lambda: str(tmp_path))
    monkeypatch.setattr(pack.kept, "MEGABYTE", KILO)  # so that the test's files are small
    monkeypatch.setenv("AUDIOSTORY_KEPT_MEGABYTES", "10")
    return pack.kept


def put(kept, name: str, used_at: int, kilobytes: int = 3) -> None:
    kept.keep_file(name, lambda file: file.write_bytes(bytes(kilobytes * KILO)))
    os.utime(kept.kept_folder() / name, (used_at, used_at))


def names(kept) -> set[str]:
    return {file.name for file in kept.kept_folder().iterdir()}


def test_what_was_not_used_for_the_longest_time_goes_first(kept):
    for place in range(5):
        put(kept, f"{place}.flac", used_at=100 + place)
    kept.keep_file("0.flac", lambda _: pytest.fail("written again"))  # used again: now it is the last one
    kept.tidy_kept()
    assert names(kept) == {"3.flac", "4.flac", "0.flac"}
    kept.tidy_kept()
    assert len(names(kept)) == 3  # 9 of 10 kB


def test_what_is_shown_or_written_stays(kept):
    for place in range(5):
        put(kept, f"{place}.flac", used_at=100 + place)
    (kept.kept_folder() / ".new.partial.png").write_bytes(bytes(4 * KILO))
    os.utime(kept.kept_folder() / ".new.partial.png", (1, 1))
    kept.tidy_kept(["0.flac", "1.flac"])
    assert names(kept) == {"0.flac", "1.flac", ".new.partial.png"}


def test_what_cannot_be_deleted_now_stays(kept, monkeypatch):
    for place in range(5):
        put(kept, f"{place}.flac", used_at=100 + place)
    unlink = Path.unlink

    def refused(file, missing_ok=False):
        if file.name == "0.flac":
            raise PermissionError("it is being read")
        unlink(file, missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)
    kept.tidy_kept()
    assert names(kept) == {"0.flac", "3.flac", "4.flac"}


def test_a_lock_keeps_its_latent_as_long_as_it_is_used(kept):
    key = kept.keep_latent(torch.ones(8, 100), "toy", "rain")
    file = kept.latent_name(f"{key}@1.5")
    os.utime(kept.kept_folder() / file, (1, 1))
    for place in range(3):
        put(kept, f"{place}.flac", used_at=100 + place)
    assert torch.equal(kept.kept_latent(key, 1, "toy", (8, 100)), torch.ones(8, 100))
    kept.tidy_kept()
    assert file in names(kept) and "0.flac" not in names(kept)
    os.utime(kept.kept_folder() / file, (1, 1))
    put(kept, "3.flac", used_at=200, kilobytes=9)
    kept.tidy_kept()
    with pytest.raises(ValueError, match="clip 1 is locked to the sound .*, which is gone"):
        kept.kept_latent(key, 1, "toy", (8, 100))


@pytest.mark.parametrize("asked", ["", "-1", "4 GB", "1e3", "9" * 13])
def test_a_limit_that_is_none_is_refused(kept, monkeypatch, asked):
    monkeypatch.setenv("AUDIOSTORY_KEPT_MEGABYTES", asked)
    with pytest.raises(ValueError, match="AUDIOSTORY_KEPT_MEGABYTES is .*; a whole number of megabytes is needed"):
        kept.tidy_kept()
