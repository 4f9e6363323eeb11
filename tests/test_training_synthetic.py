"""The train command on synthetic data and on a folder of recordings: from nothing to a bundle that works."""
from __future__ import annotations

import io
import json
import random
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace

import numpy as np
import pytest
import torch

pytest.importorskip("accelerate", reason="the training extra is not installed")

import soundfile
from safetensors.torch import load_file, save_file
from training_toys import STAGES, toy_training_bundle

from audiostory_core import AudioStoryPipeline
from audiostory_core.bundle import load_part, open_bundle
from audiostory_core.cli import main
from audiostory_core.sound_classes import BY_NAME, SOUND_CLASSES
from audiostory_core.training import run
from audiostory_core.training.data.examples import TrainingStory
from audiostory_core.training.recipe import TINY, read_recipe
from audiostory_core.training.synthetic import prepare, stories, tokenizer
from audiostory_core.training.synthetic.known_words import known_words
from audiostory_core.training.synthetic.phrases import caption_of
from audiostory_core.training.synthetic.stories import make_story

SIZES = {
    "name": "toy",
    "codec": {"n_mels": 8, "frames_per_latent": 16, "latent_channels": 8, "griffin_lim_steps": 1},
    "dit": {"latent_channels": 8, "latent_frames": 4, "max_seconds": 0.74, "num_layers": 1, "num_single_layers": 1,
            "num_heads": 2, "head_width": 16, "token_width": 16, "pooled_width": 16, "rope_axes": [4, 6, 6]},
    "tokens": {"semantic_tokens": 3, "residual_tokens": 2}, "vocabulary": 400,
    "bridge": {"hidden_width": 16, "token_width": 16, "heads": 2, "scale": 1.0},
    "llm": {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
            "num_key_value_heads": 2},
}


def write_recipe(folder, patch):
    """The toy recipe's file; it makes stories of three sound classes."""
    patch.setattr(prepare, "SOUND_CLASSES", tuple(BY_NAME[name] for name in ("rain", "wind", "rooster")))
    patch.setattr(tokenizer, "TOKENIZER_STORIES", 20)
    patch.setattr(prepare, "make_story", toy_story)
    file = folder / "toy.json"
    stages = [{"name": stage.name, "steps": 1, "batch": 2, "clips_to_hear": 2 if stage.uses_dit else None, "alike": 1}
              for stage in TINY.stages]
    stages[-1]["distil"] = {"pairs": 3, "teacher": {"steps": 2}, "student": {"steps": 1, "guidance": 1.0}}
    file.write_text(json.dumps({"based_on": "tiny", "sizes": SIZES, "stages": stages, "clips_a_kind": 2,
                                "sample_steps": 1, "prompts": ["rain"]}))
    return file


