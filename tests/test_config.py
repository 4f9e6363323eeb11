"""The configs of a model's parts: which values are accepted and refused, and plain data both ways."""
from __future__ import annotations

import dataclasses
import json

import pytest
from toy import toy_config, toy_config_data

from audiostory_core.config import (
    BridgeConfig,
    BundleConfig,
    DiTConfig,
    MelConfig,
    OobleckConfig,
    PlannerConfig,
    TokenConfig,
    VocoderConfig,
    codec_config,
)
from audiostory_core.sampler_config import SamplerConfig

MEL = {"kind": "mel", "sample_rate": 22050, "n_fft": 1024, "hop_length": 256, "n_mels": 64, "f_min": 0.0,
       "f_max": 11025.0, "frames_per_latent": 2, "latent_channels": 128, "griffin_lim_steps": 32}


def test_json_gives_the_same_config_back():
    config = toy_config(knows=["rain", "wind"])
    assert BundleConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config
    assert config.knows == ("rain", "wind")


def test_a_sampler_of_its_own_is_kept_and_the_usual_one_is_not_written():
    assert "sampler" not in toy_config().to_dict()
    config = toy_config(sampler={"steps": 8, "solver": "ab2", "shift": 2.0})
    assert config.sampler == SamplerConfig(8, "ab2", 2.0, 4.0)
    assert BundleConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config
    assert config.sampler.chosen(steps=4, guidance=None) == SamplerConfig(4, "ab2", 2.0, 4.0)


@pytest.mark.parametrize(("values", "words"), [
    ({"steps": 0}, "SamplerConfig.steps is 0"), ({"shift": 0.0}, "SamplerConfig.shift is 0.0"),
    ({"guidance": float("nan")}, "SamplerConfig.guidance is nan"),
    ({"solver": "heun"}, "SamplerConfig.solver is 'heun'"),
    ({"order": 2}, "SamplerConfig has unknown fields order"),
])
def test_a_sampler_that_cannot_be_is_refused(values, words):
    with pytest.raises(ValueError, match=words):
        toy_config(sampler=values)


def test_the_longest_clip_is_what_is_decoded_not_what_is_promised():
    config = toy_config()
    full = dataclasses.replace(config, dit=dataclasses.replace(config.dit, latent_channels=64, latent_frames=645,
                                                               max_seconds=30), codec=OobleckConfig())
    assert full.longest_clip_seconds == 645 * 2048 / 44100
    short = dataclasses.replace(config, dit=dataclasses.replace(config.dit, max_seconds=4))
    assert short.longest_clip_seconds == 4.0


def test_oobleck_defaults_are_the_published_autoencoder():
    codec = OobleckConfig()
    assert (codec.sample_rate, codec.hop_samples, codec.latent_channels, codec.audio_channels) == (44100, 2048, 64, 2)


def test_mel_hop_counts_the_frames_of_a_latent():
    codec = codec_config(MEL)
    assert isinstance(codec, MelConfig)
    assert (codec.hop_samples, codec.audio_channels) == (512, 1)
    assert codec_config(codec.to_dict()) == codec


def test_a_vocoder_s_sizes_go_into_plain_data_and_come_back_and_without_one_nothing_is_said_of_it():
    plain = codec_config(MEL)
    assert "vocoder" not in plain.to_dict() and plain.vocoder is None
    codec = codec_config({**MEL, "vocoder": {"width": 8, "layers": 2}})
    assert codec.vocoder == VocoderConfig(8, 2)
    assert codec.to_dict() == {**plain.to_dict(), "vocoder": {"width": 8, "layers": 2}}
    assert codec_config(json.loads(json.dumps(codec.to_dict()))) == codec


