"""Guesses what a planner will write next, which saves passes of the LLM and does not change its text.

The LLM reads the guessed tokens in one pass and keeps those that it would have chosen itself, see planner.py. A wrong
guess costs a little time. The text stays the same.
"""
from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from ..prompt import without_duration
from .copy_constraint import JOIN
from .outline import BEGINNING, ORDER, event_text, order_text, outline_of, read_events
from .vocabulary import classes_named

_JOIN = re.compile(JOIN, re.IGNORECASE)
_LENGTHS = re.compile(rf"{ORDER}(?P<order>\d+(?: \d+)*)\. Together (?P<seconds>\d+(?:\.\d+)?) seconds ")
_OPEN = re.compile(r'\d+\. "(?P<words>[^"]*)(?P<closed>"[: ]*(?P<heard>[^".]*))?$')
_AROUND = " \t\n.,;:!?"  # a part


class OutlineGuess:
    """Guesses the outline of one instruction.

    Args:
        known_words: see BundleConfig.known_words. A part of the instruction that holds one is probably an event.
        captions: sound class -> what the planner writes for it.
    """

    def __init__(self, instruction: str, known_words: Mapping[str, Collection[str]], captions: Mapping[str, str]):
        self._said = without_duration(instruction)
        self._small = self._said.lower()
        self._known_words = known_words
        self._captions = captions
        self._parts: list[tuple[int, str]] = []  # (begin, words) of those that name a sound
        begin = 0
        for end, behind in [*(join.span() for join in _JOIN.finditer(self._said)), (len(self._said), 0)]:
            if classes_named(self._said[begin:end], known_words):
                self._parts.append((begin, self._said[begin:end].strip(_AROUND)))
            begin = behind

    def outline(self, text: str) -> str:
        """The outline that `text` probably begins, as far as it can be guessed.

        Returns:
            If the guess fits, a text that begins with `text`; else any other text.
        """
        text = BEGINNING if BEGINNING.startswith(text) else text
        found = read_events(text)
        if found is None or (found[0] and found[0][0][0] is None):
            return text
        events, at = found
        if lengths := _LENGTHS.match(text, at):
            return _with_lengths(events, lengths) or text
        quotes, heard = self._quotes(text, at, [words for words, _ in events])
        told = text[:at]
        for number, words in enumerate(quotes, len(events) + 1):
            told += event_text(number, words)
            caption = self._caption(words, heard)
            if caption is None:
                return told
            told, heard = f"{told}{caption}. ", ""
        numbers = range(1, len(events) + len(quotes) + 1)
        return f"{told}{order_text(numbers)} Together " if numbers else told

    def _quotes(self, text: str, at: int, quoted: list[str]) -> tuple[list[str], str]:
        """Words of the events that are open or to come, and how the caption of the open one begins."""
        behind = 0
        for words in quoted:
            behind = self._end(words, behind)
        open_event, quotes, heard = _OPEN.match(text, at), [], ""
        if open_event is not None and (open_event["words"] or open_event["closed"]):
            words, heard = open_event["words"], open_event["heard"] or ""
            end = self._end(words, behind)
            if open_event["closed"] is None:
                join = _JOIN.search(self._said, end)
                words = (words + self._said[end:join.start() if join else None]).rstrip(_AROUND)
            quotes, behind = [words], self._end(words, behind)
        return [*quotes, *(words for begin, words in self._parts if begin >= behind)], heard

    def _end(self, words: str, behind: int) -> int:
        found = re.compile(rf"(?<!\w){re.escape(words.lower())}").search(self._small, behind)
        return behind if found is None else found.end()

    def _caption(self, words: str, begun: str) -> str | None:
        named = classes_named(words, self._known_words)
        likely = [caption for name, caption in self._captions.items() if name in named]
        others = self._captions.values() if begun else ()
        return next((caption for caption in (*likely, *others) if caption.startswith(begun)), None)


def _with_lengths(events: list, lengths: re.Match) -> str | None:
    try:
        return outline_of(events, map(int, lengths["order"].split()), float(lengths["seconds"])).text
    except ValueError:  # the order leaves an event out, say: there is nothing to guess from
        return None
