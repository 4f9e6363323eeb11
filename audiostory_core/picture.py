"""Mel spectrograms of a sound: as numbers, and as an image with axes and a mark for each clip.

Drawn with Pillow, which ComfyUI installs.
"""
from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .story import StoryPlan

if TYPE_CHECKING:
    from PIL.Image import Image

MEL_BANDS = 128
LOWEST_HZ = 40.0
RANGE_DB = 80.0
WINDOW_SECONDS = 0.046
PICTURE_COLUMNS = 2000
TICKS_HZ = (100, 300, 1000, 3000, 10000)

# dark to bright, even steps in between
COLOURS = ((0, 0, 4), (40, 17, 89), (101, 26, 128), (159, 47, 127), (213, 72, 105), (245, 125, 77),
           (254, 186, 119), (252, 253, 191))
BACKGROUND, INK, MARK = (24, 24, 27), (225, 225, 230), (255, 255, 255)
LETTERS = 11  # height of the words, in pixels
LEFT, RIGHT, BELOW, LINE = 62, 14, 34, 15  # margins and line height in pixels, for words of that height
CAPTION_LINES = 3
LETTER_SHARE = 0.55  # a letter's width divided by its height


def mel_of(hertz: float | Sequence[float]) -> np.ndarray:
    """Frequencies on the mel scale (HTK's)."""
    return 2595 * np.log10(1 + np.asarray(hertz, dtype=np.float64) / 700)


def mel_decibels(waveform: np.ndarray, sample_rate: int) -> np.ndarray:
    """Log-mel energy for an image.

    Args:
        waveform: [C, T] or [T], the channels are averaged.
        sample_rate: samples a second.

    Returns:
        [MEL_BANDS, frames] in decibels relative to the loudest cell: from -RANGE_DB to 0.

    Raises:
        ValueError: no samples, or samples that are not finite.
    """
    from transformers.audio_utils import mel_filter_bank, spectrogram, window_function  # takes a second

    waveform = np.atleast_2d(waveform)
    if not waveform.size or not np.isfinite(waveform).all():
        raise ValueError(f"a sound of shape {waveform.shape} has no picture: it is empty or not finite")
    length = 2 ** round(np.log2(WINDOW_SECONDS * sample_rate))
    filters = mel_filter_bank(length // 2 + 1, MEL_BANDS, LOWEST_HZ, sample_rate / 2, sample_rate,
                              norm="slaney", mel_scale="htk")
    hop = max(length // 4, waveform.shape[1] // PICTURE_COLUMNS)
    energy = spectrogram(_frames(waveform, length, hop).ravel(), window_function(length, "hann"), length, length,
                         power=2.0, mel_filters=filters, mel_floor=1e-12, center=False)
    decibels = 10 * np.log10(energy)
    return np.maximum(decibels - decibels.max(), -RANGE_DB)


def _frames(waveform: np.ndarray, length: int, hop: int) -> np.ndarray:
    """Windows of a sound [C, T] around every hop-th sample, its channels averaged: [frames, length], float64.

    Beyond its ends the sound is mirrored. Only the windows are read, which are a small part of a long sound.
    """
    short = max(0, length - waveform.shape[1])
    waveform = np.pad(waveform, ((0, 0), (0, short))) if short else waveform
    last = waveform.shape[1] - 1
    places = np.abs(hop * np.arange(waveform.shape[1] // hop + 1)[:, None] + np.arange(length) - length // 2)
    return waveform[:, np.where(places > last, 2 * last - places, places)].astype(np.float64).mean(0)


def coloured(shares: np.ndarray) -> np.ndarray:
    """Numbers from 0 to 1, [H, W], as colours [H, W, 3] uint8."""
    places = np.linspace(0, 1, len(COLOURS))
    channels = [np.interp(np.clip(shares, 0, 1), places, levels) for levels in zip(*COLOURS, strict=True)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)


def mel_picture(waveform: np.ndarray, sample_rate: int, width: int, height: int) -> Image:
    """A sound's mel spectrogram without axes: its time axis fills the whole width. waveform: [C, T] or [T].

    Raises:
        ValueError: as `mel_decibels`.
    """
    from PIL import Image

    cells = Image.fromarray(coloured(1 + mel_decibels(waveform, sample_rate)[::-1] / RANGE_DB))
    return cells.resize((width, height), Image.Resampling.BILINEAR)


def story_picture(waveform: np.ndarray, sample_rate: int, plan: StoryPlan | None, width: int, height: int,
                  letters: int = LETTERS) -> Image:
    """A story's mel spectrogram with axes in seconds and hertz.

    Args:
        waveform: [C, T].
        plan: adds a dashed line and a caption where each clip begins.
        width, height: in pixels.
        letters: height of the words, in pixels.

    Raises:
        ValueError: there is no sound, or it is not finite.
    """
    from PIL import Image, ImageDraw, ImageFont

    left, right, below, line = (round(size * letters / LETTERS) for size in (LEFT, RIGHT, BELOW, LINE))
    top = line * (CAPTION_LINES + 1) if plan is not None else line
    inner = (max(width - left - right, 16), max(height - top - below, 16))
    picture = Image.new("RGB", (width, height), BACKGROUND)
    picture.paste(mel_picture(waveform, sample_rate, *inner), (left, top))
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(size=letters)
    seconds, bottom = waveform.shape[-1] / sample_rate, top + inner[1]
    lowest, highest = mel_of([LOWEST_HZ, sample_rate / 2])
    free = bottom  # above this, a label has room
    for hertz in TICKS_HZ:
        y = bottom - inner[1] * float((mel_of(hertz) - lowest) / (highest - lowest))
        if y > top:
            draw.line((left - 4, y, left, y), fill=INK)
        if y > top and y + letters / 2 <= free:
            draw.text((left - 7, y), f"{hertz} Hz", INK, font, anchor="rm")
            free = y - letters / 2
    for tick in time_ticks(seconds, inner[0] / (4 * letters)):
        x = left + inner[0] * tick / seconds
        draw.line((x, bottom, x, bottom + 4), fill=INK)
        draw.text((x, bottom + 7), f"{tick:g} s", INK, font, anchor="ma")
    if plan is not None:
        _mark_clips(draw, font, plan, seconds, (left, top, inner[0], bottom), line)
    return picture


def time_ticks(seconds: float, most: float = 12) -> list[float]:
    """Round times for the axis: about ten, at most `most`."""
    step = next((step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60) if seconds / step <= min(most, 12)), 120)
    return [step * index for index in range(int(seconds / step) + 1)]


def _mark_clips(draw, font, plan: StoryPlan, seconds: float, place: tuple[int, int, int, int], line: int) -> None:
    left, top, width, bottom = place
    for number, (clip, start) in enumerate(zip(plan.clips, plan.start_seconds, strict=True), 1):
        x = left + width * start / seconds
        for y in range(top, bottom, 8):
            draw.line((x, y, x, min(y + 4, bottom)), fill=MARK)
        letters = max(4, int(width * clip.seconds / seconds / (LETTER_SHARE * font.size)))
        lines = textwrap.wrap(f"{number}. {clip.caption}", letters, max_lines=CAPTION_LINES, placeholder="...")
        draw.multiline_text((x + 2, top - 3), "\n".join(lines), INK, font, anchor="ld", spacing=line - font.size - 2)
