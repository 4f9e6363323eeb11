"""Measures how much changes from picture to picture, and finds when something starts to move: times for a sound."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

WIDTH, HEIGHT = 64, 36  # of the grey pictures that are compared
BEFORE_SECONDS = 0.15  # a rise is measured against the largest change in this time before it
LEAST_RISE = 0.5  # mean grey levels (of 255); a smaller rise is codec noise
LEAST_RATIO = 2.0  # between a change and the largest one before it
APART_SECONDS = 0.25  # of two onsets nearer than this, the stronger one is kept
FLAT_LEVELS = 4.0  # standard deviation in grey levels below which a picture counts as one colour


class Motion:
    """How much each picture differs from the one before it.

    changes: for each picture, the mean absolute difference in grey levels (0 to 255); 0 for the first.
    flat: for each picture, whether it is all of one colour, as in the middle of a fade.
    """

    def __init__(self):
        self.changes: list[float] = []
        self.flat: list[bool] = []
        self._last: np.ndarray | None = None

    def add(self, frame) -> None:
        """Compare the next av.VideoFrame."""
        grey = frame.reformat(WIDTH, HEIGHT, "gray", interpolation="AREA").to_ndarray().astype(np.int16)
        self.changes.append(0.0 if self._last is None else float(np.abs(grey - self._last).mean()))
        self.flat.append(bool(grey.std() < FLAT_LEVELS))
        self._last = grey


def onsets(times: Sequence[float], changes: Sequence[float]) -> list[float]:
    """When something in a shot starts to move, hits something or stops suddenly: the change between pictures rises.

    A picture is an onset if its change is LEAST_RATIO times, and LEAST_RISE levels more than, the largest change in the
    BEFORE_SECONDS before it (at least that of the picture before it). Of onsets within APART_SECONDS of each other, the
    one with the largest rise is kept. The first picture is compared with another shot, and the second has no earlier
    change to compare with, so neither can be an onset. Steady motion and repeated pictures give no onset.

    Args:
        times: seconds at which the shot's pictures begin, increasing.
        changes: of each picture from the one before it, see Motion; the first does not count.

    Returns:
        The times of the onsets, in order.

    Source: peak picking on spectral flux, as in audio onset detection (Boeck's SuperFlux), applied to pictures.
    """
    found: list[tuple[float, float]] = []
    oldest = 1
    for index in range(2, len(times)):
        while oldest < index - 1 and times[index] - times[oldest] > BEFORE_SECONDS:
            oldest += 1
        before = max(changes[oldest:index])
        rise = changes[index] - before
        if rise < LEAST_RISE or changes[index] < LEAST_RATIO * before:
            continue
        if not found or times[index] - found[-1][0] >= APART_SECONDS:
            found.append((times[index], rise))
        elif rise > found[-1][1]:
            found[-1] = (times[index], rise)
    return [time for time, _ in found]
