"""The guide of a small planner: its proposals, and that they change nothing but the time."""
from __future__ import annotations

import pytest
import torch

from audiostory_core.bundle import embedded_bundle_path, load_part, open_bundle
from audiostory_core.guide import StoryGuide, guide_for
from audiostory_core.guide.drafts import OutlineGuess
from audiostory_core.planner import write_story

KNOWN = {"rain": ("rain",), "dog": ("dog", "puppy"), "bell": ("bell",)}
CAPTIONS = {"rain": "rain falls", "dog": "a dog barks", "bell": "a bell rings"}
GUESS = OutlineGuess("A puppy yelps, then rain; my aunt reads and the bell tolls. The total duration is 9.0 seconds.",
                     KNOWN, CAPTIONS)
WHOLE = ('The events: 1. "A puppy yelps": a dog barks. 2. "rain": rain falls. 3. "the bell tolls": a bell rings. '
         "In order: 1 2 3. Together ")


def test_the_outline_is_guessed_from_any_place_in_it():
    assert {GUESS.outline(WHOLE[:end]) for end in range(len(WHOLE) - len(" 1 2 3. Together "))} == {WHOLE}


@pytest.mark.parametrize("written, guessed", [
    ('The events: 1. "puppy', 'The events: 1. "puppy yelps": a dog barks. 2. "rain": rain falls. 3. "the bell tolls": '
                              "a bell rings. In order: 1 2 3. Together "),
    ('The events: 1. "rain": rain falls. ', 'The events: 1. "rain": rain falls. 2. "the bell tolls": a bell rings. '
                                            "In order: 1 2. Together "),
    ('The events: 1. "the bell', 'The events: 1. "the bell tolls": a bell rings. In order: 1. Together '),
    ('The events: 1. "my aunt": a d', 'The events: 1. "my aunt": a dog barks. 2. "the bell tolls": a bell rings. '
                                      "In order: 1 2. Together "),
    ('The events: 1. "my aunt"', 'The events: 1. "my aunt": ')])
def test_the_guess_goes_on_from_what_is_written(written, guessed):
    assert GUESS.outline(written) == guessed


@pytest.mark.parametrize("written", ["I think", "The events: none that I know, so wind howls. ", "The events: 2. \"a"])
def test_what_is_no_such_outline_is_not_guessed(written):
    assert not GUESS.outline(written).removeprefix(written).strip() or not GUESS.outline(written).startswith(written)


def test_the_clips_are_guessed_once_the_length_is_written():
    begun = 'The events: 1. "rain": rain falls. 2. "a bell": a bell rings. In order: 2 1. Together 20.5 seconds '
    whole = begun + "make 3 clips of 7 7 6.5 seconds, shared 2 1."
    assert {GUESS.outline(whole[:end]) for end in range(len(begun), len(whole))} == {whole}
    assert GUESS.outline(begun.replace("2 1.", "2 2.")) == begun.replace("2 1.", "2 2.")


def test_without_known_words_nothing_is_guessed():
    bundle = open_bundle(embedded_bundle_path())
    guide = StoryGuide(bundle.tokenizer, "rain, then a bell", bundle.config.planner)
    assert guide.draft() == []


@pytest.fixture(scope="module")
def bundle():
    return open_bundle(embedded_bundle_path())


@pytest.mark.parametrize("instruction", [
    "A dog barks, then it thunders and a rooster crows. The total duration is 30.0 seconds.",
    "Rain, wind and waves while my husband reads", "Footsteps stop, and someone knocks; no siren."])
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_the_embedded_planner_writes_the_same_in_fewer_passes(bundle, monkeypatch, instruction, temperature):
    llm, passes = load_part(bundle, "llm", dtype=torch.float32, device="cpu"), []
    llm.register_forward_hook(lambda *_: passes.append(1))

    def plan():
        passes.clear()
        guide = guide_for(bundle.config, bundle.tokenizer, instruction)
        with torch.inference_mode():
            story = write_story(llm, bundle.tokenizer, instruction, bundle.config.planner, guide=guide,
                                crossfade_seconds=3.0, temperature=temperature,
                                generator=torch.Generator().manual_seed(1))
        return story, len(passes)

    story, guessed = plan()
    monkeypatch.setattr(StoryGuide, "draft", lambda self: [])
    alone, one_by_one = plan()
    assert story == alone
    assert guessed < one_by_one / 2
