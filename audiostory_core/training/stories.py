"""Stories made up from the catalogue: instructions in many words, and the plan that answers each.

The shape is that of AudioStory-10K: instruction, reasoning, clips of (caption, seconds). Which kind of sound each clip
is comes along, so that the bridge's tokens have a target.
"""
from __future__ import annotations

import random
from dataclasses import dataclass, replace

from ..prompt import LEAD_INS, format_seconds
from .catalogue import BY_NAME, CATALOGUE, DISTANT_CAPTION, DISTANT_WORDS, Kind

MOST_CLIPS = 8
LEAST_CLIP_SECONDS = 3.0
USUAL_CLIP_SECONDS = 8.0
MOST_STORY_SECONDS = 80.0
SECONDS_STEP = 0.5
STORM = ("thunder", "rain")  # a storm that gets several clips is more than thunder
STORM_LABEL = "a storm"
DISTANT_SHARE = 0.15

OPENINGS = (
    "", "", "", "", "", "first ", "at first ", "we hear ", "i hear ", "i want to hear ", "the sound of ",
    "sounds of ", "let there be ", "it begins with ", "it starts with ", "a story of ", "make a story with ",
    "tell a story: ", "create a scene where ", "a scene with ", "at night, ", "in the morning, ", "at dawn, ",
    "in the evening, ", "on a farm, ", "in the forest, ", "in a village, ", "in the city, ", "by the lake, ",
    "on a quiet day, ", "late at night ", "early in the morning ", "generate ", "please make ", "imagine ",
    "there is ",
)
JOINERS = (
    ", then ", ", then ", ", then ", " then ", ", and then ", " and then ", ", followed by ", " followed by ",
    ". Then ", ". After that ", ", after that ", ", next ", ". Next, ", ", later ", ". Later ", ", afterwards ",
    ". Finally ", ", before ", " before ", "; ", ", ", " and ", ". Suddenly ", ", suddenly ", ", until ",
    " until ", ", while ", " as ", ". ", ". Soon ", ", soon ", " -> ", ", and ", ", and finally ",
)
TAILS = (
    " at dawn", " at night", " at dusk", " in the morning", " in the evening", " on a farm", " over a farm",
    " in the forest", " in the village", " near the house", " in the yard", " in the street", " by the lake",
    " for a while", " again", " slowly", " loudly", " quietly", " outside", " nearby", " in the garden",
    " over the town", " on the hill", " in the dark", " in an old house", " in the kitchen", " across the field",
    " at the edge of town", " under the bridge", " on a summer evening", " in winter", " twice", " three times",
    " all night", " on the wall", " through the valley", " behind the barn", " over the roofs", " at noon",
    " by the sea", " on the shore", " in the mountains", " at midnight",
)
ADJECTIVES = (
    "loud", "soft", "gentle", "sudden", "old", "lonely", "big", "small", "nervous", "calm", "strange", "long",
    "short", "wild", "happy", "sad", "angry", "sleepy", "tiny", "huge", "slow", "quick", "faint", "clear", "dark",
    "bright",
)
SYLLABLES = (
    "ba", "ko", "ri", "ten", "mor", "li", "sha", "ver", "do", "pel", "qua", "zi", "ur", "nok", "fe", "gra", "wyn",
    "tal", "os", "ex",
)


@dataclass(frozen=True)
class TrainingStory:
    """instruction, reasoning, clips [(caption, seconds)], and for each clip the index of its kind and its distance.

    speaks: whether the texts are what a planner should write; False where a clip was edited by hand, which only the
    bridge learns from.
    """

    instruction: str
    reasoning: str
    clips: tuple[tuple[str, float], ...]
    kinds: tuple[int, ...]
    distant: tuple[int, ...]
    speaks: bool = True


@dataclass(frozen=True)
class Event:
    """One thing that is asked for."""

    kind: Kind
    words: str
    distant: bool


def make_story(rng: random.Random) -> TrainingStory:
    """A random story; now and then one whose captions were edited."""
    seconds = _random_seconds(rng)
    most = max(1, min(MOST_CLIPS, int(seconds / LEAST_CLIP_SECONDS)))
    events = [_event(rng) for _ in range(min(most, rng.choice((1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 8))))]
    says_seconds = rng.random() < 0.93
    if not says_seconds:
        seconds = USUAL_CLIP_SECONDS * len(events)
    text = _instruction(rng, events)
    if says_seconds:
        text = f"{text} The total duration is {format_seconds(seconds)} seconds."
    story = answer(text, events, seconds)
    return _edited(rng, story) if rng.random() < 0.25 else story


