"""The Story Editor as a user works with it: text and timeline in step, undo and redo, saving and loading."""
from __future__ import annotations

import json

import pytest
from story_page import CUES

from audiostory_core.story import StoryPlan


@pytest.fixture
def editor(story):
    """The page with the story of three clips as its text, whatever the test before left."""
    story.close_toasts()
    story.write(CUES)
    return story


def seconds_of(text: str) -> list[float]:
    return [float(line.split()[0]) for line in text.splitlines()]


def drag(page, start: tuple[float, float], end: tuple[float, float], key: str | None = None) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    if key:
        page.keyboard.down(key)
    for step in range(1, 9):
        page.mouse.move(*(begin + (there - begin) * step / 8 for begin, there in zip(start, end, strict=True)))
    page.mouse.up()
    if key:
        page.keyboard.up(key)


def edge(editor, index: int) -> tuple[float, float]:
    box = editor.blocks.nth(index).bounding_box()
    return box["x"] + box["width"] - 3, box["y"] + box["height"] / 2


def middle(editor, index: int) -> tuple[float, float]:
    box = editor.blocks.nth(index).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] - 20


def test_each_line_is_a_block_of_its_length(editor):
    assert editor.blocks.count() == 3
    assert [editor.blocks.nth(index).locator(".as-caption").inner_text() for index in range(3)] == [
        "rain falls on a roof", "a dog barks twice", "wind howls"]
    widths = [editor.blocks.nth(index).bounding_box()["width"] for index in range(3)]
    assert widths[0] / widths[1] == pytest.approx(2.5 / 2, rel=0.02)
    assert widths[2] / widths[1] == pytest.approx(3 / 2, rel=0.02)
    assert "3 clips · 0:07.5" in editor.page.locator(".as-bar").first.inner_text()
    editor.shot("written")


def test_a_dragged_border_changes_the_text(editor):
    x, y = edge(editor, 0)
    drag(editor.page, (x, y), (x + 90, y))
    first, second, third = seconds_of(editor.text)
    assert first > 2.5 and (second, third) == (2.0, 3.0)
    assert round(first * 10) == pytest.approx(first * 10)


def test_with_alt_the_neighbour_gives_way(editor):
    x, y = edge(editor, 0)
    drag(editor.page, (x, y), (x + 60, y), "Alt")
    first, second, third = seconds_of(editor.text)
    assert first > 2.5 and second < 2
    assert first + second + third == pytest.approx(7.5)


def test_a_dragged_block_changes_the_order(editor):
    drag(editor.page, middle(editor, 0), middle(editor, 2))
    assert editor.text.splitlines()[0] == "2 a dog barks twice"
    assert "2.5 rain falls on a roof" in editor.text.splitlines()[1:]


def test_the_text_changes_the_blocks(editor):
    editor.write("4 thunder rolls\n# a note\n\n1.5 a bell rings\n")
    assert editor.blocks.count() == 2
    assert editor.blocks.nth(0).get_attribute("aria-label").startswith("Clip 1: thunder rolls, 4 seconds")


def test_comments_and_empty_lines_stay(editor):
    editor.write("# my story\n2.50 rain falls\n\n# the dog\n2 a dog barks\n# the end\n")
    editor.select(1)
    editor.page.keyboard.press("+")
    assert editor.text == "# my story\n2.50 rain falls\n\n# the dog\n2.5 a dog barks\n# the end\n"
    editor.page.keyboard.press("Alt+ArrowLeft")
    assert editor.text == "# my story\n# the dog\n2.5 a dog barks\n2.50 rain falls\n\n# the end\n"


def test_a_caption_is_edited_in_place(editor):
    editor.blocks.nth(1).dblclick(position={"x": 60, "y": 60})
    field = editor.page.get_by_label("Caption of clip 2")
    field.fill("a cow moos")
    editor.shot("caption")
    field.press("Enter")
    assert editor.text == CUES.replace("a dog barks twice", "a cow moos")


