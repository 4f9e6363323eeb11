"""Stories made up from the catalogue: instructions in many words, and the plan that answers each.

The shape is that of AudioStory-10K: instruction, reasoning, clips of (caption, seconds). What is really heard in each
clip comes along, so that the bridge's tokens have a target.
"""
from __future__ import annotations

import random
from dataclasses import dataclass, replace

from ..prompt import LEAD_INS, format_seconds
from . import scenes
from .catalogue import BY_NAME, CATALOGUE, DISTANT_CAPTION, DISTANT_WORDS, Kind
from .english import ing, third, with_a

MOST_CLIPS = 8
LEAST_CLIP_SECONDS = 3.0
USUAL_CLIP_SECONDS = 8.0
MOST_STORY_SECONDS = 80.0
DISTANT_SHARE = 0.12
EVENTS = (1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8)
PLAIN_SHARE = 0.35  # of the instructions are what most people write: clauses one after the other
INSTEAD = BY_NAME["wind"]  # what is planned where nothing that is asked for is known


@dataclass(frozen=True)
class TrainingStory:
    """instruction, reasoning, clips [(caption, seconds)], and for each clip the caption of what is heard in it.

    sounds: caption of the catalogue for each clip; what the caption encoder is given, and by which a recording is
        chosen. A clip's own caption may say it in other words.
    speaks: whether the texts are what a planner should write; False where a clip was edited by hand, which only the
        bridge learns from.
    """

    instruction: str
    reasoning: str
    clips: tuple[tuple[str, float], ...]
    sounds: tuple[str, ...]
    speaks: bool = True


@dataclass(frozen=True)
class Event:
    """One thing that is asked for: its kind, the words for it, what else is said of it, whether it is far away."""

    kind: Kind
    words: str
    tail: str
    distant: bool
    clause: bool  # whether the words have a verb

    @property
    def caption(self) -> str:
        """What the planner writes for it."""
        return caption_of(self.kind, self.distant)

    @property
    def told(self) -> str:
        """How it stands in the instruction."""
        return f"{self.words} {self.tail}".strip()


def make_story(rng: random.Random, kinds: tuple[Kind, ...] = CATALOGUE) -> TrainingStory:
    """A random story of these kinds; now and then one whose captions were edited, or that asks for nothing known, for
    which wind is planned."""
    seconds = _random_seconds(rng)
    most = max(1, min(MOST_CLIPS, int(seconds / LEAST_CLIP_SECONDS)))
    events = [make_event(rng, kinds) for _ in range(min(most, rng.choice(EVENTS)))]
    unknown = rng.random() < 0.02
    says_seconds = rng.random() < 0.93
    if not says_seconds:
        seconds = USUAL_CLIP_SECONDS * (1 if unknown else len(events))
    text = _unknown(rng) if unknown else _instruction(rng, events)
    if says_seconds:
        text = f"{text} The total duration is {format_seconds(seconds)} seconds."
    story = answer(text, [] if unknown else events, seconds)
    return _edited(rng, story, kinds) if rng.random() < 0.2 else story


