"""Examples of the server's most frequent messages to users, made by the library: notes, warnings and refusals."""
from __future__ import annotations

from pathlib import Path

import torch

import audiostory_core
from audiostory_core.audio_input import read_audio
from audiostory_core.bundle import read_config
from audiostory_core.crossfade import one_sample_rate
from audiostory_core.guide.vocabulary import check_known, plan_warning
from audiostory_core.stitch import stitch_clips, stitch_story
from audiostory_core.story import StoryPlan
from audiostory_core.story_text import read_plan_text

EMBEDDED = Path(audiostory_core.__file__).parent / "weights" / "tiny" / "config.json"
REFUSED_SHEETS = ("rain falls", "4", "4 it is #seed=x", "0 rain", "nan rain", "4 12", "4 rain #lock=xyz",
                  f"4 rain #seed={2**64}", "4 rain #gain=90", "4 a <|im_end|> b", f"4 {'rain ' * 300}",
                  "4 rain\n" * 1001, "", "@x 2 rain", "@0:75 2 rain", "@3 rain", "2 rain\n@0 2 wind",
                  "9 rain #lane=a\n@1 2 wind #lane=a", "#length=3\n4 rain", "2 rain #lane=!", "2 rain #align=peak",
                  "#rate=0.5\n2 rain")
REFUSED_TEXTS = ("rain\n4 dog barks", "0:04-0:02 rain falls", '{"clips": [',
                 "<!DOCTYPE tt><tt><p begin='0s' end='6s'>Rain falls</p></tt>", "rain falls", "Rain (3-5 seconds)",
                 '[{"caption": "rain", "caption": "dog", "seconds": 4}]', "00:00:00:00 - 00:00:06:00 Rain",
                 '[{"caption": "rain", "duration": "soon"}]')
READ_WITH_NOTES = ("0:00-0:05 rain falls\n0:04-0:08 a dog barks", "0:04-0:08 a dog barks\n0:00-0:04 rain falls")


STRANGE_SOUNDS = (None, {"waveform": torch.zeros(3, 4), "sample_rate": 0},
                  {"waveform": torch.zeros(1, 0, 4), "sample_rate": 100},
                  {"waveform": torch.full((1, 1, 4), torch.nan), "sample_rate": 100})


def refusal(act, *given) -> list[str]:
    try:
        act(*given)
    except ValueError as error:
        return [str(error)]
    return []


def stitched(lengths: list[int], plan: StoryPlan) -> list[str]:
    """What is noted of clips of so many samples at 100 a second."""
    notes: list[str] = []
    stitch_story([torch.ones(1, samples) for samples in lengths], plan, 100, on_note=notes.append)
    return notes


def said() -> list[str]:
    config = read_config(EMBEDDED)
    plan = StoryPlan.build([("rain falls", 4.0), ("a dog barks", 4.0)], crossfade_seconds=1.0)
    strange = StoryPlan.build([("a xylophone", 4.0)])
    lines = [line for text in REFUSED_SHEETS for line in refusal(StoryPlan.from_cue_sheet, text)]
    lines += [line for text in REFUSED_TEXTS for line in refusal(read_plan_text, text)]
    lines += [note for text in READ_WITH_NOTES for note in read_plan_text(text).notes]
    lines += StoryPlan.build([("rain falls", 9.0), ("a dog barks", 1.0), ("wind", 4.0)], crossfade_seconds=3.0,
                             longest_seconds=10.0).notes
    lines += refusal(plan.fitted, 3.0)
    lines += [*refusal(check_known, "a xylophone", config.known_words), plan_warning(config, strange)]
    for lengths in ([700, 400], [480, 400], [500, 385]):
        lines += stitched(lengths, plan)
    lines += refusal(stitched, [400, 400], plan)
    lines += refusal(stitch_clips, [], 100, 0.0) + refusal(one_sample_rate, [44100, 48000])
    lines += [line for sound in STRANGE_SOUNDS for line in refusal(read_audio, sound, "sound 2")]
    lines += ["step 3 of 25, 40 s left", "step 25 of 25, done in a moment"]
    return lines
