"""Video Shots against PySceneDetect's own test films and the cuts that it has written down for them.

    git clone --depth 1 -b resources https://github.com/Breakthrough/PySceneDetect FOLDER
    python dev.py run python -m dev_tools.shot_goldens FOLDER/tests/resources

The goldens were made with each detector's own threshold and a shortest shot of 15 frames, and name frames; the times of
films whose pictures are not evenly spaced are compared in seconds, within one frame.
"""
from __future__ import annotations

import json
import sys
from pathlib import Path

from audiostory_core.shots import FilmPictures, find_shots

DETECTORS = {"AdaptiveDetector": "adaptive", "ContentDetector": "content", "ThresholdDetector": "fades"}
THRESHOLDS = {"default": 0.0, "t5": 5.0, "t30": 30.0}
SHORTEST_FRAMES = 15


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


def main() -> int:
    folder = Path(sys.argv[1])
    total = [0, 0, 0]
    for golden in sorted((folder / "goldens").glob("*.json")):
        name, _, detector, setting = golden.name.removesuffix(".json").rsplit(".", 3)
        film = folder / f"{name}.mp4"
        if detector not in DETECTORS or not film.is_file() or not film.stat().st_size:
            continue
        counts = compared(film, golden, DETECTORS[detector], THRESHOLDS[setting])
        total = [one + other for one, other in zip(total, counts, strict=True)]
        print(f"{film.name:26} {DETECTORS[detector]:9} {setting:8} {counts[0]} of {counts[2]} cuts, {counts[1]} found, "
              f"F1 {f1(*counts):.3f}", flush=True)
    print(f"all: {total[0]} of {total[2]} cuts, {total[1]} found, F1 {f1(*total):.3f}")
    return 0 if f1(*total) >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main())
