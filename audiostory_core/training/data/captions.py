"""Caption encoders, which condition the DiT before an LLM is trained: T5 at full size, words at small size.

At full size it is flan-t5, in whose space the DiT was trained. The small model has no text encoder to download: each of
its words is a fixed random direction. Similar captions share words and are close to each other. Nothing has to be
trained or shipped, because the LLM learns these directions.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import torch

from ...digests import file_digest, tensors_digest
from ...flow_matching import seed_of

TOKENIZER_FILES = ("tokenizer", "spiece", "special_tokens", "added_tokens")  # prefixes of a tokenizer's files
_WORD = re.compile(r"[^\W_]+")


class WordCaptions:
    """Captions as sums of random directions, one for each word, the same on every machine.

    Args:
        tokens: number of tokens of a caption.
        width: of a token.
    """

    name = "words"

    def __init__(self, tokens: int, width: int):
        self.tokens, self.width = tokens, width

    def __call__(self, captions: Sequence[str]) -> torch.Tensor:
        """Captions -> [B, tokens, width] float32 of about unit variance.

        Raises:
            ValueError: a caption has no word.
        """
        return torch.stack([self._caption(caption) for caption in captions])

    def empty(self) -> torch.Tensor:
        """The tokens of the empty prompt, [tokens, width]."""
        return torch.zeros(self.tokens, self.width)

    def _caption(self, caption: str) -> torch.Tensor:
        words = _WORD.findall(caption.lower())
        if not words:
            raise ValueError(f"caption {caption!r} has no word; say what is to be heard")
        return torch.stack([self._word(word) for word in words]).sum(0) / len(words) ** 0.5

    def _word(self, word: str) -> torch.Tensor:
        generator = torch.Generator().manual_seed(seed_of(word))
        return torch.randn(self.tokens, self.width, generator=generator)


class T5Captions:
    """Captions as the last hidden states of a T5 encoder (flan-t5-large at full size), with padding masked.

    Args:
        folder: the encoder and its tokenizer as transformers saves them. Nothing is downloaded.
        tokens: number of tokens of a caption; longer captions are cut, as TangoFlux does.
        device: where to compute, in float32.

    Raises:
        ValueError: the folder holds no such encoder; names the folder.
    """

    name = "t5"

    def __init__(self, folder, tokens: int = 64, device="cpu"):
        from transformers import AutoTokenizer, T5EncoderModel

        self.folder, self.tokens, self.device = Path(folder), tokens, torch.device(device)
        try:
            self.tokenizer = AutoTokenizer.from_pretrained(self.folder, local_files_only=True)
            model = T5EncoderModel.from_pretrained(self.folder, local_files_only=True).float()
        except (OSError, ValueError, KeyError) as error:
            raise ValueError(f"{folder}: no T5 encoder with its tokenizer can be read from there ({error})") from error
        self.model = model.eval().requires_grad_(False).to(self.device)
        self.width = model.config.d_model

    @property
    def digest(self) -> str:
        """Digest of all that the tokens depend on: the weights, the tokenizer's files, the number of tokens."""
        files = sorted(file for file in self.folder.iterdir() if file.name.startswith(TOKENIZER_FILES))
        return tensors_digest(self.model.state_dict(), self.tokens, *map(file_digest, files))

    @torch.no_grad()
    def __call__(self, captions: Sequence[str]) -> torch.Tensor:
        """Captions -> [B, tokens, width] float32."""
        asked = self.tokenizer(list(captions), padding="max_length", max_length=self.tokens, truncation=True,
                               return_tensors="pt").to(self.device)
        return self.model(input_ids=asked.input_ids, attention_mask=asked.attention_mask).last_hidden_state

    def empty(self) -> torch.Tensor:
        """The tokens of the empty prompt, [tokens, width]."""
        return self([""])[0]
