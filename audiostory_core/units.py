"""The unit behind a clip's length in a cue sheet: `5 s rain falls` and `5 秒 雨声` are 5 seconds of it."""
from __future__ import annotations

import json
import re
import sys
from importlib import resources

_SECONDS = {"s": 1.0, "min": 60.0}  # no clip is a thousandth or an hour long
_FIRST_WORD = re.compile(r"(?P<unit>[^\W\d_]+)\.?(?:\s?[:,;|–—-])?\s+(?:of\s+)?(?=\S)", re.IGNORECASE)


def read_units() -> dict[str, float]:
    """Unit word in small letters -> seconds, in all languages that plans are read in (see story_text/words.json)."""
    file = resources.files(sys.modules[__package__]) / "story_text" / "words.json"
    languages = json.loads(file.read_text("utf-8")).values()
    return {word: seconds for language in languages for unit, seconds in _SECONDS.items()
            for word in language["units"][unit] if word.isalpha()}


def split_unit(text: str, units: dict[str, float]) -> tuple[float, str]:
    """The text behind a number as (seconds of one unit, caption). A unit word without a caption behind it is a caption.

    Args:
        units: see read_units.
    """
    match = _FIRST_WORD.match(text)
    seconds = units.get(match["unit"].lower()) if match else None
    return (1.0, text) if seconds is None else (seconds, text[match.end():])
