"""AudioStory as a library: one instruction becomes a long sound story. It knows nothing of ComfyUI.

    pipe = AudioStoryPipeline.from_bundle(bundle_dir)
    plan = pipe.plan("A storm rolls over a farm, then a rooster crows at dawn", seconds=30)
    audio = pipe.stitch(pipe.decode(pipe.sample(pipe.bridge(plan), plan), plan), plan)
"""
from __future__ import annotations

import importlib

_HOMES = {"AudioStoryPipeline": ".pipeline", "StoryPlan": ".story", "convert_upstream": ".upstream",
          "AudioStoryError": ".errors", "DownloadError": ".errors", "NoCueSheetError": ".errors",
          "PlanError": ".errors"}

__all__ = ["AudioStoryError", "AudioStoryPipeline", "DownloadError", "NoCueSheetError", "PlanError", "StoryPlan",
           "convert_upstream"]


def __getattr__(name: str):
    # transformers and diffusers take seconds to import, so they are imported only when a model is asked for
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
