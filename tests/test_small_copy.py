"""The small copy of a film: its pictures and times, and that the file is complete or missing."""
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from film_toys import HEIGHT, UNEVEN, WIDTH, decoded, even, turned, write_film

from audiostory_core.shots import BatchPictures, FilmPictures, SmallCopy
from audiostory_core.shots.copy import copy_size

av = pytest.importorskip("av", reason="comes with ComfyUI")


def copied(pictures, file):
    with SmallCopy(file, pictures.film) as copy:
        for time, frame in pictures:
            copy.add(time, frame)
        copy.close()
    return copy.key


@pytest.mark.parametrize("start", [0, Fraction(7, 5)])
def test_its_pictures_begin_when_the_film_s_do_counted_from_the_first(tmp_path, start):
    film = write_film(tmp_path / "film.mp4", [time + start for time in UNEVEN], 10)
    copied(FilmPictures(str(film), "the film"), tmp_path / "copy.mp4")
    shown = decoded(tmp_path / "copy.mp4")
    assert [frame.pts * frame.time_base for frame in shown] == UNEVEN
    for small, own in zip(shown, decoded(film), strict=True):
        pictures = [frame.to_ndarray(format="rgb24").astype(int) for frame in (small, own)]
        assert np.abs(pictures[0] - pictures[1]).mean() < 12


def test_a_browser_can_jump_to_every_half_second_and_nothing_is_shown_out_of_order(tmp_path):
    grey = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    film = write_film(tmp_path / "film.mp4", even(100, 25), 25, drawn=lambda _: grey)
    copied(FilmPictures(str(film), "the film"), tmp_path / "copy.mp4")
    with av.open(str(tmp_path / "copy.mp4")) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    assert [packet.pts for packet in packets] == [packet.dts for packet in packets]
    keys = [float(packet.pts * packet.time_base) for packet in packets if packet.is_keyframe]
    assert max(after - key for key, after in zip(keys, [*keys[1:], 4.0], strict=True)) <= 0.52


def test_a_turned_film_is_upright_and_the_same_pictures_have_the_same_key(tmp_path):
    film = turned(write_film(tmp_path / "film.mp4", even(12, 25), 25))
    keys = [copied(FilmPictures(str(film), "the film"), tmp_path / f"copy{number}.mp4") for number in range(2)]
    assert keys[0] == keys[1]
    assert (decoded(tmp_path / "copy0.mp4")[0].width, decoded(tmp_path / "copy0.mp4")[0].height) == (48, 64)
    images = np.zeros((12, 48, 64, 3), np.float32)
    assert copied(BatchPictures(images, 25), tmp_path / "batch.mp4") not in keys


@pytest.mark.parametrize(("size", "small"), [
    ((1920, 1080), (426, 240)), ((1080, 1920), (136, 240)), ((64, 48), (64, 48)), ((7680, 480), (960, 60)),
    ((3, 3), (16, 16))])
def test_its_size(size, small):
    assert copy_size(*size) == small


def test_a_film_of_three_by_three_pixels(tmp_path):
    copied(BatchPictures(np.full((5, 3, 3, 3), 0.5, np.float32), 25), tmp_path / "copy.mp4")
    assert len(decoded(tmp_path / "copy.mp4")) == 5


def test_without_the_encoder_it_says_so_before_it_begins(tmp_path, monkeypatch):
    monkeypatch.setattr("audiostory_core.shots.copy.ENCODER", "no_such")
    pictures = BatchPictures(np.zeros((5, 16, 16, 3), np.float32), 25)
    with pytest.raises(ValueError, match="encoder no_such, which this PyAV .* does not have"):
        SmallCopy(tmp_path / "copy.mp4", pictures.film)
    assert not (tmp_path / "copy.mp4").exists()
