"""Instruction templates: sentences with slots for events, which also say the order of their sounds.

"{b.past}, but only after {a.noun} had died away" has two slots. The letters a to h give the order of the sounds, which
may differ from the order of the words. x, y and z are sounds that are named but not asked for. The form of a slot is a
clause in the present or the past, a clause without a tense ("let {a.bare}"), or a noun phrase.
"""
from __future__ import annotations

import re
from collections.abc import Mapping

from .grammar import capitalised
from .text import read_lines

HEARD, UNHEARD = "abcdefgh", "xyz"
MOST_TOLD = 6  # events in one template
_SLOT = re.compile(rf"\{{([{HEARD}{UNHEARD}])\.(clause|past|bare|noun)\}}")
_AFTER_A_SENTENCE = re.compile(r"(?:^|[.!?]\s+|\n)\W*$")


def slots_of(template: str) -> dict[str, str]:
    """The form of each slot by its letter, in the order of the letters."""
    return dict(sorted(_SLOT.findall(template)))


# By their number of events.
TEMPLATES = {count: read_lines(f"templates_{count}") for count in range(1, MOST_TOLD + 1)}


def fill(template: str, words: Mapping[str, str]) -> str:
    """The template with words in its slots, by letter. Words at the beginning of a sentence are capitalised."""
    def put(slot: re.Match) -> str:
        text = words[slot[1]]
        return capitalised(text) if _AFTER_A_SENTENCE.search(template[: slot.start()]) else text

    return _SLOT.sub(put, template)
