"""Sentences with slots: four sounds and more in out-of-the-way turns of phrase; see tellings.py."""
from __future__ import annotations

LONG_TURNS = (
    ("Four people are waiting for their results. {a.clause}, and the first is sent in. {b.clause}, and the second. "
     "{c.clause}, and the third. {d.clause}, but the fourth has gone home."),
    ("North: {a.noun}. East: {b.noun}. South: {c.noun}. West: {d.noun}. Turn slowly, from the north by way of the "
     "east."),
    "{a.noun}, and the soup; {b.noun}, and the fish; {c.noun}, and the cheese; {d.noun}, and the bill",
    ("Line one of the poem wants {a.noun}, line two wants {b.noun}, line three doesn't rhyme and wants {c.noun}, "
     "line four wants {d.noun} and means it."),
    ("bro it was insane. {a.past}. then {b.past}. then im like ok its over and {c.past}. and when i finally get my "
     "shoes on {d.past}"),
    ("A child is building a tower of sugar cubes. Ten high, {a.clause}. Twenty high, {b.clause}. Thirty high, two "
     "uncles are holding the table, {c.clause}. Then the cubes are back in the bowl, and {d.clause}."),
    ("I'm putting you down for {a.noun}, then a rest, then {b.noun}, then {c.noun} with no rest at all, then "
     "{d.noun}; does that suit you?"),
    ("Spring, {a.noun}. Summer, {b.noun}. Autumn, {c.noun}. Winter, {d.noun}. One bench, one man, the same "
     "newspaper."),
    ("The nun at the gate lets them in one at a time. {a.clause} as the widow enters, {b.clause} as the scholar "
     "enters, {c.clause} as the beggar does, and, now that the gate is shut, {d.clause}."),
    ("He lied four times. He said that it was the pipes when {a.past}. He said that it was his stomach when "
     "{b.past}. He said that it was nothing when {c.past}. And when {d.past}, he said he loved her."),
    "Playlist for a bad night: track 1, {a.noun}; track 2, {b.noun}; track 3, {c.noun}; hidden track, {d.noun}.",
    ("Stage left {a.noun}, stage right {b.noun}, from the trapdoor {c.noun}, from the flies {d.noun}, and each "
     "only when the one before has had its say."),
    ("The hypnotist counts down. At four, {a.clause}. At three, {b.clause}. At two, {c.clause}. At one you open "
     "your eyes and {d.clause}."),
    "Over {a.noun}, put {b.noun}. Take both off. Now {c.noun}; and over that, {d.noun}.",
    ("We, the undersigned tenants, wish to complain of {a.noun} (Monday), {b.noun} (Tuesday), {c.noun} (Thursday) "
     "and {d.noun} (this very minute)."),
    ("{a.past} before the guests had come, {b.past} as they were coming, {c.past} while they were being told where "
     "to sit, and, to cap it all, when they sat, {d.past}."),
    ("Take a breath, {a.noun}. Let it out, {b.noun}. Take another, {c.noun}. Let it out, {d.noun}. Good. You're "
     "asleep."),
    ("A roof, four cats. The grey one pricks its ears: {a.noun}. Soon the black one does: {b.noun}. Soon the white "
     "one: {c.noun}. The ginger one sleeps on until {d.clause}."),
    ("Would you be so kind as to string these together, in the order in which my late father used to imitate them "
     "at table: {a.noun}, {b.noun}, {c.noun} and, with the pudding, {d.noun}?"),
    ("{a.clause}, and it's nobody's fault; {b.clause}, and it's Peter's; {c.clause}, and they're all in it "
     "together; {d.clause}, and Father comes down in his nightshirt."),
    "EPISODE 1: {a.noun}. EPISODE 2: {b.noun}. EPISODE 3: {c.noun}. SEASON FINALE: {d.noun}.",
    ("They sold everything that day, and each lot went to a noise of its own: the piano to {a.noun}, then the "
     "mirrors to {b.noun}, then the beds to {c.noun}, and finally, for next to nothing, the auctioneer's own "
     "chair, to {d.noun}."),
    ("It's like those wooden dolls: you open {a.noun} and get {b.noun}, you open that and get {c.noun}, and in the "
     "very middle, no bigger than a bean, {d.noun}."),
    ("Bed one, window side, is kept awake by {a.noun}; when that ends, bed two by {b.noun}; next, bed three by "
     "{c.noun}; and bed four, who has been sleeping like a saint, is at last woken by {d.noun}."),
    "{a.noun}? Check. {b.noun}? Check. {c.noun}? Check. {d.noun}? Check. Then play them, straight down the list.",
    ("The first customer wants stamps and {a.clause}; the second wants string and {b.clause}; the third doesn't "
     "know what he wants and {c.clause}; then it's closing time, the blind comes down, and {d.clause}."),
    ("By {a.noun} we knew the house, by {b.noun}, further in, the floor, by {c.noun} the room, and by {d.noun}, "
     "with our hand already on the latch, that we had come too late."),
    "Hop, {a.noun}; skip, {b.noun}; jump, {c.noun}; and in the sandpit, {d.noun}",
    ("Nobody asked why {a.past}. Somebody asked why {b.past}. Everybody asked why {c.past}. When {d.past}, there "
     "was no one left to ask."),
    ("You missed {a.noun}, you missed {b.noun}, and if you don't sit down now you'll miss {c.noun} too, and after "
     "that there's only {d.noun}; here, have it all from the start."),
    ("From lying down to getting up: {a.noun}, {b.noun}. From getting up to lying down: {c.noun}, {d.noun}. A "
     "cat's night, a cat's day."),
    ("We pan from a broken plate, {a.noun}, to a broken chair, {b.noun}; then blackness, no sound; then the man "
     "who broke them, {c.noun}; then his apology, {d.noun}."),
    ("The photograph shows a kitchen table with nobody at it. Just outside the frame my aunt was shelling peas, "
     "and {a.past}; she went on to the beans, and {b.past}; my uncle came in, hung up his hat, asked what there "
     "was for supper, and {c.past}; and in the instant the picture was taken {d.past}."),
    ("{d.clause}: so the sage's last riddle is answered. The answer to his first was {a.noun}, to his second "
     "{b.noun}, to his third {c.noun}."),
    ("The thief confessed to {d.noun} first, as it was freshest in his mind, then, going back through the night, "
     "to {c.noun}, to {b.noun} and, with a sigh, to {a.noun}."),
    ("{b.past} and {c.past}, one hard upon the other; on any other day the inspector would have made a note of it, "
     "but {a.noun} had already cost him his pen, and he had no use for one anyhow by the time {d.past}."),
    ("{c.noun} and {d.noun} fill side B. Turn it over. Side A, which you'll want to play first: {a.noun} and "
     "{b.noun}."),
    ("Seen from the end, where {d.clause}, it all makes sense: {c.noun} would've been unthinkable without {b.noun} "
     "beforehand, and that without {a.noun}."),
    ("{d.past}, wrote the bride. {c.past}, wrote the groom, who always stops one thing short. {b.past}, wrote his "
     "mother, and stopped sooner still. {a.past}, wrote the priest, whose entry is the earliest of all."),
    ("{b.noun} after {a.noun}: a fluke, thinks the surveyor. {d.noun} after {c.noun}, later the same evening: not "
     "a fluke, thinks the surveyor."),
    ("Lightest sleeper of all, the aunt reports {b.noun} after her pill and {a.noun} before it; the uncle, who "
     "took over the watch from her, reports {d.noun}, and {c.noun} before that."),
    ("They got engaged to {b.noun} and disengaged to {c.noun}; met, they had, to {a.noun}; and if you look closely "
     "at the two old people over there, holding hands as {d.clause}, well."),
    ("The fourth envelope held {d.noun}, but she opened it last; she opened the third before it, {c.noun}; the "
     "second before that, {b.noun}; and the first, as one would expect, first of all: {a.noun}."),
    ("I promised you {d.noun} and you'll get it, but a good host doesn't rush: {a.noun} to whet the appetite, "
     "{b.noun} to fill the stomach, {c.noun} to clear the table."),
    ("{c.clause}, then {d.clause}, and Rosa, who has just come down from the attic, is not even surprised; up "
     "there, over the trunks, it had been {a.noun} and {b.noun}, in quick succession."),
    ("Thursday's column: {c.noun} in the forenoon, {d.noun} in the afternoon. Wednesday's column, one to the left: "
     "{a.noun} in the forenoon, {b.noun} in the afternoon."),
    ("Whoever counted, counted wrong: it wasn't just two disturbances, {b.noun} and {d.noun}; there was {c.noun} "
     "between them too, and, well ahead of all that, while the jury was still at lunch, {a.noun}."),
    ("{a.past} when we met. I skip the courtship. {d.past} when we married. You're right, one mustn't skip the "
     "courtship: {b.past} on the pier, {c.past} in the rose garden."),
    ("{d.clause}, and the inspector shuts his notebook. He'd opened it at {c.noun}, sharpened his pencil at "
     "{b.noun}, and got out of bed at {a.noun}."),
    ("It all comes in twos here. The late two: {c.noun} and, close behind, {d.noun}. The early two: {a.noun} and, "
     "close behind, {b.noun}."),
    ("Nothing that came after, not {b.noun}, not {c.noun}, not even {d.noun} on the last day, could make her "
     "forget {a.noun}."),
    ("{d.past} at ten to twelve, and at a quarter to, {c.past}; at half past eleven {b.past}; at a quarter past, "
     "{a.past}; up to then the exhibition had been a success."),
    ("Between the second knot and the third {c.clause}; between the first and the second {b.clause}; he hasn't "
     "tied any when {a.clause}; and with all three tied, the parcel turns out to be empty and {d.clause}."),
    ("{a.noun} can't be helped. {d.noun}, at the other end of the evening, can't be helped either. What could be "
     "helped, in between, is {b.noun} and then {c.noun}, and yet nobody lifts a finger."),
    ("The curtain fell on {d.noun}. It had risen on {a.noun}. In the interval they sold lemonade and there was "
     "{c.noun}; and, in the first act, well before the interval and hard upon the opening, {b.noun}."),
    ("{b.past} when they were losing, {c.past} when they were level and {d.past} when, in the last minute, they "
     "won; when they had not yet kicked off, and everyone was still hopeful, {a.past}."),
    ("Kindly note a correction to yesterday's programme: after {a.noun} we have {b.noun}, as printed, but next is "
     "{c.noun} and not {x.noun}; last, as printed, {d.noun}."),
    ("Their uncle promised the twins {d.noun} at the end, provided they lay still through {a.noun}, through "
     "{b.noun} and through {c.noun}, and they did, and he kept his word."),
    "Strike {x.noun} from the record. What remains, in chronological order: {a.noun}, {b.noun}, {c.noun}, {d.noun}.",
    ("{b.clause}, but that's just because {a.clause}; {d.clause}, but that's just because, by then, {c.clause}; "
     "and so, one pair after the other, the grown-ups explain the whole evening away."),
    ("Five postcards from the same hotel. One: {a.clause}. Two: {b.clause}. Three: {c.clause}. Four: {d.clause}. "
     "Five: wish you were here, {e.clause}."),
    "as on a piano: do {a.noun}, re {b.noun}, mi {c.noun}, fa {d.noun}, sol {e.noun}, nice and even",
    ("The soup is tasted, {a.clause}; salted, {b.clause}; tasted again, {c.clause}; sent back, {d.clause}; and in "
     "the end, in the kitchen, eaten by the cook herself, {e.clause}."),
    ("I'd like my way to work in five stops: {a.noun} at home, {b.noun} on the corner, {c.noun} halfway, {d.noun} "
     "in the lobby, {e.noun} at my desk."),
    ("She dealt the cards face up, one to each of us, and with the queen {a.past}, with the ten {b.past}, with the "
     "jack {c.past}, with the king {d.past}, and with the ace, which was mine, {e.past}."),
    ("A for {a.noun}, B for {b.noun}, C for {c.noun}, D for {d.noun}, E for {e.noun}, and that's as far as the "
     "alphabet goes tonight"),
    ("{a.noun}, five lines of dialogue, {b.noun}, a kiss, {c.noun}, an insult, {d.noun}, another kiss, {e.noun}, "
     "credits"),
    ("The expedition set out with five barometers and lost one at each of these: {a.noun}, {b.noun}, {c.noun}, "
     "{d.noun}, {e.noun}. I give them as they occurred."),
    ("My dear boy, a night watch is quickly learned. When {a.clause}, you light your pipe. When {b.clause}, you "
     "let it go out. When {c.clause}, you eat your bread. When {d.clause}, you wish you'd brought more. When "
     "{e.clause}, you may come home."),
    "Overture: {a.noun}. First number: {b.noun}. Second number: {c.noun}. Third number: {d.noun}. Finale: {e.noun}.",
    ("The sound is to fold up like a letter: {a.noun} with the first crease, {b.noun} with the next, then "
     "{c.noun}, then {d.noun}, and when it's in the envelope, {e.noun}."),
    ("Once there were five sisters. One went out to see about {a.noun} and didn't return. One went out to see "
     "about {b.noun}, then one about {c.noun}, then one about {d.noun}. The fifth stayed in, and {e.past}, and she "
     "went on with her embroidery."),
    ("Version 7 of the sequence (please ignore versions 1 to 6): {a.noun} / {b.noun} / {c.noun} / {d.noun} / "
     "{e.noun}"),
    "ok final answer: {a.noun} then {b.noun} then nothing for a bit then {c.noun} then {d.noun} AND THEN {e.noun}",
    ("{e.clause}, and there's an end. Let me fill in the rest for those who came late: {a.noun} at the very start; "
     "{b.noun} on the heels of that; a lull; {c.noun}; and, as you were hanging up your coats, {d.noun}."),
    ("An old hotel, the lift going down. It stops at the ground floor last, where {e.clause}. At the fifth, where "
     "it starts, {a.clause}; at the fourth {b.clause}; at the third, nothing, out of order; at the second "
     "{c.clause}; at the first {d.clause}."),
    "{b.past} because {a.past}. {c.past}, after that, for no reason. {e.past} because, in the meantime, {d.past}.",
    ("The pearls on this string, counted from the clasp: {e.noun}, {d.noun}, {c.noun}, {b.noun}, {a.noun}. She "
     "lets them through her fingers from the other end."),
    ("At the exact centre of the piece, {c.noun}; to the left of it, that is, earlier, first {a.noun} and then "
     "{b.noun}; to the right, {d.noun} and then {e.noun}."),
    ("Today {d.clause} and then {e.clause}. Yesterday {b.past} and then {c.past}. And the day before yesterday, "
     "when I had not unpacked yet, only {a.noun}."),
    ("If anyone wants to leave before {e.noun}, he should do so between {c.noun} and {d.noun}, when the lights are "
     "up, and not between {a.noun} and {b.noun}, earlier on, when it's pitch dark."),
    ("The clerk at the lost property office listens. You lost your umbrella during {d.noun}? And your hat during "
     "{b.noun}, which was before? Yes, says the man, and my gloves sooner still, during {a.noun}; my temper "
     "halfway from the hat to the umbrella, during {c.noun}; and just now, on the stairs, during {e.noun}, my "
     "faith in mankind."),
    ("{e.noun}, last; {d.noun}, last but one; {c.noun}, last but two; {b.noun}, last but three; {a.noun}, first "
     "and least"),
    ("Two things on the way there, {a.noun} and {b.noun}; two things on the way back, {d.noun} and {e.noun}; and "
     "there, where we ate our sandwiches with our backs against the warm wall, {c.noun}."),
    ("{a.clause} and then {b.clause}; but let me tell you at once how it ends, with {e.noun}, because you'll be "
     "asleep by that time; and now, as I was saying, {c.clause}, and after it {d.clause}."),
    ("She owed her fortune to {e.noun}, without which the will would never have been found; it had been moved "
     "during {c.noun} and once more, later on, during {d.noun}, having lain quite safe all through {a.noun} and, "
     "some years afterwards, {b.noun}."),
    ("Round five, {e.noun}, and it's all over; round four had been {d.noun}; the first three, in order, {a.noun}, "
     "{b.noun}, {c.noun}."),
    ("Not {x.noun}, as rumour has it, but {c.noun} was what halted the coronation, after it had survived {a.noun} "
     "and then {b.noun}; it was resumed a week later, in spite of {d.noun}, and brought to its end in spite of "
     "{e.noun}."),
    ("A chest with six drawers, pulled out from top to bottom: {a.noun}, {b.noun}, {c.noun}; the fourth sticks, "
     "then gives, {d.noun}; {e.noun}; and in the last one, under the gloves, {f.noun}."),
    ("January {a.noun}, March {b.noun}, May {c.noun}, July {d.noun}, September {e.noun}, November {f.noun}; in the "
     "months between I was abroad"),
    ("The first pair of travellers had {a.noun} and {b.noun}, the second pair, an hour behind them, {c.noun} and "
     "{d.noun}, the third, at nightfall, {e.noun} and {f.noun}; none of them ever met."),
    ("{a.clause}, so the cat leaves; {b.clause}, so the lodger leaves; {c.clause}, so the aunts leave; {d.clause}, "
     "so the piano leaves, with four men under it; {e.clause}, so I leave; and {f.clause}, with no one there at "
     "all."),
    ("a quick list for the game jam, in order of level:\nlvl1 {a.noun}\nlvl2 {b.noun}\nlvl3 {c.noun}\nlvl4 "
     "{d.noun}\nlvl5 {e.noun}\nboss {f.noun}"),
    ("Up the mountain: {a.noun}, {b.noun}, {c.noun}. A cheese sandwich. Down the mountain: {d.noun}, {e.noun}, "
     "{f.noun}."),
    ("{f.noun} on the sixth line, {e.noun} on the fifth, {d.noun} on the fourth; above these, on lines one to "
     "three, {a.noun}, {b.noun}, {c.noun}; play it from line one."),
    ("{d.past}, {e.past}, {f.past}: that was the encore. The concert proper, for those who only came in for the "
     "wine, had consisted of {a.noun}, {b.noun} and {c.noun}."),
    ("The even numbers: two, {b.noun}; four, {d.noun}; six, {f.noun}. The odd numbers: one, {a.noun}; three, "
     "{c.noun}; five, {e.noun}. Count from one to six."),
    ("There is a photograph of the six of us, and behind each head, I'd swear, you can hear something. From the "
     "left, as one reads: {a.noun}, {b.noun}, {c.noun}, then me with {d.noun}, then {e.noun}, and at the "
     "right-hand edge, half cut off, {f.noun}."),
    ("Half asleep you get {a.noun}, and then, wide awake, {b.noun}; at breakfast {c.noun}; at your desk {d.noun} "
     "and {e.noun}; and half asleep once more, {f.noun}."),
    ("{b.clause} after {a.noun}, and the bishop frowns; {d.clause} after {c.noun}, and he frowns more deeply; "
     "{f.clause} after {e.noun}, and he's seen to smile. It goes in that order, face by face."),
)
