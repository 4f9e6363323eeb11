"""Talks to the Hugging Face hub: gets listings, and downloads files, continuing where a transfer stopped.

Addresses, tokens, proxies and offline mode are those of huggingface_hub. The transfer is our own, because
hf_hub_download keeps nothing of an interrupted file (2.x), and cannot be cancelled within a file (0.x). Its HTTP
library is requests before version 1.0, and httpx from then on.
"""
from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from ..errors import DownloadError
from .folder import CONTINUES, disk_errors, file_bytes
from .sources import Listing, RemoteFile

# huggingface_hub takes a while to import and is needed for downloads only, so functions import it themselves

CHUNK_BYTES = 256 * 1024
RETRY_WAITS = (1.0, 2.0, 4.0, 8.0)  # seconds before each retry; the count starts again when bytes arrive
PASSING = (408, 500, 502, 503, 504)  # HTTP statuses that may be temporary, as is 429


def _network_errors() -> tuple[type[Exception], ...]:
    from huggingface_hub.errors import HfHubHTTPError

    return HfHubHTTPError.__bases__[0], OSError  # the HTTP library's base error; those of requests are OSErrors


def _refusal(what: str, status: int) -> Exception:
    """An exception for an HTTP status, with a message that says what to do."""
    if status in (401, 403):
        return ValueError(f"{what}: the hub refuses it (HTTP {status}): open the repository's page with your account, "
                          "agree to its terms where it asks, and set HF_TOKEN or run `hf auth login`")
    if status == 404:
        return ValueError(f"{what}: not on the hub (HTTP 404): it was moved or removed; look for a newer version of "
                          "this pack")
    if status == 429:
        return DownloadError(f"{what}: the hub has had too many requests from here (HTTP 429); wait some minutes and "
                             f"{CONTINUES}")
    kind = DownloadError if status in PASSING else ValueError
    return kind(f"{what}: the hub answers with HTTP {status}; {CONTINUES}")


def _translated(what: str, error: Exception) -> Exception:
    """An exception for an error of the HTTP library, with a message of one line that says what to do."""
    from huggingface_hub import constants

    answer = getattr(error, "response", None)
    if answer is not None:
        return _refusal(what, answer.status_code)
    cause = " ".join(str(error).split()) or type(error).__name__
    return DownloadError(f"{what}: no connection to {constants.ENDPOINT} ({cause}); look at the network, HF_ENDPOINT "
                         f"and the proxy settings, and {CONTINUES}")


def list_repository(repo: str) -> Listing:
    """Ask the hub what a repository holds.

    Raises:
        ValueError: it does not exist, access is refused, or a file name would leave its folder.
        OSError: the hub cannot be reached, or is busy.
    """
    from huggingface_hub import HfApi, constants

    try:
        info = HfApi().model_info(repo, files_metadata=True, timeout=constants.HF_HUB_DOWNLOAD_TIMEOUT)
        siblings = info.siblings or []
        files = {file.rfilename: (file.size, f"sha256:{file.lfs.sha256}" if file.lfs else f"git:{file.blob_id}")
                 for file in siblings}
        card = info.card_data
    except (*_network_errors(), ValueError, KeyError, TypeError) as error:
        if isinstance(error, (ValueError, KeyError, TypeError)) and getattr(error, "response", None) is None:
            raise ValueError(f"{repo}: {constants.ENDPOINT} answers with something else than a listing ({error!r}); "
                             "look at HF_ENDPOINT and the proxy settings") from error
        raise _translated(repo, error) from error
    if not info.sha or not all(isinstance(size, int) for size, _ in files.values()):
        raise ValueError(f"{repo}: {constants.ENDPOINT} lists files without their commit and sizes; it is no whole hub")
    return Listing(repo, info.sha, getattr(card, "license", None), files)


@contextmanager
def _answer(url: str, headers: dict[str, str]):
    """(status, headers, chunks of the body) of a GET."""
    from huggingface_hub import constants
    from huggingface_hub.utils import get_session

    session, seconds = get_session(), constants.HF_HUB_DOWNLOAD_TIMEOUT
    if callable(getattr(session, "stream", None)):  # httpx
        with session.stream("GET", url, headers=headers, timeout=seconds, follow_redirects=True) as answer:
            yield answer.status_code, answer.headers, answer.iter_bytes(CHUNK_BYTES)
    else:  # requests
        with session.get(url, headers=headers, timeout=seconds, stream=True) as answer:
            yield answer.status_code, answer.headers, answer.iter_content(CHUNK_BYTES)


