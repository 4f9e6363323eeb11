"""What a small model says when it is asked for something that it was never taught."""
from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NoReturn

from .config import BundleConfig
from .story import StoryPlan

_WORD = re.compile(r"[^\W\d_]+")
_NONE = re.compile(r"(?:no(?! sooner)|not(?! only| until| before)|without|neither|nor)\b", re.IGNORECASE)
_SHOWN = 60  # characters of a text, in a message


def words_of(text: str) -> set[str]:
    """The words of a text, lower case, numbers left out."""
    return set(_WORD.findall(text.lower()))


def kinds_named(text: str, known_words: Mapping[str, Collection[str]]) -> set[str]:
    """The kinds of sound of whose words, see BundleConfig.known_words, a text has one."""
    said = words_of(text)
    return {kind for kind, words in known_words.items() if not said.isdisjoint(words)}


def names_none(text: str) -> bool:
    """Whether words begin by saying that there is none of what they name: "no siren", "not a bird"."""
    return _NONE.match(text.strip()) is not None


def check_known(text: str, known_words: Mapping[str, Collection[str]] | None) -> None:
    """Refuse a text that has not one word that a model knows: all that it would plan were a guess.

    Args:
        text: what is to be heard.
        known_words: see BundleConfig.known_words. Models that were taught a language have none, and take any text.

    Raises:
        ValueError: with the text, the sounds that the model knows, and how to let it guess.
    """
    if known_words and not kinds_named(text, known_words):
        refuse_unknown(text, known_words)


def refuse_unknown(text: str, known_words: Mapping[str, Collection[str]]) -> NoReturn:
    """Say that all of a story would be a guess.

    Raises:
        ValueError: always.
    """
    sounds = [kind for kind in known_words if kind] or known_words[""]  # an earlier bundle names no kinds
    raise ValueError(f"{_quoted(text)} names nothing that this model knows, so all that you would hear is a guess. It "
                     f"knows: {', '.join(sounds)}. Name one of them, or allow guesses.")


def unknown_clips(config: BundleConfig, plan: StoryPlan) -> list[int]:
    """The numbers, from 1, of the clips whose captions have not one word that the model knows."""
    if not config.known_words:
        return []
    return [number for number, clip in enumerate(plan.clips, 1)
            if not kinds_named(clip.caption, config.known_words)]


def plan_warning(config: BundleConfig, plan: StoryPlan) -> str | None:
    """What to tell a person of whose plan the model knows some captions not; None where there is nothing to tell."""
    numbers = unknown_clips(config, plan)
    if not numbers:
        return None
    clips = ", ".join(f"{number} ({_quoted(plan.clips[number - 1].caption)})" for number in numbers)
    return f"this model knows nothing of clip {clips}, so what you hear there is a guess. It knows: {_list(config)}."


def _list(config: BundleConfig) -> str:
    return ", ".join(config.knows)


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN - 3]}...")
