"""Draws the templates' pictures for the page's list, example_workflows/TITLE.jpg.

    python dev.py run python -m dev_tools.thumbnails [NAME...]

The upper half shows what is special about the template, the lower half a story's spectrogram. The page shows the
pictures at about 240 pixels, so words are large. The stories are those of docs/stories, made by the embedded model.
"""
from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from audiostory_core.picture import BACKGROUND, INK, mel_picture
from audiostory_core.story import StoryPlan

from .story_page import FOLDER as STORIES
from .story_page import REPORT
from .templates import FOLDER, TITLES

SIDE, HALF, SPECTRUM = 480, 215, 170  # pixels of a picture; heights of its upper half and of the spectrogram
WORDS, SMALL = 30, 23  # heights of words
BLUE, BROWN, GREY, GREEN = (58, 98, 150), (150, 116, 50), (70, 70, 78), (58, 130, 88)
MARGIN = 14


@dataclass
class Story:
    """A story of docs/stories. waveform: [channels, samples]."""

    waveform: np.ndarray
    rate: int
    plan: StoryPlan


def text_to_story(draw, story: Story) -> None:
    said(draw, "A storm rolls over a farm, then a rooster crows and a dog barks")


def edit_a_story(draw, story: Story) -> None:
    left, width = MARGIN, SIDE - 2 * MARGIN
    for number, (clip, start) in enumerate(zip(story.plan.clips, story.plan.start_seconds, strict=True)):
        x = left + width * start / story.plan.total_seconds
        right = left + width * min(1, (start + clip.seconds) / story.plan.total_seconds)
        draw.rectangle((x + 2, 30, right - 2, 190), fill=BLUE if number % 2 == 0 else GREY)
        part = story.waveform[0, int(start * story.rate):int((start + clip.seconds) * story.rate)]
        waves(draw, part, (x + 6, 90, right - 6, 180))
        if number == 1:
            lock(draw, (x + right) / 2, 60)


def under_a_video(draw, story: Story) -> None:
    draw.rectangle((0, 20, SIDE, 205), fill=(10, 10, 12))
    for x in range(6, SIDE, 24):
        for y in (26, 187):
            draw.rectangle((x, y, x + 12, y + 12), fill=INK)
    for number in range(4):
        x = 8 + number * 118
        draw.rectangle((x, 46, x + 110, 179), fill=(70 + 40 * number, 110 + 25 * number, 170))
        draw.ellipse((x + 70, 120 - 22 * number, x + 98, 148 - 22 * number), fill=(252, 214, 110))
        draw.polygon((x, 179, x, 150, x + 45, 120, x + 110, 160, x + 110, 179), fill=(38, 82 + 10 * number, 48))


def shots(draw, story: Story) -> None:
    """Draw a film strip cut into shots, with an arrow from each shot to the story."""
    for number, colour in enumerate((BLUE, BROWN, GREEN, GREY)):
        x = 8 + number * 118
        draw.rectangle((x, 30, x + 106, 130), fill=colour)
        draw.line((x + 53, 136, x + 53, 196), fill=INK, width=4)
        draw.polygon((x + 43, 186, x + 63, 186, x + 53, 204), fill=INK)
    words(draw, "cut   cut   cut", (150, 2), SMALL)


def subtitles(draw, story: Story) -> None:
    draw.rectangle((30, 10, SIDE - 30, 200), fill=(30, 44, 66))
    draw.ellipse((330, 30, 400, 100), fill=(240, 230, 190))
    for number, caption in enumerate(captions(story)[:2]):
        text = f"[{textwrap.shorten(caption, 26, placeholder=' ...')}]"
        draw.text((SIDE / 2, 130 + 36 * number), text, INK, font(SMALL + 2), anchor="mm")


def foley(draw, story: Story) -> None:
    """Draw three lanes with clips."""
    for lane, spans in enumerate((((0, 1),), ((0.1, 0.3), (0.55, 0.85)), ((0.25, 0.4), (0.7, 0.95)))):
        top = 18 + 62 * lane
        for start, end in spans:
            place = MARGIN + start * (SIDE - 2 * MARGIN), top, MARGIN + end * (SIDE - 2 * MARGIN), top + 54
            draw.rectangle(place, fill=(BLUE, BROWN, GREEN)[lane])
            waves(draw, story.waveform[0, :story.rate * 4], (place[0] + 4, top + 4, place[2] - 4, top + 50))


