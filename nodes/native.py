"""The parts of a bundle as ComfyUI's own types: the DiT as MODEL, the codec as VAE, the writer behind its LLM socket.

Import it where a bundle is loaded, not at start-up: it brings transformers and diffusers with it.
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

from ..audiostory_core.bundle import Bundle, load_part
from ..audiostory_core.config import DiTConfig, MelConfig, OobleckConfig
from ..audiostory_core.vae import FRAMES_A_WINDOW
from .progress import NodeProgress
from .residency import host_patcher, language_dtypes, require_placed, swap_leaves
from .types import StoryLLM

MICROSECONDS = 1_000_000


class StoryWriter(nn.Module):
    """What an LLM socket moves to the GPU and back: the language model and the bridge that reads it."""

    def __init__(self, llm: nn.Module, bridge: nn.Module):
        super().__init__()
        self.llm = llm
        self.bridge = bridge


def load_writer(bundle: Bundle) -> StoryLLM:
    """The language model and the bridge, under ComfyUI's management as a text encoder."""
    device = comfy.model_management.text_encoder_device()
    offload_device = comfy.model_management.text_encoder_offload_device()
    weights, compute = language_dtypes(device)

    def part(name: str, dtype: torch.dtype) -> nn.Module:
        operations = comfy.ops.pick_operations(dtype, compute)
        return load_part(bundle, name, dtype=dtype, device=offload_device,
                         prepare=lambda module: require_placed(swap_leaves(module, operations, dtype, compute)))

    writer = StoryWriter(part("llm", weights), part("bridge", compute))
    return StoryLLM(host_patcher(writer, device, offload_device), bundle.tokenizer, bundle.config, compute)


class HostAttention:
    """ComfyUI's attention, so that its flags and a workflow's attention patches hold for the DiT as well."""

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
    """What ComfyUI asks of a model besides its weights."""

    sampling_settings = {"shift": 1.0, "multiplier": 1.0}
    unet_extra_config = {}
    supported_inference_dtypes = [torch.float16, torch.bfloat16, torch.float32]

    def __init__(self, config: DiTConfig, dtype: torch.dtype, compute_dtype: torch.dtype | None):
        super().__init__({"disable_unet_model_creation": True})
        self.latent_format = StoryLatentFormat(config.latent_channels)
        self.set_inference_dtype(dtype, compute_dtype)
        # A frame holds about 28 activations of the stream's width at once; ComfyUI counts 0.01 MiB a frame as 1.0.
        self.memory_usage_factor = 28 * config.width / (0.01 * 1024 * 1024)


class StoryModel(comfy.model_base.BaseModel):
    """The DiT behind ComfyUI's samplers: flow matching, conditioned a clip by its tokens and its seconds.

    Hooks translate ComfyUI's call into the DiT's own, so that LoRA files see the weights under their plain names.
    """

    def __init__(self, model_config: StoryModelConfig, dit: nn.Module, attention: HostAttention, story: Bundle):
        super().__init__(model_config, model_type=comfy.model_base.ModelType.FLOW)
        self.diffusion_model = dit
        self.story_config = story.config

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

    def extra_conds(self, **kwargs) -> dict:
        """Tokens and seconds of each clip. Repeating and joining them is left to ComfyUI's CONDRegular: the default
        for text would stretch tokens to a common length, which changes what joint attention sees."""
        fused, clips = kwargs["cross_attn"], kwargs["noise"].shape[0]
        seconds = torch.as_tensor(kwargs.get("seconds_total", self.story_config.dit.max_seconds)).reshape(-1)
        for name, count in (("tokens", len(fused)), ("seconds", len(seconds))):
            if clips % count:
                raise ValueError(f"the conditioning has {name} for {count} clips, the latent holds {clips}")
        # Whole numbers are what ComfyUI hands on without a cast to the model's dtype.
        microseconds = (seconds.double() * MICROSECONDS).round().to(torch.int32)
        return {"fused": comfy.conds.CONDRegular(fused), "microseconds": comfy.conds.CONDRegular(microseconds)}


def load_model(bundle: Bundle):
    """The DiT as a MODEL (a ModelPatcher) that KSampler, schedulers and LoRA loaders can drive."""
    device = comfy.model_management.get_torch_device()
    offload_device = comfy.model_management.unet_offload_device()
    dtypes = StoryModelConfig.supported_inference_dtypes
    dtype = comfy.model_management.unet_dtype(device, supported_dtypes=dtypes)
    compute = comfy.model_management.unet_manual_cast(dtype, device, dtypes)
    operations = comfy.ops.pick_operations(dtype, compute)
    attention = HostAttention()
    dit = load_part(bundle, "dit", dtype=dtype, device=offload_device, attention=attention,
                    prepare=lambda module: require_placed(swap_leaves(module, operations, dtype)))
    model = StoryModel(StoryModelConfig(bundle.config.dit, dtype, compute), dit, attention, bundle)
    return host_patcher(model, device, offload_device)


