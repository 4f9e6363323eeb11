"""Reads one caption for each shot, from text written by hand or from captioning models' answers."""
from __future__ import annotations

from collections.abc import Sequence

from ..errors import listed, quoted
from ..story_text.captions import has_words, is_pause, read_marks, without_label
from .answers import Reader, Row, answer, opened

SILENT = ""  # the caption of a shot without sound


def captions_of(texts: Sequence[str], count: int) -> list[str]:
    """One caption of one line for each shot; SILENT if the text says that nothing is heard ("silence", "no sound").

    Texts may be the answers of captioning models: thoughts, talk before and after the caption, words about the picture
    itself ("The image shows"), bold and quotes, list marks, numbers and labels ("Caption:", "Shot 3:") are left out.
    Lines of one answer are joined. JSON is read.

    Args:
        texts: one for each shot; or a single text for all, with a line or a numbered entry for each. Empty lines do not
            count.
        count: number of shots.

    Raises:
        ValueError: more or fewer captions than shots; a text without words; an answer in which a model says that it
            cannot see or will not help.
    """
    texts, reader = list(texts), Reader()
    for number, text in enumerate(texts, 1):
        if not isinstance(text, str):
            raise ValueError(f"caption {number} is {quoted(text)}; a text is needed")
    if len(texts) == 1 and count > 1:
        _check_refusals(texts, reader)
        texts = _entries(texts[0], count, reader)
    if len(texts) != count:
        raise ValueError(f"{len(texts)} captions came for {count} shots; one a shot is needed, as a list or as one "
                         "line each")
    _check_refusals(texts, reader)
    captions = [_caption(reader.rows(text)) for text in texts]
    if empty := [number for number, caption in enumerate(captions, 1) if not has_words(caption)]:
        raise ValueError(f"the caption of shot {listed(empty)} has no words; write what is heard there, or 'silence'")
    return [SILENT if _is_silent(caption, reader) else caption for caption in captions]


def _is_silent(caption: str, reader: Reader) -> bool:
    """Whether a caption says that nothing is heard, also in words such as "There is no sound"."""
    lead = reader.words.lead_in.match(caption)
    return is_pause(caption, reader.words) or lead is not None and is_pause(caption[lead.end():], reader.words)


def _check_refusals(texts: list[str], reader: Reader) -> None:
    refused = [number for number, text in enumerate(texts, 1) if reader.is_refusal(text)]
    if refused:
        said = quoted(" ".join(texts[refused[0] - 1].split())[:120])
        raise ValueError(f"caption {listed(refused)} is an answer without a caption: {said}; ask the model another "
                         "way, or write what is heard there by hand")


def _caption(rows: list[Row]) -> str:
    """Several rows joined to one line: entries of a list with commas, sentences with full stops."""
    text = ""
    for row, following in zip(rows, [*rows[1:], None], strict=False):
        joint = "" if following is None else "." if row.ends else "," if following.listed else ""
        text += f"{row.text}{joint} "
    return " ".join(text.split())


def _entries(text: str, count: int, reader: Reader) -> list[str]:
    """The captions in one text: its numbered entries if there are `count`, else its bullets if so, else its lines."""
    text = answer(text)
    value = opened(text)
    if value is not None:
        return reader.strings(value)
    lines = [line for line in text.splitlines() if has_words(line)]
    for is_entry in (_is_numbered, _is_bullet):
        starts = [place for place, line in enumerate(lines) if is_entry(line, reader)]
        if len(starts) == count:
            ends = [*starts[1:], len(lines)]
            return ["\n".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    if len(lines) > count:
        lines = [line for line in lines if not reader.is_talk(line)]
    return lines


def _is_numbered(line: str, reader: Reader) -> bool:
    row = read_marks(line)
    return row.ordinal is not None or bool(without_label(row.text, reader.words)[1])


def _is_bullet(line: str, reader: Reader) -> bool:
    row = read_marks(line)
    return row.kind == "bullet" and not row.indent
