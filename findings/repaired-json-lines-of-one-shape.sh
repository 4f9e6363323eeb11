#!/usr/bin/env bash
# An answer may hold several JSON values one after the other: JSON Lines, or two fenced blocks with talk between them.
# One would guess: json-repair gives a list of all of them, as it does for {"a": 1} and {"b": 2}.
# What happens: a value of the same shape as the one before replaces it, so JSON Lines come back as their last line.
# The shape is the names, the kinds of value, and the lengths of lists: a record with one more entry in a list survives.
# A comma between them, or a list around them, keeps all. Nothing is raised.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check json-repair==0.64.6
cd "$work"
"$work/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version

import json_repair

RAIN, WIND, DOG = '{"caption": "rain", "seconds": 4}', '{"caption": "wind", "seconds": 5}', '{"caption": "a dog"}'
SCENES = '{"scene": 1, "sounds": ["rain"]}\n{"scene": 2, "sounds": ["wind", "steps"]}\n{"scene": 3, "sounds": ["a", "b"]}'
CASES = {
    "other names": (f"{RAIN}\n{DOG}", [{"caption": "rain", "seconds": 4}, {"caption": "a dog"}]),
    "lines": (f"{RAIN}\n{WIND}", {"caption": "wind", "seconds": 5}),
    "two blocks": (f"```json\n{RAIN}\n```\nand then\n```json\n{WIND}\n```", {"caption": "wind", "seconds": 5}),
    "two lists": ("[1, 2]\n[3, 4]", [3, 4]),
    "inner lists": (SCENES, [{"scene": 1, "sounds": ["rain"]}, {"scene": 3, "sounds": ["a", "b"]}]),
    "a comma": (f"{RAIN},\n{WIND}", [{"caption": "rain", "seconds": 4}, {"caption": "wind", "seconds": 5}]),
}

print("json-repair", version("json-repair"))
same = True
for name, (text, expected) in CASES.items():
    found = json_repair.loads(text)
    same &= found == expected
    print(f"{name:<12} {text!r}\n{'':<12} -> {found}")
print("as described" if same else "CHANGED")
sys.exit(0 if same else 1)
PY
