"""What people say for each kind of sound, beyond the catalogue's subjects and verbs.

For every kind three lists, their entries separated by semicolons: clauses in the present, clauses in the past, noun
phrases. No wording stands for two kinds.
"""
from __future__ import annotations

from . import (
    alarm,
    applause,
    baby,
    bell,
    birds,
    chainsaw,
    clock,
    crickets,
    dog,
    engine,
    fire,
    fireworks,
    footsteps,
    frogs,
    heartbeat,
    helicopter,
    horn,
    knocking,
    owl,
    rain,
    rooster,
    sea_waves,
    siren,
    sneeze,
    stream,
    telephone,
    thunder,
    wind,
)

WORDINGS: dict[str, dict[str, str]] = {
    name: {"clause": said.CLAUSE, "past": said.PAST, "noun": said.NOUN} for name, said in {
        "rain": rain, "thunder": thunder, "wind": wind, "sea waves": sea_waves, "stream": stream, "fire": fire,
        "dog": dog, "rooster": rooster, "birds": birds, "crickets": crickets, "frogs": frogs, "owl": owl,
        "baby": baby, "sneeze": sneeze, "footsteps": footsteps, "knocking": knocking, "applause": applause,
        "heartbeat": heartbeat, "fireworks": fireworks, "clock": clock, "helicopter": helicopter,
        "chainsaw": chainsaw, "engine": engine, "siren": siren, "bell": bell, "alarm": alarm, "telephone": telephone,
        "horn": horn,
    }.items()}
