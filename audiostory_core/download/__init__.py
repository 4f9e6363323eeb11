"""Downloads a published checkpoint from the Hugging Face hub, in the layout that `convert` reads.

    plan = plan_download("audiostory-3b")       # only asks for listings
    print(plan.describe(folder))                # licences, files, sizes
    checkpoint = download(plan, folder)         # after an interruption, the next call continues

Files that are always needed come first. Then the names of the tensors in the weights are read, and parts that they lack
are downloaded, too. A file gets its final name only after its checksum was verified. Verified files are recorded in
.download/, and are neither downloaded nor checked again.
"""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ..disk_space import check_disk_space, free_bytes, gigabytes
from ..errors import listed
from .folder import (
    Progress,
    Record,
    alone,
    drop_stale,
    file_bytes,
    left_bytes,
    partial_path,
    settle,
)
from .hub import file_checksum, list_repository, transfer
from .sources import (
    CHECKPOINTS,
    INDEX_PLACE,
    Checkpoint,
    Listing,
    RemoteFile,
    codec_files,
    llm_files,
    model_files,
    text_encoder_files,
)


def checkpoint_place(name: str, folder: str | os.PathLike) -> Path:
    """The folder of the checkpoint `name` in `folder`."""
    return Path(folder).absolute() / f"{name}-checkpoint"


@dataclass(frozen=True)
class DownloadPlan:
    """What `download` would fetch: `files` in any case; of `shards` and `encoder` only what the weights lack."""

    checkpoint: Checkpoint
    files: tuple[RemoteFile, ...]
    shards: tuple[RemoteFile, ...]
    encoder: RemoteFile
    licences: dict[str, str | None] = field(default_factory=dict)  # repository -> licence on its model card

    @property
    def size(self) -> int:
        """Bytes that are needed in any case."""
        return sum(file.size for file in self.files)

    def place(self, folder: str | os.PathLike) -> Path:
        """The checkpoint's folder in `folder`."""
        return checkpoint_place(self.checkpoint.name, folder)

    def describe(self, folder: str | os.PathLike | None = None) -> str:
        """Lines with licences, numbers of files and sizes; with a folder also what is there already, and free space."""
        lines = [f"{self.checkpoint.name}, from {len(self.checkpoint.repositories)} repositories:"]
        for source in self.checkpoint.repositories:
            files = [file for file in self.files if file.repo == source.repo]
            card = self.licences.get(source.repo)
            lines.append(f"  {source.repo}: {len(files)} file{'s' * (len(files) != 1)}, "
                         f"{gigabytes(sum(file.size for file in files))}; "
                         f"licence: {source.licence}" + (f" (the hub's card says {card!r})" if card else ""))
        lines += [f"{len(self.files)} files, {gigabytes(self.size)}",
                  f"up to {gigabytes(sum(file.size for file in self.shards))} more if the weights lack parts of the "
                  "base language model",
                  f"up to {gigabytes(self.encoder.size)} more if the weights lack the text encoder"]
        if folder is not None:
            place = self.place(folder)
            left = left_bytes(self.files, place, Record(place))
            lines.append(f"{place}: {gigabytes(self.size - left)} of it there already, "
                         f"{gigabytes(free_bytes(place))} free on that disk")
        return "\n".join(lines)