def _check_answer(what: str, size: int, start: int, status: int, found) -> None:
    """Raise an exception unless an answer holds the file, from the requested byte or from its first byte."""
    if status not in (200, 206):
        raise _refusal(what, status)
    told = found.get("Content-Range" if status == 206 else "Content-Length")
    if status == 206:
        fits = told is not None and told.startswith(f"bytes {start}-") and told.endswith((f"/{size}", "/*"))
    else:
        fits = told in (None, str(size))
    if not fits:
        raise ValueError(f"{what}: the answer is {told!r}, wanted are bytes from {start} on of {size}; a proxy or a "
                         "page that wants a login may stand in between")


def _body(file: RemoteFile, start: int, end: int) -> Iterator[bytes]:
    """Yield the bytes of a file from start to end in chunks. Raises an error unless all come. A chunk may be empty."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.utils import build_hf_headers

    headers = {**build_hf_headers(), "Accept-Encoding": "identity"}
    if (start, end) != (0, file.size):
        headers["Range"] = f"bytes={start}-{end - 1}"
    what = f"{file.repo}/{file.name}"
    try:
        with _answer(hf_hub_url(file.repo, file.name, revision=file.revision), headers) as (status, found, chunks):
            _check_answer(what, file.size, start, status, found)
            position = 0 if status == 200 else start  # with 200 the whole file comes (a proxy may remove the range)
            for chunk in chunks:
                yield chunk[max(0, start - position):max(0, end - position)]
                position += len(chunk)
                if position >= end:
                    return
    except DownloadError:
        raise
    except _network_errors() as error:
        raise _translated(what, error) from error
    raise DownloadError(f"{what}: the hub stops at byte {position} of {end}; {CONTINUES}")


def _append(opened, chunk: bytes, final: Path) -> None:
    """Write all of a chunk; an unbuffered write may write only a part."""
    rest = memoryview(chunk)
    while rest:
        with disk_errors(final):
            rest = rest[opened.write(rest):]


def _next(pieces: Sequence[tuple[int, int]], have: int) -> tuple[int, int]:
    """(start, end) of the next request, if `have` bytes of the pieces are there: the rest of an unfinished piece."""
    for start, end in pieces:
        if have < end - start:
            return start + have, end
        have -= end - start
    raise ValueError(f"the pieces {pieces} end {have} bytes before what is there")


def _wait(seconds: float, on_bytes: Callable[[int], None]) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        on_bytes(0)
        time.sleep(min(left, 0.1))


def transfer(file: RemoteFile, pieces: Sequence[tuple[int, int]], partial: Path, final: Path,
             on_bytes: Callable[[int], None]) -> None:
    """Download pieces of a file, one after the other, and append to `partial` what it does not hold yet.

    A connection that breaks is opened again, from the byte where it broke.

    Args:
        file: of the hub.
        pieces: (start, end) of each; ((0, file.size),) is the whole file.
        partial: stays on the disk in any case; it may already hold the beginning.
        final: where the file will be; named in errors.
        on_bytes: called with the number of bytes that came, at least every 256 KiB, and 0 while waiting; may raise to
            cancel.

    Raises:
        ValueError: the hub refuses the file.
        OSError: the hub cannot be reached, or is busy, after several tries; the disk is full.
    """
    with disk_errors(final):
        partial.parent.mkdir(parents=True, exist_ok=True)
        opened = partial.open("ab", buffering=0)
    try:
        with opened:
            _fill(file, pieces, opened, final, on_bytes)
            with disk_errors(final):
                os.fsync(opened.fileno())
    finally:
        if file.size and not file_bytes(partial):
            partial.unlink()


def _fill(file: RemoteFile, pieces: Sequence[tuple[int, int]], opened, final: Path,
          on_bytes: Callable[[int], None]) -> None:
    total, tries = sum(end - start for start, end in pieces), 0
    while (have := opened.tell()) < total:
        try:
            with closing(_body(file, *_next(pieces, have))) as chunks:
                for chunk in chunks:
                    _append(opened, chunk, final)
                    on_bytes(len(chunk))
        except DownloadError:
            tries = 1 if opened.tell() > have else tries + 1
            if tries > len(RETRY_WAITS):
                raise
            _wait(RETRY_WAITS[tries - 1], on_bytes)


def file_checksum(path: Path, like: str, on_bytes: Callable[[int], None]) -> str:
    """The checksum of a file on disk, of the same kind as `like` (SHA-256 or git blob)."""
    if like.startswith("sha256:"):
        kind, digest = "sha256:", hashlib.sha256()
    else:
        kind, digest = "git:", hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as opened:
        while chunk := opened.read(4 * 2**20):
            digest.update(chunk)
            on_bytes(0)
    return kind + digest.hexdigest()
