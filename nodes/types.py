"""The pack's own socket types, the values that they carry, and settings that all nodes share."""
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
SeamType = io.Custom("AUDIOSTORY_SEAM")  # a Seam of audiostory_core.seam
ChoiceType = io.Custom("COMBO")  # fits any dropdown; io.Combo's own output fits only dropdowns with the same options


def search_aliases(*words: str) -> dict[str, list[str]]:
    """Further words by which the page's search finds a node; {} for versions of ComfyUI without this setting."""
    return _if_known(search_aliases=list(words))


def shown_when_cached() -> dict[str, bool]:
    """A setting that makes ComfyUI send a node's ui output to the page also if the node is cached. In versions of
    ComfyUI that do so for output nodes only, web/cached.js does it."""
    return _if_known(has_intermediate_output=True)


def _if_known(**settings):
    """The settings of a node's schema that this version of ComfyUI knows."""
    known = {field.name for field in fields(io.Schema)}
    return {name: value for name, value in settings.items() if name in known}


def config_of(vae):
    """The config of the bundle that a VAE comes from.

    Raises:
        ValueError: it comes from another loader.
    """
    story = getattr(vae, "story_config", None)
    if story is None:
        raise ValueError(f"vae is a {type(vae).__name__}; connect the VAE of an AudioStory Loader")
    return story


@dataclass(frozen=True, eq=False)
class StoryLLM:
    """The value of an AUDIOSTORY_LLM socket.

    patcher: the ModelPatcher of a StoryWriter (language model and bridge); it must live as long as this value.
    dtype: of the computation.
    identity: of the bundle, see Bundle.
    """

    patcher: ModelPatcher
    tokenizer: StoryTokenizer
    config: BundleConfig
    dtype: torch.dtype
    identity: str

    def get_ram_usage(self) -> int:
        """Size in bytes; ComfyUI uses it to decide which outputs to keep."""
        return self.patcher.model_size()
