"""Preparation of the small model: rendered sounds, a codec fitted to them, and a bundle of fresh weights.

The first stage starts from that bundle. Its tokenizer is trained on synthetic stories.
"""
from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tqdm import tqdm

from ...atomic_write import atomic_write
from ...bundle import TOKENIZER_FILE, Bundle, load_part, save_bundle
from ...config import BundleConfig, MelConfig, OobleckConfig, PlannerConfig
from ...digests import file_digest
from ...json_file import read_json_object
from ...mel import MelCodec, coding_of
from ...model_parts import build_part
from ...sound_classes import SOUND_CLASSES, SoundClass
from ..data.seeds import generator_for
from ..data.sources import CAPTIONS_FILE, SyntheticSource, is_synthetic
from . import synthesis
from .clips import read_recordings, recording_files, render
from .induction import init_induction_heads
from .known_words import known_words
from .phrases import DISTANT_SHARE, caption_of
from .stories import INSTEAD, MOST_STORY_SECONDS, make_story, words_digest
from .tokenizer import train_tokenizer

if TYPE_CHECKING:
    from ..recipe import ModelSizes, Recipe

SHORTEST_SECONDS = 3.5
FULL_SHARE = 0.3  # of the clips fill the whole window
FITTED_CLIPS = 24  # clips of each sound class that the codec's basis is fitted to
CODEC_FILE, CLIPS_FILE = "codec.safetensors", "clips.safetensors"
STARTED = "started_with"  # a key in a bundle's provenance
MAX_NEW_TOKENS = 1200
LICENCE = "Apache-2.0"
LICENCE_OF_RECORDINGS = "; trained on CC0 and CC BY 3.0 recordings, see the model card"


def possible_classes(recordings) -> tuple[list[SoundClass], list[SoundClass]]:
    """The sound classes that can be rendered, and those that only recordings would give.

    Args:
        recordings: their folder, or None.
    """
    made = [entry for entry in SOUND_CLASSES if recordings is not None or entry.name in synthesis.MAKERS]
    return made, [entry for entry in SOUND_CLASSES if entry not in made]


def known_captions(folder) -> list[str]:
    """The caption of each clip in a folder that `prepare` made."""
    return _captions(Path(folder))["captions"]


def story_maker(captions):
    """A function (rng) -> synthetic story, whose sounds all have one of these captions.

    Raises:
        ValueError: the captions lack the class that is planned if nothing is known.
    """
    known = set(captions)
    classes = tuple(entry for entry in SOUND_CLASSES if {caption_of(entry, far) for far in (False, True)} <= known)
    if INSTEAD not in classes:
        raise ValueError(f"the sounds hold no {INSTEAD.name}, near and far, which is planned where nothing is known")
    return partial(make_story, classes=classes)


def render_clips(sound_class: SoundClass, count: int, window_seconds: float, rate: int, seed: int, recordings):
    """`count` clips of one sound class in a window: (waves [count, T] float32, seconds [count], captions [count]).

    Silence follows a clip that is shorter than the window, as in the model's windows. The first clip is near and the
    second distant, so that every caption of a story has a clip.
    """
    rng = np.random.default_rng([seed, SOUND_CLASSES.index(sound_class)])
    sources = read_recordings(recordings, sound_class, rate) if recordings is not None else []
    waves = np.zeros((count, round(window_seconds * rate)), np.float32)
    seconds, captions = np.zeros(count, np.float32), []
    for index in range(count):
        full = rng.random() < FULL_SHARE
        shortest = min(SHORTEST_SECONDS, window_seconds)
        seconds[index] = window_seconds if full else rng.uniform(shortest, window_seconds)
        distant = bool(rng.random() < DISTANT_SHARE) if index > 1 else bool(index)
        sound = render(sound_class, float(seconds[index]), rate, rng, sources, distant)
        waves[index, : len(sound)] = sound[: waves.shape[1]]
        captions.append(caption_of(sound_class, distant))
    return waves, seconds, captions


def _patches_of(job):
    sound_class, count, config, frames, seed, recordings = job
    torch.set_num_threads(1)
    window = frames * config.hop_samples / config.sample_rate
    waves, seconds, captions = render_clips(sound_class, count, window, config.sample_rate, seed, recordings)
    codec = MelCodec(config)
    patches = torch.cat([codec.patches(torch.from_numpy(wave)[None, None]) for wave in waves])
    return patches[:, :frames].half(), torch.from_numpy(seconds), captions


