"""The pack's modules with ComfyUI's layers: same results, placed by ComfyUI, patched by ComfyUI."""
from __future__ import annotations

import dataclasses
import gc
import weakref

import pytest
import torch

PARTS = ("llm", "bridge", "dit", "vae")
META, CPU = torch.device("meta"), torch.device("cpu")


@pytest.fixture(scope="module")
def bundle(pack, toy_bundle):
    return pack.core.bundle.open_bundle(toy_bundle)


def call(part: str, module, device=CPU) -> torch.Tensor:
    """One forward pass of a part of the toy model."""
    generator = torch.Generator().manual_seed(0)

    def random(*shape):
        return torch.randn(shape, generator=generator).to(device)

    with torch.inference_mode():
        if part == "llm":
            return module(input_ids=torch.arange(20, device=device)[None]).logits
        if part == "bridge":
            return module(random(3, 4, 32), random(3, 2, 32)).fused
        if part == "dit":
            sigma, seconds = torch.tensor([0.9, 0.2], device=device), torch.tensor([3.0, 7.5], device=device)
            return module(random(2, 8, 100), sigma, random(2, 4, 16), seconds)
        return module.decode(random(1, 8, 20))


def load(pack, bundle, part: str, operations=None, dtype=torch.float32):
    def prepare(module):
        if operations is not None:
            pack.residency.swap_leaves(module, operations, dtype, torch.float32)

    return pack.core.bundle.load_part(bundle, part, dtype=dtype, prepare=prepare)


@pytest.mark.parametrize("operations", ["disable_weight_init", "manual_cast"])
@pytest.mark.parametrize("part", PARTS)
def test_swapped_layers_compute_what_plain_ones_do(pack, bundle, part, operations):
    swapped = load(pack, bundle, part, getattr(pack.comfy.ops, operations))
    assert any(hasattr(layer, "comfy_cast_weights") for layer in swapped.modules())
    torch.testing.assert_close(call(part, swapped), call(part, load(pack, bundle, part)), atol=1e-5, rtol=1e-5)


