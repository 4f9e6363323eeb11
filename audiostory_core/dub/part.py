"""A part of a film whose packets can be copied: what is read before its first picture is hidden by an edit list."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..film import PACKETS_A_CALL, Film, is_cover, open_film, picture_track


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


def copied_part(source, name: str, film: Film, start_seconds: float, seconds: float,
                on_packets: Callable[[], None] | None = None) -> Part | None:
    """The packets that show a part of a film; None where no copy shows just that part.

    That is so where its last pictures need a later one, which nothing would hide; where the film has an edit list of
    its own; and where it has several picture tracks.

    Args:
        source, name, start_seconds, seconds, on_packets: as given to read_film.
        film: what that gave.
    """
    first = last = None
    times: list[int] = []
    with open_film(source, name) as container:
        stream = picture_track(container, name)
        begin = round(film.begins_seconds / stream.time_base)
        end = int((start_seconds + seconds) / stream.time_base) if seconds else None
        for number, packet in enumerate(packet for packet in container.demux(stream) if packet.size):
            time = packet.dts if packet.pts is None else packet.pts
            if time is None or packet.is_discard:
                return None
            times.append(time)
            if packet.is_keyframe and time <= begin:
                first = number
            if time >= begin and (end is None or time < end):
                last = number
            if on_packets is not None and number % PACKETS_A_CALL == 0:
                on_packets()
        tracks = sum(not is_cover(stream) for stream in container.streams.video)
        if tracks > 1 or first is None or last is None:
            return None
    taken = times[first:last + 1]
    shown = sum(time >= begin for time in taken)
    if shown != film.frames or any(end is not None and time >= end for time in taken):
        return None
    return Part(first, last, shown < len(taken))
