"""Reads tables: markdown, comma- or tab-separated values, Audacity's labels, edit decision lists."""
from __future__ import annotations

import csv
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..timecode import timecode_seconds
from .blocks import Line
from .captions import has_words, read_marks, tidy, without_label, without_markup
from .cues import Cue, Reading, check_count
from .fields import TIME_FIELDS, Reader, cue_of
from .rows import untimed
from .times import MOST_LINE

_RULE = re.compile(r"[\s|:+=_─━═╌┄┼┬┴├┤┌┐└┘╞╡╪╤╧╔╗╚╝╠╣╬╦╩╭╮╰╯-]+$")
_BARS = str.maketrans("｜│┃║", "||||")
MOST_COLUMNS = 40
MOST_SAMPLES = 40  # rows that are looked at to find out what a column holds
MOST_WHOLE_SECONDS = 2_000  # whole numbers up to here may be seconds
_SCALES = {"ms": 0.001, "millisecond": 0.001, "milliseconds": 0.001, "min": 60.0, "mins": 60.0, "minutes": 60.0}
_UNIT_IN_NAME = re.compile(r"(?:^|[ _(\[])(ms|milliseconds?|min|mins|minutes)[)\]]?$", re.IGNORECASE)
_EDIT = re.compile(r"^\s{0,8}(?P<number>\d{1,6})\s+\S{1,64}\s+\S{1,8}\s+(?P<cut>C|D|W\d{3}|K\S{0,2})\s+(?:\d{1,4}\s+)?"
                   r"(?:\d{2}[:;]\d{2}[:;]\d{2}[:;]\d{2}\s+){2}"
                   r"(?P<start>\d{2}[:;]\d{2}[:;]\d{2}[:;]\d{2})\s+(?P<end>\d{2}[:;]\d{2}[:;]\d{2}[:;]\d{2})")
_COMMENT = re.compile(r"^\s{0,8}\*\s{0,8}(?:(?:FROM CLIP NAME|TO CLIP NAME|COMMENTS?|LOC|CLIP NAME)\s{0,4}:)?\s{0,8}"
                      r"(?P<text>.*)$", re.IGNORECASE)
_MARKER_LINE = re.compile(r"\|M:(?P<text>[^|]{0,1000})")
_NUMBER = re.compile(r"\s*-?\d{1,9}(?:[.,]\d{1,9})?\s*$")


