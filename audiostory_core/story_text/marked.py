"""Reads XML with times in its attributes: TTML subtitles, and answers of language models that use tags."""
from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from ..plan_checks import MOST_CLIPS
from .blocks import Line
from .captions import tidy
from .cues import Reading, check_count
from .fields import TIME_FIELDS, Reader, cue_of

_BEGIN = re.compile(r"<\?xml|<(?P<name>[A-Za-z][\w.:-]{0,40})(?:\s[^<>]{0,2000})?>")
MOST_ELEMENTS = 2_000
_TICKS = re.compile(r"\d{1,12}t$|\d{1,9}(?:\.\d{1,6})?f$")


def read_marked(lines: Sequence[Line], reader: Reader) -> Reading | None:
    """The cues of XML; None for XML without times.

    Raises:
        ValueError: an entity or document type, which could name files or grow without limit; ticks or frames as times.
    """
    text = "\n".join(line for _, line in lines)
    begin = _BEGIN.search(text)
    if begin is None or "</" not in text and "/>" not in text:
        return None
    closing = text.rfind(">")
    body = text[begin.start():closing + 1]
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("the XML declares a document type or entities; take these lines out")
    try:
        root = ElementTree.fromstring(body if begin["name"] is None else f"<all>{body}</all>")  # noqa: S314 no entities
    except ElementTree.ParseError:
        return None  # tags within talk
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise ValueError(f"the XML has more than {MOST_ELEMENTS} elements; 1 to {MOST_CLIPS} clips are possible")
    cues = []
    for element in root.iter():
        fields = {kind: value for name, value in element.attrib.items()
                  if (kind := reader.words.field(name.split("}")[-1])) in TIME_FIELDS}
        if not fields or not (caption := _words_of(element, reader)):
            continue
        place = f"clip {len(cues) + 1}"
        for kind, value in fields.items():
            if _TICKS.match(value):
                raise ValueError(f"{place}: its {kind} is {value!r}, in ticks or frames; write seconds or h:mm:ss")
        cues.append(cue_of(fields, caption, place, reader))
        check_count(len(cues))
    return Reading(tuple(cues)) if cues else None


def _words_of(element: ElementTree.Element, reader: Reader) -> str:
    """An element's own words; if it has none, the words of an attribute with a caption's name. "" for a wrapper."""
    parts = [element.text or ""]
    for child in element:
        if any(reader.words.field(name) in TIME_FIELDS for name in child.attrib):
            return ""  # a wrapper of cues
        parts += ["".join(child.itertext()), " ", child.tail or ""]
    words = tidy(" ".join("".join(parts).split()))
    named = [tidy(value) for name, value in element.attrib.items() if reader.words.field(name) in ("caption", "title")]
    return words or next((name for name in named if name), "")
