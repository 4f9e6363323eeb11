"""A workflow file as the page saves it, turned into the prompt that the server's queue takes. Standard library only."""
from __future__ import annotations

import json
from pathlib import Path

WIDGET_TYPES = {"INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"}
NOTES = {"Note", "MarkdownNote"}
SEEDS = {"seed", "noise_seed"}  # the page puts "control after generate" behind an INT of these names


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
        workflow: {"nodes", "links"}, as saved by the page.
        object_info: the server's /object_info: what tells widgets from sockets.

    Returns:
        {node id: {"class_type", "inputs"}}; notes are left out.

    Raises:
        ValueError: a node that the server does not know, that is muted or bypassed, or a subgraph.
    """
    sources = {link[0]: [str(link[1]), link[2]] for link in workflow["links"]}
    prompt = {}
    for node in workflow["nodes"]:
        kind = node["type"]
        if kind in NOTES:
            continue
        if kind not in object_info:
            raise ValueError(f"node {node['id']}: the server does not know {kind!r}")
        if node.get("mode", 0) != 0:
            raise ValueError(f"node {node['id']} ({kind}) is muted or bypassed (mode {node['mode']})")
        inputs = _widget_values(node, object_info[kind])
        for socket in node.get("inputs", []):
            if socket.get("link") is not None:
                inputs[socket["name"]] = sources[socket["link"]]
        prompt[str(node["id"])] = {"class_type": kind, "inputs": inputs}
    return prompt


def nodes_of(prompt: dict, class_type: str) -> list[str]:
    """The ids of a prompt's nodes of one type, in the prompt's order."""
    return [node_id for node_id, node in prompt.items() if node["class_type"] == class_type]


def _widget_values(node: dict, definition: dict) -> dict:
    values = node.get("widgets_values") or []
    if isinstance(values, dict):
        return dict(values)
    names = _widget_names(definition)
    if len(values) < len(names):
        raise ValueError(
            f"node {node['id']} ({node['type']}) has {len(values)} widget values, the server wants {len(names)}: "
            + ", ".join(name or "control after generate" for name in names)
        )
    return {name: value for name, value in zip(names, values, strict=False) if name}  # buttons come last


def _widget_names(definition: dict) -> list[str | None]:
    """A node's widgets in the order of `widgets_values`; None stands for "control after generate"."""
    names: list[str | None] = []
    for group in ("required", "optional"):
        for name, spec in definition["input"].get(group, {}).items():
            kind, options = spec[0], spec[1] if len(spec) > 1 else {}
            if not (isinstance(kind, list) or kind in WIDGET_TYPES) or options.get("forceInput"):
                continue
            names.append(name)
            if options.get("control_after_generate") or (kind == "INT" and name in SEEDS):
                names.append(None)
    return names
