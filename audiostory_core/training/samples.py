"""The samples page of a stage: the same prompts spoken by every saved bundle, with players and pictures."""
from __future__ import annotations

import html
import os
import shutil
from pathlib import Path

import torch

from ..atomic_write import atomic_write
from ..audio_file import write_audio
from ..bridge import BridgeTokens
from ..errors import PlanError
from ..picture import story_picture
from ..pipeline import AudioStoryPipeline
from ..story import DEFAULT_CROSSFADE_SECONDS, StoryPlan

PICTURE_SIZE = (900, 260)
PAGE = "index.html"
STYLE = ("body{font:15px sans-serif;background:#18181b;color:#e1e1e6;max-width:60em;margin:2em auto}"
         "img{max-width:100%}pre{white-space:pre-wrap;background:#27272a;padding:.7em}audio{width:100%}")


def write_samples(bundle, folder, prompts, captions, *, step: int, planned: bool, steps: int | None = None,
                  guidance: float | None = None, device="cpu") -> None:
    """Make the prompts' sounds with a saved bundle and put them at the top of the folder's page.

    For a prompt that the LLM cannot plan yet, the page shows what the LLM wrote.

    Args:
        bundle: a model folder.
        folder: gets `step_N/` with a .wav, a .png and a .html fragment for each prompt, and `index.html`.
        captions: cache.CaptionStore; conditions the DiT if `planned` is False.
        step: of the training.
        planned: whether the LLM plans the prompts. If not, each is the caption of one clip.
        steps, guidance: of sampling; None takes the model's own.
    """
    folder = Path(folder)
    pipe = AudioStoryPipeline.from_bundle(bundle, device)
    place, beside = folder / f"step_{step:07d}", folder / f".step_{step:07d}.partial"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for number, prompt in enumerate(prompts, 1):
        text = f"<h3>{html.escape(prompt)}</h3>\n"
        try:
            plan = pipe.plan(prompt, guesses=True) if planned else _single(pipe, prompt)
        except PlanError as error:
            text += f"<pre>no plan yet: {html.escape(str(error))}</pre>\n"
        else:
            sound = _sound(pipe, plan, captions, planned, steps, guidance)
            write_audio(beside / f"{number}.wav", sound, pipe.sample_rate)
            story_picture(sound.numpy(), pipe.sample_rate, plan, *PICTURE_SIZE).save(beside / f"{number}.png")
            source = f"{place.name}/{number}"
            text += f'<audio controls preload="none" src="{source}.wav"></audio>\n<img src="{source}.png" alt="">\n'
            text += f"<pre>{html.escape(plan.to_cue_sheet())}</pre>\n" if planned else ""
        (beside / f"{number}.html").write_text(text, "utf-8")
    shutil.rmtree(place, ignore_errors=True)
    os.replace(beside, place)
    _write_page(folder)


def has_samples(folder, step: int) -> bool:
    """Whether the folder's page has the samples of a step."""
    page = Path(folder) / PAGE
    return page.is_file() and _heading(step) in page.read_text("utf-8")


def _single(pipe: AudioStoryPipeline, caption: str) -> StoryPlan:
    return StoryPlan.build([(caption, pipe.config.longest_clip_seconds)], crossfade_seconds=DEFAULT_CROSSFADE_SECONDS)


def _sound(pipe, plan, captions, planned, steps, guidance) -> torch.Tensor:
    if planned:
        tokens = pipe.bridge(plan)
    else:
        asked = captions([clip.caption for clip in plan.clips])
        tokens = BridgeTokens(asked, asked[:, :0], asked)
    latents = pipe.sample(tokens, plan, steps=steps, guidance=guidance)
    return pipe.stitch(pipe.decode(latents, plan), plan)


def _heading(step: int) -> str:
    return f"<h2>after {step} steps</h2>\n"


def _write_page(folder: Path) -> None:
    """Write all steps' fragments as one page, the newest step first."""
    parts = []
    for place in sorted(folder.glob("step_*"), reverse=True):
        parts.append(_heading(int(place.name.removeprefix("step_"))))
        parts += [file.read_text("utf-8") for file in sorted(place.glob("*.html"), key=lambda file: int(file.stem))]
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>samples</title><style>{STYLE}</style>\n'
    with atomic_write(folder / PAGE) as beside:
        beside.write_text(head + "".join(parts), "utf-8")
