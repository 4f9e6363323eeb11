"""The templates, used as a person and as a program does."""
from __future__ import annotations

import io
import json
import urllib.request

import pytest
import soundfile
import torch
from film_toys import payload, write_three_shots
from graphs import decoded, sound

from audiostory_core import StoryPlan
from dev_tools.blueprint import BLUEPRINTS, blueprint_of
from dev_tools.server import ServerError
from dev_tools.templates import FILMS, FOLDER, SOUNDS, TITLES, file_of, prompt_of
from dev_tools.workflow import api_prompt, nodes_of, read_workflow

MOST_NODES = 6  # of the first template
MOST_SEARCHED = 32  # letters: the page's search finds no longer name


def test_each_template_is_there_for_people_and_for_programs():
    assert {file.stem for file in FOLDER.glob("*.json")} == set(TITLES.values())
    assert {file.stem for file in (FOLDER / "api").glob("*.json")} == set(TITLES)
    assert sorted(TITLES.values()) == list(TITLES.values())  # a list by name begins with the simplest
    assert len(read_workflow(file_of("text_to_story_short"))["nodes"]) <= MOST_NODES


@pytest.mark.parametrize("name", TITLES)
def test_a_template_has_a_picture(name):
    assert file_of(name).with_suffix(".jpg").read_bytes().startswith(b"\xff\xd8")


@pytest.mark.parametrize("name", TITLES)
def test_a_template_and_its_api_form_say_the_same(server, name):
    """The page gives a node within a subgraph the id "outer:inner"; programs are spared that."""
    prompt = api_prompt(read_workflow(file_of(name)), server.get("/object_info"))
    text = json.dumps(prompt)
    for node_id in prompt:
        text = text.replace(f'"{node_id}"', f'"{node_id.rpartition(":")[2]}"')
    assert json.loads(text) == prompt_of(name)


def asked_seconds(prompt: dict) -> float:
    """The length that a template's planner is asked for, or that its plan by hand adds up to."""
    if planners := nodes_of(prompt, "AudioStoryPlanner"):
        return prompt[planners[0]]["inputs"]["seconds"]
    written = prompt[nodes_of(prompt, "AudioStoryPlanFromText")[0]]["inputs"]["text"]
    return StoryPlan.from_cue_sheet(written).total_seconds


def test_the_full_size_template_stops_before_it_fetches_anything(server):
    """It is refused before it runs, with what there is to accept."""
    prompt = prompt_of("full_size_checkpoint")
    assert prompt[nodes_of(prompt, "AudioStoryDownload")[0]]["inputs"]["accept_licences"] is False
    with pytest.raises(ServerError, match="nothing was fetched yet: tick accept_licences .* 17 GB .*non-commercial"):
        server.run(prompt)


@pytest.mark.parametrize("name", [name for name in TITLES if name not in (
    "full_size_checkpoint", "stitch_sounds", "batch_of_stories", *SOUNDS, *FILMS)])
def test_a_template_makes_the_story_that_it_asks_for(server, embedded_name, name):
    prompt = prompt_of(name)
    assert prompt[nodes_of(prompt, "AudioStoryLoader")[0]]["inputs"]["bundle"] == embedded_name
    seconds = asked_seconds(prompt)
    waveform, rate = sound(server, server.run(prompt), nodes_of(prompt, "SaveAudio")[0])
    assert rate >= 22050
    assert waveform.shape[1] / rate == pytest.approx(seconds, abs=0.1)
    assert waveform.isfinite().all() and waveform.std() > 1e-3


@pytest.fixture(scope="module")
def given(server) -> torch.Tensor:
    """7 s of noise with a gap, stereo at 48 kHz; what Load Audio has in the templates."""
    noise = 0.1 * torch.randn(2, 7 * 48_000, generator=torch.Generator().manual_seed(0))
    noise[:, 120_000:144_000] = 0
    soundfile.write(wave := io.BytesIO(), noise.T.numpy(), 48_000, subtype="FLOAT", format="WAV")
    form = b"--%s\r\nContent-Disposition: form-data; name=\"image\"; filename=\"sound.wav\"\r\n\r\n%s\r\n--%s--\r\n"
    asked = urllib.request.Request(f"{server.url}/upload/image", form % (b"edge", wave.getvalue(), b"edge"),
                                   {"Content-Type": "multipart/form-data; boundary=edge"})
    assert json.loads(urllib.request.urlopen(asked).read())["name"] == "sound.wav"
    return noise


