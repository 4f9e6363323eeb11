"""Reads and writes files of weights one tensor at a time: safetensors, and .bin checkpoints (reading only).

A published checkpoint is larger than many machines' memory. Everything here needs memory for one tensor only: names,
shapes and dtypes are read without the data, and a safetensors file is written while its tensors are computed.
"""
from __future__ import annotations

import json
import pickle
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open

from .errors import listed

DTYPE_NAMES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
               "F8_E4M3": torch.float8_e4m3fn, "F8_E5M2": torch.float8_e5m2, "I64": torch.int64, "I32": torch.int32,
               "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool}
FORMAT_NAMES = {dtype: name for name, dtype in DTYPE_NAMES.items()}
INDEX_SUFFIX = ".index.json"
STEMS = ("model", "pytorch_model", "diffusion_pytorch_model", "vae")  # usual names of a file of weights
# Mapped pages count as memory until their file is closed, so a .bin is reopened after this many bytes were read.
BYTES_A_MAPPING = 256 * 2**20


@dataclass(frozen=True, eq=False)
class TensorRef:
    """A tensor that is not in memory: its `shape`, its `dtype`, and `read()`, which returns it."""

    shape: tuple[int, ...]
    dtype: torch.dtype
    read: Callable[[], torch.Tensor]

    @classmethod
    def of(cls, tensor: torch.Tensor | TensorRef) -> TensorRef:
        """A reference to a tensor that is in memory; a TensorRef is returned unchanged."""
        if isinstance(tensor, TensorRef):
            return tensor
        return cls(tuple(tensor.shape), tensor.dtype, lambda: tensor)

    def changed(self, change: Callable[[torch.Tensor], torch.Tensor], shape: Iterable[int]) -> TensorRef:
        """A reference to the result of `change` on this tensor; shape is the result's."""
        return TensorRef(tuple(shape), self.dtype, lambda: change(self.read()))


def _safetensors(file: Path) -> dict[str, TensorRef]:
    try:
        with safe_open(file, framework="pt") as opened:  # checks the header; mapping tensors would read ahead
            opened.keys()
    except SafetensorError as error:
        raise ValueError(f"{file}: not a whole safetensors file ({error})") from error
    with file.open("rb") as opened:
        length, = struct.unpack("<Q", opened.read(8))
        entries = json.loads(opened.read(length))
    entries.pop("__metadata__", None)
    if odd := sorted(name for name, entry in entries.items() if entry["dtype"] not in DTYPE_NAMES):
        raise ValueError(f"{file}: {odd[0]} is stored as {entries[odd[0]]['dtype']}; known are {listed(DTYPE_NAMES)}")

    def reference(entry: dict) -> TensorRef:
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        shape, dtype = tuple(entry["shape"]), DTYPE_NAMES[entry["dtype"]]

        def read() -> torch.Tensor:
            data = torch.from_numpy(np.fromfile(file, np.uint8, end - start, offset=start))
            return data.view(dtype).reshape(shape)

        return TensorRef(shape, dtype, read)

    return {name: reference(entry) for name, entry in entries.items()}


class _PickledFile:
    """A .bin checkpoint. Its pickle may hold only a dictionary of tensors."""

    def __init__(self, file: Path):
        self.file = file
        self.mapped: dict[str, torch.Tensor] | None = None
        self.bytes_read = 0

    def open(self, device: str) -> dict[str, torch.Tensor]:
        try:
            # only the zip format can be memory-mapped; files in the older format are read whole
            data = torch.load(self.file, map_location=device, weights_only=True, mmap=zipfile.is_zipfile(self.file))
        except pickle.UnpicklingError as error:
            raise ValueError(f"{self.file}: refused, this pickle holds more than tensors") from error
        except (RuntimeError, EOFError, OSError) as error:
            raise ValueError(f"{self.file}: not a whole checkpoint ({error})") from error
        if not isinstance(data, dict) or not all(isinstance(value, torch.Tensor) for value in data.values()):
            raise ValueError(f"{self.file}: tensors by name are needed")
        return data

    def read(self, name: str) -> torch.Tensor:
        if self.mapped is None or self.bytes_read > BYTES_A_MAPPING:
            self.mapped, self.bytes_read = None, 0
            self.mapped = self.open("cpu")
        tensor = self.mapped[name]
        self.bytes_read += tensor.nbytes
        return tensor

    def references(self) -> dict[str, TensorRef]:
        return {name: TensorRef(tuple(value.shape), value.dtype, lambda name=name: self.read(name))
                for name, value in self.open("meta").items()}


