"""Finds times in a line of text: clock times, time code, lengths with a unit, ranges; in digits or in words.

`find_times` scans a line once, in linear time. Whether a time is a clip's start or its length is not decided here,
because that needs the lines around it; see lines.py.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..timecode import clock_seconds
from .words import SHORTEST_SPELT_UNIT, Words

# full-width characters and their ASCII equivalents, one for one, so that positions in a line stay the same
_BLANKS = "\u00a0\u202f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u205f"
WIDE = str.maketrans("（）［］｛｝【】〔〕〈〉：；，、。．－～〜＃＝｜│┃０１２３４５６７８９" + _BLANKS,
                     "()[]{}[]()<>:;,,..-~~#=|||0123456789" + " " * len(_BLANKS))
_NUMBER = re.compile(r"(?<![\d.,:;])(?<!\d[.,])(?:(?P<clock>\d{1,3}(?:[:;]\d{2}){1,3}(?:[.,]\d{1,9})?)"
                     r"|(?P<figure>(?:\d{1,3}[ ])?[1-9]/[2-9](?![\d/])|\d{1,9}(?:[.,]\d{1,12})?(?:[ ]?[½¼¾⅓⅔])?"
                     r"|[.,]\d{1,12}|[½¼¾⅓⅔]))(?![\d:]\d)")
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_THOUSANDS = re.compile(r"\d{1,3},\d{3}")
_UNIT = re.compile(r"[ \t]{0,3}[-‐‑]?[ \t]{0,1}(?P<word>[^\W\d_]{1,16})(?:\.(?![\w.]))?")
_PRIMES = re.compile(r"(?P<minutes>\d{1,3})[ ]?[′'][ ]?(?P<seconds>\d{1,2}(?:[.,]\d{1,3})?)[ ]?(?:[″\"]|'')")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONG_WORDS = re.compile(r"[^\W\d_]{3,}")
_HAN_NUMBER = re.compile(r"(?:(?P<tens>[一二三四五六]?十)(?P<ones>[一二三四五六七八九])?"
                         r"|(?P<alone>[一二两三四五六七八九]))(?=秒|分钟|分間)")
_HAN = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_DECADES = {20, 30, 40, 50, 60, 70, 80, 90}
_ARTICLE = re.compile(r"(?:\ban?|\bthe|\blate|\bearly|\bmid|\bfrom|\bof|['’])[ \t-]{0,2}$", re.IGNORECASE)
_OPEN, _CLOSE = "([{<", ")]}>"
FRAME = 0.0  # stands for the unit "frame", whose length depends on the frame rate
NEAR = 24  # characters before a time in which words that belong to it are looked for
_SIGNS = "@~≈±<>≤≥+*×"
MOST_BRACKET = 60  # characters in a bracket around a time
MOST_LINE = 1_500  # characters; a longer line cannot be a clip, because its caption would be too long
MOST_TIMES = 16  # times in a line; a line with more cannot be a clip


def plain_signs(text: str) -> str:
    """A text with ASCII signs, digits and blanks instead of full-width and typographic ones; its length stays the same.
    """
    return text if text.isascii() else text.translate(WIDE)


@dataclass(frozen=True)
class Time:
    """One time in a line.

    begin, finish: its position, including words that belong to it ("duration: 6 s", "(about 6 s)").
    seconds: its value. until: the second value of a range, None for a single time; math.inf for "to the end".
    clock: written as m:ss. unit: followed by a unit. bracketed: alone in brackets. at: a start, as in "at 2 s".
    place: "lead", "tail" or "mid" of the line. strong: set off from the words by its place or a separator.
    named: after "duration" or "length". ends: after "until" or "end".
    error: why it is invalid, or None. It is raised only if the time is used.
    """

    begin: int
    finish: int
    seconds: float
    until: float | None = None
    clock: bool = False
    unit: bool = False
    bracketed: bool = False
    at: bool = False
    place: str = "mid"
    strong: bool = False
    named: bool = False
    ends: bool = False
    error: str | None = None

    @property
    def is_range(self) -> bool:
        return self.until is not None


def find_times(line: str, words: Words, frame_rate: float | None = None) -> list[Time]:
    """The times of a line in order. The two times of a range are joined to one.

    Args:
        line: one line, after plain_signs.
        frame_rate: for time code.

    Returns:
        At most MOST_TIMES; none if there are more, or if the line is too long.
    """
    if len(line) > MOST_LINE:
        return []
    found = sorted([*_in_figures(line, words, frame_rate), *_in_words(line, words)], key=lambda time: time.begin)
    if len(found) > MOST_TIMES:
        return []
    times = _ranges(line, _compounds(line, found, words), words)
    return [_placed(line, time, words) for time in times]


def _in_figures(line: str, words: Words, frame_rate: float | None) -> list[Time]:
    primes = [Time(match.start(), match.end(), 60 * int(match["minutes"]) + _figure(match["seconds"]), unit=True)
              for match in _PRIMES.finditer(line)] if "'" in line or "′" in line else []
    found, end = list(primes), 0
    for match in _NUMBER.finditer(line):
        if match.start() < end or any(prime.begin <= match.start() < prime.finish for prime in primes):
            continue
        value, error = _value(match, frame_rate)
        unit, end = _unit_behind(line, match.end(), words)
        if unit is not None and not match["clock"]:
            attached_to_decade = end == match.end() + 1 and value in _DECADES and line[match.end()] == "s"
            if (attached_to_decade and _ARTICLE.search(line, max(0, match.start() - 8), match.start())) or (
                    end == match.end() + 1 and 1000 <= value <= 2999):
                continue  # not a length: "an 80s synth", "the 1990s"
            if unit < 1 and match["figure"] and _THOUSANDS.fullmatch(match["figure"]):
                value *= 1000  # a thousands separator, as in "1,500 ms"; in seconds a comma is a decimal point
            value *= unit
            if unit == FRAME:
                value, error = _frames(match["figure"], frame_rate)
        found.append(Time(match.start(), end, value, clock=bool(match["clock"]), unit=unit is not None, error=error))
        if len(found) > MOST_TIMES:
            break
    return found


def _frames(figure: str, frame_rate: float | None) -> tuple[float, str | None]:
    if frame_rate is None:
        return 0.0, (f"{figure} frames are a time only with a frame rate; give the frame rate, or write seconds")
    return _figure(figure) / frame_rate, None


def _value(match: re.Match, frame_rate: float | None) -> tuple[float, str | None]:
    if not match["clock"]:
        return _figure(match["figure"]), None
    try:
        return clock_seconds(match["clock"], frame_rate), None
    except ValueError as error:  # raised only if a clip uses this time: "16:90" may occur in talk
        return 0.0, str(error)


def _figure(text: str) -> float:
    if "/" in text:
        whole, _, part = text.rpartition(" ")
        return float(whole or 0) + int(part[0]) / int(part[-1])
    fraction = _FRACTIONS.get(text[-1])
    if fraction is not None:
        return fraction + (float(text[:-1].replace(",", ".")) if text[:-1] else 0.0)
    return float(text.replace(",", "."))


def _unit_behind(line: str, place: int, words: Words) -> tuple[float | None, int]:
    """Seconds of the unit at a position, and the position after it; None and the same position if there is no unit."""
    if line[place:place + 1] in ("″", "\"", "”") and line.count(line[place]) % 2:
        return 1.0, place + 1  # 5" means five seconds, unless it is a closing quote
    match = _UNIT.match(line, place)
    if match is None:
        return None, place
    word = match["word"].lower()
    if word == "m" and _NUMBER.match(line, match.end() + (line[match.end():match.end() + 1] == " ")):
        return 60.0, match.end()  # "1m05s"; "5 m" alone means metres
    if word in ("frame", "frames"):
        return FRAME, match.end()
    if word in words.units:
        return words.units[word], match.end()
    for unit, seconds in words.attached_units:
        if word.startswith(unit):
            return seconds, match.start("word") + len(unit)
    return None, place


def _in_words(line: str, words: Words) -> list[Time]:
    """Lengths whose number is a word: "three seconds", "twenty-one seconds", "half a second"."""
    found = []
    if "秒" in line or "分" in line:
        found = [Time(match.start(), *_spelt(line, match, words)) for match in _HAN_NUMBER.finditer(line)]
        found = [replace(time, unit=True) for time in found]
    if words.units.keys().isdisjoint(_LONG_WORDS.findall(line.lower())):
        return found
    tokens = [(match[0].lower(), match.start(), match.end()) for match in _LETTERS.finditer(line)]
    for index, (word, begin, end) in enumerate(tokens):
        if index == 0 or len(word) < SHORTEST_SPELT_UNIT or word not in words.units:
            continue
        if line[tokens[index - 1][2]:begin].strip(" -‐‑"):
            continue  # "at once (5 sec)": the number word is not directly before the unit
        value, first = _number_word([token[0] for token in tokens[max(0, index - 4):index]], word, words)
        if value is not None:
            found.append(Time(tokens[index - first][1], end, value * words.units[word], unit=True))
    return found


def _spelt(line: str, match: re.Match, words: Words) -> tuple[int, float]:
    tens, ones = match["tens"], match["ones"] or match["alone"]
    value = (10 * _HAN.get(tens[0], 1) if tens else 0) + (_HAN[ones] if ones else 0)
    unit, end = _unit_behind(line, match.end(), words)
    return end, value * unit


def _number_word(before: list[str], unit: str, words: Words) -> tuple[float | None, int]:
    """The value of the number words before a unit word, and how many words it takes."""
    last = before[-1]
    if before[1:] == ["and", "a", "half"] and (value := words.number(before[0], unit)) is not None:
        return value + 0.5, 4
    if before[-2:] == ["half", "a"]:
        return 0.5, 2
    value = words.number(last, unit)
    tens = words.number(before[-2], unit) if len(before) > 1 else None
    if value is not None and 0 < value < 10 and tens in (20, 30, 40, 50, 60, 70, 80, 90):
        return tens + value, 2
    return value, 1


def _compounds(line: str, times: list[Time], words: Words) -> list[Time]:
    """The times, with "1 min 5 s" and "1 minute and 5 seconds" joined to one time."""
    joined: list[Time] = []
    for time in times:
        last = joined[-1] if joined else None
        if last is not None and _is_compound(line, last, time, words):
            joined[-1] = replace(last, finish=time.finish, seconds=last.seconds + time.seconds)
        else:
            joined.append(time)
    return joined


def _is_compound(line: str, first: Time, second: Time, words: Words) -> bool:
    if not first.unit or first.clock or second.clock or first.seconds < 60 or first.seconds % 60:
        return False
    smaller = second.seconds < (3600 if first.seconds % 3600 == 0 else 60)
    return smaller and words.joiner.fullmatch(line, first.finish, second.begin) is not None


def _ranges(line: str, times: list[Time], words: Words) -> list[Time]:
    """The times, with two times around a dash, an arrow or "to" joined to one range. "0:05 - end" is an open range."""
    joined: list[Time] = []
    for time in times:
        last = joined[-1] if joined else None
        if last is not None and _is_range(line, last, time, words):
            first = last.seconds
            if time.unit and not last.unit and not last.clock and not time.clock:
                first *= _unit_of(time, line)
            joined[-1] = replace(last, finish=_behind_range(line, time.finish, words), seconds=first,
                                 until=time.seconds, clock=last.clock and time.clock, unit=last.unit or time.unit,
                                 error=last.error or time.error)
        else:
            joined.append(time)
    return [_open_range(line, time, words) for time in joined]


def _is_range(line: str, first: Time, second: Time, words: Words) -> bool:
    """Whether two times are one range: a dash or word is between them, or they are columns at the line's beginning."""
    gap = second.begin - first.finish
    if first.is_range or not 0 <= gap <= 20 or first.clock and second.unit and not second.clock:
        return False  # "0:05 - 6 s" is a start and a length
    between = line[first.finish:second.begin]
    if first.begin == 0 and first.clock and second.clock and between.isspace():
        return True  # columns
    if words.between.search(line, max(0, first.begin - 16), first.begin) and words.joiner.fullmatch(between):
        return True
    spelt = any(sign.isalpha() and sign < "\u3000" for sign in between)
    if spelt and not (second.unit or first.clock and second.clock):
        return False  # a word between two bare numbers, as in "3 a 747 flies over"
    return words.until.fullmatch(line, first.finish, second.begin) is not None


