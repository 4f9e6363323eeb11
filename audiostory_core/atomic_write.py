"""Atomic writing: a file appears whole or not at all."""
from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_write(path: Path, shared: bool = False) -> Iterator[Path]:
    """Yield a temporary path in the folder of `path`. It is renamed to `path` at the end, or deleted if writing fails.

    Args:
        path: the file. The temporary path has its suffix, because some writers depend on it.
        shared: whether several processes or threads may write the file at once. Each then has a different temporary
            path. If not, the next run overwrites what a killed process left.
    """
    own = f".{os.getpid()}.{threading.get_ident()}" if shared else ""
    beside = path.with_name(f".{path.stem}{own}.partial{path.suffix}")
    try:
        yield beside
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
