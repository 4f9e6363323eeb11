"""Low-rank adapters (LoRA) on the LLM: inserted by peft, and merged into plain weights for the bundle.

Embeddings (there are new tokens), head and norms train beside the adapters, because the published checkpoint holds them
whole. A merged state has the names of a plain Qwen2, so a bundle needs no peft.
"""
from __future__ import annotations

from collections.abc import Mapping

import torch

TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
WHOLE = ("embed_tokens", "lm_head", "norm")  # parts of names: these weights train beside the adapters
DOWN, UP = ".lora_A.default.weight", ".lora_B.default.weight"
BASE = ".base_layer."


def add_lora(llm, rank: int, alpha: int, seed: int) -> None:
    """Insert adapters into the LLM, in place, and freeze all other weights. At first they change nothing.

    Args:
        alpha: the adapters' product is scaled by alpha / rank.
        seed: of the random weights in the adapters' first layers.
    """
    from peft import LoraConfig, inject_adapter_in_model

    config = LoraConfig(r=rank, lora_alpha=alpha, target_modules=list(TARGETS), lora_dropout=0.0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        inject_adapter_in_model(config, llm)
    for name, parameter in llm.named_parameters():
        parameter.requires_grad_("lora_" in name or any(whole in name for whole in WHOLE))


def merged(state: Mapping[str, torch.Tensor], rank: int, alpha: int) -> dict[str, torch.Tensor]:
    """The state of an LLM with its adapters merged into the weights. A state without adapters is unchanged.

    Args:
        state: of an LLM after `add_lora`, with names relative to the LLM.
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
