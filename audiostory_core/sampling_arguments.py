"""The command line's sampling settings, the same for every command that samples."""
from __future__ import annotations

import argparse

from .sampler_config import SOLVERS

NAMES = ("steps", "guidance", "solver", "shift")


def add_sampling_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --steps, --guidance, --solver and --shift; without them a model's own settings are used."""
    parser.add_argument("--steps", type=int, help="sampling steps; the model's own by default (50 for AudioStory-3B)")
    parser.add_argument("--guidance", type=float, help="how strictly the sound follows its caption, 1 = as it comes; "
                        "the model's own by default (4 for AudioStory-3B)")
    parser.add_argument("--solver", choices=SOLVERS, help="how the steps are made: ab2, of second order, needs "
                        "fewer of them; the model's own by default (euler for AudioStory-3B)")
    parser.add_argument("--shift", type=float, help="above 1 more of the steps are made while there is much noise; "
                        "the model's own by default (1 for AudioStory-3B)")


def sampling_of(args: argparse.Namespace) -> dict[str, int | float | str | None]:
    """The settings by name, as AudioStoryPipeline.sample takes them; None is the model's own."""
    return {name: getattr(args, name) for name in NAMES}