def plan_download(name: str) -> DownloadPlan:
    """Ask the hub for the listings of a checkpoint's repositories. No file is downloaded.

    Args:
        name: one of CHECKPOINTS.

    Raises:
        ValueError: the checkpoint is unknown, offline mode is set, or a repository is not as expected.
        OSError: the hub cannot be reached, or is busy.
    """
    from huggingface_hub import constants

    if name not in CHECKPOINTS:
        raise ValueError(f"the checkpoint is {name!r}; known are {listed(CHECKPOINTS)}")
    checkpoint = CHECKPOINTS[name]
    if constants.HF_HUB_OFFLINE:
        raise ValueError("HF_HUB_OFFLINE (or TRANSFORMERS_OFFLINE) is set, so the hub is not asked; unset it, or put "
                         f"there by hand: {checkpoint.by_hand()}")
    listings: dict[str, Listing] = {}

    def listing(source) -> Listing:
        listings[source.repo] = list_repository(source.repo)
        return listings[source.repo]

    model = listing(checkpoint.model)
    files = model_files(checkpoint, model) + codec_files(checkpoint, model, lambda: listing(checkpoint.codec))
    llm, shards = llm_files(checkpoint, listing(checkpoint.llm))
    settings, encoder = text_encoder_files(checkpoint, listing(checkpoint.text_encoder))
    return DownloadPlan(checkpoint, (*files, *llm, *settings), tuple(shards), encoder,
                        {repo: found.licence for repo, found in listings.items()})


def download(plan: DownloadPlan, folder: str | os.PathLike,
             on_step: Callable[[int, int], None] | None = None) -> Path:
    """Download a checkpoint, or those of its files that are missing.

    Args:
        plan: from plan_download.
        folder: gets a folder NAME-checkpoint. A file in it that is not the published one is replaced.
        on_step: called (done, total) in bytes about 20 times a second, also within a file and while waiting, but not
            while the hub sends nothing (10 s at most); may raise to cancel. What was downloaded stays for the next
            call. total grows if the weights lack something.

    Returns:
        The checkpoint's folder, ready for `convert_upstream`.

    Raises:
        ValueError: too little disk space, another download into this folder is running, a wrong checksum (the file is
            deleted), or the hub refuses a file.
        OSError: the hub cannot be reached, or the disk is full.
    """
    place = plan.place(folder)
    progress = Progress(on_step)
    check_disk_space(left_bytes(plan.files, place, Record(place)), place)
    with alone(place):
        record = Record(place)
        fetch_files(plan.files, place, record, progress)
        _fetch_lacking(plan, place, record, progress)
    progress.tell()
    return place


def fetch_files(files: Iterable[RemoteFile], place: Path, record: Record, progress: Progress) -> None:
    """Download, verify and record each file that is not recorded yet."""
    files = tuple(files)
    progress.total += sum(file.size for file in files)
    for file in files:
        if not record.holds(file.place, file.checksum):
            _fetch(file, place, record, progress)
        else:
            progress.step(file.size)


def _fetch(file: RemoteFile, place: Path, record: Record, progress: Progress) -> None:
    final = place / file.place
    if file_bytes(final) == file.size and file_checksum(final, file.checksum, progress.step) == file.checksum:
        progress.step(file.size)
        record.add(file.place, file.checksum)
        return
    partial = partial_path(final, file.checksum)
    drop_stale(final, partial)
    progress.step(file_bytes(partial))
    transfer(file, ((0, file.size),), partial, final, progress.step)
    found = file_checksum(partial, file.checksum, progress.step)
    if found != file.checksum:
        partial.unlink()
        raise ValueError(f"{file.place}: the checksum is {found}, expected is {file.checksum}; what came from "
                         f"{file.repo}/{file.name} was deleted: start again, and mistrust a proxy or mirror in between")
    settle(partial, final)
    record.add(file.place, file.checksum)


def _fetch_lacking(plan: DownloadPlan, place: Path, record: Record, progress: Progress) -> None:
    """Find out from the names of the tensors what the downloaded weights lack, and download that."""
    from .parts import fetch_encoder, lacking_parts, needed_shards, write_shard_index  # imports torch

    index = place / INDEX_PLACE.format(folder=plan.checkpoint.llm_folder)
    lacks_llm, lacks_encoder = lacking_parts(place / plan.checkpoint.model_folder, index)
    shards = needed_shards(plan.shards, index, lacks_llm)
    check_disk_space(left_bytes(shards, place, record), place)
    fetch_files(shards, place, record, progress)
    if shards:
        write_shard_index(index, shards, place / plan.checkpoint.llm_folder)
    if lacks_encoder:
        fetch_encoder(plan.encoder, place, record, progress)
