"""Stories made by several processes at once, and a conversion that is killed."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from upstream_checkpoint import Upstream

from audiostory_core import convert_upstream
from audiostory_core.bundle import open_bundle
from audiostory_core.evaluation import stories
from audiostory_core.evaluation.cases import Case, Event
from audiostory_core.evaluation.stories import Job, Settings, claim_folder, make_stories, read_story, story_key

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def source(tmp_path_factory):
    return Upstream(tied=False).write(tmp_path_factory.mktemp("upstream"))


class QuickMaker:
    """Makes stories of nothing, as StoryMaker replaces its folders."""

    def __init__(self, job: Job):
        self.job = job

    def make(self, case: Case) -> None:
        beside, folder = self.job.stories / f".{case.id}.partial", self.job.stories / case.id
        beside.mkdir()
        (beside / "metrics.json").write_text(json.dumps({"key": story_key(self.job.settings, case)}))
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(beside, folder)


class QuickJob(Job):
    def maker(self) -> QuickMaker:
        return QuickMaker(self)


def test_two_processes_share_the_stories_and_count_them(tmp_path, monkeypatch):
    """One story is there, another of old settings is replaced; nobody looks into folders meanwhile."""
    cases = [Case(name, "rain", None, (Event("rain", (), ("rain",), ("Rain",)),)) for name in "abc"]
    settings = Settings("toy", "0", 2, 4.0, 0, "float32", "cpu")
    folder, steps = claim_folder(tmp_path / "out", settings), []
    job = QuickJob("", "cpu", settings, folder, 1)
    make_stories(job, cases[:1], 1, lambda *step: steps.append(step))
    assert steps == [(0, 1), (1, 1)]
    shutil.copytree(folder / "a", folder / "b")
    looks = []
    monkeypatch.setattr(stories, "read_story", lambda *place: looks.append(place) or read_story(*place))
    steps.clear()
    make_stories(job, cases, 2, lambda *step: steps.append(step))
    assert steps[0] == (1, 3) and steps[-1] == (3, 3) and steps == sorted(steps) and len(looks) == 3
    assert all(read_story(folder, case, settings) for case in cases)


def test_a_killed_conversion_never_looks_whole_and_does_not_block_the_next(source, tmp_path):
    code = ("import os, sys; from audiostory_core import convert_upstream\n"
            "convert_upstream(sys.argv[1], sys.argv[2], on_step=lambda done, total: done > total / 2 and os._exit(9))")
    killed = subprocess.run([sys.executable, "-c", code, str(source), str(tmp_path / "bundle")], cwd=ROOT)
    assert killed.returncode == 9
    assert [folder.name for folder in tmp_path.iterdir()] == [".bundle.partial"]
    assert not (tmp_path / ".bundle.partial" / "config.json").exists()
    with pytest.raises(ValueError, match=".bundle.partial is being written; wait"):
        convert_upstream(source, tmp_path / "bundle")
    for file in (tmp_path / ".bundle.partial").iterdir():
        os.utime(file, (1, 1))
    assert open_bundle(convert_upstream(source, tmp_path / "bundle"))
    assert [folder.name for folder in tmp_path.iterdir()] == ["bundle"]
