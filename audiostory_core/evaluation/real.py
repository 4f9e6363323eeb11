"""Real recordings for comparison: what YAMNet hears in them, and their embeddings."""
from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..atomic_write import atomic_write
from ..audio_file import READABLE, sound_files
from ..digests import key_of
from .aisfx import Aisfx
from .sounds import without_silence
from .yamnet import Yamnet, mono_at

LEAST_CLIPS = 2
CACHE_VERSION = 1


@dataclass(frozen=True)
class RealClips:
    """The measures of a folder of recordings.

    labels: [N], each clip's sub-folder; empty for a clip in the folder itself.
    best: [N, 5], the names of YAMNet's five best classes for each clip.
    yamnet, aisfx: [W, D], embeddings of windows with sound. yamnet_clips, aisfx_clips: [W], the clip of each window.
    """

    labels: np.ndarray
    best: np.ndarray
    yamnet: np.ndarray
    yamnet_clips: np.ndarray
    aisfx: np.ndarray
    aisfx_clips: np.ndarray

    def embeddings(self, network: str, labels: Iterable[str] | None = None) -> np.ndarray:
        """Embeddings by "yamnet" or "aisfx" of the clips with these labels; labels None takes all clips."""
        vectors, owners = self._windows(network)
        return vectors if labels is None else vectors[np.isin(self.labels[owners], list(labels))]

    def among_themselves(self, network: str, labels: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Two sets from one source: embeddings of every third clip of each of these labels, and of the others."""
        vectors, owners = self._windows(network)
        thirds, others = [], []
        for label in labels:
            places = np.flatnonzero(self.labels == label)
            thirds += places[::3].tolist()
            others += np.delete(places, np.s_[::3]).tolist()
        return vectors[np.isin(owners, thirds)], vectors[np.isin(owners, others)]

    def _windows(self, network: str) -> tuple[np.ndarray, np.ndarray]:
        return getattr(self, network), getattr(self, f"{network}_clips")

    def folders_of(self, names: Sequence[str]) -> dict[str, list[str]]:
        """The sub-folders with recordings of these names. Names without any are left out."""
        found: dict[str, list[str]] = {}
        for folder in sorted(set(self.labels.tolist())):
            if name := label_of(folder, names):
                found.setdefault(name, []).append(folder)
        return found


def find_clips(folder: str | os.PathLike) -> list[Path]:
    """All sound files in a folder and its sub-folders, sorted.

    Raises:
        ValueError: no such folder, or fewer than LEAST_CLIPS sounds in it.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"{folder}: there is no such folder of real clips")
    files = sound_files(folder)
    if len(files) < LEAST_CLIPS:
        raise ValueError(f"{folder}: {len(files)} sound files ({', '.join(READABLE)}) lie in it; at least "
                         f"{LEAST_CLIPS} are needed")
    return files


def label_of(label: str, names: Sequence[str]) -> str | None:
    """The name that a sub-folder's label contains (the longest), or None: "001 - Dog bark" is of "dog"."""
    words = label.replace("_", " ")
    found = [name for name in names if re.search(rf"\b{re.escape(name)}\b", words, re.IGNORECASE)]
    return max(found, key=len, default=None)


def measure_real(folder: str | os.PathLike, sample_rate: int, yamnet: Yamnet, aisfx: Aisfx, cache: Path,
                 on_step: Callable[[int, int], None]) -> RealClips:
    """Measure a folder of recordings at the model's sample rate.

    So the frequencies that the model cannot make are missing on both sides of a comparison.

    Args:
        cache: folder that keeps the measures, under a key of the files' contents.
        on_step: called (clips measured, all clips).

    Raises:
        ValueError: as `find_clips`; or a file is no sound, empty or not finite; names the file.
    """
    files = find_clips(folder)
    kept = cache / f"real-{clips_key(Path(folder), files, sample_rate)}.npz"
    if kept.is_file():
        with np.load(kept, allow_pickle=False) as arrays:
            return RealClips(**arrays)
    labels, best, rows = [], [], {"yamnet": [], "aisfx": []}
    for done, file in enumerate(files, 1):
        sound = read_clip(file, sample_rate)
        hearing = yamnet.hear(sound, sample_rate)
        best.append(yamnet.best_of(hearing.scores.mean(0)))
        labels.append(file.parent.relative_to(folder).as_posix().removeprefix("."))
        rows["yamnet"].append(without_silence(hearing.embeddings, hearing.peaks))
        rows["aisfx"].append(without_silence(*aisfx.embed(sound, sample_rate)))
        on_step(done, len(files))
    owners = {f"{network}_clips": np.repeat(np.arange(len(files)), [len(part) for part in parts])
              for network, parts in rows.items()}
    clips = RealClips(np.array(labels), np.array(best), np.concatenate(rows["yamnet"]),
                      aisfx=np.concatenate(rows["aisfx"]), **owners)
    with atomic_write(kept, shared=True) as beside:
        np.savez(beside, **vars(clips))
    return clips


def read_clip(file: Path, sample_rate: int) -> np.ndarray:
    """A recording as [T] float64 at a sample rate, with its channels averaged.

    Raises:
        ValueError: the file is no sound, or its sound is empty or not finite; names the file.
    """
    import soundfile

    try:
        sound, own_rate = soundfile.read(file, dtype="float64", always_2d=True)
        return mono_at(sound.T, own_rate, sample_rate)
    except (soundfile.LibsndfileError, ValueError) as error:
        raise ValueError(f"{file}: {error}") from error


def clips_key(folder: Path, files: Sequence[Path], sample_rate: int) -> str:
    """The name under which the measures of a folder's recordings are cached: a key of their paths and contents."""
    named = (part for file in files for part in (f"{file.relative_to(folder).as_posix()}\n", file))
    return key_of([f"{CACHE_VERSION} {sample_rate}", *named])
