"""Clips into one story: where they are cut, how loud each is, how they fade into each other, exact length."""
from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from .errors import listed
from .marks import check_gain
from .resample import resampled
from .story import MOST_CLIPS, StoryPlan, check_seconds

# what a clip may lack of its planned length, but never more than half of it: latent models make whole frames
MOST_MISSING_SECONDS = 0.25
FADE_OUT_SECONDS = 0.02  # of a clip that ends before its time where no cross-fade covers that
MOST_RATE_RATIO = 100  # of two sounds in one format, or a short sound would become a huge one


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
                             "bring them to one rate first, as the node Sounds to Clips does")
    return int(sample_rates[0])


def in_one_format(sounds: Sequence[torch.Tensor], sample_rates: Sequence[int]) -> tuple[list[torch.Tensor], int]:
    """Sounds from anywhere, so that they can be joined: the highest sample rate and the most channels of all.

    Args:
        sounds: N tensors [C, T], float32.
        sample_rates: N.

    Returns:
        N tensors [C, T] and their rate.

    Raises:
        ValueError: no sound or more than MOST_CLIPS, one that is not [C, T], or of several channels that are fewer
            than another's, or rates that are more than MOST_RATE_RATIO times apart.
    """
    if not 1 <= len(sounds) <= MOST_CLIPS:
        raise ValueError(f"there are {len(sounds)} sounds; 1 to {MOST_CLIPS} can be joined")
    for number, sound in enumerate(sounds, 1):
        if sound.ndim != 2 or 0 in sound.shape:
            raise ValueError(f"sound {number} is {list(sound.shape)}; [channels, samples] is needed")
    rate, channels = max(map(_check_rate, sample_rates)), max(sound.shape[0] for sound in sounds)
    for number, (sound, own) in enumerate(zip(sounds, sample_rates, strict=True), 1):
        if sound.shape[0] not in (1, channels):
            raise ValueError(f"sound {number} has {sound.shape[0]} channels, another has {channels}; only a sound of "
                             "one channel can be spread over more")
        if own * MOST_RATE_RATIO < rate:
            raise ValueError(f"sound {number} has {own} samples a second, another has {rate}; rates may be at most "
                             f"{MOST_RATE_RATIO} times apart: one of them is wrong")
    return [_at_rate(sound, own, rate).expand(channels, -1) for sound, own
            in zip(sounds, sample_rates, strict=True)], rate


def _at_rate(sound: torch.Tensor, own: int, rate: int) -> torch.Tensor:
    if own == rate:
        return sound
    return torch.from_numpy(resampled(sound.cpu().numpy(), own, rate)).to(sound.device)


def gain_factor(gain_db: float) -> float:
    """What every sample is multiplied by: 20 dB are ten times the level.

    Raises:
        ValueError: decibels that a clip cannot have, see marks.check_gain.
    """
    return 10.0 ** (check_gain(gain_db) / 20)


def crossfade(clips: Sequence[torch.Tensor], fade_samples: Sequence[int], curve: str = "linear",
              gains_db: Sequence[float] | None = None) -> torch.Tensor:
    """Join clips, the end of each under the beginning of the next.

    Args:
        clips: N tensors [C, T], T may differ.
        fade_samples: N - 1 overlaps; 0 is a plain cut.
        curve: "linear" (gains add up to 1) or "equal_power" (their squares do).
        gains_db: N, how much louder each whole clip is made before it is joined; None changes none. As a gain is the
            same from a clip's first sample to its last, it goes over into the next one's with the cross-fade.

    Returns:
        [C, sum of T - sum of fade_samples], float32.

    Raises:
        ValueError: no clip or more than MOST_CLIPS, clips that are not [C, T] with the same C, values that
            are not finite, another number of fades than joins, a fade longer than one of its clips, an
            unknown curve, or a gain that cannot be.

    Source: AudioStory's joining of clips (linear).
    """
    if curve not in CURVES:
        raise ValueError(f"the cross-fade curve is {curve!r}; it must be one of {listed(sorted(CURVES))}")
    _check_clips(clips)
    lengths = [clip.shape[1] for clip in clips]
    _check_fades(fade_samples, lengths)
    factors = [1.0] * len(clips) if gains_db is None else [gain_factor(gain) for gain in gains_db]
    device = clips[0].device
    story = torch.zeros(clips[0].shape[0], sum(lengths) - sum(fade_samples), device=device)
    end = 0
    for clip, fade, factor in zip(clips, [0, *fade_samples], factors, strict=True):
        clip = clip.to(device, torch.float32)
        clip = clip if factor == 1 else clip * factor
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


@dataclass(frozen=True)
class FittedClips:
    """Clips that `crossfade` joins to the plan's times.

    clips: N tensors [C, T]. fade_samples: N - 1. notes: a line for every clip that did not come as planned.
    """

    clips: list[torch.Tensor]
    fade_samples: list[int]
    notes: list[str]


