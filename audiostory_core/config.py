"""The sizes of every part of a model, as data: read from a bundle's config.json, checked, never guessed.

BundleConfig holds one small frozen dataclass for each part. Each has `to_dict` and `from_dict`. `from_dict` refuses
unknown and missing fields, the constructor refuses sizes that cannot work, and BundleConfig refuses parts that
do not fit together.
"""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass

from .config_part import Part, check_count, check_counts, check_flags, check_positive
from .errors import listed
from .sampler_config import SamplerConfig

FORMAT_NAME = "audiostory"
FORMAT_VERSION = 1
MOST_LAYERS = 1024  # a config file is untrusted: a huge number must not make the machine build layers for an hour


def _words_by_class(value) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        value = {"": value} if value else {}
    return {name: _texts(f"config known_words {name}".rstrip(), words) for name, words in value.items()}


def _texts(name: str, values) -> tuple[str, ...]:
    if not isinstance(values, (list, tuple)) or not all(isinstance(value, str) and value for value in values):
        raise ValueError(f"{name} is {values!r}; a list of words is needed")
    return tuple(values)


@dataclass(frozen=True)
class TokenConfig(Part):
    """How many bridge tokens the LLM writes for a clip. With 0 residual tokens, a clip has no residual span."""

    semantic_tokens: int
    residual_tokens: int

    def __post_init__(self):
        check_count("TokenConfig", most=4096, semantic_tokens=self.semantic_tokens)
        check_count("TokenConfig", most=4096, least=0, residual_tokens=self.residual_tokens)


@dataclass(frozen=True)
class BridgeConfig(Part):
    """From LLM hidden states [hidden_width] to the DiT's tokens [token_width].

    heads: of the attention that fuses residual tokens into semantic tokens.
    scale: the fused tokens are divided by it, in Bridge.scaled only.
    """

    hidden_width: int
    token_width: int
    heads: int
    scale: float

    def __post_init__(self):
        check_count("BridgeConfig", hidden_width=self.hidden_width, token_width=self.token_width, heads=self.heads)
        check_positive("BridgeConfig", scale=self.scale)
        if self.token_width % self.heads:
            raise ValueError(f"BridgeConfig.token_width {self.token_width} is not a multiple of heads {self.heads}")


@dataclass(frozen=True)
class DiTConfig(Part):
    """The diffusion transformer.

    latent_frames: the window that every clip is sampled in.
    max_seconds: the length that the duration token encodes as 1.0.
    rope_axes: widths of the three rotary position axes, together head_width.
    """

    latent_channels: int
    latent_frames: int
    max_seconds: float
    num_layers: int
    num_single_layers: int
    num_heads: int
    head_width: int
    token_width: int
    pooled_width: int
    rope_axes: tuple[int, ...]

    def __post_init__(self):
        check_count("DiTConfig", latent_channels=self.latent_channels, latent_frames=self.latent_frames,
                     num_heads=self.num_heads, head_width=self.head_width, token_width=self.token_width,
                     pooled_width=self.pooled_width)
        check_count("DiTConfig", least=0, most=MOST_LAYERS, num_layers=self.num_layers,
                     num_single_layers=self.num_single_layers)
        check_positive("DiTConfig", max_seconds=self.max_seconds)
        object.__setattr__(self, "rope_axes", check_counts("DiTConfig", "rope_axes", self.rope_axes))
        if len(self.rope_axes) != 3 or any(axis % 2 for axis in self.rope_axes):
            raise ValueError(f"DiTConfig.rope_axes is {self.rope_axes}; three even widths are needed")
        if sum(self.rope_axes) != self.head_width:
            raise ValueError(f"DiTConfig.rope_axes {self.rope_axes} add up to {sum(self.rope_axes)}, "
                             f"not to head_width {self.head_width}")

    @property
    def width(self) -> int:
        """Width of the residual stream."""
        return self.num_heads * self.head_width


