"""A picture of a story: its mel spectrogram over time, with the planned events marked.

    python -m audiostory_core.evaluation.spectrogram story.flac story.png --cues story.txt
"""
from __future__ import annotations

import argparse
import textwrap
from pathlib import Path

import numpy as np

from ..picture import LOWEST_HZ, TICKS_HZ, mel_decibels, mel_of
from ..story import StoryPlan


def draw_story(waveform: np.ndarray, sample_rate: int, plan: StoryPlan | None = None):
    """A matplotlib figure of a story [C, T]; a plan adds a line and a caption where each clip begins."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    seconds = np.shape(waveform)[-1] / sample_rate
    mels = mel_of([LOWEST_HZ, sample_rate / 2, *TICKS_HZ])
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
