"""The memory estimates given to ComfyUI against real use, and what happens if memory is too small."""
from __future__ import annotations

import pytest
import torch
from checkpoint.full_size import FLUX, LLM, ROWS
from peak import OpaqueAttention, PeakMemory

HALF, SINGLE = torch.float16, torch.float32
CUES = "2.5 a car engine starts\n4 rain falls\n3 a dog barks"


def within_a_fifth(told: int, measured: int) -> bool:
    return abs(told - measured) <= 0.2 * measured


@pytest.fixture(scope="module")
def sizes(pack):
    """The 3B's sizes."""
    config = pack.core.config
    dit = config.DiTConfig(64, FLUX["audio_seq_len"], 30, FLUX["num_layers"], FLUX["num_single_layers"],
                           FLUX["num_attention_heads"], FLUX["attention_head_dim"], 1024, 1024, (16, 56, 56))
    return dit, config.OobleckConfig(), {**LLM, "vocab_size": ROWS}


@pytest.fixture(scope="module")
def embedded(pack, embedded_name):
    return pack.core.bundle.open_bundle(pack.load.EMBEDDED_PATH)


def dit_peak(pack, config, clips: int, tokens: int, dtype) -> int:
    with torch.device("meta"), torch.no_grad():
        dit = pack.core.dit.StoryDiT(config, lambda query, key, value: torch.empty_like(query)).to(dtype)
        given = (torch.empty(clips, config.latent_channels, config.latent_frames, dtype=dtype), torch.empty(clips),
                 torch.empty(clips, tokens, config.token_width, dtype=dtype), torch.empty(clips))
        with PeakMemory(dit) as peak:
            dit(*given)
    return peak.bytes


@pytest.mark.parametrize("dtype", [HALF, SINGLE])
@pytest.mark.parametrize("clips", [1, 2, 8, 40])
def test_the_dit_of_the_3b(pack, sizes, clips, dtype):
    config, frames = sizes[0], sizes[0].latent_frames
    told = pack.memory.transformer_memory(config, clips, frames, 64, dtype)
    assert within_a_fifth(told, dit_peak(pack, config, clips, 64, dtype))


@pytest.mark.parametrize("clips", [1, 8])
def test_the_dit_of_the_embedded_model_through_its_model(pack, embedded, clips):
    config, tokens = embedded.config.dit, embedded.config.tokens.semantic_tokens
    told = pack.native.load_model(embedded).model.memory_required([clips, config.latent_channels, config.latent_frames])
    assert within_a_fifth(told, dit_peak(pack, config, clips, tokens, SINGLE))


@pytest.mark.parametrize("dtype", [HALF, SINGLE])
@pytest.mark.parametrize("frames", [40, 645])
def test_the_vae_of_the_3b(pack, sizes, dtype, frames):
    vae, codec = object.__new__(pack.native.StoryVAE), sizes[1]
    vae.story_config = type("Config", (), {"codec": codec})
    with torch.device("meta"), torch.no_grad():
        vae.first_stage_model = module = pack.core.vae.OobleckCodec(codec).to(dtype)
        latent = torch.empty(1, codec.latent_channels, frames, dtype=dtype)
        with PeakMemory(module) as decoding:
            module.decode(latent)
        sound = torch.empty(1, 2, frames * codec.hop_samples, dtype=dtype)
        with PeakMemory(module) as encoding:
            module.encode(sound)
    assert within_a_fifth(vae.memory_used(frames, dtype), decoding.bytes)
    assert within_a_fifth(vae.memory_used(frames, dtype, encoding=True), encoding.bytes)


def test_the_codec_of_the_embedded_model(pack, embedded):
    vae = pack.native.StoryVAE(embedded)
    frames = embedded.config.dit.latent_frames
    with torch.inference_mode(), PeakMemory(vae.first_stage_model) as decoding:
        vae.first_stage_model.decode(torch.zeros(1, vae.latent_channels, frames))
    assert within_a_fifth(vae.memory_used(frames, SINGLE), decoding.bytes)


@pytest.mark.parametrize("dtype", [HALF, SINGLE])
@pytest.mark.parametrize("tokens", [500, 3000])
def test_the_llm_of_the_3b(pack, sizes, tokens, dtype):
    settings, no_mask = sizes[2], {"full_attention": None}
    ids = torch.zeros(1, tokens, dtype=torch.long, device="meta")
    with torch.device("meta"), torch.no_grad():
        llm = pack.core.model_parts.build_llm(settings).to(dtype)
        with OpaqueAttention(), PeakMemory(llm) as reading:
            llm.model(input_ids=ids, use_cache=False, attention_mask=no_mask)
        with OpaqueAttention(), PeakMemory(llm) as writing:
            llm(input_ids=ids, use_cache=True, logits_to_keep=1, attention_mask=no_mask)
    assert within_a_fifth(pack.memory.language_memory(settings, tokens, 0, dtype), reading.bytes)
    assert within_a_fifth(pack.memory.language_memory(settings, tokens, tokens, dtype), writing.bytes)


