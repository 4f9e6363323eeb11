"""The node Video Seconds, and reading a VIDEO's length, file, and trimmed part."""
from __future__ import annotations

import os
from pathlib import Path

import comfy.model_management
import folder_paths
from comfy_api.latest import Input, InputImpl, io, ui

from ..audiostory_core.film import Film, even_film, read_film
from .types import CATEGORY, search_aliases, shown_when_cached

FILM = "audiostory_film"  # a key of the node's ui output; web/editor/film.js draws and plays the film


class AudioStoryVideoSeconds(io.ComfyNode):
    """Measures a film's length, for the planner."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryVideoSeconds",
            display_name="Video Seconds",
            category=CATEGORY,
            **search_aliases("video length", "video duration", "frame count", "fps", "video info", "sound for video"),
            **shown_when_cached(),
            description="How long a film's picture lasts, so that a story gets the same length: foley, ambience and "
                        "sound effects under a video. Nothing is decoded but the first picture.",
            inputs=[io.Video.Input("video", tooltip="From Load Video, Create Video or any node that gives a VIDEO.")],
            outputs=[
                io.Float.Output(display_name="seconds", tooltip=(
                    "From the first picture's begin to the last one's end. For the planner's seconds.")),
                io.Int.Output(display_name="frames", tooltip="Pictures."),
                io.Float.Output(display_name="rate", tooltip=(
                    "Pictures a second. For Create Video's fps: with it the film keeps its length, also where its "
                    "pictures are not evenly spaced.")),
                io.Int.Output(display_name="width", tooltip="Pixels, as the film is shown."),
                io.Int.Output(display_name="height", tooltip="Pixels, as the film is shown."),
                io.Boolean.Output(display_name="has_sound", tooltip="Whether the film has a sound track."),
            ],
        )

    @classmethod
    def execute(cls, video) -> io.NodeOutput:
        film = film_of(video)
        sound = "with sound" if film.has_sound else "no sound"
        shown = ui.PreviewText(f"{film.seconds:.3f} s: {film.frames} pictures, {film.rate:.3f} a second, "
                               f"{film.width} x {film.height}, {sound}").as_dict()
        source = video.get_stream_source() if has_file(video) else None
        shown[FILM] = [shown_film(film.seconds, film.rate, played_from(source, film))]
        return io.NodeOutput(film.seconds, film.frames, film.rate, film.width, film.height, film.has_sound, ui=shown)


def film_of(video) -> Film:
    """The measures of a VIDEO from any node. If it has a file, that is read, only in the part to which it is trimmed.

    Raises:
        ValueError: it is not a VIDEO, or cannot be measured; see read_film.
    """
    if not has_file(video):
        parts = video.get_components()
        frames, height, width = parts.images.shape[:3]
        return even_film(frames, parts.frame_rate, width, height, parts.audio is not None, "the video")
    return read_film(*file_of(video), comfy.model_management.throw_exception_if_processing_interrupted)


def has_file(video) -> bool:
    """Whether a VIDEO is from a file. If not, asking it for a stream would encode it.

    Raises:
        ValueError: it is not a VIDEO.
    """
    if not isinstance(video, Input.Video):
        raise ValueError(f"video is a {type(video).__name__}; connect a VIDEO, such as Load Video's")
    return type(video).get_stream_source is not Input.Video.get_stream_source


def file_of(video) -> tuple:
    """(path or file object, name for messages, start and seconds of the part) of a VIDEO that is from a file."""
    source = video.get_stream_source()
    return source, name_of(source), *trim_of(video)


def name_of(source) -> str:
    """A film's name for messages."""
    return f"the video {os.path.basename(source)!r}" if isinstance(source, (str, os.PathLike)) else "the video"


def view_entry(source) -> dict[str, str] | None:
    """A film's file as the page requests it from /view. None if it is not a file on disk, or not in one of ComfyUI's
    own folders, because /view serves only those."""
    if not isinstance(source, (str, os.PathLike)):
        return None
    file = Path(os.path.abspath(source))
    for kind in ("input", "output", "temp"):
        folder = Path(os.path.abspath(folder_paths.get_directory_by_type(kind)))
        if file.is_relative_to(folder):
            return {"filename": file.name, "subfolder": "" if file.parent == folder
                    else file.parent.relative_to(folder).as_posix(), "type": kind}
    return None


def played_from(source, film: Film) -> dict | None:
    """The file that the page plays: {filename, subfolder, type (for /view), begins (the time of the film's first
    picture in the file, in seconds)}; None if the film is not in ComfyUI's folders."""
    file = view_entry(source)
    return file and {**file, "begins": float(film.begins_seconds)}


def shown_film(seconds: float, rate: float, video: dict | None, starts=(), keys=(), onsets=()) -> dict:
    """The data of a film for the Story Editor.

    Args:
        seconds, rate: its length, and pictures a second.
        video: see played_from.
        starts: seconds at which its shots begin. keys: an entry for /view of a small picture of each shot.
        onsets: seconds at which something starts to move.
    """
    return {"end": seconds, "rate": rate, "video": video, "starts": list(starts), "keys": list(keys),
            "onsets": list(onsets)}


def trim_of(video) -> tuple[float, float]:
    """The part of its file that a VIDEO shows: start and length in seconds; length 0 means the rest of the file."""
    if hasattr(video, "get_active_trim_window"):
        return video.get_active_trim_window()
    if hasattr(video, "as_trimmed"):  # ComfyUI 0.13 to 0.21 does not tell where a trimmed part begins; only its length
        seconds = video.get_duration()
        if seconds < InputImpl.VideoFromFile(video.get_stream_source()).get_duration():
            return 0.0, seconds
    return 0.0, 0.0
