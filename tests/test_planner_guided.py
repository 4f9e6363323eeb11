"""The planner with a guide: clips follow the outline, and proposed tokens change nothing but the time."""
from __future__ import annotations

import pytest
import torch
from planner_toys import BELL, RAIN, SPANS, ScriptedLLM, planner_tokenizer, write

from audiostory_core.errors import PlanError
from audiostory_core.guide.outline import Outline


@pytest.fixture(scope="module")
def tokenizer():
    return planner_tokenizer()


OUTLINE = Outline((("rain", "rain falls"), ("a bell", "a church bell rings")), (1, 2), 8.0, (3.0, 5.0), (1, 1))


def test_what_was_read_is_laid_out_whatever_the_model_would_go_on_with(tokenizer):
    said = OUTLINE.text
    llm, texts, steps = ScriptedLLM(tokenizer, f"{said} Clip 1: a whale<|/think|>{RAIN}"), [], []
    plan = write(llm, tokenizer, reads=True, max_new_tokens=2000, on_text=texts.append,
                 on_step=lambda done, total: steps.append(done))
    assert [(clip.caption, clip.seconds) for clip in plan.clips] == OUTLINE.clips
    assert plan.reasoning == OUTLINE.reasoning and "whale" not in texts[-1]
    assert len(llm.passes) <= len(tokenizer.encode(said)) + 1  # nothing is asked of it behind its reading
    ids, _, _ = tokenizer.story_ids("rain, then a bell", OUTLINE.reasoning, OUTLINE.clips)
    assert steps[-1] == len(ids) - len(tokenizer.prompt_ids("rain, then a bell")) - 1


def test_seconds_that_the_instruction_asks_for_are_not_left_to_the_model(tokenizer):
    said = OUTLINE.text[: OUTLINE.text.index(" Together")]
    llm = ScriptedLLM(tokenizer, f"{said} Together 99 seconds<|/think|>{RAIN}")
    plan = write(llm, tokenizer, reads=True, max_new_tokens=2000,
                 instruction="rain, then a bell The total duration is 12.125 seconds.")
    heard = [(clip.caption, clip.seconds) for clip in plan.clips]
    assert heard == [("rain falls", 6.0), ("a church bell rings", 6.125)]
    assert len(llm.passes) <= len(tokenizer.encode(said)) + 1


class DoubtfulLLM(ScriptedLLM):
    """Sure of all that it writes but of one stretch, where another token is as likely."""

    def __init__(self, tokenizer, text, doubted):
        super().__init__(tokenizer, text)
        begin = text.index(doubted)
        self.doubted = range(len(tokenizer.encode(text[:begin])), len(tokenizer.encode(text[: begin + len(doubted)])))

    def logits(self, written):
        logits = super().logits(written) * 10
        logits[self.wanted[written] + 1] = 50 - 1e-3 if written in self.doubted else 0
        return logits


@pytest.mark.parametrize("doubted, known, heard", [
    ("a chainsaw", {"": ["rain", "bell"]}, ["a church bell rings", "rain falls"]),
    ("a church", {"": ["rain", "bell"]}, ["a church bell rings", "a chainsaw cuts wood", "rain falls"]),
    ("a chainsaw", None, ["a church bell rings", "a chainsaw cuts wood", "rain falls"])])
def test_an_event_that_nobody_asks_for_is_left_out(tokenizer, doubted, known, heard):
    read = Outline((("rain", "rain falls"), ("my husband", "a chainsaw cuts wood"), ("a bell", "a church bell rings")),
                   (3, 2, 1), 12.0, (4.0, 4.0, 4.0), (1, 1, 1))
    plan = write(DoubtfulLLM(tokenizer, f"{read.text} Clip", doubted), tokenizer, "rain after my husband heard a bell",
                 reads=True, max_new_tokens=2000, known_words=known)
    assert [clip.caption for clip in plan.clips] == heard and plan.total_seconds == 12
    assert ("my husband" in plan.reasoning) is ("a chainsaw cuts wood" in heard)


class Guessing:
    """A guide that allows everything and guesses one text from its beginning on, right or wrong."""

    def __init__(self, tokenizer, text):
        self.guessed, self.written = tokenizer.encode(text), []

    def allowed(self):
        return None

    def add(self, token, probability):
        assert 0 <= probability <= 1
        self.written.append(token)

    def completed(self):
        return None

    def draft(self):
        return self.guessed[len(self.written):]


TWO_CLIPS = f"two sounds<|/think|>{RAIN}{BELL}<|im_end|>"


@pytest.mark.parametrize("guess", [
    TWO_CLIPS, "two sounds<|/think|>", "two souls<|/think|>", "x", "", f"{TWO_CLIPS}{RAIN * 9}",
    f"two sounds<|/think|>{RAIN}<|im_end|>", f"two sounds{SPANS}"])
def test_a_guess_changes_nothing_that_is_written(tokenizer, guess):
    llm, guide, texts = ScriptedLLM(tokenizer, TWO_CLIPS), Guessing(tokenizer, guess), []
    plan = write(llm, tokenizer, guide=guide, on_text=texts.append)
    plain, plain_texts = ScriptedLLM(tokenizer, TWO_CLIPS), []
    assert plan == write(plain, tokenizer, on_text=plain_texts.append) and texts == plain_texts
    assert guide.written == llm.wanted and len(llm.passes) <= len(plain.passes)
    assert llm.cache[:len(plain.cache)] == plain.cache[:len(llm.cache)]  # nothing that was guessed wrong stays


def test_what_is_guessed_right_takes_one_pass(tokenizer):
    said = "the sounds of a summer's night, one after the other"
    llm = ScriptedLLM(tokenizer, f"{said}<|/think|>{RAIN}<|im_end|>")
    write(llm, tokenizer, guide=Guessing(tokenizer, said))
    plain = ScriptedLLM(tokenizer, f"{said}<|/think|>{RAIN}<|im_end|>")
    write(plain, tokenizer)
    assert len(llm.passes) == len(plain.passes) - len(tokenizer.encode(said))


def test_a_guess_goes_no_further_than_the_model_reads(tokenizer):
    prompt = len(tokenizer.prompt_ids("rain, then a bell"))
    llm = ScriptedLLM(tokenizer, "why not" * 99, positions=prompt + 7)
    with pytest.raises(PlanError, match="within the 7 tokens that fit"):
        write(llm, tokenizer, guide=Guessing(tokenizer, "why not" * 99))
    assert len(llm.cache) == prompt + 6


def test_half_precision_reads_no_guess(tokenizer):
    llm = ScriptedLLM(tokenizer, TWO_CLIPS, torch.bfloat16)
    write(llm, tokenizer, guide=Guessing(tokenizer, TWO_CLIPS))
    assert max(map(len, llm.passes[1:])) == len(tokenizer.span_ids("semantic"))


def test_a_model_that_was_not_taught_to_read_says_it_all_itself(tokenizer):
    plan = write(ScriptedLLM(tokenizer, f"{OUTLINE.text}<|/think|>{RAIN}<|im_end|>"), tokenizer)
    assert [clip.caption for clip in plan.clips] == ["rain"]


def test_a_reading_whose_clips_do_not_fit_is_no_plan(tokenizer):
    with pytest.raises(PlanError, match="limit of 250 tokens"):
        write(ScriptedLLM(tokenizer, f"{OUTLINE.text} Clip" + " x" * 400), tokenizer, reads=True, max_new_tokens=250)
