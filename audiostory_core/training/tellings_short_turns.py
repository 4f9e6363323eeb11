"""Sentences with slots: one or two sounds in out-of-the-way turns of phrase; see tellings.py."""
from __future__ import annotations

SHORT_TURNS = (
    "Would anyone mind terribly if, just this once, all we put on tape was {a.noun}?",
    "The appointment over, she buttons her gloves and leaves, and on the landing {a.clause}.",
    "pls make {a.noun} thx",
    "Shot 1: a plate, half a lemon, {a.noun} from off screen. There is no shot 2.",
    "i cant sleep without {a.noun} so could u make me some",
    "Local man moves to the countryside for some peace, gets {a.noun}",
    ("It smells of soup and floor polish, and a clerk signs a form without looking up. {a.clause}. He signs the "
     "next one."),
    "When I am big I want to live in a house where {a.clause} every single evening.",
    "What did you hear, Mr. Novak? - Only {a.noun}. - And apart from that? - I have told you: nothing.",
    "Do not hurry. Let a long, empty pause go by, and somewhere near the end of it {a.clause}.",
    "Item for the archive, one of one, labelled in pencil: {a.noun}.",
    "Tonight's exercise: shut your eyes, let your shoulders sink, and follow nothing but {a.noun}.",
    ("There ought to have been {x.noun} by now, but no, not a trace of that; what there is, for what it's worth, "
     "is {a.noun}."),
    "hey so remember how {a.past} at Lena's place? can i have exactly that",
    "He will tell you it was nothing. It was {a.noun}, and I was there.",
    "No {x.noun}, I beg you, we had that last week. {a.noun}, and let us leave it at that.",
    "Postcard, undated: Arrived safely. Food good. {a.clause}. Kisses, M.",
    "My therapist asked me to name the sound of my childhood and, without having to think, I named {a.noun}.",
    ("Through the wall of the dentist's waiting room, so faintly that only the tax inspector lifts his head, "
     "{a.clause}."),
    "Sound effect wanted: {a.noun}, in a small tiled room.",
    "The bid stands at forty crowns. Going once. {a.clause}. Nobody bids again.",
    "A recording, please, such as a blind traveller might keep of this town: {a.noun}.",
    "As predicted by my aunt, who is never wrong about these things, {a.clause}.",
    "It is not loud and it is not near, yet the whole kitchen stands there with its spoons lowered: {a.noun}.",
    "Testing the new microphone. One, two. Pointing it out of the window now. {a.clause}. All right, it works.",
    "teh sound of {a.noun}, just a few moments of it, my son wants to know what its like",
    "Two empty chairs, a newspaper from March, and, as though it had every right to be there, {a.noun}.",
    ("Dearest, the flat is bigger than I thought. There's only one drawback, and you have guessed it: {a.clause} "
     "from morning till night."),
    ("Suppose somebody had never left his room in all his life; then {a.noun} would have to be explained to him. "
     "It is for such a person that I want it."),
    "Under the title, white letters on black, {a.clause}; no music, no narrator.",
    "Goal of the exercise: recognise {a.noun}.",
    "I was promised silence. I want my money back, because {a.clause}.",
    "the bit where she opens the fridge, sees its empty and {a.clause}. just that bit",
    "May I please have {a.noun}? I have been very good.",
    "Out of politeness neither of the two diplomats mentions that {a.clause}.",
    ("All along the roulette table they wait with their eyes on the little ball, and they go on waiting; at last "
     "{a.clause}."),
    "Whether by accident or by design, {a.noun} got onto the wedding video, and not one other sound did.",
    "One sound only, with air around it: {a.noun}",
    "He put the stamp on crooked, for {a.past} just then, and he posted the letter that way.",
    "Whoever rents the top floor must be told beforehand that {a.clause}.",
    "The lecture is over and the hall has emptied; {a.clause}; the porter collects the chalk, and {b.clause}.",
    "Roll {a.noun}. Good. Leave it a while. And now, rather gently, roll {b.noun}.",
    "{a.clause}. Someone's tea goes untouched. {b.clause}.",
    "What {a.noun} began, {b.noun} completed: by nine the whole inn was awake.",
    "A promise is a promise: {a.noun} for you, {b.noun} for your sister, you first.",
    "NIGHT OF UNREST: first {a.noun}, hours later {b.noun}, residents say",
    "We can afford two effects. We shall spend the first on {a.noun} and the second on {b.noun}.",
    "{a.clause}, and she says so without turning round; one page of her novel further on, {b.clause}.",
    "ok listen. {a.clause}. wait for it. {b.clause}. lol",
    ("One would have to be made of stone to doze through {a.noun}, and of something harder still to doze through "
     "{b.noun}, which came on top of it."),
    "Mama, can you do {a.noun} first so I get scared, and afterwards {b.noun} so I'm not scared any more?",
    "LX 12, lights to half. SD 12, {a.noun}. LX 13, lights out. SD 13, {b.noun}.",
    ("Two minutes to the interview. He straightens his tie in the lift mirror; {a.clause}. He licks his thumb and "
     "flattens an eyebrow; {b.clause}."),
    ("It had been agreed that whoever heard {a.noun} should wake the others; he did, and awake they lay, all nine "
     "of them, until {b.past}."),
    "The recipe, as my cousin gives it: take {a.noun}, let it stand, garnish with {b.noun}.",
    "Reader, {a.past}. Turn the page, and {b.past}.",
    "Shot 1 (wide): the empty square, {a.noun}. Shot 2 (close): a hand on a railing, {b.noun}.",
    "Room 11 reports {a.noun}; ten minutes on, the same room, in the same weary voice, reports {b.noun}.",
    "{a.clause} when the curtain is still down; when it is up, {b.clause}.",
    "From {a.noun} it is only a short way, in our house, to {b.noun}.",
    "{a.noun}...... {b.noun}...... thats it thats the whole thing",
    "A bench, a sandwich, a man who has been told to wait here. {a.clause}. He waits. {b.clause}. Nobody comes.",
    "Enter the landlord, and with him {a.noun}. Exit the landlord. In the gap he leaves, {b.noun}.",
    "Could the piece move from {a.noun} at its outset towards {b.noun} at its close?",
    ("The ink isn't dry on the contract and already {a.clause}; the hands aren't shaken and already, after that, "
     "{b.clause}."),
    "part one {a.noun} part two {b.noun} part three theres no part three",
    ("They had twenty words of each other's language between them. {a.past}, and she taught him the word for it. "
     "{b.past}, and he taught her his."),
    "You take the morning and I'll take the evening: {a.noun} for your half, {b.noun} for mine.",
    ("To {a.noun} the removal men carried the sofa in; to {b.noun}, the sofa being too long for the stairs, they "
     "carried it out again."),
    "The cat went under the bed at {a.noun} and stayed there until {b.past}.",
    ("Sorry to bother you so late, but {a.clause}, and now, if you can believe it, {b.clause}; is there a form I "
     "can fill in?"),
    "Translate this into sound: {a.noun}; pause for one breath; {b.noun}; full stop.",
    "A toast! The glasses go up, {a.clause}, the glasses stay up, {b.clause}, and only then does anybody drink.",
    ("There lived an old king who had everything except sleep. He sent for {a.noun}; it didn't help. He sent for "
     "{b.noun}, and he slept for a hundred years."),
    "{a.clause}? Then it won't be long until {b.clause}. It never is.",
    "We're going to need {a.noun} under the first verse of the poem, then a break, then {b.noun} under the second.",
    ("After closing time, the museum, the room with the mummies: {a.noun} to the left of us; presently, to the "
     "right, {b.noun}."),
    "Thus far {a.noun}; henceforth {b.noun}.",
    "For my late husband, who loved both: {a.noun} and then, please, {b.noun}.",
    "She looked for her other earring all through {a.noun}, found it under the rug, and put it on to {b.noun}.",
    "How it sounds played backwards is no concern of mine; forwards, it goes {a.noun}, {b.noun}.",
    "{a.past}, or so the neighbours say; that {b.past} a while after is beyond dispute, since I was home by then.",
    "Left channel only: {a.noun}. When that ends, right channel only: {b.noun}.",
    "The exam question reads: describe what happens if {a.clause} and, five minutes later, {b.clause}.",
    "It'd be lovely if {a.clause}, and lovelier yet if, with the first light, {b.clause}.",
    "He bets a crown that {a.clause} before the hour is up. He wins. Double or nothing, he says, and {b.clause}.",
    ("They laid the old bandmaster to rest in the plain way he had asked for: no speeches, {a.noun}, and "
     "afterwards {b.noun}."),
    "A: Did you get that? B: Get what? A: {a.noun}. B: No, but I'm getting this: {b.noun}.",
    "Noon: {a.noun}. Ten past: the soup. A quarter past: {b.noun}.",
    "{a.noun}, dwindling; a gap no longer than a held breath; {b.noun}, swelling.",
    "By an odd coincidence {a.past} as he signed his name and {b.past} as he blotted it.",
    ("The house is for sale. The agent praises the light; {a.clause}. She praises the oak floor; {b.clause}. She "
     "praises nothing further."),
    "Had {a.noun} not come first, nobody would have thought twice about {b.noun}.",
    "In lieu of {x.noun}, which the committee has struck out, there will be {a.noun} and subsequently {b.noun}.",
    "Trust me, you want {a.noun} to fool them and {b.noun} to finish them.",
    "{b.clause}, something the whole waiting room has been dreading since {a.past}.",
    "{b.noun}, please, but lead into it with {a.noun}.",
    ("I must begin with an apology, for I wrote {b.noun} at the top of my list and forgot that {a.noun} ought to "
     "go above it."),
    "{b.past}. A pity, since we had only just recovered from {a.noun}.",
    "That was the night {b.past}. At supper no one could have guessed it, for at supper there was merely {a.noun}.",
    "Why is the bride's mother pale? {b.clause}, that's why; and she hadn't yet got over {a.noun}.",
    "{b.clause} two floors up, no more than a minute after {a.noun} has ceased two floors down.",
    "Save {b.noun} for later. For now I'm in the mood for {a.noun}.",
    "swap them pls: {b.noun} was supposed to be second, {a.noun} first",
    ("On hearing {b.noun} the chess player castles; he has been thinking about it ever since {a.noun} and is "
     "nearly out of time."),
    "Let {b.noun} bring the episode to its end, as {a.noun} brought it to its start.",
    ("Of the two things written on the napkin, the lower one, {b.noun}, is to begin when the upper one, {a.noun}, "
     "is finished."),
    ('"{b.noun}!" the child reports from the window. "And what was it just now?" asks the grandfather, who missed '
     'it. "Just now it was {a.noun}."'),
    ("Not that anyone complained about {b.noun}. They had complained about {a.noun}, the evening before, and "
     "learned that it was no use."),
    "{b.past} into a silence that {a.noun} had left behind like a wet towel.",
    "Whatever else you do with it, leave {b.noun} at the tail of the file and {a.noun} at its head.",
    ("Grandad always tells the second half first, that is, how {b.past}, and has to be reminded that to begin with "
     "{a.past}."),
    "The film's present: {b.noun}. Its past, shown before the titles: {a.noun}.",
    "By rights {b.noun} should not have upset her; it was {a.noun}, at lunch, that had worn her thin.",
    "Now that {b.clause}, nobody remembers the nuisance of an hour ago, namely {a.noun}.",
    "{b.clause}. That's the sequel. In the original, which of course we play before it, {a.clause}.",
    "{b.noun}: granted, once we've given right of way to {a.noun}.",
    "It will be dark by the time {b.clause}. It is still broad daylight as {a.clause}.",
    "She had hung up her coat when {b.past}; she'd still had it on, and her hat besides, when {a.past}.",
    "Nothing prepared the auditors for {b.noun}, unless one counts {a.noun}, a little beforehand, in the corridor.",
    ("{b.clause}. The twins swap glances, because their brother said it would be like that, right after {a.noun}, "
     "which they have just had."),
    ("I slept badly. The first thing I could tell you about is {b.noun}, but my wife, who was awake sooner, says "
     "that {a.past} before that."),
    "the 2nd sound = {b.noun}, the 1st sound = {a.noun}, dont mix them up again",
    "{b.noun} as the answer, {a.noun} as the question, and in the natural order please, question then answer",
    ("On page two {b.clause}. Go back one page, they're stuck together, and you'll find that, first of all, "
     "{a.clause}."),
    "Tell the pianist he may sit down when {b.clause} and not when {a.clause}, which will be a good deal earlier.",
    "{b.past} at eleven. At ten the hostess was still handing round almonds. At nine {a.past}.",
    ("He proposed to her during {b.noun}. He had meant to do it an hour before, during {a.noun}, but his collar "
     "was too tight."),
    ("What I liked best about the clip you sent was {b.noun}, second and last; {a.noun}, up front, I could take or "
     "leave. Same again, please."),
    "{b.clause}, thereby putting an end to what the tenants of this house have had to endure all week, {a.noun}.",
    "Anything but {x.noun}! {b.noun} would do nicely, after an opening of {a.noun}.",
    ("The maid swears to {b.noun} at half past six; the cook, who rises earlier, swears to {a.noun} at five; both "
     "are honest women."),
    "{b.past} when the paint was dry. When it was wet, and none of us dared lean on anything, {a.past}.",
    "Arrive at {b.noun} by way of {a.noun}.",
    "So it's {b.noun} now, is it? And there was I, still cross about {a.noun}.",
    ("That the goldfish survived {b.noun} is a small miracle, considering that it had already lived through "
     "{a.noun} the same afternoon."),
    "{b.noun} and a smell of oranges: so ended what {a.noun} and a smell of camphor had begun.",
    ("One cannot properly enjoy {b.noun} unless one has first had one's fill of {a.noun}, and so, in this "
     "recording, one shall."),
    ("Ninety minutes after kickoff {b.clause}. Not one of the reporters writes it down; they used up their pencils "
     "on {a.noun}, back in the first half."),
    ("{b.past}, to everybody's surprise but the librarian's, who'd had her ear to the wall and caught {a.noun} in "
     "advance."),
    ("my upstairs neighbor: {b.noun}, 3 am. also my upstairs neighbor: {a.noun}, 1 am. make it the way the night "
     "went, earlier one first"),
    ("I have the honour to inform you that {b.past} on Friday, whereas on Thursday, as will not have escaped you, "
     "{a.past}."),
    "Let the whole thing come to rest on {b.noun}. Set it in motion with {a.noun}.",
    "{b.clause}. You might think of it as an encore, the programme itself having consisted of {a.noun}.",
    ("We turned back on account of {b.noun}. We had turned pale on account of {a.noun}, somewhat further down the "
     "path."),
    "{b.noun} must under no circumstances overtake {a.noun}.",
    ("When the tablets worked at last and she slept, {b.past}; so she missed that, and all she could complain of "
     "at breakfast was {a.noun}, from when she was still lying awake."),
    "{b.clause}. It's Tuesday. Yesterday {a.past}, and no one can say what Wednesday will be like.",
    "The tape ends in {b.noun}. If you want to know how it got there, spool back to the beginning: {a.noun}.",
    "{b.noun} will be the dessert, as it were, and {a.noun} the main course.",
    "It was during the second cup that {b.past}. It was during the first that {a.past}. There wasn't a third.",
    "Thirty years on, in the same hotel room, {b.clause}, and the two of them smile; on their honeymoon {a.past}.",
    "{b.noun}, which nobody asked for, right after {a.noun}, which everybody did",
    "Her diary entry for the sixth ends: {b.noun}!! It begins: {a.noun}, as usual.",
    "Hush, hush, not {b.noun} yet; let {a.noun} have its moment, and when the moment's gone you may.",
    ("{b.clause}, and what of it? asks the philosopher. There was {a.noun} ahead of it, there'll be nothing after "
     "it."),
    "If {b.clause}, it's because the night porter forgot to close the hatch after {a.noun}.",
    ("Whoever is late for {a.noun} need not worry: he'll be in time for {b.noun}, when the first course has been "
     "cleared."),
    "tonight {b.noun} may have the last word, since {a.noun} had the first",
    ("About {b.noun}, officer, I know nothing; I left the premises at once after {a.noun}, as any sensible person "
     "would."),
)
