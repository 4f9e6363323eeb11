"""Reads cues from decoded JSON: finds the list of sounds in any wrapper, and accepts all usual field names."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from numbers import Real

from ..checks import check_seconds, is_number
from ..marks import MARK_FIELDS
from ..plan_checks import MOST_CLIPS
from .captions import has_words
from .cues import Cue
from .fields import TIME_FIELDS, Reader, cue_of
from .lines import row_cue
from .rows import untimed
from .tables import name_scale
from .words import plain_name

MOST_FIELDS = 100  # fields of an entry that are read
DEEPEST = 40  # levels of nested brackets
LONGEST_TOTAL = 10**9  # a larger number cannot be a length
_WHOLE = ("clips", "events")
_TOTALS = ("total", "total_seconds", "total_duration", "total_length", "duration", "duration_seconds", "length",
           "totalDuration", "total_duration_seconds", "runtime", "totalSeconds")


def entries_of(value, reader: Reader) -> tuple[list, dict]:
    """The list with the most timed sounds, and the object around it. Lists under the same path are joined.

    If nothing is timed, it is the list under "clips" or "events", or the value itself, so that its first entry is
    refused.
    """
    lists: dict[tuple, list] = {}
    around: dict[tuple, dict] = {}
    for path, entries, parent in _lists(value, reader):
        lists.setdefault(path, []).extend(entries)
        around.setdefault(path, parent)
    timed = {path: sum(_is_timed(entry, reader) for entry in entries[:MOST_CLIPS]) for path, entries in lists.items()}
    best = max(timed, key=lambda path: (timed[path], -len(path)), default=None)
    if best is not None and timed[best]:
        return lists[best], around[best]
    if isinstance(value, dict):
        value = next((value[name] for name in _WHOLE if name in value), [])
    return value if isinstance(value, list) else [], {}


def _lists(value, reader: Reader) -> Iterator[tuple[tuple, list, dict]]:
    """(path, entries, object around it) of everything that may be a list of sounds, outer lists first, in order."""
    stack = [((), value, {})]
    while stack:
        path, node, parent = stack.pop()
        if len(path) > DEEPEST:
            continue
        if isinstance(node, list):
            yield path, node, parent
            inner = [((*path, "[]"), item, parent) for item in node[:MOST_CLIPS]]
        else:
            yield from _lists_of_object(path, node, parent, reader)
            inner = [((*path, name), item, node) for name, item in node.items()]
        stack += [entry for entry in reversed(inner) if isinstance(entry[1], (dict, list))]


def _lists_of_object(path: tuple, node: dict, parent: dict, reader: Reader) -> Iterator[tuple[tuple, list, dict]]:
    values = list(node.values())
    if len(values) > 1 and all(isinstance(item, dict) for item in values):  # {"1": {...}, "2": {...}}
        yield (*path, "{}"), values, parent
    elif _caption(node, reader) is not None and not any(isinstance(item, (list, dict)) for item in values):
        yield (*path, "one"), [node], parent
    elif node and all(_is_timed_pair(*pair, reader) for pair in list(node.items())[:MOST_CLIPS]):
        # {"0:00-0:06": "rain"}
        yield (*path, "pairs"), [list(pair) for pair in node.items()], parent


def _is_timed_pair(name: str, item, reader: Reader) -> bool:
    if reader.words.field(name) in TIME_FIELDS:
        return False
    if isinstance(item, str):  # {"0:00-0:06": "rain"} or {"rain": "6 s"}
        return any(time.is_range or time.clock or time.unit for part in (name[:80], item[:80])
                   for time in reader.times(part))
    return is_number(item) and reader.words.field(name) is None


def _is_timed(entry, reader: Reader) -> bool:
    if isinstance(entry, dict):
        return bool(_times(entry, reader)[0]) and _caption(entry, reader) is not None
    if isinstance(entry, list):
        return len(entry) in (2, 3) and any(isinstance(item, str) for item in entry)
    return isinstance(entry, str) and bool(reader.times(entry))


def _times(entry: dict, reader: Reader) -> tuple[dict, dict]:
    """The fields that hold times, by kind, and the seconds of one unit of each."""
    fields: dict[str, object] = {}
    scales: dict[str, float] = {}
    for name, value in list(entry.items())[:MOST_FIELDS]:
        kind = reader.words.field(name) if isinstance(name, str) else None
        if isinstance(value, dict) and (kind == "time" or name in ("offsets", "timestamps", "span")):
            whisper = name == "offsets"  # whisper.cpp's are in milliseconds; its "timestamps" are clock times
            for key, item in value.items():
                if (own := reader.words.field(key)) in ("start", "end", "length"):
                    fields[own], scales[own] = item, 0.001 if whisper else name_scale(key)
        elif isinstance(value, list) and len(value) == 2 and (kind == "time" or name in ("timestamps", "span")):
            fields["start"], fields["end"] = value
        elif kind in TIME_FIELDS and not isinstance(value, (dict, list)) and value is not None:
            fields.setdefault(kind, value)
            scales.setdefault(kind, name_scale(name))
    return fields, scales


def _caption(entry: dict, reader: Reader) -> str | None:
    """An entry's caption: of the fields that may hold it, the one with the most specific name."""
    best: tuple[tuple, str] | None = None
    for name, value in list(entry.items())[:MOST_FIELDS]:
        kind = reader.words.field(name) if isinstance(name, str) else None
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            value = ", ".join(value)
        if kind not in ("caption", "title") or not isinstance(value, str) or not value.strip():
            continue
        names, plain = reader.words.fields[kind], plain_name(name)
        rank = (kind == "title", names.index(plain) if plain in names else len(names))
        if best is None or rank < best[0]:
            best = (rank, value)
    return None if best is None else best[1]


