"""Finds the packets that show a part of a film. An edit list hides packets that are only needed for decoding."""
from __future__ import annotations

from dataclasses import dataclass

from ..film import Film, is_cover


@dataclass(frozen=True)
class Part:
    """Which packets of a film's video track are copied.

    first, last: the first and the last packet, counted from 0 in decoding order.
    hides: whether pictures before the part are among them. The first picture needs those from its key frame on.
    """

    first: int
    last: int
    hides: bool

    def takes(self, number: int) -> bool:
        return self.first <= number <= self.last


class PartFinder:
    """Finds the packets that show a part of a film, while read_film reads them.

    Args:
        start_seconds, seconds: as given to read_film.
    """

    def __init__(self, start_seconds: float, seconds: float):
        self.start_seconds, self.seconds = start_seconds, seconds
        self._times: list[int] = []  # of each packet, in ticks
        self._keys: list[int] = []  # numbers of key frames
        self._is_plain = True  # whether all packets have times and none is hidden

    def add(self, packet) -> None:
        """Look at the next packet of the picture track."""
        if not packet.size:
            return
        time = packet.dts if packet.pts is None else packet.pts
        if time is None or packet.is_discard:
            self._is_plain = False
            return
        if packet.is_keyframe:
            self._keys.append(len(self._times))
        self._times.append(time)

    def part(self, container, stream, film: Film) -> Part | None:
        """The packets of the part; None if a copy of packets cannot show exactly that part.

        That is so in three cases: the part's last pictures need a later picture, which nothing would hide; the film
        already has an edit list; or it has several video tracks.

        Args:
            container, stream: the opened film and its video track.
            film: the result of read_film.
        """
        if not self._is_plain or sum(not is_cover(one) for one in container.streams.video) > 1:
            return None
        begin = round(film.begins_seconds / stream.time_base)
        end = int((self.start_seconds + self.seconds) / stream.time_base) if self.seconds else None
        keys = [number for number in self._keys if self._times[number] <= begin]
        shown = [number for number, time in enumerate(self._times) if time >= begin and (end is None or time < end)]
        if not keys or not shown:
            return None
        first, last = keys[-1], shown[-1]
        taken = self._times[first:last + 1]
        visible = sum(time >= begin for time in taken)
        if visible != film.frames or any(end is not None and time >= end for time in taken):
            return None
        return Part(first, last, visible < len(taken))
