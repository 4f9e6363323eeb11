"""What is wrong with a plan's text: raised at the first fault, or collected, by the same readers and checks."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from .errors import NoCueSheetError

MOST_FAULTS = 1_000  # that are kept with their words: as many as a plan has clips
Read = TypeVar("Read")


class _Wrong:
    def __repr__(self) -> str:
        return "WRONG"


WRONG = _Wrong()  # in place of a value that a check has refused


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    words: the refusal's message. line: of the text, from 1; None where that is not known. clip: its number from 1; None
    for what is no clip's. field: of the clip or the plan, as StoryPlan names it; None where a whole line or entry is
    wrong.
    """

    words: str
    line: int | None = None
    clip: int | None = None
    field: str | None = None


class Checks:
    """How a reader checks: a value that is refused raises at once."""

    def of(self, check: Callable[..., Read], *given: object, line: int | None = None, clip: int | None = None,
           field: str | None = None) -> Read:
        """What check(*given) gives. line, clip, field: what it is about, see Fault.

        Raises:
            ValueError: the check's own.
        """
        return check(*given)

    def note_line(self, line: int, *, clip: int | None = None, field: str | None = None) -> None:
        """Know in which line of the text a clip, or a field of the whole plan, is written."""


RAISE = Checks()


class FaultList(Checks):
    """How a reader checks where all faults are wanted: a value that is refused becomes WRONG, and the reader goes on.

    found: the faults in the order of reading, none twice, at most MOST_FAULTS. more: how many others there are.
    is_no_sheet: whether the first is a line that is not seconds and a caption, see NoCueSheetError.
    """

    def __init__(self):
        self.more = 0
        self.is_no_sheet = False
        self._found: dict[str, Fault] = {}  # by words, which name the clip or the line
        self._lines: dict[int | str | None, int] = {}

    @property
    def found(self) -> tuple[Fault, ...]:
        return tuple(self._found.values())

    def of(self, check, *given, line=None, clip=None, field=None):
        try:
            return check(*given)
        except ValueError as error:
            self._add(error, line, clip, field)
            return WRONG

    def note_line(self, line: int, *, clip: int | None = None, field: str | None = None) -> None:
        self._lines[field if clip is None else clip] = line

    def _add(self, error: ValueError, line: int | None, clip: int | None, field: str | None) -> None:
        words = str(error)
        if words in self._found:
            return
        if len(self._found) == MOST_FAULTS:
            self.more += 1
            return
        if not self._found:
            self.is_no_sheet = isinstance(error, NoCueSheetError)
        key = field if clip is None else clip
        self._found[words] = Fault(words, self._lines.get(key) if line is None else line, clip, field)
