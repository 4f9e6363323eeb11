"""Audio in, in ComfyUI: Continue Story, Redo Stretch and Join at Seam, and the noise mask on other models' latents."""
from __future__ import annotations

from functools import partial

import pytest
import torch
from stage import sampled
from toy import toy_config, write_toy_bundle

from audiostory_core.seam import join

CUES = "3 rain falls\n2 a dog barks\n@0 4 wind blows #lane=air"
RATE = 640  # of the toy: 10 latent frames a second
TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def parts(pack, tmp_path_factory):
    folder = write_toy_bundle(tmp_path_factory.mktemp("models") / "audio in", toy_config())
    with torch.inference_mode():
        bundle = pack.core.bundle.open_bundle(folder)
        yield (pack.native.load_writer(bundle), pack.native.load_model(bundle), pack.native.StoryVAE(bundle),
               pack.core.pipeline.AudioStoryPipeline.from_bundle(folder))


def audio(seconds: float, rate: int = RATE, channels: int = 2, seed: int = 1) -> dict:
    wave = 0.1 * torch.randn(1, channels, round(seconds * rate), generator=torch.Generator().manual_seed(seed))
    return {"waveform": wave, "sample_rate": rate}


def plan_of(pack, text: str = CUES):
    return pack.core.story.StoryPlan.from_cue_sheet(text, crossfade_seconds=0.5)


def go_on(pack, vae, plan, *sounds, held_seconds: float = 1.5):
    return pack.audio_in.AudioStoryContinue.execute([vae], [plan], list(sounds), [held_seconds]).result


def test_the_nodes_go_on_from_a_sound_as_the_library_does(pack, parts):
    llm, model, vae, pipe = parts
    given, plan = audio(5.0, 8000, 1), plan_of(pack)
    with torch.inference_mode():
        told, latent, seam = go_on(pack, vae, plan, given)
        positive, negative = pack.bridge.AudioStoryQueryBridge.execute(llm, told).result
        samples = sampled(pack, model, positive, negative, latent, seed=7, steps=4, cfg=3.0)
        clips = pack.decode.AudioStoryVAEDecode.execute(vae, {"samples": samples}, told).result[0]
        story = pack.stitch.AudioStoryClipStitcher.execute(clips, [0.5], ["linear"], [0.0], [told]).result[0][0]
        made = pack.audio_in.AudioStoryJoin.execute(seam, story, 0.2)
    whole = made.result[0]
    alone = pipe.go_on_from([given["waveform"][0]], [8000], plan, held_seconds=1.5)
    assert told == alone.plan and not latent["noise_mask"][0, :, :15].any() and latent["noise_mask"][1].all()
    assert (latent["samples"][0, :, :15] - alone.held[0].latent).abs().max() < TOLERANCE
    latents = pipe.sample(pipe.bridge(alone.plan), alone.plan, steps=4, guidance=3.0, seed=7, audio_in=alone)
    assert (samples - latents).abs().max() < TOLERANCE
    wanted = join(alone.seam, pipe.stitch(pipe.decode(latents, alone.plan), alone.plan), RATE, 0.2)
    assert whole["sample_rate"] == 8000 and whole["waveform"].shape == (1, 1, wanted.shape[1])
    assert (whole["waveform"][0] - wanted).abs().max() < 1e-3
    assert torch.equal(whole["waveform"][0, :, :8000 * 4], given["waveform"][0, :, :8000 * 4])
    assert made.ui.as_dict()["text"][0].startswith("10.000 s at 8000 Hz")


def test_stock_ksampler_holds_the_same(pack, parts):
    import nodes

    llm, model, vae, _ = parts
    with torch.inference_mode():
        told, latent, _ = go_on(pack, vae, plan_of(pack), audio(3.0))
        positive, negative = pack.bridge.AudioStoryQueryBridge.execute(llm, told).result
        made = nodes.common_ksampler(model, 7, 4, 3.0, "euler", "simple", positive, negative, latent)[0]["samples"]
    assert (made[0, :, :15] - latent["samples"][0, :, :15]).abs().max() < TOLERANCE
    assert made[0, :, 15:40].abs().min() > 0


