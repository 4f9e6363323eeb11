"""The LLM writes the story: decoding with a KV cache, then what it wrote as a StoryPlan.

Between <t5> and </t5>, and between <aud> and </aud>, nothing is left to choose. Such a span goes through the
LLM in one forward pass; everywhere else its tokens are forbidden. Opening a span is the LLM's own choice.
"""
from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

import torch

from .checks import check_seconds, check_words
from .coverage import coverage
from .errors import PlanError
from .finite import check_finite
from .knowledge import check_known, refuse_unknown
from .misreading import misread_events
from .prompt import (
    CLIP_OPEN,
    MOST_INSTRUCTION_CHARACTERS,
    THINK_CLOSE,
    TIME_CLOSE,
    TIME_OPEN,
    StoryTokenizer,
    asked_seconds,
    told_text,
)
from .quoting import Quoter
from .reading import reading_in
from .story import StoryPlan

MOST_TEMPERATURE = 10.0


def write_story(llm, tokenizer: StoryTokenizer, instruction: str, *, max_new_tokens: int,
                crossfade_seconds: float, longest_seconds: float | None = None, temperature: float = 0.0,
                generator: torch.Generator | None = None, repetition_penalty: float = 1.0, quotes: bool = False,
                reads: bool = False, known_words: Mapping[str, Collection[str]] | None = None,
                guesses: bool = False, device=None,
                on_step: Callable[[int, int], None] | None = None,
                on_text: Callable[[str], None] | None = None) -> StoryPlan:
    """Let the LLM think up a story and divide it into clips.

    Args:
        llm: a transformers causal LM whose vocabulary is the tokenizer's.
        instruction: what the user says, see prompt.instruction_text.
        max_new_tokens: most tokens to write, those of forced spans included.
        crossfade_seconds: asked for every join of the plan.
        longest_seconds: the longest clip that the model makes; None for no limit.
        temperature: 0 takes the likeliest token; above 0 draws, with generator.
        repetition_penalty: as transformers applies it to tokens that were there before, in the prompt too;
            1 for none. A base model's generation settings may ask for one, and the reference then uses it.
        quotes: whether what it writes between double quotes is taken from the instruction, see quoting.py.
        reads: whether its reasoning begins with a reading; the clips are then laid out from that, see reading.py.
        known_words: words that ask for a sound, see BundleConfig.known_words. By them a planner that quotes ends its
            quotes, and events that nobody asks for are left out of what it reads, see quoting.py and misreading.py.
        guesses: whether to plan a story of which the model knows nothing: by known_words, and of a planner that reads
            by what it is sure of.
        device: where to compute; None for where the LLM's weights are.
        on_step: called (tokens written, max_new_tokens) after each choice; may raise to cancel.
        on_text: called with the text so far (without bridge tokens) after each choice.

    Returns:
        The plan, with the instruction, the reasoning that the LLM wrote and, of one that reads, what it understood.

    Raises:
        PlanError: the LLM never closed its reasoning, wrote no clip, left a clip without seconds or tokens,
            stopped half-way, or planned a clip that cannot be. It is a ValueError and has the text so far.
        ValueError: an argument out of range, an instruction too long for the LLM, a story of which the model knows
            nothing, or logits not finite.

    Source: AudioStory's generation.
    """
    check_words(instruction, "the instruction", MOST_INSTRUCTION_CHARACTERS)
    check_seconds(crossfade_seconds, "crossfade_seconds", 0.0)
    choose = _chooser(temperature, generator)
    _check_number("max_new_tokens", max_new_tokens, 1, None, whole=True)
    _check_number("repetition_penalty", repetition_penalty, 0.01, 100.0)
    if not reads and not guesses:
        check_known(told_text(instruction), known_words)
    quoter = Quoter(tokenizer, instruction, known_words) if quotes else None
    decoder = _Decoder(llm, tokenizer, choose, repetition_penalty, quoter, device)
    prompt = tokenizer.prompt_ids(instruction)
    laid_out = None
    if reads:
        laid_out = partial(_laid_out, tokenizer, instruction, asked_seconds(instruction), known_words, guesses,
                           len(prompt))
    written = decoder.run(prompt, max_new_tokens, on_step, on_text, laid_out)
    plan = read_story(tokenizer, written, instruction=instruction, crossfade_seconds=crossfade_seconds,
                      longest_seconds=longest_seconds)
    return replace(plan, understood=coverage(instruction, plan.reasoning, known_words)) if reads else plan


