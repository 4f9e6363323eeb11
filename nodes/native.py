"""Wraps the parts of a bundle in ComfyUI's types: the DiT as MODEL, the codec as VAE, and the LLM with the bridge.

Import it only when a bundle is loaded, not at start-up, because it imports transformers and diffusers.
"""
from __future__ import annotations

import comfy.conds
import comfy.latent_formats
import comfy.model_base
import comfy.model_management
import comfy.ops
import comfy.sd
import comfy.supported_models_base
import torch
from comfy.ldm.modules.attention import optimized_attention
from torch import nn

from ..audiostory_core.audio_input import read_waveform
from ..audiostory_core.bundle import Bundle, load_few_steps, load_part, part_dtype
from ..audiostory_core.config import DiTConfig, MelConfig, OobleckConfig
from ..audiostory_core.finite import check_finite
from ..audiostory_core.vae import FRAMES_A_WINDOW, LEAST_WINDOW
from .conditioning import SECONDS, check_rows
from .memory import codec_memory, transformer_memory, with_less_memory
from .progress import NodeProgress, cancellable
from .residency import (
    COMPUTE_DTYPES,
    host_patcher,
    language_dtypes,
    off_device,
    require_placed,
    swap_leaves,
    to_device,
    transformer_dtypes,
)
from .types import StoryLLM

MICROSECONDS = 1_000_000


class StoryWriter(nn.Module):
    """The language model and the bridge in one module, so that ComfyUI moves them to the GPU and back together."""

    def __init__(self, llm: nn.Module, bridge: nn.Module):
        super().__init__()
        self.llm = llm
        self.bridge = bridge


def load_writer(bundle: Bundle, asked: torch.dtype | None = None, disable_dynamic: bool = False) -> StoryLLM:
    """The language model and the bridge, under ComfyUI's management as a text encoder.

    asked: dtype of the LLM's weights, see language_dtypes. The bridge's weights have the dtype of the computation.
    """
    device = comfy.model_management.text_encoder_device()
    offload_device = comfy.model_management.text_encoder_offload_device()
    weights, compute = language_dtypes(device, asked, part_dtype(bundle, "llm"))

    def part(name: str, dtype: torch.dtype) -> nn.Module:
        # fp8 is for storage only, as in ComfyUI's own text encoders
        operations = comfy.ops.pick_operations(dtype, compute, disable_fast_fp8=True)
        return load_part(bundle, name, dtype=dtype, device=offload_device,
                         prepare=lambda module: require_placed(swap_leaves(module, operations, dtype, compute)))

    writer = StoryWriter(part("llm", weights), part("bridge", compute))
    patcher = host_patcher(writer, device, offload_device, remake=(writer_patcher, (bundle, asked)),
                           disable_dynamic=disable_dynamic)
    return StoryLLM(patcher, bundle.tokenizer, bundle.config, compute, bundle.identity)


def writer_patcher(bundle: Bundle, asked: torch.dtype | None, disable_dynamic: bool = False):
    """A new patcher with a fresh copy of the language model and the bridge, see host_patcher."""
    return load_writer(bundle, asked, disable_dynamic).patcher


