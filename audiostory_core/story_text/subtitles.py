"""Reads subtitles: SubRip, WebVTT, YouTube's sbv, lyrics (lrc); and SubStation and MicroDVD with pysubs2.

SubRip and WebVTT are read here, not with a library: a chat answer has talk around its cues; one library misreads times
without milliseconds, and another takes a cue's name or a NOTE for its words and drops a last line that is a number.
"""
from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..timecode import clock_seconds
from .blocks import Line
from .captions import has_words, is_pause
from .cues import Cue, Reading
from .fields import Reader

_CLOCK = r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,:;]\d{1,3})?"
_TIMING = re.compile(rf"^\s{{0,8}}(?P<start>{_CLOCK})\s{{0,4}}(?P<arrow>-{{1,2}}>|,)\s{{0,4}}(?P<end>{_CLOCK})"
                     r"(?P<rest>(?:\s+[A-Za-z0-9]{1,12}:\S{1,40})*)\s*$")
_LYRIC = re.compile(r"\[(\d{1,3}:\d{2}(?:[.:]\d{1,3})?)\]")
_OVERRIDE = re.compile(r"\{\\[^{}]{0,200}\}[ ]?|\{[ubiUBI]\}|\{/[ubiUBI]\}")
_STYLE = re.compile(r"</?(?:b|i|u|c(?:\.[\w.]{1,40})?|font[^<>]{0,100}|ruby|rt|lang[^<>]{0,20})>|"
                    r"<\d{1,3}:\d{2}(?::\d{2})?[.,:]\d{1,3}>", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[\w.]{1,40})?\s+(?P<name>[^<>]{1,80})>|</v>")
_SOUND = re.compile(r"^(?:-\s{0,3})?(?:[\[【]([^\[\]【】]{1,900})[\]】]|[(（]([^()（）]{1,900})[)）]"
                    r"|[♪♫#]\s{0,3}([^♪♫#]{1,900}?)\s{0,3}[♪♫#])$")
_SUBSTATION = re.compile(r"^[ \t]{0,8}(?:\[Script Info\]|\[Events\]|Dialogue:)", re.MULTILINE)
_MICRODVD = re.compile(r"^\{\d{1,9}\}\{\d{1,9}\}")


