"""One stage, from bundle to bundle: load the parts that it needs, train them, save a bundle that the nodes can load.

    OUT/STAGE/bundle/      the model at the last save, averaged, with its adapters merged
    OUT/STAGE/state/       raw weights that train, their averages, the optimiser's moments, the step
    OUT/STAGE/samples/     a page of sounds and pictures, if the recipe has prompts
    OUT/STAGE/log.csv      the losses; tensorboard/ is beside it
"""
from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import torch
from tqdm import tqdm

from ..bundle import (
    CONFIG_FILE,
    FEW_STEPS,
    OPTIONAL_PARTS,
    PARTS,
    TOKENIZER_FILE,
    Bundle,
    load_part,
    open_bundle,
    read_tensors,
    save_bundle,
)
from ..config import MelConfig, OobleckConfig
from ..digests import digest_of, file_digest
from ..errors import listed
from ..json_file import read_json_object
from ..pipeline import AudioStoryPipeline
from ..progress import progress_bar
from ..sampler_config import SamplerConfig
from .audio_adapter import ListenerConfig, Resampler
from .data.batches import Batches
from .data.cache import Cache
from .data.pairs import Pairs
from .lora import few_steps_of, merged
from .model import StoryModel, computes_in
from .options import TrainOptions
from .recipe import Recipe
from .samples import has_samples, write_samples
from .stages import PAIRS, Stage
from .trainer import CONTENT, Run

TRAINED, LISTENER = "trained", "listener"  # keys in a bundle's provenance


def train_stage(recipe: Recipe, stage: Stage, bundle_folder, source, captions, options: TrainOptions, accelerator,
                hearing=None) -> Path:
    """Train a stage, or go on with it. A finished one is not trained again.

    Args:
        bundle_folder: what to start from.
        source: sources.Recorded or sources.SyntheticSource.
        captions: cache.CaptionStore, whose tokens have the bridge's size.
        options: where the stage's folder goes, the seed, and how to compute.
        accelerator: see trainer.make_accelerator.
        hearing: audio_adapter.CodecHearing or WhisperHearing, for a stage with questions.

    Returns:
        The trained bundle's folder.

    Raises:
        ValueError: the bundle is incomplete, the encoder has another size, the data lacks what the stage needs, the
            state is of another run, or a loss is not finite.
    """
    bundle, folder, seed = open_bundle(bundle_folder), options.out / stage.name, options.seed
    precision = computes_in(stage.precision, accelerator.device)
    if precision != stage.precision and accelerator.is_main_process:
        tqdm.write(f"{stage.name}: this {accelerator.device.type} has no {stage.precision}; {precision} instead")
    model = build_model(recipe, dataclasses.replace(stage, precision=precision), bundle, captions, hearing, seed)
    if stage.distil is not None:
        source = _pairs(stage, bundle, source, options, accelerator)
    steps = stage.steps_for(source.examples(stage.data))
    if options.compiled:
        model.compile_parts(accelerator.device)
    run = Run(model, stage, steps, accelerator, folder, seed, dependencies(recipe, bundle, source, captions, model))
    batches = Batches(stage, source, bundle.tokenizer, captions, seed, interleave=recipe.interleave,
                      shuffle=recipe.shuffle, queries=model.listener.config.queries if model.listener else 0)
    target, samples = folder / "bundle", folder / "samples"
    # a student is heard as it will be sampled
    sampling = {} if stage.distil else {"steps": recipe.sample_steps, "guidance": recipe.guidance}
    speaks = bool(recipe.prompts) and stage.data != "readings"  # a stage of readings changes no sound
    if accelerator.is_main_process:
        for left_over in (".bundle.partial", ".bundle.replaced"):  # of a killed save; the folder is the run's alone
            shutil.rmtree(folder / left_over, ignore_errors=True)

    def on_save() -> None:
        weights = run.weights()
        if accelerator.is_main_process:
            done = {"stage": stage.name, "recipe": recipe.name, "steps": run.step, "of": steps, "seed": seed}
            write_bundle(bundle, stage, weights, target, done, model.listener)
            if speaks:
                write_samples(target, samples, recipe.prompts, captions, step=run.step, planned=stage.data != "clips",
                              device=accelerator.device, **sampling)
        accelerator.wait_for_everyone()

    run.train(batches.shard, on_save, options.workers)
    late = trained_steps(target) != run.step or (speaks and not has_samples(samples, run.step))
    accelerator.wait_for_everyone()  # all processes have looked before one of them writes
    if late:  # the run was killed after its last state, before the bundle or the page was written
        on_save()
    return target


