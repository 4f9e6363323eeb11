"""Estimates the memory that each part of the model needs besides its weights, and retries if memory runs out.

ComfyUI gets the estimates before a part runs. They count tensors that are alive at the same time, found by running each
part at full size on the meta device; a test keeps them within a fifth of that. Workspace of a library's kernels is not
included.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import comfy.model_management
import torch

from ..audiostory_core.config import DiTConfig, MelConfig, OobleckConfig

Result = TypeVar("Result")
MEL_SPECTRA = 8  # arrays of n_fft numbers for each frame: magnitudes, phases and their updates in the inversion


def language_memory(llm: dict, read: int, kept: int, dtype: torch.dtype) -> int:
    """Bytes that a Qwen2 model needs to read `read` tokens at once with `kept` tokens in its KV cache.

    llm: its configuration as plain data.
    """
    head_width = llm.get("head_dim") or llm["hidden_size"] // llm["num_attention_heads"]
    layers = llm["num_hidden_layers"] + 1  # while the cache grows, one layer's keys and values exist twice
    cache = 2 * layers * llm["num_key_value_heads"] * head_width
    activations = 4 * llm["hidden_size"] + 3 * llm["intermediate_size"] + 2 * head_width
    return (read * activations + kept * cache) * dtype.itemsize + 4 * 4 * llm["vocab_size"]


def transformer_memory(config: DiTConfig, clips: int, frames: int, text_tokens: int, dtype: torch.dtype) -> int:
    """Bytes that the DiT needs for a batch of clips; rotary positions are computed in float32."""
    return clips * (frames + text_tokens + 1) * config.width * (9 * dtype.itemsize + 6 * 4)


def codec_memory(config: OobleckConfig | MelConfig, samples: int, width: int, dtype: torch.dtype) -> int:
    """Bytes that the codec needs for a number of samples.

    width: channels of the waveform autoencoder at the full sample rate; not used for the mel codec.
    """
    if isinstance(config, MelConfig):
        frames = samples // config.hop_length
        return 4 * frames * MEL_SPECTRA * config.n_fft
    return 5 * samples * width * dtype.itemsize


def is_out_of_memory(error: Exception) -> bool:
    """Whether an error means that a device is out of memory. Newer versions of ComfyUI know more such errors."""
    known = getattr(comfy.model_management, "is_oom", None)
    return known(error) if known is not None else isinstance(error, comfy.model_management.OOM_EXCEPTION)


def with_less_memory(work: Callable[[int], Result], size: int, least: int, offload: Callable[[], None],
                     what: str) -> Result:
    """Do work that can be split. If memory runs out, retry in smaller parts, and at last with the weights moved away.

    Args:
        work: does all of the work in parts of the given size.
        size: of a part, at first.
        least: size of the smallest part.
        offload: called once if the smallest part needed too much; frees memory.
        what: names the work in the message.

    Raises:
        torch.OutOfMemoryError: memory is too small even then.
    """
    offloaded = False
    while True:
        try:
            return work(size)
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            told = str(error)
        # after the except block, because only now the failed work's tensors are freed
        comfy.model_management.soft_empty_cache()
        if size > least:
            size = max(least, size // 2)
        elif not offloaded:
            offload()
            offloaded = True
        else:
            raise torch.OutOfMemoryError(f"{what} does not fit into memory, in parts of {size} and with the weights "
                                         f"moved away; close other programs or use fp8 weights ({told})")
