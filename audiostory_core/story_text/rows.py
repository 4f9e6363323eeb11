"""Reads one line of an answer as a row: its marks, its label, its times, and its caption."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

from ..marks import split_marks
from .blocks import Line
from .captions import EDGES, field_of, has_words, is_pause, read_marks, tidy, without_label
from .fields import TIME_FIELDS, Reader
from .times import MOST_LINE, Time, plain_signs

_RULE = re.compile(r"[\s\-=_*~#+|─━═.]+$")
_ADJECTIVE = re.compile(r"\d[- ‑](?:second|sec|minute|min)s?[ -][^\W\d]", re.IGNORECASE)  # "a 9-second story"
_LETTERS = re.compile(r"[^\W\d_]+")
_SUM = re.compile(r"[\d\s.,]{0,60}[+=][\d\s.,+=]{1,200}(?:s|secs?|seconds?)?\.?")
_NO_MARKS = str.maketrans("", "", "*_()")
_NAMED_NUMBER = re.compile(r"\w{1,20}\s?[:=]\s?[\d.,]{1,12}")  # "seed: 42"
_NAME_BEFORE = re.compile(r"(?:^|[.;,|(!?–—-]\s{0,3})([^\W\d_][^.;,|(!?:–—]{0,30})$")


@dataclass(frozen=True)
class Row:
    """A line that may describe a clip.

    kind: "head", "bullet", "number", "label" or "plain". ordinal: number of its mark or label.
    text: without the list's mark and label. field: (kind of field, value) if the line is one such as "Duration: 6 s".
    blank_before: whether there is an empty line before it. marks: see marks.split_marks; they are not in raw and text.
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
    marks: list[tuple[str, str]]

    @property
    def leads_on(self) -> bool:
        """Whether the line ends in a colon, so that it introduces the lines below it."""
        return self.text.endswith((":", "："))

    @property
    def place(self) -> str:
        return f"line {self.number}"

    @property
    def key(self) -> tuple[str, int]:
        """The same for all rows of a list."""
        return self.kind, 0 if self.kind in ("head", "label", "plain") else min(self.indent, 12) // 2

    @cached_property
    def lead_number(self) -> Time | None:
        """A bare number before words. It may be seconds (in a cue sheet), a list number, or a count in a caption."""
        first = self.times[0] if self.times else None
        if first is None or first.unit or first.clock or first.is_range or first.begin > 0 or first.error:
            return None
        return first if re.match(r"[\s:|\-–—,;.]", self.text[first.finish:first.finish + 1] or " ") else None

    @cached_property
    def tail_number(self) -> Time | None:
        """A bare number after words and a dash: "rain - 6"."""
        last = self.times[-1] if self.times else None
        if last is None or last.unit or last.clock or last.is_range or last.place != "tail" or not last.strong:
            return None
        return last

    @property
    def bare_number(self) -> Time | None:
        return self.lead_number or self.tail_number

    @cached_property
    def is_time_field(self) -> bool:
        """Whether it is a field such as "Duration: 6 s", whose value is a time and little else."""
        if self.field is None or self.field[0] not in TIME_FIELDS:
            return False
        times = self.reader.times(self.field[1])
        return bool(times) and len(re.findall(r"[^\W\d_]{2,}", untimed(self.field[1], times))) <= 2

    @cached_property
    def spoken(self) -> tuple[Time, ...]:
        """The times without bare numbers: with a unit, as a clock time, or as a range."""
        return tuple(time for time in self.times if time.unit or time.clock or time.is_range
                     or time.at and self.text[time.begin] in "tT@")  # t=2.5

    @cached_property
    def total(self) -> float | None:
        """The total length in a row such as "Total: 9 seconds", "Total: 9" or "[END - 9 s]"; None for any other row."""
        words = self.reader.words
        last = self.spoken[-1] if self.spoken else None
        if last is not None and last.unit and last.place != "lead" and (
                untimed(self.text, self.spoken).strip(EDGES + "[]()").lower() in words.end):
            return last.seconds
        first = self.spoken[0] if self.spoken else self.bare_number
        if first is not None and first.ends and first.begin == 0 and not _LETTERS.search(self.text[first.finish:]):
            return None if first.error else first.seconds  # "Ends at 0:30"
        found = None if first is None or first.error else words.total.search(self.text)
        if found is None:
            return None
        before = found.start() < first.begin
        around = self.text[:first.begin] if before else untimed(self.text, self.spoken or [first])
        left = _LETTERS.findall(words.total.sub(" ", around).lower())
        return first.seconds if all(word in words.total_filler for word in left) else None

    @property
    def is_total(self) -> bool:
        return self.total is not None

    @cached_property
    def is_sum(self) -> bool:
        """Whether it is a calculation such as "4 + 5 + 6 = 15 seconds"."""
        return _SUM.fullmatch(self.text.translate(_NO_MARKS)) is not None

    @cached_property
    def is_note(self) -> bool:
        words, text = self.reader.words, self.text.lstrip("([*_ ")
        head = plain_signs(text[:24]).split(":")[0].strip(" *_").lower()
        return ":" in plain_signs(text[:28]) and head in words.note and not (
            self.kind == "number" and any(time.strong for time in self.spoken))

    @cached_property
    def is_timed(self) -> bool:
        """Whether the row may describe a clip: it has a time, which in plain text must be set off from the words."""
        words = self.reader.words
        if self.is_total or self.is_note or self.is_sum or not self.spoken:
            return False
        if self.kind != "plain":
            return True
        if self.leads_on and not self.bold:  # "Here is a plan of 20 s:"
            return any(time.place == "lead" for time in self.spoken) and not _ADJECTIVE.search(self.text)
        return any(time.strong for time in self.spoken) or is_pause(self.caption, words)

    @cached_property
    def caption(self) -> str:
        """The row's caption, without times."""
        return caption_of(self, self.spoken)


