"""The story as data: what sounds, for how long, in which order, and how the clips join.

A StoryPlan is written by the planner or by a person, as JSON or as a cue sheet (one line a clip: seconds,
then the caption). It owns the times and the cross-fades (timeline.py), so that every later stage works with the same
lengths.
"""
from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, fields, replace

from .checks import ROUNDING_SECONDS, check_file_text, check_plain_text, check_seconds, check_words
from .cue_sheet import HEAD, read_sheet, read_start, write_sheet
from .errors import listed, quoted
from .marks import MARK_FIELDS, carried, check_marks, lock_parts
from .timecode import check_frame_rate
from .timeline import (
    MOST_START_SECONDS,
    TOUCHING_SECONDS,
    Join,
    joins_of,
    lanes_of,
    made_seconds,
    starts_of,
    whole_seconds,
)
from .understood import Understood

MOST_CLIPS = 1_000  # two hours of clips of eight seconds are 900
ONSET_SECONDS = 1.0  # that a clip which is put on its start by its onset is made longer, if its model can
FILM_SLACK_SECONDS = 0.05  # a planner rounds, and a film's frames are that long
MOST_NOTED_JOINS = 5  # of which each is said alone
SHORTEST_CLIP_SECONDS = 0.01  # shorter than any sound, and still some samples at every rate
DEFAULT_CROSSFADE_SECONDS = 3.0
MOST_CAPTION_CHARACTERS = 1_000
MOST_ASKED_CHARACTERS = 45_000  # of all chapters together
MOST_REASONING_CHARACTERS = 80_000

TIME_MARKS = ("<timestamp>", "</timestamp>")
_LENGTH_SLACK_SECONDS = 1e-6  # adding up times leaves less


@dataclass(frozen=True)
class Clip:
    """One event of a story.

    caption: what sounds, one line.
    seconds: its planned length; a clip that follows in its lane begins then.
    generated_seconds: planned length and the cross-fade into the next clip; what sampler and decoder make.
    seed: of its noise; None for one that follows from the story's.
    lock: the key under which its latent is kept, where it is to stay as it is; 16 hexadecimal digits. With @SECONDS
        behind it, the clip begins so far into that sound, so that one sound may be split into several clips.
    gain_db: how much louder it is in the story than it was made, in decibels.
    start_seconds: when it begins; None where it follows the clip before it in its lane.
    lane: clips of a lane follow each other, lanes sound together. The first lane has no name.
    align: "onset" puts the moment at which its sound sets in on its start, rather than where its sound begins.
    """

    caption: str
    seconds: float
    generated_seconds: float
    seed: int | None = None
    lock: str | None = None
    gain_db: float = 0.0
    start_seconds: float | None = None
    lane: str = ""
    align: str | None = None

    @property
    def lock_key(self) -> str | None:
        """The key alone."""
        return lock_parts(self.lock)[0]

    @property
    def lock_seconds(self) -> float:
        """Where in the kept sound the clip begins."""
        return lock_parts(self.lock)[1]


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
        check_plain_text(self.instruction, "the plan's instruction", MOST_ASKED_CHARACTERS)
        # a model may mark times while it reasons; they must come back to it as it wrote them
        check_plain_text(self.reasoning, "the plan's reasoning", MOST_REASONING_CHARACTERS, TIME_MARKS)
        crossfade = check_seconds(self.crossfade_seconds, "crossfade_seconds", 0.0)
        longest = self.longest_seconds
        if longest is not None:
            longest = check_seconds(longest, "longest_seconds", SHORTEST_CLIP_SECONDS)
        if not 1 <= len(self.clips) <= MOST_CLIPS:
            raise ValueError(f"the plan has {len(self.clips)} clips; 1 to {MOST_CLIPS} are possible")
        check_frame_rate(self.frame_rate)
        clips = tuple(_checked(clip, number, longest) for number, clip in enumerate(self.clips, 1))
        starts, rooms = starts_of(clips), _rooms(clips, longest)
        joins = joins_of(clips, starts, lanes_of(clips, starts), crossfade, rooms)
        length = _check_length(clips, starts, self.length_seconds)
        made = zip(clips, made_seconds(clips, starts, joins, rooms), rooms, strict=True)
        clips = tuple(replace(clip, generated_seconds=seconds + _onset_seconds(clip, seconds, room))
                      for clip, seconds, room in made)
        object.__setattr__(self, "clips", clips)
        object.__setattr__(self, "crossfade_seconds", crossfade)
        object.__setattr__(self, "longest_seconds", longest)
        object.__setattr__(self, "length_seconds", length)

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
        rooms = _rooms(self.clips, self.longest_seconds)
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
        rooms, starts = _rooms(self.clips, self.longest_seconds), self.start_seconds
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
        length = check_seconds(length_seconds, "the film's length", SHORTEST_CLIP_SECONDS, MOST_START_SECONDS)

        def cut(clip: Clip, start: float) -> Clip:
            over = start + clip.seconds - length
            return replace(clip, seconds=clip.seconds - over) if 0 < over <= FILM_SLACK_SECONDS < clip.seconds else clip

        clips = tuple(map(cut, self.clips, self.start_seconds))
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
        data = _parse_json(text)
        _check_fields(data, "the plan", needed={"clips"},
                      optional=PLAN_FIELDS)
        clips, understood = data.pop("clips"), data.pop("understood", [])
        if not isinstance(clips, list):
            raise ValueError(f"the plan's clips are {quoted(clips)}; a list is needed")
        if not isinstance(understood, list):
            raise ValueError(f"the plan's understood is {quoted(understood)}; a list is needed")
        for number, clip in enumerate(clips, 1):
            _check_fields(clip, f"clip {number}", needed=CLIP_NEEDS, optional=CLIP_FIELDS - CLIP_NEEDS)
            if isinstance(start := clip.get("start_seconds"), str):
                check_frame_rate(data.get("frame_rate"))
                clip["start_seconds"] = read_start(start, f"clip {number}", data.get("frame_rate"))
        return cls(tuple(Clip(generated_seconds=clip["seconds"], **clip) for clip in clips), **data,
                   understood=tuple(map(Understood.from_dict, understood)))

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
        check_file_text(text, "the cue sheet")
        whole, entries = read_sheet(text, frame_rate)
        clips = tuple(Clip(generated_seconds=entry["seconds"], **entry) for entry in entries)
        return cls(clips, instruction, reasoning, crossfade_seconds, longest_seconds, **whole)


