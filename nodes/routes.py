"""What the page asks the server for before anything runs."""
from __future__ import annotations

import asyncio
from dataclasses import asdict

from aiohttp import web

from ..audiostory_core.prompt import least_clip_tokens, most_story_tokens
from ..audiostory_core.story import DEFAULT_CROSSFADE_SECONDS, StoryPlan
from ..audiostory_core.story_text import read_plan_text
from .load import CONFIG_FILE, bundle_path
from .plan_text import editor_faults, editor_plan

MODEL_ROUTE = "/audiostory/model"  # ?bundle=NAME, as AudioStory Loader lists it
READ_ROUTE = "/audiostory/read"  # see read_text


def add_routes(server) -> None:
    """Have ComfyUI's server answer the routes of this module."""
    server.routes.get(MODEL_ROUTE)(model)
    server.routes.post(READ_ROUTE)(read)


async def model(request: web.Request) -> web.Response:
    """What a bundle's model can do, see model_facts; 404 with the reason where there is no such bundle."""
    try:
        facts = await asyncio.to_thread(model_facts, request.query.get("bundle", ""))
    except ValueError as error:
        return web.json_response({"error": str(error)}, status=404)
    return web.json_response(facts)


def model_facts(bundle: str) -> dict:
    """A model's limits and words as plain data.

    knows, known_words: see BundleConfig. longest_clip_seconds: of one clip, its fade included.
    most_story_seconds: that the planner was taught; None where nobody measured it.
    most_story_tokens: that the language model reads of a story, and least_clip_tokens: what one clip takes of them
    beside caption and length.

    Raises:
        ValueError: there is no such bundle, or its config cannot be read.
    """
    from ..audiostory_core.bundle import read_config  # imports transformers

    config = read_config(bundle_path(bundle) / CONFIG_FILE)
    return {"knows": list(config.knows), "known_words": {kind: list(words) for kind, words
                                                         in config.known_words.items()},
            "longest_clip_seconds": config.longest_clip_seconds,
            "most_story_seconds": config.planner.most_story_seconds,
            "most_story_tokens": most_story_tokens(config.llm),
            "least_clip_tokens": least_clip_tokens(config.tokens)}


async def read(request: web.Request) -> web.Response:
    """What read_text gives for the fields in the request's JSON, or read_edited where it has a true `faults`; {error}
    where the text cannot be read, which is usual while it is typed; 400 where the request is none."""
    try:
        asked = await request.json()
        if not isinstance(asked, dict) or "text" not in asked:
            raise ValueError("an object with a field text is needed")
    except ValueError as error:
        return web.json_response({"error": str(error)}, status=400)
    run, names = (read_edited, FIELDS + LIMITS) if asked.get("faults") else (read_text, FIELDS)
    try:
        answer = await asyncio.to_thread(run, **{name: asked[name] for name in names if name in asked})
    except ValueError as error:
        answer = {"error": str(error)}
    return web.json_response(answer)


FIELDS = ("text", "instruction", "reasoning", "bundle")
LIMITS = ("longest_seconds", "film_seconds")  # see read_edited


def read_text(text: str, instruction: str = "", reasoning: str = "", bundle: str | None = None) -> dict:
    """A text as Plan from Text reads it, so that the editor reads no less.

    Args:
        text: of any kind that story_text.read_plan_text reads.
        instruction, reasoning: that the story has where the text says none.
        bundle: of the model that is to make it, where one is known.

    Returns:
        cue_sheet: the plan's. notes: what was made of the text. tokens: what the bundle's language model reads of the
        story, and most_tokens: what it can; both None without a bundle.

    Raises:
        ValueError: the text is no plan, or there is no such bundle.
    """
    plan = read_plan_text(text, instruction=instruction, reasoning=reasoning,
                          crossfade_seconds=DEFAULT_CROSSFADE_SECONDS)
    return plan_data(plan, bundle)


def read_edited(text: str, instruction: str = "", reasoning: str = "", bundle: str | None = None,
                longest_seconds: float | None = None, film_seconds: float | None = None) -> dict:
    """A text as Story Editor reads it, and all that is wrong with it.

    Args:
        text, instruction, reasoning, bundle: as read_text.
        longest_seconds: of the model's clips. film_seconds: of the film. None where there is none.

    Returns:
        What read_text gives, or `error` where the text cannot be read or there is no such bundle. And `faults`, each
        with `words`, `line`, `clip` and `field` (see faults.Fault), the first MOST_FAULTS of them, and `more_faults`.
    """
    plan = None
    try:
        plan = editor_plan(text, instruction=instruction, reasoning=reasoning)
        answer = plan_data(plan, bundle)
    except ValueError as error:
        answer = {"error": str(error)}
    faults = editor_faults(text, plan, longest_seconds, film_seconds)
    return {**answer, "faults": [asdict(fault) for fault in faults.found], "more_faults": faults.more}


def plan_data(plan: StoryPlan, bundle: str | None) -> dict:
    """A plan as the page is told of it, see read_text.

    Raises:
        ValueError: there is no such bundle, or its files cannot be read.
    """
    tokens, most = (None, None) if bundle is None else story_tokens(plan, bundle)
    return {"cue_sheet": plan.to_cue_sheet(), "notes": list(plan.remarks), "tokens": tokens, "most_tokens": most}


def story_tokens(plan: StoryPlan, bundle: str) -> tuple[int, int]:
    """How many tokens a bundle's language model reads of a story, and how many it can.

    Raises:
        ValueError: there is no such bundle, or its files cannot be read.
    """
    from ..audiostory_core.bundle import TOKENIZER_FILE, read_config, read_tokenizer  # imports transformers

    folder = bundle_path(bundle)
    config = read_config(folder / CONFIG_FILE)
    tokenizer = read_tokenizer(folder / TOKENIZER_FILE, config)
    ids, _, _ = tokenizer.plan_ids(plan)
    return len(ids), most_story_tokens(config.llm)
