"""A node for the test server only: sounds as other packs make them, by name. Copied into its custom_nodes."""
from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

RATE = 44100
SECONDS = 1.5


class Lazy(Mapping):
    def __getitem__(self, key):
        return audio()[key]

    def __iter__(self):
        return iter(("waveform", "sample_rate"))

    def __len__(self):
        return 2


def tone(channels: int = 1) -> torch.Tensor:
    """[1, channels, samples], each channel another pitch."""
    time = torch.arange(int(SECONDS * RATE)) / RATE
    return torch.stack([torch.sin(2 * torch.pi * 220 * (1 + index) * time) / 2 for index in range(channels)])[None]


def audio(waveform=None, rate=RATE) -> dict:
    return {"waveform": tone() if waveform is None else waveform, "sample_rate": rate}


KINDS = {
    "float32": audio,
    "lazy": Lazy,
    "one axis": lambda: audio(tone()[0, 0]),
    "two axes": lambda: audio(tone()[0]),
    "int16": lambda: audio((tone() * 2**15).to(torch.int16)),
    "int32": lambda: audio((tone().double() * 2**31).to(torch.int32)),
    "bfloat16": lambda: audio(tone().bfloat16()),
    "float16": lambda: audio(tone().half()),
    "numpy": lambda: audio(tone().numpy()),
    "numpy rate": lambda: audio(rate=np.int64(RATE)),
    "float rate": lambda: audio(rate=float(RATE)),
    "22050": lambda: audio(rate=22050),
    "700000": lambda: audio(rate=700_000),
    "12 channels": lambda: audio(tone(12)),
    "wrong layout": lambda: audio(torch.zeros(1, 441_000, 2)),
    "three rows": lambda: audio(torch.zeros(3, RATE)),
    "batch 0": lambda: audio(torch.zeros(0, 1, RATE)),
    "no samples": lambda: audio(torch.zeros(1, 1, 0)),
    "no channel": lambda: audio(torch.zeros(1, 0, RATE)),
    "int64": lambda: audio(torch.zeros(1, 1, RATE, dtype=torch.int64)),
    "nan": lambda: audio(torch.full((1, 1, RATE), float("nan"))),
    "list": lambda: audio([[[0.0, 0.5]]]),
    "no waveform": lambda: {"samples": tone()},
    "nothing in it": lambda: audio() | {"waveform": None},
    "tensor": tone,
    "None": lambda: None,
    "rate 0": lambda: audio(rate=0),
    "rate True": lambda: audio(rate=True),
    "rate text": lambda: audio(rate="44100"),
    "rate nan": lambda: audio(rate=float("nan")),
}


class StrangeSound:
    """A sound of one kind."""

    @classmethod
    def INPUT_TYPES(cls):  # noqa: N802 - ComfyUI's name
        return {"required": {"kind": ("STRING", {"default": "float32"})}}

    RETURN_TYPES = ("AUDIO",)
    FUNCTION = "make"
    CATEGORY = "tests"

    def make(self, kind):
        return (KINDS[kind](),)


NODE_CLASS_MAPPINGS = {"StrangeSound": StrangeSound}
