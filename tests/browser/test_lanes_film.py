"""A film in the editor: its shots above the lanes, its picture at the cursor, and the keys that move through it."""
from __future__ import annotations

from statistics import median

import numpy as np
import pytest
from film_toys import HEIGHT, WIDTH, even, write_film
from story_page import ADD
from test_editor import drag

RATE, FRAMES, BITS = 25, 150, 8
COLOURS = [(200, 40, 40), (40, 160, 40), (60, 60, 220)]  # of a shot of two seconds each
TIMED = "1.9 rain falls on a roof\n@2.5 1 a dog barks #lane=animals\n"
# a film's shots into the editor
JOIN_FILM = """(file) => {
    const {graph} = window.app;
    """ + ADD + """    const film = add("LoadVideo", -900, 400, {file});
    const shots = add("AudioStoryVideoShots", -500, 500);
    const {node} = window.find("AudioStoryEditor");
    const slot = (slots, name) => slots.findIndex((each) => each.name === name);
    film.connect(0, shots, slot(shots.inputs, "video"));
    shots.connect(0, node, slot(node.inputs, "shots"));
}"""
# Video Seconds in the place of Video Shots
ONLY_SECONDS = """() => {
    const {graph} = window.app;
    graph.remove(window.find("AudioStoryVideoShots").node);
    """ + ADD + """    const seconds = add("AudioStoryVideoSeconds", -500, 500);
    const {node} = window.find("AudioStoryEditor");
    delete node.properties.audiostory_film;
    const slot = (slots, name) => slots.findIndex((each) => each.name === name);
    window.find("LoadVideo").node.connect(0, seconds, slot(seconds.inputs, "video"));
    seconds.connect(0, node, slot(node.inputs, "film_seconds"));
}"""
NO_FILM = """() => {
    const {graph} = window.app;
    for (const kind of ["AudioStoryVideoShots", "AudioStoryVideoSeconds", "LoadVideo"]) {
        const found = window.find(kind);
        if (found) graph.remove(found.node);
    }
}"""
SET = """([kind, name, value]) => {
    const widget = window.find(kind).node.widgets.find((each) => each.name === name);
    widget.value = value;
    widget.callback?.(value);
}"""
# the colours in the middle of the pictures of three shots, painted above the lanes
STRIP = """() => {
    const canvas = document.querySelector(".as-view canvas");
    const ratio = canvas.width / canvas.clientWidth;
    const track = document.querySelector(".as-track").clientWidth;
    return [0, 1, 2].map((shot) => [...canvas.getContext("2d").getImageData(
        (shot * (track - 8) / 3 + 12) * ratio, 48 * ratio, 1, 1).data.slice(0, 3)]);
}"""
# which of the film's pictures is shown, by what is drawn in it; null while it is on its way
SEEN = """() => {
    const video = document.querySelector(".as-film video");
    if (video.hidden || video.seeking) return null;
    const canvas = new OffscreenCanvas(64, 48);
    const context = canvas.getContext("2d");
    context.drawImage(video, 0, 0, 64, 48);
    const isSet = (bit) => context.getImageData(8 * bit + 4, 4, 1, 1).data[1] > 128;
    return [7, 6, 5, 4, 3, 2, 1, 0].reduce((sum, bit) => sum | ((isSet(bit) ^ (sum >> bit + 1 & 1)) << bit), 0);
}"""
# how far pictures lie from the sound when they are shown, in seconds
APART = """async (count) => {
    const video = document.querySelector(".as-film video");
    const audio = document.querySelector(".as-editor audio");
    const found = [];
    while (found.length < count) {
        found.push(await new Promise((done) => video.requestVideoFrameCallback(
            (now, {mediaTime}) => done(mediaTime - audio.currentTime))));
    }
    return found;
}"""
# where the canvas has ticks of onsets below the captions of the lower lane, in pixels
TICKS = """() => {
    const canvas = document.querySelector(".as-view canvas");
    const probe = document.querySelector(".as-editor").appendChild(document.createElement("i"));
    probe.style.color = "var(--as-accent)";
    const accent = getComputedStyle(probe).color.match(/\\d+/g).slice(0, 3).map(Number);
    probe.remove();
    const ratio = canvas.width / canvas.clientWidth;
    const {data} = canvas.getContext("2d").getImageData(0, canvas.height * 0.75, canvas.width, canvas.height * 0.2);
    const found = new Map();
    for (let place = 0; place < data.length; place += 4) {
        if (data[place + 3] < 200 || accent.some((value, at) => Math.abs(value - data[place + at]) > 25)) continue;
        const column = place / 4 % canvas.width;
        found.set(column, (found.get(column) ?? 0) + 1);
    }
    const most = Math.max(...found.values());
    return [...found].filter(([, count]) => count === most).map(([column]) => column / ratio);
}"""


