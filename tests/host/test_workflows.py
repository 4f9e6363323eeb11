"""The templates, as a person and as a program use them."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from graphs import sound

from audiostory_core import StoryPlan
from dev_tools import blueprint
from dev_tools.server import ServerError
from dev_tools.workflow import api_prompt, nodes_of, read_workflow

FOLDER = Path(__file__).resolve().parents[2] / "example_workflows"
TEMPLATES = sorted(file.stem for file in FOLDER.glob("*.json"))


def test_there_are_templates():
    assert {"text_to_story", "text_to_story_ksampler", "edit_a_story", "any_text_to_audio",
            "full_size_checkpoint"} == set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_a_picture(name):
    assert (FOLDER / f"{name}.jpg").read_bytes().startswith(b"\xff\xd8")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_and_its_api_form_say_the_same(server, name):
    prompt = api_prompt(read_workflow(FOLDER / f"{name}.json"), server.get("/object_info"))
    assert prompt == json.loads((FOLDER / "api" / f"{name}.json").read_text(encoding="utf-8"))


def asked_seconds(prompt: dict) -> float:
    """The length that a template's planner is asked for, or that its plan by hand adds up to."""
    if planners := nodes_of(prompt, "AudioStoryPlanner"):
        return prompt[planners[0]]["inputs"]["seconds"]
    written = prompt[nodes_of(prompt, "AudioStoryPlanFromText")[0]]["inputs"]["text"]
    return StoryPlan.from_cue_sheet(written).total_seconds


def test_the_full_size_template_stops_before_it_fetches_anything(server):
    """The server of these tests is offline; what it would say with a network is the same, and the licences."""
    prompt = json.loads((FOLDER / "api" / "full_size_checkpoint.json").read_text(encoding="utf-8"))
    assert prompt[nodes_of(prompt, "AudioStoryDownload")[0]]["inputs"]["accept_licences"] is False
    with pytest.raises(ServerError, match="AudioStoryDownload .*HF_HUB_OFFLINE"):
        server.run(prompt)


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name != "full_size_checkpoint"])
def test_a_template_makes_the_story_that_it_asks_for(server, embedded_name, name):
    prompt = json.loads((FOLDER / "api" / f"{name}.json").read_text(encoding="utf-8"))
    assert prompt[nodes_of(prompt, "AudioStoryLoader")[0]]["inputs"]["bundle"] == embedded_name
    seconds = asked_seconds(prompt)
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


def test_the_blueprint_is_offered_and_is_the_template_in_one_node(server):
    offered = [entry for entry in server.get("/global_subgraphs").values() if "audiostory" in str(entry["info"])]
    assert [entry["name"] for entry in offered] == [blueprint.NAME]
    template = json.loads((FOLDER / "edit_a_story.json").read_text(encoding="utf-8"))
    saved = json.loads(blueprint.FILE.read_text(encoding="utf-8"))
    assert saved == blueprint.blueprint_of(template)
    outer, inner = saved["nodes"][0], saved["definitions"]["subgraphs"][0]
    assert outer["type"] == inner["id"]
    assert [end["name"] for end in inner["inputs"]] == ["text", "seconds"]
    assert [end["name"] for end in inner["outputs"]] == ["AUDIO", "plan"]
    assert "AudioStoryEditor" not in {node["type"] for node in inner["nodes"]}
