"""The sockets that ComfyUI has no type for, and what travels through them."""
from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from comfy_api.latest import io

if TYPE_CHECKING:
    import torch
    from comfy.model_patcher import ModelPatcher

    from ..audiostory_core.config import BundleConfig
    from ..audiostory_core.prompt import StoryTokenizer

CATEGORY = "audio/AudioStory"

LLMType = io.Custom("AUDIOSTORY_LLM")
PlanType = io.Custom("AUDIOSTORY_PLAN")  # a StoryPlan of audiostory_core.story
ShotsType = io.Custom("AUDIOSTORY_SHOTS")  # a FilmShots of audiostory_core.shots
ChoiceType = io.Custom("COMBO")  # an entry of any dropdown; io.Combo's own output fits only dropdowns of its options


def search_aliases(*words: str) -> dict[str, list[str]]:
    """What a node is also found by in the page's search; nothing for versions of ComfyUI without such words."""
    return _if_known(search_aliases=list(words))


def shown_when_cached() -> dict[str, bool]:
    """Has ComfyUI send the page what a node showed also where it is taken from the cache. web/cached.js does so where
    ComfyUI does it for output nodes only."""
    return _if_known(has_intermediate_output=True)


def _if_known(**settings):
    """Those settings of a node that this version of ComfyUI has."""
    known = {field.name for field in fields(io.Schema)}
    return {name: value for name, value in settings.items() if name in known}


@dataclass(frozen=True, eq=False)
class StoryLLM:
    """What an AUDIOSTORY_LLM socket carries.

    patcher: ComfyUI's handle on a StoryWriter (language model and bridge); it must live as long as the output does.
    dtype: what it computes in.
    identity: of the bundle, see Bundle.
    """

    patcher: ModelPatcher
    tokenizer: StoryTokenizer
    config: BundleConfig
    dtype: torch.dtype
    identity: str

    def get_ram_usage(self) -> int:
        """Bytes, for ComfyUI when it decides which outputs to keep."""
        return self.patcher.model_size()