def refuse_pickle(file: Path) -> None:
    """Raise a ValueError if the file is missing or begins like a pickle."""
    if not file.is_file():
        raise ValueError(f"{file}: the file is missing")
    with file.open("rb") as opened:
        start = opened.read(9)
    # a safetensors file begins with 8 bytes of header length, which may be any bytes; the header begins with a brace
    if start[8:] != b"{" and start.startswith((b"PK", b"\x80")):
        raise ValueError(f"{file}: this is a pickle under another name; it was not opened")


def stored_tensors(file: Path) -> dict[str, TensorRef]:
    """References to the tensors of one file, by name; no tensor is read yet.

    Args:
        file: .safetensors, or a .bin checkpoint whose pickle holds only tensors.

    Raises:
        ValueError: the file is missing, truncated, not of the kind that its name says, or holds more than tensors.
    """
    if file.suffix == ".safetensors":
        refuse_pickle(file)
        return _safetensors(file)
    if not file.is_file():
        raise ValueError(f"{file}: the file is missing")
    return _PickledFile(file).references()


def weight_files(folder: Path) -> list[Path]:
    """The files of a folder's weights, whole or in shards; safetensors are preferred to .bin. [] if there are none.

    Raises:
        ValueError: an index names a shard that is missing or outside of the folder.
    """
    for kind in (".safetensors", ".bin"):
        for stem in STEMS:
            whole = folder / (stem + kind)
            index = folder / (stem + kind + INDEX_SUFFIX)
            if whole.is_file():
                return [whole]
            if index.is_file():
                return [_shard(folder, name, index) for name in sorted(set(read_index(index).values()))]
    return []


def folder_tensors(folder: Path) -> dict[str, TensorRef]:
    """References to the tensors of a folder's weights, by name; no tensor is read yet.

    Raises:
        ValueError: there are no weights, or a file cannot be read.
    """
    files = weight_files(folder)
    if not files:
        raise ValueError(f"{folder}: there are no weights, such as {STEMS[0]}.safetensors or {STEMS[1]}.bin")
    return joined_tensors(files)


def read_index(index: Path) -> dict[str, str]:
    """Tensor name -> file name of its shard.

    Raises:
        ValueError: the file is not an index of shards.
    """
    try:
        places = json.loads(index.read_text(encoding="utf-8"))["weight_map"]
        fits = bool(places) and all(isinstance(part, str) for pair in places.items() for part in pair)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{index}: not an index of shards ({error!r})") from error
    if not fits:
        raise ValueError(f"{index}: not an index of shards")
    return places


def _shard(folder: Path, name: str, index: Path) -> Path:
    if Path(name).name != name:
        raise ValueError(f"{index}: the shard {name!r} would lie outside of its folder")
    if not (folder / name).is_file():
        raise ValueError(f"{folder / name}: the file is missing, {index.name} names it")
    return folder / name


def joined_tensors(files: Iterable[Path]) -> dict[str, TensorRef]:
    """References to the tensors of several files together.

    Raises:
        ValueError: a file cannot be read, or two files hold the same name.
    """
    tensors: dict[str, TensorRef] = {}
    for file in files:
        found = stored_tensors(file)
        if twice := sorted(set(found) & set(tensors)):
            raise ValueError(f"{file}: {twice[0]} stands in another file as well")
        tensors.update(found)
    return tensors


def write_safetensors(file: Path, tensors: Mapping[str, TensorRef],
                      on_tensor: Callable[[int], None] | None = None) -> None:
    """Write a safetensors file, holding one tensor at a time.

    Args:
        file: written directly; to write it whole or not at all, the caller writes a temporary file and renames it.
        tensors: their shape and dtype must be those of the tensor that `read` returns.
        on_tensor: called with the bytes of each tensor written; may raise to cancel.

    Raises:
        ValueError: a tensor has another shape or dtype than its reference.
        OSError: the disk is full or read-only.

    Source: the safetensors format.
    """
    header, offset = {}, 0
    # the widest dtypes first: each tensor is then aligned, and a reader can memory-map it
    order = sorted(tensors, key=lambda name: (-tensors[name].dtype.itemsize, name))
    for name in order:
        ref = tensors[name]
        size = torch.Size(ref.shape).numel() * ref.dtype.itemsize
        header[name] = {"dtype": FORMAT_NAMES[ref.dtype], "shape": list(ref.shape),
                        "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with file.open("wb") as opened:
        opened.write(struct.pack("<Q", len(text)))
        opened.write(text)
        for name in order:
            value = tensors[name].read().detach().cpu().contiguous()
            if tuple(value.shape) != tuple(tensors[name].shape) or value.dtype != tensors[name].dtype:
                raise ValueError(f"{file}: {name} is {list(value.shape)} {value.dtype}, announced was "
                                 f"{list(tensors[name].shape)} {tensors[name].dtype}")
            opened.write(value.reshape(-1).view(torch.uint8).numpy().data)
            if on_tensor is not None:
                on_tensor(value.nbytes)
