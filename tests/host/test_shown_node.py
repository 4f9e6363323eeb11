"""Messages to the page about a running node: which id they carry, and how often they are sent."""
from __future__ import annotations

from types import SimpleNamespace

import pytest


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


def test_many_steps_are_few_reports_and_each_of_them_may_cancel(pack, monkeypatch):
    reports, clock = [], iter(range(10_000))
    monkeypatch.setattr(pack.progress.time, "monotonic", lambda: next(clock) * pack.progress.REPORT_SECONDS / 50)
    progress = pack.progress.NodeProgress(2)
    # what the host passes on of these is its own affair: newer ones leave some out
    monkeypatch.setattr(progress.bar, "update_absolute", lambda value, total: reports.append((value, total)))
    for _ in range(2):
        for step in range(200):
            progress(step + 1, 200)
        progress.next_part()
    assert reports[0] == (1, 400) and reports[-2:] == [(400, 400), (2, 2)]
    assert 7 <= len(reports) <= 11
    manage = pack.comfy.model_management
    manage.interrupt_current_processing()
    with pytest.raises(manage.InterruptProcessingException):
        progress(1, 200)
