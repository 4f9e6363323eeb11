"""How a small planner thinks: it reads the instruction, and the clips follow from what it has read.

    The events: 1. "a dog barks": a dog barks. 2. "a storm": thunder rumbles. In order: 2 1. Together 20.0 seconds make
    3 clips of 7 7 6 seconds, shared 2 1.

That much is thought: the events as the text has them, in the user's words and as sounds, the order in which they sound,
the lengths of the clips, and how many of these each event has. What follows lays it out clip by clip and decides
nothing, but a small model slips in it. So it is written here, for the stories that a planner is taught with and for the
plans that it makes. The lengths follow as well once it is known how long all shall be: where the instruction says so,
the planner reads no further than the order.
"""
from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from .prompt import format_seconds

CLIP = "Clip"  # begins a clip's sentence
USUAL_MOST_CLIPS, USUAL_CLIP_SECONDS = 8, 8.0  # where events do not need more clips than that
_NUMBERS = r"[\d.]+(?: [\d.]+)*"
_EVENT = re.compile(r'(\d+)\. "([^"]*)": ([^".]+)\. ')
_NOTHING = re.compile(r"none that I know, so ([^\".]+)\. ")
_ORDER = re.compile(r"In order: (\d+(?: \d+)*)\.")
_REST = re.compile(rf"(?:In order: (?P<order>{_NUMBERS})\. )?Together (?P<seconds>[\d.]+) seconds make (?P<count>\d+) "
                   rf"clips? of (?P<lengths>{_NUMBERS}) seconds, shared (?P<shares>{_NUMBERS})\.")
_BEGINNING = "The events: "


@dataclass(frozen=True)
class Reading:
    """What was read in an instruction.

    events: (the user's words, what is heard) of each, as the text has them; the words are None for what is heard where
        nothing is known.
    order: numbers of the events, from 1, in the order of their sounds.
    seconds: of the whole story. lengths: of the clips, in seconds, in their order.
    shares: how many clips in a row each event has, in the order of the sounds.

    Raises:
        ValueError: numbers that do not fit together; names them.
    """

    events: tuple[tuple[str | None, str], ...]
    order: tuple[int, ...]
    seconds: float
    lengths: tuple[float, ...]
    shares: tuple[int, ...]

    def __post_init__(self):
        count = len(self.events)
        if not count or sorted(self.order) != list(range(1, count + 1)):
            raise ValueError(f"the order is {self.order}; each of {count} events is needed once")
        if len(self.shares) != count or min(self.shares) < 1 or sum(self.shares) != len(self.lengths):
            raise ValueError(f"shared are {self.shares} clips; {count} events share {len(self.lengths)}")
        if min(self.lengths) <= 0:
            raise ValueError(f"the lengths are {self.lengths}; each must be above 0")

    @property
    def knows_nothing(self) -> bool:
        """Whether the planner says itself that it knows nothing of what is asked for."""
        return self.events[0][0] is None

    @property
    def text(self) -> str:
        """The reading in words."""
        told = [f"none that I know, so {heard}." if words is None else f'{number}. "{words}": {heard}.'
                for number, (words, heard) in enumerate(self.events, 1)]
        if self.events[0][0] is not None:
            told.append(f"In order: {' '.join(map(str, self.order))}.")
        lengths, count = " ".join(f"{length:g}" for length in self.lengths), len(self.lengths)
        return (f"{_BEGINNING}{' '.join(told)} Together {format_seconds(self.seconds)} seconds make {count} "
                f"clip{'s' if count > 1 else ''} of {lengths} seconds, shared {' '.join(map(str, self.shares))}.")

    @property
    def clips(self) -> list[tuple[str, float]]:
        """(caption, seconds) of each clip; those of one event are told apart by their part."""
        captions = []
        for number, share in zip(self.order, self.shares, strict=True):
            heard = self.events[number - 1][1]
            captions += [f"{heard}, part {part + 1}" if part else heard for part in range(share)]
        return list(zip(captions, self.lengths, strict=True))

    def without(self, numbers: Collection[int]) -> Reading:
        """The same without some of its events, the time shared out anew among the others.

        Raises:
            ValueError: no event would be left.
        """
        kept = [number for number in range(1, len(self.events) + 1) if number not in numbers]
        order = [kept.index(number) + 1 for number in self.order if number in kept]
        return shared_out([self.events[number - 1] for number in kept], order, self.seconds)

    @property
    def reasoning(self) -> str:
        """The reading and a sentence for each clip."""
        numbers = [number for number, share in zip(self.order, self.shares, strict=True) for _ in range(share)]
        sentences, start = [self.text], 0.0
        for index, (number, (caption, length)) in enumerate(zip(numbers, self.clips, strict=True), 1):
            span = f"from {format_seconds(start)} for {format_seconds(length)} seconds"
            sentences.append(f"{CLIP} {index}, event {number}, {span}: {caption}.")
            start = round(start + length, 3)
        return " ".join(sentences)


