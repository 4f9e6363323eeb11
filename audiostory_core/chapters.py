"""Plans a story that is longer than the language model can plan at once, chapter by chapter.

A model is trained on stories of up to a certain length. A longer story is divided into chapters of at most that length.
Its text is divided among the chapters in order, each chapter is planned as a separate story, and the plans are joined.
"""
from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import torch

from .checks import check_seconds
from .config import BundleConfig
from .coverage import coverage
from .errors import PlanError
from .flow_matching import derived_seed
from .guide import guide_for
from .guide.outline import shared_seconds
from .guide.vocabulary import classes_named
from .long_work import over_all
from .marks import check_seed
from .planner import write_story
from .prompt import (
    LEAST_STORY_SECONDS,
    MOST_STORY_CHARACTERS,
    MOST_STORY_SECONDS,
    StoryTokenizer,
    instruction_text,
)
from .story import StoryPlan

if TYPE_CHECKING:
    from .kept_work import KeptWork

TESTED_SECONDS = 150.0  # the longest stories that AudioStory was tested with; for a model that gives no limit
EVEN = 1.25  # if possible, one piece of the text gets at most this many times as much time as another
LEAST_WORDS = 2  # words of a piece that may begin a chapter: "Later." may not
_SENTENCES = re.compile(r"(?<=[.!?…])(?<!\bM[rs]\.)(?<!\bDr\.)(?<!\bMrs\.)\s+|(?<=[。！？])|[；;\n]")
_SEQUENCE = re.compile(r"(?:^|[,;]?\s)(?:and\s)?(?:then|next|finally|afterwards|after that|followed by)\b,?\s",
                       re.IGNORECASE)


@dataclass(frozen=True)
class Chapter:
    """A part of a story that is planned at once: its text (what is heard) and its length."""

    text: str
    seconds: float


def chapters_of(text: str, seconds: float, most_seconds: float | None,
                known_words: Mapping[str, Collection[str]] | None = None) -> list[Chapter]:
    """The chapters of a story; one chapter if the model plans that many seconds at once.

    The text is divided at the ends of its sentences and lines. If that gives fewer pieces than chapters, it is also
    divided at "then" and similar words. A piece that names nothing that the model knows is joined to the piece before
    it. Chapters have similar lengths, in whole seconds. Their number is chosen so that each piece gets about the same
    time. If there are fewer pieces than chapters, a piece is used for several chapters.

    Args:
        text: what is to be heard, checked.
        seconds: of the whole story.
        most_seconds: that the model plans at once, see PlannerConfig.most_story_seconds; None means TESTED_SECONDS.
        known_words: see BundleConfig.known_words.

    Raises:
        ValueError: seconds not within LEAST_STORY_SECONDS .. MOST_STORY_SECONDS.
    """
    seconds = check_seconds(seconds, "seconds", LEAST_STORY_SECONDS, MOST_STORY_SECONDS)
    most = TESTED_SECONDS if most_seconds is None else most_seconds
    if seconds <= most:
        return [Chapter(text, seconds)]
    count = math.ceil(seconds / max(1, math.floor(most)))
    pieces = _joined(_SENTENCES.split(text.strip()), known_words)
    if len(pieces) < count:
        pieces = _joined([part for piece in pieces for part in _SEQUENCE.split(piece)], known_words)
    count = _even_count(len(pieces), count)
    lengths = shared_seconds(seconds, count)
    return [Chapter(" ".join(_share(pieces, index, count)), length) for index, length in enumerate(lengths)]


def _joined(pieces: Sequence[str], known_words: Mapping[str, Collection[str]] | None) -> list[str]:
    """The pieces. One that cannot be a chapter is joined to the piece before it, the first to the piece after it."""
    joined: list[str] = []
    for piece in (piece.strip() for piece in pieces):
        if joined and not (_stands_alone(piece, known_words) and _stands_alone(joined[-1], known_words)):
            joined[-1] = f"{joined[-1]} {piece}".strip()
        elif piece:
            joined.append(piece)
    return joined


def _stands_alone(piece: str, known_words: Mapping[str, Collection[str]] | None) -> bool:
    if known_words:
        return bool(classes_named(piece, known_words))
    return len(piece.split()) >= LEAST_WORDS or not piece.isascii()  # not every script has blanks between words


