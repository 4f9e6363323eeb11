"""What the page asks the server for before anything runs."""
from __future__ import annotations

import asyncio

from aiohttp import web

from .load import CONFIG_FILE, bundle_path

MODEL_ROUTE = "/audiostory/model"  # ?bundle=NAME, as AudioStory Loader lists it


def add_routes(server) -> None:
    """Have ComfyUI's server answer the routes of this module."""
    server.routes.get(MODEL_ROUTE)(model)


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

    Raises:
        ValueError: there is no such bundle, or its config cannot be read.
    """
    from ..audiostory_core.bundle import read_config  # imports transformers

    config = read_config(bundle_path(bundle) / CONFIG_FILE)
    return {"knows": list(config.knows), "known_words": {kind: list(words) for kind, words
                                                         in config.known_words.items()},
            "longest_clip_seconds": config.longest_clip_seconds,
            "most_story_seconds": config.planner.most_story_seconds}
