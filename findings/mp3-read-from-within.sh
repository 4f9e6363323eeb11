#!/usr/bin/env bash
# soundfile can go to any sample of a file and read on from there, also in an MP3 that it wrote itself.
# One would guess: that is what stands there when the file is read as a whole, as it is for Vorbis, Opus and FLAC.
# What happens: in an MP3 of a tone or a chord the first 50 to 300 ms behind a seek are wrong and much too soft, since
# the frames before them hold bits that are missing; then everything is right. Noise is exact from its first sample, or
# after a hundredth of a second, as its frames need all of their own bits. Nothing is raised.
# Who cuts stretches out of MP3s reads half a second more in front and drops it, or decodes the file once as a whole.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check soundfile==0.14.0 numpy==2.4.6
cd "$work"
"$work/venv/bin/python" - 2>"$work/said" <<'PY' || { grep -v libmpg123 "$work/said" >&2; exit 1; }
import sys

import numpy as np
import soundfile

PLACES = (1.0, 5.0123, 15.00031)  # seconds
RIGHT = 1e-4


def sounds(rate: int) -> dict[str, np.ndarray]:
    time = np.arange(20 * rate) / rate
    chord = sum(np.sin(2 * np.pi * hertz * time) for hertz in (220, 277, 330))
    return {"tone": 0.3 * np.sin(2 * np.pi * 440 * time), "chord": 0.1 * chord,
            "noise": 0.2 * np.random.default_rng(0).standard_normal(len(time))}


def wrong(sound: np.ndarray, rate: int, kind: str, subtype: str) -> tuple[list[float], float]:
    """For each place the milliseconds behind it after which all is right, and the level there as a share of the true."""
    soundfile.write("sound.bin", sound.astype(np.float32), rate, format=kind, subtype=subtype)
    whole, _ = soundfile.read("sound.bin", dtype="float32")
    late, shares = [], []
    for seconds in PLACES:
        place = round(seconds * rate)
        with soundfile.SoundFile("sound.bin") as file:
            assert file.seek(place) == place
            part = file.read(rate, dtype="float32")
        differs = np.flatnonzero(np.abs(part - whole[place:place + rate]) > RIGHT)
        last = int(differs.max()) + 1 if len(differs) else 0
        late.append(round(1000 * last / rate))
        if last:
            shares.append(float(np.sqrt(np.mean(part[:last] ** 2) / np.mean(whole[place:place + last] ** 2))))
    return late, max(shares, default=1.0)


print("soundfile", soundfile.__version__, "libsndfile", soundfile.__libsndfile_version__)
same = True
for rate in (44_100, 22_050):
    for name, sound in sounds(rate).items():
        late, share = wrong(sound, rate, "MP3", "MPEG_LAYER_III")
        print(f"MP3, {rate} Hz, {name}: right from {late} ms behind the seek; level before that {share:.2f} of the true")
        if name == "noise":
            same = same and max(late) < 20
        else:
            same = same and min(late) > 40 and share < 0.6
for kind, subtype in (("OGG", "VORBIS"), ("FLAC", "PCM_16")):
    found = {name: wrong(sound, 44_100, kind, subtype)[0] for name, sound in sounds(44_100).items()}
    print(f"{subtype}, 44100 Hz: right from {found} ms")
    same = same and not any(map(any, found.values()))
print("as described" if same else "CHANGED")
sys.exit(0 if same else 1)
PY
