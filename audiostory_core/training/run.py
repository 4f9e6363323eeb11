"""From the command's arguments to stages in their order: where each starts, what it reads, who computes."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
from tqdm import tqdm

from ..bundle import Bundle, load_part, open_bundle
from ..mel import coding_of
from .audio_adapter import CodecHearing, WhisperHearing
from .data.cache import Cache, CaptionStore, SoundStore
from .data.captions import T5Captions, WordCaptions
from .data.rows import read_rows
from .data.sources import Recorded, SyntheticSource, is_synthetic
from .recipe import Recipe
from .stages import Stage
from .train import check_stage, check_whole, rewrite_bundle, train_stage
from .trainer import CONTENT, check_accelerator, make_accelerator


def train(recipe: Recipe, stages: list[Stage], args) -> Iterator[tuple[Stage, Path]]:
    """Train the stages; gives each with the bundle that it left.

    What can be said against any of them is said before the first one trains, and before its data is encoded.

    Args:
        args: of the command, see command.add_train_arguments.

    Raises:
        ValueError: nothing to start from, data or encoders that are missing or do not fit, a state of another run.
    """
    accelerator = make_accelerator(stages[0], args.cpu)
    _check_call(recipe, stages, args, accelerator)
    bundle_folder = _first_bundle(recipe, stages[0], args, accelerator)
    bundle, cache = open_bundle(bundle_folder), Cache(args.cache or args.out / "cache")
    captions = _captions(recipe, bundle, cache, args, accelerator)
    asks = any(stage.questions for stage in stages)
    codec = hearing = None
    if asks or not _is_synthetic(args):  # no stage changes the codec
        codec = CodecHearing(load_part(bundle, "vae", dtype=torch.float32, device=accelerator.device))
    if asks:
        hearing = codec if args.listen is None else WhisperHearing(args.listen, accelerator.device)
    for stage in stages:
        check_stage(stage, bundle, captions, hearing)
    if _is_synthetic(args):
        source = _synthetic_source(recipe, bundle, args, accelerator)
    else:
        source = _recorded(bundle, cache, codec, hearing, args)
        for stage in stages:
            stage.steps_for(source.examples(stage.data))
        _fill(source, asks, accelerator)
    for stage in stages:
        accelerator = make_accelerator(stage, args.cpu)
        bundle_folder = train_stage(recipe, stage, bundle_folder, source, captions, args.out, accelerator=accelerator,
                                    hearing=hearing, seed=args.seed, compiled=args.compile,
                                    workers=args.workers)
        yield stage, bundle_folder


def _is_synthetic(args) -> bool:
    """Whether the data is made up, now or by an earlier run."""
    return args.data is None or is_synthetic(args.data)


def _check_call(recipe: Recipe, stages: list[Stage], args, accelerator) -> None:
    """What can be checked before anything is read or made."""
    for stage in stages:
        check_accelerator(accelerator, stage)
    if not _is_synthetic(args):
        return
    if args.data is None and recipe.sizes is None:
        raise ValueError(f"recipe {recipe.name} makes up no data; name a folder with --data")
    if args.listen is not None:
        raise ValueError(f"--listen {args.listen} hears the sounds of a folder of rows; made-up ones are heard with "
                         "the model's own codec, leave it out")
    for stage in stages:
        stage.steps_for(None)


def train_codec(recipe: Recipe, args) -> Path:
    """Train the codec of the bundle at --from on the sounds under --data: an Oobleck anew, for a mel codec a vocoder.

    Returns:
        OUT/codec/bundle, the model with its new codec. After an Oobleck's the DiT has to train; a vocoder leaves the
        latents as they are.

    Raises:
        ValueError: there is no bundle or no folder of sounds, or one of them cannot be read.
    """
    from .codec import CodecRun, FolderSounds, MelVocoding, OobleckCoding

    if args.start is None or args.data is None:
        raise ValueError("the codec trains from a bundle on a folder of sounds; name them with --from and --data")
    bundle, stage, folder = open_bundle(args.start), recipe.codec, args.out / "codec"
    codec = bundle.config.codec
    frames = max(1, round(stage.seconds * codec.sample_rate / codec.hop_samples))
    draw = FolderSounds(args.data, frames * codec.hop_samples, codec.sample_rate, codec.audio_channels)
    accelerator = make_accelerator(recipe.stages[0], args.cpu)
    if accelerator.num_processes > 1:
        raise ValueError(f"the codec trains in one process, this is one of {accelerator.num_processes}; start it alone")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(args.seed)
        if codec.kind == "mel":
            coding = MelVocoding(load_part(bundle, "vae", dtype=torch.float32), stage.vocoder)
            codec = coding.codec.config
        else:
            coding = OobleckCoding(codec)
    CodecRun(coding.to(accelerator.device), stage, draw, folder, args.seed, {CONTENT: draw.digest}).train()
    done = {"stage": "codec", "recipe": recipe.name, "steps": stage.steps, "of": stage.steps, "seed": args.seed}
    return rewrite_bundle(bundle, folder / "bundle", {"vae": coding.bundle_weights()}, done, codec=codec)


def _synthetic_folder(args) -> Path:
    return args.out / "data" if args.data is None else args.data


def _first_bundle(recipe: Recipe, stage: Stage, args, accelerator) -> Path:
    """Where the first stage starts: what is named, what the stage before left, or fresh weights."""
    if args.start is not None:
        if args.dit is not None:
            raise ValueError(f"--dit {args.dit} goes into fresh weights, and --from {args.start} names others; give "
                             "one of them")
        return args.start
    names = [entry.name for entry in recipe.stages]
    before = names[:names.index(stage.name)]
    left = args.out / before[-1] / "bundle" if before else None
    if left is not None and left.is_dir():
        if args.dit is not None:
            raise ValueError(f"--dit {args.dit} stands in place of the stages before {stage.name}, and {left} is "
                             "there; leave --dit out, or train into another folder")
        check_whole(left)
        return left
    if before and args.dit is None:
        raise ValueError(f"stage {stage.name} starts from what {before[-1]} leaves, and {args.out / before[-1]} has no "
                         "bundle; train that first, or name a bundle with --from")
    if recipe.sizes is None:
        raise ValueError(f"recipe {recipe.name} builds no model of its own; name a bundle with --from")
    return _fresh_bundle(recipe, args, accelerator)


def _fresh_bundle(recipe: Recipe, args, accelerator) -> Path:
    """OUT/start/bundle, made where it is not there, checked where it is."""
    from .synthetic.prepare import check_dit, check_start, start_bundle  # a model of the full size never needs it

    place, dit = args.out / "start" / "bundle", open_bundle(args.dit) if args.dit is not None else None
    with accelerator.main_process_first():
        if not place.is_dir():
            if not _is_synthetic(args):
                raise ValueError(f"{args.data}: a model from nothing needs a codec that fits its data, and only "
                                 "made-up data brings one; name a bundle with --from")
            if dit is not None:
                check_dit(dit, recipe.sizes)
            _prepare_data(recipe, args)
            start_bundle(recipe, _synthetic_folder(args), place, args.seed, dit)
    check_start(open_bundle(place), recipe, args.seed, dit)
    return place


def _prepare_data(recipe: Recipe, args, bundle: Bundle | None = None) -> None:
    """Made-up data in OUT/data, coded by a bundle's codec or by one that is fitted; what --data names is taken as it
    is."""
    if args.data is not None:
        return
    from .synthetic.prepare import prepare

    sizes, codec = recipe.sizes, None if bundle is None else load_part(bundle, "vae", dtype=torch.float32)
    prepare(_synthetic_folder(args), sizes.codec, sizes.dit.latent_frames, recipe.clips_a_kind, args.recordings,
            args.seed, codec=codec)


def _captions(recipe: Recipe, bundle: Bundle, cache: Cache, args, accelerator) -> CaptionStore:
    tokens = bundle.config.tokens.semantic_tokens
    if args.captions is not None:
        if args.workers and accelerator.device.type != "cpu":
            raise ValueError(f"--workers is {args.workers}, but the encoder of --captions {args.captions} computes on "
                             f"the {accelerator.device.type}, where processes for batches cannot; it must be 0")
        return CaptionStore(T5Captions(args.captions, tokens, accelerator.device), cache)
    if recipe.captions == "words":
        return CaptionStore(WordCaptions(tokens, bundle.config.bridge.token_width))
    raise ValueError(f"recipe {recipe.name} reads captions with a T5 encoder; name its folder with --captions")


def _synthetic_source(recipe: Recipe, bundle: Bundle, args, accelerator) -> SyntheticSource:
    if args.data is None:
        there, made = ((coding_of(owner.codec), owner.dit.latent_frames) for owner in (bundle.config, recipe.sizes))
        if there != made:
            raise ValueError(f"{bundle.path} has codec and latent_frames {there}, recipe {recipe.name} makes up data "
                             f"for {made}; name data that fits with --data")
    from .synthetic.prepare import load_source

    with accelerator.main_process_first():
        _prepare_data(recipe, args, bundle)
    return load_source(_synthetic_folder(args), bundle)


def _recorded(bundle: Bundle, cache: Cache, codec: CodecHearing, hearing, args) -> Recorded:
    """A folder's rows, checked; nothing is encoded yet."""
    config = bundle.config
    longest = heard = config.longest_clip_seconds
    if hearing is not None:
        heard = min(hearing.longest_seconds, longest)
    rows = read_rows(args.data, bundle.tokenizer, longest, heard, config.llm["max_position_embeddings"])
    frames = config.dit.latent_frames
    latents = SoundStore(cache, codec, codec.digest, codec.sample_rate, codec.channels, frames,
                         frames * config.codec.hop_samples / codec.sample_rate)
    features = None if hearing is None else SoundStore(cache, hearing, hearing.digest, hearing.sample_rate,
                                                       hearing.channels)
    return Recorded(rows, latents, features)


def _fill(source: Recorded, questions: bool, accelerator) -> None:
    """Compute latents and features that are not in the cache: each process its share."""
    with tqdm(desc="encoding", disable=not accelerator.is_main_process) as bar:
        def on_step(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        source.fill(questions, accelerator.process_index, accelerator.num_processes, on_step)
    accelerator.wait_for_everyone()
