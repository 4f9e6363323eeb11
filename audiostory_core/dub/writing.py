"""Writes the finished film: copies a film's packets, and encodes new sounds between them."""
from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from pathlib import Path

from ..film import is_cover, open_film
from .codecs import FAMILIES, FORMATS, SoundCodec, written_language
from .mixing import TrackSound
from .options import DubOptions
from .packets import ANNEX_B, PacketHash, SoundWriter
from .source import DubSource
from .texts import KINDS, TextConverter
from .tracks import COPY, DUB, TEXT, Track, pixel_shape

STEP_PACKETS = 200  # packets between two calls of on_step
CLOCK_SECONDS = Fraction(1, 400)  # rounding of a picture's length: Matroska's clock ticks in milliseconds
UNEVEN = 0.01  # relative difference that is allowed between a film's rate and the one in its header
MOST_DENOMINATOR = 100_000  # of a measured rate
MOST_TICKS = 10**8  # ticks a second of an edit list's clock
WRITERS_OWN = {"major_brand", "minor_version", "compatible_brands", "encoder", "duration"}  # tags set by the muxer
PACKETS_OWN = {*WRITERS_OWN, "vendor_id", "bps", "number_of_frames", "number_of_bytes"}  # tags about old packets
COVER_TYPES = {"mjpeg": ("jpg", "image/jpeg"), "png": ("png", "image/png"), "bmp": ("bmp", "image/bmp")}
Sounds = dict[int, tuple[TrackSound, SoundCodec]]  # place among the finished film's tracks -> its sound


