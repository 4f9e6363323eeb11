"""From an upstream AudioStory checkpoint to a bundle.

LoRA and the norms saved beside it are merged, names mapped, the tokenizer built, the VAE's weight normalisation
folded, and the empty-prompt tokens computed once with T5. Nothing of peft or T5 is needed afterwards. The
checkpoint is data: its pickle may hold tensors only, its `_target_` strings are never followed.
"""
from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import torch
from diffusers import AutoencoderOobleck

from .bundle import compare_shapes, save_bundle
from .config import (
    BridgeConfig,
    BundleConfig,
    DiTConfig,
    OobleckConfig,
    PlannerConfig,
    TokenConfig,
)
from .upstream_files import (
    LLM_PREFIX,
    UpstreamFiles,
    build_tokenizer,
    find_files,
    read_safetensors,
    read_weights,
    setting,
)
from .upstream_lora import merged_llm
from .vae import plain_convolutions

FUSION_HEADS = 8  # fixed in the reference's class, in no config
DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
# parts of the whole model that text to audio never runs; listed in the bundle's provenance
UNUSED = ("seedx.whisper_resampler_llava.", "seedx.input_resampler.", "seedx.output_resampler.")
DIT_NAMES = {
    "tangoflux.fc.0.weight": "pooled.weight",
    "tangoflux.fc.0.bias": "pooled.bias",
    "tangoflux.duration_emebdder.time_positional_embedding.0.weights": "duration.frequencies.weight",
    "tangoflux.duration_emebdder.time_positional_embedding.1.weight": "duration.projection.weight",
    "tangoflux.duration_emebdder.time_positional_embedding.1.bias": "duration.projection.bias",
}
LICENCE = ("Non-commercial. Converted from AudioStory weights, which build on TangoFlux (non-commercial research), "
           "the Stable Audio Open VAE (Stability Community licence), Qwen2.5-3B-Instruct (Qwen research licence) "
           "and flan-t5 (Apache-2.0).")
LLM_SETTINGS = ("model_type", "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers",
                "num_attention_heads", "num_key_value_heads", "hidden_act", "max_position_embeddings", "rms_norm_eps",
                "rope_theta", "rope_scaling", "use_sliding_window", "sliding_window", "max_window_layers",
                "tie_word_embeddings", "bos_token_id", "eos_token_id")


def _bridge_state(weights: dict, width: int) -> dict[str, torch.Tensor]:
    """Take projectors and fuser out of weights, under the bridge's names."""
    state = {}
    for theirs, ours in (("seedx.projector", "semantic_projector"), ("seedx.audio_projector", "residual_projector")):
        for name in ("0.weight", "0.bias", "2.weight", "2.bias"):
            state[f"{ours}.{name}"] = _take(weights, f"{theirs}.{name}")
    for kind in ("weight", "bias"):
        packed = _take(weights, f"multihead_attention.in_proj_{kind}")
        if len(packed) != 3 * width:
            raise ValueError(f"multihead_attention.in_proj_{kind} has {len(packed)} rows; 3 x {width} are needed")
        for name, part in zip("qkv", packed.split(width), strict=True):
            state[f"fuser.{name}.{kind}"] = part
        state[f"fuser.out.{kind}"] = _take(weights, f"multihead_attention.out_proj.{kind}")
    return state


def _take(weights: dict, name: str) -> torch.Tensor:
    if name not in weights:
        raise ValueError(f"the checkpoint lacks {name}")
    return weights.pop(name)


def _take_prefix(weights: dict, prefix: str) -> dict[str, torch.Tensor]:
    return {name[len(prefix):]: weights.pop(name) for name in list(weights) if name.startswith(prefix)}


def _dit_state(weights: dict) -> dict[str, torch.Tensor]:
    """Take the DiT out of weights, under our names."""
    state = {ours: _take(weights, theirs) for theirs, ours in DIT_NAMES.items()}
    state["duration.frequencies.weight"] = state["duration.frequencies.weight"][:, None]
    blocks = _take_prefix(weights, "tangoflux.transformer.")
    return {**state, **{f"transformer.{name}": value for name, value in blocks.items()}}


def _empty_tokens(files: UpstreamFiles, encoder: dict[str, torch.Tensor], length: int) -> torch.Tensor:
    """T5's encoding of the empty prompt, padded to length with the padding masked: [length, width].

    The checkpoint's own copy of the encoder goes before the one that was downloaded.
    """
    from transformers import T5Config, T5EncoderModel  # heavy, and needed here only

    settings = files.read_json(files.text_encoder / "config.json")
    config = T5Config(**{name: value for name, value in settings.items() if name not in ("torch_dtype", "dtype")})
    if not encoder:
        stored = read_safetensors(files.text_encoder)
        encoder = {name: value for name, value in stored.items() if name.startswith(("encoder.", "shared."))}
    encoder.setdefault("encoder.embed_tokens.weight", encoder.get("shared.weight"))
    model = T5EncoderModel(config).eval()
    compare_shapes(f"{files.text_encoder.name}: text encoder",
                   {name: list(value.shape) for name, value in encoder.items() if value is not None},
                   {name: list(value.shape) for name, value in model.state_dict().items()})
    model.load_state_dict({name: value.float() for name, value in encoder.items()}, strict=True)
    ids = torch.full((1, length), config.pad_token_id)
    ids[0, 0] = config.eos_token_id
    mask = torch.zeros(1, length, dtype=torch.long)
    mask[0, 0] = 1
    with torch.inference_mode():
        return model(input_ids=ids, attention_mask=mask).last_hidden_state[0].clone()


