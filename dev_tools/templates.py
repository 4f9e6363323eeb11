"""Templates for the page out of prompts: example_workflows/api/NAME.json -> example_workflows/NAME.json, its picture.

    python dev.py run python -m dev_tools.templates NAME...      # needs playwright and a Chromium for the pictures

A prompt says what is connected; LAYOUTS says where it stands, and what the note beside it tells.
"""
from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

from .environment import ROOT
from .server import Server, prepare_base
from .workflow import SEEDS, WIDGET_TYPES

FOLDER = ROOT / "example_workflows"
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--no-first-run")
# columns of node ids, from left to right; the note stands below the first. A sampler is the last of its column, as it
# grows downwards by its preview
ONE_STORY = (["1"], ["2"], ["3"], ["4", "5", "6"], ["7", "8", "9"])
LAYOUTS = {
    "text_to_story": ONE_STORY,
    "text_to_story_ksampler": ONE_STORY,
    "edit_a_story": ONE_STORY,
    "any_text_to_audio": (["1", "2"], ["3", "11", "4"], ["5", "6", "7"], ["8"], ["9", "10"]),
    "full_size_checkpoint": (["1", "2"], ["3", "4"], ["5", "6", "7"], ["8", "9"], ["10"]),
    "batch_of_stories": (["1", "2"], ["3"], ["4", "5", "6"], ["7", "8"], ["9"]),
    "stitch_sounds": (["1", "2"], ["3", "4", "5"], ["6", "7", "8"], ["9"], ["10", "11"]),
}
STORY_NOTE = ("# AudioStory\n\n1. Write what is to be heard, in order, into **Story Planner** and press *Run*.\n2. The "
              "plan appears on the planner. To change a line, paste the cue sheet into **Plan from Text**, edit it and "
              "run again: the planner is not asked again.\n3. {third}\n\nThe embedded model knows a small set of "
              "everyday sounds (rain, thunder, wind, sea, fire, animals, bells, engines, ...). Other models go into "
              "`models/audiostory`.")
NOTES = {
    "text_to_story": STORY_NOTE.format(third="Changing the curve in **Clip Stitcher** runs only the stitcher."),
    "text_to_story_ksampler": STORY_NOTE.format(
        third="Here a stock **KSampler** drives the model; samplers, schedulers and LoRA loaders work."),
    "edit_a_story": "# Edit a story\n\n1. *Run* once: the planner writes the story, every block gets its sound.\n"
                    "2. **Take from the planner** in the editor; from then on its text is the plan.\n3. Change a "
                    "block, lock the ones that you like, *Run* again: only what is not locked is made anew.",
    "any_text_to_audio": "# Any text-to-audio model\n\n**Plan Clips** gives captions and seconds as lists: ComfyUI "
                         "runs the nodes behind it once a clip, and **Clip Stitcher** joins what comes out.\n\nHere "
                         "the embedded model makes each clip, from *Regex Replace* on. Put the nodes of your model in "
                         "the place of the middle: captions into its text encoder, seconds (or whole_seconds) into its "
                         "empty latent, its sound into **clips**.\n\nMost models make whole frames, not the exact "
                         "seconds. Here *Regex Replace* rounds them down to tenths in their place, and the stitcher's "
                         "notes say which cross-fades that shortened: the story is as long as planned.",
    "full_size_checkpoint": "# The full-size model\n\n1. *Run*: the download names licences and sizes and stops.\n2. "
                            "Tick **accept_licences**, *Run* again: 17 GB come, are checked and converted, and the "
                            "story is made. It goes on where it was cut.\n3. Afterwards choose **audiostory-3b** in "
                            "the loader of any other template.\n\nThe weights are for non-commercial use.",
    "batch_of_stories": "# Several stories in one run\n\n**Story Batch** has one story a line: seconds, then what is "
                        "to be heard. Everything behind it runs once a story; *Save Audio* takes each story's name.",
    "stitch_sounds": "# Stitch sounds from any nodes\n\nHere: rain out of the embedded model, the same rain turned "
                     "down, a second of silence at another sample rate. Put *Load Audio* or the nodes of any other "
                     "model in their place. **Sounds to Clips** brings them to one format, **Clip Stitcher** joins "
                     "them with cross-fades.",
}
SIZES = {"AudioStoryPlanner": (400, 520), "AudioStoryEditor": (640, 560), "AudioStoryPlanFromText": (380, 330),
         "AudioStoryBatch": (340, 280), "AudioStorySounds": (280, 270), "AudioStoryLoader": (300, 260),
         "AudioStoryClipStitcher": (320, 340), "SaveAudio": (320, 140), "AudioStoryDiTSampler": (300, 300),
         "AudioStoryDownload": (380, 240), "AudioStoryConvert": (380, 260), "KSampler": (300, 300),
         "RegexReplace": (300, 300)}
# the first view: the graph's upper left corner, at a zoom at which nodes are readable. Without a view the page fits one
# itself, but Nodes 2.0 of frontend 1.32 then scatters the nodes
VIEW = {"scale": 0.6, "offset": [93, 120]}


