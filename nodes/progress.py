"""Connects on_step(done, total) of audiostory_core with ComfyUI: progress bars, cancelling, messages to the page."""
from __future__ import annotations

import logging
import time

import comfy.model_management
import comfy.utils
from comfy_execution.progress import get_progress_state

from ..audiostory_core.cancel import checked_layers

LARGEST_PREVIEW = 512  # pixels
WORDS_EVENT = "audiostory.words"  # web/audiostory.js listens to it
REPORT_SECONDS = 0.1  # between two reports, because each is several messages, and a step may take only a millisecond


class NodeProgress:
    """An on_step for a node: called (done, total) after each step of a part; raises if the user pressed cancel.

    The first and the last step are reported to the page, and others at most every REPORT_SECONDS.

    Args:
        parts: equal parts of the work, such as clips; call `next_part` between them.
    """

    def __init__(self, parts: int = 1):
        self.parts = parts
        self.finished = 0
        self.bar = comfy.utils.ProgressBar(parts)
        self.due = 0.0  # when the next report is due

    def __call__(self, done: int, total: int) -> None:
        comfy.model_management.throw_exception_if_processing_interrupted()
        value, whole, now = self.finished * total + done, self.parts * total, time.monotonic()
        if value >= whole or now >= self.due:
            self.due = now + REPORT_SECONDS
            self.bar.update_absolute(value, whole)

    def next_part(self) -> None:
        self.finished += 1
        self(0, 1)


def cancellable(model):
    """While the `with` block runs, a cancel by the user ends the work before the model's next layer."""
    return checked_layers(model, comfy.model_management.throw_exception_if_processing_interrupted)


class StepProgress:
    """The progress of a sampler: steps over all batches, a preview image, and the time left.

    Args:
        node_id: of the node that shows the time left.
    """

    def __init__(self, node_id: str | None):
        self.node_id = node_id
        self.bar = comfy.utils.ProgressBar(1)
        self.began, self.found = time.monotonic(), 0
        self.done = 0

    def __call__(self, done: int, total: int, picture) -> None:
        """picture: a Pillow image, or None."""
        comfy.model_management.throw_exception_if_processing_interrupted()
        if done > self.done + 1:  # steps of a batch that an earlier run finished do not count for the time left
            self.found += done - self.done - 1
        self.done = done
        preview = None if picture is None else ("JPEG", picture, LARGEST_PREVIEW)
        self.bar.update_absolute(done, total, preview)
        left = (time.monotonic() - self.began) / max(1, done - self.found) * (total - done)
        show_words(self.node_id, progress=f"step {done} of {total}, {time_left(left)}")


def time_left(seconds: float) -> str:
    """The time left as text: "12 s left"."""
    if seconds < 1:
        return "done in a moment"
    return f"{seconds:.0f} s left" if seconds < 90 else f"{seconds / 60:.0f} min left"


def running_node(node) -> str | None:
    """The id of the running node on the page; None if the node is called without ComfyUI's executor.

    For a node that another node created while it ran (such as a loop), it is the id of the node that it belongs to.
    """
    if not node.hidden or node.hidden.unique_id is None:
        return None
    return get_progress_state().dynprompt.get_display_node_id(node.hidden.unique_id)


def page_server(node_id: str | None):
    """The server, if a page started the run; None if a program did, or if node_id is None."""
    if node_id is None:
        return None
    from server import PromptServer  # not at module scope: everything else here works without a server

    return PromptServer.instance if PromptServer.instance.client_id is not None else None


def show_words(node_id: str | None, **words) -> None:
    """Show words on a running node. words: text=... or progress=...; each replaces the last of its kind."""
    if (server := page_server(node_id)) is not None:
        server.send_sync(WORDS_EVENT, {"node": node_id, **words}, server.client_id)


def said_warnings(*warnings: str, captions: tuple[str, ...] = ()) -> list[dict]:
    """Log warnings, and return them in the form that the page shows.

    Args:
        captions: of the clips that the warnings are about; the page removes a warning when none of them is left.
    """
    for warning in warnings:
        logging.warning("AudioStory: %s", warning)
    return [{"words": warning, "captions": list(captions)} for warning in warnings]
