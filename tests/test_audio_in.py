"""Going on from a sound and making a stretch anew: what is held, where the seam is, and what stays to the sample."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from toy import toy_config, write_toy_bundle

from audiostory_core.audio_in import go_on_from, grid_of, redo_stretch
from audiostory_core.bundle import embedded_bundle_path
from audiostory_core.continuation import first_clips, going_on
from audiostory_core.flow_matching import flow_sample, flow_sigmas, holding
from audiostory_core.pipeline import AudioStoryPipeline
from audiostory_core.seam import MARGIN_FRAMES, Frames, Seam, heard_window, join, stretch_of
from audiostory_core.story import StoryPlan

RATE = 640  # of the toy: 10 latent frames of 64 samples a second, clips up to 10 s
GRID = Frames(RATE, 64)
CUES = "3 rain falls\n2 a dog barks\n@0 4 wind blows #lane=air"


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return AudioStoryPipeline.from_bundle(write_toy_bundle(tmp_path_factory.mktemp("audio in") / "toy"))


@pytest.fixture(scope="module")
def tiny():
    return AudioStoryPipeline.from_bundle(embedded_bundle_path())


def noise(seconds: float, rate: int = RATE, channels: int = 2, level: float = 0.1, seed: int = 1) -> torch.Tensor:
    return level * torch.randn(channels, round(seconds * rate), generator=torch.Generator().manual_seed(seed))


def test_what_a_mask_holds_ends_as_it_was_and_goes_straight():
    generator = torch.Generator().manual_seed(0)
    data, start = (torch.randn(2, 4, 6, generator=generator) for _ in range(2))
    mask = torch.zeros(2, 1, 6)
    mask[:, :, 4:] = 1
    seen = []

    def velocity(x, sigma):
        seen.append((x.clone(), sigma))
        return torch.tanh(3 * x)

    for solver in ("euler", "ab2"):
        made = flow_sample(holding(velocity, data, start, mask), start, flow_sigmas(5, 2.0), solver=solver)
        assert torch.allclose(made[..., :4], data[..., :4], atol=1e-5)
        assert (made[..., 4:] - data[..., 4:]).abs().min() > 1e-3
    for x, sigma in seen:
        share = sigma[:, None, None]
        assert torch.allclose(x[..., :4], ((1 - share) * data + share * start)[..., :4], atol=1e-5)


def test_a_story_goes_on_from_the_last_sample(toy):
    given, plan = noise(5.0), StoryPlan.from_cue_sheet(CUES, crossfade_seconds=0.5)
    audio_in = toy.go_on_from([given], [RATE], plan, held_seconds=1.55)
    assert list(audio_in.held) == [0] and audio_in.held[0].latent.shape == (8, 15)
    assert audio_in.seam.begin == 5 * RATE - 15 * 64
    assert [clip.seconds for clip in audio_in.plan.clips] == [4.5, 2, 4]
    assert audio_in.plan.start_seconds == (0.0, 4.5, 1.5)
    assert audio_in.plan.total_seconds == pytest.approx(plan.total_seconds + 1.5)
    latents = toy.sample(toy.bridge(audio_in.plan), audio_in.plan, steps=3, audio_in=audio_in)
    assert torch.equal(latents[0, :, :15], audio_in.held[0].latent)
    story = toy.stitch(toy.decode(latents, audio_in.plan), audio_in.plan)
    whole = join(audio_in.seam, story, RATE, 0.3)
    assert whole.shape == (2, round((5 + plan.total_seconds) * RATE))
    assert torch.equal(whole[:, :5 * RATE - round(0.3 * RATE)], given[:, :5 * RATE - round(0.3 * RATE)])


def test_at_least_one_latent_frame_is_held(toy):
    assert toy.go_on_from([noise(3)], [RATE], StoryPlan.build([("rain", 4.0)]), 0.01).held[0].first == 1


def test_what_is_held_changes_what_is_made_beside_it(tiny):
    plan = StoryPlan.build([("rain falls steadily", 5.0)], crossfade_seconds=0.0)
    rate, made = 22050, []
    for level in (0.1, 0.001):
        audio_in = tiny.go_on_from([noise(3, rate, 1, level=level)], [rate], plan)
        made.append(tiny.sample(tiny.bridge(audio_in.plan), audio_in.plan, audio_in=audio_in)[0])
    frames = audio_in.held[0].first
    assert (made[0][:, frames:] - made[1][:, frames:]).abs().mean() > 0.01


def test_an_encoder_hears_the_window_where_it_is_in_the_sound(tiny):
    """The latent of a window is the one of the whole sound at that place: a margin around it is encoded, too."""
    rate, grid = tiny.sample_rate, grid_of(tiny.config)
    sound = noise(8, rate, 1)
    whole = tiny.codec.encode(sound[None])[0]
    begin, frames = 12 * grid.hop, 10
    heard = heard_window(sound, rate, begin, frames, 1, grid)
    assert heard.shape == (1, 1, (frames + 2 * MARGIN_FRAMES) * grid.hop)
    window = tiny.codec.encode(heard)[0, :, MARGIN_FRAMES:MARGIN_FRAMES + frames]
    assert torch.allclose(window, whole[:, 12:22], atol=1e-4)


def test_a_sound_that_ends_is_mirrored_not_silent():
    sound = torch.arange(1.0, 129.0)[None]
    heard = heard_window(sound, RATE, 64, 1, 1, GRID)[0, 0]
    end = MARGIN_FRAMES * 64 + 64
    assert torch.equal(heard[end - 64:end], sound[0, 64:])
    assert torch.equal(heard[end:end + 64], sound[0, 64:].flip(0))
    assert heard.abs().min() >= 1


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (192_000, 2), (44_100, 6), (22_050, 1)])
def test_any_rate_and_any_channels_stay_the_given_sound_s(tiny, rate, channels):
    given, plan = noise(1.3, rate, channels), StoryPlan.build([("rain falls", 4.0)], crossfade_seconds=0.0)
    audio_in = tiny.go_on_from([given], [rate], plan, held_seconds=1.0)
    made = tiny.decode(tiny.sample(tiny.bridge(audio_in.plan), audio_in.plan, audio_in=audio_in), audio_in.plan)[0]
    whole = join(audio_in.seam, made, tiny.sample_rate, 0.2)
    assert whole.shape[0] == channels and abs(whole.shape[1] - round(5.3 * rate)) <= 2
    assert torch.equal(whole[:, :audio_in.seam.begin], given[:, :audio_in.seam.begin])
    assert whole[:, given.shape[1]:].square().mean(1).sqrt().min() > 1e-3


def test_a_steady_sound_is_heard_on_and_an_unsteady_one_fades_within_itself():
    rate = 8000
    steady = noise(2, rate, 1)
    bursts = steady * (torch.arange(2 * rate) % rate < rate / 4)
    bursts = bursts + 1e-3
    for given, unchanged in ((steady, 2 * rate), (bursts, 2 * rate - 800)):
        seam = Seam(given, rate, rate, 2 * rate)
        made = torch.cat([given[:, rate:], noise(4, rate, 1, seed=5)], dim=1)
        whole = join(seam, made, rate, 0.1)
        assert whole.shape == (1, 6 * rate)
        assert torch.equal(whole[:, :unchanged], given[:, :unchanged])
        assert torch.equal(whole[:, 3 * rate:], made[:, 2 * rate:])
    levels = join(Seam(steady, rate, rate, 2 * rate), torch.cat([steady[:, rate:], steady * 0.01], 1), rate, 0.1)
    before, behind = (levels[:, start:start + 800].square().mean().sqrt() for start in (2 * rate - 800, 2 * rate))
    assert abs(20 * torch.log10(behind / before)) < 1


def test_a_made_sound_comes_in_the_level_of_the_given_one():
    rate, notes = 8000, []
    given = noise(2, rate, 1, level=0.02)
    made = torch.cat([given[:, rate:] * 10, torch.full((1, rate), 0.5)], dim=1)
    whole = join(Seam(given, rate, rate, 2 * rate), made, rate, 0.0, notes.append)
    assert whole[0, -1] == pytest.approx(0.125, rel=1e-3)  # four times softer at most
    assert notes == ["the made sound was turned down by 12.0 dB, to fit the given one"]
    silent = join(Seam(torch.zeros(1, 2 * rate), rate, rate, 2 * rate), made, rate, 0.0)
    assert silent[0, -1] == 0.5


def test_in_surround_a_made_sound_is_where_the_given_one_is():
    rate = 8000
    given = noise(2, rate, 6) * torch.tensor([1.0, 1.0, 0.5, 0.0, 0.1, 0.1])[:, None]
    made = torch.full((1, 3 * rate), 0.1)
    tail = join(Seam(given, rate, rate, 2 * rate), made, rate, 0.0)[:, -1]
    assert tail[3] == 0 and tail[2] == pytest.approx(float(tail[0]) / 2, rel=0.05) and tail[0] > 0.05
    stereo = join(Seam(noise(2, rate, 2), rate, rate, 2 * rate), made, rate, 0.0)[:, -1]
    assert stereo[0] == stereo[1]


def test_each_lane_goes_on_from_its_own_sound(toy):
    plan = StoryPlan.from_cue_sheet(CUES)
    sounds = [noise(3, seed=1), noise(3, seed=2)]
    audio_in = toy.go_on_from(sounds, [RATE, RATE], plan, held_seconds=1.0)
    assert sorted(audio_in.held) == [0, 2]
    assert not torch.equal(audio_in.held[0].latent, audio_in.held[2].latent)
    assert torch.allclose(audio_in.seam.given, sounds[0] + sounds[1])
    assert [clip.seconds for clip in audio_in.plan.clips] == [4, 2, 5] and audio_in.plan.start_seconds == (0, 4, 0)
    latents, mask = audio_in.masked(torch.zeros(3, 8, 100))
    assert not mask[0, :, :10].any() and mask[0, :, 10:].all() and mask[1].all() and not mask[2, :, :10].any()
    assert torch.equal(latents[2, :, :10], audio_in.held[2].latent) and not latents[1].any()


def test_a_plan_with_times_and_a_film_comes_later_as_a_whole():
    plan = replace(StoryPlan.from_cue_sheet("2 a\n@5 2 b\n@1 3 c #lane=x\n2 d #lane=x"), length_seconds=9.0)
    moved = going_on(plan, [0], 1.5)
    assert moved.start_seconds == (0.0, 6.5, 2.5, 5.5) and moved.clips[0].seconds == 3.5
    assert moved.length_seconds == 10.5 and moved.clips[3].start_seconds is None
    assert first_clips(plan, 2) == {0: 0}  # the second lane begins later


def test_a_stretch_is_made_anew_and_the_rest_stays(toy):
    sound = noise(30.0, 48_000)
    audio_in = toy.redo_stretch(sound, 48_000, 12.34, 14.0, "a dog barks")
    seam, held = audio_in.seam, audio_in.held[0]
    assert seam.first == round(12.34 * 48_000) and 14.0 * 48_000 <= seam.last <= 14.1 * 48_000
    assert held.latent.shape == (8, 100) and held.last - held.first == 17
    assert 35 <= held.first <= 45  # the stretch is in the middle of what the model hears
    latents = toy.sample(toy.bridge(audio_in.plan), audio_in.plan, steps=3, audio_in=audio_in)[0]
    kept = [*range(held.first), *range(held.last, 100)]
    assert torch.equal(latents[:, kept], held.latent[:, kept])
    assert (latents[:, held.first:held.last] - held.latent[:, held.first:held.last]).abs().mean() > 0.1
    whole = join(seam, toy.decode(latents[None], audio_in.plan)[0], RATE, 0.25)
    fade = round(0.25 * 48_000)
    changed = (whole != sound).any(0).nonzero()
    assert whole.shape == sound.shape
    assert seam.first - fade <= changed.min() <= seam.first and seam.last <= changed.max() <= seam.last + fade


@pytest.mark.parametrize(("start", "end", "first", "last", "frames"), [
    (0.0, 1.0, 0, 10, 100),  # from the begin on: all that is heard lies behind
    (19.5, 20.0, 95, 100, 100),  # up to the end
    (0.0, 10.0, 0, 100, 100),  # the whole window
    (3.0, 3.01, 30, 31, 100),  # shorter than a latent frame
])
def test_a_stretch_may_lie_anywhere(start, end, first, last, frames):
    stretch = stretch_of(start, end, 20 * 48_000, 48_000, 100, GRID)
    assert (stretch.first, stretch.last, stretch.frames) == (first, last, frames)
    assert stretch.begin == round(start * 48_000) - round(first * 4800)


def test_a_sound_shorter_than_the_window_is_heard_whole(toy):
    audio_in = toy.redo_stretch(noise(1.25), RATE, 0.5, 0.7, "rain falls")
    assert audio_in.held[0].latent.shape == (8, 13) and audio_in.seam.begin == 0 and audio_in.seam.end == 800
    made = torch.zeros(2, 13 * 64)
    assert join(audio_in.seam, made, RATE, 0.1).shape == (2, 800)


WRONG = {
    "one sample": (lambda c, e: go_on_from([torch.ones(1, 1)], [8000], PLAN, 2.0, c, e),
                   r"the sound to go on from lasts 0.000125 s; at least 0.1 s, one latent frame"),
    "no room": (lambda c, e: go_on_from([noise(3)], [RATE], StoryPlan.build([("rain", 9.95)]), 2.0, c, e),
                r"the first clip leaves 0.05 s of the model's longest clip; 0.1 s, one latent frame, are needed"),
    "too many": (lambda c, e: go_on_from([noise(3)] * 3, [RATE] * 3, StoryPlan.from_cue_sheet(CUES), 2.0, c, e),
                 "there are 3 sounds to go on from, the plan has 2 lanes"),
    "later": (lambda c, e: go_on_from([noise(3)], [RATE], StoryPlan.from_cue_sheet("@1 2 rain"), 2.0, c, e),
              "no clip of the plan begins at 0 s"),
    "locked": (lambda c, e: go_on_from([noise(3)], [RATE], StoryPlan.from_cue_sheet("2 rain #lock=0123456789abcdef"),
                                       2.0, c, e), "clip 1 is locked"),
    "lengths": (lambda c, e: go_on_from([noise(3), noise(2)], [RATE] * 2, StoryPlan.from_cue_sheet(CUES), 2.0, c, e),
                "last 2 to 3 s; the sounds of the lanes must be of one length"),
    "held": (lambda c, e: go_on_from([noise(3)], [RATE], PLAN, -0.5, c, e),
             "the seconds that are held is -0.5 s; at least 0.0 s is needed"),
    "backwards": (lambda c, e: redo_stretch(noise(3), RATE, 2.0, 1.0, "rain", c, e),
                  "the stretch goes from 2 s to 1 s; its end must come later"),
    "behind": (lambda c, e: redo_stretch(noise(3), RATE, 2.0, 3.5, "rain", c, e),
               "the stretch goes from 2 s to 3.5 s, the sound lasts 3 s"),
    "long": (lambda c, e: redo_stretch(noise(30), RATE, 2.0, 12.5, "rain", c, e),
             "the stretch lasts 10.5 s; this model makes at most 10 s at once"),
    "no words": (lambda c, e: redo_stretch(noise(3), RATE, 1.0, 2.0, " ", c, e), "clip 1's caption"),
    "not a number": (lambda c, e: redo_stretch(noise(3), RATE, float("nan"), 2.0, "rain", c, e),
                     "start of the stretch"),
}
PLAN = StoryPlan.build([("rain falls", 4.0)])


@pytest.mark.parametrize("name", WRONG)
def test_bad_input_is_refused_before_anything_is_encoded(name):
    call, words = WRONG[name]
    with pytest.raises(ValueError, match=words):
        call(toy_config(), lambda _: pytest.fail("something was encoded"))


@pytest.mark.parametrize("held", [1, 800, 4799, 4800])
def test_little_may_be_held(held):
    given, made = noise(2, 8000, 1), noise(2, 8000, 1, seed=3)
    whole = join(Seam(given, 8000, 16_000 - held, 16_000), made, 8000, 0.5)
    assert whole.shape == (1, 32_000 - held) and whole.isfinite().all()
    assert torch.equal(whole[:, :16_000 - held], given[:, :16_000 - held])


def test_a_made_sound_that_ends_too_early_is_refused():
    given = noise(2, 8000, 1)
    with pytest.raises(ValueError, match="the made sound lasts 0.5.* s; 1 s are needed"):
        join(Seam(given, 8000, 8000, 16_000), given[:, :4000], 8000, 0.1)
    with pytest.raises(ValueError, match="the fade is -1.0 s"):
        join(Seam(given, 8000, 8000, 16_000), given, 8000, -1)


def test_an_hour_of_sound_is_not_encoded(toy):
    """Only the window is; the rest of a long sound is copied."""
    sound, asked = torch.zeros(1, 3600 * RATE), []

    def encode(waveform):
        asked.append(waveform.shape[-1])
        return torch.zeros(1, 8, waveform.shape[-1] // 64)

    sound[:, -RATE:] = 0.1
    go_on_from([sound], [RATE], PLAN, 2.0, toy.config, encode)
    redo_stretch(sound, RATE, 1800.0, 1801.0, "rain", toy.config, encode)
    assert asked == [(20 + 2 * MARGIN_FRAMES) * 64, (100 + 2 * MARGIN_FRAMES) * 64]
    assert np.isfinite(sound.numpy()).all()
