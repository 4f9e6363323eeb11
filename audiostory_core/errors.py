"""The library's own exceptions, and how a message quotes a value or lists names.

Most bad input raises a plain ValueError. The exceptions here are for callers who want to catch them. ComfyUI shows the
module and the name of a failed node's exception, so their module is set to the public one, audiostory_core.
"""
from __future__ import annotations

from collections.abc import Iterable

_PUBLIC = "audiostory_core"
_MOST_LISTED = 20


class AudioStoryError(Exception):
    """The base of this library's exceptions. The message says what to do."""

    def __init_subclass__(cls, **more):
        super().__init_subclass__(**more)
        cls.__module__ = _PUBLIC


AudioStoryError.__module__ = _PUBLIC


class PlanError(AudioStoryError, ValueError):
    """The language model's text is not a valid story. `text` is all that it wrote, without the bridge tokens."""

    _SHOWN_CHARACTERS = 2_000  # of the text so far, in the message

    def __init__(self, problem: str, text: str):
        most = self._SHOWN_CHARACTERS
        shown = text if len(text) <= most else f"...{text[-most:]}"
        super().__init__(f"{problem}; the text so far: {shown!r}")
        self.text = text


class NoCueSheetError(AudioStoryError, ValueError):
    """A line of a cue sheet is not seconds and a caption. The text may be a plan in another format, see story_text."""


class DownloadError(AudioStoryError, OSError):
    """The connection broke, or the hub cannot be reached or is busy. Trying again may help."""


def quoted(value: object) -> str:
    """A value for a message: its repr, cut to 80 characters, because a value from a file may be very long."""
    words = repr(value)
    return words if len(words) <= 80 else f"{words[:77]}..."


def listed(names: Iterable[object]) -> str:
    """Names joined for a message: "rain, wind, dog"; "none" if there are none."""
    words = [str(name) for name in names]
    more = [] if len(words) <= _MOST_LISTED else [f"and {len(words) - _MOST_LISTED} more"]
    return ", ".join(words[:_MOST_LISTED] + more) or "none"
