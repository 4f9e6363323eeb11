"""Reads a list of stories to generate, one in each line."""
from __future__ import annotations

import re

from ..checks import check_file_text, check_seconds, check_words
from ..clip import MOST_CAPTION_CHARACTERS
from ..prompt import LEAST_STORY_SECONDS, MOST_STORY_SECONDS
from ..timecode import clock_seconds

MOST_STORIES = 100
_LENGTH = re.compile(r"(?P<length>\d{1,9}(?:[:.,]\d{1,9}){0,3})[ \t]{0,8}"
                     r"(?P<mark>s(?:ec(?:ond)?s?)?\b\.?[ \t]{0,8}:?|:)?", re.IGNORECASE)


def read_story_lines(text: str, seconds: float) -> list[tuple[str, float]]:
    """The stories in a list with one in each line: "40: a storm rolls over a farm", or the text alone.

    Args:
        text: a length is written as "40: ...", "40 s ..." or "1:20 ...". Empty lines and lines with # are ignored.
        seconds: the length of a story whose line has none.

    Returns:
        (text, seconds) of each, in order.

    Raises:
        ValueError: no story, more than MOST_STORIES, a line without words, seconds out of range, or a number before the
            text that may be a length or not; names the line.
    """
    check_file_text(text, "the list of stories")
    stories = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        found = _LENGTH.match(line)
        length = found["length"] if found else None
        if length and not found["mark"] and ":" not in length:
            raise ValueError(f"line {number} begins with {length!r}: write '{length}:' if these are the seconds, or "
                             "the number as a word")
        words = check_words(line[found.end():].strip() if found else line, f"line {number}", MOST_CAPTION_CHARACTERS)
        asked = check_seconds(clock_seconds(length) if length else seconds, f"the length in line {number}",
                              LEAST_STORY_SECONDS, MOST_STORY_SECONDS)
        stories.append((words, asked))
        if len(stories) > MOST_STORIES:
            break
    if not 1 <= len(stories) <= MOST_STORIES:
        lines = sum(1 for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
        raise ValueError(f"the text has {lines} lines with a story; 1 to {MOST_STORIES} are possible")
    return stories
