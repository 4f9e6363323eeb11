"""From clips to one story."""
from __future__ import annotations

from comfy_api.latest import io

from ..audiostory_core.stitch import CURVES, one_sample_rate, stitch_clips, stitch_story
from .kept import keep_sound
from .picture import keep_picture, spectrogram_picture
from .plan import crossfade_input
from .progress import NodeProgress
from .types import CATEGORY, PlanType, found_by

PICTURE_SIZE = (900, 300)  # pixels, on the node

class AudioStoryClipStitcher(io.ComfyNode):
    """Clips, joined by cross-fades."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryClipStitcher",
            display_name="Clip Stitcher",
            category=CATEGORY,
            **found_by("crossfade", "concat audio", "join audio"),
            description="Join clips with cross-fades into one sound of the plan's exact length.",
            is_input_list=True,
            inputs=[
                io.Audio.Input("clips", tooltip=(
                    "A list of sounds of one sample rate, from Audio VAE Decode or any other node.")),
                crossfade_input("Seconds in which a clip fades into the next. Only used without a plan."),
                io.Combo.Input("curve", options=list(CURVES), default=next(iter(CURVES)), tooltip=(
                    "linear suits sounds that are alike; equal_power keeps the loudness where they are not.")),
                io.Float.Input("peak_limit", default=0.0, min=0.0, max=1.0, step=0.01, tooltip=(
                    "Highest level of the result: the whole story is turned down if it is louder. "
                    "0 leaves it as it is.")),
                PlanType.Input("plan", optional=True, tooltip="Gives the cross-fades and the exact length."),
            ],
            outputs=[io.Audio.Output(tooltip="The story, for Save Audio or Preview Audio.")],
        )

    @classmethod
    def execute(cls, clips, crossfade_seconds, curve, peak_limit, plan=None) -> io.NodeOutput:
        sample_rate = one_sample_rate([audio["sample_rate"] for audio in clips])
        sounds = [sound for audio in clips for sound in audio["waveform"]]  # each [C, T]; a batch is several clips
        NodeProgress()(0, len(sounds))
        options = {"curve": curve[0], "peak_limit": peak_limit[0] or None}
        if plan is None:
            story = stitch_clips(sounds, sample_rate, crossfade_seconds[0], **options)
        else:
            story = stitch_story(sounds, plan[0], sample_rate, **options)
        picture = spectrogram_picture(story, sample_rate, None if plan is None else plan[0], *PICTURE_SIZE)
        shown = {"audiostory_story": [keep_sound(story.cpu(), sample_rate)], "images": [keep_picture(picture)]}
        return io.NodeOutput({"waveform": story[None], "sample_rate": sample_rate}, ui=shown)
