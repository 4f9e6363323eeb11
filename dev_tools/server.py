"""Starts, queries and stops a real ComfyUI server on a free loopback port. Standard library only."""
from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .events import EventStream

HOST = "127.0.0.1"
PACK_LINK = "comfyui-audiostory"
BASE_FOLDERS = ("custom_nodes", "input", "models", "output", "temp", "user")
ACCELERATOR_CHECK = (
    "import torch; print(int(torch.cuda.is_available() or torch.backends.mps.is_available()"
    " or (hasattr(torch, 'xpu') and torch.xpu.is_available())))"
)


class ServerError(RuntimeError):
    """The server did not start, refused a request, or failed in a node. `details` holds its answer."""

    def __init__(self, message: str, details: object = None):
        super().__init__(message)
        self.details = details


@dataclass
class PromptRun:
    """One finished prompt: its outputs by node id, the seconds that each node took, and the ids of cached nodes."""

    prompt_id: str
    outputs: dict = field(default_factory=dict)
    node_seconds: dict[str, float] = field(default_factory=dict)
    cached: tuple[str, ...] = ()


def free_port() -> int:
    """A free TCP port on the loopback address."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def has_accelerator(python: str | Path) -> bool:
    """Whether torch in that Python finds a GPU. It is asked in another process."""
    asked = subprocess.run([str(python), "-c", ACCELERATOR_CHECK], capture_output=True, text=True, check=True)
    return asked.stdout.strip().endswith("1")


def prepare_base(base_directory: str | Path, pack: str | Path) -> Path:
    """Make ComfyUI's data folders, and link this pack into its custom_nodes.

    Args:
        base_directory: for models, output, user, ..., so that nothing is written into a ComfyUI checkout.
        pack: the root of this repository.

    Returns:
        base_directory, absolute.
    """
    base = Path(base_directory).resolve()
    for name in BASE_FOLDERS:
        (base / name).mkdir(parents=True, exist_ok=True)
    link = base / "custom_nodes" / PACK_LINK
    target = Path(pack).resolve()
    if link.exists() and link.resolve() == target:
        return base
    if link.is_symlink():
        link.unlink()
    if os.name == "nt":  # a symbolic link needs administrator rights, a junction does not
        subprocess.run(["cmd", "/c", "mklink", "/J", str(link), str(target)], check=True, capture_output=True)
    else:
        link.symlink_to(target, target_is_directory=True)
    return base


class Server:
    """A ComfyUI process: `with Server(comfyui, python, base) as server: server.run(prompt)`.

    Args:
        comfyui: folder with ComfyUI's main.py; only read.
        python: the interpreter that has ComfyUI's packages.
        base_directory: for its data, see prepare_base.
        port: loopback port; None for a free one.
        cpu: whether to pass --cpu; None does so if torch finds no GPU.
        arguments: further arguments for ComfyUI.
        environment: variables in addition to this process's own.

    Attributes:
        url: http://127.0.0.1:<port>
        log_path: everything that the process prints.
    """

    def __init__(self, comfyui, python, base_directory, port: int | None = None, *, cpu: bool | None = None,
                 arguments: tuple[str, ...] = (), environment: dict[str, str] | None = None):
        self.comfyui, self.python, self.base = Path(comfyui).resolve(), str(python), Path(base_directory).resolve()
        self.port = port or free_port()
        self.cpu = not has_accelerator(python) if cpu is None else cpu
        self.arguments = tuple(arguments)
        self.environment = dict(environment or {})
        self.url = f"http://{HOST}:{self.port}"
        self.log_path = self.base / "server.log"
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_exc) -> None:
        self.stop()

    def command(self) -> list[str]:
        """The command line that starts it."""
        database = (self.base / "user" / "comfyui.db").as_posix()
        return [
            self.python, "-u", str(self.comfyui / "main.py"),
            "--listen", HOST, "--port", str(self.port), "--base-directory", str(self.base),
            "--database-url", f"sqlite:///{database}", "--disable-auto-launch", "--disable-api-nodes",
            *(["--cpu"] if self.cpu else []), *self.arguments,
        ]

    def start(self, timeout_seconds: float = 300.0) -> Server:
        """Start the process and wait until it answers.

        Raises:
            ServerError: it ended, or did not answer in time (the message ends with the log's last lines), or it is
                running already.
        """
        if self.alive:
            raise ServerError(f"the server at {self.url} runs already")
        self.base.mkdir(parents=True, exist_ok=True)
        # No byte code is written, so that the checkout is not changed. (Another folder for byte code would also hide
        # what pip compiled for the packages: 13 s instead of 5 at every first start.)
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", **self.environment}
        with open(self.log_path, "wb") as log:
            self._process = subprocess.Popen(
                self.command(), cwd=self.base, env=environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_until_ready(timeout_seconds)
        except BaseException:  # also an interrupt must not leave the process running
            self.stop()
            raise
        return self

    def _wait_until_ready(self, timeout_seconds: float) -> None:
        deadline = time.monotonic() + timeout_seconds
        while time.monotonic() < deadline and self.alive:
            try:
                self.get("/system_stats", timeout_seconds=5)
                return
            except (OSError, ServerError):
                time.sleep(0.25)
        reason = "did not answer" if self.alive else f"ended with code {self._process.returncode}"
        raise ServerError(f"ComfyUI {reason} within {timeout_seconds:.0f} s. {self.log_path}:\n{self.log_tail()}")

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def resident_bytes(self) -> int:
        """Resident memory of the process (Linux only)."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        return 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))

    def stop(self) -> None:
        """End the process; a second call does nothing."""
        if not self.alive:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def wait(self) -> int:
        """Wait until the process ends by itself. Returns its exit code."""
        return self._process.wait()

    def log_tail(self, lines: int = 40) -> str:
        return "\n".join(self.log_path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def fetch(self, path: str, query: dict | None = None, body: object = None, timeout_seconds: float = 60) -> bytes:
        """The bytes of a route's answer. The request is a GET, or a POST if there is a body (sent as JSON).

        Raises:
            ServerError: an HTTP error; `details` is the answer, decoded if it is JSON.
        """
        address = self.url + path + ("?" + urllib.parse.urlencode(query) if query else "")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address, data, {"Content-Type": "application/json"} if data else {})
        try:
            with urllib.request.urlopen(request, timeout=timeout_seconds) as answer:  # noqa: S310 - our own server
                return answer.read()
        except urllib.error.HTTPError as error:
            text = error.read().decode("utf-8", "replace")
            details = json.loads(text) if text.startswith("{") else text
            raise ServerError(f"{path} answered {error.code}: {text[:2000]}", details) from None

    def get(self, path: str, query: dict | None = None, timeout_seconds: float = 60):
        """A route's JSON answer."""
        return json.loads(self.fetch(path, query, timeout_seconds=timeout_seconds))

    def post(self, path: str, body: object):
        """A route's JSON answer to a JSON body; None if the answer is empty (/interrupt, /free)."""
        answer = self.fetch(path, body=body)
        return json.loads(answer) if answer else None

    def view(self, entry: dict) -> bytes:
        """The content of the file in one entry of a prompt's outputs ({"filename", "subfolder", "type"})."""
        return self.fetch("/view", {name: entry[name] for name in ("filename", "subfolder", "type")})

    def queue(self, prompt: dict, client_id: str | None = None) -> str:
        """Queue a prompt (API form) without waiting. Returns its id. Raises a ServerError for an invalid graph."""
        return self.post("/prompt", {"prompt": prompt, "client_id": client_id or uuid.uuid4().hex})["prompt_id"]

    def history(self, prompt_id: str) -> dict | None:
        """A finished prompt's record ("outputs", "status"); None while it waits or runs."""
        return self.get(f"/history/{prompt_id}").get(prompt_id)

    def wait_for(self, prompt_id: str, timeout_seconds: float = 600) -> dict:
        """Poll until a queued prompt has ended, also if it failed. Returns its record in the history.

        Raises:
            TimeoutError: it is not finished in time.
            ServerError: the process died.
        """
        deadline = time.monotonic() + timeout_seconds
        while time.monotonic() < deadline:
            record = self.history(prompt_id)
            if record is not None:
                return record
            if not self.alive:
                raise ServerError(f"ComfyUI ended while it worked. {self.log_path}:\n{self.log_tail()}")
            time.sleep(0.1)
        raise TimeoutError(f"prompt {prompt_id} is not finished after {timeout_seconds:.0f} s")

    def wait_until_idle(self, timeout_seconds: float = 300) -> None:
        """Poll until the queue is empty and nothing runs.

        Raises:
            TimeoutError: it does not happen in time.
        """
        deadline = time.monotonic() + timeout_seconds
        while any(self.get("/queue").values()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"the queue is not empty after {timeout_seconds:.0f} s")
            time.sleep(0.25)

    def open_events(self, client_id: str) -> EventStream:
        """The event stream of one client. Open it before queueing a prompt with the same id."""
        return EventStream(HOST, self.port, client_id)

    def run(self, prompt: dict, on_event: Callable[[dict], None] | None = None,
            timeout_seconds: float = 1800) -> PromptRun:
        """Queue a prompt (API form) and follow it to its end. Returns its outputs and how long each node took.

        Args:
            prompt: {node id: {"class_type", "inputs"}}.
            on_event: called with every event ({"type", "data"}) of this prompt.
            timeout_seconds: for the whole run.

        Raises:
            ServerError: the graph does not validate, a node failed, or the run was interrupted.
            TimeoutError: not finished in time.
        """
        client_id = uuid.uuid4().hex
        with self.open_events(client_id) as stream:
            run = PromptRun(self.queue(prompt, client_id))
            working, since = None, 0.0
            for event in stream.events(timeout_seconds):
                kind, data = event["type"], event.get("data") or {}
                if data.get("prompt_id") != run.prompt_id:
                    continue
                if on_event:
                    on_event(event)
                if kind == "execution_cached":
                    run.cached = tuple(data["nodes"])
                if kind in ("execution_error", "execution_interrupted"):
                    raise ServerError(_failure(kind, data), data)
                if kind in ("executing", "execution_success"):
                    now = time.monotonic()
                    if working is not None:
                        run.node_seconds[working] = run.node_seconds.get(working, 0.0) + now - since
                    working, since = data.get("node"), now
                if kind == "execution_success":
                    break
        run.outputs = self.wait_for(run.prompt_id, 30)["outputs"]
        return run

    def free(self) -> None:
        """Ask ComfyUI to free its models and cached results. Its worker does so a little later, when it wakes up.

        The flag free_memory means both. With unload_models in addition, the worker could wake up between the two.
        """
        self.post("/free", {"free_memory": True})

    def run_freed(self, prompt: dict) -> PromptRun:
        """Free models and results, then run a prompt again, so that nothing is cached. Returns that run.

        The worker may take the prompt before it has handled the request to free. Then the run uses the cache, and the
        prompt is run once more.

        Raises:
            ServerError, TimeoutError: see run.
        """
        self.free()
        run = self.run(prompt)
        return self.run(prompt) if run.cached else run


def _failure(kind: str, data: dict) -> str:
    if kind == "execution_interrupted":
        return f"interrupted in {data.get('node_type')}"
    return f"{data.get('node_type')} (node {data.get('node_id')}): {data.get('exception_message', '').strip()}"
