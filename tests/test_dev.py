"""dev.py and dev_tools without a server: groups of tests, stamps, workflows, events, progress."""
from __future__ import annotations

import copy
import io
import json
import socket
import sys
import threading
from argparse import Namespace
from pathlib import Path

import pytest

import dev
from dev_tools import environment, server
from dev_tools.events import EventStream
from dev_tools.progress import NodeProgress, table
from dev_tools.subgraphs import wrapped
from dev_tools.workflow import api_prompt, nodes_of, read_workflow

OBJECT_INFO = {
    "Sampler": {"input": {
        "required": {
            "model": ["MODEL", {}], "seed": ["INT", {"default": 0}], "cfg": ["FLOAT", {}],
            "noise": ["COMBO", {"options": ["independent"]}], "name": [["a", "b"]],
        },
        "optional": {"count": ["INT", {"forceInput": True}], "again": ["INT", {"control_after_generate": True}]},
    }},
    "Loader": {"input": {"required": {"name": [["a", "b"], {}]}}},
}


def workflow(**changes) -> dict:
    sampler = {"id": 7, "type": "Sampler", "mode": 0, "inputs": [{"name": "model", "link": 3},
                                                                {"name": "cfg", "link": None}],
               "widgets_values": [5, "fixed", 4.0, "independent", "b", 9, "randomize", "a button"], **changes}
    loader = {"id": 2, "type": "Loader", "widgets_values": ["a"]}
    note = {"id": 9, "type": "MarkdownNote", "widgets_values": ["read me"]}
    return {"nodes": [sampler, loader, note], "links": [[3, 2, 1, 7, 0, "MODEL"]]}


@pytest.mark.parametrize(("arguments", "groups", "rest"), [
    ([], ["unit", "long", "checkpoint", "host", "browser"], []),
    (["host"], ["host"], []),
    (["unit", "-k", "fade"], ["unit"], ["-k", "fade"]),
    (["-k", "host"], ["unit", "long", "checkpoint", "host", "browser"], ["-k", "host"]),
    (["tests/host/test_run.py::test_cancel", "-x"], ["host"], ["tests/host/test_run.py::test_cancel", "-x"]),
])
def test_the_command_line_chooses_the_groups(arguments, groups, rest):
    assert dev.chosen_groups(arguments) == (groups, rest)


def test_named_files_replace_a_groups_folder():
    mixed = ["tests/test_story.py", "-x", "tests/host/test_run.py"]
    assert dev.group_arguments("unit", mixed) == ["tests/test_story.py", "-x"]
    assert dev.group_arguments("host", mixed) == ["tests/host/test_run.py", "-x"]
    ignored = [f"--ignore=tests/{name}" for name in ("long", "checkpoint", "host", "browser")]
    assert dev.group_arguments("unit", ["-x"]) == ["tests", *ignored, "-n", "2", "--dist", "loadfile", "-x"]


@pytest.mark.parametrize(("codes", "code"), [([0, 0], 0), ([0, 5], 0), ([5, 5], 5), ([0, 1], 1), ([5, 2], 2), ([], 0)])
def test_one_failing_group_fails_the_whole_run(codes, code):
    assert dev.overall(codes) == code


def test_a_groups_output_passes_through_and_its_last_line_is_kept(capsys):
    command = [sys.executable, "-c", "print('one'); print('2 passed'); print(); raise SystemExit(3)"]
    assert dev.tee(command, {}) == (3, "2 passed")
    assert capsys.readouterr().out == "one\n2 passed\n\n"


def test_a_folder_without_test_files_has_no_tests(tmp_path):
    (tmp_path / "conftest.py").touch()
    assert not environment.has_tests(tmp_path)
    assert not environment.has_tests(tmp_path / "missing")
    (tmp_path / "test_one.py").touch()
    assert environment.has_tests(tmp_path)


def test_an_installation_is_redone_when_a_requirement_file_changes(tmp_path):
    file, stamp = tmp_path / "requirements.txt", tmp_path / "installed"
    file.write_text("tqdm")
    arguments = ["-r", str(file), "pytest"]
    assert not environment.is_done(stamp, environment.digest(arguments))
    stamp.write_text(environment.digest(arguments))
    assert environment.is_done(stamp, environment.digest(arguments))
    file.write_text("tqdm>=4")
    assert not environment.is_done(stamp, environment.digest(arguments))


def test_a_given_comfyui_must_be_one(tmp_path, monkeypatch):
    monkeypatch.setenv("COMFYUI_PATH", str(tmp_path))
    with pytest.raises(environment.SetupError, match="main.py"):
        environment.given_comfyui()
    for name in ("main.py", "requirements.txt"):
        (tmp_path / name).touch()
    assert environment.given_comfyui() == tmp_path.resolve()


