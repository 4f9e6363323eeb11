"""A random generator for every name: a step, a clip, a group has its own, whatever was drawn before."""
from __future__ import annotations

import random

import torch

from ...digests import digest_of


def generator_for(*names: object) -> torch.Generator:
    """A generator whose draws depend on the names alone, such as (seed, step, "noise", place)."""
    return torch.Generator().manual_seed(int(digest_of(*names)[:15], 16))


def rng_for(*names: object) -> random.Random:
    """As generator_for, for choices among Python objects."""
    return random.Random(digest_of(*names))
