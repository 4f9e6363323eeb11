"""The nodes Film Sound and Dub Video: read a film's sound, and put a sound under a film."""
from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import comfy.model_management
import folder_paths
from comfy.cli_args import args
from comfy_api.latest import InputImpl, Types, io, ui

from ..audiostory_core.audio_input import read_audio
from ..audiostory_core.dub import (
    CODECS,
    CONTAINERS,
    MODES,
    OTHER_TRACKS,
    DubOptions,
    DubSource,
    Ducking,
    chosen_container,
    dub_film,
    film_sound,
    one_sound,
    read_source,
)
from .progress import NodeProgress
from .types import CATEGORY, search_aliases, shown_when_cached
from .video import film_of, has_file, name_of, trim_of

DUCK = Ducking()
MOST_TRACKS = 100


class AudioStoryFilmSound(io.ComfyNode):
    """Reads a film's sound with exact timing."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryFilmSound",
            display_name="Film Sound",
            category=CATEGORY,
            **search_aliases("video to audio", "extract audio", "get video audio", "video sound", "audio track"),
            **shown_when_cached(),
            description="A film's sound at its true place (extract audio): exactly as long as the picture. A late "
                        "start is silence, what codecs put in front and behind is cut, and the track is a choice.",
            inputs=[
                io.Video.Input("video", tooltip="From Load Video or any node that gives a VIDEO."),
                io.Int.Input("track", default=1, min=1, max=MOST_TRACKS, tooltip=(
                    "Which of the film's sound tracks; 1 is the first.")),
            ],
            outputs=[io.Audio.Output(tooltip=(
                "Two channels; its first sample belongs to the first picture, its last one to the last."))],
        )

    @classmethod
    def execute(cls, video, track) -> io.NodeOutput:
        film = film_of(video)
        check = comfy.model_management.throw_exception_if_processing_interrupted
        if not has_file(video):
            waveform, rate = sound_of_parts(video, film, track)
        else:
            source = video.get_stream_source()
            waveform, rate = film_sound(source, name_of(source), film, track, check)
        shown = ui.PreviewText(f"sound track {track}: {waveform.shape[1] / rate:.3f} s at {rate} Hz")
        return io.NodeOutput({"waveform": waveform[None], "sample_rate": rate}, ui=shown)


class AudioStoryDubVideo(io.ComfyNode):
    """Saves a film with another sound; its pictures are copied."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryDubVideo",
            display_name="Dub Video",
            category=CATEGORY,
            **search_aliases("replace audio", "add audio to video", "mux", "merge video audio", "ducking",
                             "save video"),
            is_output_node=True,
            description="Put a sound under a film and save it (mux, add audio to video). Pictures are copied, never "
                        "encoded anew; other tracks, subtitles, chapters and tags stay. The finished file is opened "
                        "again and measured.",
            inputs=[
                io.Video.Input("video", tooltip="From Load Video, Create Video or any node that gives a VIDEO."),
                io.Audio.Input("audio", tooltip=(
                    "Its first sample belongs to the first picture. A shorter sound ends in silence, a longer one is "
                    "cut with the film.")),
                io.Combo.Input("mode", options=list(MODES), default=next(iter(MODES)), tooltip=(
                    "replace: the sound takes the film's place. mix over: the film's sound stays below and makes way. "
                    "mix under: it stays above, and this sound makes way. add track: a further track.")),
                io.Int.Input("track", default=1, min=1, max=MOST_TRACKS, tooltip=(
                    "Which of the film's sound tracks is replaced or mixed with; 1 is the first.")),
                io.Combo.Input("other_tracks", options=list(OTHER_TRACKS), default=next(iter(OTHER_TRACKS)), tooltip=(
                    "The film's other sound tracks. keep: they stay. replace: they go. mute: they become silence.")),
                _decibels("gain_db", "Of this sound, in dB. 0 leaves it as it is."),
                _decibels("film_gain_db", "Of the film's own sound, in dB, where both are mixed."),
                io.Float.Input("duck_db", default=DUCK.depth_db, min=0.0, max=60.0, step=0.5, tooltip=(
                    "Mixing: by how many dB the lower sound is turned down while the upper one is heard. 0 for not "
                    "at all.")),
                io.Float.Input("duck_threshold_db", default=DUCK.threshold_db, min=-100.0, max=0.0, step=1.0, tooltip=(
                    "Mixing: the upper sound counts as heard above this level, in dB of full scale.")),
                _seconds("duck_attack", DUCK.attack_seconds, (
                    "Mixing: seconds in which the lower sound goes down; it is down when the upper one begins.")),
                _seconds("duck_hold", DUCK.hold_seconds, (
                    "Mixing: seconds for which it stays down after the upper sound, so that gaps between words do not "
                    "pump.")),
                _seconds("duck_release", DUCK.release_seconds, "Mixing: seconds in which it comes back."),
                io.Float.Input("loudness", default=0.0, min=-70.0, max=0.0, step=0.5, tooltip=(
                    "Loudness of the finished track in LUFS, such as -16 for the web or -23 for television; needs the "
                    "package pyloudnorm. 0 leaves it as it is.")),
                io.Float.Input("true_peak", default=-1.0, min=-30.0, max=0.0, step=0.1, tooltip=(
                    "With a loudness: no peak passes this, in dB of full scale; the track stays softer instead.")),
                io.Combo.Input("container", options=["auto", *CONTAINERS], default="auto", tooltip=(
                    "auto: the film's own, or the next one that holds its pictures and the codec.")),
                io.Combo.Input("codec", options=["auto", *CODECS], default="auto", tooltip=(
                    "Of the sound. auto: AAC in mp4, 24 bit PCM in mov, FLAC in mkv, Opus in webm.")),
                io.String.Input("title", default="", tooltip="Of the sound's track. Empty: the replaced track's."),
                io.String.Input("language", default="", tooltip=(
                    "Of the sound's track, as three letters, such as eng. Empty: the replaced track's.")),
                io.String.Input("filename_prefix", default="video/dubbed", tooltip=(
                    "Folder and beginning of the file's name in the output folder, as in Save Video.")),
                io.Audio.Input("key", optional=True, tooltip=(
                    "Mixing: the lower sound makes way for this one instead, such as a stem with the voices.")),
            ],
            outputs=[io.Video.Output(tooltip="The finished film. It is saved already: no Save Video is needed.")],
            hidden=[io.Hidden.prompt, io.Hidden.extra_pnginfo],
        )

    @classmethod
    def execute(cls, video, audio, mode, track, other_tracks, gain_db, film_gain_db, duck_db, duck_threshold_db,
                duck_attack, duck_hold, duck_release, loudness, true_peak, container, codec, title, language,
                filename_prefix, key=None) -> io.NodeOutput:
        waveform, rate = one_audio(audio, "audio")
        options = DubOptions(
            mode, track, other_tracks, gain_db, film_gain_db,
            Ducking(duck_db, duck_threshold_db, duck_attack, duck_hold, duck_release), loudness or None, true_peak,
            container, codec, title.strip(), language.strip(), saved_metadata(cls.hidden))
        with dub_source(video, options) as (source, notes):
            chosen = chosen_container(source, options)
            folder, name, counter, subfolder, _ = folder_paths.get_save_image_path(
                filename_prefix, folder_paths.get_output_directory(), source.film.width, source.film.height)
            file = f"{name}_{counter:05}_.{chosen}"
            done = dub_film(source, waveform, rate, Path(folder) / file, options,
                            None if key is None else one_audio(key, "key"), NodeProgress())
        shown = ui.PreviewVideo([ui.SavedResult(file, subfolder, io.FolderType.output)]).as_dict()
        shown["text"] = ["\n".join([*done.report, *(f"note: {note}" for note in notes)])]
        return io.NodeOutput(InputImpl.VideoFromFile(str(done.path)), ui=shown)


