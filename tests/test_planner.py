"""The planner: the reference's text, one pass for each forced span, sampling, cancelling, all ways to fail."""
from __future__ import annotations

import contextlib
import json
import math
import shutil

import pytest
import torch
from planner_toys import BELL, RAIN, SPANS, ScriptedLLM, planner_tokenizer, write
from toy import rewrite_config, story_tokenizer
from transformers import GenerationConfig, LogitsProcessor, LogitsProcessorList

from audiostory_core import AudioStoryPipeline
from audiostory_core.bundle import load_part, open_bundle
from audiostory_core.config import PlannerConfig, TokenConfig
from audiostory_core.errors import PlanError
from audiostory_core.planner import read_story, write_story
from audiostory_core.prompt import StoryTokenizer
from audiostory_core.story import StoryPlan


@pytest.fixture(scope="module")
def tokenizer():
    return planner_tokenizer()


def test_what_the_model_writes_becomes_the_plan(tokenizer):
    llm = ScriptedLLM(tokenizer, f"two sounds<|/think|>{RAIN}{BELL}<|im_end|>")
    assert write(llm, tokenizer) == StoryPlan.build(
        [("rain", 2.5), ("a bell", 4.0)], instruction="rain, then a bell", reasoning="two sounds",
        crossfade_seconds=1.0, longest_seconds=10.0)


def test_words_after_the_timestamp_belong_to_the_caption_and_words_between_clips_to_nobody(tokenizer):
    text = f"why<|/think|>\n<|gen|>rain <timestamp>2</timestamp>falls{SPANS} x<|/gen|>\n{BELL}<|endoftext|>"
    plan = write(ScriptedLLM(tokenizer, text), tokenizer)
    assert [(clip.caption, clip.seconds) for clip in plan.clips] == [("rain falls", 2.0), ("a bell", 4.0)]


def test_a_forced_span_is_one_forward_pass(tokenizer):
    llm = ScriptedLLM(tokenizer, f"two sounds<|/think|>{RAIN}{BELL}<|im_end|>")
    write(llm, tokenizer)
    spans = [list(tokenizer.span_ids(kind)) for kind in ("semantic", "residual")]
    assert llm.passes[0] == tokenizer.prompt_ids("rain, then a bell")
    assert [fed for fed in llm.passes[1:] if len(fed) > 1] == spans * 2
    assert sum(llm.passes[1:], []) == llm.wanted[:-1]


def test_span_tokens_are_forbidden_outside_spans_even_where_the_model_prefers_them(tokenizer):
    class Confused(ScriptedLLM):
        def logits(self, written):
            logits = super().logits(written) - 100  # all below zero: setting logits to 0 would prefer them
            for kind in ("semantic", "residual"):
                logits[list(tokenizer.span_ids(kind)[1:])] = 50
            return logits

    plan = write(Confused(tokenizer, f"why<|/think|>{RAIN}<|im_end|>"), tokenizer)
    assert [clip.caption for clip in plan.clips] == ["rain"]


def test_ids_without_a_token_cannot_be_written(tokenizer):
    class Padded(ScriptedLLM):
        def logits(self, written):
            return torch.cat([super().logits(written), torch.full((8,), 50.0)])

    assert len(write(Padded(tokenizer, f"why<|/think|>{RAIN}<|im_end|>"), tokenizer).clips) == 1


