"""A plan that goes on from a given sound: its first clips begin earlier, in the end of that sound."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .clip import Clip
from .story import StoryPlan
from .timeline import TOUCHING_SECONDS

HELD_SECONDS = 2.0  # of a given sound's end that a model hears, if nobody says otherwise
FADE_SECONDS = 0.2  # in which a given sound and a made one fade into each other


def first_clips(plan: StoryPlan, sounds: int) -> dict[int, int]:
    """Clip -> the sound that it goes on from, both as indices from 0.

    One sound goes on in the first lane that begins at once. Several sounds are of the plan's lanes, in their order; a
    lane that begins later has nothing to go on from.

    Raises:
        ValueError: there are more sounds than lanes, or no lane begins at once.
    """
    lanes, starts = list(plan.lanes.values()), plan.start_seconds
    if sounds > len(lanes):
        raise ValueError(f"there are {sounds} sounds to go on from, the plan has {len(lanes)} lanes; one sound, or "
                         "one for each lane, is needed")
    at_once = [(lane, members[0]) for lane, members in enumerate(lanes) if starts[members[0]] <= TOUCHING_SECONDS]
    heads = {clip: lane for lane, clip in at_once if lane < sounds}
    if sounds == 1 and at_once:
        heads = {at_once[0][1]: 0}
    if not heads:
        raise ValueError("no clip of the plan begins at 0 s, where the given sound ends; nothing goes on from it")
    for clip in heads:
        if plan.clips[clip].lock is not None:
            raise ValueError(f"clip {clip + 1} is locked, so it cannot be made to go on from another sound; take its "
                             "#lock away")
    return heads


def room_of(plan: StoryPlan, heads: Sequence[int], longest_seconds: float) -> float:
    """Seconds that the first clips have left in the model's longest clip."""
    return min(longest_seconds - plan.clips[clip].seconds for clip in heads)


def going_on(plan: StoryPlan, heads: Sequence[int], held_seconds: float) -> StoryPlan:
    """The plan, begun `held_seconds` earlier: its first clips are so much longer, all else comes so much later."""
    firsts = {members[0] for members in plan.lanes.values()}

    def moved(index: int, clip: Clip) -> Clip:
        if index in heads:
            return replace(clip, seconds=clip.seconds + held_seconds)
        if clip.start_seconds is None and index not in firsts:
            return clip
        return replace(clip, start_seconds=(clip.start_seconds or 0.0) + held_seconds)

    length = plan.length_seconds
    return replace(plan, clips=tuple(moved(index, clip) for index, clip in enumerate(plan.clips)),
                   length_seconds=None if length is None else length + held_seconds)
