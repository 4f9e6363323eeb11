"""Synthetic sounds and words: each sound class has its own words, sound of the asked length, and the common level."""
from __future__ import annotations

import random
import re

import numpy as np
import pytest

pytest.importorskip("scipy", reason="the training extra is not installed")

from audiostory_core.bundle import embedded_bundle_path, open_bundle
from audiostory_core.sound_classes import BY_NAME, SOUND_CLASSES
from audiostory_core.training.data.batches import IGNORED, collate_readings
from audiostory_core.training.synthetic import synthesis
from audiostory_core.training.synthetic.clips import render
from audiostory_core.training.synthetic.connectives import BACK
from audiostory_core.training.synthetic.grammar import past
from audiostory_core.training.synthetic.phrases import bare_event, make_event, misspelt, paraphrases, return_of
from audiostory_core.training.synthetic.stories import make_story
from audiostory_core.training.synthetic.templates import TEMPLATES, UNHEARD, fill, slots_of


def test_no_wording_belongs_to_two_kinds():
    seen = {}
    for sound_class in SOUND_CLASSES:
        for words in (sound_class.caption, *paraphrases(sound_class)):
            assert seen.setdefault(words, sound_class.name) == sound_class.name


@pytest.mark.parametrize("name", sorted(synthesis.MAKERS))
def test_each_synthesis_gives_sound_of_the_asked_length(name):
    sound = synthesis.MAKERS[name](np.random.default_rng(0), 2.0, 16000)
    assert sound.shape == (32000,)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() > 1e-3


def test_a_rendered_clip_has_the_common_level_and_ends_quietly():
    for seed in range(4):
        clip = render(BY_NAME["rain"], 3.0, 16000, np.random.default_rng(seed))
        assert clip.shape == (48000,) and clip.dtype == np.float32
        assert 0.03 < clip.std() < 0.2 and np.abs(clip).max() <= 0.81
        assert np.abs(clip[-16:]).max() < 0.02


def spoken_stories(count):
    stories = [make_story(random.Random(seed)) for seed in range(count * 2)]
    return [story for story in stories if story.speaks][:count]


def test_the_letters_of_a_telling_are_the_order_of_its_sounds():
    telling = "{b.past}, but only after {a.noun} had died away. {c.clause}!"
    assert list(slots_of(telling).items()) == [("a", "noun"), ("b", "past"), ("c", "clause")]
    assert fill(telling, {"a": "rain", "b": "a dog barked", "c": "it thunders"}) == (
        "A dog barked, but only after rain had died away. It thunders!")


def test_every_telling_has_a_slot_for_each_of_its_events_and_nothing_else_in_braces():
    for count, tellings in TEMPLATES.items():
        assert len(tellings) == len(set(tellings)) > 5
        for telling in tellings:
            letters = list(slots_of(telling))
            assert [letter for letter in letters if letter not in UNHEARD] == list("abcdef"[:count])
            told = fill(telling, {letter: f"<{letter}>" for letter in letters})
            assert sorted(re.findall(r"<(\w)>", told)) == letters
            assert not re.search(r"[{}]", told), told


@pytest.mark.parametrize(("base", "form"), [
    ("bark at the gate", "barked at the gate"), ("stop", "stopped"), ("cry in the crib", "cried in the crib"),
    ("ring", "rang"), ("blow its horn", "blew its horn"), ("whine", "whined"), ("come closer", "came closer"),
    ("pass", "passed"), ("enter the harbour", "entered the harbour"), ("thud", "thudded")])
def test_verbs_have_a_past(base, form):
    assert past(base) == form


@pytest.mark.parametrize("form", ["clause", "past", "noun"])
def test_an_event_in_a_form_uses_words_of_that_form(form):
    sound_class = BY_NAME["dog"]
    own = {"clause": sound_class.clauses, "past": sound_class.pasts, "noun": sound_class.nouns}[form]
    events = [make_event(random.Random(seed), (sound_class,), form) for seed in range(200)]
    assert {event.sound_class for event in events} == {sound_class}
    assert 40 < sum(event.words.startswith(own) for event in events) < 140  # the others are made of subject and verb
    pasts = sum(bool(re.search(r"\b(was|were|started|began|kept|\w+ed)\b", event.words)) for event in events)
    assert pasts > 150 if form == "past" else pasts < 60


