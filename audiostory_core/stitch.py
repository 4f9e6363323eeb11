"""Joins a plan's clips into one story of exactly the planned length: starts, gains, cross-fades and lanes."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch

from .checks import check_seconds
from .crossfade import (
    check_clips,
    check_curve,
    check_rate,
    crossfade,
    joined_parts,
    limit_peak,
    peak_gain,
    trim_samples,
)
from .onset import aligned_begin, first_onset
from .story import StoryPlan

# a clip may be this much shorter than planned (but at least half as long), because latent models make whole frames
MOST_MISSING_SECONDS = 0.25
FADE_OUT_SECONDS = 0.02  # fade at the end of a clip that is too short, if no cross-fade covers the missing part
EDGE_SECONDS = 0.005  # a clip's fade if the lane is silent before or after it, so that nothing clicks


@dataclass(frozen=True)
class FittedClips:
    """Clips cut to length, and where they go.

    clips: N tensors [C, T]. starts: N, the first sample of each. fades: clip -> (the next clip in its lane, to which it
    is joined, samples of their cross-fade). notes: a line for every clip that is not as planned.
    """

    clips: list[torch.Tensor]
    starts: list[int]
    fades: dict[int, tuple[int, int]]
    notes: list[str]


@dataclass(frozen=True)
class StitchedStory:
    """A story, and the stem of each of its lanes.

    audio: [C, round(plan.total_seconds * sample_rate)], float32. lanes: their names, in the plan's order.
    stem: lane -> the sound of that lane alone, same shape as audio; all stems add up to audio. A stem is computed when
    it is asked for.
    """

    audio: torch.Tensor
    lanes: tuple[str, ...]
    stem: Callable[[str], torch.Tensor]

    @classmethod
    def of(cls, audio: torch.Tensor) -> StitchedStory:
        """A story of one lane without a name."""
        return cls(audio, ("",), lambda _: audio)


def sample_starts(plan: StoryPlan, sample_rate: int) -> list[int]:
    """The first sample of each clip, never more than one sample from its planned start.

    AudioStory rounds each clip and each cross-fade down to whole samples, so errors may add up over many clips. A clip
    without a start time begins where that rule puts it, unless that is more than a sample from its planned start; then
    it begins at the planned start.

    Raises:
        ValueError: sample_rate is not a whole number of at least 1.
    """
    check_rate(sample_rate)
    times = plan.start_seconds
    starts = [round(time * sample_rate) for time in times]
    wanted = _wanted(plan, sample_rate)
    for join in sorted(plan.joins, key=lambda join: times[join.following]):
        ruled = starts[join.clip] + wanted[join.clip] - trim_samples(join.seconds, sample_rate)
        if plan.clips[join.following].start_seconds is None and abs(ruled - times[join.following] * sample_rate) <= 1:
            starts[join.following] = ruled
    return starts


def fit_clips(clips: Sequence[torch.Tensor], plan: StoryPlan, sample_rate: int) -> FittedClips:
    """Fit clips of about the planned lengths to the plan, so that each begins when the plan says.

    A clip that is too long is cut. If a clip is too short, the cross-fade into the next clip becomes shorter. If that
    is not enough, or no clip follows, the clip fades out within FADE_OUT_SECONDS and the rest of its time is silent. A
    clip that is aligned loses the part before its onset. Clips of exactly the planned lengths are returned unchanged.

    Args:
        clips: N tensors [C, T], in the plan's order.

    Raises:
        ValueError: a clip is more than MOST_MISSING_SECONDS or more than half of its length too short, or `crossfade`
            would refuse the clips.
    """
    check_clips(clips)
    starts, wanted, notes = sample_starts(plan, sample_rate), _wanted(plan, sample_rate), []
    joins = {join.clip: join for join in plan.joins}
    for index, (audio, needed) in enumerate(zip(clips, wanted, strict=True)):
        _check_length(audio.shape[1], needed, index, joins.get(index), sample_rate)
    came = [audio.shape[1] - trim_samples(spare, sample_rate)
            for audio, spare in zip(clips, plan.onset_seconds, strict=True)]
    clips = [_aligned(audio, clip.align, number, sample_rate, notes)
             for number, (audio, clip) in enumerate(zip(clips, plan.clips, strict=True), 1)]
    lengths = [min(audio.shape[1], needed) for audio, needed in zip(clips, wanted, strict=True)]
    ends = [round((start + clip.seconds) * sample_rate)
            for start, clip in zip(plan.start_seconds, plan.clips, strict=True)]
    fitted = FittedClips([], starts, {}, notes)
    for index, audio in enumerate(clips):
        join = joins.get(index)
        following = None if join is None else join.following
        planned = 0 if join is None else trim_samples(join.seconds, sample_rate)
        alone = (ends[index] if join is None else starts[following]) - starts[index]
        if lengths[index] == wanted[index]:  # the clip is complete: only rounding can leave it a sample short
            audio = _held(audio, alone)
            lengths[index] = max(lengths[index], min(alone, audio.shape[1]))
        room = 0 if join is None else lengths[following]
        fade = min(lengths[index] - alone, room)
        notes.extend(_deviation(index, following, came[index], lengths, wanted, planned, fade, sample_rate,
                                is_last=join is None and ends[index] == max(ends)))
        audio = audio[:, :lengths[index]]
        if fade < 0:
            audio = _faded_out(audio, alone, sample_rate)
        fitted.clips.append(audio[:, :alone + max(fade, 0)])
        if join is not None:
            fitted.fades[index] = following, max(fade, 0)
    return fitted


def stitch_lanes(clips: Sequence[torch.Tensor], plan: StoryPlan, sample_rate: int, curve: str = "linear",
                 peak_limit: float | None = None, on_note: Callable[[str], None] | None = None) -> StitchedStory:
    """The plan's clips as one story, with the plan's gains, and its lanes as stems.

    Args:
        clips: N tensors [C, T], each about as long as the plan's generated_seconds, see `fit_clips`.
        curve: see `crossfade`.
        peak_limit: for the story with its gains, see `limit_peak`; None turns nothing down. Each stem is turned down by
            the same gain as the story.
        on_note: called with a line for every clip that was cut or is short, and if gains or lanes take the story over
            full level without a peak_limit.

    Raises:
        ValueError: the number of clips is not the plan's, or `fit_clips`, `crossfade` or `limit_peak` raises it.
    """
    if len(clips) != len(plan.clips):
        raise ValueError(f"there are {len(clips)} clips for a plan of {len(plan.clips)}")
    check_curve(curve)
    fitted = fit_clips(clips, plan, sample_rate)
    shape = clips[0].shape[0], round(plan.total_seconds * sample_rate)
    lanes, device = plan.lanes, clips[0].device
    story = torch.zeros(shape, device=device)
    for members in lanes.values():
        _add_lane(story, fitted, plan, members, sample_rate, curve)
    gain = peak_gain(story, peak_limit)
    if on_note is not None:
        for note in [*fitted.notes, *_loud(story, plan, peak_limit)]:
            on_note(note)
    if gain != 1:
        story *= gain

    def stem(lane: str) -> torch.Tensor:
        alone = torch.zeros(shape, device=device)
        _add_lane(alone, fitted, plan, lanes[lane], sample_rate, curve)
        return alone if gain == 1 else alone.mul_(gain)

    return StitchedStory(story, tuple(lanes), stem)


def stitch_story(clips: Sequence[torch.Tensor], plan: StoryPlan, sample_rate: int, curve: str = "linear",
                 peak_limit: float | None = None, on_note: Callable[[str], None] | None = None) -> torch.Tensor:
    """`stitch_lanes` without the stems: [C, round(plan.total_seconds * sample_rate)], float32."""
    return stitch_lanes(clips, plan, sample_rate, curve, peak_limit, on_note).audio


def stitch_clips(clips: Sequence[torch.Tensor], sample_rate: int, crossfade_seconds: float,
                 curve: str = "linear", peak_limit: float | None = None) -> torch.Tensor:
    """Join any clips into one story without a plan: the same cross-fade at every join, and nothing is cut off.

    Returns:
        [C, sum of samples - (N - 1) * samples of the cross-fade], float32.

    Raises:
        ValueError: crossfade_seconds is negative or not finite, or `crossfade` or `limit_peak` raises it.
    """
    fade = trim_samples(check_seconds(crossfade_seconds, "the cross-fade", 0.0), sample_rate)
    return limit_peak(crossfade(clips, [fade] * (len(clips) - 1), curve), peak_limit)


def _wanted(plan: StoryPlan, sample_rate: int) -> list[int]:
    """How many samples of each clip the story uses, its cross-fade into the next clip included."""
    return [trim_samples(clip.generated_seconds - spare if spare else clip.generated_seconds, sample_rate)
            for clip, spare in zip(plan.clips, plan.onset_seconds, strict=True)]


def _add_lane(story: torch.Tensor, fitted: FittedClips, plan: StoryPlan, lane: Sequence[int], sample_rate: int,
              curve: str) -> None:
    """Mix a lane's clips into the story, in place."""
    for members in _chains(lane, fitted.fades):
        gains = [plan.clips[index].gain_db for index in members]
        is_sharp = [plan.clips[index].align is not None for index in members]
        fades = [fitted.fades[index][1] for index in members[:-1]]
        first, last = members[0], members[-1]
        start, end = fitted.starts[first], fitted.starts[last] + fitted.clips[last].shape[1]
        edge = trim_samples(EDGE_SECONDS, sample_rate)
        fade_in = edge if start > 0 and not is_sharp[0] else 0
        fade_out = edge if end < story.shape[1] - 1 else 0
        place = start
        for part in joined_parts([fitted.clips[index] for index in members], fades, curve, gains, story.device,
                                 is_sharp):
            part = _edged(part, place - start, end - start, fade_in, fade_out)
            part = part[:, :story.shape[1] - place]
            story[:, place:place + part.shape[1]] += part
            place += part.shape[1]


