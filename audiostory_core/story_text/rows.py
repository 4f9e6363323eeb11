"""One line of an answer as a row: its marks, its label, the times in it, and what it would be as a cue."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NoReturn

from .blocks import Line
from .captions import EDGES, field_of, is_pause, read_marks, tidy, without_label, without_symbols
from .cues import LEAST_DIFFERENCE, Cue
from .fields import TIME_FIELDS, Reader, checked, cue_of
from .times import MOST_LINE, Time, plain_signs

_RULE = re.compile(r"[\s\-=_*~#+|─━═.]+$")
_ADJECTIVE = re.compile(r"\d[- ‑](?:second|sec|minute|min)s?[ -][^\W\d]", re.IGNORECASE)  # "a 9-second story"
_LETTERS = re.compile(r"[^\W\d_]+")
_SUM = re.compile(r"[\d\s.,]{0,60}[+=][\d\s.,+=]{1,200}(?:s|secs?|seconds?)?\.?")
_NO_MARKS = str.maketrans("", "", "*_()")
_BREAK = re.compile(r"<br\s{0,2}/?>", re.IGNORECASE)
_SEPARATORS = tuple(re.compile(rf"[ \t]{{0,4}}(?:{sign})[ \t]{{0,4}}") for sign in (
    r"→|->|=>|⟶|➜", r"\|", ";", "·|•", r"/(?!\d)", r",(?!\d)", r"&|\bthen\b|\band\b"))
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
    def total(self) -> float | None:
        """The length of the whole: "Total: 9 seconds", "Total: 9", "[END - 9 s]"; None for any other row."""
        words = self.reader.words
        last = self.spoken[-1] if self.spoken else None
        if last is not None and last.unit and last.place != "lead" and (
                untimed(self.text, self.spoken).strip(EDGES + "[]()").lower() in words.end):
            return last.seconds
        first = self.spoken[0] if self.spoken else self.bare_number
        if first is not None and first.ends and first.begin == 0 and not _LETTERS.search(self.text[first.finish:]):
            return None if first.error else first.seconds  # "Ends at 0:30"
        found = words.total.search(self.text)
        if first is None or found is None or first.error:
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
        """ "4 + 5 + 6 = 15 seconds": somebody adds up."""
        return _SUM.fullmatch(self.text.translate(_NO_MARKS)) is not None

    @cached_property
    def is_note(self) -> bool:
        words, text = self.reader.words, self.text.lstrip("([*_ ")
        head = plain_signs(text[:24]).split(":")[0].strip(" *_").lower()
        return ":" in plain_signs(text[:28]) and head in words.note and not (
            self.kind == "number" and any(time.strong for time in self.spoken))

    @cached_property
    def is_timed(self) -> bool:
        """Whether the row may be a clip's: with a time, and in running text with one that is set off from the words."""
        words = self.reader.words
        if self.is_total or self.is_note or self.is_sum or not self.spoken:
            return False
        if self.kind != "plain":
            return True
        if self.text.endswith((":", "：")) and not self.bold:  # "Here is a plan of 20 s:"
            return any(time.place == "lead" for time in self.spoken) and not _ADJECTIVE.search(self.text)
        return any(time.strong for time in self.spoken) or is_pause(self.caption, words)

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
    parts = _parts(row)
    if len(parts) < 2:
        ranges = [time for time in row.times if time.is_range]
        behind = len(ranges) > 1 and ranges[0].begin > 2 and row.kind == "plain"
        return _ranges_behind(row, ranges) if behind else [row]
    return [replace(read_row(row.number, part, False, row.reader), kind="plain") for part in parts]


def _parts(row: Row) -> list[str]:
    """The pieces of a line that are a clip each: each has one time set off from its words."""
    lead = [time for time in row.times if time.is_range] or [time for time in row.spoken if time.at]
    if len(lead) > 1 and lead[0].begin <= 2:  # each range stands in front of its words
        return [part.strip(" []") for part in _cut(row.text, [time.begin for time in lead])]
    if "<br" in row.raw and "|" not in row.raw:
        return [part for part in _BREAK.split(row.raw) if part.strip()]
    bracketed = [time for time in row.spoken if time.bracketed]
    if len(bracketed) > 1 and len(bracketed) == len(row.spoken):
        if not row.text[bracketed[-1].finish:].strip(EDGES):
            found = _cut(row.text, [time.finish for time in bracketed])
        else:
            found = _cut(row.text, [time.begin for time in bracketed]) if bracketed[0].begin <= 2 else []
        found = [re.sub(r"^[ \t]*(?:→|->|=>|⟶|➜|[|;,/·•>&]|\d{1,2}[.)](?=\s)|then\b)[ \t]*", "", part) for part in found]
        if len(found) == len(bracketed) and all(has_words(untimed(part, row.reader.times(part))) for part in found):
            return found
    for separator in _SEPARATORS:
        found = [part for part in separator.split(row.text) if part.strip(EDGES)]
        if len(found) > 1 and all(_is_clip(part, row.reader) for part in found):
            return found
    return []


