"""All texts of the page's scripts are translated, and the server's texts are recognized."""
from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[1] / "web"
SCRIPTS = sorted(WEB.rglob("*.js"))
LANGUAGES = sorted((WEB / "locales").glob("*.json"))
STRING = r'"(?:[^"\\\n]|\\.)*"'
SAID = re.compile(rf"\bt\(\s*({STRING}(?:\s*\+\s*{STRING})*)")
HOLE = re.compile(r"\{(\w+)\}")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:'\"])//[^\n]*", re.DOTALL)
NOT_SHOWN = re.compile(r"console\.\w+\([^;]*;|^import[^;]*;|const CSS = `.*?`;", re.DOTALL | re.MULTILINE)
LITERAL = re.compile(rf"{STRING}|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`")
# words in a row, or one with a capital: what a person could read
READABLE = re.compile(r"[A-Za-z]{2,}[,:;.]? [A-Za-z]+|^[A-Z][a-z]+[ :.]?$")
NO_WORDS = {"Escape", "Enter", "Tab", "Delete", "Backspace", "Home", "End", "Unidentified",  # keys
            "a new sound", "left out"}  # a caption, which a model reads; a state, as the data names it
NO_TEXT = re.compile(r"^as-|^<|px .*-serif")  # a class, an SVG, a font
READ = {"units.js"}  # what these have in English is what a person writes


def words(concatenated: str) -> str:
    return "".join(json.loads(part) for part in re.findall(STRING, concatenated))


def said() -> set[str]:
    return {words(found) for script in SCRIPTS for found in SAID.findall(script.read_text(encoding="utf-8"))}


def read(file: Path) -> dict[str, dict[str, str]]:
    return json.loads(file.read_text(encoding="utf-8"))


def unsaid(source: str) -> list[str]:
    """Literals that a person could read and that go through neither t() nor the console."""
    source = COMMENT.sub("", SAID.sub("", source))
    source = NOT_SHOWN.sub("", source)
    found = []
    for literal in LITERAL.findall(source):
        text = re.sub(r"\$\{[^}]*\}|<[^>]*>", "", literal)[1:-1].strip()
        if READABLE.search(text) and text not in NO_WORDS and not NO_TEXT.search(text):
            found.append(literal)
    return found


def test_there_is_a_file_for_each_language():
    listed = re.search(r"const LANGUAGES = (\[[^\]]*\])", (WEB / "language.js").read_text(encoding="utf-8"))
    assert json.loads(listed[1]) == [file.stem for file in LANGUAGES] != []


@pytest.mark.parametrize("file", LANGUAGES, ids=lambda file: file.stem)
def test_a_language_has_all_that_the_page_says(file):
    page = read(file)["page"]
    assert page.keys() == said()
    for english, other in {**page, **read(file)["told"]}.items():
        assert sorted(HOLE.findall(other)) == sorted(HOLE.findall(english)), english


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.relative_to(WEB).as_posix())
def test_a_script_says_nothing_in_english_alone(script):
    if script.name not in READ:
        assert unsaid(script.read_text(encoding="utf-8")) == []


def test_english_alone_is_found():
    assert unsaid('say("Undone.", "as-bar"); t("Undone."); say(`Clip ${n} was deleted`); // it is "not so"') == [
        '"Undone."', "`Clip ${n} was deleted`"]
