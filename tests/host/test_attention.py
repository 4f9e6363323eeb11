"""ComfyUI's attention flags apply to the DiT: calls of each kernel are counted, one for each block and step."""
from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

ROOT = Path(__file__).resolve().parents[2]
BLOCKS, STEPS = 2, 3  # of the toy model; of the program
FLAGS = {
    "--use-pytorch-cross-attention": ("attention_pytorch", None),
    "--use-split-cross-attention": ("attention_split", None),
    "--use-quad-cross-attention": ("attention_sub_quad", None),
    "--use-sage-attention": ("attention_sage", "sageattention"),
    "--use-flash-attention": ("attention_flash", "flash_attn"),
}


@pytest.mark.parametrize("flag", FLAGS)
def test_an_attention_flag_decides_which_kernel_runs(comfyui, toy_bundle, flag):
    kernel, package = FLAGS[flag]
    if package is not None and not (torch.cuda.is_available() and importlib.util.find_spec(package)):
        pytest.skip(f"{flag} needs the package {package} and a GPU")
    program = Path(__file__).with_name("attention_calls.py")
    done = subprocess.run([sys.executable, program, comfyui, ROOT, toy_bundle, flag], capture_output=True, text=True,
                          cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.rsplit("calls", 1)[1]) == {kernel: BLOCKS * STEPS}
