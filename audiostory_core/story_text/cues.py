"""Timed cues, in whatever form they came, become the clips of a plan by ONE rule.

A plan holds one clip after the other, from zero to its end. So a gap belongs to the clip before it, the time before
the first cue to the first clip, a pause to the clip before it; an overlap cuts the clip before. The notes say so.
"""
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..story import MOST_CLIPS, Clip

LEAST_DIFFERENCE = 0.0015  # seconds; times are often written in milliseconds
LONG_SECONDS = 900  # of a single sound, beyond which a unit was likely meant otherwise
MOST_PLACES = 6  # that a note names


@dataclass(frozen=True)
class Cue:
    """One thing that sounds.

    place: where it was read, for messages: "line 3", "clip 2".
    caption: what sounds. pause: nothing does.
    start, end, length: seconds; what the text does not say is None. end is math.inf for "to the end".
    either: a time of which only the others tell whether it is a start or a length.
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
    """What a text holds: its cues, what a person should know of how it was read, and the length that it states."""

    cues: tuple[Cue, ...]
    notes: tuple[str, ...] = ()
    total: float | None = None
    total_place: str = ""


def check_count(count: int) -> None:
    """Refuse more cues than a plan has clips, before the rest of them is read."""
    if count > MOST_CLIPS:
        raise ValueError(f"the text has more than {MOST_CLIPS} clips; a plan holds 1 to {MOST_CLIPS}")


def clips_of(reading: Reading) -> tuple[tuple[Clip, ...], tuple[str, ...]]:
    """The clips of a plan, and notes on what the rule made of the cues.

    Raises:
        ValueError: a cue whose end nothing tells, that ends before it begins, or that leaves the one before no time.
    """
    notes = list(reading.notes)
    cues = _settled(reading.cues, reading.total)
    if any(cue.start is not None or cue.end is not None for cue in cues):
        spans, further = _spans(_placed(cues), reading.total)
    else:
        spans, further = _in_a_row(cues)
    notes += further
    total = math.fsum(seconds for _, seconds in spans)
    notes += [f"{cue.place} lasts {seconds:.6g} s; if the text counts in milliseconds, name the field so (duration_ms)"
              for cue, seconds in spans if seconds >= LONG_SECONDS][:1]
    if reading.total is not None and abs(total - reading.total) > 0.05:
        notes.append(f"{reading.total_place} says {reading.total:.6g} s for the whole; the clips last {total:.6g} s")
    return tuple(Clip(cue.caption, seconds, seconds, **cue.marks) for cue, seconds in spans), tuple(notes)


def _settled(cues: Sequence[Cue], total: float | None) -> list[Cue]:
    """Cues whose lone times are starts or lengths: starts where they rise from zero or reach a stated total."""
    if len(cues) > 1 and cues[0].length == 0 and all(cue.length is not None and cue.start is None for cue in cues):
        cues = [replace(cue, length=None, either=cue.length) for cue in cues]  # nothing lasts 0 s, much begins there
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


def _in_a_row(cues: Sequence[Cue]) -> tuple[list[tuple[Cue, float]], list[str]]:
    """Cues that say lengths only: one after the other, pauses given to the clip before."""
    spans: list[tuple[Cue, float]] = []
    lead, pauses = 0.0, []
    for cue in cues:
        if cue.length is None:
            raise ValueError(f"{cue.place} ({_short(cue.caption)}) says no time; write how long it lasts, or its range")
        if not cue.pause:
            spans.append((cue, _rounded(cue.length + lead)))
            lead = 0.0
            continue
        pauses.append((cue.place, cue.length))
        if spans:
            spans[-1] = (spans[-1][0], _rounded(spans[-1][1] + cue.length))
        else:
            lead += cue.length
    if not spans:
        raise ValueError(f"{cues[0].place} and what follows are pauses only; write what is to be heard")
    return spans, _note("a pause", "belongs to the clip before it, or before all to the first", pauses)


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


def _spans(placed: list[Cue], total: float | None) -> tuple[list[tuple[Cue, float]], list[str]]:
    """The rule for cues with starts."""
    ordered = sorted(placed, key=lambda cue: cue.start)
    notes = [] if ordered == placed else ["the times are not in order; the clips were put in the order of their starts"]
    heard = [cue for cue in ordered if not cue.pause]
    if not heard:
        raise ValueError(f"{placed[0].place} and what follows are pauses only; write what is to be heard")
    last = ordered[-1]
    end = last.end if last.end is not None and math.isfinite(last.end) else total
    if end is None or end <= last.start:
        raise ValueError(f"{last.place} ({_short(last.caption)}) says no end, and nothing tells how long the whole is; "
                         f"write when it ends, such as {last.start:g}-{last.start + 5:g} s")
    begins = [0.0, *(cue.start for cue in heard[1:]), end]
    spans, gaps, cuts = [], [], []
    if heard[0].start > LEAST_DIFFERENCE:
        gaps.append((heard[0].place, heard[0].start))
    for number, cue in enumerate(heard):
        following = begins[number + 1]
        if following - cue.start <= 0:
            raise ValueError(f"{cue.place} ({_short(cue.caption)}) and {heard[number + 1].place} "
                             f"({_short(heard[number + 1].caption)}) both begin at {cue.start:.6g} s; a plan holds one "
                             "sound after the other: give them different starts, or write both in one caption")
        own = following if cue.end is None or math.isinf(cue.end) else cue.end
        if following - own > LEAST_DIFFERENCE:
            gaps.append((cue.place, following - own))
        elif own - following > LEAST_DIFFERENCE:
            cuts.append((cue.place, own - following))
        spans.append((cue, _rounded(following - begins[number])))
    notes += _note("a gap", "belongs to the clip before it, or before all to the first", gaps)
    notes += _note("an overlap", "cuts the clip before it", cuts)
    return spans, notes


def _note(what: str, rule: str, places: list[tuple[str, float]]) -> list[str]:
    """One line for all places where the rule did something."""
    if not places:
        return []
    named = ", ".join(f"{place} ({seconds:.6g} s)" for place, seconds in places[:MOST_PLACES])
    more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
    return [f"{what} {rule}: {named}{more}"]


def _rounded(seconds: float) -> float:
    return round(seconds, 6)  # a millionth: finer than a sample, coarser than what subtraction leaves


def _short(caption: str) -> str:
    return repr(caption if len(caption) <= 40 else f"{caption[:37]}...")
