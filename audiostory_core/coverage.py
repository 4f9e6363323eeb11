"""Reports what a small planner made of an instruction: for each part of the text, the sound planned for it, or none.

The planner quotes the words that it plans a sound for, see guide/outline.py. Words that it does not quote are left out;
for words that it quotes, the sound may be a guess. Words next to an event may say how it should sound ("twice",
"far-off"). A model that was trained on one caption for each sound class ignores them.
"""
from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import islice

from .guide.outline import events_in
from .guide.vocabulary import classes_named, names_none
from .prompt import told_text
from .understood import GUESSED, LEFT_OUT, SURE, Understood

Span = tuple[int, int]

_JOINS = re.compile(r"[;!?…\n()\"“”«»–—、。，；！？]+|[,.:](?=\s|$)|\s-{1,3}\s|"
                    r"\b(?:and|then|but|while|whilst|before|after|followed by|until|till|when|as|once)\b",
                    re.IGNORECASE)
_BESIDE = re.compile(r"\b(?:over|against|amid|with|under)\b", re.IGNORECASE)
MOST_BESIDE = 3  # in one part
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_MEASURED = {"count": rf"(?:{_COUNT}|\d+) times|{_COUNT}(?= (?!seconds?\b|minutes?\b|hours?\b)[^\W\d_])",
             "length": rf"(?:for |lasting )?(?:one|{_COUNT}|\d+(?:[.,]\d+)?)[ -]?"
                       r"(?:seconds?|secs?|s|minutes?|mins?|hours?)"}


def coverage(instruction: str, reasoning: str,
             known_words: Mapping[str, Collection[str]] | None) -> tuple[Understood, ...]:
    """What a planner that writes an outline made of an instruction, in the order of the text.

    Args:
        instruction: as the planner got it, see prompt.instruction_text.
        reasoning: what the planner wrote, beginning with an outline, see guide/outline.py.
        known_words: see BundleConfig.known_words.

    Returns:
        A record for each part of the text; () for a model without known words, or if the reasoning has no outline.
    """
    events = events_in(reasoning)
    if not known_words or not events:
        return ()
    text = told_text(instruction)
    if events[0][0] is None:
        return (Understood(text, events[0][1], GUESSED),)
    side = SideWords.read()
    spans = _places(text, [words for words, _ in events])
    pieces, apart = _pieces(text, known_words, side)
    free = [piece for piece in pieces if not any(_meet(piece, span) for span in spans)]
    behind = _manners_behind(text, free, spans, side)
    found = []
    for number, ((words, heard), span) in enumerate(zip(events, spans, strict=True)):
        own = text[slice(*_own_stretch(span, pieces, [*spans[:number], *spans[number + 1:]]))]
        sure = not classes_named(words, known_words).isdisjoint(classes_named(heard, known_words))
        ignored = side.ignored(", ".join([own, *behind.get(number, ())]), heard)
        found.append((span, Understood(side.trimmed(own) or words, heard, SURE if sure else GUESSED, ignored)))
    for piece in (*apart, *(piece for piece in free if side.says_something(text[slice(*piece)]))):
        found.append((piece, Understood(side.trimmed(text[slice(*piece)]), None, LEFT_OUT)))
    return tuple(entry for _, entry in sorted(found, key=lambda placed: placed[0]))


@dataclass(frozen=True)
class SideWords:
    """The word lists of side_words.json as patterns.

    manners: for each aspect of a sound (such as its loudness or count), words that describe it.
    openers: words that a part may begin with and that carry no meaning here.
    small: the openers, and other words that name no sound.
    """

    manners: Mapping[str, re.Pattern]
    openers: re.Pattern
    small: re.Pattern

    @classmethod
    def read(cls) -> SideWords:
        words = json.loads(resources.files(sys.modules[__package__]).joinpath("side_words.json").read_text("utf-8"))
        names = dict.fromkeys([*words["manners"], *_MEASURED])
        return cls({name: _any_of(words["manners"].get(name, []), _MEASURED.get(name)) for name in names},
                   _any_of(words["openers"]), _any_of([*words["openers"], *words["small"]]))

    def ignored(self, said: str, heard: str) -> tuple[str, ...]:
        """Words in `said` that describe an aspect of the sound about which the planned caption `heard` says nothing."""
        found = [(match.start(), match[0].strip().lower()) for pattern in self.manners.values()
                 if not pattern.search(heard) for match in pattern.finditer(said)]
        return tuple(dict.fromkeys(words for _, words in sorted(found)))

    def trimmed(self, said: str) -> str:
        """A part of the text without the openers at its beginning."""
        said = said.strip(" \t,;:.!?")
        while found := self.openers.match(said):
            said = said[found.end():].strip(" ,")
        return said

    def says_something(self, said: str) -> bool:
        """Whether a part holds words other than manners and small words."""
        for pattern in (*self.manners.values(), self.small):
            said = pattern.sub(" ", said)
        return any(letter.isalpha() for letter in said)


def _any_of(phrases: Sequence[str], more: str | None = None) -> re.Pattern:
    """Any of the phrases, the longest first, with blanks or hyphens between their words."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    patterns = [*([more] if more else ()), *(phrase.replace(" ", "[ -]") for phrase in longest_first)]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(patterns)})(?![^\W_])", re.IGNORECASE)


def _places(text: str, quotes: Sequence[str]) -> list[Span]:
    """The span of each quote in the text, each after the one before. A quote that is not found gets an empty span."""
    places, behind, small = [], 0, text.lower()
    for quote in quotes:
        begin = small.find(quote.lower(), behind)
        behind = begin + len(quote) if begin >= 0 else behind
        places.append((begin if begin >= 0 else behind, behind))
    return places


def _pieces(text: str, known_words, side: SideWords) -> tuple[list[Span], list[Span]]:
    """Split a text into parts at conjunctions and punctuation.

    Returns:
        The parts; and the pieces that were split off from a part that names a known sound, such as "a violin plays"
        in "a violin plays over rain". A part that says that something is absent ("no siren") is in neither list.
    """
    ends = [*(join.span() for join in _JOINS.finditer(text)), (len(text), len(text))]
    pieces, apart, begin = [], [], 0
    for end, next_begin in ends:
        for beside in islice(_BESIDE.finditer(text, begin, end), MOST_BESIDE):
            before, after = text[begin:beside.start()], text[beside.end():end]
            if (side.says_something(before) and not classes_named(before, known_words)
                    and classes_named(after, known_words)):
                apart.append((begin, beside.start()))
                begin = beside.start()
                break
        if text[begin:end].strip() and not names_none(text[begin:end]):
            pieces.append((begin, end))
        begin = next_begin
    return pieces, apart


def _manners_behind(text: str, free: Sequence[Span], spans: Sequence[Span], side: SideWords) -> dict[int, list[str]]:
    """Parts without an event that describe the event before them ("getting louder"), by that event's number."""
    behind: dict[int, list[str]] = {}
    for piece in free:
        if not side.says_something(text[slice(*piece)]):
            number = max((index for index, span in enumerate(spans) if span < piece), default=0)
            behind.setdefault(number, []).append(text[slice(*piece)])
    return behind


def _own_stretch(span: Span, pieces: Sequence[Span], others: Sequence[Span]) -> Span:
    """The span of all parts that hold the event's words, if no other event is in them; else only the words' span."""
    own = [piece for piece in pieces if _meet(piece, span)]
    if not own or any(_meet(piece, other) for piece in own for other in others):
        return span
    return own[0][0], own[-1][1]


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
