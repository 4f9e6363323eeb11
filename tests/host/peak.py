"""Measures the peak memory of some work without a GPU, by counting the tensors that are alive."""
from __future__ import annotations

import weakref

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter


class PeakMemory(TorchDispatchMode):
    """`with PeakMemory(module) as peak: work()`, then peak.bytes; module's weights do not count.

    Works on the meta device, so that full sizes cost nothing.
    """

    def __init__(self, *modules):
        super().__init__()
        self.now = self.bytes = 0
        self.held = [weight.untyped_storage() for module in modules for weight in module.state_dict().values()]
        self.alive = {id(storage): storage for storage in self.held}

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        for value in tree_iter(result):
            if isinstance(value, torch.Tensor):
                self._watch(value.untyped_storage())
        self.bytes = max(self.bytes, self.now)
        return result

    def _watch(self, storage) -> None:
        key, size = id(storage), storage.nbytes()
        if key in self.alive:
            return

        def gone(_, key=key, size=size):
            del self.alive[key]
            self.now -= size

        self.alive[key] = weakref.ref(storage, gone)
        self.now += size


class OpaqueAttention(TorchFunctionMode):
    """Attention as a kernel that takes nothing beside its result, as flash attention does."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        if func is torch.nn.functional.scaled_dot_product_attention:
            return torch.empty_like(args[0])
        return func(*args, **(kwargs or {}))
