"""Quotes that are true: what an LLM puts between double quotes is taken from the instruction, one after the other.

A small model copies words one by one and may slip from one into another, or name an event again that it has named.
Within a quote its choice is therefore limited to what goes on somewhere in the instruction (a capital may become a
small letter), from the beginning of a word to the end of one, behind the end of the quote before.
"""
from __future__ import annotations

from .prompt import StoryTokenizer, without_duration

QUOTE = b'"'


class Quoter:
    """Follows what is written, token by token.

    Args:
        instruction: what quotes are taken from; not from the sentence in which it asks for a length.
    """

    def __init__(self, tokenizer: StoryTokenizer, instruction: str):
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
        self.behind = 0  # where the quote before ended
        self.length: int | None = None  # of the quote so far; None outside of quotes
        self.starts: list[int] = []  # where in the instruction the quote so far stands

    def allowed(self) -> list[int] | None:
        """Tokens that may follow; None where all may."""
        if self.length is None or not self.starts:
            return None
        tokens: list[int] = []
        for said in {self.said[at : at + size] for at in self._ends() for size in range(1, self.longest + 1)}:
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
