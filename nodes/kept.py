"""Keeps files of a run in ComfyUI's temp folder, named by their content: what the page plays, shows and locks.

A locked clip is stored as its latent. Its seed would not be enough, because a changed caption changes the tokens of all
later clips. All of them together take no more than a limit, see `tidy_kept`.
"""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from uuid import uuid4

import folder_paths
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from ..audiostory_core.atomic_write import atomic_write
from ..audiostory_core.audio_file import preview_of, write_audio
from ..audiostory_core.digests import content_key
from ..audiostory_core.kept_work import KeptWork
from ..audiostory_core.marks import lock_parts

SUBFOLDER = "audiostory"
LATENT_SUFFIX = ".latent.safetensors"
LIMIT_NAME = "AUDIOSTORY_KEPT_MEGABYTES"  # an environment variable
USUAL_LIMIT = 4000  # megabytes
MEGABYTE, MOST_DIGITS = 10**6, 12
SAMPLER_ROUNDING = 1e-4  # a stock sampler may change a latent that a mask keeps by this much; latents are about 1


def kept_folder() -> Path:
    """The folder of kept files. ComfyUI empties it when it starts and when it ends."""
    folder = Path(folder_paths.get_temp_directory()) / SUBFOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def kept_work(identity: str, patcher=None, **facts) -> KeptWork | None:
    """The store for finished parts of a node's long job, until it is done; see KeptWork.

    Args:
        identity: of the bundle, see Bundle.
        patcher: ComfyUI's ModelPatcher of the model. Its patches (such as a LoRA) have a UUID, which becomes a fact.
        facts: what else all parts depend on.

    Returns:
        None if other nodes have added code to the model, because then two models cannot be told apart.

    Raises:
        ValueError: see kept_limit.
    """
    kept_limit()  # a wrong one is refused before the work
    if patcher is not None:
        foreign = (patcher.object_patches, patcher.hook_patches, patcher.wrappers, patcher.injections,
                   [value for value in patcher.model_options.values() if value])
        if any(foreign):
            return None
        facts["patches"] = str(patcher.patches_uuid) if patcher.patches else ""
    return KeptWork(kept_folder(), bundle=identity, **facts)


def entry(name: str) -> dict[str, str]:
    """A kept file as the page requests it from /view."""
    return {"filename": name, "subfolder": SUBFOLDER, "type": "temp"}


def keep_file(name: str, write: Callable[[Path], object]) -> dict[str, str]:
    """Keep a file that `write` writes, whole or not at all, unless it exists already. Returns its entry for /view."""
    file = kept_folder() / name
    if not _used(file):
        with atomic_write(file, shared=True) as beside:
            write(beside)
    return entry(name)


def _used(file: Path) -> bool:
    """Whether a kept file is there; from now on it is one of the last that were used."""
    try:
        os.utime(file)
    except FileNotFoundError:
        return False
    return True


def kept_limit() -> int:
    """The bytes that all kept files may take together.

    Raises:
        ValueError: the environment variable is no number of megabytes.
    """
    asked = os.environ.get(LIMIT_NAME, str(USUAL_LIMIT))
    if not asked.isdecimal() or len(asked) > MOST_DIGITS:
        raise ValueError(f"{LIMIT_NAME} is {asked!r}; a whole number of megabytes is needed")
    return int(asked) * MEGABYTE


def tidy_kept(names: Iterable[str] = ()) -> None:
    """Delete the kept files that were not used for the longest time, until the others fit into the limit.

    names: of files that stay all the same, because the page is about to show them.

    A lock whose sound was deleted is refused as after a restart. A file that another thread deletes first is no error;
    one that is being read stays until the next time, where a system does not delete such a file.
    """
    limit, shown, files = kept_limit(), set(names), []
    for file in kept_folder().iterdir():
        try:
            facts = file.stat()
        except FileNotFoundError:
            continue
        files.append((facts.st_mtime, facts.st_size, file))
    total = sum(size for _, size, _ in files)
    for _, size, file in sorted(files):
        if total <= limit:
            return
        if file.name in shown or file.name.startswith("."):  # those are being written
            continue
        try:
            file.unlink(missing_ok=True)
        except PermissionError:  # Windows, while the page plays it
            continue
        total -= size


