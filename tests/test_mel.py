"""The small models' codec: shapes, round trip, the grain of noise, limits."""
from __future__ import annotations

import pytest
import torch

from audiostory_core.config import MelConfig, VocoderConfig
from audiostory_core.mel import MelCodec

RATE = 16000


def small_config(**changes):
    sizes = {"sample_rate": RATE, "n_fft": 512, "hop_length": 128, "n_mels": 32, "f_min": 30.0, "f_max": 8000.0,
             "frames_per_latent": 4, "latent_channels": 48, "griffin_lim_steps": 16}
    return MelConfig(**{**sizes, **changes})


def tones(count=24, seconds=1.0):
    """Tones of several pitches with noise of several levels, [count, 1, T]."""
    generator = torch.Generator().manual_seed(0)
    t = torch.arange(int(seconds * RATE)) / RATE
    pitch = 200 + 3000 * torch.rand(count, 1, generator=generator)
    noise = torch.randn(count, len(t), generator=generator) * torch.rand(count, 1, generator=generator)
    return (0.3 * torch.sin(2 * torch.pi * pitch * t) + 0.1 * noise)[:, None]


@pytest.fixture(scope="module")
def codec():
    fitted = MelCodec(small_config())
    fitted.fit(fitted.patches(tones()).flatten(0, 1))
    return fitted


def test_lengths_are_whole_latent_frames(codec):
    latent = codec.encode(torch.randn(2, 1, 5000, generator=torch.Generator().manual_seed(1)))
    assert latent.shape == (2, 48, 10)  # 5000 samples in frames of 512, rounded up
    assert codec.decode(latent).shape == (2, 1, 5120)


def test_a_tone_keeps_its_pitch_and_level(codec):
    t = torch.arange(RATE) / RATE
    tone = 0.3 * torch.sin(2 * torch.pi * 1000 * t)[None, None]
    again = codec.decode(codec.encode(tone))[0, 0, 2000:-2000]
    spectrum = torch.fft.rfft(again * torch.hann_window(len(again))).abs()
    peak = float(spectrum.argmax()) * RATE / len(again)
    assert abs(peak - 1000) < 60
    assert 0.5 < float(again.std() / (0.3 / 2**0.5)) < 2.0


def test_noise_comes_back_as_noise_and_not_as_a_hum(codec):
    noise = 0.1 * torch.randn(1, 1, RATE, generator=torch.Generator().manual_seed(3))
    grainy = codec.decode(codec.encode(noise))[0, 0]
    smooth = MelCodec(small_config(noise_share=0.0))
    smooth.load_state_dict(codec.state_dict())
    smooth = smooth.decode(codec.encode(noise))[0, 0]

    def unevenness(sound):
        """Spread of the log magnitudes: about 0.6 for Gaussian noise, less for what is smoother."""
        window = torch.hann_window(512)
        magnitude = torch.stft(sound, 512, 128, window=window, return_complex=True).abs()[8:-8, 8:-8]
        return float(magnitude.clamp_min(1e-6).log().std())

    assert abs(unevenness(grainy) - unevenness(noise[0, 0])) < 0.1
    assert unevenness(smooth) < unevenness(grainy) - 0.1


def test_decoding_depends_on_the_latent_alone(codec):
    latent = codec.encode(tones(3))
    torch.manual_seed(5)
    together = codec.decode(latent)
    torch.manual_seed(6)
    assert torch.allclose(codec.decode(latent[1:2]), together[1:2], atol=1e-5)


@pytest.mark.parametrize("kind", ["codec", "vocoding"])
def test_a_part_sounds_as_it_does_in_the_whole_and_needs_no_more_than_its_context(kind, request):
    codec = request.getfixturevalue(kind)
    latent = codec.encode(tones(1, 3.0))
    frames, hop = 30, codec.config.hop_samples
    whole = codec.decode(latent)[..., :frames * hop]

    def part(more: int) -> torch.Tensor:
        return codec.decode(latent[..., :frames + more])[..., :frames * hop]

    assert latent.shape[-1] > frames + codec.context_frames + 10
    assert (part(codec.context_frames) - whole).abs().max() < 1e-5  # one thread: 0
    assert (part(0) - whole).abs().max() > 1e-3