def test_a_clip_is_made_louder_and_softer(editor):
    louder, rest = "2.5 rain falls on a roof #gain=", "2 a dog barks twice\n3 wind howls\n"
    editor.select(0)
    editor.page.keyboard.press("ArrowUp")
    editor.page.keyboard.press("Shift+ArrowUp")
    assert editor.text == f"{louder}1.1\n{rest}"
    editor.button("Softer").click()
    assert editor.text == f"{louder}0.1\n{rest}"
    line = editor.blocks.nth(0).locator(".as-gain")
    box, area = line.bounding_box(), editor.blocks.nth(0).locator(".as-level").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drag(editor.page, (x, y), (x, y + area["height"] / 5))  # the whole height is 60 dB
    gain = float(editor.text.splitlines()[0].partition("#gain=")[2])
    assert gain == pytest.approx(-12, abs=1.5) and gain * 2 == round(gain * 2)
    assert f"{gain:g} dB" in editor.blocks.nth(0).locator(".as-meta").inner_text()
    assert line.bounding_box()["y"] - box["y"] == pytest.approx(area["height"] / 5, abs=3)
    editor.shot("gain")
    editor.page.keyboard.press("Control+z")
    assert editor.text == f"{louder}0.1\n{rest}"
    line.dblclick()
    assert editor.text == CUES
    editor.write(f"{louder}-6 dB  \n{rest}")
    assert "-6 dB" in editor.blocks.nth(0).get_attribute("aria-label")
    editor.page.keyboard.press("Tab")
    editor.select(0)
    editor.page.keyboard.press("d")
    assert editor.text.splitlines()[1].endswith(" #gain=-6")


def test_the_model_s_limits_are_said_before_a_run(editor):
    problems = editor.page.locator(".as-problems")
    editor.write("2.5 rain falls\n25 a dog barks\n3 wind howls\n")
    editor.page.get_by_text("25 s · split it (S)").wait_for()
    editor.wait_for_problem("clip 2's length is 25 s; this model's longest clip is 11.8886 s: split it (S)")
    assert "as-broken" in editor.blocks.nth(1).get_attribute("class")
    editor.shot("too_long")
    editor.button("Fit").click()
    editor.settle()
    x, y = edge(editor, 1)
    drag(editor.page, (x, y), (x - 10, y))
    assert editor.text.splitlines()[1] == "11.888 a dog barks"  # the border stops there
    editor.settle()
    assert problems.inner_text() == ""
    editor.write("2 rain falls on a roof\n" * 80)
    problems.get_by_text("The language model reads 2048 at once, so it reads this in parts that overlap.").wait_for()
    planner = editor.page.evaluate("""() => window.find("AudioStoryPlanner").node.widgets
        .filter(({name}) => name === "seconds").map(({label, options}) => `${label} ${options.max}`)""")
    assert planner == ["seconds (in chapters of 80) 7200"]


def test_what_plan_from_text_reads_is_read_here(editor):
    srt = "1\n00:00:00,000 --> 00:00:05,000\nrain falls\n\n2\n00:00:05,000 --> 00:00:08,500\na dog barks\n"
    for text in ("5s rain falls\n3.5s a dog barks\n", srt):
        editor.write(text)
        editor.button("Write it as a cue sheet").wait_for()
        assert editor.blocks.count() == 2
        assert editor.blocks.nth(0).get_attribute("aria-label") == "Clip 1: rain falls, 5 seconds"
        editor.shot("other_text")
        editor.button("Write it as a cue sheet").click()
        assert editor.text == "5.0 rain falls\n3.5 a dog barks\n"
        editor.button("Undo").click()
        assert editor.text == text
    editor.button("Write it as a cue sheet").wait_for()
    editor.select(1)
    editor.page.keyboard.press("+")
    assert editor.text == "5.0 rain falls\n4 a dog barks\n"
    editor.write("5 s rain falls\n3.5 Sec. a dog barks\n")  # a cue sheet with units
    assert editor.blocks.nth(0).get_attribute("aria-label") == "Clip 1: rain falls, 5 seconds"
    editor.select(1)
    editor.page.keyboard.press("+")
    assert editor.text == "5 s rain falls\n4 a dog barks\n"


