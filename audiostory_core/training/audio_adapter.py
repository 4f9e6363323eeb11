"""The audio adapter: a frozen sound encoder, and a resampler from its features to input embeddings of the LLM.

At full size the encoder is Whisper's. At small size it is the model's own codec, whose latents serve as features. The
features are computed once and cached (cache.SoundStore); only the resampler trains. Source: AudioStory feeds Whisper
features through a resampler into the input embeddings. The resampler here is a perceiver (Jaegle 2021), unlike
AudioStory's.
"""
from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from ..checks import is_whole
from ..digests import tensors_digest
from ..mel import MelCodec, coding_of

WHISPER_RATE = 16000
WHISPER_SECONDS = 30.0
WHISPER_FRAMES_A_SECOND = 50  # two mel frames of 10 ms each


@dataclass(frozen=True)
class ListenerConfig:
    """Sizes of a Resampler.

    features: channels of the encoder's features. queries: number of embeddings for a sound.
    encoder: where the features come from, for the reader of a config: "codec" or the name of a Whisper.
    """

    features: int
    hidden_width: int
    width: int
    queries: int
    layers: int
    heads: int
    encoder: str = "codec"

    def __post_init__(self):
        for name, value in asdict(self).items():
            if name != "encoder" and (not is_whole(value) or value < 1):
                raise ValueError(f"ListenerConfig.{name} is {value!r}; a whole number of at least 1 is needed")
        if self.width % self.heads:
            raise ValueError(f"ListenerConfig.width {self.width} is not a multiple of heads {self.heads}")


class _Block(nn.Module):
    """Attention of the queries to the features and to each other, then an MLP."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.query_norm, self.told_norm, self.mlp_norm = (nn.LayerNorm(width) for _ in range(3))
        self.q, self.out = nn.Linear(width, width), nn.Linear(width, width)
        self.kv = nn.Linear(width, 2 * width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, queries: torch.Tensor, told: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """queries [B, Q, W], told [B, L, W], mask [B, L] true for frames with sound -> [B, Q, W]."""
        asking = self.query_norm(queries)
        seen = torch.cat([self.told_norm(told), asking], dim=1)  # [B, L + Q, W]
        mask = F.pad(mask, (0, queries.shape[1]), value=True)[:, None, None]  # [B, 1, 1, L + Q]
        q, k, v = (x.unflatten(-1, (self.heads, -1)).transpose(1, 2)
                   for x in (self.q(asking), *self.kv(seen).chunk(2, dim=-1)))
        queries = queries + self.out(F.scaled_dot_product_attention(q, k, v, mask).transpose(1, 2).flatten(2))
        return queries + self.mlp(self.mlp_norm(queries))


class Resampler(nn.Module):
    """Features of any length -> a fixed number of the LLM's input embeddings."""

    def __init__(self, config: ListenerConfig):
        super().__init__()
        self.config = config
        self.queries = nn.Embedding(config.queries, config.width)
        self.told = nn.Linear(config.features, config.width)
        self.blocks = nn.ModuleList(_Block(config.width, config.heads) for _ in range(config.layers))
        self.out = nn.Sequential(nn.LayerNorm(config.width), nn.Linear(config.width, config.hidden_width))

    def forward(self, features: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """features [B, L, C], of which the first lengths [B] are sound -> embeddings [B, queries, hidden_width]."""
        mask = torch.arange(features.shape[1], device=features.device) < lengths[:, None]
        told = self.told(features)
        places = torch.arange(features.shape[1], device=features.device, dtype=torch.float32)
        told = told + _waves(places, told.shape[-1]).to(told.dtype)  # a frame's time in the sound
        queries = self.queries.weight.expand(len(features), -1, -1)
        for block in self.blocks:
            queries = block(queries, told, mask)
        return self.out(queries)


def _waves(places: torch.Tensor, width: int) -> torch.Tensor:
    """Sines and cosines of places [L] at many rates, [L, width]."""
    rates = 10_000 ** (-torch.arange(0, width, 2, device=places.device) / width)
    angles = places[:, None] * rates
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)[:, :width]


class CodecHearing:
    """The codec as an encoder: its latents are features to listen to, and the DiT's targets.

    The digest is of the weights rounded to float16, without a vocoder. So it stays the same for a model that was stored
    in half precision, or that got a vocoder.
    """

    name = "codec"

    def __init__(self, codec):
        self.codec = codec
        state = codec.coding_state() if isinstance(codec, MelCodec) else codec.state_dict()
        halves = {name: value.half() for name, value in state.items()}
        self.digest = tensors_digest(halves, coding_of(codec.config).to_dict())
        self.sample_rate, self.channels = codec.config.sample_rate, codec.config.audio_channels
        self.features = codec.config.latent_channels
        self.longest_seconds = float("inf")

    def __call__(self, waveform: torch.Tensor) -> torch.Tensor:
        """waveform [1, channels, T] -> features [1, C, L]."""
        weight = next(iter(self.codec.state_dict().values()))
        return self.codec.encode(waveform.to(weight.device, weight.dtype))


class WhisperHearing:
    """The encoder of a Whisper that transformers saved in a folder. Nothing is downloaded.

    Raises:
        ValueError: the folder holds no Whisper; names the folder.
    """

    sample_rate, channels, longest_seconds = WHISPER_RATE, 1, WHISPER_SECONDS

    def __init__(self, folder, device="cpu"):
        from transformers import WhisperFeatureExtractor, WhisperModel

        self.name, self.device = Path(folder).name, torch.device(device)
        try:
            self.extract = WhisperFeatureExtractor.from_pretrained(folder, local_files_only=True)
            model = WhisperModel.from_pretrained(folder, local_files_only=True).float()
        except (OSError, ValueError, KeyError) as error:
            raise ValueError(f"{folder}: no Whisper can be read from there ({error})") from error
        self.encoder = model.encoder.eval().requires_grad_(False).to(self.device)
        self.features = model.config.d_model
        self.digest = tensors_digest(self.encoder.state_dict())

    @torch.no_grad()
    def __call__(self, waveform: torch.Tensor) -> torch.Tensor:
        """waveform [1, 1, T] at 16 kHz, at most 30 s -> features [1, C, L], 50 a second of sound."""
        mel = self.extract(waveform[0, 0].numpy(), sampling_rate=WHISPER_RATE, return_tensors="pt").input_features
        heard = self.encoder(mel.to(self.device)).last_hidden_state  # [1, 1500, C], padded to 30 s
        frames = max(1, -(-waveform.shape[-1] * WHISPER_FRAMES_A_SECOND // WHISPER_RATE))
        return heard[:, :frames].transpose(1, 2)
