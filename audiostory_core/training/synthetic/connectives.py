"""Connectives of synthetic instructions: openings, joiners between sounds, and sentences with two sounds.

An entry that occurs several times is drawn more often. Blanks and line breaks belong to an entry.
"""
from __future__ import annotations

OPENINGS = (
    "", "", "", "", "", "first ", "at first ", "first of all ", "we hear ", "i hear ", "i want to hear ",
    "the sound of ", "sounds of ", "let there be ", "it begins with ", "it starts with ", "a story of ",
    "make a story with ", "tell a story: ", "create a scene where ", "a scene with ", "start with ", "begin with ",
    "generate ", "please make ", "imagine ", "there is ", "give me ", "i would like ", "to begin with, ",
    "a soundscape of ", "the scene opens with ", "in the beginning, ", "you can hear ", "listen: ", "record ",
)
# After a sound that is repeated.
BACK = ("again", "again", "again", "once more", "once again", "all over again", "as before", "a second time",
        "as in the beginning", "as if nothing had happened", "like at first")
# Between the sounds of a list.
NOTHING = ("silence", "a pause", "pause", "long pause", "nothing", "quiet", "beat", "dead air", "no sound",
           "black screen", "a breath")
LIST_JOINERS = (". ", ". ", ", ", ", ", "\n", " - ", " -> ", " > ", "... ", "; ", " / ", "! ", " + ", ", then ",
                ". Then ")
# Between two events in the order of time; each side is a clause or a noun.
JOINERS = (
    ", then ", ", then ", ", then ", " then ", ", and then ", " and then ", ". Then ", ". After that ", ", after that ",
    ", next ", ". Next, ", ", later ", ". Later ", ", afterwards ", ". Afterwards ", ". Finally ", ", finally ", "; ",
    ", ", " and ", "\n", ". Suddenly ", ", suddenly ", ". ", ". Soon ", ", soon ", " -> ", ", and ", ", and finally ",
    ". A moment later ", ", at last ", ". At the end ", ", and in the end ", "; then ", " - ", ". Moments later, ",
    ", shortly after that ", ". A little later ", ", and after a while ", ". In the end ", ". It ends with ", ", plus ",
    ", and lastly ", " & ", " / ", " + ", " | ", ". Second, ", ". And then ", "; finally, ", ", closing with ",
)
PLAIN_OPENINGS = ("first ", "at first ", "a story: ", "the sound of ", "i hear ")
PLAIN_JOINERS = (", then ", ", then ", ", then ", ", ", ", ", ". Then ", ". ", " and then ", ", and then ", "; ",
                 " then ", ", after that ", ". After that ")
LAST_JOINERS = (" and ", ", and ", ", and then ", ", and finally ", ". Finally ", " and then ", ", then ", ". Then ")
NOUN_JOINERS = (
    ", followed by ", " followed by ", ", which is followed by ", " gives way to ", " is followed by ", " turns into ",
    ", interrupted by ", " ends with ", " leads to ", ", then the sound of ", " fades into ", ", drowned out by ",
    " is interrupted by ", " precedes ", " comes before ", ", and then comes ", " makes way for ", ", succeeded by ",
)
# One sentence with two events; {a} sounds before {b}.
IN_ORDER = (
    "{a} before {b}", "{a}, before {b}", "{a} until {b}", "{a}, until {b}", "after {a}, {b}", "after {a} comes {b}",
    "when {a}, {b}", "once {a}, {b}", "as {a}, {b}", "while {a}, {b}", "{a} while {b}", "{a} as {b}",
    "{a} and then {b}",
    "as soon as {a}, {b}", "with {a} in the background, {b}", "{a} until suddenly {b}", "no sooner {a} than {b}",
    "{a}; only then {b}", "{a}, whereupon {b}", "first {a}, then {b}", "{a}, and at last {b}",
    "{a} and a little later {b}",
    "over {a} comes {b}", "{a} just before {b}", "{a} long before {b}", "{a} right before {b}",
    "{a}, and only afterwards {b}",
    "after {a} has stopped, {b}", "after {a} is over, {b}", "once {a} is over, {b}", "when {a} stops, {b}",
    "when {a} ends, {b}", "after {a} fades, {b}", "as {a} fades away, {b}", "following {a}, {b}",
    "{a}, during which {b}",
    "since {a}, {b}", "{a}, which makes {b}", "{a}, but then {b}", "{a} wakes someone, and {b}",
    "{a} dies down and {b}",
)
REVERSED = (
    "{b} after {a}", "{b}, after {a}", "before {b}, {a}", "until {b}, {a}", "{b}, but first {a}", "{b} once {a}",
    "{b} when {a}", "{b} as soon as {a}", "{b}. Before that, {a}", "{b}, preceded by {a}", "{b} follows {a}",
    "{b} comes after {a}", "{b} right after {a}", "{b} only after {a}", "before {b} there is {a}",
    "{b}, but before that {a}",
    "{b} after {a} has stopped", "{b} after {a} is over", "{b} when {a} stops", "{b} once {a} is over",
    "{b} shortly after {a}", "{b}, following {a}", "just before {b}, {a}", "{b} only when {a} has faded",
    "{b} after {a} has gone quiet", "{b} as {a} fades away", "long before {b}, {a}", "{b} once {a} has died down",
)
SYLLABLES = (
    "ba", "ko", "ri", "ten", "mor", "li", "sha", "ver", "do", "pel", "qua", "zi", "ur", "nok", "fe", "gra", "wyn",
    "tal", "os", "ex", "in", "er", "sto", "ling", "ched", "fre", "mun", "spo", "lar", "dy", "ham", "bur",
)
