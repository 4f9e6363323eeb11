"""The metrics of an evaluation: each a number, how many things it counts, and what it means."""
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from statistics import fmean, median

import numpy as np

from ..sound_classes import BY_NAME
from .cases import Case, Event, class_of
from .frechet import LEAST_VECTORS, frechet_diagonal, frechet_distance
from .judge import HIGHEST, MARKS
from .real import RealClips
from .sounds import BOUNDARY_REACH_SECONDS, SILENT_DECIBELS, consistency, has_order, mean_embedding
from .yamnet import is_heard

NO_REAL = "no folder of real clips was named (--real)"
FLAT_REAL = "no sub-folder of the real clips bears a kind's name"
NOT_ASKED = "(not asked)"


@dataclass(frozen=True)
class Metric:
    """One metric of the report.

    value: None if there was nothing to count; `note` then says why. unit: "share" (0 .. 1), "seconds", "LUFS", "LU",
    "clips" or "".
    count, of: what was counted, such as 12 "stories". means: what the metric says, in words. more: further numbers for
    report.json.
    """

    key: str
    title: str
    value: float | None
    count: int
    of: str
    unit: str
    means: str
    note: str = ""
    more: dict = field(default_factory=dict)

    def to_dict(self) -> dict:
        """Plain data for report.json."""
        data = {"value": self.value, "count": self.count, "of": self.of, "unit": self.unit, "means": self.means}
        return {**data, **({"note": self.note} if self.note else {}), **self.more}

    @property
    def shown(self) -> str:
        """The value as people read it."""
        if self.value is None:
            return "-"
        if self.unit == "share":
            return f"{100 * self.value:.1f} %"
        digits = 0 if abs(self.value) >= 1000 else 1 if abs(self.value) >= 100 else 2
        return f"{self.value:.{digits}f}{' s' if self.unit == 'seconds' else ' ' + self.unit if self.unit else ''}"


@dataclass(frozen=True)
class Story:
    """A case, its measures as stories.py keeps them, and its clips' embeddings by network: lists of [windows, D]."""

    case: Case
    metrics: dict
    embeddings: dict[str, list[np.ndarray]]


def share(key: str, title: str, hits: Sequence[bool], of: str, means: str, note: str = "", **more) -> Metric:
    """The share of hits as a metric, with its 95 % confidence interval (Wilson)."""
    count = len(hits)
    if not count:
        return Metric(key, title, None, 0, of, "share", means, note or f"there were no {of}", more)
    value, z = sum(hits) / count, 1.96
    middle, width = value + z * z / (2 * count), z * math.sqrt(value * (1 - value) / count + (z / (2 * count)) ** 2)
    interval = [max(0.0, (middle - width) / (1 + z * z / count)), min(1.0, (middle + width) / (1 + z * z / count))]
    return Metric(key, title, value, count, of, "share", means, note, {"interval": interval, **more})


def mean(key: str, title: str, values: Sequence[float | None], of: str, unit: str, means: str, note: str = "",
         average=fmean) -> Metric:
    """The mean (or another average) of the known values as a metric; None is unknown."""
    known = [value for value in values if value is not None]
    value = float(average(known)) if known else None
    return Metric(key, title, value, len(known), of, unit, means, note or ("" if known else f"there were no {of}"))


def label(event: Event | None, caption: str | None = None) -> str:
    """The sound class or event under which a clip is counted, or an event without a clip."""
    found = class_of(caption) if caption else None
    if event is None:
        return found.name if found else NOT_ASKED
    if event.kinds:
        return found.name if found and found.name in event.kinds else event.kinds[0]
    return event.name


def heard_rows(story: Story) -> list[tuple[str, bool]]:
    """(label, heard) of each clip, and (label, False) for each asked event without a clip."""
    events, places = story.case.events, story.metrics["plan"]["places"]
    rows = [(NOT_ASKED if place is None else label(events[place], clip["caption"]), clip["heard"])
            for clip, place in zip(story.metrics["clips"], places, strict=True)]
    return rows + [(label(event), False) for place, event in enumerate(events) if place not in places]


def heard_classes(stories: Sequence[Story]) -> dict[str, tuple[str, ...]]:
    """The YAMNet labels that count for each sound class and each object of the set. The set's go first."""
    own = {event.name: event.heard_as for story in stories for event in story.case.events if not event.kinds}
    return {name: entry.yamnet_labels for name, entry in BY_NAME.items()} | own


