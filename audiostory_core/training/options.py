"""What a person asks of a training, as plain values: the command's arguments without its parser."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .data.sources import is_synthetic


@dataclass(frozen=True)
class TrainOptions:
    """The options of a training. Each error about one names the command's flag.

    out: folder that gets a folder a stage. start: bundle that the first stage starts from.
    data: folder of rows, or of synthetic data that an earlier run prepared; None prepares synthetic data.
    recordings: folder of ESC-10 for synthetic data. captions: folder of a T5 encoder.
    listen: folder of a Whisper that hears questions' sounds; None uses the model's codec.
    dit: bundle whose DiT goes into fresh weights. cache: folder of the latent cache; None puts it into `out`.
    seed: of data, fresh weights and batches. workers: processes that make batches, 0 for a thread.
    compiled: whether LLM and DiT are compiled. cpu: whether to compute on the CPU although there is a GPU.
    """

    out: Path
    start: Path | None = None
    data: Path | None = None
    recordings: Path | None = None
    captions: Path | None = None
    listen: Path | None = None
    dit: Path | None = None
    cache: Path | None = None
    seed: int = 0
    workers: int = 0
    compiled: bool = False
    cpu: bool = False

    @property
    def is_synthetic(self) -> bool:
        """Whether the data is synthetic, prepared by this run or an earlier one."""
        return self.data is None or is_synthetic(self.data)

    @property
    def cache_folder(self) -> Path:
        return self.cache or self.out / "cache"

    @property
    def synthetic_folder(self) -> Path:
        """Where synthetic data is, or will be."""
        return self.data or self.out / "data"
