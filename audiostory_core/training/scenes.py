"""Words of made-up instructions that make no sound: openings, places, joiners, sounds that no kind knows."""
from __future__ import annotations

OPENINGS = (
    "", "", "", "", "", "first ", "at first ", "first of all ", "we hear ", "i hear ", "i want to hear ",
    "the sound of ", "sounds of ", "let there be ", "it begins with ", "it starts with ", "a story of ",
    "make a story with ", "tell a story: ", "create a scene where ", "a scene with ", "start with ", "begin with ",
    "generate ", "please make ", "imagine ", "there is ", "give me ", "i would like ", "to begin with, ",
    "a soundscape of ", "the scene opens with ", "in the beginning, ", "you can hear ", "listen: ", "record ",
)
PLACES = (
    "at night", "in the morning", "at dawn", "at dusk", "in the evening", "on a farm", "in the forest", "in a village",
    "in the city", "by the lake", "on a quiet day", "late at night", "early in the morning", "in an old house",
    "in the kitchen", "in the garden", "over the town", "on the hill", "in the dark", "across the field",
    "at the edge of town", "under the bridge", "on a summer evening", "in winter", "through the valley",
    "behind the barn", "over the roofs", "at noon", "by the sea", "in the mountains", "at midnight", "in the yard",
    "in the street", "near the house", "outside", "nearby", "in a cabin in the woods", "on the outskirts", "downtown",
    "in a lonely cottage", "on a sunny afternoon", "at the harbour", "next door", "upstairs", "in the hospital",
    "at the office", "on a winter night", "in the back yard", "in the bedroom", "on sunday morning", "at first light",
    "around midnight", "on the coast", "deep in the woods", "somewhere in the suburbs", "at the campsite",
    "in an empty apartment", "beneath the stars", "across the bay", "at sunrise", "in the hallway",
)
TAILS = (
    "for a while", "again", "slowly", "loudly", "quietly", "softly", "gently", "for a long time", "twice",
    "three times",
    "all night", "once more", "suddenly", "without end", "very close", "at last", "now and then", "steadily",
    "furiously",
    "all of a sudden", "for some time", "without a pause", "more and more loudly", "a little", "happily", "nervously",
)
SILENT = (
    "nobody is around", "the street is empty", "it is dark", "the village is asleep", "everyone is asleep",
    "a man waits", "the moon is up", "the air is cold", "nothing moves", "the lights go out", "the town wakes up",
    "the day begins", "it is getting late", "the sky is grey", "the house is quiet", "a family sits at the table",
    "she looks out of the window", "he opens his eyes", "it is a calm day", "the sun rises", "the sun goes down",
    "the night is still", "the fields lie in the mist", "the kids are at school", "everybody holds their breath",
    "a long day comes to an end", "the guests are gone", "the room is empty", "summer is over", "it is cold outside",
    "a new day starts", "the shop is closed", "a stranger is in town", "the road is long", "he cannot sleep",
)
UNKNOWN = (
    "a cat meows", "a cow moos", "a piano plays", "a guitar plays", "people talk", "children laugh", "a choir sings",
    "a drum beats", "a man whistles", "someone types on a keyboard", "a door creaks", "glass breaks", "a plane lands",
    "bees hum", "a horse gallops", "sheep bleat", "a pig grunts", "coffee brews", "a vacuum cleaner hums", "a cello",
    "a flute", "a trumpet", "a radio plays music", "someone snores", "a duck quacks", "a lion roars", "wolves",
    "a mouse squeaks", "a ball bounces", "a woman laughs", "a kettle", "a zipper", "a camera clicks", "a printer",
    "a harp plays", "jazz music", "a saxophone solo", "someone coughs", "an old man speaks", "a whale", "a monkey",
    "bacon sizzles", "coins jingle", "keys rattle", "a robot talks", "an elephant trumpets", "a donkey brays",
    "a violin", "an orchestra plays", "a synthesizer", "a goat bleats", "someone sings a song", "a rattlesnake",
    "a cat purrs", "a teacher speaks", "popcorn pops", "a dishwasher runs", "a tennis match", "a typewriter",
)
ADJECTIVES = (
    "loud", "soft", "gentle", "sudden", "old", "lonely", "big", "small", "nervous", "calm", "strange", "long",
    "short", "wild", "happy", "sad", "angry", "sleepy", "tiny", "huge", "slow", "quick", "faint", "clear", "dark",
    "bright", "single", "tired", "excited", "hungry", "beautiful", "terrible", "familiar", "lazy", "noisy", "heavy",
)
# Between two events in the order of time. A clause or a noun may stand on both sides.
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
# Two events as one sentence; {a} sounds before {b}.
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
