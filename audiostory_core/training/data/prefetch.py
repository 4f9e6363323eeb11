"""The batches of the next steps, made while a step is computed: in a thread, or in processes of their own.

A thread is enough where a step takes long. Where a small model trains on a GPU, making a batch up takes longer than
learning from it, and only processes keep up.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import torch
from torch.utils.data import DataLoader, Dataset

from .batches import Batch


def made_ahead(make: Callable[[int], list[Batch]], first: int, last: int, workers: int = 0,
               together: int = 1) -> Iterator[list[Batch]]:
    """What `make` gives for the steps from `first` to before `last`, in their order.

    Args:
        make: called with a step; where processes make the batches, each has a copy of it.
        workers: processes; 0 makes one step ahead in a thread.
        together: so many steps in a row, counted from step 0, are made by the same process, because they share work.

    Raises:
        ValueError: what `make` raises.
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
    # its generator is for seeds of the processes, which `make` has no use for; without one the global one is drawn from
    loader = DataLoader(_Steps(make), batch_sampler=groups, collate_fn=list, num_workers=workers,
                        generator=torch.Generator())
    for group in loader:
        yield from group


class _Steps(Dataset):
    """What is made, by step."""

    def __init__(self, make: Callable[[int], list[Batch]]):
        self.make = make

    def __getitem__(self, step: int) -> list[Batch]:
        return self.make(step)
