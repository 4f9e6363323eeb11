"""The nodes Clip Stitcher and Sounds to Clips: join clips to one story, and collect sounds as clips."""
from __future__ import annotations

from collections.abc import Mapping

import comfy.model_management
from comfy_api.latest import io

from ..audiostory_core.audio_input import read_audio, read_sounds
from ..audiostory_core.crossfade import CURVES, in_one_format, one_sample_rate
from ..audiostory_core.film import compared
from ..audiostory_core.stitch import StitchedStory, stitch_clips, stitch_lanes
from .kept import keep_sound, tidy_kept
from .picture import keep_picture, spectrogram_picture
from .plan import crossfade_input, film_seconds_input
from .progress import NodeProgress
from .types import CATEGORY, PlanType, search_aliases, shown_when_cached

PICTURE_SIZE, LETTERS = (640, 360), 20  # pixels; the node shows the picture at about half of its size
FIRST_LANE = "story"  # name of the unnamed lane in file names
MOST_SOUNDS = 8  # number of inputs of Sounds to Clips


class AudioStoryClipStitcher(io.ComfyNode):
    """Joins clips with cross-fades."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryClipStitcher",
            display_name="Clip Stitcher",
            category=CATEGORY,
            **search_aliases("crossfade", "concat audio", "join audio", "timeline"),
            **shown_when_cached(),
            description="Join clips with cross-fades (crossfade, concat) into one sound of the plan's exact length; a "
                        "list of plans takes its clips one story after the other.",
            is_input_list=True,
            inputs=[
                io.Audio.Input("clips", tooltip=(
                    "A list of sounds of one sample rate, from Audio VAE Decode or any other node.")),
                crossfade_input("Seconds in which a clip fades into the next. A plan that comes in has its own: then "
                                "this has no effect."),
                io.Combo.Input("curve", options=list(CURVES), default=next(iter(CURVES)), tooltip=(
                    "linear suits sounds that are alike; equal_power keeps the loudness where they are not.")),
                io.Float.Input("peak_limit", default=0.0, min=0.0, max=1.0, step=0.01, tooltip=(
                    "Highest level of the result: the whole story is turned down if it is louder. "
                    "0 leaves it as it is.")),
                PlanType.Input("plan", optional=True,
                               tooltip="Gives the cross-fades, the exact length and the clips' gains."),
                film_seconds_input(
                    "From Video Seconds: the node then says where the story is longer or shorter than the film."),
            ],
            outputs=[
                io.Audio.Output(is_output_list=True, tooltip=(
                    "The story, for Save Audio or Preview Audio; a list of plans gives a list of stories.")),
                io.Audio.Output(display_name="stems", is_output_list=True, tooltip=(
                    "Each lane of the plan alone, as long as the story; together they are the story. For mixing in "
                    "another program.")),
                io.String.Output(display_name="lanes", is_output_list=True, tooltip=(
                    f"The lane of each stem, for a file's name; {FIRST_LANE} where it has no name.")),
            ],
        )

    @classmethod
    def execute(cls, clips, crossfade_seconds, curve, peak_limit, plan=None, film_seconds=None) -> io.NodeOutput:
        sounds, rates = read_sounds(clips)
        rate = one_sample_rate(rates)
        options = {"curve": curve[0], "peak_limit": peak_limit[0] or None}
        check = comfy.model_management.throw_exception_if_processing_interrupted
        progress, stories, stems, notes = NodeProgress(), [], [], []
        shown = {"audiostory_story": [], "images": []}
        parts = shared_out(plan or [None], sounds)
        for done, (own, part) in enumerate(parts):
            progress(done, len(parts))
            told: list[str] = []
            if own is None:
                stitched = StitchedStory.of(stitch_clips(part, rate, crossfade_seconds[0], **options))
            else:
                stitched = stitch_lanes(part, own, rate, on_note=told.append, **options)
            story = stitched.audio
            check()
            played, change = keep_sound(story.cpu(), rate, check)
            if change is not None:
                told.append(f"the preview {change}; the story itself is whole")
            if film_seconds:  # one for all stories, or one for each
                told += compared(story.shape[-1] / rate, film_seconds[min(done, len(film_seconds) - 1)])
            stories.append({"waveform": story[None], "sample_rate": rate})
            stems += [Stem(stitched, lane, rate) for lane in stitched.lanes]
            shown["audiostory_story"].append(played)
            shown["images"].append(keep_picture(spectrogram_picture(story, rate, own, *PICTURE_SIZE, LETTERS)))
            notes += [f"story {done + 1}: {note}" if len(parts) > 1 else note for note in told]
        tidy_kept(each["filename"] for each in (*shown["audiostory_story"], *shown["images"]))
        if notes:
            shown["text"] = ["\n".join(notes)]
        return io.NodeOutput(stories, stems, [stem.lane or FIRST_LANE for stem in stems], ui=shown)


class Stem(Mapping):
    """A lazy AUDIO: the stem is mixed only when its waveform is read, because many stems would take much memory."""

    def __init__(self, story: StitchedStory, lane: str, sample_rate: int):
        self.story, self.lane, self.sample_rate = story, lane, sample_rate

    def __getitem__(self, name):
        if name == "waveform":
            alone = self.story.audio if len(self.story.lanes) == 1 else self.story.stem(self.lane)
            return alone[None]
        if name == "sample_rate":
            return self.sample_rate
        raise KeyError(name)

    def __iter__(self):
        return iter(("waveform", "sample_rate"))

    def __len__(self):
        return 2


def shared_out(plans, sounds) -> list[tuple]:
    """(plan, its sounds) for each plan; the sounds are divided in order. A single entry (a plan or None) gets all.

    Raises:
        ValueError: the number of sounds is not the number of the plans' clips.
    """
    if len(plans) == 1:
        return [(plans[0], sounds)]  # stitch_lanes checks the number
    wanted = sum(len(plan.clips) for plan in plans)
    if len(sounds) != wanted:
        raise ValueError(f"{len(plans)} plans have {wanted} clips together, but {len(sounds)} sounds came")
    left = iter(sounds)
    return [(plan, [next(left) for _ in plan.clips]) for plan in plans]


class AudioStorySounds(io.ComfyNode):
    """Collects sounds from any nodes as a list, for Clip Stitcher."""

    @classmethod
    def define_schema(cls):
        may = {1: ", from any node; a list is several."}
        sounds = [io.Audio.Input(f"audio_{number}", optional=number > 1,
                                 tooltip=f"Sound {number}{may.get(number, '; may stay empty.')}")
                  for number in range(1, MOST_SOUNDS + 1)]
        return io.Schema(
            node_id="AudioStorySounds",
            display_name="Sounds to Clips",
            category=CATEGORY,
            **search_aliases("audio list", "concat audio", "join audio", "merge sounds"),
            description="Sounds of any nodes and formats as a list of clips, in order, for Clip Stitcher.",
            is_input_list=True,  # a list in one input is several sounds, not several runs
            inputs=sounds,
            outputs=[io.Audio.Output(display_name="clips", is_output_list=True, tooltip=(
                "One clip a sound, all in the highest sample rate and the most channels among them."))],
        )

    @classmethod
    def execute(cls, **sounds) -> io.NodeOutput:
        given = [read_audio(audio, name if len(sounds[name]) == 1 else f"{name} (sound {number} of its list)")
                 for name in sorted(sounds) if sounds[name] is not None
                 for number, audio in enumerate(sounds[name], 1)]
        waves = [(wave, rate) for batch, rate in given for wave in batch]
        clips, rate = in_one_format([wave for wave, _ in waves], [own for _, own in waves])
        return io.NodeOutput([{"waveform": clip[None], "sample_rate": rate} for clip in clips])
