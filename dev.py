#!/usr/bin/env python3
"""Sets up a real ComfyUI with this pack, and runs a demo, a server, the tests or any command. Standard library only.

    python dev.py demo                      makes the template's story, with a spectrogram
    python dev.py serve                     runs ComfyUI with this pack, until Ctrl-C
    python dev.py test [GROUP] [ARGUMENTS]  GROUP: unit, long, checkpoint, host or browser; ARGUMENTS go to pytest
    python dev.py run COMMAND...            runs any command in that environment

Everything that it makes is in .dev/, and is made only once. COMFYUI_PATH names a ComfyUI folder to use instead (it is
only read), AUDIOSTORY_ENV an environment folder that already has all packages. AUDIOSTORY_FRONTEND names another page
for the browser tests: a folder that pip installed comfyui-frontend-package into (--no-deps --target).
"""
from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dev_tools.environment import DEV, ROOT, Environment, SetupError, has_tests, prepare, say
from dev_tools.progress import NodeProgress, table
from dev_tools.server import Server, ServerError, prepare_base
from dev_tools.workflow import nodes_of

TEMPLATE = ROOT / "example_workflows" / "api" / "text_to_story.json"  # the page's "Text to story node by node"
PLANNER = "AudioStoryPlanner"
GROUPS = {
    "unit": ["tests", "--ignore=tests/long", "--ignore=tests/checkpoint", "--ignore=tests/host",
             "--ignore=tests/browser", "-n", "2", "--dist", "loadfile"],  # a file's tests share what they set up
    "long": ["tests/long"],  # tests that start and kill other processes, or make a lot of sound
    "checkpoint": ["tests/checkpoint"],
    "host": ["tests/host"],
    "browser": ["tests/browser"],
}
NO_TESTS_COLLECTED = 5  # pytest's exit code


