"""Converts text subtitles to another format, for containers that hold only a format of their own.

FFmpeg's decoders of text subtitles all give ASS lines, and its encoders take them. The times are those of the packets.
"""
from __future__ import annotations

from fractions import Fraction

KINDS = {"mp4": "mov_text", "mov": "mov_text", "mkv": "subrip", "webm": "webvtt"}  # container -> format to convert to
STYLED = ("ass", "ssa")  # formats whose header defines styles
CLOCK = Fraction(1, 1000)  # seconds of a tick that all formats can express
# FFmpeg's own header, for formats without styles: an encoder compares a line's style with it
PLAIN_HEADER = b"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def can_convert(stream) -> bool:
    """Whether this PyAV can encode subtitles."""
    return hasattr(stream.codec_context, "encode_subtitle")


class TextConverter:
    """Converts a subtitle track to another format.

    MP4 shows one text at a time, so texts that overlap are joined to one with the lines of all.

    Args:
        old: the film's stream.
        new: the finished film's stream, in one of KINDS; it is configured here.
    """

    def __init__(self, old, new):
        self.old, self.new = old.codec_context, new
        header = old.codec_context.extradata if old.codec_context.name in STYLED else None
        new.codec_context.subtitle_header = bytes(header) if header else PLAIN_HEADER
        new.codec_context.time_base = new.time_base = CLOCK
        self._kind, self._clock = new.codec_context.name, old.time_base
        self._shown: list[tuple[int, bytes]] = []  # when each ends, in ticks of the old stream, and its line
        self._time = 0  # everything before this time is written

    def converted(self, packet) -> list:
        """Packets in the new format: for this text, or (in MP4) for the texts shown before it begins.

        Args:
            packet: of the film's stream, with times of the finished film.
        """
        decoded = self.old.decode2(packet)
        lines = [rect.ass for rect in decoded.rects if rect.ass] if decoded is not None else []
        if not lines:
            return []
        start, end = packet.pts, packet.pts + (packet.duration or 0)
        if self._kind != "mov_text":
            return [self._packet(_joined(lines), start, end)]
        made = self._until(start)
        self._time = max(self._time, start)
        self._shown += [(end, line) for line in lines]
        return made

    def rest(self) -> list:
        """The packets of the texts that are not written yet."""
        return self._until(None)

    def _until(self, time: int | None) -> list:
        made = []
        while self._shown and (time is None or self._time < time):
            stop = min(end for end, _ in self._shown)
            stop = stop if time is None else min(stop, time)
            if stop > self._time:
                made.append(self._packet(_joined([line for _, line in self._shown]), self._time, stop))
                self._time = stop
            self._shown = [(end, line) for end, line in self._shown if end > self._time]
        return made

    def _packet(self, line: bytes, start: int, end: int):
        from av.subtitles.subtitle import SubtitleSet

        if self._kind == "webvtt":  # FFmpeg's encoder does not escape these, and readers take them for tags
            line = line.replace(b"&", b"&amp;").replace(b"<", b"&lt;")
        made = self.new.codec_context.encode_subtitle(
            SubtitleSet.create(line, 0, round((end - start) * self._clock * 1000)))
        made.pts = made.dts = start
        made.duration, made.time_base, made.stream = end - start, self._clock, self.new
        return made


def _joined(lines: list[bytes]) -> bytes:
    """Several ASS lines joined to one. A line has eight fields, each followed by a comma, then the text."""
    return lines[0] + b"".join(b"\\N" + line.split(b",", 8)[-1] for line in lines[1:])
