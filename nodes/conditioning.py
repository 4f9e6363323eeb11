"""A CONDITIONING's rows: one a clip, or fewer that are repeated in turn."""
from __future__ import annotations

import torch

SECONDS = "seconds_total"  # ComfyUI's own name, as its Stable Audio node writes it


def check_rows(clips: int, **counts: int) -> None:
    """Refuse rows that do not share out over a latent's clips.

    Raises:
        ValueError: names the rows, e.g. tokens.
    """
    for name, count in counts.items():
        if clips % count:
            raise ValueError(f"the conditioning has {name} for {count} clips, the latent holds {clips}")


def rows_of(conditioning: list, rows: list[int], clips: int) -> list:
    """The part of a conditioning that speaks of some of the clips; rows for all clips stay as they are.

    Raises:
        ValueError: it is made for another number of clips.
    """
    def chosen(name: str, values):
        if not torch.is_tensor(values) or values.ndim == 0 or len(values) == 1:
            return values
        check_rows(clips, **{name: len(values)})
        return values[[row % len(values) for row in rows]]

    return [[chosen("tokens", tokens),
             {name: chosen("seconds", value) if name == SECONDS else value for name, value in more.items()}]
            for tokens, more in conditioning]
