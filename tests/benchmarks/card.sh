#!/usr/bin/env bash
# What a graphics card makes of the full size, random weights: three tables and their JSON, in a few minutes.
#     bash tests/benchmarks/card.sh FOLDER [DTYPE]
set -euo pipefail
folder="${1:?name a folder for the figures}"
dtype="${2:-float16}"
mkdir -p "$folder"
folder="$(cd "$folder" && pwd)"
cd "$(dirname "$0")/../.."
python -c 'import sys, torch; sys.exit(None if torch.cuda.is_available() else "torch sees no CUDA device")'
benchmark() { python -m audiostory_core benchmark --size full --device cuda --dtype "$dtype" "$@"; }
benchmark --seconds 60 --steps 50 --against plain --json "$folder/full_50_steps.json"
benchmark --seconds 60 --steps 8 --json "$folder/full_8_steps.json"
benchmark --scale --steps 8 --rounds 1 --json "$folder/full_scale.json"
