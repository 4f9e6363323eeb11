"""From noise to latents, with ComfyUI's own samplers."""
from __future__ import annotations

import math

import comfy.model_management
import comfy.sample
import comfy.samplers
import latent_preview
import torch
from comfy_api.latest import io

from ..audiostory_core.flow_matching import LARGEST_SEED, NOISE_KINDS, flow_sigmas, story_noise
from .types import CATEGORY, PlanType


class AudioStoryLatent(io.ComfyNode):
    """An empty latent of the right size."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryLatent",
            display_name="Story Latent",
            category=CATEGORY,
            description="An empty latent for every clip of the plan, in the window that the model works in.",
            inputs=[
                io.Model.Input("model", tooltip="From an AudioStory Loader; LoRA and other patches do not matter."),
                PlanType.Input("plan", tooltip="From a Story Planner or Plan from Text."),
            ],
            outputs=[io.Latent.Output(tooltip="For the DiT Sampler, KSampler or any other sampler.")],
        )

    @classmethod
    def execute(cls, model, plan) -> io.NodeOutput:
        story = getattr(model.model, "story_config", None)
        if story is None:
            raise ValueError(f"model is a {type(model.model).__name__}; connect the MODEL of an AudioStory Loader")
        clips = plan.fitted(story.longest_clip_seconds).clips
        samples = torch.zeros([len(clips), story.dit.latent_channels, story.dit.latent_frames],
                              device=comfy.model_management.intermediate_device())
        return io.NodeOutput({"samples": samples, "type": "audio"})


class AudioStoryDiTSampler(io.ComfyNode):
    """KSampler's shape, with the flow's exact noise levels and a noise of its own for each clip."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryDiTSampler",
            display_name="DiT Sampler",
            category=CATEGORY,
            description="Sample all clips at once with Euler steps, as AudioStory does.",
            inputs=[
                io.Model.Input("model", tooltip="From an AudioStory Loader, with or without LoRA."),
                io.Conditioning.Input("positive", tooltip="From the Query Bridge."),
                io.Conditioning.Input("negative", tooltip="From the Query Bridge."),
                io.Latent.Input("latent_image", tooltip="From Story Latent."),
                io.Int.Input("seed", default=0, min=0, max=LARGEST_SEED, control_after_generate=True,
                             tooltip="Where the noise comes from: the same seed gives the same sound."),
                io.Int.Input("steps", default=50, min=1, max=10000,
                             tooltip="More steps are finer and slower."),
                io.Float.Input("cfg", default=4.0, min=0.0, max=100.0, step=0.1, round=0.01,
                               tooltip="How strictly the captions are followed; 1 = as they come, and twice as fast."),
                io.Combo.Input("noise", options=list(NOISE_KINDS), default=NOISE_KINDS[0], tooltip=(
                    "independent: each clip has its own noise from (seed, place), so that it keeps its sound when "
                    "others change. reference: one noise for all clips, as AudioStory's own code does.")),
            ],
            outputs=[io.Latent.Output(tooltip="For Audio VAE Decode.")],
        )

    @classmethod
    def execute(cls, model, positive, negative, latent_image, seed, steps, cfg, noise) -> io.NodeOutput:
        if not math.isfinite(cfg):
            raise ValueError(f"cfg is {cfg}; a finite number is needed")
        samples = comfy.sample.fix_empty_latent_channels(model, latent_image["samples"])
        if samples.ndim != 3:
            raise ValueError(f"latent_image is {list(samples.shape)}; [clips, channels, frames] is needed")
        sampled = comfy.sample.sample_custom(
            model, story_noise(noise, seed, *samples.shape), cfg, comfy.samplers.sampler_object("euler"),
            flow_sigmas(steps), positive, negative, samples, noise_mask=latent_image.get("noise_mask"),
            callback=latent_preview.prepare_callback(model, steps), seed=seed)
        return io.NodeOutput({**latent_image, "samples": sampled})
