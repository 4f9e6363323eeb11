"""Pictures of stories: mel spectrograms with axes and cue marks, and what a latent looks like on its way.

Drawn with Pillow, which ComfyUI brings.
"""
from __future__ import annotations

import textwrap

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from ..audiostory_core.story import StoryPlan
from .kept import content_key, keep_file

# dark to bright, even steps in between
COLOURS = np.array([(0, 0, 4), (40, 17, 89), (101, 26, 128), (159, 47, 127), (213, 72, 105), (245, 125, 77),
                    (254, 186, 119), (252, 253, 191)], dtype=np.float64)
BACKGROUND, INK, MARK = (24, 24, 27), (225, 225, 230), (255, 255, 255)
LEFT, RIGHT, BELOW, LINE = 62, 14, 34, 15  # pixels around the picture, and of a line of text
CAPTION_LINES = 3


def coloured(shares: np.ndarray) -> np.ndarray:
    """Numbers from 0 to 1, [H, W], as colours [H, W, 3] uint8."""
    places = np.linspace(0, 1, len(COLOURS))
    channels = [np.interp(np.clip(shares, 0, 1), places, COLOURS[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)


def spectrogram_picture(waveform: torch.Tensor, sample_rate: int, plan: StoryPlan | None, width: int,
                        height: int) -> Image.Image:
    """A story's mel spectrogram with seconds and hertz at its sides.

    Args:
        waveform: [C, T].
        plan: adds a dashed line and a caption where each clip begins.

    Raises:
        ValueError: there is no sound, or it is not finite.
    """
    from ..audiostory_core.picture import LOWEST_HZ, RANGE_DB, TICKS_HZ, mel_decibels, mel_of  # brings transformers

    top = LINE * (CAPTION_LINES + 1) if plan is not None else LINE
    inner = (max(width - LEFT - RIGHT, 16), max(height - top - BELOW, 16))
    decibels = mel_decibels(waveform.detach().cpu().float().numpy(), sample_rate)
    cells = Image.fromarray(coloured(1 + decibels[::-1] / RANGE_DB))
    picture = Image.new("RGB", (width, height), BACKGROUND)
    picture.paste(cells.resize(inner, Image.Resampling.BILINEAR), (LEFT, top))
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(size=11)
    seconds, bottom = waveform.shape[-1] / sample_rate, top + inner[1]
    lowest, highest = mel_of([LOWEST_HZ, sample_rate / 2])
    for hertz in TICKS_HZ:
        y = bottom - inner[1] * float((mel_of(hertz) - lowest) / (highest - lowest))
        if y > top:
            draw.line((LEFT - 4, y, LEFT, y), fill=INK)
            draw.text((LEFT - 7, y), f"{hertz} Hz", INK, font, anchor="rm")
    for tick in time_ticks(seconds):
        x = LEFT + inner[0] * tick / seconds
        draw.line((x, bottom, x, bottom + 4), fill=INK)
        draw.text((x, bottom + 7), f"{tick:g} s", INK, font, anchor="ma")
    if plan is not None:
        _mark_clips(draw, font, plan, seconds, (LEFT, top, inner[0], bottom))
    return picture


def time_ticks(seconds: float) -> list[float]:
    """Round times, about ten of them."""
    step = next((step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60) if seconds / step <= 12), 120)
    return [step * index for index in range(int(seconds / step) + 1)]


def _mark_clips(draw, font, plan: StoryPlan, seconds: float, place: tuple[int, int, int, int]) -> None:
    left, top, width, bottom = place
    for number, (clip, start) in enumerate(zip(plan.clips, plan.start_seconds, strict=True), 1):
        x = left + width * start / seconds
        for y in range(top, bottom, 8):
            draw.line((x, y, x, min(y + 4, bottom)), fill=MARK)
        letters = max(4, int(width * clip.seconds / seconds / 6))
        lines = textwrap.wrap(f"{number}. {clip.caption}", letters, max_lines=CAPTION_LINES, placeholder="...")
        draw.multiline_text((x + 2, top - 3), "\n".join(lines), INK, font, anchor="ld", spacing=2)


def keep_picture(picture: Image.Image) -> dict[str, str]:
    """Keep a picture in ComfyUI's temp folder; its entry for /view."""
    key = content_key(torch.from_numpy(np.asarray(picture).copy()))
    return keep_file(f"{key}.png", lambda file: picture.save(file, "PNG"))


def latent_picture(rows: torch.Tensor, frames: list[int], width: int = 512, height: int = 128) -> Image.Image:
    """What is being made: the clips' rows [N, H, F], each cut to its frames, side by side on one scale."""
    cut = [row[:, :count] for row, count in zip(rows.float().cpu().numpy(), frames, strict=True)]
    joined = np.concatenate(cut, axis=1)[::-1]
    low, high = np.quantile(joined, (0.02, 0.995))
    shares = (joined - low) / max(high - low, 1e-6)
    return Image.fromarray(coloured(shares)).resize((width, height), Image.Resampling.BILINEAR)
