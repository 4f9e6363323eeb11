"""The command `download`: shows what it would download, asks for agreement, and downloads."""
from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from ..progress import progress_bar
from .sources import CHECKPOINTS


def default_folder(package: Path | None = None) -> Path:
    """models/audiostory of the ComfyUI that has this pack in its custom_nodes.

    Raises:
        ValueError: the pack is not in a custom_nodes folder.
    """
    package = package or Path(__file__).absolute().parent.parent
    pack = package.parent
    if pack.parent.name != "custom_nodes":
        raise ValueError(f"--to is missing, and {pack} does not lie in the custom_nodes folder of a ComfyUI; name the "
                         "folder to download into")
    return pack.parent.parent / "models" / "audiostory"


def add_download_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `download`."""
    parser.add_argument("name", metavar="NAME", help=f"which checkpoint: {', '.join(CHECKPOINTS)}")
    parser.add_argument("--to", type=Path, metavar="FOLDER",
                        help="gets a folder NAME-checkpoint; models/audiostory of this pack's ComfyUI by default")
    parser.add_argument("--yes", action="store_true", help="do not ask; says that the licences are agreed to")


def _agreed(yes: bool) -> bool:
    if yes:
        return True
    if sys.stdin is None or not sys.stdin.isatty():
        raise ValueError("there is no terminal to ask at, so nothing was downloaded; --yes says that the licences "
                         "above are agreed to")
    try:
        return input("Download this, and agree to these licences? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:  # the terminal was closed
        return False


def run_download(args: argparse.Namespace) -> Iterator[str]:
    """Download a published checkpoint into a folder that `convert` reads; yields lines of output."""
    from . import download, plan_download

    folder = default_folder() if args.to is None else args.to
    plan = plan_download(args.name)
    yield plan.describe(folder)
    if not _agreed(args.yes):
        yield "nothing was downloaded"
        return
    with progress_bar("download", unit="B", unit_scale=True) as on_step:
        place = download(plan, folder, on_step)
    yield f"{place}: whole and checked. Next:"
    yield f'python -m audiostory_core convert "{place}" "{place.with_name(args.name)}"'
