"""Bad input is refused with a message that holds the value and what is accepted; the server keeps running."""
from __future__ import annotations

import json
import shutil

import pytest
import torch
from graphs import CUES, DECODE, LOADER, SAMPLER, SAVE, STITCHER, changed, story, written
from safetensors.torch import load_file, save_file

from dev_tools.server import ServerError

ENTRY = {"caption": "rain falls", "seconds": 2.0}


def plan_json(**changes) -> str:
    return json.dumps({"clips": [ENTRY], **changes})


def refusal(server, prompt: dict) -> str:
    """What the server answers: a node's error message, or what the validation says."""
    with pytest.raises(ServerError) as caught:
        server.run(prompt, timeout_seconds=120)
    assert server.get("/system_stats")
    details = caught.value.details
    return details.get("exception_message") or json.dumps(details["node_errors"])


PLANNER_INPUT = [
    ({"PLANNER__text": ""}, "the text is empty"),
    ({"PLANNER__text": "rain " * 20_000}, "100000 characters"),
    ({"PLANNER__text": "1, 2, 3!"}, "without a letter"),
    ({"PLANNER__text": "rain <|gen|> rain"}, "<|gen|>"),
    ({"PLANNER__seconds": 0.0}, "0.0 smaller than min"),
    ({"PLANNER__seconds": -3.0}, "-3.0 smaller than min"),
    ({"PLANNER__seconds": 1e6}, "1000000.0 bigger than max"),
    ({"PLANNER__seconds": float("nan")}, "seconds is nan"),
    ({"PLANNER__crossfade_seconds": float("nan")}, "crossfade_seconds is nan"),
    ({"PLANNER__temperature": float("nan")}, "temperature is nan"),
]


@pytest.mark.parametrize(("change", "message"), PLANNER_INPUT, ids=lambda value: str(value)[:40])
def test_what_the_planner_cannot_be_asked(server, change, message):
    assert message in refusal(server, story("toy", **change))


def test_a_language_model_that_writes_no_story_is_quoted(server):
    message = refusal(server, story("toy"))
    assert "the language model" in message and "the text so far" in message


PLAN_INPUT = [
    ("", "text is empty and no plan is connected"),
    ("rain falls", "no line says how long a clip lasts"),
    ("2 rain\n3", "line 2 ('3') says a time and no sound"),
    ("nan rain", "clip 1's length is nan"),
    ("0 rain", "clip 1's length is 0"),
    ("-2 rain", "-2.0 s"),
    ("2 rain\n11 wind", "clip 2's length is 11 s; this model's longest clip is 10 s"),
    ("\n".join(["1 rain"] * 1100), "1100 clips"),
    ("# nothing", "0 clips"),
    ("{", "no valid JSON"),
    ("[]", "0 clips"),
    (plan_json(clips=[]), "0 clips"),
    (plan_json(clips=[{"seconds": 2.0}]), "clip 1 has the fields seconds"),
    (plan_json(clips=[{**ENTRY, "seconds": "soon"}]), "'soon'"),
    (plan_json(crossfade_seconds=-1), "crossfade_seconds is -1"),
]


@pytest.mark.parametrize(("text", "message"), PLAN_INPUT, ids=lambda value: str(value)[:40])
def test_a_text_that_is_no_plan(server, text, message):
    assert message in refusal(server, written("toy", text))


HOSTILE = [f"6 rain{' ' * 180_000}falls", "\n" * 190_000 + "6 rain (", "{" * 190_000, "1 s " * 45_000, "*" * 190_000,
           "0:00 --> 0:01\n" * 13_000]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda value: repr(value[:12]))
def test_the_server_answers_while_it_reads_any_text(server, text):
    prompt_id = server.queue(written("toy", text))
    server.post("/interrupt", {})
    assert server.get("/queue", timeout_seconds=10) is not None
    assert server.wait_for(prompt_id, timeout_seconds=20)["status"]["completed"] is False  # refused, or interrupted


def cut(folder):
    file = folder / "dit.safetensors"
    file.write_bytes(file.read_bytes()[:-100])


