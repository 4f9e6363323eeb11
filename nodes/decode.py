"""The node Audio VAE Decode: latents to sound."""
from __future__ import annotations

import comfy.model_management
from comfy_api.latest import io

from ..audiostory_core.kept_work import finished
from ..audiostory_core.onset import aligned_begin, first_onset
from .kept import keep_latent, keep_sound, kept_work, latent_name, made_as, tidy_kept
from .progress import NodeProgress, said_warnings
from .types import CATEGORY, PlanType, config_of, search_aliases, shown_when_cached


class AudioStoryVAEDecode(io.ComfyNode):
    """Decodes every clip and cuts it to its length."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryVAEDecode",
            display_name="Audio VAE Decode",
            category=CATEGORY,
            **search_aliases("vae decode audio"),
            **shown_when_cached(),
            description="Decode each clip and cut it to the seconds that the plan gives it; its loudness is kept.",
            inputs=[
                io.Vae.Input("vae", tooltip="From an AudioStory Loader."),
                io.Latent.Input("samples", tooltip="From a sampler, one latent a clip."),
                PlanType.Input("plan", tooltip="The plan that the bridge was given, too."),
            ],
            outputs=[io.Audio.Output(display_name="clips", is_output_list=True,
                                     tooltip="A list of sounds, one a clip, its cross-fade included.")],
        )

    @classmethod
    def execute(cls, vae, samples, plan) -> io.NodeOutput:
        from ..audiostory_core.vae import decode_clips  # not at the top, because it imports diffusers

        story = config_of(vae)
        latents, plan = samples["samples"], plan.fitted(story.longest_clip_seconds)
        kept = kept_work(vae.story_identity, work="decode", device=str(vae.device), dtype=str(vae.vae_dtype))

        def work(codec, window):
            return decode_clips(codec, latents.to(vae.device, vae.vae_dtype), plan, on_step=NodeProgress(),
                                window_frames=window, keep_on=vae.output_device, kept=kept)

        sounds = vae.windowed(work, vae.memory_used_decode(latents.shape, vae.vae_dtype))
        rate = vae.audio_sample_rate
        shown = []
        for clip, latent, sound in zip(plan.clips, latents, sounds, strict=True):
            comfy.model_management.throw_exception_if_processing_interrupted()
            shown.append(_shown(clip, latent, sound.cpu(), rate, story.name))
        said_warnings(*finished(kept))
        tidy_kept(name for each in shown for name in (each["filename"], latent_name(each["lock"])))
        clips = [{"waveform": sound[None], "sample_rate": rate} for sound in sounds]
        return io.NodeOutput(clips, ui={"audiostory_clips": shown})


def _shown(clip, latent, sound, rate: int, model: str) -> dict:
    """The data of a clip for the page.

    It holds the entry for /view, the key that locks the clip, and what its preview leaves out, if anything. If the
    sound has an onset: onset, in seconds from the sound's beginning; and aligned_from, where the sound is cut if its
    onset is aligned with the clip's start. If a stretch was made anew: redone, the lock and the stretch that it had.
    """
    key = keep_latent(latent, model, clip.caption, clip.lock_key)
    lock = key if clip.lock is None else clip.lock.replace(clip.lock_key, key)  # its part of the kept sound stays
    played, change = keep_sound(sound, rate)
    noted = {} if change is None else {"preview": change}
    onset = first_onset(sound, rate)
    if onset is not None:
        noted |= {"onset": onset / rate, "aligned_from": aligned_begin(onset, rate) / rate}
    if clip.redo is not None:
        noted |= {"redone": {"lock": clip.lock, "redo": list(clip.redo)}}
    return {"caption": clip.caption, "made_as": made_as(key), "seconds": clip.seconds, "lock": lock, **played, **noted}
