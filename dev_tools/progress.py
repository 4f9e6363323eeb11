"""Shows the progress of a prompt in a terminal or a log. Standard library only."""
from __future__ import annotations

import sys
import time

BAR = 24


class NodeProgress:
    """Shows the events of a running prompt: a moving bar in a terminal, one line for each node in a log.

    Args:
        titles: node id -> the node's title.
    """

    def __init__(self, titles: dict[str, str], stream=None):
        self.titles, self.stream = titles, stream or sys.stdout
        self.width = max(map(len, titles.values()), default=0)
        self.node: str | None = None
        self.since = 0.0

    def __call__(self, event: dict) -> None:
        kind, data = event["type"], event["data"]
        if kind == "execution_cached":
            for node_id in data["nodes"]:
                self._line(node_id, "cached")
        if kind in ("executing", "execution_success"):
            self._finish()
            self.node, self.since = data.get("node"), time.monotonic()
        if kind == "progress_state" and self.stream.isatty() and self.node in data["nodes"]:
            state = data["nodes"][self.node]
            share = state["value"] / max(state["max"], 1)
            filled = round(share * BAR)
            self.stream.write(f"\r{self._title(self.node)}  [{'#' * filled}{'.' * (BAR - filled)}] {share:4.0%} ")
            self.stream.flush()

    def _finish(self) -> None:
        if self.node is not None:
            self._line(self.node, f"{time.monotonic() - self.since:.1f} s")

    def _line(self, node_id: str, text: str) -> None:
        start = "\r" if self.stream.isatty() else ""
        self.stream.write(f"{start}{self._title(node_id)}  {text:<{BAR + 8}}\n")
        self.stream.flush()

    def _title(self, node_id: str) -> str:
        return f"{self.titles.get(node_id, node_id):<{self.width}}"


def table(rows: list[tuple[str, float]]) -> str:
    """Names and seconds as text, one row in each line."""
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {seconds:8.1f} s" for name, seconds in rows)
