"""The model that is measured: a bundle, or random weights of the size of a large one, and the story that it tells."""
from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import torch
from tokenizers import Tokenizer

from ..bundle import PARTS, Bundle, embedded_bundle_path, open_bundle
from ..config import BundleConfig
from ..guide.outline import shared_seconds
from ..model_parts import build_part
from ..pipeline import AudioStoryPipeline
from ..planner import write_story
from ..prompt import StoryTokenizer, instruction_text
from ..sampler_config import SamplerConfig
from ..story import StoryPlan
from ..training.data.from_nothing import special_tokens

TEXT = ("Rain falls on a roof. Thunder rumbles, a dog barks and the wind howls. Later a bell rings, footsteps come "
        "closer, a rooster crows and birds sing.")
CAPTIONS = ("rain falls on a roof", "thunder rumbles", "a dog barks", "wind howls", "a church bell rings",
            "footsteps on gravel", "a rooster crows", "birds sing")
REASONING = "The story tells of a storm that comes and goes over a farm, from the first rain to the next morning."
SECONDS = 60.0
CROSSFADE_SECONDS = 3.0
SIZES = ("tiny", "mid", "full")
WEIGHTS_SEED = 0

_LLM = {"model_type": "qwen2", "vocab_size": 152277, "max_position_embeddings": 32768, "rope_theta": 1000000.0,
        "rms_norm_eps": 1e-6, "tie_word_embeddings": True}
_LLMS = {"mid": {"hidden_size": 512, "intermediate_size": 2752, "num_hidden_layers": 8, "num_attention_heads": 8,
                 "num_key_value_heads": 2},
         "full": {"hidden_size": 2048, "intermediate_size": 11008, "num_hidden_layers": 36, "num_attention_heads": 16,
                  "num_key_value_heads": 2}}
_DITS = {"mid": {"num_layers": 1, "num_single_layers": 3, "num_heads": 4},
         "full": {"num_layers": 6, "num_single_layers": 18, "num_heads": 8}}
_CODECS = {"mid": {"encoder_hidden_size": 32, "decoder_channels": 32},
           "full": {}}


@dataclass(frozen=True)
class Model:
    """A model, and the story that it is asked for.

    pipe: the loaded model.
    path: its folder; None for random weights.
    dtype: of its weights.
    text, seconds: of the story. A model of random weights is led through the story word by word.
    asked: the settings of the sampler that somebody chose; for the others every side takes its own.
    """

    pipe: AudioStoryPipeline
    path: Path | None
    dtype: torch.dtype
    seconds: float = SECONDS
    text: str = TEXT
    asked: Mapping[str, int | float | str] = field(default_factory=dict)

    @property
    def sampler(self) -> SamplerConfig:
        """How this library samples."""
        return self.pipe.config.sampler.chosen(**self.asked)

    @property
    def is_embedded(self) -> bool:
        """Whether it is the model that comes with the library. Another revision then takes its own."""
        return self.path is not None and self.path.resolve() == embedded_bundle_path().resolve()

    def plan(self) -> StoryPlan:
        """Let the LLM plan the story."""
        if self.path is not None:
            return self.pipe.plan(self.text, seconds=self.seconds, crossfade_seconds=CROSSFADE_SECONDS)
        story = self.script
        with torch.inference_mode():
            return write_story(self.pipe.llm, self.pipe.tokenizer, story.instruction, self.pipe.config.planner,
                               guide=ScriptGuide(self.script_ids), crossfade_seconds=CROSSFADE_SECONDS,
                               longest_seconds=self.pipe.config.longest_clip_seconds)

    @property
    def script(self) -> StoryPlan:
        """What a model of random weights is made to write."""
        return self.story(len(CAPTIONS), self.seconds)

    @property
    def script_ids(self) -> list[int]:
        """The ids of the script behind the prompt, the end token included."""
        story, tokenizer = self.script, self.pipe.tokenizer
        ids, _, _ = tokenizer.plan_ids(story)
        return ids[len(tokenizer.prompt_ids(story.instruction)):]

    def story(self, clips: int, seconds: float) -> StoryPlan:
        """A plan with this number of clips of equal length; no LLM writes it."""
        entries = zip(islice(cycle(CAPTIONS), clips), shared_seconds(seconds, clips), strict=True)
        return StoryPlan.build(entries, instruction=instruction_text(self.text, seconds), reasoning=REASONING,
                               crossfade_seconds=CROSSFADE_SECONDS).fitted(self.pipe.config.longest_clip_seconds)


