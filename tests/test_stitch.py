"""Joining clips: gains, exact lengths, the reference's own story, and what is refused."""
from __future__ import annotations

import json
import math

import pytest
import torch
from safetensors import safe_open

from audiostory_core.stitch import (
    crossfade,
    fade_samples_for,
    in_one_format,
    limit_peak,
    one_sample_rate,
    stitch_clips,
    stitch_story,
    trim_samples,
)
from audiostory_core.story import StoryPlan


def constant(value, samples, channels=1):
    return torch.full((channels, samples), float(value))


def clips_for(plan, rate, channels=2):
    generator = torch.Generator().manual_seed(1)
    return [torch.randn(channels, int(clip.generated_seconds * rate), generator=generator)
            for clip in plan.clips]


def test_linear_crossfade_by_hand():
    story = crossfade([constant(1, 5), constant(-1, 6)], [3])
    assert story.tolist() == [[1, 1, 1, 0, -1, -1, -1, -1]]
    assert story.dtype == torch.float32


def test_equal_power_keeps_the_power_of_unlike_clips():
    first, second = torch.zeros(2, 9), torch.zeros(2, 9)
    first[0], second[1] = 1, 1
    story = crossfade([first, second], [9], "equal_power")
    assert torch.allclose(story.square().sum(0), torch.ones(9), atol=1e-6)
    assert story[0, 4].item() == pytest.approx(math.sqrt(0.5), abs=1e-6)


def test_plain_cut_and_single_clip_change_nothing():
    first, second = torch.randn(2, 5), torch.randn(2, 7)
    assert torch.equal(crossfade([first, second], [0]), torch.cat([first, second], dim=1))
    assert torch.equal(crossfade([first], []), first)


def test_three_overlapping_clips_still_add_up_to_one():
    # the clip in the middle is shorter than its two fades together
    story = crossfade([constant(1, 8), constant(1, 6), constant(1, 9)], [5, 5])
    assert story.shape == (1, 13)
    assert torch.allclose(story, torch.ones(1, 13))


def test_half_precision_clips_give_a_float32_story():
    assert crossfade([constant(1, 4).half(), constant(1, 4).half()], [2]).dtype == torch.float32


def test_stories_of_the_reference(reference_dir):
    expected = json.loads((reference_dir / "expected.json").read_text())
    with safe_open(reference_dir / "expected.safetensors", "pt") as tensors:
        for index, story in enumerate(expected["stories"]):
            plan = StoryPlan.build([(clip["caption"], clip["duration"]) for clip in story["clips"]],
                                   crossfade_seconds=expected["crossfade_seconds"])
            assert [clip.generated_seconds for clip in plan.clips] == [
                clip["generated_seconds"] for clip in story["clips"]]
            clips = [tensors.get_tensor(f"s{index}.c{number}.wave") for number in range(len(plan.clips))]
            assert [clip.shape[1] for clip in clips] == [
                trim_samples(clip.generated_seconds, 44100) for clip in plan.clips]
            audio = stitch_story(clips, plan, 44100)
            assert audio.shape == (2, story["story_samples"])
            assert (audio - tensors.get_tensor(f"s{index}.story").float()).abs().max() < 2e-3


@pytest.mark.parametrize("rate", [22050, 32000, 44100])
@pytest.mark.parametrize("seconds", [[2.3, 4.1, 1.7], [10 / 3, 20 / 3], [0.01] * 5, [7.77]])
@pytest.mark.parametrize("fade", [0.0, 0.333, 3.0])
def test_story_is_exactly_as_long_as_planned(rate, seconds, fade):
    plan = StoryPlan.build([("rain", length) for length in seconds], crossfade_seconds=fade)
    clips = clips_for(plan, rate)
    story = stitch_story(clips, plan, rate)
    assert story.shape == (2, round(plan.total_seconds * rate))
    head = trim_samples(plan.clips[0].seconds, rate) - 1
    assert torch.equal(story[:, :head], clips[0][:, :head])


def test_lengths_are_rounded_down_to_whole_samples():
    assert trim_samples(2.5, 44100) == 110250
    assert trim_samples(0.99999, 100) == 99
    assert trim_samples(2.3, 44100) == 101429  # as the reference's own arithmetic has it


def test_shrunk_fades_are_used():
    plan = StoryPlan.build([("rain", 4.0), ("wind", 3.0)], crossfade_seconds=2.0, longest_seconds=4.5)
    assert fade_samples_for(plan, 100) == [50]
    story = stitch_story([constant(1, 450), constant(0, 300)], plan, 100)
    assert story.shape == (1, 700)
    assert story[0, 399] == 1 and story[0, 401] < 1 and story[0, 449] == 0


def test_clips_a_sample_or_two_off_are_taken_others_are_not():
    plan = StoryPlan.build([("rain", 1.0), ("wind", 0.5)], crossfade_seconds=0.5)
    assert stitch_story([constant(1, 149), constant(1, 48)], plan, 100).shape == (1, 150)
    assert stitch_story([constant(1, 152), constant(1, 52)], plan, 100).shape == (1, 150)
    with pytest.raises(ValueError, match=r"clip 2 has 47 samples; the plan gives it 50 \(0\.5 s"):
        stitch_story([constant(1, 150), constant(1, 47)], plan, 100)
    with pytest.raises(ValueError, match=r"clip 1 has 300 samples; the plan gives it 150"):
        stitch_story([constant(1, 300), constant(1, 50)], plan, 100)
    with pytest.raises(ValueError, match="there are 1 clips for a plan of 2"):
        stitch_story([constant(1, 150)], plan, 100)


