"""Writes sound files: WAV with the standard library, FLAC with soundfile if it is installed."""
from __future__ import annotations

import importlib.util
import os
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import torch

from .atomic_write import atomic_write
from .errors import listed
from .resample import resampled

MOST_FLAC_CHANNELS = 8
MOST_FLAC_RATE = 655_350  # samples a second
PREVIEW_RATE = 48_000  # for a sound whose sample rate is too high for FLAC
BLOCK_SAMPLES = 2**20  # samples of each channel that are written at once
SUFFIXES = (".wav", ".flac")
READABLE = (".wav", ".flac", ".ogg", ".mp3", ".aif", ".aiff")  # what soundfile reads everywhere


def check_audio_path(path: str | os.PathLike) -> Path:
    """The path itself, if a sound can be written there. Call it before the long work.

    Raises:
        ValueError: not .wav or .flac, no such folder, a folder in its place, or .flac without soundfile.
    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"{path}: the sound's file must end in one of {listed(SUFFIXES)}, not {path.suffix!r}")
    if not path.absolute().parent.is_dir():
        raise ValueError(f"{path}: the folder {path.absolute().parent} does not exist")
    if path.is_dir():
        raise ValueError(f"{path}: this is a folder")
    if path.suffix.lower() == ".flac" and importlib.util.find_spec("soundfile") is None:
        raise ValueError(f"{path}: writing .flac needs the package soundfile; install it, or write .wav")
    return path


def sound_files(folder: str | os.PathLike) -> list[Path]:
    """All sound files in a folder and its sub-folders, sorted."""
    return sorted(file for file in Path(folder).rglob("*") if file.suffix.lower() in READABLE)


def write_audio(path: str | os.PathLike, audio: torch.Tensor, sample_rate: int,
                check: Callable[[], None] | None = None) -> int:
    """Write a sound, whole or not at all: to a temporary file in the same folder, which is then renamed.

    Args:
        path: ends in .wav (16 bits) or .flac (24 bits).
        audio: [channels, samples]; samples beyond -1 .. 1 are clipped.
        sample_rate: samples a second.
        check: called between blocks of the sound; may raise to cancel, and then no file is left.

    Returns:
        How many samples were beyond -1 .. 1.

    Raises:
        ValueError: a path that `check_audio_path` refuses, audio that is not [channels, samples] or not finite, or
            more channels or samples a second than FLAC holds.
    """
    path = check_audio_path(path)
    if audio.ndim != 2 or 0 in audio.shape or not all(torch.isfinite(block).all() for block in _blocks(audio, check)):
        raise ValueError(f"{path}: the sound is {list(audio.shape)}; [channels, samples] of finite numbers is needed")
    if path.suffix.lower() == ".flac" and (audio.shape[0] > MOST_FLAC_CHANNELS or sample_rate > MOST_FLAC_RATE):
        raise ValueError(f"{path}: the sound has {audio.shape[0]} channels and {sample_rate} samples a second; FLAC "
                         f"holds at most {MOST_FLAC_CHANNELS} and {MOST_FLAC_RATE}; write .wav")
    clipped = sum(int((block.abs() > 1).sum()) for block in _blocks(audio, check))
    with atomic_write(path, shared=True) as beside:
        if path.suffix.lower() == ".flac":
            _write_flac(beside, audio, sample_rate, check)
        else:
            _write_wav(beside, _frames(audio), sample_rate)
    return clipped


def preview_of(audio: torch.Tensor, sample_rate: int) -> tuple[torch.Tensor, int, str | None]:
    """A sound that FLAC can hold, for listening: unchanged if possible, else mixed down or resampled to a lower rate.

    Args:
        audio: [channels, samples].

    Returns:
        The sound, its sample rate, and a description of the changes; None if there are none.
    """
    channels, changes = audio.shape[0], []
    if channels > MOST_FLAC_CHANNELS:
        audio = audio.float().mean(0, keepdim=True)
        changes.append(f"mixes its {channels} channels down to one")
    if sample_rate > MOST_FLAC_RATE:
        audio = torch.from_numpy(resampled(audio.detach().cpu().float().numpy(), sample_rate, PREVIEW_RATE))
        changes.append(f"plays its {sample_rate} samples a second at {PREVIEW_RATE}")
        sample_rate = PREVIEW_RATE
    return audio, sample_rate, " and ".join(changes) or None


def _write_wav(path: Path, frames: torch.Tensor, sample_rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(frames.shape[1])
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes((frames * 32767).round().numpy().astype("<i2").tobytes())


def _write_flac(path: Path, audio: torch.Tensor, sample_rate: int, check: Callable[[], None] | None) -> None:
    import soundfile  # optional

    with soundfile.SoundFile(str(path), "w", sample_rate, audio.shape[0], subtype="PCM_24", format="FLAC") as file:
        for block in _blocks(audio, check):
            file.write(_frames(block).numpy())


def _frames(audio: torch.Tensor) -> torch.Tensor:
    """[channels, samples] -> [samples, channels] on the CPU, float32, within -1 .. 1."""
    return audio.detach().to("cpu", torch.float32).clamp(-1, 1).T.contiguous()


def _blocks(audio: torch.Tensor, check: Callable[[], None] | None) -> Iterator[torch.Tensor]:
    for block in torch.split(audio, BLOCK_SAMPLES, dim=1):
        if check is not None:
            check()
        yield block