def rows_by_caption(story: Story, classes: dict[str, tuple[str, ...]]) -> list[tuple[str, bool]]:
    """Like heard_rows, but a clip is judged only by the labels of its own class, exactly as real recordings are.

    A clip that nobody asked for is a miss of the class that its caption names, if any.
    """
    places, clips = story.metrics["plan"]["places"], story.metrics["clips"]
    rows = heard_rows(story)
    ours = [(label(None, clip["caption"]), False) if place is None else (name, is_heard(clip["best"], classes[name]))
            for (name, _), place, clip in zip(rows, places, clips, strict=False)]
    return ours + rows[len(clips):]


def plan_metrics(stories: Sequence[Story]) -> list[Metric]:
    """The metrics of the plans."""
    plans = [story.metrics["plan"] for story in stories]
    made = [plan for plan in plans if plan["clips"]]
    return [
        share("order", "Events in order", [plan["order"] for plan in plans], "stories",
              "The captions name exactly the asked events, in the asked order."),
        share("duration_exact", "Length exact", [plan["exact"] for plan in plans if plan["exact"] is not None],
              "stories that asked for a length", "The planned clips add up to the asked seconds."),
        share("clip_count", "As many clips as events", [plan["clips"] == plan["asked"] for plan in plans], "stories",
              "One clip for each asked event, none more."),
        share("coverage", "Asked events planned",
              [place in plan["places"] for plan in plans for place in range(plan["asked"])], "asked events",
              "A clip stands for the asked event."),
        share("extra", "Clips nobody asked for", [place is None for plan in plans for place in plan["places"]],
              "clips", "The caption names none of the asked events (lower is better)."),
        share("repetition", "Repeated captions",
              [number < plan["repeats"] for plan in plans for number in range(plan["joins"])],
              "neighbouring clips", "A clip has the same caption as the one before (lower is better)."),
        mean("clips", "Clips a story", [plan["clips"] for plan in made], "stories", "clips",
             "How many clips a plan has."),
        share("plan_failed", "Plans failed", [not plan["clips"] for plan in plans], "stories",
              "The model wrote no plan that can be used. Of such a story the events, their order and the length count "
              "as wrong; no other figure knows it (lower is better)."),
    ]


def sound_metrics(stories: Sequence[Story], shuffles: int) -> list[Metric]:
    """The metrics of the sound."""
    clips = [clip for story in stories for clip in story.metrics["clips"]]
    sounds = [story.metrics["story"] for story in stories if story.metrics["story"]]
    rows = [row for story in stories for row in heard_rows(story)]
    made = [story.metrics for story in stories if story.metrics["story"]]
    return [
        share("event_top5", "Asked event heard", [heard for _, heard in rows], "clips and missing events",
              "Among the five best guesses of a listening network (YAMNet) on the clip alone is the asked event or an "
              "obvious neighbour. A clip that nobody asked for is a miss, and so is an asked event without a clip."),
        share("silent", "Silent clips", [clip["silent"] for clip in clips], "clips",
              f"The whole clip stays under {SILENT_DECIBELS:g} dB of full scale (lower is better)."),
        share("clipping", "Clipping clips", [clip["clipped_samples"] > 0 for clip in clips], "clips",
              "A sample lies at or over full scale (lower is better).",
              samples=sum(clip["clipped_samples"] for clip in clips),
              story_samples=sum(sound["clipped_samples"] for sound in sounds)),
        share("heard_order", "Order heard", _orders_heard(stories), "stories of two to ten events",
              "Over the finished story, without looking at the plan, the asked order of the events fits what YAMNet "
              "hears better than every other, and each event is heard in its place. A failed plan is a miss, and so is "
              "a story too short to hold the events."),
        mean("boundary_error", "Boundary error", [error for sound in sounds for error in sound["boundaries"]],
             "joins", "seconds", f"How far the strongest change of the sound lies from the middle of the "
             f"planned cross-fade (median, looked for within {BOUNDARY_REACH_SECONDS:g} s; a blind guess gives about "
             f"{BOUNDARY_REACH_SECONDS / 2:g} s).", average=median),
        _consistency(stories, shuffles),
        mean("loudness", "Loudness", [sound["loudness"] for sound in sounds], "stories", "LUFS",
             "Integrated loudness (ITU-R BS.1770-4)."),
        mean("loudness_range", "Loudness range", [sound["loudness_range"] for sound in sounds], "stories", "LU",
             "How far the loud parts lie over the quiet ones (EBU Tech 3342)."),
        mean("speed", "Computing time", [sum(m["seconds_planning"] + m["seconds_sound"] for m in made) /
                                         sum(m["story"]["seconds"] for m in made)] if made else [], "runs", "seconds",
             "For one second of sound, on one of the processes that shared the work."),
    ]


def _orders_heard(stories: Sequence[Story]) -> list[bool]:
    return [bool(story.metrics["story"] and story.metrics["story"]["heard_order"]) for story in stories
            if has_order(story.case.events)]