def name_scale(name: str) -> float:
    """Seconds of the unit in a field's name, such as "duration_ms" or "Length (min)"; 1 if it has none."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name[:60])
    found = _UNIT_IN_NAME.search(spaced.strip())
    return _SCALES[found[1].lower()] if found else 1.0


def read_labels(lines: Sequence[Line], reader: Reader) -> Reading | None:
    """The cues of Audacity's labels: start, end and text, separated by tabs. Rows with a backslash hold frequencies.

    None if there are none.
    """
    cues = []
    first = next((line for _, line in lines if line.strip()), "")
    if any(reader.words.field(cell) in TIME_FIELDS for cell in first.split("\t")):
        return None  # a table with a header
    for number, line in lines:
        cells = line.split("\t", 2)
        if len(cells) == 3 and _NUMBER.match(cells[0]) and _NUMBER.match(cells[1]):
            start, end = (float(cell.replace(",", ".")) for cell in cells[:2])
            cues.append(cue_of({"start": start, "end": end}, cells[2].strip(), f"line {number}", reader))
            check_count(len(cues))
        elif line.strip() and not line.startswith("\\") and cues and line.count("\t") >= 2:
            raise ValueError(f"line {number} stands among labels and does not begin with two times")
    return Reading(tuple(cues)) if cues else None


def read_edits(lines: Sequence[Line], reader: Reader) -> Reading | None:
    """The cues of an edit decision list (CMX 3600), with its record times. A clip's name or comment is the caption.

    Raises:
        ValueError: the frame rate is unknown, or an edit has no name.
    """
    rate, edits, names = reader.frame_rate, [], {}
    for number, line in lines:
        if line.strip().upper().startswith("FCM:") and rate is None and "NON" not in line.upper():
            rate = 30000 / 1001  # the usual rate of drop-frame time code; the double must be given by the caller
        found = _EDIT.match(line)
        if found is not None:
            edits.append((number, found))
            continue
        comment = _MARKER_LINE.search(line) or _COMMENT.match(line)
        if comment is not None and edits and comment["text"].strip():
            names.setdefault(edits[-1][0], comment["text"].strip())
    if not edits:
        return None
    cues = []
    for number, found in edits:
        if number not in names:
            raise ValueError(f"line {number} is an edit without a clip name or comment below it; say what is heard")
        start, end = (timecode_seconds(found[name], rate) for name in ("start", "end"))
        if end > start:  # a dissolve's first half has no length
            cues.append(Cue(f"line {number}", names[number], start=start, end=end))
    first = min((cue.start for cue in cues), default=0.0)
    if first >= 3600:  # tapes begin at one hour
        hour = 3600.0 * (first // 3600)
        cues = [Cue(cue.place, cue.caption, start=cue.start - hour, end=cue.end - hour) for cue in cues]
    return Reading(tuple(cues)) if cues else None


def read_table(lines: Sequence[Line], reader: Reader) -> Reading | None:
    """The cues of the table with the most of them: markdown, box drawing, or values separated by tabs or commas."""
    best: Reading | None = None
    for rows in (*_piped(lines), *_separated(lines)):
        reading = _table(rows, reader)
        if reading is not None and (best is None or len(reading.cues) > len(best.cues)):
            best = reading
    return best


Rows = list[tuple[int, list[str]]]  # a line's number and its cells


def _piped(lines: Sequence[Line]) -> list[Rows]:
    """Tables of lines with | between the cells, without the rules between header and body."""
    tables: list[Rows] = []
    rows: Rows = []
    for number, line in lines:
        text = line.strip().lstrip("> ").translate(_BARS)
        if text.startswith("|") or text.count("|") >= (1 if rows else 2):
            if not _RULE.match(text) and len(text) <= MOST_LINE and text.count("|") <= MOST_COLUMNS:
                rows.append((number, [_cell(cell) for cell in text.strip("|").split("|")]))
        elif text and not _RULE.match(text) and rows:
            tables.append(rows)
            rows = []
    return [rows for rows in [*tables, rows] if len(rows) >= 2]


def _cell(text: str) -> str:
    return html.unescape(without_markup(text)).strip()


def _separated(lines: Sequence[Line]) -> list[Rows]:
    """The lines with cells separated by tabs, semicolons or commas, if at least half of the lines are such."""
    filled = [(number, line) for number, line in lines if line.strip()]
    for mark in ("\t", ";", ","):
        rows: Rows = []
        for number, line in filled:
            if line.count(mark) == 0 or len(line) > MOST_LINE:
                continue
            cells = next(csv.reader([line.strip("\r\n")], delimiter=mark, skipinitialspace=True))
            if not rows and (len(cells) < 2 or len(cells) > MOST_COLUMNS):
                continue
            width = len(rows[0][1]) if rows else len(cells)
            if len(cells) > width:  # an unquoted comma in the last cell
                cells = [*cells[:width - 1], f"{mark} ".join(cells[width - 1:])]
            rows.append((number, [_cell(cell) for cell in cells]))
        if len(rows) >= 2 and len(rows) * 2 >= len(filled):
            return [rows]
    return []


@dataclass(frozen=True)
class _Columns:
    """A table with known columns.

    kinds: kind of field of each column, or None. names: from the header, or blank. body: the rows below the header.
    """

    kinds: list[str | None]
    names: list[str]
    body: Rows

    def cells(self, kind: str) -> list[str]:
        """The cells in the column of that kind."""
        place = self.kinds.index(kind)
        return [cells[place] for _, cells in self.body]


def _table(rows: Rows, reader: Reader) -> Reading | None:
    """The cues of a table's rows; None if it has no column with times or none with captions."""
    columns = _columns(rows, reader)
    if columns is None:
        return None
    scales = {kind: name_scale(name) for kind, name in zip(columns.kinds, columns.names, strict=True) if kind}
    notes: tuple[str, ...] = ()
    if _in_milliseconds(columns):
        scales.update(start=0.001, end=0.001)
        notes = ("the whole numbers under start and end were read as milliseconds, as Whisper writes them",)
    cues, total, total_place = [], None, ""
    for number, cells in columns.body:
        fields = {kind: cell for kind, cell in zip(columns.kinds, cells, strict=True) if kind in TIME_FIELDS}
        caption = tidy(without_label(read_marks(cells[columns.kinds.index("caption")]).text, reader.words)[0])
        end = _stated_end(cells, caption, fields, reader)
        if end is not None:
            total, total_place = (end, f"line {number}") if end else (total, total_place)
        elif not caption and not any(fields.values()) or _is_header(cells, columns, reader):
            continue
        elif not has_words(caption):
            raise ValueError(f"line {number} is a row with a time and without a sound; say what is heard")
        else:
            cues.append(cue_of(fields, caption, f"line {number}", reader, scales))
            check_count(len(cues))
    return Reading(tuple(cues), notes, total, total_place) if cues else None


def _is_header(cells: list[str], columns: _Columns, reader: Reader) -> bool:
    return [reader.words.field(cell) for cell in cells] == columns.kinds


def _stated_end(cells: list[str], caption: str, fields: dict[str, str], reader: Reader) -> float | None:
    """The time in a row such as "Total | 30 s" or "0:30 | end"; 0.0 if it has no time, None for any other row."""
    if _says_total(cells, reader):
        said = [time.seconds for cell in cells for time in reader.times(cell) if not time.is_range][-1:]
    elif caption.lower() in reader.words.end and not fields.keys() & {"length", "end"}:
        said = [time.seconds for cell in fields.values() for time in reader.times(cell) if not time.is_range][:1]
    else:
        return None
    return said[0] if said else 0.0