def _unit_of(time: Time, line: str) -> float:
    """Seconds of the unit in which a time is written, such as 60 in "1-2 min"."""
    figure = _NUMBER.match(line, time.begin)
    value = _figure(figure["figure"]) if figure and figure["figure"] else 0.0
    return time.seconds / value if value else 1.0


def _behind_range(line: str, place: int, words: Words) -> int:
    match = words.until.match(line, place)  # 0秒から6秒まで: a second word for "until" comes after the time
    return match.end() if match and match[0].strip() and match[0].strip()[0] > "\u3000" else place


def _open_range(line: str, time: Time, words: Words) -> Time:
    if time.is_range:
        return time
    match = words.until.match(line, time.finish)
    word = _LETTERS.match(line, match.end()) if match and match[0].strip() else None
    if word is not None and word[0].lower() in words.end and line[word.end():word.end() + 4] != " of ":
        return replace(time, finish=word.end(), until=float("inf"))
    return time


def _placed(line: str, time: Time, words: Words) -> Time:
    """The time, extended by its brackets and by words that belong to it, with its place in the line."""
    near = line[max(0, time.begin - NEAR):time.begin].rstrip(" \t:=.")
    if near and (near[-1].isalpha() or near[-1] in _SIGNS):
        time = _with_words_before(line, time, words)
    elif time.begin == 1 and line[0] in "-−":
        time = replace(time, error=f"the time {line[:time.finish]!r} is negative")
    begin, finish, at = time.begin, time.finish, time.at
    bracketed, begin, finish = _bracket(line, begin, finish)
    before, behind = line[:begin].strip(" \t\"'“„«+"), line[finish:].lstrip()
    place = "lead" if not before else "mid" if behind.strip(" .;,") else "tail"
    set_off = bool(before) and before[-1] in "-–—−:,;|=~·•…/\t"
    at = at or place == "lead" and behind[:1] in ("→", "⟶", "➜")
    strong = bracketed or place == "lead" or set_off or behind[:1] in (":", "|", "\t")
    return replace(time, begin=begin, finish=finish, bracketed=bracketed, at=at, place=place, strong=strong)


