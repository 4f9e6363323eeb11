"""What a model that is trained from nothing needs of its sizes: room for its special tokens, heads that can copy."""
from __future__ import annotations

from ...config import TokenConfig
from ...prompt import CLIP_CLOSE, CLIP_OPEN, END, SPANS, THINK_CLOSE, TIME_CLOSE, TIME_OPEN

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


def check_can_copy(layers: int, heads: int, pairs: int) -> None:
    """Raise a ValueError unless an LLM of so many layers, heads, and heads of keys and values can hold the circuit."""
    if layers < 2 or heads % 2 or pairs != heads:
        raise ValueError(f"llm has num_hidden_layers {layers}, num_attention_heads {heads} and num_key_value_heads "
                         f"{pairs}; a model from nothing needs at least two layers, an even number of heads, and as "
                         "many of keys and values")
