"""A picture of a story: its mel spectrogram over time, with the planned events marked.

    python -m audiostory_core.evaluation.spectrogram story.flac story.png --cues story.txt
"""
from __future__ import annotations

import argparse
import textwrap
from pathlib import Path

import numpy as np
from transformers.audio_utils import mel_filter_bank, spectrogram, window_function

from ..story import StoryPlan

MEL_BANDS = 128
LOWEST_HZ = 40.0
RANGE_DB = 80.0
WINDOW_SECONDS = 0.046
PICTURE_COLUMNS = 2000
TICKS_HZ = (100, 300, 1000, 3000, 10000)


def mel_decibels(waveform: np.ndarray, sample_rate: int) -> np.ndarray:
    """Log-mel energy for a picture.

    Args:
        waveform: [C, T] or [T], the channels are averaged.
        sample_rate: samples a second.

    Returns:
        [MEL_BANDS, frames] in decibels below the loudest cell, not under -RANGE_DB.

    Raises:
        ValueError: no samples, or samples that are not finite.
    """
    mono = np.atleast_2d(np.asarray(waveform, dtype=np.float64)).mean(0)
    if not mono.size or not np.isfinite(mono).all():
        raise ValueError(f"a sound of shape {np.shape(waveform)} has no picture: it is empty or not finite")
    length = 2 ** round(np.log2(WINDOW_SECONDS * sample_rate))
    filters = mel_filter_bank(length // 2 + 1, MEL_BANDS, LOWEST_HZ, sample_rate / 2, sample_rate,
                              norm="slaney", mel_scale="htk")
    hop = max(length // 4, mono.size // PICTURE_COLUMNS)
    mono = np.pad(mono, (0, max(0, length - mono.size)))
    energy = spectrogram(mono, window_function(length, "hann"), length, hop, power=2.0, mel_filters=filters,
                         mel_floor=1e-12)
    decibels = 10 * np.log10(energy)
    return np.maximum(decibels - decibels.max(), -RANGE_DB)


def draw_story(waveform: np.ndarray, sample_rate: int, plan: StoryPlan | None = None):
    """A matplotlib figure of a story [C, T]; a plan adds a line and a caption where each clip begins."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    seconds = np.shape(waveform)[-1] / sample_rate
    mels = 2595 * np.log10(1 + np.array([LOWEST_HZ, sample_rate / 2, *TICKS_HZ]) / 700)
    figure = Figure(figsize=(12, 3.6), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.imshow(mel_decibels(waveform, sample_rate), origin="lower", aspect="auto", cmap="magma",
                extent=(0, seconds, mels[0], mels[1]))
    ticks = [(mel, hertz) for mel, hertz in zip(mels[2:], TICKS_HZ, strict=True) if mel < mels[1]]
    axes.set_yticks([mel for mel, _ in ticks], [f"{hertz:g}" for _, hertz in ticks])
    axes.set_xlabel("seconds")
    axes.set_ylabel("Hz")
    for number, (clip, start) in enumerate(zip(plan.clips, plan.start_seconds, strict=True) if plan else (), 1):
        axes.axvline(start, color="white", linewidth=1.2, linestyle="--")
        axes.annotate(f"{number}. {_wrapped(clip.caption, clip.seconds / seconds)}", (start, 1.02),
                      xycoords=("data", "axes fraction"), fontsize=8, verticalalignment="bottom")
    return figure


def _wrapped(caption: str, share: float) -> str:
    """A caption in lines that fit above its clip, `share` of the picture wide."""
    return "\n".join(textwrap.wrap(caption, max(12, int(170 * share)), max_lines=4))


def main() -> None:
    import soundfile

    parser = argparse.ArgumentParser(description="Draw the mel spectrogram of a story.")
    parser.add_argument("sound", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--cues", type=Path, help="the story's cue sheet, to mark its clips")
    asked = parser.parse_args()
    plan = StoryPlan.from_cue_sheet(asked.cues.read_text(encoding="utf-8")) if asked.cues else None
    waveform, sample_rate = soundfile.read(asked.sound, always_2d=True)
    draw_story(waveform.T, sample_rate, plan).savefig(asked.picture)


if __name__ == "__main__":
    main()
