"""Induction-head initialisation: the first two layers of a fresh LLM start as a circuit that copies text.

A planner repeats its user's words, some of which it has never seen. A small model learns to copy late: one head has to
look one token back before another can look for "the token that followed this one the last time". Both heads are known
(Olsson et al. 2022, arXiv 2209.11895), so the weights start as them, and then train like all others. Trockman and
Kolter 2023 (arXiv 2305.09828) call it mimetic to start near what training finds.

A word has several tokens: with or without a space before it, with or without a capital letter. They start with nearly
the same embedding. Otherwise the circuit would not recognise the first word of a quote, which has no space.

Half of the width holds the current token, a quarter the previous token, a quarter the token before that. The heads of
the first layer write a part of the two earlier tokens into their quarters. The heads of the second layer attend to
positions whose previous token equals the current one, prefer those where the token before that matches too, and copy
the token found there.
"""
from __future__ import annotations

import math

import torch

from ..data.from_nothing import check_can_copy

FAST, SLOW = 0.05, 0.003  # radians a token: faster turns tell neighbours apart, slower ones hardly move in a story
EMBEDDING_STD = 0.15  # large compared with a training step, which would erase small weights
SPACE_STD, CAPITAL_STD, OWN_STD = 0.06, 0.06, 0.06  # differences between the tokens of one word
PEAK = 14.0  # by which the token looked back at outscores the others, in the exponent
LOUDNESS = 0.05  # of the embeddings when they predict the next token
MATCH = 40.0  # the score of a matching position
NEAREST = 0.8  # share of a match that comes from the previous token; the rest is from the one before
CARRIED = 0.2  # strength of the earlier tokens relative to the current one
SAID = 0.6  # strength of the copied token
SEQUENCES, LENGTH = 4, 64  # random tokens with which a match is scaled


@torch.no_grad()
def init_induction_heads(llm, tokens: list[str], generator: torch.Generator) -> None:
    """Overwrite the embeddings and the first two layers' attention of a fresh transformers Qwen2ForCausalLM.

    Args:
        tokens: the text of each token of the vocabulary.

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
    """Random embeddings in the subspace `this`. Tokens of one word are close to each other."""

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
    """Make these heads attend `distance` tokens back, and write a part of that token's `this` to `place`.

    Query and key are constants. Their product is cos(turn * (their distance - `distance`)), summed over the fast turns.
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
            projection.weight[own] *= 0.1  # the tokens themselves hardly matter
            projection.bias[own] = constant
        own = slice(head * size, head * size + carried)
        attention.v_proj.weight[own] = math.sqrt(CARRIED) * this[rows]
        attention.o_proj.weight[:, own] = math.sqrt(CARRIED) * place[rows].T


def _look_for_the_same(attention, this: torch.Tensor, before: torch.Tensor, earlier: torch.Tensor,
                       turns: torch.Tensor) -> None:
    """Each head attends to positions whose previous token equals the current token, prefers those where the token
    before that matches too, and copies the token found there.

    Only the slow turns compare; the fast ones would make a match depend on its distance.
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
    """Scale the second layer's queries and keys so that a token and the next one in `ids` score MATCH."""
    layer, size = llm.model.layers[1], llm.model.layers[1].self_attn.head_dim
    there = layer.input_layernorm(llm.model(ids, output_hidden_states=True, use_cache=False).hidden_states[1])
    queries, keys = layer.self_attn.q_proj(there[:, :-1]), layer.self_attn.k_proj(there[:, 1:])
    score = (queries * keys).sum(-1).mean() / llm.config.num_attention_heads / math.sqrt(size)
    for projection in (layer.self_attn.q_proj, layer.self_attn.k_proj):
        projection.weight *= torch.sqrt(MATCH / score)