@dataclass
class ScriptGuide:
    """A guide (see guide.Guide) that allows nothing but the next token of a script. It drafts nothing.

    ids: of the script, the end token included.
    """

    ids: Sequence[int]
    written: int = field(default=0, init=False)

    def allowed(self) -> list[int]:
        """See Guide."""
        return [self.ids[self.written]]

    def add(self, token: int, probability: float) -> None:
        """See Guide."""
        self.written += 1

    def completed(self) -> None:
        """See Guide."""

    def draft(self) -> list[int]:
        """See Guide."""
        return []


def read_model(bundle: str | os.PathLike | None, size: str, device: torch.device, dtype: torch.dtype) -> Model:
    """The model to measure.

    Args:
        bundle: its folder; None for a model of `size`.
        size: "tiny" is the embedded model. "mid" and "full" have random weights: full has the sizes of the 3B
            checkpoint.

    Raises:
        ValueError: the size is unknown, or the folder is no model.
    """
    if size not in SIZES:
        raise ValueError(f"size is {size!r}; it must be one of {', '.join(SIZES)}")
    if bundle is None and size != "tiny":
        return Model(random_pipeline(size_config(size), device, dtype), None, dtype)
    path = Path(embedded_bundle_path() if bundle is None else bundle)
    pipe = AudioStoryPipeline.from_bundle(path, device=device, dtype=dtype)
    return Model(pipe, path, dtype)


def size_config(size: str) -> BundleConfig:
    """The sizes of "mid" or "full".

    Source: AudioStory-3B; mid is a sixteenth of it that keeps its shapes.
    """
    width = _LLMS[size]["hidden_size"]
    return BundleConfig.from_dict({
        "format": "audiostory", "version": 1, "name": f"random {size}", "llm": {**_LLM, **_LLMS[size]},
        "tokens": {"semantic_tokens": 64, "residual_tokens": 8},
        "bridge": {"hidden_width": width, "token_width": 1024, "heads": 8, "scale": 10.0},
        "dit": {"latent_channels": 64, "latent_frames": 645, "max_seconds": 30.0, "head_width": 128,
                "token_width": 1024, "pooled_width": 1024, "rope_axes": [16, 56, 56], **_DITS[size]},
        "codec": {"kind": "oobleck", **_CODECS[size]},
        "planner": {"max_new_tokens": 1600}, "provenance": {"made": "at random"}, "licence": "Apache-2.0"})


def random_pipeline(config: BundleConfig, device: torch.device, dtype: torch.dtype) -> AudioStoryPipeline:
    """A model of these sizes with random weights; the words are the embedded model's."""
    tokenizer = Tokenizer.from_file(str(open_bundle(embedded_bundle_path()).path / "tokenizer.json"))
    tokenizer.add_special_tokens(special_tokens(config.tokens))
    bundle = Bundle(Path(), config, StoryTokenizer(tokenizer, config.tokens), config.name)
    with torch.random.fork_rng(devices=[]):  # building a model draws from the process's generator
        torch.manual_seed(WEIGHTS_SEED)
        make = partial(_random_part, config, device=device, dtype=dtype)
        return AudioStoryPipeline(bundle, *map(make, PARTS), device)


def _random_part(config: BundleConfig, part: str, device: torch.device, dtype: torch.dtype) -> torch.nn.Module:
    module = build_part(config, part).to(device, dtype).eval().requires_grad_(False)
    if part == "bridge":  # untrained these are zero, and guidance would have nothing to guide
        torch.nn.init.normal_(module.empty_prompt.weight, std=0.1)
        torch.nn.init.normal_(module.fuser.out.weight, std=0.02)
    return module
