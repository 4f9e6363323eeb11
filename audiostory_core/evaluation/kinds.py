"""Does each kind of sound sound like itself? YAMNet judges generated clips, and real or synthetic ones beside them.

    python -m audiostory_core.evaluation.kinds --esc10 FOLDER --out report.json [--bundle DIR] [--clips 8]
"""
from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from ..bundle import embedded_bundle_path
from ..pipeline import AudioStoryPipeline
from ..story import StoryPlan
from ..training.catalogue import CATALOGUE, Kind
from ..training.sounds import read_recordings, render
from .yamnet import BEST, Yamnet, is_heard

CLIP_SECONDS = 8.0
COUNTS_FROM = 0.5  # share of the clips that must be heard as their kind


def heard(judge: Yamnet, kind: Kind, clips, rate: int) -> int:
    """How many of the clips have a class of the kind among YAMNet's five best."""
    return sum(is_heard(judge.best(clip, rate, BEST), kind.heard_as) for clip in clips)


def generate(pipe: AudioStoryPipeline, kind: Kind, count: int, seed: int, steps: int, guidance: float):
    """`count` clips of a kind from its caption alone: list of [T] arrays."""
    plan = StoryPlan.build([(kind.caption, CLIP_SECONDS)] * count, crossfade_seconds=0.0)
    latents = pipe.sample(pipe.bridge(plan), plan, steps=steps, guidance=guidance, seed=seed)
    return [clip.mean(0).numpy() for clip in pipe.decode(latents, plan)]


def reference(kind: Kind, count: int, rate: int, esc_folder, seed: int = 1):
    """`count` real recordings of a kind, synthesis where there are none, laid out as in training."""
    rng = np.random.default_rng(seed)
    recordings = read_recordings(esc_folder, kind, rate)
    return [render(kind, CLIP_SECONDS, rate, rng, recordings) for _ in range(count)]


def report(pipe, judge, esc_folder, count=8, seed=0, steps=50, guidance=4.0) -> dict:
    """The table: for each kind the clips heard as it, generated, passed through the codec, and at their source."""
    rate, rows = pipe.sample_rate, {}
    for kind in tqdm(CATALOGUE, desc="kinds"):
        source = reference(kind, count, rate, esc_folder)
        with torch.no_grad():
            coded = [pipe.codec.decode(pipe.codec.encode(torch.from_numpy(clip)[None, None]))[0, 0].numpy()
                     for clip in source]
        rows[kind.name] = {
            "generated": heard(judge, kind, generate(pipe, kind, count, seed, steps, guidance), rate),
            "codec": heard(judge, kind, coded, rate),
            "source": heard(judge, kind, source, rate),
        }
    known = [name for name, row in rows.items() if row["source"] >= COUNTS_FROM * count]
    counted = [name for name in known if rows[name]["generated"] >= COUNTS_FROM * count]
    return {"clips": count, "kinds": rows, "known_to_yamnet": len(known), "counted": len(counted),
            "generated_sum": sum(row["generated"] for row in rows.values()),
            "source_sum": sum(row["source"] for row in rows.values())}


def main(arguments=None) -> None:
    parser = argparse.ArgumentParser(prog="python -m audiostory_core.evaluation.kinds", description=__doc__)
    parser.add_argument("--esc10", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--bundle", default=str(embedded_bundle_path()))
    parser.add_argument("--clips", type=int, default=8)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    pipe = AudioStoryPipeline.from_bundle(chosen.bundle)
    result = report(pipe, Yamnet(), chosen.esc10, chosen.clips, chosen.seed, chosen.steps, chosen.guidance)
    place = Path(chosen.out)
    beside = place.with_suffix(".part")
    beside.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    os.replace(beside, place)
    for name, row in result["kinds"].items():
        tqdm.write(f"{name:12} generated {row['generated']}  codec {row['codec']}  source {row['source']}")
    tqdm.write(f"{result['counted']} of {result['known_to_yamnet']} kinds that YAMNet knows count")


if __name__ == "__main__":
    main()
