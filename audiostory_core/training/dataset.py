"""Rendered training clips as latents on disk: computed once, read by every stage."""
from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tqdm import tqdm

from ..config import MelConfig
from ..mel import MelCodec
from .catalogue import CATALOGUE
from .sounds import read_recordings, render

SHORTEST_SECONDS = 3.5
DISTANT_SHARE = 0.12
FULL_SHARE = 0.3  # of the clips fill the whole window
FITTED_CLIPS = 24  # clips of each kind that the codec's basis is fitted to


@dataclass(frozen=True)
class LatentClips:
    """latents [N, C, L] float32, seconds [N], kind [N] (index into CATALOGUE), distant [N] (0 or 1)."""

    latents: torch.Tensor
    seconds: torch.Tensor
    kind: torch.Tensor
    distant: torch.Tensor

    def draw(self, count: int, generator: torch.Generator) -> tuple[torch.Tensor, ...]:
        """A random batch: (latents, seconds, kind, distant)."""
        chosen = torch.randint(len(self.kind), (count,), generator=generator)
        return self.latents[chosen].float(), self.seconds[chosen], self.kind[chosen], self.distant[chosen]

    def of(self, kinds: torch.Tensor, distant: torch.Tensor, generator: torch.Generator):
        """For every wanted (kind, distant) a random clip of that sort: (latents, seconds)."""
        chosen = []
        for kind, far in zip(kinds.tolist(), distant.tolist(), strict=True):
            fitting = torch.nonzero((self.kind == kind) & (self.distant == far))[:, 0]
            chosen.append(fitting[torch.randint(len(fitting), (1,), generator=generator)])
        chosen = torch.cat(chosen)
        return self.latents[chosen].float(), self.seconds[chosen]


def render_clips(kind_index: int, count: int, window_seconds: float, rate: int, seed: int, esc_folder):
    """`count` clips of one kind in a window: (waves [count, T] float32, seconds [count], distant [count]).

    A clip shorter than the window is followed by silence, as the model's windows are.
    """
    kind = CATALOGUE[kind_index]
    rng = np.random.default_rng([seed, kind_index])
    recordings = read_recordings(esc_folder, kind, rate)
    waves = np.zeros((count, round(window_seconds * rate)), np.float32)
    seconds, distant = np.zeros(count, np.float32), np.zeros(count, np.int64)
    for index in range(count):
        full = rng.random() < FULL_SHARE
        seconds[index] = window_seconds if full else rng.uniform(SHORTEST_SECONDS, window_seconds)
        distant[index] = rng.random() < DISTANT_SHARE
        sound = render(kind, float(seconds[index]), rate, rng, recordings, bool(distant[index]))
        waves[index, : len(sound)] = sound[: waves.shape[1]]
    return waves, seconds, distant


def _patches_of(job):
    kind_index, count, config, frames, seed, esc_folder = job
    torch.set_num_threads(1)
    window = frames * config.hop_samples / config.sample_rate
    waves, seconds, distant = render_clips(kind_index, count, window, config.sample_rate, seed, esc_folder)
    codec = MelCodec(config)
    patches = torch.cat([codec.patches(torch.from_numpy(waves[i : i + 1])[:, None]) for i in range(count)])
    return patches[:, :frames].half(), torch.from_numpy(seconds), torch.from_numpy(distant)


def prepare(out: Path, config: MelConfig, frames: int, per_kind: int, esc_folder, seed=0, workers=2):
    """Render all kinds, fit the codec, store latents: writes `codec.safetensors` and `clips.safetensors` into `out`.

    Returns:
        (codec, clips, share of the variance that the codec keeps).
    """
    out.mkdir(parents=True, exist_ok=True)
    jobs = [(index, per_kind, config, frames, seed, esc_folder) for index in range(len(CATALOGUE))]
    with ProcessPoolExecutor(workers) as pool:
        parts = list(tqdm(pool.map(_patches_of, jobs), total=len(jobs), desc="rendering sounds"))
    codec = MelCodec(config)
    sample = torch.cat([patches[:FITTED_CLIPS].float().flatten(0, 1) for patches, _, _ in parts])
    kept = codec.fit(sample)
    latents = [_project(codec, patches) for patches, _, _ in parts]
    clips = LatentClips(
        torch.cat(latents),
        torch.cat([seconds for _, seconds, _ in parts]),
        torch.arange(len(parts)).repeat_interleave(per_kind),
        torch.cat([distant for _, _, distant in parts]),
    )
    _save(out / "codec.safetensors", {k: v.contiguous() for k, v in codec.state_dict().items()})
    _save(out / "clips.safetensors", {"latents": clips.latents, "seconds": clips.seconds, "kind": clips.kind,
                                      "distant": clips.distant})
    return codec, clips, kept


def load(folder: Path, config: MelConfig) -> tuple[MelCodec, LatentClips]:
    """What `prepare` wrote."""
    codec = MelCodec(config)
    codec.load_state_dict(load_file(folder / "codec.safetensors"))
    return codec, LatentClips(**load_file(folder / "clips.safetensors"))


def _project(codec: MelCodec, patches: torch.Tensor) -> torch.Tensor:
    flat = (patches.float() - codec.mean) @ codec.basis.T / codec.scale
    return flat.transpose(1, 2).contiguous().half()


def _save(path: Path, tensors) -> None:
    beside = path.with_suffix(".part")
    save_file(tensors, beside)
    os.replace(beside, path)
