"""Video Shots and Plan from Shots in a real ComfyUI."""
from __future__ import annotations

import io
from fractions import Fraction

import numpy as np
import pytest
import torch
from film_toys import HEIGHT, WIDTH, even, write_film
from graphs import TEXT, sound, written

from dev_tools.server import ServerError

av = pytest.importorskip("av", reason="comes with ComfyUI")
pytest.importorskip("scenedetect", reason="PySceneDetect is optional: scenedetect-headless; dev.py installs it")
SHOTS, CUTS, FRAMES = "21", (40, 70), 100
OUTPUTS = {"starts": 1, "ends": 2, "onsets": 4}


def drawn(number: int) -> np.ndarray:
    """Three scenes; in the last one something white comes up after a second."""
    blocks = np.random.default_rng(sum(number >= cut for cut in CUTS)).integers(0, 200, (6, 8, 3), np.uint8)
    picture = blocks.repeat(HEIGHT // 6, 0).repeat(WIDTH // 8, 1)
    if number >= 95:
        picture[8:24, 8:24] = 255
    return picture


def dubbing(file: str, captions: str, **shots) -> dict:
    """A film's shots, their captions, and the story of both."""
    prompt = written("toy")
    inputs = {"detector": "adaptive", "threshold": 0.0, "shortest_seconds": 0.6, "key_frame_pixels": 512}
    prompt["20"] = {"class_type": "LoadVideo", "inputs": {"file": file}}
    prompt[SHOTS] = {"class_type": "AudioStoryVideoShots", "inputs": {**inputs, "video": ["20", 0], **shots}}
    prompt[TEXT] = {"class_type": "AudioStoryPlanFromShots", "inputs": {
        "shots": [SHOTS, 0], "captions": captions, "shortest_seconds": 1.0, "longest_seconds": 0.0,
        "crossfade_seconds": 0.3, "llm": ["1", 0]}}
    prompt |= {name: {"class_type": "PreviewAny", "inputs": {"source": [SHOTS, place]}}
               for name, place in OUTPUTS.items()}
    prompt["keys"] = {"class_type": "PreviewImage", "inputs": {"images": [SHOTS, 3]}}
    return prompt


def test_a_film_becomes_a_story_of_its_length_from_its_shots(server):
    from PIL import Image

    write_film(server.base / "input" / "shots.mp4", even(FRAMES, 25), 25, drawn=drawn, options={"g": "20"})
    run = server.run(dubbing("shots.mp4", "rain falls\nwind howls\na dog barks"))
    times = {name: [float(text) for text in run.outputs[name]["text"]] for name in OUTPUTS}
    assert times == {"starts": [0, 1.6, 2.8], "ends": [1.6, 2.8, 4.0], "onsets": [3.8]}
    assert run.outputs[SHOTS]["text"] == ["3 shots in 4.000 s, 1 motion onset"]
    keys = [Image.open(io.BytesIO(server.view(entry))) for entry in run.outputs["keys"]["images"]]
    assert [key.size for key in keys] == [(WIDTH, HEIGHT)] * 3
    for key, number in zip(keys, (20, 55, 85), strict=True):
        assert np.abs(np.asarray(key).astype(int)[..., :3] - drawn(number)).mean() < 12
    sheet = Image.open(io.BytesIO(server.view(run.outputs[SHOTS]["images"][0])))
    assert sheet.width == 3 * 248 + 8
    audio, rate = sound(server, run)
    assert audio.shape[-1] == 4 * rate
    assert run.outputs[TEXT]["text"][0].splitlines()[:4] == [
        "#length=4.0 #rate=25.0", "@0.0 1.6 rain falls", f"@1.6 {2.8 - 1.6!r} wind howls",
        f"@2.8 {4.0 - 2.8!r} a dog barks"]


def test_the_pictures_of_a_film_have_the_same_shots(server):
    write_film(server.base / "input" / "shots.mp4", even(FRAMES, 25), 25, drawn=drawn)
    prompt = dubbing("shots.mp4", "", images=["22", 0], fps=25.0)
    prompt = {node: prompt[node] for node in ("20", SHOTS, *OUTPUTS)}
    del prompt[SHOTS]["inputs"]["video"]
    prompt["22"] = {"class_type": "GetVideoComponents", "inputs": {"video": ["20", 0]}}
    run = server.run(prompt)
    assert [float(text) for text in run.outputs["starts"]["text"]] == [0, 1.6, 2.8]


def film_to_watch(server, file: str = "shots.mp4", is_batch: bool = False, **inputs) -> dict:
    """What the page plays of a film, or of its pictures as a batch."""
    prompt = dubbing(file, "", **inputs)
    prompt = {node: prompt[node] for node in ("20", SHOTS, "starts")}
    if is_batch:
        prompt["22"] = {"class_type": "GetVideoComponents", "inputs": {"video": ["20", 0]}}
        prompt[SHOTS]["inputs"] |= {"images": ["22", 0], "fps": 25.0}
        del prompt[SHOTS]["inputs"]["video"]
    return server.run(prompt).outputs[SHOTS]["audiostory_film"][0]["video"]


def test_a_film_in_one_of_comfyui_s_folders_is_played_from_there_in_parts(server):
    import urllib.request

    folder = server.base / "input" / "reels"
    folder.mkdir(exist_ok=True)
    film = write_film(folder / "late.mp4", even(FRAMES, 25, Fraction(7, 5)), 25, drawn=drawn)
    video = film_to_watch(server, "reels/late.mp4")
    assert video == {"filename": "late.mp4", "subfolder": "reels", "type": "input", "begins": 1.4}
    asked = urllib.request.Request(f"{server.url}/view?filename=late.mp4&subfolder=reels&type=input",
                                   headers={"Range": "bytes=100-199"})
    with urllib.request.urlopen(asked) as answer:
        assert answer.status == 206 and answer.read() == film.read_bytes()[100:200]


def test_a_small_copy_is_written_where_it_is_asked_for_or_there_is_no_file(server):
    write_film(server.base / "input" / "shots.mp4", even(FRAMES, 25), 25, drawn=drawn)
    for entry in (film_to_watch(server, small_copy=True), film_to_watch(server, is_batch=True)):
        assert (entry["type"], entry["subfolder"], entry["begins"]) == ("temp", "audiostory", 0.0)
        with av.open(io.BytesIO(server.view(entry))) as film:
            pictures = list(film.decode(video=0))
        assert [float(picture.pts * picture.time_base) for picture in pictures] == [
            number / 25 for number in range(FRAMES)]
        assert np.abs(pictures[95].to_ndarray(format="rgb24").astype(int) - drawn(95)).mean() < 12


def test_nothing_is_left_of_a_copy_that_does_not_come_about(server):
    write_film(server.base / "input" / "shots.mp4", even(1, 25), 25, drawn=drawn)
    with pytest.raises(ServerError, match="has 1 picture; shots need at least 2"):
        film_to_watch(server, small_copy=True)
    assert list((server.base / "temp" / "audiostory").glob(".*")) == []


def test_a_film_outside_comfyui_s_folders_is_not_served(pack, tmp_path, monkeypatch):
    for kind in ("input", "output", "temp"):
        (tmp_path / kind).mkdir()
    monkeypatch.setattr(pack.video.folder_paths, "get_directory_by_type", lambda kind: str(tmp_path / kind))
    entry = pack.video.view_entry
    assert entry(tmp_path / "output" / "a" / "film.mp4") == {"filename": "film.mp4", "subfolder": "a", "type": "output"}
    assert entry(str(tmp_path / "temp" / "film.mp4")) == {"filename": "film.mp4", "subfolder": "", "type": "temp"}
    for outside in (tmp_path / "film.mp4", tmp_path / "input" / ".." / "film.mp4", tmp_path / "inputs" / "film.mp4",
                    io.BytesIO(), None):
        assert entry(outside) is None


def test_what_cannot_be_is_refused_with_its_numbers(server):
    write_film(server.base / "input" / "shots.mp4", even(FRAMES, 25), 25, drawn=drawn)
    with pytest.raises(ServerError, match="AudioStoryPlanFromShots .*2 captions came for 3 shots"):
        server.run(dubbing("shots.mp4", "rain falls\nwind howls"))
    with pytest.raises(ServerError, match="AudioStoryVideoShots .*neither came"):
        prompt = dubbing("shots.mp4", "rain falls")
        del prompt[SHOTS]["inputs"]["video"]
        server.run(prompt)


def test_a_video_of_pictures_is_not_encoded(pack, monkeypatch):
    from comfy_api.latest import InputImpl, Types

    images = torch.from_numpy(np.stack([drawn(number) for number in range(FRAMES)])).float() / 255
    monkeypatch.setattr(InputImpl.VideoFromComponents, "save_to", lambda *_, **__: pytest.fail("it encodes"))
    rate = Fraction(24000, 1001)
    video = InputImpl.VideoFromComponents(Types.VideoComponents(images=images, audio=None, frame_rate=rate))
    found, starts, ends, keys, onsets = pack.shots.AudioStoryVideoShots.execute("content", 0.0, 0.6, 32, video).result
    assert starts == pytest.approx([0, *(float(cut / rate) for cut in CUTS)]) and ends[-1] == float(FRAMES / rate)
    assert keys.shape == (3, 24, 32, 3) and 0 <= keys.min() and keys.max() <= 1
    assert onsets == pytest.approx([float(95 / rate)]) and found.shots[2].onsets == tuple(onsets)
    with pytest.raises(ValueError, match="both came"):
        pack.shots.pictures_of(video, images, 24.0)
    with pytest.raises(ValueError, match="video is a dict; connect a VIDEO"):
        pack.shots.pictures_of({}, None, 24.0)
