"""Decides which of a film's tracks are copied, encoded again, converted or left out, and why."""
from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction

from ..film import is_cover
from .codecs import FAMILIES, FORMATS
from .texts import KINDS, can_convert

TEXTS = ("mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text")  # subtitle formats that are text, not images
COPY, DUB, AGAIN, MUTE, TEXT = "copy", "dub", "again", "mute", "text"


@dataclass(frozen=True)
class Track:
    """One track of the finished film.

    kind: COPY: packets are copied; DUB: the new sound; AGAIN: a sound that is decoded and encoded again, because copied
        packets would shift; MUTE: silence instead of a sound; TEXT: subtitles in another format.
    index: of the film's stream that it copies or replaces; None for an additional track.
    sound: number of the film's sound track, 1 is the first; 0 if it is not one.
    """

    kind: str
    index: int | None
    sound: int = 0


def planned_tracks(film, family: str, container: str, options, is_part: bool = False
                   ) -> tuple[list[Track], list[str]]:
    """The finished film's tracks in order, and notes on what cannot stay.

    Args:
        film: opened for reading.
        family: of its container.
        container: a key of CONTAINERS.
        options: a DubOptions.
        is_part: whether only a part of the film is copied. Sounds are then cut to the sample, which needs encoding.
    """
    tracks, notes, sounds = [], [], 0
    stays = family == FAMILIES[container]
    for stream in film.streams:
        if stream.type == "audio":
            sounds += 1
            kind = _sound_kind(stream, sounds, stays and not is_part, container, options)
            if kind is None and options.other_tracks != "replace":
                notes.append(f"sound track {sounds} is of a kind that this FFmpeg cannot read, and was left out")
            elif kind == AGAIN:
                why = "be cut to the sample" if is_part else f"keep their place in {container}"
                notes.append(f"sound track {sounds} ({stream.codec_context.name}) was encoded anew: its packets would "
                             f"not {why}")
            if kind is not None:
                tracks.append(Track(kind, stream.index, sounds))
        elif _made_anew(stream, film):
            continue
        elif _is_foreign_text(stream, stays, container) and can_convert(stream):
            notes.append(f"{_named(stream)} ({stream.codec_context.name}) was written as {KINDS[container]}: "
                         f"{container} holds no other text")
            tracks.append(Track(TEXT, stream.index))
        elif (why := _left_out(stream, stays, container)) is not None:
            notes.append(f"{_named(stream)} was left out: {why}")
        else:
            tracks.append(Track(COPY, stream.index))
    if not any(track.kind == DUB for track in tracks):
        tracks.append(Track(DUB, None))
    return tracks, notes


def refusal(stream, muxer: str) -> str | None:
    """Why a container's muxer refuses a track; None if it accepts it. The muxer itself is tried, in memory."""
    import av

    try:
        with av.open(io.BytesIO(), "w", format=muxer) as out:
            copy = out.add_stream_from_template(stream, opaque=True)
            copy.disposition = stream.disposition
            out.start_encoding()
    except av.error.FFmpegError:
        return "its writer refuses them"
    except ValueError as error:
        return str(error)
    return None


def pixel_shape(stream) -> Fraction | None:
    """The pixels' width divided by their height, from the container or the packets; None for square pixels."""
    shape = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
    return None if not shape or shape == 1 else Fraction(shape)


def _sound_kind(stream, number: int, stays: bool, container: str, options) -> str | None:
    if number == options.track and options.mode != "add track":
        return DUB
    is_other = number != options.track
    if is_other and options.other_tracks == "replace" or stream.codec_context is None:
        return None
    if is_other and options.other_tracks == "mute":
        return MUTE
    return COPY if stays and refusal(stream, FORMATS[container]) is None else AGAIN


def _made_anew(stream, film) -> bool:
    """Whether a data track holds only time code or chapters, which the muxer writes again from other data."""
    return stream.type == "data" and ("timecode" in stream.metadata or stream.frames == len(film.chapters()) > 0)


def _left_out(stream, stays: bool, container: str) -> str | None:
    """Why a track other than a sound cannot be copied; None if it can."""
    if is_cover(stream):
        return "webm holds no cover picture" if container == "webm" else None
    if stream.type == "attachment":
        return None if container == "mkv" else f"{container} holds no attached files"
    if stream.type not in ("video", "subtitle", "data") or stream.type != "data" and stream.codec_context is None:
        return "it is of a kind that this FFmpeg cannot copy"
    if _is_foreign_text(stream, stays, container):
        return f"{container} holds no text of the kind {stream.codec_context.name}"
    return refusal(stream, FORMATS[container])


def _is_foreign_text(stream, stays: bool, container: str) -> bool:
    """Whether a track has text subtitles in a format that the container does not hold."""
    if stream.type != "subtitle" or stream.codec_context is None or stream.codec_context.name not in TEXTS:
        return False
    return not (stays and (container != "webm" or stream.codec_context.name == "webvtt"))


def _named(stream) -> str:
    kind = {"subtitle": "subtitle track", "video": "picture track", "data": "data track"}.get(stream.type, stream.type)
    return f"{kind} {stream.index + 1}"
