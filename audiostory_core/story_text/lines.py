"""Plans as lines: cue sheets, lists, timelines, headings. The form is what most lines share.

A line is a row of a list where its marks (bullet, number, heading, label, none) and its indentation are those of the
list. The list with the most timed rows is the plan; all else is talk. A row of that list without a time is refused.
"""
from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..story import MOST_CLIPS
from .blocks import Line
from .captions import EDGES, is_pause, tidy
from .cues import Cue, Reading
from .fields import Reader
from .records import read_records
from .rows import Row, cue_of_row, has_words, read_row, read_rows, refuse_untimed, split_line, split_sentences

MOST_WORDS = 10  # of a line that may be a clip's though it looks otherwise; a longer one is talk
MOST_ROWS = 1_000  # lines of a list with all talk around it
_SOFT_TOTAL = re.compile(r"\d[- ‑]?(?:second|sec|s|minute|min)s?[- ](?:long\s)?[^\W\d]", re.IGNORECASE)
_ORDINAL = re.compile(r"^\d{1,4}[ \t]{0,4}[-–—:.|]{1,2}[ \t]{0,4}")
_TALK_ENDS = (":", "：", "!", "?", "！", "？")


def read_lines(lines: Sequence[Line], reader: Reader, last_wins: bool = False) -> Reading | None:
    """The cues of the longest list of timed rows; None where no row says a time.

    Args:
        last_wins: of two lists the later one counts, however long: behind thoughts that never end.

    Raises:
        ValueError: a row of the list says no time, or one that cannot be.
    """
    filled = sum(1 for _, line in lines if line.strip())
    if filled > MOST_ROWS:
        raise ValueError(f"the text has {filled} lines; at most {MOST_ROWS} are read as a list of clips")
    rows = [part for row in read_rows(lines, reader) for part in split_line(row)]
    records = read_records(rows, reader)
    group = _chosen_group(rows, last_wins)
    if records is not None and (group is None or len(records.cues) >= sum(
            not row.is_time_field for row in group.timed)):
        return Reading(records.cues, (), *_total(rows, records.numbers))
    if group is None:
        rows = [part for row in rows for part in split_sentences(row)]
        group = _weak_group(rows)
        if group is None:
            return None
    if len(group.timed) > MOST_CLIPS:
        raise ValueError(f"the plan has {len(group.timed)} clips; 1 to {MOST_CLIPS} are possible")
    runs = _chosen_runs(_runs(rows, group), group, last_wins)
    kept = _one_plan(runs, group)
    drafts = [row for run in runs if run not in kept for row in run]
    own = _without_closing_words(_of_one_kind([row for run in kept for row in run], group), group)
    ordinals = not group.as_cue and all(row.lead_number is not None for row in own) and _are_ordinals(own)
    cues = _cues(rows, own, group)
    notes = _left_out([row for row in rows if row not in drafts], own, group, last_wins)
    if drafts:
        notes = (f"lines {drafts[0].number} to {drafts[-1].number} were taken for an earlier draft", *notes)
    if ordinals:
        cues = [replace(cue, caption=_ORDINAL.sub("", cue.caption)) for cue in cues]
    return Reading(tuple(cues), notes, *_total(rows, {row.number for row in own})) if cues else None


@dataclass(frozen=True)
class _Group:
    """The rows of one list.

    as_cue: a bare number in front of each is its length; at its end, where tail says so.
    """

    key: tuple[str, int]
    timed: list[Row]
    as_cue: bool = False
    tail: bool = False

    def has_number(self, row: Row) -> bool:
        number = row.tail_number if self.tail else row.lead_number
        return self.as_cue and number is not None and not (row.is_total or row.is_sum or row.text.endswith((":", "：")))

    def is_timed(self, row: Row) -> bool:
        return row.is_timed or self.has_number(row) or any(row is timed for timed in self.timed)

    @property
    def weight(self) -> float:
        """How many rows, those with a time that is not set off from the words by half."""
        return sum(1.0 if self.as_cue or any(time.strong for time in row.spoken) else 0.5 for row in self.timed)


