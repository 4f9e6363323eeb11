"""The parts of a bundle in ComfyUI's own nodes, on a real server with the embedded model: the README's table."""
from __future__ import annotations

import io
import shutil

import av
import pytest
import torch
from graphs import sound
from safetensors.torch import load, save_file

from audiostory_core.bundle import embedded_bundle_path

CUES = "4 rain falls steadily\n3 a dog barks"
STEPS, CFG, SEED = 6, 4.0, 5
LORA_LAYER = "transformer.transformer_blocks.0.attn.to_q"
# names that trainers give the same layer: (before, A, B)
LORA_NAMES = {
    "diffusers": (LORA_LAYER, "lora_A", "lora_B"),
    "ComfyUI": (f"diffusion_model.{LORA_LAYER}", "lora_A", "lora_B"),
    "kohya": ("lora_unet_" + LORA_LAYER.replace(".", "_"), "lora_down", "lora_up"),
}


class Graph:
    """A prompt that grows node by node: `graph.add("KSampler", model=graph.model, ...)` gives its first output."""

    def __init__(self, text: str = CUES):
        self.prompt = {}
        loader = self.add("AudioStoryLoader", bundle="tiny (embedded)", weight_dtype="default")
        self.llm, self.model, self.vae = ([loader[0], output] for output in range(3))
        self.plan = self.add("AudioStoryPlanFromText", text=text, crossfade_seconds=0.5)
        bridge = self.add("AudioStoryQueryBridge", llm=self.llm, plan=self.plan)
        self.positive, self.negative = bridge, [bridge[0], 1]
        self.latent = self.add("AudioStoryLatent", model=self.model, plan=self.plan)

    def add(self, class_type: str, **inputs) -> list:
        node = str(len(self.prompt) + 1)
        self.prompt[node] = {"class_type": class_type, "inputs": inputs}
        return [node, 0]

    def ksampler(self, **changes) -> list:
        inputs = {"model": self.model, "positive": self.positive, "negative": self.negative,
                  "latent_image": self.latent, "seed": SEED, "steps": STEPS, "cfg": CFG, "sampler_name": "euler",
                  "scheduler": "simple", "denoise": 1.0, **changes}
        return self.add("KSampler", **inputs)

    def dit_sampler(self, **changes) -> list:
        inputs = {"model": self.model, "positive": self.positive, "negative": self.negative,
                  "latent_image": self.latent, "seed": SEED, "steps": STEPS, "cfg": CFG, "noise": "independent",
                  **changes}
        return self.add("AudioStoryDiTSampler", **inputs)

    def custom(self, **changes) -> list:
        guider = self.add("CFGGuider", model=self.model, positive=self.positive, negative=self.negative, cfg=CFG)
        sigmas = self.add("BasicScheduler", model=self.model, scheduler="simple", steps=STEPS, denoise=1.0)
        inputs = {"noise": self.add("RandomNoise", noise_seed=SEED), "guider": guider, "sigmas": sigmas,
                  "sampler": self.add("KSamplerSelect", sampler_name="euler"), "latent_image": self.latent, **changes}
        return self.add("SamplerCustomAdvanced", **inputs)


@pytest.fixture(scope="module")
def make(server, embedded_name):
    """Runs a graph and gives the latents that end in each of the given outputs."""
    def run(graph: Graph, *ends: list) -> list[torch.Tensor]:
        savers = [graph.add("SaveLatent", samples=end, filename_prefix="latents/test")[0] for end in ends]
        outputs = server.run(graph.prompt).outputs
        return [load(server.view(outputs[node]["latents"][0]))["latent_tensor"] for node in savers]

    return run


@pytest.fixture(scope="module")
def plain(make) -> torch.Tensor:
    """What KSampler makes."""
    graph = Graph()
    latents, = make(graph, graph.ksampler())
    assert latents.shape[0] == 2 and latents.isfinite().all() and 0.3 < latents.std() < 3
    return latents


def close(found: torch.Tensor, expected: torch.Tensor, tolerance: float = 1e-4) -> bool:
    return found.shape == expected.shape and bool((found - expected).abs().max() < tolerance)


