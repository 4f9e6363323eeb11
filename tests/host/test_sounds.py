"""Sounds from other nodes on a real server: whole frames, odd forms and rates, wrong layouts."""
from __future__ import annotations

import io

import pytest
import torch
from graphs import sound
from strange_sounds import RATE, SECONDS, tone
from test_bad_input import refusal

OPTIONS = {"crossfade_seconds": 0.0, "curve": "linear", "peak_limit": 0.0}


class Prompt(dict):
    def add(self, class_type: str, **inputs) -> list:
        node = str(len(self) + 1)
        self[node] = {"class_type": class_type, "inputs": inputs}
        return [node, 0]


def planned(lengths, fade: float = 0.5) -> tuple[Prompt, list, list]:
    """(prompt, plan, the outputs' node of Plan Clips)"""
    prompt = Prompt()
    text = "\n".join(f"{seconds!r} rain falls" for seconds in lengths)
    plan = prompt.add("AudioStoryPlanFromText", text=text, crossfade_seconds=fade)
    return prompt, plan, prompt.add("AudioStoryPlanClips", plan=plan)


def stitched(server, prompt: Prompt, clips: list, plan: list):
    """(waveform, rate, the notes on the stitcher)"""
    stitcher = prompt.add("AudioStoryClipStitcher", clips=clips, plan=plan, **OPTIONS)
    saver = prompt.add("SaveAudio", audio=stitcher, filename_prefix="audio/sounds")
    run = server.run(prompt)
    waveform, rate = sound(server, run, saver[0])
    return waveform, rate, run.outputs[stitcher[0]].get("text", [""])[0]


