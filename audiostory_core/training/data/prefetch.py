"""Prefetch: the next steps' batches are made during a step, in a thread or in worker processes.

A thread is enough if a step takes long. If a small model trains on a GPU, making a synthetic batch takes longer than
the step, and only processes keep up.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import torch
from torch.utils.data import DataLoader, Dataset

from .batches import Batch


def made_ahead(make: Callable[[int], list[Batch]], first: int, last: int, workers: int = 0,
               together: int = 1) -> Iterator[list[Batch]]:
    """The batches of the steps `first` to `last` - 1, in order.

    Args:
        make: step -> its batches; each worker process has a copy of it.
        workers: number of processes; 0 makes the next step's batches in a thread.
        together: bucket size: steps of one bucket (counted from step 0) share work, so one process makes them.

    Raises:
        ValueError: whatever `make` raises.
    """
    return _in_processes(make, first, last, workers, together) if workers else _in_a_thread(make, first, last)


def _in_a_thread(make, first: int, last: int) -> Iterator[list[Batch]]:
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(make, first)
        for step in range(first, last):
            made = coming.result()
            if step + 1 < last:
                coming = thread.submit(make, step + 1)
            yield made


def _in_processes(make, first: int, last: int, workers: int, together: int) -> Iterator[list[Batch]]:
    groups = [range(max(first, start), min(last, start + together))
              for start in range(first - first % together, last, together)]
    # the generator only seeds the processes, which `make` ignores; without it the global generator would be used
    loader = DataLoader(_Steps(make), batch_sampler=groups, collate_fn=list, num_workers=workers,
                        generator=torch.Generator())
    for group in loader:
        yield from group


class _Steps(Dataset):
    """The batches by step, as a torch dataset."""

    def __init__(self, make: Callable[[int], list[Batch]]):
        self.make = make

    def __getitem__(self, step: int) -> list[Batch]:
        return self.make(step)
