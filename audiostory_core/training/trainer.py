"""The training loop of all stages: steps, averaged weights, logs, and a state on disk that a killed run resumes from.

It runs in one process or several (accelerate's launcher). What a process does in a step depends only on the seed, the
step and the process's number. So a run that was killed at any moment resumes to the same losses.

Supported: one process on a CPU or a GPU; several processes with a whole model each (DDP), on CPUs (gloo, tested) or
GPUs (never run here). Sharded weights (FSDP version 2, set up in accelerate) take the same path; each tensor is
gathered when it is saved. That was never run here either. Refused: FSDP version 1, DeepSpeed and others, which keep
the optimiser's moments in pieces that only their own pickled checkpoints can gather.
"""
from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import torch
from tqdm import tqdm

from ..atomic_write import atomic_write
from ..errors import listed
from .data.batches import Batch
from .data.prefetch import made_ahead
from .model import StoryModel
from .stages import Stage
from .state import STEP, RunState, put, whole

AVERAGE = "average."  # in a state file, before the name of an averaged weight
HOURS_TO_WAIT = 12  # for a process that renders data, encodes its shard or writes a large bundle
CONTENT = "data content"  # the setting that holds the digest of a run's examples
FREE_TO_CHANGE = ("save_every", "accumulate", "checkpoint_blocks", "stored")  # fields that may differ when resuming


def make_accelerator(stage: Stage, cpu: bool = False):
    """accelerate's view of this machine. Its launcher sets the number of processes.

    The model handles the stage's precision itself, so accelerate gets "no".
    """
    from accelerate import Accelerator, InitProcessGroupKwargs

    waiting = InitProcessGroupKwargs(timeout=timedelta(hours=HOURS_TO_WAIT))
    return Accelerator(kwargs_handlers=[waiting], gradient_accumulation_steps=stage.accumulate,
                       mixed_precision="no", cpu=cpu)


def check_accelerator(accelerator, stage: Stage) -> None:
    """Raise a ValueError if this way of distributing a model is not supported, or a batch does not divide evenly."""
    kind = accelerator.distributed_type.value
    sharded = kind == "FSDP" and getattr(accelerator, "is_fsdp2", False)
    if kind not in ("NO", "MULTI_GPU", "MULTI_CPU") and not sharded:
        raise ValueError(f"accelerate is set up for {kind}; one process, several with the whole model each, or FSDP "
                         "version 2 can be resumed without a pickle")
    parts = accelerator.num_processes * stage.accumulate
    for name, count in (("batch", stage.batch), ("questions", stage.questions)):
        if count % parts:
            raise ValueError(f"stage {stage.name}: {name} {count} cannot be shared out to {accelerator.num_processes} "
                             f"processes and {stage.accumulate} passes each")


