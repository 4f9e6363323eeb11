"""Reads plans that are written as lines: cue sheets, lists, timelines, headings.

A line belongs to a list if it has the list's marks (bullet, number, heading, label, none) and indentation. The list
with the most timed rows is the plan; all other lines are talk. A row of that list without a time is refused.
"""
from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from ..marks import read_marks
from ..plan_checks import MOST_CLIPS
from .blocks import Line
from .captions import EDGES, has_words, is_pause, tidy
from .cues import Cue, Reading
from .fields import Reader
from .groups import (
    TALK_ENDS,
    Group,
    are_ordinals,
    chosen_group,
    chosen_runs,
    of_one_kind,
    one_plan,
    runs_of,
    weak_group,
    without_closing_words,
)
from .records import read_records
from .row_cues import cue_of_row
from .rows import Row, read_row, read_rows, refuse_untimed
from .splits import split_line, split_sentences

MOST_WORDS = 10  # a line with more words that does not look like a row is talk
MOST_ROWS = 2_000  # lines of a list, including the talk around it
_SOFT_TOTAL = re.compile(r"\d[- ‑]?(?:second|sec|s|minute|min)s?[- ](?:long\s)?[^\W\d]", re.IGNORECASE)
_ORDINAL = re.compile(r"^\d{1,4}[ \t]{0,4}[-–—:.|]{1,2}[ \t]{0,4}")


def read_lines(lines: Sequence[Line], reader: Reader, last_wins: bool = False) -> Reading | None:
    """The cues of the list with the most timed rows; None if no row has a time.

    Args:
        last_wins: take the last list instead, because the text begins with thoughts that are never closed.

    Raises:
        ValueError: a row of the list has no time, or an invalid one.
    """
    filled = sum(1 for _, line in lines if line.strip())
    if filled > MOST_ROWS:
        raise ValueError(f"the text has {filled} lines; at most {MOST_ROWS} are read as a list of clips")
    rows = [part for row in read_rows(lines, reader) for part in split_line(row)]
    records = read_records(rows, reader)
    group = chosen_group(rows, last_wins)
    if records is not None and (group is None or len(records.cues) >= sum(
            not row.is_time_field for row in group.timed)):
        return Reading(records.cues, (), *_total(rows, records.numbers))
    if group is None:
        rows = [part for row in rows for part in split_sentences(row)]
        group = weak_group(rows)
        if group is None:
            return None
    if len(group.timed) > MOST_CLIPS:
        raise ValueError(f"the plan has {len(group.timed)} clips; 1 to {MOST_CLIPS} are possible")
    runs = chosen_runs(runs_of(rows, group), group, last_wins)
    kept = one_plan(runs, group)
    drafts = [row for run in runs[:len(runs) - len(kept)] for row in run]  # `kept` are the last runs
    own = without_closing_words(of_one_kind([row for run in kept for row in run], group), group)
    ordinals = not group.as_cue and all(row.lead_number is not None for row in own) and are_ordinals(own)
    cues = _cues(rows, own, group)
    earlier = {row.number for row in drafts}
    notes = _left_out([row for row in rows if row.number not in earlier], own, group, last_wins)
    if drafts:
        notes = (f"lines {drafts[0].number} to {drafts[-1].number} were taken for an earlier draft", *notes)
    if ordinals:
        cues = [replace(cue, caption=_ORDINAL.sub("", cue.caption)) for cue in cues]
    return Reading(tuple(cues), notes, *_total(rows, {row.number for row in own})) if cues else None


def _cues(rows: list[Row], own: list[Row], group: Group) -> list[Cue]:
    """The cues of the chosen rows. If the lines below a row say what is heard, they give its caption."""
    as_range = _are_ranges(own)
    numbers = {row.number for row in own}
    if group.key[0] == "plain":
        _check_between(rows, own, group.as_cue)
    place = {id(row): index for index, row in enumerate(rows)}
    details = [_details(rows, place[id(row)], numbers, group) for row in own]
    named = sum(bool(_named(below)) for below in details) * 5 >= len(own) * 4
    below_all = all(below for below in details)
    cues: list[Cue] = []
    for row, below in zip(own, details, strict=True):
        if group.has_number(row) and not row.caption:
            raise ValueError(f"line {row.number} has no caption beside {row.text[:20]!r}")
        cue = cue_of_row(row, as_range, group.as_cue)
        if cue is None:
            lengths = [time for detail in below for time in detail.spoken if detail.field or time.bracketed]
            if not lengths:
                refuse_untimed(row)
            cue = Cue(row.place, row.caption, length=lengths[0].seconds)
        caption = _caption(row, cue, below, named, below_all)
        begins_at_zero = cues and cues[0].length == 0
        only_an_end = row is own[-1] and (cue.length is None or begins_at_zero) and (
            caption is None and cue.end == math.inf or caption is not None and cue.end is None and _says_end(
                caption, row.reader))
        if only_an_end:
            return _ended(cues, cue)
        if caption is None:
            raise ValueError(f"line {row.number} ({row.text[:60]!r}) says a time and no sound; say what is heard")
        cues.append(_told(replace(cue, caption=caption, marks=read_marks(row.marks, row.place)), row.reader))
    return cues


