"""The node Story Spectrogram: a sound's mel spectrogram as an IMAGE."""
from __future__ import annotations

import numpy as np
import torch
from comfy_api.latest import io, ui

from ..audiostory_core.audio_input import read_audio
from .picture import spectrogram_picture
from .types import CATEGORY, PlanType, search_aliases


class AudioStorySpectrogram(io.ComfyNode):
    """Draws a mel spectrogram as an IMAGE, for image and video nodes."""

    @classmethod
    def define_schema(cls):
        return io.Schema(
            node_id="AudioStorySpectrogram",
            display_name="Story Spectrogram",
            category=CATEGORY,
            **search_aliases("mel spectrogram", "waveform image"),
            is_output_node=True,
            description="Draw the mel spectrogram of a sound, with the plan's clips marked.",
            inputs=[
                io.Audio.Input("audio", tooltip="From the Clip Stitcher, or any sound."),
                io.Int.Input("width", default=1200, min=128, max=8192, tooltip="Pixels of the image."),
                io.Int.Input("height", default=400, min=96, max=4096, tooltip="Pixels of the image."),
                PlanType.Input("plan", optional=True, tooltip="Marks where each clip begins, with its caption."),
            ],
            outputs=[io.Image.Output(tooltip="One image a sound, for any image or video node.")],
        )

    @classmethod
    def execute(cls, audio, width, height, plan=None) -> io.NodeOutput:
        sounds, rate = read_audio(audio, "audio")
        pictures = [spectrogram_picture(sound, rate, plan, width, height) for sound in sounds]
        images = torch.stack([torch.from_numpy(np.asarray(picture).copy()).float() / 255 for picture in pictures])
        return io.NodeOutput(images, ui=ui.PreviewImage(images, cls=cls))
