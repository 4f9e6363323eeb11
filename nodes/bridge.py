"""From the plan to what the diffusion transformer is conditioned on."""
from __future__ import annotations

import comfy.model_management
import torch
from comfy_api.latest import io

from ..audiostory_core.bridge import encode_plan
from ..audiostory_core.knowledge import plan_warning
from .conditioning import SECONDS
from .memory import language_memory
from .progress import running_node, warned
from .residency import to_device
from .types import CATEGORY, LLMType, PlanType, found_by


class AudioStoryQueryBridge(io.ComfyNode):
    """The language model reads the whole story and leaves, for each clip, what words cannot say."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryQueryBridge",
            display_name="Query Bridge",
            category=CATEGORY,
            **found_by("conditioning", "encode plan"),
            description="Read the plan with the language model, in one pass, into conditioning for every clip.",
            inputs=[
                LLMType.Input("llm", tooltip="From the AudioStory Loader that the MODEL comes from, too."),
                PlanType.Input("plan", tooltip="From a Story Planner or Plan from Text."),
            ],
            outputs=[
                io.Conditioning.Output(display_name="positive", tooltip="One entry a clip, its seconds inside."),
                io.Conditioning.Output(display_name="negative", tooltip="What an empty prompt means to the model."),
            ],
            hidden=[io.Hidden.unique_id],
        )

    @classmethod
    def execute(cls, llm, plan) -> io.NodeOutput:
        plan = plan.fitted(llm.config.longest_clip_seconds)
        warned(running_node(cls), plan_warning(llm.config, plan))
        read = len(llm.tokenizer.story_ids(plan.instruction, plan.reasoning, plan.clips)[0])
        writer = to_device(llm.patcher, language_memory(llm.config.llm, read, 0, llm.dtype))
        fused = encode_plan(writer.llm, writer.bridge, llm.tokenizer, plan, device=llm.patcher.load_device).fused
        comfy.model_management.throw_exception_if_processing_interrupted()
        seconds = {SECONDS: torch.tensor([clip.generated_seconds for clip in plan.clips])}
        device = comfy.model_management.intermediate_device()
        positive = fused.to(device).float()  # [N, semantic_tokens, token_width]
        negative = writer.bridge.empty_tokens.detach().to(device).float().expand_as(positive)
        return io.NodeOutput([[positive, seconds]], [[negative, seconds]])
