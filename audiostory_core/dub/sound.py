"""Reads a film's sound track block by block, with each sample at its true time.

Simply joining the decoded samples is wrong in four ways: a sound that starts late comes too early, gaps are closed, a
codec's padding at both ends is heard, and integer samples have the wrong scale.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain

import numpy as np

from ..film import open_film

JITTER_SECONDS = Fraction(2, 1000)  # a smaller gap is only the rounding of a coarse clock (Matroska: milliseconds)
BLOCK_SECONDS = 1
# encoder delay in samples, which AVI does not store; other containers store it, or hide these samples
PRIMING = {"aac": 1024, "mp3": 1105, "mp3float": 1105}
MOST_PLANES = 7  # the most planar channels that PyAV converts to an array
CALL_PACKETS = 500  # packets between two calls of on_packets
WHOLE = {"u1": 2**7, "i2": 2**15, "i4": 2**31, "i8": 2**63}  # the integer that means 1.0


class FilmSound:
    """One sound track of a film.

    Args:
        source: a path, or a seekable file object.
        name: of the film, for messages.
        track: which sound track; 1 is the first.
        origin_seconds: the file's time that sample 0 belongs to, such as the time of the first picture.

    Attributes:
        rate: samples a second.
        channels: of the track.
        channel_names: FFmpeg's names, such as FL.

    Raises:
        ValueError: there is no such track, or it cannot be decoded.
    """

    def __init__(self, source, name: str, track: int = 1, origin_seconds: Fraction | float = 0):
        self.source, self.name, self.track, self.origin = source, name, track, Fraction(origin_seconds)
        with open_film(source, name) as container:
            context = self._stream(container).codec_context
            self.rate, self.channels = context.sample_rate, context.layout.nb_channels
            self.channel_names = tuple(channel.name for channel in context.layout.channels)
        if not self.rate or not self.channels:
            raise ValueError(f"sound track {track} of {name} says neither rate nor channels; it cannot be read")

    def blocks(self, on_packets: Callable[[], None] | None = None) -> Iterator[np.ndarray]:
        """The sound from sample 0 to its end, without gaps, in blocks [channels, n] float32 of about a second.

        Sound before sample 0 is left out. If the sound starts later, or has gaps, there is silence.

        Raises:
            ValueError: the track cannot be decoded to its end.
        """
        gathered, held = [], 0
        for part in self._placed(on_packets):
            gathered.append(part)
            held += part.shape[1]
            if held >= BLOCK_SECONDS * self.rate:
                yield np.concatenate(gathered, 1)
                gathered, held = [], 0
        if held:
            yield np.concatenate(gathered, 1)

    def _placed(self, on_packets) -> Iterator[np.ndarray]:
        """The decoded samples in order: gaps are filled with silence; overlaps and sound before sample 0 are cut."""
        position, written = None, 0
        for place, part, last in self._decoded(on_packets):
            # integer arithmetic: there are many frames, and Fractions would take longer than decoding
            steps, each = place or ((position or 0), 1)
            off = abs(steps - (position or 0) * each)
            if position is None or off * JITTER_SECONDS.denominator > JITTER_SECONDS.numerator * self.rate * each:
                position = round(Fraction(steps, each))
            begin, position = position, position + part.shape[1]
            end = position if last is None else min(position, last)
            first = max(begin, written)
            if end <= first:
                continue
            yield from silence(self.channels, first - written, self.rate)
            yield part[:, first - begin:end - begin]
            written = end

    def _decoded(self, on_packets) -> Iterator[tuple[tuple[int, int] | None, np.ndarray, int | None]]:
        """(place, samples [C, n], end) of each decoded frame.

        place: (n, d), which means n / d samples after sample 0; None if the frame has no time.
        end: the sample at which the track ends, or None if the file does not say.
        """
        import av

        with open_film(self.source, self.name) as container:
            stream = self._stream(container)
            lasts = _said_length(container, stream)
            clock, begun, end, side_by_side = stream.time_base, False, None, _SideBySide()
            priming = PRIMING.get(stream.codec_context.name, 0) if container.format.name == "avi" else 0
            tick, before = clock * self.rate, self.origin * self.rate + priming  # in samples
            each = tick.denominator * before.denominator
            grow, back = tick.numerator * before.denominator, before.numerator * tick.denominator
            for number, packet in enumerate(container.demux(stream)):
                if on_packets is not None and number % CALL_PACKETS == 0:
                    on_packets()
                try:
                    frames = packet.decode()
                except av.error.FFmpegError as error:
                    if not begun and isinstance(error, av.error.InvalidDataError):
                        continue  # the recording began in the middle of a packet, and nothing was decoded yet
                    at = "" if packet.pts is None else f" at {float(packet.pts * clock):.3f} s"
                    raise ValueError(f"sound track {self.track} of {self.name} cannot be decoded{at}: {error}"
                                     ) from error
                for frame in frames:
                    self._check(frame)
                    place = None if frame.pts is None else (frame.pts * grow - back, each)
                    if not begun and lasts is not None:
                        first = -self.origin * self.rate if place is None else Fraction(*place)
                        end = round(first + lasts * self.rate)
                    begun = True
                    yield place, _floats(side_by_side(frame)), end

    def _check(self, frame) -> None:
        if (frame.sample_rate, frame.layout.nb_channels) != (self.rate, self.channels):
            raise ValueError(f"sound track {self.track} of {self.name} changes within the film from {self.channels} "
                             f"channels at {self.rate} Hz to {frame.layout.nb_channels} at {frame.sample_rate}; "
                             "convert the film's sound first")

    def _stream(self, container):
        tracks = container.streams.audio
        if not len(tracks):
            raise ValueError(f"{self.name} has no sound track")
        if not 1 <= self.track <= len(tracks):
            raise ValueError(f"track is {self.track}; {self.name} has {len(tracks)} sound track"
                             f"{'s' * (len(tracks) > 1)}, and 1 is the first")
        stream = tracks[self.track - 1]
        if stream.codec_context is None:
            raise ValueError(f"sound track {self.track} of {self.name} is of a kind that this FFmpeg cannot decode")
        return stream


def silence(channels: int, samples: int, rate: int) -> Iterator[np.ndarray]:
    """Silence of `samples` samples, in blocks of up to a second."""
    for begin in range(0, samples, BLOCK_SECONDS * rate):
        yield np.zeros((channels, min(BLOCK_SECONDS * rate, samples - begin)), np.float32)


def exactly(blocks: Iterator[np.ndarray], lead: int, samples: int, channels: int, rate: int) -> Iterator[np.ndarray]:
    """`lead` samples of silence, then the blocks, cut or padded with silence to `samples` samples in all."""
    done = 0
    for part in chain(silence(channels, lead, rate), blocks):
        if done >= samples:
            return
        part = part[:, :samples - done]
        done += part.shape[1]
        yield part
    yield from silence(channels, samples - done, rate)


def _said_length(container, stream) -> Fraction | None:
    """A track's length in seconds as stated in MP4 or MOV, else None. It excludes the padding of the last packet."""
    if "mp4" not in container.format.name or not stream.duration:
        return None
    return stream.duration * stream.time_base


class _SideBySide:
    """Interleaves the channels of a planar frame with many channels: PyAV 18.1 crashes the process when it converts a
    planar frame of eight to an array."""

    def __init__(self):
        self.resampler = None

    def __call__(self, frame):
        import av

        if frame.layout.nb_channels <= MOST_PLANES or not frame.format.is_planar:
            return frame
        if self.resampler is None:
            self.resampler = av.AudioResampler(frame.format.name.removesuffix("p"), frame.layout, frame.sample_rate)
        (made,) = self.resampler.resample(frame)
        return made


def _floats(frame) -> np.ndarray:
    """A decoded frame's samples, [channels, samples] float32 with 1.0 as full scale."""
    samples = frame.to_ndarray()
    if not frame.format.is_planar:
        samples = samples.reshape(-1, frame.layout.nb_channels).T
    kind = samples.dtype.str[1:]
    if kind not in WHOLE:
        return samples.astype(np.float32)
    if kind == "u1":
        samples = samples.astype(np.float32) - WHOLE[kind]
    return (samples.astype(np.float64) / WHOLE[kind]).astype(np.float32)
