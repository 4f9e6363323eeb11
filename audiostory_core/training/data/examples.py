"""One training story: instruction, reasoning, clips, and what is heard in them."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TrainingStory:
    """A story to learn from.

    clips: (caption, seconds) of each clip.
    sounds: for each clip the caption of its sound. The caption encoder gets it, and a recording is chosen by it. The
        clip's caption may say the same in other words.
    speaks: whether a planner should write these texts. It is False for a story with clips edited by hand, from which
        only the bridge learns.
    read: number of the reasoning's first characters that say what was read in the instruction and how the time is
        divided. The rest only repeats that clip by clip. None means all of it.
    """

    instruction: str
    reasoning: str
    clips: tuple[tuple[str, float], ...]
    sounds: tuple[str, ...]
    speaks: bool = True
    read: int | None = None

    @property
    def reading(self) -> str:
        """The first part of the reasoning, as `read` says."""
        return self.reasoning[: self.read]
