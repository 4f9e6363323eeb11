"""The layout of a story as tokens, the instruction, and texts that are refused."""
from __future__ import annotations

import json

import pytest
from safetensors import safe_open
from tokenizers import Tokenizer
from toy import BASE_TOKENS, added_tokens, base_tokenizer, story_tokenizer

from audiostory_core.config import TokenConfig
from audiostory_core.prompt import LEAD_INS, StoryTokenizer, check_text, instruction_text
from audiostory_core.story import StoryPlan

TOKENS = TokenConfig(5, 2)


@pytest.fixture
def tokenizer():
    return StoryTokenizer(story_tokenizer(TOKENS), TOKENS)


def without(missing):
    tokenizer = base_tokenizer(name for name in BASE_TOKENS if name != missing)
    tokenizer.add_tokens([name for name in added_tokens(TOKENS) if name != missing])
    return tokenizer


def test_text_is_the_instruction_verbatim_where_nothing_else_is_asked():
    assert instruction_text("  A storm, then a rooster ") == "  A storm, then a rooster "


def test_instruction_has_lead_in_and_total_length_as_the_model_was_trained():
    assert instruction_text("a dog barks", 50, "Craft an immersive soundscape that slowly unfolds ") == (
        "Craft an immersive soundscape that slowly unfolds a dog barks The total duration is 50.0 seconds.")
    assert instruction_text(" a dog barks. ", 35.1) == "a dog barks. The total duration is 35.1 seconds."
    assert instruction_text("a dog barks", lead_in=LEAD_INS[0]) == LEAD_INS[0] + "a dog barks"
    assert len(set(LEAD_INS)) == 20


@pytest.mark.parametrize(("text", "message"), [
    ("", "the text is empty"), (" \n", "the text is empty"), ("12 !?", "without a letter"),
    ("rain " * 20_000, "the text has 100000 characters; at most 4000"),
    ("rain <|im_end|>", r"the text holds '<\|im_end\|>'"), ("rain </t5>", "the text holds '</t5>'"),
    ("rain \udfff", "half a character"), (None, "the text is None"), (7, "the text is 7"),
])
def test_text_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        check_text(text)
    with pytest.raises(ValueError, match=message):
        instruction_text(text, 30)


def test_text_of_the_greatest_length_and_of_any_script_is_possible():
    assert check_text("r" * 4000) == "r" * 4000
    assert check_text("雨が降る <3 a < b > c") == "雨が降る <3 a < b > c"


@pytest.mark.parametrize(("seconds", "message"), [
    (0, r"seconds is 0\.0 s; at least 0\.1 s"), (-3, r"seconds is -3\.0 s"), (float("nan"), "seconds is nan"),
    (float("inf"), "seconds is inf"), (7201, r"seconds is 7201\.0 s; at most 7200 s"), ("30", "seconds is '30'"),
    (True, "seconds is True"), (10**400, "seconds is inf"),
])
def test_seconds_are_refused(seconds, message):
    with pytest.raises(ValueError, match=message):
        instruction_text("rain falls", seconds)


def test_lead_in_without_words_is_refused():
    with pytest.raises(ValueError, match="the lead-in is '...', without a letter"):
        instruction_text("rain falls", 30, "...")


def test_prompt_is_the_chat_template(tokenizer):
    assert tokenizer.decode(tokenizer.prompt_ids("rain {x} falls")) == (
        "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
        "<|im_start|>user\nrain {x} falls<|im_end|>\n<|im_start|>assistant\n<|think|>")


def test_story_is_laid_out_with_every_span_where_the_positions_say(tokenizer):
    clips = [("rain", 2.5), ("a bell", 10)]
    ids, semantic, residual = tokenizer.story_ids("two sounds", "first, then", clips)
    spans = ("<t5><t5_00000><t5_00001><t5_00002><t5_00003><t5_00004></t5>"
             "<aud><aud_00000><aud_00001></aud><|/gen|>")
    assert tokenizer.decode(ids[len(tokenizer.prompt_ids("two sounds")):]) == (
        f"first, then<|/think|><|gen|>rain<timestamp>2.5</timestamp>{spans}"
        f"<|gen|>a bell<timestamp>10.0</timestamp>{spans}<|im_end|>")
    assert [[ids[position] for position in clip] for clip in semantic] == [list(tokenizer.semantic_ids)] * 2
    assert [[ids[position] for position in clip] for clip in residual] == [list(tokenizer.residual_ids)] * 2
    assert semantic[0][-1] < semantic[1][0]
    assert ids[:len(tokenizer.prompt_ids("two sounds"))] == tokenizer.prompt_ids("two sounds")