def fit_clips(clips: Sequence[torch.Tensor], plan: StoryPlan, sample_rate: int) -> FittedClips:
    """Clips of about the planned lengths, as models make them, so that each still begins when the plan says.

    What is too long is cut off. What is missing comes out of the cross-fade into the next clip. Where that is
    shorter than what is missing, or no clip follows, the clip fades out within FADE_OUT_SECONDS and the rest of its
    time is silent. Clips of exactly the planned lengths come back as they are.

    Args:
        clips: N tensors [C, T], the plan's.

    Raises:
        ValueError: a clip lacks more than MOST_MISSING_SECONDS or than half of its length, or what `crossfade`
            refuses of clips.
    """
    _check_clips(clips)
    wanted = [trim_samples(clip.generated_seconds, sample_rate) for clip in plan.clips]
    for number, (audio, needed) in enumerate(zip(clips, wanted, strict=True), 1):
        _check_length(audio.shape[1], needed, number, len(clips), sample_rate)
    fades = [*fade_samples_for(plan, sample_rate), 0]
    lengths = [min(audio.shape[1], needed) for audio, needed in zip(clips, wanted, strict=True)]
    fitted = FittedClips([], [], [])
    for index, audio in enumerate(clips):
        alone = wanted[index] - fades[index]  # samples until the next clip begins
        fade = min([lengths[index] - alone, *lengths[index + 1:index + 2]])
        fitted.notes.extend(_deviation(index, audio.shape[1], lengths, wanted, fades[index], fade, sample_rate))
        audio = audio[:, :lengths[index]]
        if fade < 0:
            audio = _faded_out(audio, alone, sample_rate)
        fitted.clips.append(audio[:, :alone + max(fade, 0)])
        fitted.fade_samples.append(max(fade, 0))
    fitted.fade_samples.pop()  # no clip follows the last
    return fitted


def stitch_story(clips: Sequence[torch.Tensor], plan: StoryPlan, sample_rate: int, curve: str = "linear",
                 peak_limit: float | None = None, on_note: Callable[[str], None] | None = None) -> torch.Tensor:
    """The plan's clips as one story, each with the plan's gain.

    Args:
        clips: N tensors [C, T], each about as long as the plan's generated_seconds, see `fit_clips`.
        curve: see `crossfade`.
        peak_limit: see `limit_peak`, of the story with its gains; None turns nothing down.
        on_note: called with a line for every clip that was cut or is short, and where gains take the story over full
            level and no peak_limit brings it back.

    Returns:
        [C, round(plan.total_seconds * sample_rate)], float32.

    Raises:
        ValueError: another number of clips than the plan has, or what `fit_clips`, `crossfade` and `limit_peak`
            refuse.
    """
    if len(clips) != len(plan.clips):
        raise ValueError(f"there are {len(clips)} clips for a plan of {len(plan.clips)}")
    fitted = fit_clips(clips, plan, sample_rate)
    if on_note is not None:
        for note in fitted.notes:
            on_note(note)
    gains = [clip.gain_db for clip in plan.clips]
    audio = crossfade(fitted.clips, fitted.fade_samples, curve, gains)
    if on_note is not None and peak_limit is None and any(gain > 0 for gain in gains):
        peak = audio.abs().max().item()
        if peak > 1:
            on_note(f"with its gains the story reaches {peak:.3g} times full level, which files of whole numbers cut "
                    "off: give it a peak limit, or the clips less gain")
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


def _check_length(samples: int, needed: int, number: int, of: int, sample_rate: int) -> None:
    missing = needed - samples
    if missing > min(MOST_MISSING_SECONDS * sample_rate, needed / 2):
        fade = f", its cross-fade into clip {number + 1} included" if number < of else ""
        raise ValueError(
            f"clip {number} has {samples / sample_rate:.6g} s ({samples} samples); the plan needs "
            f"{needed / sample_rate:.6g} s ({needed} at {sample_rate} Hz){fade}. At most {MOST_MISSING_SECONDS} s and "
            "half of a clip may be missing: let its model make what Plan Clips asks for (its whole_seconds are "
            "rounded up), or make the clip shorter in the plan")


def _deviation(index: int, samples: int, lengths: list[int], wanted: list[int], planned_fade: int, fade: int,
               sample_rate: int) -> list[str]:
    """What became of a clip that has other samples than wanted, or whose cross-fade is not the planned one."""
    def seconds(count: int) -> str:
        rounded = round(count / sample_rate, 3)
        return f"{rounded:g} s" if rounded or not count else "less than 0.001 s"

    clip, following, notes = f"clip {index + 1}", f"clip {index + 2}", []
    missing, over = wanted[index] - lengths[index], samples - wanted[index]
    if over > 0:
        notes.append(f"{clip} came {seconds(over)} longer than the plan's {seconds(wanted[index])}, and is cut")
    short = f"{clip} came {seconds(missing)} shorter than the plan's {seconds(wanted[index])}"
    if fade < 0:
        silent = f"before {following}" if index + 1 < len(wanted) else "at the end of the story"
        notes.append(f"{short}: it fades out, and {seconds(-fade)} {silent} are silent")
    elif fade < planned_fade:
        lacking = wanted[index + 1] - lengths[index + 1]
        reason = short if missing > 0 else f"{following} came {seconds(lacking)} too short"
        notes.append(f"{reason}: the cross-fade into {following} lasts {seconds(fade)} instead of "
                     f"{seconds(planned_fade)}")
    return notes


def _faded_out(audio: torch.Tensor, samples: int, sample_rate: int) -> torch.Tensor:
    """[C, T] -> [C, samples], longer than T: the end fades out, the rest is silent."""
    fade = min(trim_samples(FADE_OUT_SECONDS, sample_rate), audio.shape[1])
    longer = torch.zeros(audio.shape[0], samples, device=audio.device)
    longer[:, :audio.shape[1]] = audio
    longer[:, audio.shape[1] - fade:audio.shape[1]] *= torch.linspace(1.0, 0.0, fade, device=audio.device)
    return longer


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