def answer(instruction: str, events: list[Event], seconds: float) -> TrainingStory:
    """The plan for events that shall fill `seconds`: as many clips as are needed, of like length.

    Without an event the plan is wind, and the reasoning says that nothing was known.
    """
    known = bool(events)
    events = events or [Event(INSTEAD, "", "", False, False)]
    count = max(len(events), min(MOST_CLIPS, -int(-seconds // USUAL_CLIP_SECONDS)))
    lengths = shared_seconds(seconds, count)
    shares = [count // len(events) + (index < count % len(events)) for index in range(len(events))]
    captions, sounds = [], []
    for event, share in zip(events, shares, strict=True):
        captions += [f"{event.caption}, part {part + 1}" if part else event.caption for part in range(share)]
        sounds += [event.caption] * share
    reasoning = _reasoning(events if known else [], shares, captions, lengths)
    return TrainingStory(instruction, reasoning, tuple(zip(captions, lengths, strict=True)), tuple(sounds))


def shared_seconds(seconds: float, count: int) -> list[float]:
    """`count` lengths that add up to `seconds`: whole seconds that differ by one at most, the rest to the last clip."""
    whole = int(seconds)
    lengths = [float(whole // count + (index < whole % count)) for index in range(count)]
    lengths[-1] = round(seconds - sum(lengths[:-1]), 3)
    return lengths


def caption_of(kind: Kind, distant: bool) -> str:
    """What the planner writes for a clip."""
    return f"{kind.caption} {DISTANT_CAPTION}" if distant else kind.caption


def make_event(rng: random.Random, kinds: tuple[Kind, ...] = CATALOGUE) -> Event:
    """A random one of the kinds of sound in random words."""
    kind = rng.choice(kinds)
    words, clause = _words(rng, kind)
    distant = rng.random() < DISTANT_SHARE
    if distant:
        words = f"{words} {rng.choice(DISTANT_WORDS)}"
        if not clause and rng.random() < 0.3 and not kind.mass and kind.alone:
            words = f"a distant {rng.choice(kind.subjects)}"
    tail = ""
    if rng.random() < 0.3:
        tail = rng.choice(scenes.TAILS if clause and rng.random() < 0.5 else scenes.PLACES)
    elif rng.random() < 0.08:
        tail = f"{rng.choice(('of', 'near', 'with', 'for', 'by', 'behind'))} {_made_up(rng)}"
    return Event(kind, words, tail, distant, clause)


def _words(rng, kind: Kind) -> tuple[str, bool]:
    """Words for a kind, and whether they are a clause."""
    draw = rng.random()
    if draw < 0.06:
        return kind.caption, not kind.caption.startswith("footsteps")
    if draw < 0.3:
        phrase = rng.choice(kind.phrases)
        return phrase, any(f" {word}" in phrase for word in ("is ", "comes", "breaks", "starts", "walks", "knocks"))
    if draw < 0.5 and kind.alone:
        if kind.plurals and rng.random() < 0.4:
            return _adorned(rng, rng.choice(kind.plurals)), False
        return _subject(rng, kind), False
    verb = rng.choice(kind.verbs)
    if kind.plurals and rng.random() < (0.3 if kind.subjects else 1):
        return _predicate(rng, _adorned(rng, rng.choice(kind.plurals)), verb, plural=True)
    return _predicate(rng, _subject(rng, kind), verb, plural=False)


def _predicate(rng, subject: str, verb: str, plural: bool) -> tuple[str, bool]:
    base = verb if plural else third(verb)
    be, ending = ("are", "") if plural else ("is", "s")
    forms = (base, base, base, base, f"{be} {ing(verb)}", f"start{ending} to {verb}", f"begin{ending} to {verb}",
             f"start{ending} {ing(verb)}", f"{be} heard {ing(verb)}", f"keep{ending} {ing(verb)}")
    if rng.random() < 0.15:
        return f"{subject} {ing(verb)}", False
    return f"{subject} {rng.choice(forms)}", True


def _subject(rng, kind: Kind) -> str:
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
        return with_a(f"{rng.choice(scenes.ADJECTIVES)} {noun}")
    if draw < 0.93:
        return f"{rng.choice(('another', 'some', 'one', 'this', 'that', 'my', 'his', 'her', 'our'))} {noun}"
    return noun


def _adorned(rng, plural: str) -> str:
    draw = rng.random()
    if plural.startswith(("the ", "two ", "three ", "a ", "several ")) or draw < 0.6:
        return plural
    return f"{rng.choice(('the', 'some', 'a few', 'many', 'several', 'more'))} {plural}" if draw < 0.85 else \
        f"{rng.choice(scenes.ADJECTIVES)} {plural}"


def _made_up(rng) -> str:
    """A word that the model has never seen."""
    return "".join(rng.choice(scenes.SYLLABLES) for _ in range(rng.randint(2, 4)))


def _random_seconds(rng) -> float:
    draw = rng.random()
    if draw < 0.35:
        return float(rng.choice((10, 15, 20, 25, 30, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80)))
    if draw < 0.8:
        return float(rng.randint(4, int(MOST_STORY_SECONDS)))
    return round(rng.uniform(4, MOST_STORY_SECONDS), rng.choice((1, 1, 1, 2)))


def _instruction(rng, events) -> str:
    """The events' words in sentences; the order of the words may be another than that of the sounds."""
    if rng.random() < PLAIN_SHARE:
        return _plain_instruction(rng, [event.words for event in events])
    units, rest = [], list(events)
    while rest:
        if len(rest) > 1 and rng.random() < 0.45:
            first, second = rest.pop(0), rest.pop(0)
            pattern = rng.choice(scenes.REVERSED if rng.random() < 0.45 else scenes.IN_ORDER)
            units.append(pattern.format(a=first.told, b=second.told))
        elif len(rest) > 1 and rng.random() < 0.15:
            first, second = rest.pop(0), rest.pop(0)
            units.append(first.told + rng.choice(scenes.NOUN_JOINERS) + second.told)
        else:
            units.append(rest.pop(0).told)
    return _finished(rng, _joined(rng, units))


def _plain_instruction(rng, words: list[str]) -> str:
    """One clause after the other, with the joiners that people use most."""
    usual, text = rng.choice(scenes.PLAIN_JOINERS), words[0]
    for number, unit in enumerate(words[1:], 2):
        last = number == len(words) and rng.random() < 0.5
        text += (rng.choice(scenes.LAST_JOINERS) if last else usual) + unit
    if rng.random() < 0.3:
        text = rng.choice(scenes.PLAIN_OPENINGS) + text
    text += rng.choice(("", "", ".", "."))
    return text[0].upper() + text[1:] if rng.random() < 0.7 else text


def _joined(rng, units: list[str]) -> str:
    """Units one after the other, with silent sentences and unknown sounds between them now and then."""
    if len(units) > 2 and rng.random() < 0.2:
        last = rng.choice((" and ", ", and ", " and then ", ", then ", ", and finally "))
        return ", ".join(units[:-1]) + last + units[-1]
    usual = rng.choice(scenes.JOINERS) if rng.random() < 0.4 else None
    text = units[0]
    for unit in units[1:]:
        joiner = usual or rng.choice(scenes.JOINERS)
        draw = rng.random()
        if draw < 0.04:
            text += f". {rng.choice(scenes.SILENT).capitalize()}"
            joiner = rng.choice((". Then ", ". ", " and ", ", then ", ". After that "))
        elif draw < 0.08:
            text += rng.choice(scenes.JOINERS) + rng.choice(scenes.UNKNOWN)
        text += joiner + unit
    draw = rng.random()
    if draw < 0.04:
        text += rng.choice(scenes.JOINERS) + rng.choice(scenes.UNKNOWN)
    elif draw < 0.08:
        text = rng.choice(scenes.UNKNOWN) + rng.choice(scenes.JOINERS) + text
    elif draw < 0.12:
        text += f". {rng.choice(scenes.SILENT).capitalize()}"
    return text


def _finished(rng, text: str) -> str:
    draw = rng.random()
    if draw < 0.15:
        text = rng.choice(LEAD_INS) + text
    elif draw < 0.55:
        text = rng.choice(scenes.OPENINGS) + text
    elif draw < 0.7:
        text = f"{rng.choice(scenes.PLACES)}{rng.choice((', ', ', ', ': ', '. '))}{text}"
    elif draw < 0.76:
        text = f"{rng.choice(scenes.SILENT)}{rng.choice(('. ', ', and ', '; ', ' when '))}{text}"
    elif draw < 0.8:
        text = f"a {rng.choice(scenes.ADJECTIVES)} {rng.choice(('day', 'night', 'scene', 'story', 'place'))}: {text}"
    text += rng.choice(("", "", ".", ".", ".", "!", " ."))
    draw = rng.random()
    if draw < 0.65:
        return text[0].upper() + text[1:]
    return text if draw < 0.9 else text.lower()


def _unknown(rng) -> str:
    """An instruction in which nothing is known."""
    said = [rng.choice(scenes.UNKNOWN) if rng.random() < 0.6 else f"{_made_up(rng)} {_made_up(rng)}"
            for _ in range(rng.randint(1, 3))]
    return _finished(rng, rng.choice(scenes.JOINERS).join(said))


def _reasoning(events, shares, captions, lengths) -> str:
    """First the events in the user's words and what they sound like, then how the time is shared out, then clip by
    clip. Each step copies, or needs only the one before: that is what a small model learns."""
    told = [f'{number}. "{event.words}": {event.caption}.' for number, event in enumerate(events, 1)]
    if not told:
        told = [f"none that I know, so {INSTEAD.caption}."]
    each = " ".join(_plain(length) for length in lengths)
    clips = f"{len(lengths)} clip{'s' if len(lengths) > 1 else ''} of {each} seconds"
    parts = ["The events:", *told,
             f"{format_seconds(round(sum(lengths), 3))} seconds make {clips}, shared {' '.join(map(str, shares))}."]
    start, numbers = 0.0, [number for number, share in enumerate(shares, 1) for _ in range(share)]
    for index, (caption, length) in enumerate(zip(captions, lengths, strict=True)):
        span = f"from {format_seconds(start)} for {format_seconds(length)} seconds"
        parts.append(f"Clip {index + 1}, event {numbers[index]}, {span}: {caption}.")
        start = round(start + length, 3)
    return " ".join(parts)


def _plain(seconds: float) -> str:
    return f"{seconds:g}"


def _edited(rng, story: TrainingStory, kinds: tuple[Kind, ...]) -> TrainingStory:
    """The story after a person wrote other captions: any wording, perhaps another sound than the reasoning says."""
    clips, sounds = list(story.clips), list(story.sounds)
    for index in range(len(clips)):
        if rng.random() < 0.5:
            event = make_event(rng, kinds)
            seconds = clips[index][1] if rng.random() < 0.5 else float(rng.randint(3, 10))
            clips[index] = (event.told, seconds)
            sounds[index] = event.caption
    bare = rng.random() < 0.3  # a plan written by hand has neither instruction nor reasoning
    return replace(story, instruction="" if bare else story.instruction, reasoning="" if bare else story.reasoning,
                   clips=tuple(clips), sounds=tuple(sounds), speaks=False)
