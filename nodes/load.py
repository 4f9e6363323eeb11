"""From a bundle on disk to the three things that a story is made with."""
from __future__ import annotations

import os
from pathlib import Path

import folder_paths
from comfy_api.latest import io

from .types import CATEGORY, LLMType

FOLDER = "audiostory"
CONFIG_FILE = "config.json"
EMBEDDED_NAME = "tiny (embedded)"
EMBEDDED_PATH = Path(__file__).parent.parent / "audiostory_core" / "weights" / "tiny"


def register_folder() -> None:
    """Tell ComfyUI about models/audiostory; folders that extra_model_paths.yaml adds under the name stay."""
    folder_paths.add_model_folder_path(FOLDER, os.path.join(folder_paths.models_dir, FOLDER))


def find_bundles() -> dict[str, Path]:
    """Every bundle's folder by the name that the loader shows: the embedded one, then those on disk."""
    found = {}
    for root in map(Path, folder_paths.get_folder_paths(FOLDER)):
        if root.is_dir():
            for folder in root.iterdir():
                if (folder / CONFIG_FILE).is_file():
                    found.setdefault(folder.name, folder)
    return {EMBEDDED_NAME: EMBEDDED_PATH, **dict(sorted(found.items()))}


def bundle_path(name: str) -> Path:
    """The folder of a bundle; only names that stand in the folders now are followed, nothing is joined to a path.

    Raises:
        ValueError: there is no such bundle.
    """
    bundles = find_bundles()
    if name not in bundles:
        raise ValueError(f"bundle {name!r} is in none of {folder_paths.get_folder_paths(FOLDER)}; "
                         f"there are {list(bundles)}")
    return bundles[name]


class AudioStoryLoader(io.ComfyNode):
    """Open a bundle."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryLoader",
            display_name="AudioStory Loader",
            category=CATEGORY,
            description="Open an AudioStory model: the language model, the diffusion transformer and the audio VAE.",
            inputs=[
                io.Combo.Input("bundle", options=list(find_bundles()), default=EMBEDDED_NAME, tooltip=(
                    "A folder in models/audiostory. The embedded one comes with this pack and runs on a CPU.")),
            ],
            outputs=[
                LLMType.Output(display_name="LLM", tooltip="For the planner and the bridge."),
                io.Model.Output(display_name="MODEL", tooltip="The diffusion transformer, for a sampler."),
                io.Vae.Output(display_name="VAE", tooltip="From latents to sound and back."),
            ],
        )

    @classmethod
    def fingerprint_inputs(cls, bundle):
        files = sorted(path for path in bundle_path(bundle).iterdir() if path.is_file())
        return [(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files]

    @classmethod
    def execute(cls, bundle) -> io.NodeOutput:
        # transformers and diffusers take seconds to import: only those who load a model wait for them
        from ..audiostory_core.bundle import open_bundle
        from .native import StoryVAE, load_model, load_writer

        opened = open_bundle(bundle_path(bundle))
        return io.NodeOutput(load_writer(opened), load_model(opened), StoryVAE(opened))
