#!/usr/bin/env bash
# One would guess: a subtitle encoder writes the signs that its format sets apart ("&" and "<" in WebVTT) as escapes.
# The standard asks for &amp; and &lt;, and the decoder of the same library turns these back into signs.
# What happens: FFmpeg's WebVTT encoder writes the signs as they are.
# Its own decoder then takes all from a "<" to the next ">" for a tag and drops it: words are lost without an error.
# A text that was escaped by hand before it is encoded comes back whole.
# SubRip, from the same lines, comes back whole without that.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check av==18.1.0
cd "$work"
"$work/venv/bin/python" - <<'PY'
import sys
from fractions import Fraction

import av
from av.subtitles.subtitle import SubtitleSet

FIELDS = ("Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
          "Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, "
          "MarginR, MarginV, Encoding")
HEADER = ("[Script Info]\nScriptType: v4.00+\nPlayResX: 384\nPlayResY: 288\n\n[V4+ Styles]\n"
          f"Format: {FIELDS}\nStyle: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1\n"
          "\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n")
SAID = "a<b, b>c & Tom"
MILLISECOND = Fraction(1, 1000)


def written(path, codec, text):
    """What the packet in the file holds, and what its decoder says."""
    with av.open(path, "w") as out:
        track = out.add_stream(codec)
        track.codec_context.subtitle_header = HEADER.encode()
        track.codec_context.time_base = track.time_base = MILLISECOND
        packet = track.codec_context.encode_subtitle(
            SubtitleSet.create(f"0,0,Default,,0,0,0,,{text}".encode(), 0, 2000))
        packet.pts = packet.dts = 1000
        packet.duration, packet.time_base, packet.stream = 2000, MILLISECOND, track
        out.mux(packet)
    with av.open(path) as film:
        track = film.streams.subtitles[0]
        packet = next(packet for packet in film.demux(track) if packet.size)
        payload = bytes(packet).decode()
        read = track.codec_context.decode2(packet).rects[0].ass.decode().split(",", 8)[-1]
    return payload, read


escaped = SAID.replace("&", "&amp;").replace("<", "&lt;")
plain = written("plain.mkv", "webvtt", SAID)
by_hand = written("escaped.mkv", "webvtt", escaped)
subrip = written("subrip.mkv", "subrip", SAID)
print(f"PyAV {av.__version__}; the text is {SAID!r}")
for name, (payload, read) in (("webvtt", plain), ("webvtt, escaped before", by_hand), ("subrip", subrip)):
    print(f"{name}: the packet holds {payload!r}, the decoder says {read!r}")
as_described = (plain[0] == SAID and plain[1] != SAID and "b, b" not in plain[1]
                and by_hand[1] == SAID and subrip[1] == SAID)
print("as described" if as_described else "this has changed")
sys.exit(0 if as_described else 1)
PY
