"""Dubs films: reads a film's sound with exact timing, mixes, and writes the film with a new sound; its pictures are
copied. Reading and writing use PyAV, which comes with ComfyUI.

Rules that are not obvious were measured with PyAV 18.1 (FFmpeg 8.1), and a test checks each.
"""
from __future__ import annotations

import importlib

_HOMES = {"CODECS": ".codecs", "CONTAINERS": ".codecs", "MODES": ".options", "OTHER_TRACKS": ".options",
          "DubOptions": ".options", "DubSource": ".source", "Dubbed": ".film_dub", "Ducking": ".ducking",
          "chosen_container": ".source", "dub_film": ".film_dub", "film_sound": ".listening", "one_sound": ".film_dub",
          "read_source": ".source", "sound_file": ".listening"}

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    # torch takes seconds to import, and the command line's help does not need it
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
