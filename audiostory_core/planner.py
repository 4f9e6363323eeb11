"""Decodes a story with the LLM and a KV cache, and reads the resulting text as a StoryPlan.

The tokens between <t5> and </t5>, and between <aud> and </aud>, are fixed. Such a span goes through the LLM in one
forward pass; everywhere else its tokens are forbidden. The LLM itself chooses when to open a span. A guide may limit
its choice further and may propose the next tokens, see guide/. Proposed tokens go through the LLM together, and only
those that it would have chosen itself are accepted.
"""
from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

import torch

from .checks import check_seconds, check_words, is_number
from .config import PlannerConfig
from .errors import PlanError
from .finite import check_finite
from .prompt import (
    CLIP_OPEN,
    MOST_INSTRUCTION_CHARACTERS,
    THINK_CLOSE,
    TIME_CLOSE,
    TIME_OPEN,
    StoryTokenizer,
)
from .story import StoryPlan

if TYPE_CHECKING:
    from .guide import Guide

MOST_TEMPERATURE = 10.0


def write_story(llm, tokenizer: StoryTokenizer, instruction: str, settings: PlannerConfig, *,
                crossfade_seconds: float, guide: Guide | None = None, longest_seconds: float | None = None,
                temperature: float = 0.0, generator: torch.Generator | None = None, device=None,
                on_step: Callable[[int, int], None] | None = None,
                on_text: Callable[[str], None] | None = None) -> StoryPlan:
    """Let the LLM plan a story and divide it into clips.

    Args:
        llm: a transformers causal LM whose vocabulary is the tokenizer's.
        instruction: what the user says, see prompt.instruction_text.
        settings: only max_new_tokens and repetition_penalty are used here; `quotes` and `reads` concern the guide.
        crossfade_seconds: requested for every join of the plan.
        guide: makes a small planner follow the text, see guide.guide_for; None leaves every choice to the LLM.
        longest_seconds: the longest clip that the model makes; None for no limit.
        temperature: 0 takes the likeliest token; above 0 samples, with `generator`.
        device: where to compute; None takes the device of the LLM's weights.
        on_step: called (tokens written, most tokens) after each choice; may raise to cancel.
        on_text: called with the text so far (without bridge tokens) after each choice.

    Returns:
        The plan, with the instruction and the reasoning that the LLM wrote.

    Raises:
        PlanError: the LLM never closed its reasoning, wrote no clip, left a clip without seconds or tokens,
            stopped half-way, or planned a clip that cannot be used. It is a ValueError and has the text so far.
        ValueError: an argument is out of range, the instruction is too long for the LLM, the model knows none of the
            story's sounds, or logits are not finite.

    Source: AudioStory's generation.
    """
    check_words(instruction, "the instruction", MOST_INSTRUCTION_CHARACTERS)
    check_seconds(crossfade_seconds, "crossfade_seconds", 0.0)
    decoder = _Decoder(llm, tokenizer, _chooser(temperature, generator), settings, guide, device)
    written = decoder.run(tokenizer.prompt_ids(instruction), on_step, on_text)
    return read_story(tokenizer, written, instruction=instruction, crossfade_seconds=crossfade_seconds,
                      longest_seconds=longest_seconds)


