"""One revision's side of a benchmark: it loads a model, then runs a stage for each line of JSON on stdin.

audiostory_core/benchmark/compare.py starts it with the revision's tree on its path. It needs nothing of the library
but AudioStoryPipeline and StoryPlan, which every revision has.

First line: {bundle, device, dtype, text, seconds, crossfade_seconds, sampler}. Then {stage, given, result}
a line: folders, see compare.write_made. Answer: {seconds, peak}, one line.
"""
from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import torch
from safetensors.torch import load_file, save_file

from audiostory_core.pipeline import AudioStoryPipeline
from audiostory_core.story import StoryPlan

MEASURE = Path(__file__).resolve().parents[2] / "audiostory_core" / "benchmark" / "measure.py"  # not the revision's


def loaded(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module  # where its dataclasses look for their names
    spec.loader.exec_module(module)
    return module


def read_given(folder: Path) -> SimpleNamespace:
    """What the stages before have made."""
    tensors, plan = load_file(folder / "tensors.safetensors"), folder / "plan.json"
    tokens = SimpleNamespace(**{name: tensors[f"tokens.{name}"] for name in ("semantic", "residual", "fused")
                                if f"tokens.{name}" in tensors})
    clips = sorted((name for name in tensors if name.startswith("clips.")), key=lambda name: int(name[6:]))
    return SimpleNamespace(plan=StoryPlan.from_json(plan.read_text(encoding="utf-8")) if plan.is_file() else None,
                           tokens=tokens, latents=tensors.get("latents"), clips=[tensors[name] for name in clips])


def run(pipe: AudioStoryPipeline, stage: str, given: SimpleNamespace, asked: SimpleNamespace):
    """What a stage makes."""
    if stage == "load":
        return AudioStoryPipeline.from_bundle(asked.bundle, device=asked.device, dtype=asked.dtype)
    if stage == "plan":
        return pipe.plan(asked.text, seconds=asked.seconds, crossfade_seconds=asked.crossfade_seconds)
    if stage == "bridge":
        return pipe.bridge(given.plan)
    if stage == "sample":
        return pipe.sample(given.tokens, given.plan, **asked.sampler)
    return pipe.decode(given.latents, given.plan) if stage == "decode" else pipe.stitch(given.clips, given.plan)


def write_result(folder: Path, stage: str, result) -> None:
    """The files that compare.read_made reads."""
    folder.mkdir(exist_ok=True)
    tensors = {}
    if stage == "plan":
        (folder / "plan.json").write_text(result.to_json(), encoding="utf-8")
    elif stage == "bridge":
        tensors = {f"tokens.{name}": getattr(result, name) for name in ("semantic", "residual", "fused")}
    elif stage == "decode":
        tensors = {f"clips.{index}": clip for index, clip in enumerate(result)}
    elif stage != "load":
        tensors = {{"sample": "latents", "stitch": "audio"}[stage]: result}
    save_file({name: value.cpu().contiguous() for name, value in tensors.items()}, folder / "tensors.safetensors")


def main() -> None:
    asked = SimpleNamespace(**json.loads(sys.stdin.readline()))
    asked.dtype, measure, said = getattr(torch, asked.dtype), loaded(MEASURE), sys.stdout
    sys.stdout = sys.stderr  # the answers alone go to stdout
    pipe = AudioStoryPipeline.from_bundle(asked.bundle, device=asked.device, dtype=asked.dtype)
    for line in sys.stdin:
        order = json.loads(line)
        given = read_given(Path(order["given"]))
        result, seconds, peak = measure.timed(lambda order=order, given=given: run(pipe, order["stage"], given, asked),
                                              torch.device(asked.device))
        write_result(Path(order["result"]), order["stage"], result)
        print(json.dumps({"seconds": seconds, "peak": peak}), file=said, flush=True)


if __name__ == "__main__":
    main()
