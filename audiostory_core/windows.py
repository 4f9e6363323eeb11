"""A story that is longer than the language model reads at once: whole clips, in windows that overlap."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .prompt import StoryTokenizer
from .story import Clip, StoryPlan

LINK_TOKENS = 8  # with which a clip may enlarge an instruction that is made of the captions, beside its words


@dataclass(frozen=True)
class Window:
    """Clips (indices of the plan) that are read together, in reading order; the first `known` were read before.

    is_whole: whether it is the story as it is, with its instruction and its reasoning.
    ids: what is read. semantic, residual: the positions of each clip's tokens in it, see StoryTokenizer.story_ids.
    """

    members: tuple[int, ...]
    known: int
    is_whole: bool
    ids: Sequence[int]
    semantic: Sequence[Sequence[int]]
    residual: Sequence[Sequence[int]]


def reading_windows(tokenizer: StoryTokenizer, plan: StoryPlan, most_tokens: int) -> list[Window]:
    """Which clips the language model reads together.

    A story that fits is read whole. A longer one is read without its instruction and its reasoning, which tell of far
    more than the clips beside them (the embedded model's tokens are then nearer to those of its chapters read alone:
    0.9985 against 0.9966, cosine), as a story that a person wrote: in windows of as many whole clips as fit. A window
    begins with the later half of the clips of the one before it, so that each clip is read with what comes before it in
    the story. A clip's tokens are those of the first window that holds it: the model reads forward, and there most of
    the story stands before it. The time is linear in the clips, twice that of reading each once.

    Raises:
        ValueError: not even one clip fits; names it.
    """
    order = plan.reading_order
    whole = tokenizer.plan_ids(plan)
    if len(whole[0]) <= most_tokens:
        return [Window(order, 0, True, *whole)]
    plan = replace(plan, instruction="", reasoning="")
    own = [_tokens_of(tokenizer, plan.clips[index]) for index in order]
    room = most_tokens - len(tokenizer.plan_ids(plan, order[:1])[0]) + own[0]
    for count, index in zip(own, order, strict=True):
        if count > room:
            raise ValueError(f"clip {index + 1} takes {count} tokens; the LLM reads at most {max(room, 0)} of one clip "
                             f"({most_tokens} in all): make its caption shorter")
    windows, start, end = [], 0, 0
    while end < len(order):
        start = (start + end + 1) // 2 if end else 0
        while (further := _end(own, start, room)) <= end:
            start += 1
        members = order[start:further]
        windows.append(Window(members, end - start, False, *tokenizer.plan_ids(plan, members)))
        end = further
    return windows


def _tokens_of(tokenizer: StoryTokenizer, clip: Clip) -> int:
    """What a clip takes, with its caption in the instruction that is made of the captions."""
    return len(tokenizer.clip_ids(clip.caption, clip.seconds)) + LINK_TOKENS + len(tokenizer.encode(clip.caption))


def _end(own: Sequence[int], start: int, room: int) -> int:
    """Behind the last clip that fits into a window from start on."""
    total = 0
    for index in range(start, len(own)):
        total += own[index]
        if total > room:
            return index
    return len(own)