def keep_made(suffix: str, make: Callable[[Path], str]) -> dict[str, str]:
    """As keep_file, for a file whose name is known only after it was written: `make` returns the key of its content."""
    beside = kept_folder() / f".{uuid4().hex}.partial{suffix}"
    try:
        name = make(beside) + suffix
        if not _used(kept_folder() / name):  # some systems cannot replace a file that is being read
            os.replace(beside, kept_folder() / name)
    finally:
        beside.unlink(missing_ok=True)
    return entry(name)


def keep_latent(latent: torch.Tensor, model: str, caption: str, lock: str | None = None) -> str:
    """Keep the latent [C, L] of one clip, with the model and the caption that it was made from.

    Args:
        lock: the key that the clip is locked to. If that is this same latent, nothing new is kept, and the caption in
            its file stays, even if the clip's caption was changed since.

    Returns:
        The key of the kept latent.
    """
    latent = latent.detach().cpu().float().contiguous()
    if lock is not None and _is_kept(lock, latent, model):
        return lock
    key = content_key(latent, model=model, caption=caption)
    metadata = {"model": model, "caption": caption}
    keep_file(key + LATENT_SUFFIX, lambda file: save_file({"latent": latent}, file, metadata=metadata))
    return key


def latent_name(lock: str) -> str:
    """The name of the file that a lock refers to, see marks.lock_parts."""
    return lock_parts(lock)[0] + LATENT_SUFFIX


def _is_kept(key: str, latent: torch.Tensor, model: str) -> bool:
    """Whether this latent is the one kept under the key, within the rounding of stock samplers."""
    if not _used(kept_folder() / (key + LATENT_SUFFIX)):
        return False
    made_with, kept = _read_latent(key)
    return made_with == model and kept.shape == latent.shape and bool((kept - latent).abs().max() <= SAMPLER_ROUNDING)


def made_as(key: str) -> str:
    """The caption that a kept latent was made from. The caption of a locked clip may have been changed since."""
    with safe_open(kept_folder() / (key + LATENT_SUFFIX), framework="pt") as opened:
        return opened.metadata()["caption"]


def _read_latent(key: str) -> tuple[str, torch.Tensor]:
    """(name of the model that it was made with, the latent)"""
    with safe_open(kept_folder() / (key + LATENT_SUFFIX), framework="pt") as opened:
        return opened.metadata()["model"], opened.get_tensor("latent")


def kept_latent(key: str, number: int, model: str, shape: tuple[int, ...]) -> torch.Tensor:
    """A latent that was kept.

    Args:
        key: from the plan's clip, where it was checked: hexadecimal digits only.
        number: of the clip, for the message.
        model: name of the model that it must have been made with.
        shape: the shape that it must have, [C, L].

    Raises:
        ValueError: it is gone, cannot be read, or was made with another model.
    """
    file = kept_folder() / (key + LATENT_SUFFIX)
    if not _used(file):
        raise ValueError(f"clip {number} is locked to the sound {key}, which is gone: ComfyUI empties its temp folder "
                         "when it starts; unlock the clip, and it is made anew")
    try:
        made_with, latent = _read_latent(key)
    except (SafetensorError, KeyError, TypeError) as error:
        raise ValueError(f"clip {number} is locked to {file}, which cannot be read ({error})") from error
    if made_with != model or tuple(latent.shape) != tuple(shape):
        raise ValueError(f"clip {number} is locked to a sound of the model {made_with!r} {list(latent.shape)}; this "
                         f"is {model!r} {list(shape)}: unlock the clip, and it is made anew")
    return latent


def keep_sound(sound: torch.Tensor, sample_rate: int,
               check: Callable[[], None] | None = None) -> tuple[dict[str, str], str | None]:
    """Keep a sound [C, T] as a file that a browser plays. check: see audio_file.write_audio.

    Returns:
        Its entry for /view, and a description of what the file leaves out, see preview_of; None if nothing.
    """
    name = f"{content_key(sound, sample_rate=sample_rate)}.flac"
    played, rate, change = preview_of(sound, sample_rate)
    return keep_file(name, lambda file: write_audio(file, played, rate, check)), change
