"""Manages the folder of a download: partial files, the record of verified files, the lock, and progress."""
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
    """Turn an OSError into one with a message that names the file and its folder, and says whether the disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FULL:
            raise OSError(f"{file.name}: the disk of {file.parent} is full ({error.strerror}); make room and "
                          f"{CONTINUES}") from error
        raise OSError(f"{file.name}: cannot be written in {file.parent} ({error.strerror or error})") from error


class Record:
    """The verified files of a checkpoint's folder: size, modification time and checksum of each.

    Raises:
        ValueError: the file of the record cannot be read.
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
        """Whether the file was verified with this checksum and has not changed since."""
        return (self.place / name).is_file() and self.entries.get(name) == self._now(name, checksum)

    def add(self, name: str, checksum: str) -> None:
        """Record a verified file."""
        self.entries[name] = self._now(name, checksum)
        write_text(self.file, json.dumps(self.entries, indent=1, sort_keys=True))


class Progress:
    """Counts bytes, and reports (bytes done, bytes known to be needed) to on_step, which may raise to cancel.

    It reports at most every SECONDS_BETWEEN_STEPS, so that showing the progress does not slow down a fast transfer.
    """

    def __init__(self, on_step: Callable[[int, int], None] | None):
        self.on_step = on_step
        self.done = self.total = 0
        self.told_at = -math.inf

    def step(self, count: int) -> None:
        """Add `count` bytes, and report if it is time. A count of 0 only gives the caller a chance to cancel."""
        self.done += count
        if time.monotonic() - self.told_at >= SECONDS_BETWEEN_STEPS:
            self.tell()

    def tell(self) -> None:
        """Report now."""
        self.told_at = time.monotonic()
        if self.on_step is not None:
            self.on_step(self.done, self.total)


def write_text(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    beside = partial_path(file, "new")
    with disk_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, file)


def partial_path(final: Path, checksum: str) -> Path:
    """The temporary path of a file that is being downloaded: in the same folder, with its version in the name."""
    return final.with_name(f".{final.name}.{checksum.partition(':')[2][:12] or checksum}.partial")


def file_bytes(path: Path) -> int:
    """A file's size in bytes; 0 if it is missing."""
    return path.stat().st_size if path.is_file() else 0


def left_bytes(files: Iterable[RemoteFile], place: Path, record: Record) -> int:
    """Bytes that are not on the disk yet. A file of the right size that was put there by hand counts as present."""
    left = 0
    for file in files:
        final = place / file.place
        if not record.holds(file.place, file.checksum) and file_bytes(final) != file.size:
            left += max(0, file.size - file_bytes(partial_path(final, file.checksum)))
    return left


@contextmanager
def alone(place: Path):
    """Hold a lock against a second download into the folder."""
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
    """Give a verified file its final name."""
    with disk_errors(final):
        os.replace(partial, final)


def drop_stale(final: Path, *kept: Path) -> None:
    """Delete partial downloads of other versions of a file."""
    if final.parent.is_dir():
        for old in final.parent.glob(f".{final.name}.*.partial"):
            if old not in kept:
                old.unlink()
