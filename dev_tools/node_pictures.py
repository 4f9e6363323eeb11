"""Takes screenshots of the nodes for their help pages: web/docs/pictures/NODE.jpg.

    python dev.py run python -m dev_tools.node_pictures [NODE...]      # needs playwright and a Chromium

A node is shown as it looks after a run of a template that has it. A node that no template has is shown alone.
"""
from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from .environment import ROOT
from .server import Server, prepare_base
from .templates import file_of

PICTURES = ROOT / "web" / "docs" / "pictures"
TEMPLATES = ("edit_a_story", "text_to_story", "any_text_to_audio", "batch_of_stories", "stitch_sounds",
             "full_size_checkpoint", "dub_a_film")
NOT_RUN = {"full_size_checkpoint"}  # a run would download the checkpoint
SKIES = ((120, 180, 235), (20, 25, 60), (235, 150, 90))  # colour of the sky in each shot of the film
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--no-first-run")
MARGIN = 14  # pixels around a node
PLACE = (420, 190)  # position of a node in the window
# moves the view to a node, and returns its box in the window
SHOW = """([index, place]) => {
    const node = app.graph._nodes[index], view = app.canvas.ds;
    app.canvas.deselectAll?.();
    view.scale = 1; view.offset = [place[0] - node.pos[0], place[1] - node.pos[1]];
    app.canvas.setDirty(true, true);
    const canvas = app.canvas.canvas.getBoundingClientRect();
    return {x: canvas.left + place[0], y: canvas.top + place[1] - 30, width: node.size[0], height: node.size[1] + 30};
}"""
ALONE = """type => {
    app.graph.clear();
    const node = LiteGraph.createNode(type);
    node.pos = [100, 100];
    app.graph.add(node);
}"""


def write_film(path: Path) -> None:
    """Write a film of three shots, each with another sky, in which a disc moves over the ground."""
    import av
    import numpy as np

    rows, columns = np.mgrid[:180, :320]
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(180):
            picture = np.empty((180, 320, 3), np.uint8)
            picture[:] = np.array(SKIES[number // 60]) * (0.5 + rows / 360)[..., None]
            picture[rows > 130 + 12 * np.sin(columns / 40)] = (50, 80, 45)
            picture[(columns - 80 - 2 * (number % 60)) ** 2 + (rows - 60) ** 2 < 400] = (250, 240, 200)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


@contextmanager
def opened_page(server: Server):
    """Yield ComfyUI's page in a Chromium with a wide window, with the welcome dialog closed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM))
        page = browser.new_page(viewport={"width": 1900, "height": 1000})
        server.post("/settings", {"Comfy.TutorialCompleted": True, "Comfy.Minimap.Visible": False,
                                  "Comfy.VueNodes.Enabled": False})
        page.goto(server.url)
        page.wait_for_function("window.app && window.app.graph", timeout=90_000)
        time.sleep(3)
        page.keyboard.press("Escape")
        yield page
        browser.close()


def take(page, index: int, name: str) -> None:
    """Take a screenshot of the graph's node at `index`."""
    box = page.evaluate(SHOW, [index, PLACE])
    time.sleep(1)
    clip = {"x": box["x"] - MARGIN, "y": box["y"] - MARGIN, "width": box["width"] + 2 * MARGIN,
            "height": box["height"] + 2 * MARGIN}
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.jpg", type="jpeg", quality=75, clip=clip)


def draw(server: Server, wanted: set[str]) -> None:
    """Take a screenshot of every wanted node."""
    with opened_page(server) as page:
        for template in TEMPLATES:
            workflow = json.loads(file_of(template).read_text(encoding="utf-8"))
            if not wanted & {node["type"] for node in workflow["nodes"]}:
                continue
            page.evaluate("workflow => app.loadGraphData(workflow)", workflow)
            if template not in NOT_RUN:
                page.evaluate("app.queuePrompt(0, 1)")
                time.sleep(2)
                server.wait_until_idle()
            time.sleep(2)
            for index, kind in enumerate(page.evaluate("app.graph._nodes.map(node => node.type)")):
                if kind in wanted:
                    take(page, index, kind)
                    wanted.discard(kind)
        for kind in sorted(wanted):
            page.evaluate(ALONE, kind)
            take(page, 0, kind)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = prepare_base(Path(folder), ROOT)
        (base / "input").mkdir(exist_ok=True)
        write_film(base / "input" / "film.mp4")
        with Server(os.environ["COMFYUI_PATH"], sys.executable, base) as server:
            ours = {name for name, info in server.get("/object_info").items()
                    if info["python_module"].startswith("custom_nodes.")}
            draw(server, set(sys.argv[1:]) or ours)


if __name__ == "__main__":
    main()
