"""One caption a shot, by hand or out of the answers of captioning models."""
from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from ..errors import listed
from ..marks import quoted
from ..story_text.blocks import read_blocks
from ..story_text.captions import has_words, is_pause, read_marks, tidy, without_label
from ..story_text.words import Words, read_words

SILENT = ""  # the caption of a shot in which nothing is to be heard
_LISTED = ("number", "bullet")
_TALK = re.compile(  # what stands in front of a caption: "Sure! Here is a caption for the picture:"
    r"(?:(?:sure|certainly|of course|okay|ok|absolutely|great)\b[^:\n]{0,60}[!,.:]\s*)?"
    r"(?:here(?:'s|’s| is| are)|(?:a|the) (?:possible|suitable|fitting|short) (?:caption|description))\b[^:\n]{0,100}:"
    r"|(?:sure|certainly|of course|absolutely)[!.,]", re.IGNORECASE)
_ENDS_TALK = re.compile(r"(?:let me know|would you like|do you want|i hope|feel free|if you(?:'d| would| need| want))"
                        r"\b", re.IGNORECASE)
_REFUSAL = re.compile(
    r"(?:i(?:'m|’m| am)|we(?:'re|’re| are)) (?:very |so |really )?(?:sorry|afraid|unable|not able|just an? )"
    r"|(?:sorry|unfortunately|apologies|i apologi[sz]e)\b.{0,40}\b(?:can(?:no|')t|can’t|cannot|unable|not able|do not|"
    r"don't|don’t|no image|no picture)"
    r"|(?:i|we) (?:can ?not|can't|can’t|could not|couldn't|do not|don't|don’t) (?:\w+ )?(?:see|view|access|assist|help|"
    r"process|provide|describe|identify|determine|have|analy[sz]e|open|hear|fulfil|comply)"
    r"|as an? (?:ai|large|language|text)\b|(?:there is|there's|i see) no (?:image|picture|photo)"
    r"|no (?:image|picture|photo) (?:was|is|has|provided|attached)|please (?:provide|upload|share|attach)\b"
    r"|抱歉|对不起|對不起|很遗憾|我无法|我無法|我不能|申し訳|죄송", re.IGNORECASE)
_TOKENS = re.compile(r"</?s>|<\|[^<>|\n]{1,40}\|>|<(?:image|video|audio|pad|bos|eos|end_of_turn|start_of_turn)>",
                     re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?。！？][\s\"'”’*_]*$")
_TIMES = re.compile(r"[(\[][\d:.,\ss–—-]{1,30}[)\]]\s{0,4}[:–—-]?\s{0,4}")
MOST_NAME = 40  # letters of a field's name


class _Row(NamedTuple):
    """A line of an answer. listed: an entry of a list. introduces: a heading, or it ends in a colon.
    ends: it ended as a sentence does."""

    text: str
    listed: bool
    introduces: bool
    ends: bool


def captions_of(texts: Sequence[str], count: int) -> list[str]:
    """One caption a shot, each one line; SILENT where the text says that nothing is heard ("silence", "no sound").

    A text is read as captioning models write: thoughts, talk before and behind, bold and quotes, list marks, numbers
    and labels ("Caption:", "Shot 3:") are left out, lines of one answer are joined, JSON is opened.

    Args:
        texts: one a shot; or a single one for all, with a line or a numbered entry for each. Empty lines of it do not
            count.
        count: of the shots.

    Raises:
        ValueError: more or fewer captions than shots; a text without words; an answer in which a model says that it
            cannot see or will not help.
    """
    texts, words = list(texts), read_words()
    for number, text in enumerate(texts, 1):
        if not isinstance(text, str):
            raise ValueError(f"caption {number} is {quoted(text)}; a text is needed")
    if len(texts) == 1 and count > 1:
        _check_refusals(texts)
        texts = _entries(texts[0], count, words)
    if len(texts) != count:
        raise ValueError(f"{len(texts)} captions came for {count} shots; one a shot is needed, as a list or as one "
                         "line each")
    _check_refusals(texts)
    captions = [_caption(_rows(text, words)) for text in texts]
    if empty := [number for number, caption in enumerate(captions, 1) if not has_words(caption)]:
        raise ValueError(f"the caption of shot {listed(empty)} has no words; write what is heard there, or 'silence'")
    return [SILENT if is_pause(caption, words) else caption for caption in captions]