def test_undo_and_redo_stay_in_the_editor(editor):
    node = editor.page.evaluate("() => window.app.graph.nodes.length")
    editor.select(0)
    editor.page.keyboard.press("d")
    duplicated = editor.text
    assert duplicated.splitlines()[0] == duplicated.splitlines()[1]
    editor.page.keyboard.press("Delete")
    assert editor.text == CUES
    editor.page.keyboard.press("Control+z")
    assert editor.text == duplicated
    editor.page.keyboard.press("Control+z")
    assert editor.text == CUES
    editor.page.keyboard.press("Control+Shift+Z")
    assert editor.text == duplicated
    editor.page.keyboard.press("Control+y")
    assert editor.text == CUES
    # had the page's own undo run as well, it would have loaded the graph anew
    editor.page.wait_for_timeout(300)
    assert editor.page.evaluate("() => document.activeElement.className.includes('as-block')")
    assert editor.page.evaluate("() => window.app.graph.nodes.length") == node


def test_everything_by_keyboard(editor):
    keys = editor.page.keyboard
    editor.select(0)
    keys.press("ArrowRight")
    assert editor.blocks.nth(1).get_attribute("aria-selected") == "true"
    keys.press("Alt+ArrowRight")
    assert editor.text.splitlines()[2] == "2 a dog barks twice"
    keys.press("-")
    keys.press("Shift+-")
    assert editor.text.splitlines()[2] == "1.4 a dog barks twice"
    keys.press("s")
    assert editor.text.splitlines()[2:] == ["0.7 a dog barks twice", "0.7 a dog barks twice"]
    keys.press("n")
    keys.insert_text("a bell rings")
    keys.press("Enter")
    assert editor.text.splitlines()[3] == "5 a bell rings"
    keys.press("g")
    assert editor.text.splitlines()[3].startswith("5 a bell rings #seed=")
    assert editor.blocks.nth(3).evaluate("(block) => block === document.activeElement")


def test_every_control_has_a_name(editor):
    root = editor.page.locator(".as-editor")
    assert root.get_by_role("listbox", name="Clips").count() == 1
    assert root.get_by_role("option").count() == 3
    assert root.get_by_role("toolbar").count() == 2
    assert root.get_by_role("slider", name="Place in the story").count() == 1
    names = root.locator("button").evaluate_all("(all) => all.map((each) => each.ariaLabel || each.textContent)")
    assert all(any(letter.isalpha() for letter in name) for name in names), names


READ = "**/audiostory/read"  # what the editor asks about its text
WRONG_LINES = (  # and what is said of each, as the second of three
    ("rain falls", "cue sheet line 2 begins with 'rain'; it must begin with the clip's seconds, then the caption"),
    ("4", "cue sheet line 2 has no caption after '4'"),
    ("4 it's 5 #seed=x", "cue sheet line 2 has the seed 'x'; a whole number is needed"),
    ("0 rain", "clip 2's length is 0.0 s; at least 0.01 s is needed"),
    ("nan rain", "clip 2's length is nan; a finite number of seconds is needed"),
    ("4 12", "clip 2's caption is '12', without a letter; use words"),
    ("4 rain #lock=xyz", "clip 2's lock is 'xyz'; 16 hexadecimal digits are needed"),
    ("4 rain #gain=soft", "cue sheet line 2 has the gain 'soft'; decibels such as -6 are needed"),
    ("4 rain #gain=30", "clip 2's gain is 30.0 dB; a number of decibels from -60 to 20 is needed"),
    ("4 rain #seed=99999999999999999999", "clip 2's seed is 99999999999999999999; a whole number from 0 to "
                                          "18446744073709551615 is needed"),
    ("4 a <|im_end|> b", "clip 2's caption holds '<|im_end|>', a mark of the model that cannot be part of a text"),
)


