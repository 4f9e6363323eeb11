"""When clips sound: starts, gaps, lanes, overlaps, total length; in the plan and in the stitched story."""
from __future__ import annotations

import json
import math

import pytest
import torch

from audiostory_core.crossfade import trim_samples
from audiostory_core.errors import NoCueSheetError
from audiostory_core.onset import aligned_begin, first_onset
from audiostory_core.stitch import sample_starts, stitch_lanes, stitch_story
from audiostory_core.story import StoryPlan

SHEET = """#length=20.0 #rate=25.0
4.0 rain falls
@6.5 3.0 a door slams #gain=-6
2.0 steps
@1.0 8.0 wind howls #lane=air
@8.0 4.0 wind fades #lane=air
"""


def plan_of(sheet, **options):
    return StoryPlan.from_cue_sheet(sheet, **options)


def made(plan, rate, value=1.0):
    return [torch.full((1, trim_samples(clip.generated_seconds, rate)), value) for clip in plan.clips]


def test_a_sheet_with_times_comes_back_as_it_was():
    plan = plan_of(SHEET, crossfade_seconds=0.5)
    assert plan.to_cue_sheet() == SHEET
    assert plan_of(plan.to_cue_sheet(), crossfade_seconds=0.5) == plan
    assert StoryPlan.from_json(plan.to_json()) == plan
    assert plan.start_seconds == (0.0, 6.5, 9.5, 1.0, 8.0)
    assert plan.lanes == {"": (0, 1, 2), "air": (3, 4)}
    assert [(join.clip, join.following, join.seconds) for join in plan.joins] == [(1, 2, 0.5), (3, 4, 1.0)]
    assert [clip.generated_seconds for clip in plan.clips] == [4.0, 3.5, 2.0, 8.0, 4.0]
    assert plan.reading_order == (0, 3, 1, 4, 2)
    assert plan.total_seconds == 20.0 and plan.notes == ()


def test_a_plan_without_times_is_written_as_ever():
    plan = plan_of("4.0 rain\n2.5 wind #seed=3\n")
    assert plan.to_cue_sheet() == "4.0 rain\n2.5 wind #seed=3\n"
    assert set(json.loads(plan.to_json())) == {
        "instruction", "reasoning", "crossfade_seconds", "longest_seconds", "clips"}
    assert all(set(clip) <= {"caption", "seconds", "seed"} for clip in json.loads(plan.to_json())["clips"])


@pytest.mark.parametrize(("written", "seconds"), [
    ("12.5", 12.5), ("0", 0.0), ("1:02.5", 62.5), ("1:00:00.25", 3600.25), ("00:00:10:12", 10.48),
])
def test_a_start_may_be_a_clock_or_time_code(written, seconds):
    assert plan_of(f"#rate=25\n@{written} 2 rain").start_seconds[0] == pytest.approx(seconds, abs=1e-12)
    clip = {"caption": "rain", "seconds": 2, "start_seconds": written}
    plan = StoryPlan.from_json(json.dumps({"clips": [clip], "frame_rate": 25}))
    assert plan.start_seconds[0] == pytest.approx(seconds, abs=1e-12) if ":" in written else plan.start_seconds


def test_time_code_needs_a_rate_and_drops_frames():
    with pytest.raises(ValueError, match="cue sheet line 1 begins at '00:00:10:12'.* give the frame rate"):
        plan_of("@00:00:10:12 2 rain")
    assert plan_of("@00:00:10:12 2 rain", frame_rate=24).start_seconds == (10.5,)
    assert plan_of("#rate=29.97\n@00:10:00;00 2 rain").start_seconds[0] == pytest.approx(600.0, abs=0.001)


@pytest.mark.parametrize(("sheet", "message"), [
    ("@x 2 rain", "cue sheet line 1 begins at 'x'; write seconds, 1:02.5, or time code as 00:01:02:12"),
    ("@-1 2 rain", "clip 1's start is -1.0 s; at least 0.0 s is needed"),
    ("@nan 2 rain", "clip 1's start is nan; a finite number"),
    ("@1e9 2 rain", "clip 1's start is 1000000000.0 s; at most 360000 s is possible"),
    ("@0:75 2 rain", "cue sheet line 1 begins at '0:75': the time '0:75' is none"),
    ("2 rain\n@0 2 wind", "clip 1 and clip 2 both begin at 0 s in the same lane; give one another start"),
    ("9 rain #lane=a\n@1 2 wind #lane=a", "clip 2 ends at 3 s, before clip 1 does, in the lane 'a'; give it another"),
    ("2 rain #lane=a-lane-with-a-name-that-is-long", "clip 1's lane is 'a-lane-with-a-name-that-is-long'"),
    ("2 rain #align=peak", "clip 1's align is 'peak'; it can be onset"),
    ("#length=3\n2 rain\n2 wind", "clip 2 ends at 4 s; the plan's length is 3 s"),
    ("#length=x\n2 rain", "cue sheet line 1 has the length 'x'; a number is needed"),
    ("#length=0\n2 rain", "the plan's length is 0.0 s; at least 0.01 s"),
    ("#rate=0.5\n2 rain", "the frame rate is 0.5; frames a second from 1 to 1000"),
    ("".join(f"1 rain #lane=l{number}\n" for number in range(17)), "the plan has 17 lanes; at most 16"),
])
def test_times_that_cannot_be_are_named(sheet, message):
    with pytest.raises(ValueError) as error:
        plan_of(sheet)
    assert message in str(error.value)


