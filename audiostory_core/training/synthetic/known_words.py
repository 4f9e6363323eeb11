"""The words of an instruction by which the small model knows a sound class."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from ...guide.vocabulary import words_of
from ...sound_classes import SOUND_CLASSES, SoundClass
from .connectives import (
    BACK,
    IN_ORDER,
    JOINERS,
    LAST_JOINERS,
    LIST_JOINERS,
    NOTHING,
    NOUN_JOINERS,
    OPENINGS,
    PLAIN_JOINERS,
    PLAIN_OPENINGS,
    REVERSED,
    SYLLABLES,
)
from .grammar import ing, participle, past, third
from .text import read_lines

MOST_CLASSES = 2  # a verb that more sound classes have tells nothing: "start", "pass"
CLEAR_SHARE = 0.55  # of a word's uses are for one sound class: "storm" is mostly thunder's, sometimes wind's
VAGUE = frozenset(read_lines("vague_words"))  # phrases of the sound classes, but said of many other things as well
SILENT_TEXTS = ("silent_scenes", "unknown_sounds", "before", "after", "between", "places", "tails", "adjectives")
SILENT_CONNECTIVES = (OPENINGS, BACK, NOTHING, LIST_JOINERS, JOINERS, PLAIN_OPENINGS, PLAIN_JOINERS, LAST_JOINERS,
                      NOUN_JOINERS, IN_ORDER, REVERSED, SYLLABLES)


def known_words(classes: Iterable[SoundClass] = SOUND_CLASSES) -> dict[str, tuple[str, ...]]:
    """Words that name each sound class or what it does, sorted, by the class's name.

    Words that fit several of SOUND_CLASSES tell nothing and are left out.
    """
    silent = words_of(" ".join(text for texts in (*map(read_lines, SILENT_TEXTS), *SILENT_CONNECTIVES)
                               for text in texts))
    doing, saying = defaultdict(set), defaultdict(Counter)
    for sound_class in SOUND_CLASSES:
        for verb in sound_class.verbs:
            doing[verb.partition(" ")[0]].add(sound_class.name)
        for paraphrase in (sound_class.caption, *sound_class.phrases, *sound_class.clauses, *sound_class.pasts,
                           *sound_class.nouns, *sound_class.subjects, *sound_class.plurals, *sound_class.verbs):
            saying[sound_class.name].update(words_of(paraphrase))
    said = sum(saying.values(), Counter())
    known = {}
    for sound_class in classes:
        heads = _heads(sound_class.subjects + sound_class.plurals) if sound_class.alone else set()
        found = words_of(sound_class.name) | (heads - silent)
        verbs = {verb.partition(" ")[0] for verb in sound_class.verbs}
        telling = {verb for verb in verbs
                   if len(doing[verb]) <= MOST_CLASSES and not {verb, third(verb), ing(verb)} & VAGUE}
        found |= {form(verb) for verb in telling for form in (str, third, ing, past, participle)} - silent
        own = saying[sound_class.name]
        found |= {word for word in words_of(" ".join(sound_class.phrases))
                  if own[word] >= CLEAR_SHARE * said[word] and len(word) > 3 and word not in silent}
        known[sound_class.name] = tuple(sorted(found - VAGUE))
    return known


def _heads(nouns: Iterable[str]) -> set[str]:
    """The nouns' main words: "guard dog" -> "dog"."""
    return {noun.split()[-1].lower() for noun in nouns if " of " not in noun and " on " not in noun and
            " in " not in noun and " next " not in noun}
