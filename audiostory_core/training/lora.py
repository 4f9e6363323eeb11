"""Low-rank adapters (LoRA), inserted by peft: on the LLM, and on a DiT that learns to need few steps.

The LLM's are merged into plain weights for the bundle: such a state has the names of a plain Qwen2, so a bundle needs
no peft. Embeddings (there are new tokens), head and norms train beside them, because the published checkpoint holds
them whole. The DiT's stay apart in a file of their own, see few_steps.py.
"""
from __future__ import annotations

from collections.abc import Mapping

import torch

from ..few_steps import DOWN as FEW_DOWN
from ..few_steps import UP as FEW_UP
from ..few_steps import adapted_layers

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
    _inject(llm, TARGETS, rank, alpha, seed)
    for name, parameter in llm.named_parameters():
        parameter.requires_grad_("lora_" in name or any(whole in name for whole in WHOLE))


def add_few_steps(dit, rank: int, alpha: int, seed: int) -> None:
    """Insert adapters into a DiT as `add_lora` does into an LLM. Nothing trains beside them."""
    _inject(dit, adapted_layers(dit), rank, alpha, seed)
    for name, parameter in dit.named_parameters():
        parameter.requires_grad_("lora_" in name)


def _inject(module, targets, rank: int, alpha: int, seed: int) -> None:
    from peft import LoraConfig, inject_adapter_in_model

    config = LoraConfig(r=rank, lora_alpha=alpha, target_modules=list(targets), lora_dropout=0.0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        inject_adapter_in_model(config, module)


def few_steps_of(state: Mapping[str, torch.Tensor], rank: int, alpha: int) -> dict[str, torch.Tensor]:
    """The adapter's tensors from the state of a DiT after `add_few_steps`, as few_steps.py names them.

    alpha / rank is multiplied in, so the file needs no numbers beside its tensors.
    """
    adapter = {}
    for name, value in state.items():
        if name.endswith(DOWN):
            adapter[name.removesuffix(DOWN) + FEW_DOWN] = value
        elif name.endswith(UP):
            adapter[name.removesuffix(UP) + FEW_UP] = value * (alpha / rank)
    return adapter


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
