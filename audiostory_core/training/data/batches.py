"""A step's batch, which depends on the data, the seed and the step only, and not on the number of processes.

Every process draws the same examples for a step and builds its own shard of them. Random values (noise, noise levels,
the clips that go through the DiT, the clips without a condition) are drawn for each example by its place in the whole
batch. So the number of processes changes only who computes what.
"""
from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import torch

from ...flow_matching import logit_normal_sigmas
from ...prompt import SYSTEM, StoryTokenizer
from .seeds import generator_for, rng_for

if TYPE_CHECKING:
    from ..stages import Stage

IGNORED = -100
PADDED_TO = 16  # lengths of batches are multiples of it, because each new shape costs preparation and memory
ONE_CAPTION = "a sound"  # replaces every caption if captions are not interleaved


class _Moves:
    def to(self, device):
        """A copy with its tensors on a device."""
        moved = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(self, **{name: value.to(device) for name, value in moved.items() if hasattr(value, "to")})


@dataclass(frozen=True, eq=False)
class StoryBatch(_Moves):
    """Stories for the LLM.

    ids, labels: [B, T]. rows [N], semantic [N, S], residual [N, R]: row and positions of each clip's tokens.
    targets: [N, S, D], the caption encoder's tokens of the clips' sounds.
    """

    ids: torch.Tensor
    labels: torch.Tensor
    rows: torch.Tensor
    semantic: torch.Tensor
    residual: torch.Tensor
    targets: torch.Tensor


@dataclass(frozen=True, eq=False)
class ClipBatch(_Moves):
    """Clips for the DiT.

    latents, noise: [M, C, L]. seconds, sigma, dropped: [M].
    count: number of clips in the loss. A shard without clips has one clip and a count of 0, so that all processes use
        the same weights.
    tokens: [M, S, D] from a caption encoder; None if the stories' tokens condition the clips.
    chosen: [M], the clips' indices among the stories' clips; None with `tokens`.
    """

    latents: torch.Tensor
    seconds: torch.Tensor
    noise: torch.Tensor
    sigma: torch.Tensor
    dropped: torch.Tensor
    count: int
    tokens: torch.Tensor | None = None
    chosen: torch.Tensor | None = None


@dataclass(frozen=True, eq=False)
class QuestionBatch(_Moves):
    """Questions about sounds.

    ids, labels: [B, T]. heard: [B, T], true at the positions of the sound's embeddings.
    features: [B, L, C] of the sounds, of which lengths [B] count.
    """

    ids: torch.Tensor
    labels: torch.Tensor
    heard: torch.Tensor
    features: torch.Tensor
    lengths: torch.Tensor


@dataclass(frozen=True, eq=False)
class Batch(_Moves):
    """A shard of a step's batch. Parts that the stage does not need are None."""

    stories: StoryBatch | None = None
    clips: ClipBatch | None = None
    questions: QuestionBatch | None = None

    def counts(self) -> dict[str, int]:
        """The number of elements of each loss in this shard."""
        counts = {}
        if self.stories is not None:
            counts["text"] = int((self.stories.labels[:, 1:] != IGNORED).sum())
            counts["semantic"] = self.stories.targets.numel()
        if self.clips is not None:
            counts["flow"] = self.clips.count
        if self.questions is not None:
            counts["answer"] = int((self.questions.labels[:, 1:] != IGNORED).sum())
        return counts


def shard_of(count: int, part: int, parts: int) -> range:
    """The indices of shard `part` of `parts` equal shards of a batch."""
    each = count // parts
    return range(part * each, (part + 1) * each)