@pytest.mark.parametrize(("change", "words"), [
    ({"format": "other"}, "format is 'other'"),
    ({"version": 2}, "version 2"),
    ({"surprise": 1}, "unknown fields surprise"),
    ({"tokens": {"semantic_tokens": 4}}, "lacks the fields residual_tokens"),
    ({"tokens": {"semantic_tokens": 4, "residual_tokens": 2, "more": 1}}, "unknown fields more"),
    ({"tokens": [4, 2]}, "object with named fields"),
    ({"codec": {"kind": "mp3"}}, "codec kind 'mp3'"),
    ({"codec": {**MEL, "latent_channels": 9}}, "codec.latent_channels is 9 but dit.latent_channels is 8"),
    ({"bridge": {"hidden_width": 64, "token_width": 16, "heads": 2, "scale": 2.0}}, "llm.hidden_size is 32"),
    ({"bridge": {"hidden_width": 32, "token_width": 32, "heads": 2, "scale": 2.0}}, "dit.token_width is 16"),
    ({"llm": {"model_type": "llama"}}, "qwen2"),
    ({"llm": {**toy_config_data()["llm"], "hidden_size": "32"}}, "llm.hidden_size is '32'"),
    ({"llm": {**toy_config_data()["llm"], "num_attention_heads": 5}}, "multiple of num_attention_heads 5"),
    ({"llm": {**toy_config_data()["llm"], "num_hidden_layers": 10**9}}, "num_hidden_layers is 1000000000"),
    ({"name": ""}, "name"),
])
def test_a_config_that_cannot_be_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        BundleConfig.from_dict({**toy_config_data(), **change})


def test_a_missing_part_is_named():
    data = toy_config_data()
    del data["licence"]
    with pytest.raises(ValueError, match="lacks the fields licence"):
        BundleConfig.from_dict(data)


@pytest.mark.parametrize(("build", "words"), [
    (lambda: TokenConfig(0, 8), "semantic_tokens is 0"),
    (lambda: TokenConfig(64, 2.5), "residual_tokens is 2.5"),
    (lambda: BridgeConfig(32, 30, 8, 10.0), "not a multiple of heads 8"),
    (lambda: BridgeConfig(32, 32, 8, 0.0), "scale is 0.0"),
    (lambda: BridgeConfig(32, 32, 8, float("nan")), "scale is nan"),
    (lambda: PlannerConfig(True), "max_new_tokens is True"),
    (lambda: OobleckConfig(downsampling_ratios=(2, 4)), "must pair up"),
    (lambda: OobleckConfig(downsampling_ratios=(2, 3, 4, 8, 8)), "must be even"),
    (lambda: OobleckConfig(downsampling_ratios=None), "list of whole numbers"),
    (lambda: MelConfig(**{**MEL, "f_max": 12000.0}), "half the sample rate"),
    (lambda: MelConfig(**{**MEL, "kind": "oobleck"}), "must be 'mel'"),
    (lambda: MelConfig(**{**MEL, "vocoder": {"width": 8}}), r"VocoderConfig lacks the fields layers"),
    (lambda: MelConfig(**{**MEL, "vocoder": {"width": 9999, "layers": 2}}), "VocoderConfig.width is 9999"),
    (lambda: MelConfig(**{**MEL, "vocoder": 8}), "VocoderConfig is 8"),
    (lambda: DiTConfig(8, 100, 10, 1, 1, 2, 16, 16, 16, (4, 6, 8)), "add up to 18"),
    (lambda: DiTConfig(8, 100, 10, 1, 1, 2, 16, 16, 16, (5, 5, 6)), "three even widths"),
    (lambda: DiTConfig(8, 100, 0, 1, 1, 2, 16, 16, 16, (4, 6, 6)), "max_seconds is 0"),
])
def test_sizes_that_cannot_work_are_refused(build, words):
    with pytest.raises(ValueError, match=words):
        build()


def test_a_model_may_have_no_residual_tokens_but_needs_semantic_ones():
    assert TokenConfig(4, 0).residual_tokens == 0
    with pytest.raises(ValueError, match="semantic_tokens is 0; it must be 1 to 4096"):
        TokenConfig(0, 4)
    with pytest.raises(ValueError, match="residual_tokens is -1; it must be 0 to 4096"):
        TokenConfig(4, -1)
