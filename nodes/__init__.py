"""AudioStoryExtension: lists the pack's nodes for ComfyUI, in the order in which a story is made."""
from __future__ import annotations

from importlib.util import find_spec

from comfy_api.latest import ComfyExtension, io

from .audio_in import AudioStoryContinue, AudioStoryJoin, AudioStoryRedo
from .batch import AudioStoryBatch
from .bridge import AudioStoryQueryBridge
from .checkpoint import AudioStoryConvert, AudioStoryDownload
from .decode import AudioStoryVAEDecode
from .dub import AudioStoryDubVideo, AudioStoryFilmSound
from .few_steps import AudioStoryFewSteps
from .load import AudioStoryLoader, register_folder
from .mask import AudioStoryNoiseMask
from .plan import AudioStoryPlanner
from .plan_text import (
    AudioStoryEditor,
    AudioStoryPlanClips,
    AudioStoryPlanFromText,
    AudioStoryPlanToText,
    AudioStoryPrompt,
)
from .routes import add_routes
from .sample import AudioStoryDiTSampler, AudioStoryLatent
from .shots import AudioStoryPlanFromShots, AudioStoryVideoShots
from .spectrogram import AudioStorySpectrogram
from .stitch import AudioStoryClipStitcher, AudioStorySounds
from .video import AudioStoryVideoSeconds

# a model imports them when it is loaded, because that takes seconds; what is not installed is said at the start
for package in ("diffusers", "transformers"):
    if find_spec(package) is None:
        raise ImportError(f"No module named {package!r}; install this pack's requirements.txt", name=package)


class AudioStoryExtension(ComfyExtension):
    """The pack's entry point for ComfyUI."""

    async def get_node_list(self) -> list[type[io.ComfyNode]]:
        register_folder()  # before the loader lists its content; older versions never call on_load
        from server import PromptServer  # not at module scope: the nodes work without a server

        if (server := getattr(PromptServer, "instance", None)) is not None:
            add_routes(server)
        return [
            AudioStoryLoader,
            AudioStoryPlanner,
            AudioStoryBatch,
            AudioStoryPlanFromText,
            AudioStoryEditor,
            AudioStoryPlanClips,
            AudioStoryPlanToText,
            AudioStoryPrompt,
            AudioStoryQueryBridge,
            AudioStoryLatent,
            AudioStoryNoiseMask,
            AudioStoryContinue,
            AudioStoryRedo,
            AudioStoryJoin,
            AudioStoryFewSteps,
            AudioStoryDiTSampler,
            AudioStoryVAEDecode,
            AudioStoryClipStitcher,
            AudioStorySounds,
            AudioStorySpectrogram,
            AudioStoryVideoSeconds,
            AudioStoryFilmSound,
            AudioStoryDubVideo,
            AudioStoryVideoShots,
            AudioStoryPlanFromShots,
            AudioStoryDownload,
            AudioStoryConvert,
        ]