@pytest.fixture(scope="module")
def stage(pack, toy_bundle):
    """Model, VAE, conditioning and latent of a story of three clips, and its plan."""
    with torch.inference_mode():
        bundle = pack.core.bundle.open_bundle(toy_bundle)
        llm, model, vae = pack.native.load_writer(bundle), pack.native.load_model(bundle), pack.native.StoryVAE(bundle)
        plan = pack.core.story.StoryPlan.from_cue_sheet(CUES, crossfade_seconds=0.5)
        positive, negative = pack.bridge.AudioStoryQueryBridge.execute(llm, plan).result
        latent = pack.sample.AudioStoryLatent.execute(model, plan).result[0]
    return model, vae, (positive, negative, latent), plan


def sample(pack, model, parts) -> torch.Tensor:
    with torch.inference_mode():
        return pack.sample.AudioStoryDiTSampler.execute(
            model, *parts, seed=7, steps=4, cfg=4.0, noise="independent").result[0]["samples"]


class Card:
    """Stands in for a card with room for so much at once: a hook that a module's forward runs into.

    Args:
        room: (shape of the first input, whether weights may stay) -> whether it fits.
    """

    def __init__(self, module, room):
        self.shapes = []
        self.room = room
        self.hook = module.register_forward_pre_hook(self._check, prepend=True, with_kwargs=True)

    def _check(self, module, args, kwargs):
        shape = tuple(args[0].shape)
        self.shapes.append(shape)
        if not self.room(shape):
            raise torch.OutOfMemoryError(f"tried to hold {shape}")

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.hook.remove()


def test_parts_are_halved_then_the_weights_go_then_it_is_said(pack):
    done = []

    def work(size):
        done.append(size)
        raise torch.OutOfMemoryError("no room")

    with pytest.raises(torch.OutOfMemoryError, match="the work does not fit into memory, in parts of 1 .*no room"):
        pack.memory.with_less_memory(work, 8, 1, lambda: done.append("offload"), "the work")
    assert done == [8, 4, 2, 1, "offload", 1]


@pytest.mark.parametrize("error", [ValueError("other"), RuntimeError("other")])
def test_other_failures_are_not_tried_again(pack, error):
    done = []

    def work(size):
        done.append(size)
        raise error

    with pytest.raises(type(error), match="other"):
        pack.memory.with_less_memory(work, 8, 1, lambda: None, "the work")
    assert done == [8]


@pytest.mark.parametrize("most", [2, 4])
def test_a_story_that_does_not_fit_is_sampled_in_parts(pack, stage, most):
    """Both halves of guidance stand in a batch: three clips are six rows."""
    model, _, parts, _ = stage
    whole = sample(pack, model, parts)
    with Card(model.model.diffusion_model, lambda shape: shape[0] <= most) as card:
        split = sample(pack, model, parts)
    assert card.shapes[0][0] == 6 and max(shape[0] for shape in card.shapes[-4:]) <= most
    assert (split - whole).abs().max() < 1e-4 and whole.std() > 0.1


def test_one_clip_that_does_not_fit_lets_the_weights_go(pack, stage, budget):
    model, _, parts, _ = stage
    whole = sample(pack, model, parts)
    budget(10**12)
    loaded = []

    def room(shape):
        loaded.append(model.loaded_size())
        return loaded[-1] < 0.02 * model.model_size()  # ComfyUI's loader stops a little before the last layer

    with Card(model.model.diffusion_model, room):
        streamed = sample(pack, model, parts)
    assert loaded[0] == model.model_size() and loaded[-1] < 0.02 * model.model_size()
    assert (streamed - whole).abs().max() < 1e-4


def test_what_never_fits_is_said_and_the_next_story_is_made(pack, stage):
    model, vae, parts, plan = stage
    with Card(model.model.diffusion_model, lambda shape: False), pytest.raises(
            torch.OutOfMemoryError, match="sampling 3 clips does not fit into memory, in parts of 1 .*tried to hold"):
        sample(pack, model, parts)
    whole = sample(pack, model, parts)
    with Card(vae.first_stage_model.decoder, lambda shape: False), pytest.raises(
            torch.OutOfMemoryError, match="the audio VAE's work does not fit into memory, in parts of 8"):
        vae.decode(whole)
    assert vae.decode(whole).isfinite().all()


