"""A stand-in for the Hugging Face hub on loopback: listings, small files, large ones behind a redirect, ranges.

It speaks as much of the hub's API as huggingface_hub uses, also to those who take it for a proxy, writes down every
request, and can be told to fail. Redirects lead to another host name (localhost), as the hub's lead to its CDN.
"""
from __future__ import annotations

import hashlib
import json
import re
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

BLOCK = 64 * 1024
LARGE = (".safetensors", ".bin")  # kept in LFS


@dataclass
class Request:
    """One request as it came, and how many bytes of a body were sent for it."""

    method: str
    host: str
    path: str
    range: str | None
    token: str | None
    sent: int = 0


@dataclass
class Hub:
    """Repositories as {repo: {file name: bytes}}, and what is to go wrong with them."""

    repos: dict[str, dict[str, bytes]]
    log: list[Request] = field(default_factory=list)
    licences: dict[str, str] = field(default_factory=dict)
    cut: dict[str, list[int]] = field(default_factory=dict)  # file name -> after how many bytes, a time each
    replaced: dict[str, bytes] = field(default_factory=dict)  # file name -> what is sent instead
    status: dict[str, int] = field(default_factory=dict)  # part of a path -> answer
    statuses: dict[str, list[int]] = field(default_factory=dict)  # part of a path -> answers in turn, 0 for none of it
    slow: dict[str, float] = field(default_factory=dict)  # file name -> seconds before each block
    no_ranges: bool = False
    page: bytes | None = None  # the answer to everything, as of a gateway that wants a login

    def __enter__(self) -> Hub:
        class Handler(_Handler):
            hub = self

        self.server = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def commit(self, repo: str) -> str:
        return hashlib.sha1(repo.encode()).hexdigest()

    def asked(self, name: str) -> list[tuple[int, int]]:
        """(first byte, bytes sent) of each request that gave some of a file, by the end of its path."""
        return [(int((request.range or "bytes=0-")[6:].partition("-")[0]), request.sent) for request in self.log
                if request.sent and request.path.endswith(name)]

    def names(self) -> set[str]:
        """repo/file of all that was asked for, given or not."""
        found = (re.fullmatch(r"/([^/]+/[^/]+)/resolve/[^/]+/(.+)", request.path) for request in self.log)
        return {f"{match[1]}/{match[2]}" for match in found if match}

    def listing(self, repo: str) -> dict:
        siblings = []
        for name, data in self.repos[repo].items():
            blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
            sibling = {"rfilename": name, "size": len(data), "blobId": blob}
            if name.endswith(LARGE):
                sibling["lfs"] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "pointerSize": 134}
            siblings.append(sibling)
        return {"_id": "0", "id": repo, "modelId": repo, "sha": self.commit(repo), "siblings": siblings, "tags": [],
                "private": False, "downloads": 0, "likes": 0,
                "cardData": {"license": self.licences[repo]} if repo in self.licences else {}}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # who asked went away
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *_) -> None:
        pass

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        parts = urlsplit(self.path)  # with the host in it where this server is the proxy
        path = unquote(parts.path)
        self.request_seen = Request(self.command, parts.netloc or self.headers["Host"], path,
                                    self.headers.get("Range"), self.headers.get("Authorization"))
        self.hub.log.append(self.request_seen)
        if self.hub.page is not None:
            self.reply(200, self.hub.page, {"Content-Type": "text/html"})
            return
        for part, answers in self.hub.statuses.items():
            if part in path and answers and (status := answers.pop(0)):
                self.fail(status)
                return
        for part, status in self.hub.status.items():
            if part in path:
                self.fail(status)
                return
        if match := re.fullmatch(r"/api/models/([^/]+/[^/]+)(/revision/[^/]+)?", path):
            self.send_listing(match[1], "blobs=true" in parts.query.lower())
        elif match := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            self.resolve(*match.groups())
        elif match := re.fullmatch(r"/cdn/([^/]+/[^/]+)/(.+)", path):
            self.send_file(match[2], self.hub.repos[match[1]][match[2]])
        else:
            self.fail(404)

    def fail(self, status: int) -> None:
        codes = {404: "EntryNotFound", 401: "RepoNotFound", 403: "GatedRepo"}
        self.reply(status, b"no", {"X-Error-Code": codes[status]} if status in codes else {})

    def send_listing(self, repo: str, with_sizes: bool) -> None:
        if repo not in self.hub.repos:
            self.fail(401)  # what the hub says to strangers
            return
        listing = self.hub.listing(repo)
        if not with_sizes:
            listing["siblings"] = [{"rfilename": file["rfilename"]} for file in listing["siblings"]]
        self.reply(200, json.dumps(listing).encode(), {"Content-Type": "application/json"}, counted=False)

    def resolve(self, repo: str, revision: str, name: str) -> None:
        files = self.hub.repos.get(repo, {})
        if name not in files or revision not in ("main", self.hub.commit(repo)):
            self.fail(404)
            return
        data = files[name]
        if not name.endswith(LARGE):
            blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
            self.send_file(name, data, {"ETag": f'"{blob}"', "X-Repo-Commit": self.hub.commit(repo)})
            return
        self.reply(302, b"", {
            "Location": f"http://localhost:{self.hub.port}/cdn/{repo}/{name}", "X-Repo-Commit": self.hub.commit(repo),
            "X-Linked-Size": str(len(data)), "X-Linked-ETag": f'"{hashlib.sha256(data).hexdigest()}"'})

    def send_file(self, name: str, data: bytes, headers: dict[str, str] | None = None) -> None:
        data = self.hub.replaced.get(name, data)
        headers = {"Accept-Ranges": "bytes", **(headers or {})}
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if match is None or self.hub.no_ranges:
            self.reply(200, data, headers, name)
            return
        start, end = int(match[1]), min(int(match[2] or len(data) - 1) + 1, len(data))
        if start >= len(data):
            self.reply(416, b"", {"Content-Range": f"bytes */{len(data)}"})
            return
        self.reply(206, data[start:end], {**headers, "Content-Range": f"bytes {start}-{end - 1}/{len(data)}"}, name)

    def reply(self, status: int, body: bytes, headers: dict[str, str], name: str = "", counted: bool = True) -> None:
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        cuts = self.hub.cut.get(name)
        until = cuts.pop(0) if cuts else len(body)
        try:
            for start in range(0, min(until, len(body)), BLOCK):
                time.sleep(self.hub.slow.get(name, 0))
                block = body[start:min(start + BLOCK, until)]
                self.wfile.write(block)
                if counted and status in (200, 206):
                    self.request_seen.sent += len(block)
        except (BrokenPipeError, ConnectionResetError):  # who asked went away
            self.close_connection = True
            return
        if until < len(body):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
