"""Events that a small planner finds where there is no sound are removed; events that may be right are kept."""
from __future__ import annotations

import pytest

from audiostory_core.guide.false_events import LEAST_PROBABILITY, false_events
from audiostory_core.guide.outline import Outline, sounds_in
from audiostory_core.guide.vocabulary import names_none

KNOWN = {"rain": ("rain",), "bell": ("bell",), "siren": ("siren",)}
EVENTS = (("Rain", "rain falls"), ("my husband", "a chainsaw cuts wood"), ("no siren", "a siren wails"))
OUTLINE = Outline(EVENTS, (3, 1, 2), 24.0, (8.0, 8.0, 8.0), (1, 1, 1))


def unsure_of(*sounds):
    """A probability that is low for these sounds and 1 for all others."""
    low = LEAST_PROBABILITY - 0.01
    return lambda begin, end: low if any(sound in OUTLINE.text[begin:end] for sound in sounds) else 1.0


def test_unknown_words_and_a_low_probability_together_tell():
    assert false_events(OUTLINE.text, unsure_of("chainsaw", "rain"), KNOWN) == {2, 3}
    assert false_events(OUTLINE.text, unsure_of("rain"), KNOWN) == {3}


def test_a_model_without_a_list_of_words_is_believed():
    assert false_events(OUTLINE.text, unsure_of("chainsaw"), {}) == set()


def test_all_of_them_may_be_misread():
    alone = Outline((("a violin", "a chainsaw cuts wood"), ("no bell", "a church bell rings")), (1, 2), 9.0, (5.0, 4.0),
                    (1, 1))
    assert false_events(alone.text, lambda begin, end: 0.0, KNOWN) == {1, 2}
    nothing = Outline(((None, "wind howls"),), (1,), 8.0, (8.0,), (1,))
    assert false_events(nothing.text, lambda begin, end: 0.0, KNOWN) == set()


def test_the_probability_is_asked_of_where_the_words_end_and_of_the_sound():
    text = OUTLINE.text
    assert [(words, text[begin:end]) for words, begin, end in sounds_in(text)] == [
        (words, f'": {sound}') for words, sound in EVENTS]


@pytest.mark.parametrize("words, none", [
    ("no siren", True), ("No Siren at all", True), ("not a bird", True), ("without any wind", True),
    ("neither dog nor cat", True), ("nor the bell", True), ("no sooner had the dog barked", False),
    ("not only the dog", False), ("not until the bell rang", False), ("northern wind", False),
    ("a night without stars", False), ("nobody knocks", False)])
def test_words_that_begin_by_saying_that_there_is_none(words, none):
    assert names_none(words) is none


def test_the_time_of_what_is_left_out_goes_to_the_others():
    left = OUTLINE.without({2})
    assert left.events == (EVENTS[0], EVENTS[2]) and left.order == (2, 1)
    assert left.clips == [("a siren wails", 8.0), ("a siren wails, part 2", 8.0), ("rain falls", 8.0)]
    assert OUTLINE.without({1, 3}).clips[0] == ("a chainsaw cuts wood", 8.0)
    assert OUTLINE.without(()) == OUTLINE
    with pytest.raises(ValueError):
        OUTLINE.without({1, 2, 3})
