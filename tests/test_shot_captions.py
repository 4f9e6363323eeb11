"""Captions as captioning models write them, and what a plan makes of them."""
from __future__ import annotations

import pytest

from audiostory_core.shots import FilmShots, Shot, shot_plan
from audiostory_core.shots.captions import captions_of

ANSWERS = [
    (["Caption: Rain falls on a roof.", "**Wind** howls through the *trees*.", "\"A dog barks twice.\""],
     ["Rain falls on a roof", "Wind howls through the trees", "A dog barks twice"]),
    (["1. Rain", "Shot 2: A dog", "Scene 3 (0:04-0:06): wind"], ["Rain", "A dog", "wind"]),
    (["Sure! Here is a caption for the picture:\n\nRain falls on a tin roof.\n\nLet me know if you need more!",
      "- rain\n- thunder in the distance", "Sounds:\n1. Footsteps on gravel\n2. A door creaks"],
     ["Rain falls on a tin roof", "rain, thunder in the distance", "Footsteps on gravel, A door creaks"]),
    (["<think>it shows\n\nrain</think>\nRain falls<|im_end|>", "```\na dog barks\n```",
      "```json\n{\"caption\": \"wind\"}\n```"],
     ["Rain falls", "a dog barks", "wind"]),
    (["Rain falls.\nThunder rolls.", "### Sound\nA horn", "Answer: **2 dogs** bark"],
     ["Rain falls. Thunder rolls", "A horn", "2 dogs bark"]),
    (["A man says: \"hello\"", "Footsteps: slow, heavy steps", "镜头3：“狗叫”"],
     ["A man says: \"hello\"", "Footsteps: slow, heavy steps", "狗叫"]),
    (["rain", "Silence.", "No sound"], ["rain", "", ""]),
]
FOR_ALL = [
    "rain falls\na dog barks\nwind",
    "Here are the sounds for each shot:\n\n**Shot 1 (0:00-0:02):** rain falls\n\n**Shot 2:** a dog barks\n**Shot 3:** "
    "wind\n",
    "1. rain\n   falls\n2. a dog barks\n3. wind",
    "- rain falls\n- a dog barks\n- wind",
    "[\"rain falls\", \"a dog barks\", \"wind\"]",
    "```json\n[{\"shot\": 1, \"caption\": \"rain falls\"}, {\"caption\": \"a dog barks\"}, {\"caption\": \"wind\"}]"
    "\n```",
    "Of course! Here are three captions:\nrain falls\na dog barks\nwind\nI hope this helps!",
]


def film(*ends: float) -> FilmShots:
    starts = [0.0, *ends[:-1]]
    return FilmShots(tuple(Shot(start, end) for start, end in zip(starts, ends, strict=True)), ends[-1], 25.0)


@pytest.mark.parametrize("answers, captions", ANSWERS)
def test_an_answer_a_shot_is_read_without_what_surrounds_the_caption(answers, captions):
    assert captions_of(answers, 3) == captions


@pytest.mark.parametrize("answer", FOR_ALL)
def test_one_answer_for_all_shots_is_taken_apart(answer):
    assert captions_of([answer], 3) == ["rain falls", "a dog barks", "wind"]


@pytest.mark.parametrize("answers, said", [
    (["rain", "I'm sorry, but I can't see the image.", "I cannot view pictures."],
     "caption 2, 3 is an answer without a caption: \"I'm sorry, but I can't see the image.\""),
    (["As an AI language model, I do not hear"], "caption 1 is an answer without a caption"),
    (["抱歉，我无法查看图片。", "a", "b"], "caption 1 is an answer without a caption"),
    (["rain", "", "..."], "the caption of shot 2, 3 has no words; write what is heard there, or 'silence'"),
    (["rain", "<think>it is\nso</think>", "sea"], "the caption of shot 2 has no words"),
])
def test_an_answer_that_is_no_caption_is_refused_by_its_number(answers, said):
    with pytest.raises(ValueError, match=said):
        captions_of(answers, 3)


def test_a_shot_in_which_nothing_is_heard_is_a_gap():
    plan = shot_plan(film(2.0, 5.0, 8.0), ["rain", "silence", "a dog"])
    assert [(clip.caption, clip.start_seconds, clip.seconds) for clip in plan.clips] == [
        ("rain", 0.0, 2.0), ("a dog", 5.0, 3.0)]
    assert plan.total_seconds == 8.0 and "shot 2: nothing is heard, as the caption says" in plan.notes
    assert shot_plan(film(2.0, 5.0), ["rain", "silence"]).total_seconds == 5.0
    with pytest.raises(ValueError, match="all captions say that nothing is heard"):
        shot_plan(film(2.0, 5.0), ["silence", "no sound"])
