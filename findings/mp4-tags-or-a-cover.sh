#!/usr/bin/env bash
# One would guess: the option that lets an MP4 hold tags of any name only adds tags.
# What happens: with movflags=use_metadata_tags the attached cover picture is no longer in the file.
# Without the option the cover is there, and a tag of a name that MP4 does not know is gone instead.
# The muxer takes both without an error or a warning; one of them is missed when the file is read again.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check av==18.1.0 numpy==2.4.6
cd "$work"
"$work/venv/bin/python" - <<'PY'
import sys

import av
import numpy as np
from av.stream import Disposition

SIDE, PICTURES = 64, 25


def grey(level):
    return av.VideoFrame.from_ndarray(np.full((SIDE, SIDE, 3), level, np.uint8), format="rgb24")


def write(path, options):
    """A film of one second with a cover, a usual tag and one of a name of its own."""
    with av.open(path, "w", options=options) as out:
        film, cover = out.add_stream("libx264", rate=PICTURES), out.add_stream("mjpeg", rate=PICTURES)
        for stream, pixels in ((film, "yuv420p"), (cover, "yuvj420p")):
            stream.width, stream.height, stream.pix_fmt = SIDE, SIDE, pixels
        cover.disposition = Disposition.attached_pic
        out.metadata.update({"title": "a film", "workflow": "seven nodes"})
        still = grey(120).reformat(format="yuvj420p")
        still.pts = 0
        out.mux(cover.encode(still) + cover.encode(None))
        for number in range(PICTURES):
            frame = grey(5 * number)
            frame.pts = number
            out.mux(film.encode(frame))
        out.mux(film.encode(None))


def read(path):
    with av.open(path) as film:
        covers = sum(bool(stream.disposition & Disposition.attached_pic) for stream in film.streams)
        return covers, sorted(set(film.metadata) & {"title", "workflow"})


print("av", av.__version__, "FFmpeg", av.ffmpeg_version_info)
found = {}
for name, options in (("plain", {}), ("with use_metadata_tags", {"movflags": "use_metadata_tags"})):
    write("film.mp4", options)
    found[name] = read("film.mp4")
    print(f"{name}: {found[name][0]} cover, tags {found[name][1]}")
as_found = found == {"plain": (1, ["title"]), "with use_metadata_tags": (0, ["title", "workflow"])}
print("as found:", as_found)
sys.exit(0 if as_found else 1)
PY
