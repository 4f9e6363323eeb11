"""A distilled model in ComfyUI: which weights, steps and windows the DiT Sampler takes, and the node Few Steps."""
from __future__ import annotations

from functools import partial

import pytest
import torch
from stage import load_stage, sampled
from toy import toy_config, write_toy_bundle

from audiostory_core.sampler_config import SamplerConfig

CUES = "0.2 a car engine starts\n8.5 rain falls\n0.3 a dog barks"
OWN = SamplerConfig(3, "ab2", 2.0, 1.0, window_frames=40, adapter=True)
TOLERANCE = 1e-4
SEED = 7
dit_sampler = partial(sampled, seed=SEED, steps=0, cfg=-1.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_toy_bundle(tmp_path_factory.mktemp("models") / "few", toy_config(sampler=OWN.to_dict()))


@pytest.fixture(scope="module")
def stage(pack, folder):
    """Loaded model, conditioning and empty latent of a story of three clips, two of them short."""
    with torch.inference_mode():
        _, plan, parts = load_stage(pack, folder, CUES, crossfade_seconds=0.0)
        yield pack, plan, parts, pack.core.pipeline.AudioStoryPipeline.from_bundle(folder)


@pytest.mark.parametrize(("node", "library"), [
    ({}, {}),
    ({"steps": 5, "solver": "euler", "shift": 1.0}, {"steps": 5, "solver": "euler", "shift": 1.0}),
    ({"cfg": 4.0}, {"guidance": 4.0}),
    ({"cfg": 2.5, "steps": 6, "solver": "ab2", "shift": 3.0},
     {"guidance": 2.5, "steps": 6, "solver": "ab2", "shift": 3.0}),
    ({"cfg": 1.0}, {}),
])
def test_node_and_library_mean_the_same_by_the_same_settings(stage, node, library):
    pack, plan, parts, pipe = stage
    alone = pipe.sample(pipe.bridge(plan), plan, seed=SEED, **library)
    found = dit_sampler(pack, *parts, **node)
    assert found.shape == alone.shape == (3, 8, 100) and found.std() > 0.1
    assert (found - alone).abs().max() < TOLERANCE
    short = pack.core.sampler_config.SamplerConfig(window_frames=0 if library.get("guidance") else 40).window(1, 100)
    assert bool(found[0, :, short:].any()) is False and found[0, :, :short].abs().min() > 0


def test_the_adapter_and_the_weights_under_it_take_turns_exactly(stage):
    pack, plan, parts, pipe = stage
    few, before = dit_sampler(pack, *parts), dit_sampler(pack, *parts, cfg=4.0, steps=4)
    assert (few - before).abs().max() > 0.1
    assert torch.equal(dit_sampler(pack, *parts), few)
    assert torch.equal(dit_sampler(pack, *parts, cfg=4.0, steps=4), before)


def test_the_same_model_gets_the_same_patches_in_every_run(stage):
    pack, _, (model, *_), _ = stage
    first, second = (pack.few_steps.with_few_steps(model) for _ in range(2))
    assert first.patches_uuid == second.patches_uuid != model.patches_uuid
    assert pack.few_steps.with_few_steps(first) is first and not model.patches
    assert len(first.patches) == len(pack.core.few_steps.adapted_names(model.model.few_steps))


def test_few_steps_makes_stock_samplers_do_what_the_node_does_in_the_whole_window(stage):
    pack, plan, (model, positive, negative, latent), pipe = stage
    worn = pack.few_steps.AudioStoryFewSteps.execute(model).result[0]
    noise = pack.core.flow_matching.story_noise("independent", SEED, 3, 8, 100)
    with torch.inference_mode():
        stock = pack.comfy.sample.sample(worn, noise, 5, 1.0, "euler", "simple", positive, negative,
                                         latent["samples"], seed=SEED)
    node = dit_sampler(pack, worn, positive, negative, latent, steps=5, solver="euler", shift=1.0)
    long = 1  # the clip that fills no less than the whole window
    assert OWN.window(pipe.config.frames_of(plan.clips[long].generated_seconds), 100) == 100
    assert (stock[long] - node[long]).abs().max() < TOLERANCE
    assert (stock - dit_sampler(pack, model, positive, negative, latent, steps=5, cfg=4.0)).abs().max() > 0.1


def test_a_model_that_was_not_distilled_is_refused_by_few_steps_and_samples_as_before(pack, toy_bundle):
    with torch.inference_mode():
        model = pack.native.load_model(pack.core.bundle.open_bundle(toy_bundle))
        with pytest.raises(ValueError, match="the model toy has no adapter for few steps"):
            pack.few_steps.AudioStoryFewSteps.execute(model)