def prepare(folder, config: MelConfig, frames: int, per_class: int, recordings, seed: int = 0,
            workers: int = 2, codec: MelCodec | None = None) -> None:
    """Render all sound classes, fit the codec, and store the latents. A finished folder is not made again.

    Args:
        folder: gets the codec's basis, the latents and their captions, in this order. The captions complete it.
        frames: latent frames of the window. per_class: clips of each sound class.
        recordings: a folder of ESC-10, one folder a class; None renders only the classes that formulas can make.
        codec: the codec of the model being continued, used unchanged. None fits a new one. (Two machines do not fit the
            same basis: a direction may point the other way.)

    Raises:
        ValueError: a class has no recordings, or the folder's data was made with other settings, or `per_class` is too
            small for a near and a distant clip.
    """
    folder = Path(folder)
    if per_class < 2:
        raise ValueError(f"clips_a_kind is {per_class}; at least 2 are needed, a near and a distant one")
    classes, lacking = possible_classes(recordings)
    settings = {"seed": seed, "clips_a_kind": per_class, "frames": frames, "codec": coding_of(config).to_dict(),
                "recordings": sum(len(recording_files(recordings, entry)) for entry in classes) if recordings else None}
    if is_synthetic(folder):
        _check_made_with(folder, settings, "now it is", "ask for what they were made with, name the folder with "
                         "--data to take it as it is, or train into another folder")
        return
    folder.mkdir(parents=True, exist_ok=True)
    if lacking:
        tqdm.write(f"without recordings the model lacks {', '.join(sound_class.name for sound_class in lacking)}")
    jobs = [(sound_class, per_class, config, frames, seed, recordings) for sound_class in classes]
    with ProcessPoolExecutor(workers) as pool:
        parts = list(tqdm(pool.map(_patches_of, jobs), total=len(jobs), desc="rendering sounds"))
    if codec is None:
        codec = MelCodec(config)
        codec.fit(torch.cat([patches[:FITTED_CLIPS].float().flatten(0, 1) for patches, _, _ in parts]))
    latents = torch.cat([_projected(codec, patches) for patches, _, _ in parts])
    _save(folder / CODEC_FILE, codec.coding_state())
    _save(folder / CLIPS_FILE, {"latents": latents, "seconds": torch.cat([seconds for _, seconds, _ in parts])})
    data = {"captions": [caption for _, _, captions in parts for caption in captions],
            "knows": [sound_class.name for sound_class in classes], "made_with": settings}
    with atomic_write(folder / CAPTIONS_FILE) as beside:
        beside.write_text(json.dumps(data, indent=1), encoding="utf-8")


def _check_made_with(folder: Path, settings: dict, asks: str, remedy: str) -> None:
    """Raise a ValueError unless a folder's data was made with these settings; names both values."""
    there = _captions(folder).get("made_with", {})
    if there.get("codec", {}).get("kind") == MelConfig.kind:  # older folders name what only decoding reads as well
        there["codec"] = coding_of(MelConfig.from_dict(there["codec"])).to_dict()
    for name, value in json.loads(json.dumps(settings)).items():
        if there.get(name, "unknown") != value:
            raise ValueError(f"{folder}: its sounds were made with {name} {there.get(name, 'unknown')}, {asks} "
                             f"{value}; {remedy}")


def check_fits(folder, owner: object, codec: MelConfig | OobleckConfig, frames: int) -> None:
    """Raise a ValueError unless synthetic data has a model's window and codec; owner: the model, for the message."""
    _check_made_with(Path(folder), {"frames": frames, "codec": coding_of(codec).to_dict()}, f"{owner} has",
                     "name other data with --data, or leave it out where a model makes up its own")


def check_dit(dit: Bundle, sizes: ModelSizes) -> None:
    """Raise a ValueError unless a bundle's DiT has these sizes; names both."""
    if dit.config.dit != sizes.dit:
        raise ValueError(f"{dit.path}: its DiT is {dit.config.dit}, the recipe asks for {sizes.dit}")


def load_codec(folder, config: MelConfig) -> MelCodec:
    """The codec that `prepare` fitted."""
    codec = MelCodec(config)
    codec.load_state_dict(load_file(Path(folder) / CODEC_FILE))
    return codec


def load_source(folder, bundle: Bundle) -> SyntheticSource:
    """Synthetic data for a bundle.

    Raises:
        ValueError: the latents have another codec or another window than the bundle.
    """
    folder = Path(folder)
    check_fits(folder, bundle.path, bundle.config.codec, bundle.config.dit.latent_frames)
    ours, theirs = load_file(folder / CODEC_FILE), load_part(bundle, "vae", dtype=torch.float32).state_dict()
    for name, value in ours.items():
        if name not in theirs or value.shape != theirs[name].shape or not torch.allclose(
                value.float(), theirs[name], rtol=2e-3, atol=2e-3):  # a bundle may hold it in half precision
            raise ValueError(f"{folder}: its sounds were coded by another codec than that of {bundle.path} ({name})")
    clips = load_file(folder / CLIPS_FILE)
    captions = known_captions(folder)
    return SyntheticSource(clips["latents"], clips["seconds"], captions, story_maker(captions), words_digest())


