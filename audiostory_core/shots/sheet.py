"""Draws contact sheets of a film's shots: their key pictures in rows, with number and time. Uses Pillow."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..picture import BACKGROUND, INK
from .detect import Shot

COLUMNS, ROWS = 4, 6  # of a sheet
THUMBNAIL = 240  # pixels of a picture's longer side
WORDS, GAP, LETTERS = 20, 8, 13  # pixels: space for words below a picture, gap between pictures, letters' height


def clock(seconds: float) -> str:
    """A time as 12.34 s, 3:07.50 or 1:02:07.50."""
    hundredths = round(seconds * 100)
    minutes, rest = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest / 100:05.2f}"
    return f"{minutes}:{rest / 100:05.2f}" if minutes else f"{rest / 100:.2f} s"


def contact_sheets(shots: Sequence[Shot], pictures: Sequence[np.ndarray]) -> list:
    """Sheets of the shots' key pictures, as Pillow images.

    Args:
        shots: all shots of a film.
        pictures: one for each shot, [H, W, 3] uint8, all of one size.
    """
    size = COLUMNS * ROWS
    return [_sheet(shots[first:first + size], pictures[first:first + size], first)
            for first in range(0, len(shots), size)]


def _sheet(shots: Sequence[Shot], pictures: Sequence[np.ndarray], first: int):
    from PIL import Image, ImageDraw, ImageFont

    height, width = pictures[0].shape[:2]
    share = THUMBNAIL / max(width, height)
    width, height = max(1, round(width * share)), max(1, round(height * share))
    columns = min(COLUMNS, len(shots))
    cell = (max(width, THUMBNAIL // 2) + GAP, height + WORDS + GAP)
    sheet = Image.new("RGB", (columns * cell[0] + GAP, -(-len(shots) // columns) * cell[1] + GAP), BACKGROUND)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=LETTERS)
    for place, (shot, picture) in enumerate(zip(shots, pictures, strict=True)):
        left, top = GAP + place % columns * cell[0], GAP + place // columns * cell[1]
        sheet.paste(Image.fromarray(picture).resize((width, height), Image.Resampling.BOX), (left, top))
        words = f"{first + place + 1}   {clock(shot.start_seconds)}"
        draw.text((left, top + height + 3), words, INK, font)
    return sheet
