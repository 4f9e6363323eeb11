"""Reads captioning models' answers line by line, without the thoughts, talk and marks around the caption."""
from __future__ import annotations

import ast
import json
import re
from contextlib import suppress
from typing import NamedTuple

from ..story_text.blocks import read_blocks
from ..story_text.captions import has_words, read_marks, tidy, without_label
from ..story_text.words import Words, read_words
from .answer_words import AnswerWords, read_answer_words

MOST_NAME = 40  # characters of a field's name
MOST_VALUE, MOST_DEEP = 1_000_000, 20  # characters of JSON; depth of nested lists and dicts
_LISTED = ("number", "bullet")
# marks that end a model's turn: text after them belongs to no caption
_ENDS = re.compile(r"<\|(?:im_end|im_user|end|endoftext|eot_id|end_of_text)\|>|<end_of_(?:turn|utterance)>|</s>")
_HARMONY = "<|channel|>"  # in this format "end" ends a thought, see story_text.blocks
# marks before an answer, if a program passes on the whole conversation: end of the prompt, the speaker's name
_BEFORE = re.compile(r"\[/INST\]|\bASSISTANT:|^[ \t]*(?i:assistant)[ \t]*:?[ \t]*$|<start_of_turn>model$", re.MULTILINE)
_PLACES = re.compile(r"(?:<loc_\d{1,5}>)+")  # a place in the picture, after the name of the object
_BOXES = re.compile(r"<box>[^<>\n]{0,200}</box>|<\|box_start\|>[^<>\n]{0,200}<\|box_end\|>|<patch_index_\d{1,5}>")
_TOKENS = re.compile(
    r"</?s>|<\|(?!(?:start|end|return|channel|message)\|)[^<>|\n]{1,40}\|>|</?(?:image|img|video|audio|pad|bos|eos|unk|"
    r"ref|phrase|object|poly|end_of_turn|start_of_turn|end_of_utterance|fake_token_around_image)>|"
    r"\[END FINAL RESPONSE\]", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_ESCAPED = re.compile(r"\\([()\[\]_*#.!-])")  # escapes of taggers and Markdown
_BLANK = re.compile(r"(?<=[^\W\d_])_(?=[^\W_])")  # in tags such as "long_hair"
_SENTENCE = re.compile(r"[.!?。！？][\s\"'”’*_]*$")
_TIMES = re.compile(r"[(\[][\d:.,\ss–—-]{1,30}[)\]]\s{0,4}[:–—-]?\s{0,4}")


class Row(NamedTuple):
    """A line of an answer that holds words.

    text: the line without labels, marks and talk. listed: it is an entry of a list.
    introduces: it is a heading, or ends in a colon. ends: it ends like a sentence.
    part: the part of the answer that it belongs to: "caption", "title", "other", or None if no part was named.
    """

    text: str
    listed: bool
    introduces: bool
    ends: bool
    part: str | None = None


class Reader:
    """Reads answers. The word lists that it needs are read once, when it is made."""

    def __init__(self):
        self.words: Words = read_words()
        self.talk: AnswerWords = read_answer_words()

    def is_refusal(self, text: str) -> bool:
        """Whether an answer says that there is no caption."""
        return self.talk.refusal.match(plain(tidy(answer(text)[:400]))) is not None

    def is_talk(self, line: str) -> bool:
        """Whether a line is talk around captions, not a caption."""
        said = plain(tidy(read_marks(line).text))
        talk = self.talk.talk.match(plain(line.strip()))
        return bool(talk and talk.end() == len(line.strip()) or self.talk.closing.match(said) or
                    line.rstrip().endswith((":", "：")))

    def rows(self, text: str) -> list[Row]:
        """The lines of one answer that hold words, without talk, labels and marks.

        If an answer has named parts ("Title: ... Description: ... Keywords: ..."), only the caption's lines are kept.
        """
        text = answer(text)
        value = opened(text)
        if value is not None:
            found = self.strings(value)
            text = "\n".join(found if len(found) < 2 else [f"- {one}" for one in found])
        rows, part = [], None
        for line in text.splitlines():
            row = self._row(line, bool(rows))
            part = row.part or part
            if has_words(row.text) or row.part:
                rows.append(row._replace(part=part))
        if any(row.part == "caption" for row in rows) and any(row.part in ("title", "other") for row in rows):
            rows = [row for row in rows if row.part == "caption"]
        rows = [row for row in rows if has_words(row.text)]
        return [row for row in rows if not row.introduces] or rows

    def _row(self, line: str, is_behind: bool) -> Row:
        """A line as a row; its text is empty if it is talk. is_behind: whether there were rows before it."""
        marked = read_marks(_ESCAPED.sub(r"\1", line))
        said = marked.text
        if (talk := self.talk.talk.match(plain(said))) is not None:
            said = said[talk.end():]
        part, rest = self._part(said)
        text = self._bare(said)
        introduces = marked.kind == "head" or marked.text.rstrip("*_ ").endswith((":", "："))
        if part is not None and not rest:
            text = ""
        elif is_behind and (self.talk.closing.match(plain(text)) or part == "note"):
            text, part = "", None
        return Row(text, marked.kind in _LISTED, introduces and part is None, _SENTENCE.search(marked.text) is not None,
                   None if part == "note" else part)

    def _part(self, text: str) -> tuple[str | None, bool]:
        """The part of an answer that a line begins (by a name before a colon), and whether words follow the name."""
        name, colon, rest = tidy(text).partition(":") if ":" in text else text.partition("：")
        if not colon:
            name, rest = text.strip(), ""
        name = tidy(name).lower()
        if not colon and not text.rstrip().endswith((":", "：")) or len(name) > MOST_NAME:
            return None, False
        kind = self.words.field(name)
        if kind not in ("caption", "title"):
            kind = "note" if name in self.words.note else "other" if name in self.talk.section else None
        return kind, has_words(rest)

    def _bare(self, text: str) -> str:
        """A text without "Caption:" and "Shot 3 (0:04):" before it (once each), and without words about the picture."""
        for _ in range(2):
            text, label, _ = without_label(tidy(text), self.words)
            text = _TIMES.sub("", text) if label else text
            name, colon, rest = text.partition(":")
            known = self.words.field(name) in ("caption", "title") or name.strip().lower() in self.words.answer
            if colon and rest.strip() and len(name) < MOST_NAME and known:
                text = rest
        text = _BLANK.sub(" ", tidy(text))
        for _ in range(2):  # "The image is a photo of"
            shown = self.talk.shown.match(plain(text))
            if shown is not None and has_words(text[shown.end():]):
                text = tidy(text[shown.end():])
        return text

    def strings(self, value, depth: int = 0) -> list[str]:
        """The captions in a JSON value: in an object, the fields with a caption's name (or all); in a list, each entry.

        Values nested deeper than MOST_DEEP lists and dicts are ignored.
        """
        if isinstance(value, str):
            return [value]
        if depth == MOST_DEEP:
            return []
        if isinstance(value, list):
            return [text for one in value for text in self.strings(one, depth + 1)[:1]]
        if isinstance(value, dict):
            named = [one for name, one in value.items() if self.words.field(str(name)) == "caption"]
            return [text for one in named or value.values() for text in self.strings(one, depth + 1)]
        return []


def plain(text: str) -> str:
    """The text with only one kind of apostrophe; its length does not change."""
    return text.replace("’", "'").replace("ʼ", "'")


def answer(text: str) -> str:
    """A model's words, without its thoughts, marks and prompt. Text in code fences counts only if there is no text
    outside of them, or if it is JSON."""
    for before in _BEFORE.finditer(text):
        if has_words(text[before.end():]):
            text = text[before.end():]
            break
    if _HARMONY not in text:
        text = _until_end(text)
    blocks = read_blocks(_TOKENS.sub(" ", _BOXES.sub("", _PLACES.sub(", ", text))))
    outside = "\n".join(line for _, line in blocks.outside)
    inside = "\n".join(line for fence in blocks.fences for _, line in fence)
    return inside if inside.strip() and (not has_words(outside) or opened(inside) is not None) else outside


def _until_end(text: str) -> str:
    """The text up to the first mark of a turn's end that comes after some words."""
    first = _LETTER.search(_TOKENS.sub(lambda token: " " * len(token[0]), text))
    end = first and _ENDS.search(text, first.start())
    return text[:end.start()] if end else text


def opened(text: str):
    """The value of a text that is JSON, or a list or dict as Python prints it; None if it is neither."""
    text = text.strip()
    if not text.startswith(("{", "[")):
        return None
    for read in (json.loads, ast.literal_eval):
        with suppress(ValueError, SyntaxError, MemoryError, RecursionError):
            return read(text[:MOST_VALUE])
    return None
