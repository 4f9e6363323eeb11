"""From a film to its shots: when each begins and ends, where something in it starts to move, its key picture.

    pictures    where pictures come from, one by one: a film's file, or a batch
    detectors   where shots change: PySceneDetect's detectors, TransNetV2
    motion      what moves from picture to picture
    detect      all of it in one pass
    copy        a small copy of the film to watch, written in the same pass
    sheet       the shots as pictures for the eye
    captions    one caption a shot, by hand or out of models' answers
    plan        shots and captions become a plan
"""
from __future__ import annotations

from .copy import SmallCopy
from .detect import MOST_SHOT_SECONDS, FilmShots, Shot, find_shots, key_pictures
from .detectors import DETECTORS, SHORTEST_SHOT_SECONDS
from .pictures import BatchPictures, FilmPictures
from .plan import shot_plan
from .sheet import contact_sheets

__all__ = ["DETECTORS", "MOST_SHOT_SECONDS", "SHORTEST_SHOT_SECONDS", "BatchPictures", "FilmPictures", "FilmShots",
           "Shot", "SmallCopy", "contact_sheets", "find_shots", "key_pictures", "shot_plan"]
