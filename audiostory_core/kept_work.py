"""Stores the finished parts of a long job in a folder. After a cancel or a failure, the next run finds them there."""
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
    """The finished parts of one long job. A part's key covers everything it depends on, so no other job can use it.

    Args:
        folder: of the parts, each written whole or not at all. It is made if it is missing.
        facts: everything that the whole job depends on, such as the model, as plain data.

    Attributes:
        problem: a message that says why a part could not be written (such as a full disk); None if all were written.
            The job goes on, but a later run finds fewer parts.
    """

    def __init__(self, folder: Path, **facts: object):
        self.folder = folder
        self.facts = facts
        self.files: set[Path] = set()
        self.problem: str | None = None

    def tensors(self, make: Callable[[], Tensors], *given: torch.Tensor, on_found: Callable[[], None] | None = None,
                **facts: object) -> Tensors:
        """A part that consists of tensors: the stored one, on the CPU, or a new one, which is then stored.

        Args:
            make: makes the part.
            given: tensors that it depends on. facts: plain data that it depends on.
            on_found: called if the part was found in the folder.
        """
        def write(part: Tensors, beside: Path) -> None:
            save_file({name: tensor.detach().cpu().contiguous().clone() for name, tensor in part.items()}, beside)

        return self._part(TENSORS_SUFFIX, make, load_file, write, given, facts, on_found)

    def text(self, make: Callable[[], str], **facts: object) -> str:
        """A part that is a text; see tensors."""
        return self._part(TEXT_SUFFIX, make, lambda file: file.read_text(encoding="utf-8"),
                          lambda part, beside: beside.write_text(part, encoding="utf-8"), (), facts)

    def forget(self) -> None:
        """Delete the parts of this job. Call it when the job is done."""
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
    """Delete the parts of a job that is done. Returns lines about problems with storing them."""
    if kept is None:
        return []
    kept.forget()
    return [] if kept.problem is None else [kept.problem]
