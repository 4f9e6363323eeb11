"""The command line: stories and plans are written to files, times printed, bad input gives a one-line error."""
from __future__ import annotations

import json
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest
import torch
from toy import rewrite_config

from audiostory_core import AudioStoryPipeline, StoryPlan
from audiostory_core.audio_file import write_audio
from audiostory_core.cli import main, read_plan
from audiostory_core.prompt import LEAD_INS

ROOT = Path(__file__).resolve().parents[1]
CUES = "2.5 rain falls\n1.5 a bell rings\n"


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def read_wav(path):
    with wave.open(str(path)) as file:
        samples = torch.frombuffer(bytearray(file.readframes(file.getnframes())), dtype=torch.int16)
        return samples.view(-1, file.getnchannels()).T.float() / 32767, file.getframerate()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_plan_s_file_may_have_any_encoding_of_unicode(tmp_path, encoding):
    file = tmp_path / "story.srt"
    file.write_bytes("1\r\n00:00:00,000 --> 00:00:02,500\r\nDie Tür fällt zu\r\n".encode(encoding))
    assert read_plan(file, None).to_cue_sheet() == "2.5 Die Tür fällt zu\n"


def test_a_file_in_another_encoding_is_refused_by_its_line(tmp_path):
    file = tmp_path / "story.txt"
    file.write_bytes("2 rain\n3 die Tür\n".encode("cp1252"))
    with pytest.raises(ValueError, match="story.txt: line 2 is no text in UTF-8 or UTF-16 .byte 0xfc.; save the file"):
        read_plan(file, None)


def test_time_code_in_a_plan_s_file_takes_the_frame_rate_asked_for(toy_bundle, tmp_path, capsys):
    (tmp_path / "cues.txt").write_text("00:00:00:00 - 00:00:02:12 rain\n00:00:03:00 - 00:00:04:00 a bell #gain=-6\n")
    asked = ["story", "--plan", tmp_path / "cues.txt", "--model", toy_bundle, "--out", tmp_path / "story.wav",
             "--steps", 2, "--device", "cpu", "--crossfade", 0.5]
    code, _, error = run(capsys, *asked)
    assert code == 2 and "give the frame rate" in error
    code, shown, _ = run(capsys, *asked, "--frame-rate", 25)
    assert code == 0 and "1     0.00     2.48     2.48  rain" in shown
    assert "2     3.00     1.00     1.00  a bell #gain=-6" in shown
    assert "2 clips, 4.00 s planned" in shown


def test_a_cue_sheet_becomes_the_pipeline_s_sound(toy_bundle, tmp_path, capsys):
    (tmp_path / "cues.txt").write_text(CUES)
    out = tmp_path / "story.wav"
    code, shown, _ = run(capsys, "story", "--plan", tmp_path / "cues.txt", "--model", toy_bundle, "--out", out,
                         "--steps", 2, "--seed", 5, "--crossfade", 0.5, "--guidance", 2.5, "--device", "cpu",
                         "--peak-limit", 0.01)
    assert code == 0
    pipe = AudioStoryPipeline.from_bundle(toy_bundle)
    plan = StoryPlan.from_cue_sheet(CUES, crossfade_seconds=0.5)
    latents = pipe.sample(pipe.bridge(plan), plan, steps=2, guidance=2.5, seed=5)
    expected = pipe.stitch(pipe.decode(latents, plan), plan, peak_limit=0.01)
    assert expected.abs().max().item() == pytest.approx(0.01)
    audio, rate = read_wav(out)
    assert rate == 640 and audio.shape == expected.shape == (2, 4 * 640)
    assert (audio - expected).abs().max() < 1 / 32767
    assert names(tmp_path) == ["cues.txt", "story.wav"]
    assert "2     2.50     1.50     1.50  a bell rings" in shown
    assert f"{out}: 4.00 s of audio, 2 channels at 640 Hz, peak {expected.abs().max():.3f}" in shown
    stages = [line.split()[0] for line in shown.splitlines()[-7:]]
    assert stages == ["load", "bridge", "sample", "decode", "stitch", "write", "total"]


