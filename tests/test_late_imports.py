"""The libraries that models are made of are imported late, and as if nothing was going on around."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent
# what a module that is imported sees: whether in inference mode, and where its tensors would be
SCRIPT = """
import sys, torch
from toy import toy_config
from audiostory_core.bundle import PARTS
from audiostory_core.model_parts import build_part

LATE = ("diffusers", "transformers", "transformers.models.qwen2.modeling_qwen2")
early, seen = [name for name in LATE if name in sys.modules], {}

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in LATE:
            seen[name] = torch.is_inference_mode_enabled(), torch.ones(1).device.type

sys.meta_path.insert(0, Watch())
with torch.inference_mode(), torch.device("meta"):
    parts = [build_part(toy_config(), part) for part in PARTS]
assert all(weight.is_meta for part in parts for weight in part.parameters())
print(early, sorted(seen.items()))
"""


def test_libraries_are_imported_with_the_first_model_outside_of_the_callers_mode_and_device():
    path = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    found = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True,
                           env=os.environ | {"PYTHONPATH": path})
    plain = (False, "cpu")
    assert found.stdout.strip() == str([]) + " " + str([
        ("diffusers", plain), ("transformers", plain), ("transformers.models.qwen2.modeling_qwen2", plain)])
