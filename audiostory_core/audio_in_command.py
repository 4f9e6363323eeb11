"""Audio in on the command line: `story --after SOUND`, and the command `redo`."""
from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Iterator
from pathlib import Path

from .continuation import FADE_SECONDS, HELD_SECONDS
from .run_stages import Stages, add_model_arguments, load_pipeline, made_clips
from .sampling_arguments import add_sampling_arguments, sampling_of


def add_after_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `story` that let it go on from a sound."""
    parser.add_argument("--after", type=Path, metavar="SOUND",
                        help="a sound, or a film with one, that the story goes on from; it stays in front, as it is")
    parser.add_argument("--held", type=float, default=HELD_SECONDS, metavar="SECONDS",
                        help=f"how much of its end the model hears ({HELD_SECONDS:g})")
    _add_fade(parser)


def add_redo_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `redo`."""
    parser.add_argument("sound", type=Path, metavar="SOUND", help="any sound, or a film with one")
    parser.add_argument("start", type=float, help="of the stretch, in seconds")
    parser.add_argument("end", type=float, help="of the stretch, in seconds")
    parser.add_argument("caption", help="what is heard in it")
    parser.add_argument("--out", default="redone.wav", help="sound file to write, .wav or .flac (redone.wav)")
    parser.add_argument("--seed", type=int, default=0, help="of the noise; another one is another try (0)")
    add_sampling_arguments(parser)
    _add_fade(parser)
    add_model_arguments(parser)


def _add_fade(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fade", type=float, default=FADE_SECONDS, metavar="SECONDS",
                        help=f"in which the given sound and the made one fade into each other ({FADE_SECONDS:g})")


def read_sound(path: Path):
    """A sound file, or a film's sound: ([C, T], samples a second).

    Raises:
        ValueError: it holds no sound, or the package that reads it is missing.
        OSError: it cannot be read.
    """
    if importlib.util.find_spec("av") is None:
        raise ValueError("reading a sound needs the package av (PyAV), which comes with ComfyUI: pip install av")
    from .dub import sound_file

    return sound_file(str(path))


def joined(audio, sample_rate: int, audio_in, args: argparse.Namespace, notes: list[str]):
    """What was made, joined with the given sound where there is one: ([C, T], samples a second)."""
    if audio_in is None:
        return audio, sample_rate
    from .seam import join

    return join(audio_in.seam, audio, sample_rate, args.fade, notes.append), audio_in.seam.sample_rate


def run_redo(args: argparse.Namespace) -> Iterator[str]:
    """Make a stretch of a sound anew; yields lines of output."""
    from .audio_file import check_audio_path, write_audio
    from .flow_matching import check_sampling

    out = check_audio_path(args.out)
    check_sampling(args.seed, **sampling_of(args))
    sound, rate = read_sound(args.sound)
    stages, notes = Stages(), []
    pipe = load_pipeline(args, stages)
    audio_in = pipe.redo_stretch(sound, rate, args.start, args.end, args.caption)
    clip, = made_clips(pipe, audio_in.plan, args, stages, notes, audio_in)
    whole, rate = joined(clip, pipe.sample_rate, audio_in, args, notes)
    if clipped := write_audio(out, whole, rate):
        notes.append(f"{clipped} samples were louder than the file can hold and were cut")
    yield (f"{out}: {whole.shape[1] / rate:.2f} s at {rate} Hz, made anew from {audio_in.seam.first / rate:.3f} s to "
           f"{audio_in.seam.last / rate:.3f} s")
    for note in notes:
        yield f"note: {note}"
    yield stages.table()
