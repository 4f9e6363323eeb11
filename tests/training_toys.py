"""Toy data and stages for the tests of training, and a training in another process."""
from __future__ import annotations

import multiprocessing
import os
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from toy import toy_config, toy_config_data, write_toy_bundle

from audiostory_core.bundle import open_bundle
from audiostory_core.sampler_config import SamplerConfig
from audiostory_core.training.data.batches import Batches
from audiostory_core.training.data.cache import CaptionStore
from audiostory_core.training.data.captions import WordCaptions
from audiostory_core.training.data.sources import SyntheticSource
from audiostory_core.training.options import TrainOptions
from audiostory_core.training.recipe import Recipe
from audiostory_core.training.stages import Distillation, Stage
from audiostory_core.training.train import build_model, train_stage
from audiostory_core.training.trainer import make_accelerator

CONFIG = dict(
    dit={"latent_channels": 8, "latent_frames": 6, "max_seconds": 2.0, "num_layers": 1, "num_single_layers": 1,
         "num_heads": 2, "head_width": 16, "token_width": 16, "pooled_width": 24, "rope_axes": [4, 6, 6]},
    codec={**toy_config_data()["codec"], "sampling_rate": 160})  # a window of 2.4 s holds the clips of its stories
JOINTLY = ("semantic_projector", "residual_projector", "fuser", "dit")
LOSSES = {"semantic": 5.0, "text": 2.0, "flow": 1.0}
COMMON = {"batch": 4, "steps": 3, "warmup": 1, "precision": "float32", "save_every": 100, "lora_rank": 4,
          "lora_alpha": 8}
STAGES = {stage.name: stage for stage in (
    Stage("sound", trains={"dit": 1e-2}, losses={"flow": 1.0}, data="clips", **COMMON),
    Stage("read", trains={"llm": 1e-2}, losses={"text": 1.0}, data="readings", alike=2, **COMMON),
    Stage("story", trains={"llm": 1e-2, "semantic_projector": 1e-2}, losses={"semantic": 5.0, "text": 2.0},
          data="stories", alike=2, **COMMON),
    Stage("warm", trains={"lora": 1e-2, "semantic_projector": 1e-2}, losses={"semantic": 5.0, "text": 2.0},
          data="stories", **COMMON),
    Stage("whole", trains=dict.fromkeys(("llm", *JOINTLY), 1e-2), losses=LOSSES, data="stories", clips_to_hear=5,
          **COMMON),
    Stage("joint", trains=dict.fromkeys(("lora", *JOINTLY), 1e-2), losses=LOSSES, data="stories",
          checkpoint_blocks=True, **COMMON),
    Stage("understand", trains=dict.fromkeys(("lora", *JOINTLY, "listener"), 1e-2), losses={**LOSSES, "answer": 2.0},
          data="stories+questions", questions=4, **COMMON),
    Stage("long", trains={**dict.fromkeys(("lora", *JOINTLY[:-1]), 1e-3), "dit": 1e-2}, losses=LOSSES, data="stories",
          alike=2, **{**COMMON, "precision": "bfloat16"}),
)}
DISTIL = Stage("distil", trains={"few_steps": 1e-2}, losses={"flow": 1.0}, data="pairs", **COMMON,
               distil=Distillation(pairs=9, teacher=SamplerConfig(3, "ab2", 2.0, 4.0),
                                   student=SamplerConfig(2, guidance=1.0, window_frames=2)))
SOUNDS = ("rain", "a bell", "wind", "a dog barks")


@dataclass(frozen=True)
class ToyStory:
    instruction: str
    reasoning: str
    clips: tuple
    sounds: tuple
    speaks: bool = True

    @property
    def reading(self) -> str:
        return self.reasoning[:1]


class ToyHearing:
    """What a stage with questions asks of an encoder: the latents of the toy source have 8 channels."""

    name, features = "codec", 8


def make_story(rng) -> ToyStory:
    sounds = tuple(rng.choice(SOUNDS) for _ in range(rng.randint(1, 3)))
    clips = tuple((f"{sound}, part {number}", rng.choice((0.5, 1.0, 1.5))) for number, sound in enumerate(sounds, 1))
    return ToyStory(" then ".join(sounds), f"{len(sounds)} sounds", clips, sounds, rng.random() < 0.8)


def toy_source() -> SyntheticSource:
    generator = torch.Generator().manual_seed(0)
    captions = [sound for sound in SOUNDS for _ in range(3)]
    return SyntheticSource(torch.randn(len(captions), 8, 6, generator=generator), torch.full((len(captions),), 1.5),
                           captions, make_story)


def toy_recipe(**changes) -> Recipe:
    return Recipe("toy", tuple(STAGES.values()), **{"listener": (16, 3, 1, 2), "sample_steps": 1, **changes})


def toy_training_bundle(folder, tokens=None):
    changes = {**CONFIG, "planner": {"max_new_tokens": 20}}
    return write_toy_bundle(folder, toy_config(**changes, **({"tokens": tokens} if tokens else {})))


def toy_captions() -> CaptionStore:
    return CaptionStore(WordCaptions(4, 16))


def train_toy(bundle, out, stage: Stage, accelerator=None, source=None, workers=0, **changes):
    return train_stage(toy_recipe(**changes), stage, bundle, source or toy_source(), toy_captions(),
                       TrainOptions(Path(out), workers=workers), accelerator or make_accelerator(stage, cpu=True),
                       ToyHearing())


def state(out, name: str) -> dict:
    """The tensors that a stage of a run goes on from."""
    return load_file(out / name / "state" / "state.safetensors")


def same_states(first: dict, second: dict) -> bool:
    assert first.keys() == second.keys()
    return all(torch.equal(value, second[name]) for name, value in first.items())


def _train_here(bundle, out, stage: Stage, environment: dict) -> None:
    os.environ.update(environment)
    torch.set_num_threads(1)
    train_toy(bundle, out, stage)


def train_elsewhere(bundle, out, stage: Stage, **environment):
    """A started process that trains a stage; they all come from one that has imported everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_train_here, args=(bundle, out, stage, environment))
    process.start()
    return process


def model_of(bundle, stage, **changes):
    return build_model(toy_recipe(**changes), stage, open_bundle(bundle), toy_captions(), ToyHearing(), 0)


def batches_of(bundle, stage, **changes):
    return Batches(stage, toy_source(), open_bundle(bundle).tokenizer, toy_captions(), 0, queries=3, **changes)
