"""One thing that an instruction asks for, in random words."""
from __future__ import annotations

import random
from dataclasses import dataclass, replace

from ...sound_classes import SOUND_CLASSES, SoundClass
from .connectives import BACK, SYLLABLES
from .grammar import ing, participle, past, third, with_a
from .text import read_lines

PLACES, TAILS, ADJECTIVES = read_lines("places"), read_lines("tails"), read_lines("adjectives")
DISTANT_WORDS = ("in the distance", "far away", "far off", "from afar", "a long way off", "miles away",
                 "far in the distance")
DISTANT_CAPTION = "in the distance"
DISTANT_SHARE = 0.12
MISSPELT_SHARE = 0.03  # of the words that are asked for have a letter too many, too few or in the wrong place
WRITTEN_SHARE = 0.5  # of the words that have a form are one of the kind's wordings; the rest is a subject and a verb


@dataclass(frozen=True)
class Event:
    """One thing that is asked for: its kind, the words for it, what else is said of it, whether it is far away."""

    kind: SoundClass
    words: str
    tail: str
    distant: bool

    @property
    def caption(self) -> str:
        """What the planner writes for it."""
        return caption_of(self.kind, self.distant)

    @property
    def told(self) -> str:
        """How it stands in the instruction."""
        return f"{self.words} {self.tail}".strip()


def caption_of(kind: SoundClass, distant: bool) -> str:
    """What the planner writes for a clip."""
    return f"{kind.caption} {DISTANT_CAPTION}" if distant else kind.caption


def wordings(sound_class: SoundClass) -> tuple[str, ...]:
    """Everything that can be said for a sound class without an article or an adjective."""
    said = [sound_class.caption, *sound_class.phrases, *sound_class.clauses, *sound_class.pasts, *sound_class.nouns]
    if sound_class.alone:
        said += [*sound_class.subjects, *sound_class.plurals]
    said += [f"{subject} {form(verb)}" for subject in sound_class.subjects for verb in sound_class.verbs
             for form in (third, ing)]
    said += [f"{plural} {verb}" for plural in sound_class.plurals for verb in sound_class.verbs]
    return tuple(dict.fromkeys(said))


def make_event(rng: random.Random, kinds: tuple[SoundClass, ...] = SOUND_CLASSES, form: str | None = None) -> Event:
    """A random one of the kinds of sound in random words.

    Args:
        form: "clause" in the present, "past", "bare" (a clause without a tense) or "noun"; None for a clause in the
            present or a noun phrase.
    """
    kind = rng.choice(kinds)
    words, clause = _FORMS[form](rng, kind) if form else _any(rng, kind)
    distant = rng.random() < DISTANT_SHARE
    if distant:
        words = f"{words} {rng.choice(DISTANT_WORDS)}"
        if not clause and rng.random() < 0.3 and not kind.mass and kind.alone:
            words = f"a distant {rng.choice(kind.subjects)}"
    tail = ""
    if rng.random() < 0.25:
        tail = rng.choice(TAILS if clause and rng.random() < 0.5 else PLACES)
    elif rng.random() < 0.06:
        tail = f"{rng.choice(('of', 'near', 'with', 'for', 'by', 'behind'))} {made_up_word(rng)}"
    return Event(kind, _typed(rng, words), tail, distant)


def bare_event(rng: random.Random, kinds: tuple[SoundClass, ...] = SOUND_CLASSES) -> Event:
    """A random one of the kinds as it stands in a list: a word or two, without an article."""
    kind = rng.choice(kinds)
    words = rng.choice((*kind.subjects, *kind.plurals) if kind.alone else kind.nouns)
    for article in ("a ", "an ", "the "):
        words = words.removeprefix(article)
    return Event(kind, _typed(rng, words), "", False)


def return_of(rng: random.Random, event: Event, form: str | None = None) -> Event:
    """The same kind of sound once more, mostly said to be back; form: see make_event."""
    back = make_event(rng, (event.kind,), form)
    return replace(back, tail=rng.choice(BACK)) if rng.random() < 0.7 else back


def _typed(rng, words: str) -> str:
    """Words as a hand types them: a few with a slip."""
    return misspelt(rng, words) if rng.random() < MISSPELT_SHARE else words


def misspelt(rng: random.Random, words: str) -> str:
    """Words with one slip of the fingers, in a word of four letters or more; as they are where there is none."""
    parts = words.split(" ")
    long = [index for index, part in enumerate(parts) if len(part) > 3 and part.isalpha()]
    if not long:
        return words
    index = rng.choice(long)
    part = parts[index]
    place = rng.randrange(1, len(part) - 1)
    parts[index] = part[:place] + rng.choice((
        part[place + 1 :], part[place] + part[place:], part[place + 1] + part[place] + part[place + 2 :]))
    return " ".join(parts)


