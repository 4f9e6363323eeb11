"""Plans in the words of others: a language model's free-form answer, subtitles, Audacity's labels.

`read_plan_text` takes any of them, JSON and cue sheets too. A line is one clip where it says how long it lasts:
"0:00-0:08 rain", "1. Rain falls (8 s)", "- 8 seconds: rain". Lines without a time are passed over as talk, unless
they are numbered like the clips.
"""
from __future__ import annotations

import json
import re
from collections.abc import Iterable

from .prompt import LEAST_STORY_SECONDS, MOST_STORY_SECONDS
from .story import (
    DEFAULT_CROSSFADE_SECONDS,
    MOST_CAPTION_CHARACTERS,
    StoryPlan,
    check_seconds,
    check_words,
)

_FENCE = re.compile(r"```[\w-]*[ \t]*\n(.*?)```", re.DOTALL)
_CLOCK = r"(?:\d+:)?\d{1,3}:\d{2}(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_RANGE = re.compile(rf"[\[(]?\s*(?P<start>{_CLOCK})\s*s?\s*(?:-->|->|-|–|—|to|bis)\s*(?P<end>{_CLOCK})\s*"
                    r"(?:s(?:ec(?:onds?)?)?\b\.?)?\s*[\])]?")
_LENGTH = re.compile(r"[\[(]?\s*(?:duration|length)?\s*[:=]?\s*(?P<seconds>\d+(?:[.,]\d+)?)\s*-?\s*"
                     r"s(?:ec(?:onds?|s)?)?\b\.?\s*[\])]?", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\{|\[\s*[\[{\]\"])")
_SUBTITLE = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}\s*-->", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*•]|(?:clip|event|scene)?\s*\d{1,3}\s*[.):]|#{1,6})\s+", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*(?:clip|event|scene)?\s*\d{1,3}\s*[.):]\s+", re.IGNORECASE)
_CUE = re.compile(r"\s*[+-]?(?:\d+(?:\.\d+)?|\.\d+|nan|inf)(?:e[+-]?\d+)?(?!\s*s(?:ec(?:onds?|s)?)?\b)(?:\s|$)",
                  re.IGNORECASE)  # a number, and no unit behind it
_STORY_LINE = re.compile(r"\s*(?:(?P<length>\d+(?:[:.,]\d+)*)\s*(?P<mark>s(?:ec(?:ond)?s?)?\b\.?\s*:?|:)?)?\s*"
                         r"(?P<words>.*)", re.IGNORECASE)
MOST_STORIES = 100
_EDGES = " \t:;,.|–—-*_\"'“”"
CAPTION_FIELDS = ("caption", "text", "description", "sound", "event")
LENGTH_FIELDS = ("seconds", "duration", "duration_seconds", "length")
START_FIELDS, END_FIELDS = ("start", "start_time", "start_seconds"), ("end", "end_time", "end_seconds")

LLM_INSTRUCTION = """\
You plan the sounds of a story. Divide this into events in the order in which they are heard, and give each a length:

{text}

The whole lasts {seconds} seconds; the lengths add up to exactly that. No event is longer than {longest} seconds.
Answer with one line for each event and nothing else: the seconds, a blank, then what is heard, in one plain phrase.

7.5 rain falls on a tin roof
6 thunder rolls far away
"""


def read_plan_text(text: str, *, instruction: str = "", reasoning: str = "",
                   crossfade_seconds: float = DEFAULT_CROSSFADE_SECONDS,
                   longest_seconds: float | None = None) -> StoryPlan:
    """The plan that a text means, whatever kind of text it is.

    Args:
        text: JSON, a cue sheet, subtitles (.srt, .vtt), Audacity labels, or a language model's answer.
        instruction, reasoning, crossfade_seconds, longest_seconds: of the plan, where the text is no JSON plan.

    Raises:
        ValueError: no line says how long a clip lasts, a numbered one does not, or what StoryPlan refuses.
    """
    options = {"instruction": instruction, "reasoning": reasoning, "crossfade_seconds": crossfade_seconds,
               "longest_seconds": longest_seconds}
    fenced = _FENCE.search(text)
    body = fenced.group(1) if fenced else text
    if _JSON.match(body):
        return _json_plan(body, options)
    if _SUBTITLE.search(body):
        return _timed(_subtitles(body), "subtitle", options)
    lines = [line for line in body.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if lines and all(line.count("\t") >= 2 for line in lines):
        return _timed(_labels(lines), "label", options)
    if not lines or _CUE.match(lines[0]):
        return StoryPlan.from_cue_sheet(body, **options)
    return _prose(body, options)


def _json_plan(text: str, options: dict) -> StoryPlan:
    """A plan of ours, or a list of objects with a caption and a length under one of their usual names."""
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return StoryPlan.from_json(text)  # its message says what is wrong
    entries = data.get("clips", data.get("events")) if isinstance(data, dict) else data
    theirs = isinstance(entries, list) and not all(
        isinstance(entry, dict) and {"caption", "seconds"} <= set(entry) for entry in entries)
    if isinstance(data, dict) and not theirs:
        return StoryPlan.from_json(text)
    return StoryPlan.build([_entry(entry, number) for number, entry in enumerate(entries, 1)], **options)


def _entry(entry, number: int) -> tuple[str, float]:
    def field(names: Iterable[str]):
        return next((entry[name] for name in names if name in entry), None)

    if not isinstance(entry, dict):
        raise ValueError(f"clip {number} is {str(entry)[:80]!r}; an object with a caption and seconds is needed")
    caption, seconds = field(CAPTION_FIELDS), field(LENGTH_FIELDS)
    if seconds is None and field(END_FIELDS) is not None:
        seconds = _clock(field(END_FIELDS)) - _clock(field(START_FIELDS) or 0)
    if caption is None or seconds is None:
        raise ValueError(f"clip {number} has the fields {sorted(entry)}; a caption (one of {list(CAPTION_FIELDS)}) and "
                         f"a length (one of {list(LENGTH_FIELDS)}) are needed")
    return caption, _clock(seconds) if isinstance(seconds, str) else seconds


def _clock(value) -> float:
    """Seconds of "1:02:03.5", "0:08", "8", "8 s" or a number."""
    if not isinstance(value, str):
        return check_seconds(value, "a time", 0.0)
    seconds = 0.0
    for part in value.strip().rstrip("sec ").replace(",", ".").split(":"):
        try:
            seconds = 60 * seconds + float(part)
        except ValueError as error:
            raise ValueError(f"the time {value[:40]!r} is none; write it as 0:08 or 8") from error
    return seconds


def _prose(text: str, options: dict) -> StoryPlan:
    clips, untimed = [], []
    for number, line in enumerate(text.splitlines(), 1):
        found = _RANGE.search(line)
        words = line
        if found and _clock(found["end"]) > _clock(found["start"]):
            seconds = _clock(found["end"]) - _clock(found["start"])
        else:
            words = _BULLET.sub("", line)
            found = _LENGTH.search(words)
            seconds = _clock(found["seconds"]) if found else None
        if seconds is None:
            if _NUMBERED.match(line):
                untimed.append(number)
            continue
        caption = (words[:found.start()].rstrip(_EDGES) + " " + words[found.end():].lstrip(_EDGES)).strip()
        caption = _BULLET.sub("", caption).strip(_EDGES + " ")
        if caption:
            clips.append((caption, seconds))
    if not clips:
        raise ValueError("no line says how long a clip lasts; write one line a clip, such as '7.5 rain falls' or "
                         "'0:00-0:08 rain falls'")
    if untimed:
        raise ValueError(f"line {untimed[0]} is numbered like a clip and says no seconds")
    return StoryPlan.build(clips, **options)


def _subtitles(text: str) -> list[tuple[float, float, str]]:
    import pysubs2  # only those who bring subtitles wait for it

    try:
        found = pysubs2.SSAFile.from_string(text if text.lstrip().startswith("WEBVTT") else text.strip() + "\n")
    except pysubs2.exceptions.Pysubs2Error as error:
        raise ValueError(f"the subtitles cannot be read: {error}") from error
    return [(event.start / 1000, event.end / 1000, " ".join(event.plaintext.split())) for event in found]


def _labels(lines: list[str]) -> list[tuple[float, float, str]]:
    columns = (line.split("\t", 2) for line in lines)
    return [(_clock(start), _clock(end), caption.strip()) for start, end, caption in columns]


def _timed(cues: list[tuple[float, float, str]], kind: str, options: dict) -> StoryPlan:
    """A plan from (start, end, caption): each lasts until the next begins, the last until its own end."""
    if not cues:
        raise ValueError(f"there is no {kind} in the text")
    ends = [start for start, _, _ in cues[1:]] + [cues[-1][1]]
    entries = []
    for number, ((start, _, caption), end) in enumerate(zip(cues, ends, strict=True), 1):
        if end <= start:
            raise ValueError(f"{kind} {number} begins at {start:g} s and ends at {end:g} s; the end must come later")
        entries.append((caption, round(end - start, 3)))
    return StoryPlan.build(entries, **options)


def write_cues(plan: StoryPlan, kind: str) -> str:
    """The plan's clips with their times, for another program.

    Args:
        kind: "srt", "vtt" (subtitles), "labels" (Audacity), "json" or "cues" (the cue sheet).

    Raises:
        ValueError: an unknown kind.
    """
    if kind not in CUE_KINDS:
        raise ValueError(f"kind is {kind!r}; it must be one of {list(CUE_KINDS)}")
    if kind == "json":
        return plan.to_json() + "\n"
    if kind == "cues":
        return plan.to_cue_sheet()
    times = [(start, start + clip.seconds, clip.caption)
             for start, clip in zip(plan.start_seconds, plan.clips, strict=True)]
    if kind == "labels":
        return "".join(f"{start:.6f}\t{end:.6f}\t{caption}\n" for start, end, caption in times)
    import pysubs2

    file = pysubs2.SSAFile()
    file.events = [pysubs2.SSAEvent(start=round(1000 * start), end=round(1000 * end), text=caption)
                   for start, end, caption in times]
    return file.to_string(kind)


CUE_KINDS = ("cues", "json", "srt", "vtt", "labels")


def llm_instruction(text: str, seconds: float, longest_seconds: float) -> str:
    """What to ask any language model for, so that its answer is a cue sheet."""
    return LLM_INSTRUCTION.format(text=text.strip(), seconds=f"{seconds:g}", longest=f"{longest_seconds:g}")


def read_story_lines(text: str, seconds: float) -> list[tuple[str, float]]:
    """Several stories to ask for, one a line: "40: a storm rolls over a farm", or the text alone.

    Args:
        text: a length is marked as one: "40: ...", "40 s ...", "1:20 ...". Empty lines and # lines are passed over.
        seconds: of a story whose line says no length.

    Returns:
        (text, seconds) of each, in order.

    Raises:
        ValueError: no line, more than MOST_STORIES, a line without words, seconds that cannot be, or a number in front
            that may be a length or not; names the line.
    """
    stories = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _STORY_LINE.match(line)
        length = found["length"]
        if length and not found["mark"] and ":" not in length:
            raise ValueError(f"line {number} begins with {length!r}: write '{length}:' if these are the seconds, or "
                             "the number as a word")
        words = check_words(found["words"].strip(), f"line {number}", MOST_CAPTION_CHARACTERS)
        asked = check_seconds(_clock(length) if length else seconds, f"the length in line {number}",
                              LEAST_STORY_SECONDS, MOST_STORY_SECONDS)
        stories.append((words, asked))
    if not 1 <= len(stories) <= MOST_STORIES:
        raise ValueError(f"the text has {len(stories)} lines with a story; 1 to {MOST_STORIES} are possible")
    return stories
