"""A film's sound: read at its true place, mixed, and put under the film without touching its pictures. PyAV, which
comes with ComfyUI, reads and writes.

Every rule here that a good guess gets wrong was measured with PyAV 18.1 (FFmpeg 8.1) and is held by a test.
"""
from __future__ import annotations

import importlib

_HOMES = {"CODECS": ".codecs", "CONTAINERS": ".codecs", "MODES": ".options", "OTHER_TRACKS": ".options",
          "DubOptions": ".options", "DubSource": ".source", "Dubbed": ".film_dub", "Ducking": ".ducking",
          "chosen_container": ".source", "dub_film": ".film_dub", "film_sound": ".listening", "one_sound": ".film_dub",
          "read_source": ".source", "sound_file": ".listening"}

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    # torch takes seconds to import: the command line's help does not wait for it
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