@pytest.mark.parametrize("sheet", ["@3 rain falls", "@3"])
def test_a_start_without_seconds_is_no_cue(sheet):
    with pytest.raises(NoCueSheetError, match="cue sheet line 1"):
        plan_of(sheet)


def test_a_remark_that_speaks_of_length_stays_a_remark():
    assert plan_of("# the #length=3 of it\n#length\n# length=3\n4 rain").length_seconds is None


def test_gaps_are_silent_and_lanes_are_mixed():
    plan = plan_of("1 rain\n@2 1 bell\n@0.5 2 wind #lane=air\n#length=4", crossfade_seconds=0.5)
    story = stitch_story(made(plan, 1000), plan, 1000)
    assert story.shape == (1, 4000)
    expected = torch.zeros(4000)
    for first, last in ((0, 1000), (2000, 3000), (500, 2500)):
        expected[first:last] += 1
    inside = torch.ones(4000, dtype=torch.bool)
    for edge in (500, 1000, 2000, 2500, 3000):  # where 5 ms fade
        inside[edge - 6:edge + 6] = False
    assert torch.equal(story[0][inside], expected[inside])
    assert story[0, 3000:].abs().max() == 0
    assert story[0].diff().abs().max() < 0.3  # nothing clicks


def test_an_overlap_in_a_lane_is_a_cross_fade_of_that_length():
    plan = plan_of("2 rain\n@1.5 2 wind", crossfade_seconds=0.0)
    story = stitch_story([torch.full((1, 2000), 1.0), torch.full((1, 2000), -1.0)], plan, 1000)
    assert story.shape == (1, 3500) and plan.fades == (0.5,)
    assert torch.allclose(story[0, 1500:2000], torch.linspace(1, -1, 500), atol=1e-6)


def test_stems_are_whole_and_add_up_to_the_story():
    plan = plan_of(SHEET, crossfade_seconds=0.5)
    generator = torch.Generator().manual_seed(3)
    clips = [torch.randn(2, trim_samples(clip.generated_seconds, 8000), generator=generator) for clip in plan.clips]
    for peak_limit in (None, 0.5):
        stitched = stitch_lanes(clips, plan, 8000, peak_limit=peak_limit)
        stems = [stitched.stem(lane) for lane in stitched.lanes]
        assert stitched.lanes == ("", "air") and all(stem.shape == (2, 160_000) for stem in stems)
        assert (sum(stems) - stitched.audio).abs().max() < 1e-6
        assert stems[1][:, :8000].abs().max() == 0 and stems[0][:, 8000:12_000].abs().max() > 0


@pytest.mark.parametrize("rate", [8000, 22050])
@pytest.mark.parametrize("is_written", [True, False], ids=["starts", "lengths only"])
def test_600_cues_in_two_hours_do_not_drift(rate, is_written):
    seconds = [12 + (index * 7 % 13) / 1300 for index in range(600)]
    starts = [math.fsum(seconds[:index]) for index in range(600)]
    lines = (f"@{start!r} {length!r} rain" if is_written else f"{length!r} rain"
             for start, length in zip(starts, seconds, strict=True))
    plan = plan_of("\n".join(lines), crossfade_seconds=0.1)
    assert max(abs(place - start * rate) for place, start in
               zip(sample_starts(plan, rate), starts, strict=True)) <= 1.001
    assert plan.total_seconds == pytest.approx(7203, abs=4)


