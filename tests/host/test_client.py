"""example_workflows/api/client.py in the situations that a program meets with ComfyUI, one in each test."""
from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from graphs import SAMPLER, written

pytest.importorskip("aiohttp", reason="comes with ComfyUI")

from aiohttp import web  # noqa: E402
from proxy import Proxy, serving  # noqa: E402

from dev_tools.server import Server, free_port, prepare_base  # noqa: E402
from dev_tools.workflow import nodes_of  # noqa: E402

API = Path(__file__).resolve().parents[2] / "example_workflows" / "api"
SILENCE = {"1": {"class_type": "EmptyAudio", "inputs": {"duration": 1.0, "sample_rate": 44100, "channels": 2}},
           "2": {"class_type": "SaveAudio", "inputs": {"audio": ["1", 0], "filename_prefix": "audio/silence"}}}
LONG = written("toy", SAMPLER__steps=10000)


class Client:
    """The client as a process of its own, in a folder of its own."""

    def __init__(self, folder: Path, workflow: dict | Path | str, *server: str, environment: dict | None = None):
        if isinstance(workflow, dict):
            (folder.parent / "workflow.json").write_text(json.dumps(workflow))
            workflow = folder.parent / "workflow.json"
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-u", API / "client.py", workflow, *server], cwd=folder, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})

    def end(self, timeout_seconds: float = 120) -> tuple[int, str]:
        """Wait for its end; exit code and what it said of an error."""
        try:
            self.said, error = self.process.communicate(timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        assert "Traceback" not in error
        return self.process.returncode, error.strip()

    def wait_for(self, words: str) -> None:
        """Read until it has printed some words."""
        read = ""
        while words not in read:
            piece = self.process.stdout.read(1)
            assert piece, f"it ended with {read!r}: {self.process.stderr.read()}"
            read += piece

    @property
    def files(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in self.folder.iterdir()}


@pytest.fixture
def start(tmp_path):
    """Start a client; what is left of it is ended with the test."""
    (tmp_path / "here").mkdir()
    started = []

    def run(*arguments, **more) -> Client:
        started.append(Client(tmp_path / "here", *arguments, **more))
        return started[-1]

    yield run
    for client in started:
        client.process.kill()
        client.process.communicate()


@pytest.fixture
def stopped(server):
    """Nothing runs or waits at the end."""
    yield
    server.post("/queue", {"clear": True})
    server.post("/interrupt", {})
    server.wait_until_idle()


def wait_in_queue(server, which: str) -> str:
    """The id of the first prompt that waits ("queue_pending") or runs ("queue_running")."""
    deadline = time.monotonic() + 60
    while not (found := server.get("/queue")[which]):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found[0][1]


def assert_saved(client: Client, count: int = 1) -> None:
    assert len(client.files) == count
    for name, content in client.files.items():
        assert name.endswith(".flac") and content[:4] == b"fLaC"


def test_it_queues_follows_and_saves(server, start, embedded_name):
    prompt = json.loads((API / "text_to_story.json").read_text(encoding="utf-8"))
    prompt[nodes_of(prompt, "AudioStoryDiTSampler")[0]]["inputs"]["steps"] = 4
    client = start(prompt, server.url)
    assert client.end(300) == (0, "")
    assert "of 4" in client.said and "saved AudioStory_" in client.said
    assert_saved(client)


def test_an_address_without_http_and_a_run_out_of_the_cache(server, start):
    plain = server.url.removeprefix("http://")
    assert start(SILENCE, plain).end() == (0, "")
    again = start(SILENCE, plain)  # nothing runs, and what was saved is not written over
    assert again.end() == (0, "")
    assert_saved(again, 2)


@pytest.mark.parametrize("address", ["http://{}/comfy", "http://{}/comfy/", "{}/comfy/?token=secret"])
def test_a_path_behind_a_proxy(server, start, address):
    token = "secret" if "token" in address else None
    with serving(Proxy(server.url, "/comfy", token).app) as host:
        client = start(SILENCE, address.format(host))
        assert client.end() == (0, "")
        assert_saved(client)


def test_https(server, start, tmp_path):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", tmp_path / "key", "-out", tmp_path / "cert"],
                   check=True, capture_output=True)
    certificate = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    with serving(Proxy(server.url, "/comfy").app, certificate) as host:
        client = start(SILENCE, f"https://{host}/comfy", environment={"SSL_CERT_FILE": str(tmp_path / "cert")})
        assert client.end() == (0, "")
        assert_saved(client)