@dataclass(frozen=True)
class OobleckConfig(Part):
    """A waveform autoencoder; field names and defaults are those of diffusers' AutoencoderOobleck."""

    kind: str = "oobleck"
    encoder_hidden_size: int = 128
    downsampling_ratios: tuple[int, ...] = (2, 4, 4, 8, 8)
    channel_multiples: tuple[int, ...] = (1, 2, 4, 8, 16)
    decoder_channels: int = 128
    decoder_input_channels: int = 64
    audio_channels: int = 2
    sampling_rate: int = 44100

    def __post_init__(self):
        if self.kind != "oobleck":
            raise ValueError(f"OobleckConfig.kind is {self.kind!r}; it must be 'oobleck'")
        for name in ("downsampling_ratios", "channel_multiples"):
            object.__setattr__(self, name, check_counts("OobleckConfig", name, getattr(self, name)))
        if len(self.downsampling_ratios) != len(self.channel_multiples):
            raise ValueError(f"OobleckConfig.downsampling_ratios has {len(self.downsampling_ratios)} entries, "
                             f"channel_multiples {len(self.channel_multiples)}; they must pair up")
        if any(ratio % 2 for ratio in self.downsampling_ratios):  # a layer with an odd ratio loses a sample
            raise ValueError(f"OobleckConfig.downsampling_ratios is {self.downsampling_ratios}; all must be even")
        check_count("OobleckConfig", encoder_hidden_size=self.encoder_hidden_size,
                     decoder_channels=self.decoder_channels, decoder_input_channels=self.decoder_input_channels,
                     audio_channels=self.audio_channels, sampling_rate=self.sampling_rate)

    @property
    def sample_rate(self) -> int:
        """Samples a second."""
        return self.sampling_rate

    @property
    def latent_channels(self) -> int:
        """Channels of a latent frame."""
        return self.decoder_input_channels

    @property
    def hop_samples(self) -> int:
        """Samples a latent frame."""
        return math.prod(self.downsampling_ratios)


@dataclass(frozen=True)
class VocoderConfig(Part):
    """The vocoder that a mel codec may have, see vocoder.py.

    width: channels of its blocks. layers: how many blocks.
    """

    width: int
    layers: int

    def __post_init__(self):
        check_count("VocoderConfig", most=4096, width=self.width, layers=self.layers)


@dataclass(frozen=True)
class MelConfig(Part):
    """The small models' codec: log-mel frames, and their inversion.

    frames_per_latent: mel frames that one latent frame codes.
    log_floor: magnitudes are raised to at least this before the logarithm.
    noise_share: how much of the fine structure of white noise is put back at decoding, 0 (none) to 1 (all).
    loudest_frame: the largest RMS of a window of n_fft samples; louder windows are turned down to it at decoding.
    vocoder: a trained vocoder that replaces Griffin-Lim; griffin_lim_steps and noise_share are then unused. None if
        there is no vocoder.
    """

    sample_rate: int
    n_fft: int
    hop_length: int
    n_mels: int
    f_min: float
    f_max: float
    frames_per_latent: int
    latent_channels: int
    griffin_lim_steps: int
    audio_channels: int = 1
    log_floor: float = 1e-3
    noise_share: float = 0.85
    loudest_frame: float = 0.25
    vocoder: VocoderConfig | None = None
    kind: str = "mel"

    def __post_init__(self):
        if self.kind != "mel":
            raise ValueError(f"MelConfig.kind is {self.kind!r}; it must be 'mel'")
        if self.vocoder is not None and not isinstance(self.vocoder, VocoderConfig):
            object.__setattr__(self, "vocoder", VocoderConfig.from_dict(self.vocoder))
        check_count("MelConfig", sample_rate=self.sample_rate, n_fft=self.n_fft, hop_length=self.hop_length,
                     n_mels=self.n_mels, frames_per_latent=self.frames_per_latent,
                     latent_channels=self.latent_channels, audio_channels=self.audio_channels)
        check_count("MelConfig", least=0, griffin_lim_steps=self.griffin_lim_steps)
        check_positive("MelConfig", f_max=self.f_max, log_floor=self.log_floor, loudest_frame=self.loudest_frame)
        if not 0 <= self.noise_share <= 1:
            raise ValueError(f"MelConfig.noise_share is {self.noise_share}; it must be 0 to 1")
        if not 0 <= self.f_min < self.f_max <= self.sample_rate / 2:
            raise ValueError(f"MelConfig.f_min {self.f_min} and f_max {self.f_max} must lie in order between 0 "
                             f"and half the sample rate, {self.sample_rate / 2}")

    @property
    def hop_samples(self) -> int:
        """Samples a latent frame."""
        return self.hop_length * self.frames_per_latent

    def to_dict(self) -> dict:
        """The fields as plain data. `vocoder` is left out if it is None, as in older config files."""
        data = super().to_dict()
        if self.vocoder is None:
            del data["vocoder"]
        else:
            data["vocoder"] = self.vocoder.to_dict()
        return data


