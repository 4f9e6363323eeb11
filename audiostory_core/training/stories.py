"""Stories made up from the catalogue: instructions in many words, and the plan that answers each.

The shape is that of AudioStory-10K: instruction, reasoning, clips of (caption, seconds). What is really heard in each
clip comes along, so that the bridge's tokens have a target.
"""
from __future__ import annotations

import random
from dataclasses import dataclass, replace

from ..prompt import LEAD_INS, format_seconds
from . import scenes
from .catalogue import BY_NAME, CATALOGUE, Kind
from .events import Event, made_up_word, make_event
from .tellings import TELLINGS, fill, forms_of

MOST_CLIPS = 8
LEAST_CLIP_SECONDS = 3.0
USUAL_CLIP_SECONDS = 8.0
MOST_STORY_SECONDS = 80.0
EVENTS = (1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8)
PLAIN_SHARE = 0.3  # of the instructions are what most people write: clauses one after the other
TOLD_SHARE = 0.4  # are tellings, sentences that somebody wrote
INSTEAD = BY_NAME["wind"]  # what is planned where nothing that is asked for is known


@dataclass(frozen=True)
class TrainingStory:
    """instruction, reasoning, clips [(caption, seconds)], and for each clip the caption of what is heard in it.

    sounds: caption of the catalogue for each clip; what the caption encoder is given, and by which a recording is
        chosen. A clip's own caption may say it in other words.
    speaks: whether the texts are what a planner should write; False where a clip was edited by hand, which only the
        bridge learns from.
    read: how many characters of the reasoning say what was read in the instruction; what follows can be reckoned from
        them.
    """

    instruction: str
    reasoning: str
    clips: tuple[tuple[str, float], ...]
    sounds: tuple[str, ...]
    speaks: bool = True
    read: int | None = None

    @property
    def reading(self) -> str:
        """The beginning of the reasoning; all of it where nothing says where the reading ends."""
        return self.reasoning[: self.read]


def make_story(rng: random.Random, kinds: tuple[Kind, ...] = CATALOGUE) -> TrainingStory:
    """A random story of these kinds; now and then one whose captions were edited, or that asks for nothing known, for
    which wind is planned."""
    seconds = _random_seconds(rng)
    most = max(1, min(MOST_CLIPS, int(seconds / LEAST_CLIP_SECONDS)))
    if rng.random() < 0.02:
        text, events = _unknown(rng), []
    else:
        text, events = _instruction(rng, kinds, min(most, rng.choice(EVENTS)))
    if rng.random() < 0.93:
        text = f"{text} The total duration is {format_seconds(seconds)} seconds."
    else:
        seconds = USUAL_CLIP_SECONDS * max(1, len(events))
    story = answer(text, events, seconds)
    return _edited(rng, story, kinds) if rng.random() < 0.2 else story


def answer(instruction: str, events: list[Event], seconds: float) -> TrainingStory:
    """The plan for events that shall fill `seconds`: as many clips as are needed, of like length.

    Without an event the plan is wind, and the reasoning says that nothing was known.
    """
    known = bool(events)
    events = events or [Event(INSTEAD, "", "", False)]
    count = max(len(events), min(MOST_CLIPS, -int(-seconds // USUAL_CLIP_SECONDS)))
    lengths = shared_seconds(seconds, count)
    shares = [count // len(events) + (index < count % len(events)) for index in range(len(events))]
    captions, sounds = [], []
    for event, share in zip(events, shares, strict=True):
        captions += [f"{event.caption}, part {part + 1}" if part else event.caption for part in range(share)]
        sounds += [event.caption] * share
    reading = _reading(events if known else [], seconds)
    reasoning = f"{reading} {_sharing(shares, captions, lengths)}"
    return TrainingStory(instruction, reasoning, tuple(zip(captions, lengths, strict=True)), tuple(sounds),
                         read=len(reading))


def shared_seconds(seconds: float, count: int) -> list[float]:
    """`count` lengths that add up to `seconds`: whole seconds that differ by one at most, the rest to the last clip."""
    whole = int(seconds)
    lengths = [float(whole // count + (index < whole % count)) for index in range(count)]
    lengths[-1] = round(seconds - sum(lengths[:-1]), 3)
    return lengths


def _random_seconds(rng) -> float:
    draw = rng.random()
    if draw < 0.35:
        return float(rng.choice((10, 15, 20, 25, 30, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80)))
    if draw < 0.8:
        return float(rng.randint(4, int(MOST_STORY_SECONDS)))
    return round(rng.uniform(4, MOST_STORY_SECONDS), rng.choice((1, 1, 1, 2)))


def _instruction(rng, kinds, count: int) -> tuple[str, list[Event]]:
    """Words for so many events, and the events in the order of their sounds, which may be another than the words'."""
    draw = rng.random()
    if draw < TOLD_SHARE:
        return _told(rng, kinds, count)
    events = [make_event(rng, kinds) for _ in range(count)]
    if draw < TOLD_SHARE + PLAIN_SHARE:
        return _plain_instruction(rng, [event.words for event in events]), events
    return _composed(rng, events), events


def _told(rng, kinds, count: int) -> tuple[str, list[Event]]:
    """Tellings one after the other, mostly one for all events; now and then with a sentence that asks for nothing."""
    sentences, events = [], []
    while (left := count - len(events)) > 0:
        here = left if left in TELLINGS and rng.random() < 0.75 else rng.randint(1, min(left, 3))
        telling = rng.choice(TELLINGS[here])
        own = [make_event(rng, kinds, form) for form in forms_of(telling)]
        sentences.append(fill(telling, [event.told for event in own]))
        events += own
    while rng.random() < 0.35:
        extra = rng.choice(scenes.SILENT if rng.random() < 0.6 else scenes.UNKNOWN)
        if rng.random() < 0.3:
            extra += f" {rng.choice(scenes.PLACES)}"
        sentences.insert(rng.randint(0, len(sentences)), extra[0].upper() + extra[1:])
    ended = [text if text[-1] in ".!?\"" else f"{text}." for text in sentences[:-1]]
    return " ".join([*ended, sentences[-1]]), events


def _composed(rng, events) -> str:
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
        if draw < 0.1:
            text += rng.choice((". ", ", ", "; ", " and ", ", so ", " because ")) + rng.choice(scenes.SILENT)
            joiner = rng.choice((". Then ", ". ", " and ", ", then ", ". After that "))
        elif draw < 0.18:
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
    said = [rng.choice(scenes.UNKNOWN) if rng.random() < 0.6 else f"{made_up_word(rng)} {made_up_word(rng)}"
            for _ in range(rng.randint(1, 3))]
    return _finished(rng, rng.choice(scenes.JOINERS).join(said))


def _reading(events, seconds: float) -> str:
    """How the reasoning begins: the events in the user's words and what they sound like, and the asked length."""
    told = [f'{number}. "{event.words}": {event.caption}.' for number, event in enumerate(events, 1)]
    if not told:
        told = [f"none that I know, so {INSTEAD.caption}."]
    return " ".join(["The events:", *told, f"Together {format_seconds(seconds)} seconds make"])


def _sharing(shares, captions, lengths) -> str:
    """How the reasoning goes on: how the time is shared out, then clip by clip. Each step copies, or needs only the
    one before: that is what a small model learns."""
    each = " ".join(_plain(length) for length in lengths)
    parts = [f"{len(lengths)} clip{'s' if len(lengths) > 1 else ''} of {each} seconds, shared "
             f"{' '.join(map(str, shares))}."]
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