class FilmWriter:
    """Writes one film; see write_film."""

    def __init__(self, source: DubSource, out, film, tracks: list[Track], container: str, options: DubOptions,
                 hashing: ThreadPoolExecutor):
        self.source, self.out, self.film, self.tracks, self.hashing = source, out, film, tracks, hashing
        self.container, self.options = container, options
        self.copies: dict[int, object] = {}  # index of the film's stream -> stream of the output
        self.clocks: dict[int, _Clock] = {}  # of all copied streams
        self.hashes: list[PacketHash] = []
        self.tags: set[str] = set()
        self.pixel_shape: Fraction | None = None
        self._hash_of: dict[int, PacketHash] = {}
        self._texts: dict[int, TextConverter] = {}

    def add_streams(self, sounds: Sounds, pool: ThreadPoolExecutor) -> list[SoundWriter]:
        """Add all tracks, in order, and the tags and chapters of the whole film."""
        writers = []
        for place, track in enumerate(self.tracks):
            old = None if track.index is None else self.film.streams[track.index]
            if track.kind == COPY:
                self._add_copy(old)
            elif track.kind == TEXT:
                self._add_text(old)
            else:
                writers.append(self._add_sound(track, old, *sounds[place], pool))
        self.out.metadata.update({key: value for key, value in self.film.metadata.items()
                                  if key.lower() not in WRITERS_OWN})
        self.out.metadata.update(self.options.metadata)
        self.tags = set(self.out.metadata)
        if chapters := [later for chapter in self.film.chapters() if (later := self._later(chapter)) is not None]:
            self.out.set_chapters(chapters)
        return writers

    def _add_copy(self, old) -> None:
        if is_cover(old) and FAMILIES[self.container] == "matroska":
            ending, kind = COVER_TYPES[old.codec_context.name]
            cover = b"".join(bytes(packet) for packet in _only(self.source, old.index))
            self.out.add_attachment(f"cover.{ending}", kind, cover)
            return
        new = self.out.add_stream_from_template(old, opaque=True)
        new.disposition = old.disposition
        new.metadata.update(self._tags(old, WRITERS_OWN))
        if self.source.part is not None:
            new.metadata.pop("timecode", None)  # it would be that of the whole film's beginning
        if old.type == "attachment":
            return
        self.copies[old.index] = new
        self.clocks[old.index] = _Clock(old, self.source)
        if old.type != "video" or is_cover(old):
            return
        if self.source.family == FAMILIES[self.container]:
            new.codec_context.codec_tag = old.codec_context.codec_tag  # such as hvc1, which some players need
        is_framed = self.source.family not in FAMILIES.values() and old.codec_context.name in ANNEX_B
        if shape := pixel_shape(old):
            new.codec_context.sample_aspect_ratio = shape
        self.pixel_shape = self.pixel_shape or shape
        new.codec_context.framerate = self._said_rate(old, "timecode" in new.metadata)
        self.clocks[old.index] = _Clock(old, self.source, self.container)
        new.time_base = self.clocks[old.index].time_base
        self._hash_of[old.index] = PacketHash(self.hashing, "start code" if is_framed else None)
        self.hashes.append(self._hash_of[old.index])

    def _add_text(self, old) -> None:
        new = self.out.add_stream(KINDS[self.container])
        new.disposition = old.disposition
        new.metadata.update(self._tags(old, PACKETS_OWN))
        self.copies[old.index], self.clocks[old.index] = new, _Clock(old, self.source)
        self._texts[old.index] = TextConverter(old, new)

    def _said_rate(self, stream, has_timecode: bool) -> Fraction:
        """The frame rate for the finished film's header.

        The rate in the video stream's own header may be its clock, 90,000 a second. If pictures are not evenly spaced,
        Matroska derives the length of the last one from this rate.
        """
        said, film = stream.average_rate, self.source.film
        if said and abs(float(said) - film.rate) <= UNEVEN * film.rate:
            return Fraction(said)
        if FAMILIES[self.container] == "matroska":
            return 1 / film.last_seconds.limit_denominator(MOST_DENOMINATOR) if film.last_seconds > 0 else Fraction(0)
        return Fraction(film.rate).limit_denominator(MOST_DENOMINATOR) if has_timecode else Fraction(0)

    def _add_sound(self, track: Track, old, sound: TrackSound, codec: SoundCodec, pool) -> SoundWriter:
        new = self.out.add_stream(codec.encoder, rate=sound.rate, options=dict(codec.options))
        tags = {} if old is None else self._tags(old, PACKETS_OWN)
        if track.kind == DUB:
            tags |= self._asked_tags()
        new.metadata.update(tags)
        if old is not None:
            new.disposition = old.disposition
        if track.kind == DUB and not self._has_default():
            from av.stream import Disposition

            new.disposition = (0 if old is None else old.disposition) | Disposition.default
        return SoundWriter(new, sound, codec, pool)

    def _has_default(self) -> bool:
        """Whether one of the sound tracks is marked as the default."""
        from av.stream import Disposition

        return any(self.film.streams[track.index].disposition & Disposition.default for track in self.tracks
                   if track.sound and track.index is not None)

    def _tags(self, stream, without: set[str]) -> dict[str, str]:
        tags = {key: value for key, value in stream.metadata.items()
                if key.lower() not in without and not key.startswith("_STATISTICS")}
        if "name" in tags:  # the demuxer of MP4 and MOV calls it name, all muxers call it title
            tags.setdefault("title", tags.pop("name"))
        if "language" in tags:
            tags["language"] = written_language(tags["language"], self.container)
        return tags

    def _asked_tags(self) -> dict[str, str]:
        tags = {}
        if self.options.title:
            tags |= {"title": self.options.title, "handler_name": self.options.title}
        if self.options.language.strip():
            tags["language"] = written_language(self.options.language, self.container)
        return tags

    def _later(self, chapter: dict) -> dict | None:
        """A chapter in the finished film's time; None if it is outside of the part that is copied."""
        ticks = round(self.source.shift_seconds / chapter["time_base"])
        start, end = chapter["start"] + ticks, chapter["end"] + ticks
        if self.source.part is not None:
            start, end = max(start, 0), min(end, round(self.source.film.seconds / chapter["time_base"]))
            if end <= start:
                return None
        return chapter | {"start": start, "end": end}

    def copy(self, writers: list[SoundWriter], on_step: Callable[[float], None]) -> None:
        """Copy all packets. Sounds are written between them, always up to the time of the next picture.

        on_step: called with the seconds of the film that are written so far; may raise to cancel.
        """
        seconds, streams, pictures = 0.0, [self.film.streams[index] for index in self.copies], -1
        for number, packet in enumerate(self.film.demux(streams)):
            if number % STEP_PACKETS == 0:
                on_step(max(seconds, 0.0))
            if not packet.size or _is_gap(packet):
                continue
            index = packet.stream.index
            clock = self.clocks[index]
            if index in self._hash_of:
                pictures += 1
            if self.source.part is not None and not self._is_in_part(packet, pictures):
                continue
            if index in self._hash_of:
                self._hash_of[index].add(packet)
                clock.end_well(packet)
            clock.place(packet)
            time = packet.pts if packet.dts is None else packet.dts
            if time is not None and index in self._hash_of:
                seconds = time * clock.numerator / clock.denominator
                for writer in writers:
                    writer.until(seconds, self.out.mux)
            elif self.source.part is not None and packet.stream.type == "subtitle":
                self._cut(packet, clock)
            if index in self._texts:
                self.out.mux(self._texts[index].converted(packet))
                continue
            packet.stream = self.copies[index]
            self.out.mux(packet)
        for text in self._texts.values():
            self.out.mux(text.rest())
        for writer in writers:
            writer.until(None, self.out.mux)

    def _cut(self, packet, clock: _Clock) -> None:
        """Cut a subtitle's time to the part that is copied."""
        end = min(packet.pts + packet.duration, clock.end + clock.later)
        packet.pts = packet.dts = max(packet.pts, 0)
        packet.duration = end - packet.pts

    def _is_in_part(self, packet, pictures: int) -> bool:
        """Whether a packet belongs to the part that is copied. pictures: number of the latest picture, from 0."""
        if packet.stream.index in self._hash_of:
            return self.source.part.takes(pictures)
        if is_cover(packet.stream):
            return True
        clock = self.clocks[packet.stream.index]
        return packet.pts is not None and packet.pts < clock.end and packet.pts + (packet.duration or 1) > clock.begin


