"""The sources of examples: a checked folder of rows, or endless synthetic stories. Both have the same methods.

    stories(seed, step, count, bucket, speaking)  stories of a step, the same in every process
    clips(seed, step, count)            single clips of a step
    sound_of(story, index, rng)         the sound of a story's clip
    any_sound(rng)                      the sound of some clip
    questions(seed, step, count)        [(features [C, L], question, answer)]
    examples(data)                      number of examples in an epoch; None for endless data
    digest                              of the content: a run resumes with the same data only
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

CAPTIONS_FILE = "captions.json"  # in a folder of synthetic data
ASK = ("What is heard?", "What sound is this?", "Name this sound.", "Describe what you hear.")


@dataclass(frozen=True)
class Sound:
    """A clip's sound: its caption, its length, and a function that loads its latent [C, L]."""

    caption: str
    seconds: float
    latent: Callable[[], torch.Tensor]


def step_indices(count: int, batch: int, seed: int, step: int) -> list[int]:
    """The indices of a step's examples among `count`.

    Every epoch has its own order. Its last step is filled up with examples from the epoch's beginning.
    """
    steps = -(-count // batch)
    epoch, first = step // steps, step % steps * batch
    order = torch.randperm(count, generator=generator_for(seed, "epoch", epoch)).tolist()
    return [order[(first + index) % count] for index in range(batch)]


def from_bucket(drawn: Sequence, count: int, bucket: int, seed: int, step: int) -> Sequence:
    """This step's `count` items of a length-sorted bucket of `bucket` batches; batches in a bucket are shuffled."""
    group, own = divmod(step, bucket)
    first = count * int(torch.randperm(bucket, generator=generator_for(seed, "alike", group))[own])
    return drawn[first : first + count]


class Recorded:
    """Rows of a folder.

    Args:
        latents: cache.SoundStore of the codec. features: that of the sound encoder; None for data without questions.
    """

    def __init__(self, rows: Rows, latents, features=None):
        self.rows, self.latents, self.features = rows, latents, features
        self.single = [(story, index) for story in rows.stories for index in range(len(story.clips))]

    @property
    def digest(self) -> str:
        """Digest of the rows and of their sounds' names and sizes. It does not depend on the folder's place."""
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
        """The number of examples in an epoch.

        Raises:
            ValueError: the folder has no examples of this kind of data; names the folder.
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
        """Compute one of `parts` shards of the codec's latents and the sound encoder's features."""
        self.latents.fill([story.segments[index] for story, index in self.single], part, parts, on_step)
        if questions:
            self.features.fill([question.segment for question in self.rows.questions], part, parts, on_step)

    def clips(self, seed: int, step: int, count: int) -> list[Sound]:
        return [self._sound(*self.single[place]) for place in step_indices(len(self.single), count, seed, step)]

    def stories(self, seed: int, step: int, count: int, bucket: int = 1, speaking: bool = False) -> list[RecordedStory]:
        """The stories of a step.

        Args:
            bucket: number of steps whose stories are drawn together and sorted by length.
            speaking: whether a planner should write all of them; true of all recorded stories.
        """
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
    """Whether synthetic.prepare has finished this folder. It writes the captions last."""
    return (Path(folder) / CAPTIONS_FILE).is_file()


class SyntheticSource:
    """Synthetic stories, with sounds from rendered clips.

    Args:
        latents: [N, C, L]. seconds: [N]. captions: [N], of each clip's sound; a story's `sounds` name them.
        make: (rng) -> story, see stories.make_story.
        words: digest of all that `make` builds its stories from, see synthetic.stories.words_digest.
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
        """Digest of the clips, their captions, and the words that stories are made of."""
        words = (self.words,) if self.words else ()
        return tensors_digest({"latents": self.latents, "seconds": self.seconds}, self.captions, *words)

    def examples(self, data: str) -> None:
        """None: the data is endless."""

    def clips(self, seed: int, step: int, count: int) -> list[Sound]:
        places = torch.randint(len(self.captions), (count,), generator=generator_for(seed, step, "clips"))
        return [self._sound(place) for place in places.tolist()]

    def stories(self, seed: int, step: int, count: int, bucket: int = 1, speaking: bool = False) -> list:
        """The stories of a step.

        Args:
            bucket: number of steps whose stories are drawn together and sorted by length.
            speaking: whether to take only stories that a planner should write; they are sorted by their reading.
        """
        drawn = self._group(seed, step // bucket, count * bucket, speaking)
        return from_bucket(drawn, count, bucket, seed, step)

    def _group(self, seed: int, group: int, count: int, speaking: bool) -> list:
        """A bucket of stories, sorted by length. The last one is kept, because the next steps ask for it again."""
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
        """A random clip of the sound that a story's clip asks for.

        Raises:
            ValueError: no clip of it was rendered.
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
