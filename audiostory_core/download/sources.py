"""Lists the published checkpoints, and finds their files in the repositories' listings.

CHECKPOINTS is data: a further checkpoint needs only a further record. Nothing here uses the network. The names in a
listing are untrusted: a name that would leave the checkpoint's folder is refused, and the target path is chosen here.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from ..errors import listed

INDEX_PLACE = ".download/{folder}.index.json"  # tells which shards are needed; not part of the checkpoint
STEMS = ("model", "pytorch_model")  # usual names of a file of weights


@dataclass(frozen=True)
class Repository:
    """A repository of the hub, and the licence of the files that are taken from it."""

    repo: str
    licence: str


@dataclass(frozen=True)
class Checkpoint:
    """A published checkpoint: the repository of each part, and the folders in which `convert` looks for them."""

    name: str
    size: str
    model: Repository
    model_folder: str
    codec: Repository
    codec_folder: str
    llm: Repository
    llm_folder: str
    text_encoder: Repository
    text_encoder_folder: str

    @property
    def repositories(self) -> tuple[Repository, ...]:
        return self.model, self.codec, self.llm, self.text_encoder

    def terms(self) -> str:
        """The text to agree to before a download: licences and size, known without asking the hub."""
        licences = "; ".join(f"{source.repo}: {source.licence}" for source in self.repositories)
        return f"{self.name} is about {self.size} from huggingface.co. Licences: {licences}"

    def by_hand(self) -> str:
        """Which files to put where, for a machine without network access."""
        return (f"{self.model_folder}/ with config.yaml and the weights of {self.model.repo}; "
                f"{self.codec_folder}/ with config.json and, as model.safetensors, vae.safetensors of "
                f"{self.codec.repo}; {self.llm_folder}/ with config.json, generation_config.json, tokenizer.json and "
                f"tokenizer_config.json of {self.llm.repo}; {self.text_encoder_folder}/ with config.json of "
                f"{self.text_encoder.repo}")


CHECKPOINTS = {checkpoint.name: checkpoint for checkpoint in (
    Checkpoint(
        name="audiostory-3b",
        size="17 GB",
        model=Repository("TencentARC/AudioStory-3B", "to be treated as non-commercial, as it builds on the others"),
        model_folder="audiostory-3B",
        codec=Repository("declare-lab/TangoFlux", "non-commercial research; its VAE, from Stable Audio Open: "
                         "Stability Community licence"),
        codec_folder="Flux_detokenizer",
        llm=Repository("Qwen/Qwen2.5-3B-Instruct", "Qwen research licence, non-commercial"),
        llm_folder="Qwen2.5-3B-Instruct",
        text_encoder=Repository("google/flan-t5-large", "Apache-2.0"),
        text_encoder_folder="flan-t5-large"),
)}


@dataclass(frozen=True)
class RemoteFile:
    """One file to fetch.

    repo, revision, name: where it is on the hub. place: its path in the checkpoint's folder. size: in bytes.
    checksum: "sha256:..." of the content, or "git:..." of the git blob.
    """

    repo: str
    revision: str
    name: str
    place: str
    size: int
    checksum: str


@dataclass(frozen=True)
class Listing:
    """The content of a repository at one commit.

    repo, revision: the repository and the commit. licence: the one on its model card.
    files: name -> (bytes, checksum).

    Raises:
        ValueError: a name would leave the folder that the file is put into.
    """

    repo: str
    revision: str
    licence: str | None
    files: dict[str, tuple[int, str]]

    def __post_init__(self):
        for name in self.files:
            path, foreign = PurePosixPath(name), PureWindowsPath(name)
            if not path.parts or path.is_absolute() or foreign.anchor or ".." in path.parts + foreign.parts:
                raise ValueError(f"{self.repo}: the file name {name!r} would leave its folder; nothing was fetched")

    def file(self, name: str, place: str) -> RemoteFile:
        """The file `name`, to be put at `place`.

        Raises:
            ValueError: it is not listed.
        """
        if name not in self.files:
            raise ValueError(f"{self.repo}: the hub lists no {name}; the repository has changed, this pack must follow")
        size, checksum = self.files[name]
        return RemoteFile(self.repo, self.revision, name, place, size, checksum)

    def nearest(self, ending: str) -> str | None:
        """The listed path that ends in `ending` (folders and name), with the fewest folders before it; None if none."""
        fitting = [name for name in self.files if f"/{name}".endswith(f"/{ending}")]
        return min(fitting, key=lambda name: (name.count("/"), name), default=None)

    def shards(self, folder: str, stem: str, kind: str) -> list[str]:
        """The numbered files of a model's weights, in order."""
        shard = re.compile(re.escape(_inside(folder, stem)) + r"-\d+-of-\d+" + re.escape(kind))
        return sorted(name for name in self.files if shard.fullmatch(name))

    def weights(self, folder: str) -> list[str]:
        """The files of the weights in a folder: one file, or an index and its shards; safetensors preferred to .bin."""
        for kind in (".safetensors", ".bin"):
            for stem in STEMS:
                whole = _inside(folder, stem + kind)
                if whole in self.files:
                    return [whole]
                shards = self.shards(folder, stem, kind)
                if shards and f"{whole}.index.json" in self.files:
                    return [f"{whole}.index.json", *shards]
        return []


