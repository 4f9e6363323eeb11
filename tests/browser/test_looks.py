"""How the editor looks and reads: in every palette, to a screen reader, and in Chinese."""
from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from contrast import MEASURE
from story_page import CUES

PALETTES = ("light", "arc", "nord", "github", "solarized", "dark")
TEXT, SIGN = 4.5, 3.0  # WCAG 2, level AA
# "rain" is as it ran and muted later, "a dog" is longer than when it ran; two lines cannot be made
CHANGED = "2.5 rain falls on a roof\n2.2 a dog barks twice\n3 wind howls\n0 a bell rings\nno seconds\n"


def set_palette(page, name: str) -> None:
    page.evaluate("name => window.app.extensionManager.setting.set('Comfy.ColorPalette', name)", name)
    page.wait_for_timeout(400)


def least(found: dict[str, float]) -> tuple[float, str]:
    return min((ratio, name) for name, ratio in found.items())


def test_everything_can_be_read_in_every_palette(story):
    story.write(CUES)
    story.run()
    story.look()
    story.wait_until_painted()
    story.write(CHANGED)
    story.select(0)
    story.button("Mute").click()
    try:
        for palette in PALETTES:
            set_palette(story.page, palette)
            story.shot(f"palette_{palette}")
            found = story.page.evaluate(MEASURE)
            assert len(found["text"]) > 20 and len(found["waves"]) == 3, found
            assert least(found["text"]) >= (TEXT, ""), palette
            assert least(found["inactive"]) >= (SIGN, ""), palette
            assert least(found["lines"]) >= (SIGN, ""), palette
            assert found["ruler"] >= TEXT, palette
            assert least(found["waves"]) >= (SIGN - 0.1, ""), palette  # where a pixel is covered by a part
            assert found["waves"]["wind howls"] > 1.2 * found["waves"]["a dog barks twice"], palette  # an old sound
    finally:
        set_palette(story.page, "dark")
        story.button("Mute").click()


@pytest.fixture(scope="module")
def axe() -> str:
    found = find_spec("axe_playwright_python")
    if found is None:
        pytest.skip("axe-playwright-python is not installed; dev.py test installs it")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def faults(page) -> list[str]:
    """What axe-core finds within the editor, serious or worse."""
    found = page.evaluate("() => window.axe.run('.as-editor', {resultTypes: ['violations']})")
    return [f"{each['id']}: {node['html'][:100]}" for each in found["violations"] for node in each["nodes"]
            if each["impact"] in ("serious", "critical")]


def test_axe_finds_no_serious_fault(story, axe):
    story.page.evaluate(axe)
    story.write(CHANGED)
    story.select(1)
    assert faults(story.page) == []
    story.blocks.nth(0).dblclick(position={"x": 60, "y": 60})
    assert story.page.get_by_label("Caption of clip 1").is_visible() and faults(story.page) == []
    story.page.keyboard.press("Escape")
    story.write('{"clips": [')
    assert faults(story.page) == []
    story.write("")
    assert faults(story.page) == []