class _Decoder:
    """One run of the LLM: token by token where it chooses, a span at a time where it does not."""

    def __init__(self, llm, tokenizer: StoryTokenizer, choose, repetition_penalty: float,
                 quoter: Quoter | None, device):
        weight = llm.get_input_embeddings().weight
        self.llm = llm
        self.tokenizer = tokenizer
        self.choose = choose
        self.repetition_penalty = repetition_penalty
        self.quoter = quoter
        self.device = weight.device if device is None else torch.device(device)
        self.forced = {span[0]: span for span in tokenizer.spans}
        # the opening tokens stay free: whether and when a span begins is the LLM's choice
        self.forbidden = torch.tensor([token for span in tokenizer.spans for token in span[1:]], device=self.device)
        self.cache = None
        # transformers renames it: the old name goes in 5.40, older releases know no other
        names = inspect.signature(llm.forward).parameters
        self.cache_name = "cache" if "cache" in names else "past_key_values"

    def run(self, prompt: list[int], max_new_tokens: int, on_step, on_text, laid_out) -> list[int]:
        """Ids that the LLM wrote, without its end token.

        laid_out: (ids so far, how likely the LLM held each) -> ids of the whole answer, or None where its rest does not
            follow yet; None where the LLM writes all of it.
        """
        room = self._room(prompt)
        limit = min(max_new_tokens, room)
        written: list[int] = []
        chances: list[float] = []
        pending = prompt
        while len(written) < limit:
            logits = self._logits(pending)
            likely = logits.softmax(-1) if laid_out is not None else None
            token = self.choose(self._allowed(logits, prompt, written))
            if token in self.tokenizer.end_ids:
                return written
            if self.quoter is not None:
                self.quoter.add(token)
            pending = list(self.forced.get(token, (token,)))
            written += pending
            whole = None
            if laid_out is not None:
                chances += [float(likely[token]), *[1.0] * (len(pending) - 1)]
                whole = laid_out(written, chances)
            written = whole[:limit] if whole is not None else written
            if on_text is not None:
                on_text(_shown(self.tokenizer, written))
            if on_step is not None:
                on_step(min(len(written), max_new_tokens), max_new_tokens)
            if whole is not None and len(whole) <= limit:
                return whole
        reason = f"its limit of {max_new_tokens} tokens" if limit == max_new_tokens else \
            f"the {room} tokens that fit after an instruction of {len(prompt)}"
        raise PlanError(_unfinished(self.tokenizer, written, reason), _shown(self.tokenizer, written))

    def _room(self, prompt: list[int]) -> int:
        longest = getattr(self.llm.config, "max_position_embeddings", None)
        if longest is None:
            return 2**31
        if len(prompt) >= longest:
            raise ValueError(f"the instruction is {len(prompt)} tokens long with the words around it; the "
                             f"language model takes fewer than {longest}")
        return longest - len(prompt)

    def _logits(self, pending: list[int]) -> torch.Tensor:
        ids = torch.tensor([pending], device=self.device)
        output = self.llm(input_ids=ids, use_cache=True, logits_to_keep=1, **{self.cache_name: self.cache})
        self.cache = getattr(output, self.cache_name)
        logits = output.logits[0, -1]
        check_finite("the language model's logits", logits, self.llm)
        return logits.float()

    def _allowed(self, logits: torch.Tensor, prompt: list[int], written: list[int]) -> torch.Tensor:
        if self.repetition_penalty != 1:
            seen = torch.tensor(sorted({*prompt, *written}), device=logits.device)
            scores, penalty = logits[seen], self.repetition_penalty
            logits[seen] = torch.where(scores < 0, scores * penalty, scores / penalty)
        logits[self.forbidden] = -math.inf
        # an LLM may have more rows than there are tokens; nobody could read those
        logits[self.tokenizer.vocabulary_size:] = -math.inf
        free = self.quoter.allowed() if self.quoter is not None else None
        if free is not None:
            kept = logits[free]
            logits = torch.full_like(logits, -math.inf)
            logits[free] = kept
        return logits