class _Clock:
    """Converts a stream's times to the finished film's. It computes in integer ticks, because there are many packets.

    Args:
        stream: of the film.
        container: of the finished film, for a video track. Matroska rounds times to milliseconds; if the pictures are
            evenly spaced, MP4 and MOV get the exact times.

    Attributes:
        time_base: seconds of a tick in the finished film.
    """

    def __init__(self, stream, source: DubSource, container: str | None = None):
        film, self.tick = source.film, stream.time_base
        self.time_base = stream.time_base
        self.later = round(source.shift_seconds / self.tick)
        self.begin = round(film.begins_seconds / self.tick)
        self.end = round((film.begins_seconds + Fraction(film.seconds)) / self.tick)  # of the film
        self.last = None if source.part is None else round(film.last_seconds / self.tick)  # the last picture's ticks
        self.slack = int(CLOCK_SECONDS / self.tick)
        rate = Fraction(stream.average_rate or film.rate) if stream.type == "video" else Fraction(film.rate)
        self.each = 1 / rate / self.tick  # ticks of a picture
        self.rate: Fraction | None = None  # if given, times are snapped to a grid of this frame rate
        if container and source.family == "matroska" and FAMILIES[container] == "mov" and float(rate) == film.rate:
            self.rate, self.time_base = rate, Fraction(1, rate.numerator)
        self.numerator, self.denominator = self.time_base.numerator, self.time_base.denominator

    def end_well(self, packet) -> None:
        """Set the last picture's duration if the container gives none, or only one in milliseconds."""
        if packet.pts is None or packet.is_discard:
            return
        left = self.end - packet.pts
        if self.last is not None and abs(left - self.last) <= 1:
            packet.duration = left  # the part may end within this picture, or the next one may be missing
        elif not packet.duration:
            packet.duration = left if 0 < left < self.each * 3 / 2 else round(self.each)
        elif left > 0 and abs(left - packet.duration) <= self.slack:
            packet.duration = left

    def place(self, packet) -> None:
        """Give a packet its time in the finished film."""
        if self.rate is not None:
            packet.pts, packet.dts = self._on_grid(packet.pts), self._on_grid(packet.dts)
            packet.duration, packet.time_base = self.rate.denominator, self.time_base
        elif self.later:
            packet.pts = None if packet.pts is None else packet.pts + self.later
            packet.dts = None if packet.dts is None else packet.dts + self.later

    def _on_grid(self, time: int | None) -> int | None:
        if time is None:
            return None
        number = round((time - self.begin) / self.each)
        exact = self.begin + number * self.each
        if abs(exact - time) > self.slack:
            exact = Fraction(time)
        return round((exact + self.later) * self.tick / self.time_base)


