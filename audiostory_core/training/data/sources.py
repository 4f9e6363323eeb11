"""Where examples come from: a checked folder of rows, or stories made up without end. Both answer the same questions.

    stories(seed, step, count, bucket, speaking)  stories of a step, the same for whoever asks
    clips(seed, step, count)            single clips of a step
    sound_of(story, index, rng)         what is heard in a story's clip
    any_sound(rng)                      some clip
    questions(seed, step, count)        [(features [C, L], question, answer)]
    examples(data)                      of an epoch; None without end
    digest                              of the content: a run goes on with the same data only
"""
from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from ...digests import digest_of, tensors_digest
from .rows import RecordedStory, Rows, Segment
from .seeds import generator_for, rng_for

CAPTIONS_FILE = "captions.json"  # of a folder of made-up data
ASK = ("What is heard?", "What sound is this?", "Name this sound.", "Describe what you hear.")


@dataclass(frozen=True)
class Sound:
    """A clip: its caption, how long it lasts, and its latent [C, L] once it is needed."""

    caption: str
    seconds: float
    latent: Callable[[], torch.Tensor]


def step_indices(count: int, batch: int, seed: int, step: int) -> list[int]:
    """Which examples of `count` a step takes: every epoch has its own order, its last step is filled from its start."""
    steps = -(-count // batch)
    epoch, first = step // steps, step % steps * batch
    order = torch.randperm(count, generator=generator_for(seed, "epoch", epoch)).tolist()
    return [order[(first + index) % count] for index in range(batch)]


def from_bucket(drawn: Sequence, count: int, bucket: int, seed: int, step: int) -> Sequence:
    """A step's `count` of what was drawn for `bucket` steps in a row and sorted; which step has which is drawn."""
    group, own = divmod(step, bucket)
    first = count * int(torch.randperm(bucket, generator=generator_for(seed, "alike", group))[own])
    return drawn[first : first + count]


class Recorded:
    """Rows of a folder.

    Args:
        latents: cache.SoundStore of the codec. features: of the listener; None where nobody listens.
    """

    def __init__(self, rows: Rows, latents, features=None):
        self.rows, self.latents, self.features = rows, latents, features
        self.single = [(story, index) for story in rows.stories for index in range(len(story.clips))]

    @property
    def digest(self) -> str:
        """Of the rows, and of the names and sizes of their sounds; where the folder stands does not matter."""
        sizes = {}

        def mark(segment: Segment) -> tuple:
            if segment.file not in sizes:
                sizes[segment.file] = segment.file.stat().st_size
            return segment.file.name, sizes[segment.file], segment.start, segment.seconds

        stories = [(story.instruction, story.reasoning, story.clips, *map(mark, story.segments))
                   for story in self.rows.stories]
        questions = [(mark(asked.segment), asked.question, asked.answer) for asked in self.rows.questions]
        return digest_of(stories, questions)

    def examples(self, data: str) -> int:
        """Of an epoch.

        Raises:
            ValueError: the folder has none of the kind that the stage needs; names it.
        """
        folder, stories = self.rows.folder, self.rows.stories
        if not stories:
            raise ValueError(f"{folder}: the data has no stories")
        if data == "readings" and not any(story.reasoning for story in stories):
            raise ValueError(f"{folder}: none of its {len(stories)} stories has a reasoning, which is what is read")
        if data == "stories+questions" and not self.rows.questions:
            raise ValueError(f"{folder}: the data has no questions, rows of audio, question and answer")
        return len(self.single) if data == "clips" else len(self.rows.stories)

    def fill(self, questions: bool, part: int, parts: int, on_step=None) -> None:
        """Compute one of `parts` shares of what the codec and the listener's encoder have to say."""
        self.latents.fill([story.segments[index] for story, index in self.single], part, parts, on_step)
        if questions:
            self.features.fill([question.segment for question in self.rows.questions], part, parts, on_step)

    def clips(self, seed: int, step: int, count: int) -> list[Sound]:
        return [self._sound(*self.single[place]) for place in step_indices(len(self.single), count, seed, step)]

    def stories(self, seed: int, step: int, count: int, bucket: int = 1, speaking: bool = False) -> list[RecordedStory]:
        """bucket: so many steps' stories are drawn together and sorted by length; their order is drawn.
        speaking: all of them speak."""
        first = step - step % bucket
        drawn = [place for other in range(first, first + bucket)
                 for place in step_indices(len(self.rows.stories), count, seed, other)]
        drawn.sort(key=lambda place: (len(self.rows.stories[place].clips), place))
        return [self.rows.stories[place] for place in from_bucket(drawn, count, bucket, seed, step)]

    def sound_of(self, story: RecordedStory, index: int, rng: random.Random) -> Sound:
        return self._sound(story, index)

    def any_sound(self, rng: random.Random) -> Sound:
        return self._sound(*rng.choice(self.single))

    def questions(self, seed: int, step: int, count: int) -> list[tuple[torch.Tensor, str, str]]:
        chosen = [self.rows.questions[place] for place in step_indices(len(self.rows.questions), count, seed + 1, step)]
        return [(self.features(asked.segment), asked.question, asked.answer) for asked in chosen]

    def _sound(self, story: RecordedStory, index: int) -> Sound:
        return Sound(story.sounds[index], story.clips[index][1], lambda: self.latents(story.segments[index]))


def is_synthetic(folder) -> bool:
    """Whether synthetic.prepare wrote this folder; its captions are the last file."""
    return (Path(folder) / CAPTIONS_FILE).is_file()


class SyntheticSource:
    """Stories from `make`, sounds among rendered clips.

    Args:
        latents: [N, C, L]. seconds: [N]. captions: [N], what each clip sounds like; a story's `sounds` name them.
        make: (rng) -> story, see stories.make_story.
        words: stands for all that `make` makes its stories of, see synthetic.stories.words_digest.
    """

    def __init__(self, latents: torch.Tensor, seconds: torch.Tensor, captions: Sequence[str], make, words: str = ""):
        self.latents, self.seconds, self.captions, self.make = latents, seconds, list(captions), make
        self.words = words
        self._last: tuple[tuple | None, list] = (None, [])
        self.of: dict[str, list[int]] = {}
        for place, caption in enumerate(self.captions):
            self.of.setdefault(caption, []).append(place)

    @property
    def digest(self) -> str:
        """Of the clips, their captions, and what the stories are made of."""
        words = (self.words,) if self.words else ()
        return tensors_digest({"latents": self.latents, "seconds": self.seconds}, self.captions, *words)

    def examples(self, data: str) -> None:
        """Without end."""

    def clips(self, seed: int, step: int, count: int) -> list[Sound]:
        places = torch.randint(len(self.captions), (count,), generator=generator_for(seed, step, "clips"))
        return [self._sound(place) for place in places.tolist()]

    def stories(self, seed: int, step: int, count: int, bucket: int = 1, speaking: bool = False) -> list:
        """bucket: so many steps' stories are drawn together and sorted by length; their order is drawn.
        speaking: only those whose texts a planner should write; their reading is what is sorted by."""
        drawn = self._group(seed, step // bucket, count * bucket, speaking)
        return from_bucket(drawn, count, bucket, seed, step)

    def _group(self, seed: int, group: int, count: int, speaking: bool) -> list:
        """Stories in the order of their length; the last ones are kept, for the next steps ask for them again."""
        key = (seed, group, count, speaking)
        if key != self._last[0]:
            rng, drawn = rng_for(seed, group, "stories"), []
            while len(drawn) < count:
                story = self.make(rng)
                if story.speaks or not speaking:
                    drawn.append(story)
            drawn.sort(key=lambda story: len(story.instruction) + len(story.reading) if speaking else len(story.clips))
            self._last = key, drawn
        return self._last[1]

    def sound_of(self, story, index: int, rng: random.Random) -> Sound:
        """A clip of the story's sound.

        Raises:
            ValueError: none was rendered.
        """
        caption = story.sounds[index]
        if caption not in self.of:
            raise ValueError(f"a story asks for {caption!r}, of which no clip was rendered")
        return self._sound(rng.choice(self.of[caption]))

    def any_sound(self, rng: random.Random) -> Sound:
        return self._sound(rng.randrange(len(self.captions)))

    def questions(self, seed: int, step: int, count: int) -> list[tuple[torch.Tensor, str, str]]:
        rng = rng_for(seed, step, "questions")
        asked = [self.any_sound(rng) for _ in range(count)]
        return [(sound.latent(), rng.choice(ASK), sound.caption) for sound in asked]

    def _sound(self, place: int) -> Sound:
        return Sound(self.captions[place], float(self.seconds[place]), lambda: self.latents[place].float())
