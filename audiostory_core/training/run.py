"""Training from its options: which bundle each stage starts from, what data it reads, and the stages in their order."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch

from ..bundle import Bundle, load_part, open_bundle
from ..mel import coding_of
from ..progress import progress_bar
from .audio_adapter import CodecHearing, WhisperHearing
from .data.cache import Cache, CaptionStore, SoundStore
from .data.captions import T5Captions, WordCaptions
from .data.rows import read_rows
from .data.sources import Recorded, SyntheticSource
from .options import TrainOptions
from .recipe import Recipe
from .stages import Stage
from .train import check_stage, check_whole, rewrite_bundle, train_stage
from .trainer import CONTENT, check_accelerator, make_accelerator


def train(recipe: Recipe, stages: list[Stage], options: TrainOptions) -> Iterator[tuple[Stage, Path]]:
    """Train the stages in their order; yields each with the folder of its bundle.

    Whatever is wrong with one of them is raised before the first one trains, and before data is encoded.

    Raises:
        ValueError: nothing to start from, data or encoders that are missing or do not fit, a state of another run.
    """
    accelerator = make_accelerator(stages[0], options.cpu)
    _check_call(recipe, stages, options, accelerator)
    bundle_folder = _first_bundle(recipe, stages[0], options, accelerator)
    bundle, cache = open_bundle(bundle_folder), Cache(options.cache_folder)
    captions = _captions(recipe, bundle, cache, options, accelerator)
    asks = any(stage.questions for stage in stages)
    codec = hearing = None
    if asks or not options.is_synthetic:  # no stage changes the codec
        codec = CodecHearing(load_part(bundle, "vae", dtype=torch.float32, device=accelerator.device))
    if asks:
        hearing = codec if options.listen is None else WhisperHearing(options.listen, accelerator.device)
    for stage in stages:
        check_stage(stage, bundle, captions, hearing)
    if options.is_synthetic:
        source = _synthetic_source(recipe, bundle, options, accelerator)
    else:
        source = _recorded(bundle, cache, codec, hearing, options)
        for stage in stages:
            stage.steps_for(source.examples(stage.data))
        _fill(source, asks, accelerator)
    for stage in stages:
        accelerator = make_accelerator(stage, options.cpu)
        bundle_folder = train_stage(recipe, stage, bundle_folder, source, captions, options, accelerator, hearing)
        yield stage, bundle_folder


def _check_call(recipe: Recipe, stages: list[Stage], options: TrainOptions, accelerator) -> None:
    """The checks that need no file to be read or made."""
    for stage in stages:
        check_accelerator(accelerator, stage)
    if not options.is_synthetic:
        return
    if options.data is None and recipe.sizes is None:
        raise ValueError(f"recipe {recipe.name} makes up no data; name a folder with --data")
    if options.listen is not None:
        raise ValueError(f"--listen {options.listen} hears the sounds of a folder of rows; made-up ones are heard with "
                         "the model's own codec, leave it out")
    for stage in stages:
        stage.steps_for(None)


def train_codec(recipe: Recipe, options: TrainOptions) -> Path:
    """Train the codec of the bundle at --from on the sounds under --data.

    An Oobleck is trained anew. A mel codec stays and gets a new vocoder.

    Returns:
        OUT/codec/bundle, the model with its new codec. A new Oobleck has other latents, so the DiT has to train again;
        a vocoder leaves the latents unchanged.

    Raises:
        ValueError: there is no bundle or no folder of sounds, or one of them cannot be read.
    """
    from .codec import CodecRun, FolderSounds, MelVocoding, OobleckCoding

    if options.start is None or options.data is None:
        raise ValueError("the codec trains from a bundle on a folder of sounds; name them with --from and --data")
    bundle, stage, folder = open_bundle(options.start), recipe.codec, options.out / "codec"
    codec = bundle.config.codec
    frames = max(1, round(stage.seconds * codec.sample_rate / codec.hop_samples))
    draw = FolderSounds(options.data, frames * codec.hop_samples, codec.sample_rate, codec.audio_channels)
    accelerator = make_accelerator(recipe.stages[0], options.cpu)
    if accelerator.num_processes > 1:
        raise ValueError(f"the codec trains in one process, this is one of {accelerator.num_processes}; start it alone")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(options.seed)
        if codec.kind == "mel":
            coding = MelVocoding(load_part(bundle, "vae", dtype=torch.float32), stage.vocoder)
            codec = coding.codec.config
        else:
            coding = OobleckCoding(codec)
    CodecRun(coding.to(accelerator.device), stage, draw, folder, options.seed, {CONTENT: draw.digest}).train()
    done = {"stage": "codec", "recipe": recipe.name, "steps": stage.steps, "of": stage.steps, "seed": options.seed}
    return rewrite_bundle(bundle, folder / "bundle", {"vae": coding.bundle_weights()}, done, codec=codec)


def _first_bundle(recipe: Recipe, stage: Stage, options: TrainOptions, accelerator) -> Path:
    """The bundle that the first stage starts from: the one named, the previous stage's, or fresh weights."""
    if options.start is not None:
        if options.dit is not None:
            raise ValueError(f"--dit {options.dit} goes into fresh weights, and --from {options.start} names others; "
                             "give one of them")
        return options.start
    names = [entry.name for entry in recipe.stages]
    before = names[:names.index(stage.name)]
    left = options.out / before[-1] / "bundle" if before else None
    if left is not None and left.is_dir():
        if options.dit is not None:
            raise ValueError(f"--dit {options.dit} stands in place of the stages before {stage.name}, and {left} is "
                             "there; leave --dit out, or train into another folder")
        check_whole(left)
        return left
    if before and options.dit is None:
        raise ValueError(f"stage {stage.name} starts from what {before[-1]} leaves, and {options.out / before[-1]} has "
                         "no bundle; train that first, or name a bundle with --from")
    if recipe.sizes is None:
        raise ValueError(f"recipe {recipe.name} builds no model of its own; name a bundle with --from")
    return _fresh_bundle(recipe, options, accelerator)


