"""The little English that made-up stories need: articles and the forms of regular verbs."""
from __future__ import annotations

_THIRD = {"have": "has"}
_PAST = {
    "beat": "beat", "bite": "bit", "blow": "blew", "break": "broke", "burst": "burst", "come": "came", "cut": "cut",
    "draw": "drew", "drive": "drove", "fall": "fell", "fly": "flew", "get": "got", "give": "gave", "go": "went",
    "have": "had", "keep": "kept", "leave": "left", "let": "let", "light": "lit", "ring": "rang", "rise": "rose",
    "run": "ran", "set": "set", "shake": "shook", "sing": "sang", "speed": "sped", "spin": "spun", "spit": "spat",
    "split": "split", "strike": "struck", "sweep": "swept", "swing": "swung", "take": "took", "tear": "tore",
    "wake": "woke", "weep": "wept", "wind": "wound",
}
_PARTICIPLE = {  # where it is not the past
    "beat": "beaten", "bite": "bitten", "blow": "blown", "break": "broken", "come": "come", "draw": "drawn",
    "drive": "driven", "fall": "fallen", "fly": "flown", "give": "given", "go": "gone", "ring": "rung",
    "rise": "risen", "run": "run", "shake": "shaken", "sing": "sung", "take": "taken", "tear": "torn",
    "wake": "woken",
}
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
    if verb in _PAST:
        form = _PAST[verb]
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
    return _PARTICIPLE[verb] + space + rest if verb in _PARTICIPLE else past(phrase)


def capitalised(text: str) -> str:
    """With a capital in front; the other letters as they are."""
    return text[0].upper() + text[1:]


def with_a(noun: str) -> str:
    """A noun phrase with its indefinite article."""
    return f"{'an' if noun[0] in _VOWELS else 'a'} {noun}"
