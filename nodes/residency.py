"""Modules of transformers and diffusers under ComfyUI's memory management.

ComfyUI moves a model to the GPU layer by layer and leaves what does not fit on the CPU; it can stream only layers of
its own kinds. So a foreign module is built on the meta device, each layer that holds weights is replaced by ComfyUI's
layer of the same kind, and the weights are loaded into those.
"""
from __future__ import annotations

import comfy.model_management
import comfy.model_patcher
import torch
from torch import nn

# The DiT's and the LLM's, as the loader's widget and ComfyUI's own loaders name them; None = what suits the device.
WEIGHT_DTYPES = {"default": None, "fp16": torch.float16, "bf16": torch.bfloat16, "fp32": torch.float32,
                 "fp8_e4m3fn": torch.float8_e4m3fn}
EVERYTHING = 1e32  # bytes
COMPUTE_DTYPES = [torch.float16, torch.bfloat16, torch.float32]  # the reference's first


class FollowingSnake(nn.Module):
    """The codec's activation. ComfyUI has no layer for it; its few numbers go where the sound is."""

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
    """ComfyUI's layer of the same kind and size on layer's device, or None where it has no such kind."""
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
    """Replace the weight-holding layers of a module by ComfyUI's, in place; layers of other kinds stay.

    Args:
        module: as built, before it is given its weights; those it has now are not kept.
        operations: a namespace of comfy.ops.
        dtype: of the weights that it will be given; as it has now when None.
        compute_dtype: what embeddings give out, where weights are kept in another dtype than is computed in.

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
        ValueError: parameters stand outside ComfyUI's layers, and would stay behind where memory is short.
    """
    left = [f"{place or 'top'} ({type(layer).__name__})" for place, layer in module.named_modules()
            if not (hasattr(layer, "comfy_cast_weights") or isinstance(layer, FollowingSnake))
            and next(layer.parameters(recurse=False), None) is not None]
    if left:
        raise ValueError(f"{type(module).__name__} keeps parameters outside ComfyUI's layers: {', '.join(left)}")
    return module


def host_patcher(module: nn.Module, load_device: torch.device, offload_device: torch.device, *,
                 remake: tuple | None = None, disable_dynamic: bool = False):
    """ComfyUI's handle on a module that has its weights.

    Args:
        remake: (function, arguments) that give such a handle on a fresh copy; called with disable_dynamic=True where
            newer versions need one that they load as older ones did (torch.compile, hooks, other devices).
        disable_dynamic: give such a handle.
    """
    kind = comfy.model_patcher.ModelPatcher
    if not disable_dynamic:  # newer versions rebind CoreModelPatcher while they start: it is read here
        kind = getattr(comfy.model_patcher, "CoreModelPatcher", kind)
    # Dynamic VRAM goes by the dtypes that were noted when the layers were built; those of the weights are the truth.
    archive = getattr(comfy.model_management, "archive_model_dtypes", None)
    if archive is not None:
        archive(module)
    patcher = kind(module, load_device=load_device, offload_device=offload_device)
    patcher.cached_patcher_init = remake
    return patcher


def _asked_or_stored(device: torch.device, asked: torch.dtype | None, stored: torch.dtype) -> torch.dtype | None:
    """fp8 where nothing else is asked, the weights are stored so, and the device can cast it."""
    fp8 = stored == torch.float8_e4m3fn and comfy.model_management.supports_cast(device, stored)
    return stored if asked is None and fp8 else asked


def language_dtypes(device: torch.device, asked: torch.dtype | None, stored: torch.dtype) -> tuple:
    """(weights, computation) of an LLM.

    Args:
        asked: of the weights; None for fp8 where they are stored so, else ComfyUI's choice for text encoders
            (fp16, as the reference has it), in what the device can compute in.
    """
    asked = _asked_or_stored(device, asked, stored)
    dtype = asked or comfy.model_management.text_encoder_dtype(device)
    if asked is None and comfy.model_management.is_device_cpu(device):
        dtype = torch.float32  # a cast of every weight for every token costs more than the RAM
    return dtype, comfy.model_management.unet_manual_cast(dtype, device, COMPUTE_DTYPES) or dtype


def transformer_dtypes(device: torch.device, asked: torch.dtype | None, stored: torch.dtype) -> tuple:
    """(weights, computation) of the DiT, the latter None where it is the same; asked and stored as above."""
    asked = _asked_or_stored(device, asked, stored)
    dtype = asked or comfy.model_management.unet_dtype(device, supported_dtypes=COMPUTE_DTYPES)
    return dtype, comfy.model_management.unet_manual_cast(dtype, device, COMPUTE_DTYPES)


def to_device(patcher, memory: int) -> nn.Module:
    """The patcher's module where it computes, with that many bytes free beside it."""
    comfy.model_management.load_models_gpu([patcher], memory_required=memory)
    return patcher.model


def off_device(patcher) -> None:
    """Move a loaded model's weights away from where it computes; its layers are streamed from then on."""
    patcher.partially_unload(patcher.offload_device, EVERYTHING)
