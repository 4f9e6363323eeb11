"""Cleans captions: removes markup, labels, bullets, and signs at both ends."""
from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .times import plain_signs
from .words import Words

EDGES = " \t:;,.：；，、。｜|–—−-*_`·•~→➜=/>+"
_QUOTES = (("\"", "\""), ("'", "'"), ("“", "”"), ("„", "“”"), ("‘", "’"), ("‚", "‘’"), ("«", "»"), ("»", "«"),
           ("「", "」"), ("『", "』"))
_EMPHASIS = re.compile(r"(?<![\w*])\*(?![\s*])([^*\n]{1,200})(?<!\s)\*(?![\w*])"
                       r"|(?<![\w_])_(?![\s_])([^_\n]{1,200})(?<!\s)_(?![\w_])")
MOST_LAYERS = 8  # of quotes, brackets and signs around a caption
_MARKUP = re.compile(r"[*_`<]")
_TAGS = re.compile(r"</?(?:b|i|u|em|strong|mark|span|p|font|small|code)(?:\s[^<>]{0,80})?>|<br\s{0,2}/?>",
                   re.IGNORECASE)
_MARKER = re.compile(
    r"(?P<head>#{1,6})[ \t]+|(?P<task>[-*+][ \t]+\[[ xX]\])[ \t]+"
    r"|(?P<bullet>[-*+•◦‣▪●○■►▶➤➢✦➡–—])[ \t]+"
    r"|[(\[]?(?P<number>\d{1,3})(?:\ufe0f?\u20e3|[)\]]|[.、](?=[^\d,.]))[ \t]*(?=\D|\d)"
    r"|#(?P<hash>\d{1,3})[.:)]?[ \t]+"
    r"|(?P<letter>[a-zA-Z])[)][ \t]+|(?P<roman>[ivxIVX]{1,5}|[a-zA-Z])[.)][ \t]+|(?P<circled>[\u2460-\u2473])[ \t]*")
_LABEL = re.compile(
    r"(?:第[ ]?(?P<behind>\d{1,3})[ ]?[^\W\d_]{0,3}"
    r"|(?P<name>[^\W\d_]{1,14}(?:[ ][^\W\d_]{1,12})?)[ \t]?(?:#|no\.[ ]?|nr\.[ ]?)?"
    r"(?P<number>\d{1,3}|(?<=[ ])(?:[ivx]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)))"
    r"(?![\w]|[.,:]\d|[-–—]\d)"
    r"(?:[ \t]{0,4}(?:[:.)|\]]|[-–—]{1,2})[ \t:|]{0,4}|[ \t]{0,4}(?=[(\[{])|[ \t]*$)", re.IGNORECASE)
_HALF_EMPTY = re.compile(r"([(\[{])[ \t]{0,4}[,;:][ \t]{0,4}")
_ANY_BRACKET = re.compile(r"[()\[\]{}]")
_EMPTY_BRACKETS = re.compile(r"[(\[{<（【][ \t,;:.\-–]{0,8}[)\]}>）】]|\"[ \t]{0,4}\"")
_PICTURES = ("So", "Sk", "Cf", "Mn", "Cn", "Co")  # Unicode's categories of emoji and what joins them
_ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True)
class Marked:
    """A line without its list marks: the kind of mark, its number, the indentation, and the rest of the line."""

    kind: str  # "head", "bullet", "number", "label" or "plain"
    ordinal: int | None
    indent: int
    text: str
    bold: bool = False


def without_markup(text: str) -> str:
    """Text without bold, italics, code marks and the simple tags of HTML."""
    if not _MARKUP.search(text):
        return text
    text = _TAGS.sub(" ", text) if "<" in text else text
    for mark in ("**", "__", "`"):
        text = text.replace(mark, "")
    return _EMPHASIS.sub(lambda match: match[1] or match[2], text) if "*" in text or "_" in text else text


def read_marks(line: str) -> Marked:
    """Remove ">" of quoted mail, bullets, numbers and heading marks from a line."""
    text = line.expandtabs(4) if line[:1] in " \t" else line
    indent = len(text) - len(text.lstrip())
    text = text.strip()
    if text.startswith(">"):
        text = text.lstrip("> \t")
    bold = text.startswith(("**", "__")) and text.rstrip(":.").endswith(("**", "__"))
    kind, ordinal = "plain", None
    text = _without_symbols(text)
    for _ in range(3):  # a line may have several marks: "- 1. **2)** rain"
        bare = text.lstrip("*_") if text.startswith(("**", "__")) else text
        match = _MARKER.match(bare)
        if match is None or not bare[match.end():].strip():
            break
        kind, ordinal = _kind_of(match, kind, ordinal)
        text = _without_symbols(bare[match.end():].lstrip())
    return Marked(kind, ordinal, indent, without_markup(text).strip(), bold)