def _chosen_group(rows: list[Row], last_wins: bool) -> _Group | None:
    """The rows that share their marks and are timed, the most of all; of as many the outer ones, then the earlier."""
    timed: dict[tuple, list[Row]] = {}
    sheet: dict[tuple, list[Row]] = {}
    for row in rows:
        if row.is_timed:
            timed.setdefault(row.key, []).append(row)
        counts = row.lead_number is not None and row.kind != "head" and not row.text.endswith((":", "："))
        if counts and not (row.is_note or row.is_total or row.is_sum) and row.caption:
            sheet.setdefault(row.key, []).append(row)
    for key, found in list(sheet.items()):
        if _are_ordinals(found) or len(timed.get(key, ())) >= len(found):
            del sheet[key]
    timed = {key: found for key, found in timed.items() if not _are_details(key, found, timed)}
    groups = [_Group(key, found) for key, found in timed.items()]
    groups += [_Group(key, found, True) for key, found in sheet.items()]
    if last_wins:
        return max(groups, key=lambda group: group.timed[-1].number, default=None)
    return max(groups, key=lambda group: (group.weight, group.key[0] != "plain", -group.key[1],
                                          -group.timed[0].number), default=None)


def _weak_group(rows: list[Row]) -> _Group | None:
    """Where nothing is set off from the words: lines with a length anywhere, or that end in a bare number."""
    weak = [row for row in rows if row.spoken and not (row.is_total or row.is_note or row.text.endswith(_TALK_ENDS))]
    weak = [row for row in weak if not row.spoken[-1].is_range or row.spoken[-1].unit or row.spoken[-1].clock]
    if weak:
        return _Group(weak[0].key, [row for row in weak if row.key == weak[0].key])
    bare = [row for row in rows if row.tail_number is not None]
    return _Group(bare[0].key, bare, True, True) if len(bare) > 1 and all(row.key == bare[0].key for row in bare) else None


def _are_ordinals(rows: list[Row]) -> bool:
    """Whether the numbers in front count the rows: "1 - rain", "2 - a dog"."""
    numbers = [row.lead_number.seconds for row in rows]
    signs = [row.text[row.lead_number.finish:].lstrip()[:1] for row in rows]
    counted = len(rows) > 1 and numbers == list(range(1, len(rows) + 1))
    return counted and all(sign and sign in ":-–—.|" for sign in signs)


def _are_details(key: tuple, rows: list[Row], timed: dict) -> bool:
    """Whether rows only say details of others: deeper than other timed rows, and the same few words again and again."""
    if not any(other[1] < key[1] or other[0] in ("head", "label") for other in timed if other != key):
        return False
    captions = Counter(row.caption.split(":")[0].lower() for row in rows)
    return len(rows) > 1 and len(captions) <= len(rows) * 0.6 and any(":" in row.text for row in rows)


def _runs(rows: list[Row], group: _Group) -> list[list[Row]]:
    """The lists that rows of one kind make: a new one begins where numbers start again, or behind talk."""
    runs: list[list[Row]] = []
    talk, ordinal = True, None
    for row in rows:
        own = row.key == group.key and not row.is_total and not row.is_note
        if group.key[0] == "plain":
            within = not group.as_cue or group.timed[0].number < row.number < group.timed[-1].number
            own = own and (group.is_timed(row) and within or group.has_number(row))
            if own and talk and runs and not row.caption:
                own = False  # a lone number in talk
        elif group.key[0] in ("head", "label"):
            own = own and (group.is_timed(row) or bool(row.label))
        if own:
            starts_again = row.ordinal is not None and ordinal is not None and row.ordinal <= ordinal
            if talk or starts_again:
                runs.append([])
            runs[-1].append(row)
            talk, ordinal = False, row.ordinal if row.ordinal is not None or talk else ordinal
        elif group.key[0] in ("number", "bullet", "plain"):
            colon = row.text.endswith((":", "：")) and row.kind == "plain" and row.indent == 0
            apart = row.kind == "plain" and row.indent == 0 and row.blank_before and group.key[0] != "plain"
            talk = talk or row.kind == "head" or colon or apart
    return runs


