"""Finds false events: events that a small planner reads into an instruction although nobody asks for them.

An instruction also has words for what is silent. A small LLM sometimes hears a sound in them: it may read "my husband"
as a chainsaw. Two signs together tell. First, the words hold none that the planner surely knows. Second, the LLM itself
gave a low probability to what it wrote: that the words end there, and what they are the sound of. One sign alone is not
enough. The planner was trained on far more words than those that are sure. And where the words do name a sound, it may
be torn between two that would both do. Words that begin with a negation ("no siren") tell by themselves.
"""
from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from .outline import sounds_in
from .vocabulary import classes_named, names_none

LEAST_PROBABILITY = 0.6  # an event without a known word is false if the LLM's probability is below this


def false_events(text: str, probability: Callable[[int, int], float],
                 known_words: Mapping[str, Collection[str]] | None) -> set[int]:
    """Numbers, from 1, of the events of an outline that the instruction does not ask for.

    Args:
        text: the outline, see outline.py.
        probability: (begin, end) of a span of the text -> the probability, 0 to 1, that the LLM gave it.
        known_words: see BundleConfig.known_words. Without them no event is false.

    Returns:
        It may be all of them: then the planner knows nothing of what is asked for.
    """
    if not known_words:
        return set()
    return {number for number, (words, begin, end) in enumerate(sounds_in(text), 1)
            if names_none(words)
            or (not classes_named(words, known_words) and probability(begin, end) < LEAST_PROBABILITY)}
