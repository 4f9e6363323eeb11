"""A subgraph blueprint out of a prompt: one node on the page that holds a whole graph.

    python dev.py run python -m dev_tools.blueprint      # writes subgraphs/AudioStory text to story.json
"""
from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from .environment import ROOT
from .server import Server, prepare_base
from .subgraphs import definition, join, key
from .templates import prompt_of, workflow_of
from .workflow import INPUT_NODE, OUTPUT_NODE

NAME = "AudioStory text to story"
FILE = ROOT / "subgraphs" / f"{NAME}.json"
TEMPLATE = "edit_a_story"
LEFT_OUT = {"AudioStoryEditor", "SaveAudio", "MarkdownNote"}
INPUTS = [("AudioStoryPlanner", "text"), ("AudioStoryPlanner", "seconds")]
OUTPUTS = [("AudioStoryClipStitcher", 0, "AUDIO"), ("AudioStoryPlanner", 0, "plan")]
SHOWN = [("AudioStoryDiTSampler", "seed"), ("AudioStoryDiTSampler", "steps"), ("AudioStoryLoader", "bundle")]


def blueprint_of(workflow: dict) -> dict:
    """The page's form of the template without its editor: the planner's plan goes straight on."""
    nodes = {node["type"]: node for node in workflow["nodes"] if node["type"] not in LEFT_OUT}
    editor = next(node for node in workflow["nodes"] if node["type"] == "AudioStoryEditor")
    planner, ids = nodes["AudioStoryPlanner"], {node["id"]: node for node in nodes.values()}
    links = []
    _close_up(list(nodes.values()), editor)
    for node in nodes.values():
        for slot in node["outputs"]:
            slot["links"] = None
    for _, source, output, target, place, kind in workflow["links"]:
        source, output = (planner["id"], 0) if source == editor["id"] else (source, output)
        if source in ids and target in ids:
            join(ids, links, (source, output), (target, place), kind)
    inputs = [_end(nodes, links, number, kind, name) for number, (kind, name) in enumerate(INPUTS)]
    outputs = []
    for number, (kind, place, name) in enumerate(OUTPUTS):
        socket = nodes[kind]["outputs"][place]
        join(ids, links, (nodes[kind]["id"], place), (OUTPUT_NODE, number), socket["type"])
        outputs.append({"name": name, "type": socket["type"], "linkIds": [len(links)]})
    inner = definition(NAME, "One sentence becomes a long sound story.", ids, links, inputs, outputs)
    outer = {"id": 1, "type": key(NAME), "title": NAME, "pos": [80, 120], "size": [400, 340], "flags": {}, "order": 0,
             "mode": 0, "properties": {"proxyWidgets": [[str(nodes[kind]["id"]), name] for kind, name in SHOWN]},
             "inputs": [{"name": end["name"], "type": end["type"], "widget": {"name": end["name"]}, "link": None}
                        for end in inputs],
             "outputs": [{"name": end["name"], "type": end["type"], "links": None} for end in outputs],
             "widgets_values": []}
    return {"id": key(NAME, "file"), "revision": 0, "last_node_id": 1, "last_link_id": 0, "nodes": [outer], "links": [],
            "groups": [], "definitions": {"subgraphs": [inner]}, "config": {}, "extra": {}, "version": 0.4}


def _close_up(nodes: list[dict], editor: dict) -> None:
    """Move what stands right of the editor into its place."""
    start = editor["pos"][0]
    beyond = [node for node in nodes if node["pos"][0] > start]
    gap = min(node["pos"][0] for node in beyond) - start
    for node in beyond:
        node["pos"][0] -= gap


def _end(nodes: dict, links: list, number: int, kind: str, name: str) -> dict:
    """An input of the subgraph that stands for one widget of a node inside."""
    place = next(index for index, socket in enumerate(nodes[kind]["inputs"]) if socket["name"] == name)
    socket = nodes[kind]["inputs"][place]
    join({node["id"]: node for node in nodes.values()}, links, (INPUT_NODE, number), (nodes[kind]["id"], place),
         socket["type"])
    return {"name": name, "type": socket["type"], "linkIds": [len(links)]}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Server(os.environ["COMFYUI_PATH"], sys.executable, prepare_base(Path(folder), ROOT)) as server:
            object_info = server.get("/object_info")
    blueprint = blueprint_of(workflow_of(TEMPLATE, prompt_of(TEMPLATE), object_info))
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(blueprint, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
