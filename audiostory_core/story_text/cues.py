"""Makes the clips of a plan from timed cues, by one rule for all formats.

A cue keeps its times. Gaps and pauses are silent, also before the first cue. A cue that begins while others sound gets
another lane, and a note says so. A cue without an end lasts until the next one begins.
"""
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..clip import Clip
from ..plan_checks import MOST_CLIPS
from ..timeline import MOST_LANES

LEAST_DIFFERENCE = 0.0015  # seconds; smaller differences are rounding, as times are often written in milliseconds
LONG_SECONDS = 900  # a longer sound is reported, because its unit was probably misread
MOST_PLACES = 6  # places that a note lists
LANES = ("", *map(str, range(2, MOST_LANES + 1)))  # names of the lanes for cues that sound at the same time


@dataclass(frozen=True)
class Cue:
    """One sound or pause as read from a text.

    place: where it was read, for messages: "line 3", "clip 2".
    caption: what is heard. pause: whether nothing is heard.
    start, end, length: seconds; None if the text does not say. end is math.inf for "to the end".
    either: a time that may be a start or a length; the other cues decide.
    marks: field of story.Clip -> value, see marks.py.
    """

    place: str
    caption: str
    start: float | None = None
    end: float | None = None
    length: float | None = None
    either: float | None = None
    pause: bool = False
    marks: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """The result of reading a text: its cues, notes for the user about how it was read, and the total length it states.
    """

    cues: tuple[Cue, ...]
    notes: tuple[str, ...] = ()
    total: float | None = None
    total_place: str = ""


def check_count(count: int) -> None:
    """Raise a ValueError for more cues than a plan can have clips, before the rest of them is read."""
    if count > MOST_CLIPS:
        raise ValueError(f"the text has more than {MOST_CLIPS} clips; a plan holds 1 to {MOST_CLIPS}")


class Span(NamedTuple):
    """A cue with its final start, length in seconds, and lane in the plan."""

    cue: Cue
    start: float
    seconds: float
    lane: str = ""


def clips_of(reading: Reading) -> tuple[tuple[Clip, ...], float | None, tuple[str, ...]]:
    """The clips of a plan; the length of the whole if it ends with a pause, else None; and notes for the user.

    Raises:
        ValueError: a cue's end is unknown, or before its start.
    """
    check_count(len(reading.cues))
    notes = list(reading.notes)
    cues = _settled(reading.cues, reading.total)
    if any(cue.start is not None or cue.end is not None for cue in cues):
        spans, end, further = _spans(_placed(cues), reading.total)
    else:
        spans, end = _in_a_row(cues)
        further = []
    notes += further
    notes += [f"{span.cue.place} lasts {span.seconds:.6g} s; if the text counts in milliseconds, name the field so "
              "(duration_ms)" for span in spans if span.seconds >= LONG_SECONDS][:1]
    if reading.total is not None and abs(end - reading.total) > 0.05:
        notes.append(f"{reading.total_place} says {reading.total:.6g} s for the whole; the clips last {end:.6g} s")
    heard = max(span.start + span.seconds for span in spans)
    return _clips(spans), end if end > heard + LEAST_DIFFERENCE else None, tuple(notes)


def _clips(spans: Sequence[Span]) -> tuple[Clip, ...]:
    """The clips. A clip has a start only if it does not directly follow the clip before it in its lane."""
    clips: list[Clip] = []
    last: dict[str, int] = {}
    for cue, start, seconds, lane in spans:
        before = last.get(lane)
        gap = start - (0.0 if before is None else spans[before].start + spans[before].seconds)
        follows = abs(gap) <= LEAST_DIFFERENCE
        if follows and before is not None:  # the clip before ends exactly here, so that rounding does not add up
            length = _rounded(start - spans[before].start)
            clips[before] = replace(clips[before], seconds=length, generated_seconds=length)
        elif follows:
            seconds = _rounded(seconds + start)
        own = {"lane": lane, **cue.marks, "start_seconds": None if follows else _rounded(start)}
        clips.append(Clip(cue.caption, seconds, seconds, **own))
        last[lane] = len(clips) - 1
    return tuple(clips)


def _settled(cues: Sequence[Cue], total: float | None) -> list[Cue]:
    """Decide whether times that may be starts or lengths are starts: they are if they rise from zero or fit a total."""
    if len(cues) > 1 and cues[0].length == 0 and all(cue.length is not None and cue.start is None for cue in cues):
        cues = [replace(cue, length=None, either=cue.length) for cue in cues]  # a length of 0 s means starts
    lone = [cue for cue in cues if cue.either is not None]
    if not lone:
        return list(cues)
    others = any(cue.start is not None for cue in cues)
    values = [cue.either for cue in lone]
    rising = all(later > earlier for earlier, later in zip(values, values[1:], strict=False))
    fits = total is None or abs(math.fsum(values) - total) > 0.05 and values[-1] < total
    starts = others or rising and (values[0] == 0 or len(values) > 1 and fits)
    name = "start" if starts else "length"
    return [cue if cue.either is None else replace(cue, either=None, **{name: cue.either}) for cue in cues]


