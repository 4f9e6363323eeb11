"""Builds the parts of a model from their sizes: LLM, bridge, DiT and codec, with fresh weights."""
from __future__ import annotations

import importlib
from concurrent.futures import ThreadPoolExecutor

from torch import nn

from .bridge import Bridge
from .config import BundleConfig, MelConfig, OobleckConfig
from .dit import StoryDiT
from .errors import listed
from .mel import MelCodec
from .vae import OobleckCodec

LIBRARIES = ("diffusers.models.autoencoders.autoencoder_oobleck", "diffusers.models.transformers.transformer_flux",
             "transformers.models.qwen2.modeling_qwen2")
PARTS = ("llm", "bridge", "dit", "vae")


def _import_libraries() -> None:
    """Import what models are made of. That takes seconds, so it waits for the first model.

    It happens in another thread. The caller may be in inference mode, or build on the meta device; both hold for its
    own thread alone, and a tensor that a module makes while it is imported must be an ordinary one.
    """
    with ThreadPoolExecutor(1) as thread:
        for module in LIBRARIES:
            thread.submit(importlib.import_module, module).result()


def build_codec(config: OobleckConfig | MelConfig) -> nn.Module:
    """The codec with this config."""
    _import_libraries()
    return MelCodec(config) if isinstance(config, MelConfig) else OobleckCodec(config)


def build_llm(config: dict) -> nn.Module:
    """A transformers Qwen2ForCausalLM from a config as plain data, in the format of transformers 4 or 5."""
    _import_libraries()
    from transformers import Qwen2Config, Qwen2ForCausalLM

    settings = {name: value for name, value in config.items() if name not in ("torch_dtype", "dtype")}
    rotary = settings.pop("rope_parameters", None)
    if rotary is not None:
        settings.setdefault("rope_theta", rotary["rope_theta"])
        if rotary.get("rope_type", "default") != "default":
            settings.setdefault("rope_scaling", rotary)
    return Qwen2ForCausalLM(Qwen2Config(**settings))


def build_part(config: BundleConfig, part: str, attention=None) -> nn.Module:
    """A part with fresh weights, on torch's current default device.

    Args:
        part: "llm", "bridge", "dit" or "vae".
        attention: for the DiT, see StoryDiT.
    """
    if part == "llm":
        return build_llm(config.llm)
    if part == "bridge":
        return Bridge(config.bridge, config.tokens)
    if part == "dit":
        _import_libraries()
        return StoryDiT(config.dit, attention)
    if part == "vae":
        return build_codec(config.codec)
    raise ValueError(f"part is {part!r}; it must be one of {listed(PARTS)}")
