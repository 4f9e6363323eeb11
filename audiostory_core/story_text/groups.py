"""Chooses the rows of a text that are the plan: the group of rows with the same marks that has the most timed rows."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from .rows import Row

TALK_ENDS = (":", "：", "!", "?", "！", "？")


@dataclass(frozen=True)
class Group:
    """The rows of one list.

    key: the kind of marks and the indentation that the rows share. timed: its timed rows.
    as_cue: whether a bare number before each caption is its length. tail: whether that number is after the caption.
    """

    key: tuple[str, int]
    timed: list[Row]
    as_cue: bool = False
    tail: bool = False

    def has_number(self, row: Row) -> bool:
        number = row.tail_number if self.tail else row.lead_number
        return self.as_cue and number is not None and not (row.is_total or row.is_sum or row.leads_on)

    def is_timed(self, row: Row) -> bool:
        return row.is_timed or self.has_number(row) or any(row is timed for timed in self.timed)

    @property
    def weight(self) -> float:
        """The number of timed rows; a row whose time is not set off from the words counts half."""
        return sum(1.0 if self.as_cue or any(time.strong for time in row.spoken) else 0.5 for row in self.timed)


def chosen_group(rows: list[Row], last_wins: bool) -> Group | None:
    """The group with the most timed rows; among equals, the less indented one, then the earlier one.

    last_wins: choose the last group instead.
    """
    timed: dict[tuple, list[Row]] = {}
    sheet: dict[tuple, list[Row]] = {}
    for row in rows:
        if row.is_timed:
            timed.setdefault(row.key, []).append(row)
        counts = row.lead_number is not None and row.kind != "head" and not row.leads_on
        if counts and not (row.is_note or row.is_total or row.is_sum) and row.caption:
            sheet.setdefault(row.key, []).append(row)
    for key, found in list(sheet.items()):
        if are_ordinals(found) or len(timed.get(key, ())) >= len(found):
            del sheet[key]
    timed = {key: found for key, found in timed.items() if not _are_details(key, found, timed)}
    groups = [Group(key, found) for key, found in timed.items()]
    groups += [Group(key, found, True) for key, found in sheet.items()]
    if last_wins:
        return max(groups, key=lambda group: group.timed[-1].number, default=None)
    return max(groups, key=lambda group: (group.weight, group.key[0] != "plain", -group.key[1],
                                          -group.timed[0].number), default=None)


def weak_group(rows: list[Row]) -> Group | None:
    """A group for texts without times that are set off: lines with a length anywhere, or that end in a bare number."""
    weak = [row for row in rows if row.spoken and not (row.is_total or row.is_note or row.text.endswith(TALK_ENDS))]
    weak = [row for row in weak if not row.spoken[-1].is_range or row.spoken[-1].unit or row.spoken[-1].clock]
    if weak:
        return Group(weak[0].key, [row for row in weak if row.key == weak[0].key])
    bare = [row for row in rows if row.tail_number is not None]
    alike = len(bare) > 1 and all(row.key == bare[0].key for row in bare)
    return Group(bare[0].key, bare, True, True) if alike else None


def are_ordinals(rows: list[Row]) -> bool:
    """Whether the numbers before the captions only count the rows: "1 - rain", "2 - a dog"."""
    numbers = [row.lead_number.seconds for row in rows]
    signs = [row.text[row.lead_number.finish:].lstrip()[:1] for row in rows]
    counted = len(rows) > 1 and numbers == list(range(1, len(rows) + 1))
    return counted and all(sign and sign in ":-–—.|" for sign in signs)


def _are_details(key: tuple, rows: list[Row], timed: dict) -> bool:
    """Whether rows are only details of other rows: more indented than other timed rows, with few different names."""
    if not any(other[1] < key[1] or other[0] in ("head", "label") for other in timed if other != key):
        return False
    captions = Counter(row.caption.split(":")[0].lower() for row in rows)
    return len(rows) > 1 and len(captions) <= len(rows) * 0.6 and any(":" in row.text for row in rows)


def runs_of(rows: list[Row], group: Group) -> list[list[Row]]:
    """The rows of a group divided into lists: a new list begins when numbers start again, or after other text."""
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
            colon = row.leads_on and row.kind == "plain" and row.indent == 0
            apart = row.kind == "plain" and row.indent == 0 and row.blank_before and group.key[0] != "plain"
            talk = talk or row.kind == "head" or colon or apart
    return runs


def chosen_runs(runs: list[list[Row]], group: Group, last_wins: bool) -> list[list[Row]]:
    """The lists that are the plan: those that are mostly timed, and always the one with the most timed rows."""
    def timed(run: list[Row]) -> int:
        return sum(group.is_timed(row) for row in run)

    if last_wins:
        return [next(run for run in reversed(runs) if timed(run))]
    longest = max(runs, key=timed)
    return [run for run in runs if run is longest or timed(run) == len(run) or timed(run) * 2 > len(run)]


def one_plan(runs: list[list[Row]], group: Group) -> list[list[Row]]:
    """The last list only, if the lists are drafts of one plan: each begins at zero, or they say mostly the same."""
    if len(runs) < 2:
        return runs
    firsts = [next((time.seconds for time in run[0].spoken if time.is_range or time.clock), None) for run in runs]
    captions = [{row.caption.lower().strip(" 0123456789.,") for row in run} for run in runs]
    alike = all(len(captions[-1] & other) * 2 > len(other) for other in captions[:-1])
    return runs[-1:] if alike or not group.as_cue and all(first == 0 for first in firsts) else runs


def of_one_kind(rows: list[Row], group: Group) -> list[Row]:
    """The rows without those that only look like rows: a title with a length before or after rows with ranges."""
    if group.as_cue or group.key[0] == "number" or len(rows) < 3:
        return rows
    for has in (lambda row: any(time.is_range for time in row.spoken),
                lambda row: any(time.clock and time.place == "lead" for time in row.spoken)):
        with_it = [index for index, row in enumerate(rows) if has(row)]
        if len(with_it) * 3 >= len(rows) * 2:
            return rows[with_it[0]:with_it[-1] + 1] + [row for row in rows[with_it[-1] + 1:] if group.key[0] != "plain"]
    return rows


def without_closing_words(rows: list[Row], group: Group) -> list[Row]:
    """The rows of a cue sheet without a closing sentence that begins with a number, such as "30 would be too long."."""
    if not group.as_cue or len(rows) < 3 or not rows[-1].text.endswith((".", "!", "?")):
        return rows
    return rows if any(row.text.endswith((".", "!", "?")) for row in rows[:-1]) else rows[:-1]
