"""Joins sounds with cross-fades, brings them to one sample rate, and applies gains and a peak limit. Needs no plan."""
from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import torch

from .checks import is_number, is_whole
from .errors import listed
from .marks import check_gain
from .plan_checks import MOST_CLIPS
from .resample import resampled

MOST_RATE_RATIO = 100  # between two sounds' sample rates; with a higher ratio a short sound would become huge


def _linear(samples: int, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.linspace(1.0, 0.0, samples, device=device), torch.linspace(0.0, 1.0, samples, device=device)


def _equal_power(samples: int, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    angle = torch.linspace(0.0, math.pi / 2, samples, device=device)
    return angle.cos(), angle.sin()


# name -> (samples, device) -> gain of the ending clip, gain of the beginning clip
CURVES: dict[str, Callable[[int, torch.device], tuple[torch.Tensor, torch.Tensor]]] = {
    "linear": _linear, "equal_power": _equal_power}


def trim_samples(seconds: float, sample_rate: int) -> int:
    """The number of whole samples that fit into the seconds of a clip or a fade.

    Raises:
        ValueError: sample_rate is not a whole number of at least 1.
    """
    return int(seconds * check_rate(sample_rate))


def one_sample_rate(sample_rates: Sequence[int]) -> int:
    """The sample rate that all clips have.

    Raises:
        ValueError: there is no clip, or the rates differ; names the first clip with another rate.
    """
    if not sample_rates:
        raise ValueError("there are 0 clips to stitch; at least 1 is needed")
    for number, rate in enumerate(sample_rates, 1):
        if check_rate(rate) != sample_rates[0]:
            raise ValueError(f"clip {number} has {rate} samples a second, clip 1 has {sample_rates[0]}; "
                             "bring them to one rate first, as the node Sounds to Clips does")
    return int(sample_rates[0])


def in_one_format(sounds: Sequence[torch.Tensor], sample_rates: Sequence[int]) -> tuple[list[torch.Tensor], int]:
    """Bring sounds to one format, so that they can be joined: the highest sample rate and the most channels.

    Args:
        sounds: N tensors [C, T], float32.
        sample_rates: N.

    Returns:
        N tensors [C, T] and their rate.

    Raises:
        ValueError: there is no sound or more than MOST_CLIPS; a sound is not [C, T], or has several channels but fewer
            than another; or rates are more than MOST_RATE_RATIO times apart.
    """
    if not 1 <= len(sounds) <= MOST_CLIPS:
        raise ValueError(f"there are {len(sounds)} sounds; 1 to {MOST_CLIPS} can be joined")
    for number, sound in enumerate(sounds, 1):
        if sound.ndim != 2 or 0 in sound.shape:
            raise ValueError(f"sound {number} is {list(sound.shape)}; [channels, samples] is needed")
    rate, channels = max(map(check_rate, sample_rates)), max(sound.shape[0] for sound in sounds)
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
    """The factor of a gain in decibels: 20 dB are a factor of ten.

    Raises:
        ValueError: a clip cannot have this gain, see marks.check_gain.
    """
    return 10.0 ** (check_gain(gain_db) / 20)


def crossfade(clips: Sequence[torch.Tensor], fade_samples: Sequence[int], curve: str = "linear",
              gains_db: Sequence[float] | None = None) -> torch.Tensor:
    """Join clips, the end of each under the beginning of the next.

    Args:
        clips: N tensors [C, T], T may differ.
        fade_samples: N - 1 overlaps; 0 is a plain cut.
        curve: "linear" (gains add up to 1) or "equal_power" (their squares do).
        gains_db: N, the gain of each whole clip, applied before joining; None changes none. So a cross-fade also
            changes from one clip's gain to the next clip's.

    Returns:
        [C, sum of T - sum of fade_samples], float32.

    Raises:
        ValueError: there is no clip or more than MOST_CLIPS; a clip is not [C, T] with the same C, or not finite; the
            number of fades is wrong, or a fade is longer than one of its clips; the curve is unknown; or a gain is out
            of range.

    Source: AudioStory's joining of clips (linear).
    """
    check_curve(curve)
    check_clips(clips)
    lengths = [clip.shape[1] for clip in clips]
    check_fades(fade_samples, lengths)
    device = clips[0].device
    story = torch.zeros(clips[0].shape[0], sum(lengths) - sum(fade_samples), device=device)
    end = 0
    for part in joined_parts(clips, fade_samples, curve, gains_db or [0.0] * len(clips), device):
        story[:, end:end + part.shape[1]] = part
        end += part.shape[1]
    return story


def joined_parts(clips: Sequence[torch.Tensor], fade_samples: Sequence[int], curve: str, gains_db: Sequence[float],
                 device: torch.device, is_sharp: Sequence[bool] | None = None) -> Iterator[torch.Tensor]:
    """The result of `crossfade` in pieces [C, t], so that only one clip is held in memory in addition to the result.

    Args:
        is_sharp: N, whether a clip begins at its full level, for an attack that a fade would remove.
    """
    is_sharp = [False] * len(clips) if is_sharp is None else is_sharp
    factors = [gain_factor(gain) for gain in gains_db]
    tail = None  # the part that the next clip may still fade into
    for clip, fade, factor, sharp in zip(clips, [0, *fade_samples], factors, is_sharp, strict=True):
        clip = clip.to(device, torch.float32)
        clip = clip if factor == 1 else clip * factor
        if tail is None or not fade:
            if tail is not None:
                yield tail
            tail = clip
            continue
        yield tail[:, :tail.shape[1] - fade]
        going, coming = CURVES[curve](fade, device)
        mixed = tail[:, tail.shape[1] - fade:] * going + clip[:, :fade] * (1 if sharp else coming)
        tail = torch.cat([mixed, clip[:, fade:]], dim=1)
    yield tail


def limit_peak(audio: torch.Tensor, peak_limit: float | None) -> torch.Tensor:
    """The audio, turned down by one gain so that no sample exceeds peak_limit; unchanged if no sample exceeds it.

    Raises:
        ValueError: peak_limit is not above 0 and at most 1.
    """
    gain = peak_gain(audio, peak_limit)
    return audio if gain == 1 else audio * gain


def peak_gain(audio: torch.Tensor, peak_limit: float | None) -> float:
    """The gain of `limit_peak`; 1 if no sample exceeds peak_limit.

    Raises:
        ValueError: peak_limit is not above 0 and at most 1.
    """
    if peak_limit is None:
        return 1.0
    if not is_number(peak_limit) or not 0 < peak_limit <= 1:
        raise ValueError(f"the peak limit is {peak_limit!r}; it must be above 0 and at most 1, or none")
    peak = max(audio.max().item(), -audio.min().item())  # abs() would be as large as the audio
    return peak_limit / peak if peak > peak_limit else 1.0


def check_curve(curve: str) -> None:
    if curve not in CURVES:
        raise ValueError(f"the cross-fade curve is {curve!r}; it must be one of {listed(sorted(CURVES))}")


def check_rate(sample_rate: int) -> int:
    if not is_whole(sample_rate) or sample_rate < 1:
        raise ValueError(f"the sample rate is {sample_rate!r}; a whole number of at least 1 is needed")
    return sample_rate


def check_clips(clips: Sequence[torch.Tensor]) -> None:
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


def check_fades(fade_samples: Sequence[int], lengths: Sequence[int]) -> None:
    if len(fade_samples) != len(lengths) - 1:
        raise ValueError(f"there are {len(fade_samples)} cross-fades for {len(lengths)} clips; "
                         f"{len(lengths) - 1} are needed")
    for index, fade in enumerate(fade_samples):
        if not is_whole(fade) or fade < 0:
            raise ValueError(f"the cross-fade after clip {index + 1} is {fade!r} samples; a whole number of "
                             "at least 0 is needed")
        for number in (index + 1, index + 2):
            if fade > lengths[number - 1]:
                raise ValueError(f"the cross-fade from clip {index + 1} to clip {index + 2} is {fade} "
                                 f"samples, longer than clip {number} with its {lengths[number - 1]}")