def start_bundle(recipe: Recipe, data, target, seed: int = 0, dit: Bundle | None = None) -> Path:
    """Write the bundle that the first stage starts from: fresh weights, and the data's codec.

    Args:
        data: folder that `prepare` wrote.
        dit: a bundle whose DiT replaces the fresh one, so that several models can share their stage 0.

    Raises:
        ValueError: the DiT has other sizes, or the data another window or codec.
    """
    sizes, known = recipe.sizes, _captions(Path(data))
    check_fits(data, f"recipe {recipe.name}", sizes.codec, sizes.dit.latent_frames)
    if dit is not None:
        check_dit(dit, sizes)
    tokenizer = train_tokenizer(story_maker(known["captions"]), sizes.tokens, sizes.vocabulary, seed)
    config = _start_config(recipe, tokenizer.get_vocab_size(with_added_tokens=True), known["knows"],
                           known["made_with"]["recordings"], started_with(recipe, seed, dit))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        parts = {part: build_part(config, part) for part in ("dit", "llm", "bridge")}
    tokens = [tokenizer.decode([token]) for token in range(config.llm["vocab_size"])]
    init_induction_heads(parts["llm"], tokens, generator_for(seed, "copying"))
    if dit is not None:
        parts["dit"] = load_part(dit, "dit", dtype=torch.float32)
    parts["vae"] = load_codec(data, sizes.codec)
    return save_bundle(target, config, parts, {TOKENIZER_FILE: tokenizer.to_str()}, torch.float32)


def started_with(recipe: Recipe, seed: int, dit: Bundle | None) -> dict:
    """The provenance's entry about fresh weights; their sizes are in the config."""
    return {"seed": seed, "vocabulary": recipe.sizes.vocabulary,
            "dit": file_digest(dit.part_file("dit")) if dit is not None else None}


def check_start(bundle: Bundle, recipe: Recipe, seed: int, dit: Bundle | None) -> None:
    """Raise a ValueError unless start_bundle would make this bundle from these; names both values."""
    config, sizes = bundle.config, recipe.sizes
    llm = {name: value for name, value in config.llm.items() if name != "vocab_size"}
    there = {"name": config.name, "codec": config.codec, "dit sizes": config.dit, "tokens": config.tokens,
             "bridge": config.bridge, "llm": llm, **config.provenance.get(STARTED, {})}
    asked = {"name": sizes.name, "codec": sizes.codec, "dit sizes": sizes.dit, "tokens": sizes.tokens,
             "bridge": sizes.bridge, "llm": sizes.llm, **started_with(recipe, seed, dit)}
    for name, value in asked.items():
        if there.get(name, "unknown") != value:
            raise ValueError(f"{bundle.path}: its fresh weights were made with {name} {there.get(name, 'unknown')}, "
                             f"now it is {value}; ask for what they were made with, or train into another folder")


def _start_config(recipe: Recipe, vocabulary: int, knows: list[str], recordings: int | None,
                  started: dict) -> BundleConfig:
    sizes, classes = recipe.sizes, [sound_class for sound_class in SOUND_CLASSES if sound_class.name in knows]
    return BundleConfig(
        name=sizes.name, llm={**sizes.llm, "vocab_size": vocabulary}, tokens=sizes.tokens, bridge=sizes.bridge,
        dit=sizes.dit, codec=sizes.codec,
        licence=LICENCE + (LICENCE_OF_RECORDINGS if recordings else ""), knows=tuple(knows),
        known_words=known_words(classes),
        planner=PlannerConfig(max_new_tokens=MAX_NEW_TOKENS, most_story_seconds=MOST_STORY_SECONDS,
                              quotes=True, reads=True),
        provenance={"made by": "audiostory_core.training", "recipe": recipe.name, STARTED: started,
                    "sounds": f"{recordings} recordings of ESC-10 and synthesis" if recordings else "synthesis",
                    "recordings": recordings or 0})


def _captions(folder: Path) -> dict:
    return read_json_object(folder / CAPTIONS_FILE)


def _projected(codec: MelCodec, patches: torch.Tensor) -> torch.Tensor:
    """Patches [N, L, width] -> latents [N, C, L] float16."""
    return ((patches.float() - codec.mean) @ codec.basis.T / codec.scale).transpose(1, 2).contiguous().half()


def _save(path: Path, tensors) -> None:
    with atomic_write(path) as beside:
        save_file({name: value.contiguous() for name, value in tensors.items()}, beside)
