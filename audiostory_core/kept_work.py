"""What a long work has finished, in a folder: where it was cancelled or failed, its next run finds it again."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import torch
from safetensors.torch import load_file, save_file

from .atomic_write import atomic_write
from .digests import content_key

PART_SUFFIX = ".part"
TEXT_SUFFIX, TENSORS_SUFFIX = ".txt", ".safetensors"

Tensors = dict[str, torch.Tensor]
Part = TypeVar("Part")


class KeptWork:
    """The finished parts of one long work. A part is known by all that it is made of, so another work never finds it.

    Args:
        folder: where the parts are written, each whole or not at all; made where it is missing.
        facts: what the whole work depends on, such as the model; plain data.

    Attributes:
        problem: why the last part could not be written, in words (the disk is full, say); None where all were. The
            work itself goes on: only a later run finds less.
    """

    def __init__(self, folder: Path, **facts: object):
        self.folder = folder
        self.facts = facts
        self.files: set[Path] = set()
        self.problem: str | None = None

    def tensors(self, make: Callable[[], Tensors], *given: torch.Tensor, on_found: Callable[[], None] | None = None,
                **facts: object) -> Tensors:
        """A part that is tensors: as it was kept, on the CPU, or made now and kept.

        Args:
            make: gives the part.
            given: tensors that it is made from. facts: plain data that it is made from.
            on_found: called where it was there.
        """
        def write(part: Tensors, beside: Path) -> None:
            save_file({name: tensor.detach().cpu().contiguous().clone() for name, tensor in part.items()}, beside)

        return self._part(TENSORS_SUFFIX, make, load_file, write, given, facts, on_found)

    def text(self, make: Callable[[], str], **facts: object) -> str:
        """A part that is a text, as above."""
        return self._part(TEXT_SUFFIX, make, lambda file: file.read_text(encoding="utf-8"),
                          lambda part, beside: beside.write_text(part, encoding="utf-8"), (), facts)

    def forget(self) -> None:
        """Delete the parts of this work: it is done."""
        for file in self.files:
            file.unlink(missing_ok=True)
        self.files.clear()

    def _part(self, suffix: str, make: Callable[[], Part], read: Callable[[Path], Part],
              write: Callable[[Part, Path], object], given: tuple[torch.Tensor, ...], facts: Mapping[str, object],
              on_found: Callable[[], None] | None = None) -> Part:
        key = content_key(*given, work=self.facts, part=facts)
        file = self.folder / f"{key}{PART_SUFFIX}{suffix}"
        self.files.add(file)
        if file.is_file():
            part = read(file)
            if on_found is not None:
                on_found()
            return part
        part = make()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with atomic_write(file, shared=True) as beside:
                write(part, beside)
        except OSError as error:
            self.problem = f"what is finished cannot be kept for a later run: {error}"
        return part


def finished(kept: KeptWork | None) -> list[str]:
    """Delete the parts of a work that is done; what is to be said of how they were kept."""
    if kept is None:
        return []
    kept.forget()
    return [] if kept.problem is None else [kept.problem]
