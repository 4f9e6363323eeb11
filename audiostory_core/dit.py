"""The diffusion transformer: diffusers' FLUX blocks over 1-D audio latents, conditioned on content and duration.

A clip is conditioned in three ways: its fused tokens and one duration token come before the audio frames in the
attention sequence, and the projected mean of the fused tokens modulates every layer together with the noise level.
"""
from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional as F

from .config import DiTConfig

DURATION_FREQUENCIES = 128


class DurationToken(nn.Module):
    """A number of seconds as one token: learned Fourier features, then a projection.

    The frequencies are the weight of a Linear, not a bare parameter, because a host such as ComfyUI moves weights layer
    by layer.
    """

    def __init__(self, max_seconds: float, token_width: int):
        super().__init__()
        self.max_seconds = float(max_seconds)
        self.frequencies = nn.Linear(1, DURATION_FREQUENCIES, bias=False)
        self.projection = nn.Linear(2 * DURATION_FREQUENCIES + 1, token_width)
        if not self.frequencies.weight.is_meta:
            nn.init.normal_(self.frequencies.weight)

    def forward(self, seconds: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
        """seconds [B] -> [B, 1, token_width] in dtype; seconds are clamped to 0 .. max_seconds."""
        share = (seconds.float().clamp(0.0, self.max_seconds) / self.max_seconds).to(dtype)[:, None]  # [B, 1]
        angles = self.frequencies(share) * 2 * math.pi  # [B, F]
        features = torch.cat([share, angles.sin(), angles.cos()], dim=-1)  # [B, 2F + 1]
        return self.projection(features)[:, None]


def rotate(x: torch.Tensor, rotary: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Rotary positions on x [B, H, T, D]; rotary is (cos, sin), each [T, D], with the same value for both of a pair."""
    cos, sin = (part.to(x.device)[None, None] for part in rotary)
    even, odd = x.float().unflatten(-1, (-1, 2)).unbind(-1)
    turned = torch.stack([-odd, even], dim=-1).flatten(-2)
    return (x.float() * cos + turned * sin).to(x.dtype)


class InjectedAttention:
    """The attention processor of every block, with an attention function from the caller.

    diffusers calls it in the double blocks with audio and text separately (text comes first in the joint sequence), and
    in the single blocks with both already joined.
    """

    def __init__(self, attention=None):
        self.attention = attention or F.scaled_dot_product_attention

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, attention_mask=None, image_rotary_emb=None):
        def heads(x, norm=None):
            x = x.unflatten(-1, (attn.heads, -1))  # [B, T, H, D]
            return (x if norm is None else norm(x)).transpose(1, 2)

        query = heads(attn.to_q(hidden_states), attn.norm_q)
        key = heads(attn.to_k(hidden_states), attn.norm_k)
        value = heads(attn.to_v(hidden_states))
        text = encoder_hidden_states
        if text is not None:
            query = torch.cat([heads(attn.add_q_proj(text), attn.norm_added_q), query], dim=2)
            key = torch.cat([heads(attn.add_k_proj(text), attn.norm_added_k), key], dim=2)
            value = torch.cat([heads(attn.add_v_proj(text)), value], dim=2)
        if image_rotary_emb is not None:
            query, key = rotate(query, image_rotary_emb), rotate(key, image_rotary_emb)
        joined = self.attention(query, key, value).transpose(1, 2).flatten(2)  # [B, T, H * D]
        if text is None:
            return joined
        text_part, audio_part = joined[:, :text.shape[1]], joined[:, text.shape[1]:]
        return attn.to_out[1](attn.to_out[0](audio_part)), attn.to_add_out(text_part)


class StoryDiT(nn.Module):
    """The DiT: predicts the velocity (noise - audio) of the flow.

    Args:
        config: the sizes.
        attention: (q, k, v) each [B, H, T, D] -> [B, H, T, D]; None for torch's own.
    """

    def __init__(self, config: DiTConfig, attention=None):
        from diffusers import FluxTransformer2DModel

        super().__init__()
        self.config = config
        self.pooled = nn.Linear(config.token_width, config.pooled_width)
        self.duration = DurationToken(config.max_seconds, config.token_width)
        self.transformer = FluxTransformer2DModel(
            in_channels=config.latent_channels,
            num_layers=config.num_layers,
            num_single_layers=config.num_single_layers,
            attention_head_dim=config.head_width,
            num_attention_heads=config.num_heads,
            joint_attention_dim=config.token_width,
            pooled_projection_dim=config.pooled_width,
            guidance_embeds=False,
            axes_dims_rope=tuple(config.rope_axes),
        )
        self.transformer.set_attn_processor(InjectedAttention(attention))

    def forward(self, latent: torch.Tensor, sigma: torch.Tensor, fused: torch.Tensor,
                seconds: torch.Tensor) -> torch.Tensor:
        """The velocity (noise - audio) at a noisy latent.

        Args:
            latent: [B, C, L], any L; its dtype is the dtype of the computation.
            sigma: [B], 1 = noise, 0 = audio.
            fused: [B, T, token_width], the tokens that say what the clip sounds like.
            seconds: [B], the clip's length.

        Returns:
            Velocity [B, C, L].

        Source: TangoFlux, as AudioStory uses it.
        """
        fused = fused.to(latent.dtype)
        pooled = F.relu(self.pooled(fused.mean(dim=1)))  # [B, pooled_width]
        text = torch.cat([fused, self.duration(seconds, latent.dtype)], dim=1)  # [B, T + 1, token_width]
        frames = torch.arange(latent.shape[-1], device=latent.device, dtype=torch.float32)
        velocity = self.transformer(
            hidden_states=latent.transpose(1, 2),
            encoder_hidden_states=text,
            pooled_projections=pooled,
            timestep=sigma,  # diffusers multiplies by 1000 itself
            img_ids=frames[:, None].expand(-1, 3),
            txt_ids=frames.new_zeros(text.shape[1], 3),
            return_dict=False,
        )[0]  # [B, L, C]
        return velocity.transpose(1, 2)
