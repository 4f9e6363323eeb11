"""read_plan_text: reads a plan from a text in any supported format, by way of blocks and timed cues."""
from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from numbers import Real
from typing import NoReturn

from ..checks import check_file_text
from ..story import CLIP_FIELDS, DEFAULT_CROSSFADE_SECONDS, PLAN_FIELDS, StoryPlan
from ..timecode import check_frame_rate
from .blocks import Line, read_blocks
from .cues import Reading, clips_of
from .fields import Reader
from .lines import read_lines
from .marked import read_marked
from .objects import read_objects
from .subtitles import read_subtitles
from .tables import read_edits, read_labels, read_table
from .times import plain_signs
from .words import read_words
from .write import LLM_INSTRUCTION

MOST_FENCES = 20  # only the last ones are read
MOST_LINES = 10_000  # lines that are not empty; a plan holds far fewer clips, and a subtitle takes four lines
_RATE = re.compile(
    r"(?P<before>\d{2,3}(?:[.,]\d{1,3})?)\s{0,3}(?:fps|frames per second|frames/s|bilder pro sekunde)\b"
    r"|(?:fps|frame ?rate)[\"']?\s{0,3}[:=]?\s{0,3}[\"']?(?P<behind>\d{2,3}(?:[.,]\d{1,3})?)\b", re.IGNORECASE)
_OUR_NUMBER = re.compile(r"\d{1,9}\.\d{1,18}(?:e-?\d{1,3})?")
_PLAIN_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,18}(?:e-?\d{1,3})?)?")
_OUR_START = re.compile(r"@[\d.:;]{1,24}[ \t]{1,8}(?=\d)")
_SIGNED = re.compile(r"\s{0,8}(?:[+-]?(?:nan|inf)\b|[+-]\d)", re.IGNORECASE)
_NOTHING = ("no line says how long a clip lasts; write one line a clip, such as '7.5 rain falls' or "
            "'0:00-0:08 rain falls'")


def read_plan_text(text: str, *, instruction: str = "", reasoning: str = "",
                   crossfade_seconds: float = DEFAULT_CROSSFADE_SECONDS, longest_seconds: float | None = None,
                   frame_rate: float | None = None) -> StoryPlan:
    """The plan in a text of any supported format.

    Args:
        text: JSON, a cue sheet, subtitles, labels, a table, an edit decision list, or a language model's answer, with
            talk around it.
        instruction, reasoning, crossfade_seconds, longest_seconds: of the plan, unless the text is a plan's JSON that
            has them.
        frame_rate: frames a second of time code (hours:minutes:seconds:frames), if the text does not state it.

    Returns:
        A plan; its notes say what was mended, left out, or moved (see cues.py for the rule for gaps and overlaps).

    Raises:
        ValueError: nothing says how long a clip lasts, a row has no time, a time is invalid, or StoryPlan refuses the
            clips; names the line.
    """
    check_file_text(text, "the text")
    options = {"instruction": instruction, "reasoning": reasoning, "crossfade_seconds": crossfade_seconds,
               "longest_seconds": longest_seconds}
    if (plan := _plan_of_json(text, options)) is not None:
        return plan
    if _is_our_sheet(text):
        return StoryPlan.from_cue_sheet(text, frame_rate=frame_rate, **options)
    reading = read_cues(text, frame_rate)
    clips, length, notes = clips_of(reading)
    return StoryPlan(clips, remarks=notes, length_seconds=length, **options)


def read_cues(text: str, frame_rate: float | None = None) -> Reading:
    """The timed cues of a text, before the rule for gaps and overlaps is applied.

    Raises:
        ValueError: as read_plan_text.
    """
    check_frame_rate(frame_rate)
    filled = sum(1 for line in text.splitlines() if line and not line.isspace())
    if filled > MOST_LINES:
        raise ValueError(f"the text has {filled} lines; at most {MOST_LINES} are read")
    text = _without_request(text)
    blocks = read_blocks(text)
    reader = Reader(read_words(), frame_rate or _stated_rate(text))
    best: Reading | None = None
    fences = blocks.fences[-MOST_FENCES:]
    for index in reversed(range(len(fences))):
        if (best := _read_block(fences[index], reader, False)) is not None:
            best = _with_fences_before(best, fences[:index], reader)
            break
    outside = _read_outside(blocks.outside, reader, blocks.unfinished, best)
    best = outside or best
    if best is None:
        _refuse(text)
    return best


def _with_fences_before(reading: Reading, fences: Sequence[Sequence[Line]], reader: Reader) -> Reading:
    """A reading with a note for each earlier fence that can be read, too: it may be a draft, or a part of the plan."""
    notes = []
    for fence in fences:
        try:
            before = _read_block(fence, reader, False)
        except ValueError:
            continue
        if before is not None:
            notes.append(f"the block in lines {fence[0][0]} to {fence[-1][0]} was passed over; the last block counts")
    return replace(reading, notes=(*reading.notes, *notes))


