"""Reads a film before it is dubbed: its video, its container, and which other containers can hold it."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from ..errors import listed
from ..film import Film, is_cover, open_film, picture_track, read_film
from .codecs import CONTAINERS, FAMILIES, FORMATS
from .options import DubOptions
from .part import Part, PartFinder
from .tracks import refusal

# demuxer -> the container that is used for its films
SUFFIXES = {"matroska": "mkv", "mov": "mp4"}


@dataclass(frozen=True)
class DubSource:
    """A film to be dubbed.

    source: a path, or a seekable file object. name: for messages.
    film: measurements of its video.
    family: "mov", "matroska", or the name of another demuxer.
    container: the film's own container if it is one of CONTAINERS, else the nearest one.
    sounds: how many sound tracks it has.
    refused: container that cannot hold its video -> the reason.
    part: the packets of the requested part; None for the whole film.
    """

    source: object
    name: str
    film: Film
    family: str
    container: str
    sounds: int
    refused: Mapping[str, str]
    part: Part | None = None

    @property
    def shift_seconds(self) -> Fraction:
        """Added to every time of the file. The times of MP4, MOV and Matroska are kept. Those of other containers may
        begin anywhere, so they are shifted to begin at 0; and so are those of a part."""
        return Fraction(0) if self.part is None and self.family in FAMILIES.values() else -self.film.begins_seconds

    @property
    def lead_seconds(self) -> Fraction:
        """How long after the finished file's beginning its first picture is shown."""
        return self.film.begins_seconds + self.shift_seconds


def read_source(source, name: str, on_packets: Callable[[], None] | None = None, start_seconds: float = 0.0,
                seconds: float = 0.0) -> DubSource | None:
    """Measure a film before it is dubbed.

    Args:
        source: a path, or a seekable file object.
        name: of the film, for messages.
        on_packets: called now and then; may raise to cancel.
        start_seconds, seconds: the requested part, see read_film.

    Returns:
        The film; None if a copy of packets cannot show the part, see PartFinder.part.

    Raises:
        ValueError: it cannot be read, has no picture, or does not say when its pictures are shown.
    """
    finder = PartFinder(start_seconds, seconds) if start_seconds or seconds else None
    film, part = read_film(source, name, start_seconds, seconds, on_packets, finder and finder.add), None
    if not film.has_times:
        raise ValueError(f"{name} does not say when its pictures are shown, as bare streams do not; put it into a "
                         "container first, such as mkv")
    with open_film(source, name) as container:
        if finder is not None:
            part = finder.part(container, picture_track(container, name), film)
            if part is None:
                return None
            film = replace(film, hides=part.hides)
        names = container.format.name.split(",")
        family = next((family for family in FAMILIES.values() if family in names), names[0])
        own = "mov" if container.metadata.get("major_brand", "").strip() == "qt" else SUFFIXES.get(family, "mp4")
        if family == "matroska" and _ends_in(source, container, ".webm"):
            own = "webm"
        return DubSource(source, name, film, family, own, len(container.streams.audio), _refused(container, name), part)


def chosen_container(source: DubSource, options: DubOptions) -> str:
    """The container that a film is written to. "auto" takes the film's own if it can hold the video and the sound.

    Raises:
        ValueError: the requested container cannot hold the film's video, or would show hidden pictures.
    """
    wanted = options.container
    if wanted == "auto":
        possible = [name for name in dict.fromkeys((source.container, "mp4", "mkv", "mov", "webm"))
                    if options.codec in ("auto", *CONTAINERS[name])]
        problems = []
        for name in possible:
            if (problem := _problem(source, name)) is None:
                return name
            problems.append(problem)
        raise ValueError(problems[0])
    if problem := _problem(source, wanted):
        fitting = [name for name in CONTAINERS if not _problem(source, name)]
        raise ValueError(f"{problem}; possible: {listed(fitting)}")
    return wanted


def _problem(source: DubSource, container: str) -> str | None:
    """Why a container cannot hold a film's video; None if it can."""
    if source.film.hides and FAMILIES[container] != "mov":
        what = "has an edit list that" if source.part is None else "is cut between key frames, so that an edit list"
        return (f"{source.name} {what} hides pictures, and {container} would show them; only mp4 and mov hold such a "
                "list")
    return source.refused.get(container)


def _refused(film, name: str) -> dict[str, str]:
    """Containers that cannot hold a film's video, and why. film: opened for reading."""
    refused = {}
    for stream in film.streams.video:
        if stream.codec_context is None or is_cover(stream):
            continue
        kind = stream.codec_context.codec.canonical_name
        for container in CONTAINERS:
            if container not in refused and (why := refusal(stream, FORMATS[container])) is not None:
                refused[container] = f"{container} cannot hold the pictures of {name} ({kind}): {why}"
    return refused


def _ends_in(source, container, suffix: str) -> bool:
    """Whether a film's file has a suffix. Without a name, its codecs decide: all must fit that container."""
    name = str(source) if isinstance(source, str) or hasattr(source, "__fspath__") else ""
    if name:
        return name.lower().endswith(suffix)
    return all(refusal(stream, suffix[1:]) is None for stream in container.streams
               if stream.codec_context is not None)
