"""The bridge from the LLM's hidden states to the DiT's tokens: projectors, fusion, and the only scaling.

The LLM reads a whole story once. Its last hidden states at the semantic and residual tokens of each clip are projected
into the DiT's token space and fused: the semantic tokens attend to the residual ones.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional as F

from .config import BridgeConfig, TokenConfig
from .finite import check_finite
from .prompt import StoryTokenizer
from .story import StoryPlan
from .windows import Window, reading_windows

if TYPE_CHECKING:
    from .kept_work import KeptWork


@dataclass(frozen=True, eq=False)
class BridgeTokens:
    """A story's tokens between LLM and DiT, one row a clip.

    semantic: [N, semantic_tokens, token_width], what happens.
    residual: [N, residual_tokens, token_width], details of the sound that words do not describe.
    fused: [N, semantic_tokens, token_width], the DiT's condition.
    """

    semantic: torch.Tensor
    residual: torch.Tensor
    fused: torch.Tensor


class CrossAttention(nn.Module):
    """Multi-head attention made of plain Linear layers, so that a host can replace and place each of them.

    The output layer starts at zero: an untrained fuser leaves the semantic tokens as they are.
    """

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(width, width)
        self.k = nn.Linear(width, width)
        self.v = nn.Linear(width, width)
        self.out = nn.Linear(width, width)
        if not self.out.weight.is_meta:
            nn.init.zeros_(self.out.weight)
            nn.init.zeros_(self.out.bias)

    def forward(self, asking: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        """asking [N, S, D], told [N, R, D] -> [N, S, D]."""
        parts = (layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)  # [N, H, T, D / H]
                 for layer, x in ((self.q, asking), (self.k, told), (self.v, told)))
        return self.out(F.scaled_dot_product_attention(*parts).transpose(1, 2).flatten(2))


class Bridge(nn.Module):
    """Projectors, fuser, and the tokens of the empty prompt (the unconditional input of guidance).

    A model without residual tokens has neither residual projector nor fuser.
    """

    def __init__(self, config: BridgeConfig, tokens: TokenConfig):
        super().__init__()
        self.config = config
        self.tokens = tokens
        self.semantic_projector = self._projector()
        if tokens.residual_tokens:
            self.residual_projector = self._projector()
            self.fuser = CrossAttention(config.token_width, config.heads)
        self.empty_prompt = nn.Embedding(tokens.semantic_tokens, config.token_width)
        if not self.empty_prompt.weight.is_meta:
            nn.init.zeros_(self.empty_prompt.weight)

    def _projector(self) -> nn.Sequential:
        width = self.config.token_width
        return nn.Sequential(nn.Linear(self.config.hidden_width, width), nn.GELU(), nn.Linear(width, width))

    @property
    def empty_tokens(self) -> torch.Tensor:
        """Fused tokens of the empty prompt, [semantic_tokens, token_width], on the weights' device."""
        return self.empty_prompt.weight

    def fuse(self, semantic: torch.Tensor, residual: torch.Tensor) -> torch.Tensor:
        """semantic [N, S, D], residual [N, R, D] -> fused [N, S, D]."""
        return self.scaled(semantic + self.fuser(semantic, residual) if self.tokens.residual_tokens else semantic)

    def scaled(self, tokens: torch.Tensor) -> torch.Tensor:
        """Tokens [..., D] divided by the scale, as the DiT gets them. No other code divides by it."""
        return tokens / self.config.scale

    def forward(self, hidden_semantic: torch.Tensor, hidden_residual: torch.Tensor) -> BridgeTokens:
        """LLM hidden states [N, S, hidden_width] and [N, R, hidden_width] -> tokens."""
        semantic = self.semantic_projector(hidden_semantic)
        residual = self.residual_projector(hidden_residual) if self.tokens.residual_tokens else semantic[:, :0]
        return BridgeTokens(semantic, residual, self.fuse(semantic, residual))


def encode_plan(llm, bridge: Bridge, tokenizer: StoryTokenizer, plan: StoryPlan, *, device=None,
                on_step: Callable[[int, int], None] | None = None,
                on_note: Callable[[str], None] | None = None, kept: KeptWork | None = None) -> BridgeTokens:
    """Read a whole story with the LLM, and return every clip's bridge tokens.

    A story that fits the LLM's context is read in one forward pass, a longer one in windows (windows.reading_windows).

    Args:
        llm: a transformers Qwen2ForCausalLM.
        device: where to compute; None takes the device of the LLM's embeddings.
        on_step: called (done, total) after each window; may raise to cancel.
        on_note: called with one line if the story was read in windows: how many there were, and how well neighbouring
            windows agree on the clips that both hold.
        kept: stores finished windows and finds them again, if there are several.

    Returns:
        BridgeTokens, one row for each clip in the plan's order, dtype of the bridge.

    Raises:
        ValueError: not even one clip fits into the LLM's context, or a value is not finite.
    """
    device = device or llm.get_input_embeddings().weight.device
    longest = llm.config.max_position_embeddings
    windows = reading_windows(tokenizer, plan, longest)
    read: dict[int, tuple[torch.Tensor, ...]] = {}
    agreement = []
    for done, window in enumerate(windows, 1):
        read_now = partial(_read_window, llm, bridge, window, device)
        if kept is None or len(windows) == 1:
            tokens = read_now()
        else:
            made = kept.tensors(lambda read_now=read_now: vars(read_now()), ids=list(window.ids))
            tokens = BridgeTokens(**{name: tensor.to(device) for name, tensor in made.items()})
        for row, index in enumerate(window.members):
            found = tokens.semantic[row], tokens.residual[row], tokens.fused[row]
            if row < window.known:
                agreement.append(F.cosine_similarity(found[2].float(), read[index][2].float(), dim=-1).mean().item())
            else:
                read[index] = found
        if on_step is not None:
            on_step(done, len(windows))
    if on_note is not None and not windows[0].is_whole:
        on_note(_windows_note(len(windows), agreement, longest))
    rows = [read[index] for index in range(len(plan.clips))]
    return BridgeTokens(*(torch.stack(part) for part in zip(*rows, strict=True)))


def _windows_note(count: int, agreement: Sequence[float], longest: int) -> str:
    agreed = f" in {count} windows, and what neighbours say of the same clip agrees to " \
             f"{sum(agreement) / len(agreement):.3f} (cosine)" if agreement else ""
    return (f"the story is longer than the {longest} tokens that the LLM reads at once: it was read without its "
            f"instruction and its reasoning{agreed}")


def _read_window(llm, bridge: Bridge, window: Window, device) -> BridgeTokens:
    """The tokens of a window's clips, a row each."""
    input_ids = torch.tensor([window.ids], device=device)
    hidden = llm.model(input_ids=input_ids, use_cache=False).last_hidden_state[0]  # [T, hidden_width], normed
    check_finite("the LLM's hidden states", hidden, llm)
    hidden = hidden.to(bridge.empty_tokens.dtype)
    at = (torch.tensor(places, device=hidden.device, dtype=torch.long) for places in (window.semantic, window.residual))
    tokens = bridge(*(hidden[places] for places in at))
    check_finite("the bridge tokens", tokens.fused, bridge)
    return tokens
