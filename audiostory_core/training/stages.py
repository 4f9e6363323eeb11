"""A stage of training as data: what trains at which rate, with which losses, on which data, for how long.

All parts that `trains` does not name are frozen. Trainer, batches and save all read this record; nothing about a stage
is written anywhere else.
"""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..checks import is_number, is_whole
from ..config import VocoderConfig
from ..config_part import Part, check_count
from ..errors import listed
from ..sampler_config import SamplerConfig

PAIRS = "pairs"
WHOLE_STORIES = ("stories", "stories+questions")
LOSSES = {  # each loss: what it measures, and the data that it needs
    "flow": ("velocity of a noisy latent, mean squared error", ("clips", PAIRS, *WHOLE_STORIES)),
    "semantic": ("semantic tokens against the caption encoder's, mean squared error", WHOLE_STORIES),
    "text": ("next token of reasoning, captions and seconds, cross-entropy", ("readings", *WHOLE_STORIES)),
    "answer": ("next token of an answer about a sound, cross-entropy", ("stories+questions",)),
}
PARTS = {  # each part: the losses that reach it (a stage needs one of them), and the data that it needs
    "dit": (("flow",), ("clips", *WHOLE_STORIES)),
    "few_steps": (("flow",), (PAIRS,)),
    "llm": (tuple(LOSSES), ("readings", *WHOLE_STORIES)),
    "lora": (tuple(LOSSES), ("readings", *WHOLE_STORIES)),
    "semantic_projector": (("semantic", "flow"), WHOLE_STORIES),
    "residual_projector": (("flow",), WHOLE_STORIES),
    "fuser": (("flow",), WHOLE_STORIES),
    "listener": (("answer",), ("stories+questions",)),
}
DATA = ("clips", PAIRS, "readings", *WHOLE_STORIES)
PRECISIONS = ("float32", "bfloat16")
STORED = ("float32", "bfloat16", "float16")
TAKEN_NAMES = ("start", "data", "cache", "codec")  # other folders in OUT, which no stage may be called


@dataclass(frozen=True)
class Distillation(Part):
    """How a stage teaches a DiT to do with few steps and no guidance what it does with many. An adapter learns it.

    pairs: clips that the teacher makes, once, before the first step. The teacher is the model that the stage starts
        from; its data are the stories that the stages before learned from.
    teacher: how it samples. student: how the DiT with its adapter wants to be sampled; goes into the bundle's config.
    """

    pairs: int
    teacher: SamplerConfig
    student: SamplerConfig

    def __post_init__(self):
        check_count("Distillation", pairs=self.pairs)
        for name in ("teacher", "student"):
            if not isinstance(getattr(self, name), SamplerConfig):
                object.__setattr__(self, name, SamplerConfig.from_dict(getattr(self, name)))
        object.__setattr__(self, "student", dataclasses.replace(self.student, adapter=True))

    def to_dict(self) -> dict:
        """Plain data, which `from_dict` reads back."""
        return {"pairs": self.pairs, "teacher": self.teacher.to_dict(), "student": self.student.to_dict()}