def _in_a_row(cues: Sequence[Cue]) -> tuple[list[Span], float]:
    """Cues that have lengths only, placed one after the other with their pauses; and when the last one ends."""
    spans: list[Span] = []
    lengths: list[float] = []
    for cue in cues:
        if cue.length is None:
            raise ValueError(f"{cue.place} ({_short(cue.caption)}) says no time; write how long it lasts, or its range")
        if not cue.pause:
            spans.append(Span(cue, _rounded(math.fsum(lengths)), _rounded(cue.length), cue.marks.get("lane", "")))
        lengths.append(cue.length)
    if not spans:
        raise ValueError(f"{cues[0].place} and what follows are pauses only; write what is to be heard")
    return spans, _rounded(math.fsum(lengths))


def _placed(cues: Sequence[Cue]) -> list[Cue]:
    """Cues in the order of their starts; one without a start begins where the one before it ends."""
    placed: list[Cue] = []
    for cue in cues:
        start = cue.start
        if start is None:
            before = placed[-1] if placed else None
            start = 0.0 if before is None else before.end
            if start is None or math.isinf(start):
                raise ValueError(f"{cue.place} ({_short(cue.caption)}) says no start, and the one before it no end")
        end = cue.end if cue.end is not None else None if cue.length is None else start + cue.length
        if end is not None and end <= start:
            raise ValueError(f"{cue.place} begins at {start:.6g} s and ends at {end:.6g} s; the end must come later")
        placed.append(replace(cue, start=start, end=end))
    return placed


def _spans(placed: list[Cue], total: float | None) -> tuple[list[Span], float, list[str]]:
    """The spans of cues with starts, when the whole ends, and notes."""
    ordered = sorted(placed, key=lambda cue: cue.start)
    notes = [] if ordered == placed else ["the times are not in order; the clips were put in the order of their starts"]
    if all(cue.pause for cue in ordered):
        raise ValueError(f"{placed[0].place} and what follows are pauses only; write what is to be heard")
    finite = [cue.end for cue in ordered if cue.end is not None and math.isfinite(cue.end)]
    last, whole = ordered[-1], max([*finite, total or 0.0])
    is_open = last.end is None or math.isinf(last.end)
    if is_open and whole <= last.start:
        raise ValueError(f"{last.place} ({_short(last.caption)}) says no end, and nothing tells how long the whole is; "
                         f"write when it ends, such as {last.start:g}-{last.start + 5:g} s")
    end = whole if is_open or any(cue.end == math.inf for cue in ordered) else max(finite)
    spans, beside = [], []
    ends: dict[str, float] = {}
    for cue, following in zip(ordered, _next_starts(ordered, end), strict=True):
        if cue.pause:
            continue
        until = following if cue.end is None else min(cue.end, max(end, following))
        lane = cue.marks.get("lane")
        if lane is None:
            lane = next((name for name in LANES if ends.get(name, 0.0) <= cue.start + LEAST_DIFFERENCE), None)
            if lane is None:
                raise ValueError(f"{cue.place} ({_short(cue.caption)}) sounds together with {MOST_LANES} others; a "
                                 f"plan has at most {MOST_LANES} lanes")
            if lane:
                beside.append((cue.place, min(until, max(ends.values())) - cue.start))
        ends[lane] = until
        spans.append(Span(cue, _rounded(cue.start), _rounded(until - cue.start), lane))
    notes += _note("what sounds at the same time got a lane of its own", beside)
    return spans, end, notes


def _next_starts(ordered: Sequence[Cue], end: float) -> list[float]:
    """For each cue, the next later start of another cue; `end` if there is none."""
    starts: list[float] = []
    later, before = end, None
    for cue in reversed(ordered):
        if before is not None and before > cue.start:
            later = before
        starts.append(later)
        before = cue.start
    return starts[::-1]


def _note(rule: str, places: list[tuple[str, float]]) -> list[str]:
    """One note for all places to which `rule` was applied; nothing if there are none."""
    if not places:
        return []
    named = ", ".join(f"{place} ({seconds:.6g} s)" for place, seconds in places[:MOST_PLACES])
    more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
    return [f"{rule}: {named}{more}"]


def _rounded(seconds: float) -> float:
    return round(seconds, 6)  # finer than a sample, coarser than the rounding errors of subtraction


def _short(caption: str) -> str:
    return repr(caption if len(caption) <= 40 else f"{caption[:37]}...")
