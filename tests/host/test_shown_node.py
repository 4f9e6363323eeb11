"""By which id the page knows the node that runs."""
from __future__ import annotations

from types import SimpleNamespace


def running(unique_id: str | None) -> SimpleNamespace:
    return SimpleNamespace(hidden=SimpleNamespace(unique_id=unique_id))


def test_a_node_that_another_put_in_is_shown_as_that(pack):
    from comfy_execution.graph import DynamicPrompt
    from comfy_execution.progress import reset_progress_state

    prompt = DynamicPrompt({"1:2": {"class_type": "Loop", "inputs": {}}, "5": {"class_type": "Other", "inputs": {}}})
    prompt.add_ephemeral_node("1:2.0.0.7", {"class_type": "AudioStoryPlanner", "inputs": {}}, "1:2", "5")
    prompt.add_ephemeral_node("1:2.0.0.8", {"class_type": "AudioStoryPlanner", "inputs": {}}, "1:2", "1:2")
    reset_progress_state("prompt", prompt)
    shown = [pack.progress.running_node(running(node)) for node in ("1:2.0.0.7", "1:2.0.0.8", "1:2", "5")]
    assert shown == ["5", "1:2", "1:2", "5"]


def test_a_node_that_is_called_alone_has_none(pack):
    assert pack.progress.running_node(SimpleNamespace(hidden=None)) is None
    assert pack.progress.running_node(running(None)) is None