def test_the_template_goes_on_from_a_sound(server, given):
    prompt = prompt_of("go_on_from_a_sound")
    run = server.run(prompt)
    whole, rate = sound(server, run, "10")
    assert rate == 48_000 and whole.shape == (2, (7 + asked_seconds(prompt)) * 48_000)
    assert (whole[:, :given.shape[1]] - given).abs().max() < 1e-4  # flac; noise is steady, so it is heard whole
    assert whole[:, given.shape[1]:].std() > 1e-3
    assert run.outputs["9"]["text"][0].startswith("27.000 s at 48000 Hz")


def test_the_template_makes_a_stretch_of_a_sound_anew(server, given):
    prompt = prompt_of("redo_a_stretch")
    start, end, fade = 1.0, 3.0, prompt["7"]["inputs"]["fade_seconds"]
    whole, rate = sound(server, server.run(prompt), "8")
    assert rate == 48_000 and whole.shape == given.shape
    changed = ((whole - given).abs() > 1e-4).any(0).nonzero()
    assert (start - fade) * rate <= changed.min() <= (start + 0.1) * rate
    assert end * rate <= changed.max() <= (end + fade + 0.19) * rate
    assert whole[:, 130_000:140_000].std() > 1e-4  # where the given sound is silent


@pytest.fixture(scope="module")
def film(server):
    """7.5 s in three shots, with a sound track that is longer; what Load Video has in the templates."""
    pytest.importorskip("av", reason="comes with ComfyUI")
    return write_three_shots(server.base / "input" / "film.mp4")


def run_short(server, name: str):
    """A film's template with few steps: its run, its prompt, and the finished file."""
    prompt = prompt_of(name)
    prompt[nodes_of(prompt, "AudioStoryDiTSampler")[0]]["inputs"]["steps"] = 2
    run = server.run(prompt)
    end = [*nodes_of(prompt, "AudioStoryDubVideo"), *nodes_of(prompt, "SaveVideo")][0]
    return run, prompt, server.view(run.outputs[end]["images"][0])


@pytest.mark.parametrize("name", ["story_under_a_video", "dub_a_film", "dub_from_subtitles", "foley_over_a_film"])
def test_a_film_s_template_puts_a_story_of_its_length_under_untouched_pictures(server, embedded_name, film, name):
    if name == "dub_a_film":
        pytest.importorskip("scenedetect", reason="PySceneDetect is optional: scenedetect-headless; dev.py installs it")
    run, prompt, dubbed = run_short(server, name)
    assert payload(io.BytesIO(dubbed)) == payload(film)
    said = run.outputs[nodes_of(prompt, "AudioStoryDubVideo")[0]]["text"][0]
    assert "180 pictures in 7.500 s; 180 packets copied, none changed" in said
    assert "it begins 0.000 ms after the picture" in said
    story = run.outputs[nodes_of(prompt, "AudioStoryClipStitcher")[0]]["audiostory_story"][0]
    waveform, rate = decoded(server.view(story))
    assert waveform.shape[1] == round(7.5 * rate)
    if name == "dub_from_subtitles":  # a first cue at half a second, a gap from 2.5 to 3 s
        assert waveform[:, :round(0.499 * rate)].abs().max() == 0 < waveform[:, rate:2 * rate].abs().max()
        assert waveform[:, round(2.501 * rate):round(2.999 * rate)].abs().max() == 0


def test_generated_pictures_get_a_story(server, embedded_name):
    av = pytest.importorskip("av", reason="comes with ComfyUI")
    *_, film = run_short(server, "generated_film")
    with av.open(io.BytesIO(film)) as container:
        assert container.streams.video[0].frames == 192
        sound = container.streams.audio[0]
        assert sound.duration * sound.time_base == pytest.approx(8, abs=0.05)


