"""An outline: written in words, read back, turned into clips; and a planner that follows its own outline."""
from __future__ import annotations

import random
from dataclasses import replace

import pytest

from audiostory_core.guide.outline import Outline, outline_of, read_outline

TWO = Outline((("a dog barks", "a dog barks"), ("a storm", "thunder rumbles")), (2, 1), 20.5, (7.0, 7.0, 6.5), (2, 1))
TWO_TEXT = ('The events: 1. "a dog barks": a dog barks. 2. "a storm": thunder rumbles. In order: 2 1. Together 20.5 '
            "seconds make 3 clips of 7 7 6.5 seconds, shared 2 1.")
NONE = Outline(((None, "wind howls"),), (1,), 8.0, (8.0,), (1,))


def test_it_is_said_in_words():
    assert TWO.text == TWO_TEXT
    assert NONE.text == ("The events: none that I know, so wind howls. Together 8.0 seconds make 1 clip of 8 seconds, "
                         "shared 1.")


def test_its_clips_follow_the_order_of_the_sounds():
    assert TWO.clips == [("thunder rumbles", 7.0), ("thunder rumbles, part 2", 7.0), ("a dog barks", 6.5)]
    assert TWO.reasoning == (
        f"{TWO_TEXT} Clip 1, event 2, from 0.0 for 7.0 seconds: thunder rumbles. Clip 2, event 2, from 7.0 for 7.0 "
        "seconds: thunder rumbles, part 2. Clip 3, event 1, from 14.0 for 6.5 seconds: a dog barks.")


@pytest.mark.parametrize("outline", [TWO, NONE])
def test_it_is_found_once_it_is_whole(outline):
    assert read_outline(outline.text) == read_outline(f"{outline.text} ") == outline
    for end in range(len(outline.text)):
        assert read_outline(outline.text[:end]) is None
    assert read_outline(f"{outline.text} Clip 1") is None and read_outline(f"I think. {outline.text}") is None


def test_where_the_seconds_are_asked_for_it_ends_with_the_order():
    said = TWO_TEXT[: TWO_TEXT.index(" Together")]
    assert read_outline(said, 20.5) == read_outline(f"{said} Together 9", 20.5) == TWO
    for end in range(len(said)):
        assert read_outline(said[:end], 20.5) is None
    assert read_outline(said) is None
    assert read_outline("The events: none that I know, so wind howls. ", 8.0) == NONE
    assert read_outline(said, 12.125).lengths == (6.0, 6.125)
    assert read_outline(said.replace("2 1.", "2 2."), 20.5) is None
    assert read_outline(said, 1.0) is None  # no whole second for each


def test_time_is_shared_out_in_like_lengths():
    ten = outline_of([(str(number), "rain") for number in range(10)], range(1, 11), 43.5)
    assert ten.lengths == (5.0, 5.0, 5.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.5) and set(ten.shares) == {1}
    assert outline_of(TWO.events, TWO.order, 80.0).shares == (4, 4)
    assert outline_of(TWO.events, TWO.order, 65.0).lengths == (9.0, *[8.0] * 7)
    with pytest.raises(ValueError, match="above 0"):
        outline_of(ten.events, ten.order, 9.0)


@pytest.mark.parametrize("old, new", [
    ("In order: 2 1", "In order: 2 2"), ("In order: 2 1", "In order: 2"), ("shared 2 1", "shared 1 1"),
    ("shared 2 1", "shared 3"), ("shared 2 1", "shared 3 0"), ("7 7 6.5", "7 7"), ("7 7 6.5", "7 0 6.5"),
    ("7 7 6.5", "7 7 6.5.5"), ("3 clips", "4 clips"), ('2. "', '3. "'), ("20.5", "2.0.5")])
def test_numbers_that_contradict_each_other_are_no_outline(old, new):
    assert read_outline(TWO_TEXT) == TWO and old in TWO_TEXT
    assert read_outline(TWO_TEXT.replace(old, new)) is None


@pytest.mark.parametrize("changes, words", [
    ({"order": (1, 1)}, "order is"), ({"events": (), "order": ()}, "order is"), ({"shares": (3,)}, "shared are"),
    ({"shares": (3, 0)}, "shared are"), ({"lengths": (7.0, -1.0, 6.5)}, "above 0")])
def test_an_outline_that_cannot_be_is_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        replace(TWO, **changes)


def test_the_training_stories_are_outlines_laid_out():
    pytest.importorskip("scipy", reason="the training extra is not installed")
    from audiostory_core.training.synthetic.stories import make_story

    rng = random.Random(1)
    stories = [story for story in (make_story(rng) for _ in range(300)) if story.speaks]
    for story in stories:
        outline = read_outline(story.reading.removesuffix(" Clip"))
        assert outline.reasoning == story.reasoning and tuple(outline.clips) == story.clips