def _columns(rows: Rows, reader: Reader) -> _Columns | None:
    """The kind of each column, from its name and its cells; None if that is not clear."""
    width = max(len(cells) for _, cells in rows)
    rows = [(number, cells + [""] * (width - len(cells))) for number, cells in rows]
    names = rows[0][1]
    header = [reader.words.field(name) for name in names]
    named = any(kind in TIME_FIELDS for kind in header)
    has_header = named or not any(_is_time(cell, reader) for cell in names)
    body = rows[1:] if has_header else rows
    sample = [cells for _, cells in body if not _says_total(cells, reader)]
    if not sample:
        return None
    filled = [[cells[index] for cells in sample[:MOST_SAMPLES] if cells[index]] for index in range(width)]
    most = min(len(sample), MOST_SAMPLES)
    kinds: list[str | None] = [kind if kind in TIME_FIELDS else None for kind in header]
    if not named:
        place = _time_column(filled, most, reader)
        if place is None:
            return None
        times = reader.times(filled[place][0])
        kinds[place] = "time" if times[0].is_range or times[0].clock else "length"
    caption = _caption_column(filled, kinds, names if has_header else [""] * width, most, reader)
    if caption is None or not named and _are_timed(filled[caption], most, reader):
        return None
    kinds[caption] = "caption"
    if "length" in kinds and _follow([cells[kinds.index("length")] for cells in sample], reader):
        kinds[kinds.index("length")] = "time"  # "Seconds": 0-4, 4-9
    return _Columns(kinds, names if has_header else [""] * width, body)


def _time_column(filled: list[list[str]], most: int, reader: Reader) -> int | None:
    """The only column of times in a table without header; a column of row numbers does not count. None if not clear."""
    timed = [index for index, cells in enumerate(filled)
             if len(cells) == most and all(_is_time(cell, reader) for cell in cells)]
    spoken = [index for index in timed
              if any(time.unit or time.clock or time.is_range for time in reader.times(filled[index][0]))]
    count = [str(number) for number in range(1, most + 1)]
    usable = spoken or [index for index in timed if [cell.strip("#.") for cell in filled[index]] != count]
    return usable[0] if len(usable) == 1 else None


def _caption_column(filled: list[list[str]], kinds: list[str | None], names: list[str], most: int,
                    reader: Reader) -> int | None:
    """The column of captions: with words in nearly every row, then the most specific name, then the most text."""
    def worth(index: int) -> tuple:
        words = [cell for cell in filled[index] if has_words(cell)]
        known = reader.words.fields["caption"]
        is_caption = reader.words.field(names[index]) == "caption"
        order = known.index(names[index].lower()) if names[index].lower() in known else 999
        return (len(words) * 5 >= most * 4, is_caption, -order if is_caption else 0, len(set(words)) > 1 or most == 1,
                sum(map(len, words)))

    best = max((index for index, cells in enumerate(filled) if kinds[index] is None and cells), key=worth, default=None)
    return best if best is not None and any(map(has_words, filled[best])) else None


def _are_timed(cells: list[str], most: int, reader: Reader) -> bool:
    """Whether most cells hold times. Then it is not a table: the commas were those of running text or decimals."""
    return sum(any(time.unit or time.clock for time in reader.times(cell)) for cell in cells) * 2 > most


def _follow(cells: list[str], reader: Reader) -> bool:
    """Whether cells are ranges that begin at 0 and follow each other."""
    found = [reader.times(cell) for cell in cells]
    if not all(times and times[0].is_range for times in found):
        return False
    spans = [times[0] for times in found]
    return spans[0].seconds == 0 and all(later.seconds >= earlier.until - 0.01
                                         for earlier, later in zip(spans, spans[1:], strict=False))


def _is_time(cell: str, reader: Reader) -> bool:
    times = reader.times(cell)
    alone = len(times) == 1 and times[0].begin == 0 and not cell[:1].isalpha()
    return alone and not has_words(untimed(cell, times))


def _in_milliseconds(columns: _Columns) -> bool:
    """Whether start and end are whole numbers so large that they must be milliseconds: each row lasts at least 100."""
    if not {"start", "end"} <= set(columns.kinds) or any(name_scale(name) != 1.0 for name in columns.names):
        return False
    starts, ends = columns.cells("start"), columns.cells("end")
    if not all(cell.isdecimal() for cell in (*starts, *ends)):
        return False
    spans = [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]
    return max(end for _, end in spans) >= MOST_WHOLE_SECONDS and all(end - start >= 100 for start, end in spans)


def _says_total(cells: list[str], reader: Reader) -> bool:
    words = [cell.lower().strip(" :*") for cell in cells if cell]
    return any(reader.words.total.fullmatch(word) for word in words)