def _cut(text: str, places: list[int]) -> list[str]:
    edges = sorted({0, *places, len(text)})
    return [text[begin:end] for begin, end in zip(edges, edges[1:], strict=False) if text[begin:end].strip(EDGES)]


def _is_clip(part: str, reader: Reader) -> bool:
    times = [time for time in reader.times(part.strip()) if time.unit or time.is_range]
    return len(times) == 1 and times[0].strong | (times[0].place in ("lead", "tail")) and has_words(untimed(
        part.strip(), times))


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
    if (fields := _inline_fields(row)) is not None:
        return fields
    if not row.spoken:
        return None
    span = _best_range(row, [time for time in row.spoken if time.is_range], as_range)
    if span is not None:
        return _cue(row, [span, *_repeated(row, span.until - span.seconds)], start=span.seconds, end=span.until)
    singles = [time for time in row.spoken if not time.is_range]
    if not singles:
        return None
    start = next((time for time in singles if time.place == "lead" and (time.at or time.clock)
                  or time.at and (time.bracketed or len(singles) == 1)), None)
    end = next((time for time in singles if time.ends and time is not start), None)
    if end is not None and len(singles) == 2 and start is None:
        start = next(time for time in singles if time is not end)
    if end is not None:
        return _cue(row, [time for time in (start, end) if time is not None], end=checked(end, row.place).seconds,
                    start=None if start is None else checked(start, row.place).seconds)
    length = _length_of(row, [time for time in singles if time is not start and time.unit])
    if length is None:
        chosen = start or singles[-1]
        sure = chosen.at or chosen.unit
        return _cue(row, [chosen], **{("start" if chosen.at else "length" if chosen.unit and not chosen.clock else "either")
                                      if sure else "either": checked(chosen, row.place).seconds})
    used = [length, *_repeated(row, length.seconds)]
    if start is None:
        return _cue(row, used, length=length.seconds)
    return _cue(row, [start, *used], start=checked(start, row.place).seconds, length=length.seconds)


def _cue(row: Row, used: Sequence[Time], **span: float | None) -> Cue:
    caption = caption_of(row, list({time.begin: time for time in used}.values()))
    return Cue(row.place, caption, pause=is_pause(caption, row.reader.words), **span)


def _repeated(row: Row, seconds: float) -> list[Time]:
    """The lengths set off in a row that say once more how long it lasts: "0:00-0:04 rain (4 s)"."""
    return [time for time in row.spoken if time.unit and not time.is_range and (time.strong or time.bracketed)
            and abs(time.seconds - seconds) < LEAST_DIFFERENCE]


def _length_of(row: Row, lengths: list[Time]) -> Time | None:
    """The length of a row: the one in brackets of its own, else the one set off from the words, else the last.

    Raises:
        ValueError: several that differ.
    """
    bracketed = [time for time in lengths if time.bracketed]
    chosen = bracketed or [time for time in lengths if time.strong] or lengths[-1:]
    if len({time.seconds for time in chosen}) > 1:
        named = " and ".join(f"{time.seconds:g} s" for time in chosen[:4])
        raise ValueError(f"{row.place} ({row.text[:60]!r}) says {named}; write one line a clip, each with one length")
    return checked(chosen[-1], row.place) if chosen else None


def _inline_fields(row: Row) -> Cue | None:
    """The cue of "Start: 0:00 | End: 0:04 | Sound: rain"; None for any other row."""
    if row.text.count(":") + row.text.count("=") < 2:
        return None
    parts = [field for part in re.split(r"[|;,]", row.text) if (field := field_of(part.strip(), row.reader.words))]
    fields = dict(reversed(parts))
    times = {kind: value for kind, value in fields.items() if kind in TIME_FIELDS and row.reader.times(value)}
    caption = tidy(fields.get("caption") or fields.get("title") or "")
    if len(parts) < 2 or not times or not has_words(caption):
        return None
    return cue_of(times, caption, row.place, row.reader)


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
    if not separated and not tags:
        caption = _clean(caption, row)
    return Cue(row.place, caption, length=row.lead_number.seconds,
               pause=not tags and is_pause(caption, row.reader.words), **tags)


def _clean(caption: str, row: Row) -> str:
    """A cue sheet's caption as it stands, but for quotes around it, pictures at its edges and a label in front."""
    shown = without_symbols(caption[1:-1] if _quoted(caption) else caption)
    shown = without_label(shown, row.reader.words)[0]
    shown = re.sub(r"^(?:→|->|[\[(](?:SFX|FX)[\])])[ \t]{0,4}", "", shown, flags=re.IGNORECASE)
    field = field_of(shown, row.reader.words)
    if field is not None and field[0] == "caption" and has_words(field[1]):
        shown = field[1]
    return shown if has_words(shown) else caption


def _quoted(caption: str) -> bool:
    around = len(caption) > 2 and caption[0] in "\"“" and caption[-1] in "\"”"
    return around and not set("\"“”") & set(caption[1:-1])
