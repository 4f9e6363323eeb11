"""Splits an answer into code fences and the text outside of them, without the model's thoughts."""
from __future__ import annotations

import re
from dataclasses import dataclass

# the marks that open and close the thoughts in reasoning models' raw answers
_THOUGHTS = re.compile(
    r"(?P<open><(?:think|thinking|thoughts?|reasoning|reflection|scratchpad|analysis)>|\[THINK\]|◁think▷|"
    r"<\|channel\|>(?:analysis|commentary)[^<]{0,40}<\|message\|>|^Thinking\.\.\.[ \t]*$)"
    r"|(?P<close></(?:think|thinking|thoughts?|reasoning|reflection|scratchpad|analysis)>|\[/THINK\]|◁/think▷|"
    r"^\.\.\.[ \t]?done thinking\.?[ \t]*$|\[BEGIN FINAL RESPONSE\]|<\|channel\|>final[^<]{0,40}<\|message\|>)",
    re.IGNORECASE | re.MULTILINE)
_CONTROL = re.compile(r"<\|(?:start|end|return|im_end|im_start|eot_id|channel|message)\|>(?:assistant)?")
_EMPTY_LINE = re.compile(r"\n[ \t]{0,80}\n")
_FENCE = re.compile(r"^[ \t>]{0,12}(?P<mark>`{3,}|~{3,})(?P<rest>.*)$")

Line = tuple[int, str]  # number in the text (from 1), and content


@dataclass(frozen=True)
class Blocks:
    """The parts of an answer.

    fences: the lines within each code fence, in order. outside: all other lines.
    unfinished: whether thoughts began and were never closed.
    """

    fences: tuple[tuple[Line, ...], ...]
    outside: tuple[Line, ...]
    unfinished: bool


def read_blocks(text: str) -> Blocks:
    """Split an answer into its parts. Every line keeps its number."""
    answer, unfinished = _without_thoughts(text.removeprefix("\ufeff"))
    lines, blank = [], False
    for number, line in enumerate(answer.splitlines(), 1):
        empty = not line or line.isspace()
        if not (empty and blank):  # of several empty lines one is kept
            lines.append((number, line))
        blank = empty
    fences, outside, fence, mark = [], [], None, ""
    for number, line in lines:
        found = _FENCE.match(line)
        if fence is None and found is None:
            outside.append((number, line))
        elif fence is None:
            mark, rest = found["mark"], found["rest"]
            inner = rest.rstrip("`~ \t") if rest.rstrip().endswith(mark) else rest
            start = min((place for place in map(inner.find, "{[") if place >= 0), default=-1)
            fence = [(number, inner[start:])] if start >= 0 else []
            if rest.rstrip().endswith(mark):  # opened and closed on one line
                fences.append(tuple(fence or [(number, inner)]))
                fence = None
        elif found is not None and found["mark"].startswith(mark) and not found["rest"].strip():
            fences.append(tuple(fence))
            fence = None
        else:
            fence.append((number, line))
    if fence is not None:  # the answer was cut off, or the fence was not closed
        fences.append(tuple(fence))
    return Blocks(tuple(fences), tuple(outside), unfinished)


def _without_thoughts(text: str) -> tuple[str, bool]:
    """The text without a model's thoughts, with as many lines as before; and whether thoughts were never closed.

    A closing mark without an opening one ends thoughts that began with the text, because chat templates often remove
    the opening mark. Thoughts that are never closed end with their first empty line.
    """
    kept, place, opened, breaks = [], 0, False, 0  # breaks: line breaks up to place
    for match in _THOUGHTS.finditer(text):
        if match["open"] and not opened:
            kept.append(text[place:match.start()])
            breaks += kept[-1].count("\n")
            place, opened = match.start(), True
        elif match["close"]:
            within = text.count("\n", place, match.end())
            if opened:
                kept.append("\n" * within)
            else:
                kept = ["\n" * (breaks + within)]
            breaks += within
            place, opened = match.end(), False
    if not opened:
        return _CONTROL.sub("", "".join(kept) + text[place:]), False
    end = _EMPTY_LINE.search(text, place)
    if end is None:
        return "".join(kept), True
    return "".join(kept) + "\n" * text.count("\n", place, end.end()) + text[end.end():], True
