#!/usr/bin/env bash
# One would guess: a copy of a film that begins half a second later has the number of frames that its header says,
# and the rate that it had.
# What happens in an MP4: the header counts all 96 pictures, the demuxer gives all 96, and 84 are decoded.
# An edit list hides the others: the packets before zero have is_discard, and only the duration (3.5 s) knows of it.
# What happens in an MKV: nothing is hidden, all 96 pictures are moved to begin at zero, and the duration is 4 s.
# Its average_rate is 30000 pictures a second, since a copied track carries no rate and the clock is taken for it.
# So pictures / average_rate, which is right for most files, is 4 s for the first and 0.003 s for the second.
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
FRAMES, RATE, CUT = 96, 24, Fraction(1, 2)


def write(path):
    with av.open(path, "w") as out:
        track = out.add_stream("libx264", rate=RATE)
        track.width = track.height = 64
        track.pix_fmt = "yuv420p"
        track.codec_context.time_base = CLOCK
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 2 * number, np.uint8))
            frame.pts, frame.time_base = round(Fraction(number, RATE) / CLOCK), CLOCK
            out.mux(track.encode(frame))
        out.mux(track.encode(None))


def copy_without_its_begin(source, target):
    with av.open(source) as film, av.open(target, "w") as out:
        track = film.streams.video[0]
        copied = out.add_stream_from_template(track)
        for packet in film.demux(track):
            if packet.size:
                earlier = round(CUT / track.time_base)
                packet.pts, packet.dts, packet.stream = packet.pts - earlier, packet.dts - earlier, copied
                out.mux(packet)


def told(path):
    """The header's seconds, frames and rate; packets, hidden packets, decoded pictures, when the last begins."""
    with av.open(path) as film:
        track = film.streams.video[0]
        header = film.duration / 1_000_000, track.frames, float(track.average_rate)
        packets = [packet for packet in film.demux(track) if packet.size]
    with av.open(path) as film:
        pictures = [frame.time for frame in film.decode(video=0)]
    hidden = sum(packet.is_discard for packet in packets)
    return *header, len(packets), hidden, len(pictures), round(pictures[-1], 3)


write("film.mp4")
found = {}
for name in ("cut.mp4", "cut.mkv"):
    copy_without_its_begin("film.mp4", name)
    found[name] = told(name)
    seconds, frames, rate, packets, hidden, pictures, last = found[name]
    print(f"{name}: header {seconds:.2f} s, {frames} frames, {rate:g} a second; {packets} packets, {hidden} of them "
          f"hidden; {pictures} pictures decoded, the last at {last} s")
holds = (found["cut.mp4"] == (3.5, 96, 24.0, 96, 12, 84, 3.458)
         and found["cut.mkv"][2:6] == (30000.0, 96, 0, 96) and abs(found["cut.mkv"][0] - 4) < 0.01)
print("as described" if holds else "this has changed")
sys.exit(not holds)
PY