def test_a_text_becomes_a_sound_and_its_plan_is_written(reference_bundle, reference_dir, tmp_path, capsys):
    story = json.loads((reference_dir / "expected.json").read_text())["stories"][2]
    out, plan_file = tmp_path / "story.flac", tmp_path / "plan.json"
    code, shown, bars = run(capsys, "story", story["instruction"], "--model", reference_bundle, "--out", out,
                            "--plan", plan_file, "--steps", 1, "--crossfade", 0.5, "--device", "cpu")
    assert code == 0
    plan = StoryPlan.from_json(plan_file.read_text())
    assert plan.reasoning == story["reasoning"] and plan.total_seconds == 5.0
    soundfile = pytest.importorskip("soundfile")
    assert soundfile.info(out).frames == story["story_samples"] and soundfile.info(out).samplerate == 44100
    assert story["reasoning"] in shown and "5.00 s of audio" in shown and "s for a second of audio" in shown
    for stage in ("load", "plan", "bridge", "sample", "decode", "stitch", "write"):
        assert stage in shown and stage in bars


def test_seconds_and_lead_in_make_the_instruction(reference_bundle, reference_dir, tmp_path, capsys):
    story = json.loads((reference_dir / "expected.json").read_text())["stories"][1]
    lead_in, total = LEAD_INS[19], "6.0"
    text = story["instruction"].removeprefix(lead_in).removesuffix(f" The total duration is {total} seconds.")
    for number, name in enumerate(("plan.json", "cues.txt")):
        code, shown, _ = run(capsys, "plan", text, "--seconds", total, "--lead-in", ("20", lead_in.strip())[number],
                             "--crossfade", 0.5, "--model", reference_bundle, "--out", tmp_path / name)
        assert code == 0 and story["reasoning"] in shown and f"{tmp_path / name}: the plan" in shown
    plan = StoryPlan.from_json((tmp_path / "plan.json").read_text())
    assert plan.instruction == story["instruction"] and plan.crossfade_seconds == 0.5
    assert (tmp_path / "cues.txt").read_text() == plan.to_cue_sheet()


def test_a_checkpoint_is_converted(reference_dir, tmp_path, capsys):
    code, shown, _ = run(capsys, "convert", reference_dir, tmp_path / "tiny", "--dtype", "bfloat16")
    assert code == 0 and f"{tmp_path / 'tiny'}: " in shown and "MB, bfloat16" in shown
    assert "config.json" in names(tmp_path / "tiny")


def test_what_the_stitcher_notes_is_printed(toy_bundle, tmp_path, monkeypatch, capsys):
    from audiostory_core import pipeline

    decode = pipeline.decode_clips
    monkeypatch.setattr(pipeline, "decode_clips",
                        lambda *args, **more: [clip[:, :-64] for clip in decode(*args, **more)])
    (tmp_path / "cues.txt").write_text("2 rain falls\n3 a bell rings")
    code, shown, _ = run(capsys, "story", "--plan", tmp_path / "cues.txt", "--model", toy_bundle, "--steps", 1,
                         "--crossfade", 0.5, "--out", tmp_path / "story.wav")
    assert code == 0 and "story.wav: 5.00 s of audio" in shown
    assert "note: clip 1 came 0.1 s shorter than the plan's 2.5 s: the cross-fade into clip 2 lasts 0.4 s" in shown
    assert "note: clip 2 came 0.1 s shorter than the plan's 3 s: it fades out, and 0.1 s at the end" in shown


def test_samples_that_do_not_fit_are_cut_and_counted(tmp_path):
    audio = torch.tensor([[0.5, 1.5, -2.0, -0.25]])
    assert write_audio(tmp_path / "a.wav", audio, 8000) == 2
    assert (read_wav(tmp_path / "a.wav")[0] - torch.tensor([[0.5, 1, -1, -0.25]])).abs().max() < 1e-4


