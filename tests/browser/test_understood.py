"""What Story Planner understood is listed below its text; a click on a known sound inserts it into the text."""
from __future__ import annotations

import pytest
from conftest import RENDERERS
from story_page import ADD, WRITE, StoryPage

BUILD = """(text) => {
    const {graph} = window.app;
    graph.clear();
    graph.state.lastNodeId = 300;
    """ + ADD + """    const into = (node, input) => node.inputs.findIndex(({name}) => name === input);
    const loader = add("AudioStoryLoader", -400, 0);
    const planner = add("AudioStoryPlanner", 0, 0, {text, seconds: 20, control_after_generate: "fixed"});
    const preview = add("PreviewAny", 500, 0);
    loader.connect(0, planner, into(planner, "llm"));
    planner.connect(2, preview, 0);
    const editor = add("AudioStoryEditor", 0, 700);
    const bridge = add("AudioStoryQueryBridge", 900, 700);
    const sheet = add("AudioStoryPlanToText", 900, 900);
    const shown = add("PreviewAny", 1300, 900);
    planner.connect(0, editor, into(editor, "plan"));
    loader.connect(0, bridge, into(bridge, "llm"));
    for (const node of [bridge, sheet]) editor.connect(0, node, into(node, "plan"));
    sheet.connect(0, shown, 0);
    const {ds} = window.app.canvas;
    ds.scale = 1;
    [ds.offset[0], ds.offset[1]] = [480, 60];
    window.app.canvas.setDirty(true, true);
}"""
TEXT = "() => window.find('AudioStoryPlanner').node.widgets.find(({name}) => name === 'text').value"
KEPT = "() => window.find('AudioStoryPlanner').node.properties.understood?.length"
ALARM = "Alarm clock, brush my teeth, a dog barks twice, leave by bike"
UNDERSTOOD = [["sure", "Alarm clock", "an alarm beeps"], ["left out", "brush my teeth", "–"],
              ["sure", "a dog barks twice", "a dog barks"], ["guessed", "leave by bike", "an engine runs"]]


@pytest.fixture(scope="module")
def page(server, chromium, renderer, shots):
    made = StoryPage(chromium, server.url, vue=RENDERERS[renderer], shots=shots, name=f"understood_{renderer}")
    made.page.evaluate(BUILD, ALARM)
    yield made
    made.close()


def listed(page) -> list[list[str]]:
    return page.page.evaluate("""() => [...document.querySelectorAll(".as-understood li")].map(
        (line) => [...line.children].map(({textContent}) => textContent))""")


def test_each_thing_as_it_was_said(page):
    page.run()
    page.page.locator(".as-understood li").nth(3).wait_for()
    page.page.wait_for_timeout(500)
    page.shot("listed")
    assert listed(page) == UNDERSTOOD
    assert page.page.locator(".as-understood s").all_inner_texts() == ["twice"]
    last, below = page.page.evaluate("""() => {
        const [lines, box] = [".as-understood li:last-child", ".as-understood"].map(
            (found) => document.querySelector(found).getBoundingClientRect());
        return [lines.bottom, box.bottom];
    }""")
    assert last <= below + 1  # all of it is in sight

    saved = page.saved()
    page.open()
    page.load(saved)
    page.page.wait_for_timeout(500)
    page.shot("loaded")
    assert listed(page) == UNDERSTOOD


def test_what_is_not_known_is_refused_and_says_what_is(page):
    page.page.evaluate(WRITE, ["AudioStoryPlanner", "A violin plays jazz"])
    with pytest.raises(RuntimeError, match="A violin plays jazz.* It knows: rain, .* or allow guesses"):
        page.run()
    page.page.evaluate("""() => { window.find("AudioStoryPlanner").node.widgets.find(
        ({name}) => name === "guesses").value = true; }""")
    page.run()
    page.page.wait_for_function(f"() => ({KEPT})() === 1")
    assert listed(page) == [["guessed", "A violin plays jazz", "wind howls"]]


def test_known_sounds_insert_themselves(page):
    page.page.evaluate(WRITE, ["AudioStoryPlanner", "A door shuts"])
    box = page.page.locator(".as-understood")
    box.get_by_role("button", name="Sounds it knows").click()
    box.get_by_role("button", name="sea waves").wait_for()
    page.page.wait_for_timeout(500)
    page.shot("sounds")
    assert box.locator(".as-chips button").count() == 29
    box.get_by_role("button", name="thunder").click()
    assert page.page.evaluate(TEXT) == "A door shuts, thunder"
    box.get_by_role("button", name="sea waves").focus()
    page.page.keyboard.press("Delete")  # not for the node
    page.page.keyboard.press("Enter")
    assert page.page.evaluate(TEXT) == "A door shuts, thunder, sea waves"
    box.get_by_role("button", name="Sounds it knows").click()
    assert not box.get_by_role("button", name="thunder").is_visible()


def test_blocks_say_what_is_a_guess(page):
    page.page.evaluate(WRITE, ["AudioStoryPlanner", ALARM])
    page.run()
    page.look()
    guesses = """() => [...document.querySelectorAll(".as-block")].map(
        (block) => block.classList.contains("as-guess") ? block.title.split("\\n").at(-1) : null)"""
    page.page.wait_for_function(f"() => ({guesses})().length === 3")
    page.shot("blocks")
    assert page.page.evaluate(guesses) == [None, None, "the planner guessed this from: leave by bike"]
    page.write("3 a violin plays\n3 rain falls\n3 an engine runs")
    page.page.wait_for_timeout(300)
    page.shot("own_blocks")
    assert page.page.evaluate(guesses) == ["the model knows no word of this: what is heard is a guess", None,
                                           "the planner guessed this from: leave by bike"]