def read_subtitles(lines: Sequence[Line], reader: Reader) -> Reading | None:
    """The cues of subtitles; None if the lines hold none."""
    timings = [(index, match) for index, (_, line) in enumerate(lines) if (match := _TIMING.match(line))]
    if timings:
        return _cues(lines, timings, reader)
    text = "\n".join(line for _, line in lines)
    if _SUBSTATION.search(text):
        return _reading(cue for cue in _by_library(text, format_="ass") if cue.caption)
    if lines and sum(bool(_MICRODVD.match(line)) for _, line in lines) >= max(1, len(lines) // 2):
        return _microdvd(text, reader)
    return _lyrics(lines, reader)


def _cues(lines: Sequence[Line], timings: list, reader: Reader) -> Reading | None:
    vtt = any(line.strip().startswith("WEBVTT") for _, line in lines[:timings[0][0] + 1])
    cues, notes, empty = [], [], []
    borders = [index for index, _ in timings[1:]] + [len(lines)]
    several = 0
    for (index, match), border in zip(timings, borders, strict=True):
        place = f"line {lines[index][0]}"
        payload = _payload(lines[index + 1:border], border == len(lines), vtt)
        if border == len(lines) and not several and len(payload) > 1 and payload[-1][-1] in ".!?:":
            notes.append(f"{payload[-1][:60]!r} below the last subtitle was taken for talk: all others have one line")
            payload = payload[:1]
        several += len(payload) > 1
        caption = _plain(payload, vtt)
        if not any(sign.isalnum() for sign in caption):
            empty.append(place)
            continue
        start, end = (_seconds(match[name], place, reader) for name in ("start", "end"))
        cues.append(Cue(place, caption, start=start, end=end, pause=is_pause(caption, reader.words)))
    if empty:
        notes.append(f"subtitles without words were left out: {', '.join(empty[:6])}")
    return Reading(tuple(_without_brackets(cues)), tuple(notes)) if cues else None


def _without_brackets(cues: list[Cue]) -> list[Cue]:
    """Cues without brackets (which subtitles for the deaf put around sounds) and without ♪, if most cues have them."""
    bare = [_SOUND.sub(lambda match: match[1] or match[2] or match[3], cue.caption).strip() for cue in cues]
    marked = sum(caption != cue.caption for caption, cue in zip(bare, cues, strict=True))
    return [replace(cue, caption=caption) if has_words(caption) else cue
            for caption, cue in zip(bare, cues, strict=True)] if marked * 2 >= len(cues) else cues


def _payload(lines: Sequence[Line], last: bool, vtt: bool) -> list[str]:
    """A cue's own lines, without those after it: the next cue's number or name, a NOTE, or talk.

    Raises:
        ValueError: a number and words without a time, in the place of the next cue.
    """
    paragraphs: list[list[Line]] = [[]]
    for number, line in lines:
        if line.strip():
            paragraphs[-1].append((number, line.strip()))
        elif paragraphs[-1]:
            paragraphs.append([])
    paragraphs = [paragraph for paragraph in paragraphs if paragraph]
    own = [text for _, text in paragraphs[0]] if paragraphs else []
    if not last and len(paragraphs) == 1 and own and own[-1].isdigit():
        return own[:-1] if lines[-1][1].strip() else own  # the next cue's number, without an empty line before
    for paragraph in paragraphs[1:]:
        (number, first), more = paragraph[0], paragraph[1:]
        if first.isdigit() and more and not vtt:
            raise ValueError(f"line {number} numbers a subtitle ({more[0][1][:40]!r}) that has no time; write its time")
        if not last and not vtt and not first.isdigit():
            own += [text for _, text in paragraph if not (text.isdigit() and paragraph is paragraphs[-1])]
    return own


def _plain(payload: list[str], vtt: bool) -> str:
    text = " ".join(line for line in payload if line)
    if not vtt:
        text = _OVERRIDE.sub("", text).replace("\\N", " ").replace("\\h", " ")
    else:
        text = _VOICE.sub(lambda match: f"{match['name'].strip()}: " if match["name"] else "", text)
    text = _STYLE.sub("", text)
    return (html.unescape(text) if vtt else text).strip()


def _seconds(clock: str, place: str, reader: Reader) -> float:
    if clock.count(":") == 2 and re.search(r"[:;]\d{3}$", clock):  # 00:00:03:500, a decimal point gone wrong
        clock = clock[:-4] + "." + clock[-3:]
    try:
        return clock_seconds(clock.replace(",", "."), reader.frame_rate)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error


def _microdvd(text: str, reader: Reader) -> Reading | None:
    if reader.frame_rate is None and not re.match(r"\s*\{[01]\}\{[01]\}\d", text):
        raise ValueError("the subtitles count frames, and the text does not say how many a second has; give the frame "
                         "rate")
    return _reading(_by_library(text, format_="microdvd", fps=reader.frame_rate))


def _reading(cues: Iterable[Cue]) -> Reading | None:
    found = tuple(cues)
    return Reading(found) if found else None


def _by_library(text: str, **options) -> list[Cue]:
    """The cues that pysubs2 reads. options: passed to it."""
    import pysubs2  # imported only for such subtitles

    try:
        found = pysubs2.SSAFile.from_string(text, **options)
    except (pysubs2.exceptions.Pysubs2Error, ValueError) as error:
        raise ValueError(f"the subtitles cannot be read: {error}") from error
    events = [event for event in found if not event.is_comment]
    return [Cue(f"subtitle {number}", " ".join(event.plaintext.split()), start=event.start / 1000, end=event.end / 1000)
            for number, event in enumerate(events, 1)]


def _lyrics(lines: Sequence[Line], reader: Reader) -> Reading | None:
    """The cues of lyrics with [m:ss.cc] before each line. A last stamp without words gives the end of the last line."""
    cues, end, total = [], None, None
    stamped = [(number, line.strip()) for number, line in lines if _LYRIC.match(line.strip())]
    if len(stamped) < 2 or any(stamped[0][0] < number < stamped[-1][0] and not _LYRIC.match(line.strip())
                               for number, line in lines if line.strip()):
        return None
    for _, line in lines:
        found = re.match(r"\s*\[length:\s*(\d{1,3}:\d{2}(?:\.\d{1,3})?)\s*\]", line, re.IGNORECASE)
        total = clock_seconds(found[1]) if found else total
    for number, line in stamped:
        stamps, words = [], line
        while match := _LYRIC.match(words):
            stamps.append(match[1])
            words = words[match.end():].lstrip()
        if words[:1] in ("-", "–", "~") or any(sign in line for sign in ("] -", "] –")):
            return None  # "[0:00] - [0:08] rain": ranges, see lines.py
        for stamp in stamps:
            start = clock_seconds(re.sub(r":(\d{1,3})$", r".\1", stamp) if stamp.count(":") == 2 else stamp)
            last = number == stamped[-1][0] and words.strip(" .[]()").lower() in reader.words.end
            if words and not last:
                caption = " ".join(_STYLE.sub("", words).split())
                cues.append(Cue(f"line {number}", caption, start=start, pause=is_pause(caption, reader.words)))
            else:
                end = start
    lengths = any(time.unit for cue in cues for time in reader.times(cue.caption))
    if not cues or lengths or end is None and total is None:
        return None  # a timeline that gives its end in another way, see lines.py
    cues.sort(key=lambda cue: cue.start)
    if end is not None and end > cues[-1].start:
        total = end
    return Reading(tuple(cues), (), total, "the last time" if total is not None else "")
