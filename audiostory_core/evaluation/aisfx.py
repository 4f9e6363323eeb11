"""Embeddings of sound effects by the network of the package `aisfx`, rebuilt here to avoid its old dependencies.

    pip install --no-deps aisfx            # the weights, CC BY 4.0

Source: Ma and Lerch, Representation Learning for the Automatic Indexing of Sound Effects Libraries (ISMIR 2022).
"""
from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .yamnet import blocks_of_magnitude, mono_at

SAMPLE_RATE = 44100
FFT, HOP, MEL_BANDS = 2048, 1024, 96
SPAN = 9.457798957824707  # range of the log-mels that the network was trained on
BLOCK_FRAMES, BLOCK_HOP = 100, 50  # 2.3 s windows every 1.2 s
CHANNELS = (64, 128, 256, 512)
BATCH = 16


def find_aisfx() -> Path:
    """The file of weights in the installed package `aisfx`.

    Raises:
        ValueError: the package is not installed.
    """
    spec = find_spec("aisfx")
    if spec is None or not spec.submodule_search_locations:
        raise ValueError("the package aisfx, whose weights the Frechet distance needs, is not installed "
                         "(pip install --no-deps aisfx)")
    return Path(next(iter(spec.submodule_search_locations))) / "models" / "checkpoint.pth"


class _Block(nn.Module):
    def __init__(self, channels: int, out: int):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(channels, out, 3, padding=1, bias=False), nn.BatchNorm2d(out)
        self.conv2, self.bn2 = nn.Conv2d(out, out, 3, padding=1, bias=False), nn.BatchNorm2d(out)

    def forward(self, x):
        return self.bn2(self.conv2(self.bn1(self.conv1(x)).relu())).relu()


class Aisfx:
    """Embeddings [512] of windows of 2.3 s.

    Args:
        file: the package's checkpoint.pth; None finds it.
        device: where to compute.

    Raises:
        ValueError: the package is not installed, or the file holds other weights.
    """

    def __init__(self, file=None, device="cpu"):
        self.device = torch.device(device)
        widths = zip((1, *CHANNELS[:-1]), CHANNELS, strict=True)
        with torch.device("meta"):
            blocks = {f"conv_block{number}": _Block(*width) for number, width in enumerate(widths, 1)}
            self._network = nn.ModuleDict(blocks)
        weights = _read_weights(Path(file) if file else find_aisfx())
        try:
            self._network.load_state_dict(weights, assign=True)
        except RuntimeError as error:
            raise ValueError(f"{file or find_aisfx()}: these are not aisfx's weights: {error}") from error
        self._network.eval().to(self.device)
        self._filters = _mel_filters()

    @torch.inference_mode()
    def embed(self, waveform, sample_rate) -> tuple[np.ndarray, np.ndarray]:
        """Windows of a sound.

        Args:
            waveform: [T] or [C, T], any level; it is scaled to a peak of 1, as in the network's training.

        Returns:
            Embeddings [W, 512] and the largest absolute samples [W] before scaling, both float32.

        Raises:
            ValueError: the sound is empty or not finite.
        """
        mono = mono_at(waveform, sample_rate, SAMPLE_RATE)
        loudest = np.abs(mono).max()
        frames = self._log_mel(mono / loudest if loudest else mono)
        frames = np.pad(frames, ((0, max(0, BLOCK_FRAMES - len(frames))), (0, 0)))
        starts = range(0, len(frames) - BLOCK_FRAMES + 1, BLOCK_HOP)
        blocks = torch.from_numpy(frames).unfold(0, BLOCK_FRAMES, BLOCK_HOP).mT  # a view: [W, BLOCK_FRAMES, bands]
        vectors = torch.cat([self._run(batch.to(self.device)).cpu() for batch in blocks.split(BATCH)])
        peaks = [np.abs(mono[start * HOP : (start + BLOCK_FRAMES) * HOP]).max(initial=0.0) for start in starts]
        return vectors.numpy(), np.float32(peaks)

    def _log_mel(self, mono: np.ndarray) -> np.ndarray:
        mono = np.pad(mono, FFT // 2)
        if len(mono) < FFT:
            mono = np.pad(mono, (0, FFT - len(mono)))
        frames = np.lib.stride_tricks.sliding_window_view(mono, FFT)[::HOP]
        return np.concatenate([(np.log10(block**2 @ self._filters * 10000 + 1) / SPAN).astype(np.float32)
                               for block in blocks_of_magnitude(frames, FFT)])

    def _run(self, blocks: torch.Tensor) -> torch.Tensor:
        x = blocks[:, None]
        for block in self._network.values():
            x = block(x)
            if block is not self._network["conv_block4"]:
                x = nn.functional.max_pool2d(x, 2)
        return x.mean(3).amax(2)


def _read_weights(file: Path) -> dict[str, torch.Tensor]:
    # besides tensors, the file holds numpy numbers; nothing else may be unpickled from it
    number = np.int64(0).__reduce__()[0]
    allowed = [(number, "numpy.core.multiarray.scalar"), np.dtype, type(np.dtype(np.int64))]
    with torch.serialization.safe_globals(allowed):
        stored, _ = torch.load(file, map_location="cpu", weights_only=True)
    inner = "embedding_net."
    return {name.removeprefix(inner): value for name, value in stored.items() if name.startswith(inner)}


def _mel_filters() -> np.ndarray:
    from transformers.audio_utils import mel_filter_bank

    filters = mel_filter_bank(FFT // 2 + 1, MEL_BANDS, 0.0, SAMPLE_RATE / 2, SAMPLE_RATE, norm=None, mel_scale="htk")
    return filters / filters.sum(0)  # each band adds up to 1
