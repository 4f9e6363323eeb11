"""What is computed once and kept on disk: latents of segments of sound, features to listen to, tokens of captions.

The name of an entry is a digest of all that it depends on: the bytes of the audio file and which segment of it, or the
words; the weights that it was computed with. So a changed file is computed anew, a moved one is not, and two trainings
may share a folder. An entry appears whole or not at all; where two processes compute the same one, either is kept.
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
    """Tensors by digest in a folder."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def __call__(self, key: str, make: Callable[[], torch.Tensor]) -> torch.Tensor:
        """The entry of a key; made, and kept in float16, where there is none.

        Returns:
            float32, the values that float16 can hold, whether it was there or not.
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
        """Where an entry stands, there or not; folders of two letters keep each of them small."""
        return self.folder / key[:2] / f"{key}.safetensors"


class SoundStore:
    """What `encode` makes of segments of sound: the codec's latents, or a listener's features.

    Args:
        encode: waveform [1, channels, T] -> [1, C, L]; called for what is not in the cache only.
        weights: digest of all that `encode` depends on.
        frames: L of a whole window: sounds are followed by silence up to it; None keeps each sound's own length.
        window_seconds: what `frames` last.
    """

    def __init__(self, cache: Cache, encode, weights: str, sample_rate: int, channels: int, frames: int | None = None,
                 window_seconds: float | None = None):
        self.cache, self.encode, self.weights = cache, encode, weights
        self.sample_rate, self.channels = sample_rate, channels
        self.frames, self.window_seconds = frames, window_seconds
        self._files: dict[Path, tuple[tuple[int, int], str]] = {}

    def __call__(self, segment: Segment) -> torch.Tensor:
        """[C, L] float32.

        Raises:
            ValueError: the file cannot be read.
        """
        return self.cache(self.key(segment), lambda: self._encode(segment))

    def key(self, segment: Segment) -> str:
        """The name of a segment's entry."""
        return digest_of("sound", self._file(segment.file), segment.start, segment.seconds, self.weights,
                         self.sample_rate, self.channels, self.frames, self.window_seconds)

    def fill(self, segments: Sequence[Segment], part: int = 0, parts: int = 1, on_step=None) -> None:
        """Compute one of `parts` equal shares of what is missing; on_step(done, total) may raise to cancel."""
        mine = segments[part::parts]
        for done, segment in enumerate(mine, 1):
            if not self.cache.place(self.key(segment)).exists():
                self(segment)
            if on_step is not None:
                on_step(done, len(mine))

    def _file(self, file: Path) -> str:
        """The file's digest; read again only where its size or time changed during this run."""
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
    """A caption encoder's tokens; on disk where there is a cache, computed each time where there is none."""

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
        """Which encoder it is, with the digest of its weights where it has any."""
        return " ".join(filter(None, (self.encoder.name, self.weights)))

    def empty(self) -> torch.Tensor:
        """What stands for nothing asked, [tokens, width]."""
        return self.encoder.empty().float().cpu()
