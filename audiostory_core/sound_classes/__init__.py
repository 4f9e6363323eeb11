"""The sound classes that the small model is trained on: words that ask for each, sources of its sounds, and its labels.

Each class has a JSON file with one phrase in a line; SoundClass lists the fields. A phrase that is listed twice is
drawn twice as often. Training makes stories and sounds from them. Evaluation judges sounds by their YAMNet labels.
"""
from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

# Clips are seeded by this order: another order gives other sounds.
CLASS_NAMES = (
    "rain", "thunder", "wind", "sea waves", "stream", "fire", "dog", "rooster", "baby", "sneeze", "clock",
    "helicopter", "chainsaw", "engine", "siren", "bell", "footsteps", "knocking", "birds", "crickets", "frogs", "owl",
    "alarm", "telephone", "horn", "applause", "fireworks", "heartbeat",
)


@dataclass(frozen=True)
class SoundClass:
    """One class of sounds.

    name: short, unique; a name in synthesis.MAKERS means that its sound can be synthesised.
    caption: what the planner writes for it.
    subjects, plurals: who or what sounds, without an article: "dog", "dogs".
    verbs: what it does, in the base form, with whatever follows: "bark", "fall on the roof".
    phrases: other complete phrases that ask for it, in lower case.
    yamnet_labels: the YAMNet classes that count as this one: its own, or a very similar one.
    recordings: name of the ESC-10 class with real recordings, or None.
    repeats: True for an event that is repeated with gaps, False for a continuous texture.
    mass: True if the subjects take no "a": rain, surf.
    alone: whether naming the subject alone asks for the sound: "a dog" does, "a visitor" does not.
    clauses, pasts, nouns: further complete phrases that ask for it, in lower case: clauses in the present tense,
        clauses in the past tense, and noun phrases.
    """

    name: str
    caption: str
    subjects: tuple[str, ...]
    plurals: tuple[str, ...]
    verbs: tuple[str, ...]
    phrases: tuple[str, ...]
    yamnet_labels: tuple[str, ...]
    recordings: str | None
    repeats: bool
    mass: bool
    alone: bool
    clauses: tuple[str, ...]
    pasts: tuple[str, ...]
    nouns: tuple[str, ...]


_FLAGS = ("repeats", "mass", "alone")
_TEXTS = ("name", "caption")


def read_class(file: Path) -> SoundClass:
    """A sound class from its file.

    Raises:
        ValueError: a field is missing, unknown or of a wrong type, or a phrase is blank; names the file and the field.
    """
    data = json.loads(file.read_text(encoding="utf-8"))
    names = {field.name for field in fields(SoundClass)}
    if not isinstance(data, dict) or set(data) != names:
        raise ValueError(f"{file}: its fields must be {', '.join(sorted(names))}")
    for name, value in data.items():
        if not _fits(name, value):
            raise ValueError(f"{file}: {name} is {value!r}, which cannot be")
    return SoundClass(**{name: tuple(value) if isinstance(value, list) else value for name, value in data.items()})


def _fits(name: str, value) -> bool:
    if name in _FLAGS:
        return isinstance(value, bool)
    if name in _TEXTS:
        return _is_phrase(value)
    if name == "recordings":
        return value is None or _is_phrase(value)
    return isinstance(value, list) and all(map(_is_phrase, value))


def _is_phrase(value) -> bool:
    return isinstance(value, str) and bool(value) and value == value.strip()


SOUND_CLASSES = tuple(read_class(Path(__file__).with_name(f"{name.replace(' ', '_')}.json")) for name in CLASS_NAMES)
BY_NAME = {sound_class.name: sound_class for sound_class in SOUND_CLASSES}
