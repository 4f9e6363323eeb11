"""The embedded model's recipe as data: every size and every schedule stands here and nowhere else."""
from __future__ import annotations

from dataclasses import dataclass, field

from ..config import BridgeConfig, DiTConfig, MelConfig, TokenConfig
from .engine import Schedule

LATENT_FRAMES = 64


def _codec() -> MelConfig:
    return MelConfig(sample_rate=22050, n_fft=1024, hop_length=256, n_mels=64, f_min=30.0, f_max=11025.0,
                     frames_per_latent=16, latent_channels=64, griffin_lim_steps=32)


def _dit() -> DiTConfig:
    codec = _codec()
    seconds = LATENT_FRAMES * codec.hop_samples / codec.sample_rate
    return DiTConfig(latent_channels=codec.latent_channels, latent_frames=LATENT_FRAMES, max_seconds=seconds,
                     num_layers=2, num_single_layers=6, num_heads=4, head_width=64, token_width=256,
                     pooled_width=256, rope_axes=(16, 24, 24))


@dataclass(frozen=True)
class Recipe:
    """Sizes and schedules of a model trained from nothing.

    clips_a_kind: rendered training clips of each kind of sound.
    sound, story, whole: the stages in their order: the DiT on caption tokens; the LLM on texts, its semantic tokens
        drawn to the caption tokens; everything together, the flow loss reaching the LLM.
    flow_weight, text_weight, semantic_weight: of the losses (1 : 2 : 5 in the paper).
    """

    codec: MelConfig = field(default_factory=_codec)
    dit: DiTConfig = field(default_factory=_dit)
    tokens: TokenConfig = TokenConfig(semantic_tokens=8, residual_tokens=4)
    bridge: BridgeConfig = BridgeConfig(hidden_width=256, token_width=256, heads=4, scale=1.0)
    llm_layers: int = 4
    llm_heads: int = 4
    llm_mlp: int = 768
    vocabulary: int = 2048
    clips_a_kind: int = 144
    sound: Schedule = Schedule(steps=8000, batch=24, learning_rate=8e-4, warmup=200)
    story: Schedule = Schedule(steps=2400, batch=12, learning_rate=1e-3, warmup=100, average=0.995)
    whole: Schedule = Schedule(steps=500, batch=8, learning_rate=2e-4, warmup=20, average=0.99)
    flow_weight: float = 1.0
    text_weight: float = 2.0
    semantic_weight: float = 5.0


TINY = Recipe()
