"""The folder that a checkpoint is downloaded into: its half-fetched files, the record of its whole ones."""
from __future__ import annotations

import errno
import json
import math
import os
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .sources import RemoteFile

STATE_FOLDER = ".download"
SECONDS_BETWEEN_STEPS = 0.05
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CONTINUES = "start again later: it continues where it stopped"


@contextmanager
def disk_errors(file: Path):
    """A full disk, or one that cannot be written, as one line that names the file and its folder."""
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FULL:
            raise OSError(f"{file.name}: the disk of {file.parent} is full ({error.strerror}); make room and "
                          f"{CONTINUES}") from error
        raise OSError(f"{file.name}: cannot be written in {file.parent} ({error.strerror or error})") from error


class Record:
    """Which files of a checkpoint's folder were found right: size, time of change, and checksum of each.

    Raises:
        ValueError: the record that is there cannot be read.
    """

    def __init__(self, place: Path):
        self.place = place
        self.file = place / STATE_FOLDER / "files.json"
        self.entries: dict[str, list] = {}
        if self.file.is_file():
            try:
                self.entries = dict(json.loads(self.file.read_text(encoding="utf-8")))
            except (ValueError, TypeError) as error:
                raise ValueError(f"{self.file}: no record of a download ({error}); delete it, and the files are "
                                 "checked again") from error

    def _now(self, name: str, checksum: str) -> list:
        found = (self.place / name).stat()
        return [found.st_size, found.st_mtime_ns, checksum]

    def holds(self, name: str, checksum: str) -> bool:
        """Whether the file was found right and has not changed since."""
        return (self.place / name).is_file() and self.entries.get(name) == self._now(name, checksum)

    def add(self, name: str, checksum: str) -> None:
        """Write down a file that was found right."""
        self.entries[name] = self._now(name, checksum)
        write_text(self.file, json.dumps(self.entries, indent=1, sort_keys=True))


class Progress:
    """Bytes done of bytes known to be needed, told to on_step(done, total), which may raise to cancel.

    It is told at most every SECONDS_BETWEEN_STEPS: who shows them should not be the slow part of a fast transfer.
    """

    def __init__(self, on_step: Callable[[int, int], None] | None):
        self.on_step = on_step
        self.done = self.total = 0
        self.told_at = -math.inf

    def step(self, count: int) -> None:
        """Count bytes; 0 is a sign of life."""
        self.done += count
        if time.monotonic() - self.told_at >= SECONDS_BETWEEN_STEPS:
            self.tell()

    def tell(self) -> None:
        """Tell now."""
        self.told_at = time.monotonic()
        if self.on_step is not None:
            self.on_step(self.done, self.total)


def write_text(file: Path, text: str) -> None:
    """A file, whole or not at all."""
    beside = partial_path(file, "new")
    with disk_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, file)


def partial_path(final: Path, checksum: str) -> Path:
    """Where a file grows: beside its place, under a name that tells its version."""
    return final.with_name(f".{final.name}.{checksum.partition(':')[2][:12] or checksum}.partial")


def file_bytes(path: Path) -> int:
    """Its size in bytes; 0 for a missing file."""
    return path.stat().st_size if path.is_file() else 0


def left_bytes(files: Iterable[RemoteFile], place: Path, record: Record) -> int:
    """Bytes that are not on the disk yet; a file that was put there by hand counts as there until it is checked."""
    left = 0
    for file in files:
        final = place / file.place
        if not record.holds(file.place, file.checksum) and file_bytes(final) != file.size:
            left += max(0, file.size - file_bytes(partial_path(final, file.checksum)))
    return left


@contextmanager
def alone(place: Path):
    """Hold the folder against a second download into it."""
    from huggingface_hub.utils import WeakFileLock

    lock = place / STATE_FOLDER / "lock"
    with disk_errors(lock):
        lock.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            held.enter_context(WeakFileLock(lock, timeout=0.5))
        except TimeoutError as error:
            raise ValueError(f"{place}: another download into this folder is running (if none is, delete "
                             f"{lock})") from error
        yield


def settle(partial: Path, final: Path) -> None:
    """Give a file that was found right its name."""
    with disk_errors(final):
        os.replace(partial, final)


def drop_stale(final: Path, *kept: Path) -> None:
    """Delete what is left of other versions of a file."""
    if final.parent.is_dir():
        for old in final.parent.glob(f".{final.name}.*.partial"):
            if old not in kept:
                old.unlink()
