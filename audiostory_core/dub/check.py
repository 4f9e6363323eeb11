"""A dubbed film, opened again: what is really in it."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..film import read_film
from .codecs import UNSAID, SoundCodec
from .mixing import TrackSound
from .packets import PacketHash
from .sound import CALL_PACKETS, open_film
from .tracks import is_cover, pixel_shape
from .writing import Written

MOST_OFF_SECONDS = Fraction(2, 1000)  # a sound or picture may be off by a coarse clock's rounding


@dataclass(frozen=True)
class Measured:
    """What a finished film holds.

    offset_seconds: by which the sound's first sample comes after the first picture (before it, where negative).
    samples: of the sound that belong to the picture. rate: of them, a second.
    seconds: of the film's picture. frames: its pictures.
    packets: of all picture tracks, each the same as before.
    language: of the sound's track, as a reader finds it.
    lost_tags: names of the film's tags that a reader does not find.
    lost_shape: of the picture's pixels, where a reader does not find it.
    """

    offset_seconds: float
    samples: int
    rate: int
    seconds: float
    frames: int
    packets: int
    language: str
    lost_tags: tuple[str, ...]
    lost_shape: Fraction | None


def measured_film(path: Path, sound_track: int, sound: TrackSound, codec: SoundCodec, written: Written, before,
                  on_packets=None) -> Measured:
    """Open a dubbed film again and measure it.

    Args:
        sound_track: which of its sound tracks is the new one; 1 is the first.
        sound: what was to be written.
        written: what went into it.
        before: the Film as it was.
        on_packets: called now and then; may raise to cancel.

    Raises:
        RuntimeError: its pictures or their times are not those of the film, or the sound is not where it belongs.
    """
    film = read_film(str(path), "the finished film", on_packets=on_packets)
    if film.frames != before.frames or abs(film.seconds - before.seconds) > 2 * MOST_OFF_SECONDS:
        raise RuntimeError(f"the finished film shows {film.frames} pictures in {film.seconds:.3f} s, the film "
                           f"{before.frames} in {before.seconds:.3f} s; this film's packets cannot be copied so")
    hashes = written.hashes
    now, first, samples, language = _read(path, sound_track, [PacketHash("length" if one.framed else None)
                                                              for one in hashes], codec, on_packets)
    if [(one.packets, one.digest) for one in now] != [(one.packets, one.digest) for one in hashes]:
        raise RuntimeError("the finished film's pictures are not the packets of the film; this container changes them")
    offset = first + Fraction(sound.lead, sound.rate) - film.begins_seconds
    if abs(offset) > MOST_OFF_SECONDS or samples != sound.samples:
        raise RuntimeError(f"the finished film's sound begins {float(offset) * 1000:.3f} ms from its picture and has "
                           f"{samples} samples; 0 ms and {sound.samples} were to be")
    return Measured(float(offset), samples - sound.lead, sound.rate, film.seconds, film.frames,
                    sum(one.packets for one in now), language, *_lost(path, written))


def _lost(path: Path, written: Written) -> tuple[tuple[str, ...], Fraction | None]:
    """Tags, and a shape of pixels, that went into a film and are not found in it."""
    with open_film(str(path), "the finished film") as film:
        found = {key.lower() for key in film.metadata}
        shape = pixel_shape(next(stream for stream in film.streams.video if not is_cover(stream)))
    tags = tuple(sorted(key for key in written.tags if key.lower() not in found))
    return tags, None if shape == written.pixel_shape else written.pixel_shape


def _read(path: Path, sound_track: int, hashes: list[PacketHash], codec: SoundCodec,
          on_packets) -> tuple[list[PacketHash], Fraction, int, str]:
    """Hashes of the picture tracks; time of the sound's first sample; its samples; its language."""
    with open_film(str(path), "the finished film") as film:
        pictures = [stream for stream in film.streams.video if not is_cover(stream)]
        hash_of = {stream.index: one for stream, one in zip(pictures, hashes, strict=True)}
        sound = film.streams.audio[sound_track - 1]
        first, samples = None, 0
        for number, packet in enumerate(film.demux([*pictures, sound])):
            if on_packets is not None and number % CALL_PACKETS == 0:
                on_packets()
            if packet.stream.index in hash_of:
                if packet.size:
                    hash_of[packet.stream.index].add(packet)
                continue
            for frame in packet.decode():
                first = frame.pts * frame.time_base if first is None else first
                samples += frame.samples
        if codec.is_lossy and "mp4" in film.format.name:  # a reader is to stop where the track says that it ends
            samples = min(samples, round(sound.duration * sound.time_base * sound.codec_context.sample_rate))
        return hashes, first or Fraction(0), samples, sound.language or UNSAID[-1]
