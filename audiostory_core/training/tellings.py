"""Whole instructions with slots for their events: a sentence, and the order in which its events sound.

"{b.past}, but only after {a.noun} had died away" has two slots. The letters a to h say the order of the sounds,
whatever the order of the words; x, y and z are sounds that are named and shall not be heard. The form says what the
slot needs: a clause in the present or the past, a clause without a tense ("let {a.bare}"), or a noun phrase.
"""
from __future__ import annotations

import re
from collections.abc import Mapping

from .english import capitalised
from .tellings_asked import ASKED
from .tellings_bare import BARE
from .tellings_busier import BUSIER
from .tellings_busy import BUSY
from .tellings_daily import DAILY
from .tellings_daily_scenes import DAILY_SCENES
from .tellings_described import DESCRIBED
from .tellings_everyday import EVERYDAY
from .tellings_long_scenes import LONG_SCENES
from .tellings_long_turns import LONG_TURNS
from .tellings_longest import LONGEST
from .tellings_pointed import POINTED
from .tellings_related import RELATED
from .tellings_scenes import SCENES
from .tellings_short_turns import SHORT_TURNS
from .tellings_taken_up import TAKEN_UP
from .tellings_told import TOLD
from .tellings_turns import TURNS
from .tellings_winding import WINDING
from .tellings_without import WITHOUT

HEARD, UNHEARD = "abcdefgh", "xyz"
MOST_TOLD = 6  # events of one telling
_SLOT = re.compile(rf"\{{([{HEARD}{UNHEARD}])\.(clause|past|bare|noun)\}}")
_AFTER_A_SENTENCE = re.compile(r"(?:^|[.!?]\s+|\n)\W*$")


def slots_of(telling: str) -> dict[str, str]:
    """The form that each slot needs, by its letter, in the order of the letters."""
    return dict(sorted(_SLOT.findall(telling)))


def _heard(telling: str) -> int:
    return sum(letter in HEARD for letter in slots_of(telling))


_ALL = (*TOLD, *ASKED, *DESCRIBED, *WINDING, *LONGEST, *WITHOUT, *EVERYDAY, *SCENES, *LONG_SCENES, *TAKEN_UP,
        *POINTED, *SHORT_TURNS, *TURNS, *LONG_TURNS, *DAILY, *DAILY_SCENES, *BUSY, *BUSIER, *RELATED,
        *BARE)
TELLINGS = {count: tuple(telling for telling in _ALL if _heard(telling) == count)
            for count in range(1, MOST_TOLD + 1)}  # by how many events they tell


def fill(telling: str, words: Mapping[str, str]) -> str:
    """A telling with words for its slots, by their letters; what begins a sentence is capitalised."""
    def put(slot: re.Match) -> str:
        text = words[slot[1]]
        return capitalised(text) if _AFTER_A_SENTENCE.search(telling[: slot.start()]) else text

    return _SLOT.sub(put, telling)
