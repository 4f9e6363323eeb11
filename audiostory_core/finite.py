"""The check that a model's output holds only finite numbers."""
from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import nn


def check_finite(what: str, values: torch.Tensor, made_by: nn.Module | None = None) -> torch.Tensor:
    """The values themselves, if all of them are finite.

    Args:
        what: names the values in the error.
        values: any shape.
        made_by: the model that computed them. If a value is not finite, its weights are searched for the cause.

    Raises:
        ValueError: some values are infinite or not a number; says what to try, and names the first broken weight.
    """
    wrong = int((~torch.isfinite(values)).sum())
    if wrong:
        advice = "the weights or the input are broken"
        if values.dtype in (torch.float16, torch.bfloat16):
            other = "bfloat16 or float32" if values.dtype == torch.float16 else "float32"
            advice = f"try {other}"
        for name, weight in made_by.state_dict().items() if made_by is not None else ():
            if not torch.isfinite(weight.float()).all():
                advice = f"its weight {name} is not finite, so its file is broken"
                break
        raise ValueError(f"{wrong} of {values.numel()} values of {what} are not finite in {values.dtype}: {advice}")
    return values
