"""The node Story Planner (LLM), and widgets and texts that all nodes with plans share."""
from __future__ import annotations

from comfy_api.latest import io

from ..audiostory_core.chapters import instructions_of, tell_story
from ..audiostory_core.kept_work import finished
from ..audiostory_core.prompt import LEAD_INS, LEAST_STORY_SECONDS, MOST_STORY_SECONDS
from ..audiostory_core.story import DEFAULT_CROSSFADE_SECONDS, StoryPlan
from .kept import kept_work
from .memory import language_memory
from .progress import NodeProgress, cancellable, running_node, said_warnings, show_words
from .residency import to_device
from .types import CATEGORY, LLMType, PlanType, search_aliases, shown_when_cached
from .video import film_of

NO_LEAD_IN = "none"
UNDERSTOOD = "audiostory_understood"  # a key of the node's ui output; web/understood.js shows it
CROSSFADE_TOOLTIP = ("Seconds in which a clip fades into the next. Where the model's longest clip leaves less room, "
                     "that join's fade is shorter and the plan says so.")


def plan_text(plan: StoryPlan) -> str:
    """A plan as text on a node: its cue sheet, then its notes."""
    return plan.to_cue_sheet() + "".join(f"# {note}\n" for note in plan.notes)


def crossfade_input(tooltip: str = CROSSFADE_TOOLTIP) -> io.Float.Input:
    """The widget for a cross-fade, the same on all nodes."""
    return io.Float.Input("crossfade_seconds", default=DEFAULT_CROSSFADE_SECONDS, min=0.0, max=30.0, step=0.1,
                          tooltip=tooltip)


def film_seconds_input(tooltip: str = "From Video Seconds: the story lasts exactly as long as the film."
                       ) -> io.Float.Input:
    """The input for a film's length, the same on all nodes."""
    return io.Float.Input("film_seconds", optional=True, force_input=True, tooltip=tooltip)


class AudioStoryPlanner(io.ComfyNode):
    """Plans a story from a text."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryPlanner",
            display_name="Story Planner (LLM)",
            category=CATEGORY,
            **search_aliases("text to audio", "text to sound", "sound effects", "sfx", "foley", "ambience",
                             "soundscape", "llm", "prompt to story"),
            **shown_when_cached(),
            description="Text to sound: let the language model think the story over and write its events, in order, "
                        "with lengths, be it sound effects (sfx), foley, ambience or a whole soundscape.",
            inputs=[
                LLMType.Input("llm", tooltip="From an AudioStory Loader."),
                io.String.Input("text", multiline=True, dynamic_prompts=True, tooltip=(
                    "What is to be heard, in your own words and in the order in which it happens.")),
                io.Float.Input("seconds", default=30.0, min=LEAST_STORY_SECONDS, max=MOST_STORY_SECONDS, step=0.5,
                               tooltip="Length of the whole story. One that is longer than the model plans at once "
                                       "is planned chapter by chapter."),
                io.Combo.Input("lead_in", options=[NO_LEAD_IN, *LEAD_INS], default=NO_LEAD_IN, tooltip=(
                    "Words in front of your text. The model was trained with these; 'none' leaves the text alone.")),
                crossfade_input(),
                io.Int.Input("seed", default=0, min=0, max=0xffffffffffffffff, control_after_generate=True,
                             tooltip="Another seed is another story. At temperature 0 it has no effect, and the page "
                                     "hides it."),
                io.Float.Input("temperature", default=0.0, min=0.0, max=2.0, step=0.05, tooltip=(
                    "0 = always the most likely word. Higher is more varied and less reliable.")),
                io.Boolean.Input("guesses", default=False, optional=True, tooltip=(
                    "Plan a text, too, of which the model knows nothing. What is then heard is a guess.")),
                io.Video.Input("video", optional=True, tooltip=(
                    "A film that the story is for: it lasts exactly as long, and seconds has no effect.")),
            ],
            outputs=[
                PlanType.Output(display_name="plan", tooltip="The events, for the bridge, decoder and stitcher."),
                io.String.Output(display_name="reasoning", tooltip="What the language model thought first."),
                io.String.Output(display_name="cue_sheet", tooltip="One line a clip: seconds, then the caption."),
            ],
            hidden=[io.Hidden.unique_id],
        )

    @classmethod
    def execute(cls, llm, text, seconds, lead_in, crossfade_seconds, seed, temperature, guesses=False,
                video=None) -> io.NodeOutput:
        film = None if video is None else film_of(video)
        story = instructions_of(llm.config, text, seconds if film is None else film.seconds,
                                None if lead_in == NO_LEAD_IN else lead_in)
        read = max(len(llm.tokenizer.prompt_ids(instruction)) for instruction in story.chapters)
        memory = language_memory(llm.config.llm, read, read + llm.config.planner.max_new_tokens, llm.dtype)
        writer = to_device(llm.patcher, memory)
        kept = kept_work(llm.identity, llm.patcher, work="plan", dtype=str(llm.dtype))
        with cancellable(writer.llm):
            plan = tell_story(
                writer.llm, llm.tokenizer, llm.config, story, guesses=guesses, device=llm.patcher.load_device,
                crossfade_seconds=crossfade_seconds, temperature=temperature, seed=seed, on_step=NodeProgress(),
                on_text=lambda written: show_words(running_node(cls), text=written), kept=kept)
        said_warnings(*finished(kept))
        if film is not None:
            plan = plan.lasting(film.seconds, film.rate)
        shown = {"text": [f"{plan.reasoning}\n\n{plan_text(plan)}"],
                 UNDERSTOOD: [entry.to_dict() for entry in plan.understood]}
        return io.NodeOutput(plan, plan.reasoning, plan.to_cue_sheet(), ui=shown)
