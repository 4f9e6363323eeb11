"""Clips into one story: where each begins, how loud it is, how they fade into each other, lanes mixed, exact length."""
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

# what a clip may lack of its planned length, but never more than half of it: latent models make whole frames
MOST_MISSING_SECONDS = 0.25
FADE_OUT_SECONDS = 0.02  # of a clip that ends before its time where no cross-fade covers that
EDGE_SECONDS = 0.005  # a clip's fade where the lane is silent before or behind it, so that nothing clicks


@dataclass(frozen=True)
class FittedClips:
    """Clips at their places.

    clips: N tensors [C, T]. starts: N, the first sample of each. fades: clip -> (the clip behind it in its lane that it
    is joined to, samples of their cross-fade). notes: a line for every clip that did not come as planned.
    """

    clips: list[torch.Tensor]
    starts: list[int]
    fades: dict[int, tuple[int, int]]
    notes: list[str]


@dataclass(frozen=True)
class StitchedStory:
    """A story and what it is mixed of.

    audio: [C, round(plan.total_seconds * sample_rate)], float32. lanes: their names, in the plan's order.
    stem: lane -> the same shape, what the lane alone gives; all stems add up to audio. A stem is made when it is asked
    for.
    """

    audio: torch.Tensor
    lanes: tuple[str, ...]
    stem: Callable[[str], torch.Tensor]

    @classmethod
    def of(cls, audio: torch.Tensor) -> StitchedStory:
        """A story of one lane without a name."""
        return cls(audio, ("",), lambda _: audio)


def sample_starts(plan: StoryPlan, sample_rate: int) -> list[int]:
    """The first sample of each clip, never more than one sample from its start, however many clips come before.

    AudioStory rounds each clip and each cross-fade down to whole samples. A clip that only follows another begins where
    that rule has it, until it is more than a sample off; then it begins at its start.

    Raises:
        ValueError: sample_rate is no whole number of at least 1.
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
    """Clips of about the planned lengths, as models make them, so that each still begins when the plan says.

    What is too long is cut off. What is missing comes out of the cross-fade into the next clip. Where that is
    shorter than what is missing, or no clip follows, the clip fades out within FADE_OUT_SECONDS and the rest of its
    time is silent. A clip that is aligned loses what is before its onset. Clips of exactly the planned lengths come
    back as they are.

    Args:
        clips: N tensors [C, T], the plan's.

    Raises:
        ValueError: a clip lacks more than MOST_MISSING_SECONDS or than half of its length, or what `crossfade`
            refuses of clips.
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
        if lengths[index] == wanted[index]:  # all of it came: only rounding can leave it a sample short
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
    """The plan's clips as one story, each with the plan's gain, and its lanes as stems.

    Args:
        clips: N tensors [C, T], each about as long as the plan's generated_seconds, see `fit_clips`.
        curve: see `crossfade`.
        peak_limit: see `limit_peak`, of the story with its gains; None turns nothing down. A stem is turned down by
            what the story is turned down by.
        on_note: called with a line for every clip that was cut or is short, and where gains or lanes take the story
            over full level and no peak_limit brings it back.

    Raises:
        ValueError: another number of clips than the plan has, or what `fit_clips`, `crossfade` and `limit_peak`
            refuse.
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
    """Clips from anywhere as one story, without a plan: the same cross-fade at every join, nothing cut off.

    Returns:
        [C, sum of samples - (N - 1) * samples of the cross-fade], float32.

    Raises:
        ValueError: crossfade_seconds negative or not finite, or what `crossfade` and `limit_peak` refuse.
    """
    fade = trim_samples(check_seconds(crossfade_seconds, "the cross-fade", 0.0), sample_rate)
    return limit_peak(crossfade(clips, [fade] * (len(clips) - 1), curve), peak_limit)


def _wanted(plan: StoryPlan, sample_rate: int) -> list[int]:
    """Samples that the story takes of each clip, its cross-fade into the next included."""
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
    """The clips of a lane, in groups that are joined."""
    chain: list[int] = []
    for index in members:
        chain.append(index)
        if index not in fades:
            yield chain
            chain = []


def _edged(part: torch.Tensor, place: int, length: int, fade_in: int, fade_out: int) -> torch.Tensor:
    """A part, that begins at place, of a sound of length samples that fades in and out at its ends."""
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
    """What is to be said where gains or lanes take the story over full level."""
    is_raised = any(clip.gain_db > 0 for clip in plan.clips)
    if peak_limit is not None or not is_raised and len(plan.lanes) < 2:
        return []
    peak = max(story.max().item(), -story.min().item())
    reason = "with its gains" if is_raised else "with its lanes together"
    return [] if peak <= 1 else [f"{reason} the story reaches {peak:.3g} times full level, which files of whole "
                                 "numbers cut off: give it a peak limit, or the clips less gain"]


def _held(audio: torch.Tensor, samples: int) -> torch.Tensor:
    """A sound that lacks a sample or two holds its last one."""
    missing = samples - audio.shape[1]
    return torch.cat([audio, audio[:, -1:].expand(-1, missing)], dim=1) if 0 < missing <= 2 else audio


def _aligned(audio: torch.Tensor, align: str | None, number: int, sample_rate: int, notes: list[str]) -> torch.Tensor:
    """The clip from its onset on, where the plan puts that on its start."""
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
    """What became of a clip that has other samples than wanted, or whose cross-fade is not the planned one."""
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
    """[C, T] -> [C, samples], longer than T: the end fades out, the rest is silent."""
    fade = min(trim_samples(FADE_OUT_SECONDS, sample_rate), audio.shape[1])
    longer = torch.zeros(audio.shape[0], samples, device=audio.device)
    longer[:, :audio.shape[1]] = audio
    longer[:, audio.shape[1] - fade:audio.shape[1]] *= torch.linspace(1.0, 0.0, fade, device=audio.device)
    return longer
