"""Makes dubbed films for tests, and measures their sound."""
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch

av = pytest.importorskip("av", reason="comes with ComfyUI")

from film_toys import clicks, even, write_film  # noqa: E402

from audiostory_core.dub import (  # noqa: E402
    DubOptions,
    chosen_container,
    dub_film,
    film_sound,
    read_source,
)
from audiostory_core.film import read_film  # noqa: E402

RATE = 48000
CLICK, LEVEL = 20_011, 0.75  # a sample that no codec's frame begins at


def clicked(rate: int = RATE, seconds: float = 3.0, at: int = CLICK) -> torch.Tensor:
    return torch.from_numpy(clicks(seconds, rate, {at: LEVEL}, 2))


def dubbed(film, folder, sound=None, rate: int = RATE, **options):
    source = read_source(str(film), film.name)
    chosen = DubOptions(**options)
    container = chosen_container(source, chosen)
    return dub_film(source, clicked(rate) if sound is None else sound, rate, folder / f"out.{container}", chosen)


def heard(path, track: int = 1) -> torch.Tensor:
    """A film's sound as our own reader gives it, [2, T]."""
    return film_sound(str(path), "film", read_film(str(path), "film"), track)[0]


def plainly_read(path, track: int = -1) -> tuple[np.ndarray, float]:
    """A track's samples one after the other, as any program decodes them, and the time of the first one."""
    with av.open(str(path)) as film:
        frames = list(film.decode(film.streams.audio[track]))
    parts = []
    for frame in frames:
        part = frame.to_ndarray()
        part = part if frame.format.is_planar else part.reshape(-1, frame.layout.nb_channels).T
        parts.append(part / 2.0 ** 31 if part.dtype == np.int32 else part)
    return np.concatenate(parts, 1), frames[0].time


def made_films(folder):
    """Films of one codec each, three seconds long, made when they are asked for: name -> path."""
    made = {}
    kinds = {"h264.mp4": {"options": {"bf": "2", "g": "24"}}, "h264.mkv": {"options": {"bf": "2", "g": "24"}},
             "h264.mov": {"options": {"bf": "2"}}, "hevc.mp4": {"codec": "libx265"},
             "vp9.webm": {"codec": "libvpx-vp9"}, "av1.mp4": {"codec": "libsvtav1"},
             "prores.mov": {"codec": "prores_ks", "pixels": "yuv422p10le"}, "h264.ts": {"options": {"bf": "2"}},
             "mpeg4.avi": {"codec": "mpeg4", "clock": Fraction(1, 24)}}

    def film(name: str):
        if name not in made:
            made[name] = write_film(folder / name, even(72, 24), 24, **kinds[name])
        return made[name]

    return film
