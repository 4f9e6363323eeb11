#!/usr/bin/env bash
# One would guess: channel 3 of a 5.1 file is the centre in soundfile and in PyAV, whatever the format.
# What happens: that holds for FLAC only.
# soundfile hands the channels to Vorbis, Opus and ALAC in the order it was given, and reads them back so.
# Those formats fix another order of places, which PyAV knows and sorts into left, right, centre.
# So what soundfile wrote as the centre, the speech, is heard from the right, and the LFE from the back left.
# A round trip within either library alone never shows it.
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

RATE, SLOT, CHANNELS = 48000, 4800, 6
FORMATS = {
    "flac": ("FLAC", "PCM_16"),
    "ogg": ("OGG", "VORBIS"),
    "opus": ("OGG", "OPUS"),
    "caf": ("CAF", "ALAC_16"),
}


def scale():
    """One short tone a channel, one after the other."""
    sound = np.zeros((CHANNELS * SLOT, CHANNELS))
    for channel in range(CHANNELS):
        sound[channel * SLOT : channel * SLOT + 3600, channel] = 0.3 * np.sin(np.arange(3600) * 2 * np.pi * 80 / RATE)
    return sound


def loudest(sound):
    slots = (sound[slot * SLOT + 500 : slot * SLOT + 3000] for slot in range(CHANNELS))
    return [int((slot**2).sum(0).argmax()) for slot in slots]


def decode(path):
    """Samples as [frames, channels], and the names of the places."""
    with av.open(path) as file:
        frames = list(file.decode(audio=0))
        planes = [f.to_ndarray() if f.format.is_planar else f.to_ndarray().reshape(-1, CHANNELS).T for f in frames]
        return np.concatenate(planes, 1).T.astype(np.float64), [c.name for c in frames[0].layout.channels]


print("av", av.__version__, "soundfile", sf.__version__, sf.__libsndfile_version__, "numpy", np.__version__)
seen = {}
for ending, (container, subtype) in FORMATS.items():
    path = f"sound.{ending}"
    with sf.SoundFile(path, "w", RATE, CHANNELS, format=container, subtype=subtype) as file:
        for start in range(0, CHANNELS * SLOT, SLOT):
            file.write(scale()[start : start + SLOT])
    back, _ = sf.read(path, always_2d=True)
    got, places = decode(path)
    seen[subtype] = (loudest(back), loudest(got))
    heard = " ".join(places[channel] for channel in seen[subtype][1])
    print(f"{subtype:8} soundfile reads {seen[subtype][0]}, PyAV reads {seen[subtype][1]}: {heard}")

straight = list(range(CHANNELS))
as_found = all(own == straight for own, _ in seen.values()) and {name: other for name, (_, other) in seen.items()} == {
    "PCM_16": straight,
    "VORBIS": [0, 2, 1, 4, 5, 3],
    "OPUS": [0, 2, 1, 4, 5, 3],
    "ALAC_16": [2, 0, 1, 4, 5, 3],
}
print("as found:", as_found)
sys.exit(0 if as_found else 1)
PY
