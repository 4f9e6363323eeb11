"""Which models the loader finds, and when it loads again."""
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
    shutil.copytree(toy_bundle, folders[1] / "other")
    shutil.copytree(toy_bundle, folders[1] / ".half.partial")
    (folders[1] / "no bundle").mkdir()
    folder_paths.folder_names_and_paths["audiostory"] = ([str(folder) for folder in folders] + ["/nowhere"], set())
    yield folders
    folder_paths.folder_names_and_paths["audiostory"] = kept


def test_what_is_no_bundle_or_not_yet_one_is_left_out(pack, two_folders):
    assert pack.load.bundle_names() == [pack.load.EMBEDDED_NAME, "other", "same"]
    assert pack.load.bundle_path("other") == two_folders[1] / "other"


def test_two_bundles_of_one_name_are_never_mixed_up(pack, two_folders):
    with pytest.raises(ValueError, match="there are 2 bundles named 'same': .*first.*second.*rename all but one"):
        pack.load.AudioStoryLoader.execute("same")
    shutil.rmtree(two_folders[0] / "same")
    assert pack.load.bundle_path("same") == two_folders[1] / "same"


def test_a_changed_file_is_loaded_again(pack, two_folders):
    def fingerprint():
        return pack.load.AudioStoryLoader.fingerprint_inputs("other", "default")

    before = fingerprint()
    assert fingerprint() == before
    os.utime(two_folders[1] / "other" / "dit.safetensors", (1, 1))
    assert fingerprint() != before


def test_registering_twice_keeps_one_folder(pack, two_folders):
    import folder_paths

    pack.load.register_folder()
    pack.load.register_folder()
    assert len(folder_paths.get_folder_paths("audiostory")) == 4


def test_the_embedded_model_stands_where_the_library_says(pack):
    assert pack.load.EMBEDDED_PATH == pack.core.bundle.embedded_bundle_path()


def test_a_name_is_never_joined_to_a_path(pack, two_folders):
    with pytest.raises(ValueError, match="the model '../first/same' is not there"):
        pack.load.AudioStoryLoader.execute("../first/same")
