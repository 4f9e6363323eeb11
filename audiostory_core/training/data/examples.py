"""A story to learn from."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TrainingStory:
    """instruction, reasoning, clips [(caption, seconds)], and for each clip the caption of what is heard in it.

    sounds: caption of the catalogue for each clip; what the caption encoder is given, and by which a recording is
        chosen. A clip's own caption may say it in other words.
    speaks: whether the texts are what a planner should write; False where a clip was edited by hand, which only the
        bridge learns from.
    read: how many characters of the reasoning say what was read in the instruction, and how its time is shared out;
        what follows only lays that out clip by clip.
    """

    instruction: str
    reasoning: str
    clips: tuple[tuple[str, float], ...]
    sounds: tuple[str, ...]
    speaks: bool = True
    read: int | None = None

    @property
    def reading(self) -> str:
        """The beginning of the reasoning; all of it where nothing says where the reading ends."""
        return self.reasoning[: self.read]
