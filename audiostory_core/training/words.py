"""Which words of an instruction tell that a small model knows something of it."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from ..knowledge import words_of
from . import asides, scenes
from .catalogue import CATALOGUE, Kind
from .english import ing, participle, past, third

MOST_KINDS = 2  # a verb that more kinds share tells nothing: "start", "pass"
CLEAR_SHARE = 0.55  # of all that says a word is said of one kind: "storm" is mostly thunder's, now and then wind's
# Words of the catalogue that are said of many other things as well.
VAGUE = frozenset("""
    against announce announces announcing answer answering answers approach approaches approaching arrive arrives
    arriving bare beat beating beats being best bite bites biting branches breathes bridge busy call chew chewing
    chews child children click clicking climb climbing climbs come count counting counts cross crossing cut cuts
    cutting desk display door draw drawing draws dry ears empty enter entering enters enthusiastic exchange
    explosive fast fever few fill filling fills floor friend front fruit full gathers get gets give giving glow
    glowing glows grass gravel great green greet greeting greets grey hall hard have having her high hills his hot
    hour human hurried hurries hurry hurrying incoming keep keeping keeps land landing lap lapping laps leave leaves
    leaving let lets letting lift lifting lifts light lighting lit long mass milk moan moaning moans murmur
    murmuring murmurs one open pace paces pacing pack path pebbles pick picking picks pocket pull pulling pulls
    quack quacking red rescue ride rip ripping rips rise rising rocks round sand screaming seconds set sets setting
    sharp shelf shoots sigh sighing sighs signal sing singing skies slap slapping slaps slice slices slicing snow
    soak soaking soaks something speed speeding speeds spin spinning spins split splits splitting standing stiff
    stirs stones stop stopping stove swells swing swinging swings take takes taking tear tearing tears timber touch
    touches touching tumble tumbles tumbling turn turning twins violent wall wash washes washing water wedding whine
    whines whining worker year young
    """.split())


def known_words(kinds: Iterable[Kind] = CATALOGUE) -> dict[str, tuple[str, ...]]:
    """Words that name a kind or what it does, sorted, by its name; what tells nothing in the whole catalogue is left
    out."""
    silent = words_of(" ".join(text for module in (scenes, asides) for name in dir(module) if name.isupper()
                               for text in getattr(module, name)))
    doing, saying = defaultdict(set), defaultdict(Counter)
    for kind in CATALOGUE:
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
