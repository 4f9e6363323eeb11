"""Reading a text takes time linear in its length, whatever it holds, so no text can block a server."""
from __future__ import annotations

import time

import pytest

from audiostory_core.story_text import read_plan_text, read_story_lines

LONGEST = 100_000  # characters of the long text
TIMES = 8  # how much longer it is than the short one
TRIES = 2
BOUND = 3.5 * TIMES  # a quadratic pattern takes 64 times as long
PIECES = [
    "rain " * 290 + "\n", " ", "\n", "\t", "1", "1 ", "1 s ", "three seconds ", "(", "{", "[", "{\"a\":\"b\"",
    "1:01 ", "1-",
    "0:00 --> 0:01\n", "| a ", "| a | 6 s |\n", "1\t2\tx\n", "*", "_", "**a", "```\n", "<think>", "</think>",
    "<a b='1'>", "秒", "六秒", "6 rain\n", "- rain (6 s)\n", "1. rain (6 s)\n", "Duration: 6 s\n", "# a (6 s)\n",
    "rain falls on a roof ", "a,", "a;b\n", "[00:01.00]x\n", "[00:01.00]",
    "001  AX A C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n", "1\n00:00:00,000 --> 00:00:01,000\nx\n\n",
    "{\"caption\":\"rain\",\"seconds\":5}\n", "{\"caption\":\"rain\",\"seconds\":5},", "{\"a\":\"\\\"",
    "<p begin=\"0s\" end=\"1s\">x</p>\n", "🌧", "\ufe0f", "> ", "Scene 1: ", "at 2s: x ", "x for 2 seconds. ",
    "total 9 s ", " #seed=1", "rain " * 500 + "\n", "(6 s) ", "rain (8 s) → ", "0-3 s: rain ", "25 fps ", "\u00a0",
    "{\\an8}", "\"a\" - 6 s\n", "a = ", "1/2 ", "½", "1'1", "final answer:\n", "[Script Info]\n", "{1}{2}x\n",
    "\"1\": \"x\",\n", "@1 1.0 rain\n", "@1 1.0 rain #lane=a\n", "#length=9 ", "@",
]


def seconds_of(text: str, read) -> float:
    """Processor seconds of reading a text, the least of a few tries."""
    took = []
    for _ in range(TRIES):
        began = time.process_time()
        try:
            read(text)
        except ValueError:
            pass
        took.append(time.process_time() - began)
    return min(took)


def growth(short: str, long: str, read) -> float:
    """How many times as long the long text takes; what is always the same (the words' patterns) is left out of both."""
    always = seconds_of("6 rain", read)
    least = 0.005  # seconds, what a busy machine adds
    return (seconds_of(long, read) - always + least) / (max(0.0, seconds_of(short, read) - always) + least)


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: repr(piece[:24]))
@pytest.mark.parametrize("before", ["", "0:00-0:06 rain\n"], ids=["alone", "behind a clip"])
def test_time_grows_with_the_length(piece, before):
    size = (LONGEST - len(before)) // TIMES
    short = before + (piece * (size // len(piece) + 1))[:size]
    long = before + (piece * (TIMES * size // len(piece) + 1))[:TIMES * size]
    assert growth(short, long, read_plan_text) < BOUND


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\n"], ids=repr)
def test_blanks_between_two_words_cost_no_more_than_words(blank):
    size = LONGEST // TIMES - 40
    assert growth(f"6 rain{blank * size}falls\n3 a dog (4 s)", f"6 rain{blank * TIMES * size}falls\n3 a dog (4 s)",
                  read_plan_text) < BOUND


@pytest.mark.parametrize("piece", [" ", "1", "1 ", "1:", "20: rain\n", "\n", "s"], ids=repr)
def test_a_list_of_stories_too(piece):
    size = LONGEST // TIMES

    def read(text):
        return read_story_lines(text, 20.0)

    assert growth((piece * size)[:size], (piece * TIMES * size)[:TIMES * size], read) < BOUND


if __name__ == "__main__":  # what 200,000 characters take: python dev.py run python -m tests.long.test_reading_time
    for name in PIECES:
        whole = (name * (200_000 // len(name) + 1))[:200_000]
        print(f"{seconds_of(whole, read_plan_text):7.3f} s  {name[:40]!r}")