def _chosen_runs(runs: list[list[Row]], group: _Group, last_wins: bool) -> list[list[Row]]:
    """The lists that are the plan: all that are timed throughout, and the one with the most timed rows in any case."""
    def timed(run: list[Row]) -> int:
        return sum(group.is_timed(row) for row in run)

    if last_wins:
        return [next(run for run in reversed(runs) if timed(run))]
    longest = max(runs, key=timed)
    return [run for run in runs if run is longest or timed(run) == len(run) or timed(run) * 2 > len(run)]


def _one_plan(runs: list[list[Row]], group: _Group) -> list[list[Row]]:
    """Of several drafts of a plan the last: each begins at zero again, or says the same things."""
    if len(runs) < 2:
        return runs
    firsts = [next((time.seconds for time in run[0].spoken if time.is_range or time.clock), None) for run in runs]
    captions = [{row.caption.lower().strip(" 0123456789.,") for row in run} for run in runs]
    alike = all(len(captions[-1] & other) * 2 > len(other) for other in captions[:-1])
    return runs[-1:] if alike or not group.as_cue and all(first == 0 for first in firsts) else runs


def _of_one_kind(rows: list[Row], group: _Group) -> list[Row]:
    """Rows without what only looks like one: a title with a length before or behind ranges, without marks as they."""
    if group.as_cue or group.key[0] == "number" or len(rows) < 3:
        return rows
    for has in (lambda row: any(time.is_range for time in row.spoken),
                lambda row: any(time.clock and time.place == "lead" for time in row.spoken)):
        with_it = [index for index, row in enumerate(rows) if has(row)]
        if len(with_it) * 3 >= len(rows) * 2:
            return rows[with_it[0]:with_it[-1] + 1] + [row for row in rows[with_it[-1] + 1:] if group.key[0] != "plain"]
    return rows


def _without_closing_words(rows: list[Row], group: _Group) -> list[Row]:
    """Rows of a cue sheet without a last sentence that begins with a number: "30 would be too long."."""
    if not group.as_cue or len(rows) < 3 or not rows[-1].text.endswith((".", "!", "?")):
        return rows
    return rows if any(row.text.endswith((".", "!", "?")) for row in rows[:-1]) else rows[:-1]


def _cues(rows: list[Row], own: list[Row], group: _Group) -> list[Cue]:
    """The cues of the chosen rows, each with the lines below it where these say what is heard."""
    as_range = _are_ranges(own)
    numbers = {row.number for row in own}
    if group.key[0] == "plain":
        _check_between(rows, own, group.as_cue)
    place = {id(row): index for index, row in enumerate(rows)}
    details = [_details(rows, place[id(row)], numbers, group) for row in own]
    named = sum(bool(_named(below)) for below in details) * 5 >= len(own) * 4
    below_all = all(below for below in details)
    cues: list[Cue] = []
    for row, below in zip(own, details, strict=True):
        if group.has_number(row) and not row.caption:
            raise ValueError(f"line {row.number} has no caption beside {row.text[:20]!r}")
        cue = cue_of_row(row, as_range, group.as_cue)
        if cue is None:
            lengths = [time for detail in below for time in detail.spoken if detail.field or time.bracketed]
            if not lengths:
                refuse_untimed(row)
            cue = Cue(row.place, row.caption, length=lengths[0].seconds)
        caption = _caption(row, cue, below, named, below_all)
        begins_at_zero = cues and cues[0].length == 0
        only_an_end = row is own[-1] and (cue.length is None or begins_at_zero) and (
            caption is None and cue.end == math.inf or caption is not None and cue.end is None and _says_end(
                caption, row.reader))
        if only_an_end:
            return _ended(cues, cue)
        if caption is None:
            raise ValueError(f"line {row.number} ({row.text[:60]!r}) says a time and no sound; say what is heard")
        cues.append(replace(cue, caption=caption, pause=is_pause(caption, row.reader.words) and cue.seed is None))
    return cues


