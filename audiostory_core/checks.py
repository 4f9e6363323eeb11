"""Checks of texts and numbers from outside: plain words for a language model, whole numbers, seconds."""
from __future__ import annotations

import math
import re
from collections.abc import Sequence
from numbers import Real

from .errors import quoted

MOST_FILE_CHARACTERS = 200_000  # of a JSON plan or a cue sheet
ROUNDING_SECONDS = 1e-9
_SPECIAL_TOKEN = re.compile(r"<\|[^<>|\s]*\|>|</?(?:t5|aud|timestamp)(?:_\d+)?>|<video_padding>")


def is_whole(value: object) -> bool:
    """Whether a value is a whole number. True and False, which Python counts as int, are not."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    """Whether a value is a real number; True and False are not."""
    return isinstance(value, Real) and not isinstance(value, bool)


def check_plain_text(text: str, name: str, most_characters: int, allowed: Sequence[str] = ()) -> str:
    """The text itself, if it is plain words for a language model.

    Args:
        text: may be empty.
        name: what the text is, for the message.
        allowed: special tokens that may be in it.

    Raises:
        ValueError: it is not a string, too long, not encodable, or contains a special token of the model.
    """
    if not isinstance(text, str):
        raise ValueError(f"{name} is {quoted(text)}; a text is needed")
    if len(text) > most_characters:
        raise ValueError(f"{name} has {len(text)} characters; at most {most_characters} are allowed")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError(f"{name} holds half a character (a lone surrogate); it is no valid text")
    for mark in _SPECIAL_TOKEN.findall(text):
        if mark not in allowed:
            raise ValueError(f"{name} holds {mark!r}, a mark of the model that cannot be part of a text")
    return text


def check_words(text: str, name: str, most_characters: int) -> str:
    """`check_plain_text`, and there must be words in it.

    Raises:
        ValueError: as `check_plain_text`; or empty, or without a single letter.
    """
    check_plain_text(text, name, most_characters)
    if not text.strip():
        raise ValueError(f"{name} is empty; say what is to be heard")
    if not any(character.isalpha() for character in text):
        raise ValueError(f"{name} is {quoted(text.strip())}, without a letter; use words")
    return text


def check_seconds(value: float, name: str, least: float, most: float | None = None) -> float:
    """A number of seconds as float.

    Raises:
        ValueError: it is not a number, not finite, less than least or more than most.
    """
    if not is_number(value):
        raise ValueError(f"{name} is {quoted(value)}; a number of seconds is needed")
    try:
        seconds = float(value)
    except OverflowError:
        seconds = math.inf
    if not math.isfinite(seconds):
        raise ValueError(f"{name} is {seconds}; a finite number of seconds is needed")
    if seconds < least:
        raise ValueError(f"{name} is {seconds} s; at least {least} s is needed")
    if most is not None and seconds > most + ROUNDING_SECONDS:
        raise ValueError(f"{name} is {seconds} s; at most {most:.6g} s is possible")
    return seconds


def check_file_text(text: str, name: str) -> None:
    """Check the text of a plan's file.

    Raises:
        ValueError: it is not a string, or has more than MOST_FILE_CHARACTERS.
    """
    if not isinstance(text, str):
        raise ValueError(f"{name} is {quoted(text)}; a text is needed")
    if len(text) > MOST_FILE_CHARACTERS:
        raise ValueError(f"{name} has {len(text)} characters; at most {MOST_FILE_CHARACTERS} are allowed")
