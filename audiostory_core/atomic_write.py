"""Files that appear whole or not at all."""
from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_write(path: Path, shared: bool = False) -> Iterator[Path]:
    """Gives a place beside `path` to write to: renamed to it at the end, deleted where the writing fails.

    Args:
        path: the file; its suffix is kept, because some writers go by it.
        shared: whether several processes or threads may write it at once: each then has a place of its own. Without,
            what a killed process left behind is written over the next time.
    """
    own = f".{os.getpid()}.{threading.get_ident()}" if shared else ""
    beside = path.with_name(f".{path.stem}{own}.partial{path.suffix}")
    try:
        yield beside
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
