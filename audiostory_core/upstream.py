"""Converts an upstream AudioStory checkpoint to a bundle.

LoRA and the norms saved with it are merged, tensors are renamed, the tokenizer is built, the VAE's weight
normalisation is folded in, and the empty-prompt tokens are computed once with T5. Neither peft nor T5 is needed
afterwards. The checkpoint is treated as data: its pickle may hold tensors only, and its `_target_` strings (class
names) are never imported.
"""
from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import torch

from .bundle import CONFIG_FILE, compare_shapes, save_bundle
from .config import (
    BridgeConfig,
    BundleConfig,
    DiTConfig,
    OobleckConfig,
    PlannerConfig,
    TokenConfig,
)
from .errors import listed
from .json_file import read_json_object
from .model_parts import build_codec
from .upstream_files import (
    LLM_PREFIX,
    UpstreamFiles,
    build_tokenizer,
    find_files,
    setting,
)
from .upstream_lora import merged_llm
from .weight_files import TensorRef, folder_tensors

FUSION_HEADS = 8  # fixed in the reference's class; no config has it
DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16,
          "float8_e4m3fn": torch.float8_e4m3fn}
AUDIO_INPUT = "seedx.whisper_resampler_llava."  # kept: the resampler between an audio encoder and the LLM
# image inputs of the code that AudioStory is based on; the bundle's provenance lists them as left out
UNUSED = ("seedx.input_resampler.", "seedx.output_resampler.")
DIT_NAMES = {
    "tangoflux.fc.0.weight": "pooled.weight",
    "tangoflux.fc.0.bias": "pooled.bias",
    "tangoflux.duration_emebdder.time_positional_embedding.0.weights": "duration.frequencies.weight",
    "tangoflux.duration_emebdder.time_positional_embedding.1.weight": "duration.projection.weight",
    "tangoflux.duration_emebdder.time_positional_embedding.1.bias": "duration.projection.bias",
}
NORMED = (".weight_g", ".weight_v")  # length and direction of a layer with weight normalisation
LICENCE = ("Non-commercial. Converted from AudioStory weights, which build on TangoFlux (non-commercial research), "
           "the Stable Audio Open VAE (Stability Community licence), Qwen2.5-3B-Instruct (Qwen research licence) "
           "and flan-t5 (Apache-2.0).")
LLM_SETTINGS = ("model_type", "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers",
                "num_attention_heads", "num_key_value_heads", "hidden_act", "max_position_embeddings", "rms_norm_eps",
                "rope_theta", "rope_scaling", "use_sliding_window", "sliding_window", "max_window_layers",
                "tie_word_embeddings", "bos_token_id", "eos_token_id")


def _bridge_state(weights: dict, width: int) -> dict[str, TensorRef]:
    """Remove the projectors and the fuser from `weights`, and return them under the bridge's names."""
    state = {}
    for theirs, ours in (("seedx.projector", "semantic_projector"), ("seedx.audio_projector", "residual_projector")):
        for name in ("0.weight", "0.bias", "2.weight", "2.bias"):
            state[f"{ours}.{name}"] = _take(weights, f"{theirs}.{name}")
    for kind in ("weight", "bias"):
        packed = _take(weights, f"multihead_attention.in_proj_{kind}")
        if packed.shape[0] != 3 * width:
            raise ValueError(f"multihead_attention.in_proj_{kind} has {packed.shape[0]} rows; 3 x {width} are needed")
        for index, name in enumerate("qkv"):
            state[f"fuser.{name}.{kind}"] = packed.changed(
                lambda value, index=index: value[index * width:(index + 1) * width], (width, *packed.shape[1:]))
        state[f"fuser.out.{kind}"] = _take(weights, f"multihead_attention.out_proj.{kind}")
    return state


def _take(weights: dict, name: str) -> TensorRef:
    if name not in weights:
        raise ValueError(f"the checkpoint lacks {name}")
    return weights.pop(name)


def _take_prefix(weights: dict, prefix: str) -> dict[str, TensorRef]:
    return {name[len(prefix):]: weights.pop(name) for name in list(weights) if name.startswith(prefix)}