def _read_outside(lines: Sequence[Line], reader: Reader, unfinished: bool, fenced: Reading | None) -> Reading | None:
    """The cues of the text outside of the fences, if it holds clearly more of them than the fences."""
    if fenced is None:
        return _read_block(lines, reader, unfinished)
    try:
        reading = _read_block(lines, reader, unfinished)
    except ValueError:  # talk about the answer in the fence
        return None
    return reading if reading is not None and len(reading.cues) > len(fenced.cues) + 1 else None


def _read_block(lines: Sequence[Line], reader: Reader, unfinished: bool) -> Reading | None:
    """The cues in some lines; only those after "Final answer:" if that part can be read."""
    heads = (index for index in reversed(range(len(lines)))
             if lines[index][1][:80].strip(" #:：>-*_`").lower() in reader.words.answer)
    last = next(heads, None)
    reading = None if last is None else _read_forms(lines[last + 1:], reader, unfinished)
    return reading if reading is not None else _read_forms(lines, reader, unfinished)


def _read_forms(lines: Sequence[Line], reader: Reader, unfinished: bool) -> Reading | None:
    """The cues in the format that gives the most; among equals, in the stricter format."""
    if not any(line.strip() for _, line in lines):
        return None
    for read in (read_subtitles, read_edits, read_labels, read_marked):  # nothing else looks like these
        if (reading := read(lines, reader)) is not None:
            return reading
    forms = [reading for read in (read_objects, read_table) if (reading := read(lines, reader)) is not None]
    best = max(forms, key=lambda reading: len(reading.cues), default=None)
    if best is not None and len(best.cues) > 1:
        return best
    try:
        prose = read_lines(lines, reader, unfinished)
    except ValueError:
        if best is None:
            raise
        return best
    return prose if best is None or prose is not None and len(prose.cues) > len(best.cues) else best


def _stated_rate(text: str) -> float | None:
    found = _RATE.search(plain_signs(text))
    rate = float((found["before"] or found["behind"]).replace(",", ".")) if found else None
    return rate if rate is not None and 1 <= rate <= 1000 else None


def _plan_of_json(text: str, options: dict) -> StoryPlan | None:
    """The plan in JSON as StoryPlan.to_json writes it, with all its fields; None for any other text.

    Unknown fields are ignored, and a note says so; then fields that the JSON does not have are taken from options.
    """
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return None
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except (json.JSONDecodeError, RecursionError):
        return None
    clips = data.get("clips")
    if not isinstance(clips, list) or not clips or not all(
            isinstance(clip, dict) and "caption" in clip and isinstance(clip.get("seconds"), Real) for clip in clips):
        return None
    others = sorted({str(name) for name in data if name not in {"clips", *PLAN_FIELDS}} | {
        str(name) for clip in clips for name in clip if name not in CLIP_FIELDS})
    if not others:
        return StoryPlan.from_json(text.removeprefix("\ufeff"))
    own = {"clips": [{name: clip[name] for name in CLIP_FIELDS if name in clip} for clip in clips],
           **options, **{name: data[name] for name in PLAN_FIELDS if name in data}}
    note = f"fields that a plan does not have were passed over: {', '.join(others)[:200]}"
    return replace(StoryPlan.from_json(json.dumps(own)), remarks=(note,))


def _is_our_sheet(text: str) -> bool:
    """Whether a text is a cue sheet as StoryPlan.to_cue_sheet writes it: with numbers as Python prints them, or with
    starts such as @12.5."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    number_form = _PLAIN_NUMBER if any(map(_OUR_START.match, lines)) else _OUR_NUMBER
    parts = [_OUR_START.sub("", line).partition(" ") for line in lines]
    return bool(parts) and all(caption.lstrip()[:1] not in ("", *"-–—:|~→") and number_form.fullmatch(number)
                               for number, _, caption in parts)


def _without_request(text: str) -> str:
    """The text without our own request to a language model, which some nodes repeat before its answer."""
    request = LLM_INSTRUCTION.partition("{longest}")[2].partition("\n")[2].rstrip("\n")  # the part that never changes
    place = text.find(request)
    if place < 0:
        return text
    end = place + len(request)
    return "\n" * text.count("\n", 0, end) + text[end:] if text[end:].strip() else text


def _refuse(text: str) -> NoReturn:
    """Say why nothing was read.

    Raises:
        ValueError: always.
    """
    body = text.strip("\ufeff \t\r\n")
    filled = [line for line in body.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not filled or _SIGNED.match(filled[0]):
        StoryPlan.from_cue_sheet(body)
    if body.startswith(("{", "[{", "[[", "[\"", "[]")):
        try:
            value = json.loads(body)
            if value == [] or isinstance(value, dict) and value.get("clips") == []:
                StoryPlan.build([])
        except json.JSONDecodeError as error:
            raise ValueError(f"the plan is no valid JSON: {error}") from error
        except RecursionError as error:
            raise ValueError("the plan's JSON is nested too deeply") from error
    raise ValueError(_NOTHING)
