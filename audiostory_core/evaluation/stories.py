"""The stories of a set, made and measured, one folder a story; a run resumes where it was stopped.

    DIR/settings.json            the settings of every story in DIR
    DIR/stories/<id>/            plan.json  story.flac  clip-01.flac ...  story.png  embeddings.npz  metrics.json
"""
from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..atomic_write import atomic_write
from ..audio_file import write_audio
from ..digests import key_of
from ..errors import PlanError
from ..flow_matching import derived_seed
from ..json_file import read_json_object
from ..picture import mel_picture
from ..story import StoryPlan
from .cases import Case
from .planning import measure_plan
from .sounds import (
    boundary_errors,
    heard_in_order,
    measure_clip,
    measure_level,
    measure_loudness,
    without_silence,
)

if TYPE_CHECKING:
    from ..pipeline import AudioStoryPipeline
    from .aisfx import Aisfx
    from .yamnet import Yamnet

MEASURES = 3  # raised whenever a measure changes its meaning, so that old measures are not used
SETTINGS_FILE, METRICS_FILE, EMBEDDINGS_FILE = "settings.json", "metrics.json", "embeddings.npz"
PLAN_FILE, STORY_FILE, PICTURE_FILE = "plan.json", "story.flac", "story.png"
PICTURE_SIZE = (1200, 240)
EMBEDDINGS = ("yamnet", "aisfx")
POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Settings:
    """Everything that a story depends on, beside its case.

    name, bundle: the model's name and a digest of its files. dtype: as torch names it. device: such as "cpu" or "cuda".
    """

    name: str
    bundle: str
    steps: int
    guidance: float
    seed: int
    dtype: str
    device: str
    measures: int = MEASURES
    solver: str = "euler"
    shift: float = 1.0

    @property
    def sampling(self) -> str:
        """The sampler's settings in words."""
        more = "".join(f", {name} {value}" for name, value in self.to_dict().items() if name in ("solver", "shift"))
        return f"{self.steps} sampling steps, guidance {self.guidance:g}{more}"

    def to_dict(self) -> dict:
        """Plain data; without solver and shift if they are the usual ones, so that older folders go on."""
        data = asdict(self)
        for name in ("solver", "shift"):
            if data[name] == getattr(Settings, name):
                del data[name]
        return data


def story_key(settings: Settings, case: Case) -> str:
    """A key of the settings and the case that a story is made from."""
    return key_of([json.dumps([settings.to_dict(), case.to_dict()], sort_keys=True)])


