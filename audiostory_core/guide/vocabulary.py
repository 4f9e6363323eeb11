"""The words that a small model knows: which sound classes a text names, and warnings if it names none."""
from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NoReturn

from ..config import BundleConfig
from ..story import StoryPlan

_WORD = re.compile(r"[^\W\d_]+")
_NONE = re.compile(r"(?:no(?! sooner)|not(?! only| until| before)|without|neither|nor)\b", re.IGNORECASE)
_SHOWN = 60  # characters of a text in a message


def words_of(text: str) -> set[str]:
    """The words of a text in lower case, without numbers."""
    return set(_WORD.findall(text.lower()))


def classes_named(text: str, known_words: Mapping[str, Collection[str]]) -> set[str]:
    """Sound classes that have at least one known word in the text.

    Args:
        known_words: see BundleConfig.known_words.
    """
    said = words_of(text)
    return {name for name, words in known_words.items() if not said.isdisjoint(words)}


def names_none(text: str) -> bool:
    """Whether a text begins with a negation: "no siren", "not a bird"."""
    return _NONE.match(text.strip()) is not None


def check_known(text: str, known_words: Mapping[str, Collection[str]] | None) -> None:
    """Refuse a text without one word that the model knows: every sound planned for it would be a guess.

    Args:
        text: what is to be heard.
        known_words: see BundleConfig.known_words. Models that were trained on language have none, and take any text.

    Raises:
        ValueError: with the text, the sounds that the model knows, and how to let it guess.
    """
    if known_words and not classes_named(text, known_words):
        refuse_unknown(text, known_words)


def refuse_unknown(text: str, known_words: Mapping[str, Collection[str]]) -> NoReturn:
    """Refuse a story of which every sound would be a guess.

    Raises:
        ValueError: always.
    """
    sounds = [name for name in known_words if name] or known_words[""]  # an earlier bundle names no classes
    raise ValueError(f"{_quoted(text)} names nothing that this model knows, so all that you would hear is a guess. It "
                     f"knows: {', '.join(sounds)}. Name one of them, or allow guesses.")


def unknown_clips(config: BundleConfig, plan: StoryPlan) -> list[int]:
    """Numbers, from 1, of the clips without one word that the model knows in their captions."""
    if not config.known_words:
        return []
    return [number for number, clip in enumerate(plan.clips, 1)
            if not classes_named(clip.caption, config.known_words)]


def plan_warning(config: BundleConfig, plan: StoryPlan) -> str | None:
    """A warning for the user if the plan has captions that the model does not know; None if it knows them all."""
    numbers = unknown_clips(config, plan)
    if not numbers:
        return None
    clips = ", ".join(f"{number} ({_quoted(plan.clips[number - 1].caption)})" for number in numbers)
    return (f"this model knows nothing of clip {clips}, so what you hear there is a guess. "
            f"It knows: {', '.join(config.knows)}.")


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN - 3]}...")
