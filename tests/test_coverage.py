"""The report of what a small planner understood: sure, guessed, left out, and ignored words."""
from __future__ import annotations

import json

import pytest

from audiostory_core.coverage import coverage
from audiostory_core.guide.outline import outline_of
from audiostory_core.prompt import LEAD_INS, instruction_text
from audiostory_core.story import StoryPlan
from audiostory_core.understood import Understood

KNOWN = {"rain": ["rain"], "dog": ["dog", "barks"], "alarm": ["alarm", "clock"], "engine": ["engine", "traffic"],
         "thunder": ["thunder"], "wind": ["wind"], "horn": ["horn"]}
RAIN, DOG = "rain falls steadily", "a dog barks"


def understood(text, *events, **asked) -> list[tuple]:
    """(said, planned, state, ignored) of what a planner quoted of a text, each with the sound that it took it for."""
    reasoning = outline_of(events, range(1, len(events) + 1), 30.0).reasoning
    found = coverage(instruction_text(text, **asked), reasoning, KNOWN)
    return [(entry.said, entry.planned, entry.state, *entry.ignored) for entry in found]


def test_each_thing_as_the_user_said_it():
    text = "Alarm clock, brush my teeth, make coffee, leave by bike through city traffic"
    wanted = [("Alarm clock", "an alarm beeps", "sure"), ("brush my teeth", None, "left out"),
              ("make coffee", None, "left out"), ("leave by bike through city traffic", "an engine runs", "guessed")]
    events = (("alarm clock", "an alarm beeps"), ("bike", "an engine runs"))
    assert understood(text, *events) == wanted
    assert understood(text, *events, seconds=30, lead_in=LEAD_INS[0]) == wanted


@pytest.mark.parametrize("text, quote, ignored", [
    ("a dog barks twice", "a dog barks twice", ["twice"]),
    ("a far-off dog", "dog", ["far-off"]),
    ("in the background a dog barks loudly", "dog barks", ["in the background", "loudly"]),
    ("three dogs, and a dog barks 4 times", "a dog barks 4 times", ["4 times"]),
    ("a dog barks for ten seconds", "a dog barks", ["for ten seconds"]),
    ("a dog barks, getting louder", "a dog barks", ["getting louder"]),
    ("a dog barks at the same time", "dog", ["at the same time"]),
])
def test_how_it_sounds_is_passed_over(text, quote, ignored):
    assert understood(text, (quote, DOG))[-1][1:] == (DOG, "sure", *ignored)


def test_what_the_caption_says_is_not_passed_over():
    (_, planned, *rest), = understood("a far-off dog", ("far-off dog", "a dog barks in the distance"))
    assert (planned, rest) == ("a dog barks in the distance", ["sure"])


@pytest.mark.parametrize("text", ["no siren, just rain", "First, rain", "rain. The end", "and then, after that: rain!",
                                  "the sound of rain", "we hear rain", "rain, and so on ..."])
def test_words_that_ask_for_nothing_are_not_left_out(text):
    assert understood(text, ("rain", RAIN)) == [("rain", RAIN, "sure")]


@pytest.mark.parametrize("text", ["a violin plays over rain", "A band plays with rain behind it"])
def test_what_stands_beside_a_sound_in_one_part_is_left_out(text):
    first, second = understood(text, (text.lower(), RAIN))
    assert first[1:] == (None, "left out") and second[1:] == (RAIN, "sure")


def test_two_sounds_in_one_part_have_their_own_words():
    assert understood("thunder near a dog", ("thunder", "thunder rumbles"), ("dog", DOG)) == [
        ("thunder", "thunder rumbles", "sure"), ("dog", DOG, "sure")]


def test_of_what_nothing_is_known_all_is_a_guess():
    assert understood("A violin plays", (None, "wind howls")) == [("A violin plays", "wind howls", "guessed")]


def test_quotes_that_are_not_in_the_text_are_told_all_the_same():
    assert understood("it pours", ("rain", RAIN)) == [("rain", RAIN, "sure"), ("it pours", None, "left out")]


@pytest.mark.parametrize("reasoning, known", [("", KNOWN), ("Rain, I think.", KNOWN),
                                              (outline_of([("rain", RAIN)], [1], 9.0).reasoning, None)])
def test_other_planners_say_nothing(reasoning, known):
    assert coverage("rain", reasoning, known) == ()


def test_a_plan_keeps_it_in_its_json():
    entries = (Understood("a dog barks twice", DOG, "sure", ("twice",)), Understood("tea", None, "left out"))
    plan = StoryPlan.build([(DOG, 5)])
    told = StoryPlan(plan.clips, understood=entries)
    assert StoryPlan.from_json(told.to_json()).understood == entries
    assert told == plan and "understood" not in plan.to_json()
    assert told.with_clip(0, seconds=6).understood == entries


@pytest.mark.parametrize("entry, words", [
    ("rain", "needs said, planned"), ({"said": "rain"}, "needs said, planned"),
    ({"said": "rain", "planned": None, "state": "sure", "ignored": []}, "None is planned"),
    ({"said": "rain", "planned": RAIN, "state": "heard", "ignored": []}, "sure, guessed, left out"),
    ({"said": "rain", "planned": RAIN, "state": "sure", "ignored": "twice"}, "no list"),
    ({"said": 5, "planned": RAIN, "state": "sure", "ignored": []}, "no text")])
def test_json_that_says_it_otherwise_is_refused(entry, words):
    data = {"clips": [{"caption": DOG, "seconds": 5}], "understood": [entry]}
    with pytest.raises(ValueError, match=words):
        StoryPlan.from_json(json.dumps(data))


def test_in_words():
    assert Understood("tea", None, "left out").line == '"tea": left out'
    assert Understood("a bike", "an engine runs", "guessed").line == '"a bike": an engine runs (guessed)'
    assert Understood("a far-off dog", DOG, "sure", ("far-off",)).line == f'"a far-off dog": {DOG}; ignored: far-off'
