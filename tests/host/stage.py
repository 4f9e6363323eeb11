"""A loaded model, conditioning and empty latent of a story, and the DiT Sampler over them, in this process."""
from __future__ import annotations

import torch


def load_stage(pack, folder, cues: str, crossfade_seconds: float) -> tuple:
    """(bundle, plan, what the DiT Sampler takes: MODEL, positive, negative, latent). Call it in inference mode."""
    bundle = pack.core.bundle.open_bundle(folder)
    llm, model = pack.native.load_writer(bundle), pack.native.load_model(bundle)
    plan = pack.core.story.StoryPlan.from_cue_sheet(cues, crossfade_seconds=crossfade_seconds)
    positive, negative = pack.bridge.AudioStoryQueryBridge.execute(llm, plan).result
    latent = pack.sample.AudioStoryLatent.execute(model, plan).result[0]
    return bundle, plan, (model, positive, negative, latent)


def sampled(pack, model, positive, negative, latent, noise: str = "independent", **settings) -> torch.Tensor:
    """What the DiT Sampler makes."""
    with torch.inference_mode():
        made = pack.sample.AudioStoryDiTSampler.execute(model, positive, negative, latent, noise=noise, **settings)
    return made.result[0]["samples"]
