"""Makes small films of all awkward kinds with PyAV."""
from __future__ import annotations

from collections.abc import Callable
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
               cover: bool = False, options: dict | None = None, container: dict | None = None,
               drawn: Callable[[int], np.ndarray] | None = None) -> Path:
    """A film with a picture at each of the times, and a tone.

    drawn: what the picture of a number shows, [HEIGHT, WIDTH, 3] uint8.
    """
    import av

    with av.open(str(path), "w", options=container or {}) as out:
        picture = out.add_stream(codec, rate=Fraction(rate), options=options or {})
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, pixels
        picture.codec_context.time_base = clock
        sound = out.add_stream("aac", rate=48000, layout="mono") if sound_seconds else None
        if cover:
            _add_cover(out)
        for number, time in enumerate(times):
            frame = av.VideoFrame.from_ndarray((drawn or _drawn)(number), format="rgb24")
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


def write_three_shots(path: Path) -> Path:
    """A film of 7.5 s in three shots, with a tone that is longer."""
    def drawn(number: int) -> np.ndarray:
        blocks = np.random.default_rng(number // 60).integers(0, 200, (6, 8, 3), np.uint8)
        return blocks.repeat(HEIGHT // 6, 0).repeat(WIDTH // 8, 1)

    return write_film(path, even(180, 24), 24, sound_seconds=8, drawn=drawn)


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


def turned(path: Path) -> Path:
    """The same MP4, to be shown turned by a quarter."""
    data = path.read_bytes()
    lying, upright = (b"".join(number.to_bytes(4, "big", signed=True) for number in numbers) for numbers in (
        (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000), (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)))
    place = data.index(upright, data.index(b"tkhd"))
    path.write_bytes(data[:place] + lying + data[place + len(upright):])
    return path


def payload(film, picture: int = 0) -> list[bytes]:
    """What the packets of a picture track hold. film: a path, or a file."""
    import av

    with av.open(film if hasattr(film, "read") else str(film)) as container:
        return [bytes(packet) for packet in container.demux(container.streams.video[picture]) if packet.size]


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


ASS_HEADER = (b"[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\n"
              b"Style: Default,Arial,16\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, "
              b"MarginV, Effect, Text\n")
SOUND_FORMATS = {"aac": "fltp", "flac": "s32", "pcm_s16le": "s16", "pcm_s24le": "s32", "alac": "s32p", "mp3": "fltp",
                 "libopus": "flt", "ac3": "fltp", "pcm_u8": "u8"}


def clicks(seconds: float, rate: int, places: dict[int, float], channels: int = 1) -> np.ndarray:
    """Silence [channels, T] with single samples of a level: sample -> level."""
    sound = np.zeros((channels, round(seconds * rate)), np.float32)
    for place, level in places.items():
        sound[:, place] = level
    return sound


def tone(seconds: float, rate: int, level: float = 0.25, hertz: float = 440.0, channels: int = 1) -> np.ndarray:
    """A sine [channels, T]."""
    wave = level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)
    return np.broadcast_to(wave.astype(np.float32), (channels, len(wave))).copy()


def assembled(picture: Path, target: Path, sounds: list[dict], texts: str | None = None, chapters: list | None = None,
              rotation: float | None = None, tags: dict | None = None, picture_tags: dict | None = None,
              options: dict | None = None) -> Path:
    """A film's pictures, copied, with other tracks.

    sounds: of each a wave [C, T] and its rate, codec, start (seconds), language, title, default.
    texts: kind of one subtitle track with two lines, such as subrip or mov_text.
    chapters: (start, end, title) in seconds.
    """
    import av

    with av.open(str(picture)) as read, av.open(str(target), "w", options=options or {}) as out:
        source = read.streams.video[0]
        copy = out.add_stream_from_template(source, opaque=True)
        copy.metadata.update(picture_tags or {})
        copy.codec_context.framerate = source.average_rate
        if rotation is not None:
            copy.set_display_rotation(rotation)
        made = [(_added_sound(out, sound), sound) for sound in sounds]
        text = _added_texts(out, texts) if texts else None
        out.metadata.update(tags or {})
        if chapters:
            out.set_chapters([{"id": number, "start": int(start * 1000), "end": int(end * 1000),
                               "time_base": Fraction(1, 1000), "metadata": {"title": title}}
                              for number, (start, end, title) in enumerate(chapters, 1)])
        out.start_encoding()
        for packet in read.demux(source):
            if packet.size:
                packet.stream = copy
                out.mux(packet)
        for stream, sound in made:
            out.mux(stream.encode(_sound_frame(sound)))
            out.mux(stream.encode(None))
        if text is not None:
            _write_texts(out, text, texts)
    return target


def _added_sound(out, sound: dict):
    from av.stream import Disposition

    wave = sound["wave"]
    stream = out.add_stream(sound["codec"], rate=sound["rate"])
    stream.codec_context.format = SOUND_FORMATS[sound["codec"]]
    stream.codec_context.layout = {1: "mono", 2: "stereo", 6: "5.1"}[len(wave)]
    if sound["codec"] in ("aac", "libopus", "mp3"):
        stream.codec_context.bit_rate = 128000 * len(wave)
    for key in ("language", "title"):
        if key in sound:
            stream.metadata[key] = sound[key]
    if "title" in sound:
        stream.metadata["handler_name"] = sound["title"]
    stream.disposition = Disposition.default if sound.get("default") else 0
    return stream


def _sound_frame(sound: dict):
    import av

    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound["wave"]), format="fltp",
                                       layout={1: "mono", 2: "stereo", 6: "5.1"}[len(sound["wave"])])
    frame.sample_rate, frame.time_base = sound["rate"], Fraction(1, sound["rate"])
    frame.pts = round(sound.get("start", 0) * sound["rate"])
    return frame


def _added_texts(out, kind: str):
    text = out.add_stream(kind)
    text.metadata["language"] = "eng"
    text.codec_context.subtitle_header = ASS_HEADER
    text.codec_context.time_base = text.time_base = Fraction(1, 1000)
    return text


def _write_texts(out, stream, kind: str) -> None:
    from av.subtitles.subtitle import SubtitleSet

    for number, start in enumerate((0, 500)):
        line = SubtitleSet.create(f"{number},0,Default,,0,0,0,,line {number}".encode(), 0, 400, pts=start * 1000)
        packet = stream.codec_context.encode_subtitle(line)
        packet.pts = packet.dts = start
        packet.duration, packet.time_base, packet.stream = 400, Fraction(1, 1000), stream
        out.mux(packet)