class Run:
    """The training of one stage.

    Args:
        model: every parameter with requires_grad trains.
        steps: total number of optimiser steps.
        accelerator: from make_accelerator, or the caller's own.
        folder: gets `state/`, `log.csv` and `tensorboard/`. If it has a state, the run resumes from it.
        seed: of the batches. A state with another seed is refused.
        depends: everything else that the steps depend on, as plain data by name. A state with other values is refused.

    Raises:
        ValueError: this way of distributing a model is not supported, or the state is of another run.
    """

    def __init__(self, model: StoryModel, stage: Stage, steps: int, accelerator, folder, seed: int = 0,
                 depends: dict | None = None):
        check_accelerator(accelerator, stage)
        self.stage, self.steps, self.accelerator, self.folder = stage, steps, accelerator, Path(folder)
        optimiser = torch.optim.AdamW(_groups(model, stage), lr=0.0, betas=stage.betas, fused=True)
        self.model, self.optimiser = accelerator.prepare(model, optimiser)
        # accelerate may have replaced the parameters by sharded ones
        self.named = {name: value for name, value in self.plain.named_parameters() if value.requires_grad}
        self.ema = {name: value.detach().clone() for name, value in self.named.items()}
        self.step = 0
        settings = (depends or {}) | {"seed": seed, "steps": steps} | {
            name: value for name, value in stage.to_dict().items() if name not in FREE_TO_CHANGE}
        self.state = RunState(self.folder / "state", settings, "optimiser.")
        if self.state.exists:
            self._resume()

    @property
    def plain(self) -> StoryModel:
        """The model as it was given."""
        return self.accelerator.unwrap_model(self.model)

    def train(self, shard: Callable[[int, int, int], Batch], on_save: Callable[[], None] | None = None,
              workers: int = 0) -> None:
        """Run to the last step.

        Args:
            shard: (step, part, parts) -> that part of the step's batch, see batches.Batches.shard. It is called in
                another thread during the previous step, or in other processes.
            on_save: called in every process after the state was saved.
            workers: processes that make batches, see prefetch.made_ahead.

        Raises:
            ValueError: a loss or the gradient is not finite, or a weight that trains gets no gradient.
        """
        if self.step == self.steps:
            return
        main, passes = self.accelerator.is_main_process, self.stage.accumulate
        make = partial(_shards, shard, self.accelerator.process_index * passes, passes,
                       self.accelerator.num_processes * passes)
        bar = tqdm(made_ahead(make, self.step, self.steps, workers, self.stage.alike), initial=self.step,
                   total=self.steps, desc=self.stage.name, mininterval=5.0, disable=not main)
        with Logs(self.folder, self.step, main, tuple(self.stage.losses)) as logs:
            for shards in bar:
                losses = self._update(shards)
                logs.add(self.step, losses)
                bar.set_postfix({name: f"{value:.4f}" for name, value in losses.items()}, refresh=False)
                if self.step % self.stage.save_every == 0 or self.step == self.steps:
                    logs.flush()
                    self.save()
                    if on_save is not None:
                        on_save()

    def _update(self, shards: list[Batch]) -> dict[str, float]:
        """Take one optimiser step; returns the unweighted losses of the whole batch."""
        device = self.accelerator.device
        names = list(self.stage.losses)
        counts = torch.tensor([[batch.counts()[name] for name in names] for batch in shards],
                              dtype=torch.float64 if device.type == "cpu" else torch.float32, device=device)
        counts = self.accelerator.reduce(counts.sum(0), "sum").clamp_min(1)
        weights = torch.tensor([self.stage.losses[name] for name in names], device=device) / counts.float()
        # accelerate averages over passes and processes, but these losses are shares of one sum
        whole = self.stage.accumulate * self.accelerator.num_processes
        sums = torch.zeros(len(names), device=device)
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * self.stage.rate_at(self.step, self.steps)
        for number, batch in enumerate(shards, 1):
            with self.accelerator.accumulate(self.model):
                parts = self.model(batch.to(device))
                together = torch.stack([parts[name] for name in names])
                sums += together.detach()
                self.accelerator.backward((together * weights).sum() * whole)
                if number == len(shards):
                    losses = dict(zip(names, (self.accelerator.reduce(sums, "sum") / counts).tolist(), strict=True))
                    self._check(losses)
                self.optimiser.step()
                self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        ema_decay = min(self.stage.average, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(list(self.ema.values()), [value.detach() for value in self.named.values()], 1 - ema_decay)
        return losses

    def _check(self, losses: dict[str, float]) -> None:
        """Clip the gradient. Raise if a loss or the gradient is not finite, before it reaches the weights."""
        silent = [name for name, parameter in self.named.items() if parameter.grad is None]
        if silent and self.step == 0:  # the state would lack their moments, and no run could resume from it
            raise ValueError(f"stage {self.stage.name}: {len(silent)} weights that shall train get no gradient from "
                             f"its losses {listed(self.stage.losses)}: {', '.join(silent[:5])}")
        norm = self.accelerator.clip_grad_norm_(self.named.values(), self.stage.clip_norm)
        if not all(value - value == 0 for value in losses.values()) or not torch.isfinite(norm):
            raise ValueError(f"stage {self.stage.name}, step {self.step}: losses {losses}, length of the gradient "
                             f"{float(norm)}; all must be finite. The weights on disk are from the last save")

    def weights(self, averaged: bool = True) -> dict[str, torch.Tensor]:
        """All weights of the model, whole and on the CPU. Call it in every process.

        Args:
            averaged: whether weights that train are their moving averages.
        """
        state = {name: whole(value) for name, value in self.plain.state_dict().items()}
        if averaged:
            state.update({name: whole(value) for name, value in self.ema.items()})
        return state

    def save(self) -> None:
        """Write the state to a temporary file, which then replaces the old one. Call it in every process."""
        tensors = {STEP: torch.tensor(self.step)}
        for name, parameter in self.named.items():
            tensors |= self.state.tensors_of(name, parameter, self.optimiser.state[parameter])
            tensors[f"{AVERAGE}{name}"] = whole(self.ema[name])
        if self.accelerator.is_main_process:
            self.state.write(tensors)
        self.accelerator.wait_for_everyone()

    def _resume(self) -> None:
        with self.state.opened() as opened:
            names = [self.state.names_of(name) | {f"{AVERAGE}{name}"} for name in self.named]
            if set(opened.keys()) != {STEP}.union(*names):
                raise ValueError(f"{self.state.file}: this is the state of another model")
            self.step = int(opened.get_tensor(STEP))
            for name, parameter in self.named.items():
                self.state.read_weight(opened, name, parameter)
                put(self.ema[name], opened.get_tensor(f"{AVERAGE}{name}"))
                self.optimiser.state[parameter] = self.state.read_moments(opened, name, parameter)


def _groups(model: StoryModel, stage: Stage) -> list[dict]:
    """The weights that train as an optimiser's groups: one group for each pair of rate and decay.

    A fused optimiser updates a whole group in one call.
    """
    groups: dict[tuple[float, float], list] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            decay = stage.weight_decay if parameter.ndim > 1 else 0.0
            groups.setdefault((stage.trains[model.part_of(name)], decay), []).append(parameter)
    return [{"params": parameters, "peak": rate, "weight_decay": decay}
            for (rate, decay), parameters in groups.items()]


def _shards(shard, first: int, passes: int, parts: int, step: int) -> list[Batch]:
    """The parts of a step's batch for one process, one for each accumulated pass."""
    return [shard(step, first + index, parts) for index in range(passes)]


class Logs:
    """The losses as `log.csv` and for TensorBoard. A run that resumes drops the entries after its state.

    Args:
        step: the last step of the state.
        main: whether this process writes; the others write nothing.
        names: of the losses, one a column.
    """

    def __init__(self, folder: Path, step: int, main: bool, names: tuple[str, ...]):
        self.folder, self.step, self.main, self.names = folder, step, main, names
        self.file = self.board = None

    def __enter__(self) -> Logs:
        if not self.main:
            return self
        from torch.utils.tensorboard import SummaryWriter

        self.folder.mkdir(parents=True, exist_ok=True)
        self._forget()
        self.file = open(self.folder / "log.csv", "a", newline="", encoding="utf-8")
        self.board = SummaryWriter(str(self.folder / "tensorboard"), purge_step=self.step + 1)
        return self

    def _forget(self) -> None:
        place = self.folder / "log.csv"
        if not place.exists():
            return
        with open(place, newline="", encoding="utf-8") as file:
            head, *rows = list(csv.reader(file)) or [[]]
        kept = [row for row in rows if len(row) == len(head) and int(row[0]) <= self.step]
        with atomic_write(place) as beside, open(beside, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, *kept] if kept else [])

    def add(self, step: int, losses: dict[str, float]) -> None:
        """Log the losses of a step, counted from 1."""
        if not self.main:
            return
        writer = csv.writer(self.file)
        if self.file.tell() == 0:
            writer.writerow(["step", *self.names])
        writer.writerow([step, *(repr(losses[name]) for name in self.names)])
        for name, value in losses.items():
            self.board.add_scalar(f"loss/{name}", value, step)

    def flush(self) -> None:
        """Write everything that was added to disk."""
        if self.main:
            self.file.flush()
            self.board.flush()

    def __exit__(self, *_) -> None:
        if self.main:
            self.file.close()
            self.board.close()