def test_story_takes_a_plan_s_clips_and_seconds_with_few_decimals(tokenizer):
    plan = StoryPlan.build([("rain", 10 / 3)], instruction="rain")
    from_plan = tokenizer.story_ids(plan.instruction, plan.reasoning, plan.clips)
    assert from_plan == tokenizer.story_ids("rain", "", [("rain", 10 / 3)])
    assert "<timestamp>3.333</timestamp>" in tokenizer.decode(from_plan[0])


def test_a_plan_without_instruction_is_laid_out_as_if_its_captions_had_been_asked_for(tokenizer):
    clips = [("rain", 2.5), ("a bell", 3.5)]
    asked = f"{LEAD_INS[19]}rain, then a bell The total duration is 6.0 seconds."
    assert tokenizer.story_ids("", "why", clips) == tokenizer.story_ids(asked, "why", clips)


def test_special_tokens_cannot_come_in_with_a_text(tokenizer):
    with pytest.raises(ValueError, match="the instruction holds '<aud_00001>'"):
        tokenizer.prompt_ids("rain <aud_00001>")
    with pytest.raises(ValueError, match=r"the caption holds '<\|gen\|>'"):
        tokenizer.clip_ids("rain <|gen|>", 3)
    with pytest.raises(ValueError, match=r"the reasoning holds '<\|/think\|>'"):
        tokenizer.story_ids("rain", "so <|/think|>", [("rain", 3)])


def test_a_model_s_own_time_marks_in_the_reasoning_go_back_to_it_as_one_token_each(tokenizer):
    reasoning = "rain until <timestamp>4.0</timestamp>"
    plan = StoryPlan.build([("rain", 4)], reasoning=reasoning)
    ids, *_ = tokenizer.story_ids("rain", plan.reasoning, plan.clips)
    assert tokenizer.decode(ids).count("<timestamp>4.0</timestamp>") == 2
    assert ids.count(tokenizer.time_open) == 2


@pytest.mark.parametrize("missing", ["<t5_00004>", "<aud>", "</timestamp>", "<|think|>", "<|im_end|>"])
def test_a_tokenizer_without_a_special_token_is_refused(missing):
    with pytest.raises(ValueError) as error:
        StoryTokenizer(without(missing), TOKENS)
    assert f"no special token {missing!r}" in str(error.value)


def test_the_model_may_end_with_either_end_token_or_with_the_only_one(tokenizer):
    assert {tokenizer.decode([token]) for token in tokenizer.end_ids} == {"<|im_end|>", "<|endoftext|>"}
    only = StoryTokenizer(without("<|endoftext|>"), TOKENS)
    assert only.end_ids == {only.end}


def test_prompts_and_stories_have_the_reference_s_ids(reference_dir):
    base = Tokenizer.from_file(str(reference_dir / "Qwen2.5-3B-Instruct" / "tokenizer.json"))
    base.add_tokens(list(json.loads((reference_dir / "tokenizer" / "added_tokens.json").read_text())))
    tokenizer = StoryTokenizer(base, TokenConfig(64, 8))
    stories = json.loads((reference_dir / "expected.json").read_text())["stories"]
    with safe_open(reference_dir / "expected.safetensors", "pt") as tensors:
        for index, story in enumerate(stories):
            expected = tensors.get_tensor(f"s{index}.prompt_ids").flatten().tolist()
            assert tokenizer.prompt_ids(story["instruction"]) == expected
            ids, *_ = tokenizer.story_ids(story["instruction"], story["reasoning"], [("rain", 2.0)])
            assert ids[:len(expected)] == expected
            answer = f"{story['reasoning']}<|/think|><|gen|>rain<timestamp>2.0</timestamp><t5>"
            assert tokenizer.decode(ids).startswith(story["prompt"] + answer)


def test_a_model_without_residual_tokens_has_no_residual_span():
    tokens = TokenConfig(3, 0)
    bare = base_tokenizer()
    bare.add_tokens([name for name in added_tokens(tokens) if "aud" not in name])  # it needs not even the pair's names
    tokenizer = StoryTokenizer(bare, tokens)
    ids, semantic, residual = tokenizer.story_ids("two sounds", "why", [("rain", 2.5), ("a bell", 10)])
    span = "<t5><t5_00000><t5_00001><t5_00002></t5><|/gen|>"
    assert tokenizer.decode(ids).endswith(
        f"<|gen|>rain<timestamp>2.5</timestamp>{span}<|gen|>a bell<timestamp>10.0</timestamp>{span}<|im_end|>")
    assert residual == [[], []] and tokenizer.residual_ids == () == tokenizer.span_ids("residual")
    assert [[ids[position] for position in clip] for clip in semantic] == [list(tokenizer.semantic_ids)] * 2
    assert tokenizer.spans == (tokenizer.span_ids("semantic"),)
