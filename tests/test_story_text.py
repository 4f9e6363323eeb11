"""Plans out of what other programs and language models write, and back."""
from __future__ import annotations

import pytest

from audiostory_core.story import StoryPlan
from audiostory_core.story_text import CUE_KINDS, llm_instruction, read_plan_text, read_story_lines, write_cues

TWO = [("Rain falls on a roof", 8.0), ("A rooster crows", 4.5)]


def entries(text: str, **options):
    return [(clip.caption, clip.seconds) for clip in read_plan_text(text, **options).clips]


@pytest.mark.parametrize("text", [
    "8 Rain falls on a roof\n4.5 A rooster crows",
    "0:00-0:08 Rain falls on a roof\n0:08-0:12.5 A rooster crows",
    "Here is your story:\n\n0:00 – 0:08: Rain falls on a roof\n0:08 – 0:12.5: A rooster crows\n\nEnjoy!",
    "[00:00 - 00:08] Rain falls on a roof\n[00:08 - 00:12,5] A rooster crows",
    "1. Rain falls on a roof (8 seconds)\n2. A rooster crows (4.5 s)",
    "1) **Rain falls on a roof** - 8s\n2) **A rooster crows** - 4.5s",
    "- 8 seconds: Rain falls on a roof\n- 4.5 seconds: A rooster crows",
    "Sure! I planned 2 events.\n* 0-8s: Rain falls on a roof\n* 8-12.5s: A rooster crows",
    "Clip 1: Rain falls on a roof (duration: 8 sec)\nClip 2: A rooster crows (duration: 4.5 sec)",
    "```\n8 Rain falls on a roof\n4.5 A rooster crows\n```",
    'Of course:\n```json\n[{"caption": "Rain falls on a roof", "duration": 8}, '
    '{"caption": "A rooster crows", "duration": 4.5}]\n```\nDone.',
    '{"clips": [{"caption": "Rain falls on a roof", "seconds": 8.0}, {"caption": "A rooster crows", "seconds": 4.5}]}',
    '{"events": [{"description": "Rain falls on a roof", "start": "0:00", "end": "0:08"}, '
    '{"description": "A rooster crows", "start": "0:08", "end": "0:12.5"}]}',
    "1\n00:00:00,000 --> 00:00:08,000\nRain falls on a roof\n\n2\n00:00:08,000 --> 00:00:12,500\nA rooster crows\n",
    "WEBVTT\n\n00:00.000 --> 00:08.000\nRain falls on a roof\n\n00:08.000 --> 00:12.500\nA rooster crows\n",
    "0.000000\t8.000000\tRain falls on a roof\n8.000000\t12.500000\tA rooster crows\n",
], ids=lambda text: text[:30])
def test_one_story_in_many_words(text):
    assert entries(text) == TWO


def test_a_gap_between_subtitles_belongs_to_the_clip_before():
    text = "0\t3\tRain\n5\t8\tA dog barks"
    assert entries(text) == [("Rain", 5.0), ("A dog barks", 3.0)]


@pytest.mark.parametrize("kind", CUE_KINDS)
def test_what_is_written_is_read_back(kind):
    plan = StoryPlan.build(TWO, crossfade_seconds=1.5)
    again = read_plan_text(write_cues(plan, kind), crossfade_seconds=1.5)
    assert [(clip.caption, clip.seconds) for clip in again.clips] == TWO


def test_subtitles_look_as_players_want_them():
    plan = StoryPlan.build(TWO)
    assert write_cues(plan, "srt").startswith("1\n00:00:00,000 --> 00:00:08,000\nRain falls on a roof\n")
    assert write_cues(plan, "vtt").startswith("WEBVTT")
    assert write_cues(plan, "labels") == ("0.000000\t8.000000\tRain falls on a roof\n"
                                          "8.000000\t12.500000\tA rooster crows\n")


def test_seeds_and_locks_stay_in_cue_sheets_and_json():
    sheet = "8 Rain falls on a roof #seed=7\n4.5 A rooster crows #lock=0123456789abcdef\n"
    plan = read_plan_text(sheet)
    assert [(clip.seed, clip.lock) for clip in plan.clips] == [(7, None), (None, "0123456789abcdef")]
    assert plan.to_cue_sheet() == sheet.replace("8 Rain", "8.0 Rain")
    assert StoryPlan.from_json(plan.to_json()) == plan


@pytest.mark.parametrize(("text", "words"), [
    ("Rain falls, then a dog barks.", "no line says how long a clip lasts"),
    ("1. Rain falls (8 s)\n2. A dog barks", "line 2 is numbered like a clip and says no seconds"),
    ('[{"caption": "rain"}]', "clip 1 has the fields"),
    ('[{"caption": "rain", "duration": "soon"}]', "the time 'soon' is none"),
    ("5\t3\tRain", "label 1 begins at 5 s and ends at 3 s"),
    ("{", "no valid JSON"),
    ("8 rain #seed=x", "line 1 has the seed 'x'"),
    ("8 rain #lock=xyz", "clip 1's lock is 'xyz'"),
    (f"8 rain #seed={2**64}", "clip 1's seed is 18446744073709551616"),
])
def test_what_cannot_be_read_says_why(text, words):
    with pytest.raises(ValueError) as caught:
        read_plan_text(text)
    assert words in str(caught.value)


def test_the_instruction_names_text_and_seconds():
    asked = llm_instruction("a storm over a farm", 30.0, 12)
    assert "a storm over a farm" in asked and "30 seconds" in asked and "12 seconds" in asked
    example = asked[asked.index("7.5 "):]
    assert len(read_plan_text(example).clips) == 2


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="kind is 'mid'"):
        write_cues(StoryPlan.build(TWO), "mid")


def test_a_batch_has_one_story_a_line():
    text = ("# five\n30: a storm rolls over a farm\n\n12,5s: waves roll in, then 2 dogs bark\nan owl hoots\n"
            "1:05 seals call\n20 secs rain falls\n")
    assert read_story_lines(text, 20.0) == [
        ("a storm rolls over a farm", 30.0), ("waves roll in, then 2 dogs bark", 12.5), ("an owl hoots", 20.0),
        ("seals call", 65.0), ("rain falls", 20.0)]


@pytest.mark.parametrize("text, message", [
    ("\n# nothing\n", "0 lines"), ("rain\n5: ...", "line 2"), ("0: rain", "line 1"), ("rain\n" * 101, "101 lines"),
    ("3 dogs bark", "line 1 begins with '3': write '3:'"), ("rain\n2 minutes of rain", "line 2 begins with '2'"),
    ("9000: rain", "line 1 is 9000.0 s; at most 600")])
def test_a_batch_that_cannot_be_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        read_story_lines(text, 20.0)
