"""Puts modules of transformers and diffusers under ComfyUI's memory management.

ComfyUI moves a model to the GPU layer by layer, and leaves layers that do not fit on the CPU. It can do so only with
its own layer classes. So a module is built on the meta device, each layer that holds weights is replaced by ComfyUI's
layer of the same kind, and the weights are loaded into these layers.
"""
from __future__ import annotations

import comfy.model_management
import comfy.model_patcher
import torch
from torch import nn

# Dtypes for the DiT and the LLM, named as in ComfyUI's own loaders; None = chosen for the device.
WEIGHT_DTYPES = {"default": None, "fp16": torch.float16, "bf16": torch.bfloat16, "fp32": torch.float32,
                 "fp8_e4m3fn": torch.float8_e4m3fn}
EVERYTHING = 1e32  # bytes
COMPUTE_DTYPES = [torch.float16, torch.bfloat16, torch.float32]  # the first one is the reference's


class FollowingSnake(nn.Module):
    """The codec's activation, for which ComfyUI has no layer. Its few weights are moved to the sound in each call."""

    def __init__(self, channels: int, **where):
        super().__init__()
        self.alpha = nn.Parameter(torch.empty(1, channels, 1, **where))
        self.beta = nn.Parameter(torch.empty(1, channels, 1, **where))

    def forward(self, sound: torch.Tensor) -> torch.Tensor:
        """[B, C, T] -> [B, C, T]"""
        alpha, beta = (numbers.to(sound.device, sound.dtype).exp() for numbers in (self.alpha, self.beta))
        return sound + (beta + 1e-9).reciprocal() * torch.sin(alpha * sound).pow(2)


def _linear(layer: nn.Linear, operations, **where) -> nn.Module:
    return operations.Linear(layer.in_features, layer.out_features, bias=layer.bias is not None, **where)


def _embedding(layer: nn.Embedding, operations, **where) -> nn.Module:
    return operations.Embedding(layer.num_embeddings, layer.embedding_dim, padding_idx=layer.padding_idx, **where)


def _layer_norm(layer: nn.LayerNorm, operations, **where) -> nn.Module:
    return operations.LayerNorm(layer.normalized_shape, eps=layer.eps, elementwise_affine=layer.elementwise_affine,
                                bias=layer.bias is not None, **where)


def _rms_norm(layer: nn.Module, operations, **where) -> nn.Module:
    epsilon = layer.eps if hasattr(layer, "eps") else layer.variance_epsilon  # torch's name, transformers' name
    shape = layer.normalized_shape if layer.weight is None else tuple(layer.weight.shape)
    return operations.RMSNorm(shape, eps=epsilon, elementwise_affine=layer.weight is not None, **where)


def _convolution(layer: nn.Conv1d | nn.ConvTranspose1d, operations, **where) -> nn.Module:
    transposed = isinstance(layer, nn.ConvTranspose1d)
    kind = operations.ConvTranspose1d if transposed else operations.Conv1d
    if transposed:
        where["output_padding"] = layer.output_padding
    return kind(layer.in_channels, layer.out_channels, layer.kernel_size, stride=layer.stride, padding=layer.padding,
                dilation=layer.dilation, groups=layer.groups, bias=layer.bias is not None,
                padding_mode=layer.padding_mode, **where)


def _hosted(layer: nn.Module, operations, dtype: torch.dtype | None) -> nn.Module | None:
    """ComfyUI's layer of the same kind and size, on the layer's device; None if ComfyUI has no such layer."""
    if type(layer).__name__ == "Snake1d":
        return FollowingSnake(layer.alpha.shape[1], device=layer.alpha.device, dtype=dtype or layer.alpha.dtype)
    weight = getattr(layer, "weight", None)
    where = {} if weight is None else {"device": weight.device, "dtype": dtype or weight.dtype}
    if isinstance(layer, nn.Linear):
        return _linear(layer, operations, **where)
    if isinstance(layer, nn.Embedding):
        return _embedding(layer, operations, **where)
    if isinstance(layer, nn.LayerNorm):
        return _layer_norm(layer, operations, **where)
    if type(layer).__name__.endswith("RMSNorm"):  # every library has its own class
        return _rms_norm(layer, operations, **where)
    if isinstance(layer, (nn.Conv1d, nn.ConvTranspose1d)):
        return _convolution(layer, operations, **where)
    return None


