"""The story as data: what sounds, for how long, in which order, and how the clips join.

A StoryPlan is written by the planner or by a person, as JSON or as a cue sheet (one line a clip: seconds,
then the caption). It owns the cross-fades, so that every later stage works with the same lengths.
"""
from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from numbers import Real

from .errors import NoCueSheetError, listed
from .marks import MARK_FIELDS, carried, check_marks, lock_parts, quoted, read_marks, split_marks, written_marks
from .understood import Understood
from .units import read_units, split_unit

MOST_CLIPS = 256
SHORTEST_CLIP_SECONDS = 0.01  # shorter than any sound, and still some samples at every rate
DEFAULT_CROSSFADE_SECONDS = 3.0
MOST_CAPTION_CHARACTERS = 1_000
MOST_INSTRUCTION_CHARACTERS = 5_000
MOST_REASONING_CHARACTERS = 20_000
MOST_FILE_CHARACTERS = 200_000  # of a JSON plan or a cue sheet

TIME_MARKS = ("<timestamp>", "</timestamp>")
_SPECIAL_TOKEN = re.compile(r"<\|[^<>|\s]*\|>|</?(?:t5|aud|timestamp)(?:_\d+)?>|<video_padding>")
_ROUNDING_SECONDS = 1e-9


def check_plain_text(text: str, name: str, most_characters: int, allowed: Sequence[str] = ()) -> str:
    """The text itself, if a language model can be given it as plain words.

    Args:
        text: may be empty.
        name: what the text is, for the message.
        allowed: special tokens that may be in it.

    Raises:
        ValueError: not a text, too long, not encodable, or with a special token of the model in it.
    """
    if not isinstance(text, str):
        raise ValueError(f"{name} is {quoted(text)}; a text is needed")
    if len(text) > most_characters:
        raise ValueError(f"{name} has {len(text)} characters; at most {most_characters} are allowed")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError(f"{name} holds half a character (a lone surrogate); it is no valid text")
    for mark in _SPECIAL_TOKEN.findall(text):
        if mark not in allowed:
            raise ValueError(f"{name} holds {mark!r}, a mark of the model that cannot be part of a text")
    return text


def check_words(text: str, name: str, most_characters: int) -> str:
    """`check_plain_text`, and there must be words in it.

    Raises:
        ValueError: as `check_plain_text`; or empty, or without a single letter.
    """
    check_plain_text(text, name, most_characters)
    if not text.strip():
        raise ValueError(f"{name} is empty; say what is to be heard")
    if not any(character.isalpha() for character in text):
        raise ValueError(f"{name} is {quoted(text.strip())}, without a letter; use words")
    return text


