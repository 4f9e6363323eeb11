"""A small model warns if it is asked for sounds that it was not trained on."""
from __future__ import annotations

import pytest

pytest.importorskip("scipy", reason="the training extra is not installed")

from toy import toy_config

from audiostory_core.config import BundleConfig
from audiostory_core.guide.vocabulary import check_known, classes_named, plan_warning
from audiostory_core.sound_classes import SOUND_CLASSES
from audiostory_core.story import StoryPlan
from audiostory_core.training.synthetic.known_words import known_words
from audiostory_core.training.synthetic.text import read_lines


@pytest.fixture(scope="module")
def config():
    return toy_config(knows=[kind.name for kind in SOUND_CLASSES], known_words=known_words())


def is_known(config, text) -> bool:
    try:
        check_known(text, config.known_words)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("text", [kind.caption for kind in SOUND_CLASSES])
def test_every_caption_of_the_catalogue_is_known(config, text):
    assert is_known(config, text)
    assert is_known(config, f"{text.upper()}!")


@pytest.mark.parametrize("text", ["a violin plays", "Three cellos whisper about winter", *read_lines("unknown_sounds"),
                                  *read_lines("silent_scenes")])
def test_a_text_without_a_known_word_is_refused(config, text):
    with pytest.raises(ValueError, match="names nothing that this model knows") as raised:
        check_known(text, config.known_words)
    assert text in str(raised.value) and "rain" in str(raised.value) and "heartbeat" in str(raised.value)


@pytest.mark.parametrize("word", ["storm", "church", "ocean", "shower", "steps", "traffic", "railway"])
def test_a_word_that_is_mostly_said_of_one_kind_is_known(config, word):
    assert is_known(config, f"the {word}")


@pytest.mark.parametrize("text", ["she sneezed", "somebody knocked", "it has thundered", "they clapped", "he wept"])
def test_verbs_are_known_in_the_past_as_well(config, text):
    assert is_known(config, text)


@pytest.mark.parametrize("word", ["rescue", "crossing", "timber", "stove"])
def test_a_word_that_is_said_of_much_else_as_well_is_not(config, word):
    assert not is_known(config, f"the {word}")


def test_one_known_word_is_enough(config):
    assert is_known(config, "a violin plays while the rain falls")


def test_a_plan_names_the_clips_that_are_unknown(config):
    plan = StoryPlan.build([("rain falls", 5), ("a violin plays", 5), ("a dog barks", 5), ("jazz", 5)])
    warning = plan_warning(config, plan)
    assert "2 ('a violin plays'), 4 ('jazz')" in warning
    assert plan_warning(config, StoryPlan.build([("rain falls", 5)])) is None


def test_a_model_that_speaks_a_language_takes_any_text():
    assert is_known(toy_config(), "a violin plays")
    assert plan_warning(toy_config(), StoryPlan.build([("a violin plays", 5)])) is None


def test_known_words_are_words():
    with pytest.raises(ValueError, match="config known_words is 'rain'; a list of words"):
        toy_config(known_words="rain")
    for words in ({"rain": "rain"}, {"rain": ["rain", ""]}):
        with pytest.raises(ValueError, match="config known_words rain is .*; a list of words"):
            toy_config(known_words=words)


def test_a_plain_list_of_words_warns_as_well():
    config = toy_config(knows=["rain"], known_words=["rain", "drizzle"])
    assert is_known(config, "drizzle") and not is_known(config, "a violin")
    assert BundleConfig.from_dict(config.to_dict()) == config


@pytest.mark.parametrize("text, kinds", [
    ("a dog barks at the postman's bell", {"dog", "bell"}), ("dogs", {"dog"}), ("DRIZZLE", {"rain"}),
    ("a violin", set())])
def test_a_text_names_the_kinds_of_its_words(config, text, kinds):
    assert classes_named(text, config.known_words) == kinds
