"""Each blueprint can be found in the page's search as a user does; those for films are run once with a real film."""
from __future__ import annotations

import io

import pytest
from conftest import RENDERERS
from film_toys import payload, write_three_shots
from story_page import ADD, StoryPage

from dev_tools.blueprint import BLUEPRINTS

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; dev.py test installs it")
CAPTIONS = "rain falls on a roof\na dog barks\nwind howls"
# the names that each shows, in order; a later page writes the inner node's number in front of some
WIDGETS = {
    "AudioStory text to story": ["text", "seconds", "seed", "steps", "bundle"],
    "AudioStory film with a story": ["text", "seed", "steps", "mode", "filename_prefix", "bundle"],
    "AudioStory film shot by shot": ["captions", "detector", "seed", "steps", "mode", "filename_prefix", "bundle"],
}
SHOWN = """() => {
    const {widgets} = window.app.graph.nodes[0];
    const asked = [...widgets].filter(({name}) => !name.startsWith("$$")); // pictures of a run
    return Object.fromEntries(asked.map(({name, value}) => [name.replace(/^\\d+: /, ""), value]));
}"""
CONNECT = """(values) => {
    const {graph} = window.app;
    const [outer] = graph.nodes;
    for (const widget of outer.widgets) {
        const name = widget.name.replace(/^\\d+: /, "");
        if (!(name in values)) continue;
        widget.value = values[name];
        widget.callback?.(values[name]);
    }
    """ + ADD + """    const film = add("LoadVideo", -400, 0, {file: "blueprint_film.mp4"});
    film.connect(0, outer, outer.inputs.findIndex(({type}) => type === "VIDEO"));
}"""


@pytest.fixture
def page(server, chromium, renderer, shots):
    """A fresh page for each blueprint: a later page gives the next node what was chosen in one with its number."""
    made = StoryPage(chromium, server.url, vue=RENDERERS[renderer], shots=shots, name=f"blueprint_{renderer}")
    yield made
    made.close()


@pytest.fixture(scope="module")
def film(server):
    """7.5 s in three shots."""
    pytest.importorskip("scenedetect", reason="PySceneDetect is optional: scenedetect-headless; dev.py installs it")
    return write_three_shots(server.base / "input" / "blueprint_film.mp4")


def open_search(page: StoryPage) -> None:
    """A double click, again where a page that is still busy takes the two for single ones."""
    for _ in range(3):
        page.page.mouse.dblclick(700, 400)
        try:  # what is typed before is lost
            return page.page.wait_for_function("() => document.activeElement?.tagName === 'INPUT'", timeout=5000)
        except sync_api.TimeoutError:
            page.page.keyboard.press("Escape")
    raise AssertionError("the page's search does not open")


def found_by_name(page: StoryPage, name: str) -> dict:
    """The widgets of a blueprint that the search put on an empty canvas, by their names."""
    page.clear()  # the page begins with a graph of its own
    open_search(page)
    page.page.keyboard.type(name)
    page.page.get_by_role("option", name=name).first.wait_for()
    page.page.wait_for_timeout(800)  # the list still changes
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("() => window.app.graph.nodes.length === 1")
    if page.page.evaluate("() => (window.app.canvas.state?.ghostNodeId ?? null) !== null"):
        page.page.mouse.click(700, 400)  # a later page lets it hang on the pointer until then
    page.page.wait_for_timeout(300)  # it finds the inner widgets late
    return page.page.evaluate(SHOWN)


@pytest.mark.parametrize("record", BLUEPRINTS, ids=lambda record: record.template)
def test_a_blueprint_is_one_node_that_runs(page, server, film, record):
    shown = found_by_name(page, record.name)
    assert list(shown) == WIDGETS[record.name]
    assert shown["seed"] == 3 and shown["steps"] == 0 and shown["bundle"].startswith("tiny")
    page.shot(record.template)
    if "video" not in record.inputs:
        assert shown["text"].startswith("A storm") and shown["seconds"] == 30
        return
    if page.vue != ("captions" in record.inputs):
        return  # each runs in one of the renderers
    page.page.evaluate(CONNECT, {"steps": 1, "captions": CAPTIONS, "filename_prefix": f"blueprint_{page.vue}"})
    outputs = page.run()
    page.shot(f"{record.template}_ran")
    clips = [clip["caption"] for clip in outputs["audiostory_clips"]]
    assert clips == CAPTIONS.splitlines() if "captions" in record.inputs else len(clips) > 1
    saved, said = page.page.evaluate("""() => {
        const {output} = window.outputs.find(({output}) => String(output?.text).includes("packets copied"));
        return [output.images[0], output.text[0]];
    }""")
    assert "180 pictures in 7.500 s; 180 packets copied, none changed" in said
    assert payload(io.BytesIO(server.view(saved))) == payload(film)
