"""AudioStoryPipeline: the whole way from text to sound in one object, with a method for each stage."""
from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import torch
from torch.nn import functional as F

from .audio_in import AudioIn, go_on_from, redo_stretch
from .bridge import BridgeTokens, encode_plan
from .bundle import Bundle, load_few_steps, load_part, open_bundle, read_tensors
from .chapters import instructions_of, tell_story
from .config import BundleConfig
from .continuation import HELD_SECONDS
from .few_steps import FewSteps
from .finite import check_finite
from .flow_matching import check_sampling, flow_sample, flow_sigmas, guided, sample_batches, story_noise
from .kept_work import KeptWork, finished
from .stitch import stitch_story
from .story import StoryPlan
from .vae import decode_clips


def chosen_device(name: str | None) -> torch.device:
    """The torch device of that name. Without a name: the GPU, or the CPU on a machine without one.

    Raises:
        ValueError: torch does not know the device, or this machine does not have it.
    """
    if name is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ValueError(f"device is {name!r}; torch knows no such device") from error
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"device is {name!r}; this machine has {torch.cuda.device_count()} such devices")
    return device


def _checked_count(tokens: BridgeTokens, plan: StoryPlan) -> int:
    """The number of a plan's clips, if all of them can be sampled from these tokens."""
    clips = len(plan.clips)
    if len(tokens.fused) != clips:
        raise ValueError(f"there are bridge tokens of {len(tokens.fused)} clips for a plan of {clips}")
    for number, clip in enumerate(plan.clips, 1):
        if clip.lock is not None:
            raise ValueError(f"clip {number} is locked to a sound that ComfyUI keeps; take its #lock away")
    return clips


