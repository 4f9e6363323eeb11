"""Low-rank adapters on the LLM: put in by peft, merged into plain weights by the formula.

What trains beside the adapters is what the published checkpoint holds whole: embeddings (there are new tokens), head
and norms. A merged state has a plain Qwen2's names, so nothing of peft is needed afterwards.
"""
from __future__ import annotations

from collections.abc import Mapping

import torch

TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
WHOLE = ("embed_tokens", "lm_head", "norm")  # in the names of weights that train beside the adapters
DOWN, UP = ".lora_A.default.weight", ".lora_B.default.weight"
BASE = ".base_layer."


def add_lora(llm, rank: int, alpha: int, seed: int) -> None:
    """Put adapters into the LLM, in place, and freeze all that does not train. They start as no change at all.

    Args:
        alpha: the adapters' product is scaled by alpha / rank.
        seed: of their first layers' weights.
    """
    from peft import LoraConfig, inject_adapter_in_model

    config = LoraConfig(r=rank, lora_alpha=alpha, target_modules=list(TARGETS), lora_dropout=0.0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        inject_adapter_in_model(config, llm)
    for name, parameter in llm.named_parameters():
        parameter.requires_grad_("lora_" in name or any(whole in name for whole in WHOLE))


def merged(state: Mapping[str, torch.Tensor], rank: int, alpha: int) -> dict[str, torch.Tensor]:
    """Weights with adapters as the weights that do the same without; a state without adapters as it is.

    Args:
        state: of an LLM after `add_lora`, names relative to it.
    """
    weights = {}
    for name, value in state.items():
        if name.endswith((DOWN, UP)):
            continue
        plain = name.replace(BASE, ".")
        stem = plain.removesuffix(".weight")
        if BASE in name and stem + DOWN in state and name.endswith(".weight"):
            change = state[stem + UP].double() @ state[stem + DOWN].double()
            value = (value.double() + change * (alpha / rank)).to(value.dtype)
        weights[plain] = value
    return weights
