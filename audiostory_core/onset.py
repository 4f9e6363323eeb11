"""When a sound sets in: the place in a clip that a foley artist puts on the picture."""
from __future__ import annotations

import torch

FRAME_SECONDS = 0.001
WINDOW_FRAMES = 3
BELOW_PEAK_DB = 20.0  # an attack has begun when it is this near to the sound's loudest moment
LEAST_RANGE_DB = 6.0  # between silence or hiss before and the loudest moment; less is a steady sound
LEAD_SECONDS = 0.002  # what is left before the onset of a sound that is put on its start by it


def first_onset(audio: torch.Tensor, sample_rate: int) -> int | None:
    """The sample at which a sound sets in, to a few thousandths of a second.

    The level is taken every FRAME_SECONDS. A sound has set in where it first comes within BELOW_PEAK_DB of its loudest
    moment, and is nearer to that than to the quietest tenth of what is before that moment: hiss in front of a knock is
    none.

    Args:
        audio: [C, T], float.

    Returns:
        Samples from the beginning; None where nothing sets in: silence, or a sound that is there all the time.
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
    # the window looks ahead: the loud frame is its last one
    return (first + WINDOW_FRAMES - 1) * hop if first else None


def aligned_begin(onset: int, sample_rate: int) -> int:
    """How many samples of a sound are cut off where its onset is put on its start: all but LEAD_SECONDS before it."""
    return onset - min(int(LEAD_SECONDS * sample_rate), onset)
