"""Video Shots against PySceneDetect's own test films and the cuts that it has written down for them.

    git clone --depth 1 -b resources https://github.com/Breakthrough/PySceneDetect FOLDER
    python dev.py run python -m dev_tools.shot_goldens FOLDER/tests/resources

The goldens were made with each detector's own threshold and a shortest shot of 15 frames, and name frames; the times of
films whose pictures are not evenly spaced are compared in seconds, within one frame.

They hold no dissolve, and of fades only what PySceneDetect's own detector for them says. So these films' shots are
joined anew by cuts, dissolves and fades through black of known length: all detectors are measured by those. A change
counts as found where a cut lies within it, or one frame beside it.
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
from audiostory_core.shots import FilmPictures, find_shots

DETECTORS = {"AdaptiveDetector": "adaptive", "ContentDetector": "content", "ThresholdDetector": "fades"}
THRESHOLDS = {"default": 0.0, "t5": 5.0, "t30": 30.0}
SHORTEST_FRAMES = 15
UNFIT = {"counter.mp4", "delayed_start.mp4"}  # drawn, a number on a plain ground
WIDTH, HEIGHT, FPS = 320, 180, 24
LONGEST, LEAST = 120, 80  # frames of a shot that are taken; shots that have fewer are left out
MARGIN = 12  # frames beside a change that are left out: a fade is wide
JOINS = {"cut": 0, "dissolve of 12": 12, "dissolve of 24": 24, "dissolve of 36": 36, "fade of 12": -12,
         "fade of 24": -24, "fade of 36": -36}  # frames of the change; negative: through black


def compared(film: Path, golden: Path, detector: str, threshold: float) -> tuple[int, int, int]:
    """Cuts that both have, that were found, that are known."""
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
    """Frames a second as PySceneDetect counts them: the file's guess."""
    import av

    with av.open(str(film)) as container:
        return float(container.streams.video[0].guessed_rate)


def f1(hits: int, found: int, known: int) -> float:
    """1 where nothing was to be found and nothing was."""
    return 2 * hits / (found + known) if found + known else 1.0


def shots_of(folder: Path) -> list[np.ndarray]:
    """Stretches of the folder's films in which no detector finds a change, [frames, HEIGHT, WIDTH, 3] uint8 each; all
    of them in two orders."""
    long = []
    for film in sorted(folder.glob("*.m[pk][4v]")):
        if not film.stat().st_size or film.name in UNFIT:
            continue
        frames, times = [], []
        with av.open(str(film)) as container:
            for frame in container.decode(video=0):
                frames.append(frame.reformat(WIDTH, HEIGHT, "rgb24").to_ndarray())
                times.append(frame.time)
        pictures = FilmPictures(str(film), film.name)
        cuts = {shot.start_seconds + times[0] for detector in DETECTORS.values()
                for shot in find_shots(pictures, detector).shots[1:]}
        edges = sorted({0, len(frames), *(int(np.searchsorted(times, cut - 1e-6)) for cut in cuts)})
        for begin, end in zip(edges, edges[1:], strict=False):
            stretch = frames[begin + MARGIN * (begin > 0):end - MARGIN * (end < len(frames))][:LONGEST]
            if len(stretch) >= LEAST:
                long.append(np.stack(stretch))
    return long + long[::2] + long[1::2]


def joined(shots: list[np.ndarray], change: int) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """All shots in a row, and of each change the frames from and to."""
    film, changes, lasts = shots[0], [], abs(change)
    share = np.linspace(0, 1, lasts + 2)[1:-1].reshape(-1, 1, 1, 1)
    for shot in shots[1:]:
        begin = len(film) - lasts
        if change == 0:
            film = np.concatenate([film, shot])
        else:
            old, new = 1 - share, share
            if change < 0:  # the one goes first, then the other comes
                old, new = np.clip(1 - 2 * share, 0, 1), np.clip(2 * share - 1, 0, 1)
            mixed = film[begin:] * old + shot[:lasts] * new
            film = np.concatenate([film[:begin], mixed.astype(np.uint8), shot[lasts:]])
        changes.append((begin, begin + lasts))
    return film, changes


def write_even(path: Path, frames: np.ndarray) -> None:
    """A film of these pictures."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=FPS, options={"crf": "18", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number, picture in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def changes_found(film: Path, changes: list[tuple[int, int]], detector: str) -> tuple[int, int, int]:
    """Changes that were found, cuts that were found, changes that there are."""
    pictures = FilmPictures(str(film), film.name)
    cuts = [round(shot.start_seconds * FPS) for shot in find_shots(pictures, detector).shots[1:]]
    hits = sum(any(begin - 1 <= cut <= end + 1 for cut in cuts) for begin, end in changes)
    return hits, len(cuts), len(changes)


def print_changes(folder: Path) -> None:
    """A table: kinds of change, detectors."""
    shots = shots_of(folder)
    print(f"\n{len(shots)} shots of these films, joined anew: F1 (found of all changes, cuts)")
    with tempfile.TemporaryDirectory() as temporary:
        film = Path(temporary) / "joined.mp4"
        for name, change in JOINS.items():
            pictures, changes = joined(shots, change)
            write_even(film, pictures)
            counts = {detector: changes_found(film, changes, detector) for detector in CHOICES}
            print(f"{name:16}" + "".join(f"{detector} {f1(*found):.2f} ({found[0]} of {found[2]}, {found[1]})   "
                                         for detector, found in counts.items()), flush=True)


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
    print_changes(folder)
    return 0 if f1(*total) >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main())
