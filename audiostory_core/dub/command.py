"""The command `dub`: puts a sound under a film and writes a new film."""
from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Iterator
from pathlib import Path

from ..errors import listed
from ..progress import progress_bar
from .codecs import CODECS, CONTAINERS
from .ducking import Ducking
from .options import MODES, OTHER_TRACKS, DubOptions

DUCK = Ducking()
ENDINGS = [f".{name}" for name in CONTAINERS]


def add_dub_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `dub`."""
    parser.add_argument("film", type=Path, metavar="FILM", help="any film; its pictures are copied as they are")
    parser.add_argument("sound", type=Path, metavar="SOUND", help="any sound, or a film with one")
    parser.add_argument("out", type=Path, metavar="OUT", help=f"film to write: {listed(ENDINGS)}")
    parser.add_argument("--mode", choices=list(MODES), default="replace",
                        help="what happens to the film's own sound track (replace)")
    parser.add_argument("--track", type=int, default=1, help="which of the film's sound tracks that is (1)")
    parser.add_argument("--other-tracks", choices=list(OTHER_TRACKS), default="keep",
                        help="what happens to its other ones (keep)")
    parser.add_argument("--gain", type=float, default=0.0, metavar="DB", help="of the sound (0)")
    parser.add_argument("--film-gain", type=float, default=0.0, metavar="DB", help="of the film's own, mixed (0)")
    parser.add_argument("--duck", type=float, default=DUCK.depth_db, metavar="DB",
                        help=f"by how much the lower of two mixed sounds makes way ({DUCK.depth_db:g}); 0 for not")
    parser.add_argument("--duck-threshold", type=float, default=DUCK.threshold_db, metavar="DB",
                        help=f"above which the upper one is heard ({DUCK.threshold_db:g})")
    for name, value in (("attack", DUCK.attack_seconds), ("hold", DUCK.hold_seconds),
                        ("release", DUCK.release_seconds)):
        parser.add_argument(f"--duck-{name}", type=float, default=value, metavar="SECONDS",
                            help=f"of the ducking ({value:g})")
    parser.add_argument("--key", type=Path, metavar="SOUND", help="makes the lower one make way instead of the upper")
    parser.add_argument("--loudness", type=float, metavar="LUFS", help="of the finished track; needs pyloudnorm")
    parser.add_argument("--true-peak", type=float, default=-1.0, metavar="DB", help="not passed with --loudness (-1)")
    parser.add_argument("--codec", choices=["auto", *CODECS], default="auto", help="of the sound (by OUT's ending)")
    parser.add_argument("--title", default="", help="of the sound's track")
    parser.add_argument("--language", default="", help="of the sound's track, three letters")


def run_dub(args: argparse.Namespace) -> Iterator[str]:
    """Put a sound under a film; yields lines of output."""
    container = args.out.suffix.lower().removeprefix(".")
    if container not in CONTAINERS:
        raise ValueError(f"{args.out}: the film's file must end in one of {listed(ENDINGS)}")
    options = DubOptions(
        args.mode, args.track, args.other_tracks, args.gain, args.film_gain,
        Ducking(args.duck, args.duck_threshold, args.duck_attack, args.duck_hold, args.duck_release), args.loudness,
        args.true_peak, container, args.codec, args.title, args.language)
    if importlib.util.find_spec("av") is None:
        raise ValueError("films need the package av (PyAV), which comes with ComfyUI: pip install av")
    from . import chosen_container, dub_film, read_source, sound_file

    source = read_source(str(args.film), str(args.film))
    chosen_container(source, options)
    waveform, rate = sound_file(str(args.sound))
    key = None if args.key is None else sound_file(str(args.key))
    with progress_bar("dub") as on_step:
        done = dub_film(source, waveform, rate, args.out, options, key, on_step)
    yield str(done.path)
    yield from done.report
