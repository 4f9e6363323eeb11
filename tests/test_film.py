"""The measured length of films made here, compared with what a decoder gives."""
from __future__ import annotations

import io
from fractions import Fraction

import pytest

av = pytest.importorskip("av", reason="comes with ComfyUI")

from film_toys import HEIGHT, NTSC, UNEVEN, WIDTH, decoded, even, shifted, turned, write_film  # noqa: E402

from audiostory_core.film import Film, compared, even_film, read_film  # noqa: E402

OPEN_END = Fraction(1, 30)  # of the uneven film's last picture, as its encoder says


@pytest.mark.parametrize("name, times, rate, options", [
    ("even.mp4", even(48, 24), 24, {}),
    ("ntsc.mp4", even(100, NTSC), NTSC, {"clock": 1 / NTSC}),
    ("ntsc.mkv", even(100, NTSC), NTSC, {"clock": 1 / NTSC}),  # its clock ticks in milliseconds
    ("sound_longer.mp4", even(50, 25), 25, {"sound_seconds": 5}),
    ("sound_shorter.mkv", even(50, 25), 25, {"sound_seconds": 0.5}),
    ("late.ts", even(50, 25, start=1), 25, {}),  # says no duration of its last picture
    ("fragmented.mp4", even(50, 25), 25, {"container": {"movflags": "frag_keyframe+empty_moov"}}),
    ("live.webm", even(50, 25), 25, {"codec": "libvpx-vp9", "container": {"live": "1"}}),  # no duration at all
    ("old.avi", even(50, 25), 25, {"codec": "mpeg4", "options": {"bf": "2"}, "clock": Fraction(1, 25)}),
    ("bare.h264", even(50, 25), 25, {}),  # no times at all
    ("moving.gif", even(20, 10), 10, {"codec": "gif", "pixels": "rgb8", "clock": Fraction(1, 100)}),
    ("cover.mp4", even(48, 24), 24, {"cover": True}),
    ("one.mp4", even(1, 24), 24, {}),
])
def test_an_even_film_lasts_its_pictures_by_its_rate(tmp_path, name, times, rate, options):
    path = write_film(tmp_path / name, times, rate, **options)
    film = read_film(str(path), name)
    assert film == Film(seconds=float(len(times) / Fraction(rate)), frames=len(times), rate=float(rate), width=WIDTH,
                        height=HEIGHT, has_sound="sound_seconds" in options)
    if not options.get("cover"):
        assert len(decoded(path)) == film.frames


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_an_uneven_film_lasts_as_its_times_say_and_its_rate_keeps_that(tmp_path, suffix):
    """The header says 1.43 s (mp4) or 30 pictures a second (mkv)."""
    film = read_film(str(write_film(tmp_path / f"uneven.{suffix}", UNEVEN, 30)), "film")
    assert film.frames == len(UNEVEN)
    assert film.seconds == pytest.approx(float(UNEVEN[-1] + OPEN_END), abs=0.001)
    assert film.frames / film.rate == pytest.approx(film.seconds, rel=1e-12)


def test_what_no_decoder_shows_does_not_count(tmp_path):
    source = write_film(tmp_path / "source.mp4", even(96, 24), 24, options={"g": "24", "bf": "2"})
    hidden = shifted(source, tmp_path / "hidden.mp4", Fraction(-1, 2))
    recorded = shifted(source, tmp_path / "recorded.ts", Fraction(1), first_dts=Fraction(3, 10))
    for path, frames in ((hidden, 84), (recorded, 73)):
        assert len(decoded(path)) == frames
        film = read_film(str(path), path.name)
        assert (film.frames, film.seconds, film.rate) == (frames, frames / 24, 24)


def test_a_film_that_starts_late_is_no_longer(tmp_path):
    source = write_film(tmp_path / "source.mp4", even(96, 24), 24)
    film = read_film(str(shifted(source, tmp_path / "late.mp4", Fraction(3, 2))), "film")
    assert (film.frames, film.seconds) == (96, 4.0)


@pytest.mark.parametrize("start, seconds, frames, lasts", [
    (1, 2, 48, 2), (1.01, 2, 48, 2), (0, 1, 24, 1), (3, 0, 24, 1), (3, 60, 24, 1), (0.5, 0.001, 1, 1 / 24)])
def test_a_part_of_a_film(tmp_path, start, seconds, frames, lasts):
    path = write_film(tmp_path / "film.mp4", even(96, 24), 24)
    film = read_film(str(path), "film", start, seconds)
    assert film.frames == frames and film.seconds == pytest.approx(lasts, abs=1e-9)


def test_a_part_of_an_uneven_film_ends_where_it_is_cut(tmp_path):
    path = write_film(tmp_path / "film.mp4", UNEVEN, 30)
    film = read_film(str(path), "film", 1, 0.5)  # its pictures begin at 1.0 and 1.1, the next one at 2.0
    assert (film.frames, film.seconds) == (2, pytest.approx(0.5, abs=1e-9))


def test_a_film_in_memory_and_a_cancel(tmp_path):
    path = write_film(tmp_path / "film.mp4", even(48, 24), 24)
    source = io.BytesIO(path.read_bytes())
    assert read_film(source, "film").frames == read_film(str(path), "film").frames == 48

    def cancel():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_film(str(path), "film", on_packets=cancel)


def test_a_film_that_was_turned_is_upright(tmp_path):
    path = turned(write_film(tmp_path / "film.mp4", even(12, 24), 24))
    film = read_film(str(path), "film")
    assert (film.width, film.height) == (HEIGHT, WIDTH)


@pytest.mark.parametrize("part, said", [((9, 0), "no picture from 9 s on"), ((1.01, 0.001), "no picture from 1.01 s")])
def test_a_part_without_a_picture_is_refused(tmp_path, part, said):
    path = write_film(tmp_path / "film.mp4", even(48, 24), 24)
    with pytest.raises(ValueError, match=said):
        read_film(str(path), "the film", *part)


def test_what_is_no_film_is_refused_by_name(tmp_path):
    import soundfile

    (tmp_path / "words.mp4").write_text("no film at all" * 100)
    soundfile.write(tmp_path / "sound.flac", [0.1] * 4800, 48000)
    for name, said in (("words.mp4", "cannot be read as a film"), ("sound.flac", "has no picture track"),
                       ("nowhere.mp4", "cannot be read as a film")):
        with pytest.raises(ValueError, match=f"'{name}' {said}"):
            read_film(str(tmp_path / name), repr(name))


def test_pictures_that_are_in_no_file():
    assert even_film(48, Fraction(24), 8, 6, True, "film") == Film(2.0, 48, 24.0, 8, 6, True)
    assert even_film(100, 24000 / 1001, 8, 6, False, "film").seconds == pytest.approx(100 * 1001 / 24000)
    for frames, rate, said in ((0, 24, "no picture"), (1, 0, "more than 0"), (1, float("nan"), "more than 0")):
        with pytest.raises(ValueError, match=said):
            even_film(frames, rate, 8, 6, False, "film")


def test_a_story_beside_its_film():
    assert compared(30.04, 30.0) == compared(29.96, 30.0) == []
    assert compared(31.5, 30.0) == ["the story lasts 31.50 s, the film 30.00 s: the story's last 1.50 s have no "
                                    "picture"]
    assert compared(28.0, 30.0) == ["the story lasts 28.00 s, the film 30.00 s: the film's last 2.00 s are silent"]
