"""The record Understood: one part of an instruction, and the sound that the planner planned for it."""
from __future__ import annotations

from dataclasses import asdict, dataclass

SURE, GUESSED, LEFT_OUT = "sure", "guessed", "left out"
STATES = (SURE, GUESSED, LEFT_OUT)


@dataclass(frozen=True)
class Understood:
    """One part of an instruction, and the sound that is planned for it.

    said: the user's words. planned: the caption of the sound; None if the words are left out.
    state: "sure" if the words name that sound, "guessed" if the model was not trained on them, or "left out".
    ignored: words that describe the sound, such as "twice" or "far-off", and that the model does not follow.

    Raises:
        ValueError: a value that is not text, another state, or `planned` does not fit the state.
    """

    said: str
    planned: str | None
    state: str
    ignored: tuple[str, ...] = ()

    def __post_init__(self):
        texts = (self.said, *self.ignored, *(() if self.planned is None else (self.planned,)))
        if not all(isinstance(text, str) for text in texts):
            raise ValueError(f"what was understood of {self.said!r} holds something that is no text")
        if self.state not in STATES:
            raise ValueError(f"{self.said!r} is understood as {self.state!r}; it must be one of {', '.join(STATES)}")
        if (self.planned is None) != (self.state == LEFT_OUT):
            raise ValueError(f"{self.said!r} is {self.state}, and {self.planned!r} is planned for it")

    @classmethod
    def from_dict(cls, data: dict) -> Understood:
        """A record from plain data.

        Raises:
            ValueError: a field is missing or unknown, or the class raises it.
        """
        if not isinstance(data, dict) or set(data) != {"said", "planned", "state", "ignored"}:
            raise ValueError("an entry of understood needs said, planned, state and ignored, and nothing else")
        if not isinstance(data["ignored"], list):
            raise ValueError(f"what was ignored of {data['said']!r} is no list")
        return cls(**{**data, "ignored": tuple(data["ignored"])})

    def to_dict(self) -> dict:
        """Plain data for JSON."""
        return {**asdict(self), "ignored": list(self.ignored)}

    @property
    def line(self) -> str:
        """The record in words: `"far-off thunder": thunder rumbles; ignored: far-off`."""
        planned = {SURE: self.planned, GUESSED: f"{self.planned} (guessed)", LEFT_OUT: LEFT_OUT}[self.state]
        ignored = f"; ignored: {', '.join(self.ignored)}" if self.ignored else ""
        return f'"{self.said}": {planned}{ignored}'