class _Decoder:
    """One run of the LLM: token by token when it chooses, several tokens at once when they are forced or proposed."""

    def __init__(self, llm, tokenizer: StoryTokenizer, choose, settings: PlannerConfig, guide: Guide | None, device):
        weight = llm.get_input_embeddings().weight
        self.llm = llm
        self.tokenizer = tokenizer
        self.choose = choose
        self.settings = settings
        self.guide = guide
        self.device = weight.device if device is None else torch.device(device)
        # in half precision, reading tokens together gives slightly different logits than reading them one by one
        self.drafts = guide is not None and weight.dtype == torch.float32
        self.forced = {span[0]: span for span in tokenizer.spans}
        # the opening tokens stay allowed: the LLM chooses whether and when a span begins
        self.forbidden = torch.tensor([token for span in tokenizer.spans for token in span[1:]], device=self.device)
        self.cache = None
        # transformers renames this argument: 5.40 drops the old name, older releases have no other
        names = inspect.signature(llm.forward).parameters
        self.cache_name = "cache" if "cache" in names else "past_key_values"

    def run(self, prompt: list[int], on_step, on_text) -> list[int]:
        """The ids that the LLM wrote, without its end token."""
        most, room = self.settings.max_new_tokens, self._room(prompt)
        limit = min(most, room)
        written: list[int] = []
        pending = prompt
        while len(written) < limit:
            draft = self._draft(limit - len(written) - 1)
            accepted = 0
            for logits, guessed in zip(self._logits(pending, draft), [*draft, None], strict=True):
                chosen = self._choose(logits, prompt, written)
                if chosen[0] in self.tokenizer.end_ids:
                    return written
                written += chosen
                whole = self.guide.completed() if self.guide is not None else None
                written = whole[:limit] if whole is not None else written
                if on_text is not None:
                    on_text(self.tokenizer.shown_text(written))
                if on_step is not None:
                    on_step(min(len(written), most), most)
                if whole is not None and len(whole) <= limit:
                    return whole
                if chosen != [guessed] or len(written) >= limit:
                    break
                accepted += 1
            if accepted < len(draft):
                self.cache.crop(accepted - len(draft))
            pending = chosen
        reason = f"its limit of {most} tokens" if limit == most else \
            f"the {room} tokens that fit after an instruction of {len(prompt)}"
        raise PlanError(_unfinished(self.tokenizer, written, reason), self.tokenizer.shown_text(written))

    def _room(self, prompt: list[int]) -> int:
        longest = getattr(self.llm.config, "max_position_embeddings", None)
        if longest is None:
            return 2**31
        if len(prompt) >= longest:
            raise ValueError(f"the instruction is {len(prompt)} tokens long with the words around it; the "
                             f"language model takes fewer than {longest}")
        return longest - len(prompt)

    def _draft(self, most: int) -> list[int]:
        if not self.drafts:
            return []
        return list(takewhile(lambda token: token not in self.forced, self.guide.draft()[:most]))

    def _logits(self, pending: list[int], draft: list[int]) -> torch.Tensor:
        """Logits [1 + len(draft), vocabulary]: after the last of pending, and after each of draft."""
        ids = torch.tensor([pending + draft], device=self.device)
        output = self.llm(input_ids=ids, use_cache=True, logits_to_keep=1 + len(draft),
                          **{self.cache_name: self.cache})
        self.cache = getattr(output, self.cache_name)
        logits = output.logits[0]
        check_finite("the language model's logits", logits, self.llm)
        return logits.float()

    def _choose(self, logits: torch.Tensor, prompt: list[int], written: list[int]) -> list[int]:
        """The next token; if it opens a span, the whole span."""
        probabilities = logits.softmax(-1) if self.guide is not None else None
        token = self.choose(self._allowed(logits, prompt, written))
        chosen = list(self.forced.get(token, (token,)))
        if self.guide is not None:
            for place, each in enumerate(chosen):
                self.guide.add(each, 1.0 if place else float(probabilities[token]))
        return chosen

    def _allowed(self, logits: torch.Tensor, prompt: list[int], written: list[int]) -> torch.Tensor:
        if self.settings.repetition_penalty != 1:
            seen = torch.tensor(sorted({*prompt, *written}), device=logits.device)
            scores, penalty = logits[seen], self.settings.repetition_penalty
            logits[seen] = torch.where(scores < 0, scores * penalty, scores / penalty)
        logits[self.forbidden] = -math.inf
        # an LLM's vocabulary may have more rows than the tokenizer has tokens; no text belongs to those
        logits[self.tokenizer.vocabulary_size:] = -math.inf
        free = self.guide.allowed() if self.guide is not None else None
        if free is not None:
            kept = logits[free]
            logits = torch.full_like(logits, -math.inf)
            logits[free] = kept
        return logits


