"""The nodes AudioStory Download and AudioStory Convert Checkpoint: get the published full-size model and convert it."""
from __future__ import annotations

import json
import os
import re
from pathlib import Path

import folder_paths
from comfy_api.latest import io, ui

from ..audiostory_core.download import checkpoint_place, download, plan_download
from ..audiostory_core.download.sources import CHECKPOINTS
from ..audiostory_core.errors import listed
from .load import CONFIG_FILE, FOLDER, model_folders
from .progress import NodeProgress
from .residency import WEIGHT_DTYPES
from .types import CATEGORY, ChoiceType, search_aliases

NONE_FOUND = "none found"
FOLDER_NAME = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))\w[\w .()+-]{0,99}", re.IGNORECASE)
STORED_AS = {name: str(dtype).removeprefix("torch.") for name, dtype in WEIGHT_DTYPES.items() if dtype is not None}


def own_folder() -> Path:
    """The folder for new models."""
    return Path(folder_paths.models_dir) / FOLDER


def find_checkpoints() -> dict[str, Path]:
    """Folders that hold the folders of an upstream checkpoint, by name."""
    found = {}
    for folder in model_folders():
        if any(folder.glob("*/config.yaml")):
            found.setdefault(folder.name, folder)
    return found


def bundle_place(name: str) -> Path:
    """The folder of a new bundle of this name.

    Raises:
        ValueError: the name would leave the models folder, or is not valid for a folder on every system.
    """
    if not FOLDER_NAME.fullmatch(name) or name.endswith((" ", ".")):
        raise ValueError(f"name is {name!r}; letters, digits and ' .()+-_' make a folder's name, and it begins with "
                         "a letter, digit or '_', and some systems keep words such as 'con' for themselves")
    return own_folder() / name


def is_made_from(place: Path, source: str, stored_as: str) -> bool:
    """Whether the bundle at `place` was converted from this checkpoint with this dtype."""
    try:
        told = json.loads((place / CONFIG_FILE).read_text(encoding="utf-8"))["provenance"]
    except (OSError, ValueError, KeyError, TypeError):
        return False  # something else is there
    return isinstance(told, dict) and (told.get("source"), told.get("stored_as")) == (source, stored_as)


class AudioStoryDownload(io.ComfyNode):
    """Downloads a checkpoint. It does so only if its box is ticked."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryDownload",
            display_name="AudioStory Download",
            category=CATEGORY,
            **search_aliases("download model", "hugging face"),
            is_output_node=True,
            description="Fetch the published full-size checkpoint from Hugging Face into models/audiostory.",
            inputs=[
                io.Combo.Input("checkpoint", options=list(CHECKPOINTS), default=next(iter(CHECKPOINTS)), tooltip=(
                    "audiostory-3b: AudioStory-3B of TencentARC, with what it needs of TangoFlux, Qwen2.5 and T5.")),
                io.Boolean.Input("accept_licences", default=False, tooltip=(
                    "Unticked, nothing runs: the page names the licences and the size. The weights are for "
                    "non-commercial use.")),
            ],
            outputs=[ChoiceType.Output(display_name="checkpoint", tooltip="For AudioStory Convert Checkpoint.")],
        )

    @classmethod
    def validate_inputs(cls, accept_licences=None):
        # checked before anything runs, because a missing consent is not a failure. None: linked, see execute
        if accept_licences is not False:
            return True
        terms = ". ".join(checkpoint.terms() for checkpoint in CHECKPOINTS.values())
        return f"nothing was fetched yet: tick accept_licences to accept the licences, and run again. {terms}"

    @classmethod
    def fingerprint_inputs(cls, checkpoint, accept_licences):
        return checkpoint_place(checkpoint, own_folder()).exists()  # if it was deleted by hand, the node runs again

    @classmethod
    def execute(cls, checkpoint, accept_licences) -> io.NodeOutput:
        plan = plan_download(checkpoint)
        told = plan.describe(own_folder())
        if not accept_licences:
            raise ValueError(f"nothing was fetched; tick accept_licences to fetch this:\n{told}")
        place = download(plan, own_folder(), on_step=NodeProgress())
        return io.NodeOutput(place.name, ui=ui.PreviewText(f"{told}\n{place}: whole and checked"))


class AudioStoryConvert(io.ComfyNode):
    """Converts a checkpoint to a bundle. This is done once; afterwards only the bundle is needed."""

    @classmethod
    def define_schema(cls):
        found = list(find_checkpoints()) or [NONE_FOUND]
        stored = list(STORED_AS)
        return io.Schema(
            node_id="AudioStoryConvert",
            display_name="AudioStory Convert Checkpoint",
            category=CATEGORY,
            **search_aliases("convert checkpoint"),
            is_output_node=True,
            description="Turn an AudioStory checkpoint into a model folder that the AudioStory Loader opens.",
            inputs=[
                io.Combo.Input("checkpoint", options=found, default=found[0], tooltip=(
                    "A folder in models/audiostory that holds audiostory-3B/, Flux_detokenizer/, Qwen2.5-3B-Instruct/ "
                    "and flan-t5-large/; or from AudioStory Download.")),
                io.String.Input("name", default="audiostory-3b", tooltip="Of the new folder in models/audiostory."),
                io.Combo.Input("weight_dtype", options=stored, default=stored[0], tooltip=(
                    "What the weights are stored in. fp16 is what AudioStory computes in; fp8_e4m3fn halves most of it "
                    "and costs some quality.")),
                io.Boolean.Input("overwrite", default=False, tooltip=(
                    "Replace a bundle of this name. Unticked, one that was made from the same checkpoint is used as it "
                    "is, and any other one is left alone.")),
            ],
            outputs=[ChoiceType.Output(display_name="bundle", tooltip="For the AudioStory Loader's bundle.")],
        )

    @classmethod
    def fingerprint_inputs(cls, checkpoint, name, weight_dtype, overwrite):
        # if the bundle was deleted by hand, the node runs again; a bundle that the node itself made does not cause that
        return overwrite or (isinstance(name, str) and (own_folder() / name / CONFIG_FILE).is_file())

    @classmethod
    def execute(cls, checkpoint, name, weight_dtype, overwrite) -> io.NodeOutput:
        checkpoints = find_checkpoints()
        if checkpoint not in checkpoints:
            raise ValueError(f"the checkpoint {checkpoint!r} is not there. Connect AudioStory Download, which fetches "
                             f"it, or put its folders into one of {listed(folder_paths.get_folder_paths(FOLDER))}: see "
                             f"this node's help. Here you have: {listed(checkpoints)}")
        if weight_dtype not in STORED_AS:
            raise ValueError(f"weight_dtype is {weight_dtype!r}; it must be one of {listed(STORED_AS)}")
        place, stored_as = bundle_place(name), STORED_AS[weight_dtype]
        # transformers and diffusers take seconds to import, so they are imported only for a conversion
        from ..audiostory_core.upstream import conversion_notes, convert_upstream, find_files

        if os.path.lexists(place) and not overwrite:
            if is_made_from(place, find_files(checkpoints[checkpoint]).fingerprint(), stored_as):
                return io.NodeOutput(name, ui=ui.PreviewText(f"{place} is there already"))
            raise ValueError(f"{place} is there and is something else than {checkpoint} in {weight_dtype}; choose "
                             "another name, or tick overwrite")
        convert_upstream(checkpoints[checkpoint], place, stored_as, on_step=NodeProgress())
        lines = [f"{place} is ready; press R to see it in the loader", *conversion_notes(place)]
        return io.NodeOutput(name, ui=ui.PreviewText("\n".join(lines)))
