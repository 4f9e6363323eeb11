"""A scripted LLM, and stories that it writes, for tests of the planner."""
from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace

import torch
from torch import nn
from toy import story_tokenizer

from audiostory_core.config import PlannerConfig, TokenConfig
from audiostory_core.guide import StoryGuide
from audiostory_core.planner import write_story
from audiostory_core.prompt import StoryTokenizer

TOKENS = TokenConfig(5, 2)
SPANS = "<t5><t5_00000><t5_00001><t5_00002><t5_00003><t5_00004></t5><aud><aud_00000><aud_00001></aud>"
RAIN = f"<|gen|>rain<timestamp>2.5</timestamp>{SPANS}<|/gen|>"
BELL = f"<|gen|> a bell <timestamp> 4 </timestamp>{SPANS}<|/gen|>"


def planner_tokenizer() -> StoryTokenizer:
    return StoryTokenizer(story_tokenizer(TOKENS), TOKENS)


class ScriptedLLM(nn.Module):
    """Wants to write one text, whatever it is asked; keeps count of what it is fed."""

    def __init__(self, tokenizer, text, dtype=torch.float32, positions=4096):
        super().__init__()
        self.wanted = tokenizer.encode(text)
        self.embedding = nn.Embedding(tokenizer.vocabulary_size, 1, dtype=dtype)
        self.config = SimpleNamespace(max_position_embeddings=positions)
        self.passes = []
        self.cache = []  # what it was fed and has not forgotten
        self.cache_of_prompt = 0

    def get_input_embeddings(self):
        return self.embedding

    def logits(self, written):
        logits = torch.zeros(self.embedding.num_embeddings, dtype=self.embedding.weight.dtype)
        if written < len(self.wanted):
            logits[self.wanted[written]] = 5
        return logits

    def crop(self, tokens):
        assert -len(self.cache) < tokens < 0
        del self.cache[tokens:]

    def forward(self, input_ids, past_key_values, use_cache, logits_to_keep):
        assert use_cache
        assert past_key_values is (self if self.passes else None)  # the cache of the pass before, none at first
        self.passes.append(input_ids[0].tolist())
        self.cache += self.passes[-1]
        if len(self.passes) == 1:
            self.cache_of_prompt = len(self.cache) - (logits_to_keep - 1)
        written = self.cache[self.cache_of_prompt:]
        first = len(written) - (logits_to_keep - 1)
        logits = torch.stack([self.logits(place) for place in range(first, len(written) + 1)])
        return SimpleNamespace(logits=logits[None], past_key_values=self)


def write(llm, tokenizer, instruction="rain, then a bell", known_words=None, guesses=False, **changes):
    """changes: settings of the planner, or arguments of write_story."""
    names = {field.name for field in fields(PlannerConfig)}
    settings = PlannerConfig(**{"max_new_tokens": 300, **{key: changes[key] for key in names & set(changes)}})
    arguments = {"crossfade_seconds": 1.0, "longest_seconds": 10.0, **changes}
    if settings.reads:
        arguments["guide"] = StoryGuide(tokenizer, instruction, settings, known_words, guesses)
    return write_story(llm, tokenizer, instruction, settings,
                       **{key: value for key, value in arguments.items() if key not in names})
