"""Makes subgraphs, which show several nodes of a workflow as one, in the page's file format. Standard library only."""
from __future__ import annotations

import uuid

from .workflow import INPUT_NODE, OUTPUT_NODE


def key(*words) -> str:
    """A stable id: the same words always give the same id."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, words))))


def join(nodes: dict, links: list, origin: tuple[int, int], target: tuple[int, int], kind: str) -> None:
    """Connect two slots within a subgraph, or a slot with an end of the subgraph. nodes: id -> inner node."""
    links.append({"id": len(links) + 1, "origin_id": origin[0], "origin_slot": origin[1], "target_id": target[0],
                  "target_slot": target[1], "type": kind})
    if origin[0] in nodes:
        slot = nodes[origin[0]]["outputs"][origin[1]]
        slot["links"] = [*(slot["links"] or []), len(links)]
    if target[0] in nodes:
        nodes[target[0]]["inputs"][target[1]]["link"] = len(links)


def definition(name: str, description: str, nodes: dict, links: list, inputs: list[dict], outputs: list[dict]) -> dict:
    """The definition of a subgraph.

    inputs, outputs: {"name", "type", "linkIds"} of each. nodes: id -> inner node, with its position.
    """
    right = max(node["pos"][0] + node["size"][0] for node in nodes.values())
    left = min(node["pos"][0] for node in nodes.values())
    for ends, x, kind in ((inputs, left - 140, "input"), (outputs, right + 100, "output")):
        for number, end in enumerate(ends):
            end |= {"id": key(name, kind, end["name"]), "pos": [x, 160 + 30 * number]}
    return {"id": key(name), "version": 1, "revision": 0, "config": {}, "name": name, "category": "audio",
            "description": description, "state": {"lastGroupId": 0, "lastNodeId": max(nodes), "lastLinkId": len(links),
                                                  "lastRerouteId": 0},
            "inputNode": {"id": INPUT_NODE, "bounding": [left - 240, 130, 120, 40 + 20 * len(inputs)]},
            "outputNode": {"id": OUTPUT_NODE, "bounding": [right + 80, 130, 120, 40 + 20 * len(outputs)]},
            "inputs": inputs, "outputs": outputs, "widgets": [], "nodes": list(nodes.values()), "groups": [],
            "links": links, "extra": {}}


def wrapped(workflow: dict, ids: list[int], name: str, description: str, shown: list[tuple[int, str]],
            size: list[int]) -> tuple[dict, int]:
    """The workflow with some of its nodes moved into a subgraph, and the id of the subgraph's node.

    Args:
        workflow: as templates.workflow_of makes it, without subgraphs.
        ids: of the nodes to move.
        name, description: of the subgraph.
        shown: (node id, widget) of the widgets that the outer node shows.
        size: of the outer node.
    """
    everything = {node["id"]: node for node in workflow["nodes"]}
    inside = {node_id: everything.pop(node_id) for node_id in ids}
    outer_id = workflow["last_node_id"] + 1
    outer = {"id": outer_id, "type": key(name), "title": name, "pos": list(inside[ids[0]]["pos"]), "size": size,
             "flags": {}, "order": inside[ids[0]]["order"], "mode": 0,
             "properties": {"proxyWidgets": [[str(node_id), widget] for node_id, widget in shown]},
             "inputs": [], "outputs": [], "widgets_values": []}
    for node in inside.values():
        for slot in node["outputs"]:
            slot["links"] = None
    links, left, ends, results = [], [], {}, {}
    for number, source, output, target, place, kind in workflow["links"]:
        origin, end = (source, output), (target, place)
        if target in inside and source not in inside:
            if origin not in ends:  # one input for all links from the same output
                ends[origin] = {"name": inside[target]["inputs"][place]["name"], "type": kind, "linkIds": []}
                outer["inputs"].append({"name": ends[origin]["name"], "type": kind, "link": number})
                left.append([number, source, output, outer_id, len(ends) - 1, kind])
            else:
                everything[source]["outputs"][output]["links"].remove(number)
            join(inside, links, (INPUT_NODE, list(ends).index(origin)), end, kind)
            ends[origin]["linkIds"].append(len(links))
        elif target in inside:
            join(inside, links, origin, end, kind)
        elif source in inside:
            if origin not in results:
                join(inside, links, origin, (OUTPUT_NODE, len(results)), kind)
                results[origin] = {"name": inside[source]["outputs"][output]["name"], "type": kind,
                                   "linkIds": [len(links)]}
                outer["outputs"].append({"name": results[origin]["name"], "type": kind, "links": []})
            slot = list(results).index(origin)
            outer["outputs"][slot]["links"].append(number)
            left.append([number, outer_id, slot, target, place, kind])
        else:
            left.append([number, source, output, target, place, kind])
    inner = definition(name, description, inside, links, list(ends.values()), list(results.values()))
    return {**workflow, "nodes": [*everything.values(), outer], "links": left, "last_node_id": outer_id,
            "definitions": {"subgraphs": [inner]}}, outer_id
