"""The waveform autoencoder: encoding and decoding in windows, and decoding a plan's clips."""
from __future__ import annotations

import dataclasses

import pytest
import torch
from diffusers import AutoencoderOobleck
from toy import toy_config

from audiostory_core.config import OobleckConfig
from audiostory_core.stitch import stitch_story
from audiostory_core.story import StoryPlan
from audiostory_core.vae import OobleckCodec, decode_clips, plain_convolutions


@pytest.fixture
def codec():
    torch.manual_seed(0)
    return OobleckCodec(toy_config().codec).eval().requires_grad_(False)


@pytest.fixture
def plan():
    return StoryPlan.build([("rain", 2.0), ("wind", 3.05)], crossfade_seconds=0.5, longest_seconds=10.0)


def test_folding_weight_normalisation_changes_nothing():
    torch.manual_seed(0)
    sizes = toy_config().codec.to_dict()
    del sizes["kind"]
    theirs = AutoencoderOobleck(**sizes).eval()
    for name, value in theirs.named_parameters():
        if name.endswith("weight_g"):
            torch.nn.init.uniform_(value, 0.5, 1.5)
    latent = torch.randn(1, 8, 12)
    with torch.no_grad():
        before = theirs.decode(latent).sample
        after = plain_convolutions(theirs).decode(latent).sample
    assert not [name for name in theirs.state_dict() if "weight_" in name or "parametrizations" in name]
    assert torch.allclose(before, after, atol=1e-5)


