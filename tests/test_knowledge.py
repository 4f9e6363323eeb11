"""A small model says so where it is asked for what it was never taught."""
from __future__ import annotations

import pytest

pytest.importorskip("scipy", reason="the training extra is not installed")

from toy import toy_config

from audiostory_core.config import BundleConfig
from audiostory_core.knowledge import instruction_warning, kinds_named, plan_warning
from audiostory_core.story import StoryPlan
from audiostory_core.training.catalogue import CATALOGUE
from audiostory_core.training.scenes import SILENT, UNKNOWN
from audiostory_core.training.words import known_words


@pytest.fixture(scope="module")
def config():
    return toy_config(knows=[kind.name for kind in CATALOGUE], known_words=known_words())


@pytest.mark.parametrize("text", [kind.caption for kind in CATALOGUE])
def test_every_caption_of_the_catalogue_is_known(config, text):
    assert instruction_warning(config, text) is None
    assert instruction_warning(config, f"{text.upper()}!") is None


@pytest.mark.parametrize("text", ["a violin plays", "Three cellos whisper about winter", *UNKNOWN, *SILENT])
def test_a_text_without_a_known_word_is_warned_of(config, text):
    warning = instruction_warning(config, text)
    assert text in warning
    assert "rain" in warning and "heartbeat" in warning


@pytest.mark.parametrize("word", ["storm", "church", "ocean", "shower", "steps", "traffic", "railway"])
def test_a_word_that_is_mostly_said_of_one_kind_is_known(config, word):
    assert instruction_warning(config, f"the {word}") is None


@pytest.mark.parametrize("text", ["she sneezed", "somebody knocked", "it has thundered", "they clapped", "he wept"])
def test_verbs_are_known_in_the_past_as_well(config, text):
    assert instruction_warning(config, text) is None


@pytest.mark.parametrize("word", ["rescue", "crossing", "timber", "stove"])
def test_a_word_that_is_said_of_much_else_as_well_is_not(config, word):
    assert instruction_warning(config, f"the {word}") is not None


def test_one_known_word_is_enough(config):
    assert instruction_warning(config, "a violin plays while the rain falls") is None


def test_a_plan_names_the_clips_that_are_unknown(config):
    plan = StoryPlan.build([("rain falls", 5), ("a violin plays", 5), ("a dog barks", 5), ("jazz", 5)])
    warning = plan_warning(config, plan)
    assert "2 ('a violin plays'), 4 ('jazz')" in warning
    assert plan_warning(config, StoryPlan.build([("rain falls", 5)])) is None


def test_a_model_that_speaks_a_language_never_warns():
    assert instruction_warning(toy_config(), "a violin plays") is None
    assert plan_warning(toy_config(), StoryPlan.build([("a violin plays", 5)])) is None


def test_known_words_are_words():
    with pytest.raises(ValueError, match="config known_words is 'rain'; a list of words"):
        toy_config(known_words="rain")
    for words in ({"rain": "rain"}, {"rain": ["rain", ""]}):
        with pytest.raises(ValueError, match="config known_words rain is .*; a list of words"):
            toy_config(known_words=words)


def test_a_plain_list_of_words_warns_as_well():
    config = toy_config(knows=["rain"], known_words=["rain", "drizzle"])
    assert instruction_warning(config, "drizzle") is None and instruction_warning(config, "a violin") is not None
    assert BundleConfig.from_dict(config.to_dict()) == config


@pytest.mark.parametrize("text, kinds", [
    ("a dog barks at the postman's bell", {"dog", "bell"}), ("dogs", {"dog"}), ("DRIZZLE", {"rain"}),
    ("a violin", set())])
def test_a_text_names_the_kinds_of_its_words(config, text, kinds):
    assert kinds_named(text, config.known_words) == kinds
