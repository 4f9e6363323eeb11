"""The model folder: what is in it, whether it is whole, how its parts become modules, how it is written.

    config.json  llm.safetensors  bridge.safetensors  dit.safetensors  vae.safetensors  tokenizer.json

Everything that a model needs stands in these files. Weights are built on the meta device and assigned, strictly.
"""
from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import nn
from transformers import Qwen2Config, Qwen2ForCausalLM

from .bridge import Bridge
from .config import BundleConfig, MelConfig, OobleckConfig
from .dit import StoryDiT
from .mel import MelCodec
from .prompt import StoryTokenizer
from .vae import OobleckCodec

PARTS = ("llm", "bridge", "dit", "vae")
CONFIG_FILE = "config.json"
TOKENIZER_FILE = "tokenizer.json"
LLM_HEAD, LLM_EMBEDDING = "lm_head.weight", "model.embed_tokens.weight"
STORED_DTYPES = ("F16", "BF16", "F32")


@dataclass(frozen=True)
class Bundle:
    """A model folder that was found whole: `path`, `config`, `tokenizer`."""

    path: Path
    config: BundleConfig
    tokenizer: StoryTokenizer

    def part_file(self, part: str) -> Path:
        """Where the weights of "llm", "bridge", "dit" or "vae" stand."""
        return self.path / f"{part}.safetensors"


def embedded_bundle_path() -> Path:
    """The folder of the small model that comes with the code."""
    return Path(__file__).parent / "weights" / "tiny"


def build_codec(config: OobleckConfig | MelConfig) -> nn.Module:
    """The codec that the config describes."""
    return MelCodec(config) if isinstance(config, MelConfig) else OobleckCodec(config)


def build_llm(config: dict) -> Qwen2ForCausalLM:
    """A transformers Qwen2ForCausalLM from plain data, which either generation of transformers may have written."""
    settings = {name: value for name, value in config.items() if name not in ("torch_dtype", "dtype")}
    rotary = settings.pop("rope_parameters", None)
    if rotary is not None:
        settings.setdefault("rope_theta", rotary["rope_theta"])
        if rotary.get("rope_type", "default") != "default":
            settings.setdefault("rope_scaling", rotary)
    return Qwen2ForCausalLM(Qwen2Config(**settings))


def build_part(config: BundleConfig, part: str, attention=None) -> nn.Module:
    """A part with fresh weights, on torch's current default device.

    Args:
        part: "llm", "bridge", "dit" or "vae".
        attention: for the DiT, see StoryDiT.
    """
    if part == "llm":
        return build_llm(config.llm)
    if part == "bridge":
        return Bridge(config.bridge, config.tokens)
    if part == "dit":
        return StoryDiT(config.dit, attention)
    if part == "vae":
        return build_codec(config.codec)
    raise ValueError(f"part is {part!r}; it must be one of {list(PARTS)}")


def _build_on_meta(config: BundleConfig, part: str, attention=None) -> nn.Module:
    with torch.device("meta"):
        return build_part(config, part, attention)


def _wanted_shapes(config: BundleConfig, part: str) -> dict[str, list[int]]:
    shapes = {name: list(value.shape) for name, value in _build_on_meta(config, part).state_dict().items()}
    if part == "llm" and config.llm.get("tie_word_embeddings"):
        shapes.pop(LLM_HEAD, None)
    return shapes


def read_shapes(file: Path) -> dict[str, list[int]]:
    """Names and shapes of a safetensors file, without its weights.

    Raises:
        ValueError: the file is missing, cut short, no safetensors file, or holds something else than weights.
    """
    if not file.is_file():
        raise ValueError(f"{file}: the file is missing")
    with file.open("rb") as opened:
        start = opened.read(9)
    # the length of a header comes first and may look like anything; the header itself begins with a brace
    if start[8:] != b"{" and start.startswith((b"PK", b"\x80")):
        raise ValueError(f"{file}: this is a pickle under another name; it was not opened")
    try:
        with safe_open(file, framework="pt") as opened:
            slices = {name: opened.get_slice(name) for name in opened.keys()}
            shapes = {name: list(part.get_shape()) for name, part in slices.items()}
            dtypes = {name: part.get_dtype() for name, part in slices.items()}
    except SafetensorError as error:
        raise ValueError(f"{file}: not a whole safetensors file ({error})") from error
    if odd := sorted(name for name, dtype in dtypes.items() if dtype not in STORED_DTYPES):
        raise ValueError(f"{file}: {odd[0]} is stored as {dtypes[odd[0]]}; known are {list(STORED_DTYPES)}")
    return shapes