def test_a_given_environment_must_have_a_python(tmp_path, monkeypatch):
    for name in ("main.py", "requirements.txt"):
        (tmp_path / name).touch()
    monkeypatch.setenv("COMFYUI_PATH", str(tmp_path))
    monkeypatch.setenv("AUDIOSTORY_ENV", str(tmp_path / "env"))
    with pytest.raises(environment.SetupError, match="AUDIOSTORY_ENV"):
        environment.prepare()


def test_a_free_port_can_be_listened_on():
    with socket.socket() as listener:
        listener.bind((server.HOST, server.free_port()))


def test_the_base_folder_links_the_pack_and_mends_a_stale_link(tmp_path):
    old, pack, base = tmp_path / "old", tmp_path / "pack", tmp_path / "base"
    for folder in (old, pack):
        folder.mkdir()
    for target in (old, pack, pack):
        server.prepare_base(base, target)
        assert (base / "custom_nodes" / server.PACK_LINK).resolve() == target.resolve()
    assert sorted(path.name for path in base.iterdir()) == sorted(server.BASE_FOLDERS)


def test_the_server_writes_into_its_base_folder_only(tmp_path):
    command = server.Server(tmp_path / "comfy", "python", tmp_path / "base", 8123, cpu=True).command()
    written = [argument for argument in command if "comfy" in argument and not argument.startswith("--")]
    assert written == [str(tmp_path / "comfy" / "main.py"), f"sqlite:///{tmp_path / 'base' / 'user' / 'comfyui.db'}"]
    assert command[command.index("--base-directory") + 1] == str(tmp_path / "base")
    assert "--cpu" in command


def test_a_server_that_ends_at_once_says_why(tmp_path):
    (tmp_path / "main.py").write_text("raise SystemExit('no such model')")
    with pytest.raises(server.ServerError, match="(?s)code 1.*no such model"):
        server.Server(tmp_path, sys.executable, tmp_path / "base", cpu=True).start(20)


