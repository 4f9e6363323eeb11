"""The sides of a comparison: this library, the plain version, another revision in a separate process."""
from __future__ import annotations

import importlib.util
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import torch
from safetensors.torch import load_file, save_file

from ..bridge import BridgeTokens
from ..bundle import embedded_bundle_path, save_bundle
from ..story import StoryPlan
from .measure import import_seconds, timed
from .models import CROSSFADE_SECONDS, Model
from .stages import STAGES, STARTS, Made, run_stage

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "tests" / "benchmarks"
PIPELINE = "audiostory_core.pipeline"


class Own:
    """This library, in this process."""

    name = "here"

    def __init__(self, model: Model):
        self.model = model
        self.stages = (*STARTS, *STAGES) if model.path is not None else ("import", *STAGES)

    def run(self, stage: str, made: Made) -> tuple[object, float, float | None]:
        """See Side."""
        if stage == "import":
            return None, import_seconds(PIPELINE, folder=ROOT), None
        return timed(lambda: run_stage(self.model, stage, made), self.model.pipe.device)

    def close(self) -> None:
        """See Side."""


def plain_side(model: Model):
    """The plain version of every stage: tests/benchmarks/plain.py.

    Raises:
        ValueError: this copy of the library came without its tests.
    """
    return _loaded(BENCHMARKS / "plain.py").Plain(model)


def _loaded(file: Path) -> ModuleType:
    if not file.is_file():
        raise ValueError(f"{file} is missing; to compare with the plain version, run in a clone of the repository")
    spec = importlib.util.spec_from_file_location(f"audiostory_{file.stem}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Revision:
    """Another revision of this library, in a separate process that waits while this one works.

    Args:
        model: which it loads from the same folder. Random weights are written to a temporary one. In the place of the
            embedded model it takes its own: it may not know the newer one's file format.
        revision: of the repository, as git names it.

    Raises:
        ValueError: there is no such revision, or no repository.
    """

    def __init__(self, model: Model, revision: str):
        self.name, self.model = revision, model
        self._folder = tempfile.TemporaryDirectory(prefix="audiostory_benchmark_")
        place = Path(self._folder.name)
        try:
            self._tree = _unpacked(revision, place / "tree")
            own = self._tree / embedded_bundle_path().relative_to(ROOT)
            bundle = own if model.is_embedded else model.path or _written(model, place / "model")
            self._worker = self._started(bundle)
        except BaseException:
            self._folder.cleanup()
            raise
        # random weights cannot write a story of their own, and an older planner knows no script
        self.stages = (*STARTS, *STAGES) if model.path is not None else (*STARTS, *STAGES[1:])

    def _started(self, bundle: Path) -> subprocess.Popen:
        worker = subprocess.Popen([sys.executable, str(BENCHMARKS / "worker.py")], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True, env=self._variables, cwd=self._tree)
        settings = {"bundle": str(Path(bundle).resolve()), "device": str(self.model.pipe.device),
                    "dtype": str(self.model.dtype).removeprefix("torch."), "text": self.model.text,
                    "seconds": self.model.seconds, "crossfade_seconds": CROSSFADE_SECONDS,
                    "sampler": dict(self.model.asked)}
        worker.stdin.write(json.dumps(settings) + "\n")
        return worker

    @property
    def _variables(self) -> dict[str, str]:
        return os.environ | {"PYTHONPATH": str(self._tree)}

    def run(self, stage: str, made: Made) -> tuple[object, float, float | None]:
        """See Side.

        Raises:
            ValueError: the revision cannot run the stage.
        """
        if stage == "import":
            return None, import_seconds(PIPELINE, self._variables, self._tree), None
        given, result = (Path(self._folder.name) / name for name in ("given", "result"))
        write_made(given, made)
        self._worker.stdin.write(json.dumps({"stage": stage, "given": str(given), "result": str(result)}) + "\n")
        self._worker.stdin.flush()
        answer = self._worker.stdout.readline()
        if not answer:
            raise ValueError(f"revision {self.name} cannot run the stage {stage}; its error is above")
        said = json.loads(answer)
        made = read_made(result)
        return made.result(stage) if stage in STAGES else None, said["seconds"], said["peak"]

    def close(self) -> None:
        """See Side."""
        self._worker.stdin.close()
        self._worker.wait()
        self._worker.stdout.close()
        self._folder.cleanup()


def _unpacked(revision: str, folder: Path) -> Path:
    found = subprocess.run(["git", "-C", str(ROOT), "archive", "--format=tar", revision], capture_output=True)
    if found.returncode:
        raise ValueError(f"revision {revision!r} cannot be read: {found.stderr.decode(errors='replace').strip()}")
    with tarfile.open(fileobj=io.BytesIO(found.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _written(model: Model, folder: Path) -> Path:
    pipe = model.pipe
    parts = {"llm": pipe.llm, "bridge": pipe.bridge_model, "dit": pipe.dit, "vae": pipe.codec}
    return save_bundle(folder, pipe.config, parts, {"tokenizer.json": pipe.tokenizer.tokenizer.to_str()})


def write_made(folder: Path, made: Made) -> None:
    """Write what the stages have made into a folder, for another process."""
    folder.mkdir(exist_ok=True)
    if made.plan is not None:
        told = replace(made.plan, understood=())  # which an older revision does not know, and no stage needs
        (folder / "plan.json").write_text(told.to_json(), encoding="utf-8")
    tensors = {f"tokens.{name}": value for name, value in (vars(made.tokens) if made.tokens else {}).items()}
    tensors |= {name: value for name in ("latents", "audio") if (value := getattr(made, name)) is not None}
    tensors |= {f"clips.{index}": clip for index, clip in enumerate(made.clips or ())}
    save_file({name: value.cpu().contiguous() for name, value in tensors.items()}, folder / "tensors.safetensors")


def read_made(folder: Path) -> Made:
    """The way back."""
    plan, tensors = folder / "plan.json", load_file(folder / "tensors.safetensors")
    tokens = {name.removeprefix("tokens."): value for name, value in tensors.items() if name.startswith("tokens.")}
    count = sum(name.startswith("clips.") for name in tensors)
    return Made(plan=StoryPlan.from_json(plan.read_text(encoding="utf-8")) if plan.is_file() else None,
                tokens=BridgeTokens(**tokens) if tokens else None, latents=tensors.get("latents"),
                clips=[tensors[f"clips.{index}"] for index in range(count)] or None, audio=tensors.get("audio"))


def difference(stage: str, one, other) -> float:
    """How far two results of a stage are apart: the largest difference by the RMS of the first; 0 or 1 for plans."""
    if stage == "plan":
        return float(one.to_cue_sheet() != other.to_cue_sheet())
    pairs = [(one, other)] if isinstance(one, torch.Tensor) else list(zip(*map(_tensors, (one, other)), strict=True))
    level = torch.cat([first.float().flatten() for first, _ in pairs]).square().mean().sqrt().item()
    apart = max((first.float().cpu() - second.float().cpu()).abs().max().item() for first, second in pairs)
    return apart / level if level else apart


def _tensors(result) -> list[torch.Tensor]:
    return [result.fused] if isinstance(result, BridgeTokens) else list(result)
