"""Clips into one story: where they are cut, how they fade into each other, exact length, at most one gain."""
from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch

from .story import MOST_CLIPS, StoryPlan, check_seconds

# a clip that came through another program may be resampled, and so a few samples longer or shorter
LENGTH_TOLERANCE_SAMPLES = 2


def _linear(samples: int, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.linspace(1.0, 0.0, samples, device=device), torch.linspace(0.0, 1.0, samples, device=device)


def _equal_power(samples: int, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    angle = torch.linspace(0.0, math.pi / 2, samples, device=device)
    return angle.cos(), angle.sin()


# name -> (samples, device) -> gain of the clip that goes, gain of the clip that comes
CURVES: dict[str, Callable[[int, torch.device], tuple[torch.Tensor, torch.Tensor]]] = {
    "linear": _linear, "equal_power": _equal_power}


def trim_samples(seconds: float, sample_rate: int) -> int:
    """Samples of a clip or a fade: whole samples that fit into the seconds.

    Raises:
        ValueError: sample_rate is no whole number of at least 1.
    """
    return int(seconds * _check_rate(sample_rate))


def fade_samples_for(plan: StoryPlan, sample_rate: int) -> list[int]:
    """Samples of each of the plan's N - 1 cross-fades.

    Raises:
        ValueError: sample_rate is no whole number of at least 1.
    """
    return [trim_samples(fade, sample_rate) for fade in plan.fades]


def one_sample_rate(sample_rates: Sequence[int]) -> int:
    """The rate that all clips share.

    Raises:
        ValueError: no clip, or clips of different rates; the message names the first that differs.
    """
    if not sample_rates:
        raise ValueError("there are 0 clips to stitch; at least 1 is needed")
    for number, rate in enumerate(sample_rates, 1):
        if _check_rate(rate) != sample_rates[0]:
            raise ValueError(f"clip {number} has {rate} samples a second, clip 1 has {sample_rates[0]}; "
                             "resample them to one rate first")
    return int(sample_rates[0])


def in_one_format(sounds: Sequence[torch.Tensor], sample_rates: Sequence[int],
                  resample: Callable[[torch.Tensor, int, int], torch.Tensor]) -> tuple[list[torch.Tensor], int]:
    """Sounds from anywhere, so that they can be joined: the highest sample rate and the most channels of all.

    Args:
        sounds: N tensors [C, T].
        sample_rates: N.
        resample: (sound, from rate, to rate) -> sound; only called for a sound of another rate.

    Returns:
        N tensors [C, T] and their rate.

    Raises:
        ValueError: no sound, one that is not [C, T], or of several channels that are fewer than another's.
    """
    if not sounds:
        raise ValueError("there are 0 sounds; connect at least 1")
    for number, sound in enumerate(sounds, 1):
        if sound.ndim != 2 or 0 in sound.shape:
            raise ValueError(f"sound {number} is {list(sound.shape)}; [channels, samples] is needed")
    rate, channels = max(map(_check_rate, sample_rates)), max(sound.shape[0] for sound in sounds)
    alike = []
    for number, (sound, own) in enumerate(zip(sounds, sample_rates, strict=True), 1):
        if sound.shape[0] not in (1, channels):
            raise ValueError(f"sound {number} has {sound.shape[0]} channels, another has {channels}; only a sound of "
                             "one channel can be spread over more")
        alike.append((sound if own == rate else resample(sound, own, rate)).expand(channels, -1))
    return alike, rate


def crossfade(clips: Sequence[torch.Tensor], fade_samples: Sequence[int],
              curve: str = "linear") -> torch.Tensor:
    """Join clips, the end of each under the beginning of the next.

    Args:
        clips: N tensors [C, T], T may differ.
        fade_samples: N - 1 overlaps; 0 is a plain cut.
        curve: "linear" (gains add up to 1) or "equal_power" (their squares do).

    Returns:
        [C, sum of T - sum of fade_samples], float32.

    Raises:
        ValueError: no clip or more than MOST_CLIPS, clips that are not [C, T] with the same C, values that
            are not finite, another number of fades than joins, a fade longer than one of its clips, an
            unknown curve.

    Source: AudioStory's joining of clips (linear).
    """
    if curve not in CURVES:
        raise ValueError(f"the cross-fade curve is {curve!r}; it must be one of {sorted(CURVES)}")
    _check_clips(clips)
    lengths = [clip.shape[1] for clip in clips]
    _check_fades(fade_samples, lengths)
    device = clips[0].device
    story = torch.zeros(clips[0].shape[0], sum(lengths) - sum(fade_samples), device=device)
    end = 0
    for clip, fade in zip(clips, [0, *fade_samples], strict=True):
        clip = clip.to(device, torch.float32)
        going, coming = CURVES[curve](fade, device)
        story[:, end - fade:end] = story[:, end - fade:end] * going + clip[:, :fade] * coming
        story[:, end:end + clip.shape[1] - fade] = clip[:, fade:]
        end += clip.shape[1] - fade
    return story


def limit_peak(audio: torch.Tensor, peak_limit: float | None) -> torch.Tensor:
    """Audio with one gain for all of it, so that no sample passes peak_limit; unchanged where none does.

    Raises:
        ValueError: peak_limit is not above 0 and at most 1.
    """
    if peak_limit is None:
        return audio
    if isinstance(peak_limit, bool) or not isinstance(peak_limit, (int, float)) or not 0 < peak_limit <= 1:
        raise ValueError(f"the peak limit is {peak_limit!r}; it must be above 0 and at most 1, or none")
    peak = audio.abs().max().item()
    return audio * (peak_limit / peak) if peak > peak_limit else audio


def stitch_story(clips: Sequence[torch.Tensor], plan: StoryPlan, sample_rate: int, curve: str = "linear",
                 peak_limit: float | None = None) -> torch.Tensor:
    """The plan's clips as one story.

    Args:
        clips: N tensors [C, T], each as long as the plan's generated_seconds.
        curve: see `crossfade`.
        peak_limit: see `limit_peak`; None changes no level.

    Returns:
        [C, round(plan.total_seconds * sample_rate)], float32.

    Raises:
        ValueError: another number of clips than the plan has, a clip of another length than planned (by more
            than LENGTH_TOLERANCE_SAMPLES), or what `crossfade` and `limit_peak` refuse.
    """
    if len(clips) != len(plan.clips):
        raise ValueError(f"there are {len(clips)} clips for a plan of {len(plan.clips)}")
    _check_clips(clips)
    for number, (audio, clip) in enumerate(zip(clips, plan.clips, strict=True), 1):
        wanted = trim_samples(clip.generated_seconds, sample_rate)
        if abs(audio.shape[1] - wanted) > LENGTH_TOLERANCE_SAMPLES:
            raise ValueError(f"clip {number} has {audio.shape[1]} samples; the plan gives it {wanted} "
                             f"({clip.generated_seconds:.6g} s with its cross-fade, at {sample_rate} Hz)")
    fades = [min(fade, before.shape[1], after.shape[1]) for fade, (before, after)
             in zip(fade_samples_for(plan, sample_rate), pairwise(clips), strict=True)]
    audio = crossfade(clips, fades, curve)
    return limit_peak(_set_length(audio, round(plan.total_seconds * sample_rate)), peak_limit)


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


def _set_length(audio: torch.Tensor, samples: int) -> torch.Tensor:
    # every clip and fade is rounded down to whole samples, so the story may miss its length by a few of them
    missing = samples - audio.shape[1]
    if missing <= 0:
        return audio[:, :samples]
    return torch.cat([audio, audio[:, -1:].expand(-1, missing)], dim=1)


def _check_rate(sample_rate: int) -> int:
    if isinstance(sample_rate, bool) or not isinstance(sample_rate, int) or sample_rate < 1:
        raise ValueError(f"the sample rate is {sample_rate!r}; a whole number of at least 1 is needed")
    return sample_rate


def _check_clips(clips: Sequence[torch.Tensor]) -> None:
    if not 1 <= len(clips) <= MOST_CLIPS:
        raise ValueError(f"there are {len(clips)} clips to stitch; 1 to {MOST_CLIPS} are possible")
    for number, clip in enumerate(clips, 1):
        if clip.ndim != 2 or 0 in clip.shape or not clip.is_floating_point():
            raise ValueError(f"clip {number} is {list(clip.shape)} {clip.dtype}; [channels, samples] of real "
                             "numbers is needed")
        if clip.shape[0] != clips[0].shape[0]:
            raise ValueError(f"clip {number} has {clip.shape[0]} channels, clip 1 has {clips[0].shape[0]}; "
                             "they must be alike")
        if not torch.isfinite(clip).all():
            raise ValueError(f"clip {number} has samples that are not finite")


def _check_fades(fade_samples: Sequence[int], lengths: Sequence[int]) -> None:
    if len(fade_samples) != len(lengths) - 1:
        raise ValueError(f"there are {len(fade_samples)} cross-fades for {len(lengths)} clips; "
                         f"{len(lengths) - 1} are needed")
    for index, fade in enumerate(fade_samples):
        if isinstance(fade, bool) or not isinstance(fade, int) or fade < 0:
            raise ValueError(f"the cross-fade after clip {index + 1} is {fade!r} samples; a whole number of "
                             "at least 0 is needed")
        for number in (index + 1, index + 2):
            if fade > lengths[number - 1]:
                raise ValueError(f"the cross-fade from clip {index + 1} to clip {index + 2} is {fade} "
                                 f"samples, longer than clip {number} with its {lengths[number - 1]}")