def _laid_out(tokenizer: StoryTokenizer, instruction: str, seconds: float | None,
              known_words: Mapping[str, Collection[str]] | None, guesses: bool, prompt_length: int,
              written: list[int], chances: list[float]) -> list[int] | None:
    """Ids of the answer that follows from what was written, without the end token; None where none does yet.

    Raises:
        ValueError: nothing is known of the story, and no guesses are wanted.
    """
    text = _shown(tokenizer, written)
    reading = reading_in(text, seconds)
    if reading is None:
        return None
    misread = misread_events(text, partial(_chance, tokenizer, written, chances), known_words)
    if reading.knows_nothing or len(misread) == len(reading.events):
        if known_words and not guesses:
            refuse_unknown(told_text(instruction), known_words)
    elif misread:
        reading = reading.without(misread)
    ids, _, _ = tokenizer.story_ids(instruction, reading.reasoning, reading.clips)
    return ids[prompt_length:-1]


def _chance(tokenizer: StoryTokenizer, written: list[int], chances: list[float], begin: int, end: int) -> float:
    """How likely the LLM held the characters from begin to before end of what it wrote, one token after the other."""
    ends = [len(_shown(tokenizer, written[:count])) for count in range(len(written) + 1)]
    return math.prod(chance for chance, (before, after) in zip(chances, pairwise(ends), strict=True)
                     if before < end and after > begin)


def read_story(tokenizer: StoryTokenizer, written: Sequence[int], *, instruction: str,
               crossfade_seconds: float, longest_seconds: float | None = None) -> StoryPlan:
    """The plan in what an LLM wrote.

    Args:
        written: ids after the prompt, without the end token.

    Raises:
        PlanError: see `write_story`.
    """
    written = list(written)
    text = _shown(tokenizer, written)
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
    """(caption, seconds) of one clip, ids from <|gen|> to before the next."""
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
    """Each kind of span once within a clip, in their order; none outside of clips (number None)."""
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


def _shown(tokenizer: StoryTokenizer, written: Sequence[int]) -> str:
    hidden = {token for span in tokenizer.spans for token in span}
    return tokenizer.decode([token for token in written if token not in hidden])


def _chooser(temperature: float, generator: torch.Generator | None) -> Callable[[torch.Tensor], int]:
    _check_number("temperature", temperature, 0.0, MOST_TEMPERATURE)
    if temperature == 0:
        return lambda logits: int(logits.argmax())
    if generator is None:
        raise ValueError(f"temperature is {temperature}; above 0 a generator is needed to draw with")

    def draw(logits: torch.Tensor) -> int:
        # the likeliest at 0, so that a tiny temperature cannot overflow
        chances = ((logits - logits.max()) / temperature).softmax(-1)
        return int(torch.multinomial(chances.to(generator.device), 1, generator=generator))

    return draw


def _check_number(name: str, value, least: float, most: float | None, whole: bool = False) -> None:
    kinds = int if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not math.isfinite(value):
        raise ValueError(f"{name} is {value!r}; a {'whole' if whole else 'finite'} number is needed")
    if value < least or (most is not None and value > most):
        limit = f"at least {least}" if most is None else f"{least} to {most}"
        raise ValueError(f"{name} is {value}; it must be {limit}")