def codec_memory(config: OobleckConfig | MelConfig, samples: int, width: int) -> int:
    """Bytes that the codec's activations take for so many samples, in float32.

    width: channels of the waveform autoencoder at the full rate.
    """
    if isinstance(config, MelConfig):
        return 4 * 16 * samples * config.n_fft // config.hop_length  # complex spectra of the inversion
    return 4 * 8 * samples * width


class StoryVAE(comfy.sd.VAE):
    """A bundle's codec as VAE. ComfyUI's own constructor knows full-size autoencoders only, so it is not called;
    `encode`, `decode` and `decode_tiled` are what the stock nodes use."""

    def __init__(self, bundle: Bundle):
        config = bundle.config.codec
        self.device = comfy.model_management.vae_device()
        self.output_device = comfy.model_management.intermediate_device()
        self.working_dtypes = [torch.float32]
        if isinstance(config, OobleckConfig):
            self.working_dtypes = [torch.float16, torch.bfloat16, torch.float32]
        self.vae_dtype = comfy.model_management.vae_dtype(self.device, self.working_dtypes)
        if self.vae_dtype not in self.working_dtypes:
            self.vae_dtype = torch.float32
        offload_device = comfy.model_management.vae_offload_device()
        # Not for streaming (the activations' parameters are of no kind that ComfyUI has): its layers heed a cancel.
        operations = comfy.ops.pick_operations(self.vae_dtype, None)
        self.first_stage_model = load_part(bundle, "vae", dtype=self.vae_dtype, device=offload_device,
                                           prepare=lambda module: swap_leaves(module, operations, self.vae_dtype))
        self.patcher = host_patcher(self.first_stage_model, self.device, offload_device)
        self.story_config = bundle.config
        self.audio_sample_rate = config.sample_rate
        self.latent_channels = config.latent_channels
        self.latent_dim = 1
        self.output_channels = config.audio_channels
        self.upscale_ratio = self.downscale_ratio = config.hop_samples
        self.upscale_index_formula = self.downscale_index_formula = self.extra_1d_channel = None
        self.crop_input = self.not_video = False
        self.process_input = self.process_output = lambda audio: audio
        self.memory_used_encode = lambda shape, _dtype: codec_memory(
            config, shape[-1], getattr(config, "encoder_hidden_size", 0))
        self.memory_used_decode = lambda shape, _dtype: codec_memory(
            config, min(shape[-1], 2 * FRAMES_A_WINDOW) * config.hop_samples, getattr(config, "decoder_channels", 0))
        self.disable_offload = True
        self.size = None

    def to_device(self, memory: int) -> nn.Module:
        """The codec, on its device, with so many bytes free beside it."""
        comfy.model_management.load_models_gpu([self.patcher], memory_required=memory,
                                               force_full_load=self.disable_offload)
        return self.first_stage_model

    def encode(self, pixel_samples: torch.Tensor) -> torch.Tensor:
        """Waveform [B, T, C] -> latent [B, latent_channels, L]; mono and stereo are made what the codec takes."""
        waveform = pixel_samples.movedim(-1, 1)
        if self.output_channels == 1:
            waveform = waveform.mean(dim=1, keepdim=True)
        elif waveform.shape[1] == 1:
            waveform = waveform.expand(-1, self.output_channels, -1)
        codec = self.to_device(self.memory_used_encode(waveform.shape, self.vae_dtype))
        progress = NodeProgress(len(waveform))
        latents = []
        for clip in waveform.to(self.vae_dtype):
            latents.append(codec.encode(clip[None].to(self.device)).to(self.output_device).float())
            progress.next_part()
        return torch.cat(latents)

    def decode(self, samples_in: torch.Tensor, vae_options: dict | None = None) -> torch.Tensor:
        """Latent [B, latent_channels, L] -> waveform [B, T, C], a clip at a time."""
        codec = self.to_device(self.memory_used_decode(samples_in.shape, self.vae_dtype))
        progress = NodeProgress(len(samples_in))
        clips = []
        for latent in samples_in.to(self.vae_dtype):
            clips.append(codec.decode(latent[None].to(self.device), on_step=progress).to(self.output_device).float())
            progress.next_part()
        return torch.cat(clips).movedim(1, -1)

    def decode_tiled(self, samples: torch.Tensor, tile_x=None, tile_y=None, overlap=None, tile_t=None,
                     overlap_t=None) -> torch.Tensor:
        """The same: the codec works through windows of its own."""
        return self.decode(samples)

    def encode_tiled(self, pixel_samples: torch.Tensor, tile_x=None, tile_y=None, overlap=None, tile_t=None,
                     overlap_t=None) -> torch.Tensor:
        return self.encode(pixel_samples)
