"""Planner, editor and decoder in and out of subgraphs: text is streamed, sounds reach the editor, locks hold."""
from __future__ import annotations

import json

import pytest
from conftest import RENDERERS
from story_page import StoryPage

PLANNER, EDITOR = "AudioStoryPlanner", "AudioStoryEditor"
SAMPLER, DECODER, STITCHER = "AudioStoryDiTSampler", "AudioStoryVAEDecode", "AudioStoryClipStitcher"
# what is put into a subgraph, step by step, and how deep planner, editor and decoder then lie
LAYOUTS = {
    "editor_inside": ([[EDITOR]], (1, 2, 1)),
    "editor_outside": ([[PLANNER], [SAMPLER, DECODER, STITCHER]], (2, 1, 2)),
    "all_inside_editor_deeper": ([[EDITOR], [PLANNER, EDITOR, SAMPLER, DECODER, STITCHER]], (2, 3, 2)),
    "apart_and_nested_twice": ([[PLANNER, EDITOR], [EDITOR, "AudioStoryLoader"], [DECODER], [DECODER, STITCHER]],
                               (3, 3, 3)),
}
# Each text that the planner's own display showed because one came for it, while the planner still wrote.
WATCH = """() => {
    window.streamed = [];
    window.app.api.addEventListener("audiostory.words", ({detail}) => {
        const {node, id} = window.find("AudioStoryPlanner");
        const shown = node.widgets.find(({name}) => name === "written").value;
        if (detail.node === id && shown === detail.text) window.streamed.push(shown);
    });
}"""


@pytest.fixture(scope="module")
def page(server, chromium, renderer, shots):
    """A page of its own: its graph is made anew for each layout."""
    made = StoryPage(chromium, server.url, vue=RENDERERS[renderer], shots=shots, name=f"subgraph_{renderer}")
    made.page.evaluate(WATCH)
    yield made
    made.close()


def kept(page) -> dict:
    """What the editor keeps of runs."""
    return page.page.evaluate(f"() => window.find('{EDITOR}').node.properties.audiostory_editor ?? {{}}")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_story_through_subgraphs(page, layout):
    steps, depths = LAYOUTS[layout]
    page.build("", steps=1, planner_seed=10 + 2 * list(LAYOUTS).index(layout) + page.vue)
    for kinds in steps:
        page.wrap(*kinds)
    ids = page.page.evaluate("kinds => kinds.map((kind) => window.find(kind).id)", [PLANNER, EDITOR, DECODER])
    assert tuple(len(each.split(":")) for each in ids) == depths
    page.page.evaluate("() => { window.streamed = []; }")
    outputs = page.run()

    streamed = page.page.evaluate("() => window.streamed")
    assert len(streamed) > 2 and len(streamed[0]) < len(streamed[-1])
    takes = kept(page)
    assert takes["clips"] == outputs["audiostory_clips"]
    assert takes["story"] == outputs["audiostory_story"][0]
    assert takes["planned"] == outputs["audiostory_planned"][0]

    page.look()
    page.wait_until_painted()
    page.shot(f"{layout}_made")
    lock = page.take_and_lock_the_first(takes)
    assert page.blocks.locator(".as-play:visible").count() == len(takes["clips"])
    page.shot(f"{layout}_locked")
    assert page.run()["audiostory_clips"][0]["lock"] == lock


def test_a_loaded_workflow_shows_what_it_showed(page):
    """The last layout, saved and loaded: the planner's text, and the editor's sounds, both two subgraphs deep."""
    shown = f"() => window.find('{PLANNER}').node.widgets.find(({{name}}) => name === 'written').value"
    before, takes, saved = page.page.evaluate(shown), kept(page), page.saved()
    assert len(json.loads(saved)["definitions"]["subgraphs"]) == 4 and before
    page.open()
    page.load(saved)
    page.look()
    assert page.page.evaluate(shown) == before and kept(page) == takes
    page.wait_until_painted()
    page.page.evaluate(WATCH)


def test_a_plan_that_comes_from_nowhere_is_none(page):
    """The editor's input leads out of its subgraph, and on to nothing or to a planner."""
    page.build("", steps=1)
    page.wrap(EDITOR)
    page.look()
    words = page.page.locator(".as-hint:visible")
    assert words.inner_text().startswith("Run once")
    page.page.evaluate("""() => {
        const [outer] = window.find("AudioStoryEditor").around;
        outer.disconnectInput(0);
    }""")
    page.write("\n")
    page.write("")
    assert words.inner_text().startswith("Write one line")
