"""Evaluation sets: instructions, each with the events that must sound, in order.

A set is JSONL, one case a line:
    {"id": "farm-01", "instruction": "words, without the length", "seconds": 30, "events": ["rooster", "tractor|engine",
     {"name": "saw", "words": ["saw"], "heard_as": ["Sawing"]}], "domain": "country"}
seconds may be null (no length is asked for). domain may be left out. An event is the name of a sound class ("a|b":
either fits), or an object: words of which a caption must have one (or its beginning), and the YAMNet labels that count.
"""
from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ..checks import check_seconds
from ..errors import listed
from ..prompt import LEAST_STORY_SECONDS, MOST_STORY_SECONDS, check_text
from ..sound_classes import BY_NAME, SOUND_CLASSES, SoundClass

INNER_SETS = ("builtin", "domains")  # files in this folder
MOST_EVENTS = 64
_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")  # it names a folder
_NEEDED, _OPTIONAL = {"id", "instruction", "seconds", "events"}, {"domain"}
_EVENT_FIELDS = {"name", "words", "heard_as"}


@dataclass(frozen=True)
class Event:
    """One sound that is asked for: a sound class, or an object of the set.

    name: for people. kinds: names of sound classes, any of which fits; empty for an object.
    words: beginnings of words; a caption of an object must have one of them. heard_as: YAMNet labels that count.
    """

    name: str
    kinds: tuple[str, ...]
    words: tuple[str, ...]
    heard_as: tuple[str, ...]

    def named_by(self, caption: str) -> bool:
        """Whether a caption names this event."""
        if self.kinds:
            sound_class = class_of(caption)
            return sound_class is not None and sound_class.name in self.kinds
        return any(re.search(rf"\b{re.escape(word)}", caption, re.IGNORECASE) for word in self.words)


@dataclass(frozen=True)
class Case:
    """One instruction of a set, and its events. seconds: length to ask for; None for no length."""

    id: str
    instruction: str
    seconds: float | None
    events: tuple[Event, ...]
    domain: str | None = None

    def to_dict(self) -> dict:
        """Plain data for JSON."""
        return json.loads(json.dumps(asdict(self)))


@dataclass(frozen=True)
class LeftOut:
    """Cases that a model was not asked for, because they are longer than the stories that it was trained to plan.

    ids: of the cases, in the order of the set. most_seconds: the length that the model was trained to plan.
    """

    ids: tuple[str, ...]
    most_seconds: float

    @property
    def words(self) -> str:
        """The number, the reason and the ids, in one line."""
        stories = f"{len(self.ids)} stor{'ies are' if len(self.ids) > 1 else 'y is'} left out"
        return (f"{stories}, longer than the {self.most_seconds:g} s that the model was taught to plan: "
                f"{', '.join(self.ids)}")


def without_too_long(cases: Sequence[Case], most_seconds: float | None) -> tuple[tuple[Case, ...], LeftOut | None]:
    """The cases that a model can plan, and those that are too long for it (None if no case is).

    Args:
        most_seconds: of config.PlannerConfig; None for a model without such a limit.

    Raises:
        ValueError: no case is left.
    """
    too_long = [case.id for case in cases
                if most_seconds is not None and case.seconds is not None and case.seconds > most_seconds]
    if not too_long:
        return tuple(cases), None
    left_out = LeftOut(tuple(too_long), most_seconds)
    if len(too_long) == len(cases):
        raise ValueError(f"no story is left to make: {left_out.words}")
    return tuple(case for case in cases if case.id not in left_out.ids), left_out


def class_of(caption: str) -> SoundClass | None:
    """The sound class whose caption occurs in this caption (the longest match), or None."""
    found = [entry for entry in SOUND_CLASSES if re.search(rf"\b{re.escape(entry.caption)}\b", caption, re.IGNORECASE)]
    return max(found, key=lambda entry: len(entry.caption), default=None)


def read_cases(name: str | Path, classes: Collection[str]) -> tuple[Case, ...]:
    """A set of cases, checked whole.

    Args:
        name: a JSONL file, or one of INNER_SETS.
        classes: the names of YAMNet's classes.

    Raises:
        ValueError: with a line for every problem in the file: file, line number, what is wrong.
        OSError: the file cannot be read.
    """
    file = Path(__file__).with_name(f"{name}.jsonl") if str(name) in INNER_SETS else Path(name)
    cases, problems, lines = [], [], {}
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        case, faults = _read_case(line, classes)
        if case is not None and (first := lines.setdefault(case.id.lower(), number)) != number:
            faults = [*faults, f"the id {case.id!r} stands in line {first} as well"]
        problems += [f"{file}:{number}: {fault}" for fault in faults]
        cases.append(case)
    if not cases:
        problems.append(f"{file}:1: there is no case in this file")
    if problems:
        raise ValueError("\n".join([f"{len(problems)} problem{'s' * (len(problems) > 1)} in the set", *problems]))
    return tuple(cases)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{file}: not UTF-8 text ({error})") from error


