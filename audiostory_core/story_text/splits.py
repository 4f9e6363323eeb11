"""Splits lines that hold several clips: "Rain (8 s) → Thunder (4 s)", "a dog at 0.5-2, 3-4", running text."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .captions import EDGES, has_words
from .fields import Reader
from .rows import Row, read_row, untimed
from .times import Time

_BREAK = re.compile(r"<br\s{0,2}/?>", re.IGNORECASE)
_SEPARATORS = tuple(re.compile(rf"[ \t]{{0,4}}(?:{sign})[ \t]{{0,4}}") for sign in (
    r"→|->|=>|⟶|➜", r"\|", ";", "·|•", r"/(?!\d)", r",(?!\d)", r"&|\bthen\b|\band\b"))
_BETWEEN = re.compile(r"^[ \t]{0,8}(?:→|->|=>|⟶|➜|[|;,/·•>&]|\d{1,2}[.)](?=\s)|then\b)[ \t]{0,8}")
_CLAUSES = re.compile(r"(?<=[.!?;])[ \t]{1,4}|,?[ \t](?:and[ \t])?(?=(?:then|afterwards|followed[ \t]by|finally)\b)",
                      re.IGNORECASE)


def split_line(row: Row) -> list[Row]:
    """A row for each clip of a line such as "Rain (8 s) → Thunder (4 s)"; the row itself if it holds only one."""
    if len(row.times) < 2:
        return [row]
    parts = _parts(row)
    if len(parts) < 2:
        ranges = [time for time in row.times if time.is_range]
        behind = len(ranges) > 1 and ranges[0].begin > 2 and row.kind == "plain"
        return _ranges_behind(row, ranges) if behind else [row]
    return _as_rows(row, parts)


def _as_rows(row: Row, parts: Sequence[str]) -> list[Row]:
    """Rows from the pieces of a line. The line's marks go to the last one."""
    rows = [replace(read_row(row.number, part, False, row.reader), kind="plain") for part in parts]
    return [*rows[:-1], replace(rows[-1], marks=row.marks)]


def _parts(row: Row) -> list[str]:
    """The pieces of a line that are one clip each, with one time set off from the words; [] if there are none."""
    lead = [time for time in row.times if time.is_range] or [time for time in row.spoken if time.at]
    if len(lead) > 1 and lead[0].begin <= 2:  # each range is before its words
        return [part.strip(" []") for part in _cut(row.text, [time.begin for time in lead])]
    if "<br" in row.raw and "|" not in row.raw:
        return [part for part in _BREAK.split(row.raw) if part.strip()]
    bracketed = [time for time in row.spoken if time.bracketed]
    if len(bracketed) > 1 and len(bracketed) == len(row.spoken):
        if not row.text[bracketed[-1].finish:].strip(EDGES):
            found = _cut(row.text, [time.finish for time in bracketed])
        else:
            found = _cut(row.text, [time.begin for time in bracketed]) if bracketed[0].begin <= 2 else []
        found = [_BETWEEN.sub("", part) for part in found]
        if len(found) == len(bracketed) and all(has_words(untimed(part, row.reader.times(part))) for part in found):
            return found
    for separator in _SEPARATORS:
        found = [part for part in separator.split(row.text) if part.strip(EDGES)]
        if len(found) > 1 and all(_is_clip(part, row.reader) for part in found):
            return found
    return []


def _cut(text: str, places: list[int]) -> list[str]:
    edges = sorted({0, *places, len(text)})
    return [text[begin:end] for begin, end in zip(edges, edges[1:], strict=False) if text[begin:end].strip(EDGES)]


def _is_clip(part: str, reader: Reader) -> bool:
    part = part.strip()
    times = [time for time in reader.times(part) if time.unit or time.is_range]
    apart = len(times) == 1 and (times[0].strong or times[0].place in ("lead", "tail"))
    return apart and has_words(untimed(part, times))


def _ranges_behind(row: Row, times: Sequence[Time]) -> list[Row]:
    """Rows of a line such as "a dog at 0.5-2, 3-4.5 and a horn at 5-6.5", with ranges after their words. A range
    without words repeats those before it."""
    parts, place, caption = [], 0, ""
    for time in times:
        own = re.sub(r"^(?:and|then|,|;)\s*|\s*\bat$", "", row.text[place:time.begin].strip(EDGES)).strip(EDGES)
        caption, place = own or caption, time.finish
        parts.append(f"{time.seconds:g}-{time.until:g} s: {caption}")
    if not all(has_words(part.split(":", 1)[1]) for part in parts):
        return [row]
    return _as_rows(row, parts)


def split_sentences(row: Row) -> list[Row]:
    """A row for each sentence or clause of a line of running text, if several of them have a length; else the row."""
    parts = _CLAUSES.split(row.text)
    if len(parts) < 2 or len([time for time in row.spoken if time.unit]) < 2:
        return [row]
    found = [replace(part, label="") for part in _as_rows(row, [part for part in parts if part.strip(EDGES)])]
    timed = [part for part in found if any(time.unit for time in part.spoken)]
    return found if len(timed) > 1 else [row]
