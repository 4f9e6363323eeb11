#!/usr/bin/env bash
# Cue sheets, edit lists and markers name moments in time code; the package timecode converts from and to seconds.
# One would guess: second 0 is frame 0, seconds turn into the time code of that moment, a drop-frame clock shows an hour
# after an hour, and sums and differences of time codes are those of their times.
# What happens: frames count from 1. Made from seconds, every time code is one frame early, and from second 0 none can
# be made. At 29.97 and 23.976 the seconds are multiplied by 30 and 24: after an hour drop-frame time code says
# 01:00:03;17, and its own realtime 3603.6 s. One second and one second are two seconds and a frame; one second less
# zero is 23 frames of 24. Text to time code and back is right.
# Who has seconds rounds seconds times 30000/1001 (or the like) to a frame, adds 1, and makes the time code of that.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check timecode==1.5.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
import sys
from fractions import Fraction
from importlib.metadata import version

from timecode import Timecode

RATES = {"24": Fraction(24), "25": Fraction(25), "29.97": Fraction(30000, 1001), "23.976": Fraction(24000, 1001)}

print("timecode", version("timecode"))
found = {}
for rate, exact in RATES.items():
    hour, second, zero = Timecode(rate, start_seconds=3600.0), Timecode(rate, "00:00:01:00"), Timecode(rate, "00:00:00:00")
    right = Timecode(rate, frames=round(3600 * exact) + 1)
    found[rate] = (zero.frames, str(hour), str(right), round(hour.to_realtime(True), 1), str(second + second),
                   str(second - zero))
    print(f"{rate:>6}: frame of zero {found[rate][0]}, 3600 s {found[rate][1]} (by hand {found[rate][2]}; its realtime "
          f"{found[rate][3]}), 1 s + 1 s {found[rate][4]}, 1 s - 0 s {found[rate][5]}")
try:
    refused = not Timecode("24", start_seconds=0.0)
except ValueError as error:
    refused = True
    print("from second 0:", error)
same = refused and found == {
    "24": (1, "00:59:59:23", "01:00:00:00", 3600.0, "00:00:02:01", "00:00:00:23"),
    "25": (1, "00:59:59:24", "01:00:00:00", 3600.0, "00:00:02:01", "00:00:00:24"),
    "29.97": (1, "01:00:03;17", "01:00:00;00", 3603.6, "00:00:02;01", "00:00:00;29"),
    "23.976": (1, "00:59:59:23", "00:59:56:10", 3603.6, "00:00:02:01", "00:00:00:23"),
}
print("as described" if same else "CHANGED")
sys.exit(0 if same else 1)
PY