def test_a_cancelled_run(server, start, stopped):
    client = start(LONG, server.url)
    client.wait_for(" of 10000")
    server.post("/interrupt", {})
    assert client.end() == (1, f"AudioStoryDiTSampler (node {SAMPLER}): cancelled")
    assert not client.files


def test_a_prompt_that_is_deleted_before_it_runs(server, start, stopped):
    server.queue(LONG)
    wait_in_queue(server, "queue_running")
    client = start(SILENCE, server.url)
    server.post("/queue", {"delete": [wait_in_queue(server, "queue_pending")]})
    assert client.end() == (1, "deleted from the queue, or the server was restarted")


def test_the_runs_of_others_are_not_its_own(server, start, stopped):
    server.queue(LONG, "somebody")
    wait_in_queue(server, "queue_running")
    client = start(SILENCE, server.url)
    wait_in_queue(server, "queue_pending")
    time.sleep(1)  # it listens to their run
    server.post("/interrupt", {})  # ComfyUI tells everybody
    assert client.end() == (0, "")
    assert "of 10000" not in client.said
    assert_saved(client)


def test_a_server_that_goes_away(comfyui, toy_bundle, start, tmp_path):
    base = prepare_base(tmp_path / "data", API.parents[1])
    shutil.copytree(toy_bundle, base / "models" / "audiostory" / "toy")
    with Server(comfyui, sys.executable, base, cpu=True, environment={"HF_HUB_OFFLINE": "1"}) as server:
        client = start(LONG, server.url)
        client.wait_for(" of 10000")
    code, error = client.end(30)
    assert code == 1 and error.startswith(f"lost the server at {server.url}: ") and "\n" not in error


@contextmanager
def line_to_cut(server, start, steps: int, seed: int):
    """The proxy of a run that has begun; whatever is done to it, the sound is saved."""
    proxy = Proxy(server.url, "")
    with serving(proxy.app) as host:
        client = start(written("toy", SAMPLER__steps=steps, SAMPLER__seed=seed), host)
        client.wait_for(f" of {steps}")
        yield proxy
        assert client.end() == (0, "")
        assert_saved(client)


def test_a_run_that_ends_while_the_line_is_broken(server, start):
    with line_to_cut(server, start, 60, 71) as proxy:
        proxy.cut(deaf=True)
        server.wait_until_idle()
        proxy.deaf = False


def test_a_line_that_breaks_and_comes_back(server, start):
    with line_to_cut(server, start, 300, 72) as proxy:
        proxy.cut(deaf=False)


def test_nobody_there(start):
    address = f"http://127.0.0.1:{free_port()}"
    code, error = start(SILENCE, address).end(20)
    assert code == 1 and error.startswith(f"no ComfyUI at {address}: Cannot connect") and "\n" not in error


def test_an_answer_that_is_no_json(server, start):
    with serving(Proxy(server.url, "/comfy", "secret").app) as host:
        assert start(SILENCE, f"http://{host}/comfy?token=wrong").end() == (
            1, f"no ComfyUI at http://{host}/comfy: /comfy/prompt answers 401 and no JSON")


@pytest.mark.parametrize("content, words", [
    (None, "No such file"), ("{", "Expecting"), ("[]", "Export (API)"), ('{"nodes": []}', "Export (API)"),
    (b"\xff", "utf-8")])
