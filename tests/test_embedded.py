"""The model that comes with the code: it is small, plans what is asked in order, and its sounds are recognized."""
from __future__ import annotations

import pytest
import torch

from audiostory_core import AudioStoryPipeline
from audiostory_core.bundle import embedded_bundle_path
from audiostory_core.guide.vocabulary import check_known
from audiostory_core.story import StoryPlan

STORIES = [
    ("A storm rolls over a farm, then a rooster crows at dawn", 30.0, ("thunder", "rooster")),
    ("Rain falls on the roof, then a dog barks, then thunder rumbles far away", 30.0, ("rain", "dog", "thunder")),
    ("A baby cries, somebody knocks on the door, and an ambulance arrives", 24.0, ("baby", "knocks", "siren")),
    ("Waves crash on the shore. Then a helicopter flies over.", 40.0, ("waves", "helicopter")),
    ("First an owl hoots, then crickets chirp, then a fire crackles, then a train passes, then people clap", 60.0,
     ("owl", "crickets", "fire", "horn", "applaud")),
]


@pytest.fixture(scope="module")
def pipe():
    return AudioStoryPipeline.from_bundle(embedded_bundle_path())


def test_it_is_small_and_brings_its_card():
    files = list(embedded_bundle_path().iterdir())
    assert sum(file.stat().st_size for file in files) <= 45_000_000
    assert {"README.md", "ATTRIBUTION.md"} <= {file.name for file in files}


def test_it_says_what_it_knows_and_how_long_it_can(pipe):
    assert len(pipe.config.knows) >= 16
    assert pipe.sample_rate >= 22050
    assert pipe.config.longest_clip_seconds > 10
    assert pipe.config.planner.most_story_seconds == 80


@pytest.mark.parametrize("text, seconds, events", STORIES)
def test_the_plan_has_the_asked_events_in_their_order(pipe, text, seconds, events):
    plan = pipe.plan(text, seconds=seconds)
    found = [next((i for i, clip in enumerate(plan.clips) if event in clip.caption), -1) for event in events]
    assert found == sorted(found) and -1 not in found, plan.to_cue_sheet()
    assert plan.total_seconds == pytest.approx(seconds, abs=1e-6)
    assert plan.reasoning


def test_a_caption_alone_makes_its_sound(pipe):
    """Tokens follow the caption that stands in the plan, whatever stood there before."""
    captions = ["rain falls steadily", "a dog barks", "a clock ticks"]
    tokens = [pipe.bridge(StoryPlan.build([(caption, 6.0)])).fused[0] for caption in captions]
    plan = pipe.plan("a dog barks, then rain falls", seconds=16)
    edited = pipe.bridge(plan.with_clip(0, caption="a clock ticks")).fused[0]
    nearest = min(range(3), key=lambda index: float((tokens[index] - edited).square().mean()))
    assert captions[nearest] == "a clock ticks"


def test_a_clip_keeps_its_sound_when_another_one_changes(pipe):
    plan = pipe.plan("a dog barks, then rain falls", seconds=14)
    other = plan.with_clip(1, caption="a siren wails")
    first, second = (pipe.sample(pipe.bridge(p), p, steps=4) for p in (plan, other))
    assert torch.allclose(first[0], second[0], atol=1e-4)
    assert not torch.allclose(first[1], second[1], atol=1e-1)


def test_it_says_what_it_understood(pipe):
    plan = pipe.plan("Alarm clock, brush my teeth, make coffee, a dog barks twice", seconds=20)
    assert [(entry.said, entry.planned, entry.state, entry.ignored) for entry in plan.understood] == [
        ("Alarm clock", "an alarm beeps", "sure", ()), ("brush my teeth", None, "left out", ()),
        ("make coffee", None, "left out", ()), ("a dog barks twice", "a dog barks", "sure", ("twice",))]


def test_it_says_so_where_it_knows_nothing_of_what_is_asked(pipe):
    pytest.importorskip("scipy", reason="the training extra is not installed")
    from audiostory_core.sound_classes import SOUND_CLASSES

    with pytest.raises(ValueError, match="a violin plays jazz.*It knows: rain, .*or allow guesses"):
        pipe.plan("a violin plays jazz")
    assert pipe.plan("a violin plays jazz", seconds=8, guesses=True).understood[0].state == "guessed"
    assert pipe.plan("someone with a cold goes ah-choo", seconds=8).clips[0].caption == "a person sneezes"
    for text in (*(sound_class.caption for sound_class in SOUND_CLASSES), *(text for text, *_ in STORIES)):
        check_known(text, pipe.config.known_words)
