"""The picture of a story: its mel spectrogram with axes and marks."""
from __future__ import annotations

import numpy as np
import pytest

from audiostory_core.evaluation.spectrogram import PICTURE_SIZE, main
from audiostory_core.picture import (
    BELOW,
    CAPTION_LINES,
    LEFT,
    LINE,
    LOWEST_HZ,
    MEL_BANDS,
    RANGE_DB,
    RIGHT,
    mel_decibels,
    mel_of,
    mel_picture,
)

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


def test_each_clip_is_marked_where_it_begins(tmp_path):
    """A dashed white line over the picture, and nowhere else; words above it."""
    soundfile = pytest.importorskip("soundfile")
    image = pytest.importorskip("PIL.Image")
    soundfile.write(tmp_path / "story.flac", np.stack([tone(300, 3), tone(300, 3)]).T, RATE)
    (tmp_path / "story.txt").write_text("2.0 rain falls\n1.0 a dog barks\n", encoding="utf-8")
    main([str(tmp_path / "story.flac"), str(tmp_path / "story.png"), "--cues", str(tmp_path / "story.txt")])
    picture = np.asarray(image.open(tmp_path / "story.png"))
    top, bottom = LINE * (CAPTION_LINES + 1), PICTURE_SIZE[1] - BELOW
    inner = PICTURE_SIZE[0] - LEFT - RIGHT
    assert picture.shape == (*PICTURE_SIZE[::-1], 3)
    white = (picture[top:bottom] == 255).all(-1).mean(0)
    assert np.flatnonzero(white > 0.3).tolist() == [LEFT, LEFT + inner * 2 // 3]
    words = (picture[: top - 3] > 128).all(-1).any(0)
    assert words[LEFT : LEFT + 90].any() and not words[LEFT + 200 : LEFT + inner * 2 // 3].any()


def test_a_tone_is_drawn_at_its_height():
    picture = np.asarray(mel_picture(tone(500, 1), RATE, 60, 100)).astype(int).sum(-1)
    place = 100 * (1 - float(mel_of(500) - mel_of(LOWEST_HZ)) / float(mel_of(RATE / 2) - mel_of(LOWEST_HZ)))
    assert picture.shape == (100, 60)
    assert abs(picture[:, 30].argmax() - place) <= 2
