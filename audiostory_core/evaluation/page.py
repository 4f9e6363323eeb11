"""The page of an evaluation: one HTML file, which needs only the story folders beside it."""
from __future__ import annotations

from html import escape
from pathlib import Path

from .cases import Event
from .metrics import Metric, Story
from .report import MAIN, PAGE_FILE, REPORT_FILE, Report
from .stories import PICTURE_FILE, STORY_FILE, as_json, write_whole

HUES = 8  # colours that tell the asked events of a story apart


def page_of(report: Report) -> str:
    """The whole page as HTML, with relative links to sounds and pictures."""
    beside = Path(__file__)
    style, script = (beside.with_name(f"page.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    settings, title = report.settings, f"{report.settings.name} · sound stories"
    stories = "\n".join(_story(report, story) for story in report.stories)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<style>
{style}</style>
</head>
<body>
<header>
<p class="kicker">AudioStory evaluation</p>
<h1>{escape(settings.name)}</h1>
<p>{len(report.stories)} stories from the set <b>{escape(report.set_name)}</b>, each told from one instruction.
{_left_out(report)}{settings.sampling}, seed {settings.seed},
{escape(settings.dtype)}.
The same figures stand in <a href="report.json">report.json</a>.</p>
<nav><a href="#figures">All figures</a><a href="#kinds">Kinds of sound</a>
<a href="#stories">Listen to the stories</a></nav>
</header>
<main>
<section class="cards" aria-label="Main figures">
{"".join(_card(metric) for metric in report.metrics if metric.key in MAIN)}
</section>
<section id="figures">
<h2>All figures</h2>
{_metrics(report)}
{"".join(f'<p class="note">Not measured: {escape(words)}.</p>' for words in report.unmeasured)}
</section>
{_kinds(report)}{_domains(report)}<section id="stories">
<h2>The stories</h2>
{stories}
</section>
</main>
<script>
{script}</script>
</body>
</html>
"""


def _left_out(report: Report) -> str:
    return "" if report.left_out is None else f"{escape(report.left_out.words)}.\n"


def _card(metric: Metric) -> str:
    note = f'<p class="note">{escape(metric.note)}</p>' if metric.note else ""
    return (f'<article class="card"><h3>{escape(metric.title)}</h3><p class="big">{escape(metric.shown)}</p>'
            f'<p class="count">of {metric.count} {escape(metric.of)}</p><p>{escape(metric.means)}</p>{note}'
            "</article>\n")


def _metrics(report: Report) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(metric.title)}</th><td class="number">{escape(metric.shown)}</td>'
        f'<td class="number">{_interval(metric)}</td><td>{metric.count} {escape(metric.of)}</td>'
        f'<td>{escape(metric.means)}{f" <i>{escape(metric.note)}</i>" if metric.note else ""}</td></tr>\n'
        for metric in report.metrics if metric.value is not None)
    return ('<div class="wide"><table class="figures"><thead><tr><th>Figure</th><th>Value</th><th>95 % interval</th>'
            f'<th>Counted</th><th>What it says</th></tr></thead><tbody>\n{rows}</tbody></table></div>')


def _interval(metric: Metric) -> str:
    interval = metric.more.get("interval")
    return f"{100 * interval[0]:.0f}&#8211;{100 * interval[1]:.0f} %" if interval else ""


def _kinds(report: Report) -> str:
    bars = "".join(
        f'<li><span>{escape(name)}{_recordings(report, name)}</span>'
        f'<meter min="0" max="{count}" value="{heard}"></meter><span class="number">{heard}/{count}</span></li>\n'
        for name, heard, count in report.kinds)
    return ('<section id="kinds">\n<h2>Heard, by kind of sound</h2>\n<p>Clips in which the listening network hears the '
            'asked kind, of all such clips and of the asked events that have none.</p>\n'
            f'<ul class="kinds">\n{bars}</ul>\n</section>\n')


def _recordings(report: Report, kind: str) -> str:
    if kind not in report.real_kinds:
        return ""
    heard, count = report.real_kinds[kind]
    return f' <small>recordings {heard}/{count}</small>'


def _domains(report: Report) -> str:
    if not report.domains:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>' + "".join(
            f'<td>{100 * row[key]["value"]:.0f} % <span class="count">of {row[key]["count"]}</span></td>'
            for key in ("order", "event_top5")) + "</tr>\n" for name, row in report.domains.items())
    return ('<section>\n<h2>By domain</h2>\n<div class="wide"><table><thead><tr><th>Domain</th><th>Events in order'
            f'</th><th>Asked event heard</th></tr></thead><tbody>\n{rows}</tbody></table></div>\n'
            '</section>\n')


def _story(report: Report, story: Story) -> str:
    case, metrics = story.case, story.metrics
    asked = " ".join(_chip(event, place) for place, event in enumerate(case.events))
    length = f"{case.seconds:g} s asked" if case.seconds is not None else "no length asked"
    domain = f" · {escape(case.domain)}" if case.domain else ""
    head = (f'<header><p class="kicker">{escape(case.id)}{domain} · {length}</p><h3>{escape(case.instruction)}</h3>'
            f'<p class="asked">Asked: {asked}</p>{_marks(report, story)}</header>\n')
    if metrics["story"] is None:
        body = f'<p class="failure">No plan: {escape(metrics["failure"])}</p>\n'
    else:
        body = f'<div class="pair"><div>{_sound(story)}</div><div class="wide">{_sheet(story)}</div></div>\n'
    return f'<article class="story" id="story-{escape(case.id)}">\n{head}{body}</article>'


def _chip(event: Event, place: int) -> str:
    return f'<span class="chip hue{place % HUES}">{escape(event.name)}</span>'


def _marks(report: Report, story: Story) -> str:
    plan, sound = story.metrics["plan"], story.metrics["story"]
    marks = [_mark("in order", plan["order"])]
    if plan["exact"] is not None:
        marks.append(_mark("length exact", plan["exact"]))
    if sound is not None and sound["heard_order"] is not None:
        marks.append(_mark("order heard", sound["heard_order"]))
    judged = (report.judge or {}).get(story.case.id)
    if judged and judged["marks"]:
        marks += [f"<span>judge, {escape(name)}: {mark:g}</span>" for name, mark in judged["marks"].items()]
    elif judged:
        marks.append(f'<span class="bad">{escape(judged["reason"])}</span>')
    return f'<p class="marks">{" ".join(marks)}</p>'


def _mark(words: str, good: bool) -> str:
    return f'<span class="good">&#10003; {words}</span>' if good else f'<span class="bad">&#10007; not {words}</span>'


def _sound(story: Story) -> str:
    folder, metrics = f"stories/{escape(story.case.id)}", story.metrics
    whole = metrics["story"]["seconds"]
    parts = "".join(
        f'<span class="part {_hue(place)}" style="flex-grow:{clip["seconds"]:.3f}" title="{escape(clip["caption"])}">'
        f"{number}</span>"
        for number, (clip, place) in enumerate(zip(metrics["clips"], metrics["plan"]["places"], strict=True), 1))
    loudness, spread = metrics["story"]["loudness"], metrics["story"]["loudness_range"]
    facts = [f"{whole:.1f} s"]
    facts += [] if loudness is None else [f"{loudness:.1f} LUFS"]
    facts += [] if spread is None else [f"range {spread:.1f} LU"]
    return (f'<div class="seek"><img src="{folder}/{PICTURE_FILE}" alt="mel spectrogram" loading="lazy"><i></i></div>'
            f'<div class="strip">{parts}</div>'
            f'<audio controls preload="none" src="{folder}/{STORY_FILE}" data-seconds="{whole:.3f}"></audio>'
            f'<p class="count">{" · ".join(facts)}</p>')


def _hue(place: int | None) -> str:
    return "none" if place is None else f"hue{place % HUES}"


def _sheet(story: Story) -> str:
    metrics, rows = story.metrics, []
    for number, (clip, place, start) in enumerate(zip(metrics["clips"], metrics["plan"]["places"],
                                                      metrics["story"]["starts"], strict=True), 1):
        best = ", ".join(clip["best"])
        event = None if place is None else story.case.events[place]
        verdict = _mark("heard", clip["heard"]) if event else '<span class="bad">&#10007; not asked for</span>'
        rows.append(f'<tr><td class="number">{number}</td><td class="number">{start:.1f}&#8211;'
                    f'{start + clip["seconds"]:.1f}</td><td><span class="dot {_hue(place)}"></span>'
                    f'{escape(clip["caption"])}<div class="best">{verdict}: {escape(best)}</div></td><td>'
                    f'<button class="play" data-src="stories/{escape(story.case.id)}/{clip["file"]}" '
                    f'aria-label="play clip {number} alone">&#9654;</button></td></tr>\n')
    missing = [event.name for place, event in enumerate(story.case.events) if place not in metrics["plan"]["places"]]
    left_out = f'<p class="failure">Asked and not planned: {escape(", ".join(missing))}</p>' if missing else ""
    return ('<table class="cues"><thead><tr><th>#</th><th>Seconds</th><th>Cue, and what YAMNet hears in it</th>'
            f'<th>Alone</th></tr></thead><tbody>\n{"".join(rows)}</tbody></table>{left_out}')


def write_report(out: Path, report: Report) -> None:
    """Write report.json and index.html, each whole or not at all."""
    write_whole(out / REPORT_FILE, as_json(report.to_dict()))
    write_whole(out / PAGE_FILE, page_of(report))
