"""The evaluate command: make the stories of a set, measure them, write the report."""
from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from ..progress import progress_bar
from ..sampling_arguments import add_sampling_arguments, sampling_of

MOST_WORKERS = 64

# numpy, torch and the judges take seconds to import: --help imports nothing


def add_evaluate_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `evaluate`."""
    parser.add_argument("--bundle", metavar="DIR", help="a model folder; the small model inside by default")
    parser.add_argument("--set", default="builtin", metavar="FILE",
                        help="a JSONL file of instructions and what must sound, or builtin (default) or domains")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR",
                        help="gets the stories, report.json and index.html; a run goes on where one was stopped")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N instructions only")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes that share the work (1)")
    add_sampling_arguments(parser)
    parser.add_argument("--seed", type=int, default=0, help="of the noise (0)")
    parser.add_argument("--device", help="where to compute, such as cpu or cuda; cuda by default where there is one")
    parser.add_argument("--dtype", choices=("float32", "float16", "bfloat16"), default="float32",
                        help="of weights and computation (float32)")
    parser.add_argument("--real", type=Path, metavar="FOLDER",
                        help="real clips to compare with, a sub-folder a kind of sound ('dog', '001 - Dog bark') or "
                        "all in one")
    parser.add_argument("--shuffle", type=int, default=100, metavar="N",
                        help="shuffled stories to compare the consistency with (100)")
    parser.add_argument("--clap", type=Path, metavar="FOLDER", help="a ClapModel of transformers, for its scores too")
    judge = parser.add_argument_group("a judge", "marks from 0 to 5 by a language model; the stories are sent to it")
    judge.add_argument("--judge", metavar="URL", help="an OpenAI-compatible endpoint, such as http://localhost:8000/v1")
    judge.add_argument("--judge-model", metavar="NAME", help="which of its models")
    judge.add_argument("--judge-key-env", metavar="VAR", help="environment variable with its key; none by default")
    judge.add_argument("--judge-audio", action="store_true", help="send the sound too; without it the plan as text")


def run_evaluate(args: argparse.Namespace) -> Iterator[str]:
    """Check everything, make the stories, add the optional measures, and write the report."""
    from tqdm import tqdm

    from .page import write_report
    from .report import PAGE_FILE, build_report
    from .stories import claim_folder, make_stories

    endpoint, cases, left_out, job, settings = _checked(args)
    if left_out is not None:
        tqdm.write(left_out.words, file=sys.stderr)
    stories = claim_folder(args.out, settings)
    real = _measure_real(args, job)
    with _bar("stories") as on_step:
        make_stories(job, cases, args.workers, on_step)
    clap, judge = _extras(args, cases, stories, job.device, endpoint)
    report = build_report(stories, cases, settings, Path(args.set).stem, real, args.shuffle, clap, judge,
                          left_out)
    write_report(args.out, report)
    yield report.table()
    yield f"{args.out / PAGE_FILE}: the stories, to look at and listen to"


def _checked(args: argparse.Namespace):
    """Check what can be checked before a model is loaded.

    Returns:
        (the judge's endpoint or None, cases, LeftOut or None, job, settings).
    """
    import torch

    from ..bundle import embedded_bundle_path, open_bundle
    from ..digests import folder_digest
    from ..pipeline import chosen_device
    from .cases import read_cases, without_too_long
    from .clap import check_clap
    from .real import find_clips
    from .stories import Job, Settings
    from .yamnet import yamnet_classes

    _check_numbers(args)
    _check_packages()
    endpoint = _endpoint(args)
    if args.real is not None:
        find_clips(args.real)
    if args.clap is not None:
        check_clap(args.clap)
    device = chosen_device(args.device)
    bundle = open_bundle(args.bundle or embedded_bundle_path())
    cases, left_out = without_too_long(read_cases(args.set, yamnet_classes())[:args.limit],
                                       bundle.config.planner.most_story_seconds)
    sampler = bundle.config.sampler.chosen(**sampling_of(args))
    settings = Settings(bundle.config.name, folder_digest(bundle.path), sampler.steps, sampler.guidance, args.seed,
                        args.dtype, device.type, solver=sampler.solver, shift=sampler.shift)
    threads = max(1, torch.get_num_threads() // args.workers) if args.workers > 1 else None
    job = Job(str(bundle.path), str(device), settings, args.out / "stories", threads)
    return endpoint, cases, left_out, job, settings


def _check_numbers(args: argparse.Namespace) -> None:
    from ..flow_matching import check_sampling

    check_sampling(args.seed, **sampling_of(args))
    for name, most in (("limit", None), ("shuffle", None), ("workers", MOST_WORKERS)):
        value = getattr(args, name)
        if value is not None and (value < 1 or most is not None and value > most):
            raise ValueError(f"--{name} is {value}; it must be {'at least 1' if most is None else f'1 to {most}'}")


def _check_packages() -> None:
    from importlib.util import find_spec

    from .aisfx import find_aisfx
    from .yamnet import find_yamnet

    needed = ("onnx", "onnxruntime", "scipy", "pyloudnorm", "PIL", "soundfile")
    if missing := [name for name in needed if find_spec(name) is None]:
        raise ValueError(f"the evaluation needs the packages {', '.join(missing)}: this pack's extra `evaluate`")
    find_yamnet()
    find_aisfx()


def _endpoint(args: argparse.Namespace):
    from .judge import Endpoint, key_from

    if args.judge is None:
        if args.judge_model or args.judge_key_env or args.judge_audio:
            raise ValueError("--judge is missing; say where the judge answers, or leave out its other options")
        return None
    if args.judge_model is None:
        raise ValueError("--judge-model is missing; say which model the judge is")
    return Endpoint(args.judge, args.judge_model, key_from(args.judge_key_env), args.judge_audio)


def _measure_real(args: argparse.Namespace, job):
    if args.real is None:
        return None
    from ..bundle import open_bundle
    from .aisfx import Aisfx
    from .real import measure_real
    from .yamnet import Yamnet

    rate = open_bundle(job.bundle).config.codec.sample_rate
    with _bar("real clips") as on_step:
        return measure_real(args.real, rate, Yamnet(), Aisfx(device=job.device), args.out, on_step)


def _extras(args: argparse.Namespace, cases, stories: Path, device: str, endpoint):
    from .extras import clap_scores, judge_marks

    clap = judge = None
    if args.clap is not None:
        with _bar("CLAP") as on_step:
            clap = clap_scores(stories, cases, args.clap, device, on_step)
    if endpoint is not None:
        with _bar("judge") as on_step:
            judge = judge_marks(stories, cases, endpoint, args.workers, on_step)
    return clap, judge


def _bar(name: str):
    return progress_bar(f"{name:<10}")
