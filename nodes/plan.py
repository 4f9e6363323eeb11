"""The story line: written by the language model, or by a person."""
from __future__ import annotations

from dataclasses import replace

import torch
from comfy_api.latest import io, ui

from ..audiostory_core.planner import write_story
from ..audiostory_core.prompt import LEAD_INS, LEAST_STORY_SECONDS, MOST_STORY_SECONDS, instruction_text
from ..audiostory_core.story import DEFAULT_CROSSFADE_SECONDS, StoryPlan
from .memory import language_memory
from .progress import NodeProgress, show_text
from .residency import to_device
from .types import CATEGORY, LLMType, PlanType

NO_LEAD_IN = "none"
CROSSFADE_TOOLTIP = ("Seconds in which a clip fades into the next. Where the model's longest clip leaves less room, "
                     "that join's fade is shorter and the plan says so.")


def plan_text(plan: StoryPlan) -> str:
    """A plan as shown on a node: its cue sheet, then what a person should know about it."""
    return plan.to_cue_sheet() + "".join(f"# {note}\n" for note in plan.notes)


def crossfade_input(tooltip: str = CROSSFADE_TOOLTIP) -> io.Float.Input:
    """The same widget wherever a cross-fade is asked for."""
    return io.Float.Input("crossfade_seconds", default=DEFAULT_CROSSFADE_SECONDS, min=0.0, max=30.0, step=0.1,
                          tooltip=tooltip)


class AudioStoryPlanner(io.ComfyNode):
    """A sentence becomes a story line."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryPlanner",
            display_name="Story Planner (LLM)",
            category=CATEGORY,
            description="Let the language model think the story over and write its events, in order, with lengths.",
            inputs=[
                LLMType.Input("llm", tooltip="From an AudioStory Loader."),
                io.String.Input("text", multiline=True, dynamic_prompts=True, tooltip=(
                    "What is to be heard, in your own words and in the order in which it happens.")),
                io.Float.Input("seconds", default=30.0, min=LEAST_STORY_SECONDS, max=MOST_STORY_SECONDS, step=0.5,
                               tooltip="Length of the whole story."),
                io.Combo.Input("lead_in", options=[NO_LEAD_IN, *LEAD_INS], default=NO_LEAD_IN, tooltip=(
                    "Words in front of your text. The model was trained with these; 'none' leaves the text alone.")),
                crossfade_input(),
                io.Int.Input("seed", default=0, min=0, max=0xffffffffffffffff, control_after_generate=True,
                             tooltip="Another seed is another story; without effect at temperature 0."),
                io.Float.Input("temperature", default=0.0, min=0.0, max=2.0, step=0.05, tooltip=(
                    "0 = always the most likely word. Higher is more varied and less reliable.")),
            ],
            outputs=[
                PlanType.Output(display_name="plan", tooltip="The events, for the bridge, decoder and stitcher."),
                io.String.Output(display_name="reasoning", tooltip="What the language model thought first."),
                io.String.Output(display_name="cue_sheet", tooltip="One line a clip: seconds, then the caption."),
            ],
            hidden=[io.Hidden.unique_id],
        )

    @classmethod
    def execute(cls, llm, text, seconds, lead_in, crossfade_seconds, seed, temperature) -> io.NodeOutput:
        settings = llm.config.planner
        lead_in = None if lead_in == NO_LEAD_IN else lead_in
        instruction = instruction_text(text, seconds, lead_in, settings.most_story_seconds)
        read = len(llm.tokenizer.prompt_ids(instruction))
        memory = language_memory(llm.config.llm, read, read + settings.max_new_tokens, llm.dtype)
        writer = to_device(llm.patcher, memory)
        plan = write_story(
            writer.llm, llm.tokenizer, instruction, max_new_tokens=settings.max_new_tokens,
            repetition_penalty=settings.repetition_penalty, device=llm.patcher.load_device,
            crossfade_seconds=crossfade_seconds, longest_seconds=llm.config.longest_clip_seconds,
            temperature=temperature, generator=torch.Generator().manual_seed(seed), on_step=NodeProgress(),
            on_text=lambda written: show_text(cls.hidden.unique_id, written),
        )
        shown = ui.PreviewText(f"{plan.reasoning}\n\n{plan_text(plan)}")
        return io.NodeOutput(plan, plan.reasoning, plan.to_cue_sheet(), ui=shown)


class AudioStoryPlanFromText(io.ComfyNode):
    """A cue sheet or JSON becomes a plan: written by hand, or the planner's, edited."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryPlanFromText",
            display_name="Plan from Text",
            category=CATEGORY,
            description="Write a story line yourself, or edit the planner's without running the planner again.",
            inputs=[
                io.String.Input("text", multiline=True, dynamic_prompts=False,
                                placeholder="7.5 rain falls on a roof\n6 a rooster crows", tooltip=(
                    "One line a clip: seconds, then the caption; or a plan as JSON. "
                    "Left empty, the connected plan is passed on as it is.")),
                crossfade_input(),
                PlanType.Input("plan", optional=True, tooltip=(
                    "The planner's plan. A cue sheet takes over its instruction, reasoning and cross-fade.")),
                LLMType.Input("llm", optional=True, tooltip=(
                    "Checks here, not only in the bridge, that no clip is longer than the model can make.")),
            ],
            outputs=[PlanType.Output(display_name="plan", tooltip="For the bridge, decoder and stitcher.")],
        )

    @classmethod
    def execute(cls, text, crossfade_seconds, plan=None, llm=None) -> io.NodeOutput:
        plan = parse_plan(text, plan, crossfade_seconds)
        if llm is not None:
            plan = plan.fitted(llm.config.longest_clip_seconds)
        return io.NodeOutput(plan, ui=ui.PreviewText(plan_text(plan)))


