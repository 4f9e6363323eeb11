"""The Story Editor's keys: each works wherever the focus is in the editor, and the page does not react to any."""
from __future__ import annotations

import pytest
from story_page import CUES

LISTENING = """() => {
    // the page's own listeners stand here, at the window; a key that comes this far is one that it answers
    window.heard = [];
    const modifiers = ["Control", "Shift", "Alt"];
    window.addEventListener("keydown", ({key, target}) => {
        if (!modifiers.includes(key)) window.heard.push(`${key} ${target.className}`);
    });
}"""
STATE = """() => {
    const {node} = window.find("AudioStoryEditor");
    return {nodes: window.app.graph.nodes.length, pinned: Boolean(node.flags.pinned), mode: node.mode,
            collapsed: Boolean(node.flags.collapsed), scale: window.app.canvas.ds.scale};
}"""
FOCUS = "() => document.activeElement.closest('.as-editor') !== null"
SILENT = ["Delete", "Backspace", "+", "-", "s", "d", "n", "j", "k", "l", "Shift+L", "r", "g", "p", "o", "m", "F2",
          "Escape", "Home", "End", "ArrowLeft", "ArrowRight", "Alt+ArrowLeft", "Control+z", "Control+Shift+Z",
          "Control+y", "Space", "Enter"]


@pytest.fixture(scope="module")
def listening(story):
    story.page.evaluate(LISTENING)
    return story


@pytest.fixture
def editor(listening):
    """Three clips, the first selected."""
    listening.write(CUES)
    listening.select(0)
    listening.page.evaluate("() => { window.heard = []; }")
    return listening


def go_to_button(editor):
    editor.button("▶ Play story").focus()


def go_to_redo_button(editor):
    editor.button("Redo").focus()  # which often has nothing to do


def go_to_ruler(editor):
    editor.page.locator(".as-ruler").click(position={"x": 30, "y": 8})


def go_to_bare_ground(editor):
    box = editor.page.locator(".as-message").bounding_box()
    editor.page.mouse.click(box["x"] + box["width"] - 20, box["y"] + box["height"] / 2)


def go_to_block(editor):
    editor.select(0)


PLACES = {"button": go_to_button, "redo_button": go_to_redo_button, "ruler": go_to_ruler,
          "bare_ground": go_to_bare_ground, "block": go_to_block}


@pytest.mark.parametrize("place", PLACES)
def test_the_keys_of_a_clip_work_from_everywhere(editor, place):
    before = editor.page.evaluate(STATE)

    def press(key: str) -> str:
        PLACES[place](editor)
        assert editor.page.evaluate(FOCUS), f"{place} has no focus"
        editor.page.keyboard.press(key)
        editor.settle()
        return editor.text

    rest = "2 a dog barks twice\n3 wind howls\n"
    assert press("+") == f"3 rain falls on a roof\n{rest}"
    assert press("Shift+-") == f"2.9 rain falls on a roof\n{rest}"
    assert press("Control+z") == f"3 rain falls on a roof\n{rest}"
    assert press("Control+Shift+Z") == f"2.9 rain falls on a roof\n{rest}"
    assert press("d") == f"2.9 rain falls on a roof\n2.9 rain falls on a roof\n{rest}"
    editor.select(0)
    assert press("Delete") == f"2.9 rain falls on a roof\n{rest}"
    assert press("Delete") == rest
    assert press("Control+z") == f"2.9 rain falls on a roof\n{rest}"
    assert press("Control+z") == f"2.9 rain falls on a roof\n2.9 rain falls on a roof\n{rest}"
    assert press("Control+y") == f"2.9 rain falls on a roof\n{rest}"
    editor.select(0)
    assert press("s") == f"1.45 rain falls on a roof\n1.45 rain falls on a roof\n{rest}"
    assert press("g").startswith("1.45 rain falls on a roof #seed=")
    PLACES[place](editor)
    editor.page.keyboard.press("F2")
    editor.page.keyboard.insert_text("a bell rings")
    editor.page.keyboard.press("Enter")
    assert editor.text.startswith("1.45 a bell rings #seed=")
    press("m")
    assert editor.message == "Clip 1 has no sound yet: run first."
    assert "as-muted" not in editor.blocks.nth(0).get_attribute("class")
    press("p")
    assert editor.message
    editor.page.wait_for_timeout(300)  # the page's own undo comes a frame late, and loads the graph anew
    assert editor.page.evaluate(STATE) == before
    assert editor.page.evaluate("() => window.heard") == []


