"""The kinds of sound that the embedded model learns: their words, their sources, what YAMNet calls them."""
from __future__ import annotations

from .kind import Kind, kind_of

CATALOGUE: tuple[Kind, ...] = (
    kind_of(
        "rain", "rain falls steadily",
        subjects="rain; heavy rain; light rain; drizzle; rainfall; steady rain; summer rain; cold rain; rainwater; "
                 "soft rain; pouring rain",
        plurals="raindrops; showers; drops of rain; rain showers",
        verbs="fall; fall on the roof; patter on a window; pour down; drum on the roof; set in; beat on the tiles; "
              "start; come down; splash on the pavement; hammer on a tin roof; tap on the leaves; run down the panes; "
              "soak the fields; drip from the gutters; get heavier; lash the windows",
        phrases="it rains; it is raining; it starts to rain; it begins to rain; it is pouring; it pours; a downpour; "
                "a rain shower; a shower; a cloudburst; a light drizzle; a rainy day; a rainy night; a rainstorm; "
                "it is drizzling; the patter of rain; the first drops fall; a wet afternoon; the skies open; "
                "a shower of rain passes; a downpour begins; a cloudburst drenches the town; a shower starts",
        heard_as="Rain; Raindrop; Rain on surface; Water; Thunderstorm; Stream", recordings="Rain", mass=True),
    kind_of(
        "thunder", "thunder rumbles",
        subjects="thunder; lightning; rolling thunder; distant thunder; thunder and lightning",
        plurals="thunderclaps; thunder claps; claps of thunder; thunderstorms; bolts of lightning; storms; "
                "peals of thunder",
        verbs="rumble; roll; crack; boom; crash; strike; growl; roar; break; shake the windows; roll over the hills; "
              "crack overhead; echo through the valley; rumble across the sky; split the sky; draw near; rage",
        phrases="a thunderstorm; a storm; a thunderclap; a thunder clap; a clap of thunder; a storm breaks; "
                "a storm rolls in; a storm gathers; a stormy night; the storm rages; a storm moves over the fields; "
                "a storm is coming; a lightning strike; a rumble of thunder; it thunders; it is thundering; "
                "a thunderstorm breaks out; a storm rolls over the hills; a bolt of lightning strikes; "
                "the storm arrives; a thunderstorm rages; a peal of thunder; a tempest; a tempest rages",
        heard_as="Thunder; Thunderstorm; Rain; Boom; Rumble", mass=True),
    kind_of(
        "wind", "wind howls",
        subjects="wind; cold wind; strong wind; night wind; winter wind; icy wind; north wind; warm wind",
        plurals="gusts; gusts of wind; winds; gales; breezes",
        verbs="howl; blow; whistle; moan; sigh; sweep over the plain; howl through the trees; pick up; rise; "
              "whistle through the cracks; shake the house; rattle the shutters; rush through the leaves; "
              "blow over the dunes; howl around the house; tear at the tent; blow hard; whistle in the chimney",
        phrases="a gust of wind; a gust; a breeze; a gale; a windy hill; a windy day; it is windy; a breeze blows; "
                "a gale howls; a windstorm; a blizzard; a light breeze; the howling of the wind; a windy night; "
                "a gale blows; a gust of wind shakes the door; a stiff breeze; a blizzard rages; a squall; "
                "a breeze stirs the leaves; a gale sweeps over the coast",
        heard_as="Wind; Wind noise (microphone); Rustling leaves", mass=True),
    kind_of(
        "sea waves", "sea waves roll onto the shore",
        subjects="surf; ocean surf; heavy surf",
        plurals="sea waves; waves; ocean waves; breakers; big waves; the waves; small waves; rollers",
        verbs="crash on the shore; roll in; break on the beach; lap at the sand; pound the rocks; wash ashore; crash; "
              "roll onto the shore; slap against the pier; break against the cliff; roll up the beach; break; "
              "wash over the sand; thunder onto the beach; crash against the rocks; lap against the boat",
        phrases="the ocean; the sea; the sea roars; the tide comes in; a beach; the ocean roars; the seaside; "
                "a sea shore; the seashore; the sound of the sea; the tide; ocean waves; the coast; the high tide; "
                "the sea crashes on the rocks; the ocean swells; the sea breathes; a wave breaks; a wave crashes; "
                "a day at the beach; the ocean washes the shore; the sea washes over the pebbles; the roar of the sea",
        heard_as="Ocean; Waves, surf; Water; Waterfall; Stream", recordings="Sea waves", mass=True),
    kind_of(
        "stream", "a stream flows over stones",
        subjects="stream; brook; river; creek; small river; waterfall; rivulet; mountain stream; little brook; "
                 "fountain; forest stream",
        plurals="streams; brooks; waterfalls; rapids; creeks; the rapids; rivers",
        verbs="flow; babble; rush by; run through the forest; murmur; gurgle; splash; flow over stones; bubble; "
              "trickle; run over pebbles; tumble down the rocks; wind through the meadow; rush past; run; "
              "flow through the valley; burble",
        phrases="water flows; running water; water trickles over stones; water gurgles; flowing water; "
                "the babble of a brook; water runs; water trickles; water flows over rocks; a trickle of water; "
                "water rushes over the stones; the murmur of a stream; a babbling brook; water bubbles",
        heard_as="Stream; Water; Waterfall; Gurgling; Trickle, dribble; Ocean; Waves, surf"),
    kind_of(
        "fire", "a fire crackles",
        subjects="fire; campfire; bonfire; fireplace; log fire; wood fire; hearth; camp fire; wildfire; blaze; "
                 "forest fire; burning log",
        plurals="flames; logs; embers; burning logs; burning branches; dry logs; hot coals; the flames",
        verbs="crackle; burn; burn down; crackle in the fireplace; pop; spit; glow and crackle; flare up; blaze; "
              "crackle in the stove; burn in the hearth; snap and pop; roar; burn brightly; crackle away",
        phrases="a fire is lit; burning wood; a crackling fire; the crackle of a fire; the crackle of flames; "
                "wood burns; someone lights a fire; a fire is burning; dry wood crackles; wood crackles in the stove; "
                "the crackling of logs; a barn burns; a match lights a campfire; the house is on fire; kindling burns",
        heard_as="Fire; Crackle", recordings="Fire crackling"),
    kind_of(
        "dog", "a dog barks",
        subjects="dog; hound; puppy; watchdog; guard dog; terrier; mutt; sheepdog; farm dog; little dog; big dog; "
                 "neighbour's dog; stray dog; dog next door; shepherd dog; poodle; pup; canine; bulldog; spaniel; "
                 "neighbor's dog; street dog; old dog",
        plurals="dogs; hounds; puppies; hunting dogs; two dogs; guard dogs; stray dogs; the neighbour's dogs",
        verbs="bark; bark twice; bark at the gate; woof; yap; yelp; bark furiously; bark at a stranger; bark loudly; "
              "bark in the yard; bark back; bark happily; bark at the postman; growl; growl and bark; yap at the door; "
              "bark at someone",
        phrases="barking; barking dogs; a barking dog; dog barking; the barking of a dog; the bark of a dog; "
                "woof woof; "
                "a dog's bark; a pack of dogs; somebody's dog is barking; a few barks; loud barking; man's best friend "
                "barks; a dog answers with a bark; a dog lets out a bark",
        heard_as="Dog; Bark; Domestic animals, pets; Bow-wow; Yip; Growling", recordings="Dog bark", repeats=True),
    kind_of(
        "rooster", "a rooster crows",
        subjects="rooster; cock; cockerel; proud rooster; old rooster; farm rooster; young cockerel; red rooster",
        plurals="roosters; cocks; cockerels; two roosters",
        verbs="crow; crow at dawn; crow in the yard; crow on the farm; wake the farm; greet the morning; call; "
              "crow from the fence; greet the sun; wake the village; crow three times; announce the morning; "
              "crow at sunrise; sound the morning call; wake everyone",
        phrases="cock-a-doodle-doo; the crow of a rooster; a rooster's crow; rooster crowing; "
                "the crowing of a rooster; "
                "crowing; the morning crow of the cock; cock crow; a cock-a-doodle-doo; cockcrow",
        heard_as="Chicken, rooster; Crowing, cock-a-doodle-doo; Fowl; Livestock, farm animals, working animals; Cluck",
        recordings="Rooster", repeats=True),
    kind_of(
        "baby", "a baby cries",
        subjects="baby; infant; newborn; toddler; little baby; hungry baby; newborn baby; tiny infant; tired baby; "
                 "small child; little one",
        plurals="babies; infants; newborns; twins; two babies; small children",
        verbs="cry; wail; scream; whimper; bawl; cry in the crib; cry for milk; cry next door; sob; "
              "howl in the cradle; "
              "wake up crying; cry for its mother; wail in the next room; cry out; weep; burst into tears",
        phrases="a crying baby; baby crying; the cry of a baby; a baby's cry; the cries of an infant; "
                "the wailing of a baby; a baby wakes and cries; the crying of a child; a baby in tears; "
                "someone's baby is crying; a crying infant; a wailing newborn; a screaming baby",
        heard_as="Baby cry, infant cry; Crying, sobbing; Whimper; Babbling", recordings="Baby cry", repeats=True),
    kind_of(
        "sneeze", "a person sneezes",
        subjects="person; man; woman; old man; boy; girl; grandfather; teacher; guest; someone; somebody; he; she; "
                 "stranger; passenger; student; grandmother; child",
        plurals="people; several people; men; they; two people",
        verbs="sneeze; sneeze loudly; sneeze twice; sneeze again; sneeze hard; sneeze into a tissue; have to sneeze; "
              "let out a sneeze; sneeze three times; sneeze softly",
        phrases="a sneeze; sneezing; achoo; a loud sneeze; a sneezing fit; atchoo; a sudden sneeze; two sneezes; "
                "a big sneeze; the sneeze of a man; sneezes; a fit of sneezing; a violent sneeze; hatchoo; "
                "hay fever makes someone sneeze; a cold makes her sneeze; an explosive sneeze; a few sneezes",
        heard_as="Sneeze; Cough; Sniff; Throat clearing", recordings="Person sneeze", repeats=True, alone=False),
    kind_of(
        "clock", "a clock ticks",
        subjects="clock; wall clock; watch; grandfather clock; old clock; pocket watch; kitchen clock; mantel clock; "
                 "clock on the wall; wristwatch; stopwatch; metronome; timer; timepiece; clock in the hall; pendulum",
        plurals="clocks; watches; the clocks; seconds; old clocks",
        verbs="tick; tick away; tick on the wall; tick in the hall; tick loudly; tick by; tick tock; "
              "count the seconds; "
              "keep ticking; tick in the silence; tick on the shelf; tick steadily",
        phrases="tick tock; tick-tock; the ticking of a clock; a ticking clock; clock ticking; ticking; "
                "seconds tick by; "
                "the tick of a watch; a ticking watch; the tick of a clock; the steady tick of a clock; "
                "the ticking of a pocket watch; a loud ticking; the hands of the clock tick on",
        heard_as="Tick; Tick-tock; Clock; Mechanisms", recordings="Clock tick"),
    kind_of(
        "helicopter", "a helicopter flies by",
        subjects="helicopter; chopper; rescue helicopter; police helicopter; army helicopter; air ambulance; "
                 "news helicopter; military chopper; big helicopter",
        plurals="helicopters; choppers; rotor blades; helicopter blades; rotors; two helicopters; the rotor blades",
        verbs="fly by; pass; hover; land; take off; circle; circle overhead; fly over; thump overhead; whirl; hover "
              "above the roof; approach; land on the roof; fly low; beat the air; lift off; pass over the city; "
              "buzz by; "
              "spin; roar overhead; thud in the air; touch down",
        phrases="a helicopter overhead; the whir of rotor blades; helicopter noise; the sound of rotors; "
                "the beat of helicopter blades; a helicopter ride; a helicopter rescue; the chop of rotor blades",
        heard_as="Helicopter; Aircraft; Aircraft engine; Propeller, airscrew; Fixed-wing aircraft, airplane",
        recordings="Helicopter"),
    kind_of(
        "chainsaw", "a chainsaw cuts wood",
        subjects="chainsaw; saw; chain saw; power saw; lumberjack; woodcutter; motor saw; logger; forester; "
                 "petrol chainsaw; woodsman",
        plurals="chainsaws; lumberjacks; saws; loggers; power saws; woodcutters; foresters",
        verbs="cut wood; cut a tree; roar; saw; saw through a log; cut down a tree; start; rip through timber; "
              "buzz in the forest; saw a trunk; fell a tree; cut through a branch; whine; bite into the trunk; "
              "slice a log; scream through the wood; chew through wood; fell an oak",
        phrases="sawing; a chainsaw in the forest; a tree is cut down; someone saws a tree; a tree is felled; "
                "someone cuts logs with a chainsaw; the whine of a chainsaw; the roar of a chainsaw; chainsaw noise; "
                "somebody saws wood; trees are being felled; a man cuts firewood with a saw; the sawing of wood; "
                "a worker starts his chainsaw; timber is sawn",
        heard_as="Chainsaw; Power tool; Light engine (high frequency); Lawn mower; Medium engine (mid frequency); "
                 "Sawing; Engine", recordings="Chainsaw"),
    kind_of(
        "engine", "an engine runs",
        subjects="engine; car engine; motor; car; truck; motorcycle; tractor; motorbike; van; lorry; bus; old car; "
                 "sports car; pickup; taxi; diesel engine; racing car; delivery van; moped; scooter; jeep; vehicle; "
                 "automobile; school bus; boat engine",
        plurals="engines; cars; trucks; motorcycles; tractors; motors; lorries; buses; motorbikes; vehicles; vans",
        verbs="run; start; idle; hum; drive by; pass; drive off; rev; pull up; drive away; start up; drive past; "
              "speed by; roar away; rumble past; race by; turn over; rattle; sputter; purr; rumble down the lane; "
              "chug along; pull away; cross the field; rev up; come up the road; stop at the corner; plough the field",
        phrases="traffic; road traffic; a busy road; the hum of a motor; the roar of an engine; city traffic; "
                "someone starts a car; the engine of a truck; a car starts up; traffic rolls by; "
                "the rumble of a truck; "
                "a busy street; the highway; cars on the highway",
        heard_as="Engine; Vehicle; Motor vehicle (road); Car; Motorcycle; Idling; Motorboat, speedboat; Truck; Medium "
                 "engine (mid frequency); Heavy engine (low frequency)"),
    kind_of(
        "siren", "a siren wails",
        subjects="siren; police siren; ambulance; police car; fire engine; fire truck; ambulance siren; patrol car; "
                 "emergency siren; fire brigade; emergency vehicle; air raid siren; cop car; squad car",
        plurals="sirens; police sirens; ambulances; police cars; fire engines; fire trucks; patrol cars; the police; "
                "paramedics; emergency vehicles; firefighters; the cops",
        verbs="wail; pass; race past; blare; scream; rush by; howl through the streets; speed by; sound; come closer; "
              "hurry to the hospital; rush to the scene; arrive; race through the city; cut through the night; "
              "wail through town; chase a thief; shriek",
        phrases="a wailing siren; the wail of a siren; siren wailing; the howl of sirens; an ambulance on its way; "
                "wailing sirens; the scream of a siren; the siren of a police car; the siren of an ambulance",
        heard_as="Siren; Emergency vehicle; Police car (siren); Ambulance (siren); Fire engine, fire truck (siren); "
                 "Civil defense siren; Alarm"),
    kind_of(
        "bell", "a church bell rings",
        subjects="bell; church bell; chapel bell; tower bell; village bell; big bell; great bell; temple bell; "
                 "monastery bell; old bell; cathedral bell; church tower; school bell",
        plurals="bells; church bells; the bells of a church; tower bells; cathedral bells; wedding bells; "
                "the bells of the cathedral; temple bells; the village bells",
        verbs="ring; toll; ring out; strike; chime; peal; toll the hour; ring for mass; strike the hour; clang; "
              "ring over the valley; call to prayer; strike twelve; strike noon; toll for the dead; swing",
        phrases="the tolling of a bell; the ringing of bells; the bells of the village church; bell ringing; "
                "the chime of a bell; a peal of bells; a carillon; the toll of a bell; the church calls to mass; "
                "the ringing of church bells; the tower strikes the hour; the chapel rings for a wedding",
        heard_as="Bell; Church bell; Tubular bells; Chime; Change ringing (campanology); Gong"),
    kind_of(
        "footsteps", "footsteps on gravel",
        subjects="hiker; walker; night watchman; soldier; pedestrian; passer-by; runner; jogger; wanderer; "
                 "walking man; walking woman; hurried walker",
        plurals="footsteps; steps; slow footsteps; boots; heavy boots; heels; high heels; feet; hikers; soldiers; "
                "hurried footsteps; heavy steps; bare feet; shoes; footfalls; quick steps",
        verbs="approach; come closer; cross the yard; crunch on gravel; walk by; march past; go up the stairs; "
              "walk down the path; echo in the hall; hurry along; climb the stairs; walk on gravel; stomp; pace; "
              "walk away; run down the street; tramp through the snow; crunch in the snow; click on the pavement",
        phrases="footsteps; steps; slow footsteps; heavy footsteps; footfalls; hurried steps; quick footsteps; "
                "someone walks; a person walks; someone walks by; a man walks; a woman walks; walking; "
                "footsteps in the snow; boots on gravel; somebody walks down the path; someone walks up the stairs; "
                "someone runs; a man walks down the hall; she walks away; he walks across the room; "
                "someone is walking; "
                "someone comes up the stairs; steps on the stairs; footsteps on a wooden floor; a person runs away; "
                "someone paces up and down; footsteps on gravel; the sound of steps; a stroll along the path",
        heard_as="Walk, footsteps; Run; Shuffle; Crunch", repeats=True, alone=False),
    kind_of(
        "knocking", "someone knocks on a door",
        subjects="visitor; postman; messenger; policeman; fist; neighbour; knuckle; guest at the door; caller; "
                 "mailman; salesman; neighbor; hand",
        plurals="knocks; three knocks; knuckles; two knocks; loud knocks; visitors; a few knocks",
        verbs="knock; knock on the door; knock at the door; knock on wood; knock loudly; pound on the door; "
              "knock three times; rap on the door; knock again; bang on the door; tap at the door; hammer on the gate; "
              "thump on the door",
        phrases="a knock; knocks; three knocks; two knocks; loud knocks; a few knocks; "
                "someone knocks on a door; knocking; knocks on the door; a knock at the door; someone knocks; "
                "somebody knocks; a loud knock; knock knock; there is a knock; a knocking on wood; "
                "someone is at the door and knocks; somebody raps on the door; someone bangs on the door; "
                "a sharp knock; a rap on the door; knocking at the front door; someone pounds on the door; "
                "a tap at the door; a knock on the wooden door; somebody is knocking",
        heard_as="Knock; Tap; Door; Thump, thud; Wood block; Wood", repeats=True, alone=False),
    kind_of(
        "birds", "birds sing",
        subjects="bird; blackbird; songbird; sparrow; nightingale; robin; lark; thrush; little bird; canary; finch; "
                 "wren; early bird; skylark; warbler",
        plurals="birds; songbirds; sparrows; blackbirds; the morning birds; little birds; robins; larks; the birds; "
                "finches; woodland birds; wild birds",
        verbs="sing; chirp; twitter; sing at dawn; tweet; warble; sing in the trees; chirp in the hedge; "
              "whistle a song; "
              "greet the day; sing in the garden; trill; chatter in the branches; sing its song; cheep; "
              "flutter and chirp",
        phrases="birdsong; birds in the trees; chirping birds; the dawn chorus; the song of a blackbird; bird song; "
                "the chirping of birds; the twitter of birds; singing birds; the song of the birds; "
                "the chirping of sparrows; a bird's song; the singing of birds; bird calls",
        heard_as="Bird; Bird vocalization, bird call, bird song; Chirp, tweet", repeats=True),
    kind_of(
        "crickets", "crickets chirp at night",
        subjects="cricket; cicada; grasshopper; insect; lone cricket",
        plurals="crickets; cicadas; grasshoppers; insects; field crickets; a thousand crickets; night insects; bugs; "
                "katydids",
        verbs="chirp; chirp at night; chirp in the grass; buzz; buzz in the heat; sing in the meadow; trill; "
              "fill the night; chirr; hum in the dark; sing in the grass; drone; chirp in the field; rasp",
        phrases="crickets in the grass; a summer night; the chirping of crickets; a quiet night with crickets; "
                "the song of the crickets; a chorus of crickets; cricket chirps; the drone of cicadas; "
                "a warm night full of crickets; a meadow full of insects; the buzz of insects",
        heard_as="Cricket; Insect"),
    kind_of(
        "frogs", "frogs croak",
        subjects="frog; toad; bullfrog; tree frog; green frog; fat toad; lone frog",
        plurals="frogs; toads; bullfrogs; tree frogs; marsh frogs; green frogs; the frogs",
        verbs="croak; call; croak in the pond; croak at the lake; croak in the swamp; ribbit; croak all night; "
              "call from the reeds; answer from the pond; croak in chorus; croak by the water; quack in the ditch",
        phrases="croaking frogs; frogs in a pond; a pond; a swamp; a chorus of frogs; the croaking of frogs; ribbit; "
                "a frog concert; the croak of a toad; a marsh full of frogs; croaking; ribbit ribbit; a frog pond; "
                "croaking from the pond; the pond croaks",
        heard_as="Frog; Croak", repeats=True),
    kind_of(
        "owl", "an owl hoots",
        subjects="owl; barn owl; tawny owl; night owl; old owl; lonely owl; snowy owl; great owl",
        plurals="owls; two owls; barn owls; tawny owls",
        verbs="hoot; call; hoot in the forest; cry in the dark; hoot from a tree; hoot in the barn; hoot twice; "
              "call from the old oak; hoot at the moon; screech; hoot above the barn; answer; hoot softly",
        phrases="hooting; the hoot of an owl; an owl in the barn; an owl's call; the hooting of an owl; hoo hoo; "
                "the call of an owl; the cry of an owl; hoots from the forest; an owl's hoot",
        heard_as="Owl; Hoot", repeats=True),
    kind_of(
        "alarm", "an alarm beeps",
        subjects="alarm; alarm clock; smoke alarm; fire alarm; smoke detector; burglar alarm; beeper; monitor; "
                 "machine; car alarm; warning signal; security alarm; pager; microwave; digital alarm",
        plurals="alarms; alarm clocks; smoke alarms; machines; monitors; beeps; smoke detectors",
        verbs="beep; go off; sound; beep in the kitchen; beep on the nightstand; go off in the building; shrill; "
              "beep without end; wake someone up; give warning; bleep; beep and beep; ring at seven; buzz",
        phrases="beeping; a warning beep; a loud beep; the beep of an alarm; the beeping of a machine; beep beep; "
                "an electronic beep; the alarm is triggered; a beeping sound; a shrill alarm; "
                "the beeping of a monitor; "
                "beep beep beep",
        heard_as="Alarm; Beep, bleep; Buzzer; Smoke detector, smoke alarm; Fire alarm; Alarm clock", repeats=True),
    kind_of(
        "telephone", "a telephone rings",
        subjects="telephone; phone; old telephone; office phone; landline; mobile phone; cell phone; "
                 "phone on the desk; "
                 "payphone; smartphone; phone in the hall; rotary phone; cellphone; mobile",
        plurals="telephones; phones; two phones; the office phones",
        verbs="ring; start ringing; ring in the hall; ring on the desk; ring and ring; ring twice; ring off the hook; "
              "ring in the empty house; ring in the office; jingle; ring unanswered",
        phrases="a ringing phone; a phone call; somebody calls on the phone; a telephone call; the ringing of a phone; "
                "phone ringing; an incoming call; someone gets a phone call; the ring of a telephone; a ringtone; "
                "someone calls; a call comes in",
        heard_as="Telephone; Telephone bell ringing; Ringtone; Alarm", repeats=True),
    kind_of(
        "horn", "a train horn blows",
        subjects="horn; train horn; train; ship horn; locomotive; foghorn; ship; steamer; freight train; "
                 "train whistle; "
                 "night train; ferry; ocean liner; steam train; express train; goods train; tanker; ship's horn",
        plurals="horns; trains; ships; foghorns; ferries; ship horns; freight trains; locomotives",
        verbs="blow; arrive; pass; leave the station; roll by; sound; blast; toot; enter the harbour; leave the port; "
              "blow twice; thunder past; pull into the station; honk; whistle; sound its horn; blow its horn; "
              "blow in the fog; hoot in the fog; leave harbour; rattle by; cross the bridge",
        phrases="a horn blast; the blast of a horn; a railway crossing; a railway station; the horn of a ship; "
                "the whistle of a train; a train at the station; the horn of a train; a long blast of a foghorn",
        heard_as="Train horn; Vehicle horn, car horn, honking; Air horn, truck horn; Train; Foghorn; Toot; Train "
                 "whistle; Honk", repeats=True),
    kind_of(
        "applause", "people applaud",
        subjects="audience; crowd; public; theatre; hall; concert hall; small audience; stadium; auditorium",
        plurals="people; spectators; hands; listeners; the guests; fans; theatregoers; the spectators; onlookers",
        verbs="applaud; clap; clap their hands; clap wildly; burst into applause; give a standing ovation; "
              "applaud loudly; clap along; break into applause; clap and clap; applaud the band",
        phrases="applause; clapping; a round of applause; hands clap; clapping hands; thunderous applause; an ovation; "
                "the applause of a crowd; a standing ovation; the applause of the audience; a burst of applause; "
                "warm applause; everybody claps; everyone applauds; the clapping of hands; enthusiastic applause",
        heard_as="Applause; Clapping; Crowd; Cheering", alone=False),
    kind_of(
        "fireworks", "fireworks explode",
        subjects="firework; explosion; rocket; cannon; bomb; gun; firecracker; blast; dynamite; shot; pistol; rifle; "
                 "grenade; new year's rocket",
        plurals="fireworks; explosions; gunshots; shots; cannons; bombs; firecrackers; rockets; guns; guns; blasts; "
                "petards; fireworks and rockets",
        verbs="explode; go off; light the sky; bang; burst; fire; blow up; burst over the city; shake the ground; "
              "ring out; explode in the sky; pop and bang; detonate; boom over the rooftops; burst above the lake",
        phrases="a bang; a shot is fired; something explodes; an exchange of fire; a fireworks display; a gun fires; "
                "someone shoots; a battle; a shootout; gunfire; new year's eve; a loud bang; loud bangs; a gunshot; "
                "somebody sets off firecrackers; bangs and pops in the sky; a firework display begins",
        heard_as="Fireworks; Explosion; Firecracker; Gunshot, gunfire; Burst, pop; Artillery fire; Boom", repeats=True),
    kind_of(
        "heartbeat", "a heart beats",
        subjects="heart; human heart; pulse; frightened heart; racing heart; her heart; his heart; anxious heart; "
                 "my heart",
        plurals="hearts; heartbeats; two hearts; heart beats",
        verbs="beat; pound; throb; thump; race; beat fast; beat slowly; pound in the chest; beat in the dark; "
              "hammer in the chest; beat louder; pulse; thud; beat calmly; beat faster and faster",
        phrases="a heartbeat; a beating heart; a slow heartbeat; the beat of a heart; a heart's beat; "
                "a pounding heart; the beating of a heart; a steady heartbeat; the thump of a heart; "
                "a nervous heartbeat; "
                "the pounding of a heart; a heartbeat in the ears; a fast heartbeat",
        heard_as="Heart sounds, heartbeat; Heart murmur; Throbbing", repeats=True),
)

BY_NAME = {kind.name: kind for kind in CATALOGUE}

# How far away a sound is: words that may follow a wording, and whether the sound is heard from afar.
DISTANT_WORDS = ("in the distance", "far away", "far off", "from afar", "a long way off", "miles away",
                 "far in the distance")
DISTANT_CAPTION = "in the distance"
