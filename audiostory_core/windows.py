"""Divides a story that is longer than the LLM's context into overlapping windows of whole clips."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .clip import Clip
from .prompt import StoryTokenizer
from .story import StoryPlan

LINK_TOKENS = 8  # upper limit of what a clip adds to an instruction made of the captions, besides its caption


@dataclass(frozen=True)
class Window:
    """Clips that the LLM reads together.

    members: indices of the clips, in reading order. known: how many of the first ones were in the window before, too.
    is_whole: whether the window is the whole story, with its instruction and its reasoning.
    ids: the tokens. semantic, residual: the positions of each clip's tokens in ids, see StoryTokenizer.story_ids.
    """

    members: tuple[int, ...]
    known: int
    is_whole: bool
    ids: Sequence[int]
    semantic: Sequence[Sequence[int]]
    residual: Sequence[Sequence[int]]


def reading_windows(tokenizer: StoryTokenizer, plan: StoryPlan, most_tokens: int) -> list[Window]:
    """Which clips the language model reads together.

    A story that fits the context is read whole. A longer one is read in windows of as many whole clips as fit, without
    its instruction and its reasoning, like a plan written by hand: these describe far more than the clips of a window.
    (The embedded model's tokens are then nearer to those of its chapters read alone: cosine 0.9985 instead of 0.9966.)
    A window begins with the later half of the clips of the window before, so that each clip is read after the clips
    before it in the story. A clip's tokens are taken from the first window that holds it, because there the most clips
    come before it, and the model reads forward. The time is linear in the number of clips, and twice that of reading
    each clip once.

    Raises:
        ValueError: a clip does not fit by itself; names it.
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
    """Tokens that a clip takes, including its caption in an instruction made of the captions."""
    return len(tokenizer.clip_ids(clip.caption, clip.seconds)) + LINK_TOKENS + len(tokenizer.encode(clip.caption))


def _end(own: Sequence[int], start: int, room: int) -> int:
    """The end (exclusive) of the clips that fit into a window from `start` on."""
    total = 0
    for index in range(start, len(own)):
        total += own[index]
        if total > room:
            return index
    return len(own)
