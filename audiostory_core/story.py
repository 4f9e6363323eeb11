"""The story as data: what sounds, for how long, in which order, and how the clips join.

A StoryPlan is written by the planner or by a person, as JSON or as a cue sheet (one line a clip: seconds,
then the caption). It owns the times and the cross-fades (timeline.py), so that every later stage works with the same
lengths.
"""
from __future__ import annotations

import json
from collections.abc import Iterable, Set
from dataclasses import dataclass, field, fields, replace

from .checks import check_file_text
from .clip import Clip, rooms_of
from .cue_sheet import HEAD, read_sheet, read_start, write_sheet
from .errors import listed, quoted
from .faults import RAISE, WRONG, Checks
from .marks import MARK_FIELDS, carried
from .plan_checks import check_film_length, check_plan, cut_to
from .timeline import TOUCHING_SECONDS, Join, joins_of, lanes_of, made_seconds, starts_of, whole_seconds
from .understood import Understood

ONSET_SECONDS = 1.0  # that a clip which is put on its start by its onset is made longer, if its model can
MOST_NOTED_JOINS = 5  # of which each is said alone
DEFAULT_CROSSFADE_SECONDS = 3.0


@dataclass(frozen=True)
class StoryPlan:
    """A story: its clips, when they sound, and how they join. Use `build`, `from_json` or `from_cue_sheet`.

    Clips keep the order in which they were written; `reading_order` is the order in which they begin.

    instruction: what was asked. reasoning: what the LLM thought before it wrote the clips. Both may be empty.
    crossfade_seconds: what was asked for every join; `fades` says what each join really has.
    longest_seconds: the longest clip that the model makes, None where no model is known yet (see `fitted`).
    remarks: what a person should know of how the plan was read from a text. They are said in `notes`, are no part of
        the story, and so of neither JSON, cue sheet nor equality.
    understood: what the planner made of the instruction, see coverage.py; it is in the JSON, but no part of equality.
    length_seconds: how long the whole is, such as the film under which it is put; None ends it with its last clip.
    frame_rate: frames a second of the film, for time code in a cue sheet.
    """

    clips: tuple[Clip, ...]
    instruction: str = ""
    reasoning: str = ""
    crossfade_seconds: float = DEFAULT_CROSSFADE_SECONDS
    longest_seconds: float | None = None
    remarks: tuple[str, ...] = field(default=(), compare=False)
    understood: tuple[Understood, ...] = field(default=(), compare=False)
    length_seconds: float | None = None
    frame_rate: float | None = None

    def __post_init__(self):
        checked = check_plan(vars(self))
        clips, longest, starts = checked.clips, checked.longest_seconds, checked.starts
        rooms = rooms_of(clips, longest)
        joins = joins_of(clips, starts, checked.lanes, checked.crossfade_seconds, rooms)
        made = zip(clips, made_seconds(clips, starts, joins, rooms), rooms, strict=True)
        clips = tuple(replace(clip, generated_seconds=seconds + _onset_seconds(clip, seconds, room))
                      for clip, seconds, room in made)
        object.__setattr__(self, "clips", clips)
        object.__setattr__(self, "crossfade_seconds", checked.crossfade_seconds)
        object.__setattr__(self, "longest_seconds", longest)
        object.__setattr__(self, "length_seconds", checked.length_seconds)

    @classmethod
    def build(cls, entries: Iterable[tuple[str, float]], *, instruction: str = "", reasoning: str = "",
              crossfade_seconds: float = DEFAULT_CROSSFADE_SECONDS,
              longest_seconds: float | None = None) -> StoryPlan:
        """A plan from (caption, seconds) pairs.

        Raises:
            ValueError: no clip or more than MOST_CLIPS, a caption without words, or seconds that are no
                number, not positive, or beyond longest_seconds; the message names the clip.
        """
        clips = tuple(Clip(caption, seconds, seconds) for caption, seconds in entries)
        return cls(clips, instruction, reasoning, crossfade_seconds, longest_seconds)

    @property
    def start_seconds(self) -> tuple[float, ...]:
        """When each clip begins (its fade-in included)."""
        return tuple(starts_of(self.clips))

    @property
    def lanes(self) -> dict[str, tuple[int, ...]]:
        """Lane -> its clips (indices from 0) in the order of their starts; "" is the lane without a name."""
        return {lane: tuple(members) for lane, members in lanes_of(self.clips, self.start_seconds).items()}

    @property
    def joins(self) -> tuple[Join, ...]:
        """Where two clips of a lane meet, and the seconds of their cross-fade."""
        rooms = rooms_of(self.clips, self.longest_seconds)
        return tuple(joins_of(self.clips, self.start_seconds, self.lanes, self.crossfade_seconds, rooms))

    @property
    def fades(self) -> tuple[float, ...]:
        """Seconds of the cross-fade at each of the joins."""
        return tuple(join.seconds for join in self.joins)

    @property
    def reading_order(self) -> tuple[int, ...]:
        """The clips (indices from 0) in the order of their starts, as the language model reads the story."""
        starts = self.start_seconds
        return tuple(sorted(range(len(self.clips)), key=lambda index: starts[index]))

    @property
    def onset_seconds(self) -> tuple[float, ...]:
        """How much longer each clip is made than the plan needs, so that its sound may set in late and be moved."""
        rooms, starts = rooms_of(self.clips, self.longest_seconds), self.start_seconds
        made = made_seconds(self.clips, starts, self.joins, rooms)
        return tuple(_onset_seconds(*parts) for parts in zip(self.clips, made, rooms, strict=True))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was done in reading the plan, and each join whose fade is shorter than asked, with the reason."""
        starts, lines = self.start_seconds, []
        for join in self.joins:
            clip, following = self.clips[join.clip], self.clips[join.following]
            is_overlap = starts[join.following] < starts[join.clip] + clip.seconds - TOUCHING_SECONDS
            if join.seconds >= self.crossfade_seconds or is_overlap:
                continue
            reason = f"clip {join.following + 1} is only {following.generated_seconds:.6g} s long"
            if self.longest_seconds is not None and join.seconds < following.generated_seconds:
                reason = (f"clip {join.clip + 1} lasts {clip.seconds:.6g} s and this model's longest clip is "
                          f"{self.longest_seconds:.6g} s")
            lines.append(f"the cross-fade from clip {join.clip + 1} to clip {join.following + 1} is {join.seconds:.6g}"
                         f" s instead of {self.crossfade_seconds:.6g} s: {reason}")
        if (more := len(lines) - MOST_NOTED_JOINS) > 1:
            lines[MOST_NOTED_JOINS:] = [f"{more} more cross-fades are shorter than {self.crossfade_seconds:.6g} s"]
        return (*self.remarks, *lines)

    @property
    def total_seconds(self) -> float:
        """Length of the whole story."""
        return whole_seconds(self.clips, self.start_seconds) if self.length_seconds is None else self.length_seconds

    def fitted(self, longest_seconds: float) -> StoryPlan:
        """The same plan for a model whose longest clip is longest_seconds: cross-fades shrink to what fits.

        Raises:
            ValueError: a clip is planned longer than the model's longest.
        """
        return replace(self, longest_seconds=longest_seconds)

    def lasting(self, length_seconds: float, frame_rate: float | None = None) -> StoryPlan:
        """The same plan for a film of length_seconds; a clip that ends up to FILM_SLACK_SECONDS behind it is cut there.

        Args:
            frame_rate: of the film; None leaves the plan's.

        Raises:
            ValueError: a clip ends later than that.
        """
        length = check_film_length(length_seconds)
        clips = tuple(cut_to(self.clips, self.start_seconds, length))
        return replace(self, clips=clips, length_seconds=length, frame_rate=frame_rate or self.frame_rate)

    def with_clip(self, index: int, caption: str | None = None, seconds: float | None = None,
                  gain_db: float | None = None) -> StoryPlan:
        """The plan with another caption, length or gain for one clip, index from 0.

        Raises:
            ValueError: no such clip, or the new caption or seconds cannot be (see `build`), or the gain cannot.
        """
        if not 0 <= index < len(self.clips):
            raise ValueError(f"clip index {index} is outside the plan's clips 0 to {len(self.clips) - 1}")
        old = self.clips[index]
        new = replace(old, caption=old.caption if caption is None else caption,
                      seconds=old.seconds if seconds is None else seconds,
                      gain_db=old.gain_db if gain_db is None else gain_db)
        return replace(self, clips=(*self.clips[:index], new, *self.clips[index + 1:]))

    @property
    def _whole(self) -> dict[str, float]:
        """Field -> value of what a cue sheet says in its head, where the plan has it."""
        values = {field: getattr(self, field) for field in HEAD.values()}
        return {field: value for field, value in values.items() if value is not None}

    def to_json(self) -> str:
        """The plan as JSON that a person can read and edit; `from_json` gives an equal plan back."""
        data = {"instruction": self.instruction, "reasoning": self.reasoning,
                "crossfade_seconds": self.crossfade_seconds, "longest_seconds": self.longest_seconds}
        data |= self._whole
        data["clips"] = [{"caption": clip.caption, **_start_of(clip), "seconds": clip.seconds, **carried(clip)}
                         for clip in self.clips]
        if self.understood:
            data["understood"] = [entry.to_dict() for entry in self.understood]
        return json.dumps(data, indent=2, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> StoryPlan:
        """A plan from JSON: `clips`, each with `caption` and `seconds`; all other fields are optional. A clip's
        `start_seconds` may be time code where there is a `frame_rate`.

        Raises:
            ValueError: no JSON, a field unknown or missing, or a value that `build` refuses.
        """
        return cls(**read_json(text))

    def to_cue_sheet(self) -> str:
        """One line a clip, see cue_sheet.py."""
        return write_sheet(self.clips, self._whole)

    @classmethod
    def from_cue_sheet(cls, text: str, *, instruction: str = "", reasoning: str = "",
                       crossfade_seconds: float = DEFAULT_CROSSFADE_SECONDS, longest_seconds: float | None = None,
                       frame_rate: float | None = None) -> StoryPlan:
        """A plan from lines such as `7.5 rain falls on a roof` or `@12.5 4 a door slams #lane=effects`.

        Args:
            text: see cue_sheet.py. Empty lines and # lines are passed over.
            frame_rate: of time code, where the sheet does not say it.

        Raises:
            NoCueSheetError: a line without a number or a caption; names it.
            ValueError: a start or a mark that cannot be, or what `build` refuses.
        """
        fields = read_cue_sheet(text, frame_rate)
        return cls(**fields, instruction=instruction, reasoning=reasoning, crossfade_seconds=crossfade_seconds,
                   longest_seconds=longest_seconds)


CLIP_NEEDS = frozenset({"caption", "seconds"})
CLIP_FIELDS = CLIP_NEEDS | {"start_seconds", *MARK_FIELDS}  # of a clip in JSON
PLAN_FIELDS = frozenset(field.name for field in fields(StoryPlan)) - {"clips", "remarks"}  # of its JSON, beside clips


def read_cue_sheet(text: str, frame_rate: float | None = None, checks: Checks = RAISE) -> dict[str, object]:
    """The fields of a plan that a cue sheet says, see StoryPlan.from_cue_sheet.

    Args:
        checks: where it collects faults, a clip whose line cannot be read is WRONG.
    """
    if checks.of(check_file_text, text, "the cue sheet") is WRONG:
        return {}
    whole, entries = read_sheet(text, frame_rate, checks)
    clips = (entry if entry is WRONG else Clip(generated_seconds=entry["seconds"], **entry) for entry in entries)
    return {"clips": tuple(clips), **whole}


def read_json(text: str, checks: Checks = RAISE, known_only: bool = False) -> dict[str, object]:
    """The fields of a plan that a JSON says, see StoryPlan.from_json.

    Args:
        known_only: pass over fields that a plan does not have, rather than refuse them.
        checks: where it collects faults, a clip that cannot be read is WRONG, and so are the clips where they are no
            list.
    """
    data = checks.of(_parse_json, text)
    if data is WRONG:
        return {}
    checks.of(_check_fields, data, "the plan", {"clips"}, PLAN_FIELDS, known_only)
    if not isinstance(data, dict):
        return {}
    said = {name: data[name] for name in PLAN_FIELDS if name in data}
    rate, clips = data.get("frame_rate"), checks.of(_check_list, data.get("clips", []), "the plan's clips are")
    understood = checks.of(_check_list, data.get("understood", []), "the plan's understood is", field="understood")
    said["clips"] = WRONG if clips is WRONG or "clips" not in data else tuple(
        checks.of(_read_clip, clip, number, rate, known_only, clip=number) for number, clip in enumerate(clips, 1))
    said["understood"] = () if understood is WRONG else tuple(
        checks.of(Understood.from_dict, entry, field="understood") for entry in understood)
    return said


def _onset_seconds(clip: Clip, seconds: float, room: float) -> float:
    """See StoryPlan.onset_seconds; a kept sound is as long as it is."""
    return min(ONSET_SECONDS, max(0.0, room - seconds)) if clip.align == "onset" and clip.lock is None else 0.0


def _start_of(clip: Clip) -> dict[str, float]:
    return {} if clip.start_seconds is None else {"start_seconds": clip.start_seconds}


def _parse_json(text: str):
    check_file_text(text, "the plan's JSON")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"the plan is no valid JSON: {error}") from error
    except RecursionError as error:
        raise ValueError("the plan's JSON is nested too deeply") from error


def _check_list(value: object, what: str) -> list:
    if not isinstance(value, list):
        raise ValueError(f"{what} {quoted(value)}; a list is needed")
    return value


def _read_clip(entry: object, number: int, frame_rate: float | None, known_only: bool) -> Clip:
    name = f"clip {number}"
    _check_fields(entry, name, CLIP_NEEDS, CLIP_FIELDS - CLIP_NEEDS, known_only)
    values = {field: entry[field] for field in CLIP_FIELDS if field in entry}
    if isinstance(start := entry.get("start_seconds"), str):
        values["start_seconds"] = read_start(start, name, frame_rate)
    return Clip(generated_seconds=entry["seconds"], **values)


def _check_fields(data, name: str, needed: Set[str], optional: Set[str], known_only: bool) -> None:
    if not isinstance(data, dict):
        raise ValueError(f"{name} is {quoted(data)}; an object with named fields is needed")
    known = needed | optional
    if not known_only and (unknown := sorted(set(data) - known)):
        raise ValueError(f"{name} has unknown fields {listed(map(quoted, unknown))}; known are {listed(sorted(known))}")
    if missing := sorted(needed - set(data)):
        raise ValueError(f"{name} lacks the fields {listed(missing)}")
