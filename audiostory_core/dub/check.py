"""Checks a dubbed film: opens the finished file again and measures its pictures and its new sound."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..film import PictureTimes, is_cover, open_film
from .codecs import UNSAID, SoundCodec
from .mixing import TrackSound
from .packets import PacketHash
from .sound import CALL_PACKETS
from .tracks import pixel_shape
from .writing import Written

FINISHED = "the finished film"
MOST_OFF_SECONDS = Fraction(2, 1000)  # allowed error of a sound's or picture's time, because some clocks are coarse


@dataclass(frozen=True)
class Measured:
    """Measurements of a finished film.

    offset_seconds: from the first picture to the sound's first sample; negative if the sound comes first.
    samples: number of the sound's samples from the first picture on. rate: samples a second.
    seconds: length of the video. frames: its number of pictures.
    packets: number of packets in all video tracks; each is the same as in the original film.
    language: of the sound track, as read from the finished file.
    lost_tags: names of the film's tags that are missing in the finished file.
    lost_shape: the pixels' aspect ratio, if it is missing in the finished file; else None.
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
        sound: the new sound.
        codec: of the new sound.
        written: what was written to the file.
        before: the Film as measured before dubbing.
        on_packets: called now and then; may raise to cancel.

    Raises:
        RuntimeError: the pictures or their times differ from the original film's, or the sound has the wrong start or
            length.
    """
    with open_film(str(path), FINISHED) as film, ThreadPoolExecutor(1) as hashing:
        lost = _lost(film, written)
        hashes = [PacketHash(hashing, "length" if one.framed else None) for one in written.hashes]
        found = _Found(film, sound_track, hashes)
        found.read(film, codec, on_packets)
        for one in hashes:
            one.close()
    same = all((one.packets, one.digest) == (other.packets, other.digest)
               for one, other in zip(hashes, written.hashes, strict=True))
    lasts, begins = found.times.length(found.nominal, FINISHED)[0], (found.times.first or 0) * found.times.time_base
    if found.times.frames != before.frames or abs(lasts - Fraction(before.seconds)) > 2 * MOST_OFF_SECONDS:
        raise RuntimeError(f"the finished film shows {found.times.frames} pictures in {float(lasts):.3f} s, the film "
                           f"{before.frames} in {before.seconds:.3f} s; this film's packets cannot be copied so")
    if not same:
        raise RuntimeError("the finished film's pictures are not the packets of the film; this container changes them")
    offset = found.first + Fraction(sound.lead, sound.rate) - begins
    if abs(offset) > MOST_OFF_SECONDS or found.samples != sound.samples:
        raise RuntimeError(f"the finished film's sound begins {float(offset) * 1000:.3f} ms from its picture and has "
                           f"{found.samples} samples; 0 ms and {sound.samples} were to be")
    return Measured(float(offset), found.samples - sound.lead, sound.rate, float(lasts), found.times.frames,
                    sum(one.packets for one in found.hashes), found.language, *lost)


def _lost(film, written: Written) -> tuple[tuple[str, ...], Fraction | None]:
    """The names of tags, and the pixels' aspect ratio, that were written to a film and are not found in it."""
    found = {key.lower() for key in film.metadata}
    shape = pixel_shape(next(stream for stream in film.streams.video if not is_cover(stream)))
    tags = tuple(sorted(key for key in written.tags if key.lower() not in found))
    return tags, None if shape == written.pixel_shape else written.pixel_shape


class _Found:
    """Collects what a finished film's packets hold.

    times: of the first video track. nominal: the frame rate in the file. hashes: of all video tracks.
    first: the file's time of the sound's first sample, in seconds. samples: how many. language: of the sound track.
    """

    def __init__(self, film, sound_track: int, hashes: list[PacketHash]):
        pictures = [stream for stream in film.streams.video if not is_cover(stream)]
        self.sound = film.streams.audio[sound_track - 1]
        self.hashes, self.streams = hashes, [*pictures, self.sound]
        self.hash_of = {stream.index: one for stream, one in zip(pictures, hashes, strict=True)}
        self.main, self.nominal = pictures[0].index, pictures[0].average_rate
        self.times = PictureTimes(pictures[0].time_base)
        self.first, self.samples, self.language = Fraction(0), 0, self.sound.language or UNSAID[-1]

    def read(self, film, codec: SoundCodec, on_packets) -> None:
        """Read the whole film packet by packet. Only the sound is decoded."""
        for number, packet in enumerate(film.demux(self.streams)):
            if on_packets is not None and number % CALL_PACKETS == 0:
                on_packets()
            index = packet.stream.index
            if index == self.sound.index:
                self._hear(packet)
                continue
            if index == self.main:
                self.times.add(packet)
            if packet.size:
                self.hash_of[index].add(packet)
        if codec.is_lossy and "mp4" in film.format.name:  # a reader should stop at the track's stated end
            lasts = self.sound.duration * self.sound.time_base
            self.samples = min(self.samples, round(lasts * self.sound.codec_context.sample_rate))

    def _hear(self, packet) -> None:
        for frame in packet.decode():
            if not self.samples:
                self.first = frame.pts * frame.time_base
            self.samples += frame.samples