def _read_case(line: str, classes: Collection[str]) -> tuple[Case | None, list[str]]:
    """The case of a line (None if it cannot be built), and all its faults."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        return None, [f"not JSON ({error})"]
    if not isinstance(data, dict):
        return None, ["a case is an object with named fields"]
    faults = [f"the field {name!r} is missing" for name in sorted(_NEEDED - set(data))]
    faults += [f"the field {name!r} is unknown" for name in sorted(set(data) - _NEEDED - _OPTIONAL)]
    if faults:
        return None, faults
    faults = [fault for fault in (_id_fault(data["id"]), _text_fault(data["instruction"], data["seconds"]),
                                  _seconds_fault(data["seconds"]), _domain_fault(data.get("domain"))) if fault]
    events, event_faults = _read_events(data["events"], classes)
    if _id_fault(data["id"]):
        return None, [*faults, *event_faults]
    case = Case(data["id"], data["instruction"], data["seconds"], tuple(events), data.get("domain"))
    return case, [*faults, *event_faults]


def _id_fault(value) -> str | None:
    if isinstance(value, str) and _ID.fullmatch(value):
        return None
    return f"id is {value!r}; up to 64 letters, digits, '.', '_' and '-' are needed, letters or digits at both ends"


def _text_fault(value, seconds) -> str | None:
    try:
        check_text(value)
    except ValueError as error:
        return f"instruction: {error}"
    if seconds is not None and "The total duration is" in value:
        return "instruction says a total duration; seconds alone says it"
    return None


def _seconds_fault(value) -> str | None:
    try:
        if value is not None:
            check_seconds(value, "seconds", LEAST_STORY_SECONDS, MOST_STORY_SECONDS)
    except ValueError as error:
        return str(error)
    return None


def _domain_fault(value) -> str | None:
    good = value is None or isinstance(value, str) and value.strip()
    return None if good else f"domain is {value!r}; a text is needed"


def _read_events(value, classes: Collection[str]) -> tuple[list[Event], list[str]]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_EVENTS:
        return [], [f"events is {str(value)[:80]!r}; a list of 1 to {MOST_EVENTS} events is needed"]
    events, faults = [], []
    for number, entry in enumerate(value, 1):
        event, wrong = _free_event(entry, classes) if isinstance(entry, dict) else _known_event(entry)
        faults += [f"event {number}: {fault}" for fault in wrong]
        events.append(event)
    return events, faults


def _known_event(entry) -> tuple[Event | None, list[str]]:
    if not isinstance(entry, str):
        return None, [f"{entry!r} is neither a name nor an object"]
    names = tuple(name.strip() for name in entry.split("|"))
    if unknown := [name for name in names if name not in BY_NAME]:
        return None, [f"the catalogue has no kind {name!r}; it has {listed(sorted(BY_NAME))}" for name in unknown]
    heard_as = dict.fromkeys(heard for name in names for heard in BY_NAME[name].yamnet_labels)
    return Event(" or ".join(names), names, (), tuple(heard_as)), []


def _free_event(entry: dict, classes: Collection[str]) -> tuple[Event | None, list[str]]:
    if set(entry) != _EVENT_FIELDS:
        return None, [f"its fields are {listed(sorted(entry))}; {listed(sorted(_EVENT_FIELDS))} are needed"]
    faults = [] if isinstance(entry["name"], str) and entry["name"].strip() else [f"name is {entry['name']!r}"]
    for field in ("words", "heard_as"):
        texts = entry[field]
        if not isinstance(texts, list) or not texts or not all(isinstance(t, str) and t.strip() for t in texts):
            faults.append(f"{field} is {str(texts)[:80]!r}; a list of texts is needed")
    if not faults:
        faults = [f"YAMNet has no class {name!r}" for name in entry["heard_as"] if name not in classes]
    if faults:
        return None, faults
    words, heard_as = (tuple(text.strip() for text in entry[field]) for field in ("words", "heard_as"))
    return Event(entry["name"].strip(), (), words, heard_as), []
