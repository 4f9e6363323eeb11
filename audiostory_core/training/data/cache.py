"""The latent cache: latents and features of audio segments, and tokens of captions, computed once and kept on disk.

An entry's name is a digest of all that it depends on: the audio file's bytes and the segment, or the caption, and the
weights that computed it. So a changed file is computed again, a moved one is not, and trainings can share a folder. An
entry is written whole or not at all. If two processes compute the same entry, one of the two stays.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from ...atomic_write import atomic_write
from ...digests import digest_of, file_digest
from .rows import Segment

ENTRY = "data"


class Cache:
    """Tensors by key in a folder, in float16."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def __call__(self, key: str, make: Callable[[], torch.Tensor]) -> torch.Tensor:
        """The entry of a key. If it is missing, `make` gives it, and it is kept in float16.

        Returns:
            float32, rounded to float16 both from the cache and when it was just made.

        Raises:
            ValueError: the new entry is not finite in float16; names the file.
        """
        place = self.place(key)
        if not place.exists():
            value = make().detach().to("cpu", torch.float16).contiguous()
            if not torch.isfinite(value).all():
                raise ValueError(f"{place}: what would be kept is not finite in float16")
            place.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(place, shared=True) as beside:
                save_file({ENTRY: value}, beside)
            return value.float()
        return load_file(place)[ENTRY].float()

    def place(self, key: str) -> Path:
        """The file of a key, which may be missing. Folders named by two letters keep each folder small."""
        return self.folder / key[:2] / f"{key}.safetensors"


class SoundStore:
    """Encoded audio segments: the codec's latents, or the features of a sound encoder.

    Args:
        encode: waveform [1, channels, T] -> [1, C, L]; called for missing entries only.
        weights: digest of all that `encode` depends on.
        frames: L of a window; shorter sounds are padded with silence. None keeps each sound's length.
        window_seconds: length of `frames`.
    """

    def __init__(self, cache: Cache, encode, weights: str, sample_rate: int, channels: int, frames: int | None = None,
                 window_seconds: float | None = None):
        self.cache, self.encode, self.weights = cache, encode, weights
        self.sample_rate, self.channels = sample_rate, channels
        self.frames, self.window_seconds = frames, window_seconds
        self._files: dict[Path, tuple[tuple[int, int], str]] = {}

    def __call__(self, segment: Segment) -> torch.Tensor:
        """The encoded segment, [C, L] float32.

        Raises:
            ValueError: the file cannot be read.
        """
        return self.cache(self.key(segment), lambda: self._encode(segment))

    def key(self, segment: Segment) -> str:
        """The key of a segment's entry."""
        return digest_of("sound", self._file(segment.file), segment.start, segment.seconds, self.weights,
                         self.sample_rate, self.channels, self.frames, self.window_seconds)

    def fill(self, segments: Sequence[Segment], part: int = 0, parts: int = 1, on_step=None) -> None:
        """Compute the missing entries of one of `parts` equal shards.

        Args:
            on_step: called (done, total) after each segment; may raise to cancel.
        """
        mine = segments[part::parts]
        for done, segment in enumerate(mine, 1):
            if not self.cache.place(self.key(segment)).exists():
                self(segment)
            if on_step is not None:
                on_step(done, len(mine))

    def _file(self, file: Path) -> str:
        """The file's digest. The file is read again only if its size or time has changed during this run."""
        stat = file.stat()
        mark = (stat.st_size, stat.st_mtime_ns)
        known = self._files.get(file)
        if known is None or known[0] != mark:
            known = self._files[file] = (mark, file_digest(file))
        return known[1]

    def _encode(self, segment: Segment) -> torch.Tensor:
        sound = segment.read(self.sample_rate, self.channels)
        if self.frames is not None:
            samples = round(self.window_seconds * self.sample_rate)
            sound = torch.nn.functional.pad(sound[:, :samples], (0, max(0, samples - sound.shape[1])))
        with torch.no_grad():
            encoded = self.encode(sound[None])[0]
        return encoded if self.frames is None else encoded[:, : self.frames]


class CaptionStore:
    """The tokens of a caption encoder, from a cache if there is one."""

    def __init__(self, encoder, cache: Cache | None = None):
        self.encoder, self.cache = encoder, cache
        self.weights = encoder.digest if cache is not None else None

    def __call__(self, captions: Sequence[str]) -> torch.Tensor:
        """[B, tokens, width] float32."""
        if self.cache is None:
            return self.encoder(captions).float().cpu()
        return torch.stack([self.cache(digest_of("caption", caption, self.weights),
                                       lambda caption=caption: self.encoder([caption])[0]) for caption in captions])

    @property
    def kind(self) -> str:
        """The encoder's name, with the digest of its weights if it has any."""
        return " ".join(filter(None, (self.encoder.name, self.weights)))

    def empty(self) -> torch.Tensor:
        """The tokens of the empty prompt, [tokens, width]."""
        return self.encoder.empty().float().cpu()
