"""The error for an optional library that is not installed or cannot be loaded."""
from __future__ import annotations

import sys


def without(library: str, package: str, error: ImportError) -> ValueError:
    """The error for a library that is not installed, or that cannot be loaded.

    Args:
        library: its name. package: its name for pip, with options if needed. error: raised by its import.
    """
    if isinstance(error, ModuleNotFoundError):
        return ValueError(f"{library} is not installed; run: \"{sys.executable}\" -m pip install {package}   and start "
                          "again")
    return ValueError(f"{library} is installed and cannot be loaded: {error}")