@pytest.mark.parametrize(("text", "message", "shown"), [
    ("rain and rain and rain", "never closed its reasoning with <|/think|> within its limit of 20 tokens", "rain and"),
    ("short<|im_end|>", "never closed its reasoning with <|/think|>", "short"),
    (f"{RAIN}<|/think|><|im_end|>", "never closed its reasoning", "rain<timestamp>2.5"),
    ("why<|/think|><|im_end|>", "without a clip", "why<|/think|>"),
    ("why<|/think|><|gen|>rain falls on", "stopped half-way, in or after clip 1, at its limit of 20", "<|gen|>rain f"),
    ("why<|/think|><|gen|>rain<|im_end|>", "stopped half-way in clip 1: <t5><aud> is needed, it wrote nothing",
     "<|gen|>rain"),
    ("a<|/think|><|gen|>r<t5><t5_00000><t5_00001><t5_00002><t5_00003><t5_00004></t5><|im_end|>",
     "stopped half-way in clip 1: <t5><aud> is needed, it wrote <t5>", "<|gen|>r"),
    (f"a<|/think|><|gen|>r{SPANS}<|im_end|>", "no <timestamp>seconds</timestamp> for clip 1", "<|gen|>r"),
    (f"a<|/think|><|gen|>r<timestamp>{SPANS}<|im_end|>", "no <timestamp>seconds</timestamp>", "<timestamp>"),
])
def test_a_model_that_does_not_finish(tokenizer, text, message, shown):
    llm = ScriptedLLM(tokenizer, text + "x" * 20)
    with pytest.raises(PlanError) as error:
        write(llm, tokenizer, max_new_tokens=20 if "limit" in message else 300)
    assert message in str(error.value)
    assert "the text so far" in str(error.value) and shown in str(error.value)
    assert shown in error.value.text and "<t5" not in error.value.text


@pytest.mark.parametrize(("clip", "message"), [
    (f"<|gen|>r<timestamp>soon</timestamp>{SPANS}", "length of clip 2 is 'soon', no number of seconds"),
    (f"<|gen|>r<timestamp></timestamp>{SPANS}", "length of clip 2 is '', no number"),
    (f"<|gen|>r<timestamp>0</timestamp>{SPANS}", "clip 2's length is 0.0 s"),
    (f"<|gen|>r<timestamp>nan</timestamp>{SPANS}", "clip 2's length is nan"),
    (f"<|gen|>r<timestamp>12.5</timestamp>{SPANS}", "clip 2's length is 12.5 s; this model's longest clip is 10 s"),
    (f"<|gen|>...<timestamp>2</timestamp>{SPANS}", "clip 2's caption is '...', without a letter"),
    (f"<|gen|>r<|think|><timestamp>2</timestamp>{SPANS}", "clip 2's caption holds '<|think|>'"),
    (f"<|gen|>r<timestamp>2</timestamp>{SPANS}{SPANS}", "did not lay out clip 2"),
])
def test_a_clip_that_cannot_be(tokenizer, clip, message):
    with pytest.raises(PlanError) as error:
        write(ScriptedLLM(tokenizer, f"why<|/think|>{RAIN}{clip}<|/gen|><|im_end|>"), tokenizer)
    assert message in str(error.value) and "rain<timestamp>2.5" in error.value.text


def test_spans_outside_of_clips_and_too_many_clips_are_no_story(tokenizer):
    arguments = {"instruction": "rain", "crossfade_seconds": 1.0}
    with pytest.raises(PlanError, match="wrote <t5> outside of a clip"):
        read_story(tokenizer, tokenizer.encode(f"why{SPANS}<|/think|>{RAIN}"), **arguments)
    with pytest.raises(PlanError, match="the plan has 1001 clips; 1 to 1000"):
        read_story(tokenizer, tokenizer.encode(f"why<|/think|>{RAIN * 1001}"), **arguments)


def test_the_limit_counts_forced_tokens_and_the_end_token(tokenizer):
    llm = ScriptedLLM(tokenizer, f"why<|/think|>{RAIN}<|im_end|>")
    assert len(write(llm, tokenizer, max_new_tokens=len(llm.wanted)).clips) == 1
    with pytest.raises(PlanError, match=f"at its limit of {len(llm.wanted) - 1} tokens"):
        write(ScriptedLLM(tokenizer, f"why<|/think|>{RAIN}<|im_end|>"), tokenizer,
              max_new_tokens=len(llm.wanted) - 1)


def test_every_choice_is_reported_and_may_cancel(tokenizer):
    class Cancelled(Exception):
        pass

    steps, texts = [], []
    llm = ScriptedLLM(tokenizer, f"why<|/think|>{RAIN}<|im_end|>")
    write(llm, tokenizer, on_step=lambda done, total: steps.append((done, total)), on_text=texts.append)
    assert steps[:4] == [(1, 300), (2, 300), (3, 300), (4, 300)]
    assert steps[-1] == (len(llm.wanted) - 1, 300) and len(steps) == len(llm.passes) - 1
    assert texts[2] == "why" and texts[-1] == "why<|/think|><|gen|>rain<timestamp>2.5</timestamp><|/gen|>"

    def cancel(done, total):
        if done == 6:
            raise Cancelled

    llm = ScriptedLLM(tokenizer, f"why<|/think|>{RAIN}<|im_end|>")
    with pytest.raises(Cancelled):
        write(llm, tokenizer, on_step=cancel)
    assert len(llm.passes) == 6