def _told(cue: Cue, reader: Reader) -> Cue:
    """The cue with `pause` set. A cue with a mark, such as a lock, is never a pause."""
    return replace(cue, pause=is_pause(cue.caption, reader.words) and not cue.marks)


def _says_end(caption: str, reader: Reader) -> bool:
    first = re.match(r"(?:the )?([^\W\d_]+)(?: of\b.{0,40})?$", caption.strip(EDGES + "()[]").lower())
    return first is not None and first[1] in reader.words.end


def _ended(cues: list[Cue], cue: Cue) -> list[Cue]:
    """The cues before a last row that only says when the whole ends. The last cue ends then; lone times are starts."""
    at = next((time for time in (cue.start, cue.either, cue.length) if time is not None), None)
    if cues and cues[0].length == 0:  # "lengths" that rise from 0 are starts
        cues = [replace(found, start=found.length, length=None) for found in cues]
    starts = [replace(found, start=found.either, either=None) if found.either is not None else found for found in cues]
    if starts and at is not None and starts[-1].end is None and starts[-1].length is None:
        starts[-1] = replace(starts[-1], end=at)
    return starts


def _are_ranges(rows: list[Row]) -> bool:
    """Whether "3-5 s" in these rows means from 3 to 5 s: the ranges begin at 0 and rise, or each follows the last."""
    ranges = [next((time for time in row.spoken if time.is_range), None) for row in rows]
    found = [time for time in ranges if time is not None]
    if not found or any(time.clock for time in found):
        return bool(found)
    if any(time.until <= time.seconds for time in found):
        return False
    pairs = list(zip(found, found[1:], strict=False))
    rising = all(later.seconds >= earlier.seconds for earlier, later in pairs)
    follow = len(found) == len(rows) > 1 and all(later.seconds >= earlier.until - 0.01 for earlier, later in pairs)
    return rising and found[0].seconds == 0 or follow


def _check_between(rows: list[Row], own: list[Row], as_cue: bool) -> None:
    """Raise a ValueError for a line without a time between two timed rows, unless each row has such lines.

    Only lines that are set like the rows count: with empty lines around them if the rows have those, else without.
    """
    numbers = {row.number for row in own}
    last, before = max(numbers), None
    apart = sum(row.blank_before for row in own[1:]) * 2 > len(own) - 1
    between: dict[int, list[Row]] = {}
    for row, after in zip(rows, rows[1:], strict=False):
        if row.number in numbers:
            before = row.number
        elif before is not None and row.number < last and row.kind == "plain" and row.indent == 0 and not row.bold:
            if apart and row.blank_before and after.blank_before or not (row.blank_before or after.blank_before):
                between.setdefault(before, []).append(row)
    if not as_cue and len(between) >= len(numbers) - 1 > 1:
        return  # every row has further lines below it
    for found in between.values():
        for row in found:
            if not (row.text.endswith(TALK_ENDS) or row.is_note or row.is_total or row.is_sum or row.text[:1] in "(*"):
                refuse_untimed(row)
    above = (row.number in numbers and row.number != last and after.number not in numbers and after.kind == "plain"
             and after.indent == 0 for row, after in zip(rows, rows[1:], strict=False))
    if has_words(own[-1].caption) and not any(above):  # otherwise each clip's words are below its row
        _check_behind([row for row in rows if row.number > last], apart)


def _check_behind(rows: list[Row], apart: bool) -> None:
    """Raise a ValueError for a short line without a time directly after the clips that is not a sentence."""
    for row in rows:
        sentence = row.text.endswith((*TALK_ENDS, ".", "。", "…", ")")) or ":" in row.text
        short = len(row.text.split()) <= MOST_WORDS and row.kind == "plain" and row.indent == 0 and not row.bold
        if row.blank_before and not apart or row.spoken or row.bare_number or sentence or not short:
            return
        if not (row.is_note or _says_end(row.text, row.reader)):
            refuse_untimed(row)


