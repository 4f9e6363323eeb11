"""Finds out what a checkpoint's weights lack, and downloads only that: shards of the base LLM, and T5's encoder."""
from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from ..disk_space import check_disk_space
from ..upstream_files import LLM_PREFIX
from ..weight_files import DTYPE_NAMES, TensorRef, folder_tensors, read_index, write_safetensors
from .folder import (
    Progress,
    Record,
    disk_errors,
    drop_stale,
    file_bytes,
    partial_path,
    settle,
    write_text,
)
from .hub import transfer
from .sources import RemoteFile

ENCODER_PREFIX = "tangoflux.text_encoder."  # in the checkpoint's weights
# T5 shares one embedding. Its name here is the first one; a file that stores it once may use any of these
EMBEDDING_NAMES = ("shared.weight", "encoder.embed_tokens.weight", "decoder.embed_tokens.weight")
# never taken from the base LLM, because the trained model's vocabulary is larger
TRAINED_ALWAYS = ("model.embed_tokens.weight", "lm_head.weight")
LONGEST_HEADER = 100_000_000  # bytes; the limit of the safetensors format


def _plain_name(name: str) -> str:
    """A tensor's name in the base LLM, from its name in the checkpoint, without the parts that peft adds."""
    name = name.removeprefix(LLM_PREFIX).removeprefix("base_model.model.")
    return name.replace(".base_layer.", ".").replace(".modules_to_save.default.", ".")


def lacking_parts(model: Path, index: Path) -> tuple[list[str], bool]:
    """(names of the base LLM's tensors that the weights lack, whether they lack the text encoder).

    Args:
        model: the folder of the checkpoint's weights; only the tensors' names are read.
        index: the base LLM's index of shards.

    Raises:
        ValueError: the weights or the index cannot be read.
    """
    names = list(folder_tensors(model))
    have = {_plain_name(name) for name in names if name.startswith(LLM_PREFIX)}
    lacks = [name for name in read_index(index) if name not in have and name not in TRAINED_ALWAYS]
    return lacks, not any(name.startswith(ENCODER_PREFIX) for name in names)


def needed_shards(shards: Sequence[RemoteFile], index: Path, names: Sequence[str]) -> list[RemoteFile]:
    """The shards that hold these tensors.

    Raises:
        ValueError: the index names a shard that the hub does not list.
    """
    places = read_index(index)
    wanted = {places[name] for name in names}
    if unknown := sorted(wanted - {shard.name for shard in shards}):
        raise ValueError(f"{index}: it names the shard {unknown[0]!r}, which the hub does not list")
    return [shard for shard in shards if shard.name in wanted]


def write_shard_index(index: Path, shards: Sequence[RemoteFile], llm: Path) -> None:
    """Write an index of the downloaded shards only, so that a reader does not ask for the others."""
    fetched = {shard.name for shard in shards}
    places = {name: shard for name, shard in read_index(index).items() if shard in fetched}
    write_text(llm / "model.safetensors.index.json", json.dumps({"metadata": {}, "weight_map": places}, indent=1))


class _Wrong(ValueError):
    """The downloaded bytes cannot be the encoder."""


@dataclass(frozen=True)
class _Part:
    """A tensor of the encoder, stored in the bytes from start to end of the hub's file."""

    name: str
    shape: tuple[int, ...]
    dtype: torch.dtype
    start: int
    end: int

    def ref(self, partial: Path, offset: int) -> TensorRef:
        """A reference to the tensor at `offset` in the partial file, to be read once it has been downloaded."""
        def read() -> torch.Tensor:
            with partial.open("rb") as opened:
                opened.seek(offset)
                data = bytearray(opened.read(self.end - self.start))
            tensor = torch.frombuffer(data, dtype=self.dtype).reshape(self.shape)
            if not tensor.isfinite().all():
                raise _Wrong(f"{self.name} has a value that is not finite")
            return tensor

        return TensorRef(self.shape, self.dtype, read)


def fetch_encoder(file: RemoteFile, place: Path, record: Record, progress: Progress) -> None:
    """Download only the encoder from a whole T5's safetensors file, with range requests, into a smaller file.

    The hub has no checksum for a part of a file. So the header and the sizes are checked, and that all values are
    finite.

    Raises:
        ValueError: the downloaded bytes are not the encoder; they are deleted.
        OSError: the hub cannot be reached, or the disk is full.
    """
    final, origin = place / file.place, f"encoder of {file.checksum}"
    if record.holds(file.place, origin):
        return
    partial, made = partial_path(final, file.checksum), partial_path(final, "new")
    drop_stale(final, partial)
    try:
        body, parts = _parts(file, partial, final, progress)
        pieces, tensors = _layout(body, parts, partial)
        total, have = sum(end - start for start, end in pieces), file_bytes(partial)
        check_disk_space(total - have + total, place)  # the rest of the download, and the file made from it
        progress.total += total
        progress.step(have)
        transfer(file, pieces, partial, final, progress.step)
        with disk_errors(final):
            write_safetensors(made, tensors, on_tensor=lambda size: progress.step(0))
        settle(made, final)
    except _Wrong as error:
        partial.unlink()
        raise ValueError(f"{file.place}: {error}; what came from {file.repo}/{file.name} was deleted") from error
    finally:
        made.unlink(missing_ok=True)
    record.add(file.place, origin)
    partial.unlink()


def _parts(file: RemoteFile, partial: Path, final: Path, progress: Progress) -> tuple[int, list[_Part]]:
    """(end of the header in bytes, the encoder's tensors in order of their bytes). The header stays in `partial`."""
    def alive(count: int) -> None:
        progress.step(0)

    transfer(file, ((0, 8),), partial, final, alive)
    with partial.open("rb") as opened:
        body = 8 + struct.unpack("<Q", opened.read(8))[0]
    if not 10 <= body <= min(LONGEST_HEADER, file.size):
        raise _Wrong(f"no safetensors file, its header would end at byte {body}")
    transfer(file, ((0, body),), partial, final, alive)
    with partial.open("rb") as opened:
        text = opened.read(body)[8:]
    try:
        entries = json.loads(text)
        embeddings = [name for name in EMBEDDING_NAMES if name in entries]
        wanted = {name: name for name in entries if name.startswith("encoder.") and name not in EMBEDDING_NAMES}
        wanted.update(dict.fromkeys(embeddings[:1], EMBEDDING_NAMES[0]))
        parts = [_Part(ours, tuple(entries[theirs]["shape"]), DTYPE_NAMES[entries[theirs]["dtype"]],
                       *(body + offset for offset in entries[theirs]["data_offsets"]))
                 for theirs, ours in wanted.items()]
        parts.sort(key=lambda part: part.start)
        fits = all(body <= part.start <= part.end <= file.size
                   and part.end - part.start == math.prod(part.shape) * part.dtype.itemsize for part in parts)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _Wrong(f"no safetensors header ({error!r})") from error
    if not fits or not embeddings or "encoder.final_layer_norm.weight" not in wanted:
        raise _Wrong("the header names no whole text encoder")
    return body, parts


def _layout(body: int, parts: Sequence[_Part],
            partial: Path) -> tuple[list[tuple[int, int]], dict[str, TensorRef]]:
    """(the ranges to download, adjacent ones joined; references to the tensors at their offsets in `partial`)."""
    pieces, tensors, have = [(0, body)], {}, body
    for part in parts:
        if part.start == pieces[-1][1]:
            pieces[-1] = (pieces[-1][0], part.end)
        else:
            pieces.append((part.start, part.end))
        tensors[part.name] = part.ref(partial, have)
        have += part.end - part.start
    return pieces, tensors
