"""JSON as language models and programs write it: any wrapper, any usual name, a text around it, small faults."""
from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from numbers import Real

from ..story import MOST_CLIPS, check_seconds
from .blocks import Line
from .cues import Cue, Reading
from .fields import Reader, cue_of
from .tables import name_scale

MOST_REPAIRED = 16_000  # characters; json-repair takes a second for ten times as many where everything is wrong
MOST_VALUES = 1_000  # one after the other, as in JSON Lines
DEEPEST = 40  # brackets within brackets
_BEGIN = re.compile(r"\{\s{0,80}(?:[\"'“}]|[A-Za-z_]\w{0,40}\s{0,8}:)|\[\s{0,80}[\[({\"']")
_SCHEDULE = re.compile(r"^[ \t]{0,8}\"(\d{1,9})\"[ \t]{0,4}:[ \t]{0,4}\"([^\"\n]{1,1000})\"[ \t]{0,4},?[ \t]*$", re.MULTILINE)
_MOST_FRAMES = re.compile(r"max_?frames\"?[ \t]{0,4}[:=][ \t]{0,4}(\d{1,9})", re.IGNORECASE)
_WHOLE = ("clips", "events")
_TOTALS = ("total", "total_seconds", "total_duration", "total_length", "duration", "duration_seconds", "length",
           "totalDuration", "total_duration_seconds", "runtime", "totalSeconds")


def read_objects(lines: Sequence[Line], reader: Reader) -> Reading | None:
    """The cues of the JSON in some lines; None where there is none that speaks of sounds with times.

    Raises:
        ValueError: an entry without words or time, or JSON that cannot be repaired.
    """
    text = "\n".join(line for _, line in lines)
    if len(scheduled := _SCHEDULE.findall(text)) > 1:
        return _schedule(scheduled, text, reader)
    values, notes = _values(text, lines[0][0] if lines else 1)
    if not values:
        return None
    value = values[0] if len(values) == 1 else values
    entries, around = _entries(value, reader)
    if not entries:
        return None
    if len(entries) > MOST_CLIPS:
        raise ValueError(f"the JSON has {len(entries)} clips; 1 to {MOST_CLIPS} are possible")
    cues = _cues(entries, reader)
    total, place = _total(around, reader)
    return Reading(tuple(cues), tuple(notes), total, place)


def _schedule(pairs: list[tuple[str, str]], text: str, reader: Reader) -> Reading:
    """A schedule of prompts by frame, as animation nodes take it: "0": "wind", "48": "an engine".

    Raises:
        ValueError: no frame rate.
    """
    if reader.frame_rate is None:
        raise ValueError("the text counts frames, and does not say how many a second has; give the frame rate")
    cues = [Cue(f"frame {frame}", caption, start=int(frame) / reader.frame_rate) for frame, caption in pairs]
    last = _MOST_FRAMES.search(text)
    return Reading(tuple(cues), (), int(last[1]) / reader.frame_rate if last else None, "max_frames" if last else "")


def _values(text: str, first_line: int) -> tuple[list, list[str]]:
    """All JSON values in a text (several lines of JSON are several values), and notes on what was repaired."""
    decoder, values, place = json.JSONDecoder(object_pairs_hook=_object), [], 0
    while match := _BEGIN.search(text, place):
        try:
            value, place = decoder.raw_decode(text, match.start())
            values.append(value)
            if len(values) > MOST_VALUES:
                raise ValueError(f"the text has more than {MOST_VALUES} values of JSON; 1 to {MOST_CLIPS} clips are possible")
        except RecursionError as error:
            raise ValueError("the JSON is nested too deeply") from error
        except json.JSONDecodeError as error:
            return _repaired(text, match.start(), values, error, first_line)
        except _TwoOfAName as error:
            raise ValueError(f"an object of the JSON has {error} twice; which one is meant?") from error
    return values, []


class _TwoOfAName(Exception):
    """An object that says one name twice, of which json would keep the last without a word."""


