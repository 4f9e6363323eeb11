"""How a story is laid out as tokens: the chat template, the special tokens, a whole story as one sequence.

    system, user: instruction, assistant: <|think|>reasoning<|/think|>, then for every clip
    <|gen|>caption<timestamp>seconds</timestamp><t5>semantic tokens</t5><aud>residual tokens</aud><|/gen|>
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from .checks import check_seconds, check_words

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from .clip import Clip
    from .config import TokenConfig
    from .story import StoryPlan

MOST_TEXT_CHARACTERS = 4_000  # of a text that a language model gets at once
MOST_INSTRUCTION_CHARACTERS = 5_000  # of the text with its lead-in and its length
MOST_STORY_CHARACTERS = 40_000  # of a text that is planned chapter by chapter
LEAST_STORY_SECONDS = 0.1
MOST_STORY_SECONDS = 7_200.0

DURATION = " The total duration is {} seconds."
_DURATION = re.compile(re.escape(DURATION).replace(re.escape("{}"), r"(\d+(?:\.\d+)?)") + "$")
SYSTEM = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
USER = "<|im_start|>user\n{instruction}<|im_end|>\n"
ASSISTANT = "<|im_start|>assistant\n<|think|>"

THINK_CLOSE = "<|/think|>"
CLIP_OPEN, CLIP_CLOSE = "<|gen|>", "<|/gen|>"
TIME_OPEN, TIME_CLOSE = "<timestamp>", "</timestamp>"
SPANS = {"semantic": ("<t5>", "<t5_{:05d}>", "</t5>"), "residual": ("<aud>", "<aud_{:05d}>", "</aud>")}
END = "<|im_end|>"
OTHER_ENDS = ("<|endoftext|>",)  # also ends the text, if the tokenizer has it

# What the published checkpoint adds to its base model's tokens, in the order that gives the trained ids.
PUBLISHED_ADDED_TOKENS = (
    SPANS["semantic"][2], "<video_padding>", TIME_OPEN, TIME_CLOSE, SPANS["semantic"][0],
    *(SPANS["semantic"][1].format(index) for index in range(100)), SPANS["residual"][0], SPANS["residual"][2],
    *(SPANS["residual"][1].format(index) for index in range(501)), CLIP_OPEN, CLIP_CLOSE, "<|think|>", THINK_CLOSE,
)

LEAD_INS = (
    "Create a long-form audio composition that explores ",
    "I'd like an extended audio track with rich details of ",
    "Craft an immersive soundscape that slowly unfolds ",
    "Please produce a comprehensive recording capturing every aspect of ",
    "Generate a detailed, drawn-out audio that brings to life ",
    "Let's design a textured audio piece highlighting the nuances of ",
    "Kindly fashion a lengthy audio journey through ",
    "Devise a long-form audio narrative of ",
    "Develop a gradually developing audio with meticulous attention to ",
    "Imagine and produce a vivid audio experience of ",
    "Construct a detailed soundscape that tells the story of ",
    "Please generate a sustained audio track filled with ",
    "Produce an in-depth, multi-layered audio that portrays ",
    "Design a descriptive audio capturing the essence of ",
    "Create a nuanced, extended audio that conveys ",
    "I'd like to commission a long-form audio depicting ",
    "Fashion a richly detailed audio recording of ",
    "Propose a detailed, immersive audio that showcases ",
    "Generate an elaborate audio piece focusing on ",
    "Develop a comprehensive audio that fully represents ",
)


def check_text(text: str) -> str:
    """What a person asks for, unchanged.

    Raises:
        ValueError: it is empty, has more than MOST_TEXT_CHARACTERS, no letter, or a special token in it.
    """
    return check_words(text, "the text", MOST_TEXT_CHARACTERS)


def format_seconds(seconds: float) -> str:
    """Seconds as the model reads and writes them: 30 -> "30.0", 2.25 -> "2.25", at most three decimals."""
    return repr(round(float(seconds), 3))


def instruction_text(text: str, seconds: float | None = None, lead_in: str | None = None,
                     most_characters: int = MOST_TEXT_CHARACTERS) -> str:
    """The instruction that the model is given.

    Args:
        text: what is to be heard.
        seconds: total length to ask for; None says nothing about it.
        lead_in: words in front of the text, such as one of LEAD_INS; None for none.
        most_characters: for the text, and for the lead-in.

    Returns:
        "{lead_in} {text} The total duration is {seconds} seconds."; the text verbatim if both are None.

    Raises:
        ValueError: a text or lead-in that cannot be used (see `check_text`), or seconds not within
            LEAST_STORY_SECONDS .. MOST_STORY_SECONDS.
    """
    check_words(text, "the text", most_characters)
    if lead_in is not None:
        check_words(lead_in, "the lead-in", most_characters)
        text = f"{lead_in.strip()} {text.strip()}"
    if seconds is not None:
        seconds = check_seconds(seconds, "seconds", LEAST_STORY_SECONDS, MOST_STORY_SECONDS)
        text = with_duration(text.strip(), seconds)
    return text


def instruction_for(clips: Sequence[tuple[str, float]]) -> str:
    """The instruction that would have asked for these (caption, seconds) pairs."""
    text = LEAD_INS[-1] + ", then ".join(caption for caption, _ in clips)
    return with_duration(text, sum(seconds for _, seconds in clips))


def with_duration(text: str, seconds: float) -> str:
    """An instruction with the sentence that asks for a total length."""
    return text + DURATION.format(format_seconds(seconds))


def without_duration(instruction: str) -> str:
    """An instruction without the sentence that `with_duration` appends."""
    return _DURATION.sub("", instruction)


def told_text(instruction: str) -> str:
    """The user's own words in an instruction, on one line, without its total length and without one of LEAD_INS."""
    text = " ".join(without_duration(instruction).split())
    lead_in = next((words.strip() for words in LEAD_INS if text.startswith(words.strip())), "")
    return text.removeprefix(lead_in).strip()