def _vae_state(files: UpstreamFiles, config: OobleckConfig) -> dict[str, torch.Tensor]:
    sizes = config.to_dict()
    del sizes["kind"]
    autoencoder = AutoencoderOobleck(**sizes)
    weights = read_safetensors(files.flux)
    compare_shapes(files.flux / "model.safetensors", {name: list(value.shape) for name, value in weights.items()},
                   {name: list(value.shape) for name, value in autoencoder.state_dict().items()})
    autoencoder.load_state_dict({name: value.float() for name, value in weights.items()}, strict=True)
    return plain_convolutions(autoencoder).state_dict()


def _dit_config(flux: Mapping, pooled_width: int) -> DiTConfig:
    """The defaults are those of the reference's class."""
    return DiTConfig(
        latent_channels=flux.get("in_channels", 64), latent_frames=flux.get("audio_seq_len", 645),
        max_seconds=flux.get("max_duration", 30), num_layers=flux.get("num_layers", 6),
        num_single_layers=flux.get("num_single_layers", 18), num_heads=flux.get("num_attention_heads", 8),
        head_width=flux.get("attention_head_dim", 128), token_width=flux.get("joint_attention_dim", 1024),
        pooled_width=pooled_width, rope_axes=tuple(flux.get("axes_dims_rope", (16, 56, 56))))


def _vae_config(files: UpstreamFiles) -> OobleckConfig:
    """Upstream ships no VAE config: then it is the class with its defaults."""
    file = files.flux / "vae_config.json"
    if not file.is_file():
        return OobleckConfig()
    settings = {name: value for name, value in files.read_json(file).items() if not name.startswith("_")}
    try:
        return OobleckConfig.from_dict(settings)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error


def _llm_config(files: UpstreamFiles) -> dict:
    settings = files.read_json(files.llm / "config.json")
    rows = setting(files.config, "llm_model.vocab_size", settings.get("vocab_size"))
    if settings.get("model_type") != "qwen2":
        raise ValueError(f"{files.llm / 'config.json'}: model_type is {settings.get('model_type')!r}, not 'qwen2'")
    kept = {name: settings[name] for name in LLM_SETTINGS if settings.get(name) is not None}
    return {**kept, "vocab_size": rows}


def _planner_config(files: UpstreamFiles) -> PlannerConfig:
    """The reference decodes greedily, with whatever repetition penalty the base model's own settings bring along."""
    file = files.llm / "generation_config.json"
    settings = files.read_json(file) if file.is_file() else {}
    try:
        return PlannerConfig(repetition_penalty=settings.get("repetition_penalty") or 1.0)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error


def _check_leftovers(weights: dict) -> list[str]:
    """The prefixes of parts that are knowingly left out; anything else that is left over is an error."""
    left_out = []
    for prefix in UNUSED:
        part = _take_prefix(weights, prefix)
        if part:
            left_out.append(f"{prefix}* ({len(part)} tensors)")
    if weights:
        raise ValueError(f"the checkpoint has {len(weights)} tensors of unknown use: {sorted(weights)[:20]}")
    return left_out


def convert_upstream(source_dir: str | os.PathLike, bundle_dir: str | os.PathLike, dtype: str = "float32") -> Path:
    """Convert an upstream AudioStory checkpoint into a bundle.

    Args:
        source_dir: holds the folders of a checkpoint: the model's (config.yaml, pytorch_model.bin), the DiT's and
            VAE's (Flux_detokenizer), the base LLM's, the text encoder's, and tokenizer/added_tokens.json.
        bundle_dir: where the bundle goes; whole or not at all.
        dtype: "float32", "float16" or "bfloat16", of the stored weights.

    Returns:
        The bundle's folder.

    Raises:
        ValueError: a file is missing or unreadable, a pickle holds more than tensors, tensors are missing, unknown
            or of the wrong shape, or a value does not fit dtype; names the file or tensor.
    """
    if dtype not in DTYPES:
        raise ValueError(f"dtype is {dtype!r}; it must be one of {list(DTYPES)}")
    files = find_files(Path(source_dir))
    weights = read_weights(files.weights)
    notes: list[str] = []
    tokens = TokenConfig(
        semantic_tokens=setting(files.config, "train_dataset.datapipes.0.num_t5_out_tokens"),
        residual_tokens=setting(files.config, "train_dataset.datapipes.0.num_aud_out_tokens"))
    llm_config = _llm_config(files)
    tokenizer = build_tokenizer(files)
    llm = merged_llm(_take_prefix(weights, LLM_PREFIX), files, llm_config, DTYPES[dtype], notes)
    dit = _dit_state(weights)
    dit_config = _dit_config(files.flux_config, pooled_width=len(dit["pooled.weight"]))
    bridge = _bridge_state(weights, dit_config.token_width)
    encoder = _take_prefix(weights, "tangoflux.text_encoder.")
    left_out = _check_leftovers(weights)
    bridge["empty_prompt.weight"] = _empty_tokens(files, encoder, tokens.semantic_tokens)
    codec_config = _vae_config(files)
    bundle_dir = Path(bundle_dir).absolute()
    config = BundleConfig(
        name=bundle_dir.name, llm=llm_config, tokens=tokens,
        bridge=BridgeConfig(hidden_width=setting(files.config, "agent_model.model_dims", 5120),
                            token_width=dit_config.token_width, heads=FUSION_HEADS,
                            scale=float(setting(files.config, "agent_model.t5_feature_scale", 10.0))),
        dit=dit_config, codec=codec_config, planner=_planner_config(files),
        provenance={"converted_from": files.weights.parent.name, "stored_as": dtype, "left_out": left_out,
                    "notes": notes},
        licence=LICENCE)
    parts = {"llm": llm, "bridge": bridge, "dit": dit, "vae": _vae_state(files, codec_config)}
    return save_bundle(bundle_dir, config, parts, {"tokenizer.json": tokenizer}, DTYPES[dtype])
