"""Rounds of all stages: of one side or of two, one after the other within a round; and the run over more clips."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from .compare import difference
from .measure import counted, matmul_flops, timed
from .models import Model
from .stages import STAGES, STARTS, Made, Side, run_stage

SCALE = (1, 2, 5, 10, 20, 40)  # clips
SCALE_CLIP_SECONDS = 5.0


@dataclass
class StageFigures:
    """One stage of one side, a value a round.

    seconds: of each round. peaks: peak memory in bytes; empty if unknown.
    differences: from the first side's results, by their RMS; of plans 0 if they are equal, else 1.
    """

    seconds: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    differences: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median of the seconds."""
        return median(self.seconds)


@dataclass(frozen=True)
class Work:
    """What a stage does, whatever the machine.

    passes: by model, "LLM" and "DiT". flops: of its matrix products, a fused multiply-add as two.
    amount, unit: what it makes: tokens, steps of one clip, seconds of sound.
    """

    passes: dict[str, int]
    flops: int
    amount: float
    unit: str


@dataclass(frozen=True)
class Benchmark:
    """What was measured.

    sides: name -> stage -> its figures, this library first. work: stage -> what it does here.
    audio_seconds, clips: of the story. machine_flops: a second, of a bare matrix product.
    """

    sides: dict[str, dict[str, StageFigures]]
    work: dict[str, Work]
    audio_seconds: float
    clips: int
    machine_flops: float


@dataclass(frozen=True)
class ScaleRow:
    """One story of the run over more and more clips. seconds: by stage. peak: peak memory in bytes, None if unknown."""

    clips: int
    seconds: dict[str, float]
    peak: float | None


def run_benchmark(model: Model, sides: Sequence[Side], rounds: int,
                  on_step: Callable[[int, int], None] | None = None) -> Benchmark:
    """Run all stages on all sides. Every side gets the results of the first one as input.

    Args:
        sides: the first is this library.
        rounds: timed ones; one more, which is not timed, goes first and counts what the stages do.
        on_step: called (done, total) after each stage; may raise to cancel.
    """
    story, work = _counted_round(model)
    total = rounds * sum(len(side.stages) for side in sides)
    figures = {side.name: {stage: StageFigures() for stage in side.stages} for side in sides}
    for side in sides[1:]:  # what a side sets up at its first call is not timed; the first one was counted
        for stage in STAGES:
            if stage in side.stages:
                side.run(stage, story)
    done = 0
    for turn in range(rounds):
        made = Made(plan=story.plan)
        for stage in (*STARTS, *STAGES):
            results = {}
            for side in _in_turn([side for side in sides if stage in side.stages], turn):
                result, seconds, peak = side.run(stage, made)
                found = figures[side.name][stage]
                found.seconds.append(seconds)
                found.peaks += [] if peak is None else [peak]
                results[side.name] = result
                done += 1
                if on_step is not None:
                    on_step(done, total)
            made = _compared(stage, results, sides, figures, made)
    return Benchmark(figures, work, story.audio.shape[1] / model.pipe.sample_rate, len(story.plan.clips),
                     matmul_flops(model.pipe.device, model.dtype))


def _in_turn(sides: list[Side], turn: int) -> list[Side]:
    """The sides, in every second round the other way round: what goes first may find a cooler machine."""
    return sides if turn % 2 == 0 else sides[::-1]


def _compared(stage: str, results: dict[str, object], sides: Sequence[Side], figures, made: Made) -> Made:
    """Note how far the results are apart; give what the next stage gets."""
    own = sides[0].name
    if stage not in STAGES or own not in results:
        return made
    for side in sides[1:]:
        if side.name in results:
            figures[side.name][stage].differences.append(difference(stage, results[own], results[side.name]))
    return made.with_result(stage, results[own])


def _counted_round(model: Model) -> tuple[Made, dict[str, Work]]:
    """One untimed round: what each stage makes, and what it does for that."""
    pipe, made, work = model.pipe, Made(), {}
    for stage in STAGES:
        with counted({"LLM": pipe.llm.model, "DiT": pipe.dit}) as count:
            made = made.with_result(stage, run_stage(model, stage, made))
        work[stage] = Work(dict(count.passes), count.flops, *_amount(model, stage, made))
    return made, work


def _amount(model: Model, stage: str, made: Made) -> tuple[float, str]:
    tokenizer, plan = model.pipe.tokenizer, made.plan
    if stage == "plan":
        return len(tokenizer.plan_ids(plan)[0]) - len(tokenizer.prompt_ids(plan.instruction)), "tokens"
    if stage == "bridge":
        return len(tokenizer.plan_ids(plan)[0]), "tokens"
    if stage == "sample":
        return model.sampler.steps * len(plan.clips), "steps"
    samples = sum(clip.shape[1] for clip in made.clips) if stage == "decode" else made.audio.shape[1]
    return samples / model.pipe.sample_rate, "s of sound"


def run_scale(model: Model, rounds: int, clips: Sequence[int] = SCALE,
              on_step: Callable[[int, int], None] | None = None) -> list[ScaleRow]:
    """Stories of more and more clips, each SCALE_CLIP_SECONDS long, from the bridge on; medians over rounds."""
    rows = []
    for place, count in enumerate(clips):
        made = Made(plan=model.story(count, count * SCALE_CLIP_SECONDS))
        seconds, peaks = {}, []
        for stage in STAGES[1:]:
            runs = [timed(lambda stage=stage, made=made: run_stage(model, stage, made), model.pipe.device)
                    for _ in range(rounds)]
            made = made.with_result(stage, runs[-1][0])
            seconds[stage] = median(run[1] for run in runs)
            peaks += [run[2] for run in runs if run[2] is not None]
        rows.append(ScaleRow(count, seconds, max(peaks, default=None)))
        if on_step is not None:
            on_step(place + 1, len(clips))
    return rows
