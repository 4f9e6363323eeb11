"""Checks every AUDIO that comes from another node, and brings it to the one form that the rest of the code uses."""
from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Integral, Real

import numpy as np
import torch

from .plan_checks import MOST_CLIPS

MOST_CHANNELS = 64
SURE_CHANNELS = 2  # rows of a 2-D waveform that are surely channels; more rows may be several sounds
LEAST_SAMPLE_RATE = 100  # a lower rate can carry no audible sound and no spectrogram
MOST_SAMPLE_RATE = 1_000_000
FULL_SCALE = {torch.int16: 2**15, torch.int32: 2**31}  # the integer that means 1.0, as in ComfyUI's own reader
NEEDED = "[batch, channels, samples] is needed"


def read_audio(audio, name: str) -> tuple[torch.Tensor, int]:
    """A checked AUDIO, in the form that the rest of the code uses.

    Args:
        audio: a mapping, lazy or not, with `waveform` (see `read_waveform`) and `sample_rate` (see
            `read_sample_rate`). An exception that a lazy mapping raises itself is not caught.
        name: of the sound, for messages.

    Returns:
        Waveform [B, C, T] float32, 1 to MOST_CLIPS sounds, and samples a second.

    Raises:
        ValueError: it is not such an AUDIO; the message names the sound, the value and what is needed.
    """
    waveform, rate = (_part(audio, key, name) for key in ("waveform", "sample_rate"))
    rate = read_sample_rate(rate, name)
    waveform = read_waveform(waveform, name)
    if len(waveform) > MOST_CLIPS:
        raise ValueError(f"{name} is a batch of {len(waveform)} sounds {list(waveform.shape)}; "
                         f"at most {MOST_CLIPS} are possible, and {NEEDED}")
    return waveform, rate


def read_sounds(audios: Iterable) -> tuple[list[torch.Tensor], list[int]]:
    """The single sounds of several AUDIOs, each of which may be a batch, in their order.

    Returns:
        Waveforms [C, T] float32, and the sample rate of each.

    Raises:
        ValueError: see read_audio; the AUDIOs are called "sound 1" and so on.
    """
    read = [read_audio(audio, f"sound {number}") for number, audio in enumerate(audios, 1)]
    return [sound for batch, _ in read for sound in batch], [rate for batch, rate in read for _ in batch]


def read_waveform(waveform, name: str) -> torch.Tensor:
    """The samples of one or several sounds.

    Args:
        waveform: a tensor or numpy array of floating point numbers, or of int16 or int32 at full scale.
            [B, C, T]; or [T], one sound with one channel; or [C, T], one sound. [C, T] is accepted only if it cannot
            mean anything else: one or two channels, and more samples than channels.
        name: of the sound, for messages.

    Returns:
        [B, C, T] float32; the tensor itself if it already has that form.

    Raises:
        ValueError: another type or shape, no sound, no sample, more than MOST_CHANNELS channels, more channels than
            samples, or samples that are not finite. Shapes are checked before anything is computed.
    """
    if isinstance(waveform, np.ndarray):
        waveform = _tensor(waveform, name)
    if not isinstance(waveform, torch.Tensor):
        raise ValueError(f"{name}'s waveform is {_kind(waveform)}; a tensor {NEEDED}")
    waveform = _with_batch(waveform.detach(), name)
    _check_shape(waveform, name)
    if waveform.is_floating_point():
        waveform = waveform.to(torch.float32)
    elif waveform.dtype in FULL_SCALE:
        waveform = waveform.to(torch.float32) / FULL_SCALE[waveform.dtype]
    else:
        raise ValueError(f"{name}'s samples are {waveform.dtype}; floating point numbers, int16 or int32 are needed")
    _check_finite(waveform, name)
    return waveform


def read_sample_rate(rate, name: str) -> int:
    """Samples a second as int. Any type is accepted if the number is whole, such as 44100.0.

    Raises:
        ValueError: not a whole number, or not within LEAST_SAMPLE_RATE .. MOST_SAMPLE_RATE.
    """
    if isinstance(rate, (torch.Tensor, np.ndarray)) and rate.ndim == 0:
        rate = rate.item()
    whole = isinstance(rate, Integral) or isinstance(rate, Real) and math.isfinite(rate) and rate == int(rate)
    if isinstance(rate, (bool, np.bool_)) or not whole or not LEAST_SAMPLE_RATE <= rate <= MOST_SAMPLE_RATE:
        raise ValueError(f"{name}'s sample rate is {_value(rate)}; a whole number of samples a second from "
                         f"{LEAST_SAMPLE_RATE} to {MOST_SAMPLE_RATE} is needed")
    return int(rate)


def _part(audio, key: str, name: str):
    if audio is None:
        raise ValueError(f"{name} is None: the node before it gave no sound")
    if not hasattr(audio, "keys"):
        raise ValueError(f"{name} is {_kind(audio)}; an AUDIO is needed: a mapping with waveform and sample_rate")
    try:
        return audio[key]
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"{name} has no {key} ({type(error).__name__}: {error}); an AUDIO with waveform and "
                         "sample_rate is needed") from error


def _tensor(array: np.ndarray, name: str) -> torch.Tensor:
    try:
        # a copy: an array may be read-only, run backwards or have the other byte order
        return torch.from_numpy(array.astype(array.dtype.newbyteorder("="), order="C"))
    except TypeError as error:
        raise ValueError(f"{name}'s samples are of numpy's {array.dtype}; floating point numbers, int16 or int32 are "
                         "needed") from error


def _with_batch(waveform: torch.Tensor, name: str) -> torch.Tensor:
    shape = list(waveform.shape)
    if waveform.ndim == 1:
        return waveform[None, None]
    if waveform.ndim == 2:
        rows, samples = shape
        if rows and samples and (rows > SURE_CHANNELS or rows >= samples > 1):
            raise ValueError(f"{name}'s waveform is {shape}: it may be [channels, samples], [samples, channels] or "
                             f"several sounds; {NEEDED}")
        return waveform[None]
    if waveform.ndim != 3:
        raise ValueError(f"{name}'s waveform is {shape}; {NEEDED}")
    return waveform


def _check_shape(waveform: torch.Tensor, name: str) -> None:
    batch, channels, samples = waveform.shape
    if 0 in waveform.shape:
        nothing = "no sound" if batch == 0 else "no channel" if channels == 0 else "no samples"
        raise ValueError(f"{name}'s waveform is {list(waveform.shape)}: it holds {nothing}; {NEEDED}")
    if channels > MOST_CHANNELS or channels > samples:
        raise ValueError(f"{name}'s waveform is {list(waveform.shape)}, which is {channels} channels of {samples} "
                         f"samples; {NEEDED}, with at most {MOST_CHANNELS} channels and no more channels than "
                         "samples. Is it [batch, samples, channels]?")


def _check_finite(waveform: torch.Tensor, name: str) -> None:
    # a sum takes no memory, and a finite sum means finite samples; the sum of large finite samples may overflow
    if torch.isfinite(waveform.sum()) or torch.isfinite(waveform).all():
        return
    first = int((~torch.isfinite(waveform)).to(torch.uint8).argmax())  # counted through [B, C, T]
    sample, channel = first % waveform.shape[-1], first // waveform.shape[-1] % waveform.shape[1]
    raise ValueError(f"{name} has samples that are not finite: sample {sample} of channel {channel + 1} is "
                     f"{waveform.reshape(-1)[first].item()}")


def _kind(value) -> str:
    return "None" if value is None else f"a {type(value).__name__}"


def _value(value) -> str:
    words = repr(value)
    return words if len(words) <= 80 else f"{words[:77]}..."
