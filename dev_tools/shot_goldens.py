"""Compares Video Shots with the known cuts (goldens) of PySceneDetect's test films, and with changes made here.

    git clone --depth 1 -b resources https://github.com/Breakthrough/PySceneDetect FOLDER
    python dev.py run python -m dev_tools.shot_goldens FOLDER/tests/resources [FILM ...]

The goldens were made with each detector's default threshold and a shortest shot of 15 frames. They are frame numbers;
they are compared in seconds, within one frame, because some films' frames are not evenly spaced.

The goldens hold no dissolves, and only those fades that PySceneDetect's own detector finds. So shots of these films,
and of further films that are given, are joined by cuts, dissolves and fades through black of known length, and all
detectors are measured with these. A change counts as found if a cut is within it, or at most one frame outside. All
further cuts count as wrong.
"""
from __future__ import annotations

import json
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from audiostory_core.shots import DETECTORS as CHOICES
from audiostory_core.shots import BatchPictures, FilmPictures, find_shots

DETECTORS = {"AdaptiveDetector": "adaptive", "ContentDetector": "content", "ThresholdDetector": "fades"}
THRESHOLDS = {"default": 0.0, "t5": 5.0, "t30": 30.0}
SHORTEST_FRAMES = 15
UNFIT = {"counter.mp4", "delayed_start.mp4"}  # films that only show a number on a plain background
WIDTH, HEIGHT, FPS = 256, 144, 24
LONGEST, LEAST = 66, 50  # most frames taken from a shot; shots with fewer than LEAST are left out
MARGIN = 6  # frames next to a change that are left out
EVEN_LEVELS = 12.0  # a frame whose brightness differs more from the shot's median belongs to a fade of the film itself
ALIKE_LEVELS = 12.0  # two shots whose first frames differ less (mean difference) are the same shot in two films
JOINS = {"cut": 0, "dissolve of 12": 12, "dissolve of 24": 24, "fade of 12": -12, "fade of 24": -24}  # frames of the
# change; negative: a fade through black


def compared(film: Path, golden: Path, detector: str, threshold: float) -> tuple[int, int, int]:
    """(number of found cuts that are in the golden, of found cuts, of cuts in the golden)."""
    pictures = FilmPictures(str(film), film.name)
    times = [float(time) for time, _ in pictures]
    nominal = nominal_rate(film)
    found = [shot.start_seconds for shot in
             find_shots(pictures, detector, threshold, SHORTEST_FRAMES / nominal).shots[1:]]
    known = [frame / nominal for frame in json.loads(golden.read_text(encoding="utf-8"))["cuts"]]
    within = max(1 / nominal, min(after - before for before, after in zip(times, times[1:], strict=False)))
    left = list(known)
    for cut in found:
        if near := [other for other in left if abs(other - cut) <= within + 1e-6]:
            left.remove(min(near, key=lambda other, cut=cut: abs(other - cut)))
    return len(known) - len(left), len(found), len(known)


def nominal_rate(film: Path) -> float:
    """Frames a second as PySceneDetect takes them: FFmpeg's guess for the file."""
    import av

    with av.open(str(film)) as container:
        return float(container.streams.video[0].guessed_rate)


def f1(hits: int, found: int, known: int) -> float:
    """The F1 score; 1 if there was nothing to find and nothing was found."""
    return 2 * hits / (found + known) if found + known else 1.0


def shots_of(films: list[Path]) -> list[np.ndarray]:
    """Parts of films without a change, [frames, HEIGHT, WIDTH, 3] uint8 each. Each occurs twice, in another order."""
    long: list[np.ndarray] = []
    for film in films:
        if not film.stat().st_size or film.name in UNFIT:
            continue
        with av.open(str(film)) as container:
            frames = np.stack([frame.reformat(WIDTH, HEIGHT, "rgb24", interpolation="AREA").to_ndarray()
                               for frame in container.decode(video=0)])
        if len(frames) < LEAST:
            continue
        pictures = BatchPictures(frames.astype(np.float16) / 255, FPS)
        cuts = {round(shot.start_seconds * FPS) for detector in ("adaptive", "content")
                for shot in find_shots(pictures, detector).shots[1:]}
        edges = sorted({0, len(frames), *cuts})
        for begin, end in zip(edges, edges[1:], strict=False):
            shot = evenly_bright(frames[begin + MARGIN * (begin > 0):end - MARGIN * (end < len(frames))])[:LONGEST]
            if len(shot) >= LEAST and all(np.abs(shot[0] - other[0].astype(float)).mean() > ALIKE_LEVELS
                                          for other in long):
                long.append(shot)
    return long + long[::2] + long[1::2]


