"""How much changes from picture to picture, and when something starts to move: times that may want a sound."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

WIDTH, HEIGHT = 64, 36  # of the grey pictures that are compared
BEFORE_SECONDS = 0.15  # a rise is measured against the largest change in this time before it
LEAST_RISE = 0.5  # mean levels of 255; less is noise of the codec
LEAST_RATIO = 2.0  # to what moved before
APART_SECONDS = 0.25  # of two onsets the stronger one stays
FLAT_LEVELS = 4.0  # standard deviation below which a picture is all of one colour


class Motion:
    """How much each picture differs from the one before it.

    changes: mean absolute difference in grey levels (0 to 255), one a picture, 0 for the first.
    flat: whether it is all of one colour, as in the middle of a fade.
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
    """When something in a shot starts to move, strikes or stops short: where the change from picture to picture rises.

    A picture is an onset where its change is LEAST_RATIO times and LEAST_RISE levels more than any change of the
    BEFORE_SECONDS before it (at least of the picture before it). Of onsets within APART_SECONDS of each other the
    one with the largest rise stays. The first picture differs from another shot's, and the second has nothing before
    it to rise over: neither is one. Steady motion, and pictures that are shown twice, give none.

    Args:
        times: seconds at which the shot's pictures begin, rising.
        changes: of each picture to the one before it, see Motion; the first does not count.

    Returns:
        Those times, in order.

    Source: the peak picking of audio's spectral flux (Boeck's SuperFlux: rise over a local maximum), for pictures.
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
