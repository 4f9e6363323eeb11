"""Converts workflow files, as the page saves them, to prompts for the server's queue. Standard library only."""
from __future__ import annotations

import json
from pathlib import Path

WIDGET_TYPES = {"INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"}
NOTES = {"Note", "MarkdownNote"}
LINK = ("id", "origin_id", "origin_slot", "target_id", "target_slot", "type")  # the order in a workflow's link
INPUT_NODE, OUTPUT_NODE = -10, -20  # the page's ids for a subgraph's inputs and outputs
SEEDS = {"seed", "noise_seed"}  # the page adds "control after generate" after an INT of these names


def read_workflow(path: str | Path) -> dict:
    """A saved workflow.

    Raises:
        ValueError: the file is not one ({"nodes": [...], "links": [...]}).
    """
    workflow = json.loads(Path(path).read_text(encoding="utf-8"))
    if not isinstance(workflow, dict) or not {"nodes", "links"} <= set(workflow):
        raise ValueError(f"{path}: not a workflow as the page saves it: it has no nodes and links")
    return workflow


def api_prompt(workflow: dict, object_info: dict) -> dict:
    """The API form of a saved workflow.

    Args:
        workflow: {"nodes", "links"}, as saved by the page; with "definitions" if it has subgraphs.
        object_info: the server's /object_info, which tells widgets from sockets.

    Returns:
        {node id: {"class_type", "inputs"}}; notes are left out. A node within a subgraph has the page's id,
        "outer:inner".

    Raises:
        ValueError: a node that the server does not know, or that is muted or bypassed.
    """
    kinds = {each["id"]: each for each in workflow.get("definitions", {}).get("subgraphs", [])}
    prompt: dict = {}
    _add_nodes(prompt, _Level(workflow, kinds), object_info)
    return prompt


class _Level:
    """The nodes of a workflow or of a subgraph in it, and the origins of their links."""

    def __init__(self, content: dict, kinds: dict, outer: tuple[_Level, dict] | None = None):
        self.content, self.outer = content, outer
        self.prefix = f"{outer[0].prefix}{outer[1]['id']}:" if outer else ""
        links = [link if isinstance(link, dict) else dict(zip(LINK, link, strict=True)) for link in content["links"]]
        self.origins = {link["id"]: (link["origin_id"], link["origin_slot"]) for link in links}
        self.results = {link["target_slot"]: link["id"] for link in links if link["target_id"] == OUTPUT_NODE}
        self.inner = {node["id"]: _Level(kinds[node["type"]], kinds, (self, node)) for node in content["nodes"]
                      if node["type"] in kinds}

    def source(self, link: int | None) -> list | None:
        """[node id, output] of a link; None if the subgraph's input is not connected outside."""
        if link is None:
            return None
        origin, slot = self.origins[link]
        if origin == INPUT_NODE:
            above, node = self.outer
            return above.source(node["inputs"][slot].get("link"))
        if origin in self.inner:
            return self.inner[origin].source(self.inner[origin].results[slot])
        return [f"{self.prefix}{origin}", slot]


def _add_nodes(prompt: dict, level: _Level, object_info: dict) -> None:
    for node in level.content["nodes"]:
        kind = node["type"]
        if kind in NOTES:
            continue
        if node.get("mode", 0) != 0:
            raise ValueError(f"node {node['id']} ({kind}) is muted or bypassed (mode {node['mode']})")
        if node["id"] in level.inner:
            _add_nodes(prompt, level.inner[node["id"]], object_info)
            continue
        if kind not in object_info:
            raise ValueError(f"node {node['id']}: the server does not know {kind!r}")
        inputs = _widget_values(node, object_info[kind])
        for socket in node.get("inputs", []):
            if (source := level.source(socket.get("link"))) is not None:
                inputs[socket["name"]] = source
        prompt[f"{level.prefix}{node['id']}"] = {"class_type": kind, "inputs": inputs}


def nodes_of(prompt: dict, class_type: str) -> list[str]:
    """The ids of a prompt's nodes of one type, in the prompt's order."""
    return [node_id for node_id, node in prompt.items() if node["class_type"] == class_type]


def _widget_values(node: dict, definition: dict) -> dict:
    values = node.get("widgets_values") or []
    if isinstance(values, dict):
        return dict(values)
    names = _widget_names(node, definition)
    if len(values) < len(names):
        raise ValueError(
            f"node {node['id']} ({node['type']}) has {len(values)} widget values, the server wants {len(names)}: "
            + ", ".join(name or "control after generate" for name in names)
        )
    return {name: value for name, value in zip(names, values, strict=False) if name}  # buttons come last


def _widget_names(node: dict, definition: dict) -> list[str | None]:
    """A node's widgets in the order of `widgets_values`; None means "control after generate".

    Newer pages list the names in the node itself. These are used, because the server's node may have more by now.
    """
    kinds = {**definition["input"].get("required", {}), **definition["input"].get("optional", {})}
    named = [socket["name"] for socket in node.get("inputs", []) if "widget" in socket and socket["name"] in kinds]
    names: list[str | None] = []
    for name in named or kinds:
        kind, options = kinds[name][0], kinds[name][1] if len(kinds[name]) > 1 else {}
        if not named and (not (isinstance(kind, list) or kind in WIDGET_TYPES) or options.get("forceInput")):
            continue
        names.append(name)
        if options.get("control_after_generate") or (kind == "INT" and name in SEEDS):
            names.append(None)
    return names
