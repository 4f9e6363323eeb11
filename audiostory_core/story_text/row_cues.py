"""Makes a cue from a row: decides which of its times is the start, the end or the length, and finds the caption."""
from __future__ import annotations

import re
from collections.abc import Sequence

from .captions import field_of, has_words, tidy, without_label, without_symbols
from .cues import LEAST_DIFFERENCE, Cue
from .fields import TIME_FIELDS, checked, cue_of
from .rows import Row, caption_of
from .times import Time


def cue_of_row(row: Row, as_range: bool, as_cue: bool) -> Cue | None:
    """The cue of a row, with `pause` not set yet; None if it has no time.

    Args:
        as_range: whether "3-5 s" means from 3 to 5 s. Otherwise it is an inexact length, which is refused.
        as_cue: whether the number before or after the caption is the length, as in a cue sheet.

    Raises:
        ValueError: an inexact length, or an invalid time.
    """
    if as_cue and row.bare_number is not None:
        return _cue_sheet(row)
    if (fields := _inline_fields(row)) is not None:
        return fields
    if not row.spoken:
        return None
    span = _best_range(row, [time for time in row.spoken if time.is_range], as_range)
    if span is not None:
        return _cue(row, [span, *_repeated(row, span.until - span.seconds)], start=span.seconds, end=span.until)
    singles = [time for time in row.spoken if not time.is_range]
    if not singles:
        return None
    start = next((time for time in singles if time.place == "lead" and (time.at or time.clock)
                  or time.at and (time.bracketed or len(singles) == 1)), None)
    end = next((time for time in singles if time.ends and time is not start), None)
    if end is not None and len(singles) == 2 and start is None:
        start = next(time for time in singles if time is not end)
    if end is not None:
        return _cue(row, [time for time in (start, end) if time is not None], end=checked(end, row.place).seconds,
                    start=None if start is None else checked(start, row.place).seconds)
    length = _length_of(row, [time for time in singles if time is not start and time.unit])
    if length is None:
        chosen = start or singles[-1]
        name = "start" if chosen.at else "length" if chosen.unit and not chosen.clock else "either"
        return _cue(row, [chosen], **{name: checked(chosen, row.place).seconds})
    used = [length, *_repeated(row, length.seconds)]
    if start is None:
        return _cue(row, used, length=length.seconds)
    return _cue(row, [start, *used], start=checked(start, row.place).seconds, length=length.seconds)


def _cue(row: Row, used: Sequence[Time], **span: float | None) -> Cue:
    return Cue(row.place, caption_of(row, list({time.begin: time for time in used}.values())), **span)


def _repeated(row: Row, seconds: float) -> list[Time]:
    """Times in a row that repeat its length, as in "0:00-0:04 rain (4 s)"."""
    return [time for time in row.spoken if time.unit and not time.is_range and (time.strong or time.bracketed)
            and abs(time.seconds - seconds) < LEAST_DIFFERENCE]


def _length_of(row: Row, lengths: list[Time]) -> Time | None:
    """The length of a row: the one in brackets, else the one set off from the words, else the last one.

    Raises:
        ValueError: there are several of that kind, and they differ.
    """
    bracketed = [time for time in lengths if time.bracketed]
    chosen = bracketed or [time for time in lengths if time.strong] or lengths[-1:]
    if len({time.seconds for time in chosen}) > 1:
        named = " and ".join(f"{time.seconds:g} s" for time in chosen[:4])
        raise ValueError(f"{row.place} ({row.text[:60]!r}) says {named}; write one line a clip, each with one length")
    return checked(chosen[-1], row.place) if chosen else None


def _inline_fields(row: Row) -> Cue | None:
    """The cue of "Start: 0:00 | End: 0:04 | Sound: rain"; None for any other row."""
    if row.text.count(":") + row.text.count("=") < 2:
        return None
    parts = [field for part in re.split(r"[|;,]", row.text) if (field := field_of(part.strip(), row.reader.words))]
    fields = dict(reversed(parts))
    times = {kind: value for kind, value in fields.items() if kind in TIME_FIELDS and row.reader.times(value)}
    caption = tidy(fields.get("caption") or fields.get("title") or "")
    if len(parts) < 2 or not times or not has_words(caption):
        return None
    return cue_of(times, caption, row.place, row.reader)


def _best_range(row: Row, ranges: list[Time], as_range: bool) -> Time | None:
    """The range that gives a row's start and end. A range of clock times is preferred to one of plain numbers."""
    clocks = [time for time in ranges if time.clock] or [time for time in ranges if time.until == float("inf")]
    for time in clocks:
        return checked(time, row.place)
    numbers = [time for time in ranges if time.unit or time.bracketed or time.place == "lead"]
    if not numbers:
        return None
    others = [time for time in row.spoken if not time.is_range and (time.bracketed or time.strong)]
    chosen = numbers[0]
    if as_range:
        return checked(chosen, row.place)
    if others:
        return None
    if chosen.unit:
        spread = row.text[chosen.begin:chosen.finish].strip()
        raise ValueError(f"{row.place}: {spread!r} is a spread; write one number of seconds")
    return None


def _cue_sheet(row: Row) -> Cue:
    """ "7.5 rain falls", "7.5: rain falls" or "rain falls - 7.5"."""
    if row.lead_number is None:
        return Cue(row.place, tidy(row.text[:row.tail_number.begin]), length=row.tail_number.seconds)
    behind = row.text[row.lead_number.finish:]
    separated = re.match(r"[ \t]{0,4}(?:[:|;,=]|[-–—−]{1,2}|\.{2,3}|…)[ \t]{0,4}", behind)
    caption = tidy(behind[separated.end():]) if separated else behind.strip()
    if not separated and not row.marks:
        caption = _clean(caption, row)
    return Cue(row.place, caption, length=row.lead_number.seconds)


def _clean(caption: str, row: Row) -> str:
    """A cue sheet's caption, unchanged except for quotes around it, emoji at its ends, and a label before it."""
    shown = without_symbols(caption[1:-1] if _quoted(caption) else caption)
    shown = without_label(shown, row.reader.words)[0]
    shown = re.sub(r"^(?:→|->|[\[(](?:SFX|FX)[\])])[ \t]{0,4}", "", shown, flags=re.IGNORECASE)
    field = field_of(shown, row.reader.words)
    if field is not None and field[0] == "caption" and has_words(field[1]):
        shown = field[1]
    return shown if has_words(shown) else caption


def _quoted(caption: str) -> bool:
    around = len(caption) > 2 and caption[0] in "\"“" and caption[-1] in "\"”"
    return around and not set("\"“”") & set(caption[1:-1])
