"""Sentences with slots: three sounds in out-of-the-way turns of phrase; see tellings.py."""
from __future__ import annotations

TURNS = (
    ("The audit takes three days. Day one, a desk by the window: {a.clause}. Day two, a desk by the wall: "
     "{b.clause}. Day three, no desk at all, she stands: {c.clause}."),
    "{a.noun}; a blank; {b.noun}; a blank; {c.noun}; fin",
    ("Scene for three voices and no words: let {a.noun} speak, let {b.noun} disagree, let {c.noun} have the last "
     "say."),
    "He shaves to {a.noun}, dresses to {b.noun}, and by the time he has found the second cufflink {c.clause}.",
    ("With {a.noun} it's time for pyjamas, with {b.noun} for teeth, and with {c.noun} the lights go out: those are "
     "the rules of the nursery."),
    "ok so first theres {a.noun} rite, than {b.noun}, an than at teh end {c.noun}",
    ("A chair is brought for the witness. {a.clause}. A footstool is brought. {b.clause}. The oath is read out, "
     "and before he can lift his hand {c.clause}."),
    "Act one, {a.noun}; act two, {b.noun}; act three, everyone dies, {c.noun}.",
    ("Every birthday of hers had its noise: the seventh, {a.noun}; the eighth, {b.noun}; the ninth, which was the "
     "best, {c.noun}."),
    ("Two sleepers on a bench, back to back. {a.clause}, and the left one wakes. {b.clause}, and the right one "
     "wakes. {c.clause}, and they both pretend not to have."),
    "Start me off with {a.noun}, wake me up with {b.noun}, send me home with {c.noun}.",
    "{a.noun}\n{b.noun}\n{c.noun}\n(that's the entire script)",
    ("Being a report on the night of the ninth: {a.noun}, of no importance; {b.noun}, of some; {c.noun}, of the "
     "greatest."),
    ("The lift stops between floors with four people in it. {a.clause}. They introduce themselves. {b.clause}. "
     "They find they have a cousin in common. {c.clause}, and they are let out and never meet again."),
    "One finger up: {a.noun}. Two fingers up: {b.noun}. Fist: {c.noun}. That is how the director will cue it.",
    ("{a.clause} at the first corner, {b.clause} at the second, and at the third, where he was told to turn left, "
     "{c.clause}."),
    "Please send three files glued together: {a.noun}, behind it {b.noun}, and behind that {c.noun}.",
    ("Beneath the whole of it, from the outset, {a.noun}; laid over that, {b.noun}; and, once those layers are "
     "peeled away, {c.noun} by itself."),
    ("At this restaurant the tasting menu is served with sounds. Oysters: {a.noun}. Quail: {b.noun}. Sorbet: "
     "{c.noun}."),
    "It went {a.noun}, it went {b.noun}, it went {c.noun}, and then my tape ran out.",
    ("She reads the letter once, and {a.clause}. She reads it twice, and {b.clause}. She tears it up, and as if "
     "the world had been waiting for that, {c.clause}."),
    ("How do you like the new flat? - {a.noun} at six. - Oh. - {b.noun} at noon. - Oh dear. - {c.noun} all night. "
     "- Have you thought of moving?"),
    "{a.past}, {b.past}, {c.past}: I came, I heard, I left.",
    ("The girl had three wishes. With the first she wished for {a.noun} and got it. With the second, {b.noun}, and "
     "got that. The third she kept until she was old, and then, smiling, she wished for {c.noun}."),
    ("For the opening credits, {a.noun}; for the long middle, in which the brothers do not speak, {b.noun}; for "
     "the final frame, a boot in the snow, {c.noun}."),
    "Until lunch we had {a.noun} to put up with, until tea {b.noun}, until bedtime {c.noun}.",
    ("We are looking at a wall. {a.clause}. We are still looking at a wall. {b.clause}. A hand pulls the wall "
     "aside, it was only paper, and {c.clause}."),
    "Give it a beginning ({a.noun}), a turn ({b.noun}) and a way out ({c.noun}).",
    "{a.noun}. Twist: {b.noun}. Second twist: {c.noun}.",
    "The patient is admitted with {a.noun}, develops {b.noun} overnight and is discharged with {c.noun}.",
    ("In the house of the deaf composer three pupils take notes for him. The first writes down {a.noun}; when he "
     "has put away his pen, the second writes down {b.noun}; and the third, when it's his turn, {c.noun}."),
    ("{a.clause}, but the sisters only shrug. {b.clause}, but they only pull their shawls tighter. Then "
     "{c.clause}, and not even that will get them up from their bench."),
    ("Would it be possible to hear {a.noun} for as long as it takes to peel an apple, {b.noun} for as long as it "
     "takes to eat it, and {c.noun} while one is looking for somewhere to put the core?"),
    ("Nobody slept. At one {a.past}, at two {b.past}, and a little before three, when someone had at last begun to "
     "dream, {c.past}."),
    ("Press play: {a.noun}. Press play again: {b.noun}. Press it a third time: {c.noun}. Give the machine back to "
     "your brother."),
    ("From the outside in: {a.noun} in the valley and, as we draw nearer, {b.noun} in the yard and, as we put an "
     "ear to the wall, {c.noun}."),
    ("Old Tibor has one good ear. It gets {a.noun} on the way to the mill, {b.noun} at the mill, {c.noun} on the "
     "way home."),
    "{a.clause}, asterisk, {b.clause}, asterisk, {c.clause}, end of chapter.",
    "The first movement, {a.noun}, is slow; the second, {b.noun}, is slower; the third, {c.noun}, makes up for it.",
    "Hold my coffee, {a.clause}. Thanks. Hold it again, {b.clause}. Thanks. Oh, just drink it, {c.clause}.",
    ("{a.noun} in the key of boredom, {b.noun} in the key of dread, {c.noun} in the key of relief, played straight "
     "through"),
    ("This is what fear was like in those days: you lay there, and {a.past}, and you told yourself it was nothing; "
     "and {b.past}, and you told yourself again; and {c.past}, and there was nothing left to tell."),
    ("Somebody has chalked three words on the wall of the tunnel, each for a sound, at the near end {a.noun}, in "
     "the middle {b.noun}, at the far end {c.noun}, and we go through it from near to far."),
    ("For the garden of the blind we want a path with three stations. Visitors first come upon {a.noun}, next upon "
     "{b.noun}, and leave by way of {c.noun}."),
    ("The barber asked whether it was short enough. {a.past}. Shorter, said the customer. {b.past}. Shorter still, "
     "said the customer, and {c.past}, and there was no hair left."),
    ("{a.clause}; the tea is poured; {b.clause}; the tea is drunk; {c.clause}; somebody reads the leaves and turns "
     "pale."),
    "Could the music in the lift be replaced by {a.noun} on one, {b.noun} on two and {c.noun} on three, going up?",
    "yo quick one: {a.noun} > short gap > {b.noun} > long gap > {c.noun}. cheers",
    "Whereas {a.clause}, and whereas thereafter {b.clause}, now therefore, the parties having risen, {c.clause}.",
    ("He learned the language from three noises: at the customs post {a.noun}, which they explained to him; at the "
     "inn that evening {b.noun}, which he looked up; in the night {c.noun}, for which there is no word in any "
     "tongue."),
    "Begin softly with {a.noun}. Interrupt yourself: {b.noun}. Apologise with {c.noun}.",
    "Enter {a.noun}. Enter, upon the exit of that, {b.noun}. Exit that too. Enter {c.noun}. Curtain.",
    ("The guided tour lasts until five. In the armoury, {a.noun}. In the library, {b.noun}. In the gift shop, "
     "{c.noun}, and a pencil for every child."),
    ("I'd only just moved my rook when {a.past}; my opponent had only just moved his when {b.past}; and it was "
     "mate, and a bad one, by the time {c.past}."),
    "Thesis: {a.noun}. Antithesis: {b.noun}. Synthesis: {c.noun}.",
    ("Two thirds of the story are quickly told, {a.noun} and then {b.noun}; the remaining third is {c.noun}, and "
     "it takes all night."),
    ("Bring {a.noun} up slowly, snatch it away, bring {b.noun} up slowly, snatch it away, and the third time, when "
     "they've stopped trusting you, {c.noun}."),
    ("{a.clause} as the lid is lifted, {b.clause} as the soup is ladled out, {c.clause} as the lid, very gently, "
     "goes back on."),
    ("Nothing happens in this village. {a.clause}, for example. {b.clause} the day after. The day after that, "
     "{c.clause}. As I say, nothing."),
    ("By degrees: {a.noun}, and that thinning out, and {b.noun} in its stead, and that thinning out as well, and, "
     "nobody quite sure since when, {c.noun}."),
    "{a.noun} (they look up), {b.noun} (they look down), {c.noun} (they look at each other)",
    ("Had you gone in by the garden gate you'd have met with {a.noun}, then, in the hall, with {b.noun}, and up in "
     "the linen room, where she sat counting sheets, with {c.noun}."),
    ("Mind the order, it's a code: {a.noun} for the letter A, {b.noun} for B, {c.noun} for C, and she spells it "
     "straight through, A, B, C."),
    ("First it's funny, because {a.clause}. Then it's not so funny, because {b.clause}. Then nobody in the tent "
     "finds it funny at all, because {c.clause}."),
    ("The seance. All fingers on the table. {a.clause}, and the widow is sure it's Albert. {b.clause}, and she's "
     "less sure. {c.clause}; no, that was never Albert."),
    ("From the memoirs of a spy: the meeting would be announced by {a.noun}, confirmed by {b.noun} and, if we were "
     "lost, revoked by {c.noun}. We were lost; I heard all three, in turn."),
    ("Before they had found the matches, {a.past}; before they had lit the lamp, {b.past}; before they had turned "
     "it down again, {c.past}."),
    ("Rehearsal notes. Top of the page: {a.noun}, longer. Middle: {b.noun}, softer. Bottom: {c.noun}, and out on "
     "that."),
    ("Let's say {a.clause}. Let's say nobody cares. Let's say {b.clause}, and let's say this time they do. Then, "
     "obviously, {c.clause}."),
    ("No {x.noun} this year, the council regrets to say. The programme: {a.noun} at three, {b.noun} at five, "
     "{c.noun} to end with."),
    ("{c.clause}, says the last line of the poem. {a.clause}, says the first. The line between, which everyone "
     "forgets, says that {b.clause}."),
    ("{b.noun} made him put down the trowel, and {c.noun}, a minute on, made him pick it up again; on {a.noun}, "
     "ahead of either, he had turned his back."),
    "The cleaner found the wallet when {c.past}. She'd lost hope when {b.past}, and begun looking when {a.past}.",
    "{c.noun} should be the goal, {b.noun} the road to it and {a.noun} the place we set out from.",
    ("Not {c.noun} yet; there's {b.noun} to come ahead of it. And not that yet either: we start small, with "
     "{a.noun}."),
    ("Mother came home to {c.noun}. An hour earlier she'd have come home to {b.noun}, and two hours earlier to "
     "{a.noun}."),
    "{a.clause}. (Three pages are missing here; from the sequel we know that they contained {b.noun}.) {c.clause}.",
    ("{b.past}, so I'm told; I was still at the tailor's then, with {a.noun} behind me, and I only got home in "
     "time for {c.noun}."),
    ("They buried the treasure right after {b.noun}, dug it up right after {c.noun}, and had stolen it, you'll "
     "remember, right after {a.noun}."),
    ("{c.clause}, and with that the old dispute is settled. It came to a head over {b.noun}. Its roots, though, go "
     "back further, to {a.noun}."),
    ("When the photographer says now, {b.clause}. When she says thank you, {c.clause}. And before she has even "
     "unfolded the tripod, {a.clause}."),
    ("I'll give you the middle for free: {b.noun}. The ending will cost you a crown: {c.noun}. And for the "
     "beginning, which nobody else alive remembers, I want your hat: {a.noun}."),
    ("Who'd have thought that {c.noun} would be all that remained? Not the guests who came in to {a.noun}, not the "
     "ones who stayed on, when that was past, for {b.noun}."),
    ("{c.past}. Nobody was to blame for that unless it was those who had brought about {b.noun}, and they in turn "
     "had been egged on by {a.noun}."),
    ("Of the three kings the youngest rode in to {c.noun}, the middle one, a day sooner, to {b.noun}, and the "
     "eldest, who had set out first and arrived first, to {a.noun}."),
    "Leave out {x.noun}. Keep the rest: {c.noun} as a closer, {b.noun} as a bridge, {a.noun} as an intro.",
    ("{b.clause} the very minute the judge sits down; she stood all through {a.noun}; and she'll stand again, "
     "papers in hand, when {c.clause}."),
    ("Gran remembers {c.noun} best, because it came last. Next best, {b.noun}, from just before. Of {a.noun}, "
     "furthest back, she has kept only a sort of colour."),
    "the last thing i heard b4 my mic died was {c.noun}, b4 that {b.noun} and waaay b4 that {a.noun}, recreate plz",
    "{c.noun} in the third jar, {a.noun} in the first, {b.noun} in the second; she opens them from first to third.",
    ("It's {c.noun} we're stuck with now. Oh, for {a.noun}, the way it was at first! Oh, even for {b.noun}, the "
     "way it was after that!"),
    ("{a.clause}. If it were up to the conductor we'd go straight to {c.noun}; but in the score, and the score it "
     "shall be, {b.clause} before that."),
    "{c.past} when the taste of the plums was long gone; with the first plum {a.past}; with the last, {b.past}.",
    "{b.past}. But let me go back. {a.past}. And let me go forward, past where I began. {c.past}.",
    ("A wedding, told from the end: the guests left to {c.noun}, the cake had been cut to {b.noun}, the vows had "
     "been spoken to {a.noun}."),
    ("{c.clause}, in bold, above the fold; below the fold, in smaller print, the events leading up to it: "
     "{a.noun}, then {b.noun}."),
    ("Until {c.past}, we believed the worst to be behind us, since after {a.noun} had come {b.noun}, and after "
     "that, for a whole day, nothing."),
    ("{b.noun}, let's say, as the filling; the bread above it is {a.noun} and gets eaten first; the bread below is "
     "{c.noun} and gets eaten last."),
    ("Her alibi has a hole in it. She accounts for {c.noun}, towards morning; she accounts for {a.noun}, around "
     "ten; but where was she, in the hours between, during {b.noun}?"),
    ("{c.clause}, at which point the reader may close the book. He opened it upon {a.noun}; he put in his bookmark "
     "at {b.noun}."),
    ("What the conspirators did upon {b.noun} has been told, and what they did upon {c.noun} thereafter is known "
     "to all; what they did upon {a.noun}, before anything had gone wrong, was play cards."),
    "{a.noun} up to the border, {c.noun} on the far side of it, and {b.noun} while they're going through the bags",
    ("We have {c.noun} to thank for our waking up in time; for our having slept so deeply beforehand we have "
     "{b.noun} to thank, and for our having gone to bed at all, {a.noun}."),
    ("{c.past}, not that he cared any longer. He'd cared when {a.past}. He'd cared a little less when, around "
     "noon, {b.past}."),
    ("{b.clause} on the last stair but one. On the bottom stair, where he takes off his shoes, {a.clause}. On the "
     "topmost, {c.clause}. He is going up."),
    ("Three brothers, three noises. The middle brother's is {b.noun} and he makes it after the eldest, whose noise "
     "is {a.noun}, and ahead of the youngest, whose noise is {c.noun}."),
    ("If we cut the scene in which {b.clause}, the jump from {a.noun} to {c.noun} will be too abrupt; so we keep "
     "it, in its place."),
    ("{c.noun} for leaving, {b.noun} for staying, {a.noun} for coming: three sounds for the phases of a visit, and "
     "as in any visit, one comes, one stays, one leaves."),
    ("In her will the countess left {c.noun} to whoever should be there at the end of the day; {a.noun} she left "
     "to the early risers and {b.noun} to those who come in time for lunch."),
    ("{a.past}; that {c.past} later on I learned from the papers, and that {b.past} in between from nobody, for I "
     "heard it myself."),
    ("Ladies and gentlemen, you've just been listening to {b.noun}, and before the interval to {a.noun}; please "
     "remain seated for {c.noun}."),
    ("{c.clause} in the last tent, now that it's quiet in the others; in the first {a.past} at lights out, and in "
     "the one next to it, straight afterwards, {b.past}."),
    ("I am the one who pulled the plug, and I did so because of {b.noun}. {a.noun} had been on for an hour by "
     "then, and that was bearable. Did it help, pulling the plug? {c.clause}, so no."),
    "End: {c.noun}. Just before the end: {b.noun}. Well before the end: {a.noun}.",
    ("{c.noun} had to break the calm that followed {b.noun}, just as that, in turn, had broken the calm that "
     "followed {a.noun}."),
    ("{b.past} twenty minutes into our first date. I had ordered the snails. {a.past} while we were still outside, "
     "reading the menu. There was a second date; {c.past}."),
    "Take {b.noun}. Put something in front of it: {a.noun}. Put something behind it: {c.noun}. Done.",
    ("Right after {a.noun} we lost the map; right before {c.noun} we found it again, upside down, in the bread "
     "bag; and halfway between, not knowing where we were, we had {b.noun} to keep us company."),
    ("{c.clause} for the closing image, a spoon in an empty bowl. Prior images: a full bowl, {a.noun}; a half-full "
     "bowl, {b.noun}."),
    ("If memory serves, {c.noun} came in autumn. Spring had been all {a.noun}. As for that endless summer in "
     "between, {b.noun}."),
    ("dont worry about {c.noun} thats right at the end. dont worry about {b.noun} either thats the middle. just "
     "start w {a.noun} and go from there"),
    "{b.clause}: we're at the turning point. Behind us, {a.noun}. Ahead of us, {c.noun}.",
    ("{c.past} in August, which the insurance would not pay for. It did pay for {a.noun}, in March, and even, "
     "though with a sour face, for {b.noun}, in June."),
    ("The old man told me that one hears {c.noun} on one's deathbed; on being born, {a.noun}; and with half one's "
     "life gone, if one is paying attention, {b.noun}."),
    ("As to {b.noun}, since you ask, that was not the beginning. The beginning was {a.noun}. Nor, alas, was it the "
     "end, for {c.past}."),
    ("Once the second candidate has left, {b.clause}; once the third has, {c.clause}; and the first, who has the "
     "best shoes, is still shaking hands when {a.clause}."),
    ("The weekend, back to front. Sunday evening: {c.clause}. Saturday: {b.clause}. Friday, with the bags still in "
     "the hall: {a.clause}."),
    ("Hardly a soul was left to hear {c.noun}, for {b.noun} had frightened away the women and {a.noun}, before "
     "that, the men."),
    ("{c.noun}, finally! Goodness, one had to sit through {a.noun} for that. And {b.noun} after it. But finally, "
     "finally!"),
    ("In my village you're christened to {a.noun} and buried to {c.noun}, and in between, if things go well, "
     "you're married to {b.noun}."),
    ("{b.past}, a thing the hotel blames on the guests and the guests blame on {a.noun}, half an hour before; for "
     "{c.noun}, half an hour after, they all blame the cook."),
    "Chapter headings, out of order: V, {c.noun}; I, {a.noun}; III, {b.noun}. Sort them, then play them.",
    ("That we have {b.noun} on tape at all we owe to my brother, who, startled by {a.noun}, had switched the thing "
     "on; {c.noun} he got by accident, while looking for the off switch."),
    ("{c.clause} and the guide says it's all downhill from here. Uphill it was {a.noun}, and then, on the ridge "
     "itself, {b.noun}."),
    "Between the acts, {b.noun}. Act two, {c.noun}. Act one goes without saying, but I'll say it: {a.noun}.",
    ("{c.past} as, in the end, they sealed the envelope. {a.past} as they wrote the address on it, and {b.past} a "
     "bit later, as they were looking for a stamp."),
    ("Imagine a map with three crosses. The red one, where you end up: {c.noun}. The green one, where you set out: "
     "{a.noun}. The one in pencil, halfway: {b.noun}."),
    ("Nobody told the interpreter that {c.clause} at the end of the minister's speech, or that {b.clause} halfway "
     "through; she was only warned about the opening, at which {a.clause}."),
    ("Having overslept, she missed {a.noun}; having overslept so badly, she missed {b.noun} as well; and so her "
     "day began, where everyone else's was half over, with {c.noun}."),
    ("{b.noun} in his left ear, and he turned his head to the left; {c.noun}, thereupon, in his right. Going by "
     "the smile on his face he was still dreaming of {a.noun}, with which all this had begun."),
)
