"""python -m audiostory_core.training --esc10 FOLDER --out FOLDER: the embedded model from nothing."""
from __future__ import annotations

import argparse

import torch

from .recipe import TINY
from .tiny import STAGES, TinyTraining


def main(arguments=None) -> None:
    parser = argparse.ArgumentParser(prog="python -m audiostory_core.training", description=__doc__)
    parser.add_argument("--esc10", required=True, help="folder with the ESC-10 recordings, one folder a class")
    parser.add_argument("--out", required=True, help="where checkpoints go; a run that stopped goes on from them")
    parser.add_argument("--stage", nargs="*", default=list(STAGES), choices=STAGES, help="default: all, in order")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0, help="CPU threads; 0 lets torch choose")
    chosen = parser.parse_args(arguments)
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    TinyTraining(TINY, chosen.out, chosen.esc10, chosen.seed).run(chosen.stage)


if __name__ == "__main__":
    main()