class AudioStoryEditor(io.ComfyNode):
    """The story as a timeline; what it shows is its text."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryEditor",
            display_name="Story Editor",
            category=CATEGORY,
            description="Edit a story on a timeline: lengths, order, captions, locked clips. The text is the plan.",
            inputs=[
                io.String.Input("text", multiline=True, dynamic_prompts=False, default="", tooltip=(
                    "One line a clip: seconds, caption, and #seed=NUMBER or #lock=KEY where it has them. While it is "
                    "empty, the connected plan is passed on; from then on the text wins.")),
                crossfade_input(),
                PlanType.Input("plan", optional=True, tooltip="From a Story Planner, to begin with."),
            ],
            outputs=[PlanType.Output(display_name="plan", tooltip="For the bridge, Story Latent, decoder, stitcher.")],
        )

    @classmethod
    def execute(cls, text, crossfade_seconds, plan=None) -> io.NodeOutput:
        written = parse_plan(text, plan, crossfade_seconds)
        if text.strip():  # the editor's own fade goes with the editor's own text
            written = replace(written, crossfade_seconds=crossfade_seconds)
        planned = None if plan is None else plan.to_cue_sheet()
        return io.NodeOutput(written, ui={"audiostory_plan": [written.to_json()], "audiostory_planned": [planned]})


def parse_plan(text: str, plan: StoryPlan | None, crossfade_seconds: float) -> StoryPlan:
    """The plan that a text means.

    Args:
        text: a plan as JSON, a cue sheet, or nothing.
        plan: what stands behind a cue sheet (instruction, reasoning, cross-fade), or is meant by an empty text.
        crossfade_seconds: for a cue sheet without a plan.

    Raises:
        ValueError: the text is no plan, or there is neither text nor plan.
    """
    if not text.strip():
        if plan is None:
            raise ValueError("text is empty and no plan is connected; write one line a clip, such as '7.5 rain falls'")
        return plan
    if text.lstrip().startswith(("{", "[")):
        return StoryPlan.from_json(text)
    if plan is None:
        return StoryPlan.from_cue_sheet(text, crossfade_seconds=crossfade_seconds)
    return StoryPlan.from_cue_sheet(text, instruction=plan.instruction, reasoning=plan.reasoning,
                                    crossfade_seconds=plan.crossfade_seconds, longest_seconds=plan.longest_seconds)
