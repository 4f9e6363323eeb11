"""The node Few Steps, and a MODEL with its bundle's adapter for the DiT Sampler."""
from __future__ import annotations

from uuid import UUID, uuid5

import comfy.lora
from comfy_api.latest import io

from ..audiostory_core.few_steps import adapted_names
from .types import CATEGORY, search_aliases

WORN = "audiostory_few_steps"  # attachment of a ModelPatcher whose patches hold the adapter


def with_few_steps(patcher):
    """The MODEL with its bundle's adapter, patched in as a LoRA loader would. One that has it already is unchanged.

    Raises:
        ValueError: its bundle has none.
    """
    if patcher.get_attachment(WORN):
        return patcher
    adapter = getattr(patcher.model, "few_steps", None)
    if not adapter:
        name = getattr(getattr(patcher.model, "story_config", None), "name", type(patcher.model).__name__)
        raise ValueError(f"the model {name} has no adapter for few steps; connect the MODEL of an AudioStory Loader "
                         "with a model that was distilled, such as the embedded one")
    keys = {name.removesuffix(".weight"): f"diffusion_model.{name}" for name in adapted_names(adapter)}
    worn = patcher.clone()
    worn.add_patches(comfy.lora.load_lora(dict(adapter), keys), 1.0)
    # always the same for the same MODEL, so that ComfyUI does not patch anew in every run
    worn.patches_uuid = uuid5(UUID(str(patcher.patches_uuid)), WORN)
    worn.set_attachments(WORN, True)
    return worn


class AudioStoryFewSteps(io.ComfyNode):
    """Makes a distilled model ready for stock samplers."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryFewSteps",
            display_name="Few Steps",
            category=CATEGORY,
            **search_aliases("distilled", "lcm", "turbo", "lightning", "lora"),
            description="Put a distilled model's adapter on, for KSampler at cfg 1. The DiT Sampler does it itself.",
            inputs=[io.Model.Input("model", tooltip="From an AudioStory Loader, with or without LoRA.")],
            outputs=[io.Model.Output(tooltip=(
                "For ModelSamplingAuraFlow with the model's own shift (2 for the embedded one), then KSampler with its "
                "own steps (4), cfg 1, euler and simple."))],
        )

    @classmethod
    def execute(cls, model) -> io.NodeOutput:
        return io.NodeOutput(with_few_steps(model))
