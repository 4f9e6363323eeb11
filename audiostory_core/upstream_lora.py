"""Turns a peft-wrapped LLM's weights into plain ones: LoRA is merged, and saved modules replace the originals."""
from __future__ import annotations

import math
import re

import torch

from .bundle import LLM_EMBEDDING, LLM_HEAD, compare_shapes
from .errors import listed
from .model_parts import build_llm
from .upstream_files import UpstreamFiles, setting
from .weight_files import TensorRef, folder_tensors

WRAPPER = "base_model.model."
LORA = re.compile(r"(?P<layer>.+)\.lora_(?P<side>[AB])\.default\.weight")
SAVED = re.compile(r"(?P<layer>.+)\.modules_to_save\.default\.(?P<kind>\w+)")
ORIGINAL = re.compile(r".+\.original_module\.\w+")
UNSUPPORTED = ("use_dora", "rank_pattern", "alpha_pattern", "fan_in_fan_out")


def _lora_scale(files: UpstreamFiles) -> tuple[int, float]:
    """LoRA's rank, and the factor of the product B A."""
    peft = setting(files.config, "llm_model.peft_config", {})
    for name in UNSUPPORTED:
        if peft.get(name):
            raise ValueError(f"config.yaml: llm_model.peft_config.{name} is {peft[name]!r}; this cannot be merged")
    rank, alpha = (setting(files.config, f"llm_model.peft_config.{name}") for name in ("r", "lora_alpha"))
    return rank, alpha / (math.sqrt(rank) if peft.get("use_rslora") else rank)


def _sorted_state(state: dict[str, TensorRef]) -> tuple[dict, dict, dict]:
    """Split peft's names into plain weights, saved copies (which replace them), and LoRA pairs by layer."""
    plain, saved, pairs = {}, {}, {}
    for name, value in state.items():
        name = name.removeprefix(WRAPPER)
        if match := LORA.fullmatch(name):
            pairs.setdefault(match["layer"], {})[match["side"]] = value
        elif match := SAVED.fullmatch(name):
            saved[f"{match['layer']}.{match['kind']}"] = value
        elif not ORIGINAL.fullmatch(name):  # the frozen original of a saved copy
            plain[name.replace(".base_layer.", ".")] = value
    return plain, saved, pairs


def _merged(name: str, weight: TensorRef, pair: dict[str, TensorRef], rank: int, scale: float) -> TensorRef:
    """weight + scale * B A, computed in float32 when it is read."""
    if set(pair) != {"A", "B"}:
        raise ValueError(f"{name}: LoRA has {listed(sorted(pair))} only; A and B are needed")
    a, b = pair["A"], pair["B"]
    if a.shape[0] != rank or tuple(weight.shape) != (b.shape[0], a.shape[1]):
        raise ValueError(f"{name}: LoRA A {list(a.shape)} and B {list(b.shape)} do not fit rank {rank} "
                         f"and the weight {list(weight.shape)}")
    return TensorRef(weight.shape, torch.float32,
                     lambda: torch.addmm(weight.read().float(), b.read().float(), a.read().float(), alpha=scale))


def _settle_head(weights: dict[str, TensorRef], config: dict, notes: list[str]) -> None:
    """If the config ties embedding and head, use one tensor for both."""
    if not config.get("tie_word_embeddings"):
        return
    head, embedding = weights.get(LLM_HEAD), weights.get(LLM_EMBEDDING)
    if head is not None and embedding is not None and not torch.equal(head.read(), embedding.read()):
        notes.append("lm_head and embed_tokens differ though the config ties them; lm_head stands for both, as in "
                     "the reference, which loads it last")
    weights[LLM_EMBEDDING] = weights[LLM_HEAD] = embedding if head is None else head


def merged_llm(state: dict[str, TensorRef], files: UpstreamFiles, config: dict,
               notes: list[str]) -> dict[str, TensorRef]:
    """The LLM's plain weights, each merged in float32 when it is read.

    Args:
        state: the wrapped LLM's tensors, without their common prefix.
        config: the LLM's settings as the bundle will have them.
        notes: gets a line for everything that a person should know.

    Raises:
        ValueError: tensors are missing, unknown, or of the wrong shape.
    """
    with torch.device("meta"):
        wanted = {name: list(value.shape) for name, value in build_llm(config).state_dict().items()}
    weights, saved, pairs = _sorted_state(state)
    weights.update(saved)
    if missing := sorted(set(wanted) - set(weights) - {LLM_HEAD, LLM_EMBEDDING}):
        # the checkpoint holds trained weights only: the others are the base model's, as in the reference
        base = folder_tensors(files.llm)
        weights.update({name: base[name] for name in missing if name in base})
        notes.append(f"{len(missing)} tensors come from the base model, first {missing[0]}")
    _settle_head(weights, config, notes)
    if pairs:
        rank, scale = _lora_scale(files)
        for layer, pair in pairs.items():
            name = f"{layer}.weight"
            if name not in weights:
                raise ValueError(f"{files.model}: LoRA for {layer}, which is not there")
            weights[name] = _merged(name, weights[name], pair, rank, scale)
    compare_shapes(f"{files.model}: LLM", {name: ref.shape for name, ref in weights.items()}, wanted)
    return weights
