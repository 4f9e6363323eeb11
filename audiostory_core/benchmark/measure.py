"""What one run of something costs: seconds, memory, floating-point operations, passes of the models."""
from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import torch
from torch.utils.flop_counter import FlopCounterMode

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")  # Linux: a process' memory, and its highest
RESET_PEAK = "5"
MATRIX = 2048  # rows and columns of the product that says how fast the machine is
PRODUCTS = 5
IMPORT = ("import sys, time; began = time.perf_counter(); import {module}; "
          "print(time.perf_counter() - began)")


def timed(work: Callable[[], object], device: torch.device) -> tuple[object, float, float | None]:
    """(result, seconds, peak memory in bytes or None if unknown) of some work on a device."""
    is_cuda = device.type == "cuda"
    if is_cuda:
        torch.cuda.synchronize(device)
        torch.cuda.reset_peak_memory_stats(device)
    can_tell = is_cuda or _reset_peak()
    began = time.perf_counter()
    result = work()
    if is_cuda:
        torch.cuda.synchronize(device)
    seconds = time.perf_counter() - began
    if not can_tell:
        return result, seconds, None
    return result, seconds, float(torch.cuda.max_memory_allocated(device)) if is_cuda else _peak()


def _reset_peak() -> bool:
    """Reset the process's peak memory; returns whether the system can."""
    try:
        CLEAR.write_text(RESET_PEAK)
    except OSError:
        return False
    return STATUS.exists()


def _peak() -> float:
    """Peak memory of this process in bytes since _reset_peak."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return float(line.split()[1]) * 1024


def import_seconds(module: str, variables: dict[str, str] | None = None, folder: Path | None = None) -> float:
    """Seconds that importing a module takes in a new process.

    Args:
        variables: the environment; None for this process'. folder: where it runs.
    """
    said = subprocess.run([sys.executable, "-c", IMPORT.format(module=module)], capture_output=True, text=True,
                          check=True, env=variables, cwd=folder)
    return float(said.stdout)


def matmul_flops(device: torch.device, dtype: torch.dtype) -> float:
    """Floating-point operations a second of a bare matrix product on a device."""
    one = torch.randn(MATRIX, MATRIX, generator=torch.Generator().manual_seed(0)).to(device, dtype)
    seconds = [timed(lambda: one @ one, device)[1] for _ in range(1 + PRODUCTS)][1:]  # the first one warms up
    return 2 * MATRIX**3 / median(seconds)


@dataclass
class Count:
    """How often something is done: passes of each model, and all floating-point operations of matrix products."""

    passes: dict[str, int] = field(default_factory=dict)
    flops: int = 0


@contextmanager
def counted(models: dict[str, torch.nn.Module]) -> Iterator[Count]:
    """Count while the block runs. It makes the work slower: it is not for timing.

    Args:
        models: by name; how often each is called is counted.
    """
    count = Count()

    def passed(name: str):
        def hook(*_) -> None:
            count.passes[name] = count.passes.get(name, 0) + 1

        return hook

    hooks = [module.register_forward_hook(passed(name)) for name, module in models.items()]
    try:
        with FlopCounterMode(display=False) as flops:
            yield count
        count.flops = flops.get_total_flops()
    finally:
        for hook in hooks:
            hook.remove()