def _pairs(stage: Stage, bundle: Bundle, source, options: TrainOptions, accelerator) -> Pairs:
    """The stage's pairs, all of them on disk; each process computes its shard."""
    def teacher() -> AudioStoryPipeline:
        return AudioStoryPipeline.from_bundle(bundle.path, device=accelerator.device)

    pairs = Pairs(source, stage.distil.pairs, bundle.config, bundle_digest(bundle), stage.distil.teacher,
                  stage.distil.student, options.seed, Cache(options.cache_folder), teacher)
    with progress_bar("pairs", disable=not accelerator.is_main_process) as on_step:
        pairs.fill(accelerator.process_index, accelerator.num_processes, on_step)
    accelerator.wait_for_everyone()
    return pairs


def build_model(recipe: Recipe, stage: Stage, bundle: Bundle, captions, hearing, seed: int) -> StoryModel:
    """The model of a stage, from a bundle, in float32. The empty prompt's tokens come from the caption encoder.

    Raises:
        ValueError: see check_stage.
    """
    check_stage(stage, bundle, captions, hearing)
    bridge = load_part(bundle, "bridge", dtype=torch.float32)
    with torch.no_grad():
        bridge.empty_prompt.weight.copy_(captions.empty())
    llm = load_part(bundle, "llm", dtype=torch.float32) if stage.data not in ("clips", PAIRS) else None
    dit = load_part(bundle, "dit", dtype=torch.float32) if stage.uses_dit else None
    listener = _listener(recipe, bundle, hearing, seed) if "answer" in stage.losses else None
    stage = dataclasses.replace(stage, trains=_trainable(stage, bundle))
    return StoryModel(stage, bridge, llm, dit, listener, seed).train()


def check_stage(stage: Stage, bundle: Bundle, captions, hearing) -> None:
    """Check that a stage can train this model with these encoders.

    Raises:
        ValueError: the caption encoder's tokens have another size than the bridge's; a stage with questions has no
            sound encoder, or not the one that the bundle's audio adapter was trained with; or the model lacks the
            parts that the stage trains.
    """
    wanted = [bundle.config.tokens.semantic_tokens, bundle.config.bridge.token_width]
    found = list(captions.empty().shape)
    if found != wanted:
        raise ValueError(f"the caption encoder gives {found} a caption, {bundle.path} needs {wanted}")
    if not _trainable(stage, bundle):
        raise ValueError(f"stage {stage.name} trains {listed(stage.trains)}, and {bundle.path} has no residual tokens")
    if "answer" not in stage.losses:
        return
    if hearing is None:
        raise ValueError(f"stage {stage.name} has questions and needs an encoder of sound to listen with")
    known = bundle.config.provenance.get(LISTENER)
    file = bundle.part_file("audio_input")
    if known is not None and file.exists() and (known["features"], known["encoder"]) != (hearing.features,
                                                                                         hearing.name):
        raise ValueError(f"{file} listens to {known['encoder']} of {known['features']} features, the encoder is "
                         f"{hearing.name} of {hearing.features}")


def _trainable(stage: Stage, bundle: Bundle) -> dict[str, float]:
    """The stage's parts with their rates, without those that only a model with residual tokens has."""
    lacks = () if bundle.config.tokens.residual_tokens else ("residual_projector", "fuser")
    return {name: rate for name, rate in stage.trains.items() if name not in lacks}


def _listener(recipe: Recipe, bundle: Bundle, hearing, seed: int) -> Resampler:
    """The bundle's resampler, or a fresh one. A converted checkpoint's has other layers and is replaced."""
    known = bundle.config.provenance.get(LISTENER)
    file = bundle.part_file("audio_input")
    if known is not None and file.exists():
        resampler = Resampler(ListenerConfig(**known))
        resampler.load_state_dict({name: ref.read().float() for name, ref in read_tensors(file).items()})
        return resampler
    width, queries, layers, heads = recipe.listener
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Resampler(ListenerConfig(hearing.features, bundle.config.llm["hidden_size"], width, queries, layers,
                                        heads, hearing.name))


