"""A fresh LLM that can already copy: its first two layers begin as an induction circuit.

A planner says again what its user said, words that it may never have seen. A small model learns that late: it first
has to find that one head must look one token back before another can look for "what came after this word the last
time". Both heads are known (Olsson et al. 2022, arXiv 2209.11895), so the weights start as them. All of them train on
as any others do; starting near what training finds is what Trockman and Kolter 2023 (arXiv 2305.09828) call mimetic.

A word has several tokens: with a space before it or without, with a capital letter or without. They begin as nearly one
embedding, for to the circuit a quote's first word, which has no space, would otherwise be a stranger.

Half of the width is taken for "this token", the other half for "the token before". The first layer's heads write the
first half of the token before into the second half; the second layer's heads look for a token whose second half is
this token's first half, and add the first half of what they find to what is said next.
"""
from __future__ import annotations

import math

import torch

FAST, SLOW = 0.05, 0.003  # radians a token: turns that tell neighbours apart, and that a whole story hardly moves
EMBEDDING_STD = 0.05
SPACE_STD, CAPITAL_STD, OWN_STD = 0.02, 0.02, 0.02  # what tells the tokens of one word apart
PEAK = 14.0  # by how much the token before outscores the others, in the exponent
MATCH = 40.0  # the score of a token that was looked for
CARRIED = 0.12  # how strongly the token before is written beside this one
SAID = 3.0  # how strongly what is found is added
SEQUENCES, LENGTH = 4, 64  # random tokens that the scale of a match is read off


@torch.no_grad()
def begin_with_copying(llm, tokens: list[str], generator: torch.Generator) -> None:
    """Overwrite the embeddings and the first two layers' attention of a fresh transformers Qwen2ForCausalLM.

    Args:
        tokens: what each token of the vocabulary says.

    Raises:
        ValueError: fewer than two layers, an odd number of heads, or fewer key-value heads than heads.
    """
    config = llm.config
    heads, width = config.num_attention_heads, config.hidden_size
    if config.num_hidden_layers < 2 or heads % 2 or config.num_key_value_heads != heads:
        raise ValueError(f"the LLM has num_hidden_layers {config.num_hidden_layers}, num_attention_heads {heads} and "
                         f"num_key_value_heads {config.num_key_value_heads}; one from nothing needs two layers, an "
                         "even number of heads and as many of keys and values")
    _embed(llm.model.embed_tokens.weight, tokens, generator)
    axes, _ = torch.linalg.qr(torch.randn(width, width, generator=generator))
    this, before = axes[: width // 2], axes[width // 2:]
    turns = llm.model.rotary_emb.inv_freq
    _look_one_back(llm.model.layers[0].self_attn, this, before, turns)
    _look_for_the_same(llm.model.layers[1].self_attn, this, before, turns)
    ids = torch.randint(config.vocab_size, (SEQUENCES, LENGTH), generator=generator)
    _scale_matches(llm, ids)


def _embed(embeddings: torch.Tensor, tokens: list[str], generator: torch.Generator) -> None:
    def drawn(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, embeddings.shape[1], generator=generator)

    embeddings.copy_(EMBEDDING_STD * drawn(len(embeddings)))
    space, capital = SPACE_STD * drawn(), CAPITAL_STD * drawn()
    words: dict[str, torch.Tensor] = {}
    for index, token in enumerate(tokens):
        bare = token.strip()
        if bare.isalpha():
            word = words.setdefault(bare.lower(), embeddings[index].clone())
            embeddings[index] = word + OWN_STD * drawn() + (token[0] == " ") * space + (bare != bare.lower()) * capital


def _look_one_back(attention, this: torch.Tensor, before: torch.Tensor, turns: torch.Tensor) -> None:
    """Half of the heads attend to the token before, whatever it is, and write its `this` half as `before`.

    A query and a key that are constants meet at cos(turn * (distance - 1)) summed over the fast turns.
    """
    size = attention.head_dim
    fast = (turns > FAST).nonzero()[:, 0]
    query, key = torch.zeros(size), torch.zeros(size)
    strength = math.sqrt(PEAK * math.sqrt(size) / float((1 - torch.cos(turns[fast])).sum()))
    query[fast] = strength
    key[fast], key[fast + size // 2] = strength * torch.cos(turns[fast]), strength * torch.sin(turns[fast])
    for head in range(len(this) // size):
        own = slice(head * size, (head + 1) * size)
        for projection, constant in ((attention.q_proj, query), (attention.k_proj, key)):
            projection.weight[own] *= 0.1  # what the tokens are shall hardly matter
            projection.bias[own] = constant
        attention.v_proj.weight[own] = this[own]
        attention.o_proj.weight[:, own] = CARRIED * before[own].T


def _look_for_the_same(attention, this: torch.Tensor, before: torch.Tensor, turns: torch.Tensor) -> None:
    """All heads attend to tokens whose `before` is this token's `this`, and add the `this` half of what stands there.

    Only the slow turns compare, as the others would make a match depend on how far away it is.
    """
    size = attention.head_dim
    slow = (turns < SLOW).nonzero()[:, 0]
    places = torch.cat([slow, slow + size // 2])
    heads, halves = attention.o_proj.in_features // size, len(this) // size
    for head in range(heads):
        own = slice(head * size, (head + 1) * size)
        said = slice(head % halves * size, (head % halves + 1) * size)
        compared = torch.arange(head * len(places), (head + 1) * len(places)) % len(this)
        for projection, content in ((attention.q_proj, this), (attention.k_proj, before)):
            weight = torch.zeros(size, content.shape[1])
            weight[places] = content[compared]
            projection.weight[own] = weight
            projection.bias[own] = 0.0
        attention.v_proj.weight[own] = this[said]
        attention.o_proj.weight[:, own] = SAID * halves / heads * this[said].T


def _scale_matches(llm, ids: torch.Tensor) -> None:
    """Scale the second layer's queries and keys so that a token and the one behind it in `ids` score MATCH."""
    layer, size = llm.model.layers[1], llm.model.layers[1].self_attn.head_dim
    there = layer.input_layernorm(llm.model(ids, output_hidden_states=True, use_cache=False).hidden_states[1])
    queries, keys = layer.self_attn.q_proj(there[:, :-1]), layer.self_attn.k_proj(there[:, 1:])
    score = (queries * keys).sum(-1).mean() / llm.config.num_attention_heads / math.sqrt(size)
    for projection in (layer.self_attn.q_proj, layer.self_attn.k_proj):
        projection.weight *= torch.sqrt(MATCH / score)
