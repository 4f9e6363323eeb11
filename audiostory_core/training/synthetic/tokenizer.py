"""The small model's tokenizer, trained on the stories that its LLM will read."""
from __future__ import annotations

import random

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from ...config import TokenConfig
from ..data.from_nothing import special_tokens

TOKENIZER_STORIES = 6000


def train_tokenizer(make, tokens: TokenConfig, vocabulary: int, seed: int = 0) -> Tokenizer:
    """Train a byte-level BPE tokenizer on stories. Each digit is a token; a story's special tokens are added.

    Args:
        make: (rng) -> story.
        vocabulary: total number of tokens, at least least_vocabulary.
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
