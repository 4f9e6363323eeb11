#!/usr/bin/env bash
# One would guess: an MP4's duration says when its last picture ends, whatever the pictures' rate.
# What happens: with unevenly spaced pictures and B-frames the header of a file that PyAV writes is far too short.
# Seven pictures from 0 to 3.2 s give a duration of 1.43 s, and a rate of 4.88 a second instead of 2.16.
# The header's duration counts from decoding times, and B-frames let the last of those lie long before 3.2 s.
# Without B-frames, and in an MKV with them, the same pictures have 3.23 s.
# All seven are decoded at their right times in every case, and nothing warns.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check av==18.1.0 numpy==2.4.6
cd "$work"
"$work/venv/bin/python" - <<'PY'
import sys
from fractions import Fraction

import av
import numpy as np

CLOCK = Fraction(1, 90000)
BEGINS = [Fraction(tenths, 10) for tenths in (0, 1, 3, 10, 11, 20, 32)]


def write(path, options):
    with av.open(path, "w") as out:
        track = out.add_stream("libx264", rate=30, options=options)
        track.width = track.height = 64
        track.pix_fmt = "yuv420p"
        track.codec_context.time_base = CLOCK
        for number, begin in enumerate(BEGINS):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 20 * number, np.uint8))
            frame.pts, frame.time_base = round(begin / CLOCK), CLOCK
            out.mux(track.encode(frame))
        out.mux(track.encode(None))


def told(path):
    """The header's seconds and rate, and when the pictures begin that a decoder gives."""
    with av.open(path) as film:
        header = film.duration / 1_000_000, float(film.streams.video[0].average_rate)
        return *header, [round(frame.time, 3) for frame in film.decode(video=0)]


found = {}
for name, options in (("with B-frames.mp4", {}), ("without.mp4", {"bf": "0"}), ("with B-frames.mkv", {})):
    write(name, options)
    found[name] = told(name)
    seconds, rate, begins = found[name]
    print(f"{name:18} duration {seconds:.3f} s, rate {rate:.3f}, {len(begins)} pictures, the last at {begins[-1]} s")
wanted = [float(begin) for begin in BEGINS]
holds = (all(begins == wanted for _, _, begins in found.values())
         and abs(found["with B-frames.mp4"][0] - 1.433) < 0.01 and abs(found["with B-frames.mp4"][1] - 4.884) < 0.01
         and abs(found["without.mp4"][0] - 3.233) < 0.01 and abs(found["with B-frames.mkv"][0] - 3.233) < 0.01)
print("as described" if holds else "this has changed")
sys.exit(not holds)
PY
