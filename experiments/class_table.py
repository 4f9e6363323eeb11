"""The model card's table of sound classes: in how many clips of each class YAMNet hears it.

    python dev.py run python -m experiments.class_table --bundle DIR --recordings ESC10

`generated` is the model's sound from the class's caption alone, `source` what it was taught with, `codec` that sound
after encoding and decoding.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from audiostory_core import AudioStoryPipeline
from audiostory_core.bundle import embedded_bundle_path
from audiostory_core.evaluation.class_clips import CLIP_SECONDS, generate, heard
from audiostory_core.evaluation.yamnet import Yamnet
from audiostory_core.sound_classes import BY_NAME, SoundClass
from audiostory_core.training.synthetic.clips import read_recordings, render

COLUMNS = ("generated", "codec", "source")


def row(pipe: AudioStoryPipeline, judge: Yamnet, sound_class: SoundClass, args) -> tuple[int, int, int]:
    """The number of heard clips, of `args.clips`, for each of COLUMNS."""
    rate, rng = pipe.sample_rate, np.random.default_rng([args.seed, list(BY_NAME).index(sound_class.name)])
    recordings = read_recordings(args.recordings, sound_class, rate)
    source = [render(sound_class, CLIP_SECONDS, rate, rng, recordings) for _ in range(args.clips)]
    waves = torch.from_numpy(np.stack(source))[:, None]
    coded = pipe.codec.decode(pipe.codec.encode(waves))[..., : waves.shape[-1]]
    made = generate(pipe, sound_class, args.clips, args.seed, args.steps, args.guidance)
    return tuple(heard(judge, sound_class, clips, rate) for clips in (made, coded[:, 0].numpy(), source))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bundle", type=Path, default=embedded_bundle_path(), help="default: the small model inside")
    parser.add_argument("--recordings", type=Path, required=True, help="ESC-10, one folder a class")
    parser.add_argument("--clips", type=int, default=8, help="of each kind (8)")
    parser.add_argument("--steps", type=int, help="the model's own by default")
    parser.add_argument("--guidance", type=float, help="the model's own by default")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    pipe, judge = AudioStoryPipeline.from_bundle(args.bundle), Yamnet()
    rows = {name: row(pipe, judge, BY_NAME[name], args) for name in tqdm(pipe.config.knows)}
    rows[f"sum of {args.clips * len(rows)}"] = tuple(map(sum, zip(*rows.values(), strict=True)))
    print(f"| kind | {' | '.join(COLUMNS)} |\n|---|---|---|---|")
    print("\n".join(f"| {name} | {' | '.join(map(str, counts))} |" for name, counts in rows.items()))


if __name__ == "__main__":
    main()