def test_a_list_of_sounds_is_one_for_each_lane(pack, parts):
    vae = parts[2]
    sounds = [audio(3.0, seed=1), audio(3.0, seed=2)]
    batch = {"waveform": torch.cat([sound["waveform"] for sound in sounds]), "sample_rate": RATE}
    told, latent, seam = go_on(pack, vae, plan_of(pack), *sounds)
    again, same, _ = go_on(pack, vae, plan_of(pack), batch)
    assert told == again and torch.equal(latent["samples"], same["samples"])
    held = latent["noise_mask"][:, 0, 0] == 0
    assert held.tolist() == [True, False, True]
    assert torch.allclose(seam.given, sounds[0]["waveform"][0] + sounds[1]["waveform"][0])


def test_the_nodes_redo_a_stretch_as_the_library_does(pack, parts):
    llm, model, vae, pipe = parts
    given = audio(25.0, 16_000, 1)
    with torch.inference_mode():
        told, latent, seam = pack.audio_in.AudioStoryRedo.execute(vae, given, 12.0, 13.5, "a dog barks").result
        positive, negative = pack.bridge.AudioStoryQueryBridge.execute(llm, told).result
        samples = sampled(pack, model, positive, negative, latent, seed=7, steps=4, cfg=3.0)
        clip, = pack.decode.AudioStoryVAEDecode.execute(vae, {"samples": samples}, told).result[0]
        whole = pack.audio_in.AudioStoryJoin.execute(seam, clip, 0.1).result[0]
    alone = pipe.redo_stretch(given["waveform"][0], 16_000, 12.0, 13.5, "a dog barks")
    latents = pipe.sample(pipe.bridge(alone.plan), alone.plan, steps=4, guidance=3.0, seed=7, audio_in=alone)
    assert (samples - latents).abs().max() < TOLERANCE
    wanted = join(alone.seam, pipe.decode(latents, alone.plan)[0], RATE, 0.1)
    assert (whole["waveform"][0] - wanted).abs().max() < 1e-3
    changed = (whole["waveform"] != given["waveform"]).flatten().nonzero()
    assert 11.9 * 16_000 <= changed.min() and changed.max() <= 13.6 * 16_000 + 1600


def test_a_locked_clip_stays_locked_beside_one_that_goes_on(pack, parts):
    vae = parts[2]
    key = pack.kept.keep_latent(torch.ones(8, 100), "toy", "wind blows")
    told, latent, _ = go_on(pack, vae, plan_of(pack, f"{CUES} #lock={key}"), audio(3.0))
    assert torch.equal(latent["samples"][2], torch.ones(8, 100)) and not latent["noise_mask"][2].any()
    assert not latent["noise_mask"][0, :, :15].any() and latent["noise_mask"][0, :, 15:].all()
    assert told.clips[2].lock == key


@pytest.mark.parametrize(("call", "words"), [
    (lambda p, vae: go_on(p, vae, plan_of(p), {"waveform": torch.ones(1, 1, 1), "sample_rate": RATE}), "0.0015625 s"),
    (lambda p, vae: go_on(p, vae, plan_of(p), {"waveform": torch.full((1, 1, 900), float("nan")), "sample_rate": RATE}),
     "sound 1 has samples that are not finite"),
    (lambda p, vae: go_on(p, vae, plan_of(p), *[audio(2.0)] * 3), "3 sounds to go on from, the plan has 2 lanes"),
    (lambda p, vae: go_on(p, object(), plan_of(p), audio(2.0)), "vae is a object; connect the VAE"),
    (lambda p, vae: p.audio_in.AudioStoryContinue.execute([vae], [plan_of(p)] * 2, [audio(2.0)], [1.0]),
     "plan is a list of 2; one story at a time"),
    (lambda p, vae: p.audio_in.AudioStoryRedo.execute(vae, audio(2.0), 1.5, 1.0, "rain"), "its end must come later"),
    (lambda p, vae: p.audio_in.AudioStoryRedo.execute(vae, audio(2.0), 1.0, 1.5, ""), "clip 1's caption"),
    (lambda p, vae: p.audio_in.AudioStoryRedo.execute(vae, {"waveform": torch.ones(2, 1, 900), "sample_rate": RATE},
                                                      0.1, 0.5, "rain"), "the sound is a batch of 2"),
])
def test_bad_input_is_refused_by_name(pack, parts, call, words):
    with pytest.raises(ValueError, match=words):
        call(pack, parts[2])


