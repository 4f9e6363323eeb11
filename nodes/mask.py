"""The node Set Latent Noise Mask (Audio): marks which part of a clip is sampled again."""
from __future__ import annotations

import torch
from comfy_api.latest import io

from .sample import clip_mask
from .types import CATEGORY, search_aliases

STOCK_RATE = 44100  # of VAEs that do not say theirs: older versions of ComfyUI label every sound with it


class AudioStoryNoiseMask(io.ComfyNode):
    """Like ComfyUI's Set Latent Noise Mask, but for sounds, with times in seconds."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryNoiseMask",
            display_name="Set Latent Noise Mask (Audio)",
            category=CATEGORY,
            **search_aliases("inpaint audio", "regenerate part"),
            description="Mark a stretch of a clip to be made anew; a sampler keeps everything else as it is. For the "
                        "latents of any audio model.",
            inputs=[
                io.Model.Input("model", tooltip=(
                    "From an AudioStory Loader: it knows how long a latent frame lasts. With another model connect its "
                    "VAE as well, which does.")),
                io.Latent.Input("samples", tooltip=(
                    "Sampled latents, or a sound from VAE Encode Audio. Stretches marked before stay marked.")),
                io.Int.Input("clip", default=1, min=0, max=10000, tooltip="Number of the clip; 0 = all of them."),
                io.Float.Input("start_seconds", default=0.0, min=0.0, max=600.0, step=0.1,
                               tooltip="Where the stretch begins, from the start of the clip."),
                io.Float.Input("end_seconds", default=2.0, min=0.0, max=600.0, step=0.1,
                               tooltip="Where it ends."),
                io.Vae.Input("vae", optional=True, tooltip=(
                    "The audio VAE that the latents belong to, such as Stable Audio's or ACE-Step's.")),
            ],
            outputs=[io.Latent.Output(tooltip="For the DiT Sampler, KSampler or any other sampler.")],
        )

    @classmethod
    def execute(cls, model, samples, clip, start_seconds, end_seconds, vae=None) -> io.NodeOutput:
        frames_a_second, latents = frame_rate(model, vae), samples["samples"]
        if latents.ndim not in (3, 4):
            raise ValueError(f"samples are {list(latents.shape)}; [clips, channels, frames] or [clips, channels, rows, "
                             "frames] is needed")
        if clip > len(latents):
            raise ValueError(f"clip is {clip}; the latent holds {len(latents)}")
        if not start_seconds < end_seconds:
            raise ValueError(f"start_seconds is {start_seconds}, end_seconds {end_seconds}; the end must come later")
        start, end = round(start_seconds * frames_a_second), round(end_seconds * frames_a_second)
        if start >= latents.shape[-1]:
            raise ValueError(f"start_seconds is {start_seconds}; the latent ends at "
                             f"{latents.shape[-1] / frames_a_second:.3f}")
        marked = clip_mask(samples.get("noise_mask"), latents)
        mask = torch.zeros(len(latents), 1, *latents.shape[2:]) if marked is None else marked.clone()
        mask[slice(None) if clip == 0 else clip - 1, ..., start:max(end, start + 1)] = 1.0
        return io.NodeOutput({**samples, "noise_mask": mask})


def frame_rate(model, vae) -> float:
    """Latent frames a second, of an audio VAE, or without one of a MODEL from an AudioStory Loader.

    Raises:
        ValueError: it is not said.
    """
    if vae is None:
        if getattr(model.model, "story_config", None) is None:
            raise ValueError(f"model is a {type(model.model).__name__}, which does not say how long a latent frame "
                             "lasts; connect its audio VAE to vae")
        return model.model.story_config.frames_of(1.0)
    samples = getattr(vae, "downscale_ratio", None)
    if not isinstance(samples, (int, float)) or vae.latent_dim != 1 and not getattr(vae, "extra_1d_channel", None):
        raise ValueError(f"vae is for pictures, not for sound ({type(vae.first_stage_model).__name__}); connect an "
                         "audio VAE")
    return getattr(vae, "audio_sample_rate", STOCK_RATE) / samples
