"""The node Story Batch: several stories in one run."""
from __future__ import annotations

from comfy_api.latest import io

from ..audiostory_core.prompt import LEAST_STORY_SECONDS, MOST_STORY_SECONDS
from ..audiostory_core.story_text import read_story_lines
from .types import CATEGORY, search_aliases


class AudioStoryBatch(io.ComfyNode):
    """A list of stories, one in each line. ComfyUI runs the nodes after it once for each story."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryBatch",
            display_name="Story Batch",
            category=CATEGORY,
            **search_aliases("batch", "list of prompts", "many stories"),
            description="Several stories in one run: one a line, each with its own length.",
            inputs=[
                io.String.Input("text", multiline=True, dynamic_prompts=True,
                                placeholder="30: a storm rolls over a farm, then a rooster crows\n"
                                            "20: waves roll in, then a ship horn sounds", tooltip=(
                    "One story a line, such as '30: a storm rolls in': seconds, a colon, what is to be heard. A line "
                    "without them takes the seconds below. Empty lines and # lines are passed over.")),
                io.Float.Input("seconds", default=30.0, min=LEAST_STORY_SECONDS, max=MOST_STORY_SECONDS, step=0.5,
                               tooltip="Length of a story whose line does not say one."),
                io.String.Input("name", default="audio/story", tooltip=(
                    "Beginning of the names: audio/story becomes audio/story_01, audio/story_02 and so on.")),
            ],
            outputs=[
                io.String.Output(display_name="texts", is_output_list=True, tooltip="For the planner's text."),
                io.Float.Output(display_name="seconds", is_output_list=True, tooltip="For the planner's seconds."),
                io.String.Output(display_name="names", is_output_list=True, tooltip=(
                    "For Save Audio's filename_prefix, so that each story has its own name.")),
            ],
        )

    @classmethod
    def execute(cls, text, seconds, name) -> io.NodeOutput:
        stories = read_story_lines(text, seconds)
        names = [f"{name}_{number:02d}" for number in range(1, len(stories) + 1)]
        return io.NodeOutput([words for words, _ in stories], [length for _, length in stories], names)
