"""Conversion holds one tensor at a time, so its memory does not grow with the checkpoint."""
from __future__ import annotations

from pathlib import Path

import pytest
from full_size import converted, write_checkpoint
from safetensors import safe_open

LARGEST = 152_277 * 768 * 4  # bytes of the embedding, the largest tensor of the small stand-in


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize("base_apart", [False, True])
def test_a_checkpoint_larger_than_what_is_held_of_it(tmp_path, base_apart):
    size = write_checkpoint(tmp_path / "checkpoint", small=True, base_apart=base_apart)
    before, peak, _ = converted(tmp_path / "checkpoint", tmp_path / "bundle", "float16")
    size += sum(file.stat().st_size for file in (tmp_path / "checkpoint").glob("Qwen*/*.safetensors"))
    assert peak - before < 3.5 * LARGEST < size
    with safe_open(tmp_path / "bundle" / "llm.safetensors", framework="pt") as llm:
        weight = llm.get_slice("model.layers.3.mlp.up_proj.weight")
        assert weight.get_dtype() == "F16" and weight.get_shape() == [2048, 768]
        assert llm.get_tensor("model.layers.3.self_attn.q_proj.weight")[:4].abs().sum() > 0
