"""Flow matching for any velocity function: noise, noise levels, Euler steps, guidance, the training loss.

sigma is the share of noise, from 1 to 0. The state is (1 - sigma) * data + sigma * noise. The velocity is noise - data.
"""
from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import torch

from .checks import is_number, is_whole
from .errors import listed
from .long_work import OnStep, found_or_made, over_all
from .marks import check_seed
from .sampler_config import SOLVERS

if TYPE_CHECKING:
    from .kept_work import KeptWork

NOISE_KINDS = ("independent", "reference")
MOST_SHIFT = 100.0
CLIPS_AT_ONCE = 8  # sampled together: enough to use a device fully, and few enough to lose when a run is cancelled

Velocity = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def flow_sigmas(steps: int, shift: float = 1.0) -> torch.Tensor:
    """Noise levels of a run: 1 down to 1/steps in equal steps, then 0; with a shift, more of them at high noise.

    Args:
        shift: level t becomes shift * t / (1 + (shift - 1) * t); 1 leaves the levels as they are.

    Returns:
        [steps + 1], float32.

    Raises:
        ValueError: steps is not a whole number of at least 1, or the shift is not above 0 and up to MOST_SHIFT.

    Source: the resolution shift of Stable Diffusion 3.
    """
    if not is_whole(steps) or steps < 1:
        raise ValueError(f"steps is {steps!r}; a whole number of at least 1 is needed")
    if not is_number(shift) or not 0 < shift <= MOST_SHIFT:
        raise ValueError(f"shift is {shift!r}; a number above 0 and up to {MOST_SHIFT:g} is needed")
    levels = torch.cat([torch.linspace(1.0, 1.0 / steps, steps, dtype=torch.float64),
                        torch.zeros(1, dtype=torch.float64)])
    return (shift * levels / (1 + (shift - 1) * levels)).float()


def check_solver(solver: str) -> str:
    """The name of a solver, checked.

    Raises:
        ValueError: there is none of that name.
    """
    if solver not in SOLVERS:
        raise ValueError(f"solver is {solver!r}; it must be one of {listed(SOLVERS)}")
    return solver


def check_sampling(seed: int, *, steps: int | None = None, guidance: float | None = None, solver: str | None = None,
                   shift: float | None = None) -> None:
    """Check sampling settings before a model is loaded. None, the model's own, is not checked.

    Raises:
        ValueError: a setting is out of range.
    """
    flow_sigmas(1 if steps is None else steps, 1.0 if shift is None else shift)
    check_solver(SOLVERS[0] if solver is None else solver)
    check_seed(seed)
    if guidance is not None and not math.isfinite(guidance):
        raise ValueError(f"guidance is {guidance}; a finite number is needed")


def flow_sample(velocity: Velocity, noise: torch.Tensor, sigmas: torch.Tensor, *, solver: str = "euler",
                on_step=None, held: tuple[torch.Tensor, torch.Tensor] | None = None) -> torch.Tensor:
    """Integrate a flow from noise to data.

    Args:
        velocity: (x [B, C, L], sigma [B]) -> velocity [B, C, L], guidance included.
        noise: [B, C, L], the state at sigmas[0].
        sigmas: [N + 1], strictly decreasing, 1 = pure noise, last 0.
        solver: "euler", or "ab2": the second-order rule of Adams and Bashforth, one velocity a step as well.
        on_step: called (done, total) after each step; may raise to cancel.
        held: data [B, C, L] and a mask [B, 1, L]; where the mask is 0 the result is the data, to the bit.

    Returns:
        Latent [B, C, L] at sigma 0, dtype and device of noise.

    Raises:
        ValueError: sigmas is not strictly decreasing within 1 .. 0, or does not end at 0; or the solver is unknown.

    Source: AudioStory's sampler; FLUX flow matching.
    """
    check_solver(solver)
    levels = [float(level) for level in sigmas]
    falling = all(now > after for now, after in pairwise(levels))
    if len(levels) < 2 or not falling or levels[0] > 1 or levels[-1] != 0:
        raise ValueError(f"sigmas is {levels}; it must decrease strictly from at most 1 to 0")
    if held is not None:
        velocity = holding(velocity, held[0], noise, held[1])
    x, trend = noise, Trend()
    for step, (now, after) in enumerate(pairwise(levels)):
        slope = velocity(x, torch.full((len(x),), now, device=x.device)).to(x.dtype)
        x = x + (after - now) * (slope if solver == "euler" else trend.mean_slope(slope, after - now))
        if on_step is not None:
            on_step(step + 1, len(levels) - 1)
    return x if held is None else torch.where(held[1] > 0, x, held[0].to(x))  # steps round


