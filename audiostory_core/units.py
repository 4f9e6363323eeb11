"""Reads the unit after a clip's length in a cue sheet: `5 s rain falls` and `5 秒 雨声` each mean 5 seconds."""
from __future__ import annotations

import json
import re
import sys
from importlib import resources

_SECONDS = {"s": 1.0, "min": 60.0}  # milliseconds and hours are not read: no clip is so short or so long
_FIRST_WORD = re.compile(r"(?P<unit>[^\W\d_]+)\.?(?:\s?[:,;|–—-])?\s+(?:of\s+)?(?=\S)", re.IGNORECASE)


def read_units() -> dict[str, float]:
    """Unit word in lower case -> seconds, in all languages of plans (see story_text/words.json)."""
    file = resources.files(sys.modules[__package__]) / "story_text" / "words.json"
    languages = json.loads(file.read_text("utf-8")).values()
    return {word: seconds for language in languages for unit, seconds in _SECONDS.items()
            for word in language["units"][unit] if word.isalpha()}


def split_unit(text: str, units: dict[str, float]) -> tuple[float, str]:
    """Split the text after a number into (seconds of one unit, caption). A unit word alone is taken as the caption.

    Args:
        units: see read_units.
    """
    match = _FIRST_WORD.match(text)
    seconds = units.get(match["unit"].lower()) if match else None
    return (1.0, text) if seconds is None else (seconds, text[match.end():])