def drawn(number: int) -> np.ndarray:
    """A picture in its shot's colour, with its number as white and black fields along its upper side, in Gray's code:
    from picture to picture one field changes, which is no cut and no motion."""
    picture = np.full((HEIGHT, WIDTH, 3), COLOURS[number // 50], np.uint8)
    for bit in range(BITS):
        picture[:9, 8 * bit:8 * bit + 8] = 255 * ((number ^ number >> 1) >> bit & 1)
    return picture


@pytest.fixture(scope="module")
def films(server):
    """One film that every browser plays, and the same as one that Chromium does not."""
    for name, codec in (("lanes_film.mp4", "libx264"), ("hevc_film.mp4", "libx265")):
        write_film(server.base / "input" / name, even(FRAMES, RATE), RATE, codec=codec, drawn=drawn)


@pytest.fixture
def editor(story, films):
    pytest.importorskip("scenedetect", reason="PySceneDetect is optional: scenedetect-headless; dev.py installs it")
    story.close_toasts()
    story.write(TIMED)
    story.page.evaluate(JOIN_FILM, "lanes_film.mp4")
    story.look()
    yield story
    story.page.evaluate(NO_FILM)
    story.settle()
    assert not story.page.locator(".as-film").is_visible()  # its node is gone


def seen(editor, number: int, within: int = 0) -> None:
    """Wait until the picture of this number is shown."""
    editor.page.wait_for_function(f"() => {{ const seen = ({SEEN})(); "
                                  f"return seen !== null && Math.abs(seen - {number}) <= {within}; }}")


def position(editor) -> float:
    return float(editor.page.locator(".as-ruler").get_attribute("aria-valuenow"))


def strip(editor) -> None:
    """A picture of each shot stands above the lanes."""
    assert "0:06.0" in editor.page.locator(".as-bar").first.inner_text()
    editor.page.wait_for_function(f"() => ({STRIP})().every((colour) => Math.max(...colour) > 100)")
    for found, meant in zip(editor.page.evaluate(STRIP), COLOURS, strict=True):
        assert found == pytest.approx(meant, abs=40)
    editor.shot("film_strip")


def played(editor) -> None:
    """The picture follows the sound, stands where it stands, and goes faster and back."""
    page, video = editor.page, editor.page.locator(".as-film video")
    page.locator(".as-ruler").focus()
    page.keyboard.press("Home")
    seen(editor, 0)
    assert video.evaluate("(video) => video.muted")
    for number in (25, 50, 75):
        page.keyboard.press("ArrowRight")
        seen(editor, number)
    page.keyboard.press("Home")
    seen(editor, 0)
    page.keyboard.press("p")
    apart = page.evaluate(APART, 25)
    page.keyboard.press("k")
    print(f"{editor.name}: pictures lie {min(apart):.3f} to {max(apart):.3f} s from the sound, median "
          f"{median(apart):.3f} s")
    assert abs(median(apart)) < 0.2
    stood = page.evaluate("() => document.querySelector('.as-editor audio').currentTime")
    seen(editor, int(stood * RATE), within=1)
    page.keyboard.press("l")
    page.keyboard.press("l")
    editor.button("❚❚ Pause 2×").wait_for()
    assert page.evaluate("() => document.querySelector('.as-editor audio').playbackRate") == 2
    page.wait_for_function("() => document.querySelector('.as-film video').playbackRate > 1.5")
    page.keyboard.press("j")
    editor.button("❚❚ Pause −1×").wait_for()
    assert editor.message == "Backwards, without sound."
    assert page.evaluate("() => document.querySelector('.as-editor audio').paused")
    page.keyboard.press("j")
    editor.button("▶ Play story").wait_for()  # it has come to the begin
    assert position(editor) == 0
    seen(editor, 0)


def mixed(editor) -> None:
    """The clips alone are heard where one is muted, and the film goes on behind the last of them."""
    editor.select(1)
    editor.page.keyboard.press("m")
    editor.page.locator(".as-ruler").focus()
    editor.page.keyboard.press("Home")
    for _ in range(4):
        editor.page.keyboard.press("ArrowRight")  # nothing sounds from here on
    editor.page.keyboard.press("l")
    editor.page.wait_for_function(f"() => ({SEEN})() > 105")
    assert editor.page.evaluate("() => document.querySelector('.as-editor audio').paused")
    editor.page.keyboard.press("k")
    editor.select(1)
    editor.page.keyboard.press("m")


def test_the_film_goes_with_the_cursor(editor, axe):
    takes = editor.run()
    editor.button("Fit").click()
    editor.settle()
    strip(editor)
    played(editor)
    mixed(editor)
    editor.wait_until_painted()
    box, onset = editor.blocks.nth(1).bounding_box(), takes["audiostory_clips"][1]["onset"]
    second, left = box["width"], editor.page.locator(".as-view canvas").bounding_box()["x"]
    ticks = [column + 0.5 for column in editor.page.evaluate(TICKS)]  # the middle of a column
    assert ticks == pytest.approx([box["x"] - left + onset * second], abs=1.5)
    x, y = box["x"] + 0.8 * second, box["y"] + 30  # below its name, above its gain
    drag(editor.page, (x, y), (x + (1.5 - onset) * second + 3, y))
    assert float(editor.text.splitlines()[1].split()[0][1:]) == pytest.approx(4 - onset, abs=6e-4)  # it sets in there
    drag(editor.page, (x + (1.5 - onset) * second, y), (x - 0.49 * second, y))
    assert editor.text.splitlines()[1] == "@2 1 a dog barks #lane=animals"  # where the second shot begins
    editor.page.keyboard.press(".")
    assert editor.text.splitlines()[1] == "@2.04 1 a dog barks #lane=animals"  # a frame later
    editor.page.evaluate(axe)
    assert editor.faults() == []
    editor.button("Film").click()
    assert not editor.page.locator(".as-film").is_visible()
    editor.button("Film").click()
    assert editor.page.locator(".as-film video").is_visible()
    editor.write("1.9 rain falls on a roof\n@5.5 1 a dog barks #lane=animals\n")
    editor.wait_for_problem("clip 2 ends at 6.5 s; the plan's length is 6 s")


def test_a_film_that_the_browser_cannot_play_is_said_and_copied(editor, axe):
    editor.page.evaluate(SET, ["LoadVideo", "file", "hevc_film.mp4"])
    editor.run()
    why = editor.page.locator(".as-why")
    why.filter(has_text="This browser cannot play the film").wait_for()
    ruler, picture = editor.page.locator(".as-ruler"), editor.page.locator(".as-film img")
    ruler.focus()
    editor.page.keyboard.press("Home")
    for shot in ("Shot 1 of 3", "Shot 2 of 3"):
        editor.page.keyboard.press("ArrowRight")
        editor.settle()
        assert picture.get_attribute("alt") == shot
    editor.shot("film_not_played")
    editor.page.evaluate(axe)
    assert editor.faults() == []
    editor.page.evaluate(SET, ["AudioStoryVideoShots", "small_copy", True])
    editor.run()
    seen(editor, 50)
    assert not why.is_visible() and not picture.is_visible()
    editor.page.evaluate(ONLY_SECONDS)
    editor.run()
    why.filter(has_text="connect Video Shots to shots").wait_for()
    editor.page.evaluate(SET, ["LoadVideo", "file", "lanes_film.mp4"])
    editor.run()
    seen(editor, 50)
    assert "0:06.0" in editor.page.locator(".as-bar").first.inner_text()
    editor.shot("film_of_seconds")
