"""The model folder (bundle): reading and checking it, building its parts, writing it.

    config.json  llm.safetensors  bridge.safetensors  dit.safetensors  vae.safetensors  tokenizer.json

These files hold everything that a model needs. Modules are built on the meta device, and weights are assigned strictly.
A checkpoint that also takes sound as input gives audio_input.safetensors: it is kept unchanged and not run yet.
A distilled model has few_steps.safetensors, see few_steps.py.
"""
from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from tokenizers import Tokenizer
from torch import nn

from .config import BundleConfig
from .digests import folder_key
from .disk_space import check_disk_space
from .errors import listed
from .few_steps import check_adapter
from .model_parts import PARTS, build_part
from .prompt import StoryTokenizer
from .weight_files import FORMAT_NAMES, TensorRef, stored_tensors, write_safetensors

FEW_STEPS = "few_steps"
OPTIONAL_PARTS = ("audio_input", FEW_STEPS)
CONFIG_FILE = "config.json"
TOKENIZER_FILE = "tokenizer.json"
SECONDS_BETWEEN_WRITES = 20  # the longest pause while a model is written
LLM_HEAD, LLM_EMBEDDING = "lm_head.weight", "model.embed_tokens.weight"
STORED_DTYPES = (torch.float16, torch.bfloat16, torch.float32, torch.float8_e4m3fn)
# The matrices that fp8 stores: those of the repeated blocks, most of a model. Other tensors are small or delicate.
FP8_MATRICES = {"llm": re.compile(r"model\.layers\.\d+\..+_proj\.weight"),
                "dit": re.compile(r"transformer\.(single_)?transformer_blocks\.\d+\..+\.weight")}


@dataclass(frozen=True)
class Bundle:
    """A complete model folder: `path`, `config`, `tokenizer`, and `identity`, a key of its files."""

    path: Path
    config: BundleConfig
    tokenizer: StoryTokenizer
    identity: str

    def part_file(self, part: str) -> Path:
        """The file with the weights of "llm", "bridge", "dit" or "vae"."""
        return self.path / f"{part}.safetensors"


def embedded_bundle_path() -> Path:
    """The folder of the small model that comes with the code."""
    return Path(__file__).parent / "weights" / "tiny"


def _build_on_meta(config: BundleConfig, part: str, attention=None) -> nn.Module:
    with torch.device("meta"):
        return build_part(config, part, attention)


def _wanted_shapes(config: BundleConfig, part: str) -> dict[str, list[int]]:
    shapes = {name: list(value.shape) for name, value in _build_on_meta(config, part).state_dict().items()}
    if part == "llm" and config.llm.get("tie_word_embeddings"):
        shapes.pop(LLM_HEAD, None)
    return shapes


def stored_dtype(part: str, name: str, shape: Sequence[int], dtype: torch.dtype) -> torch.dtype:
    """Storage dtype of one tensor. With fp8, only the block matrices are fp8; all other tensors are float16."""
    if dtype.itemsize > 1 or (len(shape) == 2 and part in FP8_MATRICES and FP8_MATRICES[part].fullmatch(name)):
        return dtype
    return torch.float16


def read_tensors(file: Path) -> dict[str, TensorRef]:
    """References to the tensors of a bundle's file; no tensor is read yet.

    Raises:
        ValueError: the file is missing, cut short, no safetensors file, or holds something other than weights.
    """
    tensors = stored_tensors(file)
    if odd := sorted(name for name, ref in tensors.items() if ref.dtype not in STORED_DTYPES):
        raise ValueError(f"{file}: {odd[0]} is stored as {FORMAT_NAMES[tensors[odd[0]].dtype]}; known are "
                         f"{listed(FORMAT_NAMES[dtype] for dtype in STORED_DTYPES)}")
    return tensors


def read_shapes(file: Path) -> dict[str, list[int]]:
    """Names and shapes of the tensors of a bundle's file. It raises what read_tensors raises."""
    return {name: list(ref.shape) for name, ref in read_tensors(file).items()}


def compare_shapes(where: object, found: Mapping[str, Sequence[int]],
                   wanted: Mapping[str, Sequence[int]]) -> None:
    """Raise a ValueError that starts with `where` unless both name the same tensors of the same shapes."""
    if missing := sorted(set(wanted) - set(found)):
        raise ValueError(f"{where}: {len(missing)} tensors are missing, first {listed(missing[:3])}")
    if unknown := sorted(set(found) - set(wanted)):
        raise ValueError(f"{where}: {len(unknown)} tensors are unknown, first {listed(unknown[:3])}")
    wrong = [name for name in sorted(wanted) if list(found[name]) != list(wanted[name])]
    if wrong:
        name = wrong[0]
        raise ValueError(f"{where}: {name} has shape {list(found[name])}, the config asks for {list(wanted[name])} "
                         f"({len(wrong)} tensors disagree)")


def read_config(file: Path) -> BundleConfig:
    """The config in a config.json.

    Raises:
        ValueError: the file is missing or no JSON, or BundleConfig.from_dict refuses it; names the file.
    """
    if not file.is_file():
        raise ValueError(f"{file}: the file is missing")
    try:
        return BundleConfig.from_dict(json.loads(file.read_text(encoding="utf-8")))
    except ValueError as error:  # JSON and text decoding errors are ValueErrors as well
        raise ValueError(f"{file}: {error}") from error


