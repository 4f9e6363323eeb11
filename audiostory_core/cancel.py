"""Lets a caller cancel in the middle of a large model's forward pass, which may take many seconds on a CPU."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from torch import nn

LARGE_LAYER = 2**20  # weights; on a CPU, a layer of that size may take a second for the clips of a batch


@contextmanager
def checked_layers(model: nn.Module, check: Callable[[], None]) -> Iterator[None]:
    """Call check before each block and each large layer of a model while the `with` block runs.

    Args:
        model: its blocks are the members of its ModuleLists.
        check: may raise to cancel. The hooks are removed from the model in any case.
    """
    modules = list(model.modules())
    blocks = [block for module in modules if isinstance(module, nn.ModuleList) for block in module]
    large = [module for module in modules
             if sum(weight.numel() for weight in module.parameters(recurse=False)) >= LARGE_LAYER]
    hooks = [module.register_forward_pre_hook(lambda *_: check()) for module in dict.fromkeys([*blocks, *large])]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
