#!/usr/bin/env bash
# Neural audio codecs turn hop samples into one latent frame; hop is the product of their strides.
# One would guess: what is decoded from n frames has n hops of samples, as in transformers' EnCodec.
# What happens: transformers' DAC and diffusers' Oobleck autoencoder give fewer where a stride is odd, as in DAC for 16
# and 24 kHz (2, 4, 5, 8): 8 samples are missing, of one frame as of fifty, and nothing says so. With even strides, as
# in DAC for 44.1 kHz, every sample is there. EnCodec has the same strides in another order, and all of its samples.
# Who decodes window by window, or counts on frames times hop, loses that for each window: measure what comes out.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.11.0 numpy==2.4.6 \
    transformers==5.24.0 diffusers==0.42.1
cd "$work"
HF_HUB_OFFLINE=1 "$work/venv/bin/python" -W ignore - <<'PY'
import math
import sys
from importlib.metadata import version

import torch
from diffusers import AutoencoderOobleck
from transformers import DacConfig, DacModel, EncodecConfig, EncodecModel

EVEN, ODD, TWICE_ODD = [2, 4, 8, 8], [2, 4, 5, 8], [3, 5, 7]
FRAMES = (1, 10, 50)


def dac(strides: list[int], frames: int) -> int:
    model = DacModel(DacConfig(encoder_hidden_size=8, downsampling_ratios=strides, decoder_hidden_size=64,
                               n_codebooks=2, codebook_size=16, codebook_dim=4)).eval()
    codes = model.encode(torch.randn(1, 1, frames * math.prod(strides))).audio_codes
    assert codes.shape[-1] == frames
    return model.decode(audio_codes=codes).audio_values.shape[-1]


def oobleck(strides: list[int], frames: int) -> int:
    model = AutoencoderOobleck(encoder_hidden_size=8, downsampling_ratios=strides, channel_multiples=[1] * len(strides),
                               decoder_channels=8, decoder_input_channels=4, audio_channels=1).eval()
    latent = model.encode(torch.randn(1, 1, frames * math.prod(strides))).latent_dist.mode()
    assert latent.shape[-1] == frames
    return model.decode(latent).sample.shape[-1]


def encodec(strides: list[int], frames: int) -> int:
    model = EncodecModel(EncodecConfig(num_filters=4, hidden_size=16, codebook_dim=16, codebook_size=16,
                                       num_lstm_layers=1, target_bandwidths=[1.5], upsampling_ratios=strides)).eval()
    encoded = model.encode(torch.randn(1, 1, frames * math.prod(strides)))
    assert encoded.audio_codes.shape[-1] == frames
    return model.decode(encoded.audio_codes, encoded.audio_scales).audio_values.shape[-1]


torch.manual_seed(0)
print("transformers", version("transformers"), "diffusers", version("diffusers"))
missing = {}
with torch.no_grad():
    for name, codec, strides in (("DAC", dac, EVEN), ("DAC", dac, ODD), ("DAC", dac, TWICE_ODD),
                                 ("Oobleck", oobleck, EVEN), ("Oobleck", oobleck, ODD),
                                 ("Oobleck", oobleck, TWICE_ODD), ("EnCodec", encodec, ODD[::-1])):
        missing[name, tuple(strides)] = lost = [frames * math.prod(strides) - codec(strides, frames)
                                                for frames in FRAMES]
        print(f"{name:8} strides {strides}: of {FRAMES} frames {lost} samples are missing")
none = [0, 0, 0]
wanted = {("DAC", tuple(EVEN)): none, ("DAC", tuple(ODD)): [8] * 3, ("DAC", tuple(TWICE_ODD)): [19] * 3,
          ("Oobleck", tuple(EVEN)): none, ("Oobleck", tuple(ODD)): [8] * 3, ("Oobleck", tuple(TWICE_ODD)): [19] * 3,
          ("EnCodec", tuple(ODD[::-1])): none}
print("as described" if missing == wanted else "CHANGED")
sys.exit(0 if missing == wanted else 1)
PY
