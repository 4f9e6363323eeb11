"""Small films of every awkward kind, made with PyAV."""
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

NTSC = Fraction(24000, 1001)
WIDTH, HEIGHT = 64, 48
UNEVEN = [Fraction(tenths, 10) for tenths in (0, 1, 3, 10, 11, 20, 32)]  # seconds at which its pictures begin


def even(frames: int, rate: Fraction | int, start: Fraction | int = 0) -> list[Fraction]:
    """When the pictures of an even film begin, in seconds."""
    return [start + frame / Fraction(rate) for frame in range(frames)]


def write_film(path: Path, times: list[Fraction], rate: Fraction | int, *, codec: str = "libx264",
               pixels: str = "yuv420p", clock: Fraction = Fraction(1, 90000), sound_seconds: float = 0.0,
               cover: bool = False, options: dict | None = None, container: dict | None = None) -> Path:
    """A film with a picture at each of the times, and a tone."""
    import av

    with av.open(str(path), "w", options=container or {}) as out:
        picture = out.add_stream(codec, rate=Fraction(rate), options=options or {})
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, pixels
        picture.codec_context.time_base = clock
        sound = out.add_stream("aac", rate=48000, layout="mono") if sound_seconds else None
        if cover:
            _add_cover(out)
        for number, time in enumerate(times):
            frame = av.VideoFrame.from_ndarray(_drawn(number), format="rgb24")
            frame.pts, frame.time_base = round(time / clock), clock
            out.mux(picture.encode(frame))
        out.mux(picture.encode(None))
        if sound is not None:
            tone = np.full((1, round(sound_seconds * 48000)), 0.1, np.float32)
            frame = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = 48000, 0, Fraction(1, 48000)
            out.mux(sound.encode(frame))
            out.mux(sound.encode(None))
    return path


def shifted(source: Path, target: Path, seconds: Fraction, first_dts: Fraction | int = -100) -> Path:
    """A film's pictures, copied, later by some seconds, or earlier: an edit list then hides what is before zero.

    first_dts: packets before this time of the source are left out, as a recorder does that starts in between.
    """
    import av

    with av.open(str(source)) as read, av.open(str(target), "w") as out:
        picture = read.streams.video[0]
        copy = out.add_stream_from_template(picture, opaque=True)
        for packet in read.demux(picture):
            if not packet.size or packet.dts * packet.time_base < first_dts:
                continue
            later = round(seconds / picture.time_base)
            packet.pts, packet.dts, packet.stream = packet.pts + later, packet.dts + later, copy
            out.mux(packet)
    return target


def decoded(path: Path) -> list:
    """Every picture of a film, as a decoder gives them."""
    import av

    with av.open(str(path)) as container:
        return list(container.decode(container.streams.video[0]))


def _add_cover(out) -> None:
    import av
    from av.stream import Disposition

    cover = out.add_stream("mjpeg", rate=1)
    cover.width, cover.height, cover.pix_fmt = 32, 32, "yuvj420p"
    cover.disposition = Disposition.attached_pic
    out.mux(cover.encode(av.VideoFrame(32, 32, "yuvj420p")))
    out.mux(cover.encode(None))


def _drawn(number: int) -> np.ndarray:
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    picture[:, :, number % 3] = number * 7 % 256
    picture[:, number * 3 % WIDTH] = 255
    return picture