def _even_count(pieces: int, least: int) -> int:
    """How many chapters, from `least` to less than twice as many, give each piece about the same time."""
    def unevenness(count: int) -> float:
        more, fewer = max(pieces, count), min(pieces, count)
        return math.ceil(more / fewer) / (more // fewer)

    counts = range(least, 2 * least)
    return next((count for count in counts if unevenness(count) <= EVEN), min(counts, key=unevenness))


def _share(pieces: Sequence[str], index: int, count: int) -> Sequence[str]:
    """The pieces of the text for chapter `index` of `count`."""
    first, end = index * len(pieces) // count, (index + 1) * len(pieces) // count
    return pieces[first:max(end, first + 1)]


@dataclass(frozen=True)
class Instructions:
    """The texts that the LLM is given: `whole`, for the whole story, and one for each of its `chapters`."""

    whole: str
    chapters: tuple[str, ...]


def instructions_of(config: BundleConfig, text: str, seconds: float | None = None,
                    lead_in: str | None = None) -> Instructions:
    """A story as instructions for the LLM, see prompt.instruction_text. Bad input is refused here, before a model runs.

    Args:
        text: what is to be heard; if seconds and lead_in are None, it is the only instruction, verbatim.
        seconds: of the whole story. lead_in: words before the text of each chapter.

    Raises:
        ValueError: a text, a lead-in or seconds that cannot be used; names the chapter if there are several.
    """
    whole = instruction_text(text, seconds, lead_in, MOST_STORY_CHARACTERS)
    chapters = [Chapter(text, seconds)]
    if seconds is not None:
        chapters = chapters_of(text, seconds, config.planner.most_story_seconds, config.known_words)
    return Instructions(whole, tuple(
        _named(number, len(chapters), partial(instruction_text, chapter.text, chapter.seconds, lead_in))
        for number, chapter in enumerate(chapters, 1)))


def tell_story(llm, tokenizer: StoryTokenizer, config: BundleConfig, story: Instructions, *,
               crossfade_seconds: float, temperature: float = 0.0, seed: int = 0, guesses: bool = False, device=None,
               on_step: Callable[[int, int], None] | None = None, on_text: Callable[[str], None] | None = None,
               kept: KeptWork | None = None) -> StoryPlan:
    """Let the LLM think up a story of any length, one chapter after the other.

    Args:
        seed: for sampling if temperature is above 0; every chapter but the first derives its own seed from it.
        on_step: called (done, total) over all chapters; may raise to cancel.
        on_text: called with the text of the chapter so far; it begins with the chapter's number if there are several.
        kept: stores finished chapters and finds them again, if there are several.
        guesses: whether to plan a story even if the model knows none of its sounds.
        Others: see planner.write_story.

    Returns:
        One plan. If the planner writes an outline, `understood` says what it made of the text. If there are several
        chapters, a remark says so.

    Raises:
        PlanError, ValueError: see write_story; names the chapter if there are several.
    """
    check_seed(seed)
    writer = partial(_tell_chapter, llm, tokenizer, config, guesses=guesses, device=device,
                     crossfade_seconds=crossfade_seconds, temperature=temperature)
    facts = {"guesses": guesses, "crossfade_seconds": crossfade_seconds, "temperature": temperature}
    plans, count = [], len(story.chapters)
    for index, instruction in enumerate(story.chapters):
        own_seed = derived_seed(seed, index) if index else seed
        write = partial(writer, instruction, generator=torch.Generator().manual_seed(own_seed),
                        on_step=over_all(on_step, index, count), on_text=_headed(on_text, index, count))
        found = partial(_kept_plan, kept, write, {**facts, "instruction": instruction, "seed": own_seed})
        plans.append(_named(index + 1, count, write if kept is None or count == 1 else found))
        if on_step is not None:
            on_step(index + 1, count)
    return plans[0] if count == 1 else _together(plans, story.whole)


def _tell_chapter(llm, tokenizer: StoryTokenizer, config: BundleConfig, instruction: str, *, guesses: bool,
                  **arguments) -> StoryPlan:
    """One story that the model plans at once. arguments: of planner.write_story."""
    guide = guide_for(config, tokenizer, instruction, guesses)
    plan = write_story(llm, tokenizer, instruction, config.planner, guide=guide,
                       longest_seconds=config.longest_clip_seconds, **arguments)
    if not config.planner.reads:
        return plan
    return replace(plan, understood=coverage(instruction, plan.reasoning, config.known_words))


def _kept_plan(kept: KeptWork, write: Callable[[], StoryPlan], facts: dict) -> StoryPlan:
    return StoryPlan.from_json(kept.text(lambda: write().to_json(), **facts))


def _together(plans: Sequence[StoryPlan], instruction: str) -> StoryPlan:
    """Chapters as one plan."""
    longest = max(plan.total_seconds for plan in plans)
    return replace(
        plans[0], clips=tuple(clip for plan in plans for clip in plan.clips), instruction=instruction,
        reasoning="\n\n".join(plan.reasoning for plan in plans),
        understood=tuple(dict.fromkeys(entry for plan in plans for entry in plan.understood)),
        remarks=(f"planned in {len(plans)} chapters of up to {longest:g} s, because this model plans no longer story "
                 "at once",))


def _named(number: int, count: int, work: Callable):
    """The result of `work`. If there are several chapters, its error names the chapter."""
    if count == 1:
        return work()
    try:
        return work()
    except PlanError as error:
        raise PlanError(f"chapter {number} of {count}: {error}", error.text) from error
    except ValueError as error:
        raise ValueError(f"chapter {number} of {count}: {error}") from error


def _headed(on_text, index: int, count: int):
    if on_text is None or count == 1:
        return on_text
    return lambda written: on_text(f"chapter {index + 1} of {count}\n\n{written}")
