"""The data of the small model's training stay exactly the same, wherever its words are stored."""
from __future__ import annotations

import hashlib
import json
import random
from dataclasses import astuple

import pytest

from audiostory_core.bundle import embedded_bundle_path, read_config
from audiostory_core.sound_classes import BY_NAME, SOUND_CLASSES
from audiostory_core.training.recipe import TINY
from audiostory_core.training.synthetic import stories, tokenizer
from audiostory_core.training.synthetic.known_words import known_words
from audiostory_core.training.synthetic.prepare import render_clips
from audiostory_core.training.synthetic.stories import make_story


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_stories_are_the_same():
    told = [make_story(random.Random(seed)) for seed in range(1000)]
    text = "".join(repr((story.instruction, story.reasoning, story.clips, story.sounds, story.speaks, story.read))
                   for story in told)
    assert digest(text) == "0e11d91648dff23df8880962ce5a5863e8e0b16adc2023b43fca08fe2b212abe"


def test_a_run_that_began_before_the_words_were_noted_goes_on(monkeypatch):
    """Its stories were made of the same; another phrase, or another order, is another digest."""
    assert stories.words_digest() == ""
    monkeypatch.setattr(stories, "PLACES", stories.PLACES[::-1])
    assert len(stories.words_digest()) == 40


def test_the_sound_classes_are_the_same():
    assert digest(json.dumps([astuple(sound_class) for sound_class in SOUND_CLASSES])) == (
        "03939599997952e3aa3d15e7d4f4aab883707c922110bd353a0e60ec30f55df2")


def test_the_known_words_are_those_of_the_embedded_model():
    config = read_config(embedded_bundle_path() / "config.json")
    classes = [sound_class for sound_class in SOUND_CLASSES if sound_class.name in config.knows]
    assert known_words(classes) == config.known_words


@pytest.mark.parametrize(("name", "caption", "seconds"), [
    ("rain", "rain falls steadily", [4.0, 3.7419, 4.0, 3.7863, 3.6545, 3.6778]),
    ("clock", "a clock ticks", [3.6687, 3.9752, 3.6515, 3.8119, 3.657, 3.9166]),
])
def test_the_clips_are_the_same(name, caption, seconds):
    waves, lengths, captions = render_clips(BY_NAME[name], 6, 4.0, 16_000, 3, None)
    assert waves.shape == (6, 64_000)
    assert lengths.tolist() == pytest.approx(seconds, abs=1e-4)
    assert captions == [caption, f"{caption} in the distance", *[caption] * 4]


def test_the_tokenizer_is_the_same(monkeypatch):
    monkeypatch.setattr(tokenizer, "TOKENIZER_STORIES", 200)
    trained = tokenizer.train_tokenizer(make_story, TINY.sizes.tokens, TINY.sizes.vocabulary, 0)
    assert digest(json.dumps(sorted(trained.get_vocab(with_added_tokens=True).items()))) == (
        "2909d7b0b69c68e50ed1f229135f9bcc31c47ed59cb1856265814fa51e1cc9ab")
