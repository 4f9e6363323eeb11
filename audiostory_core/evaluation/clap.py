"""CLAP score: the similarity of a sound and a text, by a transformers ClapModel from a local folder."""
from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from .sounds import cosine
from .yamnet import mono_at

WINDOW_SECONDS = 10.0  # CLAP's input
FILES = {"its configuration": ("config.json",), "its feature extractor": ("preprocessor_config.json",),
         "its tokenizer": ("tokenizer.json", "vocab.json"),
         "its weights": ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
                         "pytorch_model.bin.index.json")}


def check_clap(folder: str | os.PathLike) -> None:
    """Raise a ValueError if a folder lacks one of a ClapModel's files; names the file."""
    folder = Path(folder)
    for what, names in FILES.items():
        if not any((folder / name).is_file() for name in names):
            raise ValueError(f"{folder}: there is no CLAP model in this folder; {what} is missing "
                             f"({' or '.join(names)})")


class Clap:
    """Scores of sounds against words.

    Args:
        folder: a ClapModel with its tokenizer and feature extractor. Nothing is downloaded.
        device: where to compute.

    Raises:
        ValueError: the folder holds no such model.
    """

    def __init__(self, folder: str | os.PathLike, device="cpu"):
        from transformers import AutoTokenizer, ClapFeatureExtractor, ClapModel

        check_clap(folder)
        try:
            self.model = ClapModel.from_pretrained(folder, local_files_only=True).eval().to(device)
            self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            self.extractor = ClapFeatureExtractor.from_pretrained(folder, local_files_only=True)
        except (OSError, ValueError) as error:
            raise ValueError(f"{folder}: no CLAP model can be loaded from this folder: {error}") from error

    @torch.inference_mode()
    def scores(self, waveform, sample_rate: int, texts: Sequence[str]) -> list[float]:
        """Cosine similarity of a sound and each text, -1 .. 1.

        Args:
            waveform: [T] or [C, T]. It is cut into windows of at most 10 s, and their embeddings are averaged.

        Raises:
            ValueError: the sound is empty or not finite.
        """
        rate = self.extractor.sampling_rate
        mono = mono_at(waveform, sample_rate, rate).astype(np.float32)
        width = round(WINDOW_SECONDS * rate)
        windows = [mono[start : start + width] for start in range(0, len(mono), width)]
        if len(windows) > 1 and len(windows[-1]) < width // 10:  # a short rest says little
            windows.pop()
        inputs = {**self.extractor(windows, sampling_rate=rate, return_tensors="pt"),
                  **self.tokenizer(list(texts), padding=True, truncation=True, return_tensors="pt")}
        # the extractor marks a random sound as long if none is; marking the first keeps scores repeatable
        inputs["is_longer"] = torch.arange(len(windows))[:, None] == 0
        output = self.model(**{name: value.to(self.model.device) for name, value in inputs.items()})
        sound = output.audio_embeds.float().mean(0).cpu().numpy()
        return [cosine(sound, words) for words in output.text_embeds.float().cpu().numpy()]
