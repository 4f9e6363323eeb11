"""From a film to the same film with its story: shots, plan, clips, stitcher, dub; sounds change at the cuts."""
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch

av = pytest.importorskip("av", reason="comes with ComfyUI")
pytest.importorskip("scenedetect", reason="PySceneDetect is optional: scenedetect-headless; dev.py installs it")

from film_toys import NTSC, decoded, even, payload, shifted, turned  # noqa: E402
from test_shots import CUTS, FRAMES, UNEVEN_TIMES, film  # noqa: E402

from audiostory_core.crossfade import trim_samples  # noqa: E402
from audiostory_core.dub import DubOptions, chosen_container, dub_film, film_sound, read_source  # noqa: E402
from audiostory_core.film import read_film  # noqa: E402
from audiostory_core.shots import FilmPictures, find_shots, shot_plan  # noqa: E402
from audiostory_core.stitch import stitch_story  # noqa: E402

RATE = 44100
FRAME = 0.04  # seconds; those of the uneven film that is not held
FILMS = {
    "h264.mp4": lambda path: film(path),
    "b_frames.mkv": lambda path: film(path, options={"bf": "3"}),
    "uneven.mp4": lambda path: film(path, UNEVEN_TIMES),
    "ntsc.mov": lambda path: film(path, even(FRAMES, NTSC), NTSC, clock=1 / NTSC),
    "turned.mp4": lambda path: turned(film(path)),
    "late.mp4": lambda path: film(path, even(FRAMES, 25, 2), sound_seconds=3),
    "moved.mp4": lambda path: shifted(film(path.with_name("whole.mp4")), path, Fraction(0)),
    "vp9.webm": lambda path: film(path, codec="libvpx-vp9", options={"deadline": "realtime", "cpu-used": "8"}),
    "av1.mkv": lambda path: film(path, codec="libsvtav1", options={"preset": "12"}),
    "prores.mov": lambda path: film(path, codec="prores_ks", pixels="yuv422p10le"),
}


def times_of(path) -> list[float]:
    """When each picture is shown, in seconds from the first on, by its own time stamp."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stamps = sorted(frame.pts * stream.time_base for frame in container.decode(stream))
    return [float(stamp - stamps[0]) for stamp in stamps]


def clicks_of(plan) -> list[torch.Tensor]:
    """A click at the beginning of each clip."""
    made = [torch.zeros(2, trim_samples(clip.generated_seconds, RATE)) for clip in plan.clips]
    for clip in made[1:]:
        clip[:, :40] = torch.linspace(0.9, 0, 40)
    return made


@pytest.mark.parametrize("name", FILMS)
def test_each_cue_is_heard_at_its_cut_and_the_pictures_are_untouched(tmp_path, name):
    path = tmp_path / name
    try:
        path = FILMS[name](path) or path
    except (av.error.EncoderNotFoundError, ValueError) as error:
        pytest.skip(f"this FFmpeg has no such encoder: {error}")
    shots = find_shots(FilmPictures(str(path), name))
    captions = [f"a bell rings {word}" for word in ("one", "two", "three", "four")]
    plan = shot_plan(shots, captions, 0.5, crossfade_seconds=0)
    story = stitch_story(clicks_of(plan), plan, RATE)
    source = read_source(str(path), name)
    options = DubOptions()
    done = dub_film(source, story, RATE, tmp_path / f"out.{chosen_container(source, options)}", options)
    assert payload(done.path) == payload(path) and len(decoded(done.path)) == len(decoded(path))

    heard, rate = film_sound(str(done.path), "dubbed", read_film(str(done.path), "dubbed"), 1)
    level = heard.abs().max(dim=0).values.numpy()
    begins = np.flatnonzero((level > 0.3) & (np.roll(level, 1) <= 0.3))
    clicks = [place / rate for index, place in enumerate(begins) if not index or place - begins[index - 1] > rate / 10]
    shown = times_of(done.path)
    assert len(clicks) == len(CUTS)
    for click, cut in zip(clicks, CUTS, strict=True):
        assert abs(click - shown[cut]) <= FRAME, f"cut at picture {cut}"
    assert heard.shape[1] == round(read_film(str(path), name).seconds * rate)
