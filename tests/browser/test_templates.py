"""Each template, chosen from the page's list of templates as a person does it."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "example_workflows"
TEMPLATES = sorted(file.stem for file in FOLDER.glob("*.json"))
NODES = "() => (window.app.graph.nodes ?? window.app.graph._nodes).map((node) => node.type).sort()"


@pytest.fixture(scope="module")
def fresh(server, chromium, renderer, shots):
    """A page of its own: a template replaces the graph."""
    from conftest import RENDERERS
    from story_page import StoryPage

    page = StoryPage(chromium, server.url, vue=RENDERERS[renderer], shots=shots, name=renderer)
    yield page
    page.close()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_loaded_from_the_list(fresh, name):
    wanted = sorted(node["type"] for node in json.loads((FOLDER / f"{name}.json").read_text())["nodes"])
    page = fresh.page
    page.evaluate("() => window.app.extensionManager.command.execute('Comfy.BrowseTemplates')")
    page.get_by_role("dialog").get_by_text("comfyui-audiostory", exact=True).first.click()
    card = page.get_by_test_id(f"template-workflow-{name}")
    picture = card.locator("img").first
    picture.wait_for()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    card.click()
    page.wait_for_function(f"wanted => JSON.stringify(({NODES})()) === JSON.stringify(wanted)", arg=wanted)
    fresh.shot(f"template_{name}")
