"""How a model's latents are sampled: the settings in a bundle's config, and what a caller's choice makes of them."""
from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

from .checks import is_number
from .config_part import Part, check_count, check_flags, check_positive
from .errors import listed

SOLVERS = ("euler", "ab2")  # of a flow, first and second order
WINDOW_MARGIN = 2  # latent frames after a clip that its window holds at least, so that its end is not the window's


@dataclass(frozen=True)
class SamplerConfig(Part):
    """How a DiT's latents are sampled, if nobody says otherwise.

    steps: see flow_matching.flow_sigmas. solver: see flow_matching.flow_sample.
    shift: of the noise levels, see flow_sigmas. guidance: 1 = none.
    window_frames: a clip is sampled in a window of its own length and a little more, rounded up to a multiple of this
        number of latent frames; 0 = in the DiT's whole window.
    adapter: whether this is for the DiT with the bundle's adapter (few_steps.py), which has the guidance in its
        weights. Any other guidance is then for the DiT without it.
    """

    steps: int = 50
    solver: str = "euler"
    shift: float = 1.0
    guidance: float = 4.0
    window_frames: int = 0
    adapter: bool = False

    def __post_init__(self):
        check_count("SamplerConfig", steps=self.steps)
        check_count("SamplerConfig", least=0, window_frames=self.window_frames)
        check_positive("SamplerConfig", shift=self.shift)
        check_flags("SamplerConfig", adapter=self.adapter)
        if not is_number(self.guidance) or not math.isfinite(self.guidance):
            raise ValueError(f"SamplerConfig.guidance is {self.guidance!r}; a finite number is needed")
        if self.solver not in SOLVERS:
            raise ValueError(f"SamplerConfig.solver is {self.solver!r}; it must be one of {listed(SOLVERS)}")

    def chosen(self, steps: int | None = None, guidance: float | None = None, solver: str | None = None,
               shift: float | None = None) -> SamplerConfig:
        """The same with other values; None leaves the model's own.

        With an adapter and another guidance than its own, the DiT without the adapter is meant: what is None is then
        as AudioStory samples.
        """
        without = self.adapter and guidance is not None and guidance != self.guidance
        given = {"steps": steps, "guidance": guidance, "solver": solver, "shift": shift}
        return dataclasses.replace(SamplerConfig() if without else self,
                                   **{name: value for name, value in given.items() if value is not None})

    @property
    def settings(self) -> dict[str, int | float | str]:
        """What a caller may choose, by the names that AudioStoryPipeline.sample knows."""
        return {"steps": self.steps, "guidance": self.guidance, "solver": self.solver, "shift": self.shift}

    def window(self, frames: float, most: int) -> int:
        """The latent frames that a clip of `frames` frames is sampled in, of at most `most`."""
        if not self.window_frames:
            return most
        return min(most, math.ceil((frames + WINDOW_MARGIN) / self.window_frames) * self.window_frames)

    def to_dict(self) -> dict:
        """Plain data; without what only models with an adapter say, which earlier versions do not know."""
        values = super().to_dict()
        for name, usual in (("window_frames", 0), ("adapter", False)):
            if values[name] == usual:
                del values[name]
        return values
