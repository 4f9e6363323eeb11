"""The node AudioStory Loader: opens a bundle as LLM, MODEL and VAE."""
from __future__ import annotations

import os
from pathlib import Path

import folder_paths
from comfy_api.latest import io

from ..audiostory_core.digests import folder_key
from ..audiostory_core.errors import listed
from .residency import WEIGHT_DTYPES
from .types import CATEGORY, LLMType, search_aliases, shown_when_cached

FOLDER = "audiostory"
CONFIG_FILE = "config.json"
EMBEDDED_NAME = "tiny (embedded)"
GET_FULL_SIZE = ("For the full-size model open its template, number 09, or add AudioStory Download and AudioStory "
                 "Convert Checkpoint.")
EMBEDDED_PATH = Path(__file__).parent.parent / "audiostory_core" / "weights" / "tiny"


def register_folder() -> None:
    """Register models/audiostory with ComfyUI. Folders that extra_model_paths.yaml adds under this name are kept."""
    folder_paths.add_model_folder_path(FOLDER, os.path.join(folder_paths.models_dir, FOLDER))


def model_folders() -> list[Path]:
    """The folders in ComfyUI's model folders for this pack. Hidden ones are left out: they are still being written."""
    roots = dict.fromkeys(map(Path, folder_paths.get_folder_paths(FOLDER)))
    return [folder for root in roots if root.is_dir() for folder in sorted(root.iterdir())
            if folder.is_dir() and not folder.name.startswith(".")]


def _found() -> dict[str, list[Path]]:
    """All folders that hold a bundle, by name."""
    found: dict[str, list[Path]] = {}
    for folder in model_folders():
        if (folder / CONFIG_FILE).is_file():
            found.setdefault(folder.name, []).append(folder)
    return found


def bundle_names() -> list[str]:
    """The names that the loader offers: the embedded bundle, then those in the model folders."""
    return [EMBEDDED_NAME, *sorted(_found())]


def bundle_path(name: str) -> Path:
    """The folder of a bundle. The name must be one of the folders that exist; it is never joined to a path.

    Raises:
        ValueError: there is no such bundle, or more than one.
    """
    folders = [EMBEDDED_PATH] if name == EMBEDDED_NAME else _found().get(name, [])
    if not folders:
        raise ValueError(f"the model {name!r} is not there. {GET_FULL_SIZE} Models of your own are folders in "
                         f"{listed(folder_paths.get_folder_paths(FOLDER))}. Here you have: {listed(bundle_names())}")
    if len(folders) > 1:
        raise ValueError(f"there are {len(folders)} bundles named {name!r}: {listed(folders)}; "
                         "rename all but one")
    return folders[0]


class AudioStoryLoader(io.ComfyNode):
    """Opens a bundle."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryLoader",
            display_name="AudioStory Loader",
            category=CATEGORY,
            **search_aliases("load audio model", "text to audio", "text to sound", "sound effects", "checkpoint"),
            **shown_when_cached(),
            description="Open an AudioStory model: the language model, the diffusion transformer and the audio VAE.",
            inputs=[
                io.Combo.Input("bundle", options=bundle_names(), default=EMBEDDED_NAME, tooltip=(
                    "A folder in models/audiostory. The embedded one comes with this pack and runs on a CPU.")),
                io.Combo.Input("weight_dtype", options=list(WEIGHT_DTYPES), default="default", optional=True, tooltip=(
                    "How the LLM's and the DiT's weights are kept. default: fp16 where the hardware computes in it, as "
                    "AudioStory does, and fp8 where the bundle is stored so. fp8 halves their memory and costs some "
                    "quality.")),
            ],
            outputs=[
                LLMType.Output(display_name="LLM", tooltip="For the planner and the bridge."),
                io.Model.Output(display_name="MODEL", tooltip="The diffusion transformer, for a sampler."),
                io.Vae.Output(display_name="VAE", tooltip="From latents to sound and back."),
            ],
        )

    @classmethod
    def fingerprint_inputs(cls, bundle, weight_dtype="default"):
        if bundle is None:  # linked: the node before it decides whether anything changed
            return None
        return folder_key(bundle_path(bundle))

    @classmethod
    def execute(cls, bundle, weight_dtype="default") -> io.NodeOutput:
        # transformers and diffusers take seconds to import, so they are imported only when a model is loaded
        from ..audiostory_core.bundle import open_bundle
        from .native import StoryVAE, load_model, load_writer

        if weight_dtype not in WEIGHT_DTYPES:
            raise ValueError(f"weight_dtype is {weight_dtype!r}; it must be one of {listed(WEIGHT_DTYPES)}")
        opened, dtype = open_bundle(bundle_path(bundle)), WEIGHT_DTYPES[weight_dtype]
        shown = {"audiostory_bundle": [bundle]}  # if the name is linked, the page's widget does not have it
        if bundle_names() == [EMBEDDED_NAME]:
            shown["text"] = [f"The embedded model knows {len(opened.config.knows)} kinds of sound. {GET_FULL_SIZE}"]
        return io.NodeOutput(load_writer(opened, dtype), load_model(opened, dtype), StoryVAE(opened), ui=shown)
