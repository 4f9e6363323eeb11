"""Finds a film's shots in one pass: each picture is decoded once and not kept in memory."""
from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .detectors import DETECTORS, SHORTEST_SHOT_SECONDS
from .motion import Motion, onsets
from .pictures import fitted, upright

MOST_SHOT_SECONDS = 600.0  # the largest shortest_seconds
FADE_SECONDS = 2.0  # a run of pictures of one colour is part of a fade if it is not longer than this
PICTURES_A_CALL = 10  # between two calls of on_step
_ROUNDING = Fraction(1, 1_000_000)  # tolerance, because seconds are given as rounded decimals


@dataclass(frozen=True)
class Shot:
    """A part of a film without a cut. Times are seconds from the film's first picture on.

    onsets: when something in it starts to move, see motion.onsets.
    key_seconds: when its key picture begins, which is the picture in its middle.
    """

    start_seconds: float
    end_seconds: float
    onsets: tuple[float, ...] = ()
    key_seconds: float = 0.0

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True)
class FilmShots:
    """All shots of a film, in order. The first begins at 0, and each ends where the next begins.

    seconds: the film's length, which is the end of the last shot.
    rate: pictures a second, on average.
    notes: for the user, such as how many pictures could not be decoded.
    """

    shots: tuple[Shot, ...]
    seconds: float
    rate: float
    notes: tuple[str, ...] = ()


def find_shots(pictures, detector: str = "adaptive", threshold: float = 0.0,
               shortest_seconds: float = SHORTEST_SHOT_SECONDS, device=None,
               on_step: Callable[[int, int], None] | None = None,
               on_picture: Callable[[Fraction, object], None] | None = None) -> FilmShots:
    """Find the shots of a film.

    Args:
        pictures: FilmPictures or BatchPictures.
        detector: a key of DETECTORS. "adaptive": cuts, as distinct from motion. "content": any large change. "fades":
            fades through black. "transnetv2": a network, for cuts, dissolves and fades.
        threshold: the detector's; 0 for its default.
        shortest_seconds: only the last shot may be shorter.
        device: for the network.
        on_step: called (pictures done, pictures in all); may raise to cancel.
        on_picture: called (seconds from the first picture on, av.VideoFrame) with each picture, for a caller that needs
            them in the same pass.

    Returns:
        The shots. The cuts at both sides of a fade are replaced by one in its middle.

    Raises:
        ValueError: an unknown detector, a threshold or length out of range, fewer than two pictures, or a library that
            is not installed.
    """
    how, threshold = _checked(detector, threshold, shortest_seconds)
    if pictures.film.frames < 2:
        raise ValueError(f"{pictures.name} has {pictures.film.frames} picture; shots need at least 2")
    finder, motion = how.make(threshold, shortest_seconds, pictures.film.rate, device), Motion()
    times: list[Fraction] = []
    for time, frame in pictures:
        times.append(time)
        finder.add(time, frame)
        motion.add(frame)
        if on_picture is not None:
            on_picture(time, frame)
        if on_step is not None and len(times) % PICTURES_A_CALL == 0:
            on_step(min(len(times), pictures.film.frames), pictures.film.frames)
    if not times:
        raise ValueError(f"no picture of {pictures.name} can be decoded")
    cuts = without_fades(finder.cuts(), times, motion.flat)
    cuts = apart(cuts, times, shortest_seconds)
    notes = []
    if (lost := pictures.film.frames - len(times)) > 0:
        notes.append(f"{lost} of {pictures.film.frames} pictures cannot be decoded and were passed over")
    return FilmShots(_shots(cuts, times, motion.changes, pictures.film.seconds), pictures.film.seconds,
                     pictures.film.rate, tuple(notes))


def key_pictures(pictures, film: FilmShots, largest: int) -> Iterator:
    """Yield the key picture of each shot, [H, W, 3] uint8, as displayed, all of one size.

    Args:
        pictures: the pictures in which the shots were found.
        film: the shots.
        largest: most pixels of the longer side; pictures are never enlarged.
    """
    width, height = fitted(pictures.film.width, pictures.film.height, largest)
    for frame in pictures.at([shot.key_seconds for shot in film.shots]):
        yield upright(frame, width, height)


def _checked(detector: str, threshold: float, shortest_seconds: float):
    """The detector and its threshold; raises ValueError if a value is unknown or out of range."""
    if detector not in DETECTORS:
        raise ValueError(f"detector is {detector!r}; one of {', '.join(DETECTORS)} is needed")
    how = DETECTORS[detector]
    if threshold != 0 and not how.least <= threshold <= how.most:  # NaN is not within
        raise ValueError(f"threshold is {threshold}; {detector} takes {how.least:g} to {how.most:g}, or 0 for its own "
                         f"({how.threshold:g})")
    if not math.isfinite(shortest_seconds) or not 0 <= shortest_seconds <= MOST_SHOT_SECONDS:
        raise ValueError(f"the shortest shot is {shortest_seconds} s; 0 to {MOST_SHOT_SECONDS:g} s are possible")
    return how, threshold or how.threshold


def without_fades(cuts: Sequence[int], times: Sequence[Fraction], flat: Sequence[bool]) -> list[int]:
    """Replace the cuts at both sides of a fade with one in its middle.

    The part between two cuts is a fade if it lasts at most FADE_SECONDS and at least half of its pictures are flat.

    Args:
        cuts: index of the first picture of each shot but the first, increasing.
        times: when each picture begins, in seconds.
        flat: whether all of a picture has one colour.
    """
    fades: list[list[int]] = []
    for cut in cuts:
        last = fades[-1][-1] if fades else None
        if last is not None and times[cut] - times[last] <= FADE_SECONDS and 2 * sum(flat[last:cut]) >= cut - last:
            fades[-1].append(cut)
        else:
            fades.append([cut])
    return [bisect_right(times, (times[fade[0]] + times[fade[-1]]) / 2) - 1 for fade in fades]


def apart(cuts: Sequence[int], times: Sequence[Fraction], shortest_seconds: float) -> list[int]:
    """Drop cuts that are too near to the cut before them, or to the film's beginning.

    Args:
        cuts, times: see without_fades.
        shortest_seconds: the least time between two cuts that are kept.
    """
    kept: list[int] = []
    least = Fraction(shortest_seconds) - _ROUNDING
    for cut in cuts:
        if times[cut] - (times[kept[-1]] if kept else 0) >= least:
            kept.append(cut)
    return kept


def _shots(cuts: Sequence[int], times: Sequence[Fraction], changes: Sequence[float],
           end_seconds: float) -> tuple[Shot, ...]:
    shots = []
    for begin, end in zip([0, *cuts], [*cuts, len(times)], strict=True):
        start, stop = float(times[begin]), float(times[end]) if end < len(times) else end_seconds
        key = bisect_right(times, Fraction(start + stop) / 2) - 1
        moving = onsets([float(time) for time in times[begin:end]], changes[begin:end])
        shots.append(Shot(start, stop, tuple(moving), float(times[min(max(key, begin), end - 1)])))
    return tuple(shots)
