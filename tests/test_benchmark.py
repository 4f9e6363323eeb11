"""The benchmark: what it counts, that the plain version makes the same, and what it refuses."""
from __future__ import annotations

import json
from dataclasses import replace

import pytest
import torch
from toy import LLM, toy_config, toy_config_data

from audiostory_core.benchmark.compare import Own, plain_side
from audiostory_core.benchmark.measure import STATUS, counted, timed
from audiostory_core.benchmark.models import CAPTIONS, Model, random_pipeline, size_config
from audiostory_core.benchmark.report import benchmark_data, benchmark_table, scale_table
from audiostory_core.benchmark.runs import run_benchmark, run_scale
from audiostory_core.benchmark.stages import STAGES
from audiostory_core.bundle import PARTS
from audiostory_core.cli import main
from audiostory_core.model_parts import build_part

CPU = torch.device("cpu")
STEPS = 3
PARAMETERS = {"mid": {"llm": 1.17e8, "dit": 2.49e7, "vae": 9.8e6},
              "full": {"llm": 3.08e9, "dit": 5.15e8, "vae": 1.56e8}}


@pytest.fixture(scope="module")
def model() -> Model:
    """Toy sizes, random weights, the embedded model's words."""
    sizes = toy_config(llm={**LLM, "vocab_size": 4200}, planner={"max_new_tokens": 800},
                       dit={**toy_config_data()["dit"], "latent_frames": 120, "max_seconds": 12})
    return Model(random_pipeline(sizes, CPU, torch.float32), None, torch.float32, seconds=40.0,
                 asked={"steps": STEPS})


@pytest.fixture(scope="module")
def found(model):
    return run_benchmark(model, [own_side(model), plain_side(model)], rounds=2)


def own_side(model: Model) -> Own:
    """Without the import, which takes a process and seconds."""
    own = Own(model)
    own.stages = STAGES
    return own


def test_the_plain_version_makes_the_same(found):
    stages = found.sides["plain"]
    assert list(stages) == list(STAGES)
    assert all(len(figures.seconds) == len(figures.differences) == 2 for figures in stages.values())
    assert stages["plan"].differences == [0.0, 0.0]
    for stage in STAGES[1:]:
        assert max(stages[stage].differences) < 2e-4, stage


def test_a_difference_is_seen(model):
    plain = plain_side(model)
    plain.model = replace(model, asked={**model.asked, "guidance": 5.0})
    figures = run_benchmark(model, [own_side(model), plain], rounds=1).sides["plain"]
    assert figures["sample"].differences[0] > 1e-3
    assert figures["decode"].differences[0] < 2e-4  # it got this library's latents


def test_what_the_stages_do_is_counted(found, model):
    words = len(model.script_ids)
    spans = len(CAPTIONS) * sum(len(span) - 1 for span in model.pipe.tokenizer.spans)
    assert found.work["plan"].passes == {"LLM": words - spans}  # one pass a token, but for those in a span
    assert found.work["plan"].amount == words
    assert found.work["bridge"].passes == {"LLM": 1}
    assert found.work["sample"].passes == {"DiT": STEPS}
    assert found.work["sample"].amount == STEPS * len(CAPTIONS)
    assert found.work["decode"].passes == {}
    assert (found.clips, found.audio_seconds) == (len(CAPTIONS), 40.0)
    assert found.work["stitch"].amount == 40.0


def test_operations_are_those_of_the_matrix_products():
    layer = torch.nn.Linear(30, 50)
    with counted({"layer": layer}) as count:
        layer(torch.ones(7, 30))
        layer(torch.ones(7, 30))
    assert (count.flops, count.passes) == (2 * 2 * 7 * 30 * 50, {"layer": 2})
    layer(torch.ones(7, 30))
    assert count.passes == {"layer": 2}


@pytest.mark.skipif(not STATUS.exists(), reason="this system does not tell a process' highest memory")
def test_the_highest_memory_is_that_of_the_work():
    def work():
        return torch.ones(256 * 2**20, dtype=torch.uint8).max()

    before = timed(lambda: None, CPU)[2]
    assert 230 < (timed(work, CPU)[2] - before) / 2**20 < 330
    assert (timed(lambda: None, CPU)[2] - before) / 2**20 < 100  # it is counted anew


def test_the_table_and_the_data_hold_every_stage(found, model):
    lines = benchmark_table(model, found).splitlines()
    for stage in STAGES:
        assert sum(line.startswith(stage) for line in lines) == 2
    data = json.loads(json.dumps(benchmark_data(model, found)))
    own, plain = data["sides"]["here"], data["sides"]["plain"]
    assert own["sample"]["passes"] == {"DiT": STEPS}
    assert own["sample"]["a_second"] == pytest.approx(STEPS * len(CAPTIONS) / own["sample"]["median_seconds"])
    assert 0 < own["sample"]["matmul_share"] < 1
    assert plain["plan"]["ratios"] == [theirs / ours for theirs, ours in zip(
        plain["plan"]["seconds"], own["plan"]["seconds"], strict=True)]


def test_a_story_of_more_clips_is_measured(model):
    rows = run_scale(model, rounds=1, clips=(1, 3))
    assert [row.clips for row in rows] == [1, 3]
    assert list(rows[0].seconds) == list(STAGES[1:])
    assert len(scale_table(rows).splitlines()) == 3
    assert benchmark_data(model, None, rows)["scale"][1]["seconds_a_clip"] == sum(rows[1].seconds.values()) / 3


@pytest.mark.parametrize("size", PARAMETERS)
def test_the_random_sizes_are_those_they_say(size):
    with torch.device("meta"):
        parts = {part: build_part(size_config(size), part) for part in PARTS}
    counts = {part: sum(weight.numel() for weight in parts[part].parameters()) for part in PARAMETERS[size]}
    assert counts == pytest.approx(PARAMETERS[size], rel=0.03)


@pytest.mark.parametrize(("arguments", "words"), [
    (["--rounds", "0"], "rounds is 0; 1 to 100 are possible"),
    (["--seconds", "0.5"], "seconds is 0.5 s; at least 1.0 s is needed"),
    (["--scale", "--against", "plain"], "--scale measures this library alone"),
    (["--steps", "0"], "steps is 0; a whole number of at least 1 is needed"),
    (["--against", "no-such-revision"], "revision 'no-such-revision' cannot be read"),
    (["--bundle", "no/such/folder"], "no/such/folder"),
])
def test_what_cannot_be_is_refused_in_one_line(arguments, words, capsys):
    assert main(["benchmark", *arguments]) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("error: ") and words in said
