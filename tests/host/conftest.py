"""Fixtures: a real ComfyUI, once in a run: as a server with this pack, and imported into this process."""
from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from dev_tools.server import Server, prepare_base

ROOT = Path(__file__).resolve().parents[2]
EMBEDDED = ROOT / "audiostory_core" / "weights" / "tiny" / "config.json"
PACK = "audiostory_pack"


@pytest.fixture(scope="session")
def comfyui() -> Path:
    """The ComfyUI folder that COMFYUI_PATH names (dev.py sets it)."""
    given = os.environ.get("COMFYUI_PATH")
    if not given or not (Path(given) / "main.py").is_file():
        pytest.skip(f"COMFYUI_PATH is {given!r}; it must name a folder with ComfyUI's main.py; dev.py test sets it")
    return Path(given).resolve()


@pytest.fixture(scope="session")
def server(comfyui, toy_bundle, tmp_path_factory):
    """A running server with the toy model in models/audiostory, and once more in a folder of extra_model_paths."""
    base = prepare_base(tmp_path_factory.mktemp("comfyui"), ROOT)
    shutil.copytree(toy_bundle, base / "models" / "audiostory" / "toy")
    shutil.copytree(toy_bundle, base / "elsewhere" / "stories" / "toy elsewhere")
    shutil.copy(Path(__file__).with_name("strange_sounds.py"), base / "custom_nodes")
    extra = base / "extra.yaml"
    extra.write_text(f"more:\n    base_path: {base / 'elsewhere'}\n    audiostory: stories\n")
    arguments = ("--extra-model-paths-config", str(extra))
    environment = {"HF_HUB_OFFLINE": "1"}  # no test may reach for the hub
    with Server(comfyui, sys.executable, base, arguments=arguments, environment=environment) as started:
        yield started


@pytest.fixture(scope="session")
def models(server) -> Path:
    """The server's models/audiostory."""
    return server.base / "models" / "audiostory"


@pytest.fixture(scope="session")
def reference_name(models, reference_bundle) -> str:
    """The reference checkpoint, converted, as the server's loader names it."""
    shutil.copytree(reference_bundle, models / "reference", dirs_exist_ok=True)
    return "reference"


@pytest.fixture(scope="session")
def embedded_name() -> str:
    """The embedded model as the loader names it."""
    if not EMBEDDED.is_file():
        pytest.skip(f"the embedded model is not there: {EMBEDDED.parent}")
    return "tiny (embedded)"


@pytest.fixture(scope="session")
def pack(comfyui, tmp_path_factory) -> SimpleNamespace:
    """The pack's modules and ComfyUI's, imported into this process: pack.native, pack.comfy, ..."""
    # ComfyUI's own nodes.py must be found before the folder nodes/ of this repository.
    sys.path.insert(0, str(comfyui))
    arguments = importlib.import_module("comfy.cli_args").args
    import torch

    arguments.cpu = not torch.cuda.is_available()
    arguments.base_directory = str(prepare_base(tmp_path_factory.mktemp("in_process"), ROOT))
    spec = importlib.util.spec_from_file_location(PACK, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    sys.modules[PACK] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[PACK])
    names = ("load", "plan", "plan_text", "bridge", "sample", "mask", "kept", "decode", "stitch", "spectrogram",
             "video", "dub", "shots", "native", "residency", "memory", "progress", "few_steps", "audio_in")
    parts = {name: importlib.import_module(f"{PACK}.nodes.{name}") for name in names}
    core = {name: importlib.import_module(f"{PACK}.audiostory_core.{name}")
            for name in ("bundle", "config", "dit", "few_steps", "flow_matching", "model_parts", "pipeline",
                         "sampler_config", "story", "vae")}
    for name in ("comfy.sample", "comfy.sd", "comfy.utils", "comfy.lora"):
        importlib.import_module(name)
    return SimpleNamespace(comfy=sys.modules["comfy"], core=SimpleNamespace(**core), **parts)
