"""A random checkpoint in the upstream layout, of other sizes than the reference's, and what it computes.

The oracle is put together from the libraries' own classes, in the order of the paper: LoRA beside each layer,
nn.MultiheadAttention, one clip after the other, the two sides of guidance apart, the whole window decoded.
"""
from __future__ import annotations

import json
import math

import numpy as np
import torch
import yaml
from diffusers import AutoencoderOobleck, FluxTransformer2DModel
from safetensors.torch import save_file
from torch import nn
from toy import added_tokens, base_tokenizer
from transformers import Qwen2Config, Qwen2ForCausalLM, T5Config, T5EncoderModel

from audiostory_core.config import TokenConfig

TOKENS = TokenConfig(semantic_tokens=48, residual_tokens=4)
WIDTH, HIDDEN, RANK, ALPHA, SCALE = 64, 48, 3, 9, 8.0
TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
SAVED = ("input_layernorm", "post_attention_layernorm", "norm")
FLUX = {"num_layers": 1, "num_single_layers": 3, "in_channels": 16, "attention_head_dim": 128,
        "joint_attention_dim": WIDTH, "num_attention_heads": 2, "audio_seq_len": 40, "max_duration": 4,
        "text_encoder_name": "ckpt/flan-t5-large"}
VAE = {"encoder_hidden_size": 32, "downsampling_ratios": [2, 4, 8], "channel_multiples": [1, 2, 2],
       "decoder_channels": 4, "decoder_input_channels": 16, "audio_channels": 1, "sampling_rate": 640}


class Fourier(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = nn.Parameter(torch.randn(128))

    def forward(self, times):
        angles = times[..., None] * self.weights[None] * 2 * math.pi
        return torch.cat((times[..., None], angles.sin(), angles.cos()), dim=-1)


class Duration(nn.Module):
    def __init__(self):
        super().__init__()
        self.time_positional_embedding = nn.Sequential(Fourier(), nn.Linear(257, WIDTH))


class Flux(nn.Module):
    def __init__(self):
        super().__init__()
        settings = {name: FLUX[name] for name in ("num_layers", "num_single_layers", "in_channels",
                                                  "attention_head_dim", "joint_attention_dim", "num_attention_heads")}
        self.transformer = FluxTransformer2DModel(**settings, pooled_projection_dim=WIDTH, guidance_embeds=False)
        self.fc = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.ReLU())
        self.duration_emebdder = Duration()
        self.text_encoder = T5EncoderModel(T5Config(d_model=WIDTH, d_ff=32, d_kv=8, num_heads=2, num_layers=2,
                                                    vocab_size=40, feed_forward_proj="gated-gelu"))


