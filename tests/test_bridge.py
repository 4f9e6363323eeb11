"""The bridge: projectors and fusion, tokens of a whole story, long stories in windows."""
from __future__ import annotations

import dataclasses
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from toy import story_tokenizer, toy_config, toy_parts

from audiostory_core.bridge import Bridge, encode_plan
from audiostory_core.config import BridgeConfig, TokenConfig
from audiostory_core.prompt import StoryTokenizer
from audiostory_core.story import StoryPlan
from audiostory_core.windows import reading_windows

TOKENS = TokenConfig(semantic_tokens=4, residual_tokens=2)


@pytest.fixture
def plan():
    return StoryPlan.build([("rain falls", 4.0), ("a dog barks", 2.0)], instruction="make rain", reasoning="wet",
                           crossfade_seconds=1.0)


@pytest.fixture
def tokenizer():
    return StoryTokenizer(story_tokenizer(TOKENS), TOKENS)


class EchoLLM:
    """Its hidden state at a position is that position's token id, everywhere the same."""

    state_dict = dict  # no weights

    def __init__(self, width=6, longest=4096):
        self.config = SimpleNamespace(max_position_embeddings=longest)
        self.embedding = torch.nn.Embedding(1, width)
        self.calls = 0

    def get_input_embeddings(self):
        return self.embedding

    def model(self, input_ids, use_cache):
        self.calls += 1
        hidden = input_ids[..., None].float().expand(-1, -1, self.embedding.embedding_dim)
        return SimpleNamespace(last_hidden_state=hidden)


def _bridge(width=16, heads=4, scale=3.0):
    torch.manual_seed(0)
    bridge = Bridge(BridgeConfig(hidden_width=6, token_width=width, heads=heads, scale=scale), TOKENS)
    torch.nn.init.normal_(bridge.fuser.out.weight)
    torch.nn.init.normal_(bridge.fuser.out.bias)
    return bridge.eval()


def test_fusion_is_torch_multihead_attention_added_and_scaled():
    bridge = _bridge()
    fuser = bridge.fuser
    theirs = torch.nn.MultiheadAttention(16, 4, batch_first=True)
    theirs.load_state_dict({
        "in_proj_weight": torch.cat([fuser.q.weight, fuser.k.weight, fuser.v.weight]),
        "in_proj_bias": torch.cat([fuser.q.bias, fuser.k.bias, fuser.v.bias]),
        "out_proj.weight": fuser.out.weight, "out_proj.bias": fuser.out.bias})
    semantic, residual = torch.randn(3, 4, 16), torch.randn(3, 2, 16)
    expected = (semantic + theirs(semantic, residual, residual)[0]) / 3
    assert torch.allclose(bridge.fuse(semantic, residual), expected, atol=1e-6)


def test_an_untrained_fuser_leaves_the_semantic_tokens_alone():
    bridge = Bridge(BridgeConfig(hidden_width=6, token_width=16, heads=4, scale=4.0), TOKENS)
    semantic = torch.randn(3, 4, 16)
    assert torch.equal(bridge.fuse(semantic, torch.randn(3, 2, 16)), semantic / 4)


def test_projectors_are_two_layers_each_with_gelu_between():
    bridge = _bridge()
    hidden = torch.randn(2, 4, 6), torch.randn(2, 2, 6)
    tokens = bridge(*hidden)
    for found, projector, states in ((tokens.semantic, bridge.semantic_projector, hidden[0]),
                                     (tokens.residual, bridge.residual_projector, hidden[1])):
        expected = projector[2](torch.nn.functional.gelu(projector[0](states)))
        assert torch.allclose(found, expected, atol=1e-6)
    assert torch.equal(tokens.fused, bridge.fuse(tokens.semantic, tokens.residual))


def test_every_weight_stands_in_a_layer_that_a_host_can_swap():
    for name, module in _bridge().named_modules():
        if list(module.parameters(recurse=False)):
            assert type(module) in (torch.nn.Linear, torch.nn.Embedding), name


def test_a_story_is_read_once_and_each_clip_gets_its_own_tokens(plan, tokenizer):
    llm, bridge = EchoLLM(), _bridge()
    tokens = encode_plan(llm, bridge, tokenizer, plan)
    assert llm.calls == 1
    for kind, ids in (("semantic", tokenizer.semantic_ids), ("residual", tokenizer.residual_ids)):
        states = torch.tensor(ids).float()[:, None].expand(-1, 6)
        expected = getattr(bridge, f"{kind}_projector")(states)
        found = getattr(tokens, kind)
        assert found.shape == (2, len(ids), 16)
        assert torch.allclose(found[0], expected, atol=1e-4)
        assert torch.allclose(found[1], expected, atol=1e-4)


def test_what_comes_before_a_clip_changes_it_and_what_follows_does_not(tokenizer, plan):
    config = dataclasses.replace(toy_config(), tokens=TOKENS)
    parts = toy_parts(config)
    llm, bridge = parts["llm"].eval(), parts["bridge"].eval()
    first = encode_plan(llm, bridge, tokenizer, plan).fused
    other_end = encode_plan(llm, bridge, tokenizer, plan.with_clip(1, caption="a cat purrs")).fused
    assert torch.allclose(first[0], other_end[0], atol=1e-6)
    assert not torch.allclose(first[1], other_end[1], atol=1e-4)
    other_start = encode_plan(llm, bridge, tokenizer, plan.with_clip(0, caption="snow falls")).fused
    assert not torch.allclose(first[1], other_start[1], atol=1e-4)


