"""Helps with a CONDITIONING's rows: one for each clip, or fewer that are repeated in turn."""
from __future__ import annotations

import torch

SECONDS = "seconds_total"  # ComfyUI's own name, as its Stable Audio node writes it


def check_rows(clips: int, **counts: int) -> None:
    """Check that a latent's clips are a multiple of each number of rows.

    Args:
        clips: of the latent.
        counts: name of the rows, such as tokens -> how many there are.

    Raises:
        ValueError: they are not; names the rows.
    """
    for name, count in counts.items():
        if clips % count:
            raise ValueError(f"the conditioning has {name} for {count} clips, the latent holds {clips}")


def rows_of(conditioning: list, rows: list[int], clips: int) -> list:
    """The part of a conditioning for some of the clips. A single row, which is for all clips, is kept.

    Args:
        rows: indices of the clips.
        clips: number of all clips.

    Raises:
        ValueError: the conditioning is for another number of clips.
    """
    def chosen(name: str, values):
        if not torch.is_tensor(values) or values.ndim == 0 or len(values) == 1:
            return values
        check_rows(clips, **{name: len(values)})
        return values[[row % len(values) for row in rows]]

    return [[chosen("tokens", tokens),
             {name: chosen("seconds", value) if name == SECONDS else value for name, value in more.items()}]
            for tokens, more in conditioning]
