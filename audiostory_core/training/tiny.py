"""The embedded model from nothing: codec, sound, story, whole, bundle. The trained ones resume."""
from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

import torch
from tokenizers import Tokenizer

from ..bundle import save_bundle
from ..config import BundleConfig, PlannerConfig
from ..prompt import StoryTokenizer
from . import dataset
from .catalogue import CATALOGUE
from .engine import Run, load_average
from .recipe import Recipe
from .sound_stage import SoundModel, sound_losses
from .stories import MOST_STORY_SECONDS
from .story_stage import StoryModel, llm_config, story_losses, train_tokenizer

STAGES = ("codec", "sound", "story", "whole", "bundle")
LICENCE = "Apache-2.0; trained on CC0 and CC BY 3.0 recordings, see the model card"


class TinyTraining:
    """The stages of the embedded model, in one folder.

    Args:
        recipe: sizes and schedules.
        folder: gets a folder for each stage.
        esc_folder: the ESC-10 recordings, one folder a class.
        seed: of data, weights and batches.
    """

    def __init__(self, recipe: Recipe, folder, esc_folder, seed: int = 0):
        self.recipe, self.folder, self.esc_folder, self.seed = recipe, Path(folder), esc_folder, seed

    def run(self, stages=STAGES) -> None:
        """The named stages in order.

        Raises:
            ValueError: an unknown stage.
        """
        for stage in stages:
            if stage not in STAGES:
                raise ValueError(f"stage is {stage!r}; it must be one of {list(STAGES)}")
            getattr(self, stage)()

    def codec(self) -> None:
        """Render the sounds, fit the codec, store the latents."""
        dataset.prepare(self.folder / "data", self.recipe.codec, self.recipe.dit.latent_frames,
                        self.recipe.clips_a_kind, self.esc_folder, self.seed)

    def sound(self) -> None:
        """The DiT on caption tokens."""
        _, clips = dataset.load(self.folder / "data", self.recipe.codec)
        model = self._sound_model()
        run = Run(model, self.recipe.sound, self.folder / "sound")
        run.train(sound_losses(model, clips, self.recipe.sound.batch), self.seed)

    def story(self) -> None:
        """LLM and semantic projector on made-up stories."""
        model, table = self._story_model(), self._finished_sound().captions.requires_grad_(False)
        run = Run(_story_part(model), self.recipe.story, self.folder / "story")
        run.train(story_losses(model, self.tokenizer(), table, self.recipe, self.recipe.story.batch), self.seed + 1)

    def whole(self) -> None:
        """LLM, bridge and DiT together, the flow loss reaching the LLM."""
        _, clips = dataset.load(self.folder / "data", self.recipe.codec)
        sound = self._finished_sound()
        model = self._story_model(sound.dit)
        load_average(_story_part(model), self.folder / "story")
        model.requires_grad_(True)
        with torch.no_grad():
            model.bridge.empty_prompt.weight.copy_(sound.captions.empty)
        run = Run(model, self.recipe.whole, self.folder / "whole")
        table = sound.captions.requires_grad_(False)
        losses = story_losses(model, self.tokenizer(), table, self.recipe, self.recipe.whole.batch, clips)
        run.train(losses, self.seed + 2)

    def bundle(self, target=None, text_files=None) -> Path:
        """Write the trained model as a bundle in half precision."""
        codec, _ = dataset.load(self.folder / "data", self.recipe.codec)
        model = self._story_model(self._sound_model().dit)
        load_average(model, self.folder / "whole")
        tokenizer = self.tokenizer()
        config = BundleConfig(
            name="tiny", llm=llm_config(self.recipe, tokenizer.vocabulary_size), tokens=self.recipe.tokens,
            bridge=self.recipe.bridge, dit=self.recipe.dit, codec=self.recipe.codec,
            planner=PlannerConfig(max_new_tokens=1200, most_story_seconds=MOST_STORY_SECONDS), licence=LICENCE,
            knows=tuple(kind.name for kind in CATALOGUE),
            provenance={"made by": "audiostory_core.training", "sounds": "ESC-10 folds 1-4 and synthesis"})
        files = {"tokenizer.json": tokenizer.tokenizer.to_str(), **(text_files or {})}
        parts = {"llm": model.llm, "bridge": model.bridge, "dit": model.dit, "vae": codec}
        return save_bundle(target or self.folder / "bundle", config, parts, files, torch.float16)

    def tokenizer(self) -> StoryTokenizer:
        """The trained tokenizer; trained now where there is none."""
        place = self.folder / "tokenizer.json"
        if not place.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            train_tokenizer(self.recipe, seed=self.seed).save(str(place))
        return StoryTokenizer(Tokenizer.from_file(str(place)), self.recipe.tokens)

    def _sound_model(self) -> SoundModel:
        with _seeded(self.seed):
            return SoundModel(self.recipe.dit, len(CATALOGUE), self.recipe.tokens.semantic_tokens)

    def _finished_sound(self) -> SoundModel:
        return load_average(self._sound_model(), self.folder / "sound")

    def _story_model(self, dit=None) -> StoryModel:
        with _seeded(self.seed + 1):
            return StoryModel(self.recipe, self.tokenizer(), dit)


def _story_part(model: StoryModel) -> torch.nn.Module:
    """What the story stage trains: LLM and semantic projector; the rest of the bridge is frozen."""
    for part in (model.bridge.empty_prompt, model.bridge.residual_projector, model.bridge.fuser):
        part.requires_grad_(False)
    return torch.nn.ModuleDict({"llm": model.llm, "bridge": model.bridge})


@contextmanager
def _seeded(seed: int):
    """Fresh weights from a seed, the caller's random state left as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield
