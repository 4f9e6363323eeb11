#!/usr/bin/env bash
# One would guess: where 5.1 comes back in its order, 5.0 and 6.1 do as well.
# What happens: PyAV's libopus encoder maps 3, 4 and 6 channels rightly, 5 and 7 not.
# It writes the mapping table of 5.1 cut off or lengthened by one, though Opus orders five and seven differently.
# So the centre of a 5.0 film is heard from the back right, the back left in the centre, the back right from the left.
# Every decoder follows the table in the file: both of FFmpeg's give the same wrong places, in Ogg, Matroska and MP4.
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

RATE, SLOT, SOUNDING = 48000, 9600, 7200


def encode(path, layout):
    """One tone a channel, one after the other."""
    with av.open(path, "w") as out:
        stream = out.add_stream("libopus", rate=RATE, layout=layout)
        names = [channel.name for channel in stream.codec_context.layout.channels]
        stream.bit_rate = 64000 * len(names)
        sound = np.zeros((len(names) * SLOT, len(names)), np.float32)
        for place in range(len(names)):
            tone = 0.3 * np.sin(np.arange(SOUNDING) * 2 * np.pi * 440 / RATE)
            sound[place * SLOT : place * SLOT + SOUNDING, place] = tone
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout=layout)
        frame.sample_rate, frame.pts = RATE, 0
        out.mux(stream.encode(frame) + stream.encode(None))
    return names


def decode(path, layout, codec):
    """Which channel is loudest in each slot, and the mapping table in the file."""
    with av.open(path) as film:
        stream = film.streams.audio[0]
        decoder = av.CodecContext.create(codec, "r")
        decoder.extradata, decoder.layout, decoder.sample_rate = stream.codec_context.extradata, layout, RATE
        frames = [frame for packet in film.demux(stream) for frame in decoder.decode(packet)]
        channels = len(frames[0].layout.channels)
        parts = [f.to_ndarray() if f.format.is_planar else f.to_ndarray().reshape(-1, channels).T for f in frames]
    sound = np.concatenate(parts, 1).astype(float)
    slots = (sound[:, place * SLOT + 1000 : place * SLOT + 6000] for place in range(channels))
    return [int((slot**2).sum(1).argmax()) for slot in slots], list(stream.codec_context.extradata[21:])


print("av", av.__version__, "FFmpeg", av.ffmpeg_version_info)
found = {}
for layout in ("3.0", "quad", "5.0", "5.1", "6.1"):
    for ending in ("ogg", "mkv", "mp4"):
        names = encode(f"sound.{ending}", layout)
        for codec in ("opus", "libopus"):
            order, table = decode(f"sound.{ending}", layout, codec)
            found.setdefault(layout, set()).add(tuple(order))
    print(f"{layout:5} {names} are heard from {[names[place] for place in order]}, table {table}")
as_found = found == {
    "3.0": {(0, 1, 2)},
    "quad": {(0, 1, 2, 3)},
    "5.0": {(0, 1, 4, 2, 3)},
    "5.1": {(0, 1, 2, 3, 4, 5)},
    "6.1": {(0, 1, 4, 3, 5, 2, 6)},
}
print("as found:", as_found)
sys.exit(0 if as_found else 1)
PY