def workflow_of(name: str, prompt: dict, object_info: dict) -> dict:
    """The page's form of a prompt.

    Args:
        name: of the layout and the note.
        prompt: {node id: {"class_type", "inputs"}}, ids are whole numbers.
        object_info: the server's /object_info.
    """
    links, nodes = [], {}
    for order, (node_id, entry) in enumerate(prompt.items()):
        nodes[node_id] = _node(int(node_id), order, entry, object_info[entry["class_type"]], links)
    for link, source, output, *_ in links:
        slot = nodes[str(source)]["outputs"][output]
        slot["links"] = [*(slot["links"] or []), link]
    x = 40
    for column in LAYOUTS[name]:
        y = 130
        for node_id in column:
            nodes[node_id]["pos"] = [x, y]
            y += nodes[node_id]["size"][1] + 60
        x += max(nodes[node_id]["size"][0] for node_id in column) + 50
    last = nodes[LAYOUTS[name][0][-1]]
    note = {"id": max(map(int, nodes)) + 1, "type": "MarkdownNote", "title": "How to", "size": [300, 330], "flags": {},
            "pos": [40, last["pos"][1] + last["size"][1] + 60], "order": len(nodes), "mode": 0, "inputs": [],
            "outputs": [], "properties": {}, "widgets_values": [NOTES[name]], "color": "#432", "bgcolor": "#653"}
    return {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)), "revision": 0, "last_node_id": note["id"],
            "last_link_id": len(links), "nodes": [*nodes.values(), note], "links": links, "groups": [], "config": {},
            "extra": {"ds": VIEW}, "version": 0.4}


def _node(node_id: int, order: int, entry: dict, info: dict, links: list) -> dict:
    inputs, values = [], []
    kinds = {**info["input"].get("required", {}), **info["input"].get("optional", {})}
    for name, (kind, *_) in kinds.items():
        value, widget = entry["inputs"].get(name), isinstance(kind, list) or kind in WIDGET_TYPES
        socket = {"name": name, "type": "COMBO" if isinstance(kind, list) else kind, "link": None}
        if widget:
            socket["widget"] = {"name": name}
            options = kinds[name][1] if len(kinds[name]) > 1 else {}
            connected = isinstance(value, list) or name not in entry["inputs"]  # or optional, and left as it is
            values.append(options.get("default", "") if connected else value)
            if name in SEEDS and kind == "INT":
                values.append("fixed")
        if isinstance(value, list):
            source, output = int(value[0]), value[1]
            links.append([len(links) + 1, source, output, node_id, len(inputs), socket["type"]])
            socket["link"] = len(links)
        inputs.append(socket)
    outputs = [{"name": name, "type": kind if isinstance(kind, str) else "COMBO", "links": None}
               for name, kind in zip(info["output_name"], info["output"], strict=True)]
    height = 60 + 26 * max(len(inputs), len(outputs))
    return {"id": node_id, "type": entry["class_type"], "pos": [0, 0], "flags": {}, "order": order, "mode": 0,
            "size": list(SIZES.get(entry["class_type"], (280, height))), "inputs": inputs, "outputs": outputs,
            "properties": {"Node name for S&R": entry["class_type"]}, "widgets_values": values}


@contextmanager
def opened_page(server: Server):
    """ComfyUI's page in a Chromium, past its greeting, with a wide window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM))
        page = browser.new_page(viewport={"width": 1900, "height": 1000})
        server.post("/settings", {"Comfy.TutorialCompleted": True, "Comfy.Minimap.Visible": False})
        page.goto(server.url)
        page.wait_for_function("window.app && window.app.graph", timeout=90_000)
        time.sleep(3)
        page.keyboard.press("Escape")
        yield page
        browser.close()


def draw(server: Server, names: list[str]) -> None:
    """Load each template into the page, run those that need no download, and keep a picture of it."""
    with opened_page(server) as page:
        for name in names:
            page.keyboard.press("Escape")
            workflow = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
            page.evaluate("workflow => app.loadGraphData(workflow)", workflow)
            if name != "full_size_checkpoint":
                page.evaluate("app.queuePrompt(0, 1)")
                time.sleep(2)
                server.wait_until_idle()
                time.sleep(2)  # a moment later the page says so, in front of the nodes
                page.get_by_text("job completed").wait_for(state="hidden", timeout=60_000)
            page.evaluate("""() => {
                const boxes = app.graph._nodes.map(node => [...node.pos, ...node.size]);
                const right = Math.max(...boxes.map(box => box[0] + box[2]));
                const low = Math.max(...boxes.map(box => box[1] + box[3]));
                const scale = Math.min(1780 / (right - 20), 820 / (low - 60));
                app.canvas.ds.scale = scale; app.canvas.ds.offset = [80 / scale, 125 / scale - 60];
                app.canvas.setDirty(true, true); }""")
            time.sleep(2)
            page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=70,
                            clip={"x": 60, "y": 90, "width": 1840, "height": 900})


def main() -> None:
    names = sys.argv[1:] or list(LAYOUTS)
    with tempfile.TemporaryDirectory() as folder:
        with Server(os.environ["COMFYUI_PATH"], sys.executable, prepare_base(Path(folder), ROOT)) as server:
            object_info = server.get("/object_info")
            for name in names:
                prompt = json.loads((FOLDER / "api" / f"{name}.json").read_text(encoding="utf-8"))
                text = json.dumps(workflow_of(name, prompt, object_info), indent=1, ensure_ascii=False)
                (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
            draw(server, names)


if __name__ == "__main__":
    main()
