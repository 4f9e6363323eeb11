"""The plan: lengths and cross-fades, JSON, cue sheets, and everything that it refuses."""
from __future__ import annotations

import dataclasses
import json
import math
import re
from pathlib import Path

import pytest

from audiostory_core.checks import MOST_FILE_CHARACTERS
from audiostory_core.clip import Clip
from audiostory_core.plan_checks import MOST_CLIPS
from audiostory_core.story import StoryPlan
from audiostory_core.story_text import read_plan_text
from audiostory_core.units import read_units

STORM = [("rain falls softly", 2.5), ("thunder rolls", 2.0), ("a rooster crows", 4.0)]


def generated(plan):
    return [clip.generated_seconds for clip in plan.clips]


def test_every_clip_but_the_last_is_generated_with_its_fade():
    plan = StoryPlan.build(STORM, crossfade_seconds=0.5, instruction="a storm", reasoning="three events")
    assert plan.clips == (Clip("rain falls softly", 2.5, 3.0), Clip("thunder rolls", 2.0, 2.5),
                          Clip("a rooster crows", 4.0, 4.0))
    assert plan.fades == (0.5, 0.5)
    assert plan.total_seconds == 8.5
    assert plan.start_seconds == (0.0, 2.5, 4.5)
    assert plan.notes == ()
    assert (plan.instruction, plan.reasoning) == ("a storm", "three events")


def test_default_crossfade_is_three_seconds_even_over_shorter_planned_clips():
    # a clip in the middle is generated with its own fade, and that length holds the fade into it
    plan = StoryPlan.build(STORM)
    assert generated(plan) == [5.5, 5.0, 4.0]
    assert plan.fades == (3.0, 3.0)


def test_fade_shrinks_where_it_would_pass_the_longest_clip():
    plan = StoryPlan.build([("rain", 28.0), ("wind", 10.0), ("a bell", 29.95)], longest_seconds=29.95)
    assert plan.fades == pytest.approx((1.95, 3.0))
    assert generated(plan) == [29.95, 13.0, 29.95]
    assert len(plan.notes) == 1
    for word in ("clip 1", "clip 2", "1.95 s", "3 s", "28 s", "29.95 s"):
        assert word in plan.notes[0]


def test_fade_shrinks_to_what_a_short_last_clip_holds():
    plan = StoryPlan.build([("rain", 5.0), ("a knock", 1.25)])
    assert plan.fades == (1.25,)
    assert generated(plan) == [6.25, 1.25]
    assert "clip 2 is only 1.25 s long" in plan.notes[0]


def test_a_short_clip_shrinks_its_own_joins_alone():
    plan = StoryPlan.build([("rain", 5.0), ("wind", 4.0), ("a knock", 0.5)])
    assert plan.fades == (3.0, 0.5)
    assert generated(plan) == [8.0, 4.5, 0.5]


def test_a_clip_of_the_longest_length_is_cut_plainly_into_the_next():
    plan = StoryPlan.build([("rain", 10.0), ("wind", 5.0)], longest_seconds=10.0)
    assert plan.fades == (0.0,)
    assert generated(plan) == [10.0, 5.0]


def test_generated_length_never_passes_the_longest_by_rounding():
    assert 0.484 + (29.95 - 0.484) > 29.95
    plan = StoryPlan.build([("rain", 0.484), ("wind", 29.9)], longest_seconds=29.95, crossfade_seconds=30)
    assert plan.clips[0].generated_seconds == 29.95


def test_fitted_gives_the_plan_another_limit_and_is_idempotent():
    plan = StoryPlan.build([("rain", 8.0), ("wind", 8.0)])
    fitted = plan.fitted(9.0)
    assert fitted.fades == (1.0,) and fitted.crossfade_seconds == 3.0
    assert fitted.fitted(9.0) == fitted
    assert fitted.fitted(20.0).fades == (3.0,)
    with pytest.raises(ValueError, match=r"clip 1's length is 8 s; this model's longest clip is 7\.5 s"):
        plan.fitted(7.5)


