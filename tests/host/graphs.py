"""Prompts in API form for the server, and functions for their results."""
from __future__ import annotations

import copy
import io

import torch

# What the reference checkpoint was made for: it writes three clips of 6.5 s together.
REFERENCE_TEXT = ("Create a long-form audio composition that explores a car engine starts, then rain falls softly on a "
                  "tin roof, then a dog barks twice.")
CUES = "2.5 a car engine starts\n2 rain falls softly on a tin roof\n2 a dog barks twice"

LOADER, PLANNER, TEXT, BRIDGE, LATENT, SAMPLER, DECODE, STITCHER, SAVE = map(str, range(1, 10))


def story(bundle: str, **changes) -> dict:
    """From a sentence to a saved story.

    changes: {"NODE__input": value}, such as SAMPLER__steps=2.
    """
    prompt = {
        LOADER: _node("AudioStoryLoader", bundle=bundle),
        PLANNER: _node("AudioStoryPlanner", llm=[LOADER, 0], text=REFERENCE_TEXT, seconds=6.5, lead_in="none",
                       crossfade_seconds=0.5, seed=0, temperature=0.0),
        TEXT: _node("AudioStoryPlanFromText", text="", crossfade_seconds=0.5, plan=[PLANNER, 0], llm=[LOADER, 0]),
        BRIDGE: _node("AudioStoryQueryBridge", llm=[LOADER, 0], plan=[TEXT, 0]),
        LATENT: _node("AudioStoryLatent", model=[LOADER, 1], plan=[TEXT, 0]),
        SAMPLER: _node("AudioStoryDiTSampler", model=[LOADER, 1], positive=[BRIDGE, 0], negative=[BRIDGE, 1],
                       latent_image=[LATENT, 0], seed=0, steps=2, cfg=4.0, noise="independent"),
        DECODE: _node("AudioStoryVAEDecode", vae=[LOADER, 2], samples=[SAMPLER, 0], plan=[TEXT, 0]),
        STITCHER: _node("AudioStoryClipStitcher", clips=[DECODE, 0], crossfade_seconds=0.5, curve="linear",
                        peak_limit=0.0, plan=[TEXT, 0]),
        SAVE: _node("SaveAudio", audio=[STITCHER, 0], filename_prefix="audio/test"),
    }
    return changed(prompt, **changes)


def written(bundle: str, text: str = CUES, **changes) -> dict:
    """The same from a plan written by hand: no planner."""
    prompt = story(bundle)
    del prompt[PLANNER], prompt[TEXT]["inputs"]["plan"]
    prompt[TEXT]["inputs"]["text"] = text
    return changed(prompt, **changes)


def changed(prompt: dict, **changes) -> dict:
    """A copy with other inputs; a value of None takes the input away."""
    prompt = copy.deepcopy(prompt)
    for place, value in changes.items():
        node, name = place.split("__")
        inputs = prompt[globals()[node]]["inputs"]
        inputs[name] = value
        if value is None:
            del inputs[name]
    return prompt


def sound(server, run, node: str = SAVE) -> tuple[torch.Tensor, int]:
    """The first sound that a node saved, fetched by /view: waveform [C, T], sample rate."""
    return decoded(server.view(run.outputs[node]["audio"][0]))


def decoded(data: bytes) -> tuple[torch.Tensor, int]:
    """A sound file's first track: waveform [C, T], sample rate."""
    import av  # comes with ComfyUI: without one these tests are skipped, and must be collected all the same

    with av.open(io.BytesIO(data)) as file:
        stream = file.streams.audio[0]
        rate, channels = stream.codec_context.sample_rate, stream.codec_context.channels
        parts = []
        for frame in file.decode(stream):
            part = torch.from_numpy(frame.to_ndarray())
            parts.append(part if part.shape[0] == channels else part.reshape(-1, channels).T)
    whole = torch.cat(parts, dim=1)
    if not whole.is_floating_point():
        whole = whole.float() / torch.iinfo(whole.dtype).max
    return whole, rate


def _node(class_type: str, **inputs) -> dict:
    return {"class_type": class_type, "inputs": inputs}
