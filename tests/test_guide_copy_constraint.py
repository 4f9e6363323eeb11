"""Quotes must be words of the instruction: whole words, one quote after the other."""
from __future__ import annotations

import re

import pytest

from audiostory_core.bundle import embedded_bundle_path, open_bundle
from audiostory_core.guide.copy_constraint import CopyConstraint
from audiostory_core.prompt import StoryTokenizer, with_duration

TEXT = "A dog barks, then the dog next door barks back. Rain at \u00c9vian!"


@pytest.fixture(scope="module")
def tokenizer() -> StoryTokenizer:
    return open_bundle(embedded_bundle_path()).tokenizer


def written(constraint: CopyConstraint, tokenizer: StoryTokenizer, text: str) -> None:
    for token in tokenizer.encode(text):
        constraint.add(token)


def texts(constraint: CopyConstraint, tokenizer: StoryTokenizer) -> set[str]:
    return {tokenizer.decode([token]).lower() for token in constraint.allowed()}


def can_write(tokenizer: StoryTokenizer, text: str, quotes: list[str], known_words=None) -> bool:
    """Whether the tokens of each quote, one after the other, are all allowed."""
    constraint = CopyConstraint(tokenizer, text, known_words)
    for number, quote in enumerate(quotes, 1):
        for token in tokenizer.encode(f'{number}. "{quote}": a sound. '):
            free = constraint.allowed()
            if free is not None and token not in free:
                return False
            constraint.add(token)
    return True


def test_outside_of_quotes_everything_may_follow(tokenizer):
    constraint = CopyConstraint(tokenizer, TEXT)
    assert constraint.allowed() is None
    written(constraint, tokenizer, 'The events: 1. "a dog barks": a dog barks. ')
    assert constraint.allowed() is None


@pytest.mark.parametrize("quotes", [
    ["a dog barks"], ["A dog barks"], ["a dog barks", "the dog next door barks back"], ["rain"], ["dog", "dog"],
    ["rain at \u00c9vian"], ["a", "dog barks", "then the"]])
def test_words_of_the_instruction_may_be_quoted(tokenizer, quotes):
    assert can_write(tokenizer, TEXT, quotes)


@pytest.mark.parametrize("quotes", [
    ["a cat"], ["a dog barks back"], ["do"], ["og barks"], ["ain"], ["dog", "dog", "dog"], ["rain", "rain"],
    ["a dog barks", "dog barks"], ["a dog barks", "barks, then the dog"], ["rain", "a dog barks"],
    ["next door barks", "the dog next door"]])
def test_other_words_parts_of_words_and_what_stands_before_the_last_quote_may_not(tokenizer, quotes):
    assert not can_write(tokenizer, TEXT, quotes)


@pytest.mark.parametrize("text, quotes", [
    ("A Dog barks", ["A Dog"]), ("A Dog barks", ["a dog"]), ("A Dog barks", ["a Dog"]), ("ACHOO!", ["achoo"])])
def test_a_capital_may_become_a_small_letter(tokenizer, text, quotes):
    assert can_write(tokenizer, text, quotes)


@pytest.mark.parametrize("quotes", [["a doG"], ["aNd"], ["A Dog"]])
def test_a_small_letter_stays_one(tokenizer, quotes):
    assert not can_write(tokenizer, "a dog and a cat", quotes)


def test_a_quote_goes_on_where_the_instruction_does(tokenizer):
    constraint = CopyConstraint(tokenizer, TEXT)
    written(constraint, tokenizer, '1. "the dog')
    assert all(" next door".startswith(text) for text in texts(constraint, tokenizer) if not text.startswith('"'))
    assert any(text.startswith('"') for text in texts(constraint, tokenizer))


def test_the_asked_length_is_no_event(tokenizer):
    asked = with_duration("rain falls", 20.5)
    assert can_write(tokenizer, asked, ["rain falls"])
    assert not any(can_write(tokenizer, asked, [quote]) for quote in ("the total", "seconds", "rain falls the total"))
    assert can_write(tokenizer, "The total duration is long", ["the total"])


def test_behind_the_last_word_the_model_is_not_held(tokenizer):
    constraint = CopyConstraint(tokenizer, "rain")
    written(constraint, tokenizer, '1. "rain": rain. 2. "')
    assert constraint.allowed() is None


KNOWN = {"rain": ["rain", "drizzle"], "wind": ["wind", "howls"], "dog": ["dog", "barks", "howls"],
         "fire": ["fire", "pops"]}


@pytest.mark.parametrize("text, joined", [
    ("rain and wind", "rain and wind"), ("rain, wind", "rain, wind"),
    ("a dog barks and then the wind blows", "a dog barks and then the wind"),
    ("The rain fell after the dog had gone", "the rain fell after the dog"), ("Rain! A dog", "rain! a"),
    ("a fire, a dog", "a fire, a dog")])
def test_a_quote_ends_between_two_sounds_that_are_joined(tokenizer, text, joined):
    assert can_write(tokenizer, text, [joined])
    assert not can_write(tokenizer, text, [joined], KNOWN)
    alone = re.split(r"[,!]? (?:and|after)|[,!]", joined)[0]
    assert can_write(tokenizer, text, [alone], KNOWN)


@pytest.mark.parametrize("text, quote", [
    ("a dog barks and howls", "a dog barks and howls"), ("rain and drizzle", "rain and drizzle"),
    ("the fire crackles and pops", "the fire crackles and pops"),
    ("rain and my aunt", "rain and my aunt"), ("my aunt and the rain", "my aunt and the rain"),
    ("a dog in the wind", "a dog in the wind"), ("rain", "rain")])
def test_what_is_of_one_sound_or_of_none_stays_together(tokenizer, text, quote):
    assert can_write(tokenizer, text, [quote], KNOWN)
