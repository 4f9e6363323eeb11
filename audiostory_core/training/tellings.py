"""Whole instructions with slots for their events: a sentence, and the order in which its events sound.

"{b.past}, but only after {a.noun} had died away" has two slots. The letters say the order of the sounds, whatever the
order of the words; the form says what the slot needs: a clause in the present or the past, or a noun phrase.
"""
from __future__ import annotations

import re
from collections.abc import Sequence

from .tellings_asked import ASKED
from .tellings_told import TOLD

_SLOT = re.compile(r"\{([a-h])\.(clause|past|noun)\}")
_AFTER_A_SENTENCE = re.compile(r"(?:^|[.!?]\s+|\n)\W*$")


def forms_of(telling: str) -> list[str]:
    """The form that each event needs, in the order of the sounds."""
    return [form for _, form in sorted(_SLOT.findall(telling))]


TELLINGS = {count: tuple(telling for telling in (*TOLD, *ASKED) if len(_SLOT.findall(telling)) == count)
            for count in range(1, 7)}  # by how many events they tell


def fill(telling: str, told: Sequence[str]) -> str:
    """A telling with words for its events, given in the order of the sounds; what begins a sentence is capitalised."""
    def words(slot: re.Match) -> str:
        text = told["abcdefgh".index(slot[1])]
        return text[0].upper() + text[1:] if _AFTER_A_SENTENCE.search(telling[: slot.start()]) else text

    return _SLOT.sub(words, telling)
