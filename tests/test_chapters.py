"""Stories longer than the model plans at once are planned in chapters."""
from __future__ import annotations

import pytest

from audiostory_core import chapters
from audiostory_core.bundle import embedded_bundle_path
from audiostory_core.chapters import chapters_of, instructions_of, tell_story
from audiostory_core.errors import PlanError
from audiostory_core.kept_work import KeptWork
from audiostory_core.pipeline import AudioStoryPipeline
from audiostory_core.story import StoryPlan

KNOWN = {"rain": ("rain",), "dog": ("dog", "barks"), "wind": ("wind",), "bell": ("bell",)}


@pytest.fixture(scope="module")
def pipe() -> AudioStoryPipeline:
    return AudioStoryPipeline.from_bundle(embedded_bundle_path())


def texts(*arguments, **settings) -> list[str]:
    return [chapter.text for chapter in chapters_of(*arguments, **settings)]


def test_what_a_model_plans_at_once_is_one_chapter_word_for_word():
    assert [(one.text, one.seconds) for one in chapters_of(" Rain. Wind.\n", 80.0, 80.0)] == [(" Rain. Wind.\n", 80.0)]
    assert len(chapters_of("Rain. Wind.", 150.0, None)) == 1
    assert len(chapters_of("Rain. Wind.", 150.5, None)) == 2


def test_sentences_are_shared_out_in_their_order():
    text = "Rain falls on a roof. A dog barks! Does the wind howl? A bell rings.\nThen it is over now."
    assert texts(text, 160.0, 80.0) == ["Rain falls on a roof. A dog barks!",
                                        "Does the wind howl? A bell rings. Then it is over now."]
    assert texts(text, 400.0, 80.0) == ["Rain falls on a roof.", "A dog barks!", "Does the wind howl?",
                                        "A bell rings.", "Then it is over now."]


def test_each_sentence_has_about_the_same_time():
    text = "Rain falls here. A dog barks. Thunder rumbles. A rooster crows."
    assert texts(text, 240.0, 80.0) == ["Rain falls here.", "A dog barks.", "Thunder rumbles.", "A rooster crows."]
    assert texts("Rain falls here. Wind blows there.", 240.0, 80.0) == ["Rain falls here."] * 2 + [
        "Wind blows there."] * 2
    assert len(texts("Rain falls here. " * 100, 240.0, 80.0)) == 3


def test_then_divides_where_sentences_do_not_suffice():
    text = "rain falls on the roof, then a dog barks loudly and then the wind howls; after that a bell rings twice"
    assert texts(text, 320.0, 80.0) == ["rain falls on the roof", "a dog barks loudly", "the wind howls",
                                        "a bell rings twice"]
    assert texts(text, 160.0, 80.0)[1] == "after that a bell rings twice"


def test_few_words_last_for_several_chapters():
    assert texts("rain falls", 240.0, 80.0) == ["rain falls"] * 3
    assert texts("Rain falls here. Wind blows there.", 320.0, 80.0) == ["Rain falls here."] * 2 + [
        "Wind blows there."] * 2


def test_what_names_nothing_known_goes_with_what_was_before_it():
    text = "Long ago. Rain fell. We were tired. A dog barks. Good night."
    assert texts(text, 160.0, 80.0, known_words=KNOWN) == ["Long ago. Rain fell. We were tired.",
                                                           "A dog barks. Good night."]
    assert texts("Mr. Smith walks. Mr. Jones runs away.", 160.0, 80.0) == ["Mr. Smith walks.", "Mr. Jones runs away."]


def test_scripts_without_blanks_are_divided_too():
    assert texts("雨が降る。犬が吠える。", 160.0, 80.0) == ["雨が降る。", "犬が吠える。"]


@pytest.mark.parametrize(("seconds", "most"), [(81.0, 80.0), (159.9, 80.0), (160.0, 80.0), (239.9, 80.0),
                                               (7200.0, 80.0), (7.4, 2.5), (300.25, 150.0)])
def test_chapters_add_up_and_none_is_too_long(seconds, most):
    lengths = [chapter.seconds for chapter in chapters_of("rain falls", seconds, most)]
    assert sum(lengths) == pytest.approx(seconds, abs=1e-9)
    assert max(lengths) <= most
    assert max(lengths) - min(lengths) < 2


def test_the_time_is_linear_in_the_text():
    text = "Rain falls here. " * 2_000
    assert len(chapters_of(text, 7200.0, 80.0)) == 90
    assert texts("rain " * 8_000, 7200.0, 80.0)[0].startswith("rain")


def test_each_chapter_is_planned_and_all_are_one_plan(pipe):
    seen, steps = [], []
    plan = pipe.plan("Rain falls on a roof. A dog barks and thunder rumbles. Then a rooster crows.", seconds=200.0,
                     crossfade_seconds=2.0, on_text=seen.append, on_step=lambda *step: steps.append(step))
    assert plan.total_seconds == pytest.approx(200.0)
    captions = [clip.caption for clip in plan.clips]
    order = [next(index for index, caption in enumerate(captions) if word in caption)
             for word in ("rain", "dog", "thunder", "rooster")]
    assert order == sorted(order)
    assert plan.instruction.endswith("Then a rooster crows. The total duration is 200.0 seconds.")
    assert plan.notes[0].startswith("planned in 3 chapters of up to 67 s")
    assert {entry.said for entry in plan.understood} >= {"Rain falls on a roof", "A dog barks"}
    assert seen[0].startswith("chapter 1 of 3\n\n") and seen[-1].startswith("chapter 3 of 3\n\n")
    shares = [done / total for done, total in steps]
    assert shares == sorted(shares) and shares[-1] == 1
    assert StoryPlan.from_json(plan.to_json()) == plan
    assert pipe.bridge(plan).fused.shape[0] == len(plan.clips)


def test_a_chapter_is_named_in_what_is_wrong_with_it(pipe, monkeypatch):
    with pytest.raises(ValueError, match="chapter 2 of 2: the text has 50.. characters; at most 4000"):
        instructions_of(pipe.config, f"Rain falls. {'A dog barks ' * 420}.", 160.0)

    def broken(*arguments, **settings):
        raise PlanError("it stopped half-way", "so far")

    monkeypatch.setattr(chapters, "write_story", broken)
    with pytest.raises(PlanError, match="chapter 1 of 2: it stopped half-way") as error:
        pipe.plan("Rain falls. A dog barks.", seconds=160.0)
    assert error.value.text == "so far"


def test_a_cancelled_plan_goes_on_with_the_chapter_that_it_was_at(pipe, tmp_path):
    story = instructions_of(pipe.config, "Rain falls. A dog barks. A rooster crows.", 200.0)
    settings = {"crossfade_seconds": 1.0, "temperature": 0.4, "seed": 5}
    whole = tell_story(pipe.llm, pipe.tokenizer, pipe.config, story, **settings)

    def stop(done, total):
        if done / total > 0.8:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        tell_story(pipe.llm, pipe.tokenizer, pipe.config, story, on_step=stop, kept=KeptWork(tmp_path), **settings)
    written, calls = chapters.write_story, []
    with pytest.MonkeyPatch.context() as m:
        m.setattr(chapters, "write_story", lambda *args, **more: calls.append(args[2]) or written(*args, **more))
        kept = KeptWork(tmp_path)
        plan = tell_story(pipe.llm, pipe.tokenizer, pipe.config, story, kept=kept, **settings)
    assert calls == [story.chapters[2]]
    assert plan == whole
    kept.forget()
    assert list(tmp_path.iterdir()) == []
