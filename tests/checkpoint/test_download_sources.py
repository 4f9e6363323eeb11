"""Which of a repository's files are downloaded, and to which paths."""
from __future__ import annotations

import pytest

from audiostory_core.download.sources import CHECKPOINTS, Listing, codec_files, model_files

CHECKPOINT = CHECKPOINTS["audiostory-3b"]
STORY, FLUX = CHECKPOINT.model.repo, CHECKPOINT.codec.repo


def chosen(*names: str) -> dict[str, str]:
    listing = Listing(STORY, "1", None, dict.fromkeys(names, (1, "git:1")))
    other = Listing(FLUX, "2", None, dict.fromkeys(("config.json", "vae.safetensors"), (1, "git:1")))
    found = [*model_files(CHECKPOINT, listing), *codec_files(CHECKPOINT, listing, lambda: other)]
    return {file.place: f"{file.repo}/{file.name}" for file in found}


def test_the_model_is_found_wherever_it_stands():
    at_top = chosen("config.yaml", "pytorch_model.bin", "model.safetensors.index.json", "config.json",
                    "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
                    "Flux_detokenizer/config.json", "ckpt/Flux_detokenizer/model.safetensors", "x/config.yaml")
    assert at_top == {
        "audiostory-3B/config.yaml": f"{STORY}/config.yaml",
        "audiostory-3B/model.safetensors.index.json": f"{STORY}/model.safetensors.index.json",
        "audiostory-3B/model-00001-of-00002.safetensors": f"{STORY}/model-00001-of-00002.safetensors",
        "audiostory-3B/model-00002-of-00002.safetensors": f"{STORY}/model-00002-of-00002.safetensors",
        "Flux_detokenizer/config.json": f"{STORY}/Flux_detokenizer/config.json",
        "Flux_detokenizer/model.safetensors": f"{STORY}/ckpt/Flux_detokenizer/model.safetensors"}
    assert chosen("a/b/config.yaml", "a/b/pytorch_model.bin") == {
        "audiostory-3B/config.yaml": f"{STORY}/a/b/config.yaml",
        "audiostory-3B/pytorch_model.bin": f"{STORY}/a/b/pytorch_model.bin",
        "Flux_detokenizer/config.json": f"{FLUX}/config.json",
        "Flux_detokenizer/model.safetensors": f"{FLUX}/vae.safetensors"}
    for names, found in ((("config.yaml",), "none"), (("README.md",), "none"),
                         (("a/config.yaml", "a/model.safetensors", "config.yaml", "pytorch_model.bin"),
                          r"\(top\), a")):
        with pytest.raises(ValueError, match=f"one folder with config.yaml and weights .*, the hub lists {found}"):
            chosen(*names)


@pytest.mark.parametrize("name", ["../evil.bin", "/etc/evil", "a/../../evil", "..\\evil", "C:\\evil", "C:evil"])
def test_a_listing_with_a_name_that_leaves_its_folder_is_refused(name):
    with pytest.raises(ValueError, match="would leave its folder"):
        Listing("a/b", "1", None, {"config.json": (1, "git:1"), name: (1, "git:1")})