def _dit_state(weights: dict) -> dict[str, TensorRef]:
    """Remove the DiT from `weights`, and return it under the names of dit.py."""
    state = {ours: _take(weights, theirs) for theirs, ours in DIT_NAMES.items()}
    frequencies = state["duration.frequencies.weight"]
    state["duration.frequencies.weight"] = frequencies.changed(lambda value: value[:, None], (*frequencies.shape, 1))
    blocks = _take_prefix(weights, "tangoflux.transformer.")
    return {**state, **{f"transformer.{name}": value for name, value in blocks.items()}}


def _empty_tokens(files: UpstreamFiles, encoder: dict[str, TensorRef], length: int) -> torch.Tensor:
    """T5's encoding of the empty prompt, padded to length with the padding masked: [length, width].

    If the checkpoint has its own copy of the encoder, that is used instead of the downloaded one.
    """
    from transformers import T5Config, T5EncoderModel  # heavy, and needed here only

    settings = read_json_object(files.text_encoder / "config.json")
    config = T5Config(**{name: value for name, value in settings.items() if name not in ("torch_dtype", "dtype")})
    if not encoder:
        stored = folder_tensors(files.text_encoder)
        encoder = {name: ref for name, ref in stored.items() if name.startswith(("encoder.", "shared."))}
    if "shared.weight" in encoder:
        encoder.setdefault("encoder.embed_tokens.weight", encoder["shared.weight"])
    with torch.device("meta"):
        model = T5EncoderModel(config).eval()
    compare_shapes(f"{files.text_encoder.name}: text encoder", {name: ref.shape for name, ref in encoder.items()},
                   {name: value.shape for name, value in model.state_dict().items()})
    model.load_state_dict({name: ref.read().float() for name, ref in encoder.items()}, strict=True, assign=True)
    ids = torch.full((1, length), config.pad_token_id)
    ids[0, 0] = config.eos_token_id
    mask = torch.zeros(1, length, dtype=torch.long)
    mask[0, 0] = 1
    with torch.inference_mode():
        return model(input_ids=ids, attention_mask=mask).last_hidden_state[0].clone()


def _vae_state(files: UpstreamFiles, config: OobleckConfig) -> dict[str, TensorRef]:
    """The VAE's weights, with weight normalisation folded in: direction and length are multiplied."""
    weights = folder_tensors(files.flux)
    for name in [name for name in weights if name.endswith(NORMED[0])]:
        stem = name.removesuffix(NORMED[0])
        length, direction = weights.pop(name), _take(weights, stem + NORMED[1])
        weights[stem + ".weight"] = TensorRef(direction.shape, torch.float32, lambda v=direction, g=length: _normed(
            v.read().float(), g.read().float()))
    with torch.device("meta"):
        wanted = {name: value.shape for name, value in build_codec(config).state_dict().items()}
    compare_shapes(f"{files.flux}: VAE", {name: ref.shape for name, ref in weights.items()}, wanted)
    return weights


def _normed(direction: torch.Tensor, length: torch.Tensor) -> torch.Tensor:
    return direction * (length / torch.linalg.vector_norm(direction, dim=(1, 2), keepdim=True))


def _dit_config(flux: Mapping, pooled_width: int) -> DiTConfig:
    """The DiT's config. Missing values take the defaults of the reference's class."""
    return DiTConfig(
        latent_channels=flux.get("in_channels", 64), latent_frames=flux.get("audio_seq_len", 645),
        max_seconds=flux.get("max_duration", 30), num_layers=flux.get("num_layers", 6),
        num_single_layers=flux.get("num_single_layers", 18), num_heads=flux.get("num_attention_heads", 8),
        head_width=flux.get("attention_head_dim", 128), token_width=flux.get("joint_attention_dim", 1024),
        pooled_width=pooled_width, rope_axes=tuple(flux.get("axes_dims_rope", (16, 56, 56))))


def _vae_config(files: UpstreamFiles) -> OobleckConfig:
    """The VAE's config. Upstream ships none; then the class's defaults are used."""
    file = files.flux / "vae_config.json"
    if not file.is_file():
        return OobleckConfig()
    settings = {name: value for name, value in read_json_object(file).items() if not name.startswith("_")}
    try:
        return OobleckConfig.from_dict(settings)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error