def _object(pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwoOfAName(repr(next(name for name in names if names.count(name) > 1)[:40]))
    return found


def _repaired(text: str, begin: int, values: list, error: json.JSONDecodeError, first_line: int) -> tuple[list, list[str]]:
    import json_repair  # only those who bring broken JSON wait for it

    broken = text[begin:]
    if "\"" not in broken and "'" not in broken and ":" not in broken:
        return values, []
    where = f"the JSON is not valid at line {error.lineno + first_line - 1} ({error.msg})"
    if len(broken) > MOST_REPAIRED:
        raise ValueError(f"{where}, and its {len(broken)} characters are too many to mend it; at most {MOST_REPAIRED}")
    if _depth(broken) > DEEPEST:
        raise ValueError(f"{where}, and it is nested deeper than {DEEPEST}")
    try:
        value = json_repair.loads(broken, skip_json_loads=True)
    except (ValueError, RecursionError) as problem:
        raise ValueError(f"{where}, and cannot be mended: {problem}") from problem
    if not isinstance(value, (dict, list)) or not value:
        return values, []
    found = [*values, *value] if values and isinstance(value, list) else [*values, value]
    return found, [f"{where}; it was mended, so look at every clip"]


def _depth(text: str) -> int:
    deepest = depth = 0
    for sign in re.findall(r"[\[{\]}]", text):
        depth = max(0, depth + (1 if sign in "[{" else -1))
        deepest = max(deepest, depth)
    return deepest


def _entries(value, reader: Reader) -> tuple[list, dict]:
    """The list that speaks of sounds (its paths alike put together), and the object around it."""
    lists: dict[tuple, list] = {}
    around: dict[tuple, dict] = {}
    stack, seen = [((), value, {})], 0
    while stack:
        path, node, parent = stack.pop()
        seen += 1
        if len(path) > DEEPEST:
            continue
        if isinstance(node, list):
            lists.setdefault(path, []).extend(node)
            around.setdefault(path, parent)
            stack += [((*path, "[]"), item, parent) for item in reversed(node[:MOST_CLIPS]) if isinstance(item, (dict, list))]
        elif isinstance(node, dict):
            if len(node) > 1 and all(isinstance(item, dict) for item in node.values()):  # {"1": {...}, "2": {...}}
                lists.setdefault((*path, "{}"), []).extend(node.values())
                around.setdefault((*path, "{}"), parent)
            elif _caption(node, reader)[0] is not None and not any(isinstance(item, (list, dict)) for item in node.values()):
                lists.setdefault((*path, "one"), []).append(node)
                around.setdefault((*path, "one"), parent)
            elif node and all(_is_timed_pair(name, item, reader) for name, item in node.items()):
                lists.setdefault((*path, "pairs"), []).extend(list(pair) for pair in node.items())
                around.setdefault((*path, "pairs"), parent)
            stack += [((*path, name), item, node) for name, item in reversed(node.items()) if isinstance(item, (dict, list))]
    scored = {path: sum(_is_timed(entry, reader) for entry in entries[:MOST_CLIPS]) for path, entries in lists.items()}
    best = max(scored, key=lambda path: (scored[path], -len(path)), default=None)
    if best is None or scored[best] == 0:
        return (value if isinstance(value, list) else next((value[name] for name in _WHOLE if name in value), [])
                if isinstance(value, dict) else []), {}
    return lists[best], around[best]


def _is_timed_pair(name: str, item, reader: Reader) -> bool:
    if isinstance(item, str):
        return any(time.is_range or time.clock or time.unit for time in reader.times(name[:80]))
    return isinstance(item, Real) and not isinstance(item, bool) and reader.words.field(name) is None


def _is_timed(entry, reader: Reader) -> bool:
    if isinstance(entry, dict):
        return bool(_times(entry, reader)[0]) and _caption(entry, reader)[0] is not None
    if isinstance(entry, list):
        return len(entry) in (2, 3) and any(isinstance(item, str) for item in entry)
    return isinstance(entry, str) and bool(reader.times(entry))


def _times(entry: dict, reader: Reader) -> tuple[dict, dict]:
    """The fields that say times, by kind, and what one of each is in seconds."""
    fields, scales = {}, {}
    for name, value in entry.items():
        kind = reader.words.field(name) if isinstance(name, str) else None
        if isinstance(value, dict) and kind == "time" or name in ("offsets", "timestamps", "span"):
            inner = {} if not isinstance(value, dict) else value
            if name == "offsets":  # whisper.cpp: milliseconds
                inner, scale = {key: item for key, item in inner.items() if isinstance(item, Real)}, 0.001
            else:
                scale = 1.0
            for key, item in inner.items():
                if (own := reader.words.field(key)) in ("start", "end", "length"):
                    fields[own], scales[own] = item, scale
            continue
        if isinstance(value, list) and kind == "time" and len(value) == 2:
            fields["start"], fields["end"] = value
            continue
        if kind in ("length", "start", "end", "time") and not isinstance(value, (dict, list)) and value is not None:
            fields.setdefault(kind, value)
            scales.setdefault(kind, name_scale(name))
    return fields, scales


def _caption(entry: dict, reader: Reader) -> tuple[str | None, str]:
    """What an entry says is heard: the most telling of its fields."""
    best = None
    for name, value in entry.items():
        kind = reader.words.field(name) if isinstance(name, str) else None
        if kind not in ("caption", "title"):
            continue
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            value = ", ".join(value)
        if not isinstance(value, str) or not value.strip():
            continue
        order = reader.words.fields[kind].index(_plain(name)) if _plain(name) in reader.words.fields[kind] else 500
        rank = (kind == "title", order)
        if best is None or rank < best[0]:
            best = (rank, value, name)
    return (None, "") if best is None else (best[1], best[2])


def _plain(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_\s-]+", " ", name).strip().lower()


def _cues(entries: list, reader: Reader) -> list[Cue]:
    cues = []
    for number, entry in enumerate(entries, 1):
        place = f"clip {number}"
        if isinstance(entry, list):
            cues.append(_pair(entry, place, reader))
        elif isinstance(entry, dict):
            cues.append(_from_object(entry, place, reader))
        elif isinstance(entry, str):
            cues.append(_from_line(entry, place, reader))
        else:
            raise ValueError(f"{place} is {str(entry)[:80]!r}; an object with a caption and seconds is needed")
    return cues


def _from_object(entry: dict, place: str, reader: Reader) -> Cue:
    caption, _ = _caption(entry, reader)
    fields, scales = _times(entry, reader)
    if caption is None or not fields:
        raise ValueError(f"{place} has the fields {', '.join(sorted(map(str, entry)))[:200]}; a caption (such as caption, "
                         "sound, description) and a time (such as seconds, duration, start and end) are needed")
    ours = set(entry) <= {"caption", "seconds", "seed", "lock"} and isinstance(entry.get("seconds"), Real)
    if ours:
        check_seconds(entry["seconds"], f"{place}'s length", 0.0)
        return Cue(place, " ".join(caption.splitlines()), length=entry["seconds"], seed=entry.get("seed"), lock=entry.get("lock"))
    tags = {name: entry[name] for name in ("seed", "lock") if entry.get(name) is not None and name == "lock"
            or name == "seed" and isinstance(entry.get(name), int)}
    return cue_of(fields, " ".join(caption.splitlines()).strip(), place, reader, scales, **tags)


def _pair(entry: list, place: str, reader: Reader) -> Cue:
    """["rain", 6], [6, "rain"], ["0:00-0:06", "rain"] or [0, 6, "rain"]."""
    texts = [item for item in entry if isinstance(item, str)]
    numbers = [item for item in entry if isinstance(item, Real) and not isinstance(item, bool)]
    timed = [text for text in texts if reader.times(text) and not any(sign.isalpha() for sign in _untimed(text, reader))]
    words = [text for text in texts if text not in timed]
    if len(words) == 1 and len(numbers) + len(timed) == 1:
        kind = "time" if timed else "length"
        return cue_of({kind: (timed or numbers)[0]}, words[0].strip(), place, reader)
    if len(words) == 1 and len(numbers) == 2:
        return cue_of({"start": numbers[0], "end": numbers[1]}, words[0].strip(), place, reader)
    raise ValueError(f"{place} is {str(entry)[:80]}; a caption and a time are needed")


def _untimed(text: str, reader: Reader) -> str:
    for time in reversed(reader.times(text)):
        text = text[:time.begin] + text[time.finish:]
    return text


def _from_line(text: str, place: str, reader: Reader) -> Cue:
    from .lines import row_cue  # lines.py reads JSON's strings as it reads any line

    return row_cue(text, place, reader)


def _total(around: dict, reader: Reader) -> tuple[float | None, str]:
    for name in _TOTALS:
        value = around.get(name)
        if isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value) and value > 0:
            return float(value) * name_scale(name), f"{name!r}"
        if isinstance(value, str) and (times := reader.times(value)) and not times[0].is_range:
            return times[0].seconds, f"{name!r}"
    return None, ""
