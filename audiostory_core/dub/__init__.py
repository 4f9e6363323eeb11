"""A film's sound: read at its true place, mixed, and put under the film without touching its pictures. PyAV, which
comes with ComfyUI, reads and writes.

Every rule here that a good guess gets wrong was measured with PyAV 18.1 (FFmpeg 8.1) and is held by a test.
"""
from __future__ import annotations

from .codecs import CODECS, CONTAINERS
from .ducking import Ducking
from .film_dub import Dubbed, dub_film
from .listening import film_sound
from .options import MODES, OTHER_TRACKS, DubOptions
from .source import DubSource, chosen_container, read_source

__all__ = ["CODECS", "CONTAINERS", "MODES", "OTHER_TRACKS", "DubOptions", "DubSource", "Dubbed", "Ducking",
           "chosen_container", "dub_film", "film_sound", "read_source"]