@pytest.mark.parametrize("fade", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("lengths", [[5.5], [8.0, 6.0, 5.0], [2.5, 2.5], [3.333, 6.667], [9.7, 1.3, 4.0], [3.1, 2.9]])
def test_the_stock_latent_of_whole_frames_makes_the_exact_story(server, reference_name, lengths, fade):
    """Plan Clips -> Empty Latent Audio (even numbers of 2048 samples) -> VAE Decode Audio -> Clip Stitcher."""
    prompt, plan, clips = planned(lengths, fade)
    loader = prompt.add("AudioStoryLoader", bundle=reference_name, weight_dtype="default")
    latent = prompt.add("EmptyLatentAudio", seconds=[clips[0], 1], batch_size=1)
    decoded = prompt.add("VAEDecodeAudio", samples=latent, vae=[loader[0], 2])
    waveform, rate, notes = stitched(server, prompt, decoded, plan)
    assert rate == 44100 and waveform.shape == (2, round(sum(lengths) * rate))
    off = [round(seconds * rate / 4096) * 4096 - int(seconds * rate) for seconds in made(lengths, fade)]
    assert all(off), "a length of whole frames shows nothing"
    heard = [(int(note.split()[1]), "longer" if " longer than " in note else "shorter") for note in notes.splitlines()]
    assert heard == [(number, "longer" if samples > 0 else "shorter") for number, samples in enumerate(off, 1)]


def made(lengths, fade: float) -> list[float]:
    """The seconds that a plan asks for; a clip holds the fade into it whole."""
    seconds = list(lengths)
    for index in reversed(range(len(seconds) - 1)):
        seconds[index] += min(fade, seconds[index + 1])
    return seconds


def test_a_clip_that_lacks_more_is_named_with_its_seconds(server):
    prompt, plan, clips = planned([5.0, 3.0])
    silence = prompt.add("EmptyAudio", duration=[clips[0], 1], sample_rate=RATE, channels=2)
    short = prompt.add("TrimAudioDuration", audio=silence, start_index=0.3, duration=60.0)
    prompt.add("SaveAudio", filename_prefix="audio/sounds",
               audio=prompt.add("AudioStoryClipStitcher", clips=short, plan=plan, **OPTIONS))
    assert ("clip 1 has 5.2 s (229320 samples); the plan needs 5.5 s (242550 at 44100 Hz), its cross-fade into clip 2 "
            "included. At most 0.25 s and half of a clip may be missing") in refusal(server, prompt)


def test_whole_seconds_are_never_too_short_and_come_last(pack, server):
    info = server.get("/object_info/AudioStoryPlanClips")["AudioStoryPlanClips"]
    assert info["output_name"] == ["captions", "seconds", "start_seconds", "cue_sheets", "whole_seconds"]
    assert info["output"][-1] == "INT" and info["output_is_list"][-1] is True
    plan = pack.core.story.StoryPlan.build([("rain", 2.3), ("wind", 4.2), ("sea", 0.2), ("fire", 5.0)],
                                           crossfade_seconds=0.7)
    seconds, whole = (pack.plan_text.AudioStoryPlanClips.execute(plan).result[index] for index in (1, 4))
    assert whole == [3, 5, 1, 5] and all(type(number) is int for number in whole)
    assert all(0 <= number - length + 1e-6 < 1 for number, length in zip(whole, seconds, strict=True))


CONSUMERS = {
    "stitcher": ("AudioStoryClipStitcher", "clips", "sound 1", OPTIONS),
    "sounds": ("AudioStorySounds", "audio_1", "audio_1", {}),
    "spectrogram": ("AudioStorySpectrogram", "audio", "audio", {"width": 256, "height": 128}),
    "encoder": ("VAEEncodeAudio", "audio", "the sound to encode", {}),
    "continue": ("AudioStoryContinue", "audio", "sound 1", {"held_seconds": 0.1}),
    "redo": ("AudioStoryRedo", "audio", "the sound", {"start_seconds": 0.1, "end_seconds": 0.3, "caption": "rain"}),
}
LATENT_OF = {"encoder": 0, "continue": 1, "redo": 1}  # what takes a VAE, and which of its outputs is the latent
STRANGE = {
    "wrong layout": "'s waveform is [1, 441000, 2], which is 441000 channels of 2 samples",
    "three rows": "'s waveform is [3, 44100]: it may be",
    "batch 0": "'s waveform is [0, 1, 44100]: it holds no sound",
    "no samples": "'s waveform is [1, 1, 0]: it holds no samples",
    "no channel": "'s waveform is [1, 0, 44100]: it holds no channel",
    "int64": "'s samples are torch.int64",
    "nan": " has samples that are not finite: sample 0 of channel 1 is nan",
    "list": "'s waveform is a list",
    "no waveform": " has no waveform",
    "nothing in it": "'s waveform is None",
    "tensor": " is a Tensor; an AUDIO is needed",
    "None": " is None: the node before it gave no sound",
    "rate 0": "'s sample rate is 0; ",
    "rate True": "'s sample rate is True; ",
    "rate text": "'s sample rate is '44100'; ",
    "rate nan": "'s sample rate is nan; ",
}
# what ComfyUI's own encoding node reads, and stops at, before the VAE sees it
STOCK = {"list", "no waveform", "nothing in it", "tensor", "None", "rate 0", "rate True", "rate text", "rate nan"}


def through(server, kind: str, consumer: str, reference_name: str) -> tuple[Prompt, list]:
    """(prompt, the output of the node that takes the sound)"""
    class_type, socket, _, inputs = CONSUMERS[consumer]
    prompt = Prompt()
    given = prompt.add("StrangeSound", kind=kind)
    if consumer in LATENT_OF:
        bundle = reference_name if consumer == "encoder" else "tiny (embedded)"  # the reference cannot encode
        loader = prompt.add("AudioStoryLoader", bundle=bundle, weight_dtype="default")
        inputs = {**inputs, "vae": [loader[0], 2]}
    if consumer == "continue":
        inputs["plan"] = prompt.add("AudioStoryPlanFromText", text="2 rain falls", crossfade_seconds=0.0)
    taken = prompt.add(class_type, **{socket: given}, **inputs)
    if consumer in LATENT_OF:
        prompt.add("SaveLatent", samples=[taken[0], LATENT_OF[consumer]], filename_prefix="latents/sounds")
    elif consumer != "spectrogram":  # which is an end itself
        prompt.add("AudioStorySpectrogram", audio=taken, width=256, height=128)
    return prompt, taken


@pytest.mark.parametrize("consumer", CONSUMERS)
@pytest.mark.parametrize("kind", STRANGE)
def test_what_is_no_sound_is_named_by_every_node(server, reference_name, kind, consumer):
    if consumer == "encoder" and kind in STOCK:
        pytest.skip("ComfyUI's VAE Encode Audio reads it itself")
    prompt, _ = through(server, kind, consumer, reference_name)
    assert CONSUMERS[consumer][2] + STRANGE[kind] in refusal(server, prompt)


@pytest.mark.parametrize("consumer", ["stitcher", "sounds", "spectrogram", "continue", "redo"])
@pytest.mark.parametrize("kind", ["lazy", "one axis", "two axes", "int16", "int32", "bfloat16", "float16", "numpy",
                                  "numpy rate", "float rate"])
def test_every_form_of_a_sound_is_taken(server, reference_name, kind, consumer):
    prompt, taken = through(server, kind, consumer, reference_name)
    if consumer in LATENT_OF:
        assert server.run(prompt).outputs
    elif consumer != "spectrogram":
        saver = prompt.add("SaveAudio", audio=taken, filename_prefix="audio/sounds")
        waveform, rate = sound(server, server.run(prompt), saver[0])
        tolerance = 2**-8 if kind == "bfloat16" else 2**-10
        assert rate == RATE and (waveform[0] - tone()[0, 0]).abs().max() < tolerance
    else:
        assert server.run(prompt).outputs[taken[0]]["images"]


def test_the_encoder_takes_them_as_well(pack, toy_bundle):
    """What ComfyUI's node hands over: [B, T, C], or a sound without a batch as it is."""
    with torch.inference_mode():
        vae = pack.native.StoryVAE(pack.core.bundle.open_bundle(toy_bundle))
        sound = tone(2)[..., :640]
        expected = vae.encode(sound.movedim(1, -1))
        assert expected.shape == (1, 8, 10)
        assert torch.equal(vae.encode(sound[0]), expected)
        assert torch.equal(vae.encode(sound[0, 0]), vae.encode(sound[:, :1].movedim(1, -1)))
        whole = (sound * 2**15).round().to(torch.int16)
        assert torch.equal(vae.encode(whole.movedim(1, -1)), vae.encode((whole.float() / 2**15).movedim(1, -1)))
        half = sound.bfloat16()
        assert torch.equal(vae.encode(half.movedim(1, -1)), vae.encode(half.float().movedim(1, -1)))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_beside_another_rate_is_resampled_in_float32(pack, dtype):
    given = tone().to(dtype)
    other = {"waveform": torch.zeros(1, 1, 48000), "sample_rate": 48000}

    def first(waveform):
        clips, = pack.stitch.AudioStorySounds.execute(audio_1=[{"waveform": waveform, "sample_rate": RATE}],
                                                      audio_2=[other]).result
        return clips[0]["waveform"]

    assert first(given).dtype == torch.float32 and torch.equal(first(given), first(given.float()))


def test_inputs_of_sounds_to_clips_are_named(pack):
    good, bad = {"waveform": tone(), "sample_rate": RATE}, {"waveform": tone(), "sample_rate": 0}
    execute = pack.stitch.AudioStorySounds.execute
    with pytest.raises(ValueError, match=r"audio_3's sample rate is 0"):
        execute(audio_1=[good], audio_3=[bad])
    with pytest.raises(ValueError, match=r"audio_2 \(sound 2 of its list\) is None"):
        execute(audio_1=[good], audio_2=[good, None])
    assert len(execute(audio_1=[good], audio_2=None).result[0]) == 1


@pytest.mark.parametrize(("kind", "change"), [
    ("12 channels", "the preview mixes its 12 channels down to one; the story itself is whole"),
    ("700000", "the preview plays its 700000 samples a second at 48000; the story itself is whole")])
def test_a_story_that_flac_cannot_hold_passes_and_its_preview_is_said(server, reference_name, kind, change):
    prompt, stitcher = through(server, kind, "stitcher", reference_name)
    shown = server.run(prompt).outputs[stitcher[0]]
    assert shown["text"] == [change]
    assert server.view(shown["audiostory_story"][0]).startswith(b"fLaC")


def test_the_same_samples_at_another_rate_are_another_preview(server, reference_name):
    import av

    lengths = []
    for kind in ("float32", "22050"):
        prompt, stitcher = through(server, kind, "stitcher", reference_name)
        entry = server.run(prompt).outputs[stitcher[0]]["audiostory_story"][0]
        with av.open(io.BytesIO(server.view(entry))) as file:
            lengths.append(file.duration / av.time_base)
    assert lengths == [pytest.approx(SECONDS, abs=1e-3), pytest.approx(2 * SECONDS, abs=1e-3)]


def test_a_kept_latent_is_named_by_model_and_caption_too_and_a_lock_stays(pack, tmp_path, monkeypatch):
    monkeypatch.setattr(pack.kept.folder_paths, "get_temp_directory", lambda: str(tmp_path))
    kept, latent = pack.kept, torch.randn(8, 20)
    rain, wind = kept.keep_latent(latent, "toy", "rain"), kept.keep_latent(latent, "toy", "wind")
    other = kept.keep_latent(latent, "tiny", "rain")
    assert len({rain, wind, other}) == 3 and kept.keep_latent(latent, "toy", "rain") == rain
    assert all(len(key) == 16 and int(key, 16) >= 0 for key in (rain, wind, other))
    assert [kept.made_as(key) for key in (rain, wind, other)] == ["rain", "wind", "rain"]
    assert torch.equal(kept.kept_latent(other, 1, "tiny", (8, 20)), latent)
    # locked and called something else since: still the same sound, made from its first caption
    assert kept.keep_latent(latent + 1e-6, "toy", "a storm", lock=rain) == rain and kept.made_as(rain) == "rain"
    # but a lock does not name what it is not
    assert kept.keep_latent(latent + 1, "toy", "a storm", lock=rain) not in (rain, wind, other)
    assert kept.keep_latent(latent, "toy", "hail", lock="0" * 16) != "0" * 16


def test_a_preview_s_name_holds_the_rate(pack, tmp_path, monkeypatch):
    monkeypatch.setattr(pack.kept.folder_paths, "get_temp_directory", lambda: str(tmp_path))
    names = {pack.kept.keep_sound(tone()[0], rate)[0]["filename"] for rate in (22050, 44100, 44100)}
    assert len(names) == 2
