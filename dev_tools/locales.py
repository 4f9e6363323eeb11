"""Writes the nodes' English names and tooltips in the format of ComfyUI's page, from the server's /object_info.

    python dev.py run python -m dev_tools.locales      # writes locales/en/nodeDefs.json
"""
from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from .environment import ROOT
from .server import PACK_LINK, Server, prepare_base

ENGLISH = ROOT / "locales" / "en" / "nodeDefs.json"


def node_definitions(object_info: dict) -> dict:
    """The content of nodeDefs.json for this pack's nodes.

    Args:
        object_info: the server's /object_info.
    """
    found = {}
    for node, info in object_info.items():
        if info["python_module"] != f"custom_nodes.{PACK_LINK}":
            continue
        inputs = {**info["input"].get("required", {}), **info["input"].get("optional", {})}
        outputs = enumerate(zip(info["output_name"], info["output_tooltips"], strict=True))
        found[node] = {
            "display_name": info["display_name"], "description": info["description"],
            "inputs": {name: {"name": name, "tooltip": options[1]["tooltip"]} for name, options in inputs.items()},
            "outputs": {str(place): {"name": name, "tooltip": tooltip} for place, (name, tooltip) in outputs},
        }
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Server(os.environ["COMFYUI_PATH"], sys.executable, prepare_base(Path(folder), ROOT)) as server:
            found = node_definitions(server.get("/object_info"))
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{ENGLISH}: {len(found)} nodes")


if __name__ == "__main__":
    main()
