r"""The paper's two main ablations at the embedded model's size: a table of short runs from one common start.

    python dev.py run python -m experiments.ablations --from OUT/story/bundle --data OUT/data --recordings ESC10 \
        --out DIR

Varied are the number of residual tokens of a clip, and whether captions are interleaved with them. Every run is the
recipe's stage `whole`. All start from the same LLM, semantic projector and DiT, with a fresh residual projector and
fuser. The bridge is what is measured: the plans of held-out stories are given, so that errors of the planner do not
count. A finished run is not made again.
"""
from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from statistics import fmean

import numpy as np
import torch

from audiostory_core import AudioStoryPipeline
from audiostory_core.bundle import TOKENIZER_FILE, Bundle, load_part, open_bundle, save_bundle
from audiostory_core.digests import file_digest, folder_digest
from audiostory_core.evaluation.aisfx import Aisfx
from audiostory_core.evaluation.cases import class_of
from audiostory_core.evaluation.frechet import LEAST_VECTORS, frechet_diagonal, frechet_distance
from audiostory_core.evaluation.real import RealClips, measure_real
from audiostory_core.evaluation.sounds import consistency, mean_embedding, without_silence
from audiostory_core.evaluation.stories import as_json, write_whole
from audiostory_core.evaluation.yamnet import Yamnet, is_heard
from audiostory_core.flow_matching import derived_seed
from audiostory_core.model_parts import build_part
from audiostory_core.prompt import SPANS
from audiostory_core.sound_classes import BY_NAME
from audiostory_core.story import StoryPlan
from audiostory_core.training.data.batches import ONE_CAPTION
from audiostory_core.training.data.seeds import rng_for
from audiostory_core.training.data.sources import is_synthetic
from audiostory_core.training.synthetic.prepare import CLIPS_FILE, known_captions, story_maker
from dev_tools.environment import ROOT


@dataclasses.dataclass(frozen=True)
class Variant:
    """The settings that differ between runs."""

    residual: int
    interleave: bool = True

    @property
    def name(self) -> str:
        return f"residual-{self.residual}{'' if self.interleave else '-captions-apart'}"


VARIANTS = (Variant(0), Variant(1), Variant(8), Variant(16), Variant(8, interleave=False))
SHUFFLES = 100  # of stories, for comparing the consistency
STORIES_APART = "ablation"  # the seed's name for held-out stories, which no training step uses
METRICS = {"heard": "asked sound heard (%)", "frechet": "Frechet, aisfx", "by_kind": "Frechet, a kind at a time",
           "consistency": "consistency"}


def start_bundle(source: Bundle, variant: Variant, seed: int, target: Path) -> Path:
    """The common start with the variant's residual tokens: trained weights are kept, new ones are drawn by the seed."""
    tokens = dataclasses.replace(source.config.tokens, residual_tokens=variant.residual)
    tokenizer = source.tokenizer.tokenizer
    opening, inner, closing = SPANS["residual"]
    tokenizer.add_special_tokens([opening, closing, *(inner.format(index) for index in range(variant.residual))])
    vocabulary = tokenizer.get_vocab_size(with_added_tokens=True)
    config = dataclasses.replace(source.config, tokens=tokens, llm={**source.config.llm, "vocab_size": vocabulary})
    parts = {part: load_part(source, part, dtype=torch.float32) for part in ("llm", "dit", "vae")}
    trained = load_part(source, "bridge", dtype=torch.float32).state_dict()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        parts["llm"].resize_token_embeddings(vocabulary, mean_resizing=False)
        parts["bridge"] = build_part(config, "bridge")
    kept = {name: value for name, value in trained.items() if name.startswith(("semantic_projector", "empty_prompt"))}
    parts["bridge"].load_state_dict(kept, strict=False)
    return save_bundle(target, config, parts, {TOKENIZER_FILE: tokenizer.to_str()}, torch.float32)


def train(start: Path, variant: Variant, seed: int, args, folder: Path) -> Path:
    """Train the stage `whole` with the project's own command."""
    recipe = folder / "recipe.json"
    stage = {"name": "whole", "steps": args.steps, "save_every": args.steps}
    recipe.write_text(json.dumps({"based_on": "tiny", "interleave": variant.interleave, "stages": [stage],
                                  "prompts": []}))
    command = [sys.executable, "-m", "audiostory_core", "train", "--recipe", recipe, "--from", start, "--data",
               args.data, "--out", folder, "--seed", seed, "--threads", args.threads, "--compile"]
    subprocess.run([str(word) for word in command], cwd=ROOT, check=True)
    return folder / "whole" / "bundle"


def held_out(data: Path, count: int) -> list:
    """Stories that no run has trained on."""
    make, rng, stories = story_maker(known_captions(data)), rng_for(STORIES_APART), []
    while len(stories) < count:
        story = make(rng)
        if story.speaks and 2 <= len(story.clips) <= 5:
            stories.append(story)
    return stories


