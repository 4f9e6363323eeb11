"""Stages I and III at small size: the LLM learns to plan and to speak the DiT's language.

Warm-up: next-token loss on the texts, squared error of the semantic tokens to the caption tokens. Whole: the same,
plus the flow loss of the story's clips through the DiT, whose gradient reaches the LLM, the projectors and the fuser.
"""
from __future__ import annotations

import random
from dataclasses import dataclass

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from torch import nn
from torch.nn import functional as F

from ..bridge import Bridge
from ..bundle import build_llm
from ..dit import StoryDiT
from ..prompt import CLIP_CLOSE, CLIP_OPEN, END, SPANS, THINK_CLOSE, TIME_CLOSE, TIME_OPEN, StoryTokenizer
from .dataset import LatentClips
from .recipe import Recipe
from .sound_stage import CaptionTable, flow_losses
from .stories import TrainingStory, make_story

IGNORED = -100
GROUPS = 6  # batches that are drawn at once and sorted by length; one of them is used
COPY_SHAPE = (12, 40)  # sequences, random tokens in each
CLIPS_TO_HEAR = 12  # of a batch of stories go through the DiT


def train_tokenizer(recipe: Recipe, stories: int = 6000, seed: int = 0) -> Tokenizer:
    """A byte-level BPE tokenizer of the stories' texts, digits one by one, with a story's special tokens added."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r" ?\p{L}+|\p{N}|[^\p{L}\p{N}]+"), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", END, "<|think|>", THINK_CLOSE, CLIP_OPEN, CLIP_CLOSE, TIME_OPEN,
               TIME_CLOSE]
    for kind, count in (("semantic", recipe.tokens.semantic_tokens), ("residual", recipe.tokens.residual_tokens)):
        opening, inner, closing = SPANS[kind]
        special += [opening, *(inner.format(index) for index in range(count)), closing]
    rng = random.Random(seed)
    texts = []
    for _ in range(stories):
        story = make_story(rng)
        texts += [story.instruction, story.reasoning, *(caption for caption, _ in story.clips)]
    trainer = trainers.BpeTrainer(vocab_size=recipe.vocabulary - len(special), show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_special_tokens(special)
    return tokenizer


def llm_config(recipe: Recipe, vocabulary: int) -> dict:
    """A Qwen2 configuration of the recipe's size, as plain data."""
    return {
        "model_type": "qwen2", "vocab_size": vocabulary, "hidden_size": recipe.bridge.hidden_width,
        "intermediate_size": recipe.llm_mlp, "num_hidden_layers": recipe.llm_layers,
        "num_attention_heads": recipe.llm_heads, "num_key_value_heads": recipe.llm_heads,
        "max_position_embeddings": 2048, "rope_theta": 10000.0, "rms_norm_eps": 1e-6, "tie_word_embeddings": True,
        "use_sliding_window": False, "attention_dropout": 0.0, "hidden_act": "silu",
    }


class StoryModel(nn.Module):
    """LLM and bridge; with a DiT in the last stage."""

    def __init__(self, recipe: Recipe, tokenizer: StoryTokenizer, dit: StoryDiT | None = None):
        super().__init__()
        self.llm = build_llm(llm_config(recipe, tokenizer.vocabulary_size))
        self.bridge = Bridge(recipe.bridge, recipe.tokens)
        self.dit = dit


def alike_stories(rng: random.Random, count: int) -> list[TrainingStory]:
    """Random stories with like numbers of clips, so that little of a batch is padding."""
    drawn = sorted((make_story(rng) for _ in range(count * GROUPS)), key=lambda story: len(story.clips))
    first = rng.randrange(GROUPS) * count
    return drawn[first : first + count]


@dataclass(frozen=True)
class Batch:
    """ids, labels [B, T]; rows, kinds, distant [N]; semantic, residual [N, tokens]: where a clip's tokens stand."""

    ids: torch.Tensor
    labels: torch.Tensor
    rows: torch.Tensor
    semantic: torch.Tensor
    residual: torch.Tensor
    kinds: torch.Tensor
    distant: torch.Tensor