@pytest.mark.parametrize("place", PLACES)
def test_no_key_reaches_the_page(editor, place):
    before = editor.page.evaluate(STATE)
    for key in SILENT:
        PLACES[place](editor)
        editor.page.keyboard.press(key)
        if editor.page.locator(".as-input").count():
            editor.page.keyboard.press("Control+z")
            editor.page.keyboard.press("Escape")
    editor.page.wait_for_timeout(300)
    assert editor.page.evaluate("() => window.heard") == []
    assert editor.page.evaluate(STATE) == before


def test_arrows_go_to_another_clip_and_on_the_ruler_a_second(editor):
    editor.button("Fit").focus()
    editor.page.keyboard.press("ArrowRight")
    assert editor.blocks.nth(1).evaluate("(block) => block === document.activeElement")
    ruler = editor.page.locator(".as-ruler")
    ruler.click(position={"x": 1, "y": 8})
    editor.page.keyboard.press("Home")
    editor.page.keyboard.press("ArrowRight")
    assert float(ruler.get_attribute("aria-valuenow")) == 1
    editor.page.keyboard.press("Home")


def test_space_presses_the_button_that_has_the_focus(editor):
    editor.button("Duplicate").focus()
    editor.page.keyboard.press("Space")
    assert len(editor.text.splitlines()) == 4
    editor.page.keyboard.press("Enter")
    assert len(editor.text.splitlines()) == 5
    assert editor.page.evaluate("() => document.activeElement.textContent") == "Duplicate"


def test_undo_to_an_empty_text_and_back(editor):
    editor.page.wait_for_timeout(900)  # longer than a pause in typing: a step of its own
    editor.write("")
    editor.page.evaluate("() => { window.heard = []; }")  # a field that is emptied is sent Delete
    editor.button("Add").click()
    editor.page.keyboard.press("Enter")
    assert editor.text == "5 a new sound\n"
    editor.page.keyboard.press("Control+z")
    editor.settle()
    assert editor.text == "" and editor.page.evaluate(FOCUS)
    assert editor.button("Redo").get_attribute("aria-disabled") == "false"
    editor.page.keyboard.press("Control+y")
    editor.settle()
    assert editor.text == "5 a new sound\n"
    editor.page.keyboard.press("Control+z")
    editor.page.keyboard.press("Control+z")
    editor.settle()
    assert editor.text == CUES and editor.page.evaluate(FOCUS)
    editor.page.keyboard.press("Control+y")
    editor.page.keyboard.press("Control+y")
    editor.page.wait_for_timeout(300)
    assert editor.text == "5 a new sound\n"
    assert editor.button("Redo").get_attribute("aria-disabled") == "true"
    assert editor.page.evaluate("() => window.heard") == []


def test_a_node_that_was_deleted_and_brought_back(editor):
    nodes = editor.page.evaluate(STATE)["nodes"]
    editor.page.keyboard.press("d")
    written = editor.text
    editor.page.evaluate("() => document.activeElement.blur()")
    editor.page.evaluate("""() => {
        const {canvas} = window.app;
        canvas.deselectAll();
        canvas.select(window.find("AudioStoryEditor").node);
        canvas.canvas.focus();
    }""")
    editor.page.keyboard.press("Delete")
    editor.page.wait_for_function(f"() => window.app.graph.nodes.length === {nodes - 1}")
    editor.page.wait_for_timeout(500)
    editor.page.keyboard.press("Control+z")  # the page's own
    editor.page.wait_for_function(f"() => window.app.graph.nodes.length === {nodes}")
    editor.look()
    assert editor.text == written
    assert editor.page.locator(".as-editor:visible").count() == 1
    assert editor.button("Undo").get_attribute("aria-disabled") == "true"
    editor.select(0)
    editor.page.keyboard.press("Control+z")
    assert editor.message == "Nothing to undo." and editor.text == written
    editor.page.keyboard.press("Delete")
    assert editor.text == CUES
    editor.button("Undo").click()
    assert editor.text == written
    editor.page.keyboard.press("Control+y")
    editor.settle()
    assert editor.text == CUES
    editor.page.keyboard.press("Control+z")
    editor.page.wait_for_timeout(300)
    assert editor.text == written
    assert editor.page.evaluate(STATE)["nodes"] == nodes
    editor.shot("brought_back")
