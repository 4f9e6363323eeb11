"""What the loader finds, and when it loads again."""
from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture
def two_folders(pack, toy_bundle, tmp_path):
    """models/audiostory and one more folder, with a bundle of the same name in both."""
    import folder_paths

    pack.load.register_folder()
    kept = folder_paths.folder_names_and_paths["audiostory"]
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        shutil.copytree(toy_bundle, folder / "same")
    (tmp_path / "second" / "no bundle").mkdir()
    folder_paths.folder_names_and_paths["audiostory"] = ([str(folder) for folder in folders] + ["/nowhere"], set())
    yield folders
    folder_paths.folder_names_and_paths["audiostory"] = kept


def test_the_first_folder_wins_and_what_is_no_bundle_is_left_out(pack, two_folders):
    found = pack.load.find_bundles()
    assert list(found) == [pack.load.EMBEDDED_NAME, "same"]
    assert found["same"] == two_folders[0] / "same"


def test_a_changed_file_is_loaded_again(pack, two_folders):
    def fingerprint():
        return pack.load.AudioStoryLoader.fingerprint_inputs("same")

    before = fingerprint()
    assert fingerprint() == before
    os.utime(two_folders[0] / "same" / "dit.safetensors", (1, 1))
    assert fingerprint() != before


def test_registering_twice_keeps_one_folder(pack, two_folders):
    import folder_paths

    pack.load.register_folder()
    pack.load.register_folder()
    assert len(folder_paths.get_folder_paths("audiostory")) == 4


def test_the_embedded_model_stands_where_the_library_says(pack):
    assert pack.load.EMBEDDED_PATH == pack.core.bundle.embedded_bundle_path()


def test_a_name_is_never_joined_to_a_path(pack, two_folders):
    with pytest.raises(ValueError, match="'../first/same' is in none of"):
        pack.load.AudioStoryLoader.execute("../first/same")
