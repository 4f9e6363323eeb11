"""The plain version of every stage: what one writes with transformers and diffusers alone, on the same weights.

The planner is transformers' generate, token by token. One clip at a time is sampled, by diffusers' model with its own
attention and its own scheduler, and decoded in one window. The clips are joined one after the other.
"""
from __future__ import annotations

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, FluxTransformer2DModel
from transformers import LogitsProcessor, LogitsProcessorList, StoppingCriteria, StoppingCriteriaList

from audiostory_core.benchmark.measure import timed
from audiostory_core.benchmark.models import CROSSFADE_SECONDS, Model, ScriptGuide
from audiostory_core.benchmark.stages import STAGES, Made
from audiostory_core.bridge import BridgeTokens
from audiostory_core.flow_matching import story_noise
from audiostory_core.guide import guide_for
from audiostory_core.planner import read_story
from audiostory_core.prompt import instruction_text


class Plain:
    """One side of a benchmark, see stages.Side."""

    name = "plain"
    stages = STAGES

    def __init__(self, model: Model):
        self.model, self.pipe = model, model.pipe
        self.flux = plain_flux(model.pipe.dit)

    @torch.inference_mode()
    def run(self, stage: str, made: Made) -> tuple[object, float, float | None]:
        """See Side."""
        return timed(lambda: getattr(self, stage)(made), self.pipe.device)

    def close(self) -> None:
        """See Side."""

    def plan(self, made: Made):
        """The story, one token after the other."""
        tokenizer = self.pipe.tokenizer
        if self.model.path is None:
            instruction, guide = self.model.script.instruction, ScriptGuide(self.model.script_ids)
        else:
            instruction = instruction_text(self.model.text, self.model.seconds)
            guide = guide_for(self.pipe.config, tokenizer, instruction)
        prompt = tokenizer.prompt_ids(instruction)
        rules = Rules(tokenizer, guide, len(prompt))
        ids = torch.tensor([prompt], device=self.pipe.device)
        planner = self.pipe.config.planner
        written = self.pipe.llm.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False, pad_token_id=tokenizer.end,
            max_new_tokens=planner.max_new_tokens, eos_token_id=sorted(tokenizer.end_ids),
            repetition_penalty=planner.repetition_penalty, logits_processor=LogitsProcessorList([rules]),
            stopping_criteria=StoppingCriteriaList([Completed(rules)]))[0, len(prompt):].tolist()
        while written and written[-1] in tokenizer.end_ids:
            written.pop()
        written = rules.whole or written
        return read_story(tokenizer, written, instruction=instruction, crossfade_seconds=CROSSFADE_SECONDS,
                          longest_seconds=self.pipe.config.longest_clip_seconds)

    def bridge(self, made: Made) -> BridgeTokens:
        """The whole story through the LLM with its head, as generate calls it."""
        tokenizer, plan = self.pipe.tokenizer, made.plan
        ids, semantic, residual = tokenizer.plan_ids(plan)
        output = self.pipe.llm(input_ids=torch.tensor([ids], device=self.pipe.device), output_hidden_states=True,
                               logits_to_keep=1)
        hidden = output.hidden_states[-1][0].to(self.pipe.bridge_model.empty_tokens.dtype)
        rows = [self.pipe.bridge_model(hidden[places][None], hidden[others][None])
                for places, others in zip(semantic, residual, strict=True)]
        return BridgeTokens(*(torch.cat([getattr(row, name) for row in rows])
                              for name in ("semantic", "residual", "fused")))

    def sample(self, made: Made) -> torch.Tensor:
        """One clip after the other, the empty side of guidance beside it."""
        dit = self.pipe.config.dit
        if self.pipe.few_steps is not None:
            self.pipe.few_steps.wear(self.model.sampler.adapter)
        noise = story_noise("independent", 0, len(made.plan.clips), dit.latent_channels, dit.latent_frames)
        return torch.cat([self._sample_clip(noise[index:index + 1], made.tokens.fused[index:index + 1],
                                            clip.generated_seconds) for index, clip in enumerate(made.plan.clips)])

    def _sample_clip(self, noise: torch.Tensor, fused: torch.Tensor, seconds: float) -> torch.Tensor:
        sampler, model, dtype = self.model.sampler, self.pipe.dit, self.pipe.dit.pooled.weight.dtype
        scheduler = FlowMatchEulerDiscreteScheduler(shift=sampler.shift)
        scheduler.set_timesteps(sigmas=np.linspace(1.0, 1.0 / sampler.steps, sampler.steps))
        empty = self.pipe.bridge_model.empty_tokens[None]
        both = torch.cat([empty, fused]).to(self.pipe.device, dtype)
        pooled = torch.relu(model.pooled(both.mean(dim=1)))
        length = torch.full((2,), seconds, device=self.pipe.device)
        text = torch.cat([both, model.duration(length, dtype)], dim=1)
        frames = torch.arange(noise.shape[-1], device=self.pipe.device)[:, None].expand(-1, 3).float()
        x = noise.transpose(1, 2).to(self.pipe.device)
        for time in scheduler.timesteps:
            velocity = self.flux(hidden_states=x.to(dtype).repeat(2, 1, 1), encoder_hidden_states=text,
                                 pooled_projections=pooled, timestep=(time / 1000).expand(2).to(self.pipe.device),
                                 img_ids=frames, txt_ids=frames.new_zeros(text.shape[1], 3), return_dict=False)[0]
            nothing, asked = velocity.float().chunk(2)
            x = scheduler.step(nothing + sampler.guidance * (asked - nothing), time, x, return_dict=False)[0]
        return x.transpose(1, 2)

    def decode(self, made: Made) -> list[torch.Tensor]:
        """Each clip's whole window at once, then cut."""
        codec, clips = self.pipe.codec, []
        dtype = next((weight.dtype for weight in codec.parameters()), torch.float32)
        for latent, clip in zip(made.latents, made.plan.clips, strict=True):
            given = latent[None].to(self.pipe.device, dtype)
            sound = codec.decoder(given) if hasattr(codec, "decoder") else codec.decode(given)
            samples = int(clip.generated_seconds * codec.config.sample_rate)
            clips.append(sound[0, :, :samples].float().cpu())
        return clips

    def stitch(self, made: Made) -> torch.Tensor:
        """The story so far and the next clip, cross-faded, again and again."""
        rate, story = self.pipe.sample_rate, None
        for clip, begins in zip(made.clips, made.plan.start_seconds, strict=True):
            if story is None:
                story = clip
                continue
            fade = story.shape[1] - round(begins * rate)
            ramp = torch.linspace(0.0, 1.0, fade)
            mixed = story[:, story.shape[1] - fade:] * (1 - ramp) + clip[:, :fade] * ramp
            story = torch.cat([story[:, :story.shape[1] - fade], mixed, clip[:, fade:]], dim=1)
        return story