def test_a_slip_of_the_fingers_is_one_letter():
    slips = {misspelt(random.Random(seed), "a dog barks") for seed in range(60)}
    words = ("brks", "baks", "bars", "baarks", "barrks", "barkks", "braks", "bakrs", "barsk")
    assert slips == {f"a dog {word}" for word in words}
    assert misspelt(random.Random(0), "it is an owl") == "it is an owl"


def test_what_is_jotted_down_has_no_article_and_what_comes_back_is_of_the_same_kind():
    for seed in range(200):
        rng = random.Random(seed)
        jotted = bare_event(rng)
        assert not re.match(r"(a|an|the) ", jotted.told) and not jotted.distant
        back = return_of(rng, jotted, "past")
        assert back.sound_class is jotted.sound_class
    backs = [return_of(random.Random(seed), jotted) for seed in range(200)]
    assert 100 < sum(back.tail in BACK for back in backs) < 180


def test_some_stories_are_lists_and_in_some_a_sound_comes_back():
    """What comes back has others between; it is quoted where it stands the second time."""
    returned = listed = 0
    for story in spoken_stories(600):
        captions = re.findall(r'\d+\. "[^"]+": ([^".]+)\.', story.reading)
        numbers = re.search(r"In order: ([\d ]+)", story.reading)
        order = [captions[int(number) - 1] for number in numbers[1].split()] if numbers else []
        returned += any(order[first] in order[first + 2:] for first in range(len(order)))
        listed += bool(re.match(r"[\w' -]+(?: -> | > )[\w' -]+", story.instruction))
    assert returned > 30 and listed > 1


def test_a_reading_names_the_events_as_they_stand_in_the_instruction_and_then_their_order():
    reordered = 0
    for story in spoken_stories(60):
        assert story.reasoning.startswith(story.reading) and re.search(r"seconds, shared [\d ]+\. Clip$", story.reading)
        parts = [caption for caption, _ in story.clips if ", part " not in caption]
        quoted = re.findall(r'(\d+)\. "([^"]+)": ([^".]+)\.', story.reading)
        if not quoted:
            assert parts == ["wind howls"]
            continue
        places = [story.instruction.lower().find(words.lower()) for _, words, _ in quoted]
        assert [number for number, _, _ in quoted] == [str(number) for number in range(1, len(quoted) + 1)]
        assert places == sorted(places) or len({words for _, words, _ in quoted}) < len(quoted)
        order = [int(number) for number in re.search(r"In order: ([\d ]+)\.", story.reading)[1].split()]
        assert parts == [quoted[number - 1][2] for number in order]
        reordered += order != sorted(order)
    assert 10 < reordered < 40


def test_words_are_quoted_as_they_stand_in_the_instruction():
    for story in spoken_stories(60):
        for words in re.findall(r'\d+\. "([^"]+)":', story.reading):
            assert words.lower() in story.instruction.lower()


def test_readings_are_the_beginnings_of_whole_stories():
    tokenizer, stories = open_bundle(embedded_bundle_path()).tokenizer, spoken_stories(8)
    batch = collate_readings(tokenizer, stories)
    for ids, labels, story in zip(batch.ids.tolist(), batch.labels.tolist(), stories, strict=True):
        begin = len(tokenizer.prompt_ids(story.instruction))
        length = begin + len(tokenizer.encode(story.reading))
        whole = tokenizer.story_ids(story.instruction, story.reasoning, story.clips)[0]
        assert ids[:length] == whole[:length] and set(ids[length:]) <= {tokenizer.end}
        assert labels[begin:length] == ids[begin:length]
        assert set(labels[:begin]) | set(labels[length:]) == {IGNORED}
