"""Downloading the published checkpoint: which files are requested, what is resumed, what is refused.

The code under test runs in other processes, against a real HTTP server (hub_server.py, download_command.py).
"""
from __future__ import annotations

import hashlib
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from download_command import (
    FIRST_PHASE,
    FLUX,
    QUICK,
    QWEN,
    ROOT,
    SMALL_WEIGHTS,
    STORY,
    SURE,
    T5,
    WEIGHTS,
    environment,
    fetch,
    files,
    finish,
    grown,
    partials,
    place,
    served,
    small,
    start,
    start_command,
    wait_for,
)
from safetensors.torch import load_file
from upstream_checkpoint import Upstream

from audiostory_core import convert_upstream
from audiostory_core.download.command import default_folder

# cancels once so many bytes are done, or once it has waited for a while
CANCEL = FIRST_PHASE + """
import sys, time
from audiostory_core.download import hub as download_hub
from audiostory_core.download import download, plan_download
download_hub.RETRY_WAITS = (60.0,)
class Stopped(Exception): pass
calls = []
def on_step(done, total):
    calls.append((done, total, time.monotonic()))
    if done >= int(sys.argv[2]) or [call[0] for call in calls[-6:]] == [done] * 6:
        raise Stopped
try:
    download(plan_download("audiostory-3b"), sys.argv[1], on_step)
except Stopped:
    print(len(calls), max(after[2] - before[2] for before, after in zip(calls, calls[1:])), *calls[-1][:2])
else:
    print("whole", *calls[-1][:2])
"""


@pytest.fixture(scope="module")
def upstream():
    return Upstream(tied=False)


def write(upstream, folder: Path, change=None) -> Path:
    """The toy checkpoint under the published folder names."""
    upstream.write(folder, change=change)
    (folder / "my-story-model").rename(folder / "audiostory-3B")
    (folder / "my-base-llm").rename(folder / "Qwen2.5-3B-Instruct")
    (folder / "Qwen2.5-3B-Instruct" / "generation_config.json").write_text('{"repetition_penalty": 1.05}')
    config = folder / "audiostory-3B" / "config.yaml"
    config.write_text(config.read_text().replace("somewhere/my-base-llm", "ckpt/Qwen2.5-3B-Instruct"))
    return folder