def test_without_a_plan_every_join_has_the_same_fade():
    story = stitch_clips([constant(1, 100), constant(1, 80), constant(1, 60)], 20, 1.5)
    assert story.shape == (1, 180)
    assert torch.allclose(story, torch.ones(1, 180))
    assert stitch_clips([constant(1, 100)], 20, 1.5).shape == (1, 100)


def test_peak_limit_is_one_gain_and_only_where_needed():
    audio = torch.tensor([[0.5, -2.0], [1.0, 0.25]])
    assert limit_peak(audio, 0.5).tolist() == [[0.125, -0.5], [0.25, 0.0625]]
    assert limit_peak(audio / 4, 0.5) is not None and torch.equal(limit_peak(audio / 4, 0.5), audio / 4)
    assert limit_peak(audio, None) is audio
    for wrong in (0, -1, 1.5, math.nan, "loud", True):
        with pytest.raises(ValueError, match="the peak limit is"):
            limit_peak(audio, wrong)
    plan = StoryPlan.build([("rain", 1.0)])
    assert stitch_story([constant(4, 100)], plan, 100, peak_limit=0.9).max().item() == pytest.approx(0.9)
    assert stitch_story([constant(4, 100)], plan, 100).max().item() == 4


@pytest.mark.parametrize(("clips", "fades", "message"), [
    ([], [], "there are 0 clips to stitch; 1 to 256"),
    ([constant(1, 2)] * 500, [0] * 499, "there are 500 clips to stitch; 1 to 256"),
    ([constant(1, 9), constant(1, 4)], [5], "clip 1 to clip 2 is 5 samples, longer than clip 2 with its 4"),
    ([constant(1, 4), constant(1, 9)], [5], "longer than clip 1 with its 4"),
    ([constant(1, 4), constant(1, 4)], [-1], "after clip 1 is -1 samples"),
    ([constant(1, 4), constant(1, 4)], [1.5], "after clip 1 is 1.5 samples"),
    ([constant(1, 4), constant(1, 4)], [], "there are 0 cross-fades for 2 clips; 1 are needed"),
    ([constant(1, 4), constant(1, 4, channels=2)], [1], "clip 2 has 2 channels, clip 1 has 1"),
    ([constant(1, 4), torch.zeros(1, 1, 4)], [1], "clip 2 is [1, 1, 4] torch.float32"),
    ([torch.zeros(1, 0)], [], "clip 1 is [1, 0]"),
    ([torch.zeros(1, 4, dtype=torch.int16)], [], "clip 1 is [1, 4] torch.int16"),
    ([constant(1, 4), constant(math.nan, 4)], [1], "clip 2 has samples that are not finite"),
])
def test_crossfade_refuses(clips, fades, message):
    with pytest.raises(ValueError) as error:
        crossfade(clips, fades)
    assert message in str(error.value)


def test_other_arguments_are_refused():
    clips = [constant(1, 100), constant(1, 100)]
    with pytest.raises(ValueError, match=r"curve is 'cubic'; it must be one of \['equal_power', 'linear'\]"):
        crossfade(clips, [1], "cubic")
    for fade, message in ((-1, "cross-fade is -1"), (math.nan, "cross-fade is nan"), (5.5, "longer than")):
        with pytest.raises(ValueError, match=message):
            stitch_clips(clips, 20, fade)
    for rate in (0, -44100, 44100.0, True):
        with pytest.raises(ValueError, match="the sample rate is"):
            stitch_clips(clips, rate, 1.0)


def test_clips_of_different_rates_are_refused():
    assert one_sample_rate([44100, 44100]) == 44100
    with pytest.raises(ValueError, match="clip 3 has 48000 samples a second, clip 1 has 44100"):
        one_sample_rate([44100, 44100, 48000])
    with pytest.raises(ValueError, match="there are 0 clips"):
        one_sample_rate([])


def test_sounds_from_anywhere_come_to_the_highest_rate_and_most_channels():
    asked = []

    def resample(sound, rate, wanted):
        asked.append((rate, wanted))
        return sound.repeat_interleave(wanted // rate, dim=1)

    mono, stereo = torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0] * 4, [4.0] * 4])
    clips, rate = in_one_format([mono, stereo], [100, 200], resample)
    assert rate == 200 and asked == [(100, 200)]
    assert clips[0].tolist() == [[1, 1, 2, 2]] * 2 and clips[1].tolist() == stereo.tolist()


@pytest.mark.parametrize("sounds, message", [
    ([], "0 sounds"), ([torch.ones(4)], "sound 1"), ([torch.ones(1, 0)], "sound 1"),
    ([torch.ones(2, 3), torch.ones(3, 3)], "sound 1 has 2 channels, another has 3")])
def test_sounds_that_cannot_be_joined_are_named(sounds, message):
    with pytest.raises(ValueError, match=message):
        in_one_format(sounds, [100] * len(sounds), lambda *_: None)
