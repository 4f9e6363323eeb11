"""Joining clips: gains, exact lengths, the reference's own story, and what is refused."""
from __future__ import annotations

import json
import math

import pytest
import torch
from safetensors import safe_open

from audiostory_core.crossfade import crossfade, in_one_format, limit_peak, one_sample_rate, trim_samples
from audiostory_core.stitch import fit_clips, stitch_clips, stitch_story
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
    clips = [constant(1, 450), constant(0, 300)]
    assert fit_clips(clips, plan, 100).fades == {0: (1, 50)}
    story = stitch_story(clips, plan, 100)
    assert story.shape == (1, 700)
    assert story[0, 399] == 1 and story[0, 401] < 1 and story[0, 449] == 0


def told(clips, plan, rate, **options):
    """(the story, its notes)"""
    notes = []
    return stitch_story(clips, plan, rate, on_note=notes.append, **options), notes


def test_a_gain_is_exact_and_goes_over_in_the_fade():
    plan = StoryPlan.from_cue_sheet("1 rain\n1 wind #gain=6\n1 a bell #gain=-20", crossfade_seconds=0.5)
    clips = [constant(0.25, int(clip.generated_seconds * 1000)) for clip in plan.clips]
    story, notes = told(clips, plan, 1000)
    louder, quieter = 0.25 * 10 ** (6 / 20), 0.025
    assert (story[0, :1000] - 0.25).abs().max() == 0
    assert (story[0, 1500:2000] - louder).abs().max() < 1e-6
    assert (story[0, 2500:] - quieter).abs().max() < 1e-6
    steps = story[0].diff().abs()
    assert steps[1000:1499] == pytest.approx((louder - 0.25) / 499, abs=1e-6)  # linspace has 499 steps
    assert steps.max() < 0.001 and notes == []
    assert all(torch.equal(clip, torch.full_like(clip, 0.25)) for clip in clips)  # what came in is nobody's to change


def test_a_gain_over_full_level_is_said_and_the_peak_limit_counts_it():
    plan = StoryPlan.from_cue_sheet("1 rain #gain=6", crossfade_seconds=0.5)
    story, notes = told([constant(0.8, 100)], plan, 100)
    assert story.max().item() == pytest.approx(0.8 * 10 ** 0.3, abs=1e-6)
    assert len(notes) == 1 and "the story reaches 1.6 times full level" in notes[0]
    story, notes = told([constant(0.8, 100)], plan, 100, peak_limit=0.9)
    assert story.max().item() == pytest.approx(0.9, abs=1e-6) and notes == []


TWO = StoryPlan.build([("rain", 1.0), ("wind", 0.5)], crossfade_seconds=0.5)


def test_what_is_too_long_is_cut_with_its_fade():
    exact, nothing = told([constant(1, 150), constant(-1, 50)], TWO, 100)
    assert nothing == []
    first = torch.cat([constant(1, 150), constant(9, 150)], dim=1)
    longer, notes = told([first, torch.cat([constant(-1, 50), constant(9, 1)], dim=1)], TWO, 100)
    assert torch.equal(longer, exact)
    assert notes == ["clip 1 came 1.5 s longer than the plan's 1.5 s, and is cut",
                     "clip 2 came 0.01 s longer than the plan's 0.5 s, and is cut"]


def test_what_is_missing_comes_out_of_the_fade_and_the_next_clip_keeps_its_time():
    story, notes = told([constant(1, 130), constant(-1, 50)], TWO, 100)
    assert story.shape == (1, 150)
    assert story[0, :101].tolist() == [1] * 101 and story[0, 129:].tolist() == [-1] * 21
    assert 0 < story[0, 110] < 1 and -1 < story[0, 120] < 0  # the fade lasts from 1 s to 1.3 s
    assert notes == ["clip 1 came 0.2 s shorter than the plan's 1.5 s: the cross-fade into clip 2 lasts 0.3 s instead "
                     "of 0.5 s"]


