"""Exceptions have a plain public name, and messages quote values and list names for people."""
from __future__ import annotations

import ast
from pathlib import Path

import pytest
import torch
from toy import toy_config

import audiostory_core
from audiostory_core.audio_file import write_audio
from audiostory_core.config import BundleConfig
from audiostory_core.errors import listed
from audiostory_core.flow_matching import story_noise
from audiostory_core.stitch import stitch_clips
from audiostory_core.story import StoryPlan

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [file for folder in ("audiostory_core", "nodes") for file in sorted((ROOT / folder).rglob("*.py"))]
MAKES_A_LIST = ("list", "sorted", "tuple", "set", "folder_paths.get_folder_paths", "bundle_names")


@pytest.mark.parametrize(("name", "kind"), [("PlanError", ValueError), ("DownloadError", OSError)])
def test_named_exceptions_say_a_public_place_where_they_are(name, kind):
    error = getattr(audiostory_core, name)
    assert (error.__module__, error.__qualname__) == ("audiostory_core", name)
    assert issubclass(error, kind) and issubclass(error, audiostory_core.AudioStoryError)


def test_no_private_exception_leaves_its_file():
    """Those that are only raised and caught within one file are nobody's business."""
    for file in SOURCES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        private = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
                   and node.name.startswith("_") and any("Err" in ast.unparse(base) or "Exception" in ast.unparse(base)
                                                         for base in node.bases)}
        caught = {name.id for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and node.type
                  for name in ast.walk(node.type) if isinstance(name, ast.Name)}
        assert private <= caught, file


def test_names_are_listed_as_people_write_them():
    assert listed(["rain", "wind"]) == "rain, wind"
    assert listed([]) == "none"
    assert listed(range(25)).endswith("18, 19, and 5 more")


@pytest.mark.parametrize(("call", "words"), [
    (lambda: BundleConfig.from_dict({**toy_config().to_dict(), "loud": 1}), "unknown fields loud; known are "),
    (lambda: StoryPlan.from_json("{}"), "the plan lacks the fields clips"),
    (lambda: write_audio("story.xyz", torch.zeros(1, 8), 44100), "must end in one of .wav, .flac"),
    (lambda: story_noise("pink", 0, 1, 8, 4), "must be one of independent, reference"),
    (lambda: stitch_clips([torch.zeros(1, 8)], 44100, 0.0, curve="cubic"), "must be one of equal_power, linear"),
])
def test_no_python_list_stands_in_a_message(call, words):
    with pytest.raises(ValueError) as error:
        call()
    assert words in str(error.value) and "['" not in str(error.value)


def test_no_raise_formats_a_list():
    """A shape, [2, 44100], is written as it is."""
    found = []
    for file in SOURCES:
        raises = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Raise)]
        for value in (node.value for each in raises for node in ast.walk(each) if isinstance(node, ast.FormattedValue)):
            words = ast.unparse(value)
            is_list = isinstance(value, (ast.List, ast.ListComp, ast.Set, ast.Tuple)) or (
                isinstance(value, ast.Call) and ast.unparse(value.func) in MAKES_A_LIST)
            if is_list and "shape" not in words and words not in SHAPES:
                found.append((file.name, value.lineno, words))
    assert found == []


SHAPES = {"list(found[name])", "list(wanted[name])"}