def _consistency(stories: Sequence[Story], shuffles: int) -> Metric:
    means = ("Cosine similarity of neighbouring clips' YAMNet embeddings, less the same with all clips of all stories "
             "in shuffled order: above 0, neighbours sound more alike than chance.")
    vectors = [[mean_embedding(rows) for rows in story.embeddings["yamnet"]] for story in stories]
    if not any(len(story) > 1 for story in vectors):
        return Metric("consistency", "Consistency", None, 0, "joins", "", means, "no story has two clips")
    alike, shuffled, count = consistency(vectors, shuffles)
    return Metric("consistency", "Consistency", alike - shuffled, count, "joins", "", means,
                  f"{alike:.3f} against {shuffled:.3f} over {shuffles} shuffles", {"similarity": alike,
                                                                                  "shuffled": shuffled})


def extra_metrics(clap: dict | None, judge: dict | None) -> list[Metric]:
    """The metrics by CLAP and by a judge, if they were asked."""
    metrics = []
    if clap is not None:
        by = ", ".join(sorted({row["by"] for row in clap.values()}))
        metrics += [mean("clap", "CLAP, stories", [row["story"] for row in clap.values()], "stories", "",
                         "Cosine similarity of the finished story and its instruction.", by),
                    mean("clap_clips", "CLAP, clips", [score for row in clap.values() for score in row["clips"]],
                         "clips", "", "Cosine similarity of a clip and its caption.", by)]
    if judge is not None:
        unjudged = [row["reason"] for row in judge.values() if row["marks"] is None]
        notes = sorted({f"by {row['asked']['model']} at {row['asked']['address']}, which was sent the "
                        f"{'sound' if row['asked']['audio'] else 'plan as text'}" for row in judge.values()})
        note = "; ".join([*notes, *([f"{len(unjudged)} stories are unjudged"] if unjudged else [])])
        metrics += [mean(f"judge_{name}", f"Judge: {name}", [row["marks"][name] for row in judge.values()
                                                             if row["marks"]], "judged stories", "",
                         f"From 0 to {HIGHEST}: {question}", note) for name, question in MARKS.items()]
    return metrics


def real_metrics(stories: Sequence[Story], real: RealClips | None) -> list[Metric]:
    """The generated clips compared with real ones: what is heard in the same classes, and Frechet distances."""
    folders = recorded(stories, real)
    classes = heard_classes(stories)
    rows = [row for story in stories for row in rows_by_caption(story, classes) if row[0] in folders]
    note = "" if folders else NO_REAL if real is None else FLAT_REAL
    ours = share("event_top5_recorded", "Asked event heard, recorded kinds", [heard for _, heard in rows],
                 "clips and missing events", "The same for the kinds that have real recordings. A clip that "
                 "nobody asked for is a miss of the kind that its caption names.", note)
    by_kind = real_heard(stories, real)
    heard = [hit for hits in by_kind.values() for hit in hits]
    theirs = share("event_top5_real", "The real recordings heard", heard, "real clips",
                   "The same on the real recordings of these kinds: what YAMNet can reach.", note)
    # the recordings' rate, weighted by our number of clips in each class
    expected = fmean(fmean(by_kind[name]) for name, _ in rows) if rows else None
    ratio = ours.value / expected if expected else None
    against = Metric("event_top5_against_real", "Heard, against the recordings", ratio, ours.count, ours.of, "share",
                     "The share of our clips and missing events that is heard, against the share that would be heard "
                     "were each a real recording of its kind: the recordings' rate kind by kind, weighted by ours.",
                     note or ("" if expected else "none of these recordings is heard" if rows else
                              "no clip is of a kind with real recordings"), {"recordings_expected": expected})
    distances = [metric for network, name in (("aisfx", "frechet"), ("yamnet", "frechet_yamnet"))
                 for metric in _distances(network, name, stories, real, folders)]
    return [ours, theirs, against, *distances]


def recorded(stories: Sequence[Story], real: RealClips | None) -> dict[str, list[str]]:
    """The sound classes and objects of the set that have real recordings, with their sub-folders."""
    names = [*BY_NAME, *(event.name for story in stories for event in story.case.events if not event.kinds)]
    return real.folders_of(names) if real is not None else {}


def real_heard(stories: Sequence[Story], real: RealClips | None) -> dict[str, list[bool]]:
    """For each class with real recordings: whether each recording is heard as that class."""
    classes = heard_classes(stories)
    return {name: [is_heard(best, classes[name]) for place, best
                   in zip(real.labels.tolist(), real.best.tolist(), strict=True) if place in places]
            for name, places in recorded(stories, real).items()}


