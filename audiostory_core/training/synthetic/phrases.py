"""Paraphrases of one sound class: what an instruction asks for, in random words."""
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
MISSPELT_SHARE = 0.03  # of the phrases have one letter too many, too few or in the wrong place
WRITTEN_SHARE = 0.5  # of the words in a given form are phrases of the sound class; the others are subject and verb


@dataclass(frozen=True)
class Event:
    """One sound that an instruction asks for.

    words: for its sound. tail: what else is said of it, or "". distant: whether it is far away.
    """

    sound_class: SoundClass
    words: str
    tail: str
    distant: bool

    @property
    def caption(self) -> str:
        """The caption that the planner writes for it."""
        return caption_of(self.sound_class, self.distant)

    @property
    def told(self) -> str:
        """The words and the tail, as the instruction has them."""
        return f"{self.words} {self.tail}".strip()


def caption_of(sound_class: SoundClass, distant: bool) -> str:
    """The caption that the planner writes for a clip of this class."""
    return f"{sound_class.caption} {DISTANT_CAPTION}" if distant else sound_class.caption


def paraphrases(sound_class: SoundClass) -> tuple[str, ...]:
    """All paraphrases of a sound class, without articles and adjectives."""
    said = [sound_class.caption, *sound_class.phrases, *sound_class.clauses, *sound_class.pasts, *sound_class.nouns]
    if sound_class.alone:
        said += [*sound_class.subjects, *sound_class.plurals]
    said += [f"{subject} {form(verb)}" for subject in sound_class.subjects for verb in sound_class.verbs
             for form in (third, ing)]
    said += [f"{plural} {verb}" for plural in sound_class.plurals for verb in sound_class.verbs]
    return tuple(dict.fromkeys(said))


def make_event(rng: random.Random, classes: tuple[SoundClass, ...] = SOUND_CLASSES, form: str | None = None) -> Event:
    """A random sound class in random words.

    Args:
        form: "clause" in the present, "past", "bare" (a clause without a tense) or "noun"; None for a clause in the
            present or a noun phrase.
    """
    sound_class = rng.choice(classes)
    words, clause = _FORMS[form](rng, sound_class) if form else _any(rng, sound_class)
    distant = rng.random() < DISTANT_SHARE
    if distant:
        words = f"{words} {rng.choice(DISTANT_WORDS)}"
        if not clause and rng.random() < 0.3 and not sound_class.mass and sound_class.alone:
            words = f"a distant {rng.choice(sound_class.subjects)}"
    tail = ""
    if rng.random() < 0.25:
        tail = rng.choice(TAILS if clause and rng.random() < 0.5 else PLACES)
    elif rng.random() < 0.06:
        tail = f"{rng.choice(('of', 'near', 'with', 'for', 'by', 'behind'))} {invented_word(rng)}"
    return Event(sound_class, _typed(rng, words), tail, distant)


def bare_event(rng: random.Random, classes: tuple[SoundClass, ...] = SOUND_CLASSES) -> Event:
    """A random sound class in the words of a list: a word or two, without an article."""
    sound_class = rng.choice(classes)
    words = rng.choice((*sound_class.subjects, *sound_class.plurals) if sound_class.alone else sound_class.nouns)
    for article in ("a ", "an ", "the "):
        words = words.removeprefix(article)
    return Event(sound_class, _typed(rng, words), "", False)


def return_of(rng: random.Random, event: Event, form: str | None = None) -> Event:
    """The event's sound class again, mostly with words such as "once more"; form: see make_event."""
    back = make_event(rng, (event.sound_class,), form)
    return replace(back, tail=rng.choice(BACK)) if rng.random() < 0.7 else back


def _typed(rng, words: str) -> str:
    """The words, a few of them with a typing error."""
    return misspelt(rng, words) if rng.random() < MISSPELT_SHARE else words


def misspelt(rng: random.Random, words: str) -> str:
    """The words with one typing error, in a word of four letters or more. Without such a word they are unchanged."""
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


