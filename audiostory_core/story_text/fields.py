"""Makes a cue from named values: those of a JSON object, a table row, or the lines of a record."""
from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real

from ..checks import check_seconds
from .captions import is_pause, tidy
from .cues import Cue
from .times import Time, find_times, plain_signs
from .words import Words

TIME_FIELDS = ("length", "start", "end", "time")
_NOTHING = ("", "-", "–", "—", "n/a", "none", "null", "?", "...", "…", "tbd")


@dataclass(frozen=True)
class Reader:
    """What all formats are read with. words: see words.py. frame_rate: for time code, from the text or the caller."""

    words: Words
    frame_rate: float | None = None

    def times(self, text: str) -> list[Time]:
        return find_times(plain_signs(text), self.words, self.frame_rate)


def checked(time: Time, place: str) -> Time:
    """The time itself, if it is valid.

    Raises:
        ValueError: it is not; says why, and names the place.
    """
    if time.error is not None:
        raise ValueError(f"{place}: {time.error}")
    return time


def cue_of(fields: Mapping[str, object], caption: str, place: str, reader: Reader,
           scales: Mapping[str, float] | None = None) -> Cue:
    """A cue from a record's fields.

    Args:
        fields: kind ("length", "start", "end", "time", see words.FIELDS) -> number or text.
        scales: kind -> seconds of one unit, if the field's name gives a unit ("duration_ms"); 1 for all others.

    Raises:
        ValueError: no time at all, or an invalid one; names the place.
    """
    times = {}
    for kind in TIME_FIELDS:
        value = fields.get(kind)
        if value is not None and not (isinstance(value, str) and value.strip().lower() in _NOTHING):
            times[kind] = _time_of(value, f"{place}: its {kind}", kind, reader, (scales or {}).get(kind, 1.0))
    if not times:
        raise ValueError(f"{place} ({tidy(caption)[:40]!r}) says no time; write how long it lasts, or its range")
    span = {name: None for name in ("start", "end", "length", "either")}
    for kind in ("time", "length", "start", "end"):
        span.update(times.get(kind, {}))
    if span["either"] is not None and any(span[name] is not None for name in ("start", "end", "length")):
        span["start"], span["either"] = span["either"] if span["start"] is None else span["start"], None
    return Cue(place, caption, pause=is_pause(caption, reader.words), **span)


def _time_of(value: object, place: str, kind: str, reader: Reader, scale: float) -> dict[str, float]:
    """What one value gives: {"start": ..}, {"start": .., "end": ..}, {"length": ..}, {"end": ..} or {"either": ..}."""
    name = "either" if kind == "time" else kind
    if isinstance(value, bool) or not isinstance(value, (Real, str)):
        raise ValueError(f"{place} is {str(value)[:40]!r}; a number of seconds is needed")
    if isinstance(value, Real):
        return {name: check_seconds(value, place, -math.inf) * scale}
    text = value.strip().strip("\"'`*")
    if text.lower() in reader.words.end and kind == "end":
        return {"end": math.inf}
    times = reader.times(text)
    if not times or len(times) > 2:
        raise ValueError(f"{place} is {value[:40]!r}, which is no time; write it as 0:08 or 8")
    first = checked(times[0], place)
    if first.is_range:
        if kind != "time" and (kind == "length" or not first.clock):
            raise ValueError(f"{place} is {value[:40]!r}, a spread; write one number of seconds")
        return {"start": first.seconds * scale, "end": first.until * (1.0 if math.isinf(first.until) else scale)}
    if text[first.finish:].strip(" .,;)") and len(times) == 1 and not first.unit and not first.clock:
        raise ValueError(f"{place} is {value[:40]!r}, which is no time; write it as 0:08 or 8")
    seconds = first.seconds if first.unit or first.clock else first.seconds * scale
    if len(times) == 2 and kind == "time":  # "0:05 (6 s)"
        return {"start": seconds, "length": checked(times[1], place).seconds}
    if kind == "time" and first.at:
        name = "start"
    elif kind == "time" and first.unit and not first.clock:
        name = "either"
    return {name: seconds}
