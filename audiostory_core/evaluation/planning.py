"""Measures of a plan: does it have the asked events, in their order, in the asked length?"""
from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..story import StoryPlan
from .cases import Case, Event

EXACT_SECONDS = 1e-6


def in_order(captions: Sequence[str], events: Sequence[Event]) -> bool:
    """Whether the captions name exactly the events in their order; neighbouring clips may share an event."""
    named = [[event.named_by(caption) for event in events] for caption in captions]
    reached = {-1}  # the events at which the clips so far may have arrived
    for row in named:
        reached = {place for last in reached for place in (last, last + 1)
                   if 0 <= place < len(events) and row[place]}
    return len(events) - 1 in reached


def alignment(captions: Sequence[str], events: Sequence[Event]) -> list[int | None]:
    """Which asked event each clip stands for: its index, None for a clip that names none of them.

    The longest common order of clips and events comes first; a clip out of it takes an event that it names and that
    no clip has yet, or shares one.
    """
    named = [[event.named_by(caption) for event in events] for caption in captions]
    places = _common_order(named, len(events))
    taken = {place for place in places if place is not None}
    for clip, row in enumerate(named):
        if places[clip] is None and any(row):
            candidates = [event for event, names in enumerate(row) if names]
            places[clip] = next((event for event in candidates if event not in taken), candidates[0])
            taken.add(places[clip])
    return places


def _common_order(named: list[list[bool]], events: int) -> list[int | None]:
    """The most pairs (clip, event) that both rise, each clip and event once."""
    clips = len(named)
    most = [[0] * (events + 1) for _ in range(clips + 1)]  # pairs among the clips and events from here on
    for clip in reversed(range(clips)):
        for event in reversed(range(events)):
            pair = most[clip + 1][event + 1] + 1 if named[clip][event] else 0
            most[clip][event] = max(most[clip + 1][event], most[clip][event + 1], pair)
    places: list[int | None] = [None] * clips
    clip = event = 0
    while clip < clips and event < events:
        if named[clip][event] and most[clip][event] == most[clip + 1][event + 1] + 1:
            places[clip] = event
            clip, event = clip + 1, event + 1
        elif most[clip + 1][event] == most[clip][event]:
            clip += 1
        else:
            event += 1
    return places


def measure_plan(plan: StoryPlan | None, case: Case) -> dict:
    """The measures of one plan; of a plan that failed (None) all that was asked counts as missed.

    Returns:
        clips, asked: how many clips and events. places: see `alignment`. order: see `in_order`.
        repeats, joins: neighbouring clips with the same caption, of so many neighbours.
        seconds: sum of the clips. exact: whether it is the asked length; None where none was asked.
    """
    captions = [clip.caption for clip in plan.clips] if plan else []
    places = alignment(captions, case.events)
    seconds = plan.total_seconds if plan else None
    exact = None
    if case.seconds is not None:
        exact = seconds is not None and abs(seconds - case.seconds) <= EXACT_SECONDS
    return {
        "clips": len(captions), "asked": len(case.events), "places": places,
        "order": bool(plan) and in_order(captions, case.events),
        "repeats": sum(one.casefold() == other.casefold() for one, other in pairwise(captions)),
        "joins": max(0, len(captions) - 1), "seconds": seconds, "exact": exact,
    }
