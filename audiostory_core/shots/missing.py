"""Libraries that are not there."""
from __future__ import annotations

import sys


def without(library: str, package: str, error: ImportError) -> ValueError:
    """The error for a library that is not installed, or whose own parts cannot be loaded.

    Args:
        library: its name. package: what pip calls it. error: of its import.
    """
    if isinstance(error, ModuleNotFoundError):
        return ValueError(f"{library} is not installed; run: \"{sys.executable}\" -m pip install {package}   and start "
                          "again")
    return ValueError(f"{library} is installed and cannot be loaded: {error}")
