"""The diffusion transformer: shapes, conditioning, attention, and weights."""
from __future__ import annotations

import dataclasses

import pytest
import torch
from diffusers.models.transformers import transformer_flux
from torch.nn import functional as F
from toy import toy_config

from audiostory_core.dit import StoryDiT

LEVELS = torch.tensor([0.9, 0.2])
SECONDS = torch.tensor([3.0, 7.5])


@pytest.fixture
def config():
    return dataclasses.replace(toy_config().dit, num_layers=2, num_single_layers=2)


@pytest.fixture
def dit(config):
    torch.manual_seed(0)
    return StoryDiT(config).eval()


def _inputs(config, frames=11):
    torch.manual_seed(1)
    return torch.randn(2, config.latent_channels, frames), torch.randn(2, 5, config.token_width)


@pytest.mark.parametrize("frames", [1, 11, 130])
def test_any_length_gives_a_velocity_of_that_length(dit, config, frames):
    latent, fused = _inputs(config, frames)
    assert dit(latent, LEVELS, fused, SECONDS).shape == latent.shape


def test_the_attention_is_that_of_diffusers(dit, config):
    latent, fused = _inputs(config)
    ours = dit(latent, LEVELS, fused, SECONDS)
    original = getattr(transformer_flux, "FluxAttnProcessor", None)
    if original is None:  # its name up to diffusers 0.34
        from diffusers.models.attention_processor import FluxAttnProcessor2_0 as original
    dit.transformer.set_attn_processor(original())
    assert torch.allclose(ours, dit(latent, LEVELS, fused, SECONDS), atol=1e-5)


def test_the_given_attention_is_used_in_every_block_with_text_first(config):
    torch.manual_seed(0)
    plain = StoryDiT(config).eval()
    calls = []

    def spy(q, k, v):
        calls.append((q.shape, k.shape, v.shape))
        return F.scaled_dot_product_attention(q, k, v)

    spied = StoryDiT(config, spy).eval()
    spied.load_state_dict(plain.state_dict())
    latent, fused = _inputs(config)
    assert torch.equal(plain(latent, LEVELS, fused, SECONDS), spied(latent, LEVELS, fused, SECONDS))
    shape = (2, config.num_heads, 5 + 1 + 11, config.head_width)  # tokens, the duration token, frames
    assert calls == [(shape, shape, shape)] * 4

    def text_only(q, k, v):
        return F.scaled_dot_product_attention(q, k[:, :, :6], v[:, :, :6])

    blind = StoryDiT(config, text_only).eval()
    blind.load_state_dict(plain.state_dict())
    other = latent.clone()
    other[:, :, 0] += 1  # no frame sees another one, so only the first may change
    change = (blind(other, LEVELS, fused, SECONDS) - blind(latent, LEVELS, fused, SECONDS)).abs().amax(dim=(0, 1))
    assert change[0] > 1e-3
    assert change[1:].max() < 1e-6


def test_the_noise_level_reaches_the_model_times_a_thousand(dit, config):
    levels = []
    dit.transformer.time_text_embed.time_proj.register_forward_hook(lambda _, args, __: levels.append(args[0]))
    latent, fused = _inputs(config)
    dit(latent, LEVELS, fused, SECONDS)
    assert torch.allclose(levels[0], torch.tensor([900.0, 200.0]))


def test_seconds_tokens_and_frame_order_matter(dit, config):
    latent, fused = _inputs(config)
    plain = dit(latent, LEVELS, fused, SECONDS)
    assert not torch.allclose(plain, dit(latent, LEVELS, fused, SECONDS / 2), atol=1e-5)
    assert not torch.allclose(plain, dit(latent, LEVELS, fused * 2, SECONDS), atol=1e-5)
    assert not torch.allclose(plain.flip(-1), dit(latent.flip(-1), LEVELS, fused, SECONDS), atol=1e-5)


def test_seconds_beyond_the_model_are_held_at_its_longest(dit, config):
    latent, fused = _inputs(config)
    longest = dit(latent, LEVELS, fused, torch.full((2,), 10.0))
    assert torch.equal(longest, dit(latent, LEVELS, fused, torch.full((2,), 99.0)))


def test_the_duration_token_is_the_published_formula(dit):
    share = 0.3
    weights = dit.duration.frequencies.weight[:, 0]
    angles = share * weights * 2 * torch.pi
    features = torch.cat([torch.tensor([share]), angles.sin(), angles.cos()])
    expected = dit.duration.projection(features)
    assert torch.allclose(dit.duration(torch.tensor([3.0]), torch.float32)[0, 0], expected, atol=1e-5)


def test_clips_of_a_batch_do_not_touch_each_other(dit, config):
    latent, fused = _inputs(config)
    both = dit(latent, LEVELS, fused, SECONDS)
    alone = dit(latent[1:], LEVELS[1:], fused[1:], SECONDS[1:])
    assert torch.allclose(both[1:], alone, atol=1e-5)


def test_every_weight_stands_in_a_layer_that_a_host_can_swap(dit):
    for name, module in dit.named_modules():
        if list(module.parameters(recurse=False)):
            assert type(module).__name__ in ("Linear", "LayerNorm", "RMSNorm"), name
    assert not list(dit.buffers())


def test_gradients_reach_the_tokens_and_every_weight(dit, config):
    latent, fused = _inputs(config)
    fused.requires_grad_(True)
    dit(latent, LEVELS, fused, SECONDS).square().mean().backward()
    assert fused.grad.abs().sum() > 0
    # of the last double block's text side nothing but keys and values is heard, everything else must learn
    assert [name for name, value in dit.named_parameters() if value.grad is None] == []
