"""The small model's tokenizer, trained on the stories that its LLM will read."""
from __future__ import annotations

import random

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from ...config import TokenConfig
from ...prompt import CLIP_CLOSE, CLIP_OPEN, END, SPANS, THINK_CLOSE, TIME_CLOSE, TIME_OPEN

TOKENIZER_STORIES = 6000
BYTES = 256  # any text can be written with


def special_tokens(tokens: TokenConfig) -> list[str]:
    """What a story has beside its texts."""
    special = ["<|endoftext|>", "<|im_start|>", END, "<|think|>", THINK_CLOSE, CLIP_OPEN, CLIP_CLOSE, TIME_OPEN,
               TIME_CLOSE]
    for kind, count in (("semantic", tokens.semantic_tokens), ("residual", tokens.residual_tokens)):
        opening, inner, closing = SPANS[kind]
        special += [opening, *(inner.format(index) for index in range(count)), closing] if count else []
    return special


def least_vocabulary(tokens: TokenConfig) -> int:
    """How many tokens there are before the first is learnt: the bytes and the special ones."""
    return BYTES + len(special_tokens(tokens))


def train_tokenizer(make, tokens: TokenConfig, vocabulary: int, seed: int = 0) -> Tokenizer:
    """A byte-level BPE tokenizer of the stories' texts, digits one by one, with a story's special tokens added.

    Args:
        make: (rng) -> story.
        vocabulary: tokens in all, at least least_vocabulary.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r" ?\p{L}+|\p{N}|[^\p{L}\p{N}]+"), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    special = special_tokens(tokens)
    rng, texts = random.Random(seed), []
    for _ in range(TOKENIZER_STORIES):
        story = make(rng)
        texts += [story.instruction, story.reasoning, *(caption for caption, _ in story.clips)]
    trainer = trainers.BpeTrainer(vocab_size=vocabulary - len(special), show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_special_tokens(special)
    return tokenizer