def _check_refusals(texts: list[str]) -> None:
    refused = [number for number, text in enumerate(texts, 1) if _REFUSAL.match(tidy(_answer(text)[:400]))]
    if refused:
        said = quoted(" ".join(texts[refused[0] - 1].split())[:120])
        raise ValueError(f"caption {listed(refused)} is an answer without a caption: {said}; ask the model another "
                         "way, or write what is heard there by hand")


def _answer(text: str) -> str:
    """What a model said, without its thoughts and its own marks; the inside of fences where all stands in them."""
    blocks = read_blocks(_TOKENS.sub(" ", text))
    outside = "\n".join(line for _, line in blocks.outside)
    inside = "\n".join(line for fence in blocks.fences for _, line in fence)
    return inside if inside.strip() and (not has_words(outside) or _opened(inside) is not None) else outside


def _opened(text: str):
    """The value of JSON; None where it is none."""
    text = text.strip()
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _rows(text: str, words: Words) -> list[_Row]:
    """The lines of one answer that say something, without talk, labels and signs."""
    text = _answer(text)
    value = _opened(text)
    if value is not None:
        text = "\n".join(_strings(value, words))
    rows = []
    for line in text.splitlines():
        marked = read_marks(line)
        said = marked.text
        if (talk := _TALK.match(said)) is not None:
            said = said[talk.end():]
        said = _without_names(said, words)
        if has_words(said) and not (rows and _ENDS_TALK.match(said)):
            introduces = marked.kind == "head" or marked.text.rstrip("*_ ").endswith((":", "："))
            rows.append(_Row(said, marked.kind in _LISTED, introduces, _SENTENCE.search(marked.text) is not None))
    said = [row for row in rows if not row.introduces]
    return said or rows


def _without_names(text: str, words: Words) -> str:
    """Without "Caption:" and "Shot 3 (0:04):" in front, once each."""
    for _ in range(2):
        text, label, _ = without_label(tidy(text), words)
        text = _TIMES.sub("", text) if label else text
        name, colon, rest = text.partition(":")
        known = words.field(name) in ("caption", "title") or name.strip().lower() in words.answer
        if colon and rest.strip() and len(name) < MOST_NAME and known:
            text = rest
    return tidy(text)


def _strings(value, words: Words) -> list[str]:
    """The captions of JSON: what stands under a name for one, or all texts of a list."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for one in value for text in _strings(one, words)[:1]]
    if isinstance(value, dict):
        named = [one for name, one in value.items() if words.field(name) == "caption"]
        return [text for one in named or value.values() for text in _strings(one, words)]
    return []


def _caption(rows: list[_Row]) -> str:
    """One line of several: the entries of a list with commas between, sentences with what ended them."""
    text = ""
    for row, following in zip(rows, [*rows[1:], None], strict=False):
        joint = "" if following is None else "." if row.ends else "," if following.listed else ""
        text += f"{row.text}{joint} "
    return " ".join(text.split())


def _entries(text: str, count: int, words: Words) -> list[str]:
    """The captions in one text: its numbered entries, or its bullets, or its lines; the first that are so many."""
    text = _answer(text)
    value = _opened(text)
    if value is not None:
        return _strings(value, words)
    lines = [line for line in text.splitlines() if has_words(line)]
    for marked in (_is_numbered, _is_bullet):
        starts = [place for place, line in enumerate(lines) if marked(line, words)]
        if len(starts) == count:
            ends = [*starts[1:], len(lines)]
            return ["\n".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    if len(lines) > count:
        lines = [line for line in lines if not _is_talk(line)]
    return lines


def _is_numbered(line: str, words: Words) -> bool:
    row = read_marks(line)
    return row.ordinal is not None or bool(without_label(row.text, words)[1])


def _is_bullet(line: str, words: Words) -> bool:
    row = read_marks(line)
    return row.kind == "bullet" and not row.indent


def _is_talk(line: str) -> bool:
    said = tidy(read_marks(line).text)
    return bool(_TALK.fullmatch(line.strip()) or _ENDS_TALK.match(said) or line.rstrip().endswith((":", "：")))
