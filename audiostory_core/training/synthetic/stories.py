"""Synthetic stories: random instructions for the sound classes, each with the plan that answers it.

They have the shape of AudioStory-10K: instruction, reasoning, clips of (caption, seconds). Each clip also has the
caption of its sound, which is the target of the bridge's tokens.
"""
from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from ...digests import digest_of
from ...guide.outline import CLIP, USUAL_CLIP_SECONDS, USUAL_MOST_CLIPS, outline_of
from ...prompt import LEAD_INS, with_duration
from ...sound_classes import BY_NAME, SOUND_CLASSES, SoundClass
from ..data.examples import TrainingStory
from . import connectives
from .grammar import IRREGULAR, capitalised
from .phrases import ADJECTIVES, DISTANT_WORDS, PLACES, TAILS, Event, bare_event, invented_word, make_event, return_of
from .templates import HEARD, TEMPLATES, fill, slots_of
from .text import read_lines

GENERATOR_VERSION = 1  # raised whenever the same words give other stories
FIRST_WORDS = "1cdf3da972d9998b9bbaa296890ab7961f01a41f"  # see words_digest
LEAST_CLIP_SECONDS = 3.0
MOST_STORY_SECONDS = 80.0
EVENTS = (1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 7, 8)
PLAIN_SHARE = 0.3  # of the instructions are what most people write: one clause after another
TEMPLATE_SHARE = 0.4  # are instruction templates: whole sentences by a person
LISTED_SHARE = 0.05  # are lists of bare words
RETURN_SHARE = 0.08  # of those with three events or more repeat an earlier event
INSTEAD = BY_NAME["wind"]  # planned if an instruction asks for nothing known
DISTRACTORS = (*read_lines("silent_scenes"), *read_lines("silent_clauses"), *read_lines("silent_sentences"))
OUT_OF_SCOPE = (*read_lines("unknown_sounds"), *read_lines("unknown_sounds_more"))
BEFORE, AFTER, BETWEEN = read_lines("before"), read_lines("after"), read_lines("between")
_IN_WORDS = re.compile(r"\w")


def make_story(rng: random.Random, classes: tuple[SoundClass, ...] = SOUND_CLASSES) -> TrainingStory:
    """A random story of these sound classes.

    Some have captions that were edited. A few ask for nothing that is known; for those, wind is planned.
    """
    seconds = _random_seconds(rng)
    most = max(1, min(USUAL_MOST_CLIPS, int(seconds / LEAST_CLIP_SECONDS)))
    if rng.random() < 0.02:
        text, events = _out_of_scope(rng), []
    else:
        text, events = _instruction(rng, classes, min(most, rng.choice(EVENTS)))
    if rng.random() < 0.93:
        text = with_duration(text, seconds)
    else:
        seconds = USUAL_CLIP_SECONDS * max(1, len(events))
    story = answer(text, events, seconds)
    return _edited(rng, story, classes) if rng.random() < 0.2 else story


def answer(instruction: str, events: list[Event], seconds: float) -> TrainingStory:
    """The plan that fills `seconds` with these events, in clips of similar length.

    Without an event the plan is wind, and the reasoning says that nothing was known.
    """
    known = bool(events)
    events = events or [Event(INSTEAD, "", "", False)]
    told, order = _as_told(instruction, events) if known else (((None, INSTEAD.caption),), (1,))
    outline = outline_of(told, order, seconds)
    sounds = [event.caption for event, share in zip(events, outline.shares, strict=True) for _ in range(share)]
    return TrainingStory(instruction, outline.reasoning, tuple(outline.clips), tuple(sounds),
                         read=len(f"{outline.text} {CLIP}"))  # one word more, so that no token is cut


def _random_seconds(rng) -> float:
    draw = rng.random()
    if draw < 0.35:
        return float(rng.choice((10, 15, 20, 25, 30, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80)))
    if draw < 0.8:
        return float(rng.randint(4, int(MOST_STORY_SECONDS)))
    return round(rng.uniform(4, MOST_STORY_SECONDS), rng.choice((1, 1, 1, 2)))


def _instruction(rng, classes, count: int) -> tuple[str, list[Event]]:
    """An instruction for `count` events, and the events in the order of their sounds, not of the words."""
    draw = rng.random()
    if draw < TEMPLATE_SHARE:
        text, events = _from_templates(rng, classes, count)
    elif draw < TEMPLATE_SHARE + LISTED_SHARE:
        return _listed(rng, classes, count)
    else:
        events = _events(rng, classes, [None] * count)
        plain = draw < TEMPLATE_SHARE + LISTED_SHARE + PLAIN_SHARE
        text = _plain_instruction(rng, [event.words for event in events]) if plain else _composed(rng, events)
    return _wrapped(rng, text), events


def _events(rng, classes, forms: Sequence[str | None]) -> list[Event]:
    """An event for each of these forms, in the order of the sounds. A few lists repeat an earlier event."""
    events = [make_event(rng, classes, form) for form in forms]
    if len(events) > 2 and rng.random() < RETURN_SHARE:
        first = rng.randrange(len(events) - 2)
        again = rng.randrange(first + 2, len(events))
        events[again] = return_of(rng, events[first], forms[again])
    return events