def test_hidden_states_that_are_not_finite_name_the_dtype_to_try(plan, tokenizer):
    llm, bridge = EchoLLM(), _bridge()
    llm.model = lambda input_ids, use_cache: SimpleNamespace(
        last_hidden_state=torch.full((*input_ids.shape, 6), float("inf"), dtype=torch.float16))
    with pytest.raises(ValueError, match="LLM's hidden states are not finite in torch.float16: try bfloat16"):
        encode_plan(llm, bridge, tokenizer, plan)


def test_broken_projector_weights_are_an_error(plan, tokenizer):
    bridge = _bridge()
    bridge.semantic_projector[0].weight.data[0, 0] = float("nan")
    with pytest.raises(ValueError, match=(
            "bridge tokens are not finite in torch.float32: its weight semantic_projector.0.weight is not finite")):
        encode_plan(EchoLLM(), bridge, tokenizer, plan)


def long_plan(clips, instruction="make rain"):
    captions = ["rain falls", "a dog barks", "wind howls in the trees at night"]
    return StoryPlan.build([(captions[index % 3], 2.0 + index / 7) for index in range(clips)], instruction=instruction,
                           crossfade_seconds=1.0)


@pytest.mark.parametrize("instruction", ["make rain", ""])
def test_a_story_longer_than_the_llm_reads_is_read_in_windows_of_whole_clips(tokenizer, instruction):
    plan = long_plan(60, instruction)
    windows = reading_windows(tokenizer, plan, 700)
    assert all(len(tokenizer.plan_ids(plan, window.members)[0]) <= 700 for window in windows)
    assert [index for window in windows for index in window.members[window.known:]] == list(range(60))
    for before, window in zip(windows, windows[1:], strict=False):
        assert window.members[:window.known] == before.members[-window.known:]
        assert window.known >= len(before.members) // 2
    assert len(reading_windows(tokenizer, plan, 10_000)) == 1


def test_windows_are_linear_in_the_clips(tokenizer):
    few, many = (sum(len(window.members) for window in reading_windows(tokenizer, long_plan(clips), 700))
                 for clips in (100, 400))
    assert few <= 2 * 100 and many <= 2 * 400


def test_windows_leave_what_fits_as_it_is_and_say_how_far_they_agree(tokenizer):
    config = dataclasses.replace(toy_config(), tokens=TOKENS)
    parts = toy_parts(config)
    llm, bridge, plan = parts["llm"].eval(), parts["bridge"].eval(), long_plan(12)
    notes, steps = [], []
    whole = encode_plan(llm, bridge, tokenizer, plan, on_note=notes.append)
    assert notes == []
    llm.config.max_position_embeddings = 300
    first = reading_windows(tokenizer, plan, 300)[0].members
    alone = encode_plan(llm, bridge, tokenizer, dataclasses.replace(
        plan, instruction="", clips=tuple(plan.clips[index] for index in first)), on_note=notes.append)
    assert notes == []
    read = encode_plan(llm, bridge, tokenizer, plan, on_note=notes.append, on_step=lambda *step: steps.append(step))
    assert torch.allclose(read.fused[:len(first)], alone.fused, atol=1e-6)
    assert read.fused.shape == whole.fused.shape
    assert len(notes) == 1 and "longer than the 300 tokens that the LLM reads at once" in notes[0]
    assert steps[-1] == (len(steps), len(steps)) and len(steps) > 1


def test_a_reasoning_that_fits_not_beside_the_clips_is_left_out(tokenizer):
    parts = toy_parts(dataclasses.replace(toy_config(), tokens=TOKENS))
    llm, bridge, plan = parts["llm"].eval(), parts["bridge"].eval(), long_plan(3)
    llm.config.max_position_embeddings = len(tokenizer.plan_ids(dataclasses.replace(plan, instruction=""))[0])
    notes = []
    read = encode_plan(llm, bridge, tokenizer, dataclasses.replace(plan, reasoning="so it goes " * 50),
                       on_note=notes.append)
    bare = encode_plan(llm, bridge, tokenizer, dataclasses.replace(plan, instruction=""))
    assert torch.equal(read.fused, bare.fused)
    assert len(notes) == 1 and notes[0].endswith("it was read without its instruction and its reasoning")


def test_a_clip_that_fits_into_no_window_is_named(plan, tokenizer):
    with pytest.raises(ValueError, match=r"clip 1 takes \d+ tokens; the LLM reads at most \d+ of one clip \(50 in"):
        encode_plan(EchoLLM(longest=50), _bridge(), tokenizer, plan)


def test_lanes_are_read_as_one_story_in_the_order_of_their_starts(tokenizer):
    config = dataclasses.replace(toy_config(), tokens=TOKENS)
    parts = toy_parts(config)
    llm, bridge = parts["llm"].eval(), parts["bridge"].eval()
    mixed = StoryPlan.from_cue_sheet("@5 2 a dog barks\n4 rain falls #lane=air\n@4.5 3 wind howls #lane=air")
    row = StoryPlan.from_cue_sheet("4 rain falls\n3 wind howls\n2 a dog barks")
    found, expected = (encode_plan(llm, bridge, tokenizer, replace(plan, instruction="a farm")).fused
                       for plan in (mixed, row))
    assert torch.equal(found[[1, 2, 0]], expected)


def test_without_residual_tokens_the_semantic_ones_are_all(plan):
    tokens = TokenConfig(semantic_tokens=4, residual_tokens=0)
    bridge = Bridge(BridgeConfig(hidden_width=6, token_width=16, heads=4, scale=3.0), tokens)
    assert {name.split(".")[0] for name in bridge.state_dict()} == {"semantic_projector", "empty_prompt"}
    found = encode_plan(EchoLLM(), bridge, StoryTokenizer(story_tokenizer(tokens), tokens), plan)
    assert found.residual.shape == (2, 0, 16)
    assert torch.equal(found.fused, found.semantic / 3) and found.fused.abs().sum() > 0