def _says_end(caption: str, reader: Reader) -> bool:
    first = re.match(r"(?:the )?([^\W\d_]+)(?: of\b.{0,40})?$", caption.strip(EDGES + "()[]").lower())
    return first is not None and first[1] in reader.words.end


def _ended(cues: list[Cue], cue: Cue) -> list[Cue]:
    """The cues before a last row that only says when all ends: the last of them ends there, lone times are starts."""
    at = next((time for time in (cue.start, cue.either, cue.length) if time is not None), None)
    if cues and cues[0].length == 0:  # lengths that rise from 0 are starts
        cues = [replace(found, start=found.length, length=None) for found in cues]
    starts = [replace(found, start=found.either, either=None) if found.either is not None else found for found in cues]
    if starts and at is not None and starts[-1].end is None and starts[-1].length is None:
        starts[-1] = replace(starts[-1], end=at)
    return starts


def _are_ranges(rows: list[Row]) -> bool:
    """Whether "3-5 s" in these rows is from 3 to 5: the ranges begin at 0 and rise, or follow one another."""
    ranges = [next((time for time in row.spoken if time.is_range), None) for row in rows]
    found = [time for time in ranges if time is not None]
    if not found or any(time.clock for time in found):
        return bool(found)
    if any(time.until <= time.seconds for time in found):
        return False
    pairs = list(zip(found, found[1:], strict=False))
    rising = all(later.seconds >= earlier.seconds for earlier, later in pairs)
    follow = len(found) == len(rows) > 1 and all(later.seconds >= earlier.until - 0.01 for earlier, later in pairs)
    return rising and found[0].seconds == 0 or follow


def _check_between(rows: list[Row], own: list[Row], as_cue: bool) -> None:
    """Refuse a line without a time that stands between two rows as they do, unless each row has such lines.

    Where empty lines stand between the rows, one may stand around it; else it must touch them.
    """
    numbers = {row.number for row in own}
    last, before = max(numbers), None
    apart = sum(row.blank_before for row in own[1:]) * 2 > len(own) - 1
    between: dict[int, list[Row]] = {}
    for row, after in zip(rows, rows[1:], strict=False):
        if row.number in numbers:
            before = row.number
        elif before is not None and row.number < last and row.kind == "plain" and row.indent == 0 and not row.bold:
            if apart and row.blank_before and after.blank_before or not (row.blank_before or after.blank_before):
                between.setdefault(before, []).append(row)
    if not as_cue and len(between) >= len(numbers) - 1 > 1:
        return  # every row has lines of its own below it
    for found in between.values():
        for row in found:
            if not (row.text.endswith(_TALK_ENDS) or row.is_note or row.is_total or row.is_sum or row.text[:1] in "(*"):
                refuse_untimed(row)


def _left_out(rows: list[Row], own: list[Row], group: _Group, thinking: bool) -> tuple[str, ...]:
    """Refuse a short line with a time set off from its words that is no clip's, no detail's and no talk.

    Args:
        thinking: there are thoughts in front, which say what they like.

    Returns:
        A note on each line of talk that says a time as a clip does.

    Raises:
        ValueError: such a line; names it.
    """
    numbers, notes, below = {row.number for row in own}, [], False
    titled = group.key[0] in ("head", "label") or any(row.bold for row in own)
    inner = min(row.indent for row in own)
    for row in rows:
        if row.number in numbers:
            below = True
            continue
        if row.is_total or row.is_note or row.is_sum or row.field is not None or row.kind == "head":
            continue
        wrong = next((time.error for time in row.spoken if time.error), None)
        set_off = any(time.strong and time.place != "mid" for time in row.spoken) or group.has_number(row)
        detail = below and (titled or row.indent > inner and (":" in row.text or not set_off))
        title = not below and (row.bold or thinking or row.kind != group.key[0])
        if detail or title or not (set_off or wrong and len(row.text.split()) <= MOST_WORDS):
            continue
        if row.text.endswith((*_TALK_ENDS, ".", "。")) or len(row.text.split()) > MOST_WORDS:
            notes.append(f"line {row.number} was taken for talk: {row.text[:60]!r}")
        elif wrong:
            raise ValueError(f"{row.place}: {wrong}")
        elif not _says_end(row.caption, row.reader):
            raise ValueError(f"line {row.number} ({row.text[:60]!r}) says a time, and not as the clips around it do; "
                             "write it like them, or without its time")
    return tuple(notes[:6])


