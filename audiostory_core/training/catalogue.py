"""The kinds of sound that the embedded model learns: their words, their sources, what YAMNet calls them."""
from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kind:
    """One kind of sound.

    name: short, unique; a name in synthesis.KINDS means that sound can be made from formulas.
    caption: what the planner writes for it.
    wordings: other ways of asking for it, all lower case, each a clause or a noun phrase.
    recordings: name of the ESC-10 class with real recordings, or None.
    repeats: True for an event that comes again with gaps, False for a texture that goes on.
    heard_as: YAMNet classes that count as this kind: its own, or an obvious neighbour.
    """

    name: str
    caption: str
    wordings: tuple[str, ...]
    recordings: str | None = None
    repeats: bool = False
    heard_as: tuple[str, ...] = field(default=())


def _kind(name, caption, wordings, heard_as, recordings=None, repeats=False):
    split = tuple(part.strip() for part in wordings.split(";"))
    return Kind(name, caption, split, recordings, repeats, tuple(part.strip() for part in heard_as.split(";")))


CATALOGUE = (
    _kind(
        "rain", "rain falls steadily",
        "rain; rain falls; heavy rain; it rains; rain falls softly on a tin roof; raindrops patter on a window; a "
        "rain shower; rain pours down; it starts to rain; a downpour; rain drums on the roof; a light drizzle; "
        "the rain sets in; rainfall; raindrops fall on leaves; it is pouring",
        "Rain; Raindrop; Rain on surface; Water; Thunderstorm; Stream",
        recordings="Rain",
    ),
    _kind(
        "thunder", "thunder rumbles",
        "thunder; thunder rumbles; thunder rolls; a thunderstorm; a storm rolls over; a storm; thunder rumbles "
        "far away; lightning strikes; a thunder clap; a storm breaks; thunder cracks overhead; a storm rolls over "
        "the hills; thunder booms; a storm rolls over a village; a storm gathers; a stormy night; the storm "
        "rages; a storm moves over the fields",
        "Thunder; Thunderstorm; Rain; Boom; Rumble",
    ),
    _kind(
        "wind", "wind howls",
        "wind; wind howls; the wind blows; wind howls through trees; a gust of wind; a cold wind; wind whistles "
        "through the cracks; a breeze; strong wind; the wind picks up; a gale; wind sweeps over the plain; a "
        "windy hill; gusts shake the house",
        "Wind; Wind noise (microphone); Rustling leaves; Howl (wind)",
    ),
    _kind(
        "sea waves", "sea waves roll onto the shore",
        "sea waves; waves crash on the shore; the ocean; waves; surf; waves roll in; the sea; waves break on the "
        "beach; ocean waves; the tide comes in; waves lap at the sand; a beach; surf pounds the rocks; the sea "
        "roars; waves wash ashore",
        "Ocean; Waves, surf; Water; Waterfall; Stream",
        recordings="Sea waves",
    ),
    _kind(
        "stream", "a stream flows over stones",
        "a stream; a stream flows; water flows; a brook babbles; a river; a small river runs; running water; a "
        "creek; water trickles over stones; a waterfall; a river rushes by; a brook; water gurgles; a stream runs "
        "through the forest",
        "Stream; Water; Waterfall; Gurgling; Trickle, dribble; Ocean; Waves, surf",
    ),
    _kind(
        "fire", "a fire crackles",
        "fire; a fire crackles; a campfire; a campfire burns; flames crackle; a fireplace; a burning log; logs "
        "crackle in the fireplace; a bonfire; a wood fire; the fire burns; embers crackle; a crackling fire; a "
        "fire is lit",
        "Fire; Crackle",
        recordings="Fire crackling",
    ),
    _kind(
        "dog", "a dog barks",
        "a dog; a dog barks; a dog barks twice; dogs bark; barking; a barking dog; the dog next door barks; a "
        "hound barks; a puppy yaps; a dog starts barking; a watchdog barks; a dog woofs; an angry dog; the "
        "neighbour's dog",
        "Dog; Bark; Domestic animals, pets; Bow-wow; Yip; Growling",
        recordings="Dog bark", repeats=True,
    ),
    _kind(
        "rooster", "a rooster crows",
        "a rooster; a rooster crows; a rooster crows at dawn; a cock crows; a cockerel; the rooster crows in the "
        "yard; cock-a-doodle-doo; a rooster wakes the farm; a cock crows on the farm; a rooster calls; the crow "
        "of a rooster; a rooster greets the morning",
        "Chicken, rooster; Crowing, cock-a-doodle-doo; Fowl; Livestock, farm animals, working animals; Cluck",
        recordings="Rooster", repeats=True,
    ),
    _kind(
        "baby", "a baby cries",
        "a baby; a baby cries; a crying baby; an infant cries; a baby wails; a newborn cries; the baby wakes up "
        "crying; a baby screams; an infant; a baby starts to cry; a toddler cries; the baby is crying",
        "Baby cry, infant cry; Crying, sobbing; Whimper; Babbling",
        recordings="Baby cry", repeats=True,
    ),
    _kind(
        "sneeze", "a person sneezes",
        "a sneeze; a person sneezes; someone sneezes; a man sneezes; a woman sneezes; sneezing; achoo; somebody "
        "sneezes loudly; a loud sneeze; he sneezes; she sneezes; a sneezing fit",
        "Sneeze; Cough; Sniff; Throat clearing",
        recordings="Person sneeze", repeats=True,
    ),
    _kind(
        "clock", "a clock ticks",
        "a clock; a clock ticks; a ticking clock; the clock on the wall ticks; tick tock; a wall clock; a watch "
        "ticks; a grandfather clock ticks; an old clock; the ticking of a clock; a pocket watch; seconds tick by",
        "Tick; Tick-tock; Clock; Mechanisms",
        recordings="Clock tick",
    ),
    _kind(
        "helicopter", "a helicopter flies by",
        "a helicopter; a helicopter flies by; a helicopter passes; a chopper; helicopter blades; a helicopter "
        "hovers; a helicopter lands; a rescue helicopter; a helicopter takes off; a chopper circles; rotor "
        "blades; a helicopter overhead",
        "Helicopter; Aircraft; Aircraft engine; Propeller, airscrew; Fixed-wing aircraft, airplane",
        recordings="Helicopter",
    ),
    _kind(
        "chainsaw", "a chainsaw cuts wood",
        "a chainsaw; a chainsaw cuts wood; a chainsaw roars; sawing; a saw; a lumberjack cuts a tree; a chain "
        "saw; someone saws a tree; a chainsaw in the forest; a power saw; a tree is cut down; a chainsaw starts",
        "Chainsaw; Power tool; Light engine (high frequency); Lawn mower; Medium engine (mid frequency); Sawing; "
        "Engine",
        recordings="Chainsaw",
    ),
    _kind(
        "engine", "an engine runs",
        "an engine; an engine runs; a car engine starts; a motor; a car drives by; an engine idles; a car; a "
        "truck; a truck passes; a motorcycle; a tractor; a tractor drives by; an engine starts; a car starts; a "
        "van pulls up; a motor hums; a motorbike; a car engine idles",
        "Engine; Vehicle; Motor vehicle (road); Car; Motorcycle; Idling; Motorboat, speedboat; Truck; Medium "
        "engine (mid frequency); Heavy engine (low frequency)",
    ),
    _kind(
        "siren", "a siren wails",
        "a siren; a siren wails; a police siren; an ambulance; an ambulance passes; a police car; a fire engine; "
        "sirens; an ambulance siren; police sirens; a police car races past; an emergency siren; a fire truck; a "
        "wailing siren",
        "Siren; Emergency vehicle; Police car (siren); Ambulance (siren); Fire engine, fire truck (siren); Civil "
        "defense siren; Alarm",
    ),
    _kind(
        "bell", "a church bell rings",
        "a bell; a church bell rings; church bells; a bell tolls; a bell rings; bells ring; a church bell tolls; "
        "the chapel bell; a tower bell; the bells of a church; a bell strikes; the village bell",
        "Bell; Church bell; Tubular bells; Chime; Change ringing (campanology); Gong",
    ),
    _kind(
        "footsteps", "footsteps on gravel",
        "footsteps; footsteps on gravel; someone walks; a person walks; steps; steps approach; someone walks by; "
        "footsteps come closer; a man walks; a woman walks; slow footsteps; footsteps in the snow; walking; boots "
        "on gravel; somebody walks down the path",
        "Walk, footsteps; Run; Shuffle; Crunch",
        repeats=True,
    ),
    _kind(
        "knocking", "someone knocks on a door",
        "a knock; someone knocks on a door; knocking; knocks on the door; a knock at the door; someone knocks; "
        "somebody knocks; a loud knock; three knocks; a visitor knocks; knock knock; a fist knocks on wood",
        "Knock; Tap; Door; Thump, thud; Wood block; Wood",
        repeats=True,
    ),
    _kind(
        "birds", "birds sing",
        "birds; birds sing; birds chirp; birdsong; a bird; a bird sings; birds sing at dawn; birds twitter; "
        "chirping birds; songbirds; the morning birds; a blackbird sings; sparrows chirp; birds in the trees",
        "Bird; Bird vocalization, bird call, bird song; Chirp, tweet",
        repeats=True,
    ),
    _kind(
        "crickets", "crickets chirp at night",
        "crickets; crickets chirp; crickets chirp at night; a cricket; insects; crickets in the grass; cicadas; a "
        "summer night; insects buzz; the chirping of crickets; a quiet night with crickets; grasshoppers",
        "Cricket; Insect",
    ),
    _kind(
        "frogs", "frogs croak",
        "frogs; frogs croak; a frog; a frog croaks; croaking frogs; a pond; toads; frogs in a pond; toads croak; "
        "a swamp; frogs call; a chorus of frogs",
        "Frog; Croak",
        repeats=True,
    ),
    _kind(
        "owl", "an owl hoots",
        "an owl; an owl hoots; an owl calls; hooting; an owl hoots in the forest; owls; a night owl; the hoot of "
        "an owl; an owl cries in the dark; owls call; an owl in the barn",
        "Owl; Hoot",
        repeats=True,
    ),
    _kind(
        "alarm", "an alarm beeps",
        "an alarm; an alarm beeps; an alarm goes off; an alarm clock; a smoke alarm; beeping; a fire alarm; the "
        "alarm clock rings; a smoke detector; an alarm sounds; a machine beeps; a warning beep",
        "Alarm; Beep, bleep; Buzzer; Smoke detector, smoke alarm; Fire alarm; Alarm clock",
        repeats=True,
    ),
    _kind(
        "telephone", "a telephone rings",
        "a telephone; a telephone rings; a phone rings; the phone; a ringing phone; an old telephone; a phone "
        "call; the telephone rings; a phone starts ringing; a phone; somebody calls on the phone",
        "Telephone; Telephone bell ringing; Ringtone; Alarm",
        repeats=True,
    ),
    _kind(
        "horn", "a train horn blows",
        "a horn; a train horn blows; a train; a train passes; a train whistle; a ship horn; a train arrives; a "
        "locomotive; a foghorn; a train horn; a ship; a train rolls by; a train leaves the station; a horn blows",
        "Train horn; Vehicle horn, car horn, honking; Air horn, truck horn; Train; Foghorn; Toot; Train whistle; "
        "Honk",
        repeats=True,
    ),
    _kind(
        "applause", "people applaud",
        "applause; people applaud; an audience claps; clapping; a crowd claps; the audience applauds; people "
        "clap; a round of applause; the crowd applauds; hands clap",
        "Applause; Clapping; Crowd; Cheering",
    ),
    _kind(
        "fireworks", "fireworks explode",
        "fireworks; fireworks explode; an explosion; explosions; a firework; fireworks light the sky; gunshots; a "
        "bang; shots; a shot is fired; something explodes; cannons fire; bombs explode",
        "Fireworks; Explosion; Firecracker; Gunshot, gunfire; Burst, pop; Artillery fire; Boom",
        repeats=True,
    ),
    _kind(
        "heartbeat", "a heart beats",
        "a heartbeat; a heart beats; a beating heart; his heart pounds; her heart beats; the heart beats; a "
        "pulse; a heart pounds; heartbeats; a slow heartbeat",
        "Heart sounds, heartbeat; Heart murmur; Throbbing",
        repeats=True,
    ),
)

BY_NAME = {kind.name: kind for kind in CATALOGUE}

# How far away a sound is: words that may follow a wording, and whether the sound is heard from afar.
DISTANT_WORDS = ("in the distance", "far away", "far off", "from afar")
DISTANT_CAPTION = "in the distance"
