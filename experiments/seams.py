"""How well a story goes on from a recording: the seam, and whether what was asked is heard behind it.

    python dev.py run python -m experiments.seams --recordings ESC10

Recordings of each class go on with a clip of their own kind, and with one of the next kind. Each is compared with a
plain join: the same caption made from nothing and cross-faded at the same place.

`step` counts seams whose largest step between samples, where the fades begin and end, is above the 99.9th percentile of
the sound's own steps. `level` is the change in dB from the 200 ms before the seam to those behind it. `spectrum` is the
distance of the mean log-mel spectra of 500 ms before and behind. `heard` is in how many of the made clips YAMNet hears
what was asked. `itself` is the recording in its middle, where nothing was joined. Silence at the end of a recording is
cut off first: a seam in silence is none. A recording is `steady` where Join at Seam let it be heard on behind its end.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import soundfile
import torch
from tqdm import tqdm

from audiostory_core import AudioStoryPipeline
from audiostory_core.bundle import embedded_bundle_path
from audiostory_core.evaluation.yamnet import BEST, Yamnet, is_heard
from audiostory_core.resample import resampled
from audiostory_core.seam import Seam, join
from audiostory_core.sound_classes import SOUND_CLASSES
from audiostory_core.story import StoryPlan
from audiostory_core.training.synthetic.clips import recording_files

LEVEL_SECONDS, SPECTRUM_SECONDS = 0.2, 0.5
SECONDS = 6.0
SILENT = 1e-3  # samples below are silence


def decibels(sound: np.ndarray) -> float:
    """The RMS of a sound [T] in dB."""
    return 20 * float(np.log10(np.sqrt(np.mean(sound**2)) + 1e-6))


def spectrum(codec, sound: np.ndarray, rate: int) -> np.ndarray:
    """The mean log-mel spectrum of a sound [T]."""
    own = resampled(sound, rate, codec.config.sample_rate).astype(np.float32)
    patches = codec.patches(torch.from_numpy(own)[None, None])
    frames = len(own) // codec.config.hop_length  # those behind them are padding
    return codec.frames_of(patches)[0, :, :frames].mean(1).numpy()


def seam_figures(codec, whole: np.ndarray, rate: int, seam: int, fade: int) -> dict[str, float]:
    """The figures of a joined sound [T] whose seam ends at a sample."""
    steps = np.abs(np.diff(whole))
    edges = np.concatenate([steps[place - 2:place + 2] for place in (seam - fade, seam)])
    near, far = (round(seconds * rate) for seconds in (LEVEL_SECONDS, SPECTRUM_SECONDS))
    before, behind = whole[:seam - fade], whole[seam:]
    return {"step": float(edges.max() > np.quantile(steps, 0.999)),
            "level": abs(decibels(behind[:near]) - decibels(before[-near:])),
            "spectrum": float(np.linalg.norm(spectrum(codec, before[-far:], rate)
                                             - spectrum(codec, behind[:far], rate)))}


def measure(pipe: AudioStoryPipeline, judge: Yamnet, given: torch.Tensor, rate: int, kind, seed: int,
            fade_seconds: float) -> dict[str, dict[str, float]]:
    """The figures of one recording that goes on with a kind: held in the latent, and joined plainly."""
    plan = StoryPlan.build([(kind.caption, SECONDS)], crossfade_seconds=0.0)
    audio_in = pipe.go_on_from([given], [rate], plan)
    fade, found = round(fade_seconds * rate), {}
    for way, told in (("held", audio_in), ("plain", None)):
        own = plan if told is None else told.plan
        made = pipe.decode(pipe.sample(pipe.bridge(own), own, seed=seed, audio_in=told), own)[0]
        samples = given.shape[1]
        seam = Seam(given, rate, samples - fade, samples) if told is None else told.seam
        whole = join(seam, made, pipe.sample_rate, fade_seconds)[0].numpy()
        heard = is_heard(judge.best(whole[samples:], rate, BEST), kind.yamnet_labels)
        whole_given = {} if told is None else {"whole": float(np.array_equal(whole[:samples], given[0].numpy()))}
        found[way] = {**whole_given, **seam_figures(pipe.codec, whole, rate, samples, fade), "heard": float(heard)}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--recordings", type=Path, required=True, help="a folder of ESC-10")
    parser.add_argument("--bundle", type=Path, default=embedded_bundle_path(), help="default: the small model inside")
    parser.add_argument("--sounds", type=int, default=20, help="of each class (20)")
    parser.add_argument("--fade", type=float, default=0.2, help="seconds (0.2)")
    args = parser.parse_args()
    pipe, judge = AudioStoryPipeline.from_bundle(args.bundle), Yamnet()
    kinds = [kind for kind in SOUND_CLASSES if recording_files(args.recordings, kind)]
    found: dict[tuple[str, str], list[dict]] = {}
    for index, kind in enumerate(tqdm(kinds)):
        for number, file in enumerate(recording_files(args.recordings, kind)[:args.sounds]):
            sound, rate = soundfile.read(file, dtype="float32", always_2d=True)
            sound = sound[:int(np.flatnonzero(np.abs(sound[:, 0]) > SILENT).max()) + 1]
            found.setdefault(("itself", ""), []).append(
                seam_figures(pipe.codec, sound[:, 0], rate, len(sound) // 2, 0) | {"heard": np.nan})
            for which, asked in (("its own kind", kind), ("the next kind", kinds[(index + 1) % len(kinds)])):
                rows = measure(pipe, judge, torch.from_numpy(sound.T.copy()), rate, asked, number, args.fade)
                steady = "steady" if rows["held"].pop("whole") else "unsteady"
                for way, figures in rows.items():
                    found.setdefault((which, way), []).append(figures)
                    found.setdefault((f"{which}, {steady}", way), []).append(figures)
    print("| goes on with | joined | seams | step | level, dB, median | within 1 dB | spectrum, median | heard |\n"
          "|---|---|---|---|---|---|---|---|")
    for (which, way), rows in found.items():
        column = {name: np.array([row[name] for row in rows]) for name in rows[0]}
        print(f"| {which} | {way} | {len(rows)} | {int(column['step'].sum())} | {np.median(column['level']):.2f} | "
              f"{np.mean(column['level'] <= 1):.0%} | {np.median(column['spectrum']):.2f} | "
              f"{np.mean(column['heard']):.1%} |")


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    main()
