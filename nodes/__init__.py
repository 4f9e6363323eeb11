"""AudioStoryExtension: lists the pack's nodes for ComfyUI, in the order in which a story is made."""
from __future__ import annotations

from comfy_api.latest import ComfyExtension, io

from .batch import AudioStoryBatch
from .bridge import AudioStoryQueryBridge
from .checkpoint import AudioStoryConvert, AudioStoryDownload
from .decode import AudioStoryVAEDecode
from .dub import AudioStoryDubVideo, AudioStoryFilmSound
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
