"""The nodes Story Latent and DiT Sampler: empty latents, and sampling with ComfyUI's own samplers."""
from __future__ import annotations

import math
from dataclasses import dataclass

import comfy.model_management
import comfy.patcher_extension
import comfy.sample
import comfy.samplers
import torch
from comfy_api.latest import io

from ..audiostory_core.finite import check_finite
from ..audiostory_core.flow_matching import (
    CLIPS_AT_ONCE,
    MOST_SHIFT,
    NOISE_KINDS,
    flow_sample,
    flow_sigmas,
    sample_batches,
    story_noise,
)
from ..audiostory_core.kept_work import KeptWork, finished
from ..audiostory_core.marks import LARGEST_SEED
from ..audiostory_core.sampler_config import SOLVERS, SamplerConfig
from .conditioning import SECONDS, rows_of
from .few_steps import with_few_steps
from .kept import kept_latent, kept_work
from .memory import with_less_memory
from .picture import latent_picture
from .progress import StepProgress, cancellable, running_node, said_warnings
from .residency import off_device
from .types import CATEGORY, PlanType, search_aliases

PICTURE_EVERY = 2  # steps between two preview images
OWN = "default"  # a choice: the model's own


def sample_ab2(model, x: torch.Tensor, sigmas: torch.Tensor, extra_args=None, callback=None, disable=None):
    """The library's solver ab2 with the arguments that ComfyUI gives a sampler's function."""
    state = {}

    def velocity(x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        denoised = model(x, sigma, **(extra_args or {}))
        state.update(x=x, sigma=sigma[0], sigma_hat=sigma[0], denoised=denoised)
        return (x - denoised) / sigma[:, None, None]

    def on_step(done: int, _total: int) -> None:
        if callback is not None:
            callback({**state, "i": done - 1})

    return flow_sample(velocity, x, sigmas, solver="ab2", on_step=on_step)


SOLVED_BY = {"euler": lambda: comfy.samplers.sampler_object("euler"),
             "ab2": lambda: comfy.samplers.KSAMPLER(sample_ab2)}


def story_of(model):
    """The config of the bundle that a MODEL comes from.

    Raises:
        ValueError: it comes from another loader.
    """
    story = getattr(model.model, "story_config", None)
    if story is None:
        raise ValueError(f"model is a {type(model.model).__name__}; connect the MODEL of an AudioStory Loader")
    return story


class AudioStoryLatent(io.ComfyNode):
    """Makes an empty latent of the right size, with the kept latents of locked clips."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryLatent",
            display_name="Story Latent",
            category=CATEGORY,
            **search_aliases("empty latent audio"),
            description="A latent for every clip of the plan: empty, or the kept sound of a clip that is locked.",
            inputs=[
                io.Model.Input("model", tooltip="From an AudioStory Loader; LoRA and other patches do not matter."),
                PlanType.Input("plan", tooltip="From a Story Planner or Plan from Text."),
            ],
            outputs=[io.Latent.Output(tooltip="For the DiT Sampler, KSampler or any other sampler.")],
        )

    @classmethod
    def execute(cls, model, plan) -> io.NodeOutput:
        return io.NodeOutput(story_latent(story_of(model), plan))


def story_latent(story, plan) -> dict:
    """A LATENT of [clips, channels, frames]: zeros, the kept latents of locked clips with their noise mask, and seeds.

    story: config of the bundle.

    Raises:
        ValueError: a clip is too long for the model, or a kept latent is gone.
    """
    clips = plan.fitted(story.longest_clip_seconds).clips
    shape = (story.dit.latent_channels, story.dit.latent_frames)
    device = comfy.model_management.intermediate_device()
    latent = {"samples": torch.zeros([len(clips), *shape], device=device), "type": "audio"}
    if any(clip.seed is not None for clip in clips):
        latent["clip_seeds"] = [clip.seed for clip in clips]
    locks = [(row, clip.lock_key) for row, clip in enumerate(clips) if clip.lock is not None]
    if locks:
        latent["noise_mask"] = torch.ones(len(clips), 1, shape[1], device=device)
    for row, key in locks:
        latent["samples"][row] = kept_latent(key, row + 1, story.name, shape)
        latent["noise_mask"][row] = 0.0
        if (redo := clips[row].redo) is not None:
            start, end = (story.frames_of(clips[row].lock_seconds + seconds) for seconds in redo)
            latent["noise_mask"][row, :, math.floor(start):max(math.ceil(end), math.floor(start) + 1)] = 1.0
    return latent


class AudioStoryDiTSampler(io.ComfyNode):
    """Like KSampler, but with the flow's exact noise levels, and separate noise for each clip."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStoryDiTSampler",
            display_name="DiT Sampler",
            category=CATEGORY,
            **search_aliases("ksampler", "sample audio"),
            description="Sample all clips at once, with the steps that suit the model.",
            inputs=[
                io.Model.Input("model", tooltip="From an AudioStory Loader, with or without LoRA."),
                io.Conditioning.Input("positive", tooltip="From the Query Bridge."),
                io.Conditioning.Input("negative", tooltip="From the Query Bridge."),
                io.Latent.Input("latent_image", tooltip="From Story Latent."),
                io.Int.Input("seed", default=0, min=0, max=LARGEST_SEED, control_after_generate=True,
                             tooltip="Where the noise comes from: the same seed gives the same sound."),
                io.Int.Input("steps", default=0, min=0, max=10000, tooltip=(
                    "More steps are finer and slower. 0 = the model's own: 4 for the embedded one, 50 for "
                    "AudioStory-3B.")),
                io.Float.Input("cfg", default=-1.0, min=-1.0, max=100.0, step=0.1, round=0.01, tooltip=(
                    "How strictly the captions are followed; 1 = as they come, and twice as fast. Below 0 = the "
                    "model's own: 1 for the embedded one, 4 for AudioStory-3B. A model for few steps has another cfg "
                    "from the weights before it was distilled, which want 50 steps.")),
                io.Combo.Input("noise", options=list(NOISE_KINDS), default=NOISE_KINDS[0], tooltip=(
                    "independent: each clip has its own noise from (seed, place), so that it keeps its sound when "
                    "others change. reference: one noise for all clips, as AudioStory's own code does.")),
                io.Combo.Input("solver", options=[OWN, *SOLVERS], default=OWN, optional=True, tooltip=(
                    "How the steps are made. ab2, of second order, needs fewer of them without distilling: 8 with "
                    "shift 2 and cfg 4 are heard like 50 of euler. default: the model's own.")),
                io.Float.Input("shift", default=0.0, min=0.0, max=MOST_SHIFT, step=0.1, round=0.01, optional=True,
                               tooltip=("Above 1, more of the steps are made while there is much noise, as "
                                        "ModelSamplingAuraFlow does. 0 = the model's own.")),
            ],
            outputs=[io.Latent.Output(tooltip="For Audio VAE Decode.")],
            hidden=[io.Hidden.unique_id],
        )

    @classmethod
    def execute(cls, model, positive, negative, latent_image, seed, steps, cfg, noise, solver=OWN,
                shift=0.0) -> io.NodeOutput:
        story = story_of(model)
        if not math.isfinite(cfg):
            raise ValueError(f"cfg is {cfg}; a finite number is needed")
        sampler = story.sampler.chosen(steps or None, None if cfg < 0 else cfg, None if solver == OWN else solver,
                                       shift or None)
        samples = comfy.sample.fix_empty_latent_channels(model, latent_image["samples"])
        if samples.ndim != 3:
            raise ValueError(f"latent_image is {list(samples.shape)}; [clips, channels, frames] is needed")
        job = SamplingJob(with_few_steps(model) if sampler.adapter else model, positive, negative, samples,
                          clip_mask(latent_image.get("noise_mask"), samples),
                          story_noise(noise, seed, *samples.shape, latent_image.get("clip_seeds")),
                          sampler, seed, running_node(cls))
        made = {name: value for name, value in latent_image.items() if name != "clip_seeds"}
        return io.NodeOutput({**made, "samples": job.run()})


