"""The command line: python -m audiostory_core story|plan|redo|shots|dub|download|convert|evaluate|train|benchmark.

COMMANDS lists the subcommands; each has a function that adds its arguments and one that runs it.
"""
from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .atomic_write import atomic_write
from .audio_in_command import add_after_arguments, add_redo_arguments, joined, read_sound, run_redo
from .benchmark.command import add_benchmark_arguments, run_benchmark_command
from .download.command import add_download_arguments, run_download
from .dub.command import add_dub_arguments, run_dub
from .evaluation.command import add_evaluate_arguments, run_evaluate
from .guide.vocabulary import plan_warning
from .marks import written_marks
from .prompt import LEAD_INS, MOST_STORY_CHARACTERS, MOST_TEXT_CHARACTERS, instruction_text
from .run_stages import DTYPES, Stages, add_model_arguments, load_pipeline, made_clips
from .sampling_arguments import add_sampling_arguments, sampling_of
from .shots.command import add_shots_arguments, run_shots
from .story import DEFAULT_CROSSFADE_SECONDS, StoryPlan
from .story_text import decode_text, read_plan_text, write_cues
from .training.command import add_train_arguments, run_train

# torch, transformers and diffusers take seconds to import, so each command imports them itself and --help does not

STORED_DTYPES = (*DTYPES, "float8_e4m3fn")


@dataclass(frozen=True)
class Command:
    """A subcommand.

    run: gets the parsed arguments and yields lines of output while it works. ValueError and OSError become one line of
        output and exit code 2.
    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], Iterable[str]]


def plan_table(plan: StoryPlan) -> str:
    """A plan as text for people: reasoning, what was understood, a line for each clip, notes."""
    lines = [f"reasoning: {plan.reasoning}"] if plan.reasoning else []
    lines += [f"understood: {entry.line}" for entry in plan.understood]
    lines.append(f"{'clip':>4} {'start':>8} {'seconds':>8} {'made':>8}  caption")
    for number, (clip, start) in enumerate(zip(plan.clips, plan.start_seconds, strict=True), 1):
        lines.append(f"{number:>4} {start:8.2f} {clip.seconds:8.2f} {clip.generated_seconds:8.2f}  "
                     f"{clip.caption}{written_marks(clip)}")
    lines += [f"note: {note}" for note in plan.notes]
    lines.append(f"{len(plan.clips)} clips, {plan.total_seconds:.2f} s planned")
    return "\n".join(lines)


def read_plan(path: Path, crossfade_seconds: float | None, frame_rate: float | None = None) -> StoryPlan:
    """A plan from a file of any format that story_text reads.

    Args:
        crossfade_seconds: None keeps the cross-fade of the file, or the default if it has none.
        frame_rate: for time code, if the file does not give a frame rate.

    Raises:
        ValueError: the file holds no plan.
        OSError: it cannot be read.
    """
    try:
        plan = read_plan_text(decode_text(path.read_bytes()), frame_rate=frame_rate)
        return plan if crossfade_seconds is None else replace(plan, crossfade_seconds=crossfade_seconds)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def write_plan(path: Path, plan: StoryPlan) -> None:
    """Write a plan to a file, whole or not at all: JSON, .srt or .vtt by the file's suffix, else a cue sheet."""
    kind = path.suffix.lower().removeprefix(".")
    text = write_cues(plan, kind if kind in ("json", "srt", "vtt") else "cues")
    with atomic_write(path, shared=True) as beside:
        beside.write_text(text, encoding="utf-8")


def _lead_in(text: str) -> str:
    if text.strip().lstrip("+-").isdigit():
        number = int(text)
        if not 1 <= number <= len(LEAD_INS):
            raise argparse.ArgumentTypeError(f"{number}; a number from 1 to {len(LEAD_INS)}, or words")
        return LEAD_INS[number - 1]
    return text


