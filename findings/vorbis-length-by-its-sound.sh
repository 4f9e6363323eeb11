#!/usr/bin/env bash
# One would guess: how many samples an Ogg Vorbis file holds depends on its length, not on what is heard.
# soundfile keeps that promise, and PyAV states the right duration in the header of the same file.
# What happens: the samples that PyAV decodes are too few or too many, by hundreds, for most steady tones.
# The first samples then also carry a time after zero, though they are the sound's first.
# A file of noise of the same length, written the same way, is exact in both.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  av==18.1.0 soundfile==0.14.0 numpy==2.4.6
cd "$work"
"$work/venv/bin/python" - <<'PY'
import sys

import av
import numpy as np
import soundfile as sf

BLOCK = 4096
SIZES = {16000: (48000, 48007, 81111), 22050: (66150, 66157, 44433)}
rng = np.random.default_rng(0)


def write(path, sound, rate):
    with sf.SoundFile(path, "w", rate, 1, format="OGG", subtype="VORBIS") as file:
        for start in range(0, len(sound), BLOCK):
            file.write(sound[start : start + BLOCK])


def decode(path):
    with av.open(path) as file:
        track = file.streams.audio[0]
        frames = list(file.decode(track))
        return np.concatenate([f.to_ndarray()[0] for f in frames]), frames[0].pts, track.duration


print("av", av.__version__, "soundfile", sf.__version__, sf.__libsndfile_version__, "numpy", np.__version__)
print(f"{'sound':7}{'rate':>7}{'written':>9}{'soundfile':>11}{'header':>8}{'PyAV':>8}{'apart':>7}{'first pts':>11}")
calm, noise = [], []
for rate, sizes in SIZES.items():
    for size in sizes:
        tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(size) / rate)
        for name, sound, kept in (("tone", tone, calm), ("noise", 0.1 * rng.standard_normal(size), noise)):
            write("sound.ogg", sound, rate)
            right, _ = sf.read("sound.ogg")
            got, first, header = decode("sound.ogg")
            same_start = bool(np.abs(got[:1000] - right[:1000]).max() < 1e-3)
            apart = len(got) - size
            kept.append((len(right) == size and header == size and same_start, apart, first))
            print(f"{name:7}{rate:7}{size:9}{len(right):11}{header:8}{len(got):8}{apart:+7}{first:11}")

off = [apart for _, apart, _ in calm if apart]
as_found = (
    all(right for right, _, _ in calm + noise)
    and all(apart == 0 and first == 0 for _, apart, first in noise)
    and all((apart != 0) == (first > 0) for _, apart, first in calm)
    and len(off) >= 4
    and min(off) < -100
    and max(off) > 100
)
print("as found:", as_found)
sys.exit(0 if as_found else 1)
PY
