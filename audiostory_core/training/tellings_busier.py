"""Sentences with slots: three or four sounds among much that is done without any; see tellings.py."""
from __future__ import annotations

BUSIER = (
    ("{c.clause}, and Leontyne tosses the last of the confetti over the sill. How different the afternoon was! It "
     "had opened on {a.noun}, moved along briskly to {b.noun}, and nobody had yet spilt claret on the vicar."),
    ("Not until {b.past} did the jury put down its sandwiches. {a.noun}, an hour earlier, had left all twelve of "
     "them chewing. And when {c.past}, a little after the verdict, one was found to be chewing still."),
    ("Start from the end, where there's {c.noun} and a man tearing up floorboards with a crowbar. Ahead of that "
     "comes {b.noun}. Ahead of both, when the boards were still waxed and whole, {a.noun}."),
    ("{b.past} as the soufflé sank. Thelma, who had blamed its predecessor on {a.noun} and thrown it, dish and "
     "all, from the balcony, now merely sighed, took up a straw, and presently drank it to {c.noun}."),
    ("Long before {c.past}, indeed long before the tombola tickets had been swept up, Walter knew the fete was "
     "doomed: {a.past} during his speech, and during the raffle, which came straight after it, {b.past}."),
    ("The truce, to which {b.noun} put an end, had lasted since {a.noun} that morning; the sisters buttered scones "
     "for each other, even. Afterwards plates flew, saucers too, until finally {c.past}."),
    ("By the time {c.past}, Fyodor had gambled away the samovar, the sleigh and his aunt's good teeth. By the time "
     "{b.past} it was only the samovar. And at {a.noun}, at the very start, he'd been up four roubles."),
    ('Detective Marlow writes "{c.noun}" on the last card, pins it to the right of "{b.noun}", and hunts on all '
     'fours beneath the radiator for the card that goes leftmost, the opening one: "{a.noun}."'),
    ("Bruno will not come down from the wardrobe. He got up there on account of {b.noun}, not, as his mother "
     "supposes, of {a.noun}, which was over by then; and now, with {c.noun} into the bargain, he's asked for a "
     "pillow."),
    ('Leave {b.noun} for the moment and tell me what came before it. "{a.noun}," says the apprentice, twisting his '
     'cap. And what after? He twists till the peak comes off in his hands. "{c.noun}."'),
    ("She laughed at {c.noun}, which surprised us all, for she'd flinched at {b.noun} and, even earlier, when the "
     "canapés were going round, had positively leapt into the arms of the Belgian consul at {a.noun}."),
    ("Only after {b.past} could the piano be hoisted, since the rope had been snipped, some say by the tenor, in "
     "the confusion of {a.noun}. It hung there, two storeys up, lid agape; {c.past}; and down it came."),
    ('Eleven at night. {b.clause}. Professor Adeyemi scribbles "see p. 80" in the margin. On page 80, dated ten '
     "that evening, one reads that {a.past}; on page 82, dated midnight, blotched with cocoa, that {c.past}."),
    ("What ruined Clive's night was not the mattress, which he'd slit open and restuffed with old jerseys. It was "
     "{c.noun}, at five; it was {b.noun}, at three; it was {a.noun}, at a quarter to two."),
    ("The cork hits the ceiling at {b.noun}. To get to that point Bartholomew has had to hack through the wire, "
     "swallow his pride and live through {a.noun}; to get beyond it, he'll have to live through {c.noun}."),
    ("Prior to {b.noun}, but no earlier than the close of {a.noun}, the heirs shall draw straws; the shortest "
     "inherits the swamp. With {c.noun}, later on, this agreement lapses. Signed, sealed, smeared with gravy."),
    ("Tobias, who had squirmed through {a.noun}, was damned if he'd miss {c.noun}, the grand finish; so he ground "
     "his cigar into the aspic and sat grimly through what lay between, {b.noun}."),
    ("I heard {c.noun}, I heard it distinctly, your honour, I'd just slapped the mackerel on the slab. - When was "
     "that in relation to {b.noun}? - After. - And {a.noun}? - Ahead of the pair of them, your honour."),
    ("Nobody in the choir will forget {b.noun}. Some, the altos chiefly, remember as well how it was preceded by "
     "{a.noun}; and one, a baritone with a limp, swears upon his mother's teapot that {c.past} afterwards."),
    ("Stop grinding the coffee, Elspeth, {c.clause}. You ground right through {b.noun} just now, and through "
     "{a.noun} before it, and there's enough in that jar to last us till Michaelmas."),
    ('"{b.past}," Sancia dictated, "comma, but earlier that day, comma, {a.past}." The typist yanked out the '
     'ribbon, got ink to the elbows, threaded a new one. "New paragraph. In the evening {c.past}."'),
    ("It's snowing in Tomsk when {b.clause} and the ambassador drops his visa down the lift shaft. He's had it a "
     "mere ten minutes; they stamped it to {a.noun}. They'll fish it out, come Friday, to {c.noun}."),
    ("Until {b.past} there'd been hope for the wedding cake, and until {a.past}, a good deal earlier, there had "
     "been hope for the wedding. At the very end {c.past}, and the groom stabbed the marzipan cherub."),
    ("Mr Achterberg unscrews the fourth leg with {c.noun} in his ears. The third came off to {b.noun}, the second "
     "to nothing but his own grunting, the first to {a.noun}; the table is now, strictly speaking, a tray."),
    ("How did we end up with {c.noun}? By way of {b.noun}, obviously, says Imogen and cuffs him with the "
     "newspaper. And how did we come to that? By way of {a.noun}, you lummox, back when you let go of the rope."),
    ("No sooner had they buried the trunk than {b.past}. They'd dragged it all that way on a tablecloth, with "
     "{a.noun} for a send-off, and later, as {c.past}, it dawned on them that it held the spare spade."),
    ("Gillian has a theory, which she sketches on a napkin: {c.noun} can only come of {b.noun}, and that in its "
     "turn only of {a.noun}. She slides the napkin beneath the vase. They duly arrive, cause before consequence."),
    ("Sunday's programme ends, as always, on {c.noun}. The bit that sags is {b.noun}, right after the halfway "
     "mark; cut it short. The bit everyone pays for is the opening, {a.noun}; double it, and double the ice cream."),
    ("It wasn't the burglar's fault that {c.past} while he had one leg through the skylight. Before the leg, "
     "there'd been the rope, and {b.noun}; before the rope, a sausage roll in the alley, and {a.noun}."),
    ("Your Majesty slept through {b.noun}. And, if I may, through {a.noun} earlier. The wig was sat on, the envoy "
     "from Parma bit a footman, and it was {c.noun} alone, in the end, that opened your royal eyes."),
    ("Tuesday's entry reads \"{b.past}; dropped the good scales; sold no radishes.\" Monday's reads \"{a.past},\" "
     "and nothing besides. Wednesday's, in a different hand, violet ink, the pages stuck together with honey: "
     '"{c.past}."'),
    ("There's a hole in Zebedee's account, and it lies between {c.noun}, with which he ends, and {a.noun}, with "
     "which he begins. What fell into it was {b.noun}. How he lost the sack we'll squeeze out of him yet."),
    ("The wallpaper comes away in one long, satisfying rip, and {b.clause}. Just as Dorota was wetting the first "
     "strip {a.past}; when, towards supper, she comes to scrape the last, glue in her fringe, {c.clause}."),
    ("Set down {c.noun}, the orderly told us, at the bottom; leave the top for {a.noun}; and what's left over, "
     "with the potatoes peeled and Grimsby flat on his sack, goes between: {b.noun}."),
    ("Clementine bit into the wax pear because she'd been startled by {b.noun}; she had picked it up because she'd "
     "been bored by {a.noun}; she put it back, toothmarks to the wall, under cover of {c.noun}."),
    ("Following {b.noun} the tents were folded; following {a.noun}, the day before, they'd been pitched; and in "
     "between a fakir from Croydon swallowed eleven hatpins. Later, loading the mules, they were surprised by "
     "{c.noun}."),
    ("{c.past} while Hollis was still apologising for {b.noun}, and for that he'd had to interrupt his apology for "
     "{a.noun}. He bowed, split his trousers, and apologised for those."),
    ("Last to leave was Señora Ibarra, her arms full of stolen gladioli, and the last thing she heard was "
     "{c.noun}. The first thing she'd heard, on arriving, arms empty, was {a.noun}; and, over the prawns, {b.noun}."),
    ("Once you hear {b.noun}, you're halfway, the innkeeper says, gouging the route into the tabletop; by then "
     "you'll have put {a.noun} behind you along with the gravel pit; and where the path gives out, mark my words, "
     "{c.clause}."),
    ("The duke falls only after {b.noun}. The soprano stabbed him pages ago, after {a.noun}, with a butter knife, "
     "and he's been declaiming ever since. He gets up for his bow, lunges at the prompter, and {c.clause}."),
    ("Of the three shocks Aunt Beryl had in Torquay, where she'd hoped to be spared {x.noun} and was, the last, "
     "{c.noun}, was the mildest; the worst was the second, {b.noun}; the first, {a.noun}, she slept off with a "
     "kipper on her brow."),
    ("Not yet had we got as far as {c.noun}, nor even to {b.noun}, when Ferdinand proposed, on one knee, in spilt "
     "mayonnaise. Only {a.noun} lay behind us. She made him wait for the others; then she refused."),
    ("Dear diary, am in the bath. {c.clause}. It's a come-down from {b.noun}, just after supper, when I pulled the "
     "plug out with my toe by accident, and from {a.noun}, while we were eating it."),
    ("The plaster cracked at {b.noun}; it had been wet, mind, at {a.noun}, when Giacomo slung it on by the "
     "bucketful and wrote his name in it with a thumb. {c.noun}, come nightfall, did for the rest of the ceiling."),
    ("See me, Pritchard. You have {b.noun} at the start. It belongs after {a.noun}; {c.noun}, for its part, comes "
     "third, as you say; but for {x.noun} you get no marks, it never happened, nor did the Treaty of Penge."),
    ("Nine: {a.noun}. Half past: the bishop spits out an olive. Ten: {b.noun}. Eleven: {c.noun}, and somebody "
     "wrenches the chandelier from its hook. Midnight, with the survivors beneath the billiard table: {d.noun}."),
    ("{a.clause}. Zainab rips open the parcel. {b.clause}. Inside it there's a smaller parcel; she rips that too. "
     '{c.clause}. Inside that, a note: "Fooled you, love Stan." She kicks the box downstairs, and {d.clause}.'),
    ("Tape no. 1, scratched: {a.noun}. Tape no. 2, chewed by the hamster: {b.noun}. No. 3 has been recorded over "
     "with Cousin Mavis reciting Schiller, but at the end, {c.noun}. No. 4, play it last: {d.noun}."),
    ("First course, {a.noun} and a clear broth; second course, {b.noun} and eel; the countess sends back the eel; "
     "third, {c.noun}, no eel, raised voices, a torn doily; with the coffee, {d.noun}."),
    ('So Raymond says "jump", and {a.clause}; and I say "you jump", and {b.clause}; and he shoves me, and I grab '
     "his braces and they snap, and {c.clause}; and we're both down in the nettles, when {d.clause}."),
    ("In spring, {a.noun}; in summer, when the widow Krog beat her carpets and her lodgers, {b.noun}; in autumn, "
     "{c.noun}, plums by the cartload, wasps in everything; in winter, by and by, {d.noun}."),
    ("From {a.noun} it was but a short way to {b.noun}, and thence, via a torn stocking and some hard words about "
     "Gerhard, to {c.noun}; whereas {d.noun}, to crown the evening, took a long time coming."),
    ("He stakes his hat: {a.clause}. Gone. He stakes his boots: {b.clause}. Gone. He stakes a glass eye that isn't "
     "even his: {c.clause}, and the whole table leans in. He sweeps up the winnings, and {d.clause}."),
    ("Lower the backdrop, Alps, slightly creased. Give us {a.noun}. Dim the left. Give us {b.noun} for as long as "
     "Heidi needs to throttle the count. Up with the lights, {c.noun}, drag him off by the ankles, {d.noun}, "
     "interval."),
    ("Four lessons for beginners, says the phrasebook. One: {a.clause}, good morning. Two: {b.clause}, where is my "
     "valise? Three: {c.clause}, your valise has been eaten. Four: {d.clause}, goodnight."),
    ("Grandmother wound the wool and {a.past}; Grandfather unwound it, out of spite, and {b.past}; she jabbed him "
     "with number nine needles, and {c.past}; they made it up over a tot of sloe gin, and {d.past}."),
    ("Pour, says the alchemist, and I pour; {a.clause}. Stir; {b.clause}. Not so fast, you oaf; {c.clause}. The "
     "retort splits from top to bottom, the ceiling turns mauve, he strokes what remains of his beard, and "
     "{d.clause}."),
    ("Having endured {a.noun}, having endured, thereafter, {b.noun}, having moreover endured a nephew's poem in "
     "nineteen cantos, she felt nothing at all at {c.noun} and very nearly enjoyed, at the last, {d.noun}."),
    ("Station log, Antarctica, day 212. 0600 {a.noun}. 0900 {b.noun}. 1200 Sorensen threw his fork at the "
     "barometer. 1500 {c.noun}. 1800 no fork, ate with ruler. 2100 {d.noun}."),
    ("{a.noun}, whispers the script; and a breath; and {b.noun}; and Mireille is to wipe her lipstick off on his "
     "lapel; and {c.noun}; and she's to slap him, left, right; and a much longer breath; and {d.noun}."),
    ("Old Matthias had four grudges, oldest first: {a.noun}, dating from his confirmation; {b.noun}, from the "
     "army; {c.noun}, from the week he split his thumb with an axe; and {d.noun}, from last night."),
    ("Go on, bite it, urges Delphine. {a.clause}. It's only a quince. {b.clause}. Well, lick it then. He licks it, "
     "gags, flings it over the neighbour's trellis. {c.clause}. You great jelly, she says. {d.clause}."),
    ("Once {a.clause}, unlatch the hutch; once {b.clause}, scatter bran; once {c.clause}, count the rabbits, all "
     "fifteen, Buttercup bites; and once {d.clause}, wash your hands to the elbow and tell nobody."),
    ("We'd hardly got over {a.noun} when we were in for {b.noun}; and we'd hardly bandaged Rolf, who'd put his "
     "fist through a tambourine, when in came {c.noun}, and, before the gauze was even cut, {d.noun}."),
    ("Two spoons of arrowroot: {a.clause}. A knob of lard: {b.clause}. Beat it, thrash it, show it no mercy: "
     "{c.clause}. If it curdles, my mother used to say, pour it over somebody you dislike: {d.clause}."),
    ("At the sign of the Crooked Ladle {a.past}; the ostler spat. At the sign of the Two Nuns, our next halt, "
     "{b.past}; he spat farther. At the Black Turnip {c.past}, and he'd run dry. At journey's end {d.past}."),
    ("Camera one, {a.noun}. Camera two, on Deirdre plucking her eyebrows, hold, hold, {b.noun}. Back to one: "
     "{c.noun}. Who left a ladder in shot? Camera three, and quickly, before she shreds the contract: {d.noun}."),
    ("The opera does without {x.noun} tonight. In place of the overture, {a.noun}; in place of the aria, {b.noun}; "
     "in place of the ballet, a stagehand mashing turnips; in place of the duel, {c.noun}; and in place of the "
     "encore, {d.noun}."),
    ("Seventh floor, lingerie, {a.noun}. Sixth, hardware, {b.noun}; a man in a fez gets in, dragging a stuffed "
     "moose. Fifth, jammed, somebody prises the grille. Fourth, {c.noun}. Ground floor, everyone out, {d.noun}."),
    ("My first is {a.noun}, my second {b.noun}, my third, when you have crumpled your paper in disgust, is "
     "{c.noun}, my fourth and last is {d.noun}; my whole is a night at Cousin Wilhelmina's."),
    ("{d.past} as the last tarpaulin was lashed down. It had taken them since {a.noun}, at first light. {b.past} "
     "over the elevenses, {c.past} over the cheese, and Lars had cut the same cord twice and found it too short "
     "both times."),
    ("Work your way back from {d.noun}, Inspector: the poisoned trifle, {c.noun}, the torn ticket, {b.noun}, the "
     "Hungarian's alibi, {a.noun}. Now crack your knuckles, and let's have it the way it happened."),
    ("{c.noun} made Gwendolyn drop the tongs. Up to then she'd managed: {a.noun} had cost her no more than a "
     "blink, {b.noun}, after that, a hiccup. She groped for the tongs under the dresser, found a mousetrap, and "
     "{d.past}."),
    ("Not until {c.past} did anyone own up. They had filed in to {a.noun}, they'd stood to attention for {b.noun}, "
     'and the headmaster had broken his cane across a chair. "It was me, sir," squeaked Ponsonby; and {d.past}.'),
    ("{b.clause}. It's an improvement upon {a.noun}, which they had till now, thinks Solveig, grinding pepper on "
     "everything. It's bound to get worse: with the cheese {c.clause}, and with the port, after that, {d.clause}."),
    ("Who brought up {c.noun}? We haven't got to that. We've had {a.noun}; we are having, if Mr Whitlock would "
     "kindly stop bending the spoons, {b.noun}; that other business follows in due course, and {d.noun} will see "
     "us out."),
    ("The last page is missing, torn out to wrap a bloater; but it told of {d.noun}. The page before has {c.noun}. "
     "Chapter one, intact apart from the jam, opens upon {a.noun}, and leads by easy stages to {b.noun}."),
    ("Before {d.past} and after {b.past}, that's where the butler puts it, the theft of the emeralds; he heard "
     "{c.noun} at that very minute. As for {a.noun}, this was far earlier, when he was still ironing the newspaper."),
    ("In Vienna {c.past}, and Amadeo slept badly. Earlier that day, in Graz, {b.past}, and he hadn't lunched. "
     "Earlier still, in Klagenfurt, {a.past}, whilst he shaved off half his moustache. In Prague, next morning, "
     "{d.past}."),
    ("I'd rather keep {d.noun} for the end and {a.noun} for the beginning. As for the stretch in the middle, in "
     "which Rashid smashes the violin and then repents of it, have {b.noun} for the smashing and {c.noun} for the "
     "repenting."),
    ("{b.past}, and Euphemia stuffed cotton in her ears; she'd been rummaging for it ever since {a.noun}. At long "
     "last she tugged it out, in good time for {d.noun}, but only half of it had been in for {c.noun}, just before."),
    ("By the time {d.past} nobody would have swapped seats with Crispin. Yet when {a.past} they'd been bribing him "
     "with liquorice; even at {b.noun} there were offers; and after that it was {c.noun} that brought the price "
     "right down."),
    ("The freshest of his bruises dates from {d.noun}, the next freshest from {c.noun}, the green one before it "
     "from {b.noun}; and the oldest, a yellow smear where the wardrobe caught his hip, from {a.noun}. He wears "
     "them like medals."),
    ("It was {c.noun} which put an end to the haggling. {a.noun} had got it under way, {b.noun} had kept it "
     "simmering; forty for the goat, sixty, they'd grabbed each other's beards. With the goat sold and gnawing the "
     "contract, {d.past}."),
    ('"And {d.noun}?" That was much later. I was putting up the shutters. "But {c.noun}?" Not so late: I was '
     'slicing tongue. "{b.noun}, then?" Before the tongue. "So it all begins with..." With {a.noun}, officer, and '
     "a lad who nicked a pear."),
    ("The tapestry ends on {d.noun}, in gold thread. She had bled on it at {c.noun}, the panel before, and run out "
     "of blue at {b.noun}, the panel before that. Mice have nibbled at {a.noun}, where it all starts."),
    ("They'd had {b.noun} by the time the vicar sat down, and {a.noun} before he had so much as found the house; "
     "he thus had to content himself with {c.noun}, a lukewarm rissole and, once he'd mislaid his galoshes, "
     "{d.noun}."),
    ("Ambrose threw in his cards at {d.noun}, ruined. He'd trebled at {b.noun} and passed at {c.noun}, the very "
     "next deal; if only, he thinks, chewing a cufflink, he had left with the dowager at the start, at {a.noun}."),
    ("Until {d.past}, the lump of marble was a lump. Ottavio hacked off an elbow when {c.past}, it's true; he had "
     "measured it when {b.past} and, before ever measuring, patted it, fondly, when {a.past}; but now he saw the "
     "knee in it."),
    ("No use blaming {c.noun}, Vera; the custard had split before that. It split, if you ask me, at {b.noun}, and "
     "it was looking peaky earlier, at {a.noun}. Sieve it. Thump it. Throw it at Norman; and listen, {d.clause}."),
    ("Only once {b.noun} had followed upon {a.noun}, at ten in the morning, were the crates prised open. Straw, "
     "and more straw. {d.noun}, that evening, left Dr Pell cold; {c.noun}, that noon, had finished her nerves."),
    ("What Ezra heard up the ladder was {b.noun}, and on the way down {c.noun}. Going up, pot of tar in his teeth, "
     "he'd heard {a.noun}. Flat on the patio, tarred from wig to garter, he could make out {d.noun}."),
    ("\"Cut {d.noun} short,\" begs the producer, \"it's only the finale.\" He shuffles his cards, drops them, "
     "picks them up in a muddle: {c.noun}, no, that goes third; {a.noun}, splendid, first; and for second place "
     "{b.noun}."),
    ("{d.clause}: that's how I know it is Thursday. On Wednesday I went by {c.noun}, on Tuesday by {b.noun}, and "
     "on Monday, when they emptied my pockets and took my shoelaces, by {a.noun}. I've scratched all four into the "
     "soap."),
    ("We skip ahead to {c.noun}: the marquee is down, the aunts are throwing bread rolls. Back up a bit. The "
     "trouble started with {a.noun} and doubled with {b.noun}. Right, the rolls: one hits the magistrate, he draws "
     "himself up, and {d.clause}."),
)