def _chains(members: Sequence[int], fades: dict[int, tuple[int, int]]) -> Iterator[list[int]]:
    """The clips of a lane, in groups of clips that are joined by cross-fades."""
    chain: list[int] = []
    for index in members:
        chain.append(index)
        if index not in fades:
            yield chain
            chain = []


def _edged(part: torch.Tensor, place: int, length: int, fade_in: int, fade_out: int) -> torch.Tensor:
    """Apply a longer sound's fades to one part of it.

    place: where the part begins in the sound. length: of the sound. fade_in, fade_out: at the sound's ends, in samples.
    """
    fade_in, fade_out = min(fade_in, length // 2), min(fade_out, length // 2)
    first, last = max(0, fade_in - place), max(0, place + part.shape[1] - (length - fade_out))
    if not (first or last) or not part.shape[1]:
        return part
    part = part.clone()
    at = torch.arange(place, place + part.shape[1], device=part.device)
    if first:
        part[:, :first] *= at[:first] / fade_in
    if last:
        part[:, max(0, part.shape[1] - last):] *= (length - 1 - at[-last:]) / fade_out
    return part


def _loud(story: torch.Tensor, plan: StoryPlan, peak_limit: float | None) -> list[str]:
    """A note for the user if gains or lanes take the story over full level, else nothing."""
    is_raised = any(clip.gain_db > 0 for clip in plan.clips)
    if peak_limit is not None or not is_raised and len(plan.lanes) < 2:
        return []
    peak = max(story.max().item(), -story.min().item())
    reason = "with its gains" if is_raised else "with its lanes together"
    return [] if peak <= 1 else [f"{reason} the story reaches {peak:.3g} times full level, which files of whole "
                                 "numbers cut off: give it a peak limit, or the clips less gain"]


def _held(audio: torch.Tensor, samples: int) -> torch.Tensor:
    """Repeat the last sample of a sound that is one or two samples too short."""
    missing = samples - audio.shape[1]
    return torch.cat([audio, audio[:, -1:].expand(-1, missing)], dim=1) if 0 < missing <= 2 else audio


def _aligned(audio: torch.Tensor, align: str | None, number: int, sample_rate: int, notes: list[str]) -> torch.Tensor:
    """The clip cut so that its onset is at its start, if the plan asks for that."""
    if align is None:
        return audio
    onset = first_onset(audio, sample_rate)
    if onset is None:
        notes.append(f"clip {number} has no onset: it sounds from its begin on, and begins at its start")
        return audio
    begin = aligned_begin(onset, sample_rate)
    lead = onset - begin
    notes.append(f"clip {number} sets in {onset / sample_rate:.3f} s after its sound begins; that is now its start")
    audio = audio[:, begin:].clone()
    audio[:, :lead] *= torch.linspace(0.0, 1.0, lead, device=audio.device, dtype=audio.dtype)
    return audio


def _check_length(samples: int, needed: int, index: int, join, sample_rate: int) -> None:
    missing = needed - samples
    if missing > min(MOST_MISSING_SECONDS * sample_rate, needed / 2):
        fade = f", its cross-fade into clip {join.following + 1} included" if join is not None else ""
        raise ValueError(
            f"clip {index + 1} has {samples / sample_rate:.6g} s ({samples} samples); the plan needs "
            f"{needed / sample_rate:.6g} s ({needed} at {sample_rate} Hz){fade}. At most {MOST_MISSING_SECONDS} s and "
            "half of a clip may be missing: let its model make what Plan Clips asks for (its whole_seconds are "
            "rounded up), or make the clip shorter in the plan")


def _deviation(index: int, following: int | None, samples: int, lengths: list[int], wanted: list[int],
               planned_fade: int, fade: int, sample_rate: int, is_last: bool) -> list[str]:
    """Notes about a clip that has more or fewer samples than wanted, or whose cross-fade was shortened."""
    def seconds(count: int) -> str:
        rounded = round(count / sample_rate, 3)
        return f"{rounded:g} s" if rounded or not count else "less than 0.001 s"

    clip, behind, notes = f"clip {index + 1}", None if following is None else f"clip {following + 1}", []
    missing, over = max(0, wanted[index] - lengths[index]), samples - wanted[index]
    lacking = 0 if following is None else max(0, wanted[following] - lengths[following])
    if over > 0:
        notes.append(f"{clip} came {seconds(over)} longer than the plan's {seconds(wanted[index])}, and is cut")
    short = f"{clip} came {seconds(missing)} shorter than the plan's {seconds(wanted[index])}"
    if fade < 0 and missing:
        silent = f"before {behind}" if behind else "at the end of the story" if is_last else "at its end"
        notes.append(f"{short}: it fades out, and {seconds(-fade)} {silent} are silent")
    elif fade < planned_fade and (missing or lacking):
        reason = short if missing else f"{behind} came {seconds(lacking)} too short"
        notes.append(f"{reason}: the cross-fade into {behind} lasts {seconds(fade)} instead of "
                     f"{seconds(planned_fade)}")
    return notes


def _faded_out(audio: torch.Tensor, samples: int, sample_rate: int) -> torch.Tensor:
    """[C, T] -> [C, samples], with samples > T: the end of the sound fades out, the rest is silent."""
    fade = min(trim_samples(FADE_OUT_SECONDS, sample_rate), audio.shape[1])
    longer = torch.zeros(audio.shape[0], samples, device=audio.device)
    longer[:, :audio.shape[1]] = audio
    longer[:, audio.shape[1] - fade:audio.shape[1]] *= torch.linspace(1.0, 0.0, fade, device=audio.device)
    return longer