def test_an_overshooting_latent_stays_below_the_loudest_training_sound(codec):
    latent = codec.encode(tones(2))
    loud = codec.decode(latent * 6)
    assert float(loud.abs().max()) < 1.0
    assert float(loud.std(-1).max()) < 1.3 * codec.config.loudest_frame


@pytest.fixture(scope="module")
def vocoding(codec):
    """The same basis with a fresh vocoder."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made = MelCodec(small_config(vocoder=VocoderConfig(width=16, layers=2)))
    made.load_state_dict(codec.state_dict(), strict=False)
    return made.requires_grad_(False)


def test_a_fresh_vocoder_sounds_like_noise_in_the_bands_of_the_frames(vocoding):
    noise = torch.randn(1, RATE, generator=torch.Generator().manual_seed(3))
    spectrum = torch.fft.rfft(noise)
    spectrum[:, RATE // 8:] = 0  # only up to 2 kHz
    low = 0.1 * torch.fft.irfft(spectrum)[None]
    again = vocoding.decode(vocoding.encode(low))
    assert again.shape == (1, 1, RATE - RATE % 512 + 512)

    def powers(sound):
        power = torch.fft.rfft(sound.flatten()).abs().square()
        return float(power[: len(power) // 4].sum()), float(power[len(power) // 4:].sum())

    (wanted, _), (inside, outside) = powers(low), powers(again)
    assert 0.5 < inside / wanted < 2.0
    assert outside < 0.1 * inside


def test_a_vocoder_s_sound_depends_on_the_latent_alone_and_keeps_below_one(vocoding):
    latent = vocoding.encode(tones(3))
    torch.manual_seed(5)
    steps = []
    together = vocoding.decode(latent, lambda *step: steps.append(step))
    torch.manual_seed(6)
    assert torch.allclose(vocoding.decode(latent[1:2]), together[1:2], atol=1e-5) and steps == [(1, 1)]
    loud = vocoding.decode(latent * 6)
    assert float(loud.abs().max()) < 1.0 and float(loud.std(-1).max()) < 1.3 * vocoding.config.loudest_frame


def test_silence_through_a_fresh_vocoder_is_quiet(vocoding):
    assert float(vocoding.decode(vocoding.encode(torch.zeros(1, 1, RATE))).std()) < 1e-3


def test_stereo_is_averaged(codec):
    left, right = tones(2).unbind(0)
    stereo = torch.stack([left[0], right[0]])[None]
    assert torch.allclose(codec.encode(stereo), codec.encode((left + right)[None] / 2), atol=1e-5)


def test_fit_keeps_most_of_the_variance_and_gives_latents_of_unit_level():
    codec = MelCodec(small_config())
    patches = codec.patches(tones()).flatten(0, 1)
    assert codec.fit(patches) > 0.9
    latent = codec.encode(tones())
    assert abs(float(latent.square().mean().sqrt()) - 1) < 0.05
    assert torch.allclose(codec.basis @ codec.basis.T, torch.eye(48), atol=1e-4)


def test_progress_is_told_and_may_cancel(codec):
    steps = []
    codec.decode(codec.encode(tones(1)), lambda done, total: steps.append((done, total)))
    assert steps == [(i, 16) for i in range(1, 17)]

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        codec.decode(codec.encode(tones(1)), stop)


@pytest.mark.parametrize("wrong, words", [
    (torch.zeros(1, 7, 4), r"\[1, 7, 4\]"), (torch.zeros(1, 48, 0), r"48, 0"),
    (torch.full((1, 48, 2), torch.nan), "not finite")])
def test_wrong_latents_are_refused(codec, wrong, words):
    with pytest.raises(ValueError, match=words):
        codec.decode(wrong)


@pytest.mark.parametrize("wrong", [torch.zeros(1, 1, 0), torch.zeros(8), torch.full((1, 1, 900), torch.inf)])
def test_wrong_waveforms_are_refused(codec, wrong):
    with pytest.raises(ValueError, match="waveform"):
        codec.encode(wrong)
