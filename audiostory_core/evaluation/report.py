"""The report of an evaluation: its metrics as a table, as report.json, and as one page to look at and listen to."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .cases import Case, LeftOut
from .metrics import Metric, Story, extra_metrics, heard_rows, plan_metrics, real_heard, real_metrics, sound_metrics
from .real import RealClips
from .stories import EMBEDDINGS, Settings, read_embeddings, read_story

MAIN = ("event_top5", "order", "duration_exact", "silent", "clipping", "frechet")  # first in every listing
REPORT_FILE, PAGE_FILE = "report.json", "index.html"


@dataclass(frozen=True)
class Report:
    """The results of an evaluation.

    metrics: those of MAIN first. kinds: (label, heard, all) of each sound class. real_kinds: (heard, all) of the real
    recordings of a class that has some. domains: for each domain of the set its share of stories in order and of events
    heard, with their counts. clap, judge: by case; None if not asked. left_out: cases that the model was not asked for.
    """

    settings: Settings
    set_name: str
    metrics: tuple[Metric, ...]
    kinds: tuple[tuple[str, int, int], ...]
    real_kinds: dict[str, tuple[int, int]]
    domains: dict[str, dict]
    stories: tuple[Story, ...]
    clap: dict | None
    judge: dict | None
    left_out: LeftOut | None = None

    def to_dict(self) -> dict:
        """Plain data for report.json: each metric under its key, then kinds, domains, stories, and what was run."""
        return {
            **{metric.key: metric.to_dict() for metric in self.metrics},
            "kinds": {name: {"heard": heard, "count": count, **self._recordings(name)}
                      for name, heard, count in self.kinds},
            "domains": self.domains, **self._left_out(), "set": self.set_name, "settings": vars(self.settings),
            "stories": [self._story(story) for story in self.stories],
        }

    def _left_out(self) -> dict:
        if self.left_out is None:
            return {}
        ids = self.left_out.ids
        return {"left_out": {"count": len(ids), "ids": list(ids), "most_seconds": self.left_out.most_seconds,
                             "means": self.left_out.words}}

    def _recordings(self, kind: str) -> dict:
        heard, count = self.real_kinds.get(kind, (0, 0))
        return {"real": {"heard": heard, "count": count}} if count else {}

    def _story(self, story: Story) -> dict:
        name = story.case.id
        metrics = {key: value for key, value in story.metrics.items() if key not in ("key", "case")}
        extras = {field: found[name] for field, found in (("clap", self.clap), ("judge", self.judge))
                  if found is not None and name in found}
        return {"id": name, **metrics, **extras}

    @property
    def unmeasured(self) -> list[str]:
        """The metrics without a value, a line for each reason: their titles, then the reason."""
        reasons: dict[str, list[str]] = {}
        for metric in self.metrics:
            if metric.value is None:
                reasons.setdefault(metric.note, []).append(metric.title)
        return [f"{'; '.join(titles)}: {note}" for note, titles in reasons.items()]

    def table(self) -> str:
        """The metrics for a terminal, a line each."""
        width = max(len(metric.title) for metric in self.metrics)
        lines = [f"{self.settings.name} on {self.set_name}: {len(self.stories)} stories, "
                 f"{self.settings.sampling}"]
        lines += [] if self.left_out is None else [self.left_out.words]
        known = [metric for metric in self.metrics if metric.value is not None]
        lines += [f"{metric.title:<{width}} {metric.shown:>11}  of {metric.count} {metric.of}"
                  f"{f' ({metric.note})' if metric.note else ''}" for metric in known]
        lines += [f"not measured: {words}" for words in self.unmeasured]
        heard = ", ".join(f"{name} {hits}/{count}" for name, hits, count in self.kinds)
        return "\n".join([*lines, f"heard by kind: {heard}"])


def build_report(stories_folder: Path, cases: Sequence[Case], settings: Settings, set_name: str,
                 real: RealClips | None, shuffles: int, clap: dict | None, judge: dict | None,
                 left_out: LeftOut | None = None) -> Report:
    """Read every story of the set and compute the metrics.

    Raises:
        ValueError: a story has not been made.
    """
    stories = []
    for case in cases:
        measures = read_story(stories_folder, case, settings)
        if measures is None:
            raise ValueError(f"{stories_folder / case.id}: this story has not been made")
        embeddings = {kind: read_embeddings(stories_folder, case, kind) for kind in EMBEDDINGS}
        stories.append(Story(case, measures, embeddings))
    metrics = [*plan_metrics(stories), *sound_metrics(stories, shuffles), *real_metrics(stories, real),
               *extra_metrics(clap, judge)]
    metrics.sort(key=lambda metric: MAIN.index(metric.key) if metric.key in MAIN else len(MAIN))
    real_kinds = {name: (sum(hits), len(hits)) for name, hits in real_heard(stories, real).items()}
    return Report(settings, set_name, tuple(metrics), _by_kind(stories), real_kinds, _by_domain(stories),
                  tuple(stories), clap, judge, left_out)


def _by_kind(stories: Sequence[Story]) -> tuple[tuple[str, int, int], ...]:
    counts: dict[str, list[int]] = {}
    for story in stories:
        for name, heard in heard_rows(story):
            row = counts.setdefault(name, [0, 0])
            row[0] += heard
            row[1] += 1
    return tuple((name, *counts[name]) for name in sorted(counts))


def _by_domain(stories: Sequence[Story]) -> dict[str, dict]:
    domains: dict[str, list[Story]] = {}
    for story in stories:
        if story.case.domain is not None:
            domains.setdefault(story.case.domain, []).append(story)
    table = {}
    for name, part in domains.items():
        rows = [heard for story in part for _, heard in heard_rows(story)]
        ordered = [story.metrics["plan"]["order"] for story in part]
        table[name] = {"order": {"value": sum(ordered) / len(ordered), "count": len(ordered)},
                       "event_top5": {"value": sum(rows) / len(rows), "count": len(rows)}}
    return table
