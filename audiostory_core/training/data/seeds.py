"""Random generators that depend on names alone, such as a step or a clip, and never on what was drawn before."""
from __future__ import annotations

import random

import torch

from ...digests import digest_of


def generator_for(*names: object) -> torch.Generator:
    """A torch generator for names such as (seed, step, "noise", place)."""
    return torch.Generator().manual_seed(int(digest_of(*names)[:15], 16))


def rng_for(*names: object) -> random.Random:
    """Like generator_for, but Python's, for choices among objects."""
    return random.Random(digest_of(*names))