def swap_leaves(module: nn.Module, operations, dtype: torch.dtype | None = None,
                compute_dtype: torch.dtype | None = None) -> nn.Module:
    """Replace the layers of a module that hold weights by ComfyUI's, in place. Other layers are kept.

    Args:
        module: before its weights are loaded; its present weights are lost.
        operations: a namespace of comfy.ops.
        dtype: of the weights that will be loaded; None keeps the present dtype.
        compute_dtype: dtype of the embeddings' output, if computation uses another dtype than the weights.

    Returns:
        module.
    """
    for parent in list(module.modules()):
        for name, layer in list(parent.named_children()):
            hosted = None if hasattr(layer, "comfy_cast_weights") else _hosted(layer, operations, dtype)
            if hosted is None:
                continue
            if compute_dtype is not None and isinstance(layer, nn.Embedding):
                hosted.register_forward_hook(lambda _layer, _inputs, output: output.to(compute_dtype))
            setattr(parent, name, hosted.train(layer.training).requires_grad_(False))
    return module


def require_placed(module: nn.Module) -> nn.Module:
    """The module itself, if ComfyUI can place each of its parameters.

    Raises:
        ValueError: a layer that is not ComfyUI's has parameters. They would not be moved if memory is short.
    """
    left = [f"{place or 'top'} ({type(layer).__name__})" for place, layer in module.named_modules()
            if not (hasattr(layer, "comfy_cast_weights") or isinstance(layer, FollowingSnake))
            and next(layer.parameters(recurse=False), None) is not None]
    if left:
        raise ValueError(f"{type(module).__name__} keeps parameters outside ComfyUI's layers: {', '.join(left)}")
    return module


def host_patcher(module: nn.Module, load_device: torch.device, offload_device: torch.device, *,
                 remake: tuple | None = None, disable_dynamic: bool = False):
    """ComfyUI's ModelPatcher for a module whose weights are loaded.

    Args:
        remake: (function, arguments) that make a patcher with a fresh copy. Newer versions of ComfyUI call it with
            disable_dynamic=True if they need a patcher without dynamic VRAM (torch.compile, hooks, other devices).
        disable_dynamic: make a patcher without dynamic VRAM.
    """
    kind = comfy.model_patcher.ModelPatcher
    if not disable_dynamic:  # newer versions replace CoreModelPatcher during start-up, so it is read only here
        kind = getattr(comfy.model_patcher, "CoreModelPatcher", kind)
    # Dynamic VRAM uses the dtypes noted when the layers were built; note those of the loaded weights instead.
    archive = getattr(comfy.model_management, "archive_model_dtypes", None)
    if archive is not None:
        archive(module)
    patcher = kind(module, load_device=load_device, offload_device=offload_device)
    patcher.cached_patcher_init = remake
    return patcher


def _asked_or_stored(device: torch.device, asked: torch.dtype | None, stored: torch.dtype) -> torch.dtype | None:
    """The asked dtype; if none is asked, fp8 if the weights are stored in it and the device can cast it, else None."""
    fp8 = stored == torch.float8_e4m3fn and comfy.model_management.supports_cast(device, stored)
    return stored if asked is None and fp8 else asked


def language_dtypes(device: torch.device, asked: torch.dtype | None, stored: torch.dtype) -> tuple:
    """(dtype of the weights, dtype of the computation) for an LLM.

    Args:
        asked: of the weights. None: fp8 if they are stored in it, else ComfyUI's choice for text encoders (fp16, as in
            the reference; float32 on a CPU).
        stored: dtype in the file.
    """
    asked = _asked_or_stored(device, asked, stored)
    dtype = asked or comfy.model_management.text_encoder_dtype(device)
    if asked is None and comfy.model_management.is_device_cpu(device):
        dtype = torch.float32  # needs more RAM, but casting every weight for every token would be slow
    return dtype, comfy.model_management.unet_manual_cast(dtype, device, COMPUTE_DTYPES) or dtype


def transformer_dtypes(device: torch.device, asked: torch.dtype | None, stored: torch.dtype) -> tuple:
    """(weights, computation) for the DiT; computation is None if it is the same. asked, stored: see language_dtypes."""
    asked = _asked_or_stored(device, asked, stored)
    dtype = asked or comfy.model_management.unet_dtype(device, supported_dtypes=COMPUTE_DTYPES)
    return dtype, comfy.model_management.unet_manual_cast(dtype, device, COMPUTE_DTYPES)


def to_device(patcher, memory: int) -> nn.Module:
    """Load the patcher's module on its device and leave `memory` bytes free for computation. Returns the module."""
    comfy.model_management.load_models_gpu([patcher], memory_required=memory)
    return patcher.model


def off_device(patcher) -> None:
    """Move a loaded model's weights to the offload device; from then on its layers are streamed."""
    patcher.partially_unload(patcher.offload_device, EVERYTHING)