@dataclass(frozen=True)
class Stage:
    """One stage.

    trains: the parts that train, each with its peak learning rate. "llm" is the whole LLM; "lora" is its adapters with
        its embeddings, head and norms; "few_steps" is the DiT's adapter for few steps.
    losses: each with its weight in the sum.
    data: "clips" (caption and sound, no LLM), "pairs" (of a teacher, see distil), "readings" (stories cut where their
        reasoning has said what was read in the instruction, which is the hard part and a sixth of the length),
        "stories", or "stories+questions".
    batch: clips or stories in an optimiser step, over all processes and accumulated passes.
    steps, epochs: the length; exactly one of them.
    questions: questions about sounds in an optimiser step, added to the batch.
    warmup: steps on which the rate rises. After them it falls on a cosine to `final_share` of the peak.
    average: decay of the moving average of the weights (EMA); 0 saves the raw weights.
    precision: of the LLM's and the DiT's computation; float32 on a device without bfloat16. Weights that train are
        always float32.
    accumulate: passes in an optimiser step.
    checkpoint_blocks: recompute the blocks of LLM and DiT for the gradient instead of storing their activations.
    clips_to_hear: how many of a batch's clips go through the DiT; None for all.
    alike: bucket size: this number of batches is drawn together and sorted by number of clips, which saves padding.
    unconditional: share of the clips whose tokens are replaced by the empty prompt's, for guidance.
    stored: dtype of the saved bundle.
    distil: how pairs are made, for the data "pairs".
    """

    name: str
    trains: Mapping[str, float]
    losses: Mapping[str, float]
    data: str
    batch: int
    steps: int | None = None
    epochs: int | None = None
    questions: int = 0
    warmup: int = 100
    final_share: float = 0.02
    average: float = 0.999
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    betas: tuple[float, float] = (0.9, 0.98)
    precision: str = "bfloat16"
    accumulate: int = 1
    checkpoint_blocks: bool = False
    clips_to_hear: int | None = None
    alike: int = 1
    unconditional: float = 0.1
    lora_rank: int = 32
    lora_alpha: int = 32
    stored: str = "float32"
    save_every: int = 200
    distil: Distillation | None = None

    def __post_init__(self):
        if isinstance(self.distil, Mapping):
            object.__setattr__(self, "distil", Distillation.from_dict(dict(self.distil)))
        object.__setattr__(self, "betas", tuple(self.betas))
        if not isinstance(self.name, str) or not self.name.isidentifier():
            raise ValueError(f"stage name is {self.name!r}; one word is needed, it names a folder")
        if self.name.lower() in TAKEN_NAMES:
            raise ValueError(f"stage name is {self.name!r}; the folders {listed(TAKEN_NAMES)} are for other things")
        self._check_choices()
        self._check_numbers()
        if "llm" in self.trains and "lora" in self.trains:
            raise ValueError(f"stage {self.name} trains both llm and lora; one of them is possible")
        if ("answer" in self.losses) != (self.data == "stories+questions") or ("answer" in self.losses) != bool(
                self.questions):
            raise ValueError(f"stage {self.name}: the loss answer, the data stories+questions and questions above 0 "
                             "belong together")
        if (self.data == PAIRS) != isinstance(self.distil, Distillation):
            raise ValueError(f"stage {self.name}: the data pairs and the settings distil belong together")
        for part in self.trains:
            losses, data = PARTS[part]
            if self.data not in data:
                raise ValueError(f"stage {self.name} trains {part}, which needs data of {listed(data)}, not "
                                 f"{self.data!r}")
            if not set(losses) & set(self.losses):
                raise ValueError(f"stage {self.name} trains {part}, which needs one of the losses {listed(losses)}, "
                                 f"not {listed(self.losses)}")

    def _check_choices(self) -> None:
        where = f"stage {self.name}"
        for field_name, known in (("trains", PARTS), ("losses", LOSSES)):
            values = getattr(self, field_name)
            if not isinstance(values, Mapping) or not values:
                raise ValueError(f"{where}: {field_name} is {values!r}; names with numbers are needed")
            if unknown := sorted(set(values) - set(known)):
                raise ValueError(f"{where}: {field_name} names {listed(unknown)}; known are {listed(known)}")
            for name, number in values.items():
                check_number(f"{where}: {field_name}.{name}", number, above=0)
        for field_name, known in (("data", DATA), ("precision", PRECISIONS), ("stored", STORED)):
            if getattr(self, field_name) not in known:
                raise ValueError(f"{where}: {field_name} is {getattr(self, field_name)!r}; one of {listed(known)}")
        for loss in self.losses:
            if self.data not in LOSSES[loss][1]:
                raise ValueError(f"{where}: the loss {loss} needs data of {listed(LOSSES[loss][1])}, not {self.data!r}")

    def _check_numbers(self) -> None:
        where = f"stage {self.name}"
        if (self.steps is None) == (self.epochs is None):
            raise ValueError(f"{where}: steps is {self.steps} and epochs {self.epochs}; one of them is needed")
        least = {"batch": 1, "steps": 1, "epochs": 1, "questions": 0, "warmup": 0, "accumulate": 1,
                 "clips_to_hear": 1, "alike": 1, "lora_rank": 1, "lora_alpha": 1, "save_every": 1}
        for name, limit in least.items():
            value = getattr(self, name)
            if value is None and name in ("steps", "epochs", "clips_to_hear"):
                continue
            if not is_whole(value) or value < limit:
                raise ValueError(f"{where}: {name} is {value!r}; a whole number of at least {limit} is needed")
        for name, most in (("final_share", 1), ("average", 1), ("unconditional", 1), ("weight_decay", math.inf)):
            check_number(f"{where}: {name}", getattr(self, name), most=most)
        check_number(f"{where}: clip_norm", self.clip_norm, above=0)
        if len(self.betas) != 2 or not all(0 <= beta < 1 for beta in self.betas):
            raise ValueError(f"{where}: betas is {self.betas}; two numbers from 0 to below 1 are needed")

    @property
    def uses_dit(self) -> bool:
        """Whether the stage's clips go through the DiT."""
        return "flow" in self.losses

    def steps_for(self, examples: int | None) -> int:
        """The number of optimiser steps.

        Args:
            examples: in an epoch; None for endless data. A stage that distils counts its pairs instead.

        Raises:
            ValueError: the stage counts epochs, and the data is endless.
        """
        if self.steps is not None:
            return self.steps
        examples = examples if self.distil is None else self.distil.pairs
        if examples is None:
            raise ValueError(f"stage {self.name} counts epochs, but made-up data has no end; give it steps")
        return self.epochs * math.ceil(examples / self.batch)

    def rate_at(self, step: int, steps: int) -> float:
        """Learning-rate multiplier at `step` (from 0) of `steps`."""
        if step < self.warmup:
            return (step + 1) / self.warmup
        share = (step - self.warmup) / max(1, steps - self.warmup)
        return self.final_share + (1 - self.final_share) * 0.5 * (1 + math.cos(math.pi * share))

    def to_dict(self) -> dict:
        """The stage as plain data, which `from_dict` reads back; without `distil` if the stage does not distil."""
        values = {entry.name: getattr(self, entry.name) for entry in dataclasses.fields(self)}
        if values.pop("distil") is not None:
            values["distil"] = self.distil.to_dict()
        return {name: list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
                for name, value in values.items()}

    @classmethod
    def from_dict(cls, data: Mapping) -> Stage:
        """A stage from a recipe file.

        Raises:
            ValueError: a field is missing, unknown or out of range.
        """
        fields = dataclasses.fields(cls)
        if unknown := sorted(set(data) - {entry.name for entry in fields}):
            raise ValueError(f"stage {data.get('name')!r} has unknown fields {listed(unknown)}; known are "
                             f"{listed(entry.name for entry in fields)}")
        needed = [entry.name for entry in fields
                  if entry.default is dataclasses.MISSING and entry.default_factory is dataclasses.MISSING]
        if missing := [name for name in needed if name not in data]:
            raise ValueError(f"stage {data.get('name')!r} lacks the fields {listed(missing)}")
        return cls(**data)