def _left_out(rows: list[Row], own: list[Row], group: Group, thinking: bool) -> tuple[str, ...]:
    """Notes about lines outside of the list that look like rows but were taken for talk.

    Args:
        thinking: whether the text begins with a model's thoughts, in which such lines do not matter.

    Returns:
        A note for each line of talk with a time written as in a row.

    Raises:
        ValueError: a short line has a time set off from its words, and is neither a clip, a detail nor talk.
    """
    numbers, notes, below = {row.number for row in own}, [], False
    titled = group.key[0] in ("head", "label") or any(row.bold for row in own)
    inner = min(row.indent for row in own)
    for row in rows:
        if row.number in numbers:
            below = True
            continue
        if row.is_total or row.is_note or row.is_sum or row.field is not None or row.kind == "head":
            continue
        numbered = below or row.lead_number is not None  # before the list, a number within talk is not a length
        if numbered and row.kind == "plain" and not row.spoken and row.bare_number and has_words(row.caption):
            notes.append(f"line {row.number} was taken for talk: {row.text[:60]!r}")
        wrong = next((time.error for time in row.spoken if time.error), None)
        set_off = any(time.strong and time.place != "mid" for time in row.spoken) or group.has_number(row)
        detail = below and (titled or row.indent > inner and (":" in row.text or not set_off))
        title = not below and (row.bold or thinking or row.kind != group.key[0])
        if detail or title or not (set_off or wrong and len(row.text.split()) <= MOST_WORDS):
            continue
        if row.text.endswith((*TALK_ENDS, ".", "。")) or len(row.text.split()) > MOST_WORDS:
            notes.append(f"line {row.number} was taken for talk: {row.text[:60]!r}")
        elif wrong:
            raise ValueError(f"{row.place}: {wrong}")
        elif not _says_end(row.caption, row.reader):
            raise ValueError(f"line {row.number} ({row.text[:60]!r}) says a time, and not as the clips around it do; "
                             "write it like them, or without its time")
    return tuple(notes[:6])


def _details(rows: list[Row], index: int, numbers: set[int], group: Group) -> list[Row]:
    """The lines below a row that belong to it."""
    row, found = rows[index], []
    for other in rows[index + 1:index + 30]:
        alike = other.key == group.key and group.key[0] != "plain"
        if alike or other.number in numbers or other.number == row.number:
            break
        if other.kind == "head" and row.kind != "head":
            break
        if other.is_total or found and other.blank_before and other.kind == "plain" and other.field is None:
            break
        if not other.is_note or other.field is not None:
            found.append(other)
    return found


def _named(details: list[Row]) -> str:
    """The caption in a line such as "Sound: rain" among the details; "" if there is none."""
    for detail in details:
        if detail.field is not None and detail.field[0] == "caption" and has_words(tidy(detail.field[1])):
            return tidy(detail.field[1])
    return ""


def _caption(row: Row, cue: Cue, details: list[Row], named: bool, below_all: bool) -> str | None:
    """The caption in a row, or in the lines below it; None if there is none."""
    bracketed = row.text[:1] in "[(【" and row.text[-1:] in "])】"
    title = row.kind in ("head", "label") or row.bold or bracketed or row.leads_on
    if _named(details) and (named or title or not has_words(cue.caption)):
        return _named(details)
    if has_words(cue.caption) and not (title and below_all):
        return cue.caption + _continued(row, details)
    for detail in details:
        caption = detail.caption if detail.field is None or detail.field[0] in ("caption", "title") else ""
        if has_words(caption):
            return caption
    return cue.caption if has_words(cue.caption) else None


def _continued(row: Row, details: list[Row]) -> str:
    """The rest of a caption that continues in the next line, which is indented and begins in lower case; else ""."""
    following = details[0] if details and row.kind not in ("head", "label") else None
    if following is None or following.kind != "plain" or following.indent <= row.indent or following.blank_before:
        return ""
    goes_on = following.text[:1].islower() and not following.spoken and following.field is None
    return f" {following.text.rstrip('.')}" if goes_on and not row.text.endswith((".", "!", "?", ":")) else ""


def _total(rows: list[Row], numbers: set[int]) -> tuple[float | None, str]:
    """The total length that the talk states, and the line that states it."""
    found: tuple[float | None, str] = (None, "")
    own, first, last = numbers, min(numbers), max(numbers)
    for row in rows:
        if row.number in own or not (row.spoken or row.is_total):
            continue
        if row.total is not None:
            return row.total, row.place
        if found[0] is None and not first < row.number < last:
            found = _said_total(row, row.number < first), row.place
    return found if found[0] is not None else (None, "")


def _said_total(row: Row, before: bool) -> float | None:
    """The total length that a sentence of talk states: its only time, together with a word for the whole."""
    places = [0, *(match.end() for match in re.finditer(r"[.;!?]\s", row.text)), len(row.text)]
    for begin, end in zip(places, places[1:], strict=False):
        times = [time for time in row.spoken if begin <= time.begin < end]
        if len(times) != 1 or times[0].is_range or times[0].error:
            continue
        sentence = row.text[begin:end]
        if row.reader.words.total.search(sentence) or row.is_time_field or before and (
                _SOFT_TOTAL.search(sentence) or times[0].named):
            return times[0].seconds
    return None


def row_cue(text: str, place: str, reader: Reader) -> Cue:
    """The cue of a single line, such as an entry of a list in JSON.

    Raises:
        ValueError: it has no time or no words.
    """
    row = read_row(1, text, True, reader)
    cue = cue_of_row(row, as_range=True, as_cue=not row.spoken)
    if cue is None or not has_words(cue.caption):
        raise ValueError(f"{place} is {text[:80]!r}; what is heard and for how long is needed")
    return _told(replace(cue, place=place, marks=read_marks(row.marks, place)), reader)