def answer(instruction: str, events: list[Event], seconds: float) -> TrainingStory:
    """The plan for events that shall fill `seconds`: as many clips as fit, of like length, the last takes the rest."""
    count = max(len(events), min(MOST_CLIPS, -int(-seconds // USUAL_CLIP_SECONDS)))
    each = round(seconds / count / SECONDS_STEP) * SECONDS_STEP
    lengths = [each] * (count - 1)
    lengths.append(round(seconds - sum(lengths), 3))
    shares = [count // len(events) + (index < count % len(events)) for index in range(len(events))]
    parts = [part for event, share in zip(events, shares, strict=True) for part in _parts(event, share)]
    captions = [caption for caption, _ in parts]
    return TrainingStory(
        instruction, _reasoning(events, shares, captions, lengths), tuple(zip(captions, lengths, strict=True)),
        tuple(CATALOGUE.index(kind) for _, kind in parts),
        tuple(int(event.distant) for event, share in zip(events, shares, strict=True) for _ in range(share)))


def caption_of(kind: Kind, distant: bool) -> str:
    """What the planner writes for a clip."""
    return f"{kind.caption} {DISTANT_CAPTION}" if distant else kind.caption


def _random_seconds(rng) -> float:
    draw = rng.random()
    if draw < 0.4:
        return float(rng.choice((10, 15, 20, 25, 30, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80)))
    if draw < 0.8:
        return float(rng.randint(4, int(MOST_STORY_SECONDS)))
    return round(rng.uniform(4, MOST_STORY_SECONDS), 1)


def _event(rng) -> Event:
    kind = rng.choice(CATALOGUE)
    words = rng.choice(kind.wordings + (kind.caption,) * 2)
    distant = rng.random() < DISTANT_SHARE or any(words.endswith(tail) for tail in DISTANT_WORDS)
    if distant and not any(words.endswith(tail) for tail in DISTANT_WORDS):
        before = words.startswith("a ") and rng.random() < 0.3
        words = f"a distant {words[2:]}" if before else f"{words} {rng.choice(DISTANT_WORDS)}"
    elif rng.random() < 0.3:
        words += rng.choice(TAILS)
    if rng.random() < 0.15 and words.startswith("a "):
        words = f"a {rng.choice(ADJECTIVES)} {words[2:]}"
    if rng.random() < 0.08:
        words += f" of {_made_up(rng)}" if rng.random() < 0.5 else f" near {_made_up(rng)}"
    return Event(kind, words, distant)


def _made_up(rng) -> str:
    """A word that the model has never seen."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4)))


def _instruction(rng, events) -> str:
    text = events[0].words
    if len(events) > 1 and rng.random() < 0.05:
        text = f"after {text}, {events[1].words}"
        rest = events[2:]
    else:
        rest = events[1:]
    joiner = rng.choice(JOINERS) if rng.random() < 0.5 else None
    for event in rest:
        text += (joiner or rng.choice(JOINERS)) + event.words
    if rng.random() < 0.2:
        text = rng.choice(LEAD_INS) + text
    else:
        text = rng.choice(OPENINGS) + text
        if rng.random() < 0.7:
            text = text[0].upper() + text[1:]
    return text + rng.choice(("", "", ".", ".", "!", " ."))


def _parts(event: Event, share: int) -> list[tuple[str, Kind]]:
    """Captions and kinds of the clips of one event. Each has its own caption, so that the order can be read off."""
    storm = _is_storm(event)
    parts = []
    for index in range(share):
        kind = BY_NAME[STORM[index % len(STORM)]] if storm else event.kind
        part = index // len(STORM) if storm else index
        caption = caption_of(kind, event.distant)
        parts.append((f"{caption}, part {part + 1}" if part else caption, kind))
    return parts


def _label(event: Event) -> str:
    name = STORM_LABEL if _is_storm(event) else event.kind.caption
    return f"{name} {DISTANT_CAPTION}" if event.distant else name


def _is_storm(event: Event) -> bool:
    return event.kind.name == "thunder" and "storm" in event.words


def _reasoning(events, shares, captions, lengths) -> str:
    """First the events in the user's words and what they sound like, then how the time is shared out, then clip by
    clip. Each step copies, or needs only the one before: that is what a small model learns."""
    told = [f'{number}. "{event.words}": {_label(event)}.' for number, event in enumerate(events, 1)]
    total = format_seconds(sum(lengths))
    clips = f"{len(lengths)} clip{'s' if len(lengths) > 1 else ''} of {format_seconds(lengths[0])} seconds"
    parts = ["The events:", *told, f"{total} seconds make {clips}, shared {' '.join(map(str, shares))}."]
    start, numbers = 0.0, [number for number, share in enumerate(shares, 1) for _ in range(share)]
    for index, (caption, length) in enumerate(zip(captions, lengths, strict=True)):
        stop = round(start + length, 3)
        span = f"{format_seconds(start)} to {format_seconds(stop)} seconds"
        parts.append(f"Clip {index + 1}, event {numbers[index]}, {span}: {caption}.")
        start = stop
    return " ".join(parts)


def _edited(rng, story: TrainingStory) -> TrainingStory:
    """The story after a person wrote other captions: any wording, perhaps another sound than the reasoning says."""
    clips, kinds, distant = list(story.clips), list(story.kinds), list(story.distant)
    for index in range(len(clips)):
        if rng.random() < 0.5:
            event = _event(rng)
            seconds = clips[index][1] if rng.random() < 0.5 else float(rng.randint(3, 10))
            clips[index] = (event.words, seconds)
            kinds[index], distant[index] = CATALOGUE.index(event.kind), int(event.distant)
    bare = rng.random() < 0.3  # a plan written by hand has neither instruction nor reasoning
    return replace(story, instruction="" if bare else story.instruction, reasoning="" if bare else story.reasoning,
                   clips=tuple(clips), kinds=tuple(kinds), distant=tuple(distant), speaks=False)
