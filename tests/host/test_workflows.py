"""The templates, as a person and as a program use them."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from graphs import sound

from dev_tools.workflow import api_prompt, nodes_of, read_workflow

FOLDER = Path(__file__).resolve().parents[2] / "example_workflows"
TEMPLATES = sorted(file.stem for file in FOLDER.glob("*.json"))


def test_there_are_templates():
    assert {"text_to_story", "text_to_story_ksampler"} <= set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_a_picture(name):
    assert (FOLDER / f"{name}.jpg").read_bytes().startswith(b"\xff\xd8")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_and_its_api_form_say_the_same(server, name):
    prompt = api_prompt(read_workflow(FOLDER / f"{name}.json"), server.get("/object_info"))
    assert prompt == json.loads((FOLDER / "api" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_makes_the_story_that_it_asks_for(server, embedded_name, name):
    prompt = json.loads((FOLDER / "api" / f"{name}.json").read_text(encoding="utf-8"))
    assert prompt[nodes_of(prompt, "AudioStoryLoader")[0]]["inputs"]["bundle"] == embedded_name
    seconds = prompt[nodes_of(prompt, "AudioStoryPlanner")[0]]["inputs"]["seconds"]
    waveform, rate = sound(server, server.run(prompt), nodes_of(prompt, "SaveAudio")[0])
    assert rate >= 22050
    assert waveform.shape[1] / rate == pytest.approx(seconds, abs=0.1)
    assert waveform.isfinite().all() and waveform.std() > 1e-3


def test_the_client_queues_follows_and_saves(server, embedded_name, tmp_path):
    client = FOLDER / "api" / "client.py"
    done = subprocess.run([sys.executable, client, FOLDER / "api" / "text_to_story.json", server.url], cwd=tmp_path,
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "of" in done.stdout and "saved" in done.stdout
    assert [file.read_bytes()[:4] for file in tmp_path.iterdir()] == [b"fLaC"]


def test_the_client_says_what_was_refused(server, tmp_path):
    prompt = {"1": {"class_type": "AudioStoryPlanFromText", "inputs": {}}}
    (tmp_path / "wrong.json").write_text(json.dumps(prompt))
    done = subprocess.run([sys.executable, FOLDER / "api" / "client.py", tmp_path / "wrong.json", server.url],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "refused" in done.stderr