def _kind_of(match: re.Match, kind: str, ordinal: int | None) -> tuple[str, int | None]:
    if match["head"]:
        return "head", ordinal
    if match["task"] or match["bullet"]:
        return ("bullet" if kind == "plain" else kind), ordinal
    if match["number"] or match["hash"]:
        found = int(match["number"] or match["hash"])
    elif match["circled"]:
        found = ord(match["circled"]) - 0x245F
    elif match["letter"]:
        found = ord(match["letter"].lower()) - 96
    else:
        word = match["roman"].lower()
        found = _roman(word) if set(word) <= set(_ROMAN) else ord(word) - 96
    return ("number" if kind != "head" else kind), found


def _roman(word: str) -> int:
    values = [_ROMAN[letter] for letter in word]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def _without_symbols(text: str) -> str:
    """Text without emoji and other symbols before it."""
    place = 0
    while place < len(text) and (text[place] > "\u2000" or text[place] == " ") and (
            unicodedata.category(text[place]) in _PICTURES or text[place] == " "):
        if "\u2460" <= text[place] <= "\u2473":
            break
        place += 1
    return text[place:]


def without_label(text: str, words: Words) -> tuple[str, str, int | None]:
    """Text without a label such as "Scene 3:" or "第3幕：" before it; the label, and its number."""
    match = _LABEL.match(plain_signs(text))
    if match is None:
        return text, "", None
    if match["name"] is not None:
        name = match["name"].strip().lower()
        if name not in words.numbered and words.field(name) not in ("caption", "title"):
            return text, "", None
    number = (match["number"] or match["behind"]).lower()
    ordinal = int(number) if number.isdigit() else int(words.numbers.get(("en", number), 0)) or _roman(number)
    return text[match.end():].strip(), text[:match.end()].strip(EDGES), ordinal


def field_of(text: str, words: Words) -> tuple[str, str] | None:
    """(kind of field, value) of a line such as "Duration: 6 s" or "Sound = rain"; None for any other line."""
    plain = plain_signs(text[:64])
    place = min((found for found in (plain.find(sign, 0, 48) for sign in ":=|") if found > 0), default=-1)
    if place < 0:
        return None
    kind = words.field(text[:place])
    return None if kind is None else (kind, text[place + 1:].strip())


def tidy(text: str) -> str:
    """A caption without empty brackets, without signs and emoji at both ends, and with single blanks."""
    if text.isascii() and text.isalpha():
        return text
    text = " ".join(_HALF_EMPTY.sub(r"\1", _EMPTY_BRACKETS.sub(" ", text)).split())
    for _ in range(MOST_LAYERS):
        before = text
        text = _unquoted(_unpaired(without_symbols(text.strip(EDGES))))
        if text == before:
            break
    return text


def _unquoted(text: str) -> str:
    """A text without quotes around it, and without a quote at one end whose partner was removed with the time."""
    for opening, closing in _QUOTES:
        inner = text[1:-1]
        if len(text) > 1 and text[0] == opening and text[-1] in closing and opening not in inner:
            return inner
        if text[:1] == opening and not any(sign in text[1:] for sign in closing):
            return text[1:]
        if text[-1:] in closing and opening != "'" and not any(sign in text[:-1] for sign in _openings(text[-1:])):
            return text[:-1]
    return text


def _openings(closing: str) -> list[str]:
    """All opening quotes that this closing quote can end, as in “a” and „a”."""
    return [opening for opening, closings in _QUOTES if closing in closings]


def without_symbols(text: str) -> str:
    """Text without emoji and other symbols at both ends."""
    text = _without_symbols(text)
    while text and text[-1] > "\u2000" and unicodedata.category(text[-1]) in _PICTURES:
        text = text[:-1].rstrip()
    return text


def _unpaired(text: str) -> str:
    """A text without brackets around it, and without a bracket at one end whose partner was removed with the time."""
    if text.isascii() and not _ANY_BRACKET.search(text):
        return text
    for opening, closing in ("()", "[]", "{}", "（）", "【】"):
        if text.startswith(opening) and text.endswith(closing) and text.count(opening) == text.count(closing) == 1:
            return text[1:-1].strip()
        if text.endswith(opening) or (text.endswith(closing) and text.count(opening) < text.count(closing)):
            text = text[:-1].rstrip()
        if text.startswith(closing) or (text.startswith(opening) and text.count(opening) > text.count(closing)):
            text = text[1:].lstrip()
    return text


def has_words(text: str) -> bool:
    """Whether a text has a letter. A caption needs one; a time has none."""
    return any(sign.isalpha() for sign in text)


def is_pause(caption: str, words: Words) -> bool:
    """Whether a caption says that nothing is heard: "pause", "short silence", "静音"."""
    bare = caption.strip(EDGES + "()[]（）\"'").lower()
    if bare in words.pause:
        return True
    parts = bare.split()
    return 1 < len(parts) <= 4 and parts[-1] in words.pause and set(parts[:-1]) <= words.pause_adjectives
