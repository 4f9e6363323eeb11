"""Film Sound and Dub Video in a real ComfyUI."""
from __future__ import annotations

import json

import pytest
import torch
from film_toys import assembled, clicks, decoded, even, payload, write_film

from dev_tools.server import ServerError

av = pytest.importorskip("av", reason="comes with ComfyUI")
RATE = 48000
DUB = {"mode": "replace", "track": 1, "other_tracks": "keep", "gain_db": 0.0, "film_gain_db": 0.0, "duck_db": 12.0,
       "duck_threshold_db": -40.0, "duck_attack": 0.1, "duck_hold": 0.3, "duck_release": 0.5, "loudness": 0.0,
       "true_peak": -1.0, "container": "auto", "codec": "auto", "title": "", "language": "",
       "filename_prefix": "video/dubbed"}


def dubbing(file: str, **options) -> dict:
    """A film's own sound, put under it again."""
    return {"1": {"class_type": "LoadVideo", "inputs": {"file": file}},
            "2": {"class_type": "AudioStoryFilmSound", "inputs": {"video": ["1", 0], "track": 1}},
            "3": {"class_type": "AudioStoryDubVideo",
                  "inputs": {"video": ["1", 0], "audio": ["2", 0], **DUB, **options}},
            "4": {"class_type": "AudioStoryVideoSeconds", "inputs": {"video": ["3", 0]}},
            "5": {"class_type": "PreviewAny", "inputs": {"source": ["4", 0]}}}


def first_click(path) -> int:
    with av.open(str(path)) as film:
        sound = torch.cat([torch.from_numpy(frame.to_ndarray()).reshape(-1, 2)[:, 0] for frame in film.decode(audio=0)])
    return int(sound.abs().argmax())


@pytest.fixture(scope="module")
def film(server):
    folder = server.base / "input"
    pictures = write_film(folder / "dub_pictures.mkv", even(48, 24), 24, options={"bf": "2"})
    sound = {"wave": clicks(1.5, RATE, {20_011: 0.75}, 2), "rate": RATE, "codec": "flac", "start": 0.25}
    return assembled(pictures, folder / "dub_film.mkv", [sound], texts="subrip")


def test_a_film_is_dubbed_with_its_own_sound_and_everything_is_where_it_was(server, film):
    run = server.run(dubbing("dub_film.mkv"))
    shown = run.outputs["3"]
    saved = shown["images"][0]
    path = server.base / "output" / saved["subfolder"] / saved["filename"]
    assert saved["type"] == "output" and saved["subfolder"] == "video" and path.suffix == ".mkv"
    assert payload(path) == payload(film) and len(decoded(path)) == 48
    assert first_click(path) == 20_011 + RATE // 4
    assert "48 pictures in 2.000 s; 48 packets copied, none changed" in shown["text"][0]
    assert "96000 samples at 48000 Hz = 2.000 s; it begins 0.000 ms after the picture" in shown["text"][0]
    assert run.outputs["2"]["text"][0].startswith("sound track 1: 2.000 s at 48000 Hz")
    assert run.outputs["4"]["text"][0].startswith("2.000 s: 48 pictures, 24.000 a second")
    with av.open(str(path)) as opened:
        tags = {key.lower(): value for key, value in opened.metadata.items()}
        assert json.loads(tags["prompt"])["3"]["class_type"] == "AudioStoryDubVideo"
        assert len(opened.streams.subtitles) == 1
    again = server.run(dubbing("dub_film.mkv", container="mp4", title="again"))
    assert again.outputs["3"]["images"][0]["filename"] == "dubbed_00002_.mp4"
    assert "subtitle track 3 (srt) was written as mov_text" in again.outputs["3"]["text"][0]


def test_what_cannot_be_is_refused_by_the_node_and_nothing_is_left(server, film):
    before = sorted(path.name for path in (server.base / "output").rglob("*"))
    for options, said in (({"mode": "mix over", "track": 3}, "track is 3; the video 'dub_film.mkv' has 1 sound track"),
                          ({"container": "webm"}, "webm cannot hold the pictures")):
        with pytest.raises(ServerError, match=f"AudioStoryDubVideo .*{said}"):
            server.run(dubbing("dub_film.mkv", **options))
    assert sorted(path.name for path in (server.base / "output").rglob("*")) == before


def test_a_video_of_pictures_is_dubbed_too(pack, tmp_path):
    from comfy_api.latest import InputImpl, Types

    sound = {"waveform": torch.full((1, 1, RATE), 0.25), "sample_rate": RATE}
    parts = Types.VideoComponents(images=torch.rand(24, 48, 64, 3), audio=sound, frame_rate=24)
    video = InputImpl.VideoFromComponents(parts)
    with pack.dub.dub_source(video) as (source, notes):
        assert (source.film.frames, source.sounds, notes) == (24, 1, [])
        written = source.source
    with pytest.raises(FileNotFoundError):
        open(written)  # noqa: SIM115
    heard = pack.dub.AudioStoryFilmSound.execute(video, 1).args[0]
    assert heard["waveform"].shape == (1, 1, RATE) and (heard["waveform"] == 0.25).all()


def test_a_cut_video_is_dubbed_as_what_is_left_of_it(pack, tmp_path):
    from comfy_api.latest import InputImpl

    path = write_film(tmp_path / "film.mp4", even(96, 24), 24, sound_seconds=4, options={"bf": "0"})
    try:
        video = InputImpl.VideoFromFile(str(path), start_time=1.0, duration=2.0)
    except TypeError:
        pytest.skip("this ComfyUI trims no VIDEO")
    with pack.dub.dub_source(video) as (source, notes):
        assert source.film.frames == 48 and source.part is not None and notes == []
    options = pack.dub.DubOptions(container="mkv")  # which would show what is read before the part begins
    with pack.dub.dub_source(video, options) as (source, notes):
        assert source.film.frames == 48 and source.part is None and "encoded that part anew" in notes[0]
    assert pack.dub.AudioStoryFilmSound.execute(video, 1).args[0]["waveform"].shape == (1, 2, 2 * RATE)
