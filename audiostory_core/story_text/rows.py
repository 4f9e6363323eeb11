"""One line of an answer as a row: its marks, its label, the times in it, and what it would be as a cue."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NoReturn

from .blocks import Line
from .captions import EDGES, field_of, is_pause, read_marks, tidy, without_label
from .cues import Cue
from .fields import TIME_FIELDS, Reader, checked
from .times import MOST_LINE, Time, plain_signs

_RULE = re.compile(r"[\s\-=_*~#+|─━═.]+$")
_ADJECTIVE = re.compile(r"\d[- ‑](?:second|sec|minute|min)s?[ -][^\W\d]", re.IGNORECASE)  # "a 9-second story"
_LETTERS = re.compile(r"[^\W\d_]+")
_SEPARATED = re.compile(r"(?<=[)\]}）】])[ \t]{0,4}(?:→|->|=>|⟶|➜|\||;|,|/|·|•|>|then\b)[ \t]{0,4}")
_CLAUSES = re.compile(r"(?<=[.!?;])[ \t]{1,4}|,?[ \t](?:and[ \t])?(?=(?:then|afterwards|followed[ \t]by|finally)\b)",
                      re.IGNORECASE)
_NAMED_NUMBER = re.compile(r"\w{1,20}\s?[:=]\s?[\d.,]{1,12}")  # "seed: 42"
_NAME_BEFORE = re.compile(r"(?:^|[.;,|(!?–—-]\s{0,3})([^\W\d_][^.;,|(!?:–—]{0,30})$")
_TAGS = re.compile(r"[ \t]#(seed|lock)=(\S{0,40})[ \t]*$")


@dataclass(frozen=True)
class Row:
    """A line that may be a clip's.

    kind: "head", "bullet", "number", "label" or "plain". ordinal: of its mark or label.
    text: without marks and label. field: (kind of field, value) where the line is "Duration: 6 s".
    blank_before: whether an empty line stands in front of it.
    """

    number: int
    raw: str
    kind: str
    ordinal: int | None
    indent: int
    text: str
    label: str
    bold: bool
    blank_before: bool
    times: tuple[Time, ...]
    field: tuple[str, str] | None
    reader: Reader

    @property
    def place(self) -> str:
        return f"line {self.number}"

    @property
    def key(self) -> tuple[str, int]:
        """Rows of one list have one key."""
        return self.kind, 0 if self.kind in ("head", "label", "plain") else min(self.indent, 12) // 2

    @cached_property
    def lead_number(self) -> Time | None:
        """A bare number in front of words: of a cue sheet the seconds, of a list its place, of a caption a count."""
        first = self.times[0] if self.times else None
        if first is None or first.unit or first.clock or first.is_range or first.begin > 0 or first.error:
            return None
        return first if re.match(r"[\s:|\-–—,;.]", self.text[first.finish:first.finish + 1] or " ") else None

    @cached_property
    def tail_number(self) -> Time | None:
        """A bare number behind words and a dash: "rain - 6"."""
        last = self.times[-1] if self.times else None
        if last is None or last.unit or last.clock or last.is_range or last.place != "tail" or not last.strong:
            return None
        return last

    @property
    def bare_number(self) -> Time | None:
        return self.lead_number or self.tail_number

    @cached_property
    def is_time_field(self) -> bool:
        """ "Duration: 6 s": a field whose value is a time and little else."""
        if self.field is None or self.field[0] not in TIME_FIELDS:
            return False
        times = self.reader.times(self.field[1])
        return bool(times) and len(re.findall(r"[^\W\d_]{2,}", untimed(self.field[1], times))) <= 2

    @cached_property
    def spoken(self) -> tuple[Time, ...]:
        """The times that are times: with a unit, as a clock, or as a range."""
        return tuple(time for time in self.times if time.unit or time.clock or time.is_range
                     or time.at and self.text[time.begin] in "tT@")  # t=2.5

    @cached_property
    def is_total(self) -> bool:
        """ "Total: 9 seconds", "Total: 9 s. Enjoy!", "[END - 9 s]": the length of the whole."""
        words = self.reader.words
        if not self.spoken:
            return False
        if self.spoken[-1].unit and untimed(self.text, self.spoken).strip(EDGES + "[]()").lower() in words.end and (
                self.spoken[-1].place != "lead"):
            return True
        found = words.total.search(self.text)
        first = self.spoken[0]
        around = self.text[:first.begin] if found and found.start() < first.begin else untimed(self.text, self.spoken)
        left = words.total.sub(" ", around) if found else "no"
        return all(word in words.total_filler for word in _LETTERS.findall(left.lower()))

    @cached_property
    def is_note(self) -> bool:
        words, text = self.reader.words, self.text.lstrip("([*_ ")
        head = plain_signs(text[:24]).split(":")[0].strip(" *_").lower()
        return ":" in plain_signs(text[:28]) and head in words.note

    @cached_property
    def is_timed(self) -> bool:
        """Whether the row may be a clip's: with a time, and in running text with one that is set off from the words."""
        if self.is_total or self.is_note or not self.spoken:
            return False
        if self.kind != "plain":
            return True
        if self.text.endswith((":", "：")) and not self.bold:  # "Here is a plan of 20 s:"
            return any(time.place == "lead" for time in self.spoken) and not _ADJECTIVE.search(self.text)
        return any(time.strong for time in self.spoken)

    @cached_property
    def caption(self) -> str:
        """What is left without times."""
        return caption_of(self, self.spoken)


