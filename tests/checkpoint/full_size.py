"""A stand-in for the published 3B checkpoint: its names, shapes and dtypes, random values, written in sparse files.

    python tests/checkpoint/full_size.py FOLDER [--small] [--base-apart] [--dtype bfloat16]

writes the checkpoint below FOLDER (17 GB by their names, under 1 GB of disk), converts it and says what that took.
"""
from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
import yaml
from diffusers import AutoencoderOobleck, FluxTransformer2DModel
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import Qwen2Config, Qwen2ForCausalLM, T5Config, T5EncoderModel

ROOT = Path(__file__).resolve().parents[2]
LLM = {"model_type": "qwen2", "vocab_size": 151936, "hidden_size": 2048, "intermediate_size": 11008,
       "num_hidden_layers": 36, "num_attention_heads": 16, "num_key_value_heads": 2, "max_position_embeddings": 32768,
       "rope_theta": 1000000.0, "rms_norm_eps": 1e-6, "tie_word_embeddings": True}
FLUX = {"num_layers": 6, "num_single_layers": 18, "num_attention_heads": 8, "attention_head_dim": 128,
        "in_channels": 64, "joint_attention_dim": 1024, "audio_seq_len": 645, "max_duration": 30}
T5 = {"d_model": 1024, "d_ff": 2816, "d_kv": 64, "num_heads": 16, "num_layers": 24, "vocab_size": 32128,
      "feed_forward_proj": "gated-gelu", "pad_token_id": 0, "eos_token_id": 1}
SMALL = {"llm": {**LLM, "hidden_size": 768, "intermediate_size": 2048, "num_hidden_layers": 24},
         "flux": {**FLUX, "num_layers": 1, "num_single_layers": 2}, "t5": {**T5, "num_layers": 2},
         "vae": {"decoder_channels": 16, "channel_multiples": [1, 1, 1, 1, 1]}}
BASE_TOKENS, ROWS, RANK = 151665, 152277, 32
ADAPTED = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
TILE = 2**20  # random numbers at the start of each tensor; the rest stays zero, a hole in the file
BLOCK = 2**20


class SparseFile:
    """A file whose zeros take no room on the disk, for torch.save."""

    def __init__(self, file: Path):
        self.file = file.open("wb")

    def write(self, data) -> int:
        view = memoryview(data).cast("B")
        for start in range(0, len(view), BLOCK):
            block = view[start:start + BLOCK]
            if np.frombuffer(block, np.uint8).any():
                self.file.write(block)
            else:
                self.file.seek(len(block), 1)
        return len(view)

    def flush(self) -> None:
        self.file.flush()

    def close(self) -> None:
        self.file.truncate()
        self.file.close()


class StandIn:
    """Tensors of given shapes in one sparse scratch file, mapped, so that they need neither memory nor disk."""

    def __init__(self, scratch: Path):
        self.scratch = scratch
        self.generator = torch.Generator().manual_seed(0)
        self.count = 0

    def tensor(self, shape, dtype: torch.dtype) -> torch.Tensor:
        size = torch.Size(shape).numel()
        self.count += 1
        file = self.scratch / str(self.count)
        file.touch()
        tensor = torch.from_file(str(file), shared=True, size=size, dtype=dtype)
        file.unlink()  # the mapping keeps it
        tensor[:TILE] = (torch.randn(min(size, TILE), generator=self.generator) * 0.02).to(dtype)
        return tensor.view(*shape)


def shapes(build) -> dict[str, tuple[int, ...]]:
    """Names and shapes of a module that never gets weights."""
    with torch.device("meta"):
        return {name: tuple(value.shape) for name, value in build().state_dict().items()}