class Undecided(ScriptedLLM):
    """Begins every reasoning with one of two letters, B three times as likely as A."""

    def logits(self, written):
        logits = super().logits(written) * 200
        if written == 0:
            logits[:] = -9999
            logits[self.wanted[0]], logits[self.wanted[0] + 1] = 0, math.log(3)
        return logits


def first_letters(tokenizer, temperature, seeds):
    plans = [write(Undecided(tokenizer, f"A.<|/think|>{RAIN}<|im_end|>"), tokenizer, temperature=temperature,
                   generator=torch.Generator().manual_seed(seed)) for seed in seeds]
    return [plan.reasoning[0] for plan in plans]


def test_temperature_draws_with_the_generator_and_zero_does_not_draw(tokenizer):
    drawn = first_letters(tokenizer, 1.0, range(60))
    assert drawn == first_letters(tokenizer, 1.0, range(60))
    assert 5 < drawn.count("A") < 25
    assert set(first_letters(tokenizer, 0, range(3))) == {"B"}
    assert set(first_letters(tokenizer, 1e-6, range(3))) == {"B"}
    assert 12 < first_letters(tokenizer, 10.0, range(60)).count("A") < 40


def test_repetition_penalty_lowers_what_was_seen(tokenizer):
    class Repeating(ScriptedLLM):
        def logits(self, written):
            logits = super().logits(written)
            if written == 2:
                logits[tokenizer.encode("A")[0]] = 5.2
            return logits

    text = f"ABZ<|/think|>{RAIN}<|im_end|>"
    assert write(Repeating(tokenizer, text), tokenizer, repetition_penalty=1.05).reasoning == "ABZ"
    assert write(Repeating(tokenizer, text), tokenizer).reasoning == "ABA"


@pytest.mark.parametrize(("value", "dtype", "advice"), [
    (math.nan, torch.float16, "logits are not finite in torch.float16: try bfloat16 or float32"),
    (math.inf, torch.bfloat16, "logits are not finite in torch.bfloat16: try float32"),
])
def test_logits_that_are_not_finite_name_the_dtype_to_try(tokenizer, value, dtype, advice):
    class Broken(ScriptedLLM):
        def logits(self, written):
            logits = super().logits(written)
            logits[3] = value
            return logits

    with pytest.raises(ValueError, match=advice):
        write(Broken(tokenizer, "why", dtype), tokenizer)


def test_an_instruction_must_fit_into_the_model(tokenizer):
    prompt = len(tokenizer.prompt_ids("rain, then a bell"))
    with pytest.raises(ValueError, match=rf"{prompt} tokens long .* takes fewer than {prompt}"):
        write(ScriptedLLM(tokenizer, "why", positions=prompt), tokenizer)
    llm = ScriptedLLM(tokenizer, "why<|/think|>" + "x" * 99, positions=prompt + 7)
    with pytest.raises(PlanError, match=rf"at the 7 tokens that fit after an instruction of {prompt}"):
        write(llm, tokenizer)


@pytest.mark.parametrize(("changes", "message"), [
    ({"temperature": -1}, "temperature is -1; it must be 0.0 to 10.0"),
    ({"temperature": math.nan}, "temperature is nan"),
    ({"temperature": 0.7}, "a generator is needed"),
    ({"crossfade_seconds": -1}, "crossfade_seconds is -1"),
    ({"crossfade_seconds": math.nan}, "crossfade_seconds is nan"),
])
def test_arguments_are_refused_before_the_model_runs(tokenizer, changes, message):
    llm = ScriptedLLM(tokenizer, "why")
    with pytest.raises(ValueError, match=message):
        write(llm, tokenizer, **changes)
    assert llm.passes == []


