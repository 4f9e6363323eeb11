"""Clips of training sound, from recordings and synthesis, fitted to the length of a clip."""
from __future__ import annotations

from pathlib import Path

import numpy as np

from ...resample import resampled
from ...sound_classes import SoundClass
from . import synthesis
from .dsp import band, room

TARGET_RMS, LARGEST_PEAK = 0.1, 0.8
DISTANT_GAIN = 0.25
FADE_SECONDS = 0.15
LEFT_OUT = ("1-40730-A", "2-96460-A")  # ESC-10 clips whose licence (Sampling Plus) forbids some uses
SILENCE_SHARE = 0.02  # of the largest level; quieter parts of a recording count as empty


def recording_files(folder, sound_class: SoundClass) -> list[Path]:
    """The files of a sound class's recordings in an ESC-10 folder, sorted. A class of synthesis alone has none.

    Raises:
        ValueError: the folder has no sounds of that sound class.
    """
    if sound_class.recordings is None:
        return []
    files = [file for file in sorted(Path(folder).glob(f"*{sound_class.recordings}/*.ogg"))
             if file.stem not in LEFT_OUT]
    if not files:
        raise ValueError(f"{folder} has no folder named '... - {sound_class.recordings}' with .ogg files")
    return files


def read_recordings(folder, sound_class: SoundClass, rate: int) -> list[np.ndarray]:
    """All recordings of a sound class in an ESC-10 folder, mono [T] at `rate` Hz, without silence at their ends.

    A class of synthesis alone has none.

    Raises:
        ValueError: the folder has no sounds of that sound class.
    """
    import soundfile

    sounds = []
    for file in recording_files(folder, sound_class):
        sound, own_rate = soundfile.read(file, dtype="float64", always_2d=True)
        sounds.append(trim(resampled(sound.mean(1), own_rate, rate), rate))
    return sounds


def trim(sound: np.ndarray, rate: int) -> np.ndarray:
    """The sound without its quiet beginning and end."""
    width = max(1, rate // 50)
    level = np.sqrt(np.convolve(sound**2, np.ones(width) / width, "same"))
    loud = np.flatnonzero(level > SILENCE_SHARE * level.max())
    return sound[loud[0] : loud[-1] + 1] if len(loud) else sound


def render(sound_class: SoundClass, seconds: float, rate: int, rng: np.random.Generator, recordings=(),
           distant=False) -> np.ndarray:
    """One clip of a sound class, [round(seconds * rate)] float32, at the common level.

    Half of the clips of a sound class with both sources are recordings, half synthesis.
    """
    count = round(seconds * rate)
    made = synthesis.MAKERS.get(sound_class.name)
    if recordings and (made is None or rng.random() < 0.5):
        sound = _from_recording(sound_class, count, rate, rng, recordings)
    else:
        sound = made(rng, seconds + 0.1, rate)[:count]
    if distant:
        sound = room(rng, band(sound, 0, rng.uniform(1200, 2500), rate), rate, 1.2, 0.4)
    sound = set_level(sound, rng) * (DISTANT_GAIN if distant else 1.0)
    fade = min(count // 4, round(FADE_SECONDS * rate))
    sound[count - fade :] *= np.linspace(1, 0, fade)
    return sound.astype(np.float32)


def set_level(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The sound at the common RMS of its loud part, up to 3 dB up or down at random, below the largest peak."""
    loud = np.abs(sound) > 0.1 * np.abs(sound).max()
    level = np.sqrt(np.mean(sound[loud] ** 2)) if loud.any() else 1.0
    sound = sound * (TARGET_RMS * 10 ** (rng.uniform(-3, 3) / 20) / max(level, 1e-9))
    return sound * min(1.0, LARGEST_PEAK / max(np.abs(sound).max(), 1e-9))


def _from_recording(sound_class, count, rate, rng, recordings):
    source = recordings[rng.integers(len(recordings))]
    speed = rng.uniform(0.93, 1.07)
    source = np.interp(np.arange(0, len(source) - 1, speed), np.arange(len(source)), source)
    return _spaced(source, count, rate, rng) if sound_class.repeats else _looped(source, count, rate, rng)


def _spaced(source, count, rate, rng):
    """The recording repeated with short gaps."""
    out, start = np.zeros(count), int(rng.uniform(0.0, 0.25) * rate)
    while start < count:
        stop = min(count, start + len(source))
        if stop - start < len(source) and start > 0.2 * rate and stop - start < 0.8 * len(source):
            break  # an event that would be cut off is left out
        out[start:stop] += source[: stop - start]
        start = stop + int(rng.uniform(0.3, 1.6) * rate)
    return out


def _looped(source, count, rate, rng):
    """The recording from a random point on, looped with cross-fades."""
    fade = min(int(0.4 * rate), len(source) // 3)
    offset = rng.integers(0, max(1, len(source) // 3))
    out = source[offset:]
    ramp = np.linspace(0, 1, fade)
    while len(out) < count:
        joined = out[-fade:] * np.sqrt(1 - ramp) + source[:fade] * np.sqrt(ramp)
        out = np.concatenate([out[:-fade], joined, source[fade:]])
    return out[:count]
