"""The download command in a process of its own, and the repositories that it finds on the stand-in hub.

For another version of huggingface_hub put the folder that it is installed in into AUDIOSTORY_HUB_LIBRARY.
"""
from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import torch
from hub_server import Hub
from safetensors.torch import save

from audiostory_core.download.sources import CHECKPOINTS

ROOT = Path(__file__).resolve().parents[2]
STORY, FLUX, QWEN, T5 = (source.repo for source in CHECKPOINTS["audiostory-3b"].repositories)
WEIGHTS, SMALL_WEIGHTS = "audiostory-3B/pytorch_model.bin", "audiostory-3B/model.safetensors"
# the command as cli.py runs it, with short waits
COMMAND = """
import sys
from audiostory_core import cli
from audiostory_core.download import hub
hub.RETRY_WAITS = (0.05,) * 3
sys.exit(cli.main(sys.argv[1:]))
"""
# without the look into the weights, which brings torch along: those of small() mean nothing
FIRST_PHASE = "from audiostory_core import download\ndownload._fetch_lacking = lambda *parts: None\n"
QUICK = FIRST_PHASE + COMMAND


def environment(hub: str, home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items()
            if not name.upper().startswith(("HF_", "HTTP", "ALL_PROXY", "NO_PROXY", "TRANSFORMERS"))}
    path = [os.environ.get("AUDIOSTORY_HUB_LIBRARY", ""), str(ROOT)]
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, path)), "HF_HOME": str(home / "hf"), "HOME": str(home),
            "HF_ENDPOINT": hub, "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1", **more}


def start(hub: str, folder: Path, *arguments, code: str = COMMAND, **more: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], stdin=subprocess.DEVNULL, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
                            env=environment(hub, folder, **more))


def start_command(hub: str, folder: Path, code: str = COMMAND, **more: str) -> subprocess.Popen:
    return start(hub, folder, "download", "audiostory-3b", "--to", folder, "--yes", code=code, **more)


def finish(process: subprocess.Popen) -> tuple[int, str, str]:
    """(exit code, what it printed, its error lines)"""
    shown, error = process.communicate(timeout=60)
    assert "Traceback" not in error, error
    lines = error.replace("\r", "\n").splitlines()
    return process.returncode, shown, "\n".join(line for line in lines if line.startswith("error: "))


def fetch(hub: Hub, folder: Path, code: str = COMMAND, **more: str) -> tuple[int, str, str]:
    return finish(start_command(hub.url, folder, code, **more))


def place(folder: Path) -> Path:
    return folder / "audiostory-3b-checkpoint"


def files(folder: Path) -> dict[str, bytes]:
    """What stands in a folder under a name of its own."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*"))
            if file.is_file() and ".download" not in file.parts and not file.name.startswith(".")}


def partials(folder: Path) -> list[Path]:
    return list(folder.rglob(".*.partial"))


def grown(folder: Path, size: int = 0) -> int:
    """The size of a half-fetched file, once it is larger than size."""
    found = max(map(_size, partials(folder)), default=0)
    return found if found > size else 0


def _size(path: Path) -> int:
    """A file's size; 0 where the command has given it its own name since it was listed."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def wait_for(what, process: subprocess.Popen) -> None:
    until = time.monotonic() + 30
    while not what():
        assert process.poll() is None and time.monotonic() < until, process.communicate()
        time.sleep(0.01)


def _shards(tensors: dict[str, torch.Tensor]) -> dict[str, bytes]:
    """A base LLM in two shards."""
    names, places, found = sorted(tensors), {}, {}
    for number, part in enumerate((names[:len(names) // 2], names[len(names) // 2:]), 1):
        shard = f"model-0000{number}-of-00002.safetensors"
        found[shard] = save({name: tensors[name].clone() for name in part})
        places.update(dict.fromkeys(part, shard))
    return {**found, "model.safetensors.index.json": json.dumps({"weight_map": places}).encode()}


def t5(encoder: dict[str, torch.Tensor]) -> bytes:
    """A whole T5: the encoder, with other parts before it and before its embedding."""
    others = {name.replace("encoder.", f"{part}."): value + 1 for name, value in encoder.items()
              if name.startswith("encoder.block") for part in ("decoder", "lm_head")}
    return save({**{name: value.clone() for name, value in encoder.items()}, **others})


def served(source: Path, base: dict[str, torch.Tensor], encoder: dict[str, torch.Tensor]) -> Hub:
    """The repositories that a checkpoint's folder would have come from."""
    found = files(source)
    return Hub({
        STORY: {"README.md": b"# AudioStory", ".gitattributes": b"*.bin filter=lfs", "audiostory.png": b"png",
                "ckpt/audiostory/config.yaml": found["audiostory-3B/config.yaml"],
                "ckpt/audiostory/pytorch_model.bin": found[WEIGHTS],
                "ckpt/tokenizer/added_tokens.json": found["tokenizer/added_tokens.json"]},
        FLUX: {"README.md": b"# TangoFlux", "tangoflux.safetensors": b"the DiT before its training",
               "config.json": found["Flux_detokenizer/config.json"],
               "vae_config.json": found["Flux_detokenizer/vae_config.json"],
               "vae.safetensors": found["Flux_detokenizer/model.safetensors"]},
        QWEN: {"LICENSE": b"Qwen", "vocab.json": b"{}", "merges.txt": b"", "tokenizer_config.json": b"{}",
               "config.json": found["Qwen2.5-3B-Instruct/config.json"],
               "generation_config.json": b'{"repetition_penalty": 1.05}',
               "tokenizer.json": found["Qwen2.5-3B-Instruct/tokenizer.json"], **_shards(base)},
        T5: {"config.json": found["flan-t5-large/config.json"], "model.safetensors": t5(encoder),
             "pytorch_model.bin": b"p" * 99, "tf_model.h5": b"h" * 99, "flax_model.msgpack": b"m" * 99,
             "spiece.model": b"s", "tokenizer.json": b"{}"}},
        licences={T5: "apache-2.0", QWEN: "other"})


# of served(): what is asked for when the weights lack nothing
SURE = {f"{STORY}/ckpt/audiostory/config.yaml", f"{STORY}/ckpt/audiostory/pytorch_model.bin",
        f"{STORY}/ckpt/tokenizer/added_tokens.json", f"{FLUX}/config.json", f"{FLUX}/vae_config.json",
        f"{FLUX}/vae.safetensors", f"{QWEN}/config.json", f"{QWEN}/generation_config.json", f"{QWEN}/tokenizer.json",
        f"{QWEN}/tokenizer_config.json", f"{QWEN}/model.safetensors.index.json", f"{T5}/config.json"}


def small(size: int = 4_000_000) -> Hub:
    """A hub whose files are of no use but to be fetched; size is that of the weights."""
    plain = {"config.json": b"{}", "tokenizer.json": b"{}", "tokenizer_config.json": b"{}"}
    return Hub({STORY: {"config.yaml": b"a: 1", "model.safetensors": os.urandom(size), "pytorch_model.bin": b"twice"},
                FLUX: {"config.json": b"{}", "vae.safetensors": b"v" * 1000},
                QWEN: {**plain, "model-00001-of-00001.safetensors": b"q", "model.safetensors.index.json": b"{}"},
                T5: {"config.json": b"{}", "model.safetensors": b"t" * 1000}})
