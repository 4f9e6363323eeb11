"""The picture of a story."""
from __future__ import annotations

import numpy as np
import pytest

from audiostory_core.evaluation.spectrogram import draw_story
from audiostory_core.picture import MEL_BANDS, RANGE_DB, mel_decibels
from audiostory_core.story import StoryPlan

RATE = 22050


def tone(hertz: float, seconds: float) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)


def test_a_tone_lies_at_its_height_and_silence_is_black():
    picture = mel_decibels(np.concatenate([tone(500, 1), np.zeros(RATE), tone(5000, 1)]), RATE)
    thirds = np.array_split(picture, 3, axis=1)
    low, silent, high = (third[:, 5:-5] for third in thirds)
    assert picture.shape[0] == MEL_BANDS and picture.max() == 0.0
    assert low.mean(1).argmax() < MEL_BANDS / 3 < MEL_BANDS * 2 / 3 < high.mean(1).argmax()
    assert (silent == -RANGE_DB).all()


@pytest.mark.parametrize("waveform", [np.zeros((2, 0)), np.array([[0.0, np.nan]])])
def test_a_sound_without_a_picture_is_refused(waveform):
    with pytest.raises(ValueError, match="empty or not finite"):
        mel_decibels(waveform, RATE)


def test_each_clip_is_marked_where_it_begins():
    pytest.importorskip("matplotlib")
    plan = StoryPlan.build([("rain falls", 2.0), ("a dog barks", 1.0)])
    axes = draw_story(np.stack([tone(300, 3), tone(300, 3)]), RATE, plan).axes[0]
    assert [line.get_xdata()[0] for line in axes.lines] == [0.0, 2.0]
    assert [text.get_text() for text in axes.texts] == ["1. rain falls", "2. a dog barks"]
    assert axes.get_xlim() == (0.0, 3.0)