def invented_word(rng: random.Random) -> str:
    """A random word, which the model has never seen."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4)))


def _any(rng, sound_class: SoundClass) -> tuple[str, bool]:
    """A paraphrase of a sound class, and whether it is a clause."""
    draw = rng.random()
    if draw < 0.06:
        return sound_class.caption, not sound_class.caption.startswith("footsteps")
    if draw < 0.25:
        phrase = rng.choice(sound_class.phrases)
        return phrase, any(f" {word}" in phrase for word in ("is ", "comes", "breaks", "starts", "walks", "knocks"))
    return _clause(rng, sound_class) if draw < 0.6 else _noun(rng, sound_class)


def _clause(rng, sound_class: SoundClass) -> tuple[str, bool]:
    if rng.random() < WRITTEN_SHARE:
        return rng.choice(sound_class.clauses), True
    subject, plural = _any_subject(rng, sound_class)
    verb = rng.choice(sound_class.verbs)
    be, have, ending = ("are", "have", "") if plural else ("is", "has", "s")
    base = verb if plural else third(verb)
    forms = (base, base, base, base, f"{be} {ing(verb)}", f"start{ending} to {verb}", f"begin{ending} to {verb}",
             f"start{ending} {ing(verb)}", f"{be} heard {ing(verb)}", f"keep{ending} {ing(verb)}",
             f"{be} still {ing(verb)}", f"can be heard {ing(verb)}", f"{have} {participle(verb)}",
             f"{have} begun to {verb}", f"{have} been {ing(verb)}", f"should {verb}", f"will {verb}")
    return f"{subject} {rng.choice(forms)}", True


def _past(rng, sound_class: SoundClass) -> tuple[str, bool]:
    if rng.random() < WRITTEN_SHARE:
        return rng.choice(sound_class.pasts), True
    subject, plural = _any_subject(rng, sound_class)
    verb, be = rng.choice(sound_class.verbs), "were" if plural else "was"
    forms = (past(verb), past(verb), past(verb), past(verb), f"{be} {ing(verb)}", f"started to {verb}",
             f"began to {verb}", f"started {ing(verb)}", f"{be} heard {ing(verb)}", f"kept {ing(verb)}",
             f"{be} still {ing(verb)}", f"could be heard {ing(verb)}", f"had {participle(verb)}",
             f"had {participle(verb)}", f"had already {participle(verb)}", f"had been {ing(verb)}",
             f"had begun to {verb}", f"had started {ing(verb)}", f"would {verb}")
    return f"{subject} {rng.choice(forms)}", True


def _bare(rng, sound_class: SoundClass) -> tuple[str, bool]:
    """A clause without a tense, for sentences with "let" or "hear"."""
    return f"{_any_subject(rng, sound_class)[0]} {rng.choice(sound_class.verbs)}", True


def _noun(rng, sound_class: SoundClass) -> tuple[str, bool]:
    draw = rng.random()
    if draw < WRITTEN_SHARE:
        return rng.choice(sound_class.nouns), False
    if draw < 0.85 and sound_class.alone:
        return _any_subject(rng, sound_class)[0], False
    return f"{_any_subject(rng, sound_class)[0]} {ing(rng.choice(sound_class.verbs))}", False


_FORMS = {"clause": _clause, "past": _past, "bare": _bare, "noun": _noun}


def _any_subject(rng, sound_class: SoundClass) -> tuple[str, bool]:
    """The subject of a sentence, and whether it is a plural."""
    if sound_class.plurals and rng.random() < (0.3 if sound_class.subjects else 1):
        return _adorned(rng, rng.choice(sound_class.plurals)), True
    return _subject(rng, sound_class), False


def _subject(rng, sound_class: SoundClass) -> str:
    noun = rng.choice(sound_class.subjects)
    if noun in ("someone", "somebody", "he", "she") or noun.startswith(("her ", "his ", "my ")):
        return noun
    if sound_class.mass:
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