class Batches:
    """Builds the shards of the steps of a stage.

    Args:
        source: sources.Recorded, sources.SyntheticSource, or for the data "pairs" pairs.Pairs.
        captions: cache.CaptionStore.
        queries: number of embeddings of a sound in a question's sequence; 0 without an audio adapter.
        interleave, shuffle: see recipe.Recipe.
    """

    def __init__(self, stage: Stage, source, tokenizer: StoryTokenizer, captions, seed: int, *, queries: int = 0,
                 interleave: bool = True, shuffle: bool = False):
        self.stage, self.source, self.tokenizer, self.captions, self.seed = stage, source, tokenizer, captions, seed
        self.queries, self.interleave, self.shuffle = queries, interleave, shuffle

    def shard(self, step: int, part: int = 0, parts: int = 1) -> Batch:
        """Shard `part` of `parts` equal shards of a step's batch."""
        if self.stage.data == "clips":
            return Batch(clips=self._captioned_clips(step, part, parts))
        if self.stage.data == "pairs":
            return Batch(clips=self._paired_clips(step, part, parts))
        drawn = self.source.stories(self.seed, step, self.stage.batch, self.stage.alike,
                                    speaking=self.stage.data == "readings")
        mine = shard_of(len(drawn), part, parts)
        stories = [drawn[place] for place in mine]
        questions = clips = None
        if self.stage.uses_dit:
            clips = self._heard_clips(step, drawn, mine)
        if "answer" in self.stage.losses:
            asked = self.source.questions(self.seed, step, self.stage.questions)
            questions = ask(self.tokenizer, [asked[place] for place in shard_of(len(asked), part, parts)], self.queries)
        if self.stage.data == "readings":
            return Batch(collate_readings(self.tokenizer, stories))
        targets = self.captions([sound for story in stories for sound in story.sounds])
        return Batch(collate(self.tokenizer, stories, targets, self.interleave), clips, questions)

    def _captioned_clips(self, step: int, part: int, parts: int) -> ClipBatch:
        drawn = self.source.clips(self.seed, step, self.stage.batch)
        mine = shard_of(len(drawn), part, parts)
        tokens = self.captions([drawn[place].caption for place in mine])
        return self._clips(step, [(place, drawn[place]) for place in mine], len(mine), tokens=tokens)

    def _paired_clips(self, step: int, part: int, parts: int) -> ClipBatch:
        """Pairs at any point of the straight line between noise and the teacher's latents, all points alike."""
        drawn = self.source.pairs(self.seed, step, self.stage.batch)
        mine = shard_of(len(drawn), part, parts)
        pairs = [drawn[place] for place in mine]
        generators = [generator_for(self.seed, step, "sigma", place) for place in mine]
        sigma = torch.cat([torch.rand(1, generator=generator) for generator in generators])
        seconds = torch.tensor([pair.seconds for pair in pairs], dtype=torch.float32)
        latents, noise, tokens = (torch.stack([getattr(pair, name) for pair in pairs])
                                  for name in ("latents", "noise", "fused"))
        return ClipBatch(latents, seconds, noise, sigma, torch.zeros(len(pairs), dtype=torch.bool), len(pairs), tokens)

    def _heard_clips(self, step: int, drawn, mine: range) -> ClipBatch:
        """The clips of this shard that go through the DiT. They are chosen among all clips of the batch."""
        places = [(row, index) for row, story in enumerate(drawn) for index in range(len(story.sounds))]
        order = torch.randperm(len(places), generator=generator_for(self.seed, step, "heard")).tolist()
        chosen = sorted(order[: self.stage.clips_to_hear or len(order)])
        first = sum(len(drawn[row].sounds) for row in range(mine.start))
        own = [place for place in chosen if places[place][0] in mine]
        count = len(own)
        own = own or [first]
        heard = []
        for place in own:
            row, index = places[place]
            heard.append((place, self.source.sound_of(drawn[row], index, rng_for(self.seed, step, "sound", place))))
        return self._clips(step, heard, count, chosen=torch.tensor([place - first for place in own]))

    def _clips(self, step: int, heard, count: int, **which) -> ClipBatch:
        if self.shuffle:
            heard = [(place, self.source.any_sound(rng_for(self.seed, step, "other", place))) for place, _ in heard]
        latents = torch.stack([sound.latent() for _, sound in heard])
        noise, sigma, dropped = [], [], []
        for place, _ in heard:
            generator = generator_for(self.seed, step, "noise", place)
            noise.append(torch.randn(latents.shape[1:], generator=generator))
            sigma.append(logit_normal_sigmas(1, generator))
            dropped.append(torch.rand(1, generator=generator) < self.stage.unconditional)
        seconds = torch.tensor([sound.seconds for _, sound in heard], dtype=torch.float32)
        return ClipBatch(latents, seconds, torch.stack(noise), torch.cat(sigma), torch.cat(dropped), count, **which)


