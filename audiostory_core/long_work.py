"""A long work that is done part by part: its progress over all parts, and parts that an earlier run has finished."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    from .kept_work import KeptWork

OnStep = Callable[[int, int], None]


def over_all(on_step: OnStep | None, index: int, count: int) -> OnStep | None:
    """What one of `count` equal parts reports to, so that on_step is told (done, total) of all; None for None."""
    return None if on_step is None else lambda done, total: on_step(index * total + done, count * total)


def found_or_made(kept: KeptWork | None, make: Callable[[], torch.Tensor], *given: torch.Tensor,
                  on_found: Callable[[], None] | None = None, **facts: object) -> torch.Tensor:
    """A part that is one tensor: as an earlier run kept it, on the CPU, else made.

    Args:
        kept: where parts are kept; None makes all.
        make, given, facts, on_found: see KeptWork.tensors.
    """
    if kept is None:
        return make()
    return kept.tensors(lambda: {"part": make()}, *given, on_found=on_found, **facts)["part"]
