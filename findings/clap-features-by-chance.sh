#!/usr/bin/env bash
# CLAP hears a sound as a spectrogram of ten seconds, which transformers' ClapFeatureExtractor makes.
# One would guess: the same sound has the same features, at least with truncation "fusion", which sees all of a long
# sound; and a short one is filled up with silence.
# What happens: of a sound longer than ten seconds both ways of truncation take parts by chance, from NumPy's global
# generator: two calls in a row differ, and the program's other draws differ from then on. With "fusion" one of the four
# pictures, the whole sound made small, stays; the other three change. A shorter sound is not filled up but repeated: a
# single knock of a sound of three seconds is heard three times.
# Who compares embeddings cuts sounds to ten seconds first, or sets and restores NumPy's generator, and says padding
# "pad" where events are counted.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.11.0 numpy==2.4.6 transformers==5.24.0
cd "$work"
HF_HUB_OFFLINE=1 "$work/venv/bin/python" -W ignore - <<'PY'
import sys
from importlib.metadata import version

import numpy as np
from transformers import ClapFeatureExtractor

RATE = 48_000
noise = np.random.default_rng(0).standard_normal(12 * RATE).astype(np.float32) * np.linspace(0.1, 1, 12 * RATE,
                                                                                             dtype=np.float32)


def features(sound: np.ndarray, **settings) -> np.ndarray:
    """[pictures, frames, bands]"""
    extract = ClapFeatureExtractor(**settings)
    return np.asarray(extract(sound, sampling_rate=RATE, return_tensors="np")["input_features"])[0]


print("transformers", version("transformers"))
same = True
for truncation, kept in (("rand_trunc", []), ("fusion", [0])):
    np.random.seed(1)
    before = np.random.get_state()[2]
    calls = [features(noise, truncation=truncation) for _ in range(6)]
    moved = np.random.get_state()[2] != before
    equal = [picture for picture in range(len(calls[0])) if all(
        np.array_equal(calls[0][picture], call[picture]) for call in calls)]
    print(f"12 s, {truncation}: pictures {list(range(len(calls[0])))}, alike in six calls {equal}, "
          f"NumPy's generator was used: {moved}")
    short = [features(noise[:10 * RATE], truncation=truncation) for _ in range(2)]
    same = same and equal == kept and moved and np.array_equal(*short)
knock = np.zeros(3 * RATE, np.float32)
knock[:RATE // 20] = 1
counts = {}
for padding in ("repeatpad", "pad"):
    level = features(knock, padding=padding)[0].max(1)
    loud = np.flatnonzero(level > level.max() - 5)
    counts[padding] = 1 + int((np.diff(loud) > 50).sum())
default = 1 + int((np.diff(np.flatnonzero((level := features(knock)[0].max(1)) > level.max() - 5)) > 50).sum())
print("one knock in 3 s is heard", default, "times by default;", counts)
same = same and default == 3 and counts == {"repeatpad": 3, "pad": 1}
print("as described" if same else "CHANGED")
sys.exit(0 if same else 1)
PY
