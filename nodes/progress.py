"""The node's progress bar, in the form that audiostory_core calls: on_step(done, total)."""
from __future__ import annotations

import comfy.model_management
import comfy.utils

TEXT_EVENT = "audiostory.text"  # web/audiostory.js listens


class NodeProgress:
    """Called (done, total) after each step of a part of the work; raises where the user pressed cancel.

    Args:
        parts: equal parts of the work, such as clips; call `next_part` between them.
    """

    def __init__(self, parts: int = 1):
        self.parts = parts
        self.finished = 0
        self.bar = comfy.utils.ProgressBar(parts)

    def __call__(self, done: int, total: int) -> None:
        comfy.model_management.throw_exception_if_processing_interrupted()
        self.bar.update_absolute(self.finished * total + done, self.parts * total)

    def next_part(self) -> None:
        self.finished += 1
        self(0, 1)


def show_text(node_id: str, text: str) -> None:
    """Show a text on a running node, in the page that started the run (there is none where a program did)."""
    from server import PromptServer  # not at module scope: everything else here works without a server

    server = PromptServer.instance
    if server.client_id is not None:
        server.send_sync(TEXT_EVENT, {"node": node_id, "text": text}, server.client_id)
