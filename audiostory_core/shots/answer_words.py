"""Patterns for the words that captioning models put around a caption, in several languages, from answer_words.json."""
from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from importlib import resources

from ..errors import quoted
from ..story_text.words import any_of

KINDS = ("agreement", "filler", "introduction", "closing", "article", "kind", "picture", "scene", "of", "shows", "be",
         "inside", "see", "noise", "regret", "cannot", "between", "ability", "refusal", "section")
MOST_PHRASE = 60  # letters
_GAP = r"[ \t]{0,3}"
_COLON = "[:：]"
_STOP = r"[!.,！。，]"


@dataclass(frozen=True)
class AnswerWords:
    """Patterns from answer_words.json, all languages together. All except `section` match at the beginning of a text.

    talk: before a caption, such as "Sure! Here is a caption:".
    closing: after a caption, such as "Let me know if ...".
    shown: words about the picture itself, such as "The image shows" or "In this video, we see".
    refusal: an answer without a caption, such as "I'm sorry, but I can't see the image".
    section: names of parts of an answer that are not the caption, such as "Keywords".
    """

    talk: re.Pattern
    closing: re.Pattern
    shown: re.Pattern
    refusal: re.Pattern
    section: frozenset[str]


def read_answer_words() -> AnswerWords:
    """The patterns. Each call reads the file again, which takes a few milliseconds."""
    file = resources.files(sys.modules[__package__]).joinpath("answer_words.json")
    return answer_words(json.loads(file.read_text("utf-8")))


def answer_words(languages: object) -> AnswerWords:
    """The patterns for the content of answer_words.json.

    Args:
        languages: language -> kind of phrase (each of KINDS) -> phrases, in lower case, with "'" as apostrophe.

    Raises:
        ValueError: the content is not like that; names the language, the kind and the phrase.
    """
    phrases = {kind: [] for kind in KINDS}
    if not isinstance(languages, dict) or not languages:
        raise ValueError(f"answer words are {quoted(languages)}; languages are needed")
    for language, kinds in languages.items():
        if not isinstance(kinds, dict) or set(kinds) != set(KINDS):
            wrong = sorted(set(kinds) ^ set(KINDS)) if isinstance(kinds, dict) else kinds
            raise ValueError(f"answer words of {language}: {quoted(wrong)} are missing or unknown")
        for kind in KINDS:
            phrases[kind] += _checked(kinds[kind], f"answer words of {language}, {kind}")
    if empty := [kind for kind in KINDS if not phrases[kind]]:
        raise ValueError(f"answer words have no phrase of the kind {', '.join(empty)}")
    any_ = {kind: any_of(phrases[kind]) for kind in KINDS}
    return AnswerWords(_talk(any_), _pattern(any_["closing"]), _shown(any_), _refusal(any_),
                       frozenset(phrases["section"]))


def _checked(phrases: object, place: str) -> list[str]:
    if not isinstance(phrases, list):
        raise ValueError(f"{place}: {quoted(phrases)} is no list")
    for number, phrase in enumerate(phrases):
        if not isinstance(phrase, str) or not phrase.strip() or len(phrase) > MOST_PHRASE:
            raise ValueError(f"{place}: {quoted(phrase)} is no phrase of 1 to {MOST_PHRASE} letters")
        if phrase != " ".join(phrase.lower().split()) or "’" in phrase:
            raise ValueError(f"{place}: {quoted(phrase)} must be in small letters, with single blanks and \"'\"")
        if phrase in phrases[:number]:
            raise ValueError(f"{place}: {quoted(phrase)} is there twice")
    return phrases


def _pattern(text: str) -> re.Pattern:
    return re.compile(text, re.IGNORECASE)


def _talk(any_: dict[str, str]) -> re.Pattern:
    """Talk before a caption: "Of course!", "Here is a caption:", or both. A filler such as "Great" is talk only before
    an introduction, because a caption may begin with it, too."""
    before = rf"(?:{any_['agreement']}|{any_['filler']})[^:：\n]{{0,60}}?[!.,:！。，：]\s*"
    return _pattern(rf"(?:{before})?{any_['introduction']}[^:：\n]{{0,100}}{_COLON}|{any_['agreement']}{_STOP}")


def _shown(any_: dict[str, str]) -> re.Pattern:
    """Words about the picture itself: "A close-up photo of", "This video shows", "The image is" before "a photo of",
    "In the picture, there is"."""
    named = rf"(?:{any_['article']}{_GAP})?(?:{any_['kind']}[ \t,]{{0,3}}){{0,4}}"
    picture_of = rf"{named}{any_['picture']}{_GAP}{any_['of']}{_GAP}"
    shows = rf"{named}(?:{any_['picture']}|{any_['scene']}){_GAP}{any_['shows']}{_GAP}"
    is_one = rf"{named}{any_['picture']}{_GAP}{any_['be']}{_GAP}(?={picture_of})"
    inside = rf"{any_['inside']}{_GAP}(?:[,:，、：]{_GAP}(?:{any_['see']}{_GAP})?|{any_['see']}{_GAP})"
    return _pattern(rf"{picture_of}|{shows}|{is_one}|{inside}|{any_['noise']}{_GAP}")


def _refusal(any_: dict[str, str]) -> re.Pattern:
    """A refusal: "I can't directly see", "As an AI", or "Sorry", alone or followed soon by one of these."""
    refuses = rf"{any_['cannot']}{_GAP}(?:{any_['between']}{_GAP}){{0,4}}{any_['ability']}|{any_['refusal']}"
    return _pattern(rf"{any_['regret']}(?:[\s!.,…！。，]*$|.{{0,100}}?(?:{refuses}))|{refuses}")
