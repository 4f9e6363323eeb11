"""Reads a film's pictures one by one, each with its time; only a few are in memory at once.

Times come from the pictures' own timestamps and count from the first picture, as the length in film.py does.
"""
from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from fractions import Fraction
from math import isfinite

import numpy as np

from ..film import Film, even_film, open_film, picture_track, read_film

LEAST_RATE, MOST_RATE = 1.0, 240.0  # pictures a second of a batch
REORDERED_SECONDS = Fraction(1, 2)  # seek this much earlier, because pictures may be reordered around a key frame
CLOSE_SECONDS = Fraction(1, 100_000)  # times that are nearer count as equal, because floats are rounded
PACKETS_A_CALL = 10  # packets between two calls of on_packets: a tenth of a second of decoding
NEAR_SECONDS = 2  # if the next wanted picture is further ahead than this, the reader seeks


class FilmPictures:
    """The pictures of a film's file, or of a part of it.

    Args:
        source, name, start_seconds, seconds: see film.read_film, which is called here.
        on_packets: called now and then whenever the film is read or decoded; may raise to cancel.

    Raises:
        ValueError: as read_film.
    """

    def __init__(self, source, name: str, start_seconds: float = 0.0, seconds: float = 0.0,
                 on_packets: Callable[[], None] | None = None):
        self.source, self.name = source, name
        self.start_seconds, self.seconds, self.on_packets = start_seconds, seconds, on_packets
        self.film: Film = read_film(source, name, start_seconds, seconds, on_packets)
        self._first: int | Fraction | None = None  # when the first picture begins, on the film's own clock

    def __iter__(self) -> Iterator[tuple[Fraction, object]]:
        """(seconds from the first picture on, av.VideoFrame) of each picture that can be decoded, in order."""
        for jumps in (self.start_seconds > 0, False):
            began = False
            with closing(self._shown(jumps)) as shown:
                for time, frame in shown:
                    self._first = time if not began else self._first
                    began = True
                    yield time - self._first, frame
            if began:
                return

    def at(self, seconds: Sequence[float]) -> Iterator[object]:
        """The pictures that begin at these times, in order of time; each is an av.VideoFrame, not rotated yet.

        Seeks to key frames. If seeking fails in a file, it is decoded again from its beginning.

        Raises:
            ValueError: no picture begins at one of these times.
        """
        wanted = [Fraction(time) + (self._first or 0) for time in sorted(seconds)]
        found = 0
        with closing(self._jumping(wanted)) as jumping:
            for frame in jumping:
                found += 1
                yield frame
        if found == len(wanted):
            return
        missing = wanted[found:]
        with closing(self._decoded(None)) as frames:
            for time, frame in frames:
                if abs(time - missing[0]) <= CLOSE_SECONDS:
                    yield frame
                    missing.pop(0)
                if not missing:
                    return
        raise ValueError(f"{self.name} has no picture {float(missing[0] - (self._first or 0)):.3f} s from its begin; "
                         "the file has changed while it was read")

    def _jumping(self, wanted: list[Fraction]) -> Iterator[object]:
        """The pictures that seeking finds, up to the first one that it misses."""
        frames, here = None, None
        try:
            for time in wanted:
                if frames is None or time - here > NEAR_SECONDS:
                    if frames is not None:
                        frames.close()
                    frames = self._decoded(max(time - REORDERED_SECONDS, Fraction(0)) if time > NEAR_SECONDS else None)
                here, frame = next(((own, frame) for own, frame in frames if own >= time - CLOSE_SECONDS),
                                   (None, None))
                if here is None or here > time + CLOSE_SECONDS:
                    return
                yield frame
        finally:
            if frames is not None:
                frames.close()

    def _shown(self, jumps: bool) -> Iterator[tuple[Fraction, object]]:
        """The pictures of the part; none if a seek went past its beginning."""
        import av

        begin, end = Fraction(self.start_seconds), Fraction(self.start_seconds) + Fraction(self.seconds)
        with closing(self._decoded(begin if jumps else None)) as frames:
            is_first = True
            for time, frame in frames:
                # rounded as in film.py
                ticks = Fraction(frame.time_base or av.time_base)
                if jumps and is_first and time > begin:
                    return
                is_first = False
                if self.seconds and time >= int(float(end) / ticks) * ticks:
                    return
                if not self.start_seconds or time >= int(self.start_seconds / ticks) * ticks:
                    yield time, frame

    def _decoded(self, jump: Fraction | None) -> Iterator[tuple[Fraction, object]]:
        """(seconds on the file's own clock, picture) from a key frame before `jump` on; None for the file's beginning.

        Pictures before the first key frame cannot be shown, and pictures that cannot be decoded are skipped.
        """
        import av

        try:
            with open_film(self.source, self.name) as container:
                stream = picture_track(container, self.name)
                stream.thread_type = "AUTO"
                if jump is not None:
                    container.seek(int(jump / stream.time_base), stream=stream)
                yield from _decode(container, stream, self.on_packets or (lambda: None))
        except (av.error.FFmpegError, OSError) as error:
            raise ValueError(f"{self.name} cannot be read as a film: {error}") from error


def _decode(container, stream, on_packets: Callable[[], None]) -> Iterator[tuple[Fraction, object]]:
    import av

    key, number, rate = None, 0, stream.average_rate
    for count, packet in enumerate(container.demux(stream)):
        if count % PACKETS_A_CALL == 0:
            on_packets()
        if key is None and packet.size and packet.is_keyframe:
            key = packet.dts if packet.pts is None else packet.pts
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            continue
        for frame in frames:
            if frame.pts is not None and (key is None or frame.pts < key):
                continue
            time = frame.pts * frame.time_base if frame.pts is not None else number / Fraction(rate)
            number += 1
            yield Fraction(time), frame


class BatchPictures:
    """A batch of pictures in memory, read in the same way as FilmPictures.

    Args:
        images: [N, H, W, C] numbers from 0 to 1, at least three channels: red, green, blue. A tensor on the CPU, or an
            array.
        rate: pictures a second.

    Raises:
        ValueError: not a batch of pictures, or a rate out of range.
    """

    name = "images"

    def __init__(self, images, rate: float):
        shape = tuple(getattr(images, "shape", ()))
        if len(shape) != 4 or shape[3] < 3:
            raise ValueError(f"images is {list(shape) or type(images).__name__}; a batch [pictures, height, width, 3] "
                             "is needed")
        if isinstance(rate, bool) or not isfinite(rate) or not LEAST_RATE <= rate <= MOST_RATE:
            raise ValueError(f"fps is {rate}; {LEAST_RATE:g} to {MOST_RATE:g} pictures a second are possible")
        self.images, self.rate = images, Fraction(rate).limit_denominator(1001)
        self.film = even_film(shape[0], self.rate, shape[2], shape[1], False, self.name)

    def __iter__(self) -> Iterator[tuple[Fraction, object]]:
        for number in range(len(self.images)):
            yield number / self.rate, self._frame(number)

    def at(self, seconds: Sequence[float]) -> Iterator[object]:
        """As FilmPictures.at."""
        times = [number / self.rate for number in range(len(self.images))]
        for time in sorted(seconds):
            yield self._frame(bisect_left(times, Fraction(time) - CLOSE_SECONDS))

    def _frame(self, number: int):
        import av

        picture = np.asarray(self.images[number], dtype=np.float32)[..., :3]
        if not np.isfinite(picture).all():
            raise ValueError(f"picture {number + 1} of images holds numbers that are not finite")
        levels = np.ascontiguousarray((picture.clip(0, 1) * 255).round().astype(np.uint8))
        return av.VideoFrame.from_ndarray(levels, format="rgb24")


def upright(frame, width: int, height: int) -> np.ndarray:
    """A picture as displayed, after its rotation: [height, width, 3] uint8."""
    quarters = round(getattr(frame, "rotation", 0) / 90)
    size = (height, width) if quarters % 2 else (width, height)
    picture = frame.reformat(*size, "rgb24", interpolation="AREA").to_ndarray()
    return np.ascontiguousarray(np.rot90(picture, quarters))


def fitted(width: int, height: int, largest: int) -> tuple[int, int]:
    """Width and height, scaled down if needed so that the longer side has at most `largest` pixels."""
    share = min(1.0, largest / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))