@pytest.mark.parametrize("window", [1, 16, 69])
def test_windows_give_the_sound_of_decoding_at_once(codec, window):
    latent = torch.randn(2, 8, 70)
    steps = []
    windowed = codec.decode(latent, lambda done, total: steps.append((done, total)), window_frames=window)
    assert windowed.shape == (2, 2, 70 * 64)
    assert torch.allclose(codec.decoder(latent), windowed, atol=1e-6)
    count = -(-70 // window)
    assert steps == [(done, count) for done in range(1, count + 1)]


@pytest.mark.parametrize("window", [1, 16, 69])
def test_windows_give_the_latent_of_encoding_at_once(codec, window):
    waveform = torch.randn(2, 2, 70 * 64 - 5)
    whole = codec.encoder(torch.nn.functional.pad(waveform, (0, 5))).chunk(2, dim=1)[0]
    steps = []
    windowed = codec.encode(waveform, lambda done, total: steps.append((done, total)), window_frames=window)
    assert windowed.shape == (2, 8, 70)
    assert torch.allclose(whole, windowed, atol=1e-6)
    assert steps[-1] == (-(-70 // window),) * 2


@pytest.mark.parametrize("ratios", [(2, 4, 8), (2, 2), (8, 2, 2), (2, 4, 4, 8, 8)])
def test_the_encoder_s_context_is_as_wide_as_the_latent_reaches(ratios):
    torch.manual_seed(0)
    config = OobleckConfig(encoder_hidden_size=16, downsampling_ratios=ratios, channel_multiples=(1,) * len(ratios),
                           decoder_channels=4, decoder_input_channels=8, audio_channels=1)
    codec = OobleckCodec(config).double().eval()
    context, hop = codec.encoder_context_frames, config.hop_samples
    sound = torch.randn(1, 1, (2 * context + 9) * hop, dtype=torch.float64)
    other, middle = sound.clone(), context + 4
    other[..., middle * hop:(middle + 1) * hop] += 100
    with torch.no_grad():
        moved = (codec.encode(sound, window_frames=10**6) - codec.encode(other, window_frames=10**6)).abs().amax((0, 1))
    reached = moved.nonzero().flatten().tolist()
    assert middle - context <= reached[0] and reached[-1] <= middle + context
    assert max(middle - reached[0], reached[-1] - middle) >= context - 2  # not much wider than it needs to be


@pytest.mark.parametrize("ratios", [(2, 4, 8), (2, 2), (8, 2, 2)])
def test_the_context_is_as_wide_as_the_sound_reaches(ratios):
    torch.manual_seed(0)
    config = OobleckConfig(encoder_hidden_size=16, downsampling_ratios=ratios, channel_multiples=(1,) * len(ratios),
                           decoder_channels=4, decoder_input_channels=8)
    codec = OobleckCodec(config).double().eval()
    context, hop = codec.context_frames, config.hop_samples
    latent = torch.randn(1, 8, 2 * context + 41, dtype=torch.float64)
    other = latent.clone()
    middle = context + 20
    other[..., middle] += 100
    with torch.no_grad():
        change = (codec.decoder(latent) - codec.decoder(other)).abs().amax(dim=(0, 1)) > 1e-12
    heard = change.nonzero().flatten()
    reach = max(middle - int(heard[0]) // hop, int(heard[-1]) // hop - middle)
    assert context - 1 <= reach <= context


def test_decode_gives_a_hop_of_samples_a_frame(codec):
    assert codec.decode(torch.randn(1, 8, 3)).shape == (1, 2, 3 * 64)


def test_encode_fills_the_end_up_to_a_whole_frame(codec):
    waveform = torch.randn(1, 2, 5 * 64 - 10)
    latent = codec.encode(waveform)
    assert latent.shape == (1, 8, 5)
    assert torch.equal(latent, codec.encode(torch.nn.functional.pad(waveform, (0, 10))))


def test_encode_gives_the_mean_of_diffusers(codec):
    sizes = codec.config.to_dict()
    del sizes["kind"]
    theirs = plain_convolutions(AutoencoderOobleck(**sizes))
    theirs.load_state_dict(codec.state_dict())
    waveform = torch.randn(2, 2, 4 * 64)
    assert torch.allclose(codec.encode(waveform), theirs.encode(waveform).latent_dist.mean, atol=1e-6)


def test_a_waveform_of_other_channels_is_refused(codec):
    with pytest.raises(ValueError, match="1 channels, the codec needs 2"):
        codec.encode(torch.randn(1, 1, 640))


def test_an_autoencoder_whose_halves_differ_cannot_encode():
    config = dataclasses.replace(toy_config().codec, encoder_hidden_size=8)
    with pytest.raises(ValueError, match="encoder gives 4 channels, its decoder reads 8"):
        OobleckCodec(config).encode(torch.randn(1, 2, 640))


def test_parts_of_a_kept_sound_are_that_sound(codec):
    key, latent, rate = "0123456789abcdef", torch.randn(1, 8, 100), codec.config.sample_rate
    whole, = decode_clips(codec, latent, StoryPlan.from_cue_sheet("7 rain"))
    halves = StoryPlan.from_cue_sheet(f"3 rain #lock={key}\n4 rain #lock={key}@3", crossfade_seconds=0.5)
    first, second = decode_clips(codec, latent.expand(2, -1, -1), halves)
    assert torch.allclose(first, whole[:, :int(3.5 * rate)], atol=1e-6)
    assert torch.allclose(second, whole[:, 3 * rate:], atol=1e-6) and second.shape == (2, 4 * rate)
    assert torch.allclose(stitch_story([first, second], halves, rate), whole, atol=1e-6)  # in the fade, too
    with pytest.raises(ValueError, match="clip 1 lasts 8.0 seconds and begins 3.0 seconds into a kept sound"):
        decode_clips(codec, latent, StoryPlan.from_cue_sheet(f"8 rain #lock={key}@3"))


def test_clips_are_cut_to_their_generated_seconds(codec, plan):
    latents = torch.randn(2, 8, 100)
    steps = []
    clips = decode_clips(codec, latents, plan, lambda done, total: steps.append((done, total)))
    assert [clip.shape for clip in clips] == [(2, int(2.5 * 640)), (2, int(3.05 * 640))]
    for latent, clip in zip(latents, clips, strict=True):
        assert torch.allclose(clip, codec.decoder(latent[None])[0, :, :clip.shape[1]], atol=1e-6)
    assert steps[-1] == (200, 200)
    assert steps == sorted(set(steps))


def test_only_what_is_heard_is_decoded(codec, plan):
    frames = []
    codec.decoder.register_forward_hook(lambda _, args, __: frames.append(args[0].shape[-1]))
    decode_clips(codec, torch.randn(2, 8, 100), plan)
    assert frames == [25 + codec.context_frames, 31 + codec.context_frames]


def test_a_callback_that_raises_ends_decoding(codec, plan):
    def stop(done, total):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        decode_clips(codec, torch.randn(2, 8, 100), plan, stop)


def test_latents_that_do_not_fit_the_plan_are_refused(codec, plan):
    with pytest.raises(ValueError, match="3 latents for a plan of 2 clips"):
        decode_clips(codec, torch.randn(3, 8, 100), plan)
    with pytest.raises(ValueError, match="clip 1 lasts 2.5 seconds, its latent holds 2.000"):
        decode_clips(codec, torch.randn(2, 8, 20), plan)


def test_sound_that_is_not_finite_is_an_error(codec, plan):
    latents = torch.randn(2, 8, 100)
    latents[1, 0, 0] = float("nan")
    with pytest.raises(ValueError, match="sound of clip 2 are not finite"):
        decode_clips(codec, latents, plan)
