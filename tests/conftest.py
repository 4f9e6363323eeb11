"""Fixtures that several test files share: a toy model folder, and the reference checkpoint if it is present."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "tiny_a"


if "PYTEST_XDIST_WORKER" in os.environ:  # workers share the cores; torch reads this when it is imported
    os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def toy_bundle(tmp_path_factory) -> Path:
    """A whole random model folder; copy it before changing it."""
    from toy import write_toy_bundle

    return write_toy_bundle(tmp_path_factory.mktemp("models") / "toy")


@pytest.fixture(scope="session")
def reference_dir() -> Path:
    """The upstream checkpoint with what the reference computes from it."""
    if not REFERENCE.is_dir():
        pytest.skip(f"the reference checkpoint is not there: {REFERENCE}")
    return REFERENCE


@pytest.fixture(scope="session")
def reference_bundle(reference_dir, tmp_path_factory) -> Path:
    """The reference checkpoint, converted."""
    from audiostory_core import convert_upstream

    return convert_upstream(reference_dir, tmp_path_factory.mktemp("models") / "tiny_a")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Path:
    """A whole random model folder that every stage of training can start from; copy it before changing it."""
    from training_toys import toy_training_bundle

    return toy_training_bundle(tmp_path_factory.mktemp("models") / "toy")


@pytest.fixture
def one_thread():
    """So that this process adds up in the order of others that have one."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