def _add_plan_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", help="what is to be heard, in the order in which it happens")
    parser.add_argument("--seconds", type=float, help="length of the whole story to ask for")
    parser.add_argument("--lead-in", type=_lead_in, metavar="WORDS",
                        help=f"words in front of the text, or the number (1-{len(LEAD_INS)}) of one that AudioStory "
                        "was trained with; none by default")
    parser.add_argument("--crossfade", type=float, metavar="SECONDS",
                        help=f"seconds in which a clip fades into the next ({DEFAULT_CROSSFADE_SECONDS:g})")
    parser.add_argument("--temperature", type=float, default=0.0,
                        help="0 = always the likeliest word (default); higher is more varied")
    parser.add_argument("--seed", type=int, default=0, help="of the noise, and of the words above temperature 0")
    parser.add_argument("--guesses", action="store_true",
                        help="plan a text, too, of which the model knows nothing; what is then heard is a guess")
    add_model_arguments(parser)


def _add_story(parser: argparse.ArgumentParser) -> None:
    _add_plan_arguments(parser)
    parser.add_argument("--out", default="story.wav", help="sound file to write, .wav or .flac (story.wav)")
    parser.add_argument("--plan", type=Path, metavar="FILE",
                        help="a plan to make instead of planning: JSON, a cue sheet, subtitles, labels, a table, an "
                        "edit list, or a language model's answer; where there is no such file, the plan is written "
                        "there")
    parser.add_argument("--frame-rate", type=float, metavar="FPS",
                        help="frames a second of the plan's time code, where it does not say so itself")
    add_sampling_arguments(parser)
    add_after_arguments(parser)
    parser.add_argument("--noise", choices=("independent", "reference"), default="independent",
                        help="a clip's own noise, or the same for all as AudioStory's script draws it")
    parser.add_argument("--curve", choices=("linear", "equal_power"), default="linear", help="of the cross-fades")
    parser.add_argument("--peak-limit", type=float, metavar="LEVEL",
                        help="turn the whole story down where a sample passes this (0-1); off by default")
    parser.add_argument("--keep", type=Path, metavar="FOLDER",
                        help="where what is finished of a long story is kept until it is done: the same command, run "
                        "again after a break, goes on from there")