def stable_audio():
    """ComfyUI's own Stable Audio, small and with random weights; its VAE's sizes."""
    import comfy.ldm.audio.embedders
    import comfy.model_base
    import comfy.supported_models

    config = comfy.supported_models.StableAudio({"audio_model": "dit1.0", "embed_dim": 768, "depth": 1, "num_heads": 12,
                                                 "cond_token_dim": 768, "project_cond_tokens": False})
    embedder = comfy.ldm.audio.embedders.NumberConditioner(768, min_val=0, max_val=512).state_dict()
    return comfy.model_base.StableAudio1(config, embedder, embedder), [2, 64, 215], (44100, 2048, 1, None), {}


def ace_step():
    """ComfyUI's own ACE-Step, small and with random weights."""
    import comfy.model_base
    import comfy.supported_models

    config = comfy.supported_models.ACEStep({
        "audio_model": "ace", "num_layers": 1, "attention_head_dim": 16, "num_attention_heads": 2,
        "text_embedding_dim": 768, "lyric_encoder_vocab_size": 20})
    lyrics = {"conditioning_lyrics": torch.zeros(1, 3, dtype=torch.long)}
    return comfy.model_base.ACEStep(config), [2, 8, 16, 108], (44100, 4096, 2, 16), lyrics


@pytest.mark.parametrize("make", [stable_audio, ace_step])
def test_a_stretch_of_another_model_s_latents_is_made_anew_by_stock_nodes(pack, make):
    import comfy.model_patcher

    import nodes

    torch.manual_seed(0)
    base, shape, (rate, hop, dims, rows), more = make()
    for parameter in base.parameters():
        torch.nn.init.normal_(parameter, std=0.02)
    vae = type("Vae", (), {"audio_sample_rate": rate, "downscale_ratio": hop, "latent_dim": dims,
                           "extra_1d_channel": rows, "first_stage_model": None})()
    model = comfy.model_patcher.ModelPatcher(base, torch.device("cpu"), torch.device("cpu"))
    told = [[torch.randn(1, 5, 768), more]]
    mark = partial(pack.mask.AudioStoryNoiseMask.execute, model, vae=vae)
    with torch.inference_mode():
        before = {"samples": torch.randn(shape)}
        masked = mark(before, 2, 2.0, 4.0).result[0]
        twice = mark(masked, 1, 9.0, 10.0).result[0]
        made = nodes.common_ksampler(model, 1, 3, 1.0, "euler", "simple", told, told, twice)[0]["samples"]
    changed = ((made - before["samples"]).abs() > 1e-3).flatten(1, -2).any(1)
    first, last = round(2.0 * rate / hop), round(4.0 * rate / hop)
    assert changed[1].nonzero().flatten().tolist() == list(range(first, last))
    assert changed[0].nonzero().flatten().tolist() == list(range(round(9 * rate / hop),
                                                                 min(shape[-1], round(10 * rate / hop))))


def test_a_vae_for_pictures_is_refused(pack):
    vae = type("Vae", (), {"downscale_ratio": 8, "latent_dim": 2, "first_stage_model": torch.nn.Identity()})()
    model = type("Patcher", (), {"model": torch.nn.Identity()})()
    mark = partial(pack.mask.AudioStoryNoiseMask.execute, model, {"samples": torch.zeros(1, 4, 8, 8)}, 1, 0.0, 1.0)
    with pytest.raises(ValueError, match=r"vae is for pictures, not for sound \(Identity\)"):
        mark(vae=vae)
    with pytest.raises(ValueError, match="model is a Identity, which does not say how long .* its audio VAE to vae"):
        mark()
