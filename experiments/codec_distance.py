"""How far a codec alone moves recordings: the Frechet distance of a third of them, encoded and decoded, to the rest.

    python dev.py run python -m experiments.codec_distance --bundle DIR --recordings ESC10
    python dev.py run python -m experiments.codec_distance --sizes '{"frames_per_latent": 8}' --recordings ESC10

The same two sets as `recordings` in an evaluation's report, one of them through the codec. A DiT that generates this
codec's latents perfectly would come as near to the recordings as that, and hardly nearer. --sizes takes a mel codec of
other sizes than the recipe's, and fits it to the recipe's sounds first. That shows the gain of such a codec before a
DiT is trained for it.
"""
from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import torch
from tqdm import tqdm

from audiostory_core.bundle import embedded_bundle_path, load_part, open_bundle
from audiostory_core.config import MelConfig
from audiostory_core.evaluation.aisfx import Aisfx
from audiostory_core.evaluation.frechet import frechet_diagonal, frechet_distance
from audiostory_core.evaluation.metrics import among_recordings
from audiostory_core.evaluation.real import RealClips, find_clips, measure_real, read_clip
from audiostory_core.evaluation.yamnet import Yamnet
from audiostory_core.mel import MelCodec
from audiostory_core.training.recipe import LATENT_FRAMES, TINY_CODEC
from audiostory_core.training.synthetic.prepare import FITTED_CLIPS, load_codec, prepare

NETWORKS = ("aisfx", "yamnet")


def code(codec, folder: Path, target: Path) -> None:
    """Encode and decode a folder's recordings, into the same sub-folders of `target`."""
    rate = codec.config.sample_rate
    for file in tqdm(find_clips(folder), desc="coding"):
        sound = read_clip(file, rate)
        waveform = torch.from_numpy(sound.astype(np.float32)).expand(1, codec.config.audio_channels, -1)
        with torch.no_grad():
            coded = codec.decode(codec.encode(waveform))[0, :, : len(sound)]
        place = target / file.relative_to(folder).with_suffix(".wav")
        place.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(place, coded.T.numpy(), rate, subtype="FLOAT")


def fitted(sizes: dict, recordings: Path, folder: Path) -> MelCodec:
    """The recipe's codec with these sizes changed, fitted to the recipe's sounds."""
    config = MelConfig.from_dict({**TINY_CODEC.to_dict(), **sizes})
    frames = LATENT_FRAMES * TINY_CODEC.hop_samples // config.hop_samples  # as many seconds
    prepare(folder, config, frames, FITTED_CLIPS, recordings)
    return load_codec(folder, config)


def distances(real: RealClips, coded: RealClips, network: str) -> list[float]:
    """(mixture, mean over classes) of a third of the recordings to the others, then of that third coded."""
    labels = sorted(set(real.labels.tolist()))
    ways = (([labels], frechet_distance), ([[label] for label in labels], frechet_diagonal))
    return [among_recordings(network, real, groups, distance, changed)
            for changed in (None, coded) for groups, distance in ways]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--bundle", type=Path, default=embedded_bundle_path(), help="default: the small model inside")
    which.add_argument("--sizes", type=json.loads, help="JSON object, fields of MelConfig that shall differ from the "
                       "recipe's")
    parser.add_argument("--recordings", type=Path, required=True, help="ESC-10, one folder a class")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        codec = (fitted(args.sizes, args.recordings, Path(folder) / "data") if args.sizes else
                 load_part(open_bundle(args.bundle), "vae", dtype=torch.float32))
        judges, rate = (Yamnet(), Aisfx()), codec.config.sample_rate
        target = Path(folder) / "coded"
        code(codec, args.recordings, target)
        with tqdm(desc="hearing") as bar:
            real, coded = (measure_real(sounds, rate, *judges, Path(folder), lambda *_: bar.update())
                           for sounds in (args.recordings, target))
    print("| embedding | recordings | a kind at a time | through the codec | a kind at a time |\n|---|---|---|---|---|")
    for network in NETWORKS:
        print(f"| {network} | {' | '.join(f'{value:.1f}' for value in distances(real, coded, network))} |")


if __name__ == "__main__":
    main()
