"""One loop for every stage: AdamW, warm-up and cosine, averaged weights, checkpoints that resume."""
from __future__ import annotations

import csv
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from tqdm import tqdm


@dataclass(frozen=True)
class Schedule:
    """How a stage runs.

    steps, batch: optimiser steps, and stories or clips a step.
    learning_rate: the peak, after `warmup` steps; it falls to `final_share` of it on a cosine.
    average: of the weights that are kept, a step.
    save_every: steps between checkpoints.
    """

    steps: int
    batch: int
    learning_rate: float
    warmup: int = 100
    final_share: float = 0.02
    average: float = 0.999
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    save_every: int = 200

    def rate_at(self, step: int) -> float:
        """Learning rate of a step, counted from 0."""
        if step < self.warmup:
            return self.learning_rate * (step + 1) / self.warmup
        share = (step - self.warmup) / max(1, self.steps - self.warmup)
        return self.learning_rate * (self.final_share + (1 - self.final_share) * 0.5 * (1 + math.cos(math.pi * share)))


class Run:
    """A module being trained by one stage, with all that a resume needs.

    Args:
        module: every parameter with requires_grad trains.
        schedule: how.
        folder: gets `state.safetensors` (weights, averages, optimiser) and `log.csv`.
    """

    def __init__(self, module: nn.Module, schedule: Schedule, folder: Path):
        self.module, self.schedule, self.folder = module, schedule, Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.named = {name: p for name, p in module.named_parameters() if p.requires_grad}
        groups = [{"params": [p], "weight_decay": schedule.weight_decay if p.ndim > 1 else 0.0}
                  for p in self.named.values()]
        self.optimiser = torch.optim.AdamW(groups, schedule.learning_rate, betas=(0.9, 0.98), fused=True)
        self.average = {name: p.detach().clone() for name, p in self.named.items()}
        self.step = 0
        if self.state_file.exists():
            self._resume()

    @property
    def state_file(self) -> Path:
        return self.folder / "state.safetensors"

    def train(self, losses: Callable[[int, torch.Generator], dict[str, torch.Tensor]], seed: int = 0) -> None:
        """Run to the last step.

        Args:
            losses: (step, generator) -> named weighted losses, of which the sum is minimised. The generator is
                seeded from (seed, step) alone, so a resumed run sees the batches of an unbroken one.

        Raises:
            ValueError: a loss is not finite.
        """
        bar = tqdm(range(self.step, self.schedule.steps), initial=self.step, total=self.schedule.steps,
                   desc=self.folder.name, mininterval=10.0)
        smooth = {}
        for step in bar:
            generator = torch.Generator().manual_seed(seed * 1_000_003 + step)
            parts = losses(step, generator)
            self._update(parts)
            for name, value in parts.items():
                value = float(value.detach())
                smooth[name] = value if name not in smooth else 0.98 * smooth[name] + 0.02 * value
            bar.set_postfix({name: f"{value:.4f}" for name, value in smooth.items()}, refresh=False)
            if self.step % self.schedule.save_every == 0 or self.step == self.schedule.steps:
                self.save()
                self._log(smooth)

    def _update(self, parts) -> None:
        total = sum(parts.values())
        if not torch.isfinite(total):
            raise ValueError(f"step {self.step}: the losses are {({k: float(v) for k, v in parts.items()})}")
        total.backward()
        nn.utils.clip_grad_norm_(self.named.values(), self.schedule.clip_norm)
        rate = self.schedule.rate_at(self.step)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        share = min(self.schedule.average, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(list(self.average.values()), [p.detach() for p in self.named.values()], 1 - share)

    def save(self) -> None:
        """Write the checkpoint beside the old one, then replace it."""
        tensors = {"step": torch.tensor(self.step)}
        for name, parameter in self.named.items():
            tensors[f"weight.{name}"] = parameter.detach().contiguous()
            tensors[f"average.{name}"] = self.average[name].contiguous()
            for key, value in self.optimiser.state[parameter].items():
                tensors[f"optimiser.{key}.{name}"] = value.contiguous()
        beside = self.state_file.with_suffix(".part")
        save_file(tensors, beside)
        os.replace(beside, self.state_file)

    def _resume(self) -> None:
        tensors = load_file(self.state_file)
        self.step = int(tensors["step"])
        with torch.no_grad():
            for name, parameter in self.named.items():
                parameter.copy_(tensors[f"weight.{name}"])
                self.average[name] = tensors[f"average.{name}"]
                self.optimiser.state[parameter] = {
                    key: tensors[f"optimiser.{key}.{name}"] for key in ("step", "exp_avg", "exp_avg_sq")}

    def _log(self, values) -> None:
        place = self.folder / "log.csv"
        fresh = not place.exists()
        with open(place, "a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            if fresh:
                writer.writerow(["step", *values])
            writer.writerow([self.step, *(f"{value:.5f}" for value in values.values())])


def load_average(module: nn.Module, folder: Path) -> nn.Module:
    """Give the module the averaged weights of a finished stage.

    Raises:
        ValueError: the checkpoint lacks a parameter of the module.
    """
    tensors = load_file(Path(folder) / "state.safetensors")
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if f"average.{name}" in tensors:
                parameter.copy_(tensors[f"average.{name}"])
            elif parameter.requires_grad:
                raise ValueError(f"{folder}/state.safetensors has no weights for {name}")
    return module
