"""Video Seconds, and the stitcher's note on a story's length and its film's, in a real ComfyUI."""
from __future__ import annotations

from fractions import Fraction

import pytest
import torch
from film_toys import HEIGHT, NTSC, UNEVEN, WIDTH, even, shifted, write_film
from graphs import STITCHER, written

from dev_tools.server import ServerError

pytest.importorskip("av", reason="comes with ComfyUI")
OUTPUTS = ["seconds", "frames", "rate", "width", "height", "has_sound"]


def measuring(file: str) -> dict:
    """Load Video, Video Seconds, and a node that shows each of its outputs."""
    prompt = {"1": {"class_type": "LoadVideo", "inputs": {"file": file}},
              "2": {"class_type": "AudioStoryVideoSeconds", "inputs": {"video": ["1", 0]}}}
    return prompt | {name: {"class_type": "PreviewAny", "inputs": {"source": ["2", place]}}
                     for place, name in enumerate(OUTPUTS)}


def test_a_film_from_load_video_is_measured(server):
    write_film(server.base / "input" / "film.mp4", even(100, NTSC), NTSC, clock=1 / NTSC, sound_seconds=1)
    run = server.run(measuring("film.mp4"))
    shown = [run.outputs[name]["text"][0] for name in OUTPUTS]
    assert [float(value) for value in shown[:3]] == [100 * 1001 / 24000, 100, float(NTSC)]
    assert shown[3:] == [str(WIDTH), str(HEIGHT), "True"]
    assert run.outputs["2"]["audiostory_film"] == [{
        "end": 100 * 1001 / 24000, "rate": float(NTSC), "starts": [], "keys": [], "onsets": [],
        "video": {"filename": "film.mp4", "subfolder": "", "type": "input", "begins": 0.0}}]


def test_a_broken_film_is_named(server):
    (server.base / "input" / "broken.mp4").write_bytes(b"no film" * 100)
    with pytest.raises(ServerError, match="AudioStoryVideoSeconds .*the video 'broken.mp4' cannot be read"):
        server.run(measuring("broken.mp4"))


@pytest.mark.parametrize("film_seconds, said", [
    (6.0, "the story lasts 5.50 s, the film 6.00 s: the film's last 0.50 s are silent"),
    (5.0, "the story lasts 5.50 s, the film 5.00 s: the story's last 0.50 s have no picture"),
    (5.5, None)])
def test_the_stitcher_says_where_a_story_and_its_film_differ(server, film_seconds, said):
    frames = round(film_seconds * 10)
    write_film(server.base / "input" / f"film_{frames}.mp4", even(frames, 10), 10)
    prompt = written("toy", "2.5 rain falls\n2 wind howls\n1 a dog barks", STITCHER__film_seconds=["21", 0])
    prompt["20"] = {"class_type": "LoadVideo", "inputs": {"file": f"film_{frames}.mp4"}}
    prompt["21"] = {"class_type": "AudioStoryVideoSeconds", "inputs": {"video": ["20", 0]}}
    assert server.run(prompt).outputs[STITCHER].get("text") == (None if said is None else [said])


def video_of(pack, path, **trim):
    from comfy_api.latest import InputImpl

    try:
        return InputImpl.VideoFromFile(str(path), **trim)
    except TypeError:
        pytest.skip("this ComfyUI trims no VIDEO")


@pytest.mark.parametrize("start, seconds, frames", [(1.0, 2.0, 48), (1.01, 2.0, 48), (-1.5, 0.0, 36), (3.5, 9.0, 12)])
def test_a_trimmed_video_is_as_long_as_the_pictures_that_it_gives(pack, tmp_path, start, seconds, frames):
    path = write_film(tmp_path / "film.mp4", even(96, 24), 24)
    video = video_of(pack, path, start_time=start, duration=seconds)
    film = pack.video.film_of(video)
    assert (film.frames, film.seconds) == (frames, frames / 24)
    assert len(video.get_components().images) == frames


@pytest.mark.parametrize("make", [
    lambda folder: write_film(folder / "film.mkv", even(100, NTSC), NTSC, clock=1 / NTSC),
    lambda folder: write_film(folder / "film.webm", even(30, 25), 25, codec="libvpx-vp9"),
    lambda folder: write_film(folder / "film.mp4", UNEVEN, 30),
    lambda folder: shifted(write_film(folder / "whole.mp4", even(96, 24), 24, options={"g": "24", "bf": "2"}),
                           folder / "hidden.mp4", Fraction(-1, 2)),
], ids=["mkv", "webm", "uneven", "edit list"])
def test_it_counts_the_pictures_that_comfyui_gives(pack, tmp_path, make):
    video = video_of(pack, make(tmp_path))
    assert pack.video.film_of(video).frames == len(video.get_components().images)


def test_a_video_of_pictures_is_measured_without_encoding_it(pack, monkeypatch):
    from comfy_api.latest import InputImpl, Types

    images, sound = torch.zeros(50, HEIGHT, WIDTH, 3), {"waveform": torch.zeros(1, 1, 10), "sample_rate": 44100}
    monkeypatch.setattr(InputImpl.VideoFromComponents, "save_to", lambda *_, **__: pytest.fail("it encodes"))
    for audio, rate in ((None, Fraction(25)), (sound, Fraction(24000 / 1001))):
        video = InputImpl.VideoFromComponents(Types.VideoComponents(images=images, audio=audio, frame_rate=rate))
        film = pack.video.film_of(video)
        assert (film.frames, film.width, film.height, film.has_sound) == (50, WIDTH, HEIGHT, audio is not None)
        assert film.seconds == pytest.approx(50 / float(rate), rel=1e-12)


def test_a_host_that_trims_and_does_not_say_where(pack, tmp_path):
    """ComfyUI 0.13 to 0.21."""
    from comfy_api.latest import InputImpl

    class Trimmed(InputImpl.VideoFromFile):
        get_active_trim_window = property()  # is not there

        def get_duration(self):
            return 1.5

        def as_trimmed(self, *_):
            raise NotImplementedError

    path = write_film(tmp_path / "film.mp4", even(96, 24), 24)
    assert pack.video.film_of(Trimmed(str(path))).frames == 36


def test_what_is_no_video_is_refused(pack):
    with pytest.raises(ValueError, match="video is a dict; connect a VIDEO"):
        pack.video.film_of({})