def _with_words_before(line: str, time: Time, words: Words) -> Time:
    """The time, extended by words before it such as "duration", "at", "until" or "about", and with their meaning."""
    begin, at, error, near = time.begin, False, time.error, max(0, time.begin - NEAR)
    named = words.length_name.search(line, near, begin) is not None
    ends = not named and words.ends.search(line, near, begin) is not None
    if error is None and not time.is_range and words.limit.search(line, near, begin):
        error = f"{line[near:time.finish].strip()!r} is a limit or a sum; write one number of seconds"
    for pattern, is_start in ((words.between, False), (words.begins, True), (words.ends, False),
                              (words.before_start, True), (words.before_length, False)) * 2:
        match = pattern.search(line, max(0, begin - NEAR), begin) if begin else None
        if match is None or line[match.start():begin].isspace():
            continue
        apart = line[:match.start()].rstrip()[-1:] in ("", *_OPEN, *"-–—,;:|=.。")
        said = line[match.start():begin].strip().lower()
        if not is_start or apart or time.is_range or said in ("at", "@", "ab"):
            begin, at = match.start(), at or is_start
    return replace(time, begin=begin, at=at, named=named, ends=ends, error=error)


def _bracket(line: str, begin: int, finish: int) -> tuple[bool, int, int]:
    """Whether a time is in brackets, and its position, which includes the brackets if they hold nothing else."""
    if begin == 0 and line[:1] not in _OPEN or not any(sign in line for sign in _CLOSE):
        return False, begin, finish
    opened = max(line.rfind(sign, max(0, begin - MOST_BRACKET), begin) for sign in _OPEN)
    closed = min((place for place in (line.find(sign, finish, finish + MOST_BRACKET) for sign in _CLOSE) if place >= 0),
                 default=-1)
    if opened < 0 or closed < 0 or any(sign in line[opened + 1:begin] + line[finish:closed] for sign in _OPEN + _CLOSE):
        return False, begin, finish
    inner, rest = line[opened + 1:begin].strip(" \t:;,-~"), line[finish:closed].strip(" \t.-")
    if inner or rest:  # "(6 s, looped)" is a length, "(fade 2 s)" and "(2 s fade)" are details
        return not inner and rest[:1] in ",;:/|", begin, finish
    return True, opened, closed + 1
