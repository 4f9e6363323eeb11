"""The report of an evaluation: its figures as a table, as report.json, and as one page to look at and listen to."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .cases import Case, LeftOut
from .figures import Figure, Story, extra_figures, heard_rows, plan_figures, real_figures, real_heard, sound_figures
from .real import RealClips
from .stories import EMBEDDINGS, Settings, read_embeddings, read_story

MAIN = ("event_top5", "order", "duration_exact", "silent", "clipping", "frechet")  # first in every listing
REPORT_FILE, PAGE_FILE = "report.json", "index.html"


@dataclass(frozen=True)
class Report:
    """All that an evaluation found.

    figures: those of MAIN first. kinds: (label, heard, all) of each kind of sound. real_kinds: (heard, all) of its real
    recordings, where there are some. domains: of each domain of the set
    its share of stories in order and of events heard, with their counts. clap, judge: by case, None where not asked.
    left_out: cases of the set that the model was not asked for.
    """

    settings: Settings
    set_name: str
    figures: tuple[Figure, ...]
    kinds: tuple[tuple[str, int, int], ...]
    real_kinds: dict[str, tuple[int, int]]
    domains: dict[str, dict]
    stories: tuple[Story, ...]
    clap: dict | None
    judge: dict | None
    left_out: LeftOut | None = None

    def to_dict(self) -> dict:
        """Plain data for report.json: each figure under its key, then kinds, domains, stories, and what was run."""
        return {
            **{figure.key: figure.to_dict() for figure in self.figures},
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
        """The figures without a value, one line a reason: titles, then why."""
        reasons: dict[str, list[str]] = {}
        for figure in self.figures:
            if figure.value is None:
                reasons.setdefault(figure.note, []).append(figure.title)
        return [f"{'; '.join(titles)}: {note}" for note, titles in reasons.items()]

    def table(self) -> str:
        """The figures for a terminal, a line each."""
        width = max(len(figure.title) for figure in self.figures)
        lines = [f"{self.settings.name} on {self.set_name}: {len(self.stories)} stories, {self.settings.steps} steps, "
                 f"guidance {self.settings.guidance:g}"]
        lines += [] if self.left_out is None else [self.left_out.words]
        known = [figure for figure in self.figures if figure.value is not None]
        lines += [f"{figure.title:<{width}} {figure.shown:>11}  of {figure.count} {figure.of}"
                  f"{f' ({figure.note})' if figure.note else ''}" for figure in known]
        lines += [f"not measured: {words}" for words in self.unmeasured]
        heard = ", ".join(f"{name} {hits}/{count}" for name, hits, count in self.kinds)
        return "\n".join([*lines, f"heard by kind: {heard}"])


def build_report(stories_folder: Path, cases: Sequence[Case], settings: Settings, set_name: str,
                 real: RealClips | None, shuffles: int, clap: dict | None, judge: dict | None,
                 left_out: LeftOut | None = None) -> Report:
    """Read every story of the set and work out the figures.

    Raises:
        ValueError: a story is not there.
    """
    stories = []
    for case in cases:
        metrics = read_story(stories_folder, case, settings)
        if metrics is None:
            raise ValueError(f"{stories_folder / case.id}: this story has not been made")
        embeddings = {kind: read_embeddings(stories_folder, case, kind) for kind in EMBEDDINGS}
        stories.append(Story(case, metrics, embeddings))
    figures = [*plan_figures(stories), *sound_figures(stories, shuffles), *real_figures(stories, real),
               *extra_figures(clap, judge)]
    figures.sort(key=lambda figure: MAIN.index(figure.key) if figure.key in MAIN else len(MAIN))
    real_kinds = {name: (sum(hits), len(hits)) for name, hits in real_heard(stories, real).items()}
    return Report(settings, set_name, tuple(figures), _by_kind(stories), real_kinds, _by_domain(stories),
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
