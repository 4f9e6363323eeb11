"""When each clip of a plan sounds: starts, lanes, and how the clips of a lane meet. Numbers only.

A clip begins where it says. One that does not say begins where the clip before it in its lane ends, the first at
zero. In a lane, a clip that begins where the one before ends is joined to it by the plan's cross-fade; one that begins
earlier, by a cross-fade of that overlap; before one that begins later, the lane is silent. Lanes are mixed.
"""
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from .faults import RAISE, Checks

TOUCHING_SECONDS = 0.0015  # clips this near each other touch: subtitles count in milliseconds
MOST_LANES = 16
MOST_START_SECONDS = 360_000.0  # 100 hours: where a subtitle's clock ends


class Timed(Protocol):
    """What is asked of a clip."""

    seconds: float
    start_seconds: float | None
    lane: str


@dataclass(frozen=True)
class Join:
    """Two clips of a lane that meet; indices from 0, seconds of their cross-fade."""

    clip: int
    following: int
    seconds: float


def starts_of(clips: Sequence[Timed]) -> list[float]:
    """When each clip begins, in seconds."""
    ends: dict[str, float] = {}
    starts = []
    for clip in clips:
        start = ends.get(clip.lane, 0.0) if clip.start_seconds is None else clip.start_seconds
        starts.append(start)
        ends[clip.lane] = start + clip.seconds
    return starts


def lanes_of(clips: Sequence[Timed], starts: Sequence[float], checks: Checks = RAISE) -> dict[str, list[int]]:
    """Lane -> its clips in the order of their starts; lanes in the order in which the plan names them.

    Raises:
        ValueError: more than MOST_LANES, two clips of a lane that begin together, or one within another.
    """
    lanes: dict[str, list[int]] = {}
    for index, clip in enumerate(clips):
        lanes.setdefault(clip.lane, []).append(index)
    checks.of(_check_lanes, len(lanes))
    for lane, members in lanes.items():
        members.sort(key=lambda index: starts[index])
        for first, second in zip(members, members[1:], strict=False):
            checks.of(_check_pair, clips, starts, first, second, lane, clip=second + 1, field="start_seconds")
    return lanes


def _check_lanes(count: int) -> None:
    if count > MOST_LANES:
        raise ValueError(f"the plan has {count} lanes; at most {MOST_LANES} are possible")


def _check_pair(clips: Sequence[Timed], starts: Sequence[float], first: int, second: int, lane: str) -> None:
    where = f"in the lane {lane!r}" if lane else "in the same lane"
    if starts[second] <= starts[first]:
        raise ValueError(f"clip {min(first, second) + 1} and clip {max(first, second) + 1} both begin at "
                         f"{starts[first]:.6g} s {where}; give one another start, or another lane (#lane=NAME)")
    if starts[second] + clips[second].seconds < starts[first] + clips[first].seconds - TOUCHING_SECONDS:
        raise ValueError(f"clip {second + 1} ends at {starts[second] + clips[second].seconds:.6g} s, before clip "
                         f"{first + 1} does, {where}; give it another lane (#lane=NAME)")


def joins_of(clips: Sequence[Timed], starts: Sequence[float], lanes: dict[str, list[int]], crossfade: float,
             rooms: Sequence[float]) -> list[Join]:
    """The joins of all lanes, in the order of their first clips.

    Args:
        crossfade: seconds that are asked for where clips touch.
        rooms: the longest that each clip can be made, math.inf where nothing says so. A clip holds its part of both
            fades, so the cross-fade shrinks to what fits.
    """
    joins = []
    for members in lanes.values():
        following: float | None = None  # what is made of the clip behind, its own fade included
        for first, second in reversed(list(zip(members, members[1:], strict=False))):
            following = clips[second].seconds if following is None else following
            alone = _alone(clips, starts, first, second)
            gap = starts[second] - (starts[first] + clips[first].seconds)
            if gap > TOUCHING_SECONDS:
                following = None
                continue
            asked = crossfade if gap >= -TOUCHING_SECONDS else min(-gap, clips[second].seconds)
            fade = min(asked, max(0.0, rooms[first] - alone), following)
            joins.append(Join(first, second, fade))
            following = alone + fade
    return sorted(joins, key=lambda join: join.clip)


def _alone(clips: Sequence[Timed], starts: Sequence[float], first: int, second: int) -> float:
    """Seconds from the one clip's begin to the next one's; to the last bit its length where the next follows it."""
    seconds = clips[first].seconds
    return seconds if starts[second] == starts[first] + seconds else starts[second] - starts[first]


def made_seconds(clips: Sequence[Timed], starts: Sequence[float], joins: Sequence[Join],
                 rooms: Sequence[float]) -> list[float]:
    """What is made of each clip: its length, and behind it its cross-fade into the next."""
    seconds = [clip.seconds for clip in clips]
    for join in joins:
        seconds[join.clip] = _alone(clips, starts, join.clip, join.following) + join.seconds
    # alone + (room - alone) may be a rounding error longer
    return [min(made, room) for made, room in zip(seconds, rooms, strict=True)]


def whole_seconds(clips: Sequence[Timed], starts: Sequence[float]) -> float:
    """When the last clip ends."""
    if all(clip.start_seconds is None and not clip.lane for clip in clips):
        return math.fsum(clip.seconds for clip in clips)
    return max(start + clip.seconds for start, clip in zip(starts, clips, strict=True))
