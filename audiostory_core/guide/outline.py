"""The outline that a small planner writes before its clips: the events, their order and their lengths.

    The events: 1. "a dog barks": a dog barks. 2. "a storm": thunder rumbles. In order: 2 1. Together 20.0 seconds make
    3 clips of 7 7 6 seconds, shared 2 1.

The events come as the text has them, each in the user's words and as a sound. Then comes the order in which they sound,
then the clips. What follows an outline decides nothing: it is the same again, clip by clip. A small model slips in it,
so it is written here, for the stories that a planner is trained on and for the plans that it makes. The total decides
the lengths. Where the instruction gives the total, the planner writes no further than the order.
"""
from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ..prompt import format_seconds

CLIP = "Clip"  # begins a clip's sentence
USUAL_MOST_CLIPS, USUAL_CLIP_SECONDS = 8, 8.0  # unless there are more events than that
BEGINNING = "The events: "
ORDER = "In order: "
_NUMBERS = r"[\d.]+(?: [\d.]+)*"
_EVENT = re.compile(r'(\d+)\. "([^"]*)": ([^".]+)\. ')
_NOTHING = re.compile(r"none that I know, so ([^\".]+)\.(?: |$)")
_ORDER = re.compile(rf"{ORDER}(\d+(?: \d+)*)\.")
_REST = re.compile(rf"(?:{ORDER}(?P<order>{_NUMBERS})\. )?Together (?P<seconds>[\d.]+) seconds make (?P<count>\d+) "
                   rf"clips? of (?P<lengths>{_NUMBERS}) seconds, shared (?P<shares>{_NUMBERS})\.")


@dataclass(frozen=True)
class Outline:
    """The outline that a planner writes for an instruction.

    events: (the user's words, caption of the sound) of each, in the order of the text. The words are None if the
        planner knows none of the sounds that are asked for.
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
        """Whether the planner itself says that it knows none of the sounds that are asked for."""
        return self.events[0][0] is None

    @property
    def text(self) -> str:
        """The outline in words."""
        told = [f"none that I know, so {heard}." if words is None else f"{event_text(number, words)}{heard}."
                for number, (words, heard) in enumerate(self.events, 1)]
        if self.events[0][0] is not None:
            told.append(order_text(self.order))
        lengths, count = " ".join(f"{length:g}" for length in self.lengths), len(self.lengths)
        return (f"{BEGINNING}{' '.join(told)} Together {format_seconds(self.seconds)} seconds make {count} "
                f"clip{'s' if count > 1 else ''} of {lengths} seconds, shared {' '.join(map(str, self.shares))}.")

    @property
    def clips(self) -> list[tuple[str, float]]:
        """(caption, seconds) of each clip. Several clips of one event have their part in the caption."""
        captions = []
        for number, share in zip(self.order, self.shares, strict=True):
            heard = self.events[number - 1][1]
            captions += [f"{heard}, part {part + 1}" if part else heard for part in range(share)]
        return list(zip(captions, self.lengths, strict=True))

    def without(self, numbers: Collection[int]) -> Outline:
        """The outline without some of its events. The time is divided among the others again.

        Raises:
            ValueError: no event would be left.
        """
        kept = [number for number in range(1, len(self.events) + 1) if number not in numbers]
        order = [kept.index(number) + 1 for number in self.order if number in kept]
        return outline_of([self.events[number - 1] for number in kept], order, self.seconds)

    @property
    def reasoning(self) -> str:
        """The outline and a sentence for each clip."""
        numbers = [number for number, share in zip(self.order, self.shares, strict=True) for _ in range(share)]
        sentences, start = [self.text], 0.0
        for index, (number, (caption, length)) in enumerate(zip(numbers, self.clips, strict=True), 1):
            span = f"from {format_seconds(start)} for {format_seconds(length)} seconds"
            sentences.append(f"{CLIP} {index}, event {number}, {span}: {caption}.")
            start = round(start + length, 3)
        return " ".join(sentences)


def event_text(number: int, words: str) -> str:
    """The beginning of an event in an outline: its number and the user's words, up to the caption."""
    return f'{number}. "{words}": '