def asked_seconds(instruction: str) -> float | None:
    """The total length that an instruction asks for in the words of `with_duration`; None if it does not."""
    found = _DURATION.search(instruction)
    return float(found[1]) if found else None


def least_clip_tokens(tokens: TokenConfig) -> int:
    """How many tokens a clip takes in addition to its caption and its length: its bridge tokens, and the marks around
    these, around the length and around the clip, see StoryTokenizer.clip_ids."""
    return sum(count + 2 for count in (tokens.semantic_tokens, tokens.residual_tokens) if count) + 4


def most_story_tokens(llm: Mapping[str, object]) -> int:
    """The length of the LLM's context in tokens, from its configuration."""
    return llm.get("max_position_embeddings", 32_768)  # the default of transformers


class StoryTokenizer:
    """A bundle's tokenizer, with the special tokens of a story's layout.

    Args:
        tokenizer: with every special token added. Do not load it with transformers, whose newer versions replace the
            pre-tokenizer of such folders.
        tokens: how many semantic and residual tokens a clip has.

    Raises:
        ValueError: the tokenizer lacks a special token; the message names it.
    """

    def __init__(self, tokenizer: Tokenizer, tokens: TokenConfig):
        self.tokenizer = tokenizer
        self.tokens = tokens
        self._added = frozenset(tokenizer.get_added_tokens_decoder())
        self._vocabulary_size = 1 + max(tokenizer.get_vocab(with_added_tokens=True).values())
        counts = {"semantic": tokens.semantic_tokens, "residual": tokens.residual_tokens}
        self._spans = {}
        for kind, (opening, inner, closing) in SPANS.items():
            names = [opening, *(inner.format(index) for index in range(counts[kind])), closing]
            self._spans[kind] = tuple(map(self._special, names)) if counts[kind] else ()
        self.think_close = self._special(THINK_CLOSE)
        self.clip_open, self.clip_close = self._special(CLIP_OPEN), self._special(CLIP_CLOSE)
        self.time_open, self.time_close = self._special(TIME_OPEN), self._special(TIME_CLOSE)
        self.end = self._special(END)
        self.end_ids = frozenset({self.end} | {tokenizer.token_to_id(name) for name in OTHER_ENDS} - {None})
        for name in ("<|im_start|>", "<|think|>"):  # only the template uses them
            self._special(name)

    def _special(self, name: str) -> int:
        token = self.tokenizer.token_to_id(name)
        # a token that is not "added" would be split into letters when it is encoded
        if token is None or token not in self._added:
            raise ValueError(f"the tokenizer has no special token {name!r}; the model was not made for "
                             "stories of this size, or its tokenizer files belong to another model")
        return token

    @property
    def vocabulary_size(self) -> int:
        """One more than the highest id, added tokens included."""
        return self._vocabulary_size

    @property
    def semantic_ids(self) -> tuple[int, ...]:
        """Ids of the semantic tokens, without the opening and closing token."""
        return self._spans["semantic"][1:-1]

    @property
    def residual_ids(self) -> tuple[int, ...]:
        """Ids of the residual tokens, without the opening and closing token."""
        return self._spans["residual"][1:-1]

    def span_ids(self, kind: str) -> tuple[int, ...]:
        """Opening token, all tokens of the kind ("semantic" or "residual"), closing token; () if there are none."""
        return self._spans[kind]

    @property
    def spans(self) -> tuple[tuple[int, ...], ...]:
        """The ids of each span of a clip, in order."""
        return tuple(span for span in self._spans.values() if span)

    def encode(self, text: str) -> list[int]:
        """Ids of a text; a special token that is written out in it becomes its one id."""
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def encode_plain(self, text: str, name: str, allowed: Sequence[int] = ()) -> list[int]:
        """Ids of a text from outside, which may hold no special tokens except those allowed.

        Raises:
            ValueError: there is a special token in the text.
        """
        ids = self.encode(text)
        for token in ids:
            if token in self._added and token not in allowed:
                raise ValueError(f"{name} holds {self.decode([token])!r}, a mark of the model that cannot be "
                                 "part of a text")
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids, special tokens written out."""
        return self.tokenizer.decode(list(ids), skip_special_tokens=False)

    def shown_text(self, ids: Sequence[int]) -> str:
        """The text of ids without the spans of bridge tokens."""
        hidden = {token for span in self._spans.values() for token in span}
        return self.decode([token for token in ids if token not in hidden])

    def token_bytes(self) -> list[bytes]:
        """For each id, the bytes that it adds to a text, with a byte-level tokenizer; b"" for added tokens."""
        alphabet = _byte_alphabet()
        texts = [b""] * self._vocabulary_size
        for text, token in self.tokenizer.get_vocab(with_added_tokens=False).items():
            if token not in self._added and all(letter in alphabet for letter in text):
                texts[token] = bytes(alphabet[letter] for letter in text)
        return texts

    def prompt_ids(self, instruction: str) -> list[int]:
        """The prompt: system message, user message and the beginning of the answer, which the model continues.

        Raises:
            ValueError: there is a special token in the instruction.
        """
        self.encode_plain(instruction, "the instruction")
        return self.encode(SYSTEM + USER.format(instruction=instruction) + ASSISTANT)

    def clip_ids(self, caption: str, seconds: float) -> list[int]:
        """One clip, from <|gen|> to <|/gen|>.

        Raises:
            ValueError: there is a special token in the caption.
        """
        return [self.clip_open, *self.encode_plain(caption, "the caption"),
                self.time_open, *self.encode(format_seconds(seconds)), self.time_close,
                *self.span_ids("semantic"), *self.span_ids("residual"), self.clip_close]

    def story_ids(self, instruction: str, reasoning: str, clips: Iterable[tuple[str, float] | Clip]
                  ) -> tuple[list[int], list[list[int]], list[list[int]]]:
        """A whole story as one sequence, with prompt and end token, for the bridge and for training.

        Args:
            instruction: if it is empty (in a plan written by hand), `instruction_for` makes one from the clips.
            reasoning: may be empty.
            clips: (caption, seconds) of each, or `Clip` objects.

        Returns:
            ids; the positions of each clip's semantic tokens; those of each clip's residual tokens.
            The answer begins at len(prompt_ids(instruction)).

        Raises:
            ValueError: there is a special token in one of the texts.
        """
        clips = [clip if isinstance(clip, tuple) else (clip.caption, clip.seconds) for clip in clips]
        ids = self.prompt_ids(instruction or instruction_for(clips))
        times = (self.time_open, self.time_close)
        ids += [*self.encode_plain(reasoning, "the reasoning", allowed=times), self.think_close]
        semantic, residual = [], []
        for caption, seconds in clips:
            ids += self.clip_ids(caption, seconds)
            # counted from the end: the clip's closing token, the span's closing token, the span's tokens
            last = len(ids) - 2
            residual.append(list(range(last - len(self.residual_ids), last)))
            last -= len(self.span_ids("residual"))
            semantic.append(list(range(last - len(self.semantic_ids), last)))
        ids.append(self.end)
        return ids, semantic, residual

    def plan_ids(self, plan: StoryPlan, members: Sequence[int] | None = None
                 ) -> tuple[list[int], list[list[int]], list[list[int]]]:
        """A plan as one sequence: the clips of all lanes in the order of their starts, each with its own length.

        Gaps and start times are not written, because models are trained on stories without them.

        Args:
            members: indices of the clips to write, in order; None for all, in reading order.

        Returns:
            As `story_ids`; the positions are in the order of the written clips.

        Raises:
            ValueError: there is a special token in one of the texts.
        """
        clips = [plan.clips[index] for index in (plan.reading_order if members is None else members)]
        return self.story_ids(plan.instruction, plan.reasoning, clips)


def _byte_alphabet() -> dict[str, int]:
    """Letter -> byte in a byte-level vocabulary: a printable byte's letter is the byte itself, the other bytes have the
    letters from 256 on, in order. Source: GPT-2."""
    seen = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in seen]
    return {chr(byte): byte for byte in seen} | {chr(256 + place): byte for place, byte in enumerate(hidden)}
