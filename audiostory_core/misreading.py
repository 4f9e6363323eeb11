"""Sounds that a small planner reads where there are none, and what gives them away.

An instruction has words for what is silent as well, and a small LLM takes some of them for a sound: "my husband": a
chainsaw cuts wood. Two signs tell: the words name nothing that it was taught for certain, and it gives what it writes
(that the words end there, and what they are the sound of) a small chance itself. One sign alone is not enough. It was
taught far more words than those that are certain, and where the words do name a sound, it may be torn between two that
both would do. Words that begin by saying that there is none ("no siren") tell by themselves.
"""
from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from .knowledge import kinds_named, names_none
from .reading import sounds_in

LEAST_CHANCE = 0.6  # of a sound whose words name nothing known


def misread_events(text: str, chance: Callable[[int, int], float],
                   known_words: Mapping[str, Collection[str]] | None) -> set[int]:
    """Numbers, from 1, of the events of a reading that the instruction does not ask for.

    Args:
        text: the reading, see reading.py.
        chance: (begin, end) of a stretch of the text -> how likely the LLM held it when it wrote it, 0 to 1.
        known_words: see BundleConfig.known_words; where there are none, nothing is left out.

    Returns:
        All of them, too: then the model knows nothing of what is asked for.
    """
    if not known_words:
        return set()
    sounds = sounds_in(text)
    return {number for number, (words, begin, end) in enumerate(sounds, 1)
           if names_none(words) or (not kinds_named(words, known_words) and chance(begin, end) < LEAST_CHANCE)}
