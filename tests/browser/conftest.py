"""Fixtures: ComfyUI's real page in Chromium, in both of its renderers, with a story in its graph."""
from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from dev_tools.server import Server, prepare_base

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--no-first-run", "--autoplay-policy=no-user-gesture-required"]
RENDERERS = {"litegraph": False, "nodes2": True}


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A running server with the embedded model."""
    given = os.environ.get("COMFYUI_PATH")
    if not given or not (Path(given) / "main.py").is_file():
        pytest.skip(f"COMFYUI_PATH is {given!r}; it must name a folder with ComfyUI's main.py; dev.py test sets it")
    base = prepare_base(tmp_path_factory.mktemp("comfyui"), ROOT)
    with Server(given, sys.executable, base, cpu=True, arguments=front_end(),
                environment={"HF_HUB_OFFLINE": "1"}) as started:
        yield started


def front_end() -> tuple[str, ...]:
    """The page that AUDIOSTORY_FRONTEND names: a folder with its index.html, or one that pip installed
    comfyui-frontend-package into (--no-deps --target). Without it, ComfyUI's own."""
    given = os.environ.get("AUDIOSTORY_FRONTEND")
    if not given:
        return ()
    for folder in (Path(given), Path(given) / "comfyui_frontend_package" / "static"):
        if (folder / "index.html").is_file():
            return ("--front-end-root", str(folder.resolve()))
    raise FileNotFoundError(f"AUDIOSTORY_FRONTEND is {given!r}; there is no index.html in it")


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium, driven by Playwright."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; dev.py test installs it")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no program 'chromium' on the path")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory) -> Path:
    """Where the pictures go: the folder that AUDIOSTORY_SCREENSHOTS names, or one for this run."""
    given = os.environ.get("AUDIOSTORY_SCREENSHOTS")
    folder = Path(given) if given else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's script, for the page; then StoryPage.faults."""
    found = find_spec("axe_playwright_python")
    if found is None:
        pytest.skip("axe-playwright-python is not installed; dev.py test installs it")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session", params=list(RENDERERS))
def renderer(request) -> str:
    """LiteGraph's canvas or Nodes 2.0."""
    return request.param


@pytest.fixture(scope="session")
def page_errors(server, chromium, renderer) -> set[str]:
    """What the page says on its console without anything of ours, while stock nodes come, go and are loaded."""
    from story_page import StoryPage

    page = StoryPage(chromium, server.url, vue=RENDERERS[renderer])
    page.clear()
    page.add_stock_nodes()
    saved = page.saved()
    page.open()
    page.load(saved)
    page.remove_last_node()
    page.close()
    return {said.partition("\n")[0] for said in page.errors}


@pytest.fixture(scope="session")
def story(server, chromium, renderer, shots):
    """The page with a story of three clips that has run once; tests share it, one after the other."""
    from story_page import StoryPage

    page = StoryPage(chromium, server.url, vue=RENDERERS[renderer], shots=shots, name=renderer)
    page.build()
    yield page
    page.close()


@pytest.fixture(scope="session")
def ran(story) -> tuple[dict[str, list], str]:
    """What a run of the three clips said, and the workflow as it was then."""
    from story_page import CUES

    story.write(CUES)
    outputs = story.run()
    story.wait_until_painted()
    return outputs, story.saved()


@pytest.fixture
def made(story, ran):
    """The page as it was after a run of the three clips, whatever the test before left, and what the run said."""
    story.outputs, saved = ran
    story.load(saved)
    story.look()
    story.wait_until_painted()
    return story
