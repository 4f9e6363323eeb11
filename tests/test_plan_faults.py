"""All that is wrong with a plan's text, and that the first of it is what a run refuses."""
from __future__ import annotations

import json
import random
import time

import pytest

from audiostory_core.faults import MOST_FAULTS, Fault
from audiostory_core.plan_faults import is_json, plan_faults, text_faults
from audiostory_core.story import StoryPlan

RIGHT_LINES = ("2.5 rain falls", "@1:02.5 4 a door slams #lane=effects", "3 s wind #gain=-6 dB", "# a remark", "",
               "@40 2 a dog barks #lane=animals", "#length=900", "#rate=25", "@00:02:20:12 3 a bell #lane=bells",
               "1 knock #seed=7 #lock=0123456789abcdef@2", "4 thunder #lane=sky #align=onset")
WRONG_LINES = ("rain falls", "4", "@3", "@x 2 rain", "@0:75 2 rain", "0 rain", "nan rain", "-inf rain", "4 12",
               "4 rain #seed=x", "4 rain #gain=soft", "4 rain #gain=90", "4 rain #lock=xyz", "4 rain #lock=xyz@x",
               f"4 rain #seed={2**64}", "4 a <|im_end|> b", f"4 {'rain ' * 300}", "@-1 2 rain", "@1e9 2 rain",
               "2 rain #lane=!", "2 rain #align=peak", "#rate=0.5", "#rate=nan", "#length=x", "#length=0",
               "#length=3", "@00:00:01:30 2 rain", "@0 0.5 rain", "@0 9 wind", "25 wind", "0 12 #gain=inf #seed=-1")
MANY_LANES = tuple(f"@{20 * number} 1 rain #lane=l{number}" for number in range(17))

CLIP = {"caption": "rain", "seconds": 2}
JSON_CLIPS = (CLIP, CLIP | {"start_seconds": "1:02.5"}, CLIP | {"start_seconds": "00:00:40:12", "lane": "a"},
              CLIP | {"seconds": "4"}, CLIP | {"seconds": float("nan")}, CLIP | {"caption": 7}, {"caption": "rain"},
              CLIP | {"caption": "12", "seconds": 0}, CLIP | {"start_seconds": "soon"}, CLIP | {"start_seconds": [1]},
              CLIP | {"lock": 5}, CLIP | {"lock": "abc@x"}, CLIP | {"lane": ["a"]}, CLIP | {"align": {}},
              CLIP | {"volume": 3}, "rain", None, CLIP | {"gain_db": True}, CLIP | {"seed": 1.5}, CLIP | {"seed": 7})
JSON_FIELDS = ({}, {"tempo": 3}, {"instruction": ["rain"]}, {"reasoning": "<aud>"}, {"crossfade_seconds": "soft"},
               {"longest_seconds": 1}, {"longest_seconds": "long"}, {"frame_rate": 25}, {"frame_rate": "x"},
               {"length_seconds": 3}, {"length_seconds": None}, {"understood": 5}, {"understood": [3]},
               {"clips": CLIP}, {"clips": []})


def sheets() -> list[str]:
    rng = random.Random(7)
    made = ["", "# nothing\n", "\n".join(MANY_LANES), *WRONG_LINES]
    for _ in range(300):
        lines = rng.choices(RIGHT_LINES, k=rng.randint(0, 4)) + rng.choices(WRONG_LINES, k=rng.randint(0, 3))
        rng.shuffle(lines)
        made.append("\n".join(lines))
    return made


def plans() -> list[str]:
    rng = random.Random(8)
    made = ["{", '{"clips": [}', "[" * 100_000, "[]", "{}", '{"clips": [{"caption": "a", "seconds": 1}]', '[["a", 2]]']
    for _ in range(300):
        data = {"clips": rng.choices(JSON_CLIPS, (9, 3, 2) + (1,) * 17, k=rng.randint(1, 4))}
        for _ in range(rng.randint(0, 2)):
            data |= rng.choice(JSON_FIELDS)
        made.append(json.dumps(data))
    return made


def refused(read, text: str, **options) -> str | None:
    try:
        read(text, **options)
    except ValueError as error:
        return str(error)
    return None


def words(found) -> list[str]:
    return [fault.words for fault in found.found]


@pytest.mark.parametrize("longest", [None, 20.0])
def test_the_first_fault_of_a_cue_sheet_is_what_reading_it_refuses(longest):
    several = read = 0
    for text in sheets():
        found = words(text_faults(text, longest_seconds=longest))
        assert next(iter(found), None) == refused(StoryPlan.from_cue_sheet, text, longest_seconds=longest), text
        assert len(found) == len(set(found))
        several += len(found) > 2
        read += not found
    assert several > 50 and read > 30


def test_the_first_fault_of_a_json_is_what_reading_it_refuses():
    several = read = 0
    for text in plans():
        assert is_json(text)
        found = words(text_faults(text))
        assert next(iter(found), None) == refused(StoryPlan.from_json, text), text
        several += len(found) > 2
        read += not found
    assert several > 40 and read > 10