def read_story(tokenizer: StoryTokenizer, written: Sequence[int], *, instruction: str,
               crossfade_seconds: float, longest_seconds: float | None = None) -> StoryPlan:
    """The plan in what an LLM wrote.

    Args:
        written: ids after the prompt, without the end token.

    Raises:
        PlanError: see `write_story`.
    """
    written = list(written)
    text = tokenizer.shown_text(written)
    opens = [index for index, token in enumerate(written) if token == tokenizer.clip_open]
    first = opens[0] if opens else len(written)
    if tokenizer.think_close not in written[:first]:
        raise PlanError(f"the language model never closed its reasoning with {THINK_CLOSE}", text)
    if not opens:
        raise PlanError(f"the language model stopped after its reasoning, without a clip ({CLIP_OPEN})", text)
    _check_spans(tokenizer, written[:first], None, text)
    entries = [_read_clip(tokenizer, written[start:end], number, text) for number, (start, end)
               in enumerate(zip(opens, [*opens[1:], len(written)], strict=True), 1)]
    reasoning = tokenizer.decode(written[:written.index(tokenizer.think_close)])
    try:
        return StoryPlan.build(entries, instruction=instruction, reasoning=reasoning,
                               crossfade_seconds=crossfade_seconds, longest_seconds=longest_seconds)
    except ValueError as error:
        raise PlanError(f"the language model's plan cannot be used: {error}", text) from error


def _read_clip(tokenizer: StoryTokenizer, ids: list[int], number: int, text: str) -> tuple[str, float]:
    """(caption, seconds) of one clip. ids: from its <|gen|> up to the next."""
    _check_spans(tokenizer, ids, number, text)
    words = tokenizer.decode(ids[1:ids.index(tokenizer.span_ids("semantic")[0])])
    before, opening, rest = words.partition(TIME_OPEN)
    seconds, closing, after = rest.partition(TIME_CLOSE)
    if not opening or not closing:
        raise PlanError(f"the language model wrote no {TIME_OPEN}seconds{TIME_CLOSE} for clip {number}", text)
    try:
        return (before + after).strip(), float(seconds)
    except ValueError as error:
        raise PlanError(f"the language model's length of clip {number} is {seconds!r}, no number of seconds",
                        text) from error


def _check_spans(tokenizer: StoryTokenizer, ids: list[int], number: int | None, text: str) -> None:
    """Check that a clip has each kind of span once and in order, and that there is none outside of clips.

    number: of the clip; None for ids outside of clips.
    """
    openings = [span[0] for span in tokenizer.spans]
    found = [token for token in ids if token in openings]
    if number is None and found:
        raise PlanError(f"the language model wrote {tokenizer.decode(found[:1])} outside of a clip", text)
    if number is not None and found != openings:
        wanted, got = tokenizer.decode(openings), tokenizer.decode(found) or "nothing"
        fault = "stopped half-way in" if found == openings[:len(found)] else "did not lay out"
        raise PlanError(f"the language model {fault} clip {number}: {wanted} is needed, it wrote {got}", text)


def _unfinished(tokenizer: StoryTokenizer, written: list[int], reason: str) -> str:
    if tokenizer.think_close not in written:
        return f"the language model never closed its reasoning with {THINK_CLOSE} within {reason}"
    clips = written.count(tokenizer.clip_open)
    return f"the language model stopped half-way, in or after clip {clips}, at {reason}"


def _chooser(temperature: float, generator: torch.Generator | None) -> Callable[[torch.Tensor], int]:
    if not is_number(temperature) or not 0 <= temperature <= MOST_TEMPERATURE:
        raise ValueError(f"temperature is {temperature!r}; it must be 0.0 to {MOST_TEMPERATURE}")
    if temperature == 0:
        return lambda logits: int(logits.argmax())
    if generator is None:
        raise ValueError(f"temperature is {temperature}; above 0 a generator is needed to draw with")

    def draw(logits: torch.Tensor) -> int:
        # the highest logit becomes 0, so that a tiny temperature cannot overflow
        chances = ((logits - logits.max()) / temperature).softmax(-1)
        return int(torch.multinomial(chances.to(generator.device), 1, generator=generator))

    return draw