FAKE_COMFYUI = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Answer).serve_forever()
"""


def test_a_server_is_started_once_and_is_gone_at_the_end(tmp_path):
    (tmp_path / "main.py").write_text(FAKE_COMFYUI)
    with server.Server(tmp_path, sys.executable, tmp_path / "base", cpu=True) as running:
        assert running.alive and running.get("/system_stats") == {}
        with pytest.raises(server.ServerError, match="runs already"):
            running.start()
    assert not running.alive


def test_a_server_that_never_answers_does_not_stay_behind(tmp_path):
    (tmp_path / "main.py").write_text("import time; time.sleep(60)")
    stuck = server.Server(tmp_path, sys.executable, tmp_path / "base", cpu=True)
    with pytest.raises(server.ServerError, match="did not answer"):
        stuck.start(1)
    assert not stuck.alive


def test_a_saved_workflow_becomes_a_prompt():
    prompt = api_prompt(workflow(), OBJECT_INFO)
    assert prompt == {
        "7": {"class_type": "Sampler", "inputs": {"seed": 5, "cfg": 4.0, "noise": "independent", "name": "b",
                                                  "again": 9, "model": ["2", 1]}},
        "2": {"class_type": "Loader", "inputs": {"name": "a"}},
    }
    assert nodes_of(prompt, "Loader") == ["2"]


def test_nodes_in_a_subgraph_become_a_prompt_with_the_page_s_ids():
    flat = {"nodes": [node(1, "Loader", [["model", "MODEL"]], ["a"]), node(2, "Cut", [["out", "MODEL"]], [], "in"),
                      node(3, "Cut", [["out", "MODEL"]], [], "in"), node(4, "Show", [], [], "in", "other")],
            "links": [[1, 1, 0, 2, 0, "MODEL"], [2, 2, 0, 3, 0, "MODEL"], [3, 3, 0, 4, 0, "MODEL"],
                      [4, 1, 0, 4, 1, "MODEL"]], "last_node_id": 4}
    for number, source, output, target, place, _ in flat["links"]:
        flat["nodes"][target - 1]["inputs"][place]["link"] = number
        slot = flat["nodes"][source - 1]["outputs"][output]
        slot["links"] = [*(slot["links"] or []), number]
    known = {"Loader": {"input": {"required": {"name": [["a"]]}}}, "Cut": {"input": {"required": {"in": ["MODEL"]}}},
             "Show": {"input": {"required": {"in": ["MODEL"], "other": ["MODEL"]}}}}
    plain = api_prompt(flat, known)
    assert plain["4"]["inputs"] == {"in": ["3", 0], "other": ["1", 0]}
    one, outer = wrapped(copy.deepcopy(flat), [2, 3], "Cuts", "Two of them.", [], [200, 100])
    assert [each["id"] for each in one["nodes"]] == [1, 4, outer]
    assert api_prompt(one, known) == {
        "1": plain["1"], "4": {"class_type": "Show", "inputs": {"in": ["5:3", 0], "other": ["1", 0]}},
        "5:2": {"class_type": "Cut", "inputs": {"in": ["1", 0]}},
        "5:3": {"class_type": "Cut", "inputs": {"in": ["5:2", 0]}}}


def node(node_id: int, kind: str, outputs: list, values: list, *inputs: str) -> dict:
    return {"id": node_id, "type": kind, "pos": [0, 0], "size": [100, 50], "order": node_id, "widgets_values": values,
            "inputs": [{"name": name, "type": "MODEL", "link": None} for name in inputs],
            "outputs": [{"name": name, "type": of, "links": None} for name, of in outputs]}


@pytest.mark.parametrize(("changes", "words"), [
    ({"type": "Unheard"}, "does not know 'Unheard'"),
    ({"mode": 4}, "muted or bypassed"),
    ({"widgets_values": [5, "fixed"]}, "2 widget values, the server wants 7"),
])
def test_a_workflow_that_cannot_run_names_the_node(changes, words):
    with pytest.raises(ValueError, match=f"node 7.*{words}"):
        api_prompt(workflow(**changes), OBJECT_INFO)


def test_a_file_that_is_no_workflow_is_named(tmp_path):
    file = tmp_path / "x.json"
    file.write_text("{}")
    with pytest.raises(ValueError, match="x.json"):
        read_workflow(file)


def test_the_command_line_replaces_what_the_template_says():
    prompt = {"1": {"class_type": dev.PLANNER, "inputs": {"text": "old", "seconds": 30.0}},
              "2": {"class_type": "AudioStoryDiTSampler", "inputs": {"seed": 1}},
              "3": {"class_type": "AudioStoryLoader", "inputs": {"bundle": "tiny"}}}
    answered = dev.with_answers(prompt, Namespace(text="new", seconds=None, seed=0, bundle="full"))
    assert answered["1"]["inputs"] == {"text": "new", "seconds": 30.0}
    assert answered["2"]["inputs"] == {"seed": 0} and answered["3"]["inputs"] == {"bundle": "full"}


def frame(code: int, payload: bytes, final: bool = True) -> bytes:
    length = bytes([len(payload)]) if len(payload) < 126 else b"\x7e" + len(payload).to_bytes(2, "big")
    return bytes([0x80 * final | code]) + length + payload


def test_events_are_read_whole_and_a_ping_is_answered():
    long_event = {"type": "progress", "data": {"text": "x" * 300}}
    halves = json.dumps({"type": "executed", "data": {}}).encode()
    sent = [frame(1, json.dumps(long_event).encode()), frame(2, b"preview"), frame(9, b"hi"),
            frame(1, halves[:7], final=False), frame(0, halves[7:]), frame(8, b"")]
    answers = []
    with socket.create_server((server.HOST, 0)) as listener:

        def serve():
            connection, _ = listener.accept()
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + b"".join(sent))
            answers.append(connection.recv(100))
            connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        with EventStream(server.HOST, listener.getsockname()[1], "me") as stream:
            events = stream.events(10)
            assert [next(events), next(events)] == [long_event, {"type": "executed", "data": {}}]
            with pytest.raises(ConnectionError, match="closed"):
                next(events)
        thread.join()
    assert answers == [b"\x8a\x82\x00\x00\x00\x00hi"]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_a_bar_in_a_terminal_and_a_line_in_a_log():
    events = [("execution_cached", {"nodes": ["1"]}), ("executing", {"node": "2"}),
              ("progress_state", {"nodes": {"2": {"value": 1, "max": 2}}}), ("execution_success", {})]
    for stream in (Terminal(), io.StringIO()):
        show = NodeProgress({"1": "Loader", "2": "Sampler"}, stream)
        for kind, data in events:
            show({"type": kind, "data": data})
        text = stream.getvalue()
        assert "Loader   cached" in text and "Sampler  0.0 s" in text
        assert (" 50%" in text) == stream.isatty()
    assert text.count("\n") == 2


def test_the_table_lines_up():
    assert table([("a", 1.0), ("long", 12.345)]) == "a          1.0 s\nlong      12.3 s"


def test_the_commands_that_the_readme_names_exist():
    assert set(dev.GROUPS) == {"unit", "long", "checkpoint", "host", "browser"}
    assert Path(dev.TEMPLATE).parts[-3:] == ("example_workflows", "api", "text_to_story.json")
    assert Path(dev.TEMPLATE).is_file()
