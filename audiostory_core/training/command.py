"""The train command and its arguments."""
from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from ..marks import check_seed

DEFAULT_RECIPE = "tiny"
CODEC = "codec"  # a stage of every recipe that runs only when it is named


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `train`."""
    parser.add_argument("--recipe", default=DEFAULT_RECIPE, help="tiny (default), full, or a .json or .toml file")
    parser.add_argument("--stage", nargs="+", metavar="NAME", help="stages of the recipe, in order; all by "
                        "default; or `codec`, which reads every audio file under --data")
    parser.add_argument("--from", dest="start", type=Path, metavar="BUNDLE",
                        help="model folder that the first of these stages starts from; by default what the stage "
                        "before left in --out, or for a small model fresh weights")
    parser.add_argument("--data", type=Path, metavar="FOLDER",
                        help="JSON lines beside audio files, or what an earlier run made up (its OUT/data); a small "
                        "model makes up its own without")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER",
                        help="gets a folder a stage; a run that was killed goes on from it")
    parser.add_argument("--recordings", type=Path, metavar="FOLDER",
                        help="ESC-10, one folder a class, for made-up data; kinds that no formula makes are left out "
                        "without")
    parser.add_argument("--captions", type=Path, metavar="FOLDER",
                        help="T5 encoder that captions are read with, flan-t5-large for the full size")
    parser.add_argument("--listen", type=Path, metavar="FOLDER",
                        help="Whisper that questions are heard with; the model's own codec by default")
    parser.add_argument("--dit", type=Path, metavar="BUNDLE",
                        help="take this model's DiT into the fresh weights, in place of the stages before")
    parser.add_argument("--cache", type=Path, metavar="FOLDER",
                        help="latents and caption tokens; --out/cache by default")
    parser.add_argument("--seed", type=int, default=0, help="of data, fresh weights and batches (0)")
    parser.add_argument("--threads", type=int, default=0, help="CPU threads; 0 lets torch choose")
    parser.add_argument("--workers", type=int, default=0,
                        help="processes that make the batches; 0 (default) makes them beside the training, which keeps "
                        "up with a CPU; a small model on a GPU wants some")
    parser.add_argument("--compile", action="store_true",
                        help="compile LLM and DiT with torch.compile, faster after some minutes; needs a C++ compiler")
    parser.add_argument("--cpu", action="store_true", help="compute on the CPU where there is a GPU as well")


def run_train(args: argparse.Namespace) -> Iterator[str]:
    """Train the stages of a recipe in order; yields a line for each."""
    check_seed(args.seed, "--seed")
    if args.threads < 0:
        raise ValueError(f"--threads is {args.threads}; 0 or more are needed, 0 lets torch choose")
    if args.workers < 0:
        raise ValueError(f"--workers is {args.workers}; 0 or more are needed, 0 starts no processes for the batches")
    _check_installed()
    import torch
    from accelerate import PartialState

    from .options import TrainOptions
    from .recipe import read_recipe
    from .run import train, train_codec

    if args.threads:
        torch.set_num_threads(args.threads)
    recipe = read_recipe(args.recipe)
    options = TrainOptions(args.out, args.start, args.data, args.recordings, args.captions, args.listen, args.dit,
                           args.cache, args.seed, args.workers, args.compile, args.cpu)
    if args.stage == [CODEC]:
        yield f"{CODEC}: {train_codec(recipe, options)}"
        return
    stages = [recipe.stage(name) for name in args.stage] if args.stage else list(recipe.stages)
    for stage, bundle in train(recipe, stages, options):
        if PartialState().is_main_process:  # of several, one tells
            yield f"{stage.name}: {bundle}"


def _check_installed() -> None:
    from importlib.util import find_spec

    packages = {"accelerate": "accelerate", "peft": "peft", "PIL": "pillow", "scipy": "scipy",
                "soundfile": "soundfile", "tensorboard": "tensorboard"}
    missing = [package for module, package in packages.items() if find_spec(module) is None]
    if missing:
        raise ValueError(f"training needs {', '.join(missing)}: pip install {' '.join(missing)}")
