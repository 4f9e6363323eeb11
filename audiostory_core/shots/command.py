"""The command `shots`: prints a film's shots as JSON."""
from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from ..progress import progress_bar
from .detectors import DETECTORS, SHORTEST_SHOT_SECONDS


def add_shots_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `shots`."""
    parser.add_argument("film", type=Path, metavar="FILM", help="any file with a picture track that FFmpeg reads")
    parser.add_argument("--detector", choices=tuple(DETECTORS), default="adaptive", help=(
        "adaptive (cuts), content (cuts and fades through black), fades (through black): PySceneDetect; "
        "transnetv2: a network, for cuts, fades and dissolves"))
    parser.add_argument("--threshold", type=float, default=0.0, help="the detector's; 0 for its own")
    parser.add_argument("--shortest", type=float, default=SHORTEST_SHOT_SECONDS, metavar="SECONDS",
                        help="no shot is shorter, but the last may be")
    parser.add_argument("--device", default="cpu", help="of the network")


def run_shots(args: argparse.Namespace) -> Iterator[str]:
    """Find a film's shots; yields the JSON."""
    from . import FilmPictures, find_shots

    if not args.film.is_file():
        raise FileNotFoundError(f"{args.film} is no file")
    with progress_bar("shots", unit=" pictures") as on_step:
        found = find_shots(FilmPictures(str(args.film), str(args.film)), args.detector, args.threshold,
                           args.shortest, args.device, on_step)
    yield json.dumps({"film": str(args.film), **asdict(found)}, indent=1, ensure_ascii=False)