CODEC_CONFIGS = {"oobleck": OobleckConfig, "mel": MelConfig}


def codec_config(data: dict) -> OobleckConfig | MelConfig:
    """The codec's config from plain data; its `kind` says which.

    Raises:
        ValueError: an unknown kind, or fields that do not fit it.
    """
    kind = data.get("kind") if isinstance(data, dict) else None
    if kind not in CODEC_CONFIGS:
        raise ValueError(f"codec kind {kind!r} is unknown; known are {listed(sorted(CODEC_CONFIGS))}")
    return CODEC_CONFIGS[kind].from_dict(data)


@dataclass(frozen=True)
class PlannerConfig(Part):
    """How the LLM's text is decoded.

    max_new_tokens: decoding stops after this many tokens, forced tokens included.
    repetition_penalty: as in transformers, on all tokens that occurred before, also in the prompt; 1 = none.
    most_story_seconds: the longest story that it was trained to plan; None if unknown.
    quotes: whether it was trained to put words that it copies from the instruction between double quotes; decoding then
        enforces that, see guide/copy_constraint.py.
    reads: whether its reasoning begins with an outline; the clips are then derived from it, see guide/outline.py.
    """

    max_new_tokens: int = 1600
    repetition_penalty: float = 1.0
    most_story_seconds: float | None = None
    quotes: bool = False
    reads: bool = False

    def __post_init__(self):
        check_count("PlannerConfig", max_new_tokens=self.max_new_tokens)
        check_positive("PlannerConfig", repetition_penalty=self.repetition_penalty)
        if self.most_story_seconds is not None:
            check_positive("PlannerConfig", most_story_seconds=self.most_story_seconds)
        check_flags("PlannerConfig", quotes=self.quotes, reads=self.reads)


LLM_COUNTS = ("hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
              "num_key_value_heads", "vocab_size")


