"""The node Query Bridge: makes the diffusion transformer's conditioning from a plan."""
from __future__ import annotations

import comfy.model_management
import torch
from comfy_api.latest import io

from ..audiostory_core.bridge import encode_plan
from ..audiostory_core.guide.vocabulary import plan_warning, unknown_clips
from ..audiostory_core.kept_work import finished
from ..audiostory_core.prompt import most_story_tokens
from .conditioning import SECONDS
from .kept import kept_work
from .memory import language_memory
from .progress import NodeProgress, cancellable, said_warnings
from .residency import to_device
from .types import CATEGORY, LLMType, PlanType, search_aliases, shown_when_cached


class AudioStoryQueryBridge(io.ComfyNode):
    """The language model reads the whole story; its hidden states become the conditioning of each clip."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryQueryBridge",
            display_name="Query Bridge",
            category=CATEGORY,
            **search_aliases("conditioning", "encode plan"),
            **shown_when_cached(),
            description="Read the plan with the language model into conditioning for every clip: in one pass, or in "
                        "several that overlap where the story is longer than it reads at once.",
            inputs=[
                LLMType.Input("llm", tooltip="From the AudioStory Loader that the MODEL comes from, too."),
                PlanType.Input("plan", tooltip="From a Story Planner or Plan from Text."),
            ],
            outputs=[
                io.Conditioning.Output(display_name="positive", tooltip="One entry a clip, its seconds inside."),
                io.Conditioning.Output(display_name="negative", tooltip="What an empty prompt means to the model."),
            ],
        )

    @classmethod
    def execute(cls, llm, plan) -> io.NodeOutput:
        written, plan = plan, plan.fitted(llm.config.longest_clip_seconds)
        warnings, notes = plan_warnings(llm.config, written, plan), []
        read = min(len(llm.tokenizer.plan_ids(plan)[0]), most_story_tokens(llm.config.llm))
        writer = to_device(llm.patcher, language_memory(llm.config.llm, read, 0, llm.dtype))
        kept = kept_work(llm.identity, llm.patcher, work="bridge", dtype=str(llm.dtype))
        with cancellable(writer):
            fused = encode_plan(writer.llm, writer.bridge, llm.tokenizer, plan, device=llm.patcher.load_device,
                                on_step=NodeProgress(), on_note=notes.append, kept=kept).fused
        warnings += said_warnings(*notes, *finished(kept))
        seconds = {SECONDS: torch.tensor([clip.generated_seconds for clip in plan.clips])}
        device = comfy.model_management.intermediate_device()
        positive = fused.to(device).float()  # [N, semantic_tokens, token_width]
        negative = writer.bridge.empty_tokens.detach().to(device).float().expand_as(positive)
        return io.NodeOutput([[positive, seconds]], [[negative, seconds]], ui={"audiostory_warnings": warnings})


def plan_warnings(config, written, plan) -> list[dict]:
    """Warnings about the plan for the node that shows it. They need the model, which only the bridge knows: sounds that
    it cannot make, and cross-fades for which its longest clip leaves no room.

    Args:
        config: the model's.
        written: the plan as it came.
        plan: the same plan, fitted to the model.
    """
    warning = plan_warning(config, plan)
    captions = tuple(plan.clips[number - 1].caption for number in unknown_clips(config, plan))
    shortened = [note for note in plan.notes if note not in written.notes]
    return (said_warnings(warning, captions=captions) if warning else []) + said_warnings(*shortened)
