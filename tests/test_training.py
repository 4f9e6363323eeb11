"""Made-up sounds and words: each kind has its own words, sound of the asked length, and the common level."""
from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy", reason="the training extra is not installed")

from audiostory_core.training import synthesis
from audiostory_core.training.catalogue import BY_NAME, CATALOGUE
from audiostory_core.training.sounds import render


def test_no_wording_belongs_to_two_kinds():
    seen = {}
    for kind in CATALOGUE:
        for words in (kind.caption, *kind.wordings):
            assert seen.setdefault(words, kind.name) == kind.name


@pytest.mark.parametrize("name", sorted(synthesis.KINDS))
def test_each_synthesis_gives_sound_of_the_asked_length(name):
    sound = synthesis.KINDS[name](np.random.default_rng(0), 2.0, 16000)
    assert sound.shape == (32000,)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() > 1e-3


def test_a_rendered_clip_has_the_common_level_and_ends_quietly():
    for seed in range(4):
        clip = render(BY_NAME["rain"], 3.0, 16000, np.random.default_rng(seed))
        assert clip.shape == (48000,) and clip.dtype == np.float32
        assert 0.03 < clip.std() < 0.2 and np.abs(clip).max() <= 0.81
        assert np.abs(clip[-16:]).max() < 0.02
