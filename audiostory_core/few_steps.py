"""The adapter of a DiT that needs few steps: low-rank changes (LoRA) of the matrices in its transformer.

A bundle may bring one, as few_steps.safetensors. Its DiT is then two in one: with the adapter it has the guidance in
its weights and needs few steps, without it it is what it was before it was distilled, to the bit. The names in the file
are the DiT's own, as peft and diffusers write them, so LoRA loaders of ComfyUI read the file as well.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import torch
from torch import nn

DOWN, UP = ".lora_A.weight", ".lora_B.weight"  # [rank, in] and [out, rank]; the change is their product, up @ down
TRANSFORMER = "transformer."


def adapted_layers(dit: nn.Module) -> list[str]:
    """The names of the layers that an adapter changes: all linear ones of the transformer."""
    return [name for name, module in dit.named_modules()
            if isinstance(module, nn.Linear) and name.startswith(TRANSFORMER)]


def adapted_names(names: Iterable[str]) -> list[str]:
    """The names of the weights that an adapter's tensors change.

    Raises:
        ValueError: a tensor is none of an adapter's, or lacks the other of its pair.
    """
    names, changed = set(names), []
    for name in sorted(names):
        stem = name.removesuffix(DOWN).removesuffix(UP)
        if stem == name:
            raise ValueError(f"{name} is no tensor of an adapter; names end with {DOWN} or {UP}")
        if missing := {stem + DOWN, stem + UP} - names:
            raise ValueError(f"{name} stands alone; {missing.pop()} is missing")
        if name.endswith(DOWN):
            changed.append(f"{stem}.weight")
    return changed


def check_adapter(found: Mapping[str, list[int]], dit: Mapping[str, list[int]]) -> None:
    """Check that an adapter fits a DiT.

    Args:
        found: the shapes of the adapter's tensors by name. dit: those of the DiT's.

    Raises:
        ValueError: it is incomplete, or changes a weight that the DiT does not have in that shape.
    """
    for name in adapted_names(found):
        stem = name.removesuffix(".weight")
        down, up = found[stem + DOWN], found[stem + UP]
        if name not in dit:
            raise ValueError(f"{name} is no weight of this DiT")
        shape = list(dit[name])
        if len(down) != 2 or len(up) != 2 or down[0] != up[1] or [up[0], down[1]] != shape:
            raise ValueError(f"{stem}: {up} times {down} is no change of a weight {shape}")


def change_of(tensors: Mapping[str, torch.Tensor], name: str, device=None) -> torch.Tensor:
    """What an adapter adds to the weight of this name, in float32."""
    stem = name.removesuffix(".weight")
    return tensors[stem + UP].to(device, torch.float32) @ tensors[stem + DOWN].to(device, torch.float32)


class FewSteps:
    """An adapter that a DiT wears or not. Only the matrices that it has on are in memory; the change is exact.

    Args:
        dit: where the adapter belongs to. It is not worn at first.
        tensors: of the adapter, by name.
        stored: name -> that weight of the DiT as it is stored; called when the adapter is taken off.
    """

    def __init__(self, dit: nn.Module, tensors: Mapping[str, torch.Tensor], stored: Callable[[str], torch.Tensor]):
        self.dit, self.tensors, self.stored, self.worn = dit, tensors, stored, False

    def wear(self, worn: bool) -> None:
        """Put the adapter on, or take it off."""
        if worn == self.worn:
            return
        parameters = dict(self.dit.named_parameters())
        for name in adapted_names(self.tensors):
            parameter = parameters[name]
            if worn:
                changed = parameter.data.float() + change_of(self.tensors, name, parameter.device)
            else:
                changed = self.stored(name).to(parameter.device)
            parameter.data = changed.to(parameter.dtype)
        self.worn = worn
