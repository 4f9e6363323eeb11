"""Copy constraint: whatever the LLM writes between double quotes must be copied from the instruction.

A small model copies word by word. It may slip from one word into another, or name an event twice. Within a quote its
choice is therefore limited to text that continues somewhere in the instruction. A quote consists of whole words and
comes after the quote before it. A capital may become a small letter. A quote also ends between two sounds: when the
quoted words name one sound, and the words joined to them ("and", "then", a comma) name another. Without that rule "rain
and wind" would become one event.
"""
from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import pairwise

from ..prompt import StoryTokenizer, without_duration
from .vocabulary import classes_named

QUOTE = b'"'
_JOINING = r"\s+(?:and|but|then|while|as|when|after|before|until|till|once)\b"
JOIN = r"(?:[,;:.!?]+(?:" + _JOINING + r")*|(?:" + _JOINING + r")+)\s+"  # what joins two parts of an instruction
_JOIN = re.compile(JOIN.encode())


class CopyConstraint:
    """Which tokens may come next, given all tokens so far.

    Args:
        tokenizer: a byte-level one; text that it cannot spell is not constrained.
        instruction: the source of all quotes, without the sentence in which it asks for a length.
        known_words: see BundleConfig.known_words. Without them a quote may run on from one sound into another.
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
        self.behind = 0  # end of the quote before, in the instruction
        self.length: int | None = None  # of the quote so far; None outside of quotes
        self.starts: list[int] = []  # positions in the instruction at which the quote so far occurs

    def allowed(self) -> list[int] | None:
        """Ids of the tokens that may come next; None for all."""
        if self.length is None or not self.starts:
            return None
        tokens: list[int] = []
        going_on = [start + self.length for start in self.starts if not self._ends_here(start)]
        for said in {self.said[at : at + size] for at in going_on for size in range(1, self.longest + 1)}:
            tokens += (token for token in self.ids.get(said.lower(), ()) if _spells(self.written[token], said))
        if any(self._ends_a_word(end) for end in self._ends()):
            tokens += self.closing
        return tokens or None  # a tokenizer that cannot spell the instruction is not constrained

    def add(self, token: int) -> None:
        """Take the chosen token into account."""
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
        """Beginning of each join in the instruction -> the sound classes that the part after it names."""
        found = [join.span() for join in _JOIN.finditer(self.text)]
        parts = pairwise([*found, (len(self.text), len(self.text))])
        return {begin: self._classes(end, next_begin) for (begin, end), (next_begin, _) in parts}

    def _classes(self, begin: int, end: int) -> set[str]:
        return classes_named(self.text[begin:end].decode(errors="ignore"), self.known_words)

    def _ends_here(self, start: int) -> bool:
        """Whether the quote from `start` names one sound and what is joined to it another."""
        there = self.joins.get(start + self.length)
        if not there:
            return False
        here = self._classes(start, start + self.length)
        return bool(here) and here.isdisjoint(there)

    def _ends(self) -> list[int]:
        return [start + self.length for start in self.starts]

    def _begins_a_word(self, at: int) -> bool:
        return _in_word(self.text, at) and not _in_word(self.text, at - 1)

    def _ends_a_word(self, end: int) -> bool:
        return self.length > 0 and _in_word(self.text, end - 1) and not _in_word(self.text, end)


def _spells(written: bytes, said: bytes) -> bool:
    """Whether a token spells these bytes, in their own letters or in small ones."""
    return all(letter in (own, small) for letter, own, small in zip(written, said, said.lower(), strict=True))


def _in_word(text: bytes, at: int) -> bool:
    return 0 <= at < len(text) and (text[at] >= 0x80 or chr(text[at]).isalnum())
