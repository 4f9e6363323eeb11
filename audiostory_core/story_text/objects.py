"""Reads JSON written by language models and programs: with text around it, several values, or small errors.

entries.py makes cues from the decoded values.
"""
from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..plan_checks import MOST_CLIPS
from .blocks import Line
from .cues import Cue, Reading
from .entries import DEEPEST, cue_of_entry, entries_of, stated_total
from .fields import Reader

TIMES = ("length", "start", "end", "time")  # kinds of field
MOST_REPAIRED = 16_000  # characters; json-repair takes a second for ten times as many if everything is wrong
MOST_VALUES = 2_000  # JSON values one after the other, as in JSON Lines
_BEGIN = re.compile(r"\{\s{0,80}(?:[\"'“}]|[A-Za-z_]\w{0,40}\s{0,8}:)|\[\s{0,80}[\[({\"']")
_BRACKETS = re.compile(r"[\[{\]}]")
_NAME = re.compile(r"[{,\n][ \t]{0,20}[\"'“]?([A-Za-z_]\w{0,40})[\"'”]?[ \t]{0,4}:")
_CLOCK = r"\d{1,3}(?::\d{2}){1,3}(?:[.,]\d{1,6})?"
# a clock time, a range, or a number with its unit, without quotes: json-repair would split these
_BARE_TIME = re.compile(rf"(:[ \t]{{0,4}})({_CLOCK}(?:[ \t]{{0,4}}(?:-{{1,2}}>?|[–—→~])[ \t]{{0,4}}{_CLOCK})?|"
                        r"\d{1,6}(?:\.\d{1,6})?[ \t]?[^\W\d_]{1,10})(?=[ \t]{0,4}[,}\]\r\n])")
_BETWEEN_VALUES = re.compile(r"([}\]])([ \t\r\n]{1,80})(?=[{\[])")
_SCHEDULE = re.compile(r"^[ \t]{0,8}\"(\d{1,9})\"[ \t]{0,4}:[ \t]{0,4}\"([^\"\n]{1,1000})\"[ \t]{0,4},?[ \t]*$",
                       re.MULTILINE)
_MOST_FRAMES = re.compile(r"max_?frames\"?[ \t]{0,4}[:=][ \t]{0,4}(\d{1,9})", re.IGNORECASE)


def read_objects(lines: Sequence[Line], reader: Reader) -> Reading | None:
    """The cues of the JSON in some lines; None if there is no JSON with timed sounds.

    Raises:
        ValueError: an entry has no caption or no time, or the JSON cannot be repaired.
    """
    text = "\n".join(line for _, line in lines)
    scheduled = _SCHEDULE.findall(text)
    if len(scheduled) > 1 and not any(time.unit for _, caption in scheduled for time in reader.times(caption)):
        return _schedule(scheduled, text, reader)
    values, notes = _values(text, lines, reader)
    if not values:
        return None
    entries, around = entries_of(values[0] if len(values) == 1 else values, reader)
    if not entries:
        return None
    if notes and sum(_is_clip(found, reader) for found in _objects_in(values)) > len(entries):
        # mending may have put one object into another, and its clip would be lost
        raise ValueError(f"{notes[0].partition('; it was')[0]}, and mending it would lose a clip; correct it there")
    if len(entries) > MOST_CLIPS:
        raise ValueError(f"the JSON has {len(entries)} clips; 1 to {MOST_CLIPS} are possible")
    cues = [cue_of_entry(entry, f"clip {number}", reader) for number, entry in enumerate(entries, 1)]
    return Reading(tuple(cues), tuple(notes), *stated_total(around, reader))


def _schedule(pairs: list[tuple[str, str]], text: str, reader: Reader) -> Reading:
    """A schedule of prompts by frame, as in animation nodes: "0": "wind", "48": "an engine".

    Raises:
        ValueError: the frame rate is unknown.
    """
    if reader.frame_rate is None:
        raise ValueError("the text counts frames, and does not say how many a second has; give the frame rate")
    cues = [Cue(f"frame {frame}", caption, start=int(frame) / reader.frame_rate) for frame, caption in pairs]
    last = _MOST_FRAMES.search(text)
    return Reading(tuple(cues), (), int(last[1]) / reader.frame_rate if last else None, "max_frames" if last else "")


