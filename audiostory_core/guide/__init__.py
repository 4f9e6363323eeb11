"""The guide that makes a small planner follow the text: the decoder asks it at every token which ones are allowed."""
from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from ..checks import check_words
from ..config import BundleConfig, PlannerConfig
from ..prompt import MOST_INSTRUCTION_CHARACTERS, StoryTokenizer, asked_seconds, told_text
from .copy_constraint import CopyConstraint
from .drafts import OutlineGuess
from .false_events import false_events
from .outline import read_outline
from .vocabulary import check_known, refuse_unknown


class Guide(Protocol):
    """The interface of a guide for planner.write_story. Every token is passed to it, in order."""

    def allowed(self) -> Sequence[int] | None:
        """Ids of the tokens that may come next; None for all."""

    def add(self, token: int, probability: float) -> None:
        """Take a written token into account. probability: what the LLM gave it, 0 to 1, before anything was ruled
        out; 1 for a token that was not chosen."""

    def completed(self) -> list[int] | None:
        """Ids of the whole answer without the end token, if its rest follows from what is written; else None."""

    def draft(self) -> list[int]:
        """Ids that will probably come next: a proposal, which changes nothing but the time."""


class StoryGuide:
    """The guide of a planner that quotes the instruction, or writes an outline, or both.

    Args:
        instruction: see prompt.instruction_text.
        settings: what the planner was trained to do: quotes, reads.
        known_words: see BundleConfig.known_words. With them a quote ends between two sounds, and events that nobody
            asks for are left out.
        guesses: whether to plan a story even if the model knows none of its sounds.
    """

    def __init__(self, tokenizer: StoryTokenizer, instruction: str, settings: PlannerConfig,
                 known_words: Mapping[str, Collection[str]] | None = None, guesses: bool = False):
        self._tokenizer = tokenizer
        self._instruction = instruction
        self._known_words = known_words
        self._guesses = guesses
        self._reads = settings.reads
        self._seconds = asked_seconds(instruction)
        self._copied = CopyConstraint(tokenizer, instruction, known_words) if settings.quotes else None
        self._guess = _outline_guess(instruction, known_words) if settings.quotes and settings.reads else None
        self._written: list[int] = []
        self._probabilities: list[float] = []

    def allowed(self) -> list[int] | None:
        """See Guide."""
        return None if self._copied is None else self._copied.allowed()

    def add(self, token: int, probability: float) -> None:
        """See Guide."""
        self._written.append(token)
        self._probabilities.append(probability)
        if self._copied is not None:
            self._copied.add(token)

    def completed(self) -> list[int] | None:
        """See Guide. The text is only checked at the end of a sentence.

        Raises:
            ValueError: the model knows none of the story's sounds, and guesses are not wanted.
        """
        if not self._reads or "." not in self._tokenizer.decode(self._written[-1:]):
            return None
        text = self._tokenizer.shown_text(self._written)
        outline = read_outline(text, self._seconds)
        if outline is None:
            return None
        false = false_events(text, self._probability_of(), self._known_words)
        if outline.knows_nothing or len(false) == len(outline.events):
            if self._known_words and not self._guesses:
                refuse_unknown(told_text(self._instruction), self._known_words)
        elif false:
            outline = outline.without(false)
        ids, _, _ = self._tokenizer.story_ids(self._instruction, outline.reasoning, outline.clips)
        return ids[len(self._tokenizer.prompt_ids(self._instruction)):-1]

    def draft(self) -> list[int]:
        """See Guide."""
        if self._guess is None:
            return []
        text = self._tokenizer.decode(self._written)
        ids = self._tokenizer.encode(self._guess.outline(text))
        count = len(self._written)
        return ids[count:] if ids[:count] == self._written else []

    def _probability_of(self):
        """(begin, end) of a span of the text -> the probability that the LLM gave it, its tokens one by one."""
        ends = [len(self._tokenizer.shown_text(self._written[:count])) for count in range(len(self._written) + 1)]
        spans = list(zip(self._probabilities, pairwise(ends), strict=True))

        def probability(begin: int, end: int) -> float:
            return math.prod(own for own, (before, after) in spans if before < end and after > begin)

        return probability


def guide_for(config: BundleConfig, tokenizer: StoryTokenizer, instruction: str,
              guesses: bool = False) -> StoryGuide | None:
    """The guide that a model's planner needs for one instruction; None for a model that needs none.

    Args:
        instruction, guesses: see StoryGuide.

    Raises:
        ValueError: the instruction cannot be used, or the model knows none of its sounds. (For a planner that writes an
            outline, StoryGuide.completed raises the latter.)
    """
    check_words(instruction, "the instruction", MOST_INSTRUCTION_CHARACTERS)
    settings = config.planner
    if not settings.reads and not guesses:
        check_known(told_text(instruction), config.known_words)
    if not settings.quotes and not settings.reads:
        return None
    return StoryGuide(tokenizer, instruction, settings, config.known_words, guesses)


def _outline_guess(instruction: str, known_words: Mapping[str, Collection[str]] | None) -> OutlineGuess | None:
    if not known_words:
        return None
    from ..sound_classes import SOUND_CLASSES  # reads its files, so it is imported only for a planner that needs them

    captions = {sound.name: sound.caption for sound in SOUND_CLASSES if sound.name in known_words}
    return OutlineGuess(instruction, known_words, captions)
