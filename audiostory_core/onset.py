"""Finds the onset of a sound: the moment that a foley artist aligns with the picture."""
from __future__ import annotations

import torch

FRAME_SECONDS = 0.001
WINDOW_FRAMES = 3
BELOW_PEAK_DB = 20.0  # an attack has begun once the level is this near to the sound's loudest moment
LEAST_RANGE_DB = 6.0  # from the silence or hiss before it to the loudest moment; less is a steady sound
LEAD_SECONDS = 0.002  # left before the onset when a sound is cut so that its onset is at the clip's start


def first_onset(audio: torch.Tensor, sample_rate: int) -> int | None:
    """The sample at which a sound sets in, to a few thousandths of a second.

    The level is measured every FRAME_SECONDS. The onset is the first frame whose level is within BELOW_PEAK_DB of the
    loudest moment, and nearer to it than to the quietest tenth of the frames before it. So hiss before a knock is not
    an onset.

    Args:
        audio: [C, T], float.

    Returns:
        Samples from the beginning; None if there is no onset: silence, or a sound that is steady throughout.
    """
    hop = max(1, round(FRAME_SECONDS * sample_rate))
    power = audio.float().square().mean(dim=0)
    frames = power.shape[0] // hop
    if frames <= WINDOW_FRAMES:
        return None
    power = power[:frames * hop].view(frames, hop).mean(dim=1)
    power = power.unfold(0, WINDOW_FRAMES, 1).mean(dim=1)  # of a frame and the next two
    if not power.max() > 0:
        return None
    level = 10 * power.clamp_min(power.max() * 1e-12).log10()
    peak_at = int(level.argmax())
    if peak_at == 0:
        return None
    floor = level[:peak_at].sort().values[(peak_at - 1) // 10]
    if level[peak_at] - floor < LEAST_RANGE_DB:
        return None
    threshold = torch.maximum(level[peak_at] - BELOW_PEAK_DB, (level[peak_at] + floor) / 2)
    first = int((level >= threshold).nonzero()[0])
    # each level covers the next frames as well: the loud frame is the last one in the window
    return (first + WINDOW_FRAMES - 1) * hop if first else None


def aligned_begin(onset: int, sample_rate: int) -> int:
    """Where a sound is cut so that its onset is at the start: LEAD_SECONDS before the onset, in samples."""
    return onset - min(int(LEAD_SECONDS * sample_rate), onset)