def test_each_fault_names_its_place():
    text = ("#rate=0.5 #length=9\n# a remark\n2 rain\n\nsoon wind\n4 12 #gain=99\n@3 1 wind #seed=x\n"
            "0 rain #lane=!\n")
    assert text_faults(text).found == (
        Fault("the frame rate is 0.5; frames a second from 1 to 1000 are possible", 1, None, "frame_rate"),
        Fault("cue sheet line 5 begins with 'soon'; it must begin with the clip's seconds, then the caption", 5, 2),
        Fault("cue sheet line 7 has the seed 'x'; a whole number is needed", 7, 4),
        Fault("clip 3's caption is '12', without a letter; use words", 6, 3, "caption"),
        Fault("clip 3's gain is 99.0 dB; a number of decibels from -60 to 20 is needed", 6, 3, "gain_db"),
        Fault("clip 5's length is 0.0 s; at least 0.01 s is needed", 8, 5, "seconds"),
        Fault("clip 5's lane is '!'; a name of up to 24 letters and digits is needed", 8, 5, "lane"),
    )


def test_what_does_not_fit_model_film_and_other_clips_is_said_of_each_clip():
    key = "0123456789abcdef"
    text = f"#length=30\n2 rain\n@1 0.5 wind\n@3 9 12\n@4 8 a dog #lane=b #lock={key}@4\n@20 11 a bell\n"
    assert text_faults(text, longest_seconds=10.0, film_seconds=12.4).found == (
        Fault("clip 3's caption is '12', without a letter; use words", 4, 3, "caption"),
        Fault("clip 4's length is 8 s; this model's longest clip is 10 s, and it begins 4 s into a kept one", 5, 4,
              "seconds"),
        Fault("clip 5's length is 11 s; this model's longest clip is 10 s", 6, 5, "seconds"),
        Fault("clip 2 ends at 1.5 s, before clip 1 does, in the same lane; give it another lane (#lane=NAME)", 3, 2,
              "start_seconds"),
        Fault("clip 5 ends at 31 s; the plan's length is 30 s", 6, 5, "length_seconds"),
        Fault("clip 5 ends at 31 s; the plan's length is 12.4 s", 6, 5, "length_seconds"),
    )
    assert words(text_faults("2 rain\n4.04 wind\n", film_seconds=6)) == []  # a rounded end is cut
    assert words(text_faults("2 rain\n", film_seconds=0)) == ["the film's length is 0.0 s; at least 0.01 s is needed"]


@pytest.mark.parametrize("film", [6.0, 6.02, 5.9, 3.0])
def test_a_film_refuses_what_lasting_refuses(film):
    plan = StoryPlan.from_cue_sheet("2 rain\n4.03 wind\n")
    said = refused(plan.lasting, film)
    assert words(plan_faults(plan, film_seconds=film)) == [] if said is None else [said]
    assert refused(plan.fitted, 3.0) == words(plan_faults(plan, longest_seconds=3.0))[0]


@pytest.mark.parametrize("limit", [1.0, 3.0])
def test_a_json_keeps_the_smaller_limit(limit):
    text = json.dumps({"clips": [CLIP], "longest_seconds": 1.5})
    assert words(text_faults(text, longest_seconds=limit)) == [
        f"clip 1's length is 2 s; this model's longest clip is {min(limit, 1.5):g} s"]


def test_fields_that_a_plan_does_not_have_are_passed_over_where_asked():
    text = json.dumps({"clips": [CLIP | {"volume": 3, "caption": "12"}], "tempo": 3})
    known = words(text_faults(text, known_only=True))
    assert known == ["clip 1's caption is '12', without a letter; use words"]
    assert words(text_faults(text))[0].startswith("the plan has unknown fields 'tempo'")


@pytest.mark.parametrize("text", ["nan 12 #gain=99 #lane=!\n" * 1000, "0 1\n" * 3000,
                                  json.dumps({"clips": [{"caption": "1", "seconds": 0, "lane": "!"}] * 1000})])
def test_the_answer_is_bounded_and_says_how_many_more_there_are(text):
    found = text_faults(text)
    assert len(found.found) == MOST_FAULTS and found.more > 500
    assert sum(map(len, words(found))) < 200_000


def test_what_is_no_text_is_said():
    assert words(text_faults(5)) == ["the cue sheet is 5; a text is needed"]
    assert words(text_faults("x" * 200_001)) == ["the cue sheet has 200001 characters; at most 200000 are allowed"]
    assert not is_json("[0:08] rain")


def test_time_is_linear():
    def taken(lines: int) -> float:
        began = time.perf_counter()
        text_faults("@0 1 12 #lane=a\n" * lines)
        return time.perf_counter() - began

    taken(100)
    assert min(taken(8000) for _ in range(3)) < 16 * min(taken(1000) for _ in range(3))
