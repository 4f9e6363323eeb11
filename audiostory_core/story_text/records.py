"""Reads records: a heading or a name, and below it lines such as "Duration: 6 s" and "Sound: rain"."""
from __future__ import annotations

from dataclasses import dataclass

from .captions import has_words, tidy
from .cues import Cue
from .fields import TIME_FIELDS, Reader, cue_of
from .rows import Row, refuse_untimed


class _Record:
    """One record: a heading, the fields below it, and other lines."""

    def __init__(self, header: Row):
        self.header, self.fields, self.names, self.details = header, {}, {}, []
        self.numbers = {header.number}

    @property
    def is_timed(self) -> bool:
        return bool({"length", "time", "start"} & set(self.fields))

    def is_full(self, kind: str | None, row: Row) -> bool:
        """Whether a field of this kind belongs to the next record: this record has one already, and the field holds a
        time, begins records, or follows a blank line."""
        first = next(iter(self.fields), None) if self.header.field is not None else None
        return kind in self.fields and (kind in TIME_FIELDS or kind == first or row.blank_before)

    def begins_with(self, row: Row) -> bool:
        """Whether a line begins a new record: it has the marks of this record's first line, or follows a blank line."""
        first = self.header
        if row.key == first.key and row.kind != "plain" or row.kind == "head" or row.label:
            return True
        apart = row.kind == "plain" and row.indent <= first.indent and (row.blank_before or row.bold)
        return row.field is None and apart

    def add(self, kind: str, row: Row) -> None:
        """Add a field. The value of a further field with the same name is appended to the first one's."""
        name = row.text.partition(":")[0].strip().lower()
        if kind not in self.fields:
            self.fields[kind], self.names[kind] = row.field[1], name
        elif self.names[kind] == name:
            self.fields[kind] += f", {row.field[1]}"

    def cue(self, reader: Reader) -> Cue | None:
        names = [tidy(self.fields.get("caption", ""))]
        if self.header.field is None:
            names.append(self.header.caption)
        names.append(tidy(self.fields.get("title", "")))
        names += [detail.caption for detail in self.details]
        caption = next((name for name in names if has_words(name)), None)
        if caption is None:
            return None
        times = {kind: value for kind, value in self.fields.items() if kind in TIME_FIELDS}
        return cue_of(times, caption, f"line {self.header.number}", reader)


@dataclass(frozen=True)
class Records:
    """The cues of records, and the numbers of their lines."""

    cues: tuple[Cue, ...]
    numbers: set[int]


def read_records(rows: list[Row], reader: Reader) -> Records | None:
    """The cues of records; None if there are none.

    Raises:
        ValueError: a numbered record, or one with a caption, has no time although others have.
    """
    records: list[_Record] = []
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        kind = row.field[0] if row.field is not None else None
        if kind in TIME_FIELDS and not row.is_time_field or kind == "rate":
            kind = None
        if kind is None and (row.is_total or row.is_note):
            continue
        item = row.kind == "bullet" and kind is not None and following is not None and (  # a YAML item
            following.kind == "plain" and following.indent > row.indent and following.field is not None)
        if not records or item or records[-1].begins_with(row) or records[-1].is_full(kind, row):
            records.append(_Record(row))
        records[-1].numbers.add(row.number)
        if kind is not None:
            records[-1].add(kind, row)
        elif row is not records[-1].header:
            records[-1].details.append(row)
    timed = [record for record in records if record.is_timed]
    if not timed:
        return None
    for record in records[records.index(timed[0]):]:
        header = record.header
        counted = header.ordinal and timed[0].header.ordinal and header.key == timed[0].header.key
        if not record.is_timed and (counted or "caption" in record.fields):
            refuse_untimed(header)
    cues = [record.cue(reader) for record in timed]
    numbers = {number for record in timed for number in record.numbers}
    return Records(tuple(cues), numbers) if all(cue is not None for cue in cues) else None
