#!/usr/bin/env bash
# Language models write times into JSON without quotes: {"start": 0:05, "end": 0:10}.
# One would guess: json-repair keeps such a value as text, as it keeps 3-5, 10/4 and 1.2.3 without quotes.
# What happens: the number before the colon is taken as the value, and the rest is dropped or becomes another field.
# So a start within the first minute, or the first hour, becomes 0, and nothing is raised.
# Where the time is the last value of its object, the closing bracket becomes part of a field's name.
# Where the milliseconds follow a comma, as in SubRip, one object becomes two.
# With quotes set around the times first, all of them come back as written.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check json-repair==0.64.6
cd "$work"
"$work/venv/bin/python" - <<'PY'
import re
import sys
from importlib.metadata import version

import json_repair

CASES = {
    "a range": ('{"seconds": 3-5, "caption": "rain"}', {"seconds": "3-5", "caption": "rain"}),
    "a fraction": ('{"seconds": 10/4, "caption": "rain"}', {"seconds": "10/4", "caption": "rain"}),
    "two points": ('{"take": 1.2.3, "caption": "rain"}', {"take": "1.2.3", "caption": "rain"}),
    "times first": ('{"start": 0:05, "end": 0:10, "caption": "rain"}', {"start": 0, "end": 0, "caption": "rain"}),
    "hours": ('{"start": 00:01:05, "caption": "rain"}', {"start": 0, "01": 5, "caption": "rain"}),
    "a time last": ('[{"caption": "rain", "at": 5:30}]', [{"caption": "rain", "at": 5, "30}": ""}]),
    "milliseconds": ('[{"start": 00:00:01,500, "end": 00:00:04,000, "caption": "rain"}]',
                     [{"start": 0, "00": "01,500", "end": 0}, {"00": "04,000", "caption": "rain"}]),
}
CLOCK = re.compile(r"(: )(\d+(?::\d{2})+(?:,\d{3})?)")

print("json-repair", version("json-repair"))
same = True
for name, (text, expected) in CASES.items():
    found = json_repair.loads(text)
    same &= found == expected
    print(f"{name:<13} {text}\n{'':<13} -> {found}")
quoted = CLOCK.sub(r'\1"\2"', CASES["milliseconds"][0])
found = json_repair.loads(quoted)
same &= found == [{"start": "00:00:01,500", "end": "00:00:04,000", "caption": "rain"}]
print(f"{'quoted first':<13} {quoted}\n{'':<13} -> {found}")
print("as described" if same else "CHANGED")
sys.exit(0 if same else 1)
PY
