"""Sentences with slots: that also name what shall not be heard; see tellings.py."""
from __future__ import annotations

WITHOUT = (
    "{a.noun}, and whatever you do, leave out {x.noun}",
    "There is to be nothing of {x.noun}; all I want is {a.noun}.",
    "You might expect {x.noun} at this hour, yet what reaches us is {a.noun}.",
    "Nobody could say that {x.past}; what we got was {a.noun}.",
    "Please replace {x.noun} with {a.noun}.",
    "Not {x.noun}, as the landlady claimed, but {a.noun}.",
    "From far off it could pass for {x.noun}, but come closer and {a.clause}.",
    "She had been promised {x.noun}. She got {a.noun}, and that was all.",
    "{a.clause}, and {x.noun} must stay out of it altogether.",
    "Scratch what I wrote about {x.noun}, my colleague got it wrong; just give me {a.noun}.",
    "Can I have {a.noun} in place of {x.noun}?",
    "The days when {x.past} are long over on our street; these evenings {a.clause}.",
    "Louder than {x.noun} could ever be, the room will be filled by {a.noun}",
    "It never happens that {x.clause} in this house, it really doesn't, but today {a.clause}.",
    "Grandfather still dreams of how {x.past} in his boyhood; he wakes, and {a.clause}.",
    "Should {x.noun} be in there? No. Should {y.noun}? No again. Put in {a.noun} and we are done.",
    "The script used to say {x.noun}. The new version says {a.noun}.",
    "He holds his breath in the hope of {x.noun}. Nothing of the kind. Only {a.noun}.",
    "Take {x.noun} out, keep {a.noun}",
    "Everyone had warned me of {x.noun}, and of {y.noun} too; neither came, but {a.past} until morning.",
    "{a.noun} first and {b.noun} second, with {x.noun} cut from the old version",
    "No trace of {x.noun} tonight. Instead {a.clause}, and after a while {b.clause}.",
    "Begin with {a.noun}, then skip {x.noun} and go straight to {b.noun}.",
    "Rather than {x.noun}, let {b.noun} come right after {a.noun}.",
    "I was sure that {x.past}, but my sister shook her head: {a.past}, she said, and then {b.past}.",
    "We close with {b.noun}, not with {x.noun}; we open with {a.noun}.",
    "Before {b.clause}, {a.clause}. At no point do we want {x.noun}.",
    "{b.noun} should follow {a.noun} directly, without {x.noun} in between",
    "What sets off {b.noun} is not {x.noun}, it is {a.noun}.",
    "Make it {a.noun} and then {b.noun}. Oh, and {x.noun}? Forget I ever mentioned it.",
    "When {a.clause}, Tom thinks at once of {x.noun}. He is wrong, for a moment later {b.clause}.",
    "{b.past}, and nobody was surprised, since {a.past} shortly before; only {x.noun} never came.",
    "The children listened for {x.noun}. What they heard was {a.noun}, and at bedtime {b.noun}.",
    "Could you do {b.noun}, preceded by {a.noun}, and keep it clear of {x.noun}?",
    "At first {a.clause}; then, where last time you gave me {x.noun}, I would like {b.noun}.",
    "Mother calls from the kitchen that {x.clause}, but she has misheard: {a.clause}, and a little later {b.clause}.",
    "By the time {b.past}, {a.past} already; as for {x.noun}, we waited in vain.",
    "{a.noun} > {b.noun} (NOT {x.noun}, that was last week's cue)",
    "Over {a.noun} we make out something. {x.noun}? No: {b.noun}.",
    "What breaks into {a.noun} isn't {x.noun} this time, it's {b.noun}.",
    "Neither {x.noun} nor {y.noun} is wanted here. Let us have {a.noun} and, when that has faded, {b.noun}.",
    "As regular as {x.noun}, the visitor's speech drags on, until {a.clause} and finally {b.clause}.",
    "The postcard said that {x.clause} here all summer long. It lied. {a.past} when we arrived, {b.past} when we left.",
    "Without {x.noun}, which I had my fill of yesterday, play {b.noun} after {a.noun}.",
    "Usually {x.clause} before anything else. Not today, though: out of nowhere {a.clause}, and soon {b.clause}.",
    "If only {x.past}! But no, it is {a.noun} again, and then, worse still, {b.noun}.",
    "{b.noun}, with {a.noun} ahead of it rather than {x.noun}",
    "Swap {x.noun} for {a.noun} at the start; the ending, {b.noun}, may stay.",
    "Our neighbour would swear that {x.past} last night. In truth {a.past}, and not until later {b.past}.",
    "I have had enough of {x.noun} to last me a lifetime, so please, {b.noun} to finish and {a.noun} to begin.",
    "{a.noun}, {b.noun}, {c.noun}: these three in this order, and nothing of {x.noun}",
    "To begin with {a.clause}. Then {b.clause}. You would bet that {x.clause} next, but you would lose: {c.clause}.",
    "Close with {c.noun} and open with {a.noun}; in the middle, where {x.noun} used to be, put {b.noun}.",
    "1. {a.noun} 2. {b.noun} 3. {x.noun} - no, strike number three, make it {c.noun}",
    "I can no longer remember whether there was {x.noun} that day or whether I dreamt it, so leave it out; I remember "
    "how {a.past}, how {b.past} after that, and how at the very end {c.past}.",
    "{c.clause}, though not before {b.clause}, which in turn has to wait until {a.clause}. Spare me {x.noun}.",
    "Once {a.clause}, the stranger lifts a finger and whispers of {x.noun}. There is none of that. {b.clause}, and as "
    "he turns to go {c.clause}.",
    "Make me a scene in which {a.clause}, then {b.clause}, then {c.clause}, and in which there is no place for "
    "{x.noun}.",
    "Last comes the moment when {c.clause}. Earlier {b.clause}, and earlier still {a.clause}. Never once do we hear "
    "{x.noun}.",
    "STOP EXPECT NOT {x.noun} STOP SEND {a.noun} STOP LATER {b.noun} STOP LASTLY {c.noun} STOP",
    "INT. ATTIC, NIGHT. {a.noun}. Anna sits up: was that {x.noun}? It was not. {b.noun}. She pulls up the blanket. "
    "{c.noun}.",
    "And then, and then {a.past}! And then {b.past}! And not {x.noun}, silly, that is another story! And then "
    "{c.past}!",
    "After {a.noun} and before {c.noun} I would like {b.noun}; earlier I asked for {x.noun} there, but I have changed "
    "my mind.",
    "The plan was {x.noun}, then {y.noun}. The plan fell through. So: {a.noun}, then {b.noun}, then {c.noun}.",
    "We had hardly noticed that {a.past} when {b.past}; Paul swore that {x.past} as well, which the rest of us deny, "
    "and in the end {c.past}.",
    "{b.clause} only when {a.clause}, not when {x.clause}; later {c.clause}.",
    "Between {a.noun} and {c.noun} lies a gap. Don't fill it with {x.noun}. Fill it with {b.noun}.",
    "Mind the order: {c.noun} at the end, {a.noun} at the start, {b.noun} in the middle, {x.noun} nowhere.",
    "Start: {a.noun}. Cut: {x.noun}. Middle: {b.noun}. End: {c.noun}.",
    "In the film {x.clause} at this point, but in the book, which we follow, {a.clause}, then {b.clause}, and at last "
    "{c.clause}.",
    "Instead of {x.noun} the audience is given {a.noun}; instead of {y.noun} it is given {b.noun}; and to crown it "
    "all, {c.noun}.",
    "Had the weather turned, {x.noun} would have greeted us. As it was, {a.past}, soon afterwards {b.past}, and on "
    "the way home {c.past}.",
    "It took {b.noun} to make us forget {a.noun}, and {c.noun} to make us forget that; {x.noun} would not have done.",
    "Lena writes in her diary: {c.past} tonight. Before that {a.past} and then {b.past}. Still not a sign of {x.noun}.",
    "Who needs {x.noun}? Give us {a.noun}, let it be drowned out by {b.noun}, and send us off with {c.noun}.",
    "{a.noun}, giving way to {b.noun}, and that in turn, contrary to what I told you this morning, giving way not to "
    "{x.noun} but to {c.noun}.",
    "Do not let it end with {x.noun}, however fitting. Let {c.noun} be the end, {b.noun} what leads up to it, and "
    "{a.noun} the beginning of it all.",
    "You know how {x.clause} in Uncle Ben's tale? Leave that bit out. The rest is fine: {a.clause}, next {b.clause}, "
    "then {c.clause}.",
    "While {a.clause}, {b.clause}. The silence we hoped for will not come, nor will {x.noun}; what comes is {c.noun}.",
    "The guard reported {x.noun} at midnight, but the tape proves otherwise: {a.noun}, followed by {b.noun}, followed "
    "by {c.noun}.",
    "A good trick is to announce {x.noun} and deliver something else: first {a.noun}, then, in its wake, {b.noun}, "
    "and last {c.noun}.",
    "It feels like an age since {x.past}. Now {a.clause}; soon {b.clause}; and then, just as we nod off, {c.clause}.",
    "Having listened to {a.noun}, then to {b.noun}, we braced ourselves for {x.noun}, only to be met with {c.noun}.",
    "{a.noun}, {b.noun}, {c.noun}, {d.noun}; everything but {x.noun}",
    "First {a.clause}, then {b.clause}, then (not {x.noun}, I misspoke) {c.clause}, and finally {d.clause}.",
    "At the end {d.noun}; ahead of that {c.noun}; at the outset {a.noun}, and right on its heels {b.noun}. We do "
    "without {x.noun}.",
    "Morning: {a.noun}. Noon: {b.noun}. Afternoon: {x.noun}, called off. Evening: {c.noun}. Night: {d.noun}.",
    "Before {b.past}, {a.past}; after that {c.past}. The old man waited for {x.noun} to round it off, but what he got "
    "was {d.noun}.",
    "Two things I can't stand are {x.noun} and {y.noun}, so steer clear of both and give me {a.noun}, then {b.noun}, "
    "then {c.noun}, and to finish {d.noun}.",
    "Scene one, {a.noun} and then {b.noun}. Scene two, {c.noun}. Scene three was meant to be {x.noun}, but the "
    "director threw it out in favour of {d.noun}.",
    "With {d.noun} we finish and with {a.noun} we start, and of what lies between, {c.noun} belongs after {b.noun}; "
    "for {x.noun} there is no room.",
    "It wasn't that {x.past}. It was that {a.past}, and that then {b.past}, and that then {c.past}, and that, on top "
    "of everything, {d.past}.",
    "As soon as {a.clause}, {b.clause}. No sooner is that over than {c.clause}. The only thing missing is {x.noun}, "
    "and missing it remains, for we end on {d.noun}.",
    "Please redo the last one: throw out {x.noun}, move {a.noun} to the front and {d.noun} to the back, and in the "
    "middle we have {b.noun} and then {c.noun}.",
    "Did you hear {x.noun}? Me neither. I heard {a.noun}. Then {b.noun}. Then nothing for ages. Then {c.noun}, and "
    "just now {d.noun}.",
    "{c.past} and later {d.past}, that much is certain; that {x.past} is mere gossip; and what came before it all was "
    "{a.noun}, then {b.noun}.",
    "Far away in the city {x.clause}, no doubt, but out here that can't reach us: {a.clause}, {b.clause} after it, "
    "later {c.clause}, and at nightfall {d.clause}.",
    "One: {a.noun}! Two: {b.noun}! Three: {c.noun}! Four: {d.noun}! And if anyone asks for {x.noun}, tell them it's "
    "off the list!",
    "So this is retirement. Gone are the mornings when {x.past}. Now {a.clause}.",
    "I asked for {x.noun} and {y.noun}; I take both back. {a.noun} will do.",
    "{a.clause}. For a hopeful moment we believe that {x.clause} too, but that is only in our heads. Then, quite "
    "really, {b.clause}.",
    '"{x.noun}, surely," said the first guest. "Never," said the second, and she was right, for {a.past}, and later, '
    "over coffee, {b.past}.",
    "Supposing you were tempted to add {x.noun}: don't. {a.noun} will be enough.",
    "{a.noun} should be there, {x.noun} shouldn't, and {b.noun} should come at the end.",
    "{b.clause}. What led to it wasn't {x.noun}, as you might think; a minute earlier {a.clause}.",
    "My hearing is not what it was. I took it for {x.noun} at first, and then for {y.noun}, when in fact {a.past}.",
    'The inspector crossed out "{x.noun}" and wrote "{a.noun}, then {b.noun}" above it.',
    "Until {b.clause}, there is nothing but {a.noun}; we keep hoping for {x.noun}, and hope is all it comes to.",
    "Same as yesterday, minus {x.noun}: {a.noun}, then {b.noun}, then {c.noun}",
    "{c.noun} to end on, please, {b.noun} just ahead of it, and at the top, in lieu of {x.noun}, {a.noun}.",
    "It would be a mistake to think that {x.clause} here. What happens is this: {b.clause}, but only after {a.clause}.",
)
