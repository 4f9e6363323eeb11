"""What people say for each kind of sound, beyond the catalogue's subjects and verbs.

For every kind three lists, their entries separated by semicolons: clauses in the present, clauses in the past, noun
phrases. No wording stands for two kinds.
"""
from __future__ import annotations

from . import animals, machines, people, signals, weather

WORDINGS: dict[str, dict[str, str]] = {
    **weather.WORDINGS, **animals.WORDINGS, **people.WORDINGS, **machines.WORDINGS, **signals.WORDINGS}
