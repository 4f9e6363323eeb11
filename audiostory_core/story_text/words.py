"""Reads words.json: the words for units, numbers and fields in all languages of plans, as sets and patterns."""
from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from importlib import resources

SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
SHORTEST_SPELT_UNIT = 3  # letters: "five seconds", never "five s"
# names that mean an end as a column's name, but not within a line
_NO_ENDS = ("out", "stop", "finish", "time out", "tc out", "out point")
_NO_BLANKS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # kana, Han and Hangul: words may be unspaced
FIELDS = ("length", "start", "end", "time", "rate", "caption", "title")  # a name of two kinds counts as the first
_WORD_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\s-]+")


@dataclass(frozen=True)
class Words:
    """The content of words.json, all languages together, in lower case.

    units: word -> seconds. attached_units: those in scripts without blanks between words, the longest first.
    numbers: (language, word) -> its value. languages: unit word -> the languages that have it.
    fields: kind of field (see FIELDS) -> its names.
    The patterns find such words at the beginning or the end of a text; `total` finds them anywhere.
    """

    units: dict[str, float]
    attached_units: tuple[tuple[str, float], ...]
    numbers: dict[tuple[str, str], float]
    languages: dict[str, tuple[str, ...]]
    end: frozenset[str]
    pause: frozenset[str]
    pause_adjectives: frozenset[str]
    note: frozenset[str]
    total_filler: frozenset[str]
    answer: frozenset[str]
    numbered: frozenset[str]
    fields: dict[str, tuple[str, ...]]
    joiner: re.Pattern
    until: re.Pattern
    before_start: re.Pattern
    before_length: re.Pattern
    length_name: re.Pattern
    behind_length: re.Pattern
    lead_in: re.Pattern
    between: re.Pattern
    limit: re.Pattern
    begins: re.Pattern
    ends: re.Pattern
    total: re.Pattern

    def number(self, word: str, unit: str) -> float | None:
        """The value of a number word in a language that also has the unit word. ("to" is two in Danish, but not before
        "seconds".)"""
        values = (self.numbers.get((language, word)) for language in self.languages.get(unit, ()))
        return next((value for value in values if value is not None), None)

    def field(self, name: str) -> str | None:
        """The kind of field that a name such as "Duration", "startTime" or "end_s" means; None if it is unknown."""
        spaced = plain_name(name[:60]).strip(" :#*")
        bare = re.sub(r"\s*[(\[].*$", "", spaced).strip() or spaced  # "duration (s)"
        without_unit = re.sub(r" (?:in )?(?:ms|milliseconds|s|secs?|seconds?|minutes?|min)$", "", bare)
        for kind in FIELDS:
            if bare in self.fields[kind] or without_unit in self.fields[kind]:
                return kind
        return None


def plain_name(name: str) -> str:
    """A field's name as words in lower case: "durationSeconds" and "duration_seconds" give "duration seconds"."""
    return _WORD_BREAK.sub(" ", name).strip().lower()


def read_words() -> Words:
    """The words of words.json. Each call reads the file again, which takes a few milliseconds."""
    languages = json.loads(resources.files(sys.modules[__package__]).joinpath("words.json").read_text("utf-8"))
    units = {word: SECONDS[unit] for language in languages.values()
             for unit, names in language["units"].items() for word in names}
    speakers: dict[str, list[str]] = {}
    for name, language in languages.items():
        for unit in {word for words in language["units"].values() for word in words}:
            speakers.setdefault(unit, []).append(name)
    attached = {word: seconds for word, seconds in units.items() if _NO_BLANKS.match(word)}

    def all_of(name: str, *inner: str) -> list[str]:
        lists = [language[name] for language in languages.values()]
        for key in inner:
            lists = [named[key] for named in lists]
        return [word for words in lists for word in words]

    return Words(
        units=units,
        attached_units=tuple(sorted(attached.items(), key=lambda item: -len(item[0]))),
        numbers={(name, word): value for name, language in languages.items()
                 for word, value in language["numbers"].items()},
        languages={unit: tuple(names) for unit, names in speakers.items()},
        **{name: frozenset(all_of(name)) for name in ("end", "pause", "pause_adjectives", "note", "numbered",
                                                      "total_filler", "answer")},
        fields={kind: tuple(all_of("fields", kind)) for kind in FIELDS},
        joiner=re.compile(rf"[ \t,]{{0,3}}(?:{any_of(all_of('joiner'))}[ \t]{{1,3}})?"),
        until=re.compile(rf"[ \t]{{0,8}}(?:-{{1,3}}>|→|⟶|➜|[-–—−~〜…]|\.\.{{1,2}}|{any_of(all_of('until'))})"
                         r"[ \t]{0,8}"),
        before_start=_ending(all_of("before_start"), r"(?<![^\W\d_])t[ ]?=|@"),
        length_name=_ending(all_of("fields", "length"), "\0"),
        before_length=_ending([*all_of("before_length"), *all_of("fields", "length")], "[~≈±]"),
        behind_length=re.compile(rf"[ \t]{{0,3}}(?:{any_of(all_of('behind_length'))})(?=[ \t]|$)", re.IGNORECASE),
        lead_in=re.compile(rf"{any_of(all_of('lead_in'))}[ \t,:]{{1,3}}|"
                           rf"{any_of(all_of('connective'))}[ \t]?[,:][ \t]?|then[ \t]", re.IGNORECASE),
        between=re.compile(rf"{any_of(all_of('between'))}[ \t]{{1,3}}$", re.IGNORECASE),
        limit=re.compile(rf"{any_of(all_of('limit'))}\.?[ \t]{{1,3}}$|[<>≤≥±]=?[ \t]{{0,2}}$|"
                         r"\d[ \t]{0,2}[x+*×][ \t]{0,2}$", re.IGNORECASE),
        begins=_ending([name for name in all_of("fields", "start") if len(name) > 2], r"\0"),
        ends=_ending([name for name in (*all_of("until"), *all_of("fields", "end"))
                      if len(name) > 2 and name not in _NO_ENDS], r"\0"),
        total=re.compile(any_of(all_of("total")), re.IGNORECASE),
    )


def any_of(words: list[str]) -> str:
    """A pattern for any of these words, the longest first. Only in scripts with blanks it must be a whole word."""
    unique = sorted(set(words), key=lambda word: (-len(word), word))
    spaced = "|".join(re.escape(word) for word in unique if not _NO_BLANKS.match(word))
    attached = "|".join(re.escape(word) for word in unique if _NO_BLANKS.match(word))
    parts = (spaced and rf"(?<![^\W\d_])(?:{spaced})(?![^\W\d_])", attached)
    return "(?:" + "|".join(part for part in parts if part) + ")"


def _ending(words: list[str], signs: str) -> re.Pattern:
    """A pattern for the end of the text before a time: one of the words, with or without a colon; or a sign."""
    return re.compile(rf"{any_of(words)}\.?[ \t]{{0,3}}[:=~≈]?[ \t]{{0,3}}$|(?:{signs})[ \t]{{0,3}}$", re.IGNORECASE)
