"""A benchmark's figures as data for JSON, and as tables."""
from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from statistics import median

import torch

from .models import Model
from .runs import Benchmark, ScaleRow, StageFigures
from .stages import STAGES, STARTS

MEGABYTE = 2**20


def benchmark_data(model: Model, found: Benchmark | None, scale: Sequence[ScaleRow] = ()) -> dict:
    """Everything that was measured, for JSON: seconds, bytes and counts, nothing rounded."""
    data = {"machine": machine_data(model), "sampler": model.sampler.to_dict()}
    if found is not None:
        data |= {"audio_seconds": found.audio_seconds, "clips": found.clips, "machine_flops": found.machine_flops,
                 "sides": {name: {stage: _stage_data(found, name, stage) for stage in stages if stages[stage].seconds}
                           for name, stages in found.sides.items()}}
    if scale:
        data["scale"] = [{"clips": row.clips, "seconds": row.seconds, "peak_bytes": row.peak,
                          "seconds_a_clip": sum(row.seconds.values()) / row.clips} for row in scale]
    return data


def machine_data(model: Model) -> dict:
    """What the figures depend on: the model, the device and the versions."""
    device = model.pipe.device
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.processor() or platform.machine()
    return {"model": model.pipe.config.name, "device": str(device), "device_name": name, "threads":
            torch.get_num_threads(), "cores": os.cpu_count(), "dtype": str(model.dtype).removeprefix("torch."),
            "torch": torch.__version__, "python": platform.python_version()}


def _stage_data(found: Benchmark, side: str, stage: str) -> dict:
    own, figures = next(iter(found.sides)), found.sides[side][stage]
    data = {"seconds": figures.seconds, "median_seconds": figures.median,
            "peak_bytes": max(figures.peaks, default=None)}
    if side != own:
        data |= {"ratios": ratios(found, side, stage), "largest_difference": max(figures.differences, default=None)}
    elif stage in found.work:
        work = found.work[stage]
        data |= {"passes": work.passes, "flops": work.flops, "amount": work.amount, "unit": work.unit,
                 "a_second": work.amount / figures.median, "real_time": found.audio_seconds / figures.median,
                 "matmul_share": work.flops / found.machine_flops / figures.median}
    return data


def ratios(found: Benchmark, side: str, stage: str) -> list[float]:
    """A side's seconds by this library's, of each round; above 1 it is slower."""
    own = next(iter(found.sides))
    if stage not in found.sides[own]:
        return []
    return [theirs / ours for theirs, ours in zip(found.sides[side][stage].seconds, found.sides[own][stage].seconds,
                                                  strict=True)]


def benchmark_table(model: Model, found: Benchmark) -> str:
    """The stages of this library, then of each other side, a line each."""
    machine = machine_data(model)
    own, *others = found.sides
    lines = [f"{machine['model']} on {machine['device']} ({machine['device_name']}), {machine['threads']} threads, "
             f"{machine['dtype']}, torch {machine['torch']}",
             f"{found.clips} clips, {found.audio_seconds:.1f} s of sound, {_sampler_words(model)}; a "
             f"bare matrix product: {found.machine_flops / 1e9:.0f} GFLOP/s", "",
             f"{'stage':<8}{'seconds':>9}{'spread':>16}{'peak MB':>9}{'passes':>14}{'a second':>20}{'real time':>11}"
             f"{'matmul':>8}"]
    lines += [_own_line(found, stage, figures) for stage, figures in found.sides[own].items() if figures.seconds]
    total = sum(found.sides[own][stage].median for stage in STAGES)
    lines.append(f"{'story':<8}{total:>9.3f}{'':>16}{'':>9}{'':>14}{'':>20}{found.audio_seconds / total:>10.1f}x")
    for side in others:
        lines += ["", f"{side}, by this library's seconds of the same round",
                  f"{'stage':<8}{'seconds':>9}{'ratio':>9}{'spread':>16}{'peak MB':>9}{'difference':>13}"]
        lines += [_other_line(found, side, stage) for stage, figures in found.sides[side].items() if figures.seconds]
    return "\n".join(lines)


def _sampler_words(model: Model) -> str:
    sampler = model.sampler
    return f"{sampler.steps} {sampler.solver} steps, shift {sampler.shift:g}, guidance {sampler.guidance:g}"


def _own_line(found: Benchmark, stage: str, figures: StageFigures) -> str:
    line = f"{stage:<8}{figures.median:>9.3f}{_spread(figures.seconds):>16}{_megabytes(figures.peaks):>9}"
    if stage in STARTS:
        return line
    work, seconds = found.work[stage], figures.median
    passes = ", ".join(f"{count} {name}" for name, count in work.passes.items())
    share = f"{100 * work.flops / found.machine_flops / seconds:>7.0f}%" if work.flops else ""
    return (f"{line}{passes:>14}{f'{work.amount / seconds:.1f} {work.unit}':>20}"
            f"{found.audio_seconds / seconds:>10.1f}x{share}")


def _other_line(found: Benchmark, side: str, stage: str) -> str:
    figures, by = found.sides[side][stage], ratios(found, side, stage)
    ratio = f"{median(by):>8.2f}x{_spread(by):>16}" if by else f"{'':>9}{'':>16}"
    apart = ""
    if figures.differences:
        worst = max(figures.differences)
        apart = ("another" if worst else "equal") if stage == "plan" else f"{worst:.1e}"
    return f"{stage:<8}{figures.median:>9.3f}{ratio}{_megabytes(figures.peaks):>9}{apart:>13}"


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):.3f}-{max(values):.3f}"


def _megabytes(peaks: Sequence[float]) -> str:
    return f"{max(peaks) / MEGABYTE:.0f}" if peaks else ""


def scale_table(rows: Sequence[ScaleRow]) -> str:
    """Seconds a clip and memory, for each number of clips."""
    stages = list(rows[0].seconds)
    lines = [f"{'clips':<6}" + "".join(f"{stage:>9}" for stage in stages) + f"{'a clip':>9}{'peak MB':>9}{'a clip':>9}"]
    for row in rows:
        peak = "" if row.peak is None else f"{row.peak / MEGABYTE:>9.0f}{row.peak / MEGABYTE / row.clips:>9.1f}"
        lines.append(f"{row.clips:<6}" + "".join(f"{row.seconds[stage]:>9.3f}" for stage in stages)
                     + f"{sum(row.seconds.values()) / row.clips:>9.3f}{peak}")
    return "\n".join(lines)
