"""One clip of a story as data, and what its own values may be."""
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .checks import ROUNDING_SECONDS, check_seconds, check_words
from .errors import quoted
from .faults import RAISE, WRONG, Checks
from .marks import check_marks, lock_parts
from .timeline import MOST_START_SECONDS

SHORTEST_CLIP_SECONDS = 0.01  # shorter than any sound, and still some samples at every rate
MOST_CAPTION_CHARACTERS = 1_000


@dataclass(frozen=True)
class Clip:
    """One event of a story.

    caption: what sounds, one line.
    seconds: its planned length; a clip that follows in its lane begins then.
    generated_seconds: planned length and the cross-fade into the next clip; what sampler and decoder make.
    seed: of its noise; None for one that follows from the story's.
    lock: the key under which its latent is kept, where it is to stay as it is; 16 hexadecimal digits. With @SECONDS
        behind it, the clip begins so far into that sound, so that one sound may be split into several clips.
    redo: a stretch of the kept sound that is made anew all the same, (start, end) in seconds from the clip's begin; its
        caption then says what is heard in the stretch.
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
    redo: tuple[float, float] | None = None

    @property
    def lock_key(self) -> str | None:
        """The key alone."""
        return lock_parts(self.lock)[0]

    @property
    def lock_seconds(self) -> float:
        """Where in the kept sound the clip begins."""
        return lock_parts(self.lock)[1]


def rooms_of(clips: Sequence[Clip], longest: float | None) -> list[float]:
    """The longest that each clip can be: a part of a kept sound ends with it."""
    return [math.inf if longest is None else longest - clip.lock_seconds for clip in clips]


def checked_clip(clip: Clip, number: int, longest: float | None, checks: Checks = RAISE) -> Clip | None:
    """The clip with its own values in their types; when it sounds beside others is not looked at.

    Args:
        number: of the clip in its plan, from 1.
        longest: seconds of the model's longest clip; None where no model is known.

    Returns:
        The clip, or None where `checks` collects faults and it cannot be told when the clip sounds.

    Raises:
        ValueError: a value cannot be; names the clip and the value.
    """
    values = {
        "caption": checks.of(_check_caption, clip.caption, number, clip=number, field="caption"),
        "seconds": checks.of(check_seconds, clip.seconds, f"clip {number}'s length", SHORTEST_CLIP_SECONDS,
                             clip=number, field="seconds"),
        "start_seconds": checks.of(_check_start, clip.start_seconds, number, clip=number, field="start_seconds"),
        **check_marks(clip, number, checks),
    }
    if any(values[field] is WRONG for field in ("seconds", "start_seconds", "lane")):
        return None
    known = {field: value for field, value in values.items() if value is not WRONG}
    if "lock" in known:
        checks.of(_check_room, known["seconds"], known["lock"], number, longest, clip=number, field="seconds")
    if known.get("redo") is not None:
        checks.of(_check_redo, known["redo"], known["seconds"], known.get("lock"), number, clip=number, field="redo")
    return replace(clip, generated_seconds=known["seconds"], **known)


def _check_caption(caption: str, number: int) -> str:
    name = f"clip {number}'s caption"
    caption = check_words(caption, name, MOST_CAPTION_CHARACTERS).strip()
    if len(caption.splitlines()) > 1:
        raise ValueError(f"{name} has a line break after {quoted(caption.splitlines()[0])}; write one line")
    return caption


def _check_start(start: float | None, number: int) -> float | None:
    # -0.0 is 0.0
    return None if start is None else check_seconds(start, f"clip {number}'s start", 0.0, MOST_START_SECONDS) + 0.0


def _check_room(seconds: float, lock: str | None, number: int, longest: float | None) -> None:
    begin = lock_parts(lock)[1]
    if longest is None or seconds <= longest - begin + ROUNDING_SECONDS:
        return
    within = f", and it begins {begin:.6g} s into a kept one" if begin else ""
    raise ValueError(f"clip {number}'s length is {seconds:.6g} s; this model's longest clip is {longest:.6g} s{within}")


def _check_redo(redo: tuple[float, float], seconds: float, lock: str | None, number: int) -> None:
    if lock is None:
        raise ValueError(f"clip {number} has a stretch to redo, but is not locked; only in a kept sound (#lock) can a "
                         "stretch be made anew")
    if redo[0] >= seconds:
        raise ValueError(f"clip {number}'s stretch to redo begins at {redo[0]:.6g} s; the clip lasts {seconds:.6g} s")
