"""A part of a film whose packets can be copied: what is read before its first picture is hidden by an edit list."""
from __future__ import annotations

from dataclasses import dataclass

from ..film import Film, is_cover


@dataclass(frozen=True)
class Part:
    """Which of a film's pictures are copied.

    first, last: the first and last packet of its picture track, counted from 0 in the order in which they are decoded.
    hides: pictures before the part are among them, from the key frame on that its first picture needs.
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
        self._is_plain = True  # all packets have times, and none is hidden

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
        """The packets; None where no copy shows just that part.

        That is so where its last pictures need a later one, which nothing would hide; where the film has an edit list
        itself; and where it has several picture tracks.

        Args:
            container, stream: the film, opened, and its picture track.
            film: what read_film gave.
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
