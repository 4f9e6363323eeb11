"""Hashes copied video packets, and encodes new sound tracks between them; both on other threads."""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction

import numpy as np

from .codecs import SoundCodec
from .mixing import TrackSound, channel_layout

HASHED_BYTES = 2**21  # bytes that are passed to the other thread at once
ANNEX_B = ("h264", "hevc")  # codecs whose units have start codes in raw streams, and lengths in MP4 and Matroska


class PacketHash:
    """A digest of a video track's packets, computed on another thread.

    Args:
        pool: of one thread; may be shared.
        framed: "length" or "start code", how the units of an H.264 or HEVC packet are delimited; then only the units
            count, so that both framings give the same digest. None for whole packets.

    Attributes:
        packets: how many there were.
        digest: of all packets, after close().
    """

    def __init__(self, pool: ThreadPoolExecutor, framed: str | None = None):
        self.framed, self.packets, self.digest, self._pool = framed, 0, "", pool
        self._hash = hashlib.sha256()  # fast: most processors have instructions for it
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._ahead: Future | None = None

    def add(self, packet) -> None:
        """Add the next packet. Its bytes are copied, because a muxer takes them over."""
        self.packets += 1
        self._held.append(bytes(packet))
        self._held_bytes += packet.size
        if self._held_bytes >= HASHED_BYTES:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._ahead is not None:
            self._ahead.result()
        self._ahead = self._pool.submit(self._update, self._held)
        self._held, self._held_bytes = [], 0

    def _update(self, packets: list[bytes]) -> None:
        for packet in packets:
            for part in (packet,) if self.framed is None else _units(packet, self.framed):
                self._hash.update(len(part).to_bytes(8, "little"))
                self._hash.update(part)

    def close(self) -> None:
        """Compute the digest of all packets, and wait for it."""
        self._pass_on()
        self._ahead.result()
        self.digest = self._hash.hexdigest()


class SoundWriter:
    """Encodes a sound track while the film is copied, on another thread and one block ahead.

    Args:
        stream: the output's stream; it is configured here.
        sound: the track to encode.
        pool: of one thread, shared by all writers of a film.
    """

    def __init__(self, stream, sound: TrackSound, codec: SoundCodec, pool: ThreadPoolExecutor):
        self.stream, self.sound, self.pool = stream, sound, pool
        stream.codec_context.format = codec.sample_format
        stream.codec_context.layout = channel_layout(sound.channels)
        if codec.is_lossy:
            stream.codec_context.bit_rate = codec.bit_rate(sound.channels)
        self.clipped = 0  # samples that were beyond -1 .. 1
        self._blocks = sound.blocks()
        self._encoded = self._written = 0  # samples
        self._done = False
        self._ahead: Future | None = None

    def until(self, seconds: Fraction | float | None, mux: Callable) -> None:
        """Write the sound up to a time of the finished file; all of it if seconds is None."""
        while not self._done and (seconds is None or self._written < seconds * self.sound.rate):
            packets, self._written, self._done = (self._ahead or self.pool.submit(self._encode)).result()
            self._ahead = None if self._done else self.pool.submit(self._encode)
            mux(packets)

    def _encode(self) -> tuple[list, int, bool]:
        """The next packets, the samples so far, and whether these were the last ones."""
        import av

        block = next(self._blocks, None)
        if block is None:
            return self.stream.encode(None), self._encoded, True
        beyond = int((np.abs(block) > 1).sum())
        if beyond:
            self.clipped += beyond
            block = block.clip(-1, 1)
        # interleaved channels: PyAV 18.1 cannot take eight planar ones
        samples = np.ascontiguousarray(block.T, np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="flt", layout=channel_layout(self.sound.channels))
        frame.sample_rate, frame.time_base, frame.pts = self.sound.rate, Fraction(1, self.sound.rate), self._encoded
        self._encoded += block.shape[1]
        return self.stream.encode(frame), self._encoded, False


def _units(data: bytes, framed: str) -> Iterator[bytes]:
    """The NAL units of an H.264 or HEVC packet."""
    if framed == "start code":
        # zeros before a start code belong to it; no unit ends in one
        yield from (unit.rstrip(b"\0") for unit in data.split(b"\0\0\1")[1:])
        return
    place = 0
    while place + 4 <= len(data):
        size = int.from_bytes(data[place:place + 4], "big")
        yield data[place + 4:place + 4 + size]
        place += 4 + size
