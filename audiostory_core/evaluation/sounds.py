"""Measures of finished sound: the events heard, their order, the times of changes, loudness, consistency."""
from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ..picture import mel_decibels
from ..story import StoryPlan
from .cases import Event
from .yamnet import Hearing, Yamnet, is_heard

SILENT_DECIBELS = -60.0  # of full scale; a sound with a lower peak counts as silent
FULL_SCALE = 1.0
LEAST_LOUDNESS_SECONDS = 3.0  # the window of the loudness range
HEARD_ORDER_EVENTS = 10  # the most, because every order is tried
HEARD_ORDER_WINDOWS = 2  # least length of an event, about a second
LEAST_PROBABILITY = 0.01  # lower scores of YAMNet count as this
BOUNDARY_REACH_SECONDS = 4.0  # largest distance from the plan at which a change is looked for
BOUNDARY_WINDOW_SECONDS = 3.0  # of sound compared on either side: longer than a cross-fade or a repeated event


def silence_level() -> float:
    """SILENT_DECIBELS as a share of full scale."""
    return 10 ** (SILENT_DECIBELS / 20)


def without_silence(vectors: np.ndarray, peaks: np.ndarray) -> np.ndarray:
    """The embeddings [W, D] of windows with sound. (Recordings often end in silence, which says nothing.)"""
    return vectors[peaks >= silence_level()]


def mean_embedding(vectors: np.ndarray) -> np.ndarray:
    """The mean of windows [W, D] as [D]; zeros without a window."""
    return vectors.mean(0) if len(vectors) else np.zeros(vectors.shape[1])


def measure_level(waveform) -> dict:
    """Peak in decibels of full scale (None for digital silence), whether that counts as silent, and the number of
    samples at or over full scale. waveform: [C, T] floats, not clipped."""
    magnitude = np.abs(np.asarray(waveform, dtype=np.float64))
    peak = float(magnitude.max())
    return {"peak_decibels": 20 * math.log10(peak) if peak else None, "silent": peak < silence_level(),
            "clipped_samples": int((magnitude >= FULL_SCALE).sum())}


def measure_clip(waveform, hearing: Hearing, judge: Yamnet, event: Event | None) -> dict:
    """Measures of one clip: its level, YAMNet's best classes, and whether one of them is a label of its event."""
    best = judge.best_of(hearing.scores.mean(0))
    return {**measure_level(waveform), "best": best, "heard": event is not None and is_heard(best, event.heard_as)}


def measure_loudness(waveform, sample_rate: int) -> dict:
    """Integrated loudness in LUFS and loudness range in LU (BS.1770-4, EBU Tech 3342). waveform: [C, T].

    Both are None for a sound that is too quiet, or shorter than LEAST_LOUDNESS_SECONDS.
    """
    import pyloudnorm

    frames = np.atleast_2d(np.asarray(waveform, dtype=np.float64)).T
    if len(frames) < LEAST_LOUDNESS_SECONDS * sample_rate or np.abs(frames).max() < silence_level():
        return {"loudness": None, "loudness_range": None}
    meter = pyloudnorm.Meter(sample_rate)
    values = {"loudness": meter.integrated_loudness(frames), "loudness_range": meter.loudness_range(frames)}
    return {name: float(value) if math.isfinite(value) else None for name, value in values.items()}


def has_order(events: Sequence[Event]) -> bool:
    """Whether events have an order to hear: there are 2 to HEARD_ORDER_EVENTS, and not all have the same labels."""
    return 2 <= len(events) <= HEARD_ORDER_EVENTS and len({frozenset(event.heard_as) for event in events}) > 1


def heard_in_order(scores, classes: Sequence[str], events: Sequence[Event]) -> bool | None:
    """Whether the asked order of events fits the sound of a story better than every other order.

    For each order the story is cut into one segment an event, where this fits best. The fit is the sum over windows of
    the logarithm of the event's best class. In the asked order each event must also exceed LEAST_PROBABILITY in its
    segment; other orders need not. Orders that differ only in events with the same labels count as one order.

    Args:
        scores: [W, 521] of the whole story, see yamnet.Hearing.
        classes: their names.

    Returns:
        None if the events have no order (see `has_order`), or the story is too short for them.
    """
    count = len(events)
    if not has_order(events) or len(scores) < count * HEARD_ORDER_WINDOWS:
        return None
    columns = [[index for index, name in enumerate(classes) if name in event.heard_as] for event in events]
    logs = np.log(np.maximum([np.asarray(scores)[:, column].max(1) for column in columns], LEAST_PROBABILITY))
    sums = np.concatenate([np.zeros((count, 1)), np.cumsum(logs, axis=1, dtype=np.float64)], axis=1)
    asked = _nothing_yet(sums)
    for event in range(count):
        asked = _then(asked, sums[event], logs[event] > math.log(LEAST_PROBABILITY))
    return bool(asked[-1] > _best_other_order(sums, [frozenset(event.heard_as) for event in events]) + 1e-9)


def _best_other_order(sums: np.ndarray, classes: Sequence[frozenset]) -> float:
    """The fit of the best order other than the asked one. Events with the same labels stay in their order."""
    count = len(sums)
    before = [sum(1 << other for other in range(event) if classes[other] == classes[event]) for event in range(count)]
    after = [sum(1 << other for other in range(event + 1, count) if classes[other] == classes[event])
             for event in range(count)]
    asked = {0: _nothing_yet(sums)}  # set of events: the best cut of the first w windows into them, for every w
    for event in range(count):
        asked[2 ** (event + 1) - 1] = _then(asked[2**event - 1], sums[event])
    other: dict[int, np.ndarray] = {}  # the same in any order but the asked one
    for chosen in range(1, 2**count):
        parts = []
        for event in range(count):
            if chosen >> event & 1 and chosen & before[event] == before[event] and not chosen & after[event]:
                rest = chosen & ~(1 << event)
                if rest in other:
                    parts.append(_then(other[rest], sums[event]))
                if rest in asked and rest + 1 != 1 << event:  # it leaves the asked order here
                    parts.append(_then(asked[rest], sums[event]))
        if parts:
            other[chosen] = np.max(parts, axis=0)
    return float(other[2**count - 1][-1])


