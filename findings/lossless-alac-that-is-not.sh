#!/usr/bin/env bash
# One would guess: ALAC is lossless, so what soundfile writes as ALAC comes back sample for sample.
# What happens: it does as long as the sound can be made smaller.
# A frame of 4,096 samples that cannot be made smaller is stored plainly, and that way is wrong above 16 bit.
# In 24 bit, loud stereo whose sides differ, such as close rain or surf, then comes back silent, some frames or all.
# In 32 bit the right side alone falls silent, and loud mono comes back as something else.
# Neither writing nor reading gives an error, and a tone or speech never shows it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check soundfile==0.14.0 numpy==2.4.6
cd "$work"
"$work/venv/bin/python" - <<'PY'
import sys

import numpy as np
import soundfile as sf

RATE = 48000
FRAMES = 24000
rng = np.random.default_rng(0)
time = np.arange(FRAMES) / RATE
tone = 0.5 * np.sin(2 * np.pi * 440 * time)
SOUNDS = {
    "one tone on both sides": np.stack([tone, tone], 1),
    "loud noise, mono": rng.uniform(-1, 1, (FRAMES, 1)),
    "noise at 0.1, two sides": rng.uniform(-0.1, 0.1, (FRAMES, 2)),
    "noise at 0.5, two sides": rng.uniform(-0.5, 0.5, (FRAMES, 2)),
    "loud noise, two sides": rng.uniform(-1, 1, (FRAMES, 2)),
}
BITS = {"ALAC_16": 16, "ALAC_24": 24, "ALAC_32": 32}


def level(samples):
    return 20 * np.log10(np.sqrt((samples.astype(np.float64) ** 2).mean()))


def round_trip(sound, subtype):
    """Share of samples in time that differ, and by how many dB the level of those changed."""
    bits = BITS[subtype]
    whole = np.round(sound * (2 ** (bits - 1) - 1)).astype(np.int64) << (32 - bits)
    sf.write("sound.caf", whole.astype(np.int32), RATE, format="CAF", subtype=subtype)
    back, _ = sf.read("sound.caf", dtype="int32", always_2d=True)
    wrong = (back != whole).any(1)
    return float(wrong.mean()), float(level(back[wrong]) - level(whole[wrong])) if wrong.any() else 0.0


print("soundfile", sf.__version__, sf.__libsndfile_version__, "numpy", np.__version__)
print("wrong samples, and the change of their level")
print(f"{'':24}" + "".join(f"{subtype:>18}" for subtype in BITS))
seen = {name: {subtype: round_trip(sound, subtype) for subtype in BITS} for name, sound in SOUNDS.items()}
for name, row in seen.items():
    print(f"{name:24}" + "".join(f"{share:8.0%} {change:+6.1f} dB" for share, change in row.values()))

broken = {(name, subtype): share for name, row in seen.items() for subtype, (share, _) in row.items() if share > 0}
as_found = (
    set(broken)
    == {
        ("loud noise, mono", "ALAC_32"),
        ("noise at 0.5, two sides", "ALAC_24"),
        ("noise at 0.5, two sides", "ALAC_32"),
        ("loud noise, two sides", "ALAC_24"),
        ("loud noise, two sides", "ALAC_32"),
    }
    and broken["noise at 0.5, two sides", "ALAC_24"] < 0.9
    and broken["loud noise, two sides", "ALAC_24"] > 0.9
    and seen["loud noise, two sides"]["ALAC_24"][1] < -60
)
print("as found:", as_found)
sys.exit(0 if as_found else 1)
PY
