"""Shots and one caption for each become a plan that is as long as the film."""
from __future__ import annotations

import math

import pytest

from audiostory_core import StoryPlan
from audiostory_core.shots import FilmShots, Shot, shot_plan
from audiostory_core.shots.plan import shot_clips


def film(*ends: float) -> FilmShots:
    starts = [0.0, *ends[:-1]]
    return FilmShots(tuple(Shot(start, end) for start, end in zip(starts, ends, strict=True)), ends[-1], 25.0)


def placed(clips) -> list[tuple]:
    return [(clip.caption, round(clip.start_seconds, 9), round(clip.seconds, 9)) for clip in clips]


def test_each_shot_is_a_clip_at_its_own_time():
    clips, notes = shot_clips(film(2.5, 4.0, 10.0), ["rain", "a bell", "a dog"])
    assert placed(clips) == [("rain", 0, 2.5), ("a bell", 2.5, 1.5), ("a dog", 4.0, 6.0)] and notes == []


@pytest.mark.parametrize("captions", [["rain\na bell\n\na dog\n"], ["rain", "a  bell\n", "a dog"]])
def test_captions_are_a_list_or_the_lines_of_one_text(captions):
    clips, _ = shot_clips(film(2, 4, 6), captions)
    assert [clip.caption for clip in clips] == ["rain", "a bell", "a dog"]


def test_one_shot_takes_a_text_of_several_lines():
    assert shot_clips(film(2), ["rain\nfalls"])[0][0].caption == "rain falls"


def test_short_shots_join_those_behind_them_and_the_last_those_before():
    clips, notes = shot_clips(film(0.4, 3.0, 3.4, 3.9, 4.2, 8.0, 8.3), list("abcdefg"), shortest_seconds=1.0)
    assert placed(clips) == [("b", 0, 3.0), ("d", 3.0, 1.2), ("f", 4.2, 4.1)]
    assert notes[0] == "shot 1 (0.40 s) is too short for a clip of its own; it sounds as shot 2: 'a' is not heard"
    assert len(notes) == 4  # c, e, g as well
    assert placed(shot_clips(film(0.2, 0.4), ["a", "a"], shortest_seconds=1.0)[0]) == [("a", 0, 0.4)]
    assert shot_clips(film(0.2, 0.4), ["a", "a"], shortest_seconds=1.0)[1] == []  # the same is heard


def test_a_long_shot_becomes_equal_clips():
    clips, _ = shot_clips(film(25.0, 35.0), ["rain", "sea"], longest_seconds=10.0)
    assert placed(clips) == [("rain", 0, 8.333333333), ("rain", 8.333333333, 8.333333333),
                             ("rain", 16.666666667, 8.333333333), ("sea", 25, 10)]


def test_the_plan_is_as_long_as_the_film_to_the_microsecond():
    ends = [number * 1001 / 24000 * 37 + math.sin(number) * 0.4 for number in range(1, 120)]
    found = film(*ends)
    plan = shot_plan(found, ["rain"] * len(ends), longest_seconds=1.1, shortest_seconds=0.2)
    assert plan.total_seconds == plan.length_seconds == found.seconds and plan.frame_rate == 25.0
    assert abs(sum(clip.seconds for clip in plan.clips) - found.seconds) < 1e-6
    assert {shot.start_seconds for shot in found.shots} <= set(plan.start_seconds)
    assert len(plan.joins) == len(plan.clips) - 1 and set(plan.lanes) == {""}  # no gap, one lane
    assert StoryPlan.from_cue_sheet(plan.to_cue_sheet(), longest_seconds=1.1, crossfade_seconds=0.3) == plan
    assert all(clip.generated_seconds <= 1.1 for clip in plan.clips)


def test_clips_of_a_long_shot_leave_room_for_their_cross_fade():
    plan = shot_plan(film(19.5, 23.0), ["rain", "sea"], longest_seconds=10.0, crossfade_seconds=0.5)
    assert len(plan.clips) == 4 and plan.fades == (0.5, 0.5, 0.5)


@pytest.mark.parametrize("captions, said", [
    (["rain\nsea"], "2 captions came for 3 shots; one a shot is needed"),
    (["a"] * 4, "4 captions came for 3 shots"), ([], "0 captions came for 3 shots"),
    ([""], "0 captions came for 3 shots"), (["rain"], "1 captions came for 3 shots"),
    (["a", None, "b"], "caption 2 is None; a text is needed"),
])
def test_more_or_fewer_captions_than_shots_are_refused_with_both_numbers(captions, said):
    with pytest.raises(ValueError, match=said):
        shot_plan(film(2, 4, 6), captions)


@pytest.mark.parametrize("given, said", [
    ({"shortest_seconds": -1.0}, "the shortest clip is -1.0 s; at least 0.0 s"),
    ({"longest_seconds": 0.0}, "the longest clip is 0.0 s; at least 0.01 s"),
    ({"crossfade_seconds": float("nan"), "longest_seconds": 3.0}, "crossfade_seconds is nan"),
])
def test_lengths_that_cannot_be_are_refused(given, said):
    with pytest.raises(ValueError, match=said):
        shot_plan(film(2, 4), ["rain", "sea"], **given)
