"""A part of a film is dubbed without encoding its pictures; an edit list hides the pictures before it."""
from __future__ import annotations

import io
from fractions import Fraction

import numpy as np
import pytest

av = pytest.importorskip("av", reason="comes with ComfyUI")

from dub_toys import CLICK, RATE, clicked, heard, plainly_read  # noqa: E402
from film_toys import UNEVEN, assembled, clicks, decoded, even, payload, write_film  # noqa: E402

from audiostory_core.dub import DubOptions, chosen_container, dub_film, read_source  # noqa: E402

BEGIN, END = 30, 81  # pictures; the key frame before them is the 24th


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Five seconds with B-frames, two sound tracks, subtitles and chapters."""
    folder = tmp_path_factory.mktemp("parts")
    coded = {"bf": "2", "g": "24", "sc_threshold": "0"}
    pictures = write_film(folder / "pictures.mp4", even(120, 24), 24, options=coded)
    sounds = [{"wave": clicks(5, RATE, {9000: 0.5}, 2), "rate": RATE, "codec": "aac"},
              {"wave": clicks(5, RATE, {2 * RATE: 0.5}, 2), "rate": RATE, "codec": "aac", "title": "second"}]
    return assembled(pictures, folder / "film.mp4", sounds, "mov_text", [(0, 1, "One"), (1, 3, "Two")],
                     picture_tags={"timecode": "01:00:00:00"})


def part_of(film, begin: int, end: int):
    return read_source(str(film), film.name, None, begin / 24, (end - begin) / 24)


def dubbed_part(film, folder, begin: int = BEGIN, end: int = END, **options):
    source, chosen = part_of(film, begin, end), DubOptions(**options)
    return dub_film(source, clicked(), RATE, folder / f"out.{chosen_container(source, chosen)}", chosen)


def pictures(path) -> list[np.ndarray]:
    return [frame.to_ndarray(format="rgb24") for frame in decoded(path)]


def test_a_part_is_copied_from_the_key_frame_before_it_and_shows_only_itself(film, tmp_path):
    done = dubbed_part(film, tmp_path)
    assert done.container == "mp4" and done.measured.frames == END - BEGIN and done.measured.offset_seconds == 0
    assert payload(done.path) == payload(film)[24:done.measured.packets + 24]
    whole, shown = pictures(film), pictures(done.path)
    assert len(shown) == END - BEGIN and decoded(done.path)[0].time == 0
    assert all((one == other).all() for one, other in zip(whole[BEGIN:END], shown, strict=True))
    assert done.measured.samples == (END - BEGIN) * RATE // 24
    assert abs(int(np.abs(plainly_read(done.path, 0)[0][0]).argmax()) - CLICK) <= 1


def test_what_else_the_film_has_is_cut_with_it(film, tmp_path):
    done = dubbed_part(film, tmp_path)
    second = heard(done.path, 2)
    assert abs(int(second[0].abs().argmax()) - (2 * RATE - BEGIN * RATE // 24)) <= 1
    assert second.shape[1] == done.measured.samples
    assert done.notes == ("sound track 2 (aac) was encoded anew: its packets would not be cut to the sample",
                          "the sound lasts 3.00 s, the film 2.12 s: the sound's last 0.88 s have no picture")
    with av.open(str(done.path)) as opened:
        chapters = [(float(one["start"] * one["time_base"]), float(one["end"] * one["time_base"]))
                    for one in opened.chapters()]
        assert chapters == [(0.0, pytest.approx(3 - BEGIN / 24, abs=0.001))]
        assert "timecode" not in {key.lower() for key in opened.streams.video[0].metadata}


@pytest.mark.parametrize("kind, suffix", [("mov_text", "mp4"), ("subrip", "mp4"), ("subrip", "mkv"), ("ass", "mkv")])
def test_a_text_is_shown_in_its_part_only(tmp_path, kind, suffix):
    """Texts are shown from 0 to 0.4 s and from 0.5 to 0.9 s, the part begins at 0.625 s and lasts five pictures."""
    pictures = write_film(tmp_path / "pictures.mp4", even(120, 24), 24, options={"bf": "0", "g": "1"})
    film = assembled(pictures, tmp_path / f"film.{'mp4' if kind == 'mov_text' else 'mkv'}", [], kind)
    source = read_source(str(film), film.name, None, 0.625, 0.2)
    done = dub_film(source, clicked(), RATE, tmp_path / f"out.{suffix}", DubOptions(container=suffix))
    with av.open(str(done.path)) as opened:
        text = opened.streams.subtitles[0]
        shown = [(float(packet.pts * packet.time_base), float(packet.duration * packet.time_base),
                  text.codec_context.decode2(packet).rects[0].ass.split(b",,")[-1].decode())
                 for packet in opened.demux(text) if packet.size > 2]
    (start, lasts, words), = shown
    assert start == 0 and lasts == pytest.approx(source.film.seconds, abs=0.0011) and "line 1" in words
    assert done.measured.frames == source.film.frames == 5


def test_a_part_that_begins_with_a_key_frame_hides_nothing_and_stays_in_its_container(tmp_path):
    film = write_film(tmp_path / "film.mkv", even(120, 24), 24, options={"bf": "0", "g": "24", "sc_threshold": "0"})
    done = dubbed_part(film, tmp_path, 48, 100)
    assert done.container == "mkv" and payload(done.path) == payload(film)[48:100]
    hidden = dubbed_part(film, tmp_path, 50, 100)
    assert hidden.container == "mp4" and hidden.measured.frames == 50
    assert payload(hidden.path) == payload(film)[48:100] and len(pictures(hidden.path)) == 50
    with pytest.raises(ValueError, match="mkv would show them"):
        dubbed_part(film, tmp_path, 50, 100, container="mkv")


def test_a_film_s_own_sound_is_mixed_at_its_place_in_the_part(film, tmp_path):
    options = DubOptions(mode="mix over", track=2, codec="flac")
    done = dub_film(part_of(film, BEGIN, END), clicked() * 0, RATE, tmp_path / "mixed.mp4", options)
    assert abs(int(heard(done.path, 2)[0].abs().argmax()) - (2 * RATE - BEGIN * RATE // 24)) <= 1


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_picture_that_is_shown_for_long_is_cut_with_the_part(tmp_path, suffix):
    """Pictures begin at 0, 0.1, 0.3, 1, 1.1, 2 and 3.2 s; of the one at 1.1 s the part has 0.7 s."""
    film = write_film(tmp_path / f"film.{suffix}", UNEVEN, 10, options={"bf": "0", "g": "1"})
    source = read_source(str(film), film.name, None, 1.05, 0.75)
    done = dub_film(source, clicked(), RATE, tmp_path / f"out.{suffix}", DubOptions())
    assert done.measured.frames == 1 and done.measured.seconds == pytest.approx(0.7, abs=0.0011)


def test_a_part_whose_last_picture_needs_a_later_one_is_not_copied(film):
    times = {end: part_of(film, BEGIN, end) for end in range(76, 84)}
    shown = [end for end, source in times.items() if source is not None]
    assert 81 in shown and 82 not in shown
    assert part_of(film, BEGIN, 120).film.seconds == pytest.approx(float(Fraction(90, 24)))


def test_a_part_is_found_in_the_one_reading_that_measures_the_film(film):
    class Counted(io.BytesIO):
        taken = 0

        def read(self, size=-1):
            data = super().read(size)
            Counted.taken += len(data)
            return data

    data, taken = film.read_bytes(), []
    for start in (0.0, BEGIN / 24):
        Counted.taken = 0
        assert read_source(Counted(data), "film", None, start) is not None
        taken.append(Counted.taken)
    assert taken[0] == taken[1]
