"""Reads clock times ("1:02") and SMPTE time code ("00:01:02:12") as seconds."""
from __future__ import annotations

import re

from .checks import is_number

_SPLIT_CLOCK = re.compile(r"[:;]")


def check_frame_rate(frame_rate: float | None) -> None:
    """Check a film's frame rate.

    Raises:
        ValueError: it is neither None nor a number from 1 to 1000.
    """
    if frame_rate is not None and (not is_number(frame_rate) or not 1 <= frame_rate <= 1000):
        raise ValueError(f"the frame rate is {frame_rate!r}; frames a second from 1 to 1000 are possible")


def timecode_seconds(text: str, frame_rate: float | None) -> float:
    """Seconds of a time code hours:minutes:seconds:frames. A ; before the frames means drop-frame time code.

    Args:
        frame_rate: frames a second of the film; 29.97 and 59.94 are taken as 30000/1001 and 60000/1001.

    Raises:
        ValueError: no frame rate, one that no film has, parts that are not whole numbers, or a part that is too large
            for its place.

    Source: SMPTE ST 12-1. In drop-frame time code, frame numbers 0 and 1 (0 to 3 at 60 frames a second) are skipped in
    every minute that is not a multiple of ten.
    """
    if frame_rate is None:
        raise ValueError(f"the time {text!r} is hours:minutes:seconds:frames, and the text does not say how many "
                         "frames a second has; give the frame rate")
    check_frame_rate(frame_rate)
    parts = _SPLIT_CLOCK.split(text)
    if not all(part.isdecimal() for part in parts):
        raise ValueError(f"the time {text!r} is none; write whole frames, as 00:00:06:12")
    hours, minutes, seconds, frames = map(int, parts)
    nominal = round(frame_rate)
    exact = nominal * 1000 / 1001 if abs(frame_rate - nominal * 1000 / 1001) < 0.01 else float(frame_rate)
    if frames >= nominal or seconds > 59 or minutes > 59:
        raise ValueError(f"the time {text!r} cannot be at {frame_rate:g} frames a second")
    whole = (hours * 60 + minutes) * 60 + seconds
    if ";" not in text:
        return (whole * nominal + frames) / exact
    dropped = 2 * nominal // 30 * (hours * 60 + minutes - (hours * 60 + minutes) // 10)
    return (whole * nominal + frames - dropped) / exact


def clock_seconds(text: str, frame_rate: float | None = None) -> float:
    """Seconds of a clock time such as "0:08" or "1:02:03.5", or of time code.

    Raises:
        ValueError: as timecode_seconds, or minutes or seconds above 59 after another part.
    """
    parts = _SPLIT_CLOCK.split(text.replace(",", "."))
    if len(parts) == 4:
        return timecode_seconds(text, frame_rate)
    if ";" in text or any(float(part) >= 60 for part in parts[1:]):
        raise ValueError(f"the time {text!r} is none; write it as 0:08 or 1:02:03")
    seconds = 0.0
    for part in parts:
        seconds = 60 * seconds + float(part)
    return seconds
