"""The templates, as a person and as a program use them."""
from __future__ import annotations

import json
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
