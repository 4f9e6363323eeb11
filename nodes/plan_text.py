"""The nodes for plans as text: Plan from Text, Story Editor, Plan Clips, Plan to Text, Story Prompt (any LLM)."""
from __future__ import annotations

import math
from dataclasses import replace

from comfy_api.latest import io, ui

from ..audiostory_core.errors import NoCueSheetError
from ..audiostory_core.faults import FaultList
from ..audiostory_core.plan_faults import is_json, plan_faults, text_faults
from ..audiostory_core.prompt import LEAST_STORY_SECONDS, MOST_STORY_SECONDS, check_text
from ..audiostory_core.story import StoryPlan
from ..audiostory_core.story_text import CUE_KINDS, llm_instruction, read_plan_text, write_cues
from .plan import CROSSFADE_TOOLTIP, crossfade_input, film_seconds_input, plan_text
from .types import CATEGORY, LLMType, PlanType, ShotsType, search_aliases, shown_when_cached

SECONDS_DIGITS = 6  # rounding before ceil: 2.3 + 0.7 may be a little more than 3, and must not become 4
NOTHING = "text is empty and no plan is connected; write one line a clip, such as '7.5 rain falls'"


class AudioStoryPlanFromText(io.ComfyNode):
    """Reads a plan from text: written by hand, from another program, or an edited plan of the planner."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryPlanFromText",
            display_name="Plan from Text",
            category=CATEGORY,
            **search_aliases("cue sheet", "srt", "vtt", "subtitles", "labels", "timeline"),
            **shown_when_cached(),
            description="Write a story line yourself, or edit the planner's without running the planner again: a cue "
                        "sheet, subtitles, a timeline, a table, JSON.",
            inputs=[
                io.String.Input("text", multiline=True, dynamic_prompts=False,
                                placeholder="7.5 rain falls on a roof\n6 a rooster crows", tooltip=(
                    "One line a clip: seconds, then the caption. Or JSON, subtitles, labels, tables, an edit list, or "
                    "the whole answer of any language model. Left empty, the connected plan is passed on as it is.")),
                crossfade_input(f"{CROSSFADE_TOOLTIP} A plan that comes in has its own: then this has no effect."),
                PlanType.Input("plan", optional=True, tooltip=(
                    "The planner's plan. A cue sheet takes over its instruction, reasoning and cross-fade.")),
                LLMType.Input("llm", optional=True, tooltip=(
                    "Checks here, not only in the bridge, that no clip is longer than the model can make.")),
                io.Float.Input("frame_rate", optional=True, default=0.0, min=0.0, max=1000.0, step=0.001, tooltip=(
                    "Frames a second of time code (hours:minutes:seconds:frames) in the text. 0 = as the text says; "
                    "where it does not, time code is refused.")),
                film_seconds_input(),
            ],
            outputs=[PlanType.Output(display_name="plan", tooltip="For the bridge, decoder and stitcher.")],
        )

    @classmethod
    def execute(cls, text, crossfade_seconds, plan=None, llm=None, frame_rate=0.0,
                film_seconds=None) -> io.NodeOutput:
        plan = parse_plan(text, plan, crossfade_seconds, frame_rate or None)
        if film_seconds is not None:
            plan = plan.lasting(film_seconds)
        if llm is not None:
            plan = plan.fitted(llm.config.longest_clip_seconds)
        return io.NodeOutput(plan, ui=ui.PreviewText(plan_text(plan)))


class AudioStoryEditor(io.ComfyNode):
    """Edits a plan on a timeline. Its text widget holds the plan."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryEditor",
            display_name="Story Editor",
            category=CATEGORY,
            **search_aliases("timeline", "cue sheet", "edit clips"),
            **shown_when_cached(),
            description="Edit a story on a timeline: lengths, times, lanes, order, captions, locked clips. Its text is "
                        "the plan.",
            inputs=[
                io.String.Input("text", multiline=True, dynamic_prompts=False, default="", tooltip=(
                    "One line a clip: seconds, caption, and #seed=NUMBER, #lock=KEY or #gain=DECIBELS where it has "
                    "them; a time in front says when it begins, #lane=NAME beside which others (see this node's "
                    "help). While it is empty, the connected plan is passed on; from then on the text wins.")),
                crossfade_input(f"{CROSSFADE_TOOLTIP} While the text is empty, the plan that comes in has its own."),
                PlanType.Input("plan", optional=True, tooltip="From a Story Planner, to begin with."),
                film_seconds_input(),
                ShotsType.Input("shots", optional=True, tooltip=(
                    "From Video Shots: its pictures stand above the lanes, clips snap to shots and to what moves in "
                    "them, and the story lasts as long as the film.")),
            ],
            outputs=[PlanType.Output(display_name="plan", tooltip="For the bridge, Story Latent, decoder, stitcher.")],
        )

    @classmethod
    def execute(cls, text, crossfade_seconds, plan=None, film_seconds=None, shots=None) -> io.NodeOutput:
        written = plan
        if text.strip():
            words = {} if plan is None else {"instruction": plan.instruction, "reasoning": plan.reasoning}
            written = editor_plan(text, crossfade_seconds=crossfade_seconds, **words)
            if plan is not None:
                written = replace(written, understood=plan.understood)
        if written is None:
            raise ValueError(NOTHING)
        if film_seconds is not None or shots is not None:
            written = written.lasting(film_seconds or shots.seconds, shots and shots.rate)
        planned = None if plan is None else plan.to_cue_sheet()
        return io.NodeOutput(written, ui={"audiostory_plan": [written.to_json()], "audiostory_planned": [planned]})