def llm_names(llm: dict, base_apart: bool) -> dict[str, tuple[int, ...]]:
    """peft's names: the base, LoRA, and the norms saved whole; without the base where that lies apart."""
    names = {}
    for name, shape in shapes(lambda: Qwen2ForCausalLM(Qwen2Config(**{**llm, "vocab_size": ROWS}))).items():
        layer, _, kind = name.rpartition(".")
        adapted, norm = layer.endswith(ADAPTED), "norm" in layer.rpartition(".")[2]
        if norm:
            names[f"{layer}.original_module.{kind}"] = names[f"{layer}.modules_to_save.default.{kind}"] = shape
        elif not (base_apart and adapted):
            names[f"{layer}.base_layer.{kind}" if adapted else name] = shape
        if adapted and kind == "weight":
            names[f"{layer}.lora_A.default.weight"] = (RANK, shape[1])
            names[f"{layer}.lora_B.default.weight"] = (shape[0], RANK)
    return {f"seedx.llm.base_model.model.{name}": shape for name, shape in names.items()}


def model_names(llm: dict, flux: dict, t5: dict, base_apart: bool) -> dict[str, tuple[int, ...]]:
    """Everything in pytorch_model.bin."""
    hidden, width = llm["hidden_size"], flux["joint_attention_dim"]
    names = llm_names(llm, base_apart)
    for projector in ("projector", "audio_projector"):
        names |= {f"seedx.{projector}.0.weight": (width, hidden), f"seedx.{projector}.0.bias": (width,),
                  f"seedx.{projector}.2.weight": (width, width), f"seedx.{projector}.2.bias": (width,)}
    fuser = "multihead_attention"
    names |= {f"{fuser}.in_proj_weight": (3 * width, width), f"{fuser}.in_proj_bias": (3 * width,),
              f"{fuser}.out_proj.weight": (width, width), f"{fuser}.out_proj.bias": (width,)}
    transformer = shapes(lambda: FluxTransformer2DModel(
        **{name: flux[name] for name in list(flux)[:6]}, pooled_projection_dim=width, guidance_embeds=False))
    names |= {f"tangoflux.transformer.{name}": shape for name, shape in transformer.items()}
    names |= {"tangoflux.fc.0.weight": (width, width), "tangoflux.fc.0.bias": (width,)}
    embedder = "tangoflux.duration_emebdder.time_positional_embedding"
    names |= {f"{embedder}.0.weights": (128,), f"{embedder}.1.weight": (width, 257), f"{embedder}.1.bias": (width,)}
    encoder = shapes(lambda: T5EncoderModel(T5Config(**t5)))
    names |= {f"tangoflux.text_encoder.{name}": shape for name, shape in encoder.items()}
    resampler = {"query": (64, hidden), "kv_proj.weight": (hidden, 1280), "attn.in_proj_weight": (3 * hidden, hidden)}
    return names | {f"seedx.whisper_resampler_llava.{name}": shape for name, shape in resampler.items()}