def check_seconds(value: float, name: str, least: float, most: float | None = None) -> float:
    """A number of seconds as float.

    Raises:
        ValueError: no number, not finite, less than least, more than most.
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(f"{name} is {quoted(value)}; a number of seconds is needed")
    try:
        seconds = float(value)
    except OverflowError:
        seconds = math.inf
    if not math.isfinite(seconds):
        raise ValueError(f"{name} is {seconds}; a finite number of seconds is needed")
    if seconds < least:
        raise ValueError(f"{name} is {seconds} s; at least {least} s is needed")
    if most is not None and seconds > most + _ROUNDING_SECONDS:
        raise ValueError(f"{name} is {seconds} s; at most {most:.6g} s is possible")
    return seconds


@dataclass(frozen=True)
class Clip:
    """One event of a story.

    caption: what sounds, one line.
    seconds: how long it has the story for itself, its planned length.
    generated_seconds: planned length and the cross-fade into the next clip; what sampler and decoder make.
    seed: of its noise, where it is to have one of its own.
    lock: the key under which its latent is kept, where it is to stay as it is; 16 hexadecimal digits. With @SECONDS
        behind it, the clip begins so far into that sound, so that one sound may be split into several clips.
    gain_db: how much louder it is in the story than it was made, in decibels.
    """

    caption: str
    seconds: float
    generated_seconds: float
    seed: int | None = None
    lock: str | None = None
    gain_db: float = 0.0

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
    """A story: its clips in time order, and how they join. Use `build`, `from_json` or `from_cue_sheet`.

    instruction: what was asked. reasoning: what the LLM thought before it wrote the clips. Both may be empty.
    crossfade_seconds: what was asked for every join; `fades` says what each join really has.
    longest_seconds: the longest clip that the model makes, None where no model is known yet (see `fitted`).
    remarks: what a person should know of how the plan was read from a text. They are said in `notes`, are no part of
        the story, and so of neither JSON, cue sheet nor equality.
    understood: what the planner made of the instruction, see coverage.py; it is in the JSON, but no part of equality.
    """

    clips: tuple[Clip, ...]
    instruction: str = ""
    reasoning: str = ""
    crossfade_seconds: float = DEFAULT_CROSSFADE_SECONDS
    longest_seconds: float | None = None
    remarks: tuple[str, ...] = field(default=(), compare=False)
    understood: tuple[Understood, ...] = field(default=(), compare=False)

    def __post_init__(self):
        check_plain_text(self.instruction, "the plan's instruction", MOST_INSTRUCTION_CHARACTERS)
        # a model may mark times while it reasons; they must come back to it as it wrote them
        check_plain_text(self.reasoning, "the plan's reasoning", MOST_REASONING_CHARACTERS, TIME_MARKS)
        crossfade = check_seconds(self.crossfade_seconds, "crossfade_seconds", 0.0)
        longest = self.longest_seconds
        if longest is not None:
            longest = check_seconds(longest, "longest_seconds", SHORTEST_CLIP_SECONDS)
        if not 1 <= len(self.clips) <= MOST_CLIPS:
            raise ValueError(f"the plan has {len(self.clips)} clips; 1 to {MOST_CLIPS} are possible")
        numbered = tuple(enumerate(self.clips, 1))
        captions = [_check_caption(clip.caption, number) for number, clip in numbered]
        marks = [check_marks(clip, f"clip {number}") for number, clip in numbered]
        rooms = _rooms(self.clips, longest)
        seconds = [_check_clip_seconds(clip, number, room, longest)
                   for (number, clip), room in zip(numbered, rooms, strict=True)]
        generated = [planned + fade for planned, fade
                     in zip(seconds, [*_fades(seconds, crossfade, rooms), 0.0], strict=True)]
        # planned + (longest - planned) may be a rounding error longer
        generated = [min(length, room) for length, room in zip(generated, rooms, strict=True)]
        clips = (Clip(*sizes, **own) for *sizes, own in zip(captions, seconds, generated, marks, strict=True))
        object.__setattr__(self, "clips", tuple(clips))
        object.__setattr__(self, "crossfade_seconds", crossfade)
        object.__setattr__(self, "longest_seconds", longest)

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
    def fades(self) -> tuple[float, ...]:
        """Seconds of the cross-fade at each of the N - 1 joins."""
        seconds = [clip.seconds for clip in self.clips]
        return tuple(_fades(seconds, self.crossfade_seconds, _rooms(self.clips, self.longest_seconds)))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was done in reading the plan, and each join whose fade is shorter than asked, with the reason."""
        lines = list(self.remarks)
        for index, fade in enumerate(self.fades):
            if fade >= self.crossfade_seconds:
                continue
            clip, following = self.clips[index], self.clips[index + 1]
            reason = f"clip {index + 2} is only {following.generated_seconds:.6g} s long"
            if self.longest_seconds is not None and fade < following.generated_seconds:
                reason = (f"clip {index + 1} lasts {clip.seconds:.6g} s and this model's longest clip is "
                          f"{self.longest_seconds:.6g} s")
            lines.append(f"the cross-fade from clip {index + 1} to clip {index + 2} is {fade:.6g} s instead "
                         f"of {self.crossfade_seconds:.6g} s: {reason}")
        return tuple(lines)

    @property
    def total_seconds(self) -> float:
        """Length of the whole story."""
        return math.fsum(clip.seconds for clip in self.clips)

    @property
    def start_seconds(self) -> tuple[float, ...]:
        """When each clip begins (its fade-in included)."""
        return tuple(accumulate((clip.seconds for clip in self.clips[:-1]), initial=0.0))

    def fitted(self, longest_seconds: float) -> StoryPlan:
        """The same plan for a model whose longest clip is longest_seconds: cross-fades shrink to what fits.

        Raises:
            ValueError: a clip is planned longer than the model's longest.
        """
        return replace(self, longest_seconds=longest_seconds)

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

    def to_json(self) -> str:
        """The plan as JSON that a person can read and edit; `from_json` gives an equal plan back."""
        data = {"instruction": self.instruction, "reasoning": self.reasoning,
                "crossfade_seconds": self.crossfade_seconds, "longest_seconds": self.longest_seconds,
                "clips": [{"caption": clip.caption, "seconds": clip.seconds, **carried(clip)} for clip in self.clips]}
        if self.understood:
            data["understood"] = [entry.to_dict() for entry in self.understood]
        return json.dumps(data, indent=2, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> StoryPlan:
        """A plan from JSON: `clips`, each with `caption` and `seconds`; all other fields are optional.

        Raises:
            ValueError: no JSON, a field unknown or missing, or a value that `build` refuses.
        """
        data = _parse_json(text)
        _check_fields(data, "the plan", needed={"clips"},
                      optional={"instruction", "reasoning", "crossfade_seconds", "longest_seconds", "understood"})
        clips, understood = data.pop("clips"), data.pop("understood", [])
        if not isinstance(clips, list):
            raise ValueError(f"the plan's clips are {quoted(clips)}; a list is needed")
        if not isinstance(understood, list):
            raise ValueError(f"the plan's understood is {quoted(understood)}; a list is needed")
        for number, clip in enumerate(clips, 1):
            _check_fields(clip, f"clip {number}", needed={"caption", "seconds"}, optional=set(MARK_FIELDS))
        return cls(tuple(Clip(generated_seconds=clip["seconds"], **clip) for clip in clips), **data,
                   understood=tuple(map(Understood.from_dict, understood)))

    def to_cue_sheet(self) -> str:
        """One line a clip: seconds, then the caption, then #seed=..., #lock=... and #gain=... where it has them."""
        units = read_units()  # a caption that would be read as one has one in front
        return "".join(f"{clip.seconds!r}{'' if split_unit(clip.caption, units)[1] == clip.caption else ' s'} "
                       f"{clip.caption}{written_marks(clip)}\n" for clip in self.clips)

    @classmethod
    def from_cue_sheet(cls, text: str, *, instruction: str = "", reasoning: str = "",
                       crossfade_seconds: float = DEFAULT_CROSSFADE_SECONDS,
                       longest_seconds: float | None = None) -> StoryPlan:
        """A plan from lines such as `7.5 rain falls on a roof`; empty lines and # lines are passed over.

        A unit may stand behind the number, see units.py. A line may end in #seed=NUMBER, #lock=KEY and #gain=DECIBELS,
        see Clip.

        Raises:
            NoCueSheetError: a line without a number or a caption; names it.
            ValueError: a mark that cannot be, or what `build` refuses.
        """
        check_file_text(text, "the cue sheet")
        units = read_units()
        clips = tuple(_cue(line, number, units) for number, line in enumerate(text.splitlines(), 1)
                      if line.strip() and not line.lstrip().startswith("#"))
        return cls(clips, instruction, reasoning, crossfade_seconds, longest_seconds)


def _rooms(clips: Sequence[Clip], longest: float | None) -> list[float]:
    """The longest that each clip can be: a part of a kept sound ends with it."""
    return [math.inf if longest is None else longest - clip.lock_seconds for clip in clips]


def _fades(seconds: list[float], asked: float, rooms: list[float]) -> list[float]:
    """Cross-fade of each join; from the last to the first, as a clip must hold the fade into it whole."""
    fades = [0.0] * (len(seconds) - 1)
    following = seconds[-1]
    for index in reversed(range(len(fades))):
        fades[index] = min(asked, max(0.0, rooms[index] - seconds[index]), following)
        following = seconds[index] + fades[index]
    return fades


def _check_caption(caption: str, number: int) -> str:
    name = f"clip {number}'s caption"
    caption = check_words(caption, name, MOST_CAPTION_CHARACTERS).strip()
    if len(caption.splitlines()) > 1:
        raise ValueError(f"{name} has a line break after {quoted(caption.splitlines()[0])}; write one line")
    return caption


def _check_clip_seconds(clip: Clip, number: int, room: float, longest: float | None) -> float:
    name = f"clip {number}'s length"
    seconds = check_seconds(clip.seconds, name, SHORTEST_CLIP_SECONDS)
    if seconds > room + _ROUNDING_SECONDS:
        within = f", and it begins {clip.lock_seconds:.6g} s into a kept one" if clip.lock_seconds else ""
        raise ValueError(f"{name} is {seconds:.6g} s; this model's longest clip is {longest:.6g} s{within}")
    return seconds


def check_file_text(text: str, name: str) -> None:
    """Refuse what is no text, or one too long to be a plan's.

    Raises:
        ValueError: no text, or more than MOST_FILE_CHARACTERS.
    """
    if not isinstance(text, str):
        raise ValueError(f"{name} is {quoted(text)}; a text is needed")
    if len(text) > MOST_FILE_CHARACTERS:
        raise ValueError(f"{name} has {len(text)} characters; at most {MOST_FILE_CHARACTERS} are allowed")


def _parse_json(text: str):
    check_file_text(text, "the plan's JSON")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"the plan is no valid JSON: {error}") from error
    except RecursionError as error:
        raise ValueError("the plan's JSON is nested too deeply") from error


def _check_fields(data, name: str, needed: set[str], optional: set[str] = frozenset()) -> None:
    if not isinstance(data, dict):
        raise ValueError(f"{name} is {quoted(data)}; an object with named fields is needed")
    known = needed | optional
    if unknown := sorted(set(data) - known):
        raise ValueError(f"{name} has unknown fields {listed(map(quoted, unknown))}; known are {listed(sorted(known))}")
    if missing := sorted(needed - set(data)):
        raise ValueError(f"{name} lacks the fields {listed(missing)}")


def _cue(line: str, number: int, units: dict[str, float]) -> Clip:
    place = f"cue sheet line {number}"
    line, found = split_marks(line)
    marks = read_marks(found, place)
    first, *rest = line.split(maxsplit=1)
    try:
        seconds = float(first)
    except ValueError as error:
        raise NoCueSheetError(f"{place} begins with {quoted(first)}; it must begin with the clip's seconds, then the "
                              "caption") from error
    if not rest:
        raise NoCueSheetError(f"{place} has no caption after {first!r}")
    factor, caption = split_unit(rest[0].rstrip(), units)
    return Clip(caption, seconds * factor, seconds * factor, **marks)
