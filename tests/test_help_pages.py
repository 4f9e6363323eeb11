"""The help pages in other languages have the same parts, pictures, examples and rows as the English ones."""
from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "web" / "docs"
TRANSLATED = sorted(DOCS.glob("*/*.md"))  # NODE/LANGUAGE.md, as the page asks for it before NODE.md
# what a newcomer meets
FIRST = ("Loader", "Planner", "Editor", "QueryBridge", "Latent", "DiTSampler", "VAEDecode", "ClipStitcher",
         "PlanFromText", "PlanToText", "VideoSeconds")
TEXT_PARTS = re.compile(r"^(#+) |^(\|)|^(- )|^(```)", re.MULTILINE)


def parts(page: str) -> list[str]:
    """Headings by level, rows, points of lists and fences, in order."""
    return ["".join(filter(None, groups)) for groups in TEXT_PARTS.findall(page)]


def pictures(page: str) -> list[str]:
    return re.findall(r"!\[[^\]]*\]\(([^)]*)\)", page)


def fenced(page: str) -> list[str]:
    return re.findall(r"^```\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def test_what_a_newcomer_meets_is_explained_in_chinese():
    assert {f"AudioStory{name}" for name in FIRST} <= {file.parent.name for file in TRANSLATED if file.stem == "zh"}


@pytest.mark.parametrize("file", TRANSLATED, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_page_has_the_parts_of_the_english_one(file):
    node, page = file.parent.name, file.read_text(encoding="utf-8")
    english = (DOCS / f"{node}.md").read_text(encoding="utf-8")
    assert parts(page) == parts(english)
    assert pictures(page) == pictures(english)  # from web/docs, wherever the page itself lies
    assert fenced(page) == fenced(english)
    names = json.loads((ROOT / "locales" / file.stem / "nodeDefs.json").read_text(encoding="utf-8"))
    assert page.partition("\n")[0] == f"# {names[node]['display_name']}"