def _distances(network: str, key: str, stories: Sequence[Story], real: RealClips | None,
               folders: dict[str, list[str]]) -> list[Metric]:
    ours: dict[str, list[np.ndarray]] = {}
    for story in stories:
        places = story.metrics["plan"]["places"]
        for clip, place, vectors in zip(story.metrics["clips"], places, story.embeddings[network], strict=True):
            name = label(None if place is None else story.case.events[place], clip["caption"])
            ours.setdefault(name, []).append(vectors)
    flat = real is not None and not folders
    chosen = [vectors for name, parts in ours.items() if flat or name in folders for vectors in parts]
    lacking = NO_REAL if real is None else "" if chosen else "no generated clip is of a kind with real recordings"
    return [_mixture_distance(network, key, chosen, real, folders, lacking),
            _mean_of_kinds(network, key, ours, real, folders, lacking)]


def _mixture_distance(network: str, key: str, chosen: Sequence[np.ndarray], real: RealClips | None,
                      folders: dict[str, list[str]], lacking: str) -> Metric:
    value, more, notes = None, {}, [lacking]
    if not lacking:
        rows, labels = np.concatenate(chosen), list(chain.from_iterable(folders.values()))
        theirs = real.embeddings(network, labels or None)
        more = {"windows": len(rows), "real_windows": len(theirs)}
        if min(len(rows), len(theirs)) >= LEAST_VECTORS:
            value = frechet_distance(rows, theirs)
            more["recordings"] = among = among_recordings(network, real, [labels], frechet_distance)
            notes = ["" if labels else f"{FLAT_REAL}: all clips are compared", _among_note(among)]
        else:
            notes = [f"fewer than {LEAST_VECTORS} windows with sound on one side"]
    means = (f"How far the generated clips lie from the real ones in the {network} embedding, as two clouds of windows "
             "(lower is better; only kinds with real recordings count). With few clips it comes out too large.")
    count = len(chosen) if value is not None else 0
    return Metric(key, f"Frechet distance, {network}", value, count, "clips", "", means,
                  "; ".join(filter(None, notes)), more)


def _mean_of_kinds(network: str, key: str, ours: dict[str, list[np.ndarray]], real: RealClips | None,
                   folders: dict[str, list[str]], lacking: str) -> Metric:
    same, crossed = ({}, {}) if real is None else _kind_distances(network, ours, real, folders)
    among = among_recordings(network, real, [folders[name] for name in same], frechet_diagonal)
    notes = [f"against the recordings of the other kinds it is {fmean(crossed.values()):.4g}" if crossed else "",
             _among_note(among)]
    if not same:
        notes = [lacking or ("no kind has enough windows with sound" if folders else FLAT_REAL)]
    means = (f"The mean over kinds of the distance between a kind's clips and its own recordings in the {network} "
             "embedding; variances only, as a kind has too few clips for a covariance. Sees right sounds under "
             "wrong captions, which the distance over the mixture cannot.")
    return Metric(f"{key}_by_kind", f"Frechet distance, {network}, a kind at a time",
                  fmean(same.values()) if same else None, len(same), "kinds", "", means,
                  "; ".join(filter(None, notes)), {"kinds": same, "other_kinds": crossed, "recordings": among})


def _among_note(among: float | None) -> str:
    return "" if among is None else f"a third of the recordings against the others: {among:.4g}"


def among_recordings(network: str, real: RealClips, groups: Sequence[list[str]], distance,
                     changed: RealClips | None = None) -> float | None:
    """The distance between a third of the recordings and the others, as the mean over groups of labels.

    It is None if a group has too few recordings.

    Args:
        network: "aisfx" or "yamnet". distance: of two sets of embeddings, see frechet.py.
        changed: the same recordings after a change; the third is taken from them.
    """
    sides = [((changed or real).among_themselves(network, labels)[0], real.among_themselves(network, labels)[1])
             for labels in groups]
    if not sides or any(len(rows) < LEAST_VECTORS for pair in sides for rows in pair):
        return None
    return fmean(distance(*pair) for pair in sides)


def _kind_distances(network: str, ours: dict[str, list[np.ndarray]], real: RealClips, folders: dict[str, list[str]]):
    """For each class: the distance to its own recordings, and the mean distance to those of the other classes."""
    theirs = {name: real.embeddings(network, places) for name, places in folders.items()}
    theirs = {name: rows for name, rows in theirs.items() if len(rows) >= LEAST_VECTORS}
    same, crossed = {}, {}
    for name in sorted(set(ours) & set(theirs)):
        rows = np.concatenate(ours[name])
        if len(rows) >= LEAST_VECTORS:
            same[name] = frechet_diagonal(rows, theirs[name])
            if len(theirs) > 1:
                crossed[name] = fmean(frechet_diagonal(rows, others) for other, others in theirs.items()
                                      if other != name)
    return same, crossed