def editor_plan(text: str, **options) -> StoryPlan:
    """The plan in the editor's text: a cue sheet, or any other format that Plan from Text reads.

    Args:
        options: see StoryPlan.from_cue_sheet.

    Raises:
        ValueError: it is neither; the message is the one for a cue sheet, or for a plan in JSON.
    """
    try:
        return StoryPlan.from_cue_sheet(text, **options)
    except NoCueSheetError:
        try:
            return read_plan_text(text, **options)
        except ValueError:
            faults = text_faults(text, known_only=True).found if is_json(text) else ()
        if faults:
            raise ValueError(faults[0].words) from None
        raise


def editor_faults(text: str, plan: StoryPlan | None, longest_seconds: float | None = None,
                  film_seconds: float | None = None) -> FaultList:
    """All that is wrong with the editor's text, for a model and a film.

    Args:
        plan: what editor_plan makes of the text; None where it refuses it.
        longest_seconds, film_seconds: see plan_faults.text_faults.
    """
    limits = {"longest_seconds": longest_seconds, "film_seconds": film_seconds}
    faults = text_faults(text, **limits, known_only=True)
    if plan is not None and (faults.is_no_sheet or is_json(text)):
        return plan_faults(plan, **limits)  # the text is of another kind
    return faults


def parse_plan(text: str, plan: StoryPlan | None, crossfade_seconds: float,
               frame_rate: float | None = None) -> StoryPlan:
    """The plan in a text; the given plan if the text is empty.

    Args:
        text: see story_text.read_plan_text; may be empty.
        plan: the connected plan; a cue sheet takes its instruction, reasoning and cross-fade from it.
        crossfade_seconds: used if there is no connected plan.
        frame_rate: for time code, if the text does not give a frame rate.

    Raises:
        ValueError: the text is not a plan, or there is neither text nor plan.
    """
    if not text.strip():
        if plan is None:
            raise ValueError(NOTHING)
        return plan
    if plan is None:
        return read_plan_text(text, crossfade_seconds=crossfade_seconds, frame_rate=frame_rate)
    return read_plan_text(text, instruction=plan.instruction, reasoning=plan.reasoning,
                          crossfade_seconds=plan.crossfade_seconds, longest_seconds=plan.longest_seconds,
                          frame_rate=frame_rate)