def read_tokenizer(file: Path, config: BundleConfig) -> StoryTokenizer:
    """The tokenizer in a bundle's tokenizer.json.

    Raises:
        ValueError: the file is missing, is no tokenizer, or does not fit the config; names the file.
    """
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
    """Read a model folder's config and tokenizer, and check that its weights are complete and fit the config.

    Raises:
        ValueError: a file is missing, cut short, of the wrong kind, or disagrees with the config; names the file.
    """
    path = Path(path)
    if not path.is_dir():
        raise ValueError(f"{path}: no such model folder")
    config = read_config(path / CONFIG_FILE)
    bundle = Bundle(path, config, read_tokenizer(path / TOKENIZER_FILE, config), folder_key(path))
    shapes = {}
    for part in PARTS:
        file = bundle.part_file(part)
        found = shapes[part] = read_shapes(file)
        try:
            wanted = _wanted_shapes(config, part)
        except (ValueError, TypeError, KeyError, RuntimeError) as error:  # sizes that the libraries cannot build
            raise ValueError(f"{path / CONFIG_FILE}: no {part} can be built from it ({error})") from error
        compare_shapes(file, found, wanted)
    for part in OPTIONAL_PARTS:
        if bundle.part_file(part).exists():
            shapes[part] = read_shapes(bundle.part_file(part))
    _check_few_steps(bundle, shapes)
    return bundle


def _check_few_steps(bundle: Bundle, shapes: Mapping[str, Mapping[str, list[int]]]) -> None:
    file, exists = bundle.part_file(FEW_STEPS), FEW_STEPS in shapes
    if bundle.config.sampler.adapter != exists:
        raise ValueError(f"{file}: there is {'one' if exists else 'none'}, but {CONFIG_FILE} says that the "
                         f"sampler's adapter is {str(bundle.config.sampler.adapter).lower()}")
    if exists:
        try:
            check_adapter(shapes[FEW_STEPS], shapes["dit"])
        except ValueError as error:
            raise ValueError(f"{file}: {error}") from error


def load_few_steps(bundle: Bundle) -> dict[str, torch.Tensor]:
    """The tensors of a bundle's adapter for few steps, by name; empty if it has none."""
    if not bundle.config.sampler.adapter:
        return {}
    with safe_open(bundle.part_file(FEW_STEPS), framework="pt") as opened:
        return {name: opened.get_tensor(name) for name in opened.keys()}


def part_dtype(bundle: Bundle, part: str) -> torch.dtype:
    """The dtype of a part's weights: fp8 if its matrices are fp8, else that of most weights."""
    sizes: dict[torch.dtype, int] = {}
    for ref in read_tensors(bundle.part_file(part)).values():
        sizes[ref.dtype] = sizes.get(ref.dtype, 0) + torch.Size(ref.shape).numel()
    return torch.float8_e4m3fn if torch.float8_e4m3fn in sizes else max(sizes, key=sizes.get)


