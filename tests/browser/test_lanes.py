"""A plan with times in the editor: lanes as rows, gaps, clips moved to their times and heard there."""
from __future__ import annotations

import pytest
from test_editor import drag, middle

TIMED = "#length=12\n2.5 rain falls on a roof\n@4 2 a dog barks #lane=animals\n@5 3 wind howls\n2 thunder rolls\n"


# whether a waveform is painted in both rows
PAINTED_ROWS = """() => {
    const canvas = document.querySelector(".as-view canvas");
    const {width, height} = canvas;
    const painted = (from, to) => canvas.getContext("2d").getImageData(0, from * height, width, (to - from) * height)
        .data.filter((value, place) => place % 4 === 3 && value > 100).length;
    return painted(0.3, 0.5) > 100 && painted(0.75, 0.95) > 100;
}"""


@pytest.fixture
def editor(story):
    story.close_toasts()
    story.write(TIMED)
    story.button("Fit").click()
    story.settle()
    return story


def place(editor, index: int) -> tuple[float, float]:
    """Where a block begins, in pixels: across and down."""
    box = editor.blocks.nth(index).bounding_box()
    return box["x"], box["y"]


def test_lanes_are_rows_and_gaps_are_empty(editor):
    boxes = [editor.blocks.nth(index).bounding_box() for index in range(4)]
    second = boxes[0]["width"] / 2.5
    starts = [(box["x"] - boxes[0]["x"]) / second for box in boxes]
    assert starts == pytest.approx([0, 4, 5, 8], abs=0.1)
    assert boxes[0]["y"] == boxes[2]["y"] == boxes[3]["y"] < boxes[1]["y"]
    assert "4 clips · 2 lanes · 0:12.0" in editor.page.locator(".as-bar").first.inner_text()
    assert editor.problems == ""
    editor.shot("lanes")


def test_a_block_is_dragged_in_time_and_into_lanes(editor):
    x, y = middle(editor, 1)
    second = editor.blocks.nth(0).bounding_box()["width"] / 2.5
    drag(editor.page, (x, y), (x + 1.06 * second, y))
    assert editor.text.splitlines()[2] == "@5 2 a dog barks #lane=animals"  # it snaps to where the wind begins
    drag(editor.page, (x + second, y), (x + 3.33 * second, y), key="Alt")
    start = float(editor.text.splitlines()[2].split()[0][1:])
    assert start == pytest.approx(7.33, abs=0.05)
    x, y = middle(editor, 2)
    row = editor.blocks.nth(1).bounding_box()["y"] - editor.blocks.nth(0).bounding_box()["y"]
    drag(editor.page, (x, y), (x, y + 2 * row))
    lines = editor.text.splitlines()
    assert lines[3].startswith("@5 3 wind howls #lane=2") and lines[4] == "@8 2 thunder rolls"  # what follows stays
    assert place(editor, 2)[1] > place(editor, 1)[1] > place(editor, 0)[1]
    editor.button("Undo").click()
    editor.settle()
    assert editor.text.splitlines()[3:] == ["@5 3 wind howls", "2 thunder rolls"]


def test_keys_put_a_clip_into_time(editor):
    editor.select(1)
    editor.page.keyboard.press(".")
    assert editor.text.splitlines()[2] == "@4.04 2 a dog barks #lane=animals"
    editor.page.keyboard.press("Shift+<")
    assert editor.text.splitlines()[2] == "@3.64 2 a dog barks #lane=animals"
    editor.page.keyboard.press("Alt+ArrowRight")
    assert editor.text.splitlines()[2] == "@4.14 2 a dog barks #lane=animals"
    editor.page.keyboard.press("a")
    assert editor.text.splitlines()[2] == "@4.14 2 a dog barks #lane=animals #align=onset"
    editor.select(3)
    editor.page.keyboard.press("t")
    assert editor.text.splitlines()[4] == "@8 2 thunder rolls" and editor.button("Pin").get_attribute(
        "aria-pressed") == "true"
    editor.page.keyboard.press("b")
    assert editor.text.splitlines()[4] == "@8 2 thunder rolls #lane=animals"
    assert "lane animals" in editor.blocks.nth(3).get_attribute("aria-label")


@pytest.mark.parametrize(("text", "words"), [
    ("2 rain\n@1 0.5 wind\n", "clip 2 ends at 1.5 s, before clip 1 does, in the same lane; give it another lane"),
    ("#length=3\n2 rain\n2 wind\n", "clip 2 ends at 4 s; the plan's length is 3 s"),
    ("@0:75 2 rain\n", "cue sheet line 1 begins at '0:75': the time '0:75' is none; write it as 0:08 or 1:02:03"),
])
def test_times_that_cannot_be_are_red(editor, text, words):
    editor.write(text)
    editor.wait_for_problem(words)


def test_a_timed_story_is_made_and_shown(editor):
    editor.write("#length=6\n2 rain falls on a roof\n@3.2 1.5 a dog barks #lane=animals #align=onset\n"
                 "@4 2 wind howls\n")
    takes = editor.run()
    assert len(takes["audiostory_clips"]) == 3
    editor.page.wait_for_function(PAINTED_ROWS, timeout=20_000)
    editor.button("Fit").click()
    editor.settle()
    editor.shot("lanes_made")
    seconds = editor.page.evaluate("""async (entry) => {
        const url = window.app.api.apiURL(`/view?${new URLSearchParams(entry)}`);
        const data = await (await fetch(url)).arrayBuffer();
        const sound = await new AudioContext({sampleRate: 44100}).decodeAudioData(data);
        const wave = sound.getChannelData(0);
        const loud = (from, to) => Math.max(...wave.slice(from * 44100, to * 44100).map(Math.abs));
        return [sound.duration, loud(2.6, 3.1), loud(3.2, 4)];
    }""", takes["audiostory_story"][0])
    assert seconds[0] == pytest.approx(6, abs=0.001)
    assert seconds[1] < 1e-4 < seconds[2]  # a gap is silent, and the dog sets in where it is to
    editor.button("▶ Play story").click()
    editor.page.wait_for_function("() => document.querySelector('.as-editor audio').currentTime > 0")
    editor.page.keyboard.press("p")