def clip_mask(mask: torch.Tensor | None, samples: torch.Tensor) -> torch.Tensor | None:
    """A noise mask from any node, resized to this latent: [clips, 1, frames], 1 = sampled again, 0 = kept.

    In a picture's mask, [B, 1, H, W], the width is taken as time; a column counts as its largest value. For a latent
    with rows, [clips, channels, rows, frames], the mask has rows as well.

    Raises:
        ValueError: the mask has another shape, or is for another number of clips.
    """
    if mask is None:
        return None
    if samples.ndim == 4 and mask.ndim == 3:
        mask = mask[:, None]
    if samples.ndim == 3 and mask.ndim == 4:
        mask = mask.amax(dim=2)
    if mask.ndim != samples.ndim or len(samples) % len(mask):
        raise ValueError(f"noise_mask is {list(mask.shape)}; it must fit a latent of {list(samples.shape)}")
    mask = torch.nn.functional.interpolate(mask.float().amax(dim=1, keepdim=True), size=samples.shape[2:])
    return mask.repeat(len(samples) // len(mask), *[1] * (samples.ndim - 1))


@dataclass(eq=False)
class SamplingJob:
    """Samples all clips of a story in batches, which become smaller if memory runs out. Each clip has its own noise and
    its own row in a batch, so the batches do not change its sound. Clips that a mask keeps whole are not computed."""

    model: object  # a ModelPatcher; replaced by a clone if its weights must be moved away
    positive: list
    negative: list
    samples: torch.Tensor
    mask: torch.Tensor | None
    noise: torch.Tensor
    sampler: SamplerConfig
    seed: int
    node_id: str | None

    def run(self) -> torch.Tensor:
        """Latents [clips, channels, frames].

        Raises:
            ValueError: they are not finite.
            torch.OutOfMemoryError: not even one clip fits.
        """
        rows = [row for row in range(len(self.samples)) if self.mask is None or bool(self.mask[row].any())]
        if not rows:
            return self.samples
        kept = self.kept()
        sampled = with_less_memory(lambda size: self.in_batches(rows, size, kept), min(len(rows), CLIPS_AT_ONCE), 1,
                                   self.offload, f"sampling {len(rows)} clips")
        said_warnings(*finished(kept))
        dit = self.model.model
        if not torch.isfinite(sampled).all():  # the overflow was in the dtype of the computation
            check_finite("the latents", sampled.to(dit.compute_dtype), dit.diffusion_model)
        if self.mask is not None:  # the sampler changes kept parts by rounding, so they are restored exactly
            sampled = torch.where(self.mask[rows].to(sampled.device) > 0, sampled, self.samples[rows].to(sampled))
        whole = self.samples.to(sampled, copy=True)
        whole[rows] = sampled
        return whole

    def in_batches(self, rows: list[int], size: int, kept: KeptWork | None) -> torch.Tensor:
        """The latents of the clips in `rows`, sampled `size` at a time."""
        steps, shown = self.sampler.steps, None
        progress, sigmas = StepProgress(self.node_id), flow_sigmas(steps, self.sampler.shift)
        most, windows = self.samples.shape[-1], self.windows()

        def sample(batch: list[int], on_step) -> torch.Tensor:
            window = windows[batch[0]]

            def callback(step, denoised, _x, _total):
                nonlocal shown
                shown = self.picture(denoised, batch) if step % PICTURE_EVERY == 0 else None
                on_step(step + 1, steps)

            made = comfy.sample.sample_custom(
                self.model, self.noise[batch, :, :window], self.sampler.guidance, SOLVED_BY[self.sampler.solver](),
                sigmas, *self.conditioning(batch), self.samples[batch, :, :window], seed=self.seed, callback=callback,
                noise_mask=None if self.mask is None else self.mask[batch, :, :window])
            return torch.nn.functional.pad(made, (0, most - window))

        def given(batch: list[int]) -> list[torch.Tensor]:
            told = [value for entries in self.conditioning(batch) for tokens, more in entries
                    for value in (tokens, more.get(SECONDS)) if value is not None]
            mask = [] if self.mask is None else [self.mask[batch]]
            return [self.noise[batch], self.samples[batch], sigmas, *told, *mask]

        with cancellable(self.model.model.diffusion_model):
            return sample_batches(sample, rows, steps, size=size, kept=kept, given=given, windows=windows,
                                  on_step=lambda done, total: progress(done, total, shown))

    def seconds(self) -> torch.Tensor:
        """How long each clip is, [clips]; the whole window where the conditioning does not say."""
        told = self.positive[0][1].get(SECONDS, self.model.model.story_config.dit.max_seconds)
        told = torch.as_tensor(told).reshape(-1)
        return told[torch.arange(len(self.samples)) % len(told)].double()

    def windows(self) -> dict[int, int]:
        """The latent frames that each clip is sampled in."""
        config, most = self.model.model.story_config, self.samples.shape[-1]
        return {row: self.sampler.window(config.frames_of(seconds), most)
                for row, seconds in enumerate(self.seconds().tolist())}

    def conditioning(self, rows: list[int]) -> tuple[list, list]:
        """Positive and negative of some clips."""
        return tuple(rows_of(entries, rows, len(self.samples)) for entries in (self.positive, self.negative))

    def kept(self) -> KeptWork | None:
        """The store for finished batches; None if a conditioning holds more than tokens and seconds."""
        if any(set(more) - {SECONDS} for entries in (self.positive, self.negative) for _, more in entries):
            return None
        dit = self.model.model
        return kept_work(dit.story_identity, self.model, work="sample", device=str(self.model.load_device),
                         dtypes=[str(dit.get_dtype()), str(dit.compute_dtype)],
                         sampler=self.sampler.to_dict())

    def picture(self, latent: torch.Tensor, rows: list[int]):
        """A preview image of the clips in `rows`."""
        model = self.model.model
        shown = model.picture_rows(latent)
        shares = model.story_config.frames_of(self.seconds()[rows]) / latent.shape[-1]
        frames = [max(1, round(shown.shape[-1] * min(1.0, share))) for share in shares.tolist()]
        return latent_picture(shown, frames)

    def offload(self) -> None:
        """From now on, move the weights away after each loading, so that they are streamed layer by layer."""
        def load_and_unload(executor, model, *args, **kwargs):
            loaded = executor(model, *args, **kwargs)
            off_device(model)
            return loaded

        self.model = self.model.clone()
        comfy.patcher_extension.add_wrapper_with_key(
            comfy.patcher_extension.WrappersMP.PREPARE_SAMPLING, "audiostory", load_and_unload,
            self.model.model_options, is_model_options=True)