CLIP_NEEDS = frozenset({"caption", "seconds"})
CLIP_FIELDS = CLIP_NEEDS | {"start_seconds", *MARK_FIELDS}  # of a clip in JSON
PLAN_FIELDS = frozenset(field.name for field in fields(StoryPlan)) - {"clips", "remarks"}  # of its JSON, beside clips


def _rooms(clips: Sequence[Clip], longest: float | None) -> list[float]:
    """The longest that each clip can be: a part of a kept sound ends with it."""
    return [math.inf if longest is None else longest - clip.lock_seconds for clip in clips]


def _checked(clip: Clip, number: int, longest: float | None) -> Clip:
    """The clip with its own values in their types; when it sounds beside others is not looked at."""
    caption, seconds = _check_caption(clip.caption, number), _check_clip_seconds(clip, number, longest)
    start = clip.start_seconds
    if start is not None:
        start = check_seconds(start, f"clip {number}'s start", 0.0, MOST_START_SECONDS) + 0.0  # -0.0 is 0.0
    return Clip(caption, seconds, seconds, start_seconds=start, **check_marks(clip, f"clip {number}"))


def _onset_seconds(clip: Clip, seconds: float, room: float) -> float:
    """See StoryPlan.onset_seconds; a kept sound is as long as it is."""
    return min(ONSET_SECONDS, max(0.0, room - seconds)) if clip.align == "onset" and clip.lock is None else 0.0


def _check_length(clips: Sequence[Clip], starts: Sequence[float], length: float | None) -> float | None:
    if length is None:
        return None
    length = check_seconds(length, "the plan's length", SHORTEST_CLIP_SECONDS, MOST_START_SECONDS)
    for number, (clip, start) in enumerate(zip(clips, starts, strict=True), 1):
        if start + clip.seconds > length + _LENGTH_SLACK_SECONDS:
            raise ValueError(f"clip {number} ends at {start + clip.seconds:.6g} s; the plan's length is {length:.6g} s")
    return length


def _start_of(clip: Clip) -> dict[str, float]:
    return {} if clip.start_seconds is None else {"start_seconds": clip.start_seconds}


def _check_caption(caption: str, number: int) -> str:
    name = f"clip {number}'s caption"
    caption = check_words(caption, name, MOST_CAPTION_CHARACTERS).strip()
    if len(caption.splitlines()) > 1:
        raise ValueError(f"{name} has a line break after {quoted(caption.splitlines()[0])}; write one line")
    return caption


def _check_clip_seconds(clip: Clip, number: int, longest: float | None) -> float:
    name, room = f"clip {number}'s length", _rooms([clip], longest)[0]
    seconds = check_seconds(clip.seconds, name, SHORTEST_CLIP_SECONDS)
    if seconds > room + ROUNDING_SECONDS:
        within = f", and it begins {clip.lock_seconds:.6g} s into a kept one" if clip.lock_seconds else ""
        raise ValueError(f"{name} is {seconds:.6g} s; this model's longest clip is {longest:.6g} s{within}")
    return seconds


def _parse_json(text: str):
    check_file_text(text, "the plan's JSON")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"the plan is no valid JSON: {error}") from error
    except RecursionError as error:
        raise ValueError("the plan's JSON is nested too deeply") from error


def _check_fields(data, name: str, needed: Set[str], optional: Set[str] = frozenset()) -> None:
    if not isinstance(data, dict):
        raise ValueError(f"{name} is {quoted(data)}; an object with named fields is needed")
    known = needed | optional
    if unknown := sorted(set(data) - known):
        raise ValueError(f"{name} has unknown fields {listed(map(quoted, unknown))}; known are {listed(sorted(known))}")
    if missing := sorted(needed - set(data)):
        raise ValueError(f"{name} lacks the fields {listed(missing)}")
