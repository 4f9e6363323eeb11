"""One velocity integrated in three ways: by the library, by the DiT Sampler, and as KSampler does it."""
from __future__ import annotations

from functools import partial

import pytest
import torch
from stage import load_stage, sampled

STEPS, CFG, SEED = 50, 4.0, 7
CUES = "2.5 a car engine starts\n4 rain falls\n3 a dog barks"
TOLERANCE = 1e-4
dit_sampler = partial(sampled, seed=SEED, steps=STEPS, cfg=CFG)


@pytest.fixture(scope="module")
def stage(pack, toy_bundle):
    """Loaded model, conditioning and empty latent of a story of three clips."""
    with torch.inference_mode():
        yield pack, *load_stage(pack, toy_bundle, CUES, crossfade_seconds=0.5)


def ksampler_path(pack, model, positive, negative, latent, noise) -> torch.Tensor:
    with torch.inference_mode():
        return pack.comfy.sample.sample(model, noise, STEPS, CFG, "euler", "simple", positive, negative,
                                        latent["samples"], seed=SEED)


def test_the_latent_has_the_models_window(stage):
    pack, bundle, plan, (_, positive, _, latent) = stage
    assert latent["samples"].shape == (3, 8, 100) and latent["type"] == "audio"
    assert positive[0][0].shape == (3, 4, 16)
    assert positive[0][1]["seconds_total"].tolist() == [3.0, 4.5, 3.0]


def test_library_node_and_ksampler_path_agree_from_the_same_noise(stage, toy_bundle):
    pack, bundle, plan, parts = stage
    noise = pack.core.flow_matching.story_noise("independent", SEED, 3, 8, 100)
    node = dit_sampler(pack, *parts)
    stock = ksampler_path(pack, *parts, noise)
    library = pack.core.pipeline.AudioStoryPipeline.from_bundle(toy_bundle)
    alone = library.sample(library.bridge(plan), plan, STEPS, CFG, SEED)
    assert node.std() > 0.1
    assert (node - stock).abs().max() < TOLERANCE
    assert (node - alone).abs().max() < TOLERANCE


def test_reference_noise_is_one_noise_for_all_clips(stage):
    pack, _, plan, parts = stage
    node = dit_sampler(pack, *parts, noise="reference", steps=5)
    noise = pack.core.flow_matching.story_noise("reference", SEED, 3, 8, 100)
    assert torch.equal(noise[0], noise[1])
    assert (node - dit_sampler(pack, *parts, steps=5)).abs().max() > 0.1


def test_a_clip_keeps_its_sound_when_others_go(stage):
    """Each row is its own: what stands beside it in the batch, and the order of the two halves of guidance, is lost."""
    pack, _, _, (model, positive, negative, latent) = stage
    whole = dit_sampler(pack, model, positive, negative, latent, steps=5)

    def first(conditioning):
        tokens, options = conditioning[0]
        return [[tokens[:1], {"seconds_total": options["seconds_total"][:1]}]]

    alone = dit_sampler(pack, model, first(positive), first(negative), {"samples": latent["samples"][:1]}, steps=5)
    assert (whole[:1] - alone).abs().max() < TOLERANCE


def test_every_clip_is_told_its_own_seconds(stage):
    pack, _, _, (model, positive, negative, latent) = stage
    usual = dit_sampler(pack, model, positive, negative, latent, steps=5)
    longer = positive[0][1]["seconds_total"].clone()
    longer[1] += 4
    changed = dit_sampler(pack, model, [[positive[0][0], {"seconds_total": longer}]], negative, latent, steps=5)
    differs = (usual - changed).abs().amax(dim=(1, 2)) > TOLERANCE
    assert differs.tolist() == [False, True, False]


def test_one_negative_stands_for_all_clips(stage):
    pack, _, _, (model, positive, negative, latent) = stage
    tokens, options = negative[0]
    one_for_all = [[tokens[:1], options]]
    usual = dit_sampler(pack, model, positive, negative, latent, steps=5)
    assert torch.equal(dit_sampler(pack, model, positive, one_for_all, latent, steps=5), usual)


def test_without_guidance_the_negative_is_not_asked(stage):
    pack, _, _, (model, positive, negative, latent) = stage
    other = [[negative[0][0] + 5, negative[0][1]]]
    plain, odd = (dit_sampler(pack, model, positive, asked, latent, steps=5, cfg=1.0) for asked in (negative, other))
    assert torch.equal(plain, odd)


def test_attention_patches_of_a_workflow_reach_the_model(stage):
    pack, _, _, (model, positive, negative, latent) = stage
    calls = []

    def override(attention, *args, **kwargs):
        calls.append(args[0].shape)
        return attention(*args, **kwargs)

    patched = model.clone()
    patched.model_options["transformer_options"]["optimized_attention_override"] = override
    usual = dit_sampler(pack, model, positive, negative, latent, steps=2)
    assert torch.equal(dit_sampler(pack, patched, positive, negative, latent, steps=2), usual)
    assert len(calls) == 2 * 2  # two blocks, two steps


def test_what_the_sampler_cannot_take(stage):
    pack, _, _, parts = stage
    with pytest.raises(ValueError, match="cfg is nan"):
        dit_sampler(pack, *parts, cfg=float("nan"))
    with pytest.raises(ValueError, match=r"latent_image is \[1, 8, 4, 4\]"):
        dit_sampler(pack, *parts[:3], {"samples": torch.ones(1, 8, 4, 4)})