def test_the_last_clip_fades_out_into_silence():
    plan = StoryPlan.build([("rain", 1.0), ("wind", 0.5)], crossfade_seconds=0.3)
    story, notes = told([constant(1, 1300), constant(1, 480)], plan, 1000)
    assert story.shape == (1, 1500)
    assert torch.allclose(story[0, :1460], torch.ones(1460)) and story[0, 1479:].abs().max() == 0
    assert story[0, 1460:1480].diff().max() < 0 and story[0, 1460] == 1
    assert notes == ["clip 2 came 0.02 s shorter than the plan's 0.5 s: it fades out, and 0.02 s at the end of the "
                     "story are silent"]


@pytest.mark.parametrize(("fade", "silent", "note"), [
    (0.0, 100, "clip 1 came 0.1 s shorter than the plan's 1 s: it fades out, and 0.1 s before clip 2 are silent"),
    (0.05, 50, "clip 1 came 0.1 s shorter than the plan's 1.05 s: it fades out, and 0.05 s before clip 2 are silent"),
    (0.1, 0, "clip 1 came 0.1 s shorter than the plan's 1.1 s: the cross-fade into clip 2 lasts 0 s instead of 0.1 s"),
])
def test_where_the_fade_is_shorter_than_what_is_missing_the_rest_is_silent_and_said(fade, silent, note):
    plan = StoryPlan.build([("rain", 1.0), ("wind", 0.5)], crossfade_seconds=fade)
    made = trim_samples(plan.clips[0].generated_seconds, 1000) - 100
    story, notes = told([constant(1, made), constant(-1, 500)], plan, 1000)
    assert notes == [note] and story.shape == (1, 1500)
    assert story[0, made:1000].tolist() == [0] * silent and story[0, 1000:].tolist() == [-1] * 500
    assert story[0, made - 20] == 1 and story[0, made - 1] == (0 if silent else 1)


def test_a_clip_that_is_all_fade_may_be_short_too():
    plan = StoryPlan.build([("rain", 1.0), ("a bang", 0.3), ("wind", 1.0)], crossfade_seconds=0.3)
    story, notes = told([constant(1, 1300), constant(1, 500), constant(1, 1000)], plan, 1000)
    assert story.shape == (1, 2300) and torch.allclose(story, torch.ones(1, 2300))
    assert [note.split(":")[0] for note in notes] == ["clip 2 came 0.1 s shorter than the plan's 0.6 s"]
    hard = StoryPlan.build([("rain", 1.0), ("a bang", 0.3)], crossfade_seconds=0.3)
    story, notes = told([constant(1, 1300), constant(1, 200)], hard, 1000)
    assert story.shape == (1, 1300) and story[0, 1199:].abs().max() == 0
    assert notes[0] == "clip 2 came 0.1 s too short: the cross-fade into clip 2 lasts 0.2 s instead of 0.3 s"


def test_more_than_a_quarter_of_a_second_or_half_a_clip_may_not_be_missing():
    assert stitch_story([constant(1, 125), constant(1, 25)], TWO, 100).shape == (1, 150)
    for first, second, message in (
        (124, 50, "clip 1 has 1.24 s (124 samples); the plan needs 1.5 s (150 at 100 Hz), its cross-fade into clip 2 "
                  "included. At most 0.25 s and half of a clip may be missing: let its model make what Plan Clips"),
        (150, 24, "clip 2 has 0.24 s (24 samples); the plan needs 0.5 s (50 at 100 Hz). At most 0.25 s"),
    ):
        with pytest.raises(ValueError) as error:
            stitch_story([constant(1, first), constant(1, second)], TWO, 100)
        assert message in str(error.value)
    short = StoryPlan.build([("a click", 0.2)])
    assert stitch_story([constant(1, 10)], short, 100).shape == (1, 20)
    with pytest.raises(ValueError, match="clip 1 has 0.09 s"):
        stitch_story([constant(1, 9)], short, 100)
    with pytest.raises(ValueError, match="there are 1 clips for a plan of 2"):
        stitch_story([constant(1, 150)], TWO, 100)


