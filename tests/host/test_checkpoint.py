"""The node converts a checkpoint to a bundle, and refuses bad input before any work."""
from __future__ import annotations

import json
import shutil

import pytest
from graphs import LOADER, SAVE, sound, story
from test_bad_input import refusal

from dev_tools.server import ServerError

CONVERT, DOWNLOAD = "20", "21"


@pytest.fixture(scope="module")
def checkpoint(models, reference_dir) -> str:
    shutil.copytree(reference_dir, models / "tiny_a-checkpoint")
    return "tiny_a-checkpoint"


def convert(checkpoint: str, **changes) -> dict:
    inputs = {"checkpoint": checkpoint, "name": "converted", "weight_dtype": "fp32", "overwrite": False, **changes}
    return {CONVERT: {"class_type": "AudioStoryConvert", "inputs": inputs}}


def test_the_node_converts_what_the_loader_opens_in_the_same_run(server, models, checkpoint, reference_bundle):
    prompt = {**story("?", LOADER__bundle=[CONVERT, 0]), **convert(checkpoint)}
    run = server.run(prompt)
    waveform, rate = sound(server, run)
    assert rate == 44100 and waveform.shape[1] == round(6.5 * 44100) and waveform.std() > 1e-3
    for part in ("llm", "bridge", "dit", "vae"):
        file = f"{part}.safetensors"
        assert (models / "converted" / file).read_bytes() == (reference_bundle / file).read_bytes()
    assert "is ready" in run.outputs[CONVERT]["text"][0]
    assert "converted" in server.get("/object_info/AudioStoryLoader")["AudioStoryLoader"]["input"]["required"][
        "bundle"][1]["options"]


def test_a_bundle_of_the_same_checkpoint_is_used_as_it_is(server, models, checkpoint):
    server.run(convert(checkpoint))
    before = (models / "converted" / "dit.safetensors").stat().st_mtime_ns
    run = server.run_freed(convert(checkpoint))
    assert not run.cached and "is there already" in run.outputs[CONVERT]["text"][0]
    assert (models / "converted" / "dit.safetensors").stat().st_mtime_ns == before


def test_a_bundle_of_another_checkpoint_in_a_folder_of_the_same_name_is_not_taken_for_it(server, models, checkpoint):
    shutil.copytree(models / checkpoint, models / "other-checkpoint")
    file = models / "other-checkpoint" / "audiostory-3B" / "config.yaml"
    file.write_text(file.read_text() + "# fine-tuned\n")
    server.run(convert(checkpoint))
    assert "is something else than other-checkpoint" in refusal(server, convert("other-checkpoint"))


def test_a_bundle_that_was_deleted_is_made_again(server, models, checkpoint):
    server.run(convert(checkpoint, name="twice"))
    assert server.run(convert(checkpoint, name="twice")).outputs
    shutil.rmtree(models / "twice")
    server.run(convert(checkpoint, name="twice"))
    assert (models / "twice" / "config.json").is_file()


def test_another_bundle_is_left_alone_until_told(server, models, checkpoint, toy_bundle):
    shutil.copytree(toy_bundle, models / "taken")
    message = refusal(server, convert(checkpoint, name="taken"))
    assert "is there and is something else than tiny_a-checkpoint in fp32" in message
    assert json.loads((models / "taken" / "config.json").read_text())["name"] == "toy"
    server.run(convert(checkpoint, name="taken", overwrite=True, weight_dtype="fp8_e4m3fn"))
    assert json.loads((models / "taken" / "config.json").read_text())["provenance"]["stored_as"] == "float8_e4m3fn"
    waveform, _ = sound(server, server.run(story("taken")))
    assert waveform.std() > 1e-3


@pytest.mark.parametrize("name", ["../stolen", "/tmp/stolen", "a/b", "a\\b", "", ".hidden", "..", "trailing.",
                                  "x" * 200])
def test_a_name_that_leaves_the_models_folder_is_refused(server, models, checkpoint, name):
    before = sorted(path.name for path in models.iterdir())
    assert f"name is {name!r}" in refusal(server, convert(checkpoint, name=name))
    assert sorted(path.name for path in models.iterdir()) == before and not (models.parent / "stolen").exists()


@pytest.mark.parametrize("name", ["../reference", "nowhere", "/etc", "toy"])
def test_a_checkpoint_that_is_none_is_refused(server, checkpoint, name):
    message = refusal(server, convert(name))
    assert "is not there" in message or "not in list" in message


def test_a_broken_checkpoint_leaves_nothing(server, models, checkpoint):
    shutil.copytree(models / checkpoint, models / "broken-checkpoint")
    file = models / "broken-checkpoint" / "audiostory-3B" / "pytorch_model.bin"
    file.write_bytes(file.read_bytes()[:-5000])
    assert "pytorch_model.bin: not a whole checkpoint" in refusal(server, convert("broken-checkpoint", name="half"))
    assert not [path for path in models.iterdir() if "half" in path.name]


def test_the_download_node_fetches_nothing_without_consent(server, models):
    """It is refused before anything runs, with the terms. With consent the hub is asked, which here cannot be."""
    before = sorted(path.name for path in models.iterdir())
    prompt = {DOWNLOAD: {"class_type": "AudioStoryDownload",
                         "inputs": {"checkpoint": "audiostory-3b", "accept_licences": False}}}
    with pytest.raises(ServerError) as refused:
        server.run(prompt)
    told = json.dumps(refused.value.details["node_errors"])
    assert "tick accept_licences" in told and "17 GB" in told and "Qwen research licence, non-commercial" in told
    prompt[DOWNLOAD]["inputs"]["accept_licences"] = True
    assert "HF_HUB_OFFLINE" in refusal(server, prompt)
    assert sorted(path.name for path in models.iterdir()) == before


def test_the_server_still_makes_a_story(server):
    prompt = story("converted")
    assert server.run(prompt).outputs[SAVE]["audio"] and prompt[LOADER]
