"""A program for test_attention.py: which of ComfyUI's attention kernels the DiT calls under its command line.

    python attention_calls.py COMFYUI PACK BUNDLE FLAGS...   prints {kernel: calls}
"""
from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter

comfyui, pack, bundle, *flags = sys.argv[1:]
sys.argv = ["main.py", "--cpu", *flags]
sys.path.insert(0, comfyui)
import comfy.options  # noqa: E402 - found on the path from here on

comfy.options.enable_args_parsing()
spec = importlib.util.spec_from_file_location("pack", f"{pack}/__init__.py", submodule_search_locations=[pack])
sys.modules["pack"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["pack"])
import torch  # noqa: E402
from pack.audiostory_core.bundle import open_bundle  # noqa: E402
from pack.nodes import native, sample  # noqa: E402

calls = Counter()


def count(kernel, *args, **kwargs):
    calls[kernel.__name__] += 1
    return kernel(*args, **kwargs)


with torch.inference_mode():
    model = native.load_model(open_bundle(bundle)).clone()
    model.model_options["transformer_options"]["optimized_attention_override"] = count
    tokens = [[torch.zeros(1, 4, 16), {}]]
    sample.AudioStoryDiTSampler.execute(model, tokens, tokens, {"samples": torch.zeros(1, 8, 100)}, seed=0, steps=3,
                                        cfg=1.0, noise="independent")
print("calls", json.dumps(calls))
