"""Ducking: turns one sound down while another one, the key, is heard."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

import numpy as np

HOP_SECONDS = 0.005  # between two values of the gain
MOST_DEPTH_DB = 60.0
MOST_SECONDS = 10.0  # of each of the times


@dataclass(frozen=True)
class Ducking:
    """How a sound is turned down for another one.

    depth_db: by how much it is turned down; 0 for not at all.
    threshold_db: the key counts as heard while its samples' level is above this, in dB relative to full scale.
    attack_seconds: how long the gain takes to go down. It looks ahead: it is down when the key begins.
    hold_seconds: how long it stays down after the key was last heard, because words have gaps between them.
    release_seconds: how long the gain takes to come back.

    Raises:
        ValueError: a value beyond its limits.
    """

    depth_db: float = 12.0
    threshold_db: float = -40.0
    attack_seconds: float = 0.1
    hold_seconds: float = 0.3
    release_seconds: float = 0.5

    def __post_init__(self):
        for name, value, least, most in (("duck_db", self.depth_db, 0, MOST_DEPTH_DB),
                                         ("duck_threshold_db", self.threshold_db, -100, 0),
                                         ("duck_attack", self.attack_seconds, 0, MOST_SECONDS),
                                         ("duck_hold", self.hold_seconds, 0, MOST_SECONDS),
                                         ("duck_release", self.release_seconds, 0, MOST_SECONDS)):
            if not isfinite(value) or not least <= value <= most:
                raise ValueError(f"{name} is {value}; a number from {least:g} to {most:g} is needed")


class DuckGains:
    """The gain over time that follows from a key.

    Args:
        key: its samples from time zero on, in blocks [C, n].
        rate: of the key, samples a second.
        ducking: the settings.
    """

    def __init__(self, key: Iterator[np.ndarray], rate: int, ducking: Ducking):
        self.ducking = ducking
        self.decibels = self._ramped(_heard(key, rate, 10 ** (ducking.threshold_db / 20)))

    def factors(self, begin: int, samples: int, rate: int) -> np.ndarray:
        """[samples] float32: factors for the samples from `begin` on of a sound at `rate` samples a second."""
        first = min(int(begin / rate / HOP_SECONDS), len(self.decibels) - 1)
        last = int((begin + samples - 1) / rate / HOP_SECONDS)
        known = self.decibels[first:last + 2]  # after the last value, the gain stays 0 dB
        if known.min() == known.max():  # the usual case: no change within the block
            return np.full(samples, 10 ** (known[0] / 20), np.float32)
        hops = np.arange(begin, begin + samples) / rate / HOP_SECONDS
        decibels = np.interp(hops, np.arange(first, first + len(known)), known)
        return (10 ** (decibels / 20)).astype(np.float32)

    def _ramped(self, heard: np.ndarray) -> np.ndarray:
        """The gain in dB at the beginning of each hop, [hops]. heard: [hops] bool, whether the key is heard there."""
        attack, hold, release = (seconds / HOP_SECONDS for seconds in (
            self.ducking.attack_seconds, self.ducking.hold_seconds, self.ducking.release_seconds))
        heard = np.concatenate((heard, np.zeros(int(np.ceil(hold + release)) + 2, bool)))
        places = np.arange(len(heard))
        ended = np.maximum.accumulate(np.where(heard, places + 1, -np.inf))  # when the key was last heard
        begins = np.minimum.accumulate(np.where(heard, places, np.inf)[::-1])[::-1]  # when it is heard next
        down = np.maximum(_share(places - ended - hold, release), _share(begins - places, attack))
        return -self.ducking.depth_db * down


def _share(hops: np.ndarray, ramp: float) -> np.ndarray:
    """1 at 0 hops, 0 from `ramp` hops on, and linear between."""
    if ramp == 0:
        return (hops <= 0).astype(float)
    return np.clip(1 - np.maximum(hops, 0) / ramp, 0, 1)


def _heard(key: Iterator[np.ndarray], rate: int, level: float) -> np.ndarray:
    """[hops] bool: whether any sample of the hop, in any channel, is above the level."""
    hops: list[np.ndarray] = []
    done = 0
    for block in key:
        loud = np.flatnonzero(np.abs(block).max(0) > level)
        first = int(done / rate / HOP_SECONDS)
        flags = np.zeros(int((done + block.shape[1]) / rate / HOP_SECONDS) - first + 1, bool)
        flags[((done + loud) / rate / HOP_SECONDS).astype(np.int64) - first] = True
        if hops and len(flags):  # a hop may lie in two blocks
            hops[-1][-1] |= flags[0]
            flags = flags[1:]
        hops.append(flags)
        done += block.shape[1]
    return np.concatenate(hops) if hops else np.zeros(0, bool)
