"""Free disk space, checked before something large is written."""
from __future__ import annotations

import shutil
from pathlib import Path


def gigabytes(size: int) -> str:
    """A number of bytes as text for people, such as "1.500 GB"."""
    return f"{size / 1e9:.3f} GB"


def free_bytes(place: Path) -> int:
    """The free bytes on the disk of a path, which may not exist yet."""
    asked = place
    while not place.exists():
        if place == place.parent:
            raise ValueError(f"{asked}: there is no disk {place}")
        place = place.parent
    return shutil.disk_usage(place).free


def check_disk_space(needed: int, place: Path) -> None:
    """Raise a ValueError unless the disk of `place` has `needed` free bytes."""
    free = free_bytes(place)
    if needed > free:
        raise ValueError(f"{place}: {gigabytes(needed)} are needed, {gigabytes(free)} are free on that disk; make room "
                         "or choose another folder")
