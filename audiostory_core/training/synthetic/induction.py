"""A fresh LLM that can already copy: its first two layers begin as an induction circuit.

A planner says again what its user said, words that it may never have seen. A small model learns that late: it first
has to find that one head must look one token back before another can look for "what came after this word the last
time". Both heads are known (Olsson et al. 2022, arXiv 2209.11895), so the weights start as them. All of them train on
as any others do; starting near what training finds is what Trockman and Kolter 2023 (arXiv 2305.09828) call mimetic.

A word has several tokens: with a space before it or without, with a capital letter or without. They begin as nearly one
embedding, for to the circuit a quote's first word, which has no space, would otherwise be a stranger.

Half of the width is taken for "this token", a quarter each for the token before and the one before that. The first
layer's heads write a part of what those are into their quarters. The heads of the layer behind it look for a place
whose token before is this token, rather for one where the two before are this token's, and add what stands there to
what is said next.
"""
from __future__ import annotations

import math

import torch

from ..data.from_nothing import check_can_copy

FAST, SLOW = 0.05, 0.003  # radians a token: turns that tell neighbours apart, and that a whole story hardly moves
EMBEDDING_STD = 0.15  # all is large against a training step, which would wipe out small weights
SPACE_STD, CAPITAL_STD, OWN_STD = 0.06, 0.06, 0.06  # what tells the tokens of one word apart
PEAK = 14.0  # by how much the token looked back at outscores the others, in the exponent
LOUDNESS = 0.05  # of the embeddings where they foretell the next token
MATCH = 40.0  # the score of a place that was looked for
NEAREST = 0.8  # share of a match that the token before makes; the one before that makes the rest
CARRIED = 0.2  # how strongly the tokens before are written beside this one
SAID = 0.6  # how strongly what is found is added
SEQUENCES, LENGTH = 4, 64  # random tokens that the scale of a match is read off


@torch.no_grad()
def begin_with_copying(llm, tokens: list[str], generator: torch.Generator) -> None:
    """Overwrite the embeddings and the first two layers' attention of a fresh transformers Qwen2ForCausalLM.

    Args:
        tokens: what each token of the vocabulary says.

    Raises:
        ValueError: see check_can_copy; or no rotary turn is slow enough.
    """
    config, turns = llm.config, llm.model.rotary_emb.inv_freq
    heads, width = config.num_attention_heads, config.hidden_size
    check_can_copy(config.num_hidden_layers, heads, config.num_key_value_heads)
    if turns.min() >= SLOW:
        raise ValueError(f"the LLM has a slowest rotary turn of {float(turns.min()):g}; one from nothing needs a turn "
                         f"below {SLOW}")
    axes, _ = torch.linalg.qr(torch.randn(width, width, generator=generator))
    this, before, earlier = axes.split((width // 2, width // 4, width // 4))
    _embed(llm.model.embed_tokens.weight, tokens, this, generator)
    first, second = llm.model.layers[0].self_attn, llm.model.layers[1].self_attn
    half = heads // 2
    _look_back(first, 1, range(half), this, before, turns)
    _look_back(first, 2, range(half, heads), this, earlier, turns)
    _look_for_the_same(second, this, before, earlier, turns)
    llm.model.norm.weight.mul_(LOUDNESS / EMBEDDING_STD)
    _scale_matches(llm, torch.randint(config.vocab_size, (SEQUENCES, LENGTH), generator=generator))


def _embed(embeddings: torch.Tensor, tokens: list[str], this: torch.Tensor, generator: torch.Generator) -> None:
    """Random words, each in the room of `this`; the spellings of a word lie near each other."""

    def drawn(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, len(this), generator=generator) @ this

    embeddings.copy_(EMBEDDING_STD * drawn(len(embeddings)))
    space, capital = SPACE_STD * drawn(), CAPITAL_STD * drawn()
    words: dict[str, torch.Tensor] = {}
    for index, token in enumerate(tokens):
        bare = token.strip()
        if bare.isalpha():
            word = words.setdefault(bare.lower(), embeddings[index].clone())
            embeddings[index] = word + OWN_STD * drawn() + (token[0] == " ") * space + (bare != bare.lower()) * capital


def _look_back(attention, distance: int, heads: range, this: torch.Tensor, place: torch.Tensor,
               turns: torch.Tensor) -> None:
    """These heads attend to the token so far back, whatever it is, and write the beginning of its `this` to `place`.

    A query and a key that are constants meet at cos(turn * (distance between them - `distance`)), summed over the fast
    turns.
    """
    size = attention.head_dim
    fast = (turns > FAST).nonzero()[:, 0]
    query, key = torch.zeros(size), torch.zeros(size)
    strength = math.sqrt(PEAK * math.sqrt(size) / float((1 - torch.cos(turns[fast])).sum()))
    query[fast] = strength
    key[fast] = strength * torch.cos(distance * turns[fast])
    key[fast + size // 2] = strength * torch.sin(distance * turns[fast])
    carried = len(place) // len(heads)
    for number, head in enumerate(heads):
        own, rows = slice(head * size, (head + 1) * size), slice(number * carried, (number + 1) * carried)
        for projection, constant in ((attention.q_proj, query), (attention.k_proj, key)):
            projection.weight[own] *= 0.1  # what the tokens are shall hardly matter
            projection.bias[own] = constant
        own = slice(head * size, head * size + carried)
        attention.v_proj.weight[own] = math.sqrt(CARRIED) * this[rows]
        attention.o_proj.weight[:, own] = math.sqrt(CARRIED) * place[rows].T


def _look_for_the_same(attention, this: torch.Tensor, before: torch.Tensor, earlier: torch.Tensor,
                       turns: torch.Tensor) -> None:
    """All heads attend to tokens whose `before` is this token's `this`, rather to those whose `earlier` is its
    `before` as well, and add the `this` half of what stands there.

    Only the slow turns compare, as the others would make a match depend on how far away it is.
    """
    size = attention.head_dim
    slow = (turns < SLOW).nonzero()[:, 0]
    places = torch.cat([slow, slow + size // 2])
    nearest = round(len(places) * NEAREST)
    heads, halves = attention.o_proj.in_features // size, len(this) // size
    for head in range(heads):
        own = slice(head * size, (head + 1) * size)
        said = slice(head % halves * size, (head % halves + 1) * size)
        compared = torch.arange(head * len(places), (head + 1) * len(places)) % len(before)
        for projection, near, far in ((attention.q_proj, this, before), (attention.k_proj, before, earlier)):
            weight = torch.zeros(size, near.shape[1])
            weight[places[:nearest]] = near[compared[:nearest]]
            weight[places[nearest:]] = far[compared[nearest:]]
            projection.weight[own] = weight
            projection.bias[own] = 0.0
        strength = math.sqrt(SAID * halves / heads)
        attention.v_proj.weight[own] = strength * this[said]
        attention.o_proj.weight[:, own] = strength * this[said].T


def _scale_matches(llm, ids: torch.Tensor) -> None:
    """Scale the second layer's queries and keys so that a token and the one behind it in `ids` score MATCH."""
    layer, size = llm.model.layers[1], llm.model.layers[1].self_attn.head_dim
    there = layer.input_layernorm(llm.model(ids, output_hidden_states=True, use_cache=False).hidden_states[1])
    queries, keys = layer.self_attn.q_proj(there[:, :-1]), layer.self_attn.k_proj(there[:, 1:])
    score = (queries * keys).sum(-1).mean() / llm.config.num_attention_heads / math.sqrt(size)
    for projection in (layer.self_attn.q_proj, layer.self_attn.k_proj):
        projection.weight *= torch.sqrt(MATCH / score)
