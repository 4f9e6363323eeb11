"""Hashes of contents, used as names: for caches, the stored parts of a long job, and the state of a training run.

Two lengths are in use. People's caches and states hold both, so neither their bytes nor the order in which parts are
hashed may change (tests/test_digests.py has recorded values).

    key_of, content_key, folder_key, folder_digest     16 hexadecimal digits (BLAKE2b)
    digest_of, tensors_digest                          40 hexadecimal digits (BLAKE2b)
    file_digest                                        64 hexadecimal digits (SHA-256)

Seeds that are derived from names are in flow_matching.py and training/data/seeds.py.
"""
from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line imports this module also for commands that do not need torch
    import torch

KEY_BYTES, DIGEST_BYTES = 8, 20
BLOCK_BYTES = 2**20
BUNDLE_SUFFIXES = (".json", ".safetensors", ".bin")  # files of a model folder that its digest covers


def new_key():
    """A hash that is fed piece by piece with update(); its hexdigest() is a key of 16 digits."""
    return hashlib.blake2b(digest_size=KEY_BYTES)


def key_of(parts: Iterable[str | bytes | Path]) -> str:
    """A key of texts (as UTF-8), bytes, and contents of files (as Path), one after the other."""
    key = new_key()
    for part in parts:
        for block in _blocks(part) if isinstance(part, Path) else (part.encode() if isinstance(part, str) else part,):
            key.update(block)
    return key.hexdigest()


def content_key(*tensors: torch.Tensor, **facts: object) -> str:
    """A key of the values of some tensors, and of `facts`: everything else that a file depends on.

    A file that exists is never written again, so everything that would change it must be part of its key.
    """
    key = new_key()
    key.update(json.dumps(facts, sort_keys=True).encode())
    for tensor in tensors:
        key.update(str(tuple(tensor.shape)).encode())
        key.update(tensor.detach().cpu().float().contiguous().numpy().reshape(-1).view("uint8"))
    return key.hexdigest()


def folder_key(folder: Path) -> str:
    """A key of a folder's files by their paths, sizes and modification times. No file is read."""
    files = ((file, file.stat()) for file in sorted(folder.iterdir()) if file.is_file())
    return content_key(files=[(str(file), known.st_size, known.st_mtime_ns) for file, known in files])


def folder_digest(folder: str | os.PathLike) -> str:
    """A key of the contents of a model folder: its configs, tokenizer and weights."""
    files = [file for file in sorted(Path(folder).iterdir()) if file.suffix in BUNDLE_SUFFIXES]
    return key_of(part for file in files for part in (f"{file.name} {file.stat().st_size}\n", file))


def digest_of(*parts: object) -> str:
    """A digest of the parts as str() prints them, the same on every machine."""
    return _digest_of(parts).hexdigest()


def tensors_digest(tensors: Mapping[str, torch.Tensor], *settings: object) -> str:
    """A digest of tensors by name, and of the settings that belong to them."""
    digest = _digest_of(settings)
    for name, value in sorted(tensors.items()):
        digest.update(name.encode())
        digest.update(value.cpu().numpy().tobytes())
    return digest.hexdigest()


def file_digest(file: Path) -> str:
    """The SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    for block in _blocks(file):
        digest.update(block)
    return digest.hexdigest()


def _digest_of(parts: Iterable[object]):
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=DIGEST_BYTES)


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while block := opened.read(BLOCK_BYTES):
            yield block
