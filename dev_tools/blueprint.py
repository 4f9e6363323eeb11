"""Makes subgraph blueprints from the templates' prompts: one node on the page that holds a whole graph.

    python dev.py run python -m dev_tools.blueprint      # writes subgraphs/NAME.json for each record of BLUEPRINTS
"""
from __future__ import annotations

import copy
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .environment import ROOT
from .server import Server, prepare_base
from .subgraphs import definition, join, key
from .templates import lay_out, page_nodes, prompt_of
from .workflow import INPUT_NODE, OUTPUT_NODE

FOLDER = ROOT / "subgraphs"
SIZE = [400, 440]
SOUNDS = ("AudioStoryQueryBridge", "AudioStoryLatent", "AudioStoryDiTSampler")
END = ("AudioStoryVAEDecode", "AudioStoryClipStitcher")
DUB = "AudioStoryDubVideo"
SOUND_SHOWN = (("AudioStoryDiTSampler", "seed"), ("AudioStoryDiTSampler", "steps"))
DUB_SHOWN = ((DUB, "mode"), (DUB, "filename_prefix"))
FILM_FOUND_BY = ("video to audio", "sound for video", "dub video", "foley")
MODEL_SHOWN = (("AudioStoryLoader", "bundle"),)


@dataclass(frozen=True)
class Blueprint:
    """A template's prompt as one node. Its inner nodes are named by their types, each of which occurs once.

    name, description: of the node.
    template: its name.
    columns: the inner nodes by type, in columns from left to right. If the prompt's node that gives a plan is left out,
        the plan comes from the node before it.
    inputs: name -> the inner sockets that the input feeds.
    outputs: name -> an inner node and the number of its output.
    shown: widgets that the node shows in addition to those of its inputs.
    search_aliases: further words for the page's search.
    """

    name: str
    description: str
    template: str
    columns: tuple[tuple[str, ...], ...]
    inputs: dict[str, tuple[tuple[str, str], ...]]
    outputs: dict[str, tuple[str, int]]
    shown: tuple[tuple[str, str], ...]
    search_aliases: tuple[str, ...]

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.name}.json"


BLUEPRINTS = (
    Blueprint("AudioStory text to story", "One sentence becomes a long sound story.", "edit_a_story",
              (("AudioStoryLoader", "AudioStoryPlanner"), SOUNDS, END),
              {name: (("AudioStoryPlanner", name),) for name in ("text", "seconds")},
              {"AUDIO": ("AudioStoryClipStitcher", 0), "plan": ("AudioStoryPlanner", 0)},
              (*SOUND_SHOWN, *MODEL_SHOWN), ("text to audio", "text to sound", "sound effects", "sfx", "soundscape")),
    Blueprint("AudioStory film with a story", "One sentence becomes a sound story of a film's length, under the film.",
              "story_under_a_video", (("AudioStoryLoader", "AudioStoryPlanner"), SOUNDS, END, (DUB,)),
              {"video": (("AudioStoryPlanner", "video"), (DUB, "video")), "text": (("AudioStoryPlanner", "text"),)},
              {"VIDEO": (DUB, 0), "AUDIO": ("AudioStoryClipStitcher", 0), "plan": ("AudioStoryPlanner", 0)},
              (*SOUND_SHOWN, *DUB_SHOWN, *MODEL_SHOWN), FILM_FOUND_BY),
    Blueprint("AudioStory film shot by shot", "A line for each of a film's shots becomes its sound.",
              "dub_a_film", (("AudioStoryLoader", "AudioStoryVideoShots"), ("AudioStoryPlanFromShots",), SOUNDS, END,
                             (DUB,)),
              {"video": (("AudioStoryVideoShots", "video"), (DUB, "video")),
               "captions": (("AudioStoryPlanFromShots", "captions"),)},
              {"VIDEO": (DUB, 0), "AUDIO": ("AudioStoryClipStitcher", 0), "plan": ("AudioStoryPlanFromShots", 0),
               "key_frames": ("AudioStoryVideoShots", 3)},
              (("AudioStoryVideoShots", "detector"), *SOUND_SHOWN, *DUB_SHOWN, *MODEL_SHOWN), FILM_FOUND_BY),
)


