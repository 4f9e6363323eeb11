"""JSON objects read from files, with errors that name the file."""
from __future__ import annotations

import json
from pathlib import Path


def read_json_object(file: Path, needed: str = "an object") -> dict:
    """The JSON object in a file.

    Args:
        needed: what the file has to hold, for the message.

    Raises:
        ValueError: the file is missing, holds no JSON, or holds something other than an object; names the file.
    """
    if not file.is_file():
        raise ValueError(f"{file}: the file is missing")
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:  # text that is not UTF-8 raises a ValueError, too
        raise ValueError(f"{file}: not JSON ({error})") from error
    if not isinstance(data, dict):
        raise ValueError(f"{file}: {needed} is needed")
    return data