def collate(tokenizer: StoryTokenizer, stories, targets: torch.Tensor, interleave: bool = True) -> StoryBatch:
    """Stories as one padded batch. Only the texts that a planner should write have labels (`speaks`)."""
    forced = set(tokenizer.semantic_ids + tokenizer.residual_ids)
    rows, semantic, residual, sequences, labels = [], [], [], [], []
    for row, story in enumerate(stories):
        clips = story.clips if interleave else [(ONE_CAPTION, seconds) for _, seconds in story.clips]
        ids, semantic_at, residual_at = tokenizer.story_ids(story.instruction, story.reasoning, clips)
        begin = len(tokenizer.prompt_ids(story.instruction)) if story.speaks else len(ids)
        sequences.append(ids)
        labels.append([IGNORED if at < begin or token in forced else token for at, token in enumerate(ids)])
        rows += [row] * len(semantic_at)
        semantic += semantic_at
        residual += residual_at
    return StoryBatch(_padded(sequences, tokenizer.end), _padded(labels, IGNORED), torch.tensor(rows),
                      torch.tensor(semantic), torch.tensor(residual, dtype=torch.long), targets)


def collate_readings(tokenizer: StoryTokenizer, stories) -> StoryBatch:
    """The stories up to the end of their reading, as one padded batch without clips."""
    sequences, labels = [], []
    for story in stories:
        prompt = tokenizer.prompt_ids(story.instruction)
        said = tokenizer.encode_plain(story.reading, "the reasoning")
        sequences.append(prompt + said)
        labels.append([IGNORED] * len(prompt) + said)
    none = torch.zeros(0, dtype=torch.long)
    return StoryBatch(_padded(sequences, tokenizer.end), _padded(labels, IGNORED), none, none, none,
                      torch.zeros(0))


def ask(tokenizer: StoryTokenizer, asked, queries: int) -> QuestionBatch:
    """Questions [(features [C, L], question, answer)] as one padded batch. The sound is before the question."""
    sequences, labels, heard = [], [], []
    for _, question, answer in asked:
        before = tokenizer.encode(SYSTEM + "<|im_start|>user\n")
        after = tokenizer.encode(f"\n{question}<|im_end|>\n<|im_start|>assistant\n")
        said = [*tokenizer.encode_plain(answer, "the answer"), tokenizer.end]
        begin = len(before) + queries + len(after)
        sequences.append([*before, *[tokenizer.end] * queries, *after, *said])
        labels.append([IGNORED] * begin + said)
        heard.append([0] * len(before) + [1] * queries)
    ids = _padded(sequences, tokenizer.end)
    marks = torch.zeros_like(ids, dtype=torch.bool)
    for row, places in enumerate(heard):
        marks[row, : len(places)] = torch.tensor(places, dtype=torch.bool)
    lengths = torch.tensor([features.shape[1] for features, _, _ in asked])
    features = torch.zeros(len(asked), int(lengths.max()), asked[0][0].shape[0])
    for row, (own, _, _) in enumerate(asked):
        features[row, : own.shape[1]] = own.T
    return QuestionBatch(ids, _padded(labels, IGNORED), marks, features, lengths)


def _padded(rows: list[list[int]], filling: int) -> torch.Tensor:
    longest = -(-max(map(len, rows)) // PADDED_TO) * PADDED_TO
    return torch.tensor([row + [filling] * (longest - len(row)) for row in rows])