def one_audio(audio, name: str):
    """An AUDIO as (waveform [C, T], samples a second).

    Raises:
        ValueError: it is not an AUDIO, or a batch of several sounds.
    """
    waveform, rate = read_audio(audio, name)
    return one_sound(waveform, name), rate


def saved_metadata(hidden) -> dict[str, str]:
    """The workflow as tags, as Save Video writes them; {} if ComfyUI runs with --disable-metadata."""
    if args.disable_metadata or hidden is None:
        return {}
    said = dict(hidden.extra_pnginfo or {})
    if hidden.prompt is not None:
        said["prompt"] = hidden.prompt
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in said.items()}


@contextmanager
def dub_source(video, options: DubOptions | None = None) -> Iterator[tuple[DubSource, list[str]]]:
    """Yield the file of a VIDEO, ready to be dubbed, and notes.

    If the VIDEO is not from a file, or a part of one whose packets cannot be copied, ComfyUI first writes it to a
    temporary file, which is deleted at the end.

    Raises:
        ValueError: it is not a VIDEO, or a film that cannot be read.
    """
    check = comfy.model_management.throw_exception_if_processing_interrupted
    if has_file(video):
        source = video.get_stream_source()
        copied = read_source(source, name_of(source), check, *trim_of(video))
        if copied is not None and can_be_copied(copied, options or DubOptions()):
            yield copied, []
            return
    film = film_of(video)
    folder = folder_paths.get_temp_directory()
    os.makedirs(folder, exist_ok=True)
    handle, path = tempfile.mkstemp(".mp4", "audiostory_film_", folder)
    os.close(handle)
    try:
        video.save_to(path, format=Types.VideoContainer.MP4, codec=Types.VideoCodec.H264)
        source = read_source(path, "the video", check)
        if abs(source.film.frames - film.frames) > 1:
            raise ValueError(f"ComfyUI wrote {source.film.frames} pictures of a video that has {film.frames}; save "
                             "the video first, and load it again")
        yield source, ["the video was cut by another node, so ComfyUI encoded that part anew; subtitles, chapters and "
                       "other tracks are not in it"] if has_file(video) else []
    finally:
        os.unlink(path)


def can_be_copied(source: DubSource, options: DubOptions) -> bool:
    """Whether the packets of a film's part fit the requested container. A whole film that does not is refused later."""
    if source.part is None:
        return True
    try:
        chosen_container(source, options)
    except ValueError:  # such as an mkv, which would show the pictures before the part, too
        return False
    return True


def sound_of_parts(video, film, track: int):
    """The sound of a VIDEO without a file: [C, T] as long as its pictures, and samples a second.

    Raises:
        ValueError: it has no sound, or track is not 1.
    """
    audio = video.get_components().audio
    if audio is None:
        raise ValueError("the video has no sound track")
    if track != 1:
        raise ValueError(f"track is {track}; the video has 1 sound track")
    waveform, rate = one_audio(audio, "the video's sound")
    samples = round(film.seconds * rate)
    made = waveform.new_zeros(len(waveform), samples)
    kept = min(samples, waveform.shape[1])
    made[:, :kept] = waveform[:, :kept]
    return made, rate


def _decibels(name: str, tooltip: str):
    return io.Float.Input(name, default=0.0, min=-60.0, max=60.0, step=0.5, tooltip=tooltip)


def _seconds(name: str, default: float, tooltip: str):
    return io.Float.Input(name, default=default, min=0.0, max=10.0, step=0.01, tooltip=tooltip)