def cue_of_entry(entry, place: str, reader: Reader) -> Cue:
    """A cue from one entry: an object, a pair, or a line.

    Raises:
        ValueError: it has no caption or no time; names the place.
    """
    if isinstance(entry, dict):
        return _from_object(entry, place, reader)
    if isinstance(entry, list):
        return _from_pair(entry, place, reader)
    if isinstance(entry, str):
        return row_cue(entry, place, reader)
    raise ValueError(f"{place} is {str(entry)[:80]!r}; an object with a caption and seconds is needed")


def _from_object(entry: dict, place: str, reader: Reader) -> Cue:
    caption = _caption(entry, reader)
    fields, scales = _times(entry, reader)
    if caption is None or not fields:
        names = ", ".join(sorted(map(str, entry)))[:200]
        raise ValueError(f"{place} has the fields {names}; a caption (such as caption, sound, description) and a time "
                         "(such as seconds, duration, start and end) are needed")
    caption = " ".join(caption.splitlines()).strip()
    marks = {name: entry[name] for name in MARK_FIELDS if entry.get(name) is not None}
    if set(entry) <= {"caption", "seconds", *MARK_FIELDS} and isinstance(entry.get("seconds"), Real):  # a plan's clip
        seconds = check_seconds(entry["seconds"], f"{place}'s length", 0.0)
        return Cue(place, caption, length=seconds, marks=marks)
    if not isinstance(marks.get("seed"), int):  # another program's field of that name
        marks.pop("seed", None)
    return replace(cue_of(fields, caption, place, reader, scales), marks=marks)


def _from_pair(entry: list, place: str, reader: Reader) -> Cue:
    """["rain", 6], [6, "rain"], ["0:00-0:06", "rain"] or [0, 6, "rain"]."""
    texts = [item for item in entry if isinstance(item, str)]
    numbers = [item for item in entry if is_number(item)]
    timed = [text for text in texts if (times := reader.times(text))
             and not has_words(untimed(text, times))]
    words = [text for text in texts if text not in timed]
    if len(words) == 1 and len(numbers) + len(timed) == 1:
        return cue_of({"time" if timed else "length": (timed or numbers)[0]}, words[0].strip(), place, reader)
    if len(words) == 1 and len(numbers) == 2:
        return cue_of({"start": numbers[0], "end": numbers[1]}, words[0].strip(), place, reader)
    raise ValueError(f"{place} is {str(entry)[:80]}; a caption and a time are needed")


def stated_total(around: dict, reader: Reader) -> tuple[float | None, str]:
    """The total length that the object around a list states, and the name of that field; (None, "") if it does not."""
    for name in _TOTALS:
        value = around.get(name)
        if is_number(value) and 0 < value < LONGEST_TOTAL:
            return float(value) * name_scale(name), repr(name)
        if isinstance(value, str) and (times := reader.times(value)) and not (times[0].is_range or times[0].error):
            return times[0].seconds, repr(name)
    return None, ""
