"""Toy models for the tests: real classes, random weights, runs of milliseconds."""
from __future__ import annotations

import json

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from audiostory_core.bundle import PARTS, save_bundle
from audiostory_core.config import BundleConfig, TokenConfig
from audiostory_core.few_steps import adapted_layers
from audiostory_core.model_parts import build_part

BASE_TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
LLM = {"model_type": "qwen2", "vocab_size": 320, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
       "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 4096, "rope_theta": 10000.0,
       "rms_norm_eps": 1e-6, "tie_word_embeddings": True}


def added_tokens(tokens: TokenConfig) -> list[str]:
    """The names that upstream adds, in upstream's order."""
    return ["</t5>", "<video_padding>", "<timestamp>", "</timestamp>", "<t5>",
            *(f"<t5_{index:05d}>" for index in range(tokens.semantic_tokens)), "<aud>", "</aud>",
            *(f"<aud_{index:05d}>" for index in range(tokens.residual_tokens)),
            "<|gen|>", "<|/gen|>", "<|think|>", "<|/think|>"]


def base_tokenizer(marks=BASE_TOKENS) -> Tokenizer:
    """A byte a token, and the chat marks."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={letter: index for index, letter in enumerate(letters)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(list(marks))
    return tokenizer


def story_tokenizer(tokens: TokenConfig) -> Tokenizer:
    tokenizer = base_tokenizer()
    tokenizer.add_tokens(added_tokens(tokens))
    return tokenizer


def toy_config_data() -> dict:
    """config.json of a model of clips up to 10 s: 10 latent frames and 640 samples a second."""
    return {
        "format": "audiostory", "version": 1, "name": "toy", "llm": dict(LLM),
        "tokens": {"semantic_tokens": 4, "residual_tokens": 2},
        "bridge": {"hidden_width": 32, "token_width": 16, "heads": 2, "scale": 2.0},
        "dit": {"latent_channels": 8, "latent_frames": 100, "max_seconds": 10, "num_layers": 1,
                "num_single_layers": 1, "num_heads": 2, "head_width": 16, "token_width": 16, "pooled_width": 24,
                "rope_axes": [4, 6, 6]},
        "codec": {"kind": "oobleck", "encoder_hidden_size": 16, "downsampling_ratios": [2, 4, 8],
                  "channel_multiples": [1, 1, 2], "decoder_channels": 4, "decoder_input_channels": 8,
                  "audio_channels": 2, "sampling_rate": 640},
        "planner": {"max_new_tokens": 200}, "provenance": {"made": "at random"}, "licence": "Apache-2.0",
    }


def toy_config(**changes) -> BundleConfig:
    return BundleConfig.from_dict({**toy_config_data(), **changes})


def toy_parts(config: BundleConfig) -> dict:
    torch.manual_seed(0)
    parts = {part: build_part(config, part) for part in PARTS}
    for name, value in parts["bridge"].named_parameters():
        if name in ("fuser.out.weight", "empty_prompt.weight"):
            torch.nn.init.normal_(value, std=0.3)  # untrained they are zero, which hides mistakes
    return parts


def write_toy_bundle(directory, config: BundleConfig | None = None):
    """A whole random model folder at `directory`, with an adapter for few steps where the config has one."""
    config = config or toy_config()
    parts, texts = toy_parts(config), {"tokenizer.json": story_tokenizer(config.tokens).to_str()}
    if config.sampler.adapter:
        parts["few_steps"] = toy_adapter(parts["dit"])
    return save_bundle(directory, config, parts, texts)


def toy_adapter(dit, rank: int = 2) -> dict[str, torch.Tensor]:
    """A DiT's adapter for few steps, of random numbers."""
    generator, adapter = torch.Generator().manual_seed(3), {}
    for name in adapted_layers(dit):
        out, width = dit.get_submodule(name).weight.shape
        adapter[f"{name}.lora_A.weight"] = torch.randn(rank, width, generator=generator)
        adapter[f"{name}.lora_B.weight"] = torch.randn(out, rank, generator=generator) * 0.1
    return adapter


def rewrite_config(directory, change) -> None:
    """Let `change` edit a model folder's parsed config.json in place."""
    file = directory / "config.json"
    data = json.loads(file.read_text())
    change(data)
    file.write_text(json.dumps(data))
