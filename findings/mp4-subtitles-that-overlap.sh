#!/usr/bin/env bash
# One would guess: a subtitle cue keeps its start time in an MP4, since every packet carries its own pts and duration.
# What happens: the cues of an MP4 text track cannot overlap, and what gives way depends on the pictures.
# In a file without pictures the earlier cue is cut where the later one starts.
# In a film the earlier cue keeps its length, and the later cue is moved behind it.
# That delay is handed on to every following cue, until a pause is long enough to swallow it.
# PyAV raises no error, and the same packets in an MKV keep their times.
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

FPS, SECONDS = 25, 22
CUES = [(1000, 5000, "Anna"), (3000, 7000, "Ben"), (7500, 8500, "Cara"), (9500, 10500, "Dan"), (20000, 21000, "Eve")]
STYLE_FIELDS = (
    "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, "
    "StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, "
    "Encoding"
)
STYLE = "Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1"
HEADER = (
    f"[Script Info]\nScriptType: v4.00+\nPlayResX: 384\nPlayResY: 288\n\n[V4+ Styles]\nFormat: {STYLE_FIELDS}\n"
    f"Style: {STYLE}\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)


def stamp(ms):
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def source(path):
    with open(path, "w", encoding="utf-8") as file:
        for number, (start, end, text) in enumerate(CUES, 1):
            file.write(f"{number}\n{stamp(start)} --> {stamp(end)}\n{text}\n\n")


def pictures(track):
    grey = np.full((16, 16, 3), 128, np.uint8)
    for number in range(FPS * SECONDS):
        frame = av.VideoFrame.from_ndarray(grey)
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        yield from track.encode(frame)
    yield from track.encode(None)


def words(source, track):
    track.codec_context.subtitle_header = HEADER.encode()
    track.codec_context.time_base = Fraction(1, 1000)
    reader = source.streams.subtitles[0]
    for packet in source.demux(reader):
        decoded = reader.codec_context.decode2(packet)
        if decoded is not None:
            encoded = track.codec_context.encode_subtitle(decoded)
            encoded.pts = encoded.dts = packet.pts
            encoded.duration, encoded.time_base, encoded.stream = packet.duration, packet.time_base, track
            yield encoded


def write(path, codec, film):
    with av.open("cues.srt") as source, av.open(path, "w") as out:
        packets = []
        if film:
            picture = out.add_stream("mpeg4", rate=FPS)
            picture.width, picture.height, picture.pix_fmt = 16, 16, "yuv420p"
            packets += pictures(picture)
        packets += words(source, out.add_stream(codec))
        for packet in sorted(packets, key=lambda p: p.dts * p.time_base):
            out.mux(packet)


def read(path):
    with av.open(path) as film:
        packets = [packet for packet in film.demux(film.streams.subtitles[0]) if packet.size > 2]
        return [(float(p.pts * p.time_base), float(p.duration * p.time_base)) for p in packets]


print("av", av.__version__, "libavformat", av.library_versions["libavformat"])
source("cues.srt")
KINDS = {
    "MKV, pictures": ("film.mkv", "subrip", True),
    "MP4, words only": ("words.mp4", "mov_text", False),
    "MP4, pictures": ("film.mp4", "mov_text", True),
}
for path, codec, film in KINDS.values():
    write(path, codec, film)
seen = {kind: read(path) for kind, (path, _, _) in KINDS.items()}
asked = [(start / 1000, (end - start) / 1000) for start, end, _ in CUES]
print("start + length in seconds")
print(f"{'cue':6}{'asked':>16}" + "".join(f"{kind:>18}" for kind in KINDS))
for number, (_, _, text) in enumerate(CUES):
    wish, *found = [asked[number], *(cues[number] for cues in seen.values())]
    print(f"{text:6}{wish[0]:8.3f} + {wish[1]:.3f}" + "".join(f"{at:10.3f} + {length:.3f}" for at, length in found))

cut = [(1.0, 2.0), *asked[1:]]
late = [round(at - wish, 2) for (at, _), (wish, _) in zip(seen["MP4, pictures"], asked, strict=True)]
lengths = [round(length, 2) for _, length in seen["MP4, pictures"]]
as_found = (
    seen["MKV, pictures"] == asked
    and seen["MP4, words only"] == cut
    and late == [0.0, 2.0, 1.5, 0.5, 0.0]
    and lengths == [length for _, length in asked]
)
print("as found:", as_found)
sys.exit(0 if as_found else 1)
PY