def collate(tokenizer: StoryTokenizer, stories: list[TrainingStory]) -> Batch:
    """Stories as one padded batch. Only texts that a planner should write are labelled."""
    forced = set(tokenizer.semantic_ids + tokenizer.residual_ids)
    rows, semantic, residual, sequences, labels = [], [], [], [], []
    for row, story in enumerate(stories):
        ids, semantic_at, residual_at = tokenizer.story_ids(story.instruction, story.reasoning, story.clips)
        begin = len(tokenizer.prompt_ids(story.instruction)) if story.speaks else len(ids)
        sequences.append(ids)
        labels.append([IGNORED if at < begin or token in forced else token for at, token in enumerate(ids)])
        rows += [row] * len(semantic_at)
        semantic += semantic_at
        residual += residual_at
    longest = max(map(len, sequences))
    padded = torch.tensor([ids + [tokenizer.end] * (longest - len(ids)) for ids in sequences])
    marks = torch.tensor([row + [IGNORED] * (longest - len(row)) for row in labels])
    return Batch(
        padded, marks, torch.tensor(rows), torch.tensor(semantic), torch.tensor(residual),
        torch.tensor([kind for story in stories for kind in story.kinds]),
        torch.tensor([far for story in stories for far in story.distant]))


def text_and_tokens(model: StoryModel, batch: Batch):
    """(next-token loss, BridgeTokens of all clips). Padding stands behind, so causal attention needs no mask."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model.llm.model(input_ids=batch.ids, use_cache=False).last_hidden_state
        labels = batch.labels[:, 1:]
        kept = labels != IGNORED
        logits = model.llm.lm_head(hidden[:, :-1][kept])
    text = F.cross_entropy(logits.float(), labels[kept]) if kept.any() else hidden.sum() * 0.0
    hidden = hidden.float()
    at = batch.rows[:, None]
    return text, model.bridge(hidden[at, batch.semantic], hidden[at, batch.residual])


def copy_loss(model: StoryModel, tokenizer: StoryTokenizer, generator: torch.Generator) -> torch.Tensor:
    """Next-token loss on random tokens said twice, the second time only.

    A planner quotes words that it has never seen. A small model learns to copy late if stories alone teach it,
    because it can guess most of their words; it cannot guess these.
    """
    rows, length = COPY_SHAPE
    plain = min(tokenizer.tokenizer.get_added_tokens_decoder())  # special tokens stand behind all others
    said = torch.randint(plain, (rows, length), generator=generator)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model.llm.model(input_ids=torch.cat([said, said], dim=1), use_cache=False).last_hidden_state
        logits = model.llm.lm_head(hidden[:, length:-1])
    return F.cross_entropy(logits.float().flatten(0, 1), said[:, 1:].flatten())


def story_losses(model: StoryModel, tokenizer: StoryTokenizer, table: CaptionTable, recipe: Recipe, batch: int,
                 clips: LatentClips | None = None):
    """The `losses` of engine.Run.train for both stages; `clips` bring the flow loss in; without, copying is practised.

    Args:
        table: the caption tokens that the DiT was taught with, frozen; the target of the semantic tokens.
    """

    def losses(step, generator):
        rng = random.Random(int(torch.randint(2**62, (1,), generator=generator)))
        stories = collate(tokenizer, alike_stories(rng, batch))
        text, tokens = text_and_tokens(model, stories)
        target = table(stories.kinds, stories.distant).detach()
        parts = {"text": recipe.text_weight * text,
                 "semantic": recipe.semantic_weight * F.mse_loss(tokens.semantic, target)}
        if clips is None:
            parts["copy"] = copy_loss(model, tokenizer, generator)
        else:
            chosen = torch.randperm(len(stories.kinds), generator=generator)[:CLIPS_TO_HEAR]
            latents, seconds = clips.of(stories.kinds[chosen], stories.distant[chosen], generator)
            parts["flow"] = recipe.flow_weight * flow_losses(
                model.dit, tokens.fused[chosen], model.bridge.empty_tokens, latents, seconds, generator)
        return parts

    return losses
