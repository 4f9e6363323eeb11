"""The codec stage: its losses computed by hand, which weights change, and that the sound improves."""
from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

pytest.importorskip("scipy", reason="the training extra is not installed")

import soundfile
from safetensors.torch import save_file
from toy import toy_config, write_toy_bundle

from audiostory_core.bundle import load_part, open_bundle
from audiostory_core.cli import main
from audiostory_core.config import MelConfig, VocoderConfig
from audiostory_core.mel import NOISE_SEED, MelCodec
from audiostory_core.training.audio_adapter import CodecHearing
from audiostory_core.training.codec import (
    CodecRun,
    FolderSounds,
    MelVocoding,
    OobleckCoding,
    judge_loss,
    maker_losses,
    stft_loss,
)
from audiostory_core.training.stages import CodecStage
from audiostory_core.training.trainer import CONTENT

MEL = MelConfig(sample_rate=4000, n_fft=128, hop_length=32, n_mels=16, f_min=0.0, f_max=2000.0, frames_per_latent=4,
                latent_channels=8, griffin_lim_steps=1)
STAGE = CodecStage(steps=3, batch=1, seconds=0.5, learning_rate=2e-3, stft_sizes=(256, 64), discriminators=(64,),
                   discriminator_width=4)


def clip(channels=1, samples=1024, noise=0.05):
    grain = torch.randn(samples, generator=torch.Generator().manual_seed(0))
    sound = 0.3 * torch.sin(2 * torch.pi * 440 * torch.arange(samples) / 4000) + noise * grain
    return lambda count, generator: sound.expand(count, channels, -1).clone()


def coding_of(kind):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        if kind == "oobleck":
            return OobleckCoding(toy_config().codec)
        return MelVocoding(fitted(), VocoderConfig(width=32, layers=1))


def fitted():
    """A mel codec that knows tones and noise."""
    codec, noise = MelCodec(MEL), torch.randn(16, 1, 1024, generator=torch.Generator().manual_seed(1))
    turns = torch.linspace(100, 1900, 16)[:, None, None] * torch.arange(1024) / 4000
    codec.fit(codec.patches(0.3 * torch.sin(2 * torch.pi * turns) + noise / 20).flatten(0, 1))
    return codec


def test_stft_loss_is_zero_for_the_same_sound_and_known_for_half_of_it():
    sound = clip()(2, None)
    assert stft_loss(sound, sound, (256, 64)).item() == pytest.approx(0, abs=1e-6)
    loud = torch.ones(1, 1, 256)  # half of it is off by half, and by log 2 where a bin is not nothing
    found = stft_loss(loud / 2, loud, (64,)).item()
    spectrum = torch.stft(loud[0], 64, 16, window=torch.hann_window(64), return_complex=True, normalized=True,
                          pad_mode="constant").abs()
    logs = (spectrum.clamp_min(1e-5).log() - (spectrum / 2).clamp_min(1e-5).log()).mean()
    assert found == pytest.approx(0.5 + logs.item(), abs=1e-4)


def test_the_losses_of_judge_and_maker_are_those_worked_out_by_hand():
    real = [[torch.tensor([2.0, 4.0]), torch.tensor([0.5, 3.0])]]
    made = [[torch.tensor([1.0, 4.0]), torch.tensor([-2.0, 0.0])]]
    assert judge_loss(real, made).item() == pytest.approx((0.5 + 0) / 2 + (0 + 1) / 2)
    adversarial, features = maker_losses(real, made)
    assert adversarial.item() == pytest.approx(1.0)
    assert features.item() == pytest.approx(0.5 / 3)


@pytest.mark.parametrize("kind", ["mel", "oobleck"])
def test_three_steps_move_the_coder_and_the_judge_and_nothing_of_the_mel_codec(tmp_path, kind):
    coding = coding_of(kind)
    run = CodecRun(coding, STAGE, clip(2 if kind == "oobleck" else 1), tmp_path)
    before = {name: {key: value.clone() for key, value in module.state_dict().items()}
              for name, module in run.modules.items()}
    run.train()
    for name, module in run.modules.items():
        trained = {key for key, value in module.named_parameters() if value.requires_grad}
        moved = {key for key, value in module.state_dict().items() if not torch.equal(value, before[name][key])}
        assert moved == trained and trained, (name, moved ^ trained)


