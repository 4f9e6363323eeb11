"""AudioStory for ComfyUI: one sentence becomes a long sound story."""
import logging

WEB_DIRECTORY = "./web"


async def comfy_entrypoint():
    try:
        from .nodes import AudioStoryExtension
    except Exception:
        # ComfyUI prints only one line about a pack that fails here; the traceback helps to find the cause
        logging.exception("AudioStory could not be loaded")
        raise
    return AudioStoryExtension()
