"""The least sizes of a model that starts from fresh weights: its special tokens, and heads for an induction circuit."""
from __future__ import annotations

from ...config import TokenConfig
from ...prompt import CLIP_CLOSE, CLIP_OPEN, END, SPANS, THINK_CLOSE, TIME_CLOSE, TIME_OPEN

BYTES = 256  # tokens with which any text can be written


def special_tokens(tokens: TokenConfig) -> list[str]:
    """The special tokens of a story."""
    special = ["<|endoftext|>", "<|im_start|>", END, "<|think|>", THINK_CLOSE, CLIP_OPEN, CLIP_CLOSE, TIME_OPEN,
               TIME_CLOSE]
    for kind, count in (("semantic", tokens.semantic_tokens), ("residual", tokens.residual_tokens)):
        opening, inner, closing = SPANS[kind]
        special += [opening, *(inner.format(index) for index in range(count)), closing] if count else []
    return special


def least_vocabulary(tokens: TokenConfig) -> int:
    """The number of tokens that need no training: the bytes and the special ones."""
    return BYTES + len(special_tokens(tokens))


def check_can_copy(layers: int, heads: int, pairs: int) -> None:
    """Raise a ValueError unless an LLM of these sizes can hold the induction circuit.

    Args:
        pairs: heads of keys and values.
    """
    if layers < 2 or heads % 2 or pairs != heads:
        raise ValueError(f"llm has num_hidden_layers {layers}, num_attention_heads {heads} and num_key_value_heads "
                         f"{pairs}; a model from nothing needs at least two layers, an even number of heads, and as "
                         "many of keys and values")