def test_lengths_cannot_contradict_the_fades():
    plan = StoryPlan((Clip("rain", 4.0, 99.0), Clip("wind", 4.0, 99.0)), crossfade_seconds=1.0)
    assert generated(plan) == [5.0, 4.0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.crossfade_seconds = 2.0


def test_with_clip_changes_one_clip_and_the_lengths_that_follow_from_it():
    plan = StoryPlan.build(STORM, crossfade_seconds=1.0, longest_seconds=6.0)
    changed = plan.with_clip(1, caption="lightning cracks", seconds=5.5)
    assert changed.clips[1] == Clip("lightning cracks", 5.5, 6.0)
    assert changed.clips[0] == plan.clips[0] and changed.clips[2] == plan.clips[2]
    assert plan.clips[1].caption == "thunder rolls"
    for index in (-1, 3):
        with pytest.raises(ValueError, match=rf"clip index {index} is outside the plan's clips 0 to 2"):
            plan.with_clip(index, seconds=1.0)


def test_json_round_trip():
    plan = StoryPlan.build([("grüne Wälder rauschen", 1 / 3), ("「雨」が降る", 2)], instruction="a {b}\nc",
                           reasoning="r", crossfade_seconds=0.1, longest_seconds=29.95)
    text = plan.to_json()
    assert StoryPlan.from_json(text) == plan
    assert "grüne Wälder" in text
    assert json.loads(text)["clips"][1] == {"caption": "「雨」が降る", "seconds": 2.0}


def test_json_needs_only_the_clips():
    plan = StoryPlan.from_json('{"clips": [{"caption": "rain", "seconds": 4}]}')
    assert plan == StoryPlan.build([("rain", 4.0)])


def test_cue_sheet_round_trip():
    plan = StoryPlan.build(STORM, crossfade_seconds=0.5, reasoning="because")
    sheet = plan.to_cue_sheet()
    assert sheet == "2.5 rain falls softly\n2.0 thunder rolls\n4.0 a rooster crows\n"
    assert StoryPlan.from_cue_sheet(sheet, crossfade_seconds=0.5, reasoning="because") == plan


def test_a_part_of_a_kept_sound_ends_with_it():
    key = "0123456789abcdef"
    plan = StoryPlan.from_cue_sheet(f"3 rain #lock={key}\n4 rain #lock={key}@3\n2 wind\n", crossfade_seconds=1.0,
                                    longest_seconds=7.5)
    assert [(clip.lock_key, clip.lock_seconds) for clip in plan.clips] == [(key, 0.0), (key, 3.0), (None, 0.0)]
    assert plan.fades == (1.0, 0.5)  # 3 s into the sound, 4.5 s of it are left
    assert plan.to_cue_sheet().splitlines()[1] == f"4.0 rain #lock={key}@3"
    assert StoryPlan.from_json(plan.to_json()) == plan
    with pytest.raises(ValueError, match=r"clip 2's length is 4 s; this model's longest clip is 6\.5 s, and it begins "
                                         r"3 s into a kept one"):
        plan.fitted(6.5)
    for lock in (f"{key}@", f"{key}@-1", f"{key}@x", f"{key}@1e3", f"{key}@2@3", "@2"):
        with pytest.raises(ValueError, match="16 hexadecimal digits are needed"):
            StoryPlan.from_cue_sheet(f"3 rain #lock={lock}")


def test_cue_sheet_passes_over_empty_and_comment_lines():
    plan = StoryPlan.from_cue_sheet("# a storm\n\n  3\train  falls \r\n   # later\n.5 a bell, 2 times\n")
    assert plan == StoryPlan.build([("rain  falls", 3.0), ("a bell, 2 times", 0.5)])


@pytest.mark.parametrize(("line", "caption", "seconds"), [
    ("5 s rain falls", "rain falls", 5.0), ("2.5 Sec. rain falls #gain=-6", "rain falls", 2.5),
    ("5 seconds of rain", "rain", 5.0), ("5 s: rain", "rain", 5.0), ("5 s - rain", "rain", 5.0),
    ("1 min rain", "rain", 60.0), ("5 秒 雨声", "雨声", 5.0), ("5 Sekunden Regen", "Regen", 5.0),
    ("5 s", "s", 5.0), ("5 seconds", "seconds", 5.0), ("2 s-bahn arrives", "s-bahn arrives", 2.0),
    ("5 s second thunder", "second thunder", 5.0), ("5 minor chords", "minor chords", 5.0),
])
def test_a_unit_behind_the_number_is_no_part_of_the_caption(line, caption, seconds):
    plan = StoryPlan.from_cue_sheet(line)
    assert [(clip.caption, clip.seconds) for clip in plan.clips] == [(caption, seconds)]
    sheet = plan.to_cue_sheet()
    assert StoryPlan.from_cue_sheet(sheet) == read_plan_text(sheet) == plan
    if "bahn" not in line and caption not in ("s", "seconds"):  # of a unit alone Plan from Text asks what is heard
        assert [(clip.caption, clip.seconds) for clip in read_plan_text(line).clips] == [(caption, seconds)]


def test_the_page_knows_the_same_units():
    script = (Path(__file__).parents[1] / "web" / "editor" / "units.js").read_text(encoding="utf-8")
    listed = dict(re.findall(r"const (SECONDS|MINUTES) = `([^`]*)`", script))
    known = read_units()
    for name, seconds in (("SECONDS", 1.0), ("MINUTES", 60.0)):
        assert set(listed[name].split()) == {word for word, of_word in known.items() if of_word == seconds}


def test_a_gain_is_written_where_there_is_one_and_read_back():
    sheet = "2.5 rain falls #gain=-6\n2.0 thunder rolls\n4.0 a rooster crows #seed=7 #lock=0123456789abcdef #gain=4.5\n"
    plan = StoryPlan.from_cue_sheet(sheet)
    assert [clip.gain_db for clip in plan.clips] == [-6.0, 0.0, 4.5]
    assert plan.to_cue_sheet() == sheet
    assert StoryPlan.from_json(plan.to_json()) == plan
    assert [clip.get("gain_db") for clip in json.loads(plan.to_json())["clips"]] == [-6.0, None, 4.5]
    assert plan.fitted(20.0).clips[2].gain_db == 4.5
    assert plan.with_clip(0, gain_db=0).to_cue_sheet().startswith("2.5 rain falls\n")
    assert plan.with_clip(1, gain_db=-0.0) == plan


def test_a_stretch_to_redo_is_written_and_read_back():
    sheet = "4.0 a rooster crows #lock=0123456789abcdef@1.5 #redo=0.25-2\n"
    plan = StoryPlan.from_cue_sheet(sheet)
    assert plan.clips[0].redo == (0.25, 2.0) and plan.to_cue_sheet() == sheet
    assert json.loads(plan.to_json())["clips"][0]["redo"] == [0.25, 2.0]
    assert StoryPlan.from_json(plan.to_json()) == plan
    assert StoryPlan.from_cue_sheet("4 rain #lock=0123456789abcdef #redo=0.00001-1").to_cue_sheet().endswith(
        "#redo=0.00001-1\n")


@pytest.mark.parametrize(("mark", "gain_db"), [("-6", -6.0), ("+3.5", 3.5), ("-6dB", -6.0), ("-6 dB", -6.0),
                                               ("\u22126.0", -6.0), ("20", 20.0), ("-60", -60.0), ("0", 0.0)])
def test_a_gain_is_read_as_people_write_it(mark, gain_db):
    assert StoryPlan.from_cue_sheet(f"4 rain #gain={mark}  \n").clips == (Clip("rain", 4.0, 4.0, gain_db=gain_db),)


@pytest.mark.parametrize(("sheet", "message"), [
    ("2.5 rain\nsoon wind", "line 2 begins with 'soon'"),
    ("2.5 rain\n\n4.0", "line 3 has no caption after '4.0'"),
    ("0 rain", "clip 1's length is 0.0 s"),
    ("4 rain\n-2 wind", "clip 2's length is -2.0 s"),
    ("nan rain", "clip 1's length is nan"),
    ("inf rain", "clip 1's length is inf"),
    ("4 ...", "clip 1's caption is '...', without a letter"),
    ("4 rain <|/gen|> wind", r"clip 1's caption holds '<|/gen|>'"),
    ("4 rain<timestamp>3</timestamp>", "clip 1's caption holds '<timestamp>'"),
    ("4 rain <t5_00001>", "clip 1's caption holds '<t5_00001>'"),
    ("4 rain #gain=soft", "cue sheet line 1 has the gain 'soft'; decibels such as -6 are needed"),
    ("4 rain\n4 wind #gain=20.5", "clip 2's gain is 20.5 dB; a number of decibels from -60 to 20 is needed"),
    ("4 rain #gain=nan", "clip 1's gain is nan dB"),
    ("4 rain #redo=2", "cue sheet line 1 has the redo '2'; two numbers of seconds such as 2.5-4 are needed"),
    ("4 rain #lock=0123456789abcdef #redo=3-2", "clip 1's redo is (3.0, 2.0); two numbers of seconds"),
    ("4 rain #redo=1-2", "clip 1 has a stretch to redo, but is not locked"),
    ("4 rain #lock=0123456789abcdef #redo=4-5", "clip 1's stretch to redo begins at 4 s; the clip lasts 4 s"),
    (f"4 rain #seed={'9' * 7000}", "cue sheet line 1 has the seed '999"),
    ("", "the plan has 0 clips; 1 to 1000"),
    ("# nothing\n", "the plan has 0 clips; 1 to 1000"),
    ("4 rain\n" * 1100, "the plan has 1100 clips; 1 to 1000"),
    (f"4 {'rain ' * 300}", "clip 1's caption has 1499 characters; at most 1000"),
    ("x" * (MOST_FILE_CHARACTERS + 1), f"the cue sheet has {MOST_FILE_CHARACTERS + 1} characters"),
    (None, "the cue sheet is None"),
])
def test_cue_sheet_refuses(sheet, message):
    with pytest.raises(ValueError) as error:
        StoryPlan.from_cue_sheet(sheet)
    assert message in str(error.value)


CLIP = {"caption": "rain", "seconds": 4}


@pytest.mark.parametrize(("data", "message"), [
    ({"clips": [CLIP], "tempo": 3}, "the plan has unknown fields 'tempo'"),
    ({"clips": [CLIP | {"volume": 3}]}, "clip 1 has unknown fields 'volume'"),
    ({"clips": [CLIP, {"seconds": 4}]}, "clip 2 lacks the fields caption"),
    ({"clips": [{"caption": "rain"}]}, "clip 1 lacks the fields seconds"),
    ({"instruction": "rain"}, "the plan lacks the fields clips"),
    ({"clips": []}, "the plan has 0 clips"),
    ({"clips": [CLIP] * 1100}, "the plan has 1100 clips"),
    ({"clips": {"caption": "rain"}}, "a list is needed"),
    ({"clips": ["rain"]}, "clip 1 is 'rain'; an object"),
    ([CLIP], "an object with named fields is needed"),
    ({"clips": [CLIP | {"seconds": "4"}]}, "clip 1's length is '4'; a number of seconds is needed"),
    ({"clips": [CLIP | {"seconds": True}]}, "clip 1's length is True; a number"),
    ({"clips": [CLIP | {"seconds": None}]}, "clip 1's length is None"),
    ({"clips": [CLIP | {"seconds": math.nan}]}, "clip 1's length is nan"),
    ({"clips": [CLIP | {"seconds": 10**400}]}, "clip 1's length is inf"),
    ({"clips": [CLIP | {"gain_db": -61}]}, "clip 1's gain is -61 dB; a number of decibels from -60 to 20 is needed"),
    ({"clips": [CLIP | {"gain_db": True}]}, "clip 1's gain is True; a number of decibels"),
    ({"clips": [CLIP | {"redo": [1, 2, 3]}]}, "clip 1's redo is [1, 2, 3]; two numbers of seconds"),
    ({"clips": [CLIP | {"redo": ["a", 2]}]}, "clip 1's redo is ['a', 2]; two numbers of seconds"),
    ({"clips": [CLIP | {"caption": 7}]}, "clip 1's caption is 7; a text is needed"),
    ({"clips": [CLIP | {"caption": "  "}]}, "clip 1's caption is empty"),
    ({"clips": [CLIP | {"caption": "rain\nwind"}]}, "clip 1's caption has a line break after 'rain'"),
    ({"clips": [CLIP | {"caption": "rain \ud800"}]}, "half a character"),
    ({"clips": [CLIP], "crossfade_seconds": -1}, "crossfade_seconds is -1.0 s"),
    ({"clips": [CLIP], "crossfade_seconds": "soft"}, "crossfade_seconds is 'soft'"),
    ({"clips": [CLIP], "longest_seconds": 0}, "longest_seconds is 0.0 s"),
    ({"clips": [CLIP], "longest_seconds": 3}, "clip 1's length is 4 s; this model's longest clip is 3 s"),
    ({"clips": [CLIP], "reasoning": "x" * 90_000}, "the plan's reasoning has 90000 characters"),
    ({"clips": [CLIP], "instruction": ["rain"]}, "the plan's instruction is ['rain']"),
    ({"clips": [CLIP], "reasoning": "<aud>"}, "the plan's reasoning holds '<aud>'"),
    ({"clips": [CLIP], "instruction": "<timestamp>"}, "the plan's instruction holds '<timestamp>'"),
    ({"clips": [CLIP], "instruction": "<|im_end|>"}, "the plan's instruction holds '<|im_end|>'"),
])
def test_json_refuses(data, message):
    with pytest.raises(ValueError) as error:
        StoryPlan.from_json(json.dumps(data))
    assert message in str(error.value)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "rain", '{"clips": [}'])
def test_text_that_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match="JSON"):
        StoryPlan.from_json(text)


def test_the_limit_of_clips_itself_is_possible():
    assert len(StoryPlan.build([("rain", 1.0)] * MOST_CLIPS).clips) == 1000
    with pytest.raises(ValueError, match="1001 clips"):
        StoryPlan.build([("rain", 1.0)] * 1001)


def test_of_many_short_fades_a_few_are_said_and_the_others_counted():
    plan = StoryPlan.build([("rain falls", 9.0)] * 9, crossfade_seconds=3.0, longest_seconds=10.0)
    assert len(plan.notes) == 6
    assert plan.notes[4].startswith("the cross-fade from clip 5 to clip 6 is 1 s instead of 3 s")
    assert plan.notes[5] == "3 more cross-fades are shorter than 3 s"
    few = StoryPlan.build([("rain falls", 9.0)] * 7, crossfade_seconds=3.0, longest_seconds=10.0)
    assert len(few.notes) == 6 and few.notes[5].startswith("the cross-fade from clip 6 to clip 7")
