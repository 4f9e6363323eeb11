#!/usr/bin/env bash
# Flow models are sampled at noise levels that a shift s moves up: t becomes s t / (1 + (s - 1) t).
# diffusers' FlowMatchEulerDiscreteScheduler takes the shift once, when it is made, or by set_shift.
# One would guess: levels that a caller gives are used as they are, and the scheduler's own are shifted once, so that
# set_shift(1) gives what a scheduler without a shift has.
# What happens: given levels are shifted, too. The scheduler's own run from 1 to a smallest level that was shifted when
# the scheduler was made, and all of them are shifted again: with shift 3 the last of four is 0.0089, not 0.0030.
# set_shift(1) leaves that smallest level as it was: the last of four is 0.0030, not 0.0010.
# Who wants certain levels gives those that the shift turns into them, or makes the scheduler with shift 1.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.11.0 numpy==2.4.6 \
    diffusers==0.42.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version

import numpy as np
from diffusers import FlowMatchEulerDiscreteScheduler

GIVEN = np.array([1.0, 0.75, 0.5, 0.25])
SMALLEST = 0.001  # of a thousand levels


def shifted(level: float, shift: float) -> float:
    return shift * level / (1 + (shift - 1) * level)


def levels(shift: float, later: float | None = None, **asked) -> list[float]:
    scheduler = FlowMatchEulerDiscreteScheduler(shift=shift)
    if later is not None:
        scheduler.set_shift(later)
    scheduler.set_timesteps(**asked)
    return [round(float(level), 4) for level in scheduler.sigmas[:-1]]  # the last one is always 0


print("diffusers", version("diffusers"))
given = levels(3.0, sigmas=GIVEN)
print("given", GIVEN.tolist(), "with shift 3:", given)
own, plain, later = levels(3.0, num_inference_steps=4), levels(1.0, num_inference_steps=4), \
    levels(3.0, 1.0, num_inference_steps=4)
print("its own four with shift 3:          ", own)
print("with shift 1:                       ", plain)
print("made with shift 3, then set_shift(1):", later)
once, twice = shifted(SMALLEST, 3.0), shifted(shifted(SMALLEST, 3.0), 3.0)
same = (np.allclose(given, [shifted(level, 3.0) for level in GIVEN], atol=1e-4)
        and np.isclose(own[-1], twice, atol=1e-4) and not np.isclose(own[-1], once, atol=1e-3)
        and np.isclose(plain[-1], SMALLEST, atol=1e-4) and np.isclose(later[-1], once, atol=1e-4))
print("as described" if same else "CHANGED")
sys.exit(0 if same else 1)
PY
