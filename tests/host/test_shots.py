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

pytest.importorskip("av", reason="comes with ComfyUI")
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
