"""Stories made by the real server, compared with the library's own."""
from __future__ import annotations

import pytest
import torch
from graphs import (
    BRIDGE,
    CUES,
    DECODE,
    LATENT,
    LOADER,
    PLANNER,
    SAMPLER,
    SAVE,
    STITCHER,
    TEXT,
    changed,
    sound,
    story,
    written,
)

from audiostory_core import AudioStoryPipeline, StoryPlan
from dev_tools.server import ServerError

FLAC_STEP = 2**-15  # the file is 16 or 24 bits deep


@pytest.fixture(scope="module")
def library(reference_bundle) -> AudioStoryPipeline:
    return AudioStoryPipeline.from_bundle(reference_bundle)


def test_the_server_makes_the_story_that_the_library_makes(server, reference_name, library):
    prompt = story(reference_name)
    run = server.run(prompt)
    plan = library.plan(prompt[PLANNER]["inputs"]["text"], seconds=6.5, crossfade_seconds=0.5)
    expected = library.stitch(library.decode(library.sample(library.bridge(plan), plan, steps=2), plan), plan)

    waveform, rate = sound(server, run)
    assert rate == 44100 and waveform.shape == expected.shape == (2, round(6.5 * 44100))
    assert (waveform - expected.clamp(-1, 1)).abs().max() < 5e-4
    assert run.outputs[PLANNER]["text"][0] == f"{plan.reasoning}\n\n{plan.to_cue_sheet()}"


def test_a_plan_by_hand_needs_no_planner_and_json_is_a_cue_sheet(server, reference_name):
    plan = StoryPlan.from_cue_sheet(CUES, crossfade_seconds=0.5)
    by_cues, rate = sound(server, server.run(written(reference_name)))
    by_json, _ = sound(server, server.run(written(reference_name, plan.to_json())))
    assert torch.equal(by_cues, by_json)
    assert by_cues.shape[1] == round(plan.total_seconds * rate)


def test_a_stock_ksampler_and_the_stock_decoder_drive_the_model(server, reference_name):
    prompt = story(reference_name)
    inputs = prompt[SAMPLER]["inputs"]
    del inputs["noise"]
    inputs |= {"sampler_name": "dpmpp_2m", "scheduler": "sgm_uniform", "denoise": 1.0}
    prompt[SAMPLER]["class_type"] = "KSampler"
    prompt[DECODE] = {"class_type": "VAEDecodeAudio", "inputs": {"vae": [LOADER, 2], "samples": [SAMPLER, 0]}}
    prompt = changed(prompt, STITCHER__plan=None)  # the stock decoder cuts nothing, so the plan's lengths do not hold
    waveform, rate = sound(server, server.run(prompt))
    window = 129 * 2048  # latent frames of the reference checkpoint, samples a frame
    assert waveform.shape == (2, 3 * window - 2 * int(0.5 * rate))
    assert waveform.isfinite().all() and waveform.std() > 1e-4


def test_the_stock_encoder_takes_a_sound_back_to_latents(server):
    prompt = written("toy")
    prompt["20"] = {"class_type": "VAEEncodeAudio", "inputs": {"audio": [STITCHER, 0], "vae": [LOADER, 2]}}
    prompt["21"] = {"class_type": "VAEDecodeAudio", "inputs": {"samples": ["20", 0], "vae": [LOADER, 2]}}
    prompt["22"] = {"class_type": "SaveAudio", "inputs": {"audio": ["21", 0], "filename_prefix": "audio/again"}}
    waveform, rate = sound(server, server.run(prompt), "22")
    assert waveform.shape[1] % 64 == 0  # whole latent frames of the toy codec
    assert waveform.shape[1] / rate == pytest.approx(6.5, abs=0.1)


def test_every_clip_can_be_saved_alone(server, reference_name):
    prompt = changed(story(reference_name), SAVE__audio=[DECODE, 0])
    run = server.run(prompt)
    assert len(run.outputs[SAVE]["audio"]) == 3
    waveform, rate = sound(server, run)
    assert waveform.shape[1] == int(3.0 * rate)  # 2.5 s and the cross-fade into the next


def test_another_curve_runs_the_stitcher_alone(server, reference_name):
    server.run(story(reference_name))
    run = server.run(story(reference_name, STITCHER__curve="equal_power"))
    assert set(run.cached) == {LOADER, PLANNER, TEXT, BRIDGE, LATENT, SAMPLER, DECODE}


def test_another_caption_runs_the_bridge_again_and_not_the_planner(server, reference_name):
    server.run(story(reference_name))
    run = server.run(story(reference_name, TEXT__text=CUES.replace("dog", "cat")))
    assert {LOADER, PLANNER} <= set(run.cached)
    assert not {TEXT, BRIDGE, SAMPLER} & set(run.cached)


def test_two_prompts_queued_at_once_both_arrive(server, reference_name):
    prompts = [server.queue(written(reference_name, SAMPLER__seed=seed)) for seed in (1, 2)]
    sounds = []
    for prompt_id in prompts:
        record = server.wait_for(prompt_id, 120)
        assert record["status"]["status_str"] == "success"
        sounds.append(sound(server, _Record(record["outputs"]))[0])
    assert sounds[0].shape == sounds[1].shape and not torch.equal(*sounds)


def test_a_story_is_made_again_after_free_memory(server):
    before, _ = sound(server, server.run(written("toy")))
    run = server.run_freed(written("toy"))
    assert not run.cached
    assert torch.equal(sound(server, run)[0], before)


def test_a_peak_limit_turns_the_story_down_by_one_gain(server, reference_name):
    loud, _ = sound(server, server.run(story(reference_name, STITCHER__peak_limit=0.5)))
    quiet, _ = sound(server, server.run(story(reference_name, STITCHER__peak_limit=0.25)))
    assert quiet.abs().max() == pytest.approx(0.25, abs=2 * FLAC_STEP)
    assert (quiet - loud / 2).abs().max() < 3 * FLAC_STEP


class _Record:
    def __init__(self, outputs: dict):
        self.outputs = outputs


def test_the_planner_refuses_a_text_of_which_nothing_is_known_unless_guesses_are_allowed(server, embedded_name):
    prompt = story(embedded_name, PLANNER__text="a violin plays jazz", PLANNER__seconds=16.0)
    shows = {"class_type": "AudioStoryPlanToText", "inputs": {"plan": [PLANNER, 0], "kind": "cues"}}
    prompt = {LOADER: prompt[LOADER], PLANNER: prompt[PLANNER], TEXT: shows}
    with pytest.raises(ServerError) as refused:
        server.run(prompt)
    assert "'a violin plays jazz' names nothing that this model knows" in refused.value.details["exception_message"]
    prompt[PLANNER]["inputs"]["guesses"] = True
    assert "audiostory_understood" in server.run(prompt).outputs[PLANNER]
