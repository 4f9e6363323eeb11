"""Pairs for distillation: noise, and what a teacher with guidance makes of it, computed once and kept on disk.

The teacher is the model that the stage starts from. It reads stories of the data with its own LLM, as when a story is
told, so its student meets the tokens that the planner really gives. Half of the pairs are of such stories, the others
of plans as people write them by hand: captions without an instruction, and one caption several times.

Source: rectified flow's reflow (Liu 2022), with the teacher's guidance in its answers.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch

from ...config import BundleConfig
from ...digests import digest_of
from ...flow_matching import derived_seed, story_noise
from ...pipeline import AudioStoryPipeline
from ...sampler_config import SamplerConfig
from ...story import StoryPlan
from .cache import Cache
from .seeds import generator_for
from .sources import step_indices

NOISE = "independent"
WHOLE_EVERY = 4  # steps


@dataclass(frozen=True)
class Pair:
    """Noise [C, L] and the teacher's latents [C, L] of it, with what the clip was: fused [S, D] and its seconds.

    L is the window that the student will sample the clip in.
    """

    noise: torch.Tensor
    latents: torch.Tensor
    fused: torch.Tensor
    seconds: float


class Pairs:
    """The pairs of a stage.

    Args:
        source: of the stories, see sources.py.
        count: number of pairs; as many stories are read as that takes.
        config: of the teacher's bundle. weights: digest of the bundle.
        teacher: how the teacher samples; it does so in its whole window. student: how the student will.
        seed: of the stories and of the noise.
        load: gives the teacher; called only if a pair is missing on disk.
    """

    def __init__(self, source, count: int, config: BundleConfig, weights: str, teacher: SamplerConfig,
                 student: SamplerConfig, seed: int, cache: Cache, load: Callable[[], AudioStoryPipeline]):
        self.config, self.teacher, self.seed, self.cache, self.load = config, teacher, seed, cache, load
        self.weights = weights
        self.plans = list(self._plans(source, count))
        self.places = [(story, row) for story, plan in enumerate(self.plans) for row in range(len(plan.clips))][:count]
        self.alike: dict[int, list[int]] = {}  # the places of each window's pairs
        for place, (story, row) in enumerate(self.places):
            frames = config.frames_of(self.plans[story].clips[row].generated_seconds)
            self.alike.setdefault(student.window(frames, config.dit.latent_frames), []).append(place)

    def _plans(self, source, count: int) -> Iterator[StoryPlan]:
        """Plans with `count` clips or a few more; `count` 1 or more."""
        clips = story = 0
        while clips < count:
            told = source.stories(self.seed, story, 1)[0]
            if clips < count / 2:
                plan = StoryPlan.build(told.clips, instruction=told.instruction, reasoning=told.reasoning)
            else:
                plan = StoryPlan.build(_by_hand(told.clips, story))
            yield plan.fitted(self.config.longest_clip_seconds)
            clips, story = clips + len(plan.clips), story + 1

    def examples(self, data: str) -> int:
        """The number of pairs, as the other sources tell it."""
        return len(self)

    def __len__(self) -> int:
        return len(self.places)

    @property
    def digest(self) -> str:
        """Digest of the stories, the noise and the teacher."""
        return digest_of("pairs", len(self), sorted(self.alike), *map(self._key, range(len(self.plans))))

    def __getstate__(self) -> dict:
        """For processes that make batches: all pairs are on disk by then, and the teacher stays behind."""
        return self.__dict__ | {"load": None}

    def fill(self, part: int = 0, parts: int = 1, on_step=None) -> None:
        """Compute the missing pairs of one of `parts` equal shards of the stories.

        Args:
            on_step: called (done, total) after each story; may raise to cancel.
        """
        mine, teacher = range(part, len(self.plans), parts), None
        for done, story in enumerate(mine, 1):
            if not self.cache.place(self._key(story)).exists():
                teacher = teacher or self.load()
                self._story(story, teacher)
            if on_step is not None:
                on_step(done, len(mine))

    def pairs(self, seed: int, step: int, count: int) -> list[Pair]:
        """The pairs of a step, all of one window.

        Every fourth step has pairs of all lengths in the whole window, because stock samplers know no other. Every
        epoch of these and of the other steps has its own order, and each pair in it.
        """
        rounds, turn = divmod(step, WHOLE_EVERY)
        if turn == WHOLE_EVERY - 1:
            chosen = step_indices(len(self), count, seed, rounds)
            return [self._pair(*self.places[place], self.config.dit.latent_frames) for place in chosen]
        return self._pairs_of_a_window(seed, step - rounds, count)

    def _pairs_of_a_window(self, seed: int, step: int, count: int) -> list[Pair]:
        batches = [(window, own) for window, places in sorted(self.alike.items())
                   for own in range(-(-len(places) // count))]
        epoch, now = divmod(step, len(batches))
        order = torch.randperm(len(batches), generator=generator_for(seed, "windows", epoch)).tolist()
        window, own = batches[order[now]]
        places = self.alike[window]
        chosen = step_indices(len(places), count, seed, epoch * -(-len(places) // count) + own)
        return [self._pair(*self.places[places[index]], window) for index in chosen]

    def _pair(self, story: int, row: int, window: int) -> Pair:
        dit, tokens = self.config.dit, self.config.tokens.semantic_tokens
        whole = self._story(story)[row]
        fused, latents = whole.split([tokens * dit.token_width, dit.latent_channels * dit.latent_frames])
        return Pair(self._noise(story)[row, :, :window],
                    latents.view(dit.latent_channels, dit.latent_frames)[:, :window],
                    fused.view(tokens, dit.token_width), self.plans[story].clips[row].generated_seconds)

    def _story(self, story: int, teacher: AudioStoryPipeline | None = None) -> torch.Tensor:
        """[clips, S * D + C * L]: each clip's fused tokens and the teacher's latents, as one entry of the cache."""
        return self.cache(self._key(story), lambda: self._taught(story, teacher or self.load()))

    def _taught(self, story: int, teacher: AudioStoryPipeline) -> torch.Tensor:
        plan = self.plans[story]
        tokens = teacher.bridge(plan)
        latents = teacher.sample(tokens, plan, seed=self._noise_seed(story), noise=NOISE, **self.teacher.settings)
        return torch.cat([tokens.fused.flatten(1).float().cpu(), latents.flatten(1).cpu()], dim=1)

    def _noise(self, story: int) -> torch.Tensor:
        dit = self.config.dit
        return story_noise(NOISE, self._noise_seed(story), len(self.plans[story].clips), dit.latent_channels,
                           dit.latent_frames)

    def _noise_seed(self, story: int) -> int:
        return derived_seed(self.seed, f"pairs {story}")

    def _key(self, story: int) -> str:
        return digest_of("pairs", self.plans[story].to_json(), self._noise_seed(story), self.weights,
                         self.teacher.to_dict())


def _by_hand(clips: Sequence, story: int) -> list:
    """The captions of every other story as they are; of the others one caption, as often as there are clips."""
    turn, again = divmod(story, 2)
    if not again:
        return list(clips)
    caption, _ = clips[turn % len(clips)]
    return [(caption, seconds) for _, seconds in clips]
