"""Writes a small copy of a film that every browser plays: H.264 in MP4, without sound."""
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from ..digests import new_key
from ..film import Film
from .pictures import upright

COPY_LINES = 240  # the largest height
MOST_WIDE = 4  # the largest width divided by the height
CLOCK = Fraction(1, 90_000)  # seconds of a tick: fine enough to keep the film's times, evenly spaced or not
ENCODER = "libx264"
QUALITY = {"preset": "veryfast", "crf": "28", "bf": "0"}
KEY_SECONDS = 0.5  # between key frames, so that a browser can seek quickly, also backwards
LEAST_PIXELS, MOST_KEY_PICTURES = 16, 120
SUFFIX = ".mp4"


def can_be_made() -> bool:
    """Whether this PyAV has the encoder for such copies. PyPI's wheels have it, some other builds do not."""
    import av

    return ENCODER in av.codecs_available


class SmallCopy:
    """Writes the copy picture by picture: `with SmallCopy(file, film) as copy: copy.add(time, frame); copy.close()`.

    Args:
        file: the copy; its name ends in SUFFIX.
        film: measurements of the film to copy.

    Attributes:
        key: after close(), a digest of the file's packets, 16 hexadecimal digits.

    Raises:
        ValueError: this PyAV cannot write it.
    """

    def __init__(self, file: Path, film: Film):
        import av

        if not can_be_made():
            raise ValueError(f"a small copy of the film needs PyAV's encoder {ENCODER}, which this PyAV "
                             f"({av.__version__}) does not have; install av from PyPI, or turn the copy off")
        self.width, self.height = copy_size(film.width, film.height)
        self.container = av.open(str(file), "w")
        every = max(1, min(MOST_KEY_PICTURES, round(film.rate * KEY_SECONDS)))
        self.stream = self.container.add_stream(ENCODER, rate=max(1, round(film.rate)),
                                                options={**QUALITY, "g": str(every)})
        self.stream.width, self.stream.height, self.stream.pix_fmt = self.width, self.height, "yuv420p"
        self.stream.codec_context.time_base = CLOCK
        self.last, self.digest, self.key = -1, new_key(), None

    def __enter__(self) -> SmallCopy:
        return self

    def __exit__(self, *_exc) -> None:
        self.container.close()

    def add(self, time: Fraction, frame) -> None:
        """Add a picture.

        Args:
            time: seconds from the film's first picture on, increasing.
            frame: av.VideoFrame, before its rotation is applied.
        """
        import av

        at = round(time / CLOCK)
        if at <= self.last:  # only the first of two pictures with the same time is written
            return
        self.last = at
        small = av.VideoFrame.from_ndarray(upright(frame, self.width, self.height), format="rgb24")
        small.pts, small.time_base = at, CLOCK
        self._write(self.stream.encode(small))

    def close(self) -> None:
        """Write the last packets; the file is complete then."""
        self._write(self.stream.encode(None))
        self.container.close()
        self.key = self.digest.hexdigest()

    def _write(self, packets) -> None:
        for packet in packets:
            self.digest.update(f"{packet.pts} {packet.size}".encode() + bytes(packet))
            self.container.mux(packet)


def copy_size(width: int, height: int) -> tuple[int, int]:
    """The copy's width and height, both even, for a film's width and height as displayed."""
    share = min(1.0, COPY_LINES / height, MOST_WIDE * COPY_LINES / width)
    return tuple(max(LEAST_PIXELS, 2 * round(share * pixels / 2)) for pixels in (width, height))
