"""Memory is released: after ComfyUI's "free model and node cache", and over many stories."""
from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

MEBIBYTE = 2**20
RUNS = 20
# glibc keeps what was freed for the next request; so that resident memory tells what is held, it gives back at once
RETURN_AT_ONCE = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}
pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="resident memory is read from /proc")


@pytest.fixture(scope="module")
def own_server(comfyui, tmp_path_factory, embedded_name):
    """A server of its own, so that nothing else moves its memory."""
    from dev_tools.server import Server, prepare_base

    base = prepare_base(tmp_path_factory.mktemp("leaks"), Path(__file__).resolve().parents[2])
    with Server(comfyui, sys.executable, base, environment=RETURN_AT_ONCE) as started:
        yield started


def tell(server, seed: int) -> None:
    from test_native import Graph

    graph = Graph("4 rain falls steadily\n3 a dog barks\n5 thunder rumbles")
    planner = graph.add("AudioStoryPlanner", llm=graph.llm, text="rain falls, then a dog barks", lead_in="none",
                        seconds=12.0 + seed / 8, crossfade_seconds=1.0, seed=seed, temperature=0.0)
    graph.add("PreviewAny", source=[planner[0], 2])
    clips = graph.add("AudioStoryVAEDecode", vae=graph.vae, samples=graph.dit_sampler(seed=seed, steps=2),
                      plan=graph.plan)
    story = graph.add("AudioStoryClipStitcher", clips=clips, crossfade_seconds=1.0, curve="linear", peak_limit=0.9,
                      plan=graph.plan)
    graph.add("SaveAudio", audio=story, filename_prefix="audio/leaks")
    server.run(graph.prompt)


def freed(server) -> int:
    """Resident bytes after the models and the cache were let go."""
    server.free()
    time.sleep(2)  # the queue's thread frees when it wakes up
    return server.resident_bytes


def test_free_gives_everything_back(own_server):
    held = []
    for seed in range(6):
        tell(own_server, seed)
        loaded = own_server.resident_bytes
        held.append(freed(own_server))
    print("MiB after each story and /free:", [round(size / MEBIBYTE) for size in held], "loaded", loaded // MEBIBYTE)
    assert loaded - held[-1] > 30 * MEBIBYTE  # the embedded model in float32, and what the cache held
    assert held[-1] - held[1] < 5 * MEBIBYTE  # a first story also loads libraries


def test_twenty_stories_in_a_row_take_no_more_than_one(own_server):
    for seed in range(3):
        tell(own_server, seed)
    before = own_server.resident_bytes
    for seed in range(3, 3 + RUNS):
        tell(own_server, seed)
    grown = own_server.resident_bytes - before
    print(f"{RUNS} stories grew the server by {grown / MEBIBYTE:.1f} MiB")
    assert grown < 50 * MEBIBYTE