def read_rows(lines: Sequence[Line], reader: Reader) -> list[Row]:
    """The rows of some lines; empty lines and horizontal rules are left out."""
    rows, blank = [], True
    for number, line in lines:
        if not line.strip() or _RULE.match(line.strip()[:200]):
            blank = True
            continue
        rows.append(read_row(number, line, blank, reader))
        blank = False
    return rows


def read_row(number: int, line: str, blank: bool, reader: Reader) -> Row:
    line, marks = split_marks(line)
    marked = read_marks(line[:MOST_LINE + 1])
    text, label, ordinal = without_label(marked.text, reader.words)
    kind = "label" if label and marked.kind == "plain" else marked.kind
    times = tuple(reader.times(text)) if len(line) <= MOST_LINE else ()
    field = field_of(text, reader.words) if len(text) < 400 else None
    return Row(number, line, kind, marked.ordinal if ordinal is None else ordinal, marked.indent, text, label,
               marked.bold, blank, times, field, reader, marks)


def refuse_untimed(row: Row) -> NoReturn:
    """Refuse a row without a time among timed ones.

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
    """A row's caption, without its times."""
    lead = [time for time in times if time.place == "lead"]
    text = row.text
    if lead and (match := row.reader.words.behind_length.match(text, lead[0].finish)):
        text = text[:lead[0].finish] + " " * (match.end() - lead[0].finish) + text[match.end():]
    text = untimed(text, times)
    if "|" in text:  # cells outside of a table; cells such as "seed: 42" are left out
        cells = [tidy(cell) for cell in text.split("|")]
        cells = [cell for cell in cells if has_words(cell) and not _NAMED_NUMBER.fullmatch(cell)]
        text = ", ".join(cells)
    text = tidy(without_label(tidy(text), row.reader.words)[0])
    label, colon, rest = text.partition(":")
    if colon and label.strip().lower() in row.reader.words.numbered and has_words(rest):
        text = tidy(rest)
    text = _heard(text, row.reader)
    match = row.reader.words.lead_in.match(text)
    while match is not None and times and has_words(text[match.end():]):
        text = tidy(text[match.end():])
        match = row.reader.words.lead_in.match(text)
    return text


def _heard(text: str, reader: Reader) -> str:
    """The text after "Sound:" or "SFX:" if the line has that, else all of it; the text before describes the picture."""
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