def test_each_click_of_a_long_story_is_at_its_start():
    rate = 8000
    starts = [round(index * 7200 / 600 + 0.001 * (index % 17), 3) for index in range(600)]
    plan = plan_of("".join(f"@{start} 0.05 click\n" for start in starts) + "#length=7200", crossfade_seconds=0.01)
    click = torch.zeros(1, 400)
    click[0, 100] = 1
    story = stitch_story([click] * 600, plan, rate)[0]
    assert story.shape == (7200 * rate,)
    heard = story.nonzero()[:, 0].double() - 100
    assert (heard - torch.tensor(starts, dtype=torch.double) * rate).abs().max() <= 1


@pytest.mark.parametrize("rate", [16000, 44100])
@pytest.mark.parametrize("hiss", [0.0, 0.01])
def test_an_onset_is_found_within_three_milliseconds(rate, hiss):
    generator = torch.Generator().manual_seed(5)
    for at in (0.05, 0.31, 0.777):
        sound = hiss * torch.randn(2, rate, generator=generator)
        knock = torch.randn(2, rate - round(at * rate), generator=generator)
        sound[:, round(at * rate):] += knock * torch.exp(-torch.arange(knock.shape[1]) / (0.05 * rate))
        assert abs(first_onset(sound, rate) - at * rate) <= 0.003 * rate


def test_what_does_not_set_in_has_no_onset():
    generator = torch.Generator().manual_seed(5)
    assert first_onset(torch.zeros(1, 4000), 8000) is None
    assert first_onset(torch.randn(1, 8000, generator=generator), 8000) is None
    assert first_onset(torch.ones(1, 4), 8000) is None


def test_a_sound_put_on_its_start_keeps_two_thousandths_before_its_onset():
    assert aligned_begin(4000, 8000) == 4000 - 16
    assert aligned_begin(7, 8000) == aligned_begin(0, 8000) == 0


def test_an_aligned_clip_is_heard_at_its_start_and_was_made_longer():
    plan = plan_of("2 rain\n@3.2 1 a knock #align=onset\n1 rain", crossfade_seconds=0.2, longest_seconds=10)
    assert plan.onset_seconds == (0.0, 1.0, 0.0) and plan.clips[1].generated_seconds == pytest.approx(2.2)
    rate, notes = 8000, []
    knock = torch.zeros(1, trim_samples(plan.clips[1].generated_seconds, rate))
    knock[0, 4000:] = torch.exp(-torch.arange(knock.shape[1] - 4000) / 4000)
    quiet = torch.zeros(1, 16000), torch.zeros(1, 8000)
    story = stitch_story([quiet[0], knock, quiet[1]], plan, rate, on_note=notes.append)[0]
    assert abs(int(story.argmax()) - 3.2 * rate) <= 0.005 * rate and story.max() > 0.9
    assert notes == ["clip 2 sets in 0.500 s after its sound begins; that is now its start"]
    assert story[round(3.19 * rate)] == 0  # nothing before


def test_an_aligned_clip_keeps_its_attack_where_another_fades_into_it():
    plan = plan_of("1 rain\n1 a knock #align=onset", crossfade_seconds=0.5)
    knock = torch.zeros(1, 2000)
    knock[0, 300:] = torch.exp(-torch.arange(1700) / 400)
    story = stitch_story([torch.zeros(1, 1500), knock], plan, 1000)[0]
    assert story[1000:1010].max() > 0.9


def test_a_kept_sound_is_not_made_longer():
    plan = plan_of("2 a knock #align=onset #lock=0123456789abcdef", longest_seconds=10)
    assert plan.onset_seconds == (0.0,) and plan.clips[0].generated_seconds == 2.0


def test_a_film_s_length_is_the_plan_s_and_what_is_a_frame_over_is_cut():
    plan = plan_of("4 rain\n5.51 wind", crossfade_seconds=1).lasting(9.5095, 24000 / 1001)
    assert plan.total_seconds == 9.5095 and plan.clips[1].seconds == pytest.approx(5.5095)
    assert stitch_story(made(plan, 44100), plan, 44100).shape[1] == round(9.5095 * 44100)
    longer = plan_of("4 rain").lasting(9.5)
    assert longer.clips[0].seconds == 4 and stitch_story(made(longer, 100), longer, 100).shape[1] == 950
    with pytest.raises(ValueError, match="clip 2 ends at 9.51 s; the plan's length is 9.4 s"):
        plan_of("4 rain\n5.51 wind").lasting(9.4)


def test_lanes_that_are_too_loud_together_are_said():
    plan, notes = plan_of("1 rain\n@0 1 wind #lane=air"), []
    stitch_story(made(plan, 1000, 0.8), plan, 1000, on_note=notes.append)
    assert notes == ["with its lanes together the story reaches 1.6 times full level, which files of whole numbers cut "
                     "off: give it a peak limit, or the clips less gain"]