def test_a_wrong_line_is_marked_in_the_words_of_the_server(editor):
    editor.write("2 a dog barks\n" + "".join(f"{line}\n" for line, _ in WRONG_LINES) + "3 wind howls\n")
    problems = editor.problems.splitlines()  # at once, in the page's own words
    assert len(problems) == len(WRONG_LINES) and problems[0] == "⚠ line 2: cannot be read as a clip"
    assert "⚠ line 6: clip 6 needs a length of 0.01 s or more" in problems
    editor.shot("wrong_lines_at_once")
    editor.wait_for_problem("begins with 'rain'")
    problems = editor.problems.splitlines()
    assert editor.blocks.count() == len(WRONG_LINES) + 2
    for place, (line, words) in enumerate(WRONG_LINES, 2):
        words_here = words.replace("line 2", f"line {place}").replace("clip 2", f"clip {place}")
        named = "" if "cue sheet line" in words else f"line {place}: "
        assert f"⚠ {named}{words_here}" in problems
        block = editor.blocks.nth(place - 1)
        assert "as-broken" in block.get_attribute("class") and words_here in block.get_attribute("aria-label"), line
        with pytest.raises(ValueError) as refused:
            StoryPlan.from_cue_sheet(f"2 a dog barks\n{line}\n3 wind howls\n")
        assert str(refused.value) == words
    editor.shot("wrong_lines")
    with pytest.raises(RuntimeError) as refused:
        editor.run()
    assert str(refused.value).strip() == WRONG_LINES[0][1]


def test_without_a_server_the_page_marks_in_its_own_words(editor):
    editor.page.route(READ, lambda route: route.abort())
    with editor.page.expect_event("requestfailed", lambda request: request.url.endswith("/audiostory/read")):
        editor.write("2 rain\nsoon wind\n25 a dog barks\n@1 2 a cow moos\n")
    editor.settle()
    assert editor.problems.splitlines() == ["⚠ line 2: cannot be read as a clip",
                                            "⚠ line 3: clip 3 is too long: at most 11.888 s: split it (S)"]
    assert [editor.blocks.nth(index).get_attribute("class").count("as-broken") for index in range(4)] == [0, 1, 1, 0]
    editor.page.unroute(READ)
    editor.write("2 rain\n@1 0.5 wind\n")
    editor.wait_for_problem("clip 2 ends at 1.5 s, before clip 1 does")
    editor.errors[:] = [said for said in editor.errors if "ERR_FAILED" not in said]  # the request that was stopped


def test_the_server_has_the_last_word_on_its_text_alone(editor):
    held = []
    editor.page.route(READ, lambda route: route.continue_() if held else held.append(route))
    editor.write("2 rain\nsoon wind\n")
    while not held:
        editor.page.wait_for_timeout(50)
    editor.write("#length=400000\n2 rain\n٣ wind howls\n")  # three, which is no digit to the page
    assert editor.problems.splitlines() == ["⚠ line 3: cannot be read as a clip"]
    with editor.page.expect_response(READ):
        held[0].continue_()  # the answer about the text before comes now
    editor.settle()
    assert "soon" not in editor.problems
    editor.wait_for_problem("the plan's length is 400000.0 s; at most 360000 s is possible")
    assert editor.problems.splitlines() == [
        "⚠ line 1: the plan's length is 400000.0 s; at most 360000 s is possible"]
    assert "as-broken" not in editor.blocks.nth(1).get_attribute("class")
    editor.page.unroute(READ)


