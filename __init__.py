"""AudioStory for ComfyUI: one sentence becomes a long sound story."""
import logging

WEB_DIRECTORY = "./web"


async def comfy_entrypoint():
    try:
        from .nodes import AudioStoryExtension
    except Exception:
        # ComfyUI prints one line about a pack that fails here; the traceback is what a person can act on
        logging.exception("AudioStory could not be loaded")
        raise
    return AudioStoryExtension()
