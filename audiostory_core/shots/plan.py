"""Makes a plan from a film's shots and one caption for each."""
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..checks import check_seconds
from ..clip import SHORTEST_CLIP_SECONDS, Clip
from ..errors import listed, quoted
from ..story import StoryPlan
from .captions import SILENT, captions_of
from .detect import FilmShots

SHORTEST_CLIP_OF_SHOTS = 1.0  # seconds; a model cannot make much of a shorter clip
CROSSFADE_AT_CUTS = 0.3  # seconds: short, so that a cut in the picture is a cut in the sound


@dataclass(frozen=True)
class ShotClip:
    """A clip of a film's story: its caption, start and length."""

    caption: str
    start_seconds: float
    seconds: float


def shot_clips(film: FilmShots, captions: Sequence[str], shortest_seconds: float = SHORTEST_CLIP_OF_SHOTS,
               longest_seconds: float | None = None) -> tuple[list[ShotClip], list[str]]:
    """The clips of a film's story, from its first picture to its end.

    There is a gap only if a caption says that nothing is heard. Shots that are shorter than the shortest clip are
    joined with the shots after them until they are long enough, and the last ones with the shots before them. Joined
    shots get the caption of the longest one, and notes name the other captions. If a clip would be longer than the
    longest clip, it is divided into clips of equal length with the same caption.

    Args:
        film: the shots.
        captions: one for each shot, or one text, see captions_of.
        shortest_seconds, longest_seconds: of a clip; longest_seconds None for no limit.

    Returns:
        The clips, and notes for the user.

    Raises:
        ValueError: captions do not fit the shots, see captions_of; no shot has a sound; or a length is out of range.
    """
    check_seconds(shortest_seconds, "the shortest clip", 0.0)
    if longest_seconds is not None:
        check_seconds(longest_seconds, "the longest clip", SHORTEST_CLIP_SECONDS)
    captions = captions_of(captions, len(film.shots))
    clips, notes, silent = [], [], []
    for group in _grouped(film, shortest_seconds):
        shots = [film.shots[number] for number in group]
        spoken = max(group, key=lambda number: film.shots[number].seconds)
        notes += [f"shot {number + 1} ({film.shots[number].seconds:.2f} s) is too short for a clip of its own; it "
                  f"sounds as shot {spoken + 1}: {quoted(captions[number])} is not heard"
                  for number in group
                  if number != spoken and captions[number] not in (SILENT, captions[spoken])]
        start, end = shots[0].start_seconds, shots[-1].end_seconds
        if captions[spoken] == SILENT:
            silent += [number + 1 for number in group]
            continue
        parts = 1 if longest_seconds is None else max(1, math.ceil((end - start) / longest_seconds - 1e-9))
        edges = [start + (end - start) * part / parts for part in range(parts)] + [end]
        clips += [ShotClip(captions[spoken], begin, stop - begin)
                  for begin, stop in zip(edges[:-1], edges[1:], strict=True)]
    if not clips:
        raise ValueError("all captions say that nothing is heard; a story needs a sound")
    return clips, notes + ([f"shot {listed(silent)}: nothing is heard, as the caption says"] if silent else [])


def shot_plan(film: FilmShots, captions: Sequence[str], shortest_seconds: float = SHORTEST_CLIP_OF_SHOTS,
              longest_seconds: float | None = None, crossfade_seconds: float = CROSSFADE_AT_CUTS) -> StoryPlan:
    """The plan of a film's story, see shot_clips: each clip has a start, and the story is as long as the film.

    If a shot is divided into several clips, they are made shorter by the cross-fade, but at most by half.

    Raises:
        ValueError: as shot_clips; a caption has no words, or there are more clips than a plan can have.
    """
    room = longest_seconds
    if room is not None:
        room = max(room - check_seconds(crossfade_seconds, "crossfade_seconds", 0.0), room / 2)
    clips, notes = shot_clips(film, captions, shortest_seconds, room)
    rate = film.rate if 1 <= film.rate <= 1000 else None  # for time code
    return StoryPlan(tuple(Clip(clip.caption, clip.seconds, clip.seconds, start_seconds=clip.start_seconds)
                           for clip in clips), crossfade_seconds=crossfade_seconds, longest_seconds=longest_seconds,
                     remarks=tuple(notes), length_seconds=film.seconds, frame_rate=rate)


def _grouped(film: FilmShots, shortest_seconds: float) -> list[list[int]]:
    """Indices of the shots in each group. A group becomes one clip, or several clips with one caption."""
    groups: list[list[int]] = []
    is_short = False
    for number in range(len(film.shots)):
        if is_short:
            groups[-1].append(number)
        else:
            groups.append([number])
        is_short = _lasts(film, groups[-1]) < shortest_seconds
    if is_short and len(groups) > 1:
        last = groups.pop()
        groups[-1] += last
    return groups


def _lasts(film: FilmShots, group: list[int]) -> float:
    return film.shots[group[-1]].end_seconds - film.shots[group[0]].start_seconds
