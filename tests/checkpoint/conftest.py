"""Fixtures for disks that are full or cannot be written; puts the tests' own modules on the path."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # toy.py, upstream_checkpoint.py


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one mebibyte."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("a small disk is mounted by root only")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def read_only_folder(tmp_path):
    """A folder that may be read and not written, for this process as well where it is root."""
    place = tmp_path / "read only"
    place.mkdir()
    if os.name != "posix":
        pytest.skip("permissions of another kind")
    if os.geteuid() == 0:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", str(place)], capture_output=True)
        if mounted.returncode:
            pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode().strip()}")
        yield place
        subprocess.run(["umount", str(place)], check=True)
        return
    place.chmod(0o555)
    yield place
    place.chmod(0o755)
