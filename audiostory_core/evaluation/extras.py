"""Optional measures of finished stories: CLAP scores and a judge's marks, kept in each story's folder."""
from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from ..digests import folder_digest
from ..json_file import read_json_object
from ..story import StoryPlan
from .cases import Case
from .judge import Endpoint, judge_story
from .stories import PLAN_FILE, STORY_FILE, as_json, write_whole

CLAP_FILE, JUDGE_FILE = "clap.json", "judge.json"
OnStep = Callable[[int, int], None]


def clap_scores(stories: Path, cases: Sequence[Case], folder: str | os.PathLike, device, on_step: OnStep) -> dict:
    """CLAP scores of all finished stories: the whole against its instruction, each clip against its caption.

    Returns:
        {case id: {"story": score, "clips": [score, ...], "by": name of the folder}}, without stories that have no
        sound.

    Raises:
        ValueError: the folder holds no CLAP model.
    """
    from .clap import Clap

    clap, key, scores = Clap(folder, device), folder_digest(folder), {}
    for done, case in enumerate(cases, 1):
        place = stories / case.id
        if (place / PLAN_FILE).is_file():
            kept = _read(place / CLAP_FILE)
            if kept is None or kept["key"] != key:
                kept = {"key": key, **_clap_story(clap, place, case)}
                write_whole(place / CLAP_FILE, as_json(kept))
            scores[case.id] = {name: kept[name] for name in ("story", "clips")} | {"by": Path(folder).resolve().name}
        on_step(done, len(cases))
    return scores


def _clap_story(clap, place: Path, case: Case) -> dict:
    plan = StoryPlan.from_json((place / PLAN_FILE).read_text(encoding="utf-8"))
    story = clap.scores(*read_sound(place / STORY_FILE), [case.instruction])[0]
    clips = [clap.scores(*read_sound(place / f"clip-{number:02d}.flac"), [clip.caption])[0]
             for number, clip in enumerate(plan.clips, 1)]
    return {"story": story, "clips": clips}


def judge_marks(stories: Path, cases: Sequence[Case], endpoint: Endpoint, workers: int, on_step: OnStep) -> dict:
    """A judge's marks of all finished stories. Marks from an earlier run stay; unjudged stories are asked again.

    Args:
        workers: number of requests at the same time.

    Returns:
        {case id: {"asked": the endpoint and what it was sent, "marks": {...} or None, "reason": None or text}}, without
        stories that have no sound.
    """
    asked = {"address": endpoint.address, "model": endpoint.model, "audio": endpoint.audio}
    marks, open_cases = {}, []
    for case in cases:
        kept = _read(stories / case.id / JUDGE_FILE)
        if kept is not None and kept["asked"] == asked and kept["marks"] is not None:
            marks[case.id] = kept
        elif (stories / case.id / PLAN_FILE).is_file():
            open_cases.append(case)
    with ThreadPoolExecutor(max(1, workers)) as pool:
        futures = {pool.submit(_judge, stories / case.id, endpoint, asked): case for case in open_cases}
        try:
            for done, future in enumerate(as_completed(futures), 1):
                marks[futures[future].id] = future.result()
                on_step(done, len(futures))
        except BaseException:  # also an interrupt: requests that have not begun are dropped
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return marks


def _judge(place: Path, endpoint: Endpoint, asked: dict) -> dict:
    plan = StoryPlan.from_json((place / PLAN_FILE).read_text(encoding="utf-8"))
    sound = read_sound(place / STORY_FILE) if endpoint.audio else (None, None)
    kept = {"asked": asked, **judge_story(endpoint, plan, *sound)}
    write_whole(place / JUDGE_FILE, as_json(kept))
    return kept


def read_sound(file: Path):
    """A sound file: [C, T] float64 and its sample rate."""
    import soundfile

    frames, rate = soundfile.read(file, dtype="float64", always_2d=True)
    return frames.T, rate


def _read(file: Path) -> dict | None:
    return read_json_object(file) if file.is_file() else None
