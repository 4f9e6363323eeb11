"""Quotes that are true: what an LLM puts between double quotes is taken from the instruction, one after the other.

A small model copies words one by one and may slip from one into another, or name an event again that it has named.
Within a quote its choice is therefore limited to what goes on somewhere in the instruction (a capital may become a
small letter), from the beginning of a word to the end of one, behind the end of the quote before. And where what it
has quoted names one sound, and what is joined to that ("and", "then", a comma) names another, the quote ends between
them: of "rain and wind" it would make one event.
"""
from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import pairwise

from .knowledge import kinds_named
from .prompt import StoryTokenizer, without_duration

QUOTE = b'"'
_JOINING = rb"\s+(?:and|but|then|while|as|when|after|before|until|till|once)\b"
_JOIN = re.compile(rb"(?:[,;:.!?]+(?:" + _JOINING + rb")*|(?:" + _JOINING + rb")+)\s+")


class Quoter:
    """Follows what is written, token by token.

    Args:
        instruction: what quotes are taken from; not from the sentence in which it asks for a length.
        known_words: words that ask for a sound, see BundleConfig.known_words; without them quotes go on over joins.
    """

    def __init__(self, tokenizer: StoryTokenizer, instruction: str,
                 known_words: Mapping[str, Collection[str]] | None = None):
        self.written = tokenizer.token_bytes()
        self.pieces = [piece.lower() for piece in self.written]
        self.ids: dict[bytes, list[int]] = {}
        for token, piece in enumerate(self.pieces):
            if piece and QUOTE not in piece:
                self.ids.setdefault(piece, []).append(token)
        self.closing = [token for token, piece in enumerate(self.pieces) if piece.startswith(QUOTE)]
        self.longest = max(map(len, self.ids), default=0)
        self.said = without_duration(instruction).encode()
        self.text = self.said.lower()  # of bytes, lower() knows the letters from a to z
        self.known_words = known_words or {}
        self.joins = self._joins()
        self.behind = 0  # where the quote before ended
        self.length: int | None = None  # of the quote so far; None outside of quotes
        self.starts: list[int] = []  # where in the instruction the quote so far stands

    def allowed(self) -> list[int] | None:
        """Tokens that may follow; None where all may."""
        if self.length is None or not self.starts:
            return None
        tokens: list[int] = []
        going_on = [start + self.length for start in self.starts if not self._ends_here(start)]
        for said in {self.said[at : at + size] for at in going_on for size in range(1, self.longest + 1)}:
            tokens += (token for token in self.ids.get(said.lower(), ()) if _spells(self.written[token], said))
        if any(self._ends_a_word(end) for end in self._ends()):
            tokens += self.closing
        return tokens or None  # a tokenizer that cannot spell the instruction is not held to it

    def add(self, token: int) -> None:
        """What was chosen."""
        piece = self.pieces[token] if token < len(self.pieces) else b""
        before, quote, after = piece.partition(QUOTE)
        if self.length is not None:
            self._go_on(before)
            if quote:
                self._close()
        elif quote and QUOTE not in after:
            self.length, self.starts = 0, [at for at in range(self.behind, len(self.text)) if self._begins_a_word(at)]
            self._go_on(after)

    def _go_on(self, piece: bytes) -> None:
        self.starts = [start for start in self.starts if self.text.startswith(piece, start + self.length)]
        self.length += len(piece)

    def _close(self) -> None:
        self.behind = min((end for end in self._ends() if self._ends_a_word(end)), default=self.behind)
        self.length = None

    def _joins(self) -> dict[int, set[str]]:
        """Where parts of the instruction are joined: the place -> the kinds of sound that the part behind it names."""
        found = [join.span() for join in _JOIN.finditer(self.text)]
        parts = pairwise([*found, (len(self.text), len(self.text))])
        return {begin: self._kinds(end, next_begin) for (begin, end), (next_begin, _) in parts}

    def _kinds(self, begin: int, end: int) -> set[str]:
        return kinds_named(self.text[begin:end].decode(errors="ignore"), self.known_words)

    def _ends_here(self, start: int) -> bool:
        """Whether the quote from there has one sound, and what is joined to it another."""
        there = self.joins.get(start + self.length)
        if not there:
            return False
        here = self._kinds(start, start + self.length)
        return bool(here) and here.isdisjoint(there)

    def _ends(self) -> list[int]:
        return [start + self.length for start in self.starts]

    def _begins_a_word(self, at: int) -> bool:
        return _in_word(self.text, at) and not _in_word(self.text, at - 1)

    def _ends_a_word(self, end: int) -> bool:
        return self.length > 0 and _in_word(self.text, end - 1) and not _in_word(self.text, end)


def _spells(written: bytes, said: bytes) -> bool:
    """Whether this is what was said, in its own letters or in small ones."""
    return all(letter in (own, small) for letter, own, small in zip(written, said, said.lower(), strict=True))


def _in_word(text: bytes, at: int) -> bool:
    return 0 <= at < len(text) and (text[at] >= 0x80 or chr(text[at]).isalnum())
