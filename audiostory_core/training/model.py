"""The model that a stage trains: the bundle's modules in one, the part of each weight, and the losses of a batch.

Each loss is a sum over its elements. The caller divides by the number of elements of the whole step, over all processes
and passes. So the result does not depend on how a step is divided.
"""
from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from ..flow_matching import flow_loss
from .data.batches import IGNORED, Batch, ClipBatch, QuestionBatch
from .lora import add_few_steps, add_lora
from .stages import Stage

ADAPTERS = ("lora", "few_steps")
BRIDGE_PARTS = ("semantic_projector", "residual_projector", "fuser")


def computes_in(precision: str, device: torch.device) -> str:
    """The precision actually used on this device when `precision` is requested.

    It is float32 where bfloat16 would be emulated: a CPU with AVX2 only is about thirty times slower with emulated
    bfloat16 than with float32.
    """
    emulated = False
    if device.type == "cpu":
        emulated = not torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    elif device.type == "cuda":
        emulated = not torch.cuda.is_bf16_supported(including_emulation=False)
    return "float32" if emulated else precision


class StoryModel(nn.Module):
    """LLM, bridge, DiT and audio adapter (`listener`). Those that a stage does not need are None.

    Weights that train are float32. The LLM, the DiT and the adapter compute in the stage's precision. The bridge always
    computes in float32, because its tokens feed the DiT directly.
    """

    def __init__(self, stage: Stage, bridge, llm=None, dit=None, listener=None, seed: int = 0):
        super().__init__()
        self.stage = stage
        self.llm, self.bridge, self.dit, self.listener = llm, bridge, dit, listener
        self.requires_grad_(False)
        if "lora" in stage.trains:
            add_lora(llm, stage.lora_rank, stage.lora_alpha, seed)
        if "few_steps" in stage.trains:
            add_few_steps(dit, stage.lora_rank, stage.lora_alpha, seed)
        for name, parameter in self.named_parameters():
            part = self.part_of(name)
            if part in stage.trains and part not in ADAPTERS:  # lora.py has chosen what trains beside an adapter
                parameter.requires_grad_(True)
            if parameter.requires_grad:
                parameter.data = parameter.data.float()
        if stage.checkpoint_blocks:
            if llm is not None:
                llm.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
            if dit is not None:
                dit.transformer.enable_gradient_checkpointing()

    def compile_parts(self, device: torch.device) -> None:
        """Compile LLM and DiT in place. On the CPU this needs a C++ compiler.

        On the CPU the LLM's attention becomes plain matrix products, which make a small model's backward pass faster.

        Args:
            device: where they will compute. The weights may still be elsewhere.
        """
        if self.llm is not None:
            if device.type == "cpu":
                # read at every call; set_attn_implementation came after the oldest transformers that is supported
                self.llm.config._attn_implementation = "eager"
            self.llm.model.compile(dynamic=True)
        if self.dit is not None:
            self.dit.transformer.compile()

    def part_of(self, name: str) -> str | None:
        """The part of stages.PARTS that a weight belongs to.

        It is None for the empty prompt's tokens: those are the caption encoder's and never train.
        """
        module, _, rest = name.partition(".")
        if module == "llm":
            return "lora" if "lora" in self.stage.trains else "llm"
        if module == "bridge":
            part = rest.partition(".")[0]
            return part if part in BRIDGE_PARTS else None
        return "few_steps" if module == "dit" and "few_steps" in self.stage.trains else module

    def forward(self, batch: Batch) -> dict[str, torch.Tensor]:
        """The stage's losses by name, each summed over the elements that batch.counts() counts."""
        losses, fused = {}, None
        if batch.stories is not None:
            hidden = self._read(batch.stories.ids)
            if "text" in self.stage.losses:
                losses["text"] = self._next_token(hidden, batch.stories.labels)
            if {"semantic", "flow"} & set(self.stage.losses):
                fused = self._tokens(hidden.float(), batch.stories, losses)
        if batch.clips is not None:
            losses["flow"] = self._flow(batch.clips, fused)
        if batch.questions is not None:
            losses["answer"] = self._answer(batch.questions)
        return losses

    def _fast(self, device: torch.device):
        return torch.autocast(device.type, torch.bfloat16, enabled=self.stage.precision == "bfloat16")

    def _read(self, ids: torch.Tensor | None = None, embeddings: torch.Tensor | None = None) -> torch.Tensor:
        """Last hidden states [B, T, W]. Padding is at the end, so causal attention needs no mask."""
        device = (ids if ids is not None else embeddings).device
        with self._fast(device):
            return self.llm.model(input_ids=ids, inputs_embeds=embeddings, use_cache=False).last_hidden_state

    def _next_token(self, hidden: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Cross-entropy of the labelled tokens [B, T], summed. Each is predicted from the position before it."""
        labels = labels[:, 1:]
        kept = labels != IGNORED
        some = kept if kept.any() else torch.ones_like(kept) & (torch.arange(kept.numel(), device=kept.device)
                                                                .view_as(kept) == 0)
        with self._fast(hidden.device):
            logits = self.llm.lm_head(hidden[:, :-1][some]).float()
        # without any label the head is called all the same, because all processes must use the same weights
        return F.cross_entropy(logits, labels[some], ignore_index=IGNORED, reduction="sum")

    def _tokens(self, hidden: torch.Tensor, stories, losses: dict) -> torch.Tensor | None:
        """Fused tokens of all clips [N, S, D], or None without the flow loss. Adds the semantic loss to `losses`."""
        at = stories.rows[:, None]
        if "flow" in self.stage.losses:
            tokens = self.bridge(hidden[at, stories.semantic], hidden[at, stories.residual])
            semantic, fused = tokens.semantic, tokens.fused
        else:
            semantic, fused = self.bridge.semantic_projector(hidden[at, stories.semantic]), None
        if "semantic" in self.stage.losses:
            # the fuser starts as no change: until it trains, the DiT then gets the tokens that it was trained with
            losses["semantic"] = F.mse_loss(self.bridge.scaled(semantic), stories.targets, reduction="sum")
        return fused

    def _flow(self, clips: ClipBatch, fused: torch.Tensor | None) -> torch.Tensor:
        tokens = clips.tokens if fused is None else fused[clips.chosen]
        tokens = torch.where(clips.dropped[:, None, None], self.bridge.empty_tokens.to(tokens), tokens)

        def velocity(x, sigma):
            with self._fast(x.device):
                return self.dit(x, sigma, tokens, clips.seconds)

        return flow_loss(velocity, clips.latents, clips.noise, clips.sigma) * clips.count

    def _answer(self, asked: QuestionBatch) -> torch.Tensor:
        embeddings = self.llm.get_input_embeddings()(asked.ids)
        with self._fast(asked.ids.device):
            heard = self.listener(asked.features, asked.lengths)  # [B, Q, W]
        embeddings = embeddings.masked_scatter(asked.heard[..., None], heard.to(embeddings))
        return self._next_token(self._read(embeddings=embeddings), asked.labels)
