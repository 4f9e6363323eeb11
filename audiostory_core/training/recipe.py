"""The recipes as data: FULL with the paper's numbers, TINY for the embedded model, or a file that overrides one.

Every size, rate, weight and length that a recipe chooses is here. The defaults of a stage are in stages.py.
"""
from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from ..checks import is_whole
from ..config import (
    BridgeConfig,
    BundleConfig,
    DiTConfig,
    MelConfig,
    OobleckConfig,
    PlannerConfig,
    TokenConfig,
    VocoderConfig,
)
from ..errors import listed
from ..sampler_config import SamplerConfig
from .data.from_nothing import check_can_copy, least_vocabulary
from .stages import CodecStage, Distillation, Stage, check_number

LATENT_FRAMES = 64
TINY_CODEC = MelConfig(sample_rate=22050, n_fft=1024, hop_length=256, n_mels=64, f_min=30.0, f_max=11025.0,
                       frames_per_latent=16, latent_channels=64, griffin_lim_steps=8)


@dataclass(frozen=True)
class ModelSizes:
    """The sizes of a model that starts from fresh weights.

    llm: the Qwen2 configuration as plain data, without vocab_size, which comes from the tokenizer.
    vocabulary: entries of the tokenizer that is trained on the stories.

    Raises:
        ValueError: no model can have these sizes, or the LLM has no room for the induction heads that it starts with
            (see synthetic/induction.py).
    """

    name: str
    codec: MelConfig | OobleckConfig
    dit: DiTConfig
    tokens: TokenConfig
    bridge: BridgeConfig
    llm: dict
    vocabulary: int

    def __post_init__(self):
        least, count = least_vocabulary(self.tokens), self.vocabulary
        if not is_whole(count) or count < least:
            raise ValueError(f"sizes: vocabulary is {count!r}; a whole number of at least {least} is needed, for the "
                             "bytes and a story's special tokens")
        if getattr(self.codec, "vocoder", None) is not None:
            raise ValueError(f"sizes: codec.vocoder is {self.codec.vocoder}; a model begins without one, the stage "
                             "codec trains it")
        try:  # a bundle's config would refuse these only after the sounds were rendered
            BundleConfig(self.name, {**self.llm, "vocab_size": count}, self.tokens, self.bridge, self.dit, self.codec,
                         PlannerConfig(), {}, "")
            check_can_copy(*(self.llm[name] for name in ("num_hidden_layers", "num_attention_heads",
                                                         "num_key_value_heads")))
        except ValueError as error:
            raise ValueError(f"sizes: {error}") from error


@dataclass(frozen=True)
class Recipe:
    """Stages in their order, and what they share.

    sizes: of a model from fresh weights; None if the first stage starts from a bundle.
    listener: sizes of the audio adapter's resampler: width, queries, layers, heads.
    clips_a_kind: rendered clips of each sound class, for synthetic data.
    prompts: the texts of the samples page, which is made at every save. The planner plans them; stages without an LLM
        take each as a caption.
    sample_steps, guidance: of that page.
    captions: the caption encoder: "words" (captions.WordCaptions) or "t5" (captions.T5Captions).
    codec: how the stage called codec trains. It comes before the others and runs only when it is named.
    interleave: False replaces every caption in the sequence by one constant word, so that the tokens depend on the
        reasoning alone (an ablation).
    shuffle: whether every clip is paired with another clip's sound (a control: nothing true can be learned from it).
    """

    name: str
    stages: tuple[Stage, ...]
    sizes: ModelSizes | None = None
    listener: tuple[int, int, int, int] = (256, 16, 2, 4)
    clips_a_kind: int = 144
    prompts: tuple[str, ...] = ()
    sample_steps: int = 50
    guidance: float = 4.0
    captions: str = "words"
    codec: CodecStage | None = None
    interleave: bool = True
    shuffle: bool = False

    def __post_init__(self):
        names = [stage.name for stage in self.stages]
        if not names or len(set(names)) != len(names):
            raise ValueError(f"recipe {self.name}: its stages are {listed(names)}; each needs a name of its own")
        if self.captions not in ("words", "t5"):
            raise ValueError(f"recipe {self.name}: captions is {self.captions!r}; it must be 'words' or 't5'")
        object.__setattr__(self, "listener", tuple(self.listener))
        if len(self.listener) != 4 or any(not is_whole(size) or size < 1 for size in self.listener):
            raise ValueError(f"recipe {self.name}: listener is {self.listener}; width, queries, layers and heads, "
                             "whole numbers from 1, are needed")
        if self.listener[0] % self.listener[3]:
            raise ValueError(f"recipe {self.name}: listener's width {self.listener[0]} is not a multiple of its heads "
                             f"{self.listener[3]}")
        self._check_samples()

    def _check_samples(self) -> None:
        """Check what the samples page would otherwise refuse after hours of training."""
        where = f"recipe {self.name}"
        texts = self.prompts
        if not isinstance(texts, (list, tuple)) or not all(isinstance(text, str) and text.strip() for text in texts):
            raise ValueError(f"{where}: prompts is {texts!r}; a list of texts, none of them blank, is needed")
        object.__setattr__(self, "prompts", tuple(texts))
        if not is_whole(self.sample_steps) or self.sample_steps < 1:
            raise ValueError(f"{where}: sample_steps is {self.sample_steps!r}; a whole number of at least 1 is needed")
        check_number(f"{where}: guidance", self.guidance)

    def stage(self, name: str) -> Stage:
        """The stage of this name.

        Raises:
            ValueError: the recipe has none.
        """
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise ValueError(f"stage is {name!r}; recipe {self.name} has {listed(stage.name for stage in self.stages)}")


