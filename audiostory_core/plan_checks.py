"""What the values of a plan may be, and whether its clips can sound when they are to."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .checks import check_plain_text, check_seconds
from .clip import SHORTEST_CLIP_SECONDS, Clip, checked_clip
from .faults import RAISE, WRONG, Checks
from .timecode import check_frame_rate
from .timeline import MOST_START_SECONDS, lanes_of, starts_of

MOST_CLIPS = 1_000  # two hours of clips of eight seconds are 900
MOST_ASKED_CHARACTERS = 45_000  # of all chapters together
MOST_REASONING_CHARACTERS = 80_000
FILM_SLACK_SECONDS = 0.05  # a planner rounds, and a film's frames are that long

TIME_MARKS = ("<timestamp>", "</timestamp>")
_LENGTH_SLACK_SECONDS = 1e-6  # adding up times leaves less


@dataclass(frozen=True)
class CheckedPlan:
    """A plan's values in their types.

    A clip is None, and starts and lanes are None, where faults are collected and it cannot be told when clips sound.
    """

    clips: tuple[Clip | None, ...]
    crossfade_seconds: float
    longest_seconds: float | None
    length_seconds: float | None
    starts: list[float] | None
    lanes: dict[str, list[int]] | None


def check_plan(values: Mapping[str, object], checks: Checks = RAISE) -> CheckedPlan:
    """The values of a plan, each looked at, and when its clips sound.

    Args:
        values: field of StoryPlan -> value. Where faults are collected, clips, and each of them, may be WRONG.

    Raises:
        ValueError: a value cannot be, see StoryPlan.build.
    """
    checks.of(check_plain_text, values["instruction"], "the plan's instruction", MOST_ASKED_CHARACTERS,
              field="instruction")
    # a model may mark times while it reasons; they must come back to it as it wrote them
    checks.of(check_plain_text, values["reasoning"], "the plan's reasoning", MOST_REASONING_CHARACTERS, TIME_MARKS,
              field="reasoning")
    crossfade = checks.of(check_seconds, values["crossfade_seconds"], "crossfade_seconds", 0.0,
                          field="crossfade_seconds")
    longest = checks.of(_check_longest, values["longest_seconds"], field="longest_seconds")
    entries = values["clips"]
    if entries is WRONG:
        entries = ()
    else:
        checks.of(_check_count, len(entries), field="clips")
    checks.of(check_frame_rate, values["frame_rate"], field="frame_rate")
    most = None if longest is WRONG else longest
    clips = tuple(None if clip is WRONG else checked_clip(clip, number, most, checks)
                  for number, clip in enumerate(entries, 1))
    starts = lanes = None
    if not any(clip is None for clip in clips):
        starts = starts_of(clips)
        lanes = lanes_of(clips, starts, checks)
    length = checks.of(_check_length, values["length_seconds"], field="length_seconds")
    if starts is not None and length is not WRONG:
        check_ends(clips, starts, length, checks)
    return CheckedPlan(clips, crossfade, longest, length, starts, lanes)


def check_ends(clips: Sequence[Clip], starts: Sequence[float], length: float | None, checks: Checks = RAISE) -> None:
    """Refuse a clip that ends later than the whole, of `length` seconds; None ends the whole with its last clip.

    Raises:
        ValueError: names the clip.
    """
    for number, (clip, start) in enumerate(zip(clips, starts, strict=True), 1):
        checks.of(_check_end, start + clip.seconds, number, length, clip=number, field="length_seconds")


def check_film_length(length_seconds: float) -> float:
    """Seconds of a film as float.

    Raises:
        ValueError: no plan can be as long.
    """
    return check_seconds(length_seconds, "the film's length", SHORTEST_CLIP_SECONDS, MOST_START_SECONDS)


def cut_to(clips: Sequence[Clip], starts: Sequence[float], length: float) -> list[Clip]:
    """The clips of a plan for a film of `length` seconds: one that ends a little behind it is cut, see `lasting`."""
    def cut(clip: Clip, start: float) -> Clip:
        over = start + clip.seconds - length
        return replace(clip, seconds=clip.seconds - over) if 0 < over <= FILM_SLACK_SECONDS < clip.seconds else clip

    return list(map(cut, clips, starts))


def _check_longest(longest: float | None) -> float | None:
    return None if longest is None else check_seconds(longest, "longest_seconds", SHORTEST_CLIP_SECONDS)


def _check_count(clips: int) -> None:
    if not 1 <= clips <= MOST_CLIPS:
        raise ValueError(f"the plan has {clips} clips; 1 to {MOST_CLIPS} are possible")


def _check_length(length: float | None) -> float | None:
    if length is None:
        return None
    return check_seconds(length, "the plan's length", SHORTEST_CLIP_SECONDS, MOST_START_SECONDS)


def _check_end(end: float, number: int, length: float | None) -> None:
    if length is not None and end > length + _LENGTH_SLACK_SECONDS:
        raise ValueError(f"clip {number} ends at {end:.6g} s; the plan's length is {length:.6g} s")