def read_rows(lines: Sequence[Line], reader: Reader) -> list[Row]:
    """The rows of some lines; empty ones and rules are left out."""
    rows, blank = [], True
    for number, line in lines:
        if not line.strip() or _RULE.match(line.strip()[:200]):
            blank = True
            continue
        rows.append(read_row(number, line, blank, reader))
        blank = False
    return rows


def read_row(number: int, line: str, blank: bool, reader: Reader) -> Row:
    marked = read_marks(line[:MOST_LINE + 1])
    text, label, ordinal = without_label(marked.text, reader.words)
    kind = "label" if label and marked.kind == "plain" else marked.kind
    times = tuple(reader.times(text)) if len(line) <= MOST_LINE else ()
    field = field_of(text, reader.words) if len(text) < 400 else None
    return Row(number, line, kind, marked.ordinal if ordinal is None else ordinal, marked.indent, text, label,
               marked.bold, blank, times, field, reader)


def split_line(row: Row) -> list[Row]:
    """A line with several clips as a row for each: "Rain (8 s) → Thunder (4 s)"; itself where it holds one."""
    if len(row.times) < 2:
        return [row]
    bracketed = [time for time in row.spoken if time.bracketed]
    parts = _SEPARATED.split(row.text) if len(bracketed) > 1 else [row.text]
    if len(parts) == 1:
        times = [time for time in row.times if time.is_range] or [time for time in row.spoken if time.at]
        if len(times) > 1 and times[0].begin <= 2:  # each range stands in front of its words
            places = [0, *(time.begin for time in times[1:]), len(row.text)]
            parts = [row.text[begin:end].strip(" []") for begin, end in zip(places, places[1:], strict=False)]
        elif len(times) > 1 and all(time.is_range for time in times) and row.kind == "plain":
            return _ranges_behind(row, times)
    parts = [part for part in parts if part.strip(EDGES)]
    if len(parts) < 2:
        return [row]
    return [replace(read_row(row.number, part, False, row.reader), kind="plain") for part in parts]


def _ranges_behind(row: Row, times: Sequence[Time]) -> list[Row]:
    """ "a dog at 0.5-2, 3-4.5 and a horn at 5-6.5": a range behind its words; without words it repeats those before."""
    parts, place, caption = [], 0, ""
    for time in times:
        own = re.sub(r"^(?:and|then|,|;)\s*|\s*\bat$", "", row.text[place:time.begin].strip(EDGES)).strip(EDGES)
        caption, place = own or caption, time.finish
        parts.append(f"{time.seconds:g}-{time.until:g} s: {caption}")
    if not all(has_words(part.split(":", 1)[1]) for part in parts):
        return [row]
    return [replace(read_row(row.number, part, False, row.reader), kind="plain") for part in parts]


def split_sentences(row: Row) -> list[Row]:
    """A line of running text as one row a sentence or clause, where several of them say a length."""
    parts = _CLAUSES.split(row.text)
    if len(parts) < 2 or len([time for time in row.spoken if time.unit]) < 2:
        return [row]
    found = [read_row(row.number, part, False, row.reader) for part in parts if part.strip(EDGES)]
    timed = [part for part in found if any(time.unit for time in part.spoken)]
    return [replace(part, kind="plain", label="") for part in found] if len(timed) > 1 else [row]


def has_words(caption: str) -> bool:
    return any(sign.isalpha() for sign in caption)


