#!/usr/bin/env bash
# One would guess: PySceneDetect's exports (OTIO, EDL, FCP 7 XML, FCPXML) are read by OpenTimelineIO's adapters.
# What happens: only the first of the four arrives right at the rates of film.
# The EDL begins with a remark line, and OpenTimelineIO accepts remarks only behind an event: it raises.
# The FCP 7 XML puts its sequence straight into the project, where OpenTimelineIO does not look: it raises.
# FCPXML is right at 25 frames a second, but 24000/1001 becomes 23, and every shot loses frames without an error.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  scenedetect-headless==0.7.2 opencv-python-headless==5.0.0.93 opentimelineio==0.18.1 \
  otio-cmx3600-adapter==1.0.0 otio-fcp-adapter==1.0.0 otio-fcpx-xml-adapter==1.0.0
cd "$work"
"$work/venv/bin/python" -W ignore - <<'PY'
import sys
from fractions import Fraction
from importlib.metadata import version
from itertools import pairwise

import opentimelineio as otio
import scenedetect.output as output
from scenedetect import FrameTimecode

EDGES = (0, 50, 120, 200)
SIZE = (64, 64)
NAMES = ("otio", "edl", "xml", "fcpxml")
WANTED = [end - start for start, end in pairwise(EDGES)]


def export(rate):
    times = [FrameTimecode(edge, fps=rate) for edge in EDGES]
    shots = list(pairwise(times))
    output.write_scene_list_otio("shots.otio", shots, "film.mp4", rate)
    output.write_scene_list_edl("shots.edl", shots)
    output.write_scene_list_fcp7("shots.xml", shots, "film.mp4", rate, SIZE)
    output.write_scene_list_fcpx("shots.fcpxml", shots, "film.mp4", rate, SIZE)


def lengths(found):
    clips = [clip for clip in found.find_clips() if clip.parent().kind == otio.schema.TrackKind.Video]
    return clips[0].source_range.duration.rate, [int(clip.source_range.duration.value) for clip in clips]


def read(ending, rate):
    more = {"rate": float(rate)} if ending == "edl" else {}
    try:
        found = otio.adapters.read_from_file(f"shots.{ending}", **more)
    except (otio.exceptions.OTIOError, ValueError) as error:
        return type(error).__name__, str(error)
    if isinstance(found, otio.schema.SerializableCollection):
        found = found.find_children(descended_from_type=otio.schema.Timeline)[0]
    return lengths(found)


ADAPTERS = ("otio-cmx3600-adapter", "otio-fcp-adapter", "otio-fcpx-xml-adapter")
print(*(f"{name} {version(name)}" for name in ("scenedetect-headless", "OpenTimelineIO", *ADAPTERS)))
print("three shots of", WANTED, "frames")
seen = {}
for rate in (Fraction(25), Fraction(24000, 1001)):
    export(rate)
    for ending in NAMES:
        seen[ending, rate.denominator] = read(ending, rate)
        print(f"{str(rate):11} {ending:7}", *seen[ending, rate.denominator])
with open("shots.edl") as file:
    remark, *rest = file.read().splitlines()
plain = lengths(otio.adapters.read_from_string("\n".join(rest), "cmx_3600", rate=24))[1]
print("EDL without its line", repr(remark), "->", plain)

as_found = (
    all(seen["otio", part][1] == WANTED for part in (1, 1001))
    and all(seen["edl", part][0] == "EDLParseError" for part in (1, 1001))
    and all(seen["xml", part] == ("ValueError", "No top-level sequences found") for part in (1, 1001))
    and seen["fcpxml", 1] == (25, WANTED)
    and seen["fcpxml", 1001][0] == 23
    and all(got < wanted for got, wanted in zip(seen["fcpxml", 1001][1], WANTED, strict=True))
    and plain == WANTED
)
print("as found:", as_found)
sys.exit(0 if as_found else 1)
PY
