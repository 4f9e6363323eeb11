"""Reads the lists in text/: one entry a line, order kept; \\n is a line break within an entry."""
from __future__ import annotations

from pathlib import Path


def read_lines(name: str) -> tuple[str, ...]:
    """The entries of text/{name}.txt. Blanks at the beginning of an entry belong to it.

    Raises:
        ValueError: a line is blank, or equal to an earlier one; names the file and the line.
    """
    file = Path(__file__).parent / "text" / f"{name}.txt"
    entries: dict[str, int] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").removesuffix("\n").split("\n"), 1):
        if not line.strip():
            raise ValueError(f"{file}, line {number}: it is blank")
        if line in entries:
            raise ValueError(f"{file}, line {number}: {line!r} stands in line {entries[line]}, too")
        entries[line] = number
    return tuple(line.replace("\\n", "\n") for line in entries)