def refuse_untimed(row: Row) -> NoReturn:
    """Say that a row stands among timed ones without a time.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"line {row.number} ({row.text[:60]!r}) stands among the clips and says no time; write how long "
                     "it lasts, or its range")


def untimed(text: str, times: Sequence[Time]) -> str:
    """Text without the times in it."""
    for time in sorted(times, key=lambda time: -time.begin):
        text = f"{text[:time.begin]} {text[time.finish:]}"
    return text


def caption_of(row: Row, times: Sequence[Time]) -> str:
    """What a row says is heard, without its times."""
    lead = [time for time in times if time.place == "lead"]
    text = row.text
    if lead and (match := row.reader.words.behind_length.match(text, lead[0].finish)):
        text = text[:lead[0].finish] + " " * (match.end() - lead[0].finish) + text[match.end():]
    text = untimed(text, times)
    if "|" in text:  # cells without a table; "seed: 42" is none of them
        cells = [tidy(cell) for cell in text.split("|")]
        cells = [cell for cell in cells if has_words(cell) and not _NAMED_NUMBER.fullmatch(cell)]
        text = ", ".join(cells)
    text = tidy(without_label(tidy(text), row.reader.words)[0])
    text = _heard(text, row.reader)
    match = row.reader.words.lead_in.match(text)
    while match is not None and times and has_words(text[match.end():]):
        text = tidy(text[match.end():])
        match = row.reader.words.lead_in.match(text)
    return text


def _heard(text: str, reader: Reader) -> str:
    """What stands behind "Sound:" or "SFX:" in a line, where it says so; what stands before is seen."""
    plain, place = plain_signs(text), 0
    for _ in range(6):
        colon = plain.find(":", place)
        if colon < 0:
            return text
        before = _NAME_BEFORE.search(plain[max(0, colon - 34):colon])
        if before and reader.words.field(before[1].strip(" \"*")) == "caption" and has_words(text[colon + 1:]):
            return tidy(text[colon + 1:])
        place = colon + 1
    return text


def cue_of_row(row: Row, as_range: bool, as_cue: bool) -> Cue | None:
    """The cue of a row; None where it says no time.

    Args:
        as_range: whether "3-5 s" is from 3 to 5 s; otherwise it is a spread, which is refused.
        as_cue: whether the number in front is the length, as in a cue sheet.

    Raises:
        ValueError: a spread, or a time that cannot be.
    """
    if as_cue and row.bare_number is not None:
        return _cue_sheet(row)
    times = list(row.spoken)
    if not times:
        return None
    ranges = [time for time in times if time.is_range]
    span = _best_range(row, ranges, as_range)
    if span is not None:
        used = [time for time in times if time is span or time.bracketed and not time.is_range and time.unit]
        return Cue(row.place, caption_of(row, used), start=span.seconds, end=span.until,
                   pause=is_pause(caption_of(row, used), row.reader.words))
    singles = [time for time in times if not time.is_range]
    if not singles:
        return None
    start = next((time for time in singles if time.at or time.clock and time.place == "lead"), None)
    lengths = [time for time in singles if time is not start and time.unit]
    bracketed, strong = ([time for time in lengths if getattr(time, name)] for name in ("bracketed", "strong"))
    length = (bracketed or strong or lengths or [None])[-1]
    if start is not None and not (start.clock and not start.at and length is None):
        used = [time for time in (start, length) if time is not None]
        caption = caption_of(row, used)
        return Cue(row.place, caption, start=checked(start, row.place).seconds,
                   length=None if length is None else length.seconds, pause=is_pause(caption, row.reader.words))
    chosen = length or start or singles[-1]
    caption = caption_of(row, [chosen])
    value = checked(chosen, row.place).seconds
    return Cue(row.place, caption, pause=is_pause(caption, row.reader.words),
               **({"length": value} if chosen.unit and not chosen.clock else {"either": value}))


def _best_range(row: Row, ranges: list[Time], as_range: bool) -> Time | None:
    """The range that says when a row sounds: a clock's before one of plain numbers."""
    clocks = [time for time in ranges if time.clock] or [time for time in ranges if time.until == float("inf")]
    for time in clocks:
        return checked(time, row.place)
    numbers = [time for time in ranges if time.unit or time.bracketed or time.place == "lead"]
    if not numbers:
        return None
    others = [time for time in row.spoken if not time.is_range and (time.bracketed or time.strong)]
    chosen = numbers[0]
    if as_range:
        return checked(chosen, row.place)
    if others:
        return None
    if chosen.unit:
        spread = row.text[chosen.begin:chosen.finish].strip()
        raise ValueError(f"{row.place}: {spread!r} is a spread; write one number of seconds")
    return None


def _cue_sheet(row: Row) -> Cue:
    """ "7.5 rain falls #seed=3", "7.5: rain falls" or "rain falls - 7.5"."""
    if row.lead_number is None:
        caption = tidy(row.text[:row.tail_number.begin])
        return Cue(row.place, caption, length=row.tail_number.seconds, pause=is_pause(caption, row.reader.words))
    text, tags = row.text, {}
    while match := _TAGS.search(text):
        text = text[:match.start()]
        if match[1] == "seed" and not match[2].isdecimal():
            raise ValueError(f"{row.place} has the seed {match[2]!r}; a whole number is needed")
        tags[match[1]] = int(match[2]) if match[1] == "seed" else match[2]
    behind = text[row.lead_number.finish:]
    separated = re.match(r"[ \t]{0,4}(?:[:|;,=]|[-–—−]{1,2}|\.{2,3}|…)[ \t]{0,4}", behind)
    caption = tidy(behind[separated.end():]) if separated else behind.strip()
    if not separated and _quoted(caption):
        caption = caption[1:-1]
    return Cue(row.place, caption, length=row.lead_number.seconds,
               pause=not tags and is_pause(caption, row.reader.words), **tags)


def _quoted(caption: str) -> bool:
    around = len(caption) > 2 and caption[0] in "\"“" and caption[-1] in "\"”"
    return around and not set("\"“”") & set(caption[1:-1])