def _details(rows: list[Row], index: int, numbers: set[int], group: _Group) -> list[Row]:
    """The lines below a row that speak of it."""
    row, found = rows[index], []
    for other in rows[index + 1:index + 30]:
        alike = other.key == group.key and group.key[0] != "plain"
        if alike or other.number in numbers or other.number == row.number:
            break
        if other.kind == "head" and row.kind != "head":
            break
        if other.is_total or found and other.blank_before and other.kind == "plain" and other.field is None:
            break
        if not other.is_note or other.field is not None:
            found.append(other)
    return found


def _named(details: list[Row]) -> str:
    """What a line such as "Sound: rain" among the details says."""
    for detail in details:
        if detail.field is not None and detail.field[0] == "caption" and has_words(tidy(detail.field[1])):
            return tidy(detail.field[1])
    return ""


def _caption(row: Row, cue: Cue, details: list[Row], named: bool, below_all: bool) -> str | None:
    """What a row says is heard, or the line below it that says so; None where nobody does."""
    bracketed = row.text[:1] in "[(【" and row.text[-1:] in "])】"
    title = row.kind in ("head", "label") or row.bold or bracketed or row.text.endswith((":", "："))
    if _named(details) and (named or title or not has_words(cue.caption)):
        return _named(details)
    if has_words(cue.caption) and not (title and below_all):
        return cue.caption + _continued(row, details)
    for detail in details:
        caption = detail.caption if detail.field is None or detail.field[0] in ("caption", "title") else ""
        if has_words(caption):
            return caption
    return cue.caption if has_words(cue.caption) else None


def _continued(row: Row, details: list[Row]) -> str:
    """The rest of a caption that goes on in the next line, indented and in small letters."""
    following = details[0] if details and row.kind not in ("head", "label") else None
    if following is None or following.kind != "plain" or following.indent <= row.indent or following.blank_before:
        return ""
    goes_on = following.text[:1].islower() and not following.spoken and following.field is None
    return f" {following.text.rstrip('.')}" if goes_on and not row.text.endswith((".", "!", "?", ":")) else ""


def _total(rows: list[Row], numbers: set[int]) -> tuple[float | None, str]:
    """The length of the whole that the talk states, and where."""
    found: tuple[float | None, str] = (None, "")
    own, first, last = numbers, min(numbers), max(numbers)
    for row in rows:
        if row.number in own or not (row.spoken or row.is_total):
            continue
        if row.total is not None:
            return row.total, row.place
        if found[0] is None and not first < row.number < last:
            found = _said_total(row, row.number < first), row.place
    return found if found[0] is not None else (None, "")


def _said_total(row: Row, before: bool) -> float | None:
    """The length of the whole that a sentence of talk states: its only time, beside a word for the whole."""
    places = [0, *(match.end() for match in re.finditer(r"[.;!?]\s", row.text)), len(row.text)]
    for begin, end in zip(places, places[1:], strict=False):
        times = [time for time in row.spoken if begin <= time.begin < end]
        if len(times) != 1 or times[0].is_range or times[0].error:
            continue
        sentence = row.text[begin:end]
        if row.reader.words.total.search(sentence) or row.is_time_field or before and (
                _SOFT_TOTAL.search(sentence) or times[0].named):
            return times[0].seconds
    return None


def row_cue(text: str, place: str, reader: Reader) -> Cue:
    """The cue of a single line, such as an entry of a list in JSON.

    Raises:
        ValueError: it says no time, or no words.
    """
    row = read_row(1, text, True, reader)
    cue = cue_of_row(row, as_range=True, as_cue=not row.spoken)
    if cue is None or not has_words(cue.caption):
        raise ValueError(f"{place} is {text[:80]!r}; what is heard and for how long is needed")
    return replace(cue, place=place)