def _tiny_sizes() -> ModelSizes:
    seconds = LATENT_FRAMES * TINY_CODEC.hop_samples / TINY_CODEC.sample_rate
    return ModelSizes(
        name="tiny", codec=TINY_CODEC, tokens=TokenConfig(semantic_tokens=8, residual_tokens=4),
        dit=DiTConfig(latent_channels=TINY_CODEC.latent_channels, latent_frames=LATENT_FRAMES, max_seconds=seconds,
                      num_layers=2, num_single_layers=6, num_heads=4, head_width=64, token_width=256,
                      pooled_width=256, rope_axes=(16, 24, 24)),
        bridge=BridgeConfig(hidden_width=256, token_width=256, heads=4, scale=1.0),
        llm={"model_type": "qwen2", "hidden_size": 256, "intermediate_size": 768, "num_hidden_layers": 8,
             "num_attention_heads": 4, "num_key_value_heads": 4, "max_position_embeddings": 2048,
             "rope_theta": 1e6, "rms_norm_eps": 1e-6, "tie_word_embeddings": True, "use_sliding_window": False,
             "attention_dropout": 0.0, "hidden_act": "silu"},
        vocabulary=4096)


TINY = Recipe(
    name="tiny",
    sizes=_tiny_sizes(),
    stages=(
        Stage("sound", trains={"dit": 1e-3}, losses={"flow": 1.0}, data="clips", batch=64, steps=3600, warmup=200,
              save_every=900),
        Stage("read", trains={"llm": 1.2e-3}, losses={"text": 1.0}, data="readings", batch=64, steps=8000,
              warmup=150, average=0.995, alike=8, save_every=2000),
        Stage("story", trains={"llm": 8e-4, "semantic_projector": 1.5e-3}, losses={"semantic": 5.0, "text": 2.0},
              data="stories", batch=48, steps=1400, warmup=50, average=0.995, alike=6, save_every=700),
        Stage("whole", trains={"llm": 1e-4, "semantic_projector": 2e-4, "residual_projector": 2e-4, "fuser": 2e-4,
                               "dit": 2e-4},
              losses={"semantic": 5.0, "text": 2.0, "flow": 1.0}, data="stories", batch=8, steps=400, warmup=20,
              average=0.99, alike=6, clips_to_hear=12, stored="float16"),
        Stage("distil", trains={"few_steps": 1e-3}, losses={"flow": 1.0}, data="pairs", batch=32, steps=2400, warmup=50,
              average=0.995, stored="float16", save_every=500,
              distil=Distillation(pairs=8192, teacher=SamplerConfig(12, "ab2", 2.0, 4.0),
                                  student=SamplerConfig(4, "euler", 2.0, 1.0, window_frames=8))),
    ),
    prompts=("rain", "a rooster crows, then a dog barks. The total duration is 16.0 seconds."),
    sample_steps=16,
    codec=CodecStage(steps=8_000, batch=8, seconds=0.75, learning_rate=5e-4, stft_sizes=(2048, 1024, 512, 256),
                     discriminators=(1024, 512), discriminator_width=8, adversarial_from=4_000,
                     vocoder=VocoderConfig(width=192, layers=4)),
)

_JOINTLY = ("lora", "semantic_projector", "residual_projector", "fuser", "dit")
_ALL_LOSSES = {"semantic": 5.0, "text": 2.0, "flow": 1.0}

