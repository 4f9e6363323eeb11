"""Images for the page: mel spectrograms of stories, small pictures of films, and previews of latents while sampling."""
from __future__ import annotations

import numpy as np
import torch
from PIL import Image

from ..audiostory_core.digests import content_key
from ..audiostory_core.picture import LETTERS, coloured, story_picture
from ..audiostory_core.story import StoryPlan
from .kept import keep_file


def spectrogram_picture(waveform: torch.Tensor, sample_rate: int, plan: StoryPlan | None, width: int, height: int,
                        letters: int = LETTERS) -> Image.Image:
    """A story's mel spectrogram with axes in seconds and hertz, see story_picture. waveform: [C, T].

    Raises:
        ValueError: there is no sound, or it is not finite.
    """
    return story_picture(waveform.detach().cpu().float().numpy(), sample_rate, plan, width, height, letters)


def keep_picture(picture: Image.Image) -> dict[str, str]:
    """Keep a picture in ComfyUI's temp folder. Returns its entry for /view."""
    key = content_key(torch.from_numpy(np.asarray(picture).copy()))
    return keep_file(f"{key}.png", lambda file: picture.save(file, "PNG"))


def keep_small(picture: np.ndarray, height: int) -> dict[str, str]:
    """Keep a picture [H, W, 3] uint8 as a small JPEG in ComfyUI's temp folder. Returns its entry for /view."""
    small = Image.fromarray(picture)
    small.thumbnail((8 * height, height))
    key = content_key(torch.from_numpy(np.asarray(small).copy()), height=height)
    return keep_file(f"{key}.jpg", lambda file: small.save(file, "JPEG", quality=80))


def latent_picture(rows: torch.Tensor, frames: list[int], width: int = 480, height: int = 300) -> Image.Image:
    """A preview while sampling: the clips' rows [N, H, F], each cut to its frames, side by side on one colour scale."""
    cut = [row[:, :count] for row, count in zip(rows.float().cpu().numpy(), frames, strict=True)]
    joined = np.concatenate(cut, axis=1)[::-1]
    low, high = np.quantile(joined, (0.02, 0.995))
    shares = (joined - low) / max(high - low, 1e-6)
    return Image.fromarray(coloured(shares)).resize((width, height), Image.Resampling.BILINEAR)