class Rules(LogitsProcessor):
    """What may come next: within a span of bridge tokens its next one, elsewhere what the guide allows.

    whole: the answer, once the guide has completed it.
    """

    def __init__(self, tokenizer, guide, prompt: int):
        self.tokenizer, self.guide, self.seen = tokenizer, guide, prompt
        self.inner = [token for span in tokenizer.spans for token in span[1:]]
        self.after = {one: other for span in tokenizer.spans for one, other in zip(span, span[1:], strict=False)}
        self.probabilities: torch.Tensor | None = None
        self.whole: list[int] | None = None

    def read(self, ids: torch.Tensor) -> None:
        """Tell the guide of what was written since the last call."""
        for token in ids[0, self.seen:].tolist() if self.guide is not None else ():
            forced = self.probabilities is None
            self.guide.add(token, 1.0 if forced else float(self.probabilities[token]))
            self.whole = self.whole or self.guide.completed()
        self.seen = ids.shape[1]

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        following = self.after.get(int(input_ids[0, -1]))
        self.probabilities = None if following is not None else scores[0].softmax(-1)
        free = [following] if following is not None else self.guide.allowed() if self.guide is not None else None
        if free is not None:
            scores = torch.full_like(scores, -torch.inf).index_copy(1, torch.tensor(free, device=scores.device),
                                                                    scores[:, free])
        if following is None:
            scores[:, self.inner] = -torch.inf
        scores[:, self.tokenizer.vocabulary_size:] = -torch.inf
        return scores


class Completed(StoppingCriteria):
    """Ends where the guide knows the rest."""

    def __init__(self, rules: Rules):
        self.rules = rules

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor, **kwargs) -> torch.BoolTensor:
        self.rules.read(input_ids)
        return torch.tensor([self.rules.whole is not None], device=input_ids.device)


def plain_flux(dit) -> FluxTransformer2DModel:
    """diffusers' transformer on the weights of ours, with diffusers' own attention."""
    sizes = dit.config
    with torch.device("meta"):
        flux = FluxTransformer2DModel(
            in_channels=sizes.latent_channels, num_layers=sizes.num_layers, num_single_layers=sizes.num_single_layers,
            attention_head_dim=sizes.head_width, num_attention_heads=sizes.num_heads,
            joint_attention_dim=sizes.token_width, pooled_projection_dim=sizes.pooled_width, guidance_embeds=False,
            axes_dims_rope=tuple(sizes.rope_axes))
    flux.load_state_dict(dit.transformer.state_dict(), assign=True)
    return flux.eval().requires_grad_(False)
