"""Editing a story: locks, seeds, lists for other nodes, texts of other programs, pictures."""
from __future__ import annotations

import io
import math

import pytest
import torch
from graphs import decoded, sound
from safetensors.torch import load
from test_bad_input import refusal
from test_native import Graph

from audiostory_core.onset import first_onset

THREE = ["4 rain falls steadily", "3 a dog barks", "3 thunder rumbles"]


class Story(Graph):
    """Graph with the editor in place of Plan from Text, to its end."""

    def __init__(self, lines: list[str], sampler: str = "dit_sampler", **sampling):
        super().__init__("\n".join(lines))
        self.prompt[self.plan[0]] = {"class_type": "AudioStoryEditor",
                                     "inputs": {"text": "\n".join(lines), "crossfade_seconds": 0.5}}
        self.sampled = getattr(self, sampler)(**sampling)
        self.clips = self.add("AudioStoryVAEDecode", vae=self.vae, samples=self.sampled, plan=self.plan)
        self.story = self.add("AudioStoryClipStitcher", clips=self.clips, crossfade_seconds=0.5, curve="linear",
                              peak_limit=0.9, plan=self.plan)
        self.saver = self.add("SaveAudio", audio=self.story, filename_prefix="audio/edited")
        self.latents = self.add("SaveLatent", samples=self.sampled, filename_prefix="latents/edited")

    def run(self, server):
        """(outputs of each part by its name, the sampled latents)"""
        run = server.run(self.prompt)
        latents = load(server.view(run.outputs[self.latents[0]]["latents"][0]))["latent_tensor"]
        return run, latents

    def shown(self, run) -> list[dict]:
        return run.outputs[self.clips[0]]["audiostory_clips"]


@pytest.fixture(scope="module")
def first(server, embedded_name):
    story = Story(THREE)
    run, latents = story.run(server)
    return story.shown(run), latents


def test_every_clip_is_kept_with_its_sound(server, first):
    shown, _ = first
    assert [(clip["caption"], clip["seconds"]) for clip in shown] == [
        ("rain falls steadily", 4.0), ("a dog barks", 3.0), ("thunder rumbles", 3.0)]
    for clip in shown:
        assert server.view(clip).startswith(b"fLaC") and len(clip["lock"]) == 16


def test_the_page_is_told_when_a_clip_sets_in_by_the_rule_that_aligns_it(server, first):
    told = []
    for clip in first[0]:
        wave, rate = decoded(server.view(clip))
        onset = first_onset(wave, rate)
        assert ("onset" in clip) == (onset is not None)
        if onset is not None:
            assert clip["onset"] == pytest.approx(onset / rate, abs=0.0011)  # a frame of the rule: the file has 16 bits
            assert clip["onset"] - clip["aligned_from"] == pytest.approx(0.002, abs=1 / rate)
            told.append(clip["caption"])
    assert "a dog barks" in told


@pytest.mark.parametrize("sampler", ["dit_sampler", "ksampler"])
def test_locked_clips_keep_their_sound_though_every_token_changes(server, first, sampler):
    shown, before = first
    lines = [f"{THREE[0]} #lock={shown[0]['lock']}", "3 a rooster crows", f"{THREE[2]} #lock={shown[2]['lock']}"]
    story = Story(lines, sampler)
    run, latents = story.run(server)
    tolerance = 0 if sampler == "dit_sampler" else 1e-5
    for row in (0, 2):
        assert (latents[row] - before[row]).abs().max() <= tolerance
    assert (latents[1] - before[1]).abs().max() > 0.1
    if sampler == "dit_sampler":
        again = story.shown(run)
        assert [again[row]["lock"] for row in (0, 2)] == [shown[row]["lock"] for row in (0, 2)]
        assert [again[row]["filename"] for row in (0, 2)] == [shown[row]["filename"] for row in (0, 2)]


def test_a_split_sound_is_heard_as_before(server, first):
    shown, _ = first
    kept = [f" #lock={clip['lock']}" for clip in shown]
    whole, parts = (Story([*lines, THREE[1] + kept[1], THREE[2] + kept[2]]) for lines in (
        [THREE[0] + kept[0]],
        [f"1.5 rain falls steadily{kept[0]}", f"2.5 rain falls steadily{kept[0]}@1.5"]))
    (first_run, _), (run, latents) = (story.run(server) for story in (whole, parts))
    (before, rate), (after, _) = (sound(server, each, whole.saver[0]) for each in (first_run, run))
    assert after.shape == before.shape == (before.shape[0], 10 * rate)
    assert before.abs().max() > 0.05 and (after - before).abs().max() < 1e-3  # in the fade between the parts, too
    assert torch.equal(latents[0], latents[1])
    assert [clip["lock"] for clip in parts.shown(run)][:2] == [shown[0]["lock"], f"{shown[0]['lock']}@1.5"]


