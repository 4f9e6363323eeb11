"""Draws a story's mel spectrogram, with the planned events marked.

    python -m audiostory_core.evaluation.spectrogram story.flac story.png --cues story.txt
"""
from __future__ import annotations

import argparse
from pathlib import Path

from ..picture import story_picture
from ..story import StoryPlan

PICTURE_SIZE = (1200, 360)


def main(arguments=None) -> None:
    """Draw the sound file that the command line names."""
    import soundfile

    parser = argparse.ArgumentParser(description="Draw the mel spectrogram of a story.")
    parser.add_argument("sound", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--cues", type=Path, help="the story's cue sheet, to mark its clips")
    asked = parser.parse_args(arguments)
    plan = StoryPlan.from_cue_sheet(asked.cues.read_text(encoding="utf-8")) if asked.cues else None
    waveform, sample_rate = soundfile.read(asked.sound, always_2d=True)
    story_picture(waveform.T, sample_rate, plan, *PICTURE_SIZE).save(asked.picture)


if __name__ == "__main__":
    main()