def write_whole(file: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with atomic_write(file, shared=True) as beside:
        beside.write_text(text, encoding="utf-8")


def as_json(data) -> str:
    """The data as indented JSON; raises a ValueError for a number that is not finite."""
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def claim_folder(out: Path, settings: Settings) -> Path:
    """Make `out` the folder of one model and its settings; returns its folder of stories.

    Raises:
        ValueError: it has other settings (names what differs), or it has stories but no settings.
    """
    file = out / SETTINGS_FILE
    wanted = settings.to_dict()
    if file.is_file():
        kept = read_json_object(file, "an object with named settings")
        differing = [f"{name} {kept.get(name)!r} (now {value!r})" for name, value in wanted.items()
                     if kept.get(name) != value]
        differing += [f"{name} {kept[name]!r} (now the usual one)" for name in ("solver", "shift")
                      if name in kept and name not in wanted]
        if differing:
            raise ValueError(f"{out} holds stories made with {', '.join(differing)}; name another folder, or delete "
                             "this one")
    elif any((out / "stories").glob("[!.]*")):  # a page that somebody keeps would lose its sounds
        raise ValueError(f"{out} holds stories, but no {SETTINGS_FILE} that says what they were made with; name "
                         "another folder")
    (out / "stories").mkdir(parents=True, exist_ok=True)
    write_whole(file, as_json(wanted))
    for left in (out / "stories").glob(".*.partial"):  # left by a killed run
        shutil.rmtree(left)
    return out / "stories"


def read_story(stories: Path, case: Case, settings: Settings) -> dict | None:
    """The measures of a finished story; None if there is none, or if its case or settings differ."""
    file = stories / case.id / METRICS_FILE
    if not file.is_file():
        return None
    metrics = read_json_object(file)
    return metrics if metrics["key"] == story_key(settings, case) else None


def read_embeddings(stories: Path, case: Case, network: str) -> list[np.ndarray]:
    """Embeddings of a story's clips by "yamnet" or "aisfx": a list of [windows, D], without silent windows."""
    with np.load(stories / case.id / EMBEDDINGS_FILE, allow_pickle=False) as kept:
        return [kept[name] for name in sorted(kept.files) if name.startswith(network)]


class StoryMaker:
    """Makes and measures stories. Each gets a folder, whole or not at all."""

    def __init__(self, pipe: AudioStoryPipeline, yamnet: Yamnet, aisfx: Aisfx, settings: Settings, stories: Path):
        self.pipe, self.yamnet, self.aisfx = pipe, yamnet, aisfx
        self.settings, self.stories = settings, stories

    def make(self, case: Case) -> None:
        """Make and measure one story. A plan that the model fails to write is a result, not an error.

        Raises:
            ValueError: any other stage refuses its input; names the story.
        """
        folder = self.stories / case.id
        beside = self.stories / f".{case.id}.{os.getpid()}.partial"
        beside.mkdir()
        try:
            metrics = self._fill(beside, case)
            (beside / METRICS_FILE).write_text(as_json(metrics), encoding="utf-8")
            if folder.exists():
                shutil.rmtree(folder)
            os.replace(beside, folder)
        except ValueError as error:
            raise ValueError(f"story {case.id}: {error}") from error
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def _fill(self, folder: Path, case: Case) -> dict:
        began = time.perf_counter()
        plan, failure = None, None
        try:
            plan = self.pipe.plan(case.instruction, seconds=case.seconds, guesses=True)
        except PlanError as error:  # other errors are the run's fault, not the model's
            failure = str(error)
        planned = time.perf_counter() - began
        marks = measure_plan(plan, case)
        metrics = {"key": story_key(self.settings, case), "case": case.to_dict(), "failure": failure, "plan": marks,
                   "clips": [], "story": None, "seconds_planning": planned, "seconds_sound": None}
        if plan is None:
            np.savez(folder / EMBEDDINGS_FILE)
            return metrics
        (folder / PLAN_FILE).write_text(plan.to_json(), encoding="utf-8")
        clips, story = self._sound(plan, case)
        metrics["seconds_sound"] = time.perf_counter() - began - planned
        metrics["clips"] = self._measure_clips(folder, case, plan, clips, marks["places"])
        metrics["story"] = self._measure_story(folder, case, plan, story, marks["places"])
        return metrics

    def _sound(self, plan: StoryPlan, case: Case):
        # a story's noise does not depend on the other stories
        seed = derived_seed(self.settings.seed, case.id)
        latents = self.pipe.sample(self.pipe.bridge(plan), plan, steps=self.settings.steps,
                                   guidance=self.settings.guidance, solver=self.settings.solver,
                                   shift=self.settings.shift, seed=seed)
        clips = self.pipe.decode(latents, plan)
        return clips, self.pipe.stitch(clips, plan)

    def _measure_clips(self, folder: Path, case: Case, plan: StoryPlan, clips, places) -> list[dict]:
        rate, rows, vectors = self.pipe.sample_rate, [], {}
        for number, (clip, planned, place) in enumerate(zip(clips, plan.clips, places, strict=True), 1):
            name = f"clip-{number:02d}.flac"
            write_audio(folder / name, clip, rate)
            sound = clip.numpy()
            hearing = self.yamnet.hear(sound, rate)
            event = None if place is None else case.events[place]
            rows.append({"file": name, "caption": planned.caption, "seconds": planned.seconds,
                         **measure_clip(sound, hearing, self.yamnet, event)})
            for network, values, peaks in (("yamnet", hearing.embeddings, hearing.peaks),
                                           ("aisfx", *self.aisfx.embed(sound, rate))):
                vectors[f"{network}-{number:03d}"] = without_silence(values, peaks)
        np.savez(folder / EMBEDDINGS_FILE, **vectors)
        return rows

    def _measure_story(self, folder: Path, case: Case, plan: StoryPlan, story, places) -> dict:
        rate = self.pipe.sample_rate
        write_audio(folder / STORY_FILE, story, rate)
        sound = story.numpy()
        mel_picture(sound, rate, *PICTURE_SIZE).save(folder / PICTURE_FILE)
        scores = self.yamnet.hear(sound, rate).scores
        return {"seconds": sound.shape[-1] / rate, "starts": list(plan.start_seconds), **measure_level(sound),
                **measure_loudness(sound, rate), "boundaries": boundary_errors(sound, rate, plan, places),
                "heard_order": heard_in_order(scores, self.yamnet.classes, case.events)}


@dataclass(frozen=True)
class Job:
    """Everything that a process needs to make stories, as plain data that can be sent to it."""

    bundle: str
    device: str
    settings: Settings
    stories: Path
    threads: int | None  # of torch and onnxruntime; None leaves torch's as they are

    def maker(self) -> StoryMaker:
        """Load the model and the networks that judge."""
        import torch

        from ..pipeline import AudioStoryPipeline
        from .aisfx import Aisfx
        from .yamnet import Yamnet

        if self.threads is not None:
            torch.set_num_threads(self.threads)
        pipe = AudioStoryPipeline.from_bundle(self.bundle, device=self.device,
                                              dtype=getattr(torch, self.settings.dtype))
        return StoryMaker(pipe, Yamnet(threads=self.threads or 1), Aisfx(device=self.device), self.settings,
                          self.stories)


def make_stories(job: Job, cases: Sequence[Case], workers: int, on_step: Callable[[int, int], None]) -> None:
    """Make every story that is missing. Finished stories stay, whatever happens.

    Args:
        workers: number of processes; 1 is this one.
        on_step: called (finished stories, all stories).

    Raises:
        ValueError, OSError: a story failed in this process.
        ChildProcessError: another process failed; names its error.
    """
    missing = [case for case in cases if read_story(job.stories, case, job.settings) is None]
    there = len(cases) - len(missing)
    on_step(there, len(cases))
    workers = min(workers, len(missing))
    if workers > 1:
        _share_out(job, missing, workers, lambda made: on_step(there + made, len(cases)))
    elif missing:
        maker = job.maker()
        for done, case in enumerate(missing, there + 1):
            maker.make(case)
            on_step(done, len(cases))


def _share_out(job: Job, missing: Sequence[Case], workers: int, on_made: Callable[[int], None]) -> None:
    context = multiprocessing.get_context("spawn")
    # counted before the processes start, because they replace the folders
    following, made, failures = context.Value("q", 0), context.Value("q", 0), context.SimpleQueue()
    processes = [context.Process(target=_work, args=(job, missing, following, made, failures, os.getpid()),
                                 daemon=True)
                 for _ in range(workers)]
    for process in processes:
        process.start()
    try:
        running = processes
        while running:
            running[0].join(POLL_SECONDS)
            if any(process.exitcode for process in processes):
                words = failures.get() if not failures.empty() else "a process of the evaluation died"
                raise ChildProcessError(f"{words}; the finished stories stay")
            running = [process for process in running if process.is_alive()]
            on_made(made.value)
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _work(job: Job, cases: Sequence[Case], following, made, failures, parent: int) -> None:
    """The work of one process: the next story that nobody has begun, until all are done or the parent is gone."""
    try:
        maker = job.maker()
        while os.getppid() == parent:
            with following.get_lock():
                place = following.value
                following.value += 1
            if place >= len(cases):
                return
            maker.make(cases[place])
            with made.get_lock():
                made.value += 1
    except Exception as error:
        failures.put(f"{type(error).__name__}: {error}")
        raise