class AudioStoryPlanClips(io.ComfyNode):
    """Gives the plan's clips to any text-to-audio nodes. ComfyUI runs the nodes after it once for each clip."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryPlanClips",
            display_name="Plan Clips",
            category=CATEGORY,
            **search_aliases("split plan", "list", "any text to audio"),
            description="Give each clip's caption and seconds to the nodes of any text-to-audio model, one after the "
                        "other; Clip Stitcher joins what they make.",
            inputs=[PlanType.Input("plan", tooltip="From a Story Planner, Plan from Text or Story Editor.")],
            outputs=[
                io.String.Output(display_name="captions", is_output_list=True, tooltip="For the text encoder."),
                io.Float.Output(display_name="seconds", is_output_list=True,
                                tooltip="What to make, the cross-fade into the next clip included."),
                io.Float.Output(display_name="start_seconds", is_output_list=True,
                                tooltip="When the clip begins in the story."),
                io.String.Output(display_name="cue_sheets", is_output_list=True, tooltip=(
                    "Each clip alone as a cue sheet, for Plan from Text.")),
                io.Int.Output(display_name="whole_seconds", is_output_list=True, tooltip=(
                    "The seconds rounded up, for models that want whole ones; Clip Stitcher cuts what is too long.")),
            ],
        )

    @classmethod
    def execute(cls, plan) -> io.NodeOutput:
        captions = [clip.caption for clip in plan.clips]
        seconds = [clip.generated_seconds for clip in plan.clips]
        sheets = [f"{length!r} {caption}\n" for length, caption in zip(seconds, captions, strict=True)]
        whole = [math.ceil(round(length, SECONDS_DIGITS)) for length in seconds]
        return io.NodeOutput(captions, seconds, list(plan.start_seconds), sheets, whole)


class AudioStoryPlanToText(io.ComfyNode):
    """Writes a plan as text, for people and other programs."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryPlanToText",
            display_name="Plan to Text",
            category=CATEGORY,
            **search_aliases("export cues", "srt", "vtt", "labels"),
            is_output_node=True,
            description="Write the plan as a cue sheet, JSON, subtitles (srt, vtt) or Audacity labels.",
            inputs=[
                PlanType.Input("plan", tooltip="From a Story Planner, Plan from Text or Story Editor."),
                io.Combo.Input("kind", options=list(CUE_KINDS), default=CUE_KINDS[0], tooltip=(
                    "cues: one line a clip. json: everything. srt and vtt: subtitles. labels: for Audacity.")),
            ],
            outputs=[io.String.Output(display_name="text", tooltip="For any node that shows or saves text.")],
        )

    @classmethod
    def execute(cls, plan, kind) -> io.NodeOutput:
        text = write_cues(plan, kind)
        return io.NodeOutput(text, ui=ui.PreviewText(text))


class AudioStoryPrompt(io.ComfyNode):
    """Writes a prompt with which any language model can plan a story."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryPrompt",
            display_name="Story Prompt (any LLM)",
            category=CATEGORY,
            **search_aliases("llm prompt", "instruction"),
            description="What to ask a language model of your own for; Plan from Text reads its answer.",
            inputs=[
                io.String.Input("text", multiline=True, dynamic_prompts=True, tooltip=(
                    "What is to be heard, in your own words and in the order in which it happens.")),
                io.Float.Input("seconds", default=30.0, min=LEAST_STORY_SECONDS, max=MOST_STORY_SECONDS, step=0.5,
                               tooltip="Length of the whole story."),
                io.Float.Input("longest_seconds", default=10.0, min=0.5, max=MOST_STORY_SECONDS, step=0.5, tooltip=(
                    "The longest single event; leave room for the cross-fade in the model's longest clip.")),
            ],
            outputs=[io.String.Output(display_name="prompt", tooltip="For the prompt of any language model's node.")],
        )

    @classmethod
    def execute(cls, text, seconds, longest_seconds) -> io.NodeOutput:
        return io.NodeOutput(llm_instruction(check_text(text), seconds, longest_seconds))
