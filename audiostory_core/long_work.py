"""Helps with a long job in several parts: reports progress over all parts, and reuses parts of an earlier run."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    from .kept_work import KeptWork

OnStep = Callable[[int, int], None]


def over_all(on_step: OnStep | None, index: int, count: int) -> OnStep | None:
    """An on_step for part `index` of `count` equal parts. It calls the given on_step with (done, total) over all parts.

    None if on_step is None.
    """
    return None if on_step is None else lambda done, total: on_step(index * total + done, count * total)


def found_or_made(kept: KeptWork | None, make: Callable[[], torch.Tensor], *given: torch.Tensor,
                  on_found: Callable[[], None] | None = None, **facts: object) -> torch.Tensor:
    """A part that is one tensor: the one stored by an earlier run, on the CPU, or a new one.

    Args:
        kept: where parts are stored; None always makes a new one.
        make, given, facts, on_found: see KeptWork.tensors.
    """
    if kept is None:
        return make()
    return kept.tensors(lambda: {"part": make()}, *given, on_found=on_found, **facts)["part"]
