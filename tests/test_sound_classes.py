"""The files of the sound classes, and the texts of synthetic stories."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from audiostory_core import sound_classes
from audiostory_core.sound_classes import CLASS_NAMES, SOUND_CLASSES, read_class
from audiostory_core.training.synthetic import text
from audiostory_core.training.synthetic.text import read_lines

FOLDER = Path(sound_classes.__file__).parent
TEXTS = sorted(file.stem for file in (Path(text.__file__).parent / "text").glob("*.txt"))


def test_every_file_is_a_class_and_every_class_has_one():
    assert sorted(file.stem.replace("_", " ") for file in FOLDER.glob("*.json")) == sorted(CLASS_NAMES)
    assert [known.name for known in SOUND_CLASSES] == list(CLASS_NAMES)


@pytest.mark.parametrize(("change", "message"), [
    ({"colour": "blue"}, "its fields must be"), ({"mass": None}, "mass is None"), ({"mass": 1}, "mass is 1"),
    ({"verbs": ["bark", " "]}, "verbs is"), ({"nouns": "a dog"}, "nouns is 'a dog'"), ({"caption": ""}, "caption is"),
    ({"recordings": ""}, "recordings is ''"), ({"clauses": ["a dog barks "]}, "clauses is"),
])
def test_a_class_of_other_fields_or_with_a_blank_is_refused(tmp_path, change, message):
    data = json.loads((FOLDER / "dog.json").read_text(encoding="utf-8"))
    (tmp_path / "dog.json").write_text(json.dumps({**data, **change}))
    with pytest.raises(ValueError, match=message) as error:
        read_class(tmp_path / "dog.json")
    assert "dog.json" in str(error.value)


def test_a_class_that_lacks_a_field_is_refused(tmp_path):
    data = json.loads((FOLDER / "dog.json").read_text(encoding="utf-8"))
    del data["alone"]
    (tmp_path / "dog.json").write_text(json.dumps(data))
    with pytest.raises(ValueError, match="its fields must be alone, caption"):
        read_class(tmp_path / "dog.json")


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_is_read_whole(name):
    file = Path(text.__file__).parent / "text" / f"{name}.txt"
    assert len(read_lines(name)) == file.read_text(encoding="utf-8").count("\n") > 0


@pytest.mark.parametrize(("lines", "message"), [
    ("rain\n\nwind\n", "line 2: it is blank"), ("rain\n \n", "line 2: it is blank"), ("", "line 1: it is blank"),
    ("rain\nwind\nrain\n", "line 3: 'rain' stands in line 1, too"),
])
def test_a_blank_line_and_one_that_stands_twice_are_refused(tmp_path, monkeypatch, lines, message):
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "sounds.txt").write_text(lines)
    monkeypatch.setattr(text, "__file__", str(tmp_path / "text.py"))
    with pytest.raises(ValueError, match=message):
        read_lines("sounds")


def test_blanks_at_the_beginning_and_written_breaks_are_content(tmp_path, monkeypatch):
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "sounds.txt").write_text(" rain\nwind\\nhowls\n")
    monkeypatch.setattr(text, "__file__", str(tmp_path / "text.py"))
    assert read_lines("sounds") == (" rain", "wind\nhowls")