def _nothing_yet(sums: np.ndarray) -> np.ndarray:
    start = np.full(sums.shape[1], -np.inf)
    start[0] = 0.0
    return start


def _then(before: np.ndarray, sums: np.ndarray, heard: np.ndarray | None = None) -> np.ndarray:
    """The best fits after one more event, for every end of its segment.

    A fit is -inf if the segment has no room, or if the event is not heard in it (heard: [W] bool; None skips this).
    """
    last = np.arange(len(before)) - HEARD_ORDER_WINDOWS  # the latest beginning for every end; negative if there is none
    if heard is not None:
        places = np.where(heard, np.arange(len(heard)), -1)
        last = np.minimum(last, np.concatenate([[-1], np.maximum.accumulate(places)]))
    from_here = np.maximum.accumulate(before - sums)
    return np.where(last < 0, -np.inf, sums + from_here[last])


def boundary_errors(waveform, sample_rate: int, plan: StoryPlan, places: Sequence[int | None]) -> list[float]:
    """The distance between planned and heard change, for each join of two clips of different events.

    The planned change is the middle of the cross-fade. The heard change is where the mean mel spectrum of the following
    seconds differs most from that of the seconds before (roots of magnitudes, which are close to perceived loudness).
    It is looked for within BOUNDARY_REACH_SECONDS of the plan and within the two clips. Joins without
    BOUNDARY_WINDOW_SECONDS of sound on both sides are left out.

    Args:
        waveform: [C, T], the finished story.
        places: see planning.alignment.

    Returns:
        Seconds, at least 0.
    """
    mel = 10 ** (mel_decibels(waveform, sample_rate) / 40)
    frame_seconds = np.shape(waveform)[-1] / sample_rate / mel.shape[1]
    width = max(1, round(BOUNDARY_WINDOW_SECONDS / frame_seconds))
    novelty = _novelty(mel, width)
    starts = [*plan.start_seconds, plan.total_seconds]
    errors = []
    for join, fade in enumerate(plan.fades, 1):
        one, other = places[join - 1 : join + 1]
        if one == other and (one is not None or plan.clips[join - 1].caption == plan.clips[join].caption):
            continue
        middle = starts[join] + fade / 2
        low = max(middle - BOUNDARY_REACH_SECONDS, starts[join - 1])
        high = min(middle + BOUNDARY_REACH_SECONDS, starts[join + 1])
        frames = np.arange(math.ceil(low / frame_seconds), math.floor(high / frame_seconds) + 1)
        frames = frames[(frames >= width) & (frames <= mel.shape[1] - width)]
        if width <= middle / frame_seconds <= mel.shape[1] - width:
            errors.append(float(abs(frames[novelty[frames].argmax()] * frame_seconds - middle)))
    return errors


def _novelty(mel: np.ndarray, width: int) -> np.ndarray:
    """The difference between the `width` frames after and before each frame: [frames + 1]."""
    sums = np.concatenate([np.zeros((len(mel), 1)), np.cumsum(mel, axis=1)], axis=1)
    novelty = np.zeros(sums.shape[1])
    before = sums[:, width:-width] - sums[:, : -2 * width]
    after = sums[:, 2 * width :] - sums[:, width:-width]
    novelty[width:-width] = np.linalg.norm(after - before, axis=0) / width
    return novelty


def cosine(one, other) -> float:
    """Cosine similarity of two vectors; 0 if one of them is zero."""
    one, other = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    size = np.linalg.norm(one) * np.linalg.norm(other)
    return float(one @ other / size) if size else 0.0


def consistency(stories: Sequence[Sequence[np.ndarray]], shuffles: int, seed: int = 0) -> tuple[float, float, int]:
    """The similarity of neighbouring clips, and that of the same clips in shuffled order.

    Args:
        stories: for each story its clips' embeddings [D], in order.
        shuffles: number of shuffles of all clips of all stories; the stories keep their lengths.

    Returns:
        Mean cosine similarity of neighbours, the same for the shuffled clips, and the number of pairs of neighbours.

    Raises:
        ValueError: no story has two clips, or shuffles is below 1.
    """
    if shuffles < 1:
        raise ValueError(f"shuffles is {shuffles}; at least 1 is needed")
    vectors = [np.asarray(clip, dtype=np.float64) for story in stories for clip in story]
    lengths = [len(story) for story in stories]
    ends = np.cumsum(lengths)
    firsts = np.array([place for place in range(len(vectors)) if place + 1 not in ends], dtype=int)
    if not len(firsts):
        raise ValueError("no story has two clips; there are no neighbours to compare")
    matrix = np.stack(vectors)
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    rng = np.random.default_rng(seed)
    orders = (rng.permutation(len(vectors)) for _ in range(shuffles))
    alike, *shuffled = ((matrix[order[firsts]] * matrix[order[firsts + 1]]).sum(1).mean()
                        for order in (np.arange(len(vectors)), *orders))
    return float(alike), float(np.mean(shuffled)), len(firsts)