def test_sound_that_does_not_fit_goes_through_smaller_windows(pack, stage):
    model, vae, parts, plan = stage
    latents = sample(pack, model, parts)
    context = vae.first_stage_model.context_frames
    with torch.inference_mode():
        whole = vae.decode(latents)
        clips = pack.decode.AudioStoryVAEDecode.execute(vae, {"samples": latents}, plan).result[0]
        sound = whole.repeat(1, 3, 1)
        encoded = vae.encode(sound)
        with Card(vae.first_stage_model.decoder, lambda shape: shape[-1] <= 20 + 2 * context) as card:
            assert (vae.decode(latents) - whole).abs().max() < 1e-5
            again = pack.decode.AudioStoryVAEDecode.execute(vae, {"samples": latents}, plan).result[0]
        assert card.shapes[0][-1] == 100
        for clip, other in zip(clips, again, strict=True):
            assert (clip["waveform"] - other["waveform"]).abs().max() < 1e-5
        with Card(vae.first_stage_model.encoder, lambda shape: shape[-1] <= 64 * 64) as card:
            assert (vae.encode(sound) - encoded).abs().max() < 1e-5
        assert card.shapes[0][-1] > 64 * 64


@pytest.fixture
def budget(pack, monkeypatch):
    """Makes ComfyUI's loader see so many bytes for weights on the CPU, as on a card."""
    management = pack.comfy.model_management

    def limit(size: float) -> None:
        for model in list(management.current_loaded_models):
            model.model_unload()
        management.current_loaded_models.clear()
        monkeypatch.setattr(management, "vram_state", management.VRAMState.NORMAL_VRAM)
        monkeypatch.setattr(management, "is_device_cpu", lambda device: False)
        monkeypatch.setattr(management, "minimum_inference_memory", lambda: 0)
        monkeypatch.setattr(management, "extra_reserved_memory", lambda: 0)
        monkeypatch.setattr(management, "MIN_WEIGHT_MEMORY_RATIO", 0.0)
        monkeypatch.setattr(management, "get_free_memory", lambda device=None, torch_free_too=False: (
            (size, 0) if torch_free_too else size))

    return limit


@pytest.mark.parametrize("part", ["llm", "dit", "vae"])
def test_any_budget_gives_the_same_result(pack, toy_bundle, budget, part):
    """ComfyUI's own loader, with its free memory made up: from nothing to all of the weights."""
    with torch.inference_mode():
        bundle = pack.core.bundle.open_bundle(toy_bundle)
        plan = pack.core.story.StoryPlan.from_cue_sheet(CUES, crossfade_seconds=0.5)
        llm, model, vae = pack.native.load_writer(bundle), pack.native.load_model(bundle), pack.native.StoryVAE(bundle)
        positive, negative = pack.bridge.AudioStoryQueryBridge.execute(llm, plan).result
        latent = pack.sample.AudioStoryLatent.execute(model, plan).result[0]
        patcher, needed, work = {
            "llm": (llm.patcher, 0, lambda: pack.bridge.AudioStoryQueryBridge.execute(llm, plan).result[0][0][0]),
            "dit": (model, 0, lambda: sample(pack, model, (positive, negative, latent))),
            "vae": (vae.patcher, 0, lambda: vae.decode(latent["samples"] + 0.5)),
        }[part]
        expected, size = work(), patcher.model_size()
        placed = []
        for share in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1e6):
            budget(needed_beside(pack, part, llm, model, vae, plan) + share * size)
            assert (work() - expected).abs().max() < 1e-5  # with little room ComfyUI runs guidance in two batches
            placed.append(patcher.loaded_size())
            assert placed[-1] <= max(share * size, 1)
    assert placed[0] == 0 and placed[-1] == size and placed == sorted(placed) and len(set(placed)) > 3


def needed_beside(pack, part, llm, model, vae, plan) -> int:
    """What the node asks for beside the weights, so that a budget is what is left for those."""
    if part == "llm":
        read = len(llm.tokenizer.story_ids(plan.instruction, plan.reasoning, plan.clips)[0])
        return pack.memory.language_memory(llm.config.llm, read, 0, llm.dtype)
    if part == "dit":
        return model.model.memory_required([3, 8, 100])
    return vae.memory_used(100, vae.vae_dtype)