def _fresh_bundle(recipe: Recipe, options: TrainOptions, accelerator) -> Path:
    """OUT/start/bundle; it is made if it is missing, and checked against the recipe and the options."""
    from .synthetic.prepare import check_dit, check_start, start_bundle  # full-size training never imports synthetic

    place, dit = options.out / "start" / "bundle", open_bundle(options.dit) if options.dit is not None else None
    with accelerator.main_process_first():
        if not place.is_dir():
            if not options.is_synthetic:
                raise ValueError(f"{options.data}: a model from nothing needs a codec that fits its data, and only "
                                 "made-up data brings one; name a bundle with --from")
            if dit is not None:
                check_dit(dit, recipe.sizes)
            _prepare_data(recipe, options)
            start_bundle(recipe, options.synthetic_folder, place, options.seed, dit)
    check_start(open_bundle(place), recipe, options.seed, dit)
    return place


def _prepare_data(recipe: Recipe, options: TrainOptions, bundle: Bundle | None = None) -> None:
    """Prepare synthetic data in OUT/data, unless --data names some.

    Args:
        bundle: whose codec codes the sounds; None fits a new codec to them.
    """
    if options.data is not None:
        return
    from .synthetic.prepare import prepare

    sizes, codec = recipe.sizes, None if bundle is None else load_part(bundle, "vae", dtype=torch.float32)
    prepare(options.synthetic_folder, sizes.codec, sizes.dit.latent_frames, recipe.clips_a_kind, options.recordings,
            options.seed, codec=codec)


def _captions(recipe: Recipe, bundle: Bundle, cache: Cache, options: TrainOptions, accelerator) -> CaptionStore:
    tokens = bundle.config.tokens.semantic_tokens
    if options.captions is not None:
        if options.workers and accelerator.device.type != "cpu":
            raise ValueError(f"--workers is {options.workers}, but the encoder of --captions {options.captions} "
                             f"computes on the {accelerator.device.type}, where processes for batches cannot; it must "
                             "be 0")
        return CaptionStore(T5Captions(options.captions, tokens, accelerator.device), cache)
    if recipe.captions == "words":
        return CaptionStore(WordCaptions(tokens, bundle.config.bridge.token_width))
    raise ValueError(f"recipe {recipe.name} reads captions with a T5 encoder; name its folder with --captions")


def _synthetic_source(recipe: Recipe, bundle: Bundle, options: TrainOptions, accelerator) -> SyntheticSource:
    if options.data is None:
        there, made = ((coding_of(owner.codec), owner.dit.latent_frames) for owner in (bundle.config, recipe.sizes))
        if there != made:
            raise ValueError(f"{bundle.path} has codec and latent_frames {there}, recipe {recipe.name} makes up data "
                             f"for {made}; name data that fits with --data")
    from .synthetic.prepare import load_source

    with accelerator.main_process_first():
        _prepare_data(recipe, options, bundle)
    return load_source(options.synthetic_folder, bundle)


def _recorded(bundle: Bundle, cache: Cache, codec: CodecHearing, hearing, options: TrainOptions) -> Recorded:
    """The checked rows of a folder. Nothing is encoded yet."""
    config = bundle.config
    longest = heard = config.longest_clip_seconds
    if hearing is not None:
        heard = min(hearing.longest_seconds, longest)
    rows = read_rows(options.data, bundle.tokenizer, longest, heard, config.llm["max_position_embeddings"])
    frames = config.dit.latent_frames
    latents = SoundStore(cache, codec, codec.digest, codec.sample_rate, codec.channels, frames,
                         frames * config.codec.hop_samples / codec.sample_rate)
    features = None if hearing is None else SoundStore(cache, hearing, hearing.digest, hearing.sample_rate,
                                                       hearing.channels)
    return Recorded(rows, latents, features)


def _fill(source: Recorded, questions: bool, accelerator) -> None:
    """Compute the latents and features that the cache lacks; each process computes its shard."""
    with progress_bar("encoding", disable=not accelerator.is_main_process) as on_step:
        source.fill(questions, accelerator.process_index, accelerator.num_processes, on_step)
    accelerator.wait_for_everyone()