@dataclass(frozen=True)
class Written:
    """What was written to a film.

    hashes: of each video track, closed. clipped: samples that were louder than the file can hold.
    tags: names of the film's tags. pixel_shape: see tracks.pixel_shape.
    """

    hashes: list[PacketHash]
    clipped: int
    tags: set[str]
    pixel_shape: Fraction | None


def write_film(source: DubSource, path: Path, container: str, tracks: list[Track], sounds: Sounds,
               options: DubOptions, on_step: Callable[[float], None]) -> Written:
    """Write a film with new sounds.

    Args:
        path: of the file. It is emptied before it is known whether the film can be written, so pass a temporary path.
        tracks: the finished film's tracks, in order.
        sounds: for each track that is not copied, by its place in `tracks`.
        on_step: called with seconds of the film; may raise to cancel.

    Raises:
        ValueError: the container's muxer refused something.
    """
    import av

    with open_film(source.source, source.name) as film, ThreadPoolExecutor(1) as pool, ThreadPoolExecutor(1) as hashing:
        out = av.open(str(path), "w", format=FORMATS[container], options=_options(film, source, container, sounds))
        try:
            writer = FilmWriter(source, out, film, tracks, container, options, hashing)
            sound_writers = writer.add_streams(sounds, pool)
            out.start_encoding()  # must come before another thread begins to encode
            writer.copy(sound_writers, on_step)
            for one in writer.hashes:
                one.close()
            out.close()
        except av.error.FFmpegError as error:
            _abandon(out, pool)
            raise ValueError(f"{source.name} cannot be written as {container}: {error.strerror}") from error
        except BaseException:
            _abandon(out, pool)
            raise
    return Written(writer.hashes, sum(one.clipped for one in sound_writers), writer.tags,
                   writer.pixel_shape)


def _abandon(out, pool: ThreadPoolExecutor) -> None:
    """Close an unfinished file. It is deleted anyway, so an error while closing does not matter."""
    import av

    pool.shutdown(cancel_futures=True)
    with suppress(av.error.FFmpegError, OSError, ValueError):
        out.close()


def _is_gap(packet) -> bool:
    """Whether a packet is an empty subtitle. MP4's muxer writes those between the others by itself."""
    return packet.stream.type == "subtitle" and packet.size == 2 and bytes(packet) == b"\0\0"


def _options(film, source: DubSource, container: str, sounds: Sounds) -> dict[str, str]:
    if FAMILIES[container] != "mov":
        return {}
    # the clock of edit lists, which give each track's beginning and length; the default is milliseconds
    clocks = [sound.rate for sound, _ in sounds.values()]
    if any(stream.start_time for stream in film.streams) or source.film.hides:
        ticks = lcm(*clocks, *(stream.time_base.denominator for stream in film.streams.video))
        clocks.insert(0, ticks if ticks <= MOST_TICKS else clocks[0])
    # this flag keeps tags of any name, such as the workflow, but loses a cover picture
    tags = {} if any(is_cover(stream) for stream in film.streams.video) else {"movflags": "use_metadata_tags"}
    return {"movie_timescale": str(clocks[0]), **tags}


def _only(source: DubSource, index: int):
    """The packets of one of a film's streams that are not empty."""
    with open_film(source.source, source.name) as film:
        yield from (packet for packet in film.demux(film.streams[index]) if packet.size)