def compare_shapes(where: object, found: Mapping[str, list[int]], wanted: Mapping[str, list[int]]) -> None:
    """Raise a ValueError that starts with `where` unless both name the same tensors of the same shapes."""
    if missing := sorted(set(wanted) - set(found)):
        raise ValueError(f"{where}: {len(missing)} tensors are missing, first {missing[:3]}")
    if unknown := sorted(set(found) - set(wanted)):
        raise ValueError(f"{where}: {len(unknown)} tensors are unknown, first {unknown[:3]}")
    wrong = [name for name in sorted(wanted) if list(found[name]) != list(wanted[name])]
    if wrong:
        name = wrong[0]
        raise ValueError(f"{where}: {name} has shape {list(found[name])}, the config asks for {list(wanted[name])} "
                         f"({len(wrong)} tensors disagree)")


def _read_config(file: Path) -> BundleConfig:
    if not file.is_file():
        raise ValueError(f"{file}: the file is missing")
    try:
        return BundleConfig.from_dict(json.loads(file.read_text(encoding="utf-8")))
    except ValueError as error:  # JSON and text decoding errors are ValueErrors as well
        raise ValueError(f"{file}: {error}") from error


def _read_tokenizer(file: Path, config: BundleConfig) -> StoryTokenizer:
    if not file.is_file():
        raise ValueError(f"{file}: the file is missing")
    try:
        text = file.read_text(encoding="utf-8")
        json.loads(text)
    except ValueError as error:
        raise ValueError(f"{file}: not a tokenizer ({error})") from error
    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:  # the tokenizers library raises nothing more specific
        raise ValueError(f"{file}: not a tokenizer ({error})") from error
    size, rows = tokenizer.get_vocab_size(with_added_tokens=True), config.llm["vocab_size"]
    if size > rows:
        raise ValueError(f"{file}: {size} tokens, but the LLM knows {rows}")
    try:
        return StoryTokenizer(tokenizer, config.tokens)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error


def open_bundle(path: str | os.PathLike) -> Bundle:
    """Read a model folder's config and tokenizer, and check that its weights are whole and fit the config.

    Raises:
        ValueError: a file is missing, cut short, of the wrong kind, or disagrees with the config; names the file.
    """
    path = Path(path)
    if not path.is_dir():
        raise ValueError(f"{path}: no such model folder")
    config = _read_config(path / CONFIG_FILE)
    bundle = Bundle(path, config, _read_tokenizer(path / TOKENIZER_FILE, config))
    for part in PARTS:
        file = bundle.part_file(part)
        found = read_shapes(file)
        try:
            wanted = _wanted_shapes(config, part)
        except (ValueError, TypeError, KeyError, RuntimeError) as error:  # sizes that the libraries cannot build
            raise ValueError(f"{path / CONFIG_FILE}: no {part} can be built from it ({error})") from error
        compare_shapes(file, found, wanted)
    return bundle


def _read_weights(file: Path, dtype: torch.dtype | None, device) -> dict[str, torch.Tensor]:
    with safe_open(file, framework="pt", device=str(device)) as opened:
        return {name: opened.get_tensor(name).to(dtype=dtype) for name in opened.keys()}


def _fill_buffers(module: nn.Module, device) -> None:
    """Give real values to buffers that no file holds: those built on meta are shapes only."""
    for owner in list(module.modules()):
        names = [name for name, buffer in owner.named_buffers(recurse=False) if buffer.is_meta]
        if not names:
            continue
        with torch.device(device):
            fresh = type(owner)(config=owner.config)
        for name in names:
            setattr(owner, name, getattr(fresh, name))