# Batches, rates and epochs are from the paper's table 10, the weights 5 : 2 : 1 (mse : text : flow) from its appendix
# A. Warm-ups, weight decay and stage 0 (which TangoFlux brought) are not in the paper; they are this recipe's choice.
FULL = Recipe(
    name="full",
    stages=(
        Stage("sound", trains={"dit": 1e-4}, losses={"flow": 1.0}, data="clips", batch=256, epochs=80, warmup=2000,
              checkpoint_blocks=True, save_every=1000),
        Stage("warm", trains={"lora": 1e-3, "semantic_projector": 1e-3}, losses={"semantic": 5.0, "text": 2.0},
              data="stories", batch=512, epochs=25, accumulate=4, checkpoint_blocks=True, save_every=500),
        Stage("whole", trains=dict.fromkeys(_JOINTLY, 1e-3), losses=_ALL_LOSSES, data="stories", batch=256, epochs=25,
              accumulate=8, checkpoint_blocks=True, save_every=500),
        Stage("understand", trains=dict.fromkeys((*_JOINTLY, "listener"), 1e-4), losses={**_ALL_LOSSES, "answer": 2.0},
              data="stories+questions", batch=8, questions=16, epochs=10, checkpoint_blocks=True, save_every=1000),
        Stage("long", trains={**dict.fromkeys(_JOINTLY[:-1], 2e-5), "dit": 5e-5}, losses=_ALL_LOSSES, data="stories",
              batch=8, epochs=10, alike=6, checkpoint_blocks=True, stored="float16", save_every=1000),
    ),
    listener=(1280, 64, 4, 8),
    captions="t5",
    codec=CodecStage(steps=1_000_000, batch=64, seconds=1.5),
    prompts=("a dog barks in the rain",
             "A train arrives, people get off, the train leaves. The total duration is 40.0 seconds."),
)

RECIPES = {recipe.name: recipe for recipe in (TINY, FULL)}


def read_recipe(name: str) -> Recipe:
    """A recipe by its name, or from a .json or .toml file.

    A file is an object with `based_on` (a name in RECIPES) and the fields of Recipe that differ. `stages` is a list of
    objects with a `name`. If the base has a stage of that name, the other fields replace its fields; if not, they make
    a new stage. Stages that are not listed are left out. Without `stages` all stay.
    `sizes` holds the fields of ModelSizes that differ, such as {"tokens": {"semantic_tokens": 8,
    "residual_tokens": 0}}.

    Raises:
        ValueError: there is no such recipe or file, or a field is unknown or out of range; names the file.
    """
    if name in RECIPES:
        return RECIPES[name]
    file = Path(name)
    if not file.is_file():
        raise ValueError(f"recipe is {name!r}; it is neither one of {listed(RECIPES)} nor a file")
    try:
        return _recipe_from(_parsed(file))
    except (ValueError, TypeError) as error:  # TypeError: a value of another type than the record's field
        raise ValueError(f"{file}: {error}") from error


def _parsed(file: Path) -> dict:
    text = file.read_text(encoding="utf-8")
    if file.suffix.lower() == ".toml":
        try:
            import tomllib  # in the standard library from Python 3.11 on
        except ImportError as error:
            raise ValueError("reading TOML needs Python 3.11; write the recipe as JSON") from error
        data = tomllib.loads(text)
    else:
        data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("a recipe is an object with named fields")
    return data


def _recipe_from(data: dict) -> Recipe:
    data = dict(data)
    base = data.pop("based_on", None)
    if base not in RECIPES:
        raise ValueError(f"based_on is {base!r}; it must be one of {listed(RECIPES)}")
    recipe = RECIPES[base]
    known = {field.name for field in dataclasses.fields(Recipe)}
    if unknown := sorted(set(data) - known):
        raise ValueError(f"unknown fields {listed(unknown)}; known are {listed(sorted(known | {'based_on'}))}")
    if "stages" in data:
        data["stages"] = tuple(_stage_from(recipe, entry) for entry in data["stages"])
    if "codec" in data:
        data["codec"] = dataclasses.replace(recipe.codec, **data["codec"])
    if "sizes" in data:
        data["sizes"] = _sizes_from(recipe.sizes, data["sizes"])
    return dataclasses.replace(recipe, **data)


def _stage_from(recipe: Recipe, entry: dict) -> Stage:
    if not isinstance(entry, dict):
        raise ValueError(f"a stage is {entry!r}; an object with a name is needed")
    for stage in recipe.stages:
        if stage.name == entry.get("name"):
            fields = stage.to_dict()
            if "steps" in entry or "epochs" in entry:
                fields.update(steps=None, epochs=None)
            return Stage.from_dict({**fields, **entry})
    return Stage.from_dict(entry)


def _sizes_from(sizes: ModelSizes | None, data: dict) -> ModelSizes:
    if sizes is None:
        raise ValueError("sizes are for a recipe that builds its model; this one starts from a bundle")
    kinds = {"dit": DiTConfig, "tokens": TokenConfig, "bridge": BridgeConfig}
    changes = {}
    for name, value in data.items():
        if name in kinds:
            value = kinds[name].from_dict({**getattr(sizes, name).to_dict(), **value})
        elif name == "codec":
            value = type(sizes.codec).from_dict({**sizes.codec.to_dict(), **value})
        elif name == "llm":
            value = {**sizes.llm, **value}
        changes[name] = value
    return dataclasses.replace(sizes, **changes)
