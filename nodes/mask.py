"""The node Set Latent Noise Mask (Audio): marks which part of a clip is sampled again."""
from __future__ import annotations

import torch
from comfy_api.latest import io

from .sample import clip_mask, story_of
from .types import CATEGORY, search_aliases


class AudioStoryNoiseMask(io.ComfyNode):
    """Like ComfyUI's Set Latent Noise Mask, but for sounds, with times in seconds."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryNoiseMask",
            display_name="Set Latent Noise Mask (Audio)",
            category=CATEGORY,
            **search_aliases("inpaint audio", "regenerate part"),
            description="Mark a stretch of a clip to be made anew; a sampler keeps everything else as it is.",
            inputs=[
                io.Model.Input("model", tooltip="From an AudioStory Loader: it knows how long a latent frame lasts."),
                io.Latent.Input("samples", tooltip=(
                    "Sampled latents, or a sound from VAE Encode Audio. Stretches marked before stay marked.")),
                io.Int.Input("clip", default=1, min=0, max=10000, tooltip="Number of the clip; 0 = all of them."),
                io.Float.Input("start_seconds", default=0.0, min=0.0, max=600.0, step=0.1,
                               tooltip="Where the stretch begins, from the start of the clip."),
                io.Float.Input("end_seconds", default=2.0, min=0.0, max=600.0, step=0.1,
                               tooltip="Where it ends."),
            ],
            outputs=[io.Latent.Output(tooltip="For the DiT Sampler, KSampler or any other sampler.")],
        )

    @classmethod
    def execute(cls, model, samples, clip, start_seconds, end_seconds) -> io.NodeOutput:
        story, latents = story_of(model), samples["samples"]
        if latents.ndim != 3:
            raise ValueError(f"samples are {list(latents.shape)}; [clips, channels, frames] is needed")
        if clip > len(latents):
            raise ValueError(f"clip is {clip}; the latent holds {len(latents)}")
        if not start_seconds < end_seconds:
            raise ValueError(f"start_seconds is {start_seconds}, end_seconds {end_seconds}; the end must come later")
        frames_a_second = story.frames_of(1.0)
        start, end = round(start_seconds * frames_a_second), round(end_seconds * frames_a_second)
        if start >= latents.shape[-1]:
            raise ValueError(f"start_seconds is {start_seconds}; the latent ends at "
                             f"{latents.shape[-1] / frames_a_second:.3f}")
        marked = clip_mask(samples.get("noise_mask"), latents)
        mask = torch.zeros(len(latents), 1, latents.shape[-1]) if marked is None else marked.clone()
        mask[slice(None) if clip == 0 else clip - 1, :, start:max(end, start + 1)] = 1.0
        return io.NodeOutput({**samples, "noise_mask": mask})
