"""The editor's looks and accessibility: in every palette, for screen readers, and in Chinese."""
from __future__ import annotations

import re

import pytest
from conftest import RENDERERS
from contrast import MEASURE
from server_words import said
from story_page import StoryPage

from dev_tools.server import PACK_LINK

PALETTES = ("light", "arc", "nord", "github", "solarized", "dark")
TEXT, SIGN = 4.5, 3.0  # WCAG 2, level AA
# "rain" is as it ran and muted later, "a dog" is longer than when it ran; two lines cannot be made
CHANGED = "2.5 rain falls on a roof\n2.2 a dog barks twice\n3 wind howls\n0 a bell rings\nno seconds\n"
SAY = """(words) => {
    const node = window.find("AudioStoryEditor").id;
    window.app.api.dispatchEvent(new CustomEvent("audiostory.words", {detail: {node, ...words}}));
}"""
ALL_WORDS = {"error": "an error", "warnings": [{"words": "a warning"}], "notes": ["a note"], "progress": "a step"}
NO_WORDS = {"error": "", "warnings": [], "notes": [], "progress": ""}


def set_palette(page, name: str) -> None:
    page.evaluate("name => window.app.extensionManager.setting.set('Comfy.ColorPalette', name)", name)
    page.wait_for_timeout(400)


def least(found: dict[str, float]) -> tuple[float, str]:
    return min((ratio, name) for name, ratio in found.items())


def test_everything_can_be_read_in_every_palette(made):
    story = made
    story.write(CHANGED)
    story.select(0)
    story.button("Mute").click()
    try:
        for palette in PALETTES:
            set_palette(story.page, palette)
            story.page.evaluate(SAY, ALL_WORDS)  # each time: the notes are looked after whenever the graph changes
            story.shot(f"palette_{palette}")
            found = story.page.evaluate(MEASURE)
            assert len(found["text"]) > 25 and len(found["waves"]) == 3, found
            assert {"an error", "⚠ a warning", "a note", "a step"} <= found["text"].keys()
            assert least(found["text"]) >= (TEXT, ""), palette
            assert least(found["inactive"]) >= (SIGN, ""), palette
            assert least(found["lines"]) >= (SIGN, ""), palette
            assert found["ruler"] >= TEXT, palette
            assert least(found["waves"]) >= (SIGN - 0.1, ""), palette  # where a pixel is covered by a part
            assert found["waves"]["wind howls"] > 1.2 * found["waves"]["a dog barks twice"], palette  # an old sound
    finally:
        set_palette(story.page, "dark")
        story.button("Mute").click()
        story.page.evaluate(SAY, NO_WORDS)


def test_axe_finds_no_serious_fault(story, axe):
    story.page.evaluate(axe)
    story.write(CHANGED)
    story.select(1)
    assert story.faults() == []
    story.blocks.nth(0).dblclick(position={"x": 60, "y": 60})
    assert story.page.get_by_label("Caption of clip 1").is_visible() and story.faults() == []
    story.page.keyboard.press("Escape")
    story.write('{"clips": [')
    assert story.faults() == []
    story.write("")
    assert story.faults() == []


SHOWN = """() => {
    const ours = [...document.querySelectorAll("[class^=as-], [class^=as-] *")];
    const seen = ours.filter((each) => each.checkVisibility());
    return seen.flatMap((each) => [each.title, each.ariaLabel, each.placeholder,
        ...[...each.childNodes].filter(({nodeType}) => nodeType === 3).map(({data}) => data)]).filter(Boolean);
}"""
TOLD = """async ({folder, lines}) => {
    const {told} = await import(`/extensions/${folder}/language.js`);
    return lines.map(told);
}"""
# written alike in every language
VALUES = re.compile(r"'[^']*'|(?<=认识\uff1a)[^。]*|(?<=JSON\uff1a).*")  # what is quoted, sounds, Python's own words
KEPT = re.compile(r"\(Delete\)|lane(?==)|align|onset|Ctrl|Shift|Alt|JSON|AudioStory|ComfyUI|dB|rain falls")


@pytest.fixture
def chinese(server, chromium, renderer, shots):
    """A page for a person who reads Chinese."""
    page = StoryPage(chromium, server.url, vue=RENDERERS[renderer], shots=shots, name=f"zh_{renderer}")
    page.context.request.post(f"{server.url}/settings", data={"Comfy.Locale": "zh"})
    page.open()
    yield page
    page.context.request.post(f"{server.url}/settings", data={"Comfy.Locale": "en"})
    page.close()


def english(lines: list[str]) -> list[str]:
    return [line for line in lines if re.search(r"[A-Za-z]{2,}", KEPT.sub("", line))]


def test_a_person_who_reads_chinese_finds_no_english(chinese):
    chinese.build("", steps=1, planner=False)
    assert english(chinese.page.evaluate(SHOWN)) == []
    chinese.write("2.5 雨落在屋顶上\n0 狗叫\n3 #lock=no\n2 12 #seed=7\n")
    chinese.select(0)
    chinese.page.get_by_role("button", name="复制").click()
    assert chinese.message.startswith("已复制片段 1。")
    shown = chinese.page.evaluate(SHOWN)
    assert len(shown) > 60
    assert [line for line in english(shown) if "#lock=no" not in line] == []
    chinese.wait_for_problem("没有描述")  # the server's words
    assert english(chinese.problems.splitlines()) == []
    chinese.shot("editor")
    lines = said()
    told = chinese.page.evaluate(TOLD, {"folder": PACK_LINK, "lines": lines})
    for before, after in zip(lines, told, strict=True):
        assert not re.search(r"[A-Za-z]{4,}", KEPT.sub("", VALUES.sub("", after))), (before, after)
