"""Finds a film's shots: when each begins and ends, when something in it starts to move, and its key picture.

    pictures    reads pictures (video frames) one by one, from a film's file or a batch
    detectors   finds where shots change, with PySceneDetect's detectors or TransNetV2
    motion      measures what moves from picture to picture
    detect      does all of this in one pass
    copy        writes a small copy of the film for the page, in the same pass
    sheet       draws contact sheets of the shots
    captions    reads one caption for each shot, from a person or from models' answers
    plan        makes a plan from shots and captions
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