def test_a_file_that_is_no_workflow(start, tmp_path, content, words):
    file = tmp_path / "mine.json"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, error = start(file).end()
    assert code == 1 and error.startswith(f"{file} is no workflow in API form: ") and words in error


def test_what_is_refused_is_named(server, start):
    prompt = {"1": {"class_type": "AudioStoryPlanFromText", "inputs": {}},
              "7": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}}
    code, error = start(prompt, server.url).end()
    missing = "AudioStoryPlanFromText (node 1): Required input is missing: "  # a host names them in any order
    assert code == 1 and sorted(error.removeprefix("refused: ").split("\n")) == [
        f"{missing}crossfade_seconds", f"{missing}text"]
    code, error = start({"1": {"class_type": "Unheard", "inputs": {}}}, server.url).end()
    assert code == 1 and error.startswith("refused: ") and "Unheard" in error and "\n" not in error


def test_what_is_refused_of_a_workflow_whose_rest_runs(server, start):
    prompt = {**SILENCE, "9": {"class_type": "SaveAudio", "inputs": {"filename_prefix": "audio/nothing"}}}
    client = start(prompt, server.url)
    assert client.end() == (1, "SaveAudio (node 9): Required input is missing: audio")
    assert_saved(client)


def test_a_node_that_fails(server, start):
    prompt = {"1": {"class_type": "AudioStoryPlanFromText",
                    "inputs": {"text": "5 rain\nfive winds", "crossfade_seconds": 0}},
              "7": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}}
    code, error = start(prompt, server.url).end()
    assert code == 1 and error.startswith("AudioStoryPlanFromText (node 1): ") and "line 2" in error


def test_a_workflow_that_saves_no_sound(server, start):
    prompt = {"1": SILENCE["1"], "7": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}}}
    assert start(prompt, server.url).end() == (1, "nothing in this workflow saves a sound")


def stand_in(filename: str, view) -> web.Application:
    """A server that has run a prompt and says that it saved `filename`; `view` answers for the file."""
    async def events(request):
        stream = web.WebSocketResponse()
        await stream.prepare(request)
        await stream.send_json({"type": "status", "data": {}})
        async for _ in stream:
            pass
        return stream

    def says(answer):
        async def handler(_):
            return web.json_response(answer)
        return handler

    sound = {"filename": filename, "subfolder": "", "type": "output"}
    record = {"outputs": {"2": {"audio": [sound]}}, "status": {"status_str": "success", "messages": []}}
    app = web.Application()
    app.add_routes([web.post("/prompt", says({"prompt_id": "p"})), web.get("/ws", events), web.get("/view", view),
                    web.get("/queue", says({"queue_running": [], "queue_pending": []})),
                    web.get("/history/p", says({"p": record}))])
    return app


@pytest.mark.parametrize("filename, saved", [
    ("../outside.flac", "outside.flac"), ("..\\..\\outside.flac", "outside.flac"), ("/tmp/away.flac", "away.flac"),
    ("C:outside.flac", "outside.flac"), (".bashrc", "bashrc"), ("..", "sound"), ("story.flac:x", "story.flac_x")])
def test_a_file_name_never_leads_out_of_the_folder(start, filename, saved):
    async def view(_):
        return web.Response(body=b"fLaC")

    with serving(stand_in(filename, view)) as host:
        client = start(SILENCE, host)
        assert client.end() == (0, "")
        assert client.files == {saved: b"fLaC"}
        assert {file.name for file in client.folder.parent.iterdir()} == {"here", "workflow.json"}


def test_half_a_file_is_no_file(start):
    async def view(request):
        answer = web.StreamResponse(headers={"Content-Length": "1000"})
        await answer.prepare(request)
        await answer.write(b"fLaC" * 20)
        request.transport.close()
        return answer

    with serving(stand_in("story.flac", view)) as host:
        client = start(SILENCE, host)
        code, error = client.end()
        assert code == 1 and error.startswith(f"lost the server at http://{host}: ") and "\n" not in error
        assert client.files == {}