class HostAttention:
    """ComfyUI's attention, so that its options and a workflow's attention patches apply to the DiT, too."""

    def __init__(self):
        self.transformer_options = {}

    def __call__(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        """q, k, v each [B, H, T, D] -> [B, H, T, D]."""
        return optimized_attention(query, key, value, query.shape[1], skip_reshape=True, skip_output_reshape=True,
                                   transformer_options=self.transformer_options)


class StoryLatentFormat(comfy.latent_formats.LatentFormat):
    """[B, C, L], not scaled."""

    latent_dimensions = 1

    def __init__(self, latent_channels: int):
        self.latent_channels = latent_channels


class StoryModelConfig(comfy.supported_models_base.BASE):
    """The model config that ComfyUI needs in addition to the weights."""

    sampling_settings = {"shift": 1.0, "multiplier": 1.0}
    unet_extra_config = {}
    supported_inference_dtypes = COMPUTE_DTYPES

    def __init__(self, config: DiTConfig, dtype: torch.dtype, compute_dtype: torch.dtype | None):
        super().__init__({"disable_unet_model_creation": True})
        self.latent_format = StoryLatentFormat(config.latent_channels)
        self.set_inference_dtype(dtype, compute_dtype)


class StoryModel(comfy.model_base.ACEStep):
    """The DiT for ComfyUI's samplers: flow matching, where each clip is conditioned on its tokens and its seconds.

    Hooks translate ComfyUI's call to the DiT's own, so that weights keep the plain names that LoRA files use.
    It is a subclass of ACEStep, another flow model for audio, for one reason: ComfyUI's LoRA loaders match diffusers'
    names ("transformer.transformer_blocks...") only for the model classes that they know.
    """

    def __init__(self, model_config: StoryModelConfig, dit: nn.Module, attention: HostAttention, story: Bundle):
        super().__init__(model_config, comfy.model_base.ModelType.FLOW)
        self.diffusion_model = dit
        self.story_config = story.config
        self.story_identity = story.identity
        self.few_steps = load_few_steps(story)  # a plain dict: no weights of the module, see few_steps.py
        # latent [N, C, L] -> rows [N, H, F] for a preview image: the magnitudes of the channels. For the mel codec,
        # load_model replaces this with the mel spectrogram
        self.picture_rows = torch.abs

        def begin(_dit, args, kwargs):
            latent, sigma = args
            attention.transformer_options = kwargs["transformer_options"]
            return (latent, sigma, kwargs["fused"], kwargs["microseconds"] / MICROSECONDS), {}

        def end(_dit, _args, _output):
            attention.transformer_options = {}

        dit.register_forward_pre_hook(begin, with_kwargs=True)
        dit.register_forward_hook(end, always_call=True)

    def get_dtype(self) -> torch.dtype:
        return self.model_config.unet_config["dtype"]

    @property
    def compute_dtype(self) -> torch.dtype:
        """The dtype of activations, which may differ from that of the stored weights."""
        return self.manual_cast_dtype or self.get_dtype()

    def memory_required(self, input_shape, cond_shapes=None) -> int:
        """Bytes needed besides the weights for a batch [B, C, L]; B counts both halves of guidance."""
        story = self.story_config
        return transformer_memory(story.dit, input_shape[0], input_shape[-1], story.tokens.semantic_tokens,
                                  self.compute_dtype)

    def extra_conds(self, **kwargs) -> dict:
        """Tokens and seconds of each clip, as CONDRegular. ComfyUI's default for text, CONDCrossAttn, would repeat
        tokens up to a common length, which changes the result of joint attention."""
        fused = kwargs["cross_attn"]
        seconds = torch.as_tensor(kwargs.get(SECONDS, self.story_config.dit.max_seconds)).reshape(-1)
        check_rows(kwargs["noise"].shape[0], tokens=len(fused), seconds=len(seconds))
        # integers, because ComfyUI would cast floating point numbers to the model's dtype
        microseconds = (seconds.double() * MICROSECONDS).round().to(torch.int32)
        return {"fused": comfy.conds.CONDRegular(fused), "microseconds": comfy.conds.CONDRegular(microseconds)}


def load_model(bundle: Bundle, asked: torch.dtype | None = None, disable_dynamic: bool = False):
    """The DiT as a MODEL (a ModelPatcher) that KSampler, schedulers and LoRA loaders can drive.

    asked: dtype of the weights, see transformer_dtypes.
    """
    device = comfy.model_management.get_torch_device()
    offload_device = comfy.model_management.unet_offload_device()
    dtype, compute = transformer_dtypes(device, asked, part_dtype(bundle, "dit"))
    operations = comfy.ops.pick_operations(dtype, compute)
    attention = HostAttention()
    dit = load_part(bundle, "dit", dtype=dtype, device=offload_device, attention=attention,
                    prepare=lambda module: require_placed(swap_leaves(module, operations, dtype)))
    model = StoryModel(StoryModelConfig(bundle.config.dit, dtype, compute), dit, attention, bundle)
    if isinstance(bundle.config.codec, MelConfig):
        model.picture_rows = load_part(bundle, "vae").log_mel
    return host_patcher(model, device, offload_device, remake=(load_model, (bundle, asked)),
                        disable_dynamic=disable_dynamic)


class StoryVAE(comfy.sd.VAE):
    """A bundle's codec as VAE. ComfyUI's own constructor only knows certain autoencoders, so it is not called. The
    stock nodes use `encode`, `decode` and `decode_tiled`."""

    def __init__(self, bundle: Bundle, disable_dynamic: bool = False):
        config = bundle.config.codec
        self.device = comfy.model_management.vae_device()
        self.output_device = comfy.model_management.intermediate_device()
        self.working_dtypes = COMPUTE_DTYPES if isinstance(config, OobleckConfig) else [torch.float32]
        self.vae_dtype = comfy.model_management.vae_dtype(self.device, self.working_dtypes)
        if self.vae_dtype not in self.working_dtypes:
            self.vae_dtype = torch.float32
        offload_device = comfy.model_management.vae_offload_device()
        operations = comfy.ops.pick_operations(self.vae_dtype, None)
        self.first_stage_model = load_part(
            bundle, "vae", dtype=self.vae_dtype, device=offload_device,
            prepare=lambda module: require_placed(swap_leaves(module, operations, self.vae_dtype)))
        self.patcher = host_patcher(self.first_stage_model, self.device, offload_device,
                                    remake=(vae_patcher, (bundle,)), disable_dynamic=disable_dynamic)
        self.story_config = bundle.config
        self.story_identity = bundle.identity
        self.audio_sample_rate = config.sample_rate
        self.latent_channels = config.latent_channels
        self.latent_dim = 1
        self.output_channels = config.audio_channels
        self.upscale_ratio = self.downscale_ratio = config.hop_samples
        self.upscale_index_formula = self.downscale_index_formula = self.extra_1d_channel = None
        self.pad_channel_value = self.format_encoded = None
        self.crop_input = self.not_video = self.disable_offload = self.handles_tiling = False
        self.process_input = self.process_output = lambda audio: audio
        self.memory_used_encode = lambda shape, dtype: self.memory_used(
            -(-shape[-1] // config.hop_samples), dtype, encoding=True)
        self.memory_used_decode = lambda shape, dtype: self.memory_used(shape[-1], dtype)
        self.size = None

    def memory_used(self, frames: int, dtype: torch.dtype, encoding: bool = False) -> int:
        """Bytes needed besides the weights for a clip of `frames` latent frames; long clips are computed in windows."""
        config = self.story_config.codec
        width = 0
        if isinstance(config, OobleckConfig):
            codec = self.first_stage_model
            context = codec.encoder_context_frames if encoding else codec.context_frames
            frames = min(frames, FRAMES_A_WINDOW + 2 * context)
            width = config.encoder_hidden_size if encoding else config.decoder_channels
        return codec_memory(config, frames * config.hop_samples, width, dtype)

    def windowed(self, work, memory: int):
        """The result of work(codec, window_frames). If memory runs out, it is retried with smaller windows, then with
        the weights moved away. The windows' seams are exact, so the result is the same."""
        codec = to_device(self.patcher, memory)
        least = LEAST_WINDOW if isinstance(codec.config, OobleckConfig) else FRAMES_A_WINDOW
        with cancellable(codec):
            return with_less_memory(lambda window: work(codec, window), FRAMES_A_WINDOW, least,
                                    lambda: off_device(self.patcher), "the audio VAE's work")

    def encode(self, pixel_samples: torch.Tensor) -> torch.Tensor:
        """Waveform [B, T, C] -> latent [B, latent_channels, L]; mono and stereo are converted to the codec's channels.

        A sound without a batch is [C, T], because ComfyUI's node does not transpose it.
        """
        batched = isinstance(pixel_samples, torch.Tensor) and pixel_samples.ndim == 3
        waveform = read_waveform(pixel_samples.movedim(-1, 1) if batched else pixel_samples, "the sound to encode")
        if self.output_channels == 1:
            waveform = waveform.mean(dim=1, keepdim=True)
        elif waveform.shape[1] == 1:
            waveform = waveform.expand(-1, self.output_channels, -1)
        return self.clip_by_clip("encode", waveform, self.memory_used_encode(waveform.shape, self.vae_dtype))

    def decode(self, samples_in: torch.Tensor, vae_options: dict | None = None) -> torch.Tensor:
        """Latent [B, latent_channels, L] -> waveform [B, T, C], a clip at a time."""
        latents = check_finite("the latents", samples_in)
        sound = self.clip_by_clip("decode", latents, self.memory_used_decode(latents.shape, self.vae_dtype))
        return sound.movedim(1, -1)

    def clip_by_clip(self, direction: str, clips: torch.Tensor, memory: int) -> torch.Tensor:
        """The codec's "encode" or "decode" of each clip, as one float32 batch on the output device."""
        def work(codec, window):
            progress, results = NodeProgress(len(clips)), []
            for clip in clips:
                given = clip[None].to(self.device, self.vae_dtype)
                made = getattr(codec, direction)(given, on_step=progress, window_frames=window)
                results.append(check_finite(f"what the audio VAE {direction}s", made, codec).to(self.output_device))
                progress.next_part()
            return torch.cat(results).float()

        return self.windowed(work, memory)

    def decode_tiled(self, samples: torch.Tensor, tile_x=None, tile_y=None, overlap=None, tile_t=None,
                     overlap_t=None) -> torch.Tensor:
        """Same as decode: the codec already works in windows."""
        return self.decode(samples)

    def encode_tiled(self, pixel_samples: torch.Tensor, tile_x=None, tile_y=None, overlap=None, tile_t=None,
                     overlap_t=None) -> torch.Tensor:
        return self.encode(pixel_samples)


def vae_patcher(bundle: Bundle, disable_dynamic: bool = False):
    """A new patcher with a fresh copy of the codec, see host_patcher."""
    return StoryVAE(bundle, disable_dynamic).patcher