def test_a_sample_is_said_as_well():
    plan = StoryPlan.build([("rain", 1.0)])
    assert told([constant(1, 44099)], plan, 44100)[1] == [
        "clip 1 came less than 0.001 s shorter than the plan's 1 s: it fades out, and less than 0.001 s at the end of "
        "the story are silent"]


def test_whole_frames_of_latent_models_give_the_exact_story():
    """18 stories whose every clip has whole frames of 2048 samples, down, up and to even ones (Stable Audio's)."""
    rules = (math.floor, math.ceil, lambda frames: round(frames / 2) * 2)
    fitted = 0
    for rule in rules:
        for lengths in ([5.5], [8.0, 6.0, 5.0], [2.5, 2.5], [10 / 3, 20 / 3], [9.7, 1.3, 4.0], [30.0, 20.0]):
            plan = StoryPlan.build([("rain", length) for length in lengths], crossfade_seconds=0.7)
            wanted = [trim_samples(clip.generated_seconds, 44100) for clip in plan.clips]
            clips = [constant(1, 2048 * int(rule(samples / 2048)), 2) for samples in wanted]
            story, notes = told(clips, plan, 44100)
            assert story.shape == (2, round(plan.total_seconds * 44100))
            named = {int(note.split()[1]) for note in notes}
            assert named == {number for number, (clip, samples) in enumerate(zip(clips, wanted, strict=True), 1)
                             if clip.shape[1] != samples}
            lost = max(0, wanted[-1] - clips[-1].shape[1])
            heard = story[:, :story.shape[1] - lost - trim_samples(0.021, 44100)]
            assert torch.allclose(heard, torch.ones_like(heard))  # no hole at any join
            fitted += 1
    assert fitted == 18


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
    ([], [], "there are 0 clips to stitch; 1 to 1000"),
    ([constant(1, 2)] * 1001, [0] * 1000, "there are 1001 clips to stitch; 1 to 1000"),
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
    with pytest.raises(ValueError, match=r"curve is 'cubic'; it must be one of equal_power, linear"):
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


def tone(rate, seconds=1.0, hertz=440.0):
    return torch.sin(2 * math.pi * hertz * torch.arange(int(seconds * rate)) / rate)[None]


def test_sounds_from_anywhere_come_to_the_highest_rate_and_most_channels():
    stereo = torch.stack([tone(48000)[0], -tone(48000)[0]])
    clips, rate = in_one_format([tone(22050), stereo], [22050, 48000])
    assert rate == 48000 and [list(clip.shape) for clip in clips] == [[2, 48000], [2, 48000]]
    assert torch.equal(clips[1], stereo) and torch.equal(clips[0][0], clips[0][1])
    assert (clips[0][0] - tone(48000)[0])[2000:-2000].abs().max() < 2e-3


def test_rates_without_a_common_divisor_take_little_memory():
    # a table of one filter a phase would have 44101 * 44100 entries, 15 GB
    clips, rate = in_one_format([tone(44100), tone(44101)], [44100, 44101])
    assert rate == 44101 and (clips[0] - clips[1])[:, 2000:-2000].abs().max() < 2e-3


@pytest.mark.parametrize(("sounds", "rates", "message"), [
    ([], [], "there are 0 sounds; 1 to 1000"), ([torch.ones(1, 2)] * 1001, [100] * 1001, "there are 1001 sounds"),
    ([torch.ones(4)], [100], "sound 1"), ([torch.ones(1, 0)], [100], "sound 1"),
    ([torch.ones(2, 3), torch.ones(3, 3)], [100, 100], "sound 1 has 2 channels, another has 3"),
    ([torch.ones(1, 3), torch.ones(1, 3)], [96000, 900], "sound 2 has 900 samples a second, another has 96000"),
])
def test_sounds_that_cannot_be_joined_are_named(sounds, rates, message):
    with pytest.raises(ValueError, match=message):
        in_one_format(sounds, rates)