def evenly_bright(shot: np.ndarray) -> np.ndarray:
    """The longest part of a shot whose brightness is about the shot's median."""
    levels = shot.mean((1, 2, 3)) if len(shot) else np.zeros(0)
    dark = np.flatnonzero(np.abs(levels - np.median(levels)) > EVEN_LEVELS) if len(shot) else []
    edges = [-1, *dark, len(shot)]
    begin, end = max(zip(edges, edges[1:], strict=False), key=lambda edge: edge[1] - edge[0])
    return shot[begin + 1:end]


def joined(shots: list[np.ndarray], change: int) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """All shots joined with changes of one kind, and (first frame, end) of each change."""
    film, changes, lasts = shots[0], [], abs(change)
    share = np.linspace(0, 1, lasts + 2)[1:-1].reshape(-1, 1, 1, 1)
    for shot in shots[1:]:
        begin = len(film) - lasts
        if change == 0:
            film = np.concatenate([film, shot])
        else:
            old, new = 1 - share, share
            if change < 0:  # the old shot fades out, then the new one fades in
                old, new = np.clip(1 - 2 * share, 0, 1), np.clip(2 * share - 1, 0, 1)
            mixed = film[begin:] * old + shot[:lasts] * new
            film = np.concatenate([film[:begin], mixed.astype(np.uint8), shot[lasts:]])
        changes.append((begin, begin + lasts))
    return film, changes


def write_even(path: Path, frames: np.ndarray) -> None:
    """Write a film of these pictures, evenly spaced."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=FPS, options={"crf": "18", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number, picture in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def changes_found(film: Path, changes: list[tuple[int, int]], detector: str) -> tuple[int, int, int, float]:
    """(number of changes that were found, of found cuts, of all changes; mean distance of the cuts from the changes'
    middles, in frames)."""
    pictures = FilmPictures(str(film), film.name)
    cuts = [round(shot.start_seconds * FPS) for shot in find_shots(pictures, detector).shots[1:]]
    off = []
    for begin, end in changes:
        if within := [abs(cut - (begin + end) / 2) for cut in cuts if begin - 1 <= cut <= end + 1]:
            off.append(min(within))
    return len(off), len(cuts), len(changes), float(np.mean(off)) if off else 0.0


def print_changes(films: list[Path]) -> None:
    """Print the results for each kind of change and each detector."""
    shots = shots_of(films)
    print(f"\n{len(shots)} shots joined anew; of each detector: precision, recall, F1 (found of all changes, cuts; "
          "frames off the middle)")
    with tempfile.TemporaryDirectory() as temporary:
        film = Path(temporary) / "joined.mp4"
        for name, change in JOINS.items():
            pictures, changes = joined(shots, change)
            write_even(film, pictures)
            for detector in CHOICES:
                hits, cuts, known, off = changes_found(film, changes, detector)
                rates = hits / max(1, cuts), hits / known, f1(hits, cuts, known)
                print(f"{name:14} {detector:10} " + " ".join(f"{rate:.2f}" for rate in rates)
                      + f" ({hits} of {known}, {cuts}; {off:.1f})", flush=True)


def main() -> int:
    folder = Path(sys.argv[1])
    total = [0, 0, 0]
    by_detector = {name: [0, 0, 0] for name in DETECTORS.values()}
    for golden in sorted((folder / "goldens").glob("*.json")):
        name, _, detector, setting = golden.name.removesuffix(".json").rsplit(".", 3)
        film = folder / f"{name}.mp4"
        if detector not in DETECTORS or not film.is_file() or not film.stat().st_size:
            continue
        counts = compared(film, golden, DETECTORS[detector], THRESHOLDS[setting])
        total = [one + other for one, other in zip(total, counts, strict=True)]
        sums = by_detector[DETECTORS[detector]]
        sums[:] = [one + other for one, other in zip(sums, counts, strict=True)]
        print(f"{film.name:26} {DETECTORS[detector]:9} {setting:8} {counts[0]} of {counts[2]} cuts, {counts[1]} found, "
              f"F1 {f1(*counts):.3f}", flush=True)
    print(f"all: {total[0]} of {total[2]} cuts, {total[1]} found, F1 {f1(*total):.3f}")
    for name, sums in by_detector.items():
        print(f"{name}: {sums[0]} of {sums[2]} cuts, {sums[1]} found, F1 {f1(*sums):.3f}")
    print_changes([*sorted(folder.glob("*.m[pk][4v]")), *map(Path, sys.argv[2:])])
    return 0 if f1(*total) >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main())