class AudioStoryPipeline:
    """A loaded model. Each method is one stage and takes the result of the stage before.

    Every method takes on_step(done, total), called as it proceeds; it may raise to cancel.

    Args:
        few_steps: the adapter of the DiT, where the model has one.
        keep: a folder for the finished parts of a long story. They stay until `finished` is called, so that the next
            run can continue one that was cancelled or failed. None stores nothing.
    """

    def __init__(self, bundle: Bundle, llm, bridge, dit, codec, device: torch.device,
                 keep: str | os.PathLike | None = None, few_steps: FewSteps | None = None):
        self.tokenizer = bundle.tokenizer
        self.config: BundleConfig = bundle.config
        self.llm = llm
        self.bridge_model = bridge
        self.dit, self.few_steps = dit, few_steps
        self.codec = codec
        self.device = device
        self.kept = None
        if keep is not None:
            dtypes = [str(next(part.parameters()).dtype) for part in (llm, bridge, dit)]
            self.kept = KeptWork(Path(keep), model=bundle.identity, device=device.type, dtypes=dtypes)

    @classmethod
    def from_bundle(cls, bundle_dir: str | os.PathLike, device="cpu", dtype: torch.dtype = torch.float32,
                    keep: str | os.PathLike | None = None):
        """Load a model folder.

        Args:
            bundle_dir: see bundle.py.
            device: for all weights and computation.
            dtype: of weights and computation; the codec of the small models always computes in float32.
            keep: see the class.

        Raises:
            ValueError: a file is missing or does not fit; names the file.
        """
        bundle = open_bundle(bundle_dir)
        device = torch.device(device)
        dtypes = {"llm": dtype, "bridge": dtype, "dit": dtype,
                  "vae": torch.float32 if bundle.config.codec.kind == "mel" else dtype}
        parts = [load_part(bundle, part, dtype=kind, device=device) for part, kind in dtypes.items()]
        llm, bridge, dit, codec = parts
        few_steps = None
        if bundle.config.sampler.adapter:
            stored = read_tensors(bundle.part_file("dit"))
            few_steps = FewSteps(dit, load_few_steps(bundle), lambda name: stored[name].read())
        return cls(bundle, llm, bridge, dit, codec, device, keep, few_steps)

    @property
    def sample_rate(self) -> int:
        """Samples a second of the sounds that decode and stitch return."""
        return self.config.codec.sample_rate

    def _fitted(self, plan: StoryPlan) -> StoryPlan:
        return plan.fitted(self.config.longest_clip_seconds)

    @torch.inference_mode()
    def plan(self, text: str, seconds: float | None = None, lead_in: str | None = None,
             crossfade_seconds: float = 3.0, temperature: float = 0.0, seed: int = 0, guesses: bool = False,
             on_step=None, on_text=None) -> StoryPlan:
        """Let the LLM plan the story.

        Args:
            text: what is to be heard; if seconds and lead_in are None, it is the instruction, verbatim.
            seconds: total length to ask for; a story longer than the model plans at once is planned in chapters.
            lead_in: words before the text, see prompt.LEAD_INS.
            temperature: 0 = always the likeliest token.
            seed: for sampling, if temperature is above 0.
            guesses: whether to plan a text even if the model knows none of its sounds.
            on_text: called with the text written so far.

        Raises:
            ValueError: a text or number that cannot be used, a text whose sounds the model does not know, or a story
                that the LLM did not finish (PlanError).
        """
        return tell_story(
            self.llm, self.tokenizer, self.config, instructions_of(self.config, text, seconds, lead_in),
            crossfade_seconds=crossfade_seconds, temperature=temperature, seed=seed, guesses=guesses,
            on_step=on_step, on_text=on_text, kept=self.kept)

    @torch.inference_mode()
    def go_on_from(self, sounds: Sequence[torch.Tensor], sample_rates: Sequence[int], plan: StoryPlan,
                   held_seconds: float = HELD_SECONDS) -> AudioIn:
        """What makes a plan go on from a sound: give its `plan` and itself to `sample`, and its `seam` to seam.join.

        Args and errors: see audio_in.go_on_from.
        """
        return go_on_from(sounds, sample_rates, plan, held_seconds, self.config, self._encode)

    @torch.inference_mode()
    def redo_stretch(self, sound: torch.Tensor, sample_rate: int, start: float, end: float, caption: str) -> AudioIn:
        """What makes a stretch of a sound anew; used like go_on_from. Args and errors: see audio_in.redo_stretch."""
        return redo_stretch(sound, sample_rate, start, end, caption, self.config, self._encode)

    def _encode(self, waveform: torch.Tensor) -> torch.Tensor:
        weight = next(self.codec.parameters(), None)
        dtype = torch.float32 if weight is None else weight.dtype
        return self.codec.encode(waveform.to(self.device, dtype)).float()

    @torch.inference_mode()
    def bridge(self, plan: StoryPlan, on_step=None, on_note=None) -> BridgeTokens:
        """Read the story with the LLM: tokens of every clip, [N, ...] each.

        Args:
            on_note: called with a line if the story is longer than the LLM reads at once, see bridge.encode_plan.

        Raises:
            ValueError: a clip is too long for the model or for its LLM, or a value is not finite.
        """
        return encode_plan(self.llm, self.bridge_model, self.tokenizer, self._fitted(plan), device=self.device,
                           on_step=on_step, on_note=on_note, kept=self.kept)

    @torch.inference_mode()
    def sample(self, tokens: BridgeTokens, plan: StoryPlan, steps: int | None = None, guidance: float | None = None,
               seed: int = 0, noise: str = "independent", clip_seeds: Sequence[int | None] | None = None,
               on_step=None, *, solver: str | None = None, shift: float | None = None,
               audio_in: AudioIn | None = None) -> torch.Tensor:
        """Sample all clips. Each gets a latent of the model's full length; its duration token gives its real length.
        If the model's settings say so, it is sampled only as far as the clip reaches, and is 0 after that.

        Args:
            steps, guidance, solver, shift: see SamplerConfig.chosen; None takes the model's own.
            noise, seed: see flow_matching.story_noise.
            clip_seeds: see flow_matching.story_noise; None takes the seeds in the plan.
            audio_in: what of a given sound is held, see go_on_from and redo_stretch.

        Returns:
            Latents [N, latent_channels, latent_frames], float32.

        Raises:
            ValueError: the numbers of tokens and clips differ; a setting is out of range; a clip is locked; or the
                latents are not finite.
        """
        check_sampling(seed, steps=steps, guidance=guidance, solver=solver, shift=shift)
        sampler = self.config.sampler.chosen(steps=steps, guidance=guidance, solver=solver, shift=shift)
        plan = self._fitted(plan)
        clips, dit = _checked_count(tokens, plan), self.config.dit
        if clip_seeds is None:
            clip_seeds = [clip.seed for clip in plan.clips]
        start = story_noise(noise, seed, clips, dit.latent_channels, dit.latent_frames, clip_seeds).to(self.device)
        seconds = torch.tensor([clip.generated_seconds for clip in plan.clips], device=self.device)
        dtype = self.dit.pooled.weight.dtype

        def model(x, sigma, fused, length):
            return self.dit(x.to(dtype), sigma, fused, length)

        fused, empty = tokens.fused.to(self.device, dtype), self.bridge_model.empty_tokens.to(self.device, dtype)
        sigmas = flow_sigmas(sampler.steps, sampler.shift)
        windows = {row: sampler.window(self.config.frames_of(clip.generated_seconds), dit.latent_frames)
                   for row, clip in enumerate(plan.clips)}
        if self.few_steps is not None:
            self.few_steps.wear(sampler.adapter)
        known = None if audio_in is None else audio_in.masked(torch.zeros_like(start))

        def sample(rows, report):
            velocity, window = guided(model, fused[rows], empty, seconds[rows], sampler.guidance), windows[rows[0]]
            held = None if known is None else tuple(part[rows, :, :window] for part in known)
            made = flow_sample(velocity, start[rows, :, :window], sigmas, solver=sampler.solver, on_step=report,
                               held=held)
            return F.pad(made, (0, dit.latent_frames - window))

        latents = sample_batches(
            sample, range(clips), sampler.steps, on_step=on_step, kept=self.kept, windows=windows,
            given=lambda rows: (start[rows], fused[rows], empty, seconds[rows], sigmas,
                                *(part[rows] for part in known or ())),
            sampler=sampler.to_dict()).to(self.device)
        if not torch.isfinite(latents).all():  # latents are float32: the overflow was in the model's dtype
            check_finite("the latents", latents.to(dtype), self.dit)
        return latents

    @torch.inference_mode()
    def decode(self, latents: torch.Tensor, plan: StoryPlan, on_step=None) -> list[torch.Tensor]:
        """The sound of every clip, cut to its generated seconds.

        Returns:
            N tensors [audio_channels, samples], float32, on the CPU.

        Raises:
            ValueError: the numbers of latents and clips differ, or the sound is not finite.
        """
        weight = next(self.codec.parameters(), None)
        latents = latents.to(self.device, torch.float32 if weight is None else weight.dtype)
        return [clip.cpu() for clip in decode_clips(self.codec, latents, self._fitted(plan), on_step,
                                                    kept=self.kept)]

    @torch.inference_mode()
    def stitch(self, clips: Sequence[torch.Tensor], plan: StoryPlan, curve: str = "linear",
               peak_limit: float | None = None, on_step=None, on_note=None) -> torch.Tensor:
        """Join the clips with cross-fades into one story of exactly the planned length.

        Args:
            on_note: called with a line for every clip that is longer or a little shorter than planned (never for
                clips from decode), and if gains take the story over full level, see stitch.stitch_story.

        Returns:
            [audio_channels, samples], samples = round(total seconds * sample rate).

        Raises:
            ValueError: clips that do not fit the plan, an unknown curve or a peak limit out of range.
        """
        audio = stitch_story(list(clips), self._fitted(plan), self.sample_rate, curve=curve, peak_limit=peak_limit,
                             on_note=on_note)
        if on_step is not None:
            on_step(1, 1)
        return audio

    def finished(self) -> list[str]:
        """Delete the stored parts of a long story that is done. Returns lines about problems with storing them."""
        return finished(self.kept)