def misshape(folder):
    tensors = load_file(folder / "bridge.safetensors")
    name = next(iter(tensors))
    save_file({**tensors, name: torch.zeros(3, 3)}, folder / "bridge.safetensors")


def pickle(folder):
    torch.save({"weight": torch.zeros(2)}, folder / "vae.safetensors")


def change_weights(file, change):
    tensors = load_file(file)
    change(tensors)
    save_file(tensors, file)


def whole_numbers(folder):
    change_weights(folder / "dit.safetensors", lambda tensors: tensors.update({
        "pooled.bias": tensors["pooled.bias"].to(torch.int64)}))


def misname(folder):
    shutil.copy(folder / "bridge.safetensors", folder / "dit.safetensors")


def disagree(folder):
    config = json.loads((folder / "config.json").read_text())
    config["dit"]["num_layers"] = 3
    (folder / "config.json").write_text(json.dumps(config))


BROKEN = {
    "wrong dtype": (whole_numbers, "dit.safetensors: pooled.bias is stored as I64"),
    "misnamed": (misname, "dit.safetensors: "),
    "disagreeing": (disagree, "dit.safetensors: "),
    "missing": (lambda folder: (folder / "llm.safetensors").unlink(), "llm.safetensors: the file is missing"),
    "truncated": (cut, "dit.safetensors: not a whole safetensors file"),
    "misshapen": (misshape, "bridge.safetensors: "),
    "pickled": (pickle, "vae.safetensors: this is a pickle"),
    "configless": (lambda folder: (folder / "config.json").write_text("{}"), "config.json: "),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_bundle_names_the_file(server, models, toy_bundle, name):
    shutil.copytree(toy_bundle, models / name)
    damage, message = BROKEN[name]
    damage(models / name)
    assert f"{name}/{message}" in refusal(server, written(name)).replace("\\\\", "/").replace("\\", "/")


@pytest.mark.parametrize(("part", "weight", "message"), [
    ("llm", "model.layers.0.mlp.up_proj.weight",
     "the LLM's hidden states are not finite in torch.float32: its weight model.layers.0.mlp.up_proj.weight is not"),
    ("dit", "pooled.weight", "the latents are not finite in torch.float32: its weight pooled.weight is not finite"),
    ("vae", "decoder.conv1.weight", "clip 1 are not finite in torch.float32: its weight decoder.conv1.weight is not"),
])
def test_weights_that_are_no_numbers_are_named(server, models, toy_bundle, part, weight, message):
    name = f"not finite {part}"
    shutil.copytree(toy_bundle, models / name)
    change_weights(models / name / f"{part}.safetensors", lambda tensors: tensors[weight].fill_(float("nan")))
    assert message in refusal(server, written(name))


def test_stock_nodes_do_not_pass_on_what_is_no_number(server, models, toy_bundle):
    name = "not finite stock"
    shutil.copytree(toy_bundle, models / name)
    change_weights(models / name / "dit.safetensors", lambda tensors: tensors["pooled.weight"].fill_(float("nan")))
    prompt = written(name)
    inputs = prompt[SAMPLER]["inputs"]
    del inputs["noise"]
    prompt[SAMPLER] = {"class_type": "KSampler", "inputs": inputs | {
        "sampler_name": "euler", "scheduler": "simple", "denoise": 1.0}}
    prompt[DECODE] = {"class_type": "VAEDecodeAudio", "inputs": {"vae": [LOADER, 2], "samples": [SAMPLER, 0]}}
    assert "the latents are not finite" in refusal(server, changed(prompt, STITCHER__plan=None))


def test_two_bundles_of_one_name(server, models, toy_bundle):
    shutil.copytree(toy_bundle, models / "twin")
    shutil.copytree(toy_bundle, server.base / "elsewhere" / "stories" / "twin")
    assert "there are 2 bundles named 'twin'" in refusal(server, written("twin"))


def test_an_unknown_weight_type(server):
    answer = refusal(server, written("toy", LOADER__weight_dtype="int4"))
    assert "weight_dtype" in answer and "int4" in answer


@pytest.mark.parametrize("name", ["../audiostory/toy", "/etc", "nowhere", ".", "toy/../toy"])
def test_a_bundle_that_the_list_does_not_have_is_not_looked_for(server, name):
    message = refusal(server, written(name))  # newer versions of ComfyUI check the list before anything runs
    assert repr(name) in message and ("is not there" in message or "not in list" in message)


@pytest.mark.parametrize(("change", "message"), [
    ({"SAMPLER__noise": "pink"}, "noise is 'pink'"),
    ({"STITCHER__curve": "round"}, "curve is 'round'"),
    ({"SAMPLER__steps": -1}, "-1 smaller than min"),
    ({"SAMPLER__cfg": -2.0}, "-2.0 smaller than min"),
    ({"STITCHER__peak_limit": 2.0}, "2.0 bigger than max"),
    ({"SAMPLER__solver": "heun"}, "solver is 'heun'"),
    ({"SAMPLER__shift": -0.5}, "-0.5 smaller than min"),
    ({"SAMPLER__shift": float("nan")}, "shift is nan"),
])
def test_settings_of_sampler_and_stitcher(server, change, message):
    answer = refusal(server, written("toy", **change)).replace('"', "'")
    assert message in answer or "not in list" in answer


def test_a_plan_and_another_number_of_clips(server):
    prompt = written("toy")
    prompt["20"] = {"class_type": "AudioStoryPlanFromText", "inputs": {"text": "2 rain", "crossfade_seconds": 0.5}}
    prompt[STITCHER]["inputs"]["plan"] = ["20", 0]
    assert "there are 3 clips for a plan of 1" in refusal(server, prompt)


def test_latents_for_another_number_of_clips(server):
    prompt = written("toy")
    prompt["20"] = {"class_type": "LatentFromBatch",
                    "inputs": {"samples": ["5", 0], "batch_index": 0, "length": 2}}
    prompt[SAMPLER]["inputs"]["latent_image"] = ["20", 0]
    assert "the conditioning has tokens for 3 clips, the latent holds 2" in refusal(server, prompt)


def test_a_cross_fade_longer_than_a_clip(server):
    prompt = written("toy", STITCHER__plan=None, STITCHER__crossfade_seconds=5.0)
    assert "the cross-fade from clip 1 to clip 2 is 3200 samples, longer than clip 1" in refusal(server, prompt)


def test_clips_of_another_rate_or_channel_count(pack):
    def clip(channels, rate):
        return {"waveform": torch.zeros(1, channels, 800), "sample_rate": rate}

    options = {"crossfade_seconds": [0.0], "curve": ["linear"], "peak_limit": [0.0]}
    stitch = pack.stitch.AudioStoryClipStitcher.execute
    with pytest.raises(ValueError, match="clip 2 has 16000 samples a second, clip 1 has 8000"):
        stitch([clip(1, 8000), clip(1, 16000)], **options)
    with pytest.raises(ValueError, match="clip 2 has 2 channels, clip 1 has 1"):
        stitch([clip(1, 8000), clip(2, 8000)], **options)


def test_a_model_or_vae_of_another_kind(pack):
    plan = pack.core.story.StoryPlan.from_cue_sheet(CUES)

    class Other:
        model = torch.nn.Identity()

    with pytest.raises(ValueError, match="model is a Identity; connect the MODEL of an AudioStory Loader"):
        pack.sample.AudioStoryLatent.execute(Other(), plan)
    with pytest.raises(ValueError, match="model is a Identity; connect the MODEL of an AudioStory Loader"):
        pack.sample.AudioStoryDiTSampler.execute(Other(), [], [], {"samples": torch.zeros(1, 8, 4)}, seed=0, steps=1,
                                                 cfg=1.0, noise="independent")
    with pytest.raises(ValueError, match="vae is a Other; connect the VAE of an AudioStory Loader"):
        pack.decode.AudioStoryVAEDecode.execute(Other(), {"samples": torch.zeros(1, 8, 4)}, plan)


def test_the_server_still_makes_a_story(server):
    prompt = written("toy", SAVE__audio=[DECODE, 0])
    assert len(server.run(prompt).outputs[SAVE]["audio"]) == 3
    assert server.get("/queue") == {"queue_running": [], "queue_pending": []}
    assert prompt[LOADER]