def test_a_failed_write_leaves_the_old_file(tmp_path):
    write_audio(tmp_path / "a.wav", torch.zeros(1, 10), 8000)
    before = (tmp_path / "a.wav").read_bytes()
    with pytest.raises(ValueError, match=r"finite numbers is needed"):
        write_audio(tmp_path / "a.wav", torch.full((1, 10), float("nan")), 8000)
    with pytest.raises(wave.Error):
        write_audio(tmp_path / "a.wav", torch.zeros(1, 10), 0)
    assert (tmp_path / "a.wav").read_bytes() == before and names(tmp_path) == ["a.wav"]


@pytest.mark.parametrize(("arguments", "message"), [
    (["story"], "the text is missing"),
    (["plan", ""], "the text is empty"),
    (["story", "..."], "the text is '...', without a letter"),
    (["plan", "rain " * 20_000], "the text has 100000 characters; at most 4000"),
    (["story", "rain", "--seconds", "0"], "seconds is 0.0 s"),
    (["story", "rain", "--seconds", "-3"], "seconds is -3.0 s"),
    (["story", "rain", "--seconds", "nan"], "seconds is nan"),
    (["story", "rain", "--seconds", "1e9"], "seconds is 1000000000.0 s; at most 7200 s"),
    (["story", "rain", "--out", "x.mp3"], "must end in one of .wav, .flac, not '.mp3'"),
    (["story", "rain", "--out", "no/such/x.wav"], "does not exist"),
    (["story", "rain", "--steps", "0"], "steps is 0"),
    (["story", "rain", "--guidance", "nan"], "guidance is nan"),
    (["story", "rain", "--seed", "-1"], "seed is -1"),
    (["story", "rain", "--peak-limit", "2"], "the peak limit is 2.0"),
    (["story", "rain", "--device", "toaster"], "device is 'toaster'"),
    (["story", "rain", "--device", "cuda:99"], "device is 'cuda:99'; this machine has"),
    (["plan", "rain", "--model", "no-such-model"], "no-such-model"),
    (["convert", "no-such-folder", "x"], "no-such-folder"),
])
def test_what_cannot_be_is_one_line_and_exit_code_2(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code, shown, error = run(capsys, *arguments)
    assert code == 2 and shown == "" and names(tmp_path) == []
    lines = [line for line in error.replace("\r", "\n").splitlines() if "error" in line]
    assert len(lines) == 1 and lines[0].startswith("error: ") and message in lines[0]
    assert "Traceback" not in error


@pytest.mark.parametrize(("name", "text", "message"), [
    ("plan.json", '{"clips": [{"caption": "rain"}]}', "plan.json: clip 1 has the fields caption"),
    ("plan.txt", "rain falls", "plan.txt: no line says how long a clip lasts"),
    ("plan.txt", "99 rain falls", "clip 1's length is 99 s; this model's longest clip is 10 s"),
    ("plan.txt", b"\xff\xfe", "plan.txt: "),
])
def test_a_plan_that_cannot_be_is_named(name, text, message, toy_bundle, tmp_path, capsys):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    code, _, error = run(capsys, "story", "--plan", file, "--model", toy_bundle, "--out", tmp_path / "x.wav")
    assert code == 2 and message in error and names(tmp_path) == [name]


def test_a_model_that_does_not_finish_says_so_with_its_text(toy_bundle, capsys):
    code, shown, error = run(capsys, "plan", "rain", "--model", toy_bundle)
    assert code == 2 and shown == ""
    assert "error: the language model never closed its reasoning" in error and "the text so far: " in error


@pytest.mark.parametrize("arguments", [["--lead-in", "21"], ["--dtype", "int8"], ["--noise", "loud"]])
def test_arguments_out_of_a_choice_are_refused(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["story", "rain", *arguments])
    assert stopped.value.code == 2 and arguments[1] in capsys.readouterr().err


def test_python_m_runs_it_and_help_needs_no_model_code():
    code = ("import sys, runpy; sys.argv = ['audiostory_core', '--help']\n"
            "try:\n    runpy.run_module('audiostory_core', run_name='__main__')\n"
            "except SystemExit as stopped:\n    assert stopped.code == 0\n"
            "assert not {'torch', 'transformers', 'diffusers'} & set(sys.modules)")
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    for command in ("story", "plan", "convert"):
        assert command in result.stdout
    failed = subprocess.run([sys.executable, "-m", "audiostory_core", "plan", "..."], cwd=ROOT, capture_output=True,
                            text=True)
    assert failed.returncode == 2 and failed.stderr == "error: the text is '...', without a letter; use words\n"


def test_what_the_model_does_not_know_is_refused_or_warned_of(toy_bundle, tmp_path, capsys):
    bundle = tmp_path / "narrow"
    shutil.copytree(toy_bundle, bundle)
    rewrite_config(bundle, lambda data: data.update(knows=["rain"], known_words=["rain"]))
    refused = "'a violin plays' names nothing that this model knows"
    code, _, err = run(capsys, "plan", "a violin plays", "--model", bundle)
    assert code == 2 and refused in err and "It knows: rain." in err
    for asked in (("a violin plays", "--guesses"), ("rain falls",)):
        _, _, err = run(capsys, "plan", *asked, "--model", bundle)
        assert "the language model" in err and refused not in err  # a toy finishes no plan
    (tmp_path / "cues.txt").write_text(CUES)
    code, _, err = run(capsys, "story", "--plan", tmp_path / "cues.txt", "--model", bundle, "--steps", 1,
                       "--crossfade", 0, "--out", tmp_path / "story.wav")
    assert code == 0 and "warning: this model knows nothing of clip 2 ('a bell rings')," in err


def test_a_story_goes_on_from_a_sound_file(toy_bundle, tmp_path, capsys):
    pytest.importorskip("av", reason="comes with ComfyUI")
    (tmp_path / "cues.txt").write_text(CUES)
    given = 0.1 * torch.randn(2, 3 * 8000, generator=torch.Generator().manual_seed(0))
    write_audio(tmp_path / "before.wav", given, 8000)
    arguments = ["story", "--plan", tmp_path / "cues.txt", "--model", toy_bundle, "--out", tmp_path / "whole.wav",
                 "--steps", 2, "--device", "cpu", "--after", tmp_path / "before.wav", "--held", 1.0]
    code, shown, error = run(capsys, *arguments)
    assert code == 0, error
    whole, rate = read_wav(tmp_path / "whole.wav")
    assert rate == 8000 and whole.shape == (2, 7 * 8000)
    assert (whole[:, :2 * 8000] - given[:, :2 * 8000]).abs().max() < 1e-4
    assert "2 clips, 5.00 s planned" in shown and "whole.wav: 7.00 s of audio, 2 channels at 8000 Hz" in shown
    (tmp_path / "text.wav").write_text("no sound")
    code, _, error = run(capsys, *arguments[:-4], "--after", tmp_path / "text.wav")
    assert code == 2 and "text.wav" in error and len(error.strip().splitlines()) <= 2


def test_a_stretch_of_a_sound_file_is_made_anew(toy_bundle, tmp_path, capsys):
    pytest.importorskip("av", reason="comes with ComfyUI")
    given = 0.1 * torch.randn(1, 5 * 8000, generator=torch.Generator().manual_seed(0))
    write_audio(tmp_path / "mine.wav", given, 8000)
    asked = ["--model", toy_bundle, "--out", tmp_path / "redone.wav", "--steps", 2, "--device", "cpu", "--fade", 0.1]
    code, shown, error = run(capsys, "redo", tmp_path / "mine.wav", 2, 2.45, "a dog barks", *asked)
    assert code == 0, error
    assert "redone.wav: 5.00 s at 8000 Hz, made anew from 2.000 s to 2.500 s" in shown
    whole, _ = read_wav(tmp_path / "redone.wav")
    changed = ((whole - given).abs() > 1e-3).any(0).nonzero()
    assert whole.shape == given.shape and changed.min() >= 1.9 * 8000 and changed.max() <= 2.6 * 8000
    (tmp_path / "redone.wav").unlink()
    code, _, error = run(capsys, "redo", tmp_path / "mine.wav", 4, 6, "a dog barks", *asked)
    assert code == 2 and "the stretch goes from 4 s to 6 s, the sound lasts 5 s" in error
    assert not (tmp_path / "redone.wav").exists()
