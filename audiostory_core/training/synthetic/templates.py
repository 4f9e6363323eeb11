"""Instruction templates: sentences with slots for their events, which say the order in which these sound.

"{b.past}, but only after {a.noun} had died away" has two slots. The letters a to h say the order of the sounds,
whatever the order of the words; x, y and z are sounds that are named and shall not be heard. The form says what the
slot needs: a clause in the present or the past, a clause without a tense ("let {a.bare}"), or a noun phrase.
"""
from __future__ import annotations

import re
from collections.abc import Mapping

from .grammar import capitalised
from .text import read_lines

HEARD, UNHEARD = "abcdefgh", "xyz"
MOST_TOLD = 6  # events of one template
_SLOT = re.compile(rf"\{{([{HEARD}{UNHEARD}])\.(clause|past|bare|noun)\}}")
_AFTER_A_SENTENCE = re.compile(r"(?:^|[.!?]\s+|\n)\W*$")


def slots_of(template: str) -> dict[str, str]:
    """The form that each slot needs, by its letter, in the order of the letters."""
    return dict(sorted(_SLOT.findall(template)))


# By how many events they tell.
TEMPLATES = {count: read_lines(f"templates_{count}") for count in range(1, MOST_TOLD + 1)}


def fill(template: str, words: Mapping[str, str]) -> str:
    """A template with words for its slots, by their letters; what begins a sentence is capitalised."""
    def put(slot: re.Match) -> str:
        text = words[slot[1]]
        return capitalised(text) if _AFTER_A_SENTENCE.search(template[: slot.start()]) else text

    return _SLOT.sub(put, template)
