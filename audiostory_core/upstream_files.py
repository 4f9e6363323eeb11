"""Finds the files of an upstream checkpoint, and reads each as untrusted data."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from tokenizers import AddedToken, Tokenizer

from .digests import new_key
from .json_file import read_json_object
from .prompt import PUBLISHED_ADDED_TOKENS
from .weight_files import weight_files

LLM_PREFIX = "seedx.llm."
NEEDED = object()
SAMPLES, SAMPLE_BYTES = 33, 65_536  # the last sample covers the end, where a .bin has its tensors' checksums


@dataclass(frozen=True)
class UpstreamFiles:
    """The folders and files of one checkpoint, and its two configs."""

    model: Path
    config: dict  # its config.yaml
    flux: Path
    flux_config: dict
    llm: Path
    text_encoder: Path
    added_tokens: Path | None  # None: the file is missing, and the published tokens are used

    def fingerprint(self) -> str:
        """A key of the checkpoint that does not depend on where its folder is.

        It covers the model's config, and each weight file's size and samples of its bytes. (Reading whole files would
        take a minute.)
        """
        key = new_key()
        key.update((self.model / "config.yaml").read_bytes())
        for file in (*weight_files(self.model), *weight_files(self.flux)):
            size = file.stat().st_size
            key.update(f"{file.name} {size}".encode())
            with file.open("rb") as opened:
                for place in range(SAMPLES):
                    opened.seek(max(0, size - SAMPLE_BYTES) * place // (SAMPLES - 1))
                    key.update(opened.read(SAMPLE_BYTES))
        return key.hexdigest()



def setting(config, path: str, default=NEEDED):
    """The value at a dotted path of a parsed config; `default` if it is absent or null.

    Raises:
        ValueError: it is absent and has no default.
    """
    value = config
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    if value is None:
        if default is NEEDED:
            raise ValueError(f"config.yaml lacks {path}")
        return default
    return value


def _read_yaml(file: Path) -> dict:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{file}: not readable as plain YAML ({error})") from error
    if not isinstance(data, dict):
        raise ValueError(f"{file}: named settings are needed")
    return data


def _the_one(source: Path, what: str, fits) -> Path:
    found = sorted(folder for folder in source.iterdir() if folder.is_dir() and fits(folder))
    if len(found) != 1:
        names = [folder.name for folder in found]
        raise ValueError(f"{source}: one folder with {what} is needed, found {names or 'none'}")
    return found[0]


def _named(source: Path, path: str, what: str) -> Path:
    folder = source / Path(str(path).replace("\\", "/")).name
    if not folder.is_dir():
        raise ValueError(f"{folder}: the folder of the {what} is missing")
    return folder


def find_files(source: Path) -> UpstreamFiles:
    """Find a checkpoint's parts by their contents and by the names in its configs.

    Raises:
        ValueError: a part is missing or ambiguous, or a config cannot be read.
    """
    if not source.is_dir():
        raise ValueError(f"{source}: no such folder")
    model = _the_one(source, "config.yaml and weights (model.safetensors or pytorch_model.bin, whole or in shards)",
                     lambda folder: (folder / "config.yaml").is_file() and weight_files(folder))
    config = _read_yaml(model / "config.yaml")

    def is_flux(folder: Path) -> bool:
        file = folder / "config.json"
        return file.is_file() and "joint_attention_dim" in read_json_object(file)

    flux = source / "Flux_detokenizer"
    if not flux.is_dir():
        flux = _the_one(source, "the DiT's config.json", is_flux)
    flux_config = read_json_object(flux / "config.json")
    added = source / "tokenizer" / Path(setting(config, "tokenizer.add_tokens_path", "added_tokens.json")).name
    return UpstreamFiles(
        model=model, config=config, flux=flux, flux_config=flux_config,
        llm=_named(source, setting(config, "llm_model.model.pretrained_model_name_or_path"), "base LLM"),
        text_encoder=_named(source, flux_config.get("text_encoder_name", "ckpt/flan-t5-large"), "text encoder"),
        added_tokens=added if added.is_file() else None)


def build_tokenizer(files: UpstreamFiles, rows: int) -> str:
    """The trained model's tokenizer.json as text: the base tokens, then the added tokens in the order of their file.

    The ids in the added tokens' file are ignored: some occur twice, and training used the order instead. If the file
    is missing, the published tokens are used, provided that they fill the vocabulary exactly.

    Args:
        rows: size of the LLM's vocabulary.

    Raises:
        ValueError: a file is missing or unreadable.
    """
    base = files.llm / "tokenizer.json"
    read_json_object(base)
    tokenizer = Tokenizer.from_str(base.read_text(encoding="utf-8"))
    known = (files.llm / "tokenizer_config.json")
    if known.is_file():  # some tokens of the base model are only there
        entries = read_json_object(known).get("added_tokens_decoder", {})
        for _, entry in sorted(entries.items(), key=lambda item: int(item[0])):
            if tokenizer.token_to_id(entry["content"]) is None:
                tokenizer.add_tokens([AddedToken(**entry)])
    if files.added_tokens is not None:
        tokenizer.add_tokens(list(read_json_object(files.added_tokens)))
        return tokenizer.to_str()
    tokenizer.add_tokens(list(PUBLISHED_ADDED_TOKENS))
    if tokenizer.get_vocab_size(with_added_tokens=True) != rows:
        raise ValueError(f"added_tokens.json: the file is missing, and the published tokens do not make the "
                         f"{rows} that the LLM knows")
    return tokenizer.to_str()
