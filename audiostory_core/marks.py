"""Marks of a clip, beside its caption and length: at the end of a cue sheet's line, and fields in JSON.

    7.5 rain falls on a roof #seed=12 #lock=0123456789abcdef #redo=2.5-4 #gain=-6 #lane=weather #align=onset

MARKS lists all of them. A new mark is an entry there and a field of story.Clip.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .checks import is_number, is_whole
from .errors import quoted
from .faults import RAISE, Checks

LARGEST_SEED = 2**64 - 1
LOWEST_GAIN_DB, HIGHEST_GAIN_DB = -60.0, 20.0  # a thousandth: not heard beside others; ten times as high
MOST_DIGITS = 1_000  # of a seed that a message may still quote
ALIGNMENTS = ("onset",)
MOST_REDO_SECONDS = 1e6  # its digits in a mark
REDO_NEEDED = "two numbers of seconds such as 2.5-4 are needed, the second above the first"
_LANE = re.compile(r"[^\W_][\w.-]{0,23}")
_REDO = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)-(\d{1,6}(?:\.\d{1,9})?)")
_LOCK = re.compile(r"([0-9a-f]{16})(?:@(\d{1,6}(?:\.\d{1,9})?))?")


def check_seed(seed: int, name: str = "seed") -> int:
    """The seed itself.

    Raises:
        ValueError: it is not a whole number within 0 .. LARGEST_SEED.
    """
    if not is_whole(seed) or not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"{name} is {quoted(seed)}; a whole number from 0 to {LARGEST_SEED} is needed")
    return seed


def check_gain(gain_db: float, name: str = "gain") -> float:
    """Decibels as float.

    Raises:
        ValueError: it is not a number within LOWEST_GAIN_DB .. HIGHEST_GAIN_DB.
    """
    needed = f"a number of decibels from {LOWEST_GAIN_DB:g} to {HIGHEST_GAIN_DB:g} is needed"
    if not is_number(gain_db):
        raise ValueError(f"{name} is {quoted(gain_db)}; {needed}")
    if not LOWEST_GAIN_DB <= gain_db <= HIGHEST_GAIN_DB:  # refuses NaN too
        raise ValueError(f"{name} is {quoted(gain_db)} dB; {needed}")
    return float(gain_db) + 0.0  # -0.0 is 0.0


def lock_parts(lock: str | None) -> tuple[str | None, float]:
    """A lock "KEY" or "KEY@2.5" as (the kept sound's key, seconds into that sound at which the clip begins)."""
    key, _, seconds = (lock or "").partition("@")
    return key or None, float(seconds or 0)


def _check_seed_or_none(seed: int | None, name: str) -> int | None:
    return None if seed is None else check_seed(seed, name)


def _check_lock(lock: str | None, name: str) -> str | None:
    if lock is not None and not (isinstance(lock, str) and _LOCK.fullmatch(lock)):
        raise ValueError(f"{name} is {quoted(lock)}; 16 hexadecimal digits are needed")
    return lock


def _check_lane(lane: str, name: str) -> str:
    if lane != "" and not (isinstance(lane, str) and _LANE.fullmatch(lane)):
        raise ValueError(f"{name} is {quoted(lane)}; a name of up to 24 letters and digits is needed")
    return lane


def _check_align(align: str | None, name: str) -> str | None:
    if align is not None and align not in ALIGNMENTS:
        raise ValueError(f"{name} is {quoted(align)}; it can be onset")
    return align


def _check_redo(stretch, name: str) -> tuple[float, float] | None:
    """A stretch (start, end) in seconds from the clip's begin; None for a clip that has none."""
    if stretch is None:
        return None
    is_pair = isinstance(stretch, (list, tuple)) and len(stretch) == 2 and all(map(is_number, stretch))
    if not is_pair or not 0 <= stretch[0] < stretch[1] < MOST_REDO_SECONDS:
        raise ValueError(f"{name} is {quoted(stretch)}; {REDO_NEEDED}")
    return float(stretch[0]), float(stretch[1])


def _read_redo(text: str) -> tuple[float, float] | None:
    found = _REDO.fullmatch(text)
    return None if found is None else (float(found[1]), float(found[2]))


def _write_redo(stretch: tuple[float, float]) -> str:
    return "-".join(f"{seconds:.9f}".rstrip("0").rstrip(".") for seconds in stretch)


def _read_seed(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def _read_gain(text: str) -> float | None:
    number = re.sub(r" ?db$", "", text, flags=re.IGNORECASE).replace("\u2212", "-")
    try:
        return float(number)
    except ValueError:
        return None


def _write_gain(gain_db: float) -> str:
    return repr(gain_db).removesuffix(".0")


@dataclass(frozen=True)
class Mark:
    """One kind of mark.

    name: in a cue sheet, `#name=value`. field: of story.Clip, and of a clip in JSON.
    default: a clip's value without the mark; it is never written.
    check: (value, name for the message) -> the value; raises ValueError.
    read: text -> value, or None for a text that is no value. needed: what the message then asks for.
    write: value -> text, which `read` reads back.
    """

    name: str
    field: str
    default: object
    check: Callable[[object, str], object]
    read: Callable[[str], object]
    needed: str
    write: Callable[[object], str] = str


MARKS = (
    Mark("seed", "seed", None, _check_seed_or_none, _read_seed, "a whole number is needed"),
    Mark("lock", "lock", None, _check_lock, str, "16 hexadecimal digits are needed"),
    Mark("redo", "redo", None, _check_redo, _read_redo, REDO_NEEDED, _write_redo),
    Mark("gain", "gain_db", 0.0, check_gain, _read_gain, "decibels such as -6 are needed", _write_gain),
    Mark("lane", "lane", "", _check_lane, str, "a name is needed"),
    Mark("align", "align", None, _check_align, str, "it can be onset"),
)
MARK_FIELDS = tuple(mark.field for mark in MARKS)
_BY_NAME = {mark.name: mark for mark in MARKS}
_MARK = re.compile(rf"#({'|'.join(_BY_NAME)})=(\S*(?: [dD][bB])?)")


def split_marks(line: str) -> tuple[str, list[tuple[str, str]]]:
    """A line without the marks at its end, and the marks as (name, text), the last one first."""
    found, end = [], len(line.rstrip())
    while (place := _last_sign(line, end)) and (match := _MARK.fullmatch(line, place, end)):
        found.append((match[1], match[2]))
        end = match.start()
        while end and line[end - 1].isspace():
            end -= 1
    return (line[:end], found) if found else (line, [])


def _last_sign(line: str, end: int) -> int:
    """The start of the last word before `end` that begins with # and follows a blank; 0 if there is none."""
    place = line.rfind("#", 0, end)
    while place > 0 and not line[place - 1].isspace():
        place = line.rfind("#", 0, place)
    return max(0, place)


def read_marks(found: Iterable[tuple[str, str]], place: str) -> dict[str, object]:
    """The marks of `split_marks` as fields of a clip. Of two marks with one name, the first in the line counts.

    The plan checks the values, because there a clip has a number.

    Raises:
        ValueError: a mark's text is no value; names the place.
    """
    values = {}
    for name, text in found:
        mark = _BY_NAME[name]
        values[mark.field] = mark.read(text)
        if values[mark.field] is None:
            raise ValueError(f"{place} has the {name} {quoted(text)}; {mark.needed}")
    return values


def check_marks(clip: object, number: int, checks: Checks = RAISE) -> dict[str, object]:
    """All marks of a clip as field -> value.

    Args:
        number: of the clip in its plan, from 1.

    Raises:
        ValueError: a value is out of range; names the clip and the mark, such as "clip 2's gain".
    """
    return {mark.field: checks.of(mark.check, getattr(clip, mark.field), f"clip {number}'s {mark.name}", clip=number,
                                  field=mark.field) for mark in MARKS}


def carried(clip: object) -> dict[str, object]:
    """The marks of a clip that differ from the defaults, as field -> value for JSON."""
    values = ((mark, getattr(clip, mark.field)) for mark in MARKS)
    return {mark.field: value for mark, value in values if value != mark.default}


def written_marks(clip: object) -> str:
    """The marks of a clip as the end of a cue sheet's line, such as " #seed=12 #gain=-6", or ""."""
    values = carried(clip)
    return "".join(f" #{mark.name}={mark.write(values[mark.field])}" for mark in MARKS if mark.field in values)