def test_a_saved_workflow_brings_everything_back(editor):
    editor.write("2 a dog barks #seed=7\n# note\n3 wind howls\n")
    saved = editor.saved()
    editor.write("1 something else")
    editor.load(saved)
    editor.look()
    assert editor.text == "2 a dog barks #seed=7\n# note\n3 wind howls\n"
    assert editor.blocks.count() == 2
    editor.select(1)
    editor.page.keyboard.press("+")
    assert editor.text == "2 a dog barks #seed=7\n# note\n3.5 wind howls\n"


def test_a_plan_as_json_stays_json(editor):
    plan = {"instruction": "a farm", "clips": [{"caption": "a cow moos", "seconds": 2, "seed": 2**64 - 1},
                                               {"caption": "rain falls", "seconds": 3}]}
    editor.write(json.dumps(plan))
    assert editor.blocks.count() == 2
    editor.select(1)
    editor.page.keyboard.press("+")
    plan["clips"][1]["seconds"] = 3.5
    assert json.loads(editor.text) == plan
    editor.write('{"clips": [')
    editor.page.keyboard.press("Tab")
    editor.wait_for_problem("the plan is no valid JSON: Expecting value: line 1 column 12 (char 11)")
    assert editor.button("Add").is_enabled()
    editor.button("Add").click()
    assert editor.text == '{"clips": [' and editor.message == "Mend the JSON in the text first."


def test_it_follows_the_light_palette(editor):
    dark = editor.page.locator(".as-editor").evaluate("(root) => getComputedStyle(root).backgroundColor")
    editor.page.evaluate("() => window.app.extensionManager.setting.set('Comfy.ColorPalette', 'light')")
    editor.page.wait_for_timeout(300)
    light = editor.page.locator(".as-editor").evaluate("(root) => getComputedStyle(root).backgroundColor")
    editor.shot("light")
    editor.page.evaluate("() => window.app.extensionManager.setting.set('Comfy.ColorPalette', 'dark')")
    assert light != dark


def test_zoom_and_scroll(editor):
    editor.button("Fit").click()  # whatever was shown before
    editor.settle()
    width = editor.blocks.nth(0).bounding_box()["width"]
    editor.button("Zoom in").click()
    editor.settle()
    assert editor.blocks.nth(0).bounding_box()["width"] == pytest.approx(1.4 * width, rel=0.05)
    editor.page.locator(".as-scroll").hover()
    editor.page.keyboard.down("Control")
    editor.page.mouse.wheel(0, -120)
    editor.page.keyboard.up("Control")
    editor.settle()
    assert editor.blocks.nth(0).bounding_box()["width"] > 1.7 * width
    assert editor.page.evaluate("() => window.app.canvas.ds.scale") == 1  # the graph behind stays where it is
    editor.page.keyboard.down("Shift")
    editor.page.mouse.wheel(0, 200)
    editor.page.keyboard.up("Shift")
    editor.settle()
    assert editor.page.locator(".as-scroll").evaluate("(scroll) => scroll.scrollLeft") > 50
    editor.button("Fit").click()
    editor.settle()
    assert editor.page.locator(".as-scroll").evaluate("(scroll) => scroll.scrollWidth <= scroll.clientWidth + 1")
    editor.page.mouse.wheel(0, -120)  # a plain turn is the graph's
    editor.page.wait_for_function("() => window.app.canvas.ds.scale > 1")
    editor.look()


def test_an_undo_button_that_is_spent_keeps_the_focus(editor):
    while editor.button("Undo").get_attribute("aria-disabled") == "false":
        editor.button("Undo").click()
        editor.settle()
    assert editor.page.evaluate("() => document.activeElement.textContent") == "Undo"
    editor.page.keyboard.press("Enter")
    assert editor.message == "Nothing to undo."
    editor.page.keyboard.press("Control+z")  # nor does the page undo something instead
    editor.page.wait_for_timeout(300)
    assert editor.page.evaluate("() => document.activeElement.textContent") == "Undo"
