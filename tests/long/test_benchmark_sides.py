"""The benchmark's other sides: the plain planner on the embedded model, and a revision in a separate process."""
from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from audiostory_core.benchmark.compare import ROOT, Own, Revision, difference, plain_side
from audiostory_core.benchmark.models import read_model
from audiostory_core.benchmark.runs import run_benchmark
from audiostory_core.benchmark.stages import STAGES, STARTS, Made


@pytest.fixture(scope="module")
def model():
    return replace(read_model(None, "tiny", torch.device("cpu"), torch.float32), seconds=12.0,
                   asked={"steps": 1, "guidance": 4.0}, text="A dog barks, then rain falls on a roof.")


def test_the_plain_planner_writes_the_same_story(model):
    own = Own(model).run("plan", Made())[0]
    plain = plain_side(model).run("plan", Made())[0]
    assert len(own.clips) == 2
    assert difference("plan", own, plain) == 0


def test_a_revision_makes_the_same(model):
    if subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True).returncode:
        pytest.skip("this is no git repository")
    revision = Revision(model, "HEAD")
    folder = Path(revision._folder.name)
    try:
        figures = run_benchmark(model, [Own(model), revision], rounds=1).sides["HEAD"]
    finally:
        revision.close()
    assert list(figures) == [*STARTS, *STAGES]
    assert all(len(figures[stage].seconds) == 1 for stage in figures)
    assert [figures[stage].differences for stage in STAGES] == [[0.0]] * len(STAGES)
    assert not folder.exists()
