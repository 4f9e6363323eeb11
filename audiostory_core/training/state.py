"""The state of a training run on disk, which a run that was killed goes on from.

It is one safetensors file: the step, the weights that train, the optimiser's moments, and as metadata the settings that
the run's steps depend on. The codec's training and that of all other stages keep their state with it.
"""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from ..atomic_write import atomic_write

STATE_FILE = "state.safetensors"
STEP, WEIGHT = "step", "weight."  # names in the file: the step, and the prefix of a weight's name
MOMENTS = ("exp_avg", "exp_avg_sq")  # what AdamW keeps for a weight, besides its step count
SETTINGS = "run"  # in the metadata


class RunState:
    """The state file of one run.

    Args:
        folder: where it is written.
        settings: plain data by name; a run goes on only with the values that it had.
        moments: prefix of the names of the optimiser's moments in the file.
    """

    def __init__(self, folder, settings: Mapping[str, object], moments: str = ""):
        self.file, self.moments = Path(folder) / STATE_FILE, moments
        self.settings = json.dumps(settings, sort_keys=True)

    @property
    def exists(self) -> bool:
        return self.file.exists()

    def write(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Write whole tensors on the CPU to a temporary file, which then replaces the old state."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(self.file) as beside:
            save_file({name: value.contiguous() for name, value in tensors.items()}, beside, {SETTINGS: self.settings})

    @contextmanager
    def opened(self) -> Iterator[safe_open]:
        """The file, for reading a tensor at a time.

        Raises:
            ValueError: it was written with other settings; names both values.
        """
        with safe_open(self.file, framework="pt") as opened, torch.no_grad():
            there, asked = json.loads((opened.metadata() or {}).get(SETTINGS, "{}")), json.loads(self.settings)
            if other := sorted(name for name in {*there, *asked} if there.get(name) != asked.get(name)):
                had, now = there.get(other[0]), asked.get(other[0])
                raise ValueError(f"{self.file}: this run had {other[0]} {had!r}, now it is {now!r}; go on with what it "
                                 "had, or train into another folder")
            yield opened

    def tensors_of(self, name: str, parameter: torch.Tensor, moments: Mapping) -> dict[str, torch.Tensor]:
        """A weight and the optimiser's state of it, as the file has them."""
        return {f"{WEIGHT}{name}": whole(parameter.detach()),
                **{f"{self.moments}{key}.{name}": whole(value) for key, value in moments.items()}}

    def names_of(self, name: str) -> set[str]:
        """The names that `tensors_of` gives after the first step."""
        return {f"{WEIGHT}{name}", *(f"{self.moments}{key}.{name}" for key in (STEP, *MOMENTS))}

    def read_weight(self, opened: safe_open, name: str, parameter: torch.Tensor) -> None:
        """Give a weight the value that it has in an opened file."""
        put(parameter, opened.get_tensor(f"{WEIGHT}{name}"))

    def read_moments(self, opened: safe_open, name: str, parameter: torch.Tensor, step_device=None) -> dict:
        """The optimiser's state of a weight from an opened file, for `optimiser.state`.

        Args:
            step_device: of the count of steps; the weight's by default, as a fused optimiser needs it.
        """
        steps = opened.get_tensor(f"{self.moments}{STEP}.{name}")
        state = {STEP: steps.to(step_device or parameter.device)}
        for key in MOMENTS:
            state[key] = torch.zeros_like(parameter)
            put(state[key], opened.get_tensor(f"{self.moments}{key}.{name}"))
        return state


def whole(value: torch.Tensor) -> torch.Tensor:
    """A tensor on the CPU; one that is sharded is gathered from all processes."""
    return (value.full_tensor() if hasattr(value, "full_tensor") else value).detach().cpu()


def put(target: torch.Tensor, value: torch.Tensor) -> None:
    """Copy a whole tensor into one that may be sharded."""
    if hasattr(target, "device_mesh"):
        from torch.distributed.tensor import distribute_tensor

        value = distribute_tensor(value.to(target.device), target.device_mesh, target.placements)
    target.copy_(value)