class Trend:
    """The slope over a step of Adams and Bashforth's second-order rule, from the slopes at its begin and one before.

    The first step has no slope before it and is Euler's.
    """

    def __init__(self):
        self._before: tuple[torch.Tensor, float] | None = None

    def mean_slope(self, slope: torch.Tensor, step: float) -> torch.Tensor:
        """slope: at the begin of the step. step: its length, with its sign."""
        before, self._before = self._before, (slope, step)
        return slope if before is None else slope + step / (2 * before[1]) * (slope - before[0])


def holding(velocity: Velocity, data: torch.Tensor, noise: torch.Tensor, mask: torch.Tensor) -> Velocity:
    """A velocity that moves what a mask holds straight from its noise to the data, and so ends there.

    Args:
        data, noise: [B, C, L]. mask: [B, 1, L], 1 = sampled, 0 = held.
    """
    return lambda x, sigma: torch.where(mask > 0, velocity(x, sigma), (noise - data).to(x.dtype))


def guided(model, fused: torch.Tensor, empty_tokens: torch.Tensor, seconds: torch.Tensor, guidance: float,
           clips_at_once: int = CLIPS_AT_ONCE) -> Velocity:
    """A velocity with classifier-free guidance: empty + guidance * (asked - empty).

    Args:
        model: (x [B, C, L], sigma [B], fused [B, T, D], seconds [B]) -> velocity [B, C, L].
        fused: [N, T, D], the condition of each clip.
        empty_tokens: [T, D], the tokens of the empty prompt.
        seconds: [N].
        guidance: 1 means no guidance; the model is then not run on the empty prompt.
        clips_at_once: clips in one call of the model, each with and without its condition; this limits the memory.

    Returns:
        (x [N, C, L], sigma [N]) -> velocity [N, C, L] in the dtype of x.

    Raises:
        ValueError: guidance is not finite, or fused and empty_tokens have different sizes.
    """
    if not math.isfinite(guidance):
        raise ValueError(f"guidance is {guidance}; a finite number is needed")
    if fused.shape[1:] != empty_tokens.shape:
        raise ValueError(f"fused tokens are {list(fused.shape[1:])} a clip, "
                         f"the empty-prompt tokens {list(empty_tokens.shape)}; they must be alike")

    def some(x, sigma, tokens, length):
        if guidance == 1:
            return model(x, sigma, tokens, length).to(x.dtype)
        both = torch.cat([empty_tokens.to(tokens).expand_as(tokens), tokens])
        empty, asked = model(x.repeat(2, 1, 1), sigma.repeat(2), both, length.repeat(2)).to(x.dtype).chunk(2)
        return empty + guidance * (asked - empty)

    def velocity(x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        groups = zip(*(part.split(clips_at_once) for part in (x, sigma, fused, seconds)), strict=True)
        return torch.cat([some(*group) for group in groups])

    return velocity


def sample_batches(sample: Callable[[list[int], OnStep | None], torch.Tensor], rows: Sequence[int], steps: int, *,
                   size: int = CLIPS_AT_ONCE, on_step: OnStep | None = None, kept: KeptWork | None = None,
                   given: Callable[[list[int]], Sequence[torch.Tensor]] = lambda rows: (),
                   windows: Mapping[int, int] | None = None, **facts) -> torch.Tensor:
    """Latents of many clips, sampled in batches.

    Args:
        sample: (rows, on_step) -> their latents [B, C, L].
        rows: indices of all clips.
        steps: sampling steps of a batch.
        size: clips in a batch.
        on_step: called (done, total) over all batches; may raise to cancel.
        kept: stores finished batches and finds them again, if there are several.
        given: rows -> the tensors that their latents depend on. facts: everything else that they depend on. Both are
            for `kept`.
        windows: for each row the latent frames that it is sampled in; a batch has clips of one window. None: all alike.

    Returns:
        [N, C, L] in the order of `rows`, on the device of the last batch.
    """
    batches = _batches(rows, size, windows)
    kept, parts = kept if len(batches) > 1 else None, []
    for index, batch in enumerate(batches):
        report = over_all(on_step, index, len(batches))
        parts.append(found_or_made(kept, partial(sample, batch, report), *given(batch),
                                   on_found=None if report is None else partial(report, steps, steps), **facts))
    places = {row: place for place, row in enumerate(row for batch in batches for row in batch)}
    whole = torch.cat([part.to(parts[-1].device) for part in parts])
    return whole[[places[row] for row in rows]]


def _batches(rows: Sequence[int], size: int, windows: Mapping[int, int] | None) -> list[list[int]]:
    alike: dict[int | None, list[int]] = {}
    for row in rows:
        alike.setdefault(windows and windows[row], []).append(row)
    return [group[start:start + size] for group in alike.values() for start in range(0, len(group), size)]


def derived_seed(seed: int, name: int | str) -> int:
    """A seed for a name (a clip's index, a story's id), which depends only on `seed` and the name.

    Raises:
        ValueError: seed is out of range.
    """
    return seed_of(f"{check_seed(seed)}/{name}")


def seed_of(text: str) -> int:
    """A seed, 0 .. 2**64 - 1, derived from a text, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def story_noise(kind: str, seed: int, count: int, channels: int, frames: int,
                clip_seeds: Sequence[int | None] | None = None) -> torch.Tensor:
    """The noise that a story starts from. It is drawn on the CPU, so that every device gets the same.

    Args:
        kind: "independent": each clip's noise depends on (seed, index) only. "reference": all clips share one draw
            [frames, channels], as in AudioStory's sampler.
        seed: 0 .. 2**64 - 1.
        count: clips.
        clip_seeds: [count], seeds of single clips; None for clips that use `seed`.

    Returns:
        [count, channels, frames], float32.

    Raises:
        ValueError: the kind is unknown, a seed is out of range, or clip_seeds does not have `count` entries.
    """
    if kind not in NOISE_KINDS:
        raise ValueError(f"noise is {kind!r}; it must be one of {listed(NOISE_KINDS)}")
    check_seed(seed)
    seeds = [None] * count if clip_seeds is None else list(clip_seeds)
    if len(seeds) != count:
        raise ValueError(f"clip_seeds has {len(seeds)} entries for {count} clips")
    chosen = [seed if own is None else check_seed(own) for own in seeds]
    if kind == "independent":
        chosen = [derived_seed(own, index) for index, own in enumerate(chosen)]
    draws = [torch.randn(frames, channels, generator=torch.Generator().manual_seed(own)) for own in chosen]
    return torch.stack(draws).transpose(1, 2).contiguous()


def logit_normal_sigmas(count: int, generator: torch.Generator | None = None, mean: float = 0.0,
                        spread: float = 1.0) -> torch.Tensor:
    """Noise levels for training, [count] within 0 .. 1, most of them near the middle."""
    return torch.sigmoid(mean + spread * torch.randn(count, generator=generator))


def flow_loss(velocity: Velocity, data: torch.Tensor, noise: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
    """Mean squared error of a velocity at a random point between data and noise.

    Args:
        velocity: (x [B, C, L], sigma [B]) -> velocity [B, C, L].
        data, noise: [B, C, L].
        sigma: [B], 1 = noise.

    Returns:
        A scalar, float32, with its graph.
    """
    share = sigma.to(data)[:, None, None]
    predicted = velocity((1 - share) * data + share * noise, sigma)
    return (predicted.float() - (noise - data).float()).square().mean()
