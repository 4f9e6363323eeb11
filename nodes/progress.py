"""The node's progress bar, in the form that audiostory_core calls: on_step(done, total)."""
from __future__ import annotations

import comfy.model_management
import comfy.utils


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
    """Show a text on the running node, in the pages that watch this run."""
    from server import PromptServer  # not at module scope: the pack's other parts are used without a server

    PromptServer.instance.send_progress_text(text, node_id)