def base_tokenizer() -> Tokenizer:
    """As many tokens as the base model has."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [*letters, *(f"word{index}" for index in range(BASE_TOKENS - len(letters) - 3))]
    tokenizer = Tokenizer(models.BPE(vocab={word: index for index, word in enumerate(words)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    return tokenizer


def write_texts(folder: Path, llm: dict, flux: dict, t5: dict) -> None:
    peft = {"r": RANK, "lora_alpha": RANK}
    base = {"pretrained_model_name_or_path": "ckpt/Qwen2.5-3B-Instruct"}
    settings = {"tokenizer": {"add_tokens_path": "tokenizer/added_tokens.json"},
                "llm_model": {"model": base, "peft_config": peft, "vocab_size": ROWS},
                "agent_model": {"t5_feature_scale": 10.0, "model_dims": llm["hidden_size"]},
                "train_dataset": {"datapipes": [{"num_t5_out_tokens": 64, "num_aud_out_tokens": 8}]}}
    texts = {"audiostory-3B/config.yaml": yaml.safe_dump(settings), "Flux_detokenizer/config.json": json.dumps(flux),
             "Qwen2.5-3B-Instruct/config.json": json.dumps(llm),
             "Qwen2.5-3B-Instruct/tokenizer.json": base_tokenizer().to_str(),
             "flan-t5-large/config.json": json.dumps(t5)}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def write_base(folder: Path, llm: dict, stand_in: StandIn) -> None:
    """The base LLM in two shards, bfloat16 as it is published."""
    from safetensors.torch import save_file

    wanted = shapes(lambda: Qwen2ForCausalLM(Qwen2Config(**llm)))
    state = {name: stand_in.tensor(shape, torch.bfloat16) for name, shape in wanted.items() if name != "lm_head.weight"}
    names, places = sorted(state), {}
    for number, part in enumerate((names[: len(names) // 2], names[len(names) // 2:]), 1):
        shard = f"model-0000{number}-of-00002.safetensors"
        save_file({name: state.pop(name) for name in part}, folder / shard)
        places.update(dict.fromkeys(part, shard))
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": places}))


def write_checkpoint(folder: Path, *, small: bool = False, base_apart: bool = False,
                     dtype: torch.dtype = torch.float32) -> int:
    """Lay the stand-in out below folder; the bytes of its pytorch_model.bin.

    small: fewer and narrower layers, 1.8 GB.
    base_apart: the model's file holds trained weights only, the base LLM's matrices lie in its own shards.
    """
    from safetensors.torch import save_file

    sizes = SMALL if small else {"llm": LLM, "flux": FLUX, "t5": T5, "vae": {}}
    write_texts(folder, sizes["llm"], sizes["flux"], sizes["t5"])
    if sizes["vae"]:  # the published one has no such file: it means the class's defaults
        (folder / "Flux_detokenizer" / "vae_config.json").write_text(json.dumps(sizes["vae"]))
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        stand_in = StandIn(Path(scratch))
        state = {name: stand_in.tensor(shape, dtype)
                 for name, shape in model_names(sizes["llm"], sizes["flux"], sizes["t5"], base_apart).items()}
        llm = "seedx.llm.base_model.model."
        state[llm + "lm_head.weight"] = state[llm + "model.embed_tokens.weight"]
        file = SparseFile(folder / "audiostory-3B" / "pytorch_model.bin")
        torch.save(state, file)
        file.close()
        if base_apart:
            write_base(folder / "Qwen2.5-3B-Instruct", sizes["llm"], stand_in)
        codec = shapes(lambda: AutoencoderOobleck(**sizes["vae"]))
        vae = {name: stand_in.tensor(shape, torch.float32) + 0.01 for name, shape in codec.items()}
        save_file(vae, folder / "Flux_detokenizer" / "model.safetensors")
    return (folder / "audiostory-3B" / "pytorch_model.bin").stat().st_size


def converted(source: Path, bundle: Path, dtype: str) -> tuple[int, int, float]:
    """Convert in a process of its own: its resident bytes after the imports and at the peak (mapped files included),
    and its seconds. From /proc, for getrusage would count what the parent held when it forked."""
    code = ("import importlib, re, sys; from audiostory_core import convert_upstream, model_parts\n"
            "for library in model_parts.LIBRARIES: importlib.import_module(library)\n"
            "def resident(name): return re.search(name + r':\\s+(\\d+)', open('/proc/self/status').read())[1]\n"
            "before = resident('VmRSS'); convert_upstream(*sys.argv[1:]); print(before, resident('VmHWM'))")
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code, str(source), str(bundle), dtype],
                          cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    before, peak = (int(kibibytes) * 1024 for kibibytes in done.stdout.split())
    return before, peak, time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--base-apart", action="store_true", help="the base LLM in its own shards")
    parser.add_argument("--dtype", default="float16", help="of the bundle")
    asked = parser.parse_args()
    source = asked.folder / "checkpoint"
    size = write_checkpoint(source, small=asked.small, base_apart=asked.base_apart)
    before, peak, seconds = converted(source, asked.folder / "bundle", asked.dtype)
    total = sum(file.stat().st_size for file in (asked.folder / "bundle").iterdir())
    print(f"pytorch_model.bin {size / 1e9:.2f} GB, bundle {total / 1e9:.2f} GB ({asked.dtype}): "
          f"peak {peak / 1e9:.2f} GB resident, {before / 1e9:.2f} GB of it Python and torch, {seconds:.0f} s")


if __name__ == "__main__":
    main()
