"""The little English that made-up stories need: articles and the forms of regular verbs."""
from __future__ import annotations

from .text import read_lines

_THIRD = {"have": "has"}
# verb -> (verb, past, participle)
IRREGULAR = {forms.split()[0]: tuple(forms.split()) for forms in read_lines("irregular_verbs")}
_DOUBLED = {"hum", "chug", "set", "cut", "run", "stop", "drip", "tap", "rap", "yap", "pop", "snap", "spit", "slap",
            "lap", "rev", "clap", "sob", "throb", "let", "spin", "get", "split", "drum", "thud", "rip"}
_VOWELS = "aeiou"


def third(phrase: str) -> str:
    """"bark at the gate" -> "barks at the gate"; the first word is the verb."""
    verb, space, rest = phrase.partition(" ")
    if verb in _THIRD:
        form = _THIRD[verb]
    elif verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        form = f"{verb}es"
    elif verb.endswith("y") and verb[-2] not in _VOWELS:
        form = f"{verb[:-1]}ies"
    else:
        form = f"{verb}s"
    return form + space + rest


def ing(phrase: str) -> str:
    """"bark at the gate" -> "barking at the gate"."""
    verb, space, rest = phrase.partition(" ")
    if verb in _DOUBLED:
        form = f"{verb}{verb[-1]}ing"
    elif verb.endswith("ie"):
        form = f"{verb[:-2]}ying"
    elif verb.endswith("e") and not verb.endswith("ee"):
        form = f"{verb[:-1]}ing"
    else:
        form = f"{verb}ing"
    return form + space + rest


def past(phrase: str) -> str:
    """"bark at the gate" -> "barked at the gate"."""
    verb, space, rest = phrase.partition(" ")
    if verb in IRREGULAR:
        form = IRREGULAR[verb][1]
    elif verb in _DOUBLED:
        form = f"{verb}{verb[-1]}ed"
    elif verb.endswith("e"):
        form = f"{verb}d"
    elif verb.endswith("y") and verb[-2] not in _VOWELS:
        form = f"{verb[:-1]}ied"
    else:
        form = f"{verb}ed"
    return form + space + rest


def participle(phrase: str) -> str:
    """"ring twice" -> "rung twice"."""
    verb, space, rest = phrase.partition(" ")
    return IRREGULAR[verb][2] + space + rest if verb in IRREGULAR else past(phrase)


def capitalised(text: str) -> str:
    """With a capital in front; the other letters as they are."""
    return text[0].upper() + text[1:]


def with_a(noun: str) -> str:
    """A noun phrase with its indefinite article."""
    return f"{'an' if noun[0] in _VOWELS else 'a'} {noun}"
