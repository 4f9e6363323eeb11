"""The cue sheet: a plan as lines that a person can write.

    #length=60 #rate=25
    7.5 rain falls on a roof #gain=-6
    @12.5 4 a door slams #lane=effects
    @00:00:20:12 3 a dog barks

A line is a clip: where it begins (@, seconds or a clock; without it, where the clip before it in its lane ends), its
seconds (a unit may follow, see units.py), its caption, its marks (marks.py). A line of head marks alone speaks
of the whole plan: its length in seconds, and the frames a second of the time code in it. Other # lines are remarks.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .errors import NoCueSheetError, quoted
from .faults import RAISE, WRONG, Checks
from .marks import read_marks, split_marks, written_marks
from .timecode import check_frame_rate, clock_seconds
from .units import read_units, split_unit

HEAD = {"length": "length_seconds", "rate": "frame_rate"}  # mark -> field of the plan
_HEAD_MARK = re.compile(rf"#({'|'.join(HEAD)})=(\S*)")
_CLOCK = re.compile(r"\d{1,3}(?:[:;]\d{2}){1,3}(?:\.\d{1,9})?")


def read_sheet(text: str, frame_rate: float | None = None,
               checks: Checks = RAISE) -> tuple[dict[str, float], list[dict[str, object]]]:
    """What a cue sheet says of the whole plan, and of each clip: field -> value.

    Args:
        frame_rate: of time code, where the sheet does not say it.
        checks: where it collects faults, a clip whose line cannot be read is WRONG.

    Raises:
        NoCueSheetError: a line without a number or a caption; names it.
        ValueError: a start or a mark that cannot be.
    """
    heads, clips = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            (heads if line.lstrip().startswith("#") else clips).append((number, line))
    whole: dict[str, float] = {}
    for number, line in heads:
        said = checks.of(_read_head, line, f"cue sheet line {number}", line=number)
        for field in () if said is WRONG else said:
            checks.note_line(number, field=field)
            whole[field] = said[field]
    rate = whole.get("frame_rate", frame_rate)
    checks.of(check_frame_rate, rate, field="frame_rate")
    return whole, _read_clips(clips, rate, checks)


def write_sheet(clips: Iterable[object], whole: Mapping[str, float]) -> str:
    """The way back: seconds as Python writes them, so that reading gives the same numbers.

    Args:
        whole: field -> value of the whole plan, as read_sheet gives it.
    """
    head = " ".join(f"#{name}={whole[field]!r}" for name, field in HEAD.items() if field in whole)
    units = read_units()
    lines = (f"{_written_start(clip.start_seconds)}{clip.seconds!r}{_written_unit(clip.caption, units)} {clip.caption}"
             f"{written_marks(clip)}\n" for clip in clips)
    return (f"{head}\n" if head else "") + "".join(lines)


def read_start(text: str, place: str, frame_rate: float | None = None) -> float:
    """Seconds of "12.5", "1:02.5" or time code.

    Raises:
        ValueError: it is none of these; names the place.
    """
    try:
        return clock_seconds(text, frame_rate) if _CLOCK.fullmatch(text) else float(text)
    except ValueError as error:
        reason = f": {error}" if _CLOCK.fullmatch(text) else "; write seconds, 1:02.5, or time code as 00:01:02:12"
        raise ValueError(f"{place} begins at {quoted(text)}{reason}") from error


def _written_start(start_seconds: float | None) -> str:
    return "" if start_seconds is None else f"@{start_seconds!r} "


def _written_unit(caption: str, units: dict[str, float]) -> str:
    """A caption that would be read as a unit gets one in front."""
    return "" if split_unit(caption, units)[1] == caption else " s"


def _read_head(line: str, place: str) -> dict[str, float]:
    """The head marks of a # line; nothing where it holds other words: then it is a remark."""
    found = [_HEAD_MARK.fullmatch(word) for word in line.split()]
    if not all(found):
        return {}
    values = {}
    for name, text in (match.groups() for match in found):
        try:
            values[HEAD[name]] = float(text)
        except ValueError as error:
            raise ValueError(f"{place} has the {name} {quoted(text)}; a number is needed") from error
    return values


def _read_clips(lines: Iterable[tuple[int, str]], frame_rate: float | None,
                checks: Checks) -> list[dict[str, object]]:
    units, entries = read_units(), []
    for clip, (number, line) in enumerate(lines, 1):
        checks.note_line(number, clip=clip)
        entries.append(checks.of(_read_line, line, f"cue sheet line {number}", frame_rate, units, clip=clip))
    return entries


def _read_line(line: str, place: str, frame_rate: float | None, units: dict[str, float]) -> dict[str, object]:
    line, found = split_marks(line)
    values = read_marks(found, place)
    first, *rest = line.split(maxsplit=1)
    if first.startswith("@"):
        values["start_seconds"] = read_start(first[1:], place, frame_rate)
        if not rest:
            raise NoCueSheetError(f"{place} has no seconds after {quoted(first)}")
        first, *rest = rest[0].split(maxsplit=1)
    try:
        seconds = float(first)
    except ValueError as error:
        raise NoCueSheetError(f"{place} begins with {quoted(first)}; it must begin with the clip's seconds, then the "
                              "caption") from error
    if not rest:
        raise NoCueSheetError(f"{place} has no caption after {first!r}")
    factor, caption = split_unit(rest[0].rstrip(), units)
    return {"caption": caption, "seconds": seconds * factor, **values}