def main(arguments: list[str]) -> int:
    """Run one command. Returns its exit code."""
    parser = argparse.ArgumentParser("dev.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("command", choices=["demo", "serve", "test", "run"], help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # SystemExit runs the with blocks, which stop the server
    try:
        return {"demo": demo, "serve": serve, "test": test, "run": run}[asked.command](asked.rest)
    except (SetupError, ServerError, TimeoutError, ConnectionError) as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def demo(arguments: list[str]) -> int:
    """Make the template's story on a real server, and save it with its cue sheet and its spectrogram."""
    parser = argparse.ArgumentParser("dev.py demo", description=f"A story out of {TEMPLATE.relative_to(ROOT)}.")
    parser.add_argument("--bundle", help="a folder in .dev/data/models/audiostory (default: the embedded model)")
    parser.add_argument("--text", help="what is to be heard (default: the template's text)")
    parser.add_argument("--seconds", type=float, help="length of the story (default: the template's)")
    parser.add_argument("--seed", type=int, help="of the sound (default: the template's)")
    parser.add_argument("--out", type=Path, default=DEV / "demo", help="folder for what is made (default: .dev/demo)")
    asked = parser.parse_args(arguments)
    started = time.monotonic()
    environment = prepare()
    stages = [("environment", time.monotonic() - started)]
    with open_server(environment) as server:
        stages.append(("server start", time.monotonic() - started - stages[0][1]))
        object_info = server.get("/object_info")
        prompt = with_answers(json.loads(TEMPLATE.read_text(encoding="utf-8")), asked)
        titles = {node_id: object_info[node["class_type"]]["display_name"] for node_id, node in prompt.items()}
        result = server.run(prompt, NodeProgress(titles))
        stages += [(titles[node_id], seconds) for node_id, seconds in result.node_seconds.items()]
        files = save(server, prompt, result.outputs, asked.out.resolve())
    stages.append(("spectrogram", draw(environment, files)))
    say("\n" + table([*stages, ("all together", time.monotonic() - started)]))
    say("\n" + files["cues"].read_text(encoding="utf-8"))
    say(f"Story:       {files['story']}\nSpectrogram: {files['picture']}")
    return 0


def serve(arguments: list[str]) -> int:
    """Run a server until Ctrl-C. Further arguments go to ComfyUI."""
    with open_server(prepare(), tuple(arguments)) as server:
        say(f"Open {server.url} and choose the template Text to story. Ctrl-C ends it.")
        return server.wait()


def test(arguments: list[str]) -> int:
    """Run one group of tests, or all. Returns 0 if everything passed."""
    groups, arguments = chosen_groups(arguments)
    empty = [name for name in groups if not has_tests(ROOT / GROUPS[name][0])]
    for name in empty:
        say(f"{name}: there are no tests in {GROUPS[name][0]}, passed over")
    environment = prepare()
    codes, closing_lines = [], []
    for name in (name for name in groups if name not in empty):
        say(f"\n{name} tests")
        command = [str(environment.python), "-m", "pytest", *group_arguments(name, arguments)]
        code, closing_line = tee(command, command_environment(environment))
        codes.append(code)
        closing_lines.append(closing_line)
    if len(closing_lines) > 1:
        say("\n" + "\n".join(closing_lines))
    return overall(codes)


def run(arguments: list[str]) -> int:
    """Run a command with the environment's programs first on the path. Returns its exit code."""
    if not arguments:
        raise SetupError("run needs a command, such as: python dev.py run python -m audiostory_core --help")
    variables = command_environment(prepare())
    program = shutil.which(arguments[0], path=variables["PATH"])
    if program is None:
        raise SetupError(f"run: there is no program {arguments[0]!r} in the environment")
    return subprocess.run([program, *arguments[1:]], env=variables).returncode


@contextmanager
def open_server(environment: Environment, arguments: tuple[str, ...] = ()) -> Iterator[Server]:
    """Yield a running server with this pack, with its data in .dev/data. It is stopped at the end."""
    started = time.monotonic()
    server = Server(environment.comfyui, environment.python, prepare_base(DEV / "data", ROOT), arguments=arguments)
    say(f"Starting ComfyUI on the {'CPU' if server.cpu else 'GPU'} (its output: {server.log_path})")
    with server:
        say(f"ComfyUI answers at {server.url} after {time.monotonic() - started:.1f} s")
        yield server


def with_answers(prompt: dict, asked: argparse.Namespace) -> dict:
    """The template's prompt with the values from the command line."""
    answers = [("AudioStoryLoader", "bundle", asked.bundle), (PLANNER, "text", asked.text),
               (PLANNER, "seconds", asked.seconds), ("AudioStoryDiTSampler", "seed", asked.seed)]
    for class_type, name, value in answers:
        for node_id in nodes_of(prompt, class_type) if value is not None else ():
            prompt[node_id]["inputs"][name] = value
    return prompt


def save(server: Server, prompt: dict, outputs: dict, folder: Path) -> dict[str, Path]:
    """Download the results: the story, and the planner's cue sheet (the last part of the text that the node shows)."""
    sounds = [sound for output in outputs.values() for sound in output.get("audio", [])]
    if not sounds:
        raise ServerError(f"{TEMPLATE.name} saved no sound; its outputs are {outputs}")
    shown = outputs[nodes_of(prompt, PLANNER)[0]]["text"][0]
    folder.mkdir(parents=True, exist_ok=True)
    files = {"story": (folder / "story").with_suffix(Path(sounds[0]["filename"]).suffix),
             "cues": folder / "story.txt", "picture": folder / "story.png"}
    files["story"].write_bytes(server.view(sounds[0]))
    files["cues"].write_text(shown.strip().rpartition("\n\n")[2] + "\n", encoding="utf-8")
    return files


def draw(environment: Environment, files: dict[str, Path]) -> float:
    """Draw the story's spectrogram in the environment. Returns the seconds that it took."""
    started = time.monotonic()
    command = [str(environment.python), "-m", "audiostory_core.evaluation.spectrogram", str(files["story"]),
               str(files["picture"]), "--cues", str(files["cues"])]
    if subprocess.run(command, cwd=ROOT, env=command_environment(environment)).returncode:
        raise SetupError(f"no spectrogram could be drawn; the story is {files['story']}")
    return time.monotonic() - started


def chosen_groups(arguments: list[str]) -> tuple[list[str], list[str]]:
    """The groups that a command line asks for, and its arguments for pytest."""
    if arguments and arguments[0] in GROUPS:
        return [arguments[0]], arguments[1:]
    named = [group_of(argument) for argument in arguments if is_test_path(argument)]
    return [name for name in GROUPS if not named or name in named], arguments


def group_arguments(group: str, arguments: list[str]) -> list[str]:
    """pytest's arguments for one group: the group's folder, or those of the given paths that are in it."""
    paths = [argument for argument in arguments if is_test_path(argument)]
    rest = [argument for argument in arguments if not is_test_path(argument)]
    if not paths:
        return GROUPS[group] + rest
    return [path for path in paths if group_of(path) == group] + rest


def overall(codes: list[int]) -> int:
    """One exit code for several pytest runs: that of the first failure. A run without any selected test is not a
    failure if another run had some."""
    failures = [code for code in codes if code not in (0, NO_TESTS_COLLECTED)]
    if failures:
        return failures[0]
    return NO_TESTS_COLLECTED if codes and 0 not in codes else 0


def is_test_path(argument: str) -> bool:
    """Whether a pytest argument is a path below tests/, or a test in one."""
    return Path(argument.partition("::")[0]).parts[:1] == ("tests",)


def group_of(path: str) -> str:
    """The group of a test, from its folder."""
    below = Path(path.partition("::")[0]).parts[1:2]
    return below[0] if below and below[0] in GROUPS else "unit"


def command_environment(environment: Environment) -> dict[str, str]:
    """Environment variables for a command: the environment's programs first, and where ComfyUI is."""
    programs = str(environment.python.parent)
    path = programs + os.pathsep + os.environ.get("PATH", "")
    return {**os.environ, "PATH": path, "COMFYUI_PATH": str(environment.comfyui), "PYTHONUTF8": "1"}


def tee(command: list[str], variables: dict[str, str]) -> tuple[int, str]:
    """Run pytest and print its output. Returns its exit code and its last line."""
    if sys.stdout.isatty():
        command = [*command, "--color=yes"]
    last_line = ""
    with subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, encoding="utf-8",
                          errors="replace") as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            last_line = line.rstrip() or last_line
    return process.returncode, last_line


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
