"""What each part needs beside its weights, told to ComfyUI before the work, and what to do where that was not enough.

The figures count tensors that are alive at once, found by running each part at full size on the meta device; a test
holds them within a fifth of that. What a library's kernels take for themselves comes on top.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import comfy.model_management
import torch

from ..audiostory_core.config import DiTConfig, MelConfig, OobleckConfig

Result = TypeVar("Result")
MEL_SPECTRA = 8  # of n_fft numbers a frame: magnitudes, phases and their updates in the inversion


def language_memory(llm: dict, read: int, kept: int, dtype: torch.dtype) -> int:
    """Bytes that a Qwen2 model takes to read a number of tokens at once and to keep a number in its cache.

    llm: its configuration as plain data.
    """
    head_width = llm.get("head_dim") or llm["hidden_size"] // llm["num_attention_heads"]
    layers = llm["num_hidden_layers"] + 1  # one layer's keys and values are held twice while they grow
    cache = 2 * layers * llm["num_key_value_heads"] * head_width
    activations = 4 * llm["hidden_size"] + 3 * llm["intermediate_size"] + 2 * head_width
    return (read * activations + kept * cache) * dtype.itemsize + 4 * 4 * llm["vocab_size"]


def transformer_memory(config: DiTConfig, clips: int, frames: int, text_tokens: int, dtype: torch.dtype) -> int:
    """Bytes that the DiT takes for a batch of clips; rotary positions are computed in float32."""
    return clips * (frames + text_tokens + 1) * config.width * (9 * dtype.itemsize + 6 * 4)


def codec_memory(config: OobleckConfig | MelConfig, samples: int, width: int, dtype: torch.dtype) -> int:
    """Bytes that the codec takes for a number of samples.

    width: channels of the waveform autoencoder at the full rate; the mel codec has none.
    """
    if isinstance(config, MelConfig):
        frames = samples // config.hop_length
        return 4 * frames * MEL_SPECTRA * config.n_fft
    return 5 * samples * width * dtype.itemsize


def is_out_of_memory(error: Exception) -> bool:
    """Whether a device had no room; newer versions of ComfyUI know more faces of that."""
    known = getattr(comfy.model_management, "is_oom", None)
    return known(error) if known is not None else isinstance(error, comfy.model_management.OOM_EXCEPTION)


def with_less_memory(work: Callable[[int], Result], size: int, least: int, offload: Callable[[], None],
                     what: str) -> Result:
    """Do a work that can be split, in ever smaller parts where memory runs out, then with the weights moved away.

    Args:
        work: called with the size of a part; does all of it.
        size: to begin with.
        least: the smallest part.
        offload: frees what it can, after the smallest part was too much.
        what: for the message.

    Raises:
        torch.OutOfMemoryError: there is no room even then.
    """
    offloaded = False
    while True:
        try:
            return work(size)
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            told = str(error)
        # outside of the except block: what the failed work held is free only now
        comfy.model_management.soft_empty_cache()
        if size > least:
            size = max(least, size // 2)
        elif not offloaded:
            offload()
            offloaded = True
        else:
            raise torch.OutOfMemoryError(f"{what} does not fit into memory, in parts of {size} and with the weights "
                                         f"moved away; close other programs or use fp8 weights ({told})")