@pytest.fixture(scope="module")
def source(upstream, tmp_path_factory) -> Path:
    return write(upstream, tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def bundle(source, tmp_path_factory) -> dict[str, bytes]:
    """What the original folder becomes."""
    return files(convert_upstream(source, tmp_path_factory.mktemp("expected") / "story"))


@pytest.fixture
def parts(upstream):
    """(tensors of the base LLM, of the text encoder), as their own repositories hold them."""
    encoder = {name: value for name, value in upstream.flux.text_encoder.state_dict().items()
               if name != "encoder.embed_tokens.weight"}
    return upstream.llm.state_dict(), encoder


def test_a_whole_download_converts_like_the_original(source, bundle, parts, tmp_path):
    with served(source, *parts) as hub:
        code, shown, error = fetch(hub, tmp_path, HF_TOKEN="hf_secret")
        assert (code, error) == (0, "")
        assert hub.names() == SURE
        assert {request.token for request in hub.log if request.host != f"localhost:{hub.port}"} == {"Bearer hf_secret"}
        assert {request.token for request in hub.log if request.host == f"localhost:{hub.port}"} == {None}
        for words in (f"{STORY}: 3 files, 0.02", "Stability Community licence", "Qwen research licence",
                      "the hub's card says 'apache-2.0'", "12 files, 0.02", "more if the weights lack the text encoder",
                      "GB free on that disk", f"convert \"{place(tmp_path)}\" \"{tmp_path / 'audiostory-3b'}\""):
            assert words in shown
        hub.log.clear()
        os.utime(place(tmp_path) / WEIGHTS)  # changed, perhaps: it is summed up again, not fetched
        code, shown, _ = fetch(hub, tmp_path)
        assert code == 0 and f"{place(tmp_path)}: 0.02" in shown and "0.000 GB of it" not in shown
        assert hub.names() == set() and len(hub.log) == 4
    found = files(place(tmp_path))
    assert found.pop("Qwen2.5-3B-Instruct/tokenizer_config.json") == b"{}"
    assert found == files(source)
    assert {path.name for path in (tmp_path / "audiostory-3b-checkpoint").rglob(".*")} == {".download"}
    assert files(convert_upstream(place(tmp_path), tmp_path / "story")) == bundle


def test_a_broken_connection_is_made_anew_where_it_broke(tmp_path):
    with small() as hub:
        hub.cut = {"model.safetensors": [1_000_000, 0, 700_000]}
        hub.statuses = {"vae.safetensors": [503, 429]}
        assert fetch(hub, tmp_path, QUICK)[0] == 0
        first, second, third = hub.asked("model.safetensors")
        assert first[0] == 0 and 700_000 < second[0] <= 1_000_000
        assert second[0] < third[0] <= second[0] + 700_000 and sum(third) == 4_000_000
        assert (place(tmp_path) / SMALL_WEIGHTS).read_bytes() == hub.repos[STORY]["model.safetensors"]


def test_a_resume_without_ranges_gives_the_right_file(tmp_path):
    with small() as hub:
        hub.cut, hub.no_ranges = {"model.safetensors": [1_000_000]}, True
        assert fetch(hub, tmp_path, QUICK)[0] == 0
        assert (place(tmp_path) / SMALL_WEIGHTS).read_bytes() == hub.repos[STORY]["model.safetensors"]


def test_a_killed_download_goes_on_where_it_was(tmp_path):
    with small() as hub:
        hub.slow = {"model.safetensors": 0.08}
        process = start_command(hub.url, tmp_path, QUICK)
        wait_for(lambda: grown(tmp_path, 500_000), process)
        hub.slow = {"model.safetensors": 1.0}  # so that it still runs however long the second takes to start
        code, _, error = fetch(hub, tmp_path, QUICK)
        assert code == 2 and "another download into this folder is running" in error
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kept = grown(tmp_path, 0)
        assert SMALL_WEIGHTS not in files(place(tmp_path))
        hub.log.clear()
        hub.slow = {}
        assert fetch(hub, tmp_path, QUICK)[0] == 0
        assert hub.asked("model.safetensors") == [(kept, len(hub.repos[STORY]["model.safetensors"]) - kept)]
        assert f"{STORY}/config.yaml" not in hub.names()
        assert (place(tmp_path) / SMALL_WEIGHTS).read_bytes() == hub.repos[STORY]["model.safetensors"]
        assert not partials(tmp_path)


@pytest.mark.parametrize(("repo", "name", "at"), [
    (STORY, "model.safetensors", SMALL_WEIGHTS), (QWEN, "tokenizer.json", "Qwen2.5-3B-Instruct/tokenizer.json")])
def test_a_wrong_checksum_leaves_no_file_and_can_be_mended(repo, name, at, tmp_path):
    with small(400_000) as hub:
        right = hub.repos[repo][name]
        wrong = bytes(len(right))
        hub.replaced = {name: wrong}
        code, _, error = fetch(hub, tmp_path, QUICK)
        if repo == STORY:
            sums = [f"sha256:{hashlib.sha256(data).hexdigest()}" for data in (wrong, right)]
        else:
            sums = [f"git:{hashlib.sha1(b'blob %d' % len(data) + bytes(1) + data).hexdigest()}"
                    for data in (wrong, right)]
        assert code == 2 and f"{at}: the checksum is {sums[0]}, expected is {sums[1]}" in error
        assert at not in files(place(tmp_path)) and not partials(tmp_path)
        if repo == STORY:
            hub.replaced = {}
            assert fetch(hub, tmp_path, QUICK)[0] == 0 and (place(tmp_path) / at).read_bytes() == right


def test_another_page_in_the_place_of_a_file_does_not_spoil_what_is_there(tmp_path):
    with small() as hub:
        hub.cut = {"model.safetensors": [1_000_000]}
        hub.statuses = {"cdn": [0, 404]}
        assert fetch(hub, tmp_path, QUICK)[0] == 2
        kept = grown(tmp_path)
        hub.replaced = {"model.safetensors": b"<html>please log in</html>" * 100_000}
        code, _, error = fetch(hub, tmp_path, QUICK)
        assert code == 2 and f"bytes from {kept} on of 4000000; a proxy or a page" in error
        assert grown(tmp_path) == kept > 700_000
        hub.replaced = {}
        assert fetch(hub, tmp_path, QUICK)[0] == 0
        assert (place(tmp_path) / SMALL_WEIGHTS).read_bytes() == hub.repos[STORY]["model.safetensors"]


def test_what_the_hub_does_not_give_is_one_line_that_says_what_to_do(tmp_path):
    cases = [
        ({STORY: 401}, {}, "HTTP 401): open the repository's page with your account"),
        ({f"{QWEN}/resolve": 403}, {}, "Qwen/Qwen2.5-3B-Instruct/config.json: the hub refuses it (HTTP 403)"),
        ({f"{T5}/resolve": 404}, {}, "google/flan-t5-large/config.json: not on the hub (HTTP 404)"),
        ({FLUX: 503}, {}, "declare-lab/TangoFlux: the hub answers with HTTP 503; start again later"),
        ({"/resolve/": 503}, {}, "the hub answers with HTTP 503; start again later"),
        ({"/resolve/": 429}, {}, "too many requests from here (HTTP 429); wait some minutes"),
        ({}, {"HF_HUB_OFFLINE": "1"}, "HF_HUB_OFFLINE (or TRANSFORMERS_OFFLINE) is set, so the hub is not asked"),
        ({}, {"HF_ENDPOINT": "http://127.0.0.1:9"}, "no connection to http://127.0.0.1:9"),
        ({"page": 0}, {}, "answers with something else than a listing"),
    ]
    running = []
    for number, (status, more, words) in enumerate(cases):
        hub = small(1000).__enter__()
        if "page" in status:
            hub.page = b"<html>please log in</html>"
        else:
            hub.status = status
        folder = tmp_path / str(number)
        folder.mkdir()
        running.append((hub, folder, words, start_command(more.pop("HF_ENDPOINT", hub.url), folder, QUICK, **more)))
    for hub, folder, words, process in running:
        code, _, error = finish(process)
        assert code == 2 and words in error and "\n" not in error
        assert SMALL_WEIGHTS not in files(folder) and not partials(folder)
        if "OFFLINE" in words:
            assert hub.log == [] and "flan-t5-large/ with config.json of google/flan-t5-large" in error
        hub.__exit__()


def test_a_proxy_is_used(tmp_path):
    with small(400_000) as hub:
        code, _, error = finish(start_command("http://hub.invalid", tmp_path, QUICK, HTTP_PROXY=hub.url,
                                              http_proxy=hub.url))
        assert (code, error) == (0, "")
        assert {request.host for request in hub.log} == {"hub.invalid", f"localhost:{hub.port}"}


LIMIT = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"


def test_a_file_that_the_disk_cannot_hold_is_kept_for_later(tmp_path):
    with small() as hub:
        code, _, error = fetch(hub, tmp_path, LIMIT + QUICK)
        assert code == 2 and f"model.safetensors: the disk of {place(tmp_path) / 'audiostory-3B'} is full" in error
        assert SMALL_WEIGHTS not in files(place(tmp_path)) and grown(tmp_path, 0) == 1_000_000
        hub.log.clear()
        assert fetch(hub, tmp_path, QUICK)[0] == 0
        assert hub.asked("model.safetensors")[0][0] == 1_000_000


@pytest.fixture
def disk(tmp_path):
    """A disk of 6 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not shutil.which("mount") or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_before_and_in_the_middle(disk):
    with small() as hub:
        (disk / "other").write_bytes(bytes(3_000_000))
        code, _, error = fetch(hub, disk, QUICK)
        assert code == 2 and "0.004 GB are needed, 0.003 GB are free" in error and str(place(disk)) in error
        assert hub.names() == set() and not place(disk).exists()
        (disk / "other").unlink()
        hub.slow = {"model.safetensors": 0.02}
        process = start_command(hub.url, disk, QUICK)
        wait_for(lambda: grown(disk, 500_000), process)
        (disk / "other").write_bytes(bytes(4_000_000))
        code, _, error = finish(process)
        assert code == 2 and f"model.safetensors: the disk of {place(disk) / 'audiostory-3B'} is full" in error
        kept = grown(disk, 0)
        assert SMALL_WEIGHTS not in files(place(disk)) and 500_000 < kept < 4_000_000
        (disk / "other").unlink()
        hub.log.clear()
        hub.slow = {}
        assert fetch(hub, disk, QUICK)[0] == 0 and hub.asked("model.safetensors")[0][0] == kept


def test_on_step_is_asked_often_and_stops_the_transfer(tmp_path):
    with small() as hub:
        hub.slow = {"model.safetensors": 0.02}
        code, shown, error = finish(start(hub.url, tmp_path, tmp_path, 1_000_000, code=CANCEL))
        assert code == 0, error
        calls, longest, done, total = map(float, shown.split())
        assert calls >= 4 and longest < 1 and 1_000_000 <= done < 1_600_000 and total > 4_000_000
        time.sleep(0.3)
        sent = sum(part for _, part in hub.asked("model.safetensors"))
        assert sent < 3_000_000 and SMALL_WEIGHTS not in files(place(tmp_path))
        hub.log.clear()
        hub.slow, hub.status = {}, {"vae.safetensors": 503}
        began = time.monotonic()
        code, shown, _ = finish(start(hub.url, tmp_path, tmp_path, 10**9, code=CANCEL))
        assert time.monotonic() - began < 10 and float(shown.split()[2]) == 4_000_006  # in a wait of a minute
        assert hub.asked("model.safetensors")[0][0] >= 1_000_000 - 262_144
        hub.status = {}
        code, shown, _ = finish(start(hub.url, tmp_path, tmp_path, 10**9, code=CANCEL))
        whole = sum(map(len, files(place(tmp_path)).values())) + 2  # and the index of the base LLM
        assert code == 0 and shown.split() == ["whole", str(whole), str(whole)]
        assert (place(tmp_path) / SMALL_WEIGHTS).read_bytes() == hub.repos[STORY]["model.safetensors"]


def without_encoder(state: dict) -> None:
    for name in [name for name in state if name.startswith("tangoflux.text_encoder.")]:
        del state[name]


def test_weights_without_the_text_encoder_get_its_ranges_only(upstream, source, bundle, parts, tmp_path):
    write(upstream, tmp_path / "lacking", without_encoder)
    with served(tmp_path / "lacking", *parts) as hub:
        hub.cut = {"model.safetensors": [8, 1000, 2000, 3000]}  # the header in one piece, then not
        code, _, error = fetch(hub, tmp_path)
        assert (code, error) == (0, "")
        assert hub.names() == SURE | {f"{T5}/model.safetensors"}
        whole = hub.repos[T5]["model.safetensors"]
        sent = sum(part for _, part in hub.asked(f"cdn/{T5}/model.safetensors"))
        encoder = sum(value.nbytes for value in parts[1].values())
        assert encoder < sent < 0.7 * len(whole)
        hub.log.clear()
        assert fetch(hub, tmp_path)[0] == 0 and hub.names() == set()
    made = load_file(place(tmp_path) / "flan-t5-large" / "model.safetensors")
    assert made.keys() == parts[1].keys() and all(torch.equal(made[name], parts[1][name]) for name in made)
    assert not partials(tmp_path)
    found = files(convert_upstream(place(tmp_path), tmp_path / "story"))
    # the config says which checkpoint it was made from, and this one is another
    assert {name: found[name] for name in found if name != "config.json"} == {
        name: bundle[name] for name in bundle if name != "config.json"}


def test_weights_without_base_tensors_get_only_the_shards_that_hold_them(upstream, bundle, parts, tmp_path):
    def change(state):
        for name in ("self_attn.q_proj", "mlp.up_proj"):
            del state[f"seedx.llm.base_model.model.model.layers.0.{name}.base_layer.weight"]

    write(upstream, tmp_path / "lacking", change)
    with served(tmp_path / "lacking", *parts) as hub:
        code, _, error = fetch(hub, tmp_path)
        assert (code, error) == (0, "")
        index = json.loads(hub.repos[QWEN]["model.safetensors.index.json"])["weight_map"]
        wanted = index["model.layers.0.self_attn.q_proj.weight"]
        assert index["model.layers.0.mlp.up_proj.weight"] == wanted != index["model.norm.weight"]
        assert hub.names() == SURE | {f"{QWEN}/{wanted}"}
        hub.log.clear()
        assert fetch(hub, tmp_path)[0] == 0 and hub.names() == set()
    made = convert_upstream(place(tmp_path), tmp_path / "story")
    told = json.loads((made / "config.json").read_text())["provenance"]["notes"]
    assert "2 tensors come from the base model" in told[0]
    assert {name: data for name, data in files(made).items() if name != "config.json"} == {
        name: data for name, data in bundle.items() if name != "config.json"}


def test_an_evil_listing_stops_the_command_before_any_file(tmp_path):
    with small(1000) as hub:
        hub.repos[QWEN]["../../evil.json"] = b"{}"
        code, shown, error = fetch(hub, tmp_path)
        assert code == 2 and shown == "" and "'../../evil.json' would leave its folder" in error
        assert hub.names() == set() and not place(tmp_path).exists()


def test_nobody_to_ask_is_no_consent(tmp_path):
    with small(1000) as hub:
        code, shown, error = finish(start(hub.url, tmp_path, "download", "audiostory-3b", "--to", tmp_path))
        assert code == 2 and "--yes says that the licences above are agreed to" in error and "licence: " in shown
        assert hub.names() == set() and not place(tmp_path).exists()


@pytest.mark.parametrize(("answer", "agreed"), [(b"n\n", False), (b"\n", False), (b"y\n", True)])
def test_the_question_is_asked_at_a_terminal(answer, agreed, tmp_path):
    ours, theirs = pty.openpty()
    with small(1000) as hub, os.fdopen(ours, "wb", buffering=0) as keyboard:
        keyboard.write(answer)
        done = subprocess.run([sys.executable, "-c", QUICK, "download", "audiostory-3b", "--to", str(tmp_path)],
                              stdin=theirs, capture_output=True, env=environment(hub.url, tmp_path), timeout=60)
        os.close(theirs)
        assert done.returncode == 0 and bool(hub.names()) == agreed == (place(tmp_path) / SMALL_WEIGHTS).is_file()


def test_the_folder_is_that_of_the_comfyui_around_the_pack(tmp_path):
    package = tmp_path / "ComfyUI" / "custom_nodes" / "pack" / "audiostory_core"
    assert default_folder(package) == tmp_path / "ComfyUI" / "models" / "audiostory"
    with pytest.raises(ValueError, match="--to is missing, and .* does not lie in the custom_nodes folder"):
        default_folder(tmp_path / "pack" / "audiostory_core")


def test_the_hub_s_library_is_imported_only_to_download():
    code = ("import sys, audiostory_core.download.command\n"
            "assert not {'huggingface_hub', 'torch', 'requests', 'httpx'} & set(sys.modules)")
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
