"""A story that is longer than the language model reads at once: whole clips, in windows that overlap."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .prompt import StoryTokenizer
from .story import StoryPlan

LINK_TOKENS = 8  # with which a clip may enlarge an instruction that is made of the captions, beside its words


@dataclass(frozen=True)
class Window:
    """Clips (indices of the plan) that are read together, in reading order; the first `known` were read before."""

    members: tuple[int, ...]
    known: int


def reading_windows(tokenizer: StoryTokenizer, plan: StoryPlan, most_tokens: int) -> list[Window]:
    """Which clips the language model reads together.

    A story that fits is read whole. A longer one is read in windows of as many whole clips as fit behind the
    instruction and the reasoning. A window begins with the later half of the clips of the one before it, so that each
    clip is read with what comes before it in the story. A clip's tokens are those of the first window that holds it:
    the model reads forward, and there most of the story stands before it. The time is linear in the clips, twice that
    of reading each once.

    Raises:
        ValueError: not even one clip fits behind the instruction and the reasoning; names the clip.
    """
    order = plan.reading_order
    if len(tokenizer.plan_ids(plan)[0]) <= most_tokens:
        return [Window(order, 0)]
    own = [len(tokenizer.clip_ids(plan.clips[index].caption, plan.clips[index].seconds)) for index in order]
    if not plan.instruction:  # then the captions stand in for it
        own = [count + LINK_TOKENS + len(tokenizer.encode(plan.clips[index].caption))
               for count, index in zip(own, order, strict=True)]
    room = most_tokens - len(tokenizer.plan_ids(plan, order[:1])[0]) + own[0]
    for count, index in zip(own, order, strict=True):
        if count > room:
            raise ValueError(f"clip {index + 1} takes {count} tokens, and beside the instruction and the reasoning the "
                             f"LLM reads at most {max(room, 0)} ({most_tokens} in all); make these shorter")
    windows = [Window(order[:_end(own, 0, room)], 0)]
    start, end = 0, len(windows[0].members)
    while end < len(order):
        start = (start + end + 1) // 2
        while (further := _end(own, start, room)) <= end:
            start += 1
        windows.append(Window(order[start:further], end - start))
        end = further
    return windows


def _end(own: Sequence[int], start: int, room: int) -> int:
    """Behind the last clip that fits into a window from start on."""
    total = 0
    for index in range(start, len(own)):
        total += own[index]
        if total > room:
            return index
    return len(own)