def test_a_vocoder_learns_from_what_it_will_be_given():
    """What decoding gives it: what the latents keep, not the exact frames."""
    coding, sound = coding_of("mel"), clip()(1, None) / 4
    made, _ = coding(sound, torch.Generator().manual_seed(NOISE_SEED))
    decoded = coding.codec.decode(coding.codec.encode(sound))
    assert decoded.std() > 0.01
    torch.testing.assert_close(made, decoded, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kind", ["mel", "oobleck"])
def test_what_is_made_comes_nearer_to_the_sound(tmp_path, kind):
    stage = replace(STAGE, learning_rate=5e-3, adversarial_from=12)
    sound = clip(2, 512) if kind == "oobleck" else clip(1, 512, noise=0)  # a vocoder draws noise of its own
    run = CodecRun(coding_of(kind), stage, sound, tmp_path)
    losses = [run.update() for _ in range(16)]
    assert losses[11]["stft"] < 0.8 * losses[0]["stft"], [entry["stft"] for entry in losses]
    assert "features" not in losses[11] and losses[12]["features"] > 0
    assert losses[15]["stft"] < 0.8 * losses[0]["stft"], [entry["stft"] for entry in losses]


def test_a_codec_run_goes_on_as_an_unbroken_one(tmp_path):
    def run(folder, steps):
        return CodecRun(coding_of("mel"), replace(STAGE, steps=steps), clip(), tmp_path / folder)

    run("whole", 4).train()
    run("broken", 2).train()
    again = run("broken", 4)
    assert again.step == 2
    again.train()
    files = [(tmp_path / name / "state.safetensors").read_bytes() for name in ("whole", "broken")]
    assert files[0] == files[1]


def test_a_codec_state_of_other_settings_is_refused(tmp_path):
    CodecRun(coding_of("mel"), replace(STAGE, steps=1), clip(), tmp_path).train()
    with pytest.raises(ValueError, match="this run had seed 0, now it is 1"):
        CodecRun(coding_of("mel"), STAGE, clip(), tmp_path, seed=1)
    with pytest.raises(ValueError, match=r"this run had learning_rate 0\.002, now it is 0\.5"):
        CodecRun(coding_of("mel"), replace(STAGE, learning_rate=0.5), clip(), tmp_path)
    with pytest.raises(ValueError, match="this run had codec "):
        CodecRun(coding_of("oobleck"), STAGE, clip(2), tmp_path)
    with pytest.raises(ValueError, match="this run had data content None, now it is 'others'"):
        CodecRun(coding_of("mel"), STAGE, clip(), tmp_path, depends={CONTENT: "others"})


def test_the_digest_of_a_folder_s_sounds_is_of_their_names_and_sizes(tmp_path):
    def digest():
        return FolderSounds(tmp_path, 100, 4000, 1).digest

    soundfile.write(tmp_path / "a.wav", np.zeros(200), 4000)
    first = digest()
    assert digest() == first
    (tmp_path / "b").mkdir()
    (tmp_path / "a.wav").rename(tmp_path / "b" / "a.wav")
    moved = digest()
    soundfile.write(tmp_path / "b" / "a.wav", np.zeros(300), 4000)
    assert len({first, moved, digest()}) == 3


def test_the_command_trains_an_oobleck_or_a_vocoder_into_a_bundle(tmp_path, capsys):
    data = tmp_path / "sounds"
    data.mkdir()
    for number in range(2):
        soundfile.write(data / f"{number}.wav", np.random.default_rng(number).standard_normal(4000) / 8, 4000)
    recipe = tmp_path / "recipe.json"
    codec = {"steps": 1, "batch": 1, "seconds": 0.2, "stft_sizes": [128], "discriminators": [64],
             "discriminator_width": 2, "vocoder": {"width": 8, "layers": 1}}
    recipe.write_text(json.dumps({"based_on": "tiny", "codec": codec}))
    mel = toy_config(codec={**MEL.to_dict()})
    for name, config in (("oobleck", toy_config()), ("mel", mel)):
        bundle = write_toy_bundle(tmp_path / name, config)
        (bundle / "README.md").write_text("a card")
        save_file({"told.weight": torch.ones(2)}, bundle / "audio_input.safetensors")
        assert main(["train", "--recipe", str(recipe), "--stage", "codec", "--from", str(bundle), "--data", str(data),
                     "--out", str(tmp_path / "out" / name), "--cpu"]) == 0
    assert (tmp_path / "out" / "mel" / "codec" / "state.safetensors").is_file()
    for name in ("oobleck", "mel"):
        trained = open_bundle(tmp_path / "out" / name / "codec" / "bundle")
        assert (trained.path / "README.md").read_text() == "a card"
        for part in ("llm", "bridge", "dit", "audio_input"):
            assert trained.part_file(part).read_bytes() == (tmp_path / name / f"{part}.safetensors").read_bytes()
        assert trained.config.provenance == {"made": "at random", "trained": [
            {"stage": "codec", "recipe": "tiny", "steps": 1, "of": 1, "seed": 0}]}
        codec, before = load_part(trained, "vae"), load_part(open_bundle(tmp_path / name), "vae")
        sound = torch.randn(1, codec.config.audio_channels, 640)
        assert codec.decode(codec.encode(sound)).shape == sound.shape
    assert codec.config == replace(before.config, vocoder=VocoderConfig(8, 1))
    assert torch.equal(codec.encode(sound), before.encode(sound))  # a DiT of these latents stays good
    assert CodecHearing(codec).digest == CodecHearing(before).digest  # nor are they computed again
    (data / "broken.wav").write_bytes(b"nothing")
    assert main(["train", "--stage", "codec", "--from", str(tmp_path / "mel"), "--data", str(data), "--out",
                 str(tmp_path / "out")]) == 2
    assert "broken.wav: not a sound" in capsys.readouterr().err
