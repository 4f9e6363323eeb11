"""Measures of a plan: whether it has the asked events, in their order, and the asked length."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..story import StoryPlan
from .cases import Case, Event

EXACT_SECONDS = 1e-6


def in_order(captions: Sequence[str], events: Sequence[Event]) -> bool:
    """Whether the captions name exactly the events, in their order. Neighbouring clips may name the same event."""
    named = [[event.named_by(caption) for event in events] for caption in captions]
    reached = {-1}  # the last events that the clips so far may end with
    for row in named:
        reached = {place for last in reached for place in (last, last + 1)
                   if 0 <= place < len(events) and row[place]}
    return len(events) - 1 in reached


def alignment(captions: Sequence[str], events: Sequence[Event]) -> list[int | None]:
    """Align clips with asked events: for each clip the index of its event, or None if it names none.

    The longest common subsequence of clips and events is aligned first. Each other clip gets an event that it names:
    one that no clip has yet, or else one that a clip has already.
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
    """The longest common subsequence of clips and events, as the event's index (or None) for each clip."""
    clips = len(named)
    most = [[0] * (events + 1) for _ in range(clips + 1)]  # the most pairs among the clips and events from here on
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
    """The measures of one plan. In a failed plan (None) every asked event counts as missed.

    Returns:
        clips, asked: number of clips and of events. places: see `alignment`. order: see `in_order`.
        repeats, joins: number of neighbouring clips with the same caption, and of all neighbours.
        seconds: sum of the clips. exact: whether it is the asked length; None if none was asked.
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
