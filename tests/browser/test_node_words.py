"""Messages on the nodes: about clips, about errors, and about a plan on the node where it is written."""
from __future__ import annotations

import pytest
from conftest import RENDERERS
from story_page import ADD, WRITE, StoryPage

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
BOX = """(kind) => {
    const {element} = window.find(kind).node.widgets.find(({name}) => name === "written");
    if (!element.checkVisibility() || !element.clientHeight) return null;
    const [head, body] = element.children;
    const isWhole = [head, body].every((part) => part.scrollHeight <= part.clientHeight + 1);
    const inBox = [...element.querySelectorAll("p, div")].every((part) => part.scrollWidth <= element.clientWidth);
    const words = (lines) => [...head.querySelectorAll(lines)].map((line) => line.innerText.trim()).join("\\n");
    return {head: words("p:not(.as-words-note)"), notes: words(".as-words-note"), text: body.innerText.trim(),
        isWhole: isWhole && inBox};
}"""


def said(page, kind: str) -> dict | None:
    """What a node's box says of a run, None where nothing. Notes speak of the graph as it stands."""
    box = page.page.evaluate(BOX, kind)
    box = box and {name: value for name, value in box.items() if name != "notes"}
    return box if box and (box["head"] or box["text"]) else None


@pytest.fixture(scope="module")
def page(server, chromium, renderer, shots):
    made = StoryPage(chromium, server.url, vue=RENDERERS[renderer], shots=shots, name=f"words_{renderer}")
    yield made
    made.close()


def test_the_stitcher_says_on_itself_what_became_of_a_clip(page):
    page.page.evaluate(BUILD, "6 rain falls")
    page.run()
    page.shot("nothing_to_say")
    assert said(page, STITCHER) is None

    page.page.evaluate(WRITE, ["AudioStoryPlanFromText", "4 rain falls"])
    page.run()
    page.page.wait_for_timeout(500)
    page.shot("cut")
    words = {"head": "", "text": "clip 1 came 2 s longer than the plan's 4 s, and is cut", "isWhole": True}
    assert said(page, STITCHER) == words

    saved = page.saved()
    page.open()
    page.load(saved)
    page.page.wait_for_timeout(500)
    page.shot("cut_and_loaded")
    assert said(page, STITCHER) == words

    page.page.evaluate(WRITE, ["AudioStoryPlanFromText", "6 snow falls"])
    page.run()
    page.page.wait_for_timeout(500)
    page.shot("nothing_to_say_again")
    assert said(page, STITCHER) is None
    assert "written" not in page.page.evaluate("() => window.find('AudioStoryClipStitcher').node.properties")


ONE = """([kind, values]) => {
    const {graph} = window.app;
    graph.clear();
    // a later page shows what the last node of a number has shown, if both come and go in one moment
    graph.state.lastNodeId = window.lastNumber = (window.lastNumber ?? 200) + 100;
    """ + ADD + """    const node = add(kind, 0, 0, values);
    if (kind === "AudioStoryPlanFromText") node.connect(0, add("AudioStoryPlanToText", 500, 0), 0);
}"""


def test_what_goes_wrong_is_said_at_the_node_and_in_passing(page):
    page.page.evaluate(ONE, ["AudioStoryPlanFromText", {"text": ""}])
    with pytest.raises(RuntimeError, match="text is empty and no plan is connected"):
        page.run()
    words = "text is empty and no plan is connected; write one line a clip, such as '7.5 rain falls'"
    assert said(page, "AudioStoryPlanFromText")["head"] == words
    assert page.page.get_by_text(words).count() >= 2  # on the node, and in passing; newer pages list it, too
    page.shot("failed")

    page.page.evaluate(WRITE, ["AudioStoryPlanFromText", "4 rain falls"])
    page.run()
    page.page.wait_for_timeout(500)
    assert said(page, "AudioStoryPlanFromText")["head"] == ""
    assert said(page, "AudioStoryPlanToText")["text"] == "4.0 rain falls"

    page.page.evaluate(ONE, ["AudioStoryDownload", {"accept_licences": False}])
    page.page.evaluate("() => { window.app.queuePrompt(0, 1); }")
    page.page.wait_for_function(f"() => ({BOX})('AudioStoryDownload')?.head.startsWith('nothing was fetched yet')")
    page.page.keyboard.press("Escape")
    page.shot("refused")


def test_what_is_said_of_a_plan_stands_where_it_is_written(page):
    page.build("2 a violin plays jazz\n2 rain falls\n", steps=1)
    hidden = "(kind) => window.find(kind).node.widgets.filter(({hidden}) => hidden).map(({name}) => name)"
    page.page.wait_for_function(f"() => ({hidden})('AudioStoryPlanner').includes('seed')")
    assert "crossfade_seconds" in page.page.evaluate(hidden, STITCHER)
    assert "crossfade_seconds" not in page.page.evaluate(hidden, "AudioStoryEditor")
    prompt = page.page.evaluate("async () => Object.values((await window.app.graphToPrompt()).output)")
    assert [node["inputs"]["crossfade_seconds"] for node in prompt if node["class_type"] == STITCHER] == [3.0]
    assert [node["inputs"]["seed"] for node in prompt if node["class_type"] == "AudioStoryPlanner"] == [1]
    assert "a text of its own" in page.page.evaluate(BOX, "AudioStoryPlanner")["notes"]

    page.run()
    page.page.wait_for_timeout(500)
    page.shot("warned")
    box = said(page, "AudioStoryEditor")
    assert box["head"].startswith("⚠ this model knows nothing of clip 1 ('a violin plays jazz')") and box["isWhole"]
    assert said(page, "AudioStoryQueryBridge") is None
    assert said(page, "AudioStoryDiTSampler") is None  # its progress is over

    page.write("2 thunder rolls\n2 rain falls\n")
    page.page.evaluate("() => window.app.api.dispatchEvent(new CustomEvent('graphChanged'))")
    assert said(page, "AudioStoryEditor") is None