def test_a_stretch_of_a_kept_sound_is_made_anew_and_the_rest_stays(server, first):
    shown, before = first
    kept = [f" #lock={clip['lock']}" for clip in shown]
    story = Story([THREE[0] + kept[0], f"{THREE[1]}{kept[1]} #redo=1-2 #seed=5", THREE[2] + kept[2]])
    run, latents = story.run(server)
    start, end = math.floor(1 / 0.18576), math.ceil(2 / 0.18576)
    changed = (latents[1] - before[1]).abs().amax(0) > 0
    assert changed.nonzero().flatten().tolist() == list(range(start, end))
    assert torch.equal(latents[[0, 2]], before[[0, 2]])
    redone = story.shown(run)[1]
    assert redone["redone"] == {"lock": shown[1]["lock"], "redo": [1.0, 2.0]} and redone["lock"] != shown[1]["lock"]
    _, again = Story([THREE[0] + kept[0], f"{THREE[1]} #lock={redone['lock']}", THREE[2] + kept[2]]).run(server)
    assert torch.equal(again, latents)  # the new sound is kept under its own lock
    part = f"1 rain falls steadily #lock={shown[0]['lock']}@1.5 #redo=0.5-0.9"
    _, latents = Story([part, THREE[1] + kept[1], THREE[2] + kept[2]]).run(server)
    changed = ((latents[0] - before[0]).abs().amax(0) > 0).nonzero().flatten().tolist()
    assert changed == list(range(math.floor(2 / 0.18576), math.ceil(2.4 / 0.18576)))
    assert "clip 2 has a stretch to redo, but is not locked" in refusal(
        server, Story([THREE[0], f"{THREE[1]} #redo=1-2"]).prompt)


def test_only_the_clips_that_are_not_locked_are_sampled(pack, toy_bundle, tmp_path, monkeypatch):
    monkeypatch.setattr(pack.kept.folder_paths, "get_temp_directory", lambda: str(tmp_path))
    with torch.inference_mode():
        bundle = pack.core.bundle.open_bundle(toy_bundle)
        llm, model = pack.native.load_writer(bundle), pack.native.load_model(bundle)
        key = pack.kept.keep_latent(torch.randn(8, 100), bundle.config.name, "rain")
        plan = pack.core.story.StoryPlan.from_cue_sheet(f"2 rain #lock={key}\n2 wind\n2 a bell #lock={key}",
                                                        crossfade_seconds=0.5)
        positive, negative = pack.bridge.AudioStoryQueryBridge.execute(llm, plan).result
        latent = pack.sample.AudioStoryLatent.execute(model, plan).result[0]
        rows = []
        hook = model.model.diffusion_model.register_forward_pre_hook(
            lambda module, args, kwargs: rows.append(len(args[0])), prepend=True, with_kwargs=True)
        pack.sample.AudioStoryDiTSampler.execute(model, positive, negative, latent, seed=0, steps=3, cfg=4.0,
                                                 noise="independent")
        hook.remove()
    assert rows == [2, 2, 2]  # one clip, both halves of guidance


def test_a_clip_s_own_seed_changes_that_clip_alone(server, first):
    _, before = first
    _, latents = Story([THREE[0], f"{THREE[1]} #seed=99", THREE[2]]).run(server)
    assert torch.equal(latents[[0, 2]], before[[0, 2]])
    assert (latents[1] - before[1]).abs().max() > 0.1


def test_a_lock_whose_sound_is_gone_is_refused(server, first):
    message = refusal(server, Story([THREE[0], f"{THREE[1]} #lock=0123456789abcdef"]).prompt)
    assert "clip 2 is locked to the sound 0123456789abcdef, which is gone" in message
    assert "clip 2's lock is '../x'" in refusal(server, Story([THREE[0], f"{THREE[1]} #lock=../x"]).prompt)


def test_a_lock_of_another_model_is_refused(server, first):
    shown, _ = first
    story = Story([f"{THREE[0]} #lock={shown[0]['lock']}"])
    story.prompt[story.model[0]]["inputs"]["bundle"] = "toy"
    assert "is locked to a sound of the model" in refusal(server, story.prompt)