def write_bundle(bundle: Bundle, stage: Stage, weights: dict[str, torch.Tensor], target, done: dict,
                 listener: Resampler | None) -> Path:
    """Write a bundle with the trained weights. All other weights are those of `bundle`.

    Args:
        weights: of a whole StoryModel, by their names in its state.
        done: the provenance's entry for this stage.
    """
    changed, dtype = {}, getattr(torch, stage.stored)
    if stage.data == PAIRS:  # beside the adapter everything stays to the bit
        own = {name.partition(".")[2]: value for name, value in weights.items() if name.startswith("dit.")}
        adapter = few_steps_of(own, stage.lora_rank, stage.lora_alpha)
        return rewrite_bundle(bundle, target, {FEW_STEPS: {name: value.to(dtype) for name, value in adapter.items()}},
                              done, sampler=stage.distil.student)
    for part, module in (("llm", "llm"), ("bridge", "bridge"), ("dit", "dit"), ("audio_input", "listener")):
        own = {name.partition(".")[2]: value for name, value in weights.items() if name.startswith(f"{module}.")}
        if part == "llm" and "lora" in stage.trains:
            own = merged(own, stage.lora_rank, stage.lora_alpha)
        if own:
            changed[part] = own
    return rewrite_bundle(bundle, target, changed, done, dtype, listener)


def rewrite_bundle(bundle: Bundle, target, changed: dict, done: dict, dtype: torch.dtype | None = None,
                   listener: Resampler | None = None, codec: MelConfig | OobleckConfig | None = None,
                   sampler: SamplerConfig | None = None) -> Path:
    """Write a bundle with the weights of some parts replaced. Everything else stays.

    Args:
        changed: for each part its tensors by name.
        done: the provenance's entry for the stage that changed them.
        dtype: of all stored weights; None keeps each weight's own.
        listener: the audio adapter's resampler, whose sizes go into the provenance; None leaves the provenance's.
        codec: its new sizes; None leaves the bundle's.
        sampler: its new settings; None leaves the bundle's, or the usual ones for a DiT that changed.
    """
    if "dit" in changed:  # an adapter does not fit the weights that it was not made for
        sampler = sampler or SamplerConfig()
    parts = {part: read_tensors(bundle.part_file(part)) for part in (*PARTS, *OPTIONAL_PARTS)
             if part not in changed and bundle.part_file(part).exists()
             and not (part == FEW_STEPS and "dit" in changed)}
    provenance = dict(bundle.config.provenance)
    provenance[TRAINED] = [*provenance.get(TRAINED, []), done]
    if listener is not None:
        provenance[LISTENER] = dataclasses.asdict(listener.config)
    config = dataclasses.replace(bundle.config, provenance=provenance, codec=codec or bundle.config.codec,
                                 sampler=sampler or bundle.config.sampler)
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(bundle.path.iterdir())
             if file.name == TOKENIZER_FILE or file.suffix == ".md"}
    return save_bundle(target, config, parts | changed, texts, dtype)


def dependencies(recipe: Recipe, bundle: Bundle, source, captions, model: StoryModel) -> dict:
    """Everything beside the stage that a run's steps depend on, for trainer.Run."""
    return {"start": bundle_digest(bundle), "interleave": recipe.interleave, "shuffle": recipe.shuffle,
            CONTENT: source.digest, "captions": captions.kind,
            "listener": dataclasses.asdict(model.listener.config) if model.listener else None}


def bundle_digest(bundle: Bundle) -> str:
    """A digest of a bundle's config, tokenizer and weights."""
    files = sorted(file for file in bundle.path.iterdir()
                   if file.name in (CONFIG_FILE, TOKENIZER_FILE) or file.suffix == ".safetensors")
    return digest_of(*(f"{file.name} {file_digest(file)}" for file in files))


def check_whole(folder: Path) -> None:
    """Raise a ValueError if a bundle's last stage stopped before its end; names both numbers of steps."""
    done = open_bundle(folder).config.provenance[TRAINED][-1]
    if done["steps"] < done.get("of", 0):  # bundles of earlier versions have no "of"
        raise ValueError(f"{folder}: stage {done['stage']} stands at step {done['steps']} of {done['of']}; train it to "
                         "its end first, or name this bundle with --from")


def trained_steps(folder: Path) -> int | None:
    """The steps of a trained bundle's last stage; None if the folder has no bundle."""
    file = Path(folder) / CONFIG_FILE
    if not file.is_file():
        return None
    return read_json_object(file)["provenance"][TRAINED][-1]["steps"]