@pytest.fixture
def recipe_file(tmp_path, monkeypatch):
    return write_recipe(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """(folder of the whole recipe, trained once; what the command wrote; what it said beside)"""
    folder, written, said = tmp_path_factory.mktemp("trained"), io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(written), redirect_stderr(said):
        recipe = write_recipe(folder, patch)
        assert main(["train", "--recipe", str(recipe), "--out", str(folder / "out"), "--cpu"]) == 0
    return folder / "out", written.getvalue(), said.getvalue()


@pytest.fixture
def out(trained, tmp_path):
    """The trained folder, of a test's own."""
    return shutil.copytree(trained[0], tmp_path / "out")


@pytest.fixture
def refused(capsys):
    """Runs the command with arguments that it refuses; gives what it says."""
    def run(*arguments) -> str:
        assert main(list(arguments)) == 2
        return capsys.readouterr().err

    return run


def toy_story(rng, classes):
    classes = [rng.choice(classes) for _ in range(2)]
    sounds = tuple(caption_of(sound_class, False) for sound_class in classes)
    return TrainingStory(" then ".join(sounds), "two", tuple((sound, 0.5) for sound in sounds), sounds)


def test_one_command_makes_a_model_from_nothing(trained, recipe_file):
    out, written, said = trained
    assert "without recordings the model lacks rooster" in written + said
    stages = ["sound", "read", "story", "whole", "distil"]
    assert [line.split(":")[0] for line in written.splitlines() if "bundle" in line] == stages
    pipe = AudioStoryPipeline.from_bundle(out / "distil" / "bundle")
    assert (pipe.config.sampler.steps, pipe.config.sampler.guidance) == (1, 1.0)
    assert pipe.config.knows == ("rain", "wind")
    assert pipe.config.known_words == known_words([BY_NAME[name] for name in pipe.config.knows])
    assert "drizzle" in pipe.config.known_words["rain"] and "rooster" not in pipe.config.known_words
    assert pipe.config.licence == "Apache-2.0"
    assert (pipe.config.provenance["sounds"], pipe.config.provenance["recordings"]) == ("synthesis", 0)
    assert [done["stage"] for done in pipe.config.provenance["trained"]] == stages
    assert load_part(open_bundle(out / "whole" / "bundle"), "dit").pooled.weight.dtype == torch.float16
    codec = prepare.load_codec(out / "data", pipe.config.codec)
    assert torch.allclose(pipe.codec.basis, codec.basis, atol=1e-3) and codec.basis.abs().sum() > 0
    source = prepare.load_source(out / "data", open_bundle(out / "whole" / "bundle"))
    near_and_far = {caption_of(BY_NAME[name], far) for name in ("rain", "wind") for far in (False, True)}
    assert set(source.captions) == near_and_far
    assert all(near_and_far.issuperset(source.make(random.Random(seed)).sounds) for seed in range(20))


def test_the_folder_remembers_what_it_was_made_with(out, recipe_file, refused):
    arguments = ["train", "--recipe", str(recipe_file), "--out", str(out), "--cpu"]
    assert "made with seed 0, now it is 1" in refused(*arguments, "--stage", "sound", "--seed", "1")
    dit = ["--dit", str(out / "sound" / "bundle")]
    assert "made with dit None, now it is" in refused(*arguments, "--stage", "sound", *dit)
    assert "stands in place of the stages before read" in refused(*arguments, "--stage", "read", *dit)
    assert "give one of them" in refused(*arguments, "--from", str(out / "start" / "bundle"), *dit)
    codec = open_bundle(out / "whole" / "bundle").config.codec
    with pytest.raises(ValueError, match="data: its sounds were made with clips_a_kind 2, now it is 3"):
        prepare.prepare(out / "data", codec, 4, 3, None)
    captions = json.loads((out / "data" / prepare.CAPTIONS_FILE).read_text())
    captions["made_with"]["codec"] = codec.to_dict()  # as earlier versions wrote it
    (out / "data" / prepare.CAPTIONS_FILE).write_text(json.dumps(captions))
    for decoding in ({"griffin_lim_steps": 9}, {"noise_share": 0.5}, {"loudest_frame": 0.1}):
        prepare.check_fits(out / "data", "it", replace(codec, **decoding), 4)
    with pytest.raises(ValueError, match="data: its sounds were made with codec .*'f_min': 30.0.*, it has .*40.0"):
        prepare.check_fits(out / "data", "it", replace(codec, f_min=40.0), 4)

    config = json.loads((out / "sound" / "bundle" / "config.json").read_text())
    config["provenance"]["trained"][-1]["of"] = 7
    (out / "sound" / "bundle" / "config.json").write_text(json.dumps(config))
    assert "stage sound stands at step 1 of 7" in refused(*arguments, "--stage", "read")


def test_going_on_with_another_phrase_is_refused(out, recipe_file, refused, monkeypatch):
    monkeypatch.setattr(stories, "OUT_OF_SCOPE", ("a harp is plucked", *stories.OUT_OF_SCOPE[1:]))
    assert "this run had data content" in refused(
        "train", "--recipe", str(recipe_file), "--out", str(out), "--cpu", "--stage", "whole")


def test_another_model_shares_the_first_stage(out, recipe_file, refused, tmp_path):
    """It has no residual tokens."""
    bare = json.loads(recipe_file.read_text())
    bare["sizes"] = {**SIZES, "tokens": {"semantic_tokens": 3, "residual_tokens": 0}}
    recipe_file.write_text(json.dumps(bare))
    arguments = ["train", "--recipe", str(recipe_file), "--out", str(tmp_path / "bare"), "--cpu",
                 "--stage", "read", "--data", str(out / "data")]
    assert "made with tokens TokenConfig(semantic_tokens=3, residual_tokens=2" in refused(
        *arguments[:4], str(out), *arguments[5:6], "--stage", "sound")
    assert "stage read starts from what sound leaves" in refused(*arguments)
    assert main([*arguments, "--dit", str(out / "sound" / "bundle")]) == 0
    second = open_bundle(tmp_path / "bare" / "read" / "bundle")
    first = load_part(open_bundle(out / "sound" / "bundle"), "dit").state_dict()
    assert all(torch.equal(value, first[name]) for name, value in load_part(second, "dit").state_dict().items())
    assert second.config.tokens.residual_tokens == 0


def test_a_model_that_goes_on_has_its_sounds_coded_by_its_own_codec(tmp_path, recipe_file):
    """Its directions may point the other way where another machine fitted them."""
    recipe = read_recipe(str(recipe_file))
    prepare.prepare(tmp_path / "elsewhere", recipe.sizes.codec, 4, 2, None, workers=1)
    codec = load_file(tmp_path / "elsewhere" / prepare.CODEC_FILE)
    save_file({**codec, "basis": -codec["basis"]}, tmp_path / "elsewhere" / prepare.CODEC_FILE)
    bundle = prepare.start_bundle(recipe, tmp_path / "elsewhere", tmp_path / "bundle")
    assert main(["train", "--recipe", str(recipe_file), "--stage", "sound", "--from", str(bundle),
                 "--out", str(tmp_path / "out"), "--cpu"]) == 0
    used = load_file(tmp_path / "out" / "data" / prepare.CODEC_FILE)
    assert torch.equal(used["basis"], -codec["basis"])
    there, here = (load_file(tmp_path / folder / prepare.CLIPS_FILE)["latents"] for folder in ("elsewhere", "out/data"))
    assert torch.equal(here, -there) and here.abs().sum() > 0


def test_a_vocoder_does_not_come_between_a_model_and_its_sounds(tmp_path, recipe_file):
    recipe, data = json.loads(recipe_file.read_text()), tmp_path / "data"
    recipe["codec"] = {"steps": 1, "batch": 1, "seconds": 0.2, "stft_sizes": [128], "discriminators": [64],
                       "discriminator_width": 2, "vocoder": {"width": 8, "layers": 1}}
    recipe_file.write_text(json.dumps(recipe))
    prepare.prepare(data, read_recipe(str(recipe_file)).sizes.codec, 4, 2, None, workers=1)
    start = prepare.start_bundle(read_recipe(str(recipe_file)), data, tmp_path / "bundle")
    (tmp_path / "sounds").mkdir()
    soundfile.write(tmp_path / "sounds" / "a.wav", np.random.default_rng(0).standard_normal(4000) / 8, 4000)
    out = tmp_path / "out"
    arguments = ["train", "--recipe", str(recipe_file), "--out", str(out), "--cpu", "--stage"]
    assert main([*arguments, "codec", "--from", str(start), "--data", str(tmp_path / "sounds")]) == 0
    assert main([*arguments, "sound", "--from", str(out / "codec" / "bundle"), "--data", str(data)]) == 0
    vocoding, trained = (open_bundle(out / stage / "bundle") for stage in ("codec", "sound"))
    assert trained.config.codec == vocoding.config.codec and trained.config.codec.vocoder.width == 8
    before, after = (load_file(bundle.part_file("vae")) for bundle in (vocoding, trained))
    assert before.keys() == after.keys() and all(torch.equal(before[name], after[name]) for name in before)


def test_data_of_another_window_or_codec_is_refused_before_a_tokenizer_is_trained(tmp_path, recipe_file, capsys,
                                                                                  monkeypatch):
    arguments = ["train", "--recipe", str(recipe_file), "--stage", "sound", "--out", str(tmp_path / "out"), "--cpu"]
    sizes, other = read_recipe(str(recipe_file)).sizes, tmp_path / "other"
    prepare.prepare(other, sizes.codec, 3, 2, None, workers=1)
    monkeypatch.setattr(prepare, "train_tokenizer", lambda *_: pytest.fail("a tokenizer was trained"))
    assert main([*arguments, "--data", str(other)]) == 2
    assert f"{other}: its sounds were made with frames 3, recipe tiny has 4" in capsys.readouterr().err
    bundle = toy_training_bundle(tmp_path / "toy")
    assert main([*arguments, "--from", str(bundle), "--data", str(other)]) == 2
    assert f"{other}: its sounds were made with frames 3, {bundle} has 6" in capsys.readouterr().err
    assert main([*arguments, "--from", str(bundle)]) == 2
    assert "makes up data for" in capsys.readouterr().err and not (tmp_path / "out" / "data").exists()
    captions = json.loads((other / prepare.CAPTIONS_FILE).read_text())
    captions["made_with"].update(frames=6, codec=open_bundle(bundle).config.codec.to_dict())
    (other / prepare.CAPTIONS_FILE).write_text(json.dumps(captions))
    assert main([*arguments, "--from", str(bundle), "--data", str(other)]) == 2
    assert "coded by another codec" in capsys.readouterr().err


def test_a_fault_of_a_later_stage_is_said_before_anything_is_made(tmp_path, recipe_file, capsys):
    out, whole = tmp_path / "out", json.loads(recipe_file.read_text())

    def complaint(last, *more):
        stages = [stage | last if stage["name"] == "whole" else stage for stage in whole["stages"]]
        recipe_file.write_text(json.dumps({**whole, "stages": stages}))
        assert main(["train", "--recipe", str(recipe_file), "--out", str(out), "--cpu", *more]) == 2
        assert not out.exists()
        return capsys.readouterr().err

    assert "stage whole: batch 2 cannot be shared out to 1 processes and 3 passes" in complaint({"accumulate": 3})
    assert "stage whole counts epochs, but made-up data has no end" in complaint({"steps": None, "epochs": 2})
    assert "--listen ears hears the sounds of a folder of rows" in complaint({}, "--listen", "ears")
    assert "--threads is -1; 0 or more" in complaint({}, "--threads", "-1")
    assert "--seed is -1; a whole number from 0" in complaint({}, "--seed", "-1")
    other = str(toy_training_bundle(tmp_path / "toy"))
    assert f"{other}: its DiT is DiTConfig(" in complaint({}, "--dit", other)


def test_rows_that_a_later_stage_lacks_are_missed_before_anything_is_encoded(tmp_path, monkeypatch, capsys):
    bundle, data = toy_training_bundle(tmp_path / "toy"), tmp_path / "data"
    data.mkdir()
    soundfile.write(data / "0.wav", np.ones(320) / 4, 640)
    (data / "rows.jsonl").write_text('{"caption": "a hum", "audio": "0.wav"}')
    recipe = tmp_path / "mine.json"
    stages = [STAGES[name].to_dict() for name in ("sound", "understand")]
    recipe.write_text(json.dumps({"based_on": "tiny", "prompts": [], "stages": stages, "listener": [16, 2, 1, 2]}))
    monkeypatch.setattr(run, "_fill", lambda *_: pytest.fail("something was encoded"))
    assert main(["train", "--recipe", str(recipe), "--from", str(bundle), "--data", str(data), "--cpu", "--out",
                 str(tmp_path / "out")]) == 2
    assert f"{data}: the data has no questions" in capsys.readouterr().err


def test_a_folder_of_recordings_trains_and_is_encoded_once(tmp_path, capsys):
    bundle = toy_training_bundle(tmp_path / "toy")
    data = tmp_path / "data"
    data.mkdir()
    for number in range(4):
        noise = np.random.default_rng(number).standard_normal(640 * 2 // 4) / 4
        soundfile.write(data / f"{number}.wav", noise, 640)
    rows = [{"caption": f"sound {'abcd'[number]}", "audio": f"{number}.wav"} for number in range(4)]
    rows += [{"audio": "0.wav", "question": "What is it?", "answer": "noise"}]
    (data / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    stage = replace(STAGES["understand"], steps=None, epochs=1, batch=2, questions=2)
    recipe = tmp_path / "mine.json"
    recipe.write_text(json.dumps({"based_on": "tiny", "prompts": [], "stages": [stage.to_dict()],
                                  "listener": [16, 2, 1, 2]}))
    arguments = ["train", "--recipe", str(recipe), "--from", str(bundle), "--data", str(data), "--cpu"]
    assert main([*arguments, "--out", str(tmp_path / "out"), "--cache", str(tmp_path / "cache")]) == 0
    entries = {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").rglob("*.safetensors")}
    assert len(entries) == 5  # four clips' latents, and one sound to listen to
    assert main([*arguments, "--out", str(tmp_path / "again"), "--cache", str(tmp_path / "cache")]) == 0
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").rglob("*.safetensors")} == entries
    log = (tmp_path / "out" / "understand" / "log.csv").read_text().splitlines()
    assert len(log) == 3 and "answer" in log[0]
    (data / "rows.jsonl").write_text('{"caption": "x", "audio": "none.wav"}\n{"caption": "", "audio": "0.wav"}')
    assert main([*arguments, "--out", str(tmp_path / "bad")]) == 2
    complaint = capsys.readouterr().err
    assert "2 problems" in complaint and "rows.jsonl:1" in complaint and "rows.jsonl:2" in complaint


def test_stories_of_some_classes_are_as_long_as_those_of_all():
    made, _ = prepare.possible_classes(None)
    captions = [caption_of(sound_class, far) for sound_class in made for far in (False, True)]
    make = prepare.story_maker(captions)
    some = [make(random.Random(seed)) for seed in range(200)]
    every = [make_story(random.Random(seed)) for seed in range(200)]
    assert all(set(captions).issuperset(story.sounds) for story in some)
    clips = [sum(len(story.clips) for story in stories) / 200 for stories in (some, every)]
    assert clips[0] == pytest.approx(clips[1], rel=0.1)
    whole = prepare.story_maker([caption_of(each, far) for each in SOUND_CLASSES for far in (False, True)])
    assert [whole(random.Random(seed)) for seed in range(200)] == every
    with pytest.raises(ValueError, match="hold no wind"):
        prepare.story_maker(captions[:2])


def test_every_class_can_be_rendered_near_and_far_and_none_without_its_source():
    classes, lacking = prepare.possible_classes(None)
    assert {each.name for each in lacking} == {each.name for each in SOUND_CLASSES} - {each.name for each in classes}
    assert all(each.recordings is not None for each in lacking)
    waves, seconds, captions = prepare.render_clips(BY_NAME["rain"], 3, 1.0, 8000, 0, None)
    assert waves.shape == (3, 8000) and captions[:2] == [caption_of(BY_NAME["rain"], far) for far in (False, True)]
    assert (seconds <= 1).all() and np.abs(waves).max() > 0.05


def test_a_missing_package_is_named_before_anything_starts(tmp_path, monkeypatch, capsys):
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "PIL" else find(name))
    assert main(["train", "--out", str(tmp_path)]) == 2
    assert "training needs pillow: pip install pillow" in capsys.readouterr().err
