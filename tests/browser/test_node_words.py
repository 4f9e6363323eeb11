"""What Clip Stitcher has to say of its clips, on the node."""
from __future__ import annotations

import pytest
from conftest import RENDERERS
from story_page import ADD, StoryPage

STITCHER = "AudioStoryClipStitcher"
BUILD = """(cues) => {
    const {graph} = window.app;
    graph.clear();
    graph.state.lastNodeId = 200;
    """ + ADD + """    const plan = add("AudioStoryPlanFromText", -500, 0, {text: cues});
    const sound = add("EmptyAudio", -500, 400, {duration: 6});
    const stitcher = add("AudioStoryClipStitcher", 0, 0);
    const save = add("SaveAudio", 500, 0);
    const slot = (name) => stitcher.inputs.findIndex((each) => each.name === name);
    plan.connect(0, stitcher, slot("plan"));
    sound.connect(0, stitcher, slot("clips"));
    stitcher.connect(0, save, 0);
    const {ds} = window.app.canvas;
    ds.scale = 1;
    [ds.offset[0], ds.offset[1]] = [600, 120];
    window.app.canvas.setDirty(true, true);
}"""
WRITE = """(cues) => {
    const widget = window.find("AudioStoryPlanFromText").node.widgets.find(({name}) => name === "text");
    widget.value = cues;
    widget.callback?.(cues);
}"""
BOX = """(kind) => {
    const {element} = window.find(kind).node.widgets.find(({name}) => name === "written");
    if (!element.checkVisibility() || !element.clientHeight) return null;
    const [head, body] = element.children;
    const isWhole = [head, body].every((part) => part.scrollHeight <= part.clientHeight + 1);
    const inBox = [...element.querySelectorAll("p, div")].every((part) => part.scrollWidth <= element.clientWidth);
    return {head: head.innerText.trim(), text: body.innerText.trim(), isWhole: isWhole && inBox};
}"""


@pytest.fixture(scope="module")
def page(server, chromium, renderer, shots):
    made = StoryPage(chromium, server.url, vue=RENDERERS[renderer], shots=shots, name=f"words_{renderer}")
    yield made
    made.close()


def test_the_stitcher_says_on_itself_what_became_of_a_clip(page):
    page.page.evaluate(BUILD, "6 rain falls")
    page.run()
    page.shot("nothing_to_say")
    assert page.page.evaluate(BOX, STITCHER) is None

    page.page.evaluate(WRITE, "4 rain falls")
    page.run()
    page.page.wait_for_timeout(500)
    page.shot("cut")
    words = {"head": "", "text": "clip 1 came 2 s longer than the plan's 4 s, and is cut", "isWhole": True}
    assert page.page.evaluate(BOX, STITCHER) == words

    saved = page.saved()
    page.open()
    page.load(saved)
    page.page.wait_for_timeout(500)
    page.shot("cut_and_loaded")
    assert page.page.evaluate(BOX, STITCHER) == words

    page.page.evaluate(WRITE, "6 snow falls")
    page.run()
    page.page.wait_for_timeout(500)
    page.shot("nothing_to_say_again")
    assert page.page.evaluate(BOX, STITCHER) is None
    assert "written" not in page.page.evaluate("() => window.find('AudioStoryClipStitcher').node.properties")