def _listed(rng, classes, count: int) -> tuple[str, list[Event]]:
    """A list of bare words, as people jot them down. Some have a silence in it."""
    events = [bare_event(rng, classes) for _ in range(count)]
    words, joiner = [event.words for event in events], rng.choice(connectives.LIST_JOINERS)
    if rng.random() < 0.15:
        words.insert(rng.randint(0, count), rng.choice(connectives.NOTHING))
    begins_sentences = joiner.strip() in (".", "!", "...", "") and rng.random() < 0.7
    text = joiner.join(capitalised(word) if begins_sentences else word for word in words)
    return text + (joiner.strip() if joiner.strip() in (".", "!") else ""), events


def _wrapped(rng, text: str) -> str:
    """The text, sometimes with fillers before or after it, which ask for nothing."""
    if rng.random() < 0.2:
        before = rng.choice(BEFORE)
        text = f"{before} {text}" if before[-1] in ".:!?-" else f"{before} {text[0].lower()}{text[1:]}"
    if rng.random() < 0.2:
        text = text.rstrip(".! ") + rng.choice(AFTER)
    return text


def _from_templates(rng, classes, count: int) -> tuple[str, list[Event]]:
    """Filled instruction templates, mostly one for all events. Some have silent or out-of-scope distractors between."""
    sentences, events = [], []
    while (left := count - len(events)) > 0:
        here = left if left in TEMPLATES and rng.random() < 0.75 else rng.randint(1, min(left, 3))
        template = rng.choice(TEMPLATES[here])
        slots = slots_of(template)
        heard = {letter: form for letter, form in slots.items() if letter in HEARD}
        own = dict(zip(heard, _events(rng, classes, list(heard.values())), strict=True))
        there = {event.sound_class for event in own.values()}
        absent = {letter: _event_but(rng, classes, form, there) for letter, form in slots.items() if letter not in own}
        sentences.append(fill(template, {letter: event.told for letter, event in {**own, **absent}.items()}))
        events += own.values()
    while rng.random() < 0.4:
        extra = rng.choice(DISTRACTORS if rng.random() < 0.6 else OUT_OF_SCOPE)
        if rng.random() < 0.3:
            extra += f" {rng.choice(PLACES)}"
        sentences.insert(rng.randint(0, len(sentences)), capitalised(extra))
    ended = [text if text[-1] in ".!?\"" else f"{text}." for text in sentences[:-1]]
    return " ".join([*ended, sentences[-1]]), events


def _event_but(rng, classes, form: str, others):
    """An event of a class that is not among `others`."""
    left = tuple(sound_class for sound_class in classes if sound_class not in others)
    return make_event(rng, left or classes, form)


def _composed(rng, events) -> str:
    units, rest = [], list(events)
    while rest:
        if len(rest) > 1 and rng.random() < 0.45:
            first, second = rest.pop(0), rest.pop(0)
            pattern = rng.choice(connectives.REVERSED if rng.random() < 0.45 else connectives.IN_ORDER)
            units.append(pattern.format(a=first.told, b=second.told))
        elif len(rest) > 1 and rng.random() < 0.15:
            first, second = rest.pop(0), rest.pop(0)
            units.append(first.told + rng.choice(connectives.NOUN_JOINERS) + second.told)
        else:
            units.append(rest.pop(0).told)
    return _finished(rng, _joined(rng, units))


def _plain_instruction(rng, words: list[str]) -> str:
    """One clause after another, with the joiners that people use most."""
    usual, text = rng.choice(connectives.PLAIN_JOINERS), words[0]
    for number, unit in enumerate(words[1:], 2):
        last = number == len(words) and rng.random() < 0.5
        draw = rng.random()
        if draw < 0.06:
            text += rng.choice(BETWEEN).rstrip(", ")
        elif draw < 0.16:
            text += _going_on(rng.choice((". ", ", ", "; ", " and ", ", then ")), rng.choice(DISTRACTORS))
        elif draw < 0.2:
            text += usual + rng.choice(OUT_OF_SCOPE)
        text += (rng.choice(connectives.LAST_JOINERS) if last else usual) + unit
    if rng.random() < 0.3:
        text = rng.choice(connectives.PLAIN_OPENINGS) + text
    text += rng.choice(("", "", ".", "."))
    return capitalised(text) if rng.random() < 0.7 else text


