"""Measures how long a film's video track lasts, from its packets; only the first frame is decoded.

The length in a file's header is often another one: it may be the length of the sound, missing in a live stream, or
include frames that an edit list hides. So the time of every packet is read, as the demuxer gives it. PyAV comes with
ComfyUI. In this project, "picture" means a video frame, or the video track as a whole.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite

PACKETS_A_CALL = 1000  # packets between two calls of on_packets
UNHEARD_SECONDS = 0.05  # a smaller difference between the lengths of a story and its film is not reported
LEAST_TICKS = 2  # ticks of a container's clock by which the length of evenly spaced pictures may be off
LEAST_SLACK = Fraction(1, 400)  # the same in seconds: Matroska's clock ticks in milliseconds


@dataclass(frozen=True)
class Film:
    """The measures of a film's video track.

    seconds: from the beginning of the first picture to the end of the last one.
    frames: how many pictures a decoder gives.
    rate: frames / seconds; the rate in the file if the pictures are evenly spaced.
    width, height: as displayed, after the rotation that the file asks for.
    has_sound: there is a sound track.
    begins_seconds: the file's time at which the first picture is shown; most files begin at 0.
    hides: an edit list hides some pictures of the file.
    last_seconds: for how long the last picture is shown.
    has_times: the file says when each picture is shown; a raw video stream does not.
    """

    seconds: float
    frames: int
    rate: float
    width: int
    height: int
    has_sound: bool
    begins_seconds: Fraction = field(default=Fraction(0), compare=False)  # equal films may differ here
    hides: bool = field(default=False, compare=False)
    last_seconds: Fraction = field(default=Fraction(0), compare=False)
    has_times: bool = field(default=True, compare=False)


def read_film(source, name: str, start_seconds: float = 0.0, seconds: float = 0.0,
              on_packets: Callable[[], None] | None = None, also: Callable | None = None) -> Film:
    """Measure a film.

    Args:
        source: a path, or a seekable file object.
        name: of the film, for messages.
        start_seconds: pictures before this time of the file do not count.
        seconds: the length of the part that counts, from start_seconds on; 0 for all the rest.
        on_packets: called now and then while the file is read; may raise to cancel.
        also: called with each packet of the picture track, for a caller that wants to look at them in the same pass.

    Returns:
        The film, or the part of it that was asked for. Pictures that an edit list hides, and those before the first
        key frame, which no decoder can show, do not count. The time before the first picture does not count either.

    Raises:
        ValueError: the file cannot be read, has no picture, or none in the part that was asked for; or its length is
            unknown because it gives neither times nor a frame rate.
    """
    import av

    try:
        with open_film(source, name) as container:
            stream = picture_track(container, name)
            has_sound = any(sound.codec_context is not None for sound in container.streams.audio)
            nominal = stream.average_rate
            pictures = PictureTimes(stream.time_base, start_seconds, seconds)
            for number, packet in enumerate(container.demux(stream)):
                pictures.add(packet)
                if also is not None:
                    also(packet)
                if on_packets is not None and number % PACKETS_A_CALL == 0:
                    on_packets()
        if not pictures.frames:
            part = f" from {start_seconds:g} s on" if start_seconds or seconds else ""
            raise ValueError(f"{name} has no picture{part}")
        with open_film(source, name) as container:
            width, height = _upright_size(container, picture_track(container, name), name)
    except (av.error.FFmpegError, OSError) as error:
        raise ValueError(f"{name} cannot be read as a film: {error}") from error
    lasts, rate = pictures.length(nominal, name)
    begins, last = ((time or 0) * pictures.time_base for time in (pictures.first, pictures.last))
    return Film(float(lasts), pictures.frames, float(rate), width, height, has_sound, begins, pictures.hides,
                lasts - (last - begins), pictures.first is not None)


def even_film(frames: int, rate: Fraction | float, width: int, height: int, has_sound: bool, name: str) -> Film:
    """The measures of evenly spaced pictures that are not in a file.

    Raises:
        ValueError: there is no picture, or the rate is not above 0.
    """
    if frames < 1:
        raise ValueError(f"{name} has no picture")
    if not isfinite(rate) or rate <= 0:
        raise ValueError(f"{name} has {rate} pictures a second; more than 0 are needed")
    return Film(float(frames / Fraction(rate)), frames, float(rate), width, height, has_sound)


def compared(story_seconds: float, film_seconds: float) -> list[str]:
    """A line for the user if a story and its film differ in length by more than UNHEARD_SECONDS, else nothing."""
    longer = story_seconds - film_seconds
    if abs(longer) <= UNHEARD_SECONDS:
        return []
    lengths = f"the story lasts {story_seconds:.2f} s, the film {film_seconds:.2f} s"
    if longer > 0:
        return [f"{lengths}: the story's last {longer:.2f} s have no picture"]
    return [f"{lengths}: the film's last {-longer:.2f} s are silent"]


def open_film(source, name: str):
    """A film, opened for reading from its beginning.

    Raises:
        ValueError: it cannot be read.
    """
    import av

    if hasattr(source, "seek"):
        source.seek(0)
    try:
        return av.open(source)
    except (av.error.FFmpegError, OSError) as error:
        raise ValueError(f"{name} cannot be read as a film: {error}") from error


def is_cover(stream) -> bool:
    """Whether a track is a cover picture, not a film."""
    from av.stream import Disposition

    return stream.type == "video" and bool(stream.disposition & Disposition.attached_pic)


def picture_track(container, name: str):
    """The first video track that is not a cover picture.

    Raises:
        ValueError: there is none, or this FFmpeg cannot decode it.
    """
    tracks = [stream for stream in container.streams.video if not is_cover(stream)]
    if not tracks:
        raise ValueError(f"{name} has no picture track")
    if tracks[0].codec_context is None:
        raise ValueError(f"{name} has a picture track that this FFmpeg cannot decode")
    return tracks[0]


def _upright_size(container, stream, name: str) -> tuple[int, int]:
    """Width and height of the first picture as displayed."""
    import av

    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:  # some decoders refuse packets before the first key frame
            continue
        for frame in frames:
            is_turned = round(getattr(frame, "rotation", 0) / 90) % 2
            return (frame.height, frame.width) if is_turned else (frame.width, frame.height)
    raise ValueError(f"no picture of {name} can be decoded")


class PictureTimes:
    """Collects the times of a film's pictures from its packets, which come in decoding order.

    frames: pictures so far.
    first, before_last, last: the ticks at which these pictures begin; None if the stream has no times.
    hides: whether there was a packet whose picture is not shown.
    """

    def __init__(self, time_base: Fraction, start_seconds: float = 0.0, seconds: float = 0.0):
        self.time_base, self.frames = time_base, 0
        # rounded as ComfyUI does when it reads a trimmed film
        self.start = int(start_seconds / time_base) if start_seconds else None
        self.end = int((start_seconds + seconds) / time_base) if seconds else None
        self.first = self.before_last = self.last = None
        self.after = None  # when the first picture after the requested part begins
        self.last_ticks = 0  # for how long the last one is shown; 0 if the file does not say
        self.hides = False
        self.began = False  # whether the first key frame was seen: no decoder shows pictures before it

    def add(self, packet) -> None:
        """Count a packet, if it is a picture that is shown."""
        if not packet.size or not (self.began or packet.is_keyframe):
            return
        time = packet.dts if packet.pts is None else packet.pts
        if not self.began:
            self.began, self.start = True, max((t for t in (self.start, time) if t is not None), default=None)
        if packet.is_discard:
            self.hides = True
            return
        if time is None:
            self.frames += 1
        elif self.end is not None and time >= self.end:
            self.after = time if self.after is None else min(self.after, time)
        elif self.start is None or time >= self.start:
            self._add_at(time, packet.duration or 0)

    def _add_at(self, time: int, ticks: int) -> None:
        self.frames += 1
        self.first = time if self.first is None else min(self.first, time)
        if self.last is None or time > self.last:
            self.before_last, self.last, self.last_ticks = self.last, time, ticks
        elif self.before_last is None or time > self.before_last:
            self.before_last = time

    def length(self, nominal: Fraction | None, name: str) -> tuple[Fraction, Fraction]:
        """Seconds, and pictures a second. nominal: the rate that the file gives, or None."""
        even = self.frames / Fraction(nominal) if nominal else None
        measured = self._measured(nominal)
        if not (even or measured):
            raise ValueError(f"{name} has neither times nor a rate; nothing tells how long it lasts")
        if not measured or even and abs(even - measured) <= max(LEAST_TICKS * self.time_base, LEAST_SLACK):
            return even, Fraction(nominal)
        if self.end is not None:
            measured = min(measured, (self.end - self.first) * self.time_base)
        return measured, self.frames / measured

    def _measured(self, nominal: Fraction | None) -> Fraction:
        """Seconds according to the pictures' times, including the last picture's own; 0 if they have no times."""
        if self.first is None:
            return Fraction(0)
        if self.after is not None:
            return (self.after - self.first) * self.time_base
        ticks = self.last_ticks or (0 if self.before_last is None else self.last - self.before_last)
        lasts = ticks * self.time_base or (1 / Fraction(nominal) if nominal else Fraction(0))
        return (self.last - self.first) * self.time_base + lasts