@dataclass(frozen=True)
class BundleConfig:
    """Everything that config.json says about a model.

    llm: a transformers Qwen2 configuration as plain data.
    provenance: where the weights come from; free-form.
    knows: names of the sounds that a small model was trained on; empty for a model without such a limit.
    known_words: for each of these sound classes, the words that ask for it, in lower case; also empty for a model
        without such a limit, see guide/. A plain list (in older bundles) is taken as one class without a name.
    """

    name: str
    llm: dict
    tokens: TokenConfig
    bridge: BridgeConfig
    dit: DiTConfig
    codec: OobleckConfig | MelConfig
    planner: PlannerConfig
    provenance: dict
    licence: str
    knows: tuple[str, ...] = ()
    known_words: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    sampler: SamplerConfig = SamplerConfig()

    def __post_init__(self):
        object.__setattr__(self, "knows", _texts("config knows", self.knows))
        object.__setattr__(self, "known_words", _words_by_class(self.known_words))
        if not isinstance(self.name, str) or not self.name:
            raise ValueError(f"config name is {self.name!r}; a non-empty text is needed")
        if not isinstance(self.llm, dict) or self.llm.get("model_type") != "qwen2":
            raise ValueError("config llm is not a configuration whose model_type is 'qwen2'")
        check_count("llm", **{name: self.llm.get(name) for name in LLM_COUNTS})
        check_count("llm", most=MOST_LAYERS, num_hidden_layers=self.llm["num_hidden_layers"])
        for whole, share in (("hidden_size", "num_attention_heads"), ("num_attention_heads", "num_key_value_heads")):
            if self.llm[whole] % self.llm[share]:
                raise ValueError(f"config llm.{whole} {self.llm[whole]} is not a multiple of {share} {self.llm[share]}")
        pairs = (("bridge.hidden_width", self.bridge.hidden_width, "llm.hidden_size", self.llm["hidden_size"]),
                 ("bridge.token_width", self.bridge.token_width, "dit.token_width", self.dit.token_width),
                 ("codec.latent_channels", self.codec.latent_channels,
                  "dit.latent_channels", self.dit.latent_channels))
        for left, left_value, right, right_value in pairs:
            if left_value != right_value:
                raise ValueError(f"config {left} is {left_value} but {right} is {right_value}; they must be equal")

    @property
    def longest_clip_seconds(self) -> float:
        """The longest clip that both the duration token (max_seconds) and the latent (latent_frames) can hold."""
        decoded = self.dit.latent_frames * self.codec.hop_samples / self.codec.sample_rate
        return min(float(self.dit.max_seconds), decoded)

    def frames_of(self, seconds: float) -> float:
        """How many latent frames last so long."""
        return seconds * self.codec.sample_rate / self.codec.hop_samples

    @classmethod
    def from_dict(cls, data: dict) -> BundleConfig:
        """Build from the parsed config.json.

        Raises:
            ValueError: another format or version, a missing or unknown field, or a value out of range.
        """
        if not isinstance(data, dict):
            raise ValueError("config is not an object with named fields")
        if data.get("format") != FORMAT_NAME or data.get("version") != FORMAT_VERSION:
            raise ValueError(f"config format is {data.get('format')!r} version {data.get('version')!r}; "
                             f"{FORMAT_NAME!r} version {FORMAT_VERSION} is needed")
        fields = {name: value for name, value in data.items() if name not in ("format", "version")}
        names = {field.name for field in dataclasses.fields(cls)}
        if unknown := sorted(set(fields) - names):
            raise ValueError(f"config has unknown fields {listed(unknown)}; known are {listed(sorted(names))}")
        if missing := sorted(names - {"knows", "known_words", "sampler"} - set(fields)):
            raise ValueError(f"config lacks the fields {listed(missing)}")
        parts = {"tokens": TokenConfig, "bridge": BridgeConfig, "dit": DiTConfig, "planner": PlannerConfig}
        if "sampler" in fields:
            parts["sampler"] = SamplerConfig
        fields.update({name: part.from_dict(fields[name]) for name, part in parts.items()})
        fields["codec"] = codec_config(fields["codec"])
        return cls(**fields)

    def to_dict(self) -> dict:
        """Plain data for config.json; without a sampler's settings if they are the usual ones."""
        parts = {name: getattr(self, name).to_dict() for name in ("tokens", "bridge", "dit", "codec", "planner")}
        if self.sampler != SamplerConfig():
            parts["sampler"] = self.sampler.to_dict()
        return {"format": FORMAT_NAME, "version": FORMAT_VERSION, "name": self.name, "llm": self.llm, **parts,
                "provenance": self.provenance, "licence": self.licence, "knows": list(self.knows),
                "known_words": {kind: list(words) for kind, words in self.known_words.items()}}