class _TwoOfAName(Exception):
    """An object has the same name twice; json would silently keep only the last value."""


def _object(pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwoOfAName(repr(next(name for name in names if names.count(name) > 1)[:40]))
    return found


def _values(text: str, lines: Sequence[Line], reader: Reader) -> tuple[list, list[str]]:
    """All JSON values in a text (several lines of JSON are several values), and notes on what was mended."""
    decoder, values, place = json.JSONDecoder(object_pairs_hook=_object), [], 0
    while match := _BEGIN.search(text, place):
        try:
            value, place = decoder.raw_decode(text, match.start())
        except RecursionError as error:
            raise ValueError("the JSON is nested too deeply") from error
        except json.JSONDecodeError as error:
            where = f"the JSON is not valid at line {lines[min(error.lineno, len(lines)) - 1][0]} ({error.msg})"
            return _mended(text[match.start():], values, where, reader)
        except _TwoOfAName as error:
            raise ValueError(f"an object of the JSON has {error} twice; which one is meant?") from error
        values.append(value)
        if len(values) > MOST_VALUES:
            raise ValueError(f"the text has more than {MOST_VALUES} values of JSON; 1 to {MOST_CLIPS} clips are "
                             "possible")
    return values, []


def _mended(broken: str, values: list, where: str, reader: Reader) -> tuple[list, list[str]]:
    """The values that json-repair finds in the rest of a text, with a note.

    json-repair reads 1:30 as 1, and keeps only the last of several similar values on separate lines. So the text is
    changed before, and afterwards each field name of a caption or time must occur as often as before.

    Raises:
        ValueError: the text is too long or nested too deeply (these limits bound the time), or cannot be mended without
            losing something.
    """
    import json_repair  # imported only for broken JSON

    if len(broken) > MOST_REPAIRED:
        raise ValueError(f"{where}, and its {len(broken)} characters are too many to mend it; at most {MOST_REPAIRED}")
    if _depth(broken) > DEEPEST:
        raise ValueError(f"{where}, and it is nested deeper than {DEEPEST}")
    broken = _BETWEEN_VALUES.sub(r"\1,\2", _BARE_TIME.sub(r'\1"\2"', broken))
    try:
        value = json_repair.loads(broken, skip_json_loads=True)
    except (ValueError, RecursionError) as problem:
        raise ValueError(f"{where}, and cannot be mended: {problem}") from problem
    if not isinstance(value, (dict, list)) or not value:
        return values, []
    said = Counter(name for name in _NAME.findall(broken) if reader.words.field(name))
    lost = sorted((said - _names_in(value)).elements())
    if lost:
        raise ValueError(f"{where}, and mending it would lose {lost[0]!r}; correct it there")
    rest = value if values and isinstance(value, list) else [value]
    return [*values, *rest], [f"{where}; it was mended, so look at every clip"]


def _objects_in(value) -> Iterator[dict]:
    """All objects in decoded JSON, nested ones included."""
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
        stack += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()


def _names_in(value) -> Counter:
    """How often each field name occurs in decoded JSON."""
    return Counter(str(name) for found in _objects_in(value) for name in found)


def _is_clip(entry: dict, reader: Reader) -> bool:
    """Whether an object itself has a caption and a time."""
    kinds = {reader.words.field(str(name)) for name in entry}
    return "caption" in kinds and not kinds.isdisjoint(TIMES)


def _depth(text: str) -> int:
    deepest = depth = 0
    for sign in _BRACKETS.findall(text):
        depth = max(0, depth + (1 if sign in "[{" else -1))
        deepest = max(deepest, depth)
    return deepest