def _fill_buffers(module: nn.Module, device) -> None:
    """Give values to the buffers that no file holds; on the meta device they have shapes only."""
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
        dtype: of the weights, see stored_dtype; None keeps the dtype in the file.
        device: of the weights.
        prepare: called with the module before it has weights; may replace layers but must keep their names.
        attention: for the DiT, see StoryDiT.

    Raises:
        ValueError: the part is unknown, or its weights do not fit.
    """
    module = _build_on_meta(bundle.config, part, attention)
    wanted = {name: list(value.shape) for name, value in module.state_dict().items()}
    if prepare is not None:
        prepare(module)  # a host's layers may have no shapes before their weights are assigned
    file = bundle.part_file(part)
    refs, weights = read_tensors(file), {}
    place = torch.device(device)
    place = "cpu" if place.type == "cpu" else str(place)  # safetensors refuses "cpu:0"
    with safe_open(file, framework="pt", device=place) as opened:  # mapped: a tensor without a cast takes no memory
        for name, ref in refs.items():
            weights[name] = opened.get_tensor(name).to(dtype=dtype and stored_dtype(part, name, ref.shape, dtype))
    tied = part == "llm" and bool(bundle.config.llm.get("tie_word_embeddings"))
    if tied:
        weights[LLM_HEAD] = weights[LLM_EMBEDDING]
    compare_shapes(file, {name: list(value.shape) for name, value in weights.items()}, wanted)
    module.load_state_dict(weights, strict=True, assign=True)
    if tied:  # the assignment made two parameters of the one tensor
        module.get_output_embeddings().weight = module.get_input_embeddings().weight
    _fill_buffers(module, device)
    return module.eval().requires_grad_(False)


def _stored(part: str, source: nn.Module | Mapping[str, torch.Tensor | TensorRef], config: BundleConfig,
            dtype: torch.dtype | None) -> dict[str, TensorRef]:
    """The tensors for the file of a part. Each is cast and checked when it is written."""
    state = dict(source.state_dict() if isinstance(source, nn.Module) else source)
    if part == "llm" and config.llm.get("tie_word_embeddings"):
        state.pop(LLM_HEAD, None)

    def stored(name: str, ref: TensorRef) -> TensorRef:
        kept = stored_dtype(part, name, ref.shape, dtype or ref.dtype)

        def read() -> torch.Tensor:
            value = ref.read().detach().to("cpu", kept)
            finite = value if kept.itemsize > 1 else value.float()  # isfinite does not know fp8
            if not torch.isfinite(finite).all():
                raise ValueError(f"{part} {name} is not finite in {kept}; it cannot be stored so")
            return value

        return TensorRef(tuple(ref.shape), kept, read)

    return {name: stored(name, TensorRef.of(value)) for name, value in state.items()}


def _check_place(directory: Path, parts: Mapping, text_files: Mapping[str, str]) -> None:
    if not set(PARTS) <= set(parts) <= {*PARTS, *OPTIONAL_PARTS}:
        raise ValueError(f"parts are {listed(sorted(parts))}; {listed(sorted(PARTS))} are needed, "
                         f"{listed(OPTIONAL_PARTS)} may be there")
    own_names = (CONFIG_FILE, *(f"{part}.safetensors" for part in (*PARTS, *OPTIONAL_PARTS)))
    for name in text_files:
        if Path(name).name != name or name in own_names:
            raise ValueError(f"text file {name!r} cannot stand in a model folder beside the model")
    if directory.exists() and not (directory / CONFIG_FILE).is_file() and any(directory.iterdir()):
        raise ValueError(f"{directory}: this folder holds something else than a model; it is left alone")


def save_bundle(directory: str | os.PathLike, config: BundleConfig,
                parts: Mapping[str, nn.Module | Mapping[str, torch.Tensor | TensorRef]],
                text_files: Mapping[str, str], dtype: torch.dtype | None = None,
                on_step: Callable[[int, int], None] | None = None) -> Path:
    """Write a model folder whole or not at all: to a temporary folder next to it, which is checked and then renamed.

    Args:
        directory: the folder. A model in it is replaced.
        parts: "llm", "bridge", "dit", "vae" and perhaps "audio_input": modules, or tensors by name. Tensors that are
            not in memory are read one at a time.
        text_files: contents by file name, with tokenizer.json and perhaps a README.md.
        dtype: of the stored weights, see stored_dtype; None keeps each weight's own.
        on_step: called (bytes written, all bytes) after each tensor; may raise to cancel.

    Returns:
        The folder.

    Raises:
        ValueError: parts or files are missing or do not fit the config, the folder holds something other than a model,
            or the disk is full.
        OSError: the folder cannot be written.
    """
    directory = Path(directory).resolve()  # a link stays; its target is replaced
    _check_place(directory, parts, text_files)
    stored = {part: _stored(part, source, config, dtype) for part, source in parts.items()}
    total = sum(torch.Size(ref.shape).numel() * ref.dtype.itemsize for refs in stored.values() for ref in refs.values())
    beside = directory.with_name(f".{directory.name}.partial")
    aside = directory.with_name(f".{directory.name}.replaced")
    _clear_left_overs(beside, aside)
    _check_replaceable(directory, aside)
    beside.mkdir(parents=True)
    written = 0

    def on_tensor(size: int) -> None:
        nonlocal written
        written += size
        if on_step is not None:
            on_step(written, total)

    try:
        check_disk_space(total, beside)
        for name, text in text_files.items():
            (beside / name).write_text(text, encoding="utf-8")
        for part, refs in stored.items():
            write_safetensors(beside / f"{part}.safetensors", refs, on_tensor)
        # last, because a loader takes any folder with a config for a model
        data = json.dumps(config.to_dict(), indent=1, ensure_ascii=False) + "\n"
        (beside / CONFIG_FILE).write_text(data, encoding="utf-8")
        open_bundle(beside)
        _put_in_place(beside, directory, aside)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)
    return directory


def _clear_left_overs(beside: Path, aside: Path) -> None:
    """Delete the folders that a killed process left."""
    newest = max((file.stat().st_mtime for file in beside.glob("*")), default=0.0)
    if time.time() - newest < SECONDS_BETWEEN_WRITES:
        raise ValueError(f"{beside} is being written; wait for the other process, or {SECONDS_BETWEEN_WRITES} s where "
                         "it was killed")
    for left_over in (beside, aside):
        if left_over.exists():
            shutil.rmtree(left_over)


def _check_replaceable(directory: Path, aside: Path) -> None:
    """Check before the long work that the folder can be renamed. Some systems refuse it while files are in use."""
    if not directory.exists():
        return
    try:
        directory.rename(aside)
        aside.rename(directory)
    except OSError as error:
        raise OSError(f"{directory} cannot be replaced ({error}): its model may be in use; free the models, or end "
                      "what uses it") from error


def _put_in_place(beside: Path, directory: Path, aside: Path) -> None:
    if directory.exists():
        directory.rename(aside)
    try:
        beside.rename(directory)
    except OSError:
        if aside.exists():
            aside.rename(directory)
        raise
