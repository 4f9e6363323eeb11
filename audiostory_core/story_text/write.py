"""Writes plans for other programs: subtitles, Audacity's labels, JSON, cue sheets; and requests to language models."""
from __future__ import annotations

import html
import math

from ..story import StoryPlan

CUE_KINDS = ("cues", "json", "srt", "vtt", "labels")
MOST_HOURS = 100  # a subtitle's clock has two digits for the hours

LLM_INSTRUCTION = """\
You plan the sounds of a story. Divide this into events in the order in which they are heard, and give each a length:

{text}

The whole lasts {seconds} seconds; the lengths add up to exactly that. No event is longer than {longest} seconds.
Answer with one line for each event and nothing else: the seconds, a blank, then what is heard, in one plain phrase.

7.5 rain falls on a tin roof
6 thunder rolls far away
"""


def write_cues(plan: StoryPlan, kind: str) -> str:
    """The plan's clips with their times, for another program.

    Args:
        kind: "srt", "vtt" (subtitles), "labels" (Audacity), "json" or "cues" (the cue sheet).

    Returns:
        A text that story_text.read_plan_text reads back with the same captions in the same order. Times are exact to
        the milliseconds of subtitles. In labels, a tab in a caption becomes a blank, because tabs separate columns.

    Raises:
        ValueError: an unknown kind, or a story longer than a subtitle's clock.
    """
    if kind not in CUE_KINDS:
        raise ValueError(f"kind is {kind!r}; it must be one of {', '.join(CUE_KINDS)}")
    if kind == "json":
        return plan.to_json() + "\n"
    if kind == "cues":
        return plan.to_cue_sheet()
    times = [(start, start + clip.seconds, clip.caption)
             for start, clip in zip(plan.start_seconds, plan.clips, strict=True)]
    if kind == "labels":
        return "".join(f"{start:.6f}\t{end:.6f}\t{caption}\n" for start, end, caption in times)
    if plan.total_seconds >= 3600 * MOST_HOURS:
        raise ValueError(f"the story lasts {plan.total_seconds:.6g} s; subtitles count less than {MOST_HOURS} hours")
    if kind == "srt":
        return "".join(f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{caption}\n\n"
                       for number, (start, end, caption) in enumerate(times, 1))
    cues = (f"{_clock(start, '.')} --> {_clock(end, '.')}\n{html.escape(caption, quote=False)}\n\n"
            for start, end, caption in times)
    return "WEBVTT\n\n" + "".join(cues)


def _clock(seconds: float, point: str) -> str:
    thousandths = math.floor(1000 * seconds + 0.5)
    minutes, thousandths = divmod(thousandths, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{thousandths // 1000:02d}{point}{thousandths % 1000:03d}"


def llm_instruction(text: str, seconds: float, longest_seconds: float) -> str:
    """A request to any language model, whose answer will be a cue sheet."""
    return LLM_INSTRUCTION.format(text=text.strip(), seconds=f"{seconds:g}", longest=f"{longest_seconds:g}")