def _joined(rng, units: list[str]) -> str:
    """The units joined in order, sometimes with silent distractors or out-of-scope sounds between them."""
    if len(units) > 2 and rng.random() < 0.2:
        last = rng.choice((" and ", ", and ", " and then ", ", then ", ", and finally "))
        return ", ".join(units[:-1]) + last + units[-1]
    usual = rng.choice(connectives.JOINERS) if rng.random() < 0.4 else None
    text = units[0]
    for unit in units[1:]:
        joiner = usual or rng.choice(connectives.JOINERS)
        draw = rng.random()
        if draw < 0.14:
            text += _going_on(rng.choice((". ", ", ", "; ", " and ", ", so ", " because ")), rng.choice(DISTRACTORS))
            joiner = rng.choice((". Then ", ". ", " and ", ", then ", ". After that "))
        elif draw < 0.22:
            text += rng.choice(connectives.JOINERS) + rng.choice(OUT_OF_SCOPE)
        text += joiner + unit
    draw = rng.random()
    if draw < 0.04:
        text += rng.choice(connectives.JOINERS) + rng.choice(OUT_OF_SCOPE)
    elif draw < 0.08:
        text = rng.choice(OUT_OF_SCOPE) + rng.choice(connectives.JOINERS) + text
    elif draw < 0.12:
        text += _going_on(". ", rng.choice(DISTRACTORS))
    return text


def _going_on(joiner: str, text: str) -> str:
    return joiner + (capitalised(text) if joiner == ". " else text)


def _finished(rng, text: str) -> str:
    draw = rng.random()
    if draw < 0.15:
        text = rng.choice(LEAD_INS) + text
    elif draw < 0.55:
        text = rng.choice(connectives.OPENINGS) + text
    elif draw < 0.7:
        text = f"{rng.choice(PLACES)}{rng.choice((', ', ', ', ': ', '. '))}{text}"
    elif draw < 0.76:
        text = f"{rng.choice(DISTRACTORS)}{rng.choice(('. ', ', and ', '; ', ' when '))}{text}"
    elif draw < 0.8:
        text = f"a {rng.choice(ADJECTIVES)} {rng.choice(('day', 'night', 'scene', 'story', 'place'))}: {text}"
    text += rng.choice(("", "", ".", ".", ".", "!", " ."))
    draw = rng.random()
    if draw < 0.65:
        return capitalised(text)
    return text if draw < 0.9 else text.lower()


def _out_of_scope(rng) -> str:
    """An instruction that asks only for out-of-scope sounds."""
    said = [rng.choice(OUT_OF_SCOPE) if rng.random() < 0.6 else f"{invented_word(rng)} {invented_word(rng)}"
            for _ in range(rng.randint(1, 3))]
    return _finished(rng, rng.choice(connectives.JOINERS).join(said))


def _as_told(instruction: str, events: list[Event]) -> tuple[tuple[tuple[str, str], ...], tuple[int, ...]]:
    """(the user's words, caption) of each event in the order of the text, and their numbers in the sounds' order."""
    places = _places(instruction, [event.words for event in events])
    in_text = sorted(range(len(events)), key=places.__getitem__)
    told = tuple((events[index].words, events[index].caption) for index in in_text)
    return told, tuple(in_text.index(index) + 1 for index in range(len(events)))


def _places(instruction: str, words: list[str]) -> list[int]:
    """The index of each of `words` in the instruction. No place is used twice; longer words are looked for first."""
    text, places = instruction.lower(), [0] * len(words)
    for index in sorted(range(len(words)), key=lambda index: -len(words[index])):
        said = words[index].lower()
        place = _place(text, said)
        if place is None:
            raise ValueError(f"the instruction {instruction!r} does not hold the words {words[index]!r}")
        places[index] = place
        text = text[:place] + "\0" * len(said) + text[place + len(said):]
    return places


def _place(text: str, said: str) -> int | None:
    """The index of `said` in the text as whole words, or None. (A pattern compiled for one use would be slower.)"""
    place = text.find(said)
    while place >= 0:
        around = text[place - 1 : place] + text[place + len(said) : place + len(said) + 1]
        if not _IN_WORDS.search(around):
            return place
        place = text.find(said, place + 1)
    return None


def _edited(rng, story: TrainingStory, classes: tuple[SoundClass, ...]) -> TrainingStory:
    """The story after a person edited captions: paraphrases, or sounds that the reasoning does not name."""
    clips, sounds = list(story.clips), list(story.sounds)
    for index in range(len(clips)):
        if rng.random() < 0.5:
            event = make_event(rng, classes)
            seconds = clips[index][1] if rng.random() < 0.5 else float(rng.randint(3, 10))
            clips[index] = (event.told, seconds)
            sounds[index] = event.caption
    bare = rng.random() < 0.3  # a plan written by hand has neither instruction nor reasoning
    return replace(story, instruction="" if bare else story.instruction, reasoning="" if bare else story.reasoning,
                   clips=tuple(clips), sounds=tuple(sounds), speaks=False)


def words_digest() -> str:
    """A digest of all that stories are made of: sound classes, templates, lists, connectives, GENERATOR_VERSION.

    A run resumes only with the same digest. It is empty for FIRST_WORDS, because runs of earlier versions, which had
    those words, did not note one.
    """
    lists = (DISTRACTORS, OUT_OF_SCOPE, BEFORE, AFTER, BETWEEN, PLACES, TAILS, ADJECTIVES, DISTANT_WORDS)
    joined = [(name, value) for name, value in sorted(vars(connectives).items()) if name.isupper()]
    digest = digest_of(GENERATOR_VERSION, SOUND_CLASSES, TEMPLATES, lists, joined, IRREGULAR)
    return "" if digest == FIRST_WORDS else digest