def test_a_vocoder_in_comfyui_s_layers_decodes_as_it_does_without(pack, bundle, tmp_path):
    codec = pack.core.config.MelConfig(
        sample_rate=4000, n_fft=128, hop_length=16, n_mels=8, f_min=0.0, f_max=2000.0, frames_per_latent=4,
        latent_channels=8, griffin_lim_steps=1, vocoder={"width": 8, "layers": 2})
    config = dataclasses.replace(bundle.config, codec=codec)
    parts = {part: pack.core.bundle.read_tensors(bundle.part_file(part)) for part in PARTS[:-1]}
    with torch.random.fork_rng():
        torch.manual_seed(0)
        plain = pack.core.model_parts.build_part(config, "vae")
    torch.nn.init.orthogonal_(plain.basis)
    plain.ceiling.fill_(5.0)
    texts = {"tokenizer.json": (bundle.path / "tokenizer.json").read_text()}
    made = pack.core.bundle.open_bundle(pack.core.bundle.save_bundle(tmp_path / "made", config, {**parts, "vae": plain},
                                                                     texts))
    latents = torch.randn(2, 8, 20, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        sound = pack.native.StoryVAE(made).decode(latents)
        wanted = torch.cat([plain.decode(clip[None]) for clip in latents]).movedim(1, -1)
    assert sound.std() > 0.01
    torch.testing.assert_close(sound, wanted, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("part", ("llm", "bridge", "dit"))
def test_half_weights_are_computed_in_single(pack, bundle, part):
    halves = load(pack, bundle, part, pack.comfy.ops.manual_cast, torch.float16)
    out = call(part, halves)
    rounded = load(pack, bundle, part).half().float()
    assert out.dtype == torch.float32
    torch.testing.assert_close(out, call(part, rounded), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("part", PARTS)
def test_what_does_not_fit_is_streamed(pack, bundle, part):
    """The meta device stands for a GPU: an operation on weights that stayed behind would raise."""
    module = load(pack, bundle, part, pack.comfy.ops.disable_weight_init)
    holder = torch.nn.ModuleList([module])
    patcher = pack.residency.host_patcher(holder, META, CPU)
    placements = set()
    for budget in (1, 20_000, 60_000, 120_000, 500_000):
        patcher.load(META, lowvram_model_memory=budget)
        placements.add(frozenset(weight.device.type for weight in module.parameters()))
        assert call(part, module, META).device == META
    assert frozenset({"cpu"}) in placements and len(placements) > 1


@pytest.mark.parametrize("part", ("llm", "bridge", "dit"))
def test_plain_layers_would_stay_behind(pack, bundle, part):
    module = load(pack, bundle, part)
    pack.residency.host_patcher(torch.nn.ModuleList([module]), META, CPU).load(META, lowvram_model_memory=1)
    with pytest.raises((RuntimeError, AssertionError)):  # the embedding answers from where its weights are
        assert call(part, module, META).device == META


@pytest.mark.parametrize(("name", "tolerance"), [("fp32", 1e-6), ("fp16", 0.01), ("bf16", 0.05), ("fp8_e4m3fn", 0.4)])
def test_every_weight_type_tells_nearly_the_same_story(pack, bundle, name, tolerance):
    """On a CPU all of them compute in float32: what differs is what the weights are kept in."""
    asked = pack.residency.WEIGHT_DTYPES[name]
    plan = pack.core.story.StoryPlan.from_cue_sheet("2.5 a car engine starts\n4 rain falls", crossfade_seconds=0.5)

    def story(dtype):
        with torch.inference_mode():
            llm, model = pack.native.load_writer(bundle, dtype), pack.native.load_model(bundle, dtype)
            positive, negative = pack.bridge.AudioStoryQueryBridge.execute(llm, plan).result
            latent = pack.sample.AudioStoryLatent.execute(model, plan).result[0]
            sampled = pack.sample.AudioStoryDiTSampler.execute(
                model, positive, negative, latent, seed=1, steps=4, cfg=2.0, noise="independent").result[0]["samples"]
        return llm, model, sampled

    llm, model, sampled = story(asked)
    kept = {weight.dtype for weight in (*llm.patcher.model.llm.parameters(), *model.model.diffusion_model.parameters())}
    assert kept == ({asked, torch.float16} if asked.itemsize == 1 else {asked})
    assert llm.dtype == model.model.compute_dtype == torch.float32
    *_, exact = story(torch.float32)
    assert (sampled - exact).abs().mean() < tolerance * exact.abs().mean()
    assert name == "fp32" or not torch.equal(sampled, exact)


def test_a_bundle_stored_in_fp8_stays_so_unless_told(pack, toy_bundle, tmp_path):
    core = pack.core.bundle
    source = core.open_bundle(toy_bundle)
    parts = {part: core.load_part(source, part) for part in PARTS}
    texts = {"tokenizer.json": (toy_bundle / "tokenizer.json").read_text()}
    stored = core.open_bundle(core.save_bundle(tmp_path / "fp8", source.config, parts, texts, torch.float8_e4m3fn))

    def kept(asked=None):
        weight = pack.native.load_model(stored, asked).model.diffusion_model.get_submodule(
            "transformer.transformer_blocks.0.attn.to_q").weight
        return weight.dtype

    assert kept() == torch.float8_e4m3fn and kept(torch.float16) == torch.float16
    assert pack.native.load_writer(stored).patcher.model.llm.model.layers[0].mlp.up_proj.weight.dtype == \
        torch.float8_e4m3fn


@pytest.mark.parametrize("name", ["fp16", "fp8_e4m3fn"])
def test_newer_versions_are_told_the_dtype_of_every_weight(pack, bundle, name):
    """Dynamic VRAM casts to what stands in *_comfy_model_dtype, whatever the weight itself is."""
    if not hasattr(pack.comfy.model_management, "archive_model_dtypes"):
        pytest.skip("this version of ComfyUI goes by the weights alone")
    asked = pack.residency.WEIGHT_DTYPES[name]
    for module in (pack.native.load_writer(bundle, asked).patcher.model, pack.native.load_model(bundle, asked).model):
        for layer in module.modules():
            for kind, weight in layer.named_parameters(recurse=False):
                assert getattr(layer, f"{kind}_comfy_model_dtype") == weight.dtype


def test_newer_versions_can_have_a_handle_of_the_older_kind(pack, bundle):
    asked = torch.float16
    patchers = (pack.native.load_writer(bundle, asked).patcher, pack.native.load_model(bundle, asked),
                pack.native.StoryVAE(bundle).patcher)
    for patcher in patchers:
        remake, arguments = patcher.cached_patcher_init
        again = remake(*arguments, disable_dynamic=True)
        assert type(again) is pack.comfy.model_patcher.ModelPatcher and again.model is not patcher.model
        state = patcher.model.state_dict()
        assert all(torch.equal(weight, state[key]) for key, weight in again.model.state_dict().items())


def test_half_precision_is_the_default_where_a_card_computes_in_it(pack, monkeypatch):
    """The choice alone: there need be no card."""
    management, card = pack.comfy.model_management, torch.device("meta")
    monkeypatch.setattr(management, "should_use_fp16", lambda *_args, **_kwargs: True)
    monkeypatch.setattr(management, "should_use_bf16", lambda *_args, **_kwargs: True)
    choose = (pack.residency.language_dtypes, pack.residency.transformer_dtypes)
    assert [chosen(card, None, torch.float32) for chosen in choose] == [(torch.float16,) * 2, (torch.float16, None)]
    assert [chosen(card, torch.float8_e4m3fn, torch.float16)[1] for chosen in choose] == [torch.float16] * 2
    monkeypatch.setattr(management, "should_use_fp16", lambda *_args, **_kwargs: False)
    assert pack.residency.transformer_dtypes(card, None, torch.float32) == (torch.bfloat16, None)


def lazy(kind: type) -> type:
    """A layer as newer versions of ComfyUI build it on a GPU: without weights until they are loaded."""

    class Lazy(kind):
        def __init__(self, *args, dtype=None, **kwargs):
            super().__init__(*args, dtype=dtype, **kwargs)
            self.weight, self.wanted_dtype = None, dtype

        def _load_from_state_dict(self, state, prefix, *_args):
            self.weight = torch.nn.Parameter(state[f"{prefix}weight"], requires_grad=False)
            self.bias = torch.nn.Parameter(state[f"{prefix}bias"], False) if f"{prefix}bias" in state else None

    return Lazy


@pytest.mark.parametrize("part", ("llm", "bridge", "dit"))
def test_layers_that_have_no_weights_before_they_are_loaded(pack, bundle, part):
    class Lazily(pack.comfy.ops.manual_cast):
        Linear = lazy(pack.comfy.ops.manual_cast.Linear)
        Embedding = lazy(pack.comfy.ops.manual_cast.Embedding)

    module = load(pack, bundle, part, Lazily)
    layers = [layer for layer in module.modules() if hasattr(layer, "wanted_dtype")]
    assert layers and all(layer.wanted_dtype == torch.float32 for layer in layers)
    torch.testing.assert_close(call(part, module), call(part, load(pack, bundle, part)), atol=1e-5, rtol=1e-5)


def test_a_parameter_that_comfyui_cannot_place_is_named(pack):
    module = torch.nn.Module()
    module.inner = torch.nn.PReLU()
    with pytest.raises(ValueError, match=r"inner \(PReLU\)"):
        pack.residency.require_placed(pack.residency.swap_leaves(module, pack.comfy.ops.manual_cast))


def test_nothing_keeps_a_model_that_its_node_let_go(pack, bundle):
    gc.collect()  # the models of other tests
    model = pack.native.load_model(bundle)
    pack.comfy.model_management.load_models_gpu([model])
    watched = weakref.ref(model.model.diffusion_model)
    loaded = len(pack.comfy.model_management.current_loaded_models)
    del model
    gc.collect()
    assert watched() is None
    assert len(pack.comfy.model_management.current_loaded_models) == loaded - 1


def test_comfyui_takes_the_memory_back_and_gives_it_again(pack, bundle):
    management = pack.comfy.model_management
    writer, model, vae = pack.native.load_writer(bundle), pack.native.load_model(bundle), pack.native.StoryVAE(bundle)
    patchers = [writer.patcher, model, vae.patcher]
    management.load_models_gpu(patchers)
    assert all(patcher.loaded_size() > 0 for patcher in patchers)
    for device in {patcher.load_device for patcher in patchers}:
        management.free_memory(1e30, device)
    assert all(patcher.loaded_size() == 0 for patcher in patchers)
    with torch.inference_mode():
        assert vae.decode(torch.zeros(1, 8, 4)).shape == (1, 4 * 64, 2)
    assert vae.patcher.loaded_size() > 0


def test_a_lora_changes_a_clone_and_not_the_model(pack, bundle):
    model = pack.native.load_model(bundle)
    name = "transformer.transformer_blocks.0.attn.to_q"
    weight = model.model.diffusion_model.get_submodule(name).weight
    before = weight.detach().clone()
    lora = {f"diffusion_model.{name}.lora_A.weight": torch.ones(2, weight.shape[1]),
            f"diffusion_model.{name}.lora_B.weight": torch.ones(weight.shape[0], 2)}
    patched, _ = pack.comfy.sd.load_lora_for_models(model, None, lora, 1.0, 0.0)
    assert list(patched.patches) == [f"diffusion_model.{name}.weight"]
    patched.patch_model()
    changed = model.model.diffusion_model.get_submodule(name).weight.detach().clone()
    patched.unpatch_model()
    torch.testing.assert_close(changed, before + 2)
    assert torch.equal(model.model.diffusion_model.get_submodule(name).weight, before)
