"""The benchmark command: how fast each stage is here, and beside the plain version or another revision."""
from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..atomic_write import atomic_write
from ..checks import check_seconds
from ..progress import progress_bar
from ..sampling_arguments import add_sampling_arguments, sampling_of

MOST_ROUNDS = 100
MOST_SECONDS = 600.0

# torch, transformers and diffusers take seconds to import: --help imports nothing


def add_benchmark_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `benchmark`."""
    model = parser.add_mutually_exclusive_group()
    model.add_argument("--bundle", metavar="DIR", help="a model folder; the small model inside by default")
    model.add_argument("--size", choices=("tiny", "mid", "full"), default="tiny",
                       help="tiny: the small model inside (default); mid and full: random weights, full of the size of "
                       "AudioStory-3B")
    parser.add_argument("--seconds", type=float, default=60.0, help="length of the story (60)")
    add_sampling_arguments(parser)
    parser.add_argument("--device", help="where to compute, such as cpu or cuda; cuda by default where there is one")
    parser.add_argument("--dtype", choices=("float32", "float16", "bfloat16"), default="float32",
                        help="of weights and computation (float32)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="timed rounds; medians are shown (3)")
    parser.add_argument("--against", metavar="plain|REV",
                        help="compare with a plain version of every stage, or with a revision of this repository, such "
                        "as HEAD~1, in the same run")
    parser.add_argument("--scale", action="store_true",
                        help="stories of 1, 2, 5, 10, 20 and 40 clips instead: time and memory a clip")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures")


def run_benchmark_command(args: argparse.Namespace) -> Iterator[str]:
    """Check everything, load the model, measure, and give the table."""
    _check(args)
    import torch

    from ..pipeline import chosen_device
    from .models import read_model
    from .report import benchmark_data, benchmark_table, scale_table
    from .runs import run_scale

    model = read_model(args.bundle, args.size, chosen_device(args.device), getattr(torch, args.dtype))
    model = replace(model, seconds=args.seconds, asked={name: value for name, value in sampling_of(args).items()
                                                         if value is not None})
    found, rows = None, []
    if args.scale:
        with progress_bar("scale") as on_step:
            rows = run_scale(model, args.rounds, on_step=on_step)
        yield scale_table(rows)
    else:
        found = _compared(model, args)
        yield benchmark_table(model, found)
    if args.json is not None:
        with atomic_write(args.json, shared=True) as beside:
            beside.write_text(json.dumps(benchmark_data(model, found, rows), indent=1) + "\n", encoding="utf-8")
        yield f"{args.json}: all figures"


def _check(args: argparse.Namespace) -> None:
    from ..flow_matching import check_sampling

    check_seconds(args.seconds, "seconds", 1.0, MOST_SECONDS)
    check_sampling(0, **sampling_of(args))
    if not 1 <= args.rounds <= MOST_ROUNDS:
        raise ValueError(f"rounds is {args.rounds}; 1 to {MOST_ROUNDS} are possible")
    if args.scale and args.against is not None:
        raise ValueError("--scale measures this library alone; take --against away")


def _compared(model, args: argparse.Namespace):
    from .compare import Own, Revision, plain_side
    from .runs import run_benchmark

    sides = [Own(model)]
    if args.against is not None:
        sides.append(plain_side(model) if args.against == "plain" else Revision(model, args.against))
    try:
        with progress_bar("stages") as on_step:
            return run_benchmark(model, sides, args.rounds, on_step)
    finally:
        for side in sides:
            side.close()
