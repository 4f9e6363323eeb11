"""POST /interrupt ends every stage at once, and the next prompt runs."""
from __future__ import annotations

import shutil
import time
import uuid

import pytest
from graphs import BRIDGE, DECODE, PLANNER, SAMPLER, story, written

LONGEST_SECONDS = 1.0
# twenty clips: over two seconds of decoding
MANY_CLIPS = "\n".join(f"5.5 rain falls on roof number {word}" for word in ["one", "two", "three", "four"] * 5)


@pytest.fixture(scope="module")
def endless_name(models, toy_bundle) -> str:
    """A random LLM with a limit that it does not reach."""
    from toy import rewrite_config

    shutil.copytree(toy_bundle, models / "endless")

    def unlimited(config):
        config["planner"]["max_new_tokens"] = 1_000_000
        config["llm"]["max_position_embeddings"] = 2_000_000

    rewrite_config(models / "endless", unlimited)
    return "endless"


def cancelled_at_best(server, prompt: dict, node: str, steps: int) -> float:
    """The better of two: after a prompt ComfyUI collects garbage, at most every ten seconds, and its event about the
    interrupt waits for that (two seconds where other programs keep the processor busy)."""
    return min(cancelled_after(server, prompt, node, steps) for _ in range(2))


def events_of(server, prompt: dict, never: tuple[str, ...]):
    """(kind, data) of what the server says of a run; none may be of the kinds `never`."""
    client = uuid.uuid4().hex
    with server.open_events(client) as stream:
        prompt_id = server.queue(prompt, client)
        for event in stream.events(120):
            kind, data = event["type"], event.get("data") or {}
            if data.get("prompt_id") == prompt_id:
                assert kind not in never, event
                yield kind, data


def cancelled_after(server, prompt: dict, node: str, steps: int) -> float:
    """Interrupt when `node` has reported so many steps; the seconds until the server says that it stopped."""
    asked = None
    for kind, data in events_of(server, prompt, ("execution_error", "execution_success")):
        if kind == "execution_interrupted":
            assert data["node_id"] == node
            return time.monotonic() - asked
        if kind == "progress" and data["node"] == node and data["value"] >= steps and asked is None:
            asked = time.monotonic()
            server.post("/interrupt", {})
    raise AssertionError("unreachable")


def test_cancel_while_the_planner_writes(server, endless_name):
    # newer hosts pass on the first step, and later ones once they are half a percent of a million
    assert cancelled_at_best(server, story(endless_name), PLANNER, 1) < LONGEST_SECONDS


def test_cancel_while_the_sampler_steps(server, reference_name):
    assert cancelled_at_best(server, written(reference_name, SAMPLER__steps=5000), SAMPLER, 3) < LONGEST_SECONDS


def test_cancel_while_clips_are_decoded(server, reference_name):
    prompt = written(reference_name, MANY_CLIPS, SAMPLER__steps=1, SAMPLER__cfg=1.0)
    assert cancelled_at_best(server, prompt, DECODE, 150) < LONGEST_SECONDS


def test_the_next_prompt_runs_after_a_cancel(server, reference_name):
    cancelled_after(server, written(reference_name, SAMPLER__steps=5000), SAMPLER, 3)
    run = server.run(written(reference_name))
    assert BRIDGE in run.cached


def steps_of(server, prompt: dict, node: str) -> list[tuple[int, int]]:
    """(value, max) of what a node reports in a run that ends well."""
    found = []
    for kind, data in events_of(server, prompt, ("execution_error", "execution_interrupted")):
        if kind == "progress" and data["node"] == node:
            found.append((data["value"], data["max"]))
        if kind == "execution_success":
            return found
    raise AssertionError("unreachable")


def parts_of(server) -> set[str]:
    return {file.name for file in (server.base / "temp" / "audiostory").glob("*.part.*")}


def test_what_was_made_before_a_cancel_is_found_again(server, reference_name):
    """Twenty clips are sampled in batches of 8, 8 and 4, with eight steps each; decoding counts in hundredths."""
    before = parts_of(server)
    prompt = written(reference_name, MANY_CLIPS, SAMPLER__steps=8, SAMPLER__cfg=1.0)
    cancelled_after(server, prompt, SAMPLER, 12)
    assert len(parts_of(server) - before) == 1
    cancelled_after(server, prompt, DECODE, 1000)
    assert len(parts_of(server) - before) >= 9  # the sampler's are gone: it is done
    steps = steps_of(server, prompt, DECODE)
    assert steps[-1] == (2000, 2000)
    made = {(value - 1) // 100 for value, _ in steps if value % 100}  # clips of which more than the end was reported
    assert made and min(made) >= 9
    assert parts_of(server) == before


def test_a_story_that_was_cancelled_while_it_was_sampled_goes_on(server, reference_name):
    prompt = written(reference_name, MANY_CLIPS, SAMPLER__steps=8, SAMPLER__cfg=1.0, SAMPLER__seed=7)
    cancelled_after(server, prompt, SAMPLER, 12)
    steps = steps_of(server, prompt, SAMPLER)
    assert steps[0] == (8, 24) and steps[1][0] == 9 and steps[-1] == (24, 24)
