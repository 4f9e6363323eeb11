"""Motion onsets in a shot, from how much each picture differs from the one before it."""
from __future__ import annotations

import numpy as np
import pytest

from audiostory_core.shots.motion import onsets

TIMES = [number / 25 for number in range(50)]


def changes(**at: float) -> list[float]:
    """No change but at these pictures."""
    found = [0.0] * 50
    for number, level in at.items():
        found[int(number[1:])] = level
    return found


def test_a_strike_and_a_start_are_onsets_at_their_own_pictures():
    assert onsets(TIMES, changes(p20=9.0)) == [20 / 25]
    moving = [0.0] * 20 + list(5 + np.sin(np.arange(30)) * 0.2)
    assert onsets(TIMES, moving) == [20 / 25]


def test_a_strike_while_something_moves_is_an_onset():
    moving = [3.0] * 50
    moving[30] = 9.0
    assert onsets(TIMES, moving) == [30 / 25]


@pytest.mark.parametrize("still", [
    [0.0] * 50, [4.0] * 50, [number * 0.2 for number in range(50)],  # nothing, steady motion, motion that grows
    [4.0 * (number % 2) for number in range(50)],  # each picture is shown twice
    [0.3 * (number % 12 == 0) for number in range(50)],  # a codec's key frames
])
def test_what_only_goes_on_is_none(still):
    assert onsets(TIMES, still) in ([], [2 / 25][:0])


def test_the_cut_before_a_shot_is_none():
    assert onsets(TIMES, changes(p0=80.0, p1=5.0)) == []


def test_of_two_that_are_near_the_stronger_stays():
    assert onsets(TIMES, changes(p20=4.0, p25=9.0)) == [1.0]
    assert onsets(TIMES, changes(p20=9.0, p25=4.0)) == [0.8]
    assert onsets(TIMES, changes(p20=9.0, p30=4.0)) == [0.8, 1.2]


def test_times_count_where_pictures_are_not_even():
    assert onsets([0, 0.5, 1.7, 1.71, 1.9], [0, 0, 0, 9.0, 0]) == [1.71]
    assert onsets([0], [0]) == onsets([], []) == []