def goes_on(draw, story: Story) -> None:
    """Draw a given sound, and what goes on from it."""
    middle, samples = 170, story.waveform[0]
    draw.rectangle((MARGIN, 30, middle, 190), fill=GREY)
    draw.rectangle((middle, 30, SIDE - MARGIN, 190), fill=BLUE)
    waves(draw, samples[:len(samples) // 3], (MARGIN + 6, 50, middle - 6, 170))
    waves(draw, samples[len(samples) // 3:], (middle + 6, 50, SIDE - MARGIN - 6, 170))
    draw.polygon((middle - 16, 92, middle + 20, 110, middle - 16, 128), fill=INK)


def redone(draw, story: Story) -> None:
    """Draw a sound with a marked stretch."""
    draw.rectangle((MARGIN, 30, SIDE - MARGIN, 190), fill=GREY)
    draw.rectangle((190, 30, 300, 190), fill=GREEN)
    waves(draw, story.waveform[0], (MARGIN + 6, 50, SIDE - MARGIN - 6, 170))


def generated(draw, story: Story) -> None:
    for number in range(3):
        x = 20 + 150 * number
        draw.rectangle((x, 40, x + 136, 140), fill=(60 + 50 * number, 90, 190 - 50 * number))
        draw.regular_polygon((x + 68, 90, 34 - 6 * number), 5, 20 * number, fill=(250, 240, 220))
    words(draw, "images + fps + story", (100, 160), WORDS - 2)


def any_model(draw, story: Story) -> None:
    for number, caption in enumerate(captions(story)[:3]):
        words(draw, caption, (MARGIN, 20 + 66 * number), SMALL - 2)
        draw.line((264, 40 + 66 * number, 292, 105), fill=INK, width=3)
    box(draw, (296, 50, SIDE - MARGIN, 170), "any\nmodel", GREEN, WORDS)


def stitch_sounds(draw, story: Story) -> None:
    part = story.waveform[0]
    for number, (start, end, colour) in enumerate(((0, 190, BLUE), (150, 340, GREEN), (300, 466, BROWN))):
        top = 30 + 46 * number
        draw.polygon((start + MARGIN, top + 70, start + MARGIN + 40, top, end, top, end + MARGIN, top + 70),
                     fill=colour)
        share = part.size // 3
        waves(draw, part[number * share:(number + 1) * share], (start + 30, top, end, top + 70))


def node_by_node(draw, story: Story) -> None:
    names = ("LLM", "plan", "bridge", "DiT", "VAE", "stitch")
    for number, name in enumerate(names):
        x, y = MARGIN + 154 * (number % 3), 30 + 95 * (number // 3)
        box(draw, (x, y, x + 138, y + 72), name, BLUE if number % 2 == 0 else GREY, WORDS)
        if number % 3 < 2:
            draw.line((x + 138, y + 36, x + 154, y + 36), fill=INK, width=4)


def ksampler(draw, story: Story) -> None:
    box(draw, (40, 30, SIDE - 40, 195), "KSampler\nschedulers, LoRAs", BROWN, WORDS)


def full_size(draw, story: Story) -> None:
    box(draw, (40, 30, SIDE - 40, 195), "AudioStory-3B\n17 GB, once", GREEN, WORDS + 4)


DRAWN: dict[str, tuple[str, Callable]] = {  # template -> its story, and the function that draws the upper half
    "text_to_story_short": ("farm", text_to_story),
    "edit_a_story": ("night", edit_a_story),
    "story_under_a_video": ("coast", under_a_video),
    "any_text_to_audio": ("forest", any_model),
    "stitch_sounds": ("fair", stitch_sounds),
    "text_to_story": ("house", node_by_node),
    "text_to_story_ksampler": ("city", ksampler),
    "full_size_checkpoint": ("pond", full_size),
    "dub_a_film": ("city", shots),
    "dub_from_subtitles": ("house", subtitles),
    "foley_over_a_film": ("night", foley),
    "generated_film": ("coast", generated),
    "go_on_from_a_sound": ("forest", goes_on),
    "redo_a_stretch": ("fair", redone),
}
BATCH = ("farm", "coast", "night")  # the stories of batch_of_stories


def font(size: int):
    return ImageFont.load_default(size=size)


def words(draw, text: str, place: tuple[float, float], size: int) -> None:
    draw.text(place, text, INK, font(size))


def said(draw, text: str) -> None:
    """Draw words in a speech bubble."""
    draw.rounded_rectangle((MARGIN, MARGIN, SIDE - MARGIN, HALF - 20), 18, fill=BLUE)
    draw.polygon((70, HALF - 22, 120, HALF - 22, 76, HALF + 6), fill=BLUE)
    draw.multiline_text((SIDE / 2, HALF / 2 - 3), "\n".join(textwrap.wrap(text, 25)), INK, font(WORDS),
                        anchor="mm", align="center", spacing=8)


def box(draw, place: tuple[int, int, int, int], text: str, colour: tuple, size: int) -> None:
    draw.rounded_rectangle(place, 14, fill=colour)
    draw.multiline_text(((place[0] + place[2]) / 2, (place[1] + place[3]) / 2), text, INK, font(size), anchor="mm",
                        align="center", spacing=10)


def lock(draw, x: float, y: float) -> None:
    draw.arc((x - 12, y - 26, x + 12, y + 6), 180, 360, fill=INK, width=5)
    draw.rectangle((x - 18, y - 8, x + 18, y + 20), fill=INK)


def waves(draw, samples: np.ndarray, place: tuple[float, float, float, float]) -> None:
    """Draw a sound's waveform."""
    left, top, right, bottom = place
    columns = max(1, int((right - left) / 3))
    for number, part in enumerate(np.array_split(np.abs(samples), columns)):
        half = (bottom - top) / 2 * min(1, part.max() / max(np.abs(samples).max(), 1e-6))
        x, middle = left + 3 * number, (top + bottom) / 2
        draw.line((x, middle - half, x, middle + half), fill=INK, width=2)


def picture_of(name: str) -> Image.Image:
    picture = Image.new("RGB", (SIDE, SIDE), BACKGROUND)
    draw = ImageDraw.Draw(picture)
    if name not in DRAWN:
        for number, story in enumerate(map(read_story, BATCH)):
            top = 158 * number
            picture.paste(mel_picture(story.waveform, story.rate, SIDE - 80, 104), (66, 46 + top))
            words(draw, str(number + 1), (22, 66 + top), 60)
            words(draw, textwrap.shorten(", ".join(captions(story)), 32, placeholder=" ..."), (66, 12 + top), SMALL)
        return picture
    name, upper = DRAWN[name]
    story = read_story(name)
    upper(draw, story)
    told(picture, draw, story)
    return picture


def told(picture: Image.Image, draw, story: Story) -> None:
    """Draw the lower half: the story's spectrogram with captions."""
    width, top = SIDE - 2 * MARGIN, SIDE - MARGIN - SPECTRUM
    picture.paste(mel_picture(story.waveform, story.rate, width, SPECTRUM), (MARGIN, top))
    starts = dict(zip(reversed([each.caption.partition(",")[0] for each in story.plan.clips]),
                      reversed(story.plan.start_seconds), strict=True))  # if several clips have a name, the first one
    ends = [*sorted(starts.values())[1:], story.plan.total_seconds]
    for (caption, start), end in zip(sorted(starts.items(), key=lambda item: item[1]), ends, strict=True):
        x = MARGIN + width * start / story.plan.total_seconds
        for y in range(top, SIDE - MARGIN, 12):
            draw.line((x, y, x, y + 6), fill=INK, width=2)
        letters = int(width * (end - start) / story.plan.total_seconds / (0.5 * SMALL))
        lines = textwrap.wrap(caption.removeprefix("a ").removeprefix("an "), max(letters, 7), break_long_words=False)
        draw.multiline_text((x + 3, top - 6), "\n".join(lines[:3]), INK, font(SMALL), anchor="ld", spacing=4)


def captions(story: Story) -> list[str]:
    """The first words of its clips' captions (up to a comma), without duplicates."""
    return list(dict.fromkeys(clip.caption.partition(",")[0] for clip in story.plan.clips))


def read_story(name: str) -> Story:
    """Read a story of docs/stories."""
    import soundfile

    told = next(story for story in json.loads((STORIES / REPORT).read_text(encoding="utf-8"))["stories"]
                if story["id"] == name)
    cues = "".join(f"{clip['seconds']} {clip['caption']}\n" for clip in told["clips"])
    waveform, rate = soundfile.read(STORIES / "stories" / name / "story.mp3", always_2d=True)
    return Story(waveform.T, rate, StoryPlan.from_cue_sheet(cues, crossfade_seconds=0.0))


def main() -> None:
    for name in sys.argv[1:] or TITLES:
        picture_of(name).save(FOLDER / f"{TITLES[name]}.jpg", quality=85)


if __name__ == "__main__":
    main()
