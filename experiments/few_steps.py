"""What a distilled model loses: its few steps beside the many of the model before it, the same noise.

    python dev.py run python -m experiments.few_steps --bundle DIR

For each kind of sound some clips from its caption alone. `heard` is how many YAMNet hears as their kind. `variety` is
the mean distance between the embeddings of two clips of a kind, as a share of that of the many steps. For the noise
kinds: `flatness`, the spectral flatness (geometric by arithmetic mean of the power, mean over frames), `level`, the
RMS in dB, and `swing`, the standard deviation of the frames' levels in dB. A blurred texture is less flat.
"""
from __future__ import annotations

import argparse
from itertools import combinations
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from audiostory_core import AudioStoryPipeline
from audiostory_core.bundle import embedded_bundle_path
from audiostory_core.evaluation.class_clips import generate
from audiostory_core.evaluation.yamnet import BEST, Yamnet, is_heard
from audiostory_core.sound_classes import BY_NAME

NOISE_KINDS = ("rain", "wind", "sea waves")
FRAME, HOP = 1024, 512
SILENT, FULL = 1e-3, 0.999  # peaks below and above


def texture(clip: np.ndarray) -> tuple[float, float, float]:
    """(flatness, level, swing) of a clip [T]."""
    frames = np.lib.stride_tricks.sliding_window_view(clip, FRAME)[::HOP] * np.hanning(FRAME)
    power = np.abs(np.fft.rfft(frames))[:, 1:-1] ** 2 + 1e-10
    flatness = np.exp(np.log(power).mean(1)) / power.mean(1)
    levels = 10 * np.log10(power.mean(1))
    return float(flatness.mean()), 20 * float(np.log10(np.sqrt(np.mean(clip**2)) + 1e-9)), float(levels.std())


def measure(pipe: AudioStoryPipeline, judge: Yamnet, name: str, args, settings: dict) -> dict:
    """The figures of one kind, sampled with these settings."""
    clips = generate(pipe, BY_NAME[name], args.clips, args.seed, **settings)
    hearings = [judge.hear(clip, pipe.sample_rate) for clip in clips]
    means = [hearing.embeddings.mean(0) for hearing in hearings]
    peaks = [float(np.abs(clip).max()) for clip in clips]
    return {"heard": sum(is_heard(judge.best_of(hearing.scores.mean(0), BEST), BY_NAME[name].yamnet_labels)
                         for hearing in hearings),
            "apart": float(np.mean([np.linalg.norm(one - other) for one, other in combinations(means, 2)])),
            "silent": sum(peak < SILENT for peak in peaks), "clipping": sum(peak > FULL for peak in peaks),
            "texture": np.mean([texture(clip) for clip in clips], axis=0)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bundle", type=Path, default=embedded_bundle_path(), help="default: the small model inside")
    parser.add_argument("--clips", type=int, default=8, help="of each kind (8)")
    parser.add_argument("--steps", type=int, nargs="+", default=[4, 2], help="few steps to judge (4 2)")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    pipe, judge = AudioStoryPipeline.from_bundle(args.bundle), Yamnet()
    ways = {"50, guidance 4": {"guidance": 4.0}}
    ways |= {f"{steps}": {"steps": steps} for steps in args.steps}
    kinds = [name for name in pipe.config.knows if name in BY_NAME]
    found = {way: {name: measure(pipe, judge, name, args, settings) for name in tqdm(kinds, desc=way)}
             for way, settings in ways.items()}
    first = found[next(iter(ways))]
    print(f"| steps | heard of {args.clips * len(kinds)} | variety | silent | clipping |\n|---|---|---|---|---|")
    for way, rows in found.items():
        sums = [sum(row[name] for row in rows.values()) for name in ("heard", "silent", "clipping")]
        variety = np.mean([rows[name]["apart"] / first[name]["apart"] for name in kinds])
        print(f"| {way} | {sums[0]} | {variety:.3f} | {sums[1]} | {sums[2]} |")
    print("\n| kind | steps | heard | flatness | level, dB | swing, dB |\n|---|---|---|---|---|---|")
    for name in kinds:
        for way, rows in found.items():
            flat, level, swing = rows[name]["texture"]
            if name in NOISE_KINDS or rows[name]["heard"] != first[name]["heard"] or way == next(iter(ways)):
                print(f"| {name} | {way} | {rows[name]['heard']} | {flat:.4f} | {level:.1f} | {swing:.2f} |")


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    main()