def _add_plan(parser: argparse.ArgumentParser) -> None:
    _add_plan_arguments(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the plan: .json, .srt, .vtt, else a cue sheet")


def _add_convert(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SRC", help="folder that holds the folders of an AudioStory checkpoint")
    parser.add_argument("bundle", metavar="DST", help="model folder to write")
    parser.add_argument("--dtype", choices=STORED_DTYPES, default="float16", help=(
        "of the stored weights (float16, as the reference computes); float8_e4m3fn halves the blocks' matrices and "
        "costs some quality"))


def _check_asked(args: argparse.Namespace) -> None:
    """Check the text before a model is loaded."""
    if args.text is None:
        raise ValueError("the text is missing; say what is to be heard")
    most = MOST_TEXT_CHARACTERS if args.seconds is None else MOST_STORY_CHARACTERS  # without seconds, no chapters
    instruction_text(args.text, args.seconds, args.lead_in, most)


def _write_story(pipe, args: argparse.Namespace, stages: Stages) -> StoryPlan:
    fade = DEFAULT_CROSSFADE_SECONDS if args.crossfade is None else args.crossfade
    with stages("plan") as on_step:
        return pipe.plan(args.text, seconds=args.seconds, lead_in=args.lead_in, crossfade_seconds=fade,
                         temperature=args.temperature, seed=args.seed, guesses=args.guesses, on_step=on_step)


def _warn(warning: str | None) -> None:
    if warning is not None:
        print(f"warning: {warning}", file=sys.stderr)


def run_story(args: argparse.Namespace) -> Iterator[str]:
    """Make a sound file from a text or a plan."""
    import torch

    from .audio_file import check_audio_path, write_audio
    from .crossfade import limit_peak
    from .flow_matching import check_sampling

    out = check_audio_path(args.out)
    check_sampling(args.seed, **sampling_of(args))
    limit_peak(torch.zeros(1, 1), args.peak_limit)
    before = None if args.after is None else read_sound(args.after)
    given = args.plan is not None and args.plan.exists()
    if given:
        plan = read_plan(args.plan, args.crossfade, args.frame_rate)
        print(f"making the plan in {args.plan}; text, seconds and lead-in play no part", file=sys.stderr)
    else:
        _check_asked(args)
    stages = Stages()
    pipe = load_pipeline(args, stages)
    if given:
        plan = plan.fitted(pipe.config.longest_clip_seconds)
        _warn(plan_warning(pipe.config, plan))
    else:
        plan = _write_story(pipe, args, stages)
    if args.plan is not None and not given:
        write_plan(args.plan, plan)
    notes: list[str] = []
    audio_in = None if before is None else pipe.go_on_from([before[0]], [before[1]], plan, args.held)
    plan = plan if audio_in is None else audio_in.plan
    clips = made_clips(pipe, plan, args, stages, notes, audio_in, args.noise)
    with stages("stitch") as on_step:
        audio = pipe.stitch(clips, plan, curve=args.curve, peak_limit=args.peak_limit, on_step=on_step,
                            on_note=notes.append)
    audio, rate = joined(audio, pipe.sample_rate, audio_in, args, notes)
    with stages("write"):
        clipped = write_audio(out, audio, rate)
    if clipped:
        notes.append(f"{clipped} samples were louder than the file can hold and were cut; --peak-limit 1 avoids that")
    notes += pipe.finished()
    yield from _report(out, plan, audio, rate, notes, stages)


def _report(out: Path, plan: StoryPlan, audio, sample_rate: int, notes: Sequence[str],
            stages: Stages) -> Iterator[str]:
    channels, samples = audio.shape
    seconds = samples / sample_rate
    yield plan_table(plan)
    yield (f"{out}: {seconds:.2f} s of audio, {channels} channel{'s' * (channels > 1)} at {sample_rate} Hz, "
           f"peak {audio.abs().max().item():.3f}")
    for note in notes:
        yield f"note: {note}"
    yield stages.table(seconds)


def run_plan(args: argparse.Namespace) -> Iterator[str]:
    """Make a plan from a text."""
    _check_asked(args)
    stages = Stages()
    plan = _write_story(load_pipeline(args, stages), args, stages)
    if args.out is not None:
        write_plan(args.out, plan)
    yield plan_table(plan)
    if args.out is not None:
        yield f"{args.out}: the plan"
    yield stages.table()


def run_convert(args: argparse.Namespace) -> Iterator[str]:
    """Convert an upstream checkpoint to a model folder."""
    from .upstream import conversion_notes, convert_upstream

    stages = Stages()
    with stages("convert") as on_step:
        folder = convert_upstream(args.source, args.bundle, args.dtype,
                                  on_step=lambda done, total: on_step(done // 2**20, total // 2**20))
    size = sum(file.stat().st_size for file in Path(folder).iterdir())
    yield f"{folder}: {size / 1e6:.1f} MB, {args.dtype}"
    for line in conversion_notes(folder):
        yield f"note: {line}"
    yield stages.table()


COMMANDS: Sequence[Command] = (
    Command("story", "a text becomes a sound file", _add_story, run_story),
    Command("plan", "a text becomes a plan: what sounds when", _add_plan, run_plan),
    Command("redo", "a stretch of a sound is made anew", add_redo_arguments, run_redo),
    Command("shots", "a film becomes a list of its shots", add_shots_arguments, run_shots),
    Command("dub", "a sound comes under a film, whose pictures stay as they are", add_dub_arguments, run_dub),
    Command("download", "a published checkpoint comes onto this machine", add_download_arguments, run_download),
    Command("convert", "an AudioStory checkpoint becomes a model folder", _add_convert, run_convert),
    Command("evaluate", "a set of instructions becomes figures, and a page to listen to", add_evaluate_arguments,
            run_evaluate),
    Command("train", "a recipe's stages become a model folder", add_train_arguments, run_train),
    Command("benchmark", "every stage timed, beside a plain version or another revision", add_benchmark_arguments,
            run_benchmark_command),
)


def build_parser() -> argparse.ArgumentParser:
    """The parser of all COMMANDS."""
    parser = argparse.ArgumentParser(prog="python -m audiostory_core", description="A sentence becomes a sound story.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        subparser = subparsers.add_parser(command.name, help=command.help, description=command.help)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line.

    Returns:
        0; 2 if an argument or a file cannot be used; 130 if it was interrupted.
    """
    args = build_parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):  # a terminal's encoding may lack some characters of a caption
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        for line in args.run(args):
            print(line)
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    return 0
