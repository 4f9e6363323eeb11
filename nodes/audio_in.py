"""The nodes Continue Story, Redo Stretch and Join at Seam: go on from a sound, or make a stretch of one anew."""
from __future__ import annotations

import comfy.model_management
from comfy_api.latest import io, ui

from ..audiostory_core.audio_in import AudioIn, go_on_from, redo_stretch
from ..audiostory_core.audio_input import read_audio, read_sounds
from ..audiostory_core.continuation import FADE_SECONDS, HELD_SECONDS
from ..audiostory_core.seam import MOST_FADE_SECONDS, join
from .sample import story_latent
from .types import CATEGORY, PlanType, SeamType, config_of, search_aliases, shown_when_cached

MOST_HELD_SECONDS = 30.0
MOST_SECONDS = 360_000.0
LATENT_WORDS = "For the DiT Sampler, KSampler or any other sampler: what is given is held, the rest is made."


class AudioStoryContinue(io.ComfyNode):
    """Makes a plan go on from the end of a sound."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryContinue",
            display_name="Continue Story",
            category=CATEGORY,
            **search_aliases("extend audio", "audio continuation", "outpaint audio", "audio to audio"),
            description="Let a story go on from a sound (extend audio): the sound's end is held in the latent of the "
                        "first clip, so what is made fits it. Join at Seam puts both together.",
            is_input_list=True,  # a list of sounds is one for each lane, not several runs
            inputs=[
                io.Vae.Input("vae", tooltip="From an AudioStory Loader."),
                PlanType.Input("plan", tooltip="What comes next, from a Story Planner or Plan from Text."),
                io.Audio.Input("audio", tooltip=(
                    "What the story goes on from: any rate, channels and length; of a film, from Film Sound. A list "
                    "(or a batch) is one sound for each lane of the plan, such as stems.")),
                io.Float.Input("held_seconds", default=HELD_SECONDS, min=0.05, max=MOST_HELD_SECONDS, step=0.1,
                               tooltip=(
                                   "How much of the sound's end the model hears. It is taken from the first clip's "
                                   "room: less is held where that clip is nearly as long as the model can make "
                                   "one.")),
            ],
            outputs=[
                PlanType.Output(display_name="plan", tooltip=(
                    "For Query Bridge, Audio VAE Decode and Clip Stitcher: it begins in the end of the sound.")),
                io.Latent.Output(display_name="latent", tooltip=LATENT_WORDS),
                SeamType.Output(display_name="seam", tooltip="For Join at Seam; it carries the sound."),
            ],
        )

    @classmethod
    def execute(cls, vae, plan, audio, held_seconds) -> io.NodeOutput:
        for name, given in (("plan", plan), ("vae", vae), ("held_seconds", held_seconds)):
            if len(given) != 1:
                raise ValueError(f"{name} is a list of {len(given)}; one story at a time can go on from a sound")
        story, (sounds, rates) = config_of(vae[0]), read_sounds(audio)
        made = go_on_from(sounds, rates, plan[0], held_seconds[0], story, encoder_of(vae[0]))
        held = made.seam.given.shape[-1] - made.seam.begin
        told = f"{held / made.seam.sample_rate:.3f} s of the sound are held in {len(made.held)} clips"
        return io.NodeOutput(made.plan, latent_of(made, story), made.seam, ui=ui.PreviewText(told))


class AudioStoryRedo(io.ComfyNode):
    """Prepares a stretch of a sound to be made anew."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryRedo",
            display_name="Redo Stretch",
            category=CATEGORY,
            **search_aliases("inpaint audio", "repaint audio", "replace part of audio", "edit audio"),
            description="Make a stretch of a sound anew (inpaint audio): the sound around it is held in the latent. "
                        "Join at Seam puts it in its place; elsewhere the sound stays as it is, to the sample.",
            inputs=[
                io.Vae.Input("vae", tooltip="From an AudioStory Loader."),
                io.Audio.Input("audio", tooltip="Any sound, or a whole story: any rate, channels and length."),
                io.Float.Input("start_seconds", default=1.0, min=0.0, max=MOST_SECONDS, step=0.1, round=0.001,
                               tooltip="Where the stretch begins."),
                io.Float.Input("end_seconds", default=3.0, min=0.0, max=MOST_SECONDS, step=0.1, round=0.001, tooltip=(
                    "Where it ends; up to one latent frame more is made anew.")),
                io.String.Input("caption", default="", multiline=True, tooltip="What is heard in the stretch."),
            ],
            outputs=[
                PlanType.Output(display_name="plan", tooltip="For Query Bridge and Audio VAE Decode: one clip, the "
                                                             "stretch and what is around it."),
                io.Latent.Output(display_name="latent", tooltip=LATENT_WORDS),
                SeamType.Output(display_name="seam", tooltip="For Join at Seam; it carries the sound."),
            ],
        )

    @classmethod
    def execute(cls, vae, audio, start_seconds, end_seconds, caption) -> io.NodeOutput:
        story = config_of(vae)
        waveform, rate = read_audio(audio, "the sound")
        if len(waveform) != 1:
            raise ValueError(f"the sound is a batch of {len(waveform)}; one at a time can be redone: take one with "
                             "ComfyUI's nodes for batches")
        made = redo_stretch(waveform[0], rate, start_seconds, end_seconds, caption, story, encoder_of(vae))
        return io.NodeOutput(made.plan, latent_of(made, story), made.seam)


class AudioStoryJoin(io.ComfyNode):
    """Joins what was made with the sound that it was made for."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryJoin",
            display_name="Join at Seam",
            category=CATEGORY,
            **search_aliases("crossfade", "concat audio", "join audio"),
            **shown_when_cached(),
            description="Put a made sound where it belongs in the given one (crossfade), in that one's rate, channels "
                        "and level. Outside the fades the given sound stays as it is, to the sample.",
            inputs=[
                SeamType.Input("seam", tooltip="From Continue Story or Redo Stretch."),
                io.Audio.Input("made", tooltip=(
                    "From Clip Stitcher after Continue Story, from Audio VAE Decode after Redo Stretch.")),
                io.Float.Input("fade_seconds", default=FADE_SECONDS, min=0.0, max=MOST_FADE_SECONDS, step=0.05,
                               tooltip="How long the two sounds fade into each other, where the model was given the "
                                       "same sound."),
            ],
            outputs=[io.Audio.Output(tooltip="For Save Audio or Preview Audio.")],
        )

    @classmethod
    def execute(cls, seam, made, fade_seconds) -> io.NodeOutput:
        waveform, rate = read_audio(made, "the made sound")
        if len(waveform) != 1:
            raise ValueError(f"the made sound is a batch of {len(waveform)}; one is needed")
        comfy.model_management.throw_exception_if_processing_interrupted()
        notes: list[str] = []
        whole = join(seam, waveform[0].to(seam.given.device), rate, fade_seconds, notes.append)
        told = "\n".join([f"{whole.shape[-1] / seam.sample_rate:.3f} s at {seam.sample_rate} Hz", *notes])
        return io.NodeOutput({"waveform": whole[None], "sample_rate": seam.sample_rate}, ui=ui.PreviewText(told))


def encoder_of(vae):
    """A VAE's encoder in the library's form: waveform [1, channels, T] -> latent [1, K, L]."""
    return lambda waveform: vae.encode(waveform.movedim(1, -1))


def latent_of(made: AudioIn, story) -> dict:
    """The LATENT with what is held of a given sound; clips that are locked stay so."""
    latent = story_latent(story, made.plan)
    samples, mask = made.masked(latent["samples"], latent.get("noise_mask"))
    return {**latent, "samples": samples, "noise_mask": mask}