def _inside(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _folder_of(name: str) -> str:
    return name.rpartition("/")[0]


def model_files(checkpoint: Checkpoint, listing: Listing) -> list[RemoteFile]:
    """config.yaml and the weights in the same folder, which may be anywhere; and the added tokens, if there are any.

    Raises:
        ValueError: no folder or more than one has config.yaml and weights.
    """
    folders = sorted(_folder_of(name) for name in listing.files
                     if name.rpartition("/")[2] == "config.yaml" and listing.weights(_folder_of(name)))
    if len(folders) != 1:
        raise ValueError(f"{listing.repo}: one folder with config.yaml and weights is needed, the hub lists "
                         f"{listed(folder or '(top)' for folder in folders)}")
    names = [_inside(folders[0], "config.yaml"), *listing.weights(folders[0])]
    files = [listing.file(name, f"{checkpoint.model_folder}/{name.rpartition('/')[2]}") for name in names]
    added = listing.nearest("tokenizer/added_tokens.json")
    return files + ([listing.file(added, "tokenizer/added_tokens.json")] if added else [])


def codec_files(checkpoint: Checkpoint, listing: Listing, list_codec) -> list[RemoteFile]:
    """The DiT's config and the VAE, from the model's repository, or from the codec's if they are missing there.

    Args:
        list_codec: () -> Listing of the codec's repository; called only if a file is missing.
    """
    files, lacking = [], []
    for name, elsewhere in (("config.json", "config.json"), ("model.safetensors", "vae.safetensors")):
        place = f"{checkpoint.codec_folder}/{name}"
        found = listing.nearest(place)
        if found:
            files.append(listing.file(found, place))
        else:
            lacking.append((elsewhere, place))
    sources = [(listing, listing.nearest(f"{checkpoint.codec_folder}/vae_config.json"))]
    if lacking:
        other = list_codec()
        files += [other.file(name, place) for name, place in lacking]
        sources.append((other, "vae_config.json" if "vae_config.json" in other.files else None))
    # the VAE's config: no repository has one so far; without it, the class's defaults are used
    sizes = [source.file(name, f"{checkpoint.codec_folder}/vae_config.json") for source, name in sources if name]
    return files + sizes[:1]


def llm_files(checkpoint: Checkpoint, listing: Listing) -> tuple[list[RemoteFile], list[RemoteFile]]:
    """(settings, tokenizer and index of the base LLM; its shards, of which only the missing ones are downloaded)."""
    names = ["config.json", "tokenizer.json", "tokenizer_config.json"]
    if "generation_config.json" in listing.files:
        names.append("generation_config.json")
    folder = checkpoint.llm_folder
    files = [listing.file(name, f"{folder}/{name}") for name in names]
    files.append(listing.file("model.safetensors.index.json", INDEX_PLACE.format(folder=folder)))
    shards = listing.shards("", "model", ".safetensors")
    return files, [listing.file(name, f"{folder}/{name}") for name in shards]


def text_encoder_files(checkpoint: Checkpoint, listing: Listing) -> tuple[list[RemoteFile], RemoteFile]:
    """(settings of the text encoder; the file with its weights, of which only a part is downloaded, if missing)."""
    folder = checkpoint.text_encoder_folder
    return ([listing.file("config.json", f"{folder}/config.json")],
            listing.file("model.safetensors", f"{folder}/model.safetensors"))