def order_text(order: Iterable[int]) -> str:
    """The order of the events, in the words of an outline."""
    return f"{ORDER}{' '.join(map(str, order))}."


def outline_of(events, order, seconds: float) -> Outline:
    """The outline of events that fill `seconds`, with as many clips as are needed, of about equal length.

    Args:
        events, order: see Outline.

    Raises:
        ValueError: see Outline; also more events than whole seconds.
    """
    count = max(len(events), min(USUAL_MOST_CLIPS, -int(-seconds // USUAL_CLIP_SECONDS)))
    shares = (count // len(events) + (place < count % len(events)) for place in range(len(events)))
    return Outline(tuple(events), tuple(order), seconds, tuple(shared_seconds(seconds, count)), tuple(shares))


def shared_seconds(seconds: float, count: int) -> list[float]:
    """`count` lengths that add up to `seconds`: whole seconds that differ by at most one; the last takes the rest."""
    whole = int(seconds)
    lengths = [float(whole // count + (index < whole % count)) for index in range(count)]
    lengths[-1] = round(seconds - sum(lengths[:-1]), 3)
    return lengths


def read_outline(text: str, asked: float | None = None) -> Outline | None:
    """The outline that a text consists of, from its first letter to its last.

    Args:
        asked: seconds that the instruction asks for. The text then ends with the order of the events, and the lengths
            are computed. Without them the text must also give the lengths.

    Returns:
        None for a text that is not an outline, or not yet a complete one, or whose numbers contradict each other.
    """
    found = read_events(text)
    if found is None:
        return None
    events, at = found
    if asked is not None and events:
        return _outline_to_order(text, at, events, asked)
    rest = _REST.fullmatch(text.rstrip(), at)
    if rest is None:
        return None
    try:
        lengths = tuple(map(float, rest["lengths"].split()))
        order = tuple(map(int, (rest["order"] or "1").split()))
        shares = tuple(map(int, rest["shares"].split()))
        if int(rest["count"]) != len(lengths):
            return None
        return Outline(tuple(events), order, float(rest["seconds"]), lengths, shares)
    except ValueError:  # no numbers, or numbers that contradict each other: the LLM goes on by itself
        return None


def events_in(text: str) -> list[tuple[str | None, str]]:
    """The events of the outline that a text begins with, see Outline; empty for a text without one."""
    found = read_events(text)
    return [] if found is None else found[0]


def sounds_in(text: str) -> list[tuple[str, int, int]]:
    """Of each event in an outline: the user's words, the end of these words in the text, and the end of its sound.

    Empty if the planner knows none of the sounds that are asked for.
    """
    return [(found[2], found.end(2), found.end(3)) for found in _events_from(text, len(BEGINNING))]


def read_events(text: str) -> tuple[list[tuple[str | None, str]], int] | None:
    """The events that an outline begins with, see Outline, and the place in the text where they end.

    Returns:
        None for a text that is not an outline, or if the events' numbers are not 1, 2, 3 and so on.
    """
    if not text.startswith(BEGINNING):
        return None
    at, events = len(BEGINNING), []
    if found := _NOTHING.match(text, at):
        at, events = found.end(), [(None, found[1])]
    for found in _events_from(text, at):
        if int(found[1]) != len(events) + 1:
            return None
        at, events = found.end(), [*events, (found[2], found[3])]
    return events, at


def _events_from(text: str, at: int) -> Iterator[re.Match]:
    while found := _EVENT.match(text, at):
        yield found
        at = found.end()


def _outline_to_order(text: str, at: int, events: list, seconds: float) -> Outline | None:
    """As read_outline, for a text that ends with the order because the seconds are known. at: end of the events."""
    order = (1,)
    if events[0][0] is not None:
        found = _ORDER.match(text, at)
        if found is None:
            return None
        order = tuple(map(int, found[1].split()))
    try:
        return outline_of(events, order, seconds)
    except ValueError:  # an event without a place in the order, or no whole second for each: the LLM goes on by itself
        return None