def test_the_editor_passes_the_planner_s_plan_on_until_it_has_text(server, embedded_name):
    story = Story(THREE)
    planner = story.add("AudioStoryPlanner", llm=story.llm, text="rain falls, then a dog barks", seconds=12.0,
                        lead_in="none", crossfade_seconds=1.0, seed=0, temperature=0.0)
    editor = story.prompt[story.plan[0]]["inputs"]
    editor |= {"plan": planner, "text": ""}
    run, _ = story.run(server)
    shown = run.outputs[story.plan[0]]
    assert shown["audiostory_planned"][0].splitlines()[0].split(" ", 1)[1] in shown["audiostory_plan"][0]
    editor["text"] = THREE[0]
    run, latents = story.run(server)
    assert planner[0] in run.cached and len(latents) == 1


def test_a_plan_s_clips_run_any_graph_once_each(server, embedded_name):
    """Here each clip is made by the pack's own nodes, as any text-to-audio model's would be."""
    graph = Graph("4 rain falls steadily\n5 thunder rumbles")
    clips = graph.add("AudioStoryPlanClips", plan=graph.plan)
    own = graph.add("AudioStoryPlanFromText", text=[clips[0], 3], crossfade_seconds=0.0)
    bridge = graph.add("AudioStoryQueryBridge", llm=graph.llm, plan=own)
    latent = graph.add("AudioStoryLatent", model=graph.model, plan=own)
    sampled = graph.dit_sampler(positive=bridge, negative=[bridge[0], 1], latent_image=latent)
    sounds = graph.add("AudioStoryVAEDecode", vae=graph.vae, samples=sampled, plan=own)
    story = graph.add("AudioStoryClipStitcher", clips=sounds, crossfade_seconds=0.5, curve="linear", peak_limit=0.9,
                      plan=graph.plan)
    saver = graph.add("SaveAudio", audio=story, filename_prefix="audio/lists")
    run = server.run(graph.prompt)
    waveform, rate = sound(server, run, saver[0])
    assert len(run.outputs[sounds[0]]["audiostory_clips"]) == 2
    assert waveform.shape[1] == 9 * rate


def test_the_editor_reads_what_plan_from_text_reads(server):
    graph = Graph("")
    graph.prompt[graph.plan[0]] = {"class_type": "AudioStoryEditor", "inputs": {
        "text": "1\n00:00:00,000 --> 00:00:04,000\nrain falls\n\n2\n00:00:04,000 --> 00:00:07,000\na dog barks\n",
        "crossfade_seconds": 0.5}}
    text_node = graph.add("AudioStoryPlanToText", plan=graph.plan, kind="cues")
    assert server.run(graph.prompt).outputs[text_node[0]]["text"] == ["4.0 rain falls\n3.0 a dog barks\n"]
    graph.prompt[graph.plan[0]]["inputs"]["text"] = "4 rain falls\na dog barks\n3 wind howls"
    assert "cue sheet line 2 begins with 'a'" in refusal(server, graph.prompt)


@pytest.mark.parametrize("text", [
    "Here you are:\n1. rain falls steadily (4 seconds)\n2. a dog barks (3 seconds)",
    "0:00-0:04 rain falls steadily\n0:04-0:07 a dog barks",
    '```json\n[{"caption": "rain falls steadily", "duration": 4}, {"caption": "a dog barks", "duration": 3}]\n```',
    "1\n00:00:00,000 --> 00:00:04,000\nrain falls steadily\n\n2\n00:00:04,000 --> 00:00:07,000\na dog barks\n",
])
def test_an_answer_of_any_language_model_is_a_plan(server, text):
    graph = Graph(text)
    text_node = graph.add("AudioStoryPlanToText", plan=graph.plan, kind="cues")
    run = server.run(graph.prompt)
    assert run.outputs[text_node[0]]["text"] == ["4.0 rain falls steadily\n3.0 a dog barks\n"]


def test_the_stitcher_shows_the_story_and_the_spectrogram_is_an_image(server, first):
    from PIL import Image

    story = Story(THREE)
    drawn = story.add("AudioStorySpectrogram", audio=story.story, width=640, height=240, plan=story.plan)
    saver = story.add("SaveImage", images=drawn, filename_prefix="pictures/story")
    run, _ = story.run(server)
    picture = Image.open(io.BytesIO(server.view(run.outputs[saver[0]]["images"][0])))
    assert picture.size == (640, 240)
    assert len(set(picture.convert("L").getdata())) > 100
    shown = run.outputs[story.story[0]]
    assert Image.open(io.BytesIO(server.view(shown["images"][0]))).size == (640, 360)
    assert server.view(shown["audiostory_story"][0]).startswith(b"fLaC")