def test_a_model_of_whole_frames_gives_the_template_s_exact_story(server, embedded_name):
    prompt = prompt_of("any_text_to_audio")
    prompt[nodes_of(prompt, "AudioStoryDiTSampler")[0]]["inputs"]["steps"] = 2
    run = server.run(prompt)
    waveform, rate = sound(server, run, nodes_of(prompt, "SaveAudio")[0])
    assert waveform.shape[1] == round(19.18 * rate)
    assert run.outputs[nodes_of(prompt, "AudioStoryClipStitcher")[0]]["text"] == [
        "clip 1 came 0.06 s shorter than the plan's 9.96 s: the cross-fade into clip 2 lasts 1.94 s instead of 2 s\n"
        "clip 2 came 0.03 s shorter than the plan's 8.13 s: the cross-fade into clip 3 lasts 1.97 s instead of 2 s\n"
        "clip 3 came 0.09 s shorter than the plan's 5.09 s: it fades out, and 0.09 s at the end of the story are "
        "silent"]


def test_a_batch_makes_each_story_under_its_own_name(server, embedded_name):
    prompt = prompt_of("batch_of_stories")
    for node in nodes_of(prompt, "AudioStoryDiTSampler"):
        prompt[node]["inputs"]["steps"] = 2
    av = pytest.importorskip("av", reason="comes with ComfyUI")
    saved = server.run(prompt).outputs[nodes_of(prompt, "SaveAudio")[0]]["audio"]
    assert [entry["filename"][:8] for entry in saved] == ["story_01", "story_02", "story_03"]
    for entry, seconds in zip(saved, (16, 12, 14), strict=True):
        with av.open(io.BytesIO(server.view(entry))) as file:
            assert file.duration / av.time_base == pytest.approx(seconds, abs=0.1)


def test_sounds_of_any_nodes_are_stitched_in_one_format(server, embedded_name):
    prompt = prompt_of("stitch_sounds")
    waveform, rate = sound(server, server.run(prompt), nodes_of(prompt, "SaveAudio")[0])
    assert rate == 44100 and waveform.shape[0] == 2
    assert waveform.shape[1] / rate == pytest.approx(8 + 8 + 1 - 2 * 1.0, abs=0.02)
    loud, quiet = waveform[:, rate: 6 * rate].std(), waveform[:, 8 * rate: 13 * rate].std()
    assert quiet / loud == pytest.approx(10 ** (-12 / 20), rel=0.3)  # both are the same rain, the second turned down


def test_a_list_of_clips_and_a_single_sound_come_out_once_each_in_order(server, embedded_name):
    prompt = prompt_of("stitch_sounds")
    prompt["2"]["inputs"]["text"] = "3 rain falls steadily\n4 a dog barks\n5 wind howls"
    prompt["5"]["inputs"]["steps"] = 1
    prompt["9"]["inputs"] = {"audio_1": ["6", 0], "audio_2": ["8", 0]}
    prompt["10"]["inputs"]["crossfade_seconds"] = 0.0
    waveform, rate = sound(server, server.run(prompt), nodes_of(prompt, "SaveAudio")[0])
    assert waveform.shape[1] / rate == pytest.approx(3 + 4 + 5 + 1, abs=0.02)
    assert waveform[:, -int(0.9 * rate):].abs().max() < 1e-4  # the silent second, once, at the end


def test_a_batch_line_that_says_nothing_is_named(server):
    prompt = prompt_of("batch_of_stories")
    prompt["2"]["inputs"]["text"] = "12: rain falls\n30: ...\n"
    with pytest.raises(ServerError, match="line 2"):
        server.run(prompt)


def test_the_blueprints_are_offered_and_are_templates_in_one_node(server):
    offered = [entry for entry in server.get("/global_subgraphs").values() if "audiostory" in str(entry["info"])]
    assert sorted(entry["name"] for entry in offered) == sorted(record.name for record in BLUEPRINTS)
    for record in BLUEPRINTS:
        saved = json.loads(record.file.read_text(encoding="utf-8"))
        assert saved == blueprint_of(record, prompt_of(record.template), server.get("/object_info"))
        outer, inner = saved["nodes"][0], saved["definitions"]["subgraphs"][0]
        assert outer["type"] == inner["id"] and len(record.name) <= MOST_SEARCHED
        assert [end["name"] for end in inner["inputs"]] == list(record.inputs)
        assert [end["name"] for end in inner["outputs"]] == list(record.outputs)
        for node in inner["nodes"]:
            widgets = ["widget" in socket for socket in node["inputs"]]
            assert widgets == sorted(widgets)  # sockets first, else the page shows another widget than is meant
