"""Which words of an instruction tell that a small model knows something of it."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from ...knowledge import words_of
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

MOST_KINDS = 2  # a verb that more kinds share tells nothing: "start", "pass"
CLEAR_SHARE = 0.55  # of all that says a word is said of one kind: "storm" is mostly thunder's, now and then wind's
VAGUE = frozenset(read_lines("vague_words"))  # words of the classes that are said of many other things as well
SILENT_TEXTS = ("silent_scenes", "unknown_sounds", "before", "after", "between", "places", "tails", "adjectives")
SILENT_CONNECTIVES = (OPENINGS, BACK, NOTHING, LIST_JOINERS, JOINERS, PLAIN_OPENINGS, PLAIN_JOINERS, LAST_JOINERS,
                      NOUN_JOINERS, IN_ORDER, REVERSED, SYLLABLES)


def known_words(kinds: Iterable[SoundClass] = SOUND_CLASSES) -> dict[str, tuple[str, ...]]:
    """Words that name a kind or what it does, sorted, by its name; what tells nothing in the whole catalogue is left
    out."""
    silent = words_of(" ".join(text for texts in (*map(read_lines, SILENT_TEXTS), *SILENT_CONNECTIVES)
                               for text in texts))
    doing, saying = defaultdict(set), defaultdict(Counter)
    for kind in SOUND_CLASSES:
        for verb in kind.verbs:
            doing[verb.partition(" ")[0]].add(kind.name)
        for wording in (kind.caption, *kind.phrases, *kind.clauses, *kind.pasts, *kind.nouns, *kind.subjects,
                        *kind.plurals, *kind.verbs):
            saying[kind.name].update(words_of(wording))
    said = sum(saying.values(), Counter())
    known = {}
    for kind in kinds:
        heads = _heads(kind.subjects + kind.plurals) if kind.alone else set()
        found = words_of(kind.name) | (heads - silent)
        verbs = {verb.partition(" ")[0] for verb in kind.verbs}
        telling = {verb for verb in verbs
                   if len(doing[verb]) <= MOST_KINDS and not {verb, third(verb), ing(verb)} & VAGUE}
        found |= {form(verb) for verb in telling for form in (str, third, ing, past, participle)} - silent
        found |= {word for word in words_of(" ".join(kind.phrases))
                  if saying[kind.name][word] >= CLEAR_SHARE * said[word] and len(word) > 3 and word not in silent}
        known[kind.name] = tuple(sorted(found - VAGUE))
    return known


def _heads(nouns: Iterable[str]) -> set[str]:
    """The word that names the thing: "guard dog" -> "dog"."""
    return {noun.split()[-1].lower() for noun in nouns if " of " not in noun and " on " not in noun and
            " in " not in noun and " next " not in noun}