def shared_out(events, order, seconds: float) -> Reading:
    """The reading of events, see Reading, that shall fill `seconds`: as many clips as are needed, of like length.

    Raises:
        ValueError: see Reading; there are more events than whole seconds, say.
    """
    count = max(len(events), min(USUAL_MOST_CLIPS, -int(-seconds // USUAL_CLIP_SECONDS)))
    shares = (count // len(events) + (place < count % len(events)) for place in range(len(events)))
    return Reading(tuple(events), tuple(order), seconds, tuple(shared_seconds(seconds, count)), tuple(shares))


def shared_seconds(seconds: float, count: int) -> list[float]:
    """`count` lengths that add up to `seconds`: whole seconds that differ by one at most, the rest to the last clip."""
    whole = int(seconds)
    lengths = [float(whole // count + (index < whole % count)) for index in range(count)]
    lengths[-1] = round(seconds - sum(lengths[:-1]), 3)
    return lengths


def reading_in(text: str, asked: float | None = None) -> Reading | None:
    """The reading that a text is, from its first letter to its last; None where it is none, or not yet, or its numbers
    do not fit together.

    Args:
        asked: seconds that the instruction asks for. How they are shared out follows from the events, so that the
            reading ends with the events' order; without them the text has to go on and say how long it all is.
    """
    found = _read_events(text)
    if found is None:
        return None
    events, at = found
    if asked is not None and events:
        return _shared_out_in(text, at, events, asked)
    rest = _REST.fullmatch(text.rstrip(), at)
    if rest is None:
        return None
    try:
        lengths = tuple(map(float, rest["lengths"].split()))
        order = tuple(map(int, (rest["order"] or "1").split()))
        shares = tuple(map(int, rest["shares"].split()))
        if int(rest["count"]) != len(lengths):
            return None
        return Reading(tuple(events), order, float(rest["seconds"]), lengths, shares)
    except ValueError:  # the LLM wrote numbers that are none, or that contradict each other: it goes on by itself
        return None


def events_in(text: str) -> list[tuple[str | None, str]]:
    """The events of the reading that a text begins with, see Reading; empty where it begins with none."""
    found = _read_events(text)
    return [] if found is None else found[0]


def _read_events(text: str) -> tuple[list[tuple[str | None, str]], int] | None:
    """The events, and where in the text they end; None where it is no reading, or they are numbered otherwise."""
    if not text.startswith(_BEGINNING):
        return None
    at, events = len(_BEGINNING), []
    if found := _NOTHING.match(text, at):
        at, events = found.end(), [(None, found[1])]
    for found in _events_from(text, at):
        if int(found[1]) != len(events) + 1:
            return None
        at, events = found.end(), [*events, (found[2], found[3])]
    return events, at


def sounds_in(text: str) -> list[tuple[str, int, int]]:
    """Of each event of the reading that a text is: the user's words, where in the text these end and where its sound
    does; empty where nothing was known."""
    return [(found[2], found.end(2), found.end(3)) for found in _events_from(text, len(_BEGINNING))]


def _events_from(text: str, at: int) -> Iterator[re.Match]:
    while found := _EVENT.match(text, at):
        yield found
        at = found.end()


def _shared_out_in(text: str, at: int, events: list, seconds: float) -> Reading | None:
    """As reading_in where the seconds are known; the text has its events up to `at`."""
    order = (1,)
    if events[0][0] is not None:
        found = _ORDER.match(text, at)
        if found is None:
            return None
        order = tuple(map(int, found[1].split()))
    try:
        return shared_out(events, order, seconds)
    except ValueError:  # an event that is not in the order, or no whole second for each: the LLM goes on by itself
        return None
