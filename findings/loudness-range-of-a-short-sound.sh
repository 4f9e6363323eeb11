#!/usr/bin/env bash
# One would guess: the loudness range of a tone that never changes is 0 LU, however long it lasts.
# FFmpeg's meter says so.
# What happens: pyloudnorm puts 1.5 s of silence behind every sound before it measures the range.
# Windows of 3 s that reach into that silence are quieter, and count as if the sound had faded.
# A steady tone of 4 s gets more than 2 LU, one of 10 s about 1 LU; from some 20 s on it is 0.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  av==18.1.0 pyloudnorm==0.2.0 numpy==2.4.6 scipy==1.17.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
import sys
from fractions import Fraction
from importlib.metadata import version

import av
import numpy as np
import pyloudnorm

RATE, BLOCK = 48000, 4800


def pull(sink, last):
    while True:
        try:
            last.update(sink.pull().metadata)
        except (av.error.BlockingIOError, av.error.EOFError):
            return


def ffmpeg_range(sound):
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="fltp", layout="stereo", time_base=Fraction(1, RATE))
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    last = {}
    for start in range(0, len(sound), BLOCK):
        block = np.ascontiguousarray(sound[start : start + BLOCK].T.astype(np.float32))
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        source.push(frame)
        pull(sink, last)
    source.push(None)
    pull(sink, last)
    return float(last["lavfi.r128.LRA"])


print(" ".join(f"{name} {version(name)}" for name in ("pyloudnorm", "av", "numpy", "scipy")))
print("loudness range in LU of a steady tone")
seen = {}
for seconds in (4, 6, 8, 10, 20, 60):
    side = 0.1 * np.sin(2 * np.pi * 1000 * np.arange(RATE * seconds) / RATE)
    tone = np.stack([side, side], 1)
    seen[seconds] = (pyloudnorm.Meter(RATE).loudness_range(tone), ffmpeg_range(tone))
    print(f"{seconds:3} s   pyloudnorm {seen[seconds][0]:5.2f}   FFmpeg {seen[seconds][1]:5.2f}")

as_found = (
    all(abs(other) < 0.1 for _, other in seen.values())
    and seen[4][0] > 2
    and seen[6][0] > 1.2
    and 0.8 < seen[10][0] < 1.2
    and seen[20][0] < 0.01
    and seen[60][0] < 0.01
)
print("as found:", as_found)
sys.exit(0 if as_found else 1)
PY