def measure(bundle: Path, variant: Variant, stories, real: RealClips, judges, args) -> dict:
    """The metrics of one run: what is heard in the clips of held-out stories, and their distance from recordings."""
    yamnet, aisfx = judges
    pipe = AudioStoryPipeline.from_bundle(bundle)
    real_vectors = {name: real.embeddings("aisfx", folders) for name, folders in real.folders_of(list(BY_NAME)).items()}
    heard, vectors, neighbours = [], {}, []
    for number, story in enumerate(stories):
        clips = [(caption if variant.interleave else ONE_CAPTION, seconds) for caption, seconds in story.clips]
        plan = StoryPlan.build(clips, instruction=story.instruction, reasoning=story.reasoning)
        latents = pipe.sample(pipe.bridge(plan), plan, steps=args.sample_steps,
                              seed=derived_seed(0, f"{STORIES_APART} {number}"))
        rows = []
        for sound, caption in zip(pipe.decode(latents, plan), story.sounds, strict=True):
            sound_class = class_of(caption)
            hearing = yamnet.hear(sound.numpy(), pipe.sample_rate)
            heard.append(is_heard(yamnet.best_of(hearing.scores.mean(0)), sound_class.yamnet_labels))
            rows.append(mean_embedding(without_silence(hearing.embeddings, hearing.peaks)))
            embedded = without_silence(*aisfx.embed(sound.numpy(), pipe.sample_rate))
            vectors.setdefault(sound_class.name, []).append(embedded)
        neighbours.append(rows)
    ours = {name: np.concatenate(parts) for name, parts in vectors.items() if name in real_vectors}
    together = [np.concatenate([sets[name] for name in ours]) for sets in (ours, real_vectors)]
    alike, shuffled, _ = consistency(neighbours, SHUFFLES)
    return {"heard": 100 * fmean(heard), "clips": len(heard), "frechet": frechet_distance(*together),
            "by_kind": fmean(frechet_diagonal(rows, real_vectors[name]) for name, rows in ours.items()
                             if len(rows) >= LEAST_VECTORS),
            "consistency": alike - shuffled}


def claim_results(file: Path, args, start: Bundle) -> dict:
    """The finished runs in the file, by name, if they have the same settings.

    Raises:
        SystemExit: the file's runs have other settings; names both values.
    """
    asked = {"from": folder_digest(start.path), "data": file_digest(args.data / CLIPS_FILE), "steps": args.steps,
             "stories": args.stories, "sample_steps": args.sample_steps}
    if file.is_file():
        kept = json.loads(file.read_text(encoding="utf-8"))
        for name, value in asked.items():
            if kept["settings"].get(name) != value:
                raise SystemExit(f"{file}: its runs were made with {name} {kept['settings'].get(name)}, now it is "
                                 f"{value}; name another --out")
        return kept
    kept = {"settings": asked, "runs": {}}
    write_whole(file, as_json(kept))
    return kept


def table(results: dict) -> str:
    """Markdown: a row a variant, each metric as the mean over seeds and the seeds' own values."""
    lines = [f"| run | {' | '.join(METRICS.values())} |", f"|---|{'---|' * len(METRICS)}"]
    for variant in VARIANTS:
        rows = [row for key, row in sorted(results.items()) if key.partition("/")[0] == variant.name]
        if rows:
            cells = [f"{fmean(row[key] for row in rows):.3g} ({', '.join(f'{row[key]:.3g}' for row in rows)})"
                     for key in METRICS]
            lines.append(f"| {variant.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    args = _arguments()
    if not is_synthetic(args.data):
        raise SystemExit(f"--data {args.data}: these runs need the made-up data of `train`, its OUT/data")
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    source, file = open_bundle(args.start), args.out / "results.json"
    kept = claim_results(file, args, source)
    judges = Yamnet(threads=args.threads), Aisfx()
    real = measure_real(args.recordings, source.config.codec.sample_rate, *judges, args.out, lambda done, total: None)
    if not real.folders_of(list(BY_NAME)):
        raise SystemExit(f"--recordings {args.recordings}: no sub-folder bears a kind's name")
    stories, results = held_out(args.data, args.stories), kept["runs"]
    for seed in args.seeds:
        for variant in VARIANTS:
            key = f"{variant.name}/{seed}"
            if key in results:
                continue
            folder = args.out / variant.name / str(seed)
            folder.mkdir(parents=True, exist_ok=True)
            start = folder / "start"
            if not start.is_dir():
                start_bundle(open_bundle(args.start), variant, seed, start)  # opened anew: its tokenizer is added to
            trained = train(start, variant, seed, args, folder)
            results[key] = measure(trained, variant, stories, real, judges, args)
            write_whole(file, as_json(kept))
            print(key, results[key], flush=True)
    print(table(results))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--from", dest="start", type=Path, required=True, help="a bundle after the stage `story`")
    parser.add_argument("--data", type=Path, required=True, help="what the run that gave it made up, its OUT/data")
    parser.add_argument("--recordings", type=Path, required=True, help="ESC-10, one folder a class")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=200, help="of each run (200)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    parser.add_argument("--stories", type=int, default=24, help="that are held out and measured (24)")
    parser.add_argument("--sample-steps", type=int, default=25)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
