"""Sounds of a run in ComfyUI's temp folder, under names that their content gives: what the page plays and locks.

A locked clip is its latent, kept; not its seed, because a changed caption changes every later clip's tokens.
"""
from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import folder_paths
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from ..audiostory_core.audio_file import write_audio
from ..audiostory_core.whole_file import whole_file

SUBFOLDER = "audiostory"
LATENT_SUFFIX = ".latent.safetensors"


def kept_folder() -> Path:
    """ComfyUI empties it when it starts and ends."""
    folder = Path(folder_paths.get_temp_directory()) / SUBFOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def content_key(*tensors: torch.Tensor) -> str:
    """16 hexadecimal digits that stand for the numbers in some tensors."""
    digest = hashlib.blake2b(digest_size=8)
    for tensor in tensors:
        digest.update(str(tuple(tensor.shape)).encode())
        digest.update(tensor.detach().cpu().float().contiguous().numpy().tobytes())
    return digest.hexdigest()


def entry(name: str) -> dict[str, str]:
    """How the page asks /view for a kept file."""
    return {"filename": name, "subfolder": SUBFOLDER, "type": "temp"}


def keep_file(name: str, write: Callable[[Path], object]) -> dict[str, str]:
    """Keep what `write` puts into a file, whole or not at all, unless it is kept already; its entry for /view."""
    file = kept_folder() / name
    if not file.exists():
        with whole_file(file, shared=True) as beside:
            write(beside)
    return entry(name)


def keep_latent(latent: torch.Tensor, model: str, caption: str) -> str:
    """Keep the latent [C, L] of one clip, with the caption that it was made from; the key by which it is found."""
    latent = latent.detach().cpu().float().contiguous()
    key = content_key(latent)
    metadata = {"model": model, "caption": caption}
    keep_file(key + LATENT_SUFFIX, lambda file: save_file({"latent": latent}, file, metadata=metadata))
    return key


def made_as(key: str) -> str:
    """The caption that a kept latent was made from: a locked clip's may have been changed since."""
    with safe_open(kept_folder() / (key + LATENT_SUFFIX), framework="pt") as opened:
        return opened.metadata()["caption"]


def kept_latent(key: str, number: int, model: str, shape: tuple[int, ...]) -> torch.Tensor:
    """A latent that was kept.

    Args:
        key: of the plan's clip, checked there: hexadecimal digits only.
        number: of the clip, for the message.
        model: what it must have been made with.
        shape: what it must have, [C, L].

    Raises:
        ValueError: it is gone, or was made with another model.
    """
    file = kept_folder() / (key + LATENT_SUFFIX)
    if not file.is_file():
        raise ValueError(f"clip {number} is locked to the sound {key}, which is gone: ComfyUI empties its temp folder "
                         "when it starts; unlock the clip, and it is made anew")
    try:
        with safe_open(file, framework="pt") as opened:
            made_with, latent = opened.metadata()["model"], opened.get_tensor("latent")
    except (SafetensorError, KeyError, TypeError) as error:
        raise ValueError(f"clip {number} is locked to {file}, which cannot be read ({error})") from error
    if made_with != model or tuple(latent.shape) != tuple(shape):
        raise ValueError(f"clip {number} is locked to a sound of the model {made_with!r} {list(latent.shape)}; this "
                         f"is {model!r} {list(shape)}: unlock the clip, and it is made anew")
    return latent


def keep_sound(sound: torch.Tensor, sample_rate: int) -> dict[str, str]:
    """Keep a sound [C, T] as a file that a browser plays; its entry for /view."""
    return keep_file(f"{content_key(sound)}.flac", lambda file: write_audio(file, sound, sample_rate))
