"""English grammar for synthetic stories: articles and the forms of verbs."""
from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from .text import read_lines

_THIRD = {"have": "has"}
# verb -> (verb, past, participle)
IRREGULAR = {forms.split()[0]: tuple(forms.split()) for forms in read_lines("irregular_verbs")}
_DOUBLED = {"hum", "chug", "set", "cut", "run", "stop", "drip", "tap", "rap", "yap", "pop", "snap", "spit", "slap",
            "lap", "rev", "clap", "sob", "throb", "let", "spin", "get", "split", "drum", "thud", "rip"}
_VOWELS = "aeiou"


def _of_the_verb(form: Callable[[str], str]) -> Callable[[str], str]:
    """Make a function of a verb work on a phrase: the first word is the verb, the rest stays."""
    @wraps(form)
    def of_phrase(phrase: str) -> str:
        verb, space, rest = phrase.partition(" ")
        return form(verb) + space + rest

    return of_phrase


@_of_the_verb
def third(verb: str) -> str:
    """"bark at the gate" -> "barks at the gate"."""
    if verb in _THIRD:
        return _THIRD[verb]
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if _ends_in_a_lone_y(verb) else f"{verb}s"


@_of_the_verb
def ing(verb: str) -> str:
    """"bark at the gate" -> "barking at the gate"."""
    if verb in _DOUBLED:
        return f"{verb}{verb[-1]}ing"
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    return f"{verb[:-1]}ing" if verb.endswith("e") and not verb.endswith("ee") else f"{verb}ing"


@_of_the_verb
def past(verb: str) -> str:
    """"bark at the gate" -> "barked at the gate"."""
    if verb in IRREGULAR:
        return IRREGULAR[verb][1]
    if verb in _DOUBLED:
        return f"{verb}{verb[-1]}ed"
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if _ends_in_a_lone_y(verb) else f"{verb}ed"


@_of_the_verb
def participle(verb: str) -> str:
    """"ring twice" -> "rung twice"."""
    return IRREGULAR[verb][2] if verb in IRREGULAR else past(verb)


def _ends_in_a_lone_y(verb: str) -> bool:
    return verb.endswith("y") and verb[-2] not in _VOWELS


def capitalised(text: str) -> str:
    """The text with a capital first letter."""
    return text[0].upper() + text[1:]


def with_a(noun: str) -> str:
    """The noun with its indefinite article."""
    return f"{'an' if noun[0] in _VOWELS else 'a'} {noun}"