def blueprint_of(record: Blueprint, prompt: dict, object_info: dict) -> dict:
    """The content of a blueprint's file, which the page offers as one node.

    Args:
        prompt: of the template.
        object_info: the server's /object_info.
    """
    nodes, wires = page_nodes(_narrowed(record, prompt), object_info)
    by_type = {node["type"]: node for node in nodes.values()}
    lay_out([[by_type[kind] for kind in column] for column in record.columns], 40)
    ids = {node["id"]: node for node in nodes.values()}
    links = []
    for node in ids.values():
        for slot in node["outputs"]:
            slot["links"] = None
    for _, source, output, target, place, kind in wires:
        join(ids, links, (source, output), (target, place), kind)
    inputs = [_input_end(by_type, links, number, name, sockets)
              for number, (name, sockets) in enumerate(record.inputs.items())]
    outputs = []
    for number, (name, (kind, place)) in enumerate(record.outputs.items()):
        socket = by_type[kind]["outputs"][place]
        join(ids, links, (by_type[kind]["id"], place), (OUTPUT_NODE, number), socket["type"])
        outputs.append({"name": name, "type": socket["type"], "linkIds": [len(links)]})
    inner = definition(record.name, record.description, ids, links, inputs, outputs)
    shown = [[str(by_type[kind]["id"]), name] for kind, name in record.shown]
    outer = _outer_node(record.name, by_type, record.inputs, outputs, shown)
    return {"id": key(record.name, "file"), "revision": 0, "last_node_id": outer["id"], "last_link_id": 0,
            "nodes": [outer], "links": [], "groups": [],
            "definitions": {"subgraphs": [inner]}, "config": {}, "version": 0.4,
            "extra": {"BlueprintDescription": record.description,
                      "BlueprintSearchAliases": list(record.search_aliases)}}


def _narrowed(record: Blueprint, prompt: dict) -> dict:
    """The prompt's nodes that the blueprint holds. A link from another node is replaced by that node's own plan input,
    or removed."""
    kept = {kind for column in record.columns for kind in column}
    narrowed = {node_id: copy.deepcopy(node) for node_id, node in prompt.items() if node["class_type"] in kept}
    for node in narrowed.values():
        for name, value in list(node["inputs"].items()):
            if isinstance(value, list) and value[0] not in narrowed:
                node["inputs"][name] = prompt[value[0]]["inputs"].get("plan")
                if node["inputs"][name] is None:
                    del node["inputs"][name]
    return narrowed


def _input_end(by_type: dict, links: list, number: int, name: str, sockets) -> dict:
    """An input of the subgraph, connected to sockets of inner nodes."""
    ids, numbers = {node["id"]: node for node in by_type.values()}, []
    for kind, inner_name in sockets:
        place = [socket["name"] for socket in by_type[kind]["inputs"]].index(inner_name)
        wanted = by_type[kind]["inputs"][place]["type"]
        join(ids, links, (INPUT_NODE, number), (by_type[kind]["id"], place), wanted)
        numbers.append(len(links))
    return {"name": name, "type": wanted, "linkIds": numbers}


def _outer_node(name: str, by_type: dict, ends: dict, outputs: list, shown: list) -> dict:
    inputs = []
    for end, ((kind, inner_name), *_) in ends.items():
        inner = next(socket for socket in by_type[kind]["inputs"] if socket["name"] == inner_name)
        widget = {"widget": {"name": end}} if "widget" in inner else {}
        inputs.append({"name": end, "type": inner["type"], **widget, "link": None})
    # an id that no inner node has: newer pages renumber one of two nodes with the same id, and lose its widgets
    number = max(node["id"] for node in by_type.values()) + 1
    return {"id": number, "type": key(name), "title": name, "pos": [80, 120], "size": SIZE, "flags": {}, "order": 0,
            "mode": 0, "properties": {"proxyWidgets": shown}, "inputs": inputs,
            "outputs": [{"name": end["name"], "type": end["type"], "links": None} for end in outputs],
            "widgets_values": []}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Server(os.environ["COMFYUI_PATH"], sys.executable, prepare_base(Path(folder), ROOT)) as server:
            object_info = server.get("/object_info")
    FOLDER.mkdir(exist_ok=True)
    for record in BLUEPRINTS:
        blueprint = blueprint_of(record, prompt_of(record.template), object_info)
        record.file.write_text(json.dumps(blueprint, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
