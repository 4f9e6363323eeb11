"""Each template, opened from the page's list of templates as a user does it."""
from __future__ import annotations

import json

import pytest
from boxes import covered, settled

from dev_tools.templates import TITLES, file_of

READABLE = 0.6  # zoom at which a template may open
OLD, NEW = "SaveAudio", "SaveAudioAdvanced"
BOXES = "() => Object.fromEntries(window.app.graph.nodes.map((node) => [node.id, [...node.pos, ...node.size]]))"
DEPRECATED = """() => window.app.graph.nodes.filter((node) => node.constructor.nodeData?.deprecated)
    .map((node) => node.type)"""
NODES = "() => (window.app.graph.nodes ?? window.app.graph._nodes).map((node) => node.type).sort()"


@pytest.fixture(scope="module")
def fresh(server, chromium, renderer, shots):
    """A page of its own: a template replaces the graph."""
    from conftest import RENDERERS
    from story_page import StoryPage

    page = StoryPage(chromium, server.url, vue=RENDERERS[renderer], shots=shots, name=renderer)
    yield page
    page.close()


@pytest.mark.parametrize("name", TITLES)
def test_a_template_is_loaded_from_the_list(fresh, server, name):
    saved = json.loads(file_of(name).read_text())["nodes"]
    save = NEW if NEW in server.get("/object_info") else OLD  # the newest that the host has
    wanted = sorted(save if node["type"] == OLD else node["type"] for node in saved)
    page = fresh.page
    page.evaluate("() => window.app.extensionManager.command.execute('Comfy.BrowseTemplates')")
    page.get_by_role("dialog").get_by_text("comfyui-audiostory", exact=True).first.click(timeout=60_000)
    card = page.get_by_test_id(f"template-workflow-{TITLES[name]}")
    card.scroll_into_view_if_needed()  # pictures out of sight are not loaded
    picture = card.locator("img").first
    picture.wait_for()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    card.click()
    page.wait_for_function(f"wanted => JSON.stringify(({NODES})()) === JSON.stringify(wanted)", arg=wanted)
    fresh.shot(f"template_{name}")
    assert page.evaluate(DEPRECATED) == []
    assert page.evaluate("() => window.app.canvas.ds.scale") >= READABLE
    places = {str(node["id"]): node["pos"] for node in saved}
    boxes = settled(fresh, BOXES)  # Nodes 2.0 measures what it has drawn, and moves it
    stretch = check_that_they_stand_as_laid_out(boxes, places)
    assert stretch == pytest.approx(1) or fresh.vue and stretch == pytest.approx(1.2, abs=0.01)
    assert covered(fresh) == []


def check_that_they_stand_as_laid_out(boxes: dict, places: dict) -> float:
    """How much wider apart the nodes stand than in the file, the same for all of them."""
    ids = sorted(places, key=lambda node_id: places[node_id][0])
    first, last = ids[0], ids[-1]
    stretch = (boxes[last][0] - boxes[first][0]) / (places[last][0] - places[first][0])
    for node_id in ids:
        for axis in (0, 1):
            wanted = boxes[first][axis] + stretch * (places[node_id][axis] - places[first][axis])
            assert boxes[node_id][axis] == pytest.approx(wanted, abs=2), f"node {node_id}"
    return stretch