def made_up_word(rng: random.Random) -> str:
    """A word that the model has never seen."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4)))


def _any(rng, kind: SoundClass) -> tuple[str, bool]:
    """Words for a kind, and whether they are a clause."""
    draw = rng.random()
    if draw < 0.06:
        return kind.caption, not kind.caption.startswith("footsteps")
    if draw < 0.25:
        phrase = rng.choice(kind.phrases)
        return phrase, any(f" {word}" in phrase for word in ("is ", "comes", "breaks", "starts", "walks", "knocks"))
    return _clause(rng, kind) if draw < 0.6 else _noun(rng, kind)


def _clause(rng, kind: SoundClass) -> tuple[str, bool]:
    if rng.random() < WRITTEN_SHARE:
        return rng.choice(kind.clauses), True
    subject, plural = _any_subject(rng, kind)
    verb = rng.choice(kind.verbs)
    be, have, ending = ("are", "have", "") if plural else ("is", "has", "s")
    base = verb if plural else third(verb)
    forms = (base, base, base, base, f"{be} {ing(verb)}", f"start{ending} to {verb}", f"begin{ending} to {verb}",
             f"start{ending} {ing(verb)}", f"{be} heard {ing(verb)}", f"keep{ending} {ing(verb)}",
             f"{be} still {ing(verb)}", f"can be heard {ing(verb)}", f"{have} {participle(verb)}",
             f"{have} begun to {verb}", f"{have} been {ing(verb)}", f"should {verb}", f"will {verb}")
    return f"{subject} {rng.choice(forms)}", True


def _past(rng, kind: SoundClass) -> tuple[str, bool]:
    if rng.random() < WRITTEN_SHARE:
        return rng.choice(kind.pasts), True
    subject, plural = _any_subject(rng, kind)
    verb, be = rng.choice(kind.verbs), "were" if plural else "was"
    forms = (past(verb), past(verb), past(verb), past(verb), f"{be} {ing(verb)}", f"started to {verb}",
             f"began to {verb}", f"started {ing(verb)}", f"{be} heard {ing(verb)}", f"kept {ing(verb)}",
             f"{be} still {ing(verb)}", f"could be heard {ing(verb)}", f"had {participle(verb)}",
             f"had {participle(verb)}", f"had already {participle(verb)}", f"had been {ing(verb)}",
             f"had begun to {verb}", f"had started {ing(verb)}", f"would {verb}")
    return f"{subject} {rng.choice(forms)}", True


def _bare(rng, kind: SoundClass) -> tuple[str, bool]:
    """As after "let" and "hear"."""
    return f"{_any_subject(rng, kind)[0]} {rng.choice(kind.verbs)}", True


def _noun(rng, kind: SoundClass) -> tuple[str, bool]:
    draw = rng.random()
    if draw < WRITTEN_SHARE:
        return rng.choice(kind.nouns), False
    if draw < 0.85 and kind.alone:
        return _any_subject(rng, kind)[0], False
    return f"{_any_subject(rng, kind)[0]} {ing(rng.choice(kind.verbs))}", False


_FORMS = {"clause": _clause, "past": _past, "bare": _bare, "noun": _noun}


def _any_subject(rng, kind: SoundClass) -> tuple[str, bool]:
    """Who sounds, and whether that is a plural."""
    if kind.plurals and rng.random() < (0.3 if kind.subjects else 1):
        return _adorned(rng, rng.choice(kind.plurals)), True
    return _subject(rng, kind), False


def _subject(rng, kind: SoundClass) -> str:
    noun = rng.choice(kind.subjects)
    if noun in ("someone", "somebody", "he", "she") or noun.startswith(("her ", "his ", "my ")):
        return noun
    if kind.mass:
        return noun if rng.random() < 0.6 else f"the {noun}"
    draw = rng.random()
    if draw < 0.55:
        return with_a(noun)
    if draw < 0.8:
        return f"the {noun}"
    if draw < 0.87:
        return with_a(f"{rng.choice(ADJECTIVES)} {noun}")
    if draw < 0.93:
        return f"{rng.choice(('another', 'some', 'one', 'this', 'that', 'my', 'his', 'her', 'our'))} {noun}"
    return noun


def _adorned(rng, plural: str) -> str:
    draw = rng.random()
    if plural.startswith(("the ", "two ", "three ", "a ", "several ")) or draw < 0.6:
        return plural
    return f"{rng.choice(('the', 'some', 'a few', 'many', 'several', 'more'))} {plural}" if draw < 0.85 else \
        f"{rng.choice(ADJECTIVES)} {plural}"
