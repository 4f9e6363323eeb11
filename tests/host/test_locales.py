"""Names and tooltips in other languages cover exactly what the nodes have."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from dev_tools.locales import ENGLISH, node_definitions

LOCALES = Path(__file__).resolve().parents[2] / "locales"


def read(language: str) -> dict:
    return json.loads((LOCALES / language / "nodeDefs.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def definitions(server) -> dict:
    return node_definitions(server.get("/object_info"))


def test_english_is_what_the_nodes_say(definitions):
    assert json.loads(ENGLISH.read_text(encoding="utf-8")) == definitions


@pytest.mark.parametrize("language", sorted(folder.name for folder in LOCALES.iterdir()))
def test_a_language_names_every_part_of_every_node(definitions, language):
    found = read(language)
    assert found.keys() == definitions.keys()
    for node, parts in definitions.items():
        for kind in ("inputs", "outputs"):
            assert found[node][kind].keys() == parts[kind].keys(), node
            assert all(part["name"] and part["tooltip"] for part in found[node][kind].values())


def test_the_server_offers_the_languages(server):
    assert server.get("/i18n")["zh"]["nodeDefs"]["AudioStoryLoader"]["display_name"] == read("zh")[
        "AudioStoryLoader"]["display_name"]