def test_ksampler_advanced_in_two_halves(make, plain):
    graph = Graph()
    shared = {"model": graph.model, "positive": graph.positive, "negative": graph.negative, "noise_seed": SEED,
              "steps": STEPS, "cfg": CFG, "sampler_name": "euler", "scheduler": "simple"}
    first = graph.add("KSamplerAdvanced", **shared, add_noise="enable", latent_image=graph.latent, start_at_step=0,
                      end_at_step=STEPS // 2, return_with_leftover_noise="enable")
    second = graph.add("KSamplerAdvanced", **shared, add_noise="disable", latent_image=first,
                       start_at_step=STEPS // 2, end_at_step=STEPS, return_with_leftover_noise="disable")
    half, whole = make(graph, first, second)
    assert close(whole, plain) and not close(half, plain, 0.1)


def test_sampler_custom_advanced_with_a_cfg_guider(make, plain):
    graph = Graph()
    assert close(make(graph, graph.custom())[0], plain)


def test_sampler_custom_advanced_with_a_basic_guider(make):
    graph = Graph()
    guider = graph.add("BasicGuider", model=graph.model, conditioning=graph.positive)
    unguided, expected = make(graph, graph.custom(guider=guider), graph.ksampler(cfg=1.0))
    assert close(unguided, expected)


def test_every_scheduler_and_some_samplers(make, server, plain):
    inputs = server.get("/object_info/KSampler")["KSampler"]["input"]["required"]
    options = [inputs[name][0] if isinstance(inputs[name][0], list) else inputs[name][1]["options"]
               for name in ("scheduler", "sampler_name")]
    schedulers, samplers = options
    assert {"simple", "sgm_uniform", "beta", "karras", "normal"} <= set(schedulers)
    graph = Graph()
    chosen = ["dpmpp_2m", "dpmpp_2m_sde", "heun", "uni_pc", "ddim", "lcm", "res_multistep"]
    ends = [graph.ksampler(scheduler=scheduler) for scheduler in schedulers]
    ends += [graph.ksampler(sampler_name=sampler) for sampler in chosen if sampler in samplers]
    for name, latents in zip([*schedulers, *chosen], make(graph, *ends), strict=False):
        assert latents.shape == plain.shape and latents.isfinite().all() and latents.std() > 0.1, name


def test_denoise_below_one_starts_from_an_encoded_sound(make, server, plain):
    graph = Graph("4 rain falls steadily")
    made = graph.add("VAEDecodeAudio", samples=graph.dit_sampler(steps=20), vae=graph.vae)
    encoded = graph.add("VAEEncodeAudio", audio=made, vae=graph.vae)
    barks = graph.add("AudioStoryPlanFromText", text="4 a dog barks", crossfade_seconds=0.5)
    asked = {"positive": graph.add("AudioStoryQueryBridge", llm=graph.llm, plan=barks), "latent_image": encoded}
    before, near, far = make(graph, encoded, graph.ksampler(denoise=0.3, **asked), graph.ksampler(**asked))
    near, far = ((after - before).abs().mean() for after in (near, far))
    assert 0.01 < near < far / 2


@pytest.mark.parametrize("sampler", ["ksampler", "dit_sampler", "custom"])
def test_a_masked_stretch_is_made_anew_and_the_rest_is_kept(make, plain, sampler):
    graph = Graph()
    made = graph.ksampler()
    masked = graph.add("AudioStoryNoiseMask", model=graph.model, samples=made, clip=2, start_seconds=1.0,
                       end_seconds=2.5)
    other = {"noise": graph.add("RandomNoise", noise_seed=99)} if sampler == "custom" else {"seed": 99}
    found, = make(graph, getattr(graph, sampler)(latent_image=masked, **other))
    changed = (found - plain).abs().amax(1) > 1e-5  # KSampler's last step rounds what it keeps
    start, end = round(1.0 / 0.186), round(2.5 / 0.186)
    assert not changed[0].any() and not changed[1, :start].any() and not changed[1, end:].any()
    assert changed[1, start:end].all()
    if sampler == "dit_sampler":
        assert torch.equal(found[0], plain[0]) and torch.equal(found[1, :, end:], plain[1, :, end:])


def test_the_dit_sampler_reads_a_picture_s_mask_along_its_width(make, plain):
    graph = Graph()
    frames = plain.shape[-1]
    full = graph.add("SolidMask", value=0.0, width=frames, height=8)
    part = graph.add("SolidMask", value=1.0, width=10, height=8)
    mask = graph.add("MaskComposite", destination=full, source=part, x=20, y=0, operation="add")
    latent = graph.add("SetLatentNoiseMask", samples=graph.ksampler(), mask=mask)
    found, = make(graph, graph.dit_sampler(latent_image=latent, seed=99))
    changed = (found - plain).abs().amax((0, 1)) > 0
    assert changed.nonzero().flatten().tolist() == list(range(20, 30))


@pytest.fixture(scope="module")
def loras(server) -> dict[str, str]:
    """One LoRA under three sets of names, in models/loras."""
    folder = server.base / "models" / "loras"
    folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(0)
    width = 256
    down, up = torch.randn(4, width, generator=generator) * 0.2, torch.randn(width, 4, generator=generator) * 0.2
    for kind, (layer, a, b) in LORA_NAMES.items():
        save_file({f"{layer}.{a}.weight": down, f"{layer}.{b}.weight": up}, folder / f"{kind}.safetensors")
    return {kind: f"{kind}.safetensors" for kind in LORA_NAMES}


def test_lora_with_the_names_of_diffusers_comfyui_and_kohya(make, loras, plain):
    graph = Graph()

    def with_lora(name, strength=1.0):
        model = graph.add("LoraLoaderModelOnly", model=graph.model, lora_name=name, strength_model=strength)
        return graph.ksampler(model=model)

    *found, nothing = make(graph, *(with_lora(name) for name in loras.values()), with_lora(loras["ComfyUI"], 0.0))
    assert close(nothing, plain, 1e-6)
    assert not close(found[0], plain, 0.05)
    assert close(found[1], found[0], 1e-6) and close(found[2], found[0], 1e-6)


def test_model_sampling_aura_flow_shifts(make, plain):
    graph = Graph()
    models = [graph.add("ModelSamplingAuraFlow", model=graph.model, shift=shift) for shift in (1.0, 3.0)]
    same, shifted = make(graph, *(graph.ksampler(model=model) for model in models))
    assert close(same, plain) and not close(shifted, plain, 0.1) and shifted.isfinite().all()


def test_few_steps_with_stock_nodes(server, make, plain):
    adapter = embedded_bundle_path() / "few_steps.safetensors"
    (server.base / "models" / "loras").mkdir(parents=True, exist_ok=True)
    shutil.copy(adapter, server.base / "models" / "loras" / adapter.name)
    graph = Graph()
    worn = graph.add("AudioStoryFewSteps", model=graph.model)
    as_lora = graph.add("LoraLoaderModelOnly", model=graph.model, lora_name=adapter.name, strength_model=1.0)
    own = [graph.ksampler(model=graph.add("ModelSamplingAuraFlow", model=model, shift=2.0), steps=4, cfg=1.0)
           for model in (worn, as_lora)]
    few, same, node = make(graph, *own, graph.dit_sampler(steps=0, cfg=-1.0))
    assert close(same, few, 1e-6)
    assert few.isfinite().all() and not close(few, plain, 0.1)
    assert 0.8 < few.std() / plain.std() < 1.25  # ComfyUI's own noise, so another sound
    assert node.isfinite().all()


def test_model_merge_simple(make, loras, plain):
    graph = Graph()
    changed = graph.add("LoraLoaderModelOnly", model=graph.model, lora_name=loras["ComfyUI"], strength_model=1.0)
    merged = [graph.add("ModelMergeSimple", model1=graph.model, model2=changed, ratio=ratio)
              for ratio in (1.0, 0.5, 0.0)]
    first, half, second, expected = make(graph, *(graph.ksampler(model=model) for model in merged),
                                         graph.ksampler(model=changed))
    assert close(first, plain) and close(second, expected)
    assert not close(half, plain, 0.02) and not close(half, expected, 0.02)


@pytest.mark.skipif(shutil.which("g++") is None, reason="torch.compile needs a C++ compiler on a CPU")
def test_a_compiled_model(make, server, plain):
    graph = Graph()
    model = graph.add("TorchCompileModel", model=graph.model, backend="inductor")
    found, again = make(graph, graph.ksampler(model=model, steps=STEPS), graph.ksampler(model=model, seed=SEED + 1))
    assert close(found, plain, 2e-3) and not close(again, plain, 0.1)


def test_stock_decoder_and_encoder(make, server, plain):
    graph = Graph()
    decoded = graph.add("VAEDecodeAudio", samples=graph.ksampler(), vae=graph.vae)
    saver = graph.add("SaveAudio", audio=decoded, filename_prefix="audio/native")[0]
    encoded = graph.add("VAEEncodeAudio", audio=decoded, vae=graph.vae)
    latent_saver = graph.add("SaveLatent", samples=encoded, filename_prefix="latents/test")[0]
    run = server.run(graph.prompt)
    waveform, _ = sound(server, run, saver)
    assert waveform.shape[1] == plain.shape[-1] * 4096 and waveform.std() > 1e-3
    again = load(server.view(run.outputs[latent_saver]["latents"][0]))["latent_tensor"]
    assert again.shape[1] == plain.shape[1] and again.isfinite().all()


def test_parts_and_repeats_of_a_batch(make, plain):
    graph = Graph()
    made = graph.ksampler()
    second = graph.add("LatentFromBatch", samples=made, batch_index=1, length=1)
    twice = graph.add("RepeatLatentBatch", samples=graph.latent, amount=2)
    part, repeated = make(graph, second, graph.ksampler(latent_image=twice))
    assert torch.equal(part, plain[1:])
    # four rows, the two clips' conditioning in turn; KSampler draws new noise for the second pair
    assert repeated.shape[0] == 4 and close(repeated[:2], plain) and not close(repeated[2:], plain, 0.1)


def test_conditioning_stable_audio_says_how_long_a_clip_lasts(make):
    graph = Graph("4 rain falls steadily")
    told = [graph.add("ConditioningStableAudio", positive=graph.positive, negative=graph.negative, seconds_start=0.0,
                      seconds_total=seconds) for seconds in (4.0, 11.0)]
    usual, same, longer = make(graph, graph.ksampler(), *(
        graph.ksampler(positive=node, negative=[node[0], 1]) for node in told))
    assert close(same, usual) and not close(longer, usual, 0.01)


def test_latents_are_saved_and_loaded(make, server, plain):
    graph = Graph()
    saver = graph.add("SaveLatent", samples=graph.ksampler(), filename_prefix="latents/kept")[0]
    entry = server.run(graph.prompt).outputs[saver]["latents"][0]
    source = server.base / "output" / entry["subfolder"] / entry["filename"]
    shutil.copy(source, server.base / "input" / "kept.latent")
    graph = Graph()
    loaded = graph.add("LoadLatent", latent="kept.latent")
    found, = make(graph, loaded)
    assert torch.equal(found, plain)
    resumed, = make(graph, graph.ksampler(latent_image=loaded, denoise=0.5))
    assert resumed.shape == plain.shape


@pytest.mark.parametrize(("node", "options", "codec"), [
    ("SaveAudio", {}, "flac"), ("SaveAudioMP3", {"quality": "V0"}, "mp3"),
    ("SaveAudioOpus", {"quality": "128k"}, "opus"),
])
def test_a_story_is_saved_in_every_format(server, embedded_name, node, options, codec):
    graph = Graph()
    clips = graph.add("AudioStoryVAEDecode", vae=graph.vae, samples=graph.dit_sampler(), plan=graph.plan)
    story = graph.add("AudioStoryClipStitcher", clips=clips, crossfade_seconds=0.5, curve="linear", peak_limit=0.9,
                      plan=graph.plan)
    saver = graph.add(node, audio=story, filename_prefix="audio/native", **options)[0]
    data = server.view(server.run(graph.prompt).outputs[saver]["audio"][0])
    with av.open(io.BytesIO(data)) as file:
        stream = file.streams.audio[0]
        assert codec in stream.codec_context.name
        samples = sum(frame.samples for frame in file.decode(stream))
        assert samples / stream.codec_context.sample_rate == pytest.approx(7.0, abs=0.1)