def load_part(bundle: Bundle, part: str, *, dtype: torch.dtype | None = None, device="cpu",
              prepare: Callable[[nn.Module], object] | None = None, attention=None) -> nn.Module:
    """Build a part and give it its weights, ready for inference.

    Args:
        bundle: from open_bundle.
        part: "llm", "bridge", "dit" or "vae".
        dtype: of the weights; as stored when None.
        device: where the weights go.
        prepare: called with the module while it has no weights yet; may replace its layers, keeping their names.
        attention: for the DiT, see StoryDiT.

    Raises:
        ValueError: an unknown part, or weights that do not fit.
    """
    module = _build_on_meta(bundle.config, part, attention)
    wanted = {name: list(value.shape) for name, value in module.state_dict().items()}
    if prepare is not None:
        prepare(module)  # a host's layers may have no weights, not even shapes, before theirs are assigned
    file = bundle.part_file(part)
    try:
        weights = _read_weights(file, dtype, device)
    except SafetensorError as error:
        raise ValueError(f"{file}: not a whole safetensors file ({error})") from error
    tied = part == "llm" and bool(bundle.config.llm.get("tie_word_embeddings"))
    if tied:
        weights[LLM_HEAD] = weights[LLM_EMBEDDING]
    compare_shapes(file, {name: list(value.shape) for name, value in weights.items()}, wanted)
    module.load_state_dict(weights, strict=True, assign=True)
    if tied:  # assignment wrapped the one tensor twice
        module.get_output_embeddings().weight = module.get_input_embeddings().weight
    _fill_buffers(module, device)
    return module.eval().requires_grad_(False)


def _state(part: str, source: nn.Module | Mapping[str, torch.Tensor], config: BundleConfig,
           dtype: torch.dtype | None) -> dict[str, torch.Tensor]:
    state = dict(source.state_dict() if isinstance(source, nn.Module) else source)
    if part == "llm" and config.llm.get("tie_word_embeddings"):
        state.pop(LLM_HEAD, None)
    for name, value in state.items():
        value = value.detach().to("cpu", dtype or value.dtype).contiguous()
        if value.untyped_storage().nbytes() > value.nbytes:  # the format refuses tensors that share memory
            value = value.clone()
        if not torch.isfinite(value).all():
            raise ValueError(f"{part} {name} is not finite in {value.dtype}; it cannot be stored so")
        state[name] = value
    return state


def save_bundle(directory: str | os.PathLike, config: BundleConfig,
                parts: Mapping[str, nn.Module | Mapping[str, torch.Tensor]], text_files: Mapping[str, str],
                dtype: torch.dtype | None = None) -> Path:
    """Write a model folder, whole or not at all: beside its place first, checked, then renamed.

    Args:
        directory: the folder; a model that stands there is replaced.
        parts: "llm", "bridge", "dit", "vae": modules, or their tensors by name.
        text_files: contents by file name; tokenizer.json must be among them, a README.md may be.
        dtype: of the stored weights; as they are when None.

    Returns:
        The folder.

    Raises:
        ValueError: parts or files are missing or do not fit the config, or the place holds something else.
    """
    directory = Path(directory).absolute()
    if set(parts) != set(PARTS):
        raise ValueError(f"parts are {sorted(parts)}; {sorted(PARTS)} are needed")
    for name in text_files:
        if Path(name).name != name or name in (CONFIG_FILE, *(f"{part}.safetensors" for part in PARTS)):
            raise ValueError(f"text file {name!r} cannot stand in a model folder beside the model")
    if directory.exists() and not (directory / CONFIG_FILE).is_file() and any(directory.iterdir()):
        raise ValueError(f"{directory}: this folder holds something else than a model; it is left alone")
    beside = directory.with_name(f".{directory.name}.{os.getpid()}.partial")
    aside = directory.with_name(f".{directory.name}.{os.getpid()}.replaced")
    beside.mkdir(parents=True)
    try:
        texts = {**text_files, CONFIG_FILE: json.dumps(config.to_dict(), indent=1, ensure_ascii=False) + "\n"}
        for name, text in texts.items():
            (beside / name).write_text(text, encoding="utf-8")
        for part, source in parts.items():
            file = beside / f"{part}.safetensors"
            save_file(_state(part, source, config, dtype), file)
            shutil.copymode(beside / CONFIG_FILE, file)  # safetensors lets nobody but the owner read
        open_bundle(beside)
        if directory.exists():
            directory.rename(aside)
        try:
            beside.rename(directory)
        except OSError:
            if aside.exists():
                aside.rename(directory)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)
    return directory
