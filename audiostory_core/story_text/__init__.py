"""Reads plans from other formats (language models' answers, subtitles, labels, tables, edit lists), and writes some.

    read.py       read_plan_text: text -> blocks -> cues -> plan
    blocks.py     removes a model's thoughts, separates code fences from the text around them
    objects.py    JSON (entries.py: its cues)  tables.py  markdown, CSV, Audacity's labels, edit lists
    subtitles.py  srt, vtt, ass, sbv, lrc   lines.py   cue sheets, lists, timelines, headings (rows.py: one line)
    cues.py       timed cues -> clips, by one rule for gaps, overlaps and pauses
    fields.py times.py captions.py words.py(.json)  named values, times in a line, captions, words in 20 languages
    write.py      plans -> other formats   stories.py  lists of stories   decode.py  a file's bytes -> text
"""
from __future__ import annotations

from ..timecode import check_frame_rate
from .decode import decode_text
from .read import read_cues, read_plan_text
from .stories import MOST_STORIES, read_story_lines
from .write import CUE_KINDS, LLM_INSTRUCTION, llm_instruction, write_cues

__all__ = ["CUE_KINDS", "LLM_INSTRUCTION", "MOST_STORIES", "check_frame_rate", "decode_text", "llm_instruction",
           "read_cues", "read_plan_text", "read_story_lines", "write_cues"]
