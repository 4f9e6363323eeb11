"""Mixes two bundles of the same sizes: the weights of some parts are interpolated between them.

    python dev.py run python -m experiments.mix BUNDLE OTHER --parts llm --share 0.5 --out FOLDER

A mixed model keeps what it learned in between and forgets less (Wortsman et al., Robust fine-tuning of zero-shot
models, 2022). At a share of 1 the parts are those of the other bundle.
"""
from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import torch

from audiostory_core.bundle import PARTS, Bundle, open_bundle, read_tensors
from audiostory_core.training.train import bundle_digest, rewrite_bundle
from audiostory_core.weight_files import TensorRef


def mixed(ours: Bundle, theirs: Bundle, part: str, share: float) -> dict[str, TensorRef]:
    """A part's tensors by name, interpolated from ours (share 0) to theirs (share 1), in our dtypes. None is read yet.

    Raises:
        ValueError: the part's tensors have other names or shapes in the other bundle.
    """
    here, there = (read_tensors(bundle.part_file(part)) for bundle in (ours, theirs))
    for name in sorted({*here, *there}):
        shapes = [tensors[name].shape if name in tensors else None for tensors in (here, there)]
        if shapes[0] != shapes[1]:
            raise ValueError(f"{theirs.path}: {part} has {name} {shapes[1]}, in {ours.path} it has {shapes[0]}; only "
                             "bundles of the same sizes can be mixed")
    return {name: value.changed(partial(_between, there[name], share), value.shape) for name, value in here.items()}


def _between(other: TensorRef, share: float, tensor: torch.Tensor) -> torch.Tensor:
    return torch.lerp(tensor.float(), other.read().float(), share).to(tensor.dtype)


def mix(bundle: Path, other: Path, parts: list[str], share: float, out: Path) -> Path:
    """Write the mixed bundle; see the module.

    Raises:
        ValueError: the share is not between 0 and 1, or the bundles have different sizes.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share:g}; it must be 0 (all ours) to 1 (all theirs)")
    ours, theirs = open_bundle(bundle), open_bundle(other)
    done = {"stage": "mix", "with": bundle_digest(theirs), "parts": parts, "share": share, "steps": 0}
    return rewrite_bundle(ours, out, {part: mixed(ours, theirs, part, share) for part in parts}, done)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=["llm"], help="that change (llm)")
    parser.add_argument("--share", type=float, default=0.5, help="of the way to the other bundle (0.5)")
    parser.add_argument("--out", type=Path, required=True, help="gets the bundle; must not be there")
    args = parser.parse_args()
    print(mix(args.bundle, args.other, args.parts, args.share, args.out))


if __name__ == "__main__":
    main()
