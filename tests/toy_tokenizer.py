"""A byte-level tokenizer with a story's special tokens: every byte is a token, so that its ids can be counted."""
from __future__ import annotations

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from audiostory_core.config import TokenConfig
from audiostory_core.prompt import StoryTokenizer


def special_names(semantic: int, residual: int) -> list[str]:
    """Every special token of a story, in an order that no code may rely on."""
    return ["</t5>", "<timestamp>", "</timestamp>", "<t5>", *(f"<t5_{index:05d}>" for index in range(semantic)),
            "<aud>", "</aud>", *(f"<aud_{index:05d}>" for index in range(residual)),
            "<|gen|>", "<|/gen|>", "<|think|>", "<|/think|>", "<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def byte_tokenizer(names: list[str]) -> Tokenizer:
    """Bytes and these special tokens, no merges."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={letter: index for index, letter in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_tokens([AddedToken(name, normalized=False) for name in names])
    return tokenizer


def toy_story_tokenizer(semantic: int = 5, residual: int = 2) -> StoryTokenizer:
    """A StoryTokenizer of bytes."""
    return StoryTokenizer(byte_tokenizer(special_names(semantic, residual)), TokenConfig(semantic, residual))