class Upstream:
    """The checkpoint's modules; `write` lays them out as upstream does, the rest computes what they mean."""

    def __init__(self, tied: bool):
        torch.manual_seed(5)
        self.tied = tied
        self.tokenizer = base_tokenizer()
        self.base_size = self.tokenizer.get_vocab_size()
        self.base_text = self.tokenizer.to_str()
        self.names = added_tokens(TOKENS)
        self.tokenizer.add_tokens(self.names)
        self.rows = self.base_size + len(self.names)
        self.llm_settings = {
            "model_type": "qwen2", "hidden_size": HIDDEN, "intermediate_size": 80, "num_hidden_layers": 3,
            "num_attention_heads": 6, "num_key_value_heads": 3, "hidden_act": "silu", "rope_theta": 5000.0,
            "max_position_embeddings": 2048, "rms_norm_eps": 1e-5, "tie_word_embeddings": tied}
        self.llm = Qwen2ForCausalLM(Qwen2Config(**self.llm_settings, vocab_size=self.rows)).eval()
        for value in self.llm.parameters():
            nn.init.normal_(value, std=0.15)
        self.lora = {name: (torch.randn(RANK, layer.in_features) * 0.3, torch.randn(layer.out_features, RANK) * 0.3)
                     for name, layer in self.llm.named_modules() if name.split(".")[-1] in TARGETS}
        self.projectors = {name: nn.Sequential(nn.Linear(HIDDEN, WIDTH), nn.GELU(), nn.Linear(WIDTH, WIDTH))
                           for name in ("projector", "audio_projector")}
        self.fusion = nn.MultiheadAttention(WIDTH, 8)
        nn.init.normal_(self.fusion.in_proj_weight, std=0.5)  # sharp enough that the number of heads is heard
        self.flux = Flux().eval()
        self.vae = AutoencoderOobleck(**VAE).eval()
        for module in (self.fusion, self.flux, self.vae):
            for name, value in module.named_parameters():
                if value.ndim == 1 or name.endswith("_g"):
                    nn.init.uniform_(value, 0.3, 1.2)
            module.requires_grad_(False)

    def llm_state(self, newer_peft: bool) -> dict[str, torch.Tensor]:
        """Names as peft writes them: before and after it called the wrapped layer base_layer."""
        state = {}
        for name, value in self.llm.state_dict().items():
            layer, kind = name.rsplit(".", 1)
            if layer in self.lora:
                state[f"{layer}.base_layer.{kind}" if newer_peft else name] = value
            elif layer.split(".")[-1] in SAVED:
                state[f"{layer}.original_module.{kind}"] = torch.full_like(value, 77.0)
                state[f"{layer}.modules_to_save.default.{kind}"] = value
            else:
                state[name] = value
        for layer, (a, b) in self.lora.items():
            state[f"{layer}.lora_A.default.weight"], state[f"{layer}.lora_B.default.weight"] = a, b
        return {f"seedx.llm.base_model.model.{name}": value for name, value in state.items()}

    def state(self, newer_peft: bool) -> dict[str, torch.Tensor]:
        state = self.llm_state(newer_peft)
        for name, projector in self.projectors.items():
            state.update({f"seedx.{name}.{key}": value for key, value in projector.state_dict().items()})
        state.update({f"multihead_attention.{key}": value for key, value in self.fusion.state_dict().items()})
        state.update({f"tangoflux.{key}": value for key, value in self.flux.state_dict().items()})
        return {name: value.detach().clone() for name, value in state.items()}

    def write(self, folder, newer_peft: bool = True, change=None, kind: str = "bin"):
        """Lay the checkpoint out under folder; `change` may edit the state before it is saved.

        kind: of the model's weights: "bin", "safetensors", or either "in shards".
        """
        files = {
            "my-story-model/config.yaml": yaml.safe_dump(self._settings()),
            "Flux_detokenizer/config.json": json.dumps(FLUX),
            "Flux_detokenizer/vae_config.json": json.dumps(VAE),
            "my-base-llm/config.json": json.dumps({**self.llm_settings, "vocab_size": self.base_size}),
            "my-base-llm/tokenizer.json": self.base_text,
            "flan-t5-large/config.json": json.dumps(self.flux.text_encoder.config.to_dict()),
            "tokenizer/added_tokens.json": json.dumps({name: 300 - index % 7 for index, name in enumerate(self.names)}),
        }
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        state = self.state(newer_peft)
        if change is not None:
            change(state)
        save_weights(folder / "my-story-model", state, kind)
        save_file(self.vae.state_dict(), folder / "Flux_detokenizer" / "model.safetensors")
        return folder

    def _settings(self) -> dict:
        return {
            "tokenizer": {"_target_": "os.abort", "add_tokens_path": "tokenizer/added_tokens.json"},
            "llm_model": {
                "_target_": "os.abort", "vocab_size": self.rows,
                "model": {"_target_": "os.abort", "pretrained_model_name_or_path": "somewhere/my-base-llm"},
                "peft_config": {"_target_": "os.abort", "r": RANK, "lora_alpha": ALPHA}},
            "agent_model": {"_target_": "os.abort", "t5_feature_scale": SCALE, "model_dims": HIDDEN},
            "train_dataset": {"datapipes": [{"num_t5_out_tokens": TOKENS.semantic_tokens,
                                             "num_aud_out_tokens": TOKENS.residual_tokens}]},
        }

    def hidden(self, ids: list[int]) -> torch.Tensor:
        """[T, HIDDEN]: the wrapped LLM's last hidden states, LoRA computed beside each layer."""
        hooks = []
        for name, (a, b) in self.lora.items():
            def beside(module, args, out, a=a, b=b):
                return out + args[0] @ a.T @ b.T * (ALPHA / RANK)
            hooks.append(self.llm.get_submodule(name).register_forward_hook(beside))
        try:
            with torch.no_grad():
                return self.llm(torch.tensor([ids]), output_hidden_states=True).hidden_states[-1][0]
        finally:
            for hook in hooks:
                hook.remove()

    @torch.no_grad()
    def bridge(self, ids: list[int]):
        """semantic [N, 48, WIDTH], residual [N, 4, WIDTH], fused [N, 48, WIDTH] of a story's ids."""
        hidden, names = self.hidden(ids), [self.tokenizer.id_to_token(token) for token in ids]
        spans = []
        for kind, projector in (("<t5_", "projector"), ("<aud_", "audio_projector")):
            places = torch.tensor([index for index, name in enumerate(names) if name.startswith(kind)])
            count = TOKENS.semantic_tokens if kind == "<t5_" else TOKENS.residual_tokens
            spans.append(self.projectors[projector](hidden[places]).view(-1, count, WIDTH))
        semantic, residual = spans
        q, kv = semantic.transpose(0, 1), residual.transpose(0, 1)
        return semantic, residual, (semantic + self.fusion(q, kv, kv)[0].transpose(0, 1)) / SCALE

    @torch.no_grad()
    def latent(self, fused: torch.Tensor, seconds: float, steps: int, guidance: float, seed: int) -> torch.Tensor:
        """[L, C] of one clip from its fused tokens [48, WIDTH]."""
        ids = torch.tensor([[1] + [0] * (len(fused) - 1)])
        empty = self.flux.text_encoder(input_ids=ids, attention_mask=(ids == 1).long())[0]
        embedder = self.flux.duration_emebdder.time_positional_embedding
        duration = embedder(torch.tensor([seconds / FLUX["max_duration"]])).view(1, 1, WIDTH)
        torch.manual_seed(seed)
        x = torch.randn(1, FLUX["audio_seq_len"], FLUX["in_channels"])
        frames = torch.arange(FLUX["audio_seq_len"])[:, None].repeat(1, 3).float()
        sigmas = [*np.linspace(1.0, 1 / steps, steps), 0.0]
        for now, after in zip(sigmas[:-1], sigmas[1:], strict=True):
            sides = [self.flux.transformer(
                hidden_states=x, timestep=torch.tensor([now], dtype=torch.float32),
                encoder_hidden_states=torch.cat([tokens, duration], dim=1),
                pooled_projections=self.flux.fc(tokens.mean(dim=1)), txt_ids=torch.zeros(len(fused) + 1, 3),
                img_ids=frames, return_dict=False)[0] for tokens in (empty, fused[None])]
            x = x + (after - now) * (sides[0] + guidance * (sides[1] - sides[0]))
        return x[0]

    @torch.no_grad()
    def wave(self, latent: torch.Tensor, seconds: float) -> torch.Tensor:
        """[1, samples]"""
        return self.vae.decode(latent.T[None]).sample[0, :, :int(seconds * VAE["sampling_rate"])]


def save_weights(folder, state: dict[str, torch.Tensor], kind: str) -> None:
    """Weights as publishers lay them out: one file, or two with an index."""
    safe = kind.startswith("safetensors")
    save, name = (save_file, "model.safetensors") if safe else (torch.save, "pytorch_model.bin")
    if not kind.endswith("in shards"):
        save(state, folder / name)
        return
    stem, _, suffix = name.partition(".")
    names, places = sorted(state), {}
    for number, part in enumerate((names[::2], names[1::2]), 1):
        shard = f"{stem}-0000{number}-of-00002.{suffix}"
        save({key: state[key] for key in part}, folder / shard)
        places.update(dict.fromkeys(part, shard))
    (folder / f"{name}.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))
