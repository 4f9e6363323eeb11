"""What the commands share that run a model: its arguments, its stages with their seconds, and clips from a plan."""
from __future__ import annotations

import argparse
import time
from contextlib import contextmanager

from .progress import progress_bar
from .sampling_arguments import sampling_of

DTYPES = ("float32", "float16", "bfloat16")


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """Which model computes, where and in which precision."""
    parser.add_argument("--model", metavar="DIR", help="a model folder; the small model inside by default")
    parser.add_argument("--device", help="where to compute, such as cpu or cuda; cuda by default where there is one")
    parser.add_argument("--dtype", choices=DTYPES, default="float32", help="of weights and computation (float32)")


class Stages:
    """Wall seconds of each stage, with a progress bar while it runs."""

    def __init__(self):
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str):
        """Yields on_step(done, total) for the stage. A stage that raises is not timed."""
        began = time.perf_counter()
        layout = "{desc} {bar:30} {n_fmt}/{total_fmt} [{elapsed}]"
        with progress_bar(f"{name:<7}", bar_format=layout) as show:
            reached = 1

            def on_step(done: int, total: int) -> None:
                nonlocal reached
                reached = max(1, done)
                show(done, total)

            yield on_step
            show(reached, reached)  # a stage that stops before its limit is complete, too
        self.seconds[name] = time.perf_counter() - began

    def table(self, audio_seconds: float | None = None) -> str:
        """The seconds of each stage and their sum, a line each."""
        total = sum(self.seconds.values())
        lines = [f"{name:<8}{seconds:9.2f} s" for name, seconds in self.seconds.items()]
        share = f"  {total / audio_seconds:.2f} s for a second of audio" if audio_seconds else ""
        return "\n".join([*lines, f"{'total':<8}{total:9.2f} s{share}"])


def load_pipeline(args: argparse.Namespace, stages: Stages):
    """The pipeline of the model that the arguments name.

    Raises:
        ValueError: there is no such device or model.
    """
    from .pipeline import chosen_device

    device = chosen_device(args.device)
    with stages("load"):
        import torch

        from .bundle import embedded_bundle_path
        from .pipeline import AudioStoryPipeline

        return AudioStoryPipeline.from_bundle(args.model or embedded_bundle_path(), device=device,
                                              dtype=getattr(torch, args.dtype), keep=getattr(args, "keep", None))


def made_clips(pipe, plan, args: argparse.Namespace, stages: Stages, notes: list[str], audio_in=None,
               noise: str = "independent") -> list:
    """The sounds of a plan's clips: bridge, sampling, decoding.

    Args:
        notes: gets what the bridge has to say.
        audio_in, noise: see AudioStoryPipeline.sample.
    """
    with stages("bridge") as on_step:
        tokens = pipe.bridge(plan, on_step=on_step, on_note=notes.append)
    with stages("sample") as on_step:
        latents = pipe.sample(tokens, plan, seed=args.seed, noise=noise, on_step=on_step, audio_in=audio_in,
                              **sampling_of(args))
    with stages("decode") as on_step:
        return pipe.decode(latents, plan, on_step=on_step)