@dataclass(frozen=True)
class CodecStage:
    """How a codec trains.

    stft_sizes, discriminators: STFT windows in samples of the reconstruction loss and of the discriminators. The hop
        is a quarter of the window.
    stft, adversarial, features, kl: weights of the losses.
    adversarial_from: the first step with a discriminator.
    seconds: length of a training segment.
    vocoder: sizes of a mel codec's vocoder.
    """

    steps: int
    batch: int
    seconds: float
    vocoder: VocoderConfig = VocoderConfig(width=256, layers=4)
    learning_rate: float = 2e-4
    betas: tuple[float, float] = (0.8, 0.99)
    stft_sizes: tuple[int, ...] = (2048, 1024, 512, 256, 128)
    discriminators: tuple[int, ...] = (2048, 1024, 512)
    discriminator_width: int = 32
    stft: float = 1.0
    adversarial: float = 0.1
    features: float = 5.0
    kl: float = 1e-4
    adversarial_from: int = 0
    save_every: int = 500

    def __post_init__(self):
        for name in ("steps", "batch", "discriminator_width", "save_every"):
            value = getattr(self, name)
            if not is_whole(value) or value < 1:
                raise ValueError(f"CodecStage.{name} is {value!r}; a whole number of at least 1 is needed")
        for name in ("seconds", "learning_rate", "stft"):
            if not getattr(self, name) > 0:
                raise ValueError(f"CodecStage.{name} is {getattr(self, name)!r}; a positive number is needed")
        for name in ("adversarial", "features", "kl", "adversarial_from"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"CodecStage.{name} is {getattr(self, name)!r}; it must not be negative")
        if not isinstance(self.vocoder, VocoderConfig):
            object.__setattr__(self, "vocoder", VocoderConfig.from_dict(self.vocoder))
        for name in ("stft_sizes", "discriminators", "betas"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if not self.stft_sizes or not self.discriminators:
            raise ValueError("CodecStage needs stft_sizes and discriminators")


def check_number(name: str, value, above: float | None = None, most: float = math.inf) -> None:
    """Raise a ValueError unless a value is a finite number from 0, or above `above`, to `most`."""
    good = is_number(value) and math.isfinite(value)
    if not good or value < 0 or value > most or (above is not None and value <= above):
        limit = f"above {above}" if above is not None else f"from 0 to {most}"
        raise ValueError(f"{name} is {value!r}; a finite number {limit} is needed")