@pytest.mark.parametrize("instruction", ["", "...", "rain " * 20_000, "rain <t5>", None])
def test_an_instruction_without_words_is_refused(tokenizer, instruction):
    llm = ScriptedLLM(tokenizer, "why")
    with pytest.raises(ValueError, match="the instruction"):
        write_story(llm, tokenizer, instruction, PlannerConfig(max_new_tokens=9), crossfade_seconds=1.0)
    assert llm.passes == []


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_the_reference_s_text(reference_dir, reference_bundle, dtype):
    bundle = open_bundle(reference_bundle)
    llm = load_part(bundle, "llm", dtype=dtype)
    passes = []
    llm.register_forward_hook(lambda *_: passes.append(1))
    expected = json.loads((reference_dir / "expected.json").read_text())
    for story in expected["stories"]:
        passes.clear()
        with torch.inference_mode():
            plan = write_story(llm, bundle.tokenizer, story["instruction"], PlannerConfig(),
                               crossfade_seconds=expected["crossfade_seconds"])
        assert plan.reasoning == story["reasoning"]
        assert [(clip.caption, clip.seconds, clip.generated_seconds) for clip in plan.clips] == [
            (clip["caption"], clip["duration"], clip["generated_seconds"]) for clip in story["clips"]]
        ids, *_ = bundle.tokenizer.story_ids(plan.instruction, plan.reasoning, plan.clips)
        written = len(ids) - len(bundle.tokenizer.prompt_ids(plan.instruction))
        assert len(passes) == written - len(plan.clips) * (65 + 9)  # what is forced costs one pass a span


class ForcedSpan(LogitsProcessor):
    """A span's tokens one after the other within it, none of them outside."""

    def __init__(self, ids):
        self.ids = list(ids)

    def __call__(self, input_ids, scores):
        place = self.ids.index(input_ids[0, -1]) if input_ids[0, -1] in self.ids[:-1] else None
        if place is None:
            scores[0, self.ids[1:]] = -math.inf
        else:
            scores[0, self.ids[place + 1]] = scores.max() + 10
        return scores


@pytest.mark.parametrize("penalty", [1.0, 2.0])
def test_the_text_of_transformers_own_generation(reference_dir, reference_bundle, tmp_path, penalty):
    shutil.copytree(reference_bundle, tmp_path / "model")
    rewrite_config(tmp_path / "model", lambda data: data["planner"].update(repetition_penalty=penalty))
    pipe = AudioStoryPipeline.from_bundle(tmp_path / "model")
    tokenizer = pipe.tokenizer
    instruction = json.loads((reference_dir / "expected.json").read_text())["stories"][2]["instruction"]
    spans = [tokenizer.span_ids(kind) for kind in ("semantic", "residual")]
    prompt = torch.tensor([tokenizer.prompt_ids(instruction)])
    settings = GenerationConfig(do_sample=False, repetition_penalty=penalty, max_new_tokens=400,
                                eos_token_id=tokenizer.end, pad_token_id=tokenizer.end)
    written = pipe.llm.generate(prompt, generation_config=settings,
                                logits_processor=LogitsProcessorList(map(ForcedSpan, spans)))
    expected = tokenizer.decode([token for token in written[0, prompt.shape[1]:] if token not in sum(spans, ())])
    texts = []
    with contextlib.suppress(PlanError):  # under a heavy penalty it is no story any more
        pipe.plan(instruction, on_text=texts.append)
    assert texts[-1] + "<|im_end|>" == expected
    assert (penalty == 1.0) == ("birds sing at dawn (bright)" in expected)


def test_a_model_without_residual_tokens_writes_stories_without_their_span():
    tokens = TokenConfig(2, 0)
    tokenizer = StoryTokenizer(story_tokenizer(tokens), tokens)
    clip = "<|gen|>rain<timestamp>2.5</timestamp><t5><t5_00000><t5_00001></t5><|/gen|>"
    llm = ScriptedLLM(tokenizer, f"why<|/think|>{clip}{clip}<|im_end|>")
    assert [(part.caption, part.seconds) for part in write(llm, tokenizer).clips] == [("rain", 2.5)] * 2
    assert list(tokenizer.span_ids("semantic")) in llm.passes
    with pytest.raises(PlanError, match="half-way in clip 1: <t5> is needed, it wrote nothing"):
        read_story(tokenizer, tokenizer.encode("why<|/think|><|gen|>rain<timestamp>2.5</timestamp><|/gen|>"),
                   instruction="rain", crossfade_seconds=0.0)
