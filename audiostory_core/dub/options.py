"""The settings of a dub: DubOptions."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from ..errors import listed
from .codecs import CODECS, CONTAINERS
from .ducking import Ducking
from .loudness import check_target

MODES = {  # what happens to the film's sound track
    "replace": "the sound takes its place",
    "mix over": "it stays below the sound, and makes way for it",
    "mix under": "it stays above the sound, which makes way for it",
    "add track": "it stays; the sound becomes a further track",
}
MIXES = ("mix over", "mix under")
OTHER_TRACKS = {  # what happens to the film's other sound tracks
    "keep": "they stay",
    "replace": "they go; the sound stands for them",
    "mute": "they become silence, so that tracks keep their numbers",
}
MOST_GAIN_DB = 60.0


@dataclass(frozen=True)
class DubOptions:
    """How a sound is put under a film.

    mode, other_tracks: keys of MODES and OTHER_TRACKS.
    track: the film's sound track that the mode applies to; 1 is the first. If the film has no sound, "replace" adds a
        track.
    gain_db: of the sound. film_gain_db: of the film's own sound, if both are mixed.
    ducking: how the lower of two mixed sounds is turned down.
    loudness: of the finished track in LUFS; None leaves it. true_peak_db: the limit for that, in dBTP.
    container, codec: keys of CONTAINERS and CODECS, or "auto".
    title, language: of the sound's track; if empty, they are taken from the track that it replaces.
    metadata: further tags of the film, such as ComfyUI's workflow.

    Raises:
        ValueError: a value is not possible.
    """

    mode: str = "replace"
    track: int = 1
    other_tracks: str = "keep"
    gain_db: float = 0.0
    film_gain_db: float = 0.0
    ducking: Ducking = field(default_factory=Ducking)
    loudness: float | None = None
    true_peak_db: float = -1.0
    container: str = "auto"
    codec: str = "auto"
    title: str = ""
    language: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self):
        for name, value, possible in (("mode", self.mode, MODES), ("other_tracks", self.other_tracks, OTHER_TRACKS),
                                      ("container", self.container, ("auto", *CONTAINERS)),
                                      ("codec", self.codec, ("auto", *CODECS))):
            if value not in possible:
                raise ValueError(f"{name} is {value!r}; possible: {listed(possible)}")
        if self.track < 1:
            raise ValueError(f"track is {self.track}; 1 is the film's first sound track")
        for name, value in (("gain_db", self.gain_db), ("film_gain_db", self.film_gain_db)):
            if not isfinite(value) or abs(value) > MOST_GAIN_DB:
                raise ValueError(f"{name} is {value}; a number from {-MOST_GAIN_DB:g} to {MOST_GAIN_DB:g} is needed")
        check_target(self.loudness, self.true_peak_db)

    @property
    def mixes(self) -> bool:
        return self.mode in MIXES