def _llm_config(files: UpstreamFiles) -> dict:
    settings = read_json_object(files.llm / "config.json")
    rows = setting(files.config, "llm_model.vocab_size", settings.get("vocab_size"))
    if settings.get("model_type") != "qwen2":
        raise ValueError(f"{files.llm / 'config.json'}: model_type is {settings.get('model_type')!r}, not 'qwen2'")
    kept = {name: settings[name] for name in LLM_SETTINGS if settings.get(name) is not None}
    return {**kept, "vocab_size": rows}


def _planner_config(files: UpstreamFiles) -> PlannerConfig:
    """As in the reference, decoding is greedy, with the repetition penalty of the base model's generation config."""
    file = files.llm / "generation_config.json"
    settings = read_json_object(file) if file.is_file() else {}
    try:
        return PlannerConfig(repetition_penalty=settings.get("repetition_penalty") or 1.0)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error


def _check_leftovers(weights: dict) -> list[str]:
    """The prefixes of parts that are left out on purpose. Any other tensor that is left over is an error."""
    left_out = []
    for prefix in UNUSED:
        part = _take_prefix(weights, prefix)
        if part:
            left_out.append(f"{prefix}* ({len(part)} tensors)")
    if weights:
        raise ValueError(f"the checkpoint has {len(weights)} tensors of unknown use: {listed(sorted(weights))}")
    return left_out


def convert_upstream(source_dir: str | os.PathLike, bundle_dir: str | os.PathLike, dtype: str = "float32",
                     on_step: Callable[[int, int], None] | None = None) -> Path:
    """Convert an upstream AudioStory checkpoint into a bundle, a tensor at a time.

    Args:
        source_dir: holds the folders of a checkpoint: the model's (config.yaml; pytorch_model.bin or
            model.safetensors, whole or in shards), the DiT's and VAE's (Flux_detokenizer), the base LLM's, the text
            encoder's, and tokenizer/added_tokens.json.
        bundle_dir: where the bundle goes; whole or not at all.
        dtype: "float32", "float16", "bfloat16" or "float8_e4m3fn", of the stored weights; see bundle.stored_dtype.
        on_step: called (bytes written, bytes in all); may raise to cancel.

    Returns:
        The bundle's folder.

    Raises:
        ValueError: a file is missing or unreadable, a pickle holds more than tensors, tensors are missing, unknown
            or of the wrong shape, or a value does not fit dtype; names the file or tensor.
    """
    if dtype not in DTYPES:
        raise ValueError(f"dtype is {dtype!r}; it must be one of {listed(DTYPES)}")
    files = find_files(Path(source_dir))
    weights = folder_tensors(files.model)
    notes: list[str] = []
    tokens = TokenConfig(
        semantic_tokens=setting(files.config, "train_dataset.datapipes.0.num_t5_out_tokens"),
        residual_tokens=setting(files.config, "train_dataset.datapipes.0.num_aud_out_tokens"))
    llm_config = _llm_config(files)
    tokenizer = build_tokenizer(files, llm_config["vocab_size"])
    llm = merged_llm(_take_prefix(weights, LLM_PREFIX), files, llm_config, notes)
    dit = _dit_state(weights)
    dit_config = _dit_config(files.flux_config, pooled_width=dit["pooled.weight"].shape[0])
    bridge = _bridge_state(weights, dit_config.token_width)
    encoder = _take_prefix(weights, "tangoflux.text_encoder.")
    audio_input = _take_prefix(weights, AUDIO_INPUT)
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
        provenance={"converted_from": files.model.name, "source": files.fingerprint(), "stored_as": dtype,
                    "left_out": left_out, "notes": notes},
        licence=LICENCE)
    parts = {"llm": llm, "bridge": bridge, "dit": dit, "vae": _vae_state(files, codec_config)}
    if audio_input:
        parts["audio_input"] = audio_input
        notes.append(f"{AUDIO_INPUT}* ({len(audio_input)} tensors) is kept in audio_input.safetensors, not run yet")
    return save_bundle(bundle_dir, config, parts, {"tokenizer.json": tokenizer}, DTYPES[dtype], on_step)


def conversion_notes(bundle_dir: str | os.PathLike) -> list[str]:
    """Lines about a converted bundle for the user, among them what was left out."""
    told = read_json_object(Path(bundle_dir) / CONFIG_FILE)["provenance"]
    return [*told["notes"], *(f"left out: {part}" for part in told["left_out"])]
