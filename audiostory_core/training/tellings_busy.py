"""Sentences with slots: two or three sounds among much that is done without any; see tellings.py."""
from __future__ import annotations

BUSY = (
    ('Odile slams the ledger shut at the very moment when {a.clause}. She licks her pencil, mutters "forty-one, '
     'forty-two" and begins over, and {b.clause}.'),
    ('"Enough," said Mrs Pargeter, and drew the blinds. {a.past}. She peeled a second satsuma, sorted the pips by '
     "size and went to bed with a cold flannel; then {b.past}."),
    ("Invoice 7712, unpaid since Lent, slides off the desk. {a.clause}; Rupert crawls after the paper, bumps his "
     "elbow and swears off bookkeeping for good, whereupon {b.clause}."),
    ("With {a.noun} to keep him company the tailor unpicks a sleeve, pins it, rips it out afresh; with {b.noun}, "
     "an hour on, he gives up and eats the sardines."),
    ("Kwame hurls his rucksack into the loft. {a.clause}. He drags the trunk to the hatch, wedges it with a hockey "
     "stick and sits there sulking till {b.clause}."),
    ("Dear Aunt Philippa, the jam arrived, eleven jars, one cracked. On Sunday {a.past}; on Monday, after I'd "
     "scrubbed the larder and chucked the lid, {b.past}. Love, Gus."),
    ("Item one on the parish agenda was {a.noun}. Item two was the drains. Item three, carried unanimously after "
     "Colonel Beddoes had thrown his hat across the room, was {b.noun}."),
    ('The conjuror shuffles, cuts, tears the knave of clubs in half. "Behold," he says, and {a.clause}. He stuffs '
     'the halves in his mouth, chews, swallows, bows; "and behold," he says, and {b.clause}.'),
    ("Having sat through {a.noun} with a mouthful of pins, Bettina spat them into a saucer, snipped the hem and "
     "was threading a fresh needle just when {b.past}."),
    ("No sooner had Lorenzo whipped the cream, burnt the caramel and flung the pan into the sink than {a.past}; he "
     "was barely done scraping when {b.past}."),
    ("The new curate is greeted on the threshold by {a.noun}; he is seen off a week later, trunk half packed, "
     "Greek Testament wrapped in a bath towel, by {b.noun}."),
    ("Thirty-six, thirty-seven: Halvard is stacking plates. He drops one. {a.clause} while he sweeps the bits "
     "under the mat, and as he is straightening his tie for the manager {b.clause}."),
    ("Grandpa Ned claims he once wrestled a bear in Saskatchewan. He starts the tale: {a.clause}. He rolls up a "
     "trouser leg, shows the scar, loses the thread, finds it; and so, he says, {b.clause}."),
    ('Under the heading "Disturbances" the caretaker enters {a.noun}, then licks his thumb, turns over, and '
     "enters, for the same evening but later, {b.noun}. He signs with a flourish."),
    ("\"You've put salt in it,\" says Miriam. {a.clause}. \"I have not.\" She shoves the bowl across the oilcloth, "
     "it tips, soup everywhere, and in the middle of the mopping {b.clause}."),
    ("Start the reel on {a.noun}. Zsofia unwraps a toffee, folds the paper into a tiny hat, flicks it at the "
     "projectionist. End the reel on {b.noun}."),
    ("What {a.noun} began, {b.noun} completed: by suppertime Uncle Leopold had ripped up his will, disowned both "
     "nephews and bequeathed the porcelain to a nun in Ghent."),
    ("Marguerite had bet ten francs on {a.noun} first and {b.noun} second, and so it comes out; she sweeps the "
     "coins into her apron and buys everybody anchovies."),
    ("Mop, bucket, bleach: Ignatius has scrubbed the crypt since six. {a.clause}, so he leans on the handle and "
     "hums. Presently he wrings out the rag, slings it over a bishop's marble foot, and {b.clause}."),
    ("The committee has voted against {x.noun}. So it takes {a.noun} to rouse them and {b.noun}, some ten minutes "
     "further along, to finish them off; in between, Dr Okafor reads out the whole of Appendix C."),
    ('Whoever wrote "Peace at last" on the wall of cell nine had reckoned without what came next, {a.noun}, and '
     "whoever scratched it out the following night had just been listening to {b.noun}."),
    ("Chapter the First, in which {a.clause}, and our hero tears his only breeches; Chapter the Second, in which "
     "{b.clause}, and a seamstress from Utrecht refuses to mend them."),
    ("Tallulah squeezes the last of the toothpaste onto her brother's pillow. {a.clause}. She wipes her hands on "
     "the curtain, practises an innocent face in the mirror, and holds it right up to the instant that {b.clause}."),
    ("Because {a.past}, the notary blotted the deed, cursed and fetched a clean sheet; because, in the thick of "
     "the second copy, {b.past}, he hurled the inkwell at the bust of Cicero."),
    ("The lasagne is still frozen in the middle, so back it goes. {a.clause}. Twenty more minutes. Desmond grates "
     "the rind, grates his thumb, wraps it in kitchen roll. {b.clause}. He orders noodles."),
    ("A short interval of {a.noun}, please, long enough for Viktor to lace both boots and drop his monocle in the "
     "gravy. Follow it with {b.noun}, long enough for him to fish it out."),
    ('Professor Yildiz chalks up the proof, squints, rubs out line four with her cuff. {a.clause}. "Trivial," she '
     "mutters, and snaps the chalk in two. Hardly has the dust settled on her sleeve when {b.clause}."),
    ("After {a.noun} the acrobats haul up the net, chalk their palms, spit, and cross themselves; after {b.noun}, "
     "which they hadn't bargained for, they climb down again and demand their wages in advance."),
    ("Gate 14 is boarding, gate 15 is shut, and Mr Lindqvist has lost his passport. He upends his bag. {a.clause}. "
     "Socks, adaptor, a pear. He pats every pocket twice, finds it between his teeth; {b.clause}."),
    ("First prize, a ham, is handed over to {a.noun}; second prize, a smaller ham, comes a minute later with "
     "{b.noun}; Mrs Gillespie, placed third, crumples her certificate and flings it at the begonias."),
    ("Not until {b.past} did Agnieszka let go of the banister. She had been gripping it, knuckles white, a slipper "
     "missing, ever since {a.past}."),
    ("Hugo yanks the drawer so hard that the spoons fly out. \"Who's been in here?\" {b.clause}. He had asked the "
     "same thing earlier that day, right after {a.noun}, and nobody had owned up."),
    ('{b.past}, which the landlord put down in his notebook under "Tuesday"; under "Monday", smudged with '
     "marmalade, there was already {a.noun}."),
    ("The duchess dropped her fan into the trifle when {b.past}. Long before, when {a.past}, she'd merely raised "
     "an eyebrow and asked Sir Percival to pass the horseradish."),
    ('"It was {b.noun} that did it," the cook insisted, snatching off her apron. "I could have put up with '
     '{a.noun}, which came first, but a woman has her limits. Fetch my suitcase."'),
    ("By the time {b.past}, Ekwueme had already polished six pairs of brogues, scorched a collar, buried the "
     "evidence in a flowerpot, and slept through {a.noun}."),
    ('"You have it upside down," says Judge Abernathy, and flicks the transcript back across the bench. "{b.noun} '
     'should go underneath; {a.noun}, being earlier, should go on top."'),
    ("Quentin folds the map wrong, tears it along Belgium, folds it wrong again. {b.clause}. Would that he'd "
     "turned back an hour ago, with {a.noun} as fair warning and the thermos still full!"),
    ("That she jumped out of the bath at {b.noun} is natural enough; that she had stayed put earlier on, during "
     "{a.noun}, reading Tacitus and nibbling crispbread, is what baffles the doctors."),
    ("There was no place for {b.noun} until the varnish had dried, Signor Balducci had unglued his sleeve from the "
     "bench, and {a.noun} had come and gone."),
    ("Ranjit unbuttons his waistcoat because {b.clause}. The top button he had undone at lunch, over the rissoles, "
     'because {a.past}. "At this rate," he murmurs, "I shall finish in my vest."'),
    ("Rewind, please. Mother snatches back the scissors, the fringe is uncut, and we are ahead of {b.noun}; rewind "
     "further, the pudding unbaked, and we reach {a.noun}. Now play it forwards."),
    ("The answer was {b.noun}. It had been a long while coming: the question, {a.noun}, had been put at vespers, "
     "and Brother Wilfrid had scraped at the same carrot ever since."),
    ("Postscript: {b.past}. That's today's news. Yesterday's, which I forgot to tell you overleaf because the "
     "goulash boiled over and I had to rip down the curtains, is that {a.past}."),
    ("Svetlana kicked the vending machine, got two packets of crisps, shared neither. This was shortly before "
     "{b.past} and a good while after {a.past}, so about half past four."),
    ("Once {b.clause}, it'll be too late to blame the plumber. Blame him now, Cedric, in writing, in triplicate, "
     "and mention that he ran off with your spanner the minute {a.past}."),
    ('"{b.past}," testified the milliner, tugging at her veil. And prior to that? She pulled a thread loose, wound '
     'it round her finger till the tip went purple. "Prior to that, {a.past}."'),
    ("Gone midnight at the Hotel Bristol; {b.clause}, and the porter shoves a chair beneath the handle. He would "
     "sleep better had he not also been treated, before midnight, to {a.noun}."),
    ("Two corks lie on the carpet. The second was drawn to {b.noun}, with Papa already slurring his vowels; the "
     "first, when he still knew everyone's name, to {a.noun}."),
    ("{b.noun} had to wait: first the tripe had to be rinsed, the cleaver found, the lodger woken, and, more to "
     "the point, {a.noun} had to be over and done with."),
    ("Felicity smashed the piggy bank at {b.noun}. She had meant to do it sooner, during {a.noun}, only her cousin "
     "was sitting on it, buttering a crumpet and quoting Seneca."),
    ("Do not send in {b.noun} while the juggler is chewing. Let him gulp down his gherkin, blot his moustache, and "
     "bow to the ladies in box five. What he chews to is {a.noun}."),
    ("Ottoline recalls the funeral backwards: the sandwiches, curling; {b.noun}; a long Latin bit; a cousin "
     "tripping over the wreath; {a.noun}; her gloves, left on the hall table."),
    ("Nobody minds {b.noun} now. They've gutted the herring, slapped it in the pan, cracked a joke about the "
     "bishop; what they minded was {a.noun}, and that's behind them."),
    ("Father Malachy grabbed the poker at {b.noun}, having earlier, at {a.noun}, grabbed only his spectacles; in "
     "between he'd beaten the verger at dominoes, three games to one."),
    ('"Pipe down," Tadeusz tells the hamster, since {b.clause} and he wants to savour it. He was upside down in a '
     "barrel at the time of {a.noun}, a while back, and got nothing out of it."),
    ("Of course {b.past}! What else could she expect on the heels of {a.noun}? Wanda wrenched the lid off the "
     "pickles, speared the fattest, and bit it clean in two."),
    ("Dress circle, row F. The lady in mauve drops her opera glasses because of {b.noun}. Ask her companion, who "
     "is still rubbing his shin, what she dropped on it earlier, because of {a.noun}: a pineapple."),
    ("The kayak was sold two minutes before {b.past}. The tent had been sold a quarter of an hour earlier, during "
     "{a.noun}, to a dentist who paid in rolled-up fivers."),
    ("On his list the haircut comes third, {b.noun} second, {a.noun} first; {x.noun} he has left off entirely. "
     "Benedikt licks the pencil, crosses out the haircut too, and keeps the other two exactly as numbered."),
    ("Rosalind flings the quilt aside. {a.clause}. She gropes for her spectacles, sends a tumbler flying, swears "
     'in Welsh. {b.clause}. "Bother the lot of you," she says, and burrows back in, and {c.clause}.'),
    ("Round one goes to {a.noun}, round two to {b.noun}; in the pause the trainer sponges a cut and slaps a jaw; "
     "round three, and the towel comes in, to {c.noun}."),
    ("Exhibit A, a torn glove, was found to the accompaniment of {a.noun}. Exhibit B, its twin, turned up later, "
     "during {b.noun}. The thumb of a third, Exhibit C, fell from the chimney last, during {c.noun}."),
    ("Fold the dough while {a.clause}. Punch it flat. Leave it under a cloth and argue with your sister about the "
     "will; when {b.clause}, fold it afresh. Bake it, burn it, scrape it, and serve as {c.clause}."),
    ("lol ok so nadia dropped the whole tray right, glitter all over the carpet, and {a.clause}, and we're "
     "hoovering like mad when {b.clause}, and THEN, i swear, {c.clause}"),
    ("Minutes of the allotment society, 9 June. {a.noun}, noted. A motion to ban gnomes, defeated. {b.noun}, noted "
     "with regret. Mr Tibbs overturned the table. {c.noun}, noted; meeting adjourned."),
    ("Let {a.noun} wake the miller, {b.noun} ruin his breakfast and {c.noun} follow him to bed; let him heave "
     "ninety sacks in between, curse the flour in his beard, and marry nobody."),
    ("The centre forward slips, gets up, hoists it over the bar. {a.clause}. Substitution: Ferreira off, Nkemelu "
     "on, shin pads askew. {b.clause}. Corner. He heads it, it's in, he rips off his shirt, and {c.clause}."),
    ("Once upon a time a cobbler hid three wishes in a boot. He spent the first on {a.noun}, and his wife boxed "
     "his ears; the second on {b.noun}, and she packed a hamper; the third, all alone, on {c.noun}."),
    ("Between the soup and the fish, {a.past}. Between the fish and the roast, with Sir Digby bending a fork to "
     "prove some point about Euclid, {b.past}. Between the roast and the sorbet, {c.past}."),
    ("Pavel counts to a hundred against the pantry wall. At twenty {a.clause}; at fifty-five, when he peeks "
     "through his fingers, {b.clause}; at ninety-nine, with his cousins wedged into the linen basket, {c.clause}."),
    ("Take {a.noun}, hold for a bar; cut to Ingrid wringing out a dishcloth as though it were a neck; bring up "
     "{b.noun}; she hurls the cloth at the calendar; bring up {c.noun}; black."),
    ("Question 4. A grocer hears {a.noun}, weighs out 3 kg of lentils, hears {b.noun}, tips a third back into the "
     "sack, hears {c.noun}, and faints. How many lentils has he? Show your working."),
    ("Nobody had warned Cordelia about {a.noun}, the first evening; nobody about {b.noun}, the second; by the "
     "third she'd bolted the shutters, swallowed a spoonful of treacle and was quite ready for {c.noun}."),
    ('{a.clause}. "Charming," says Oskar to the ironing board. {b.clause}. "Delightful." He scorches the left '
     "cuff, slaps a wet sponge on it, and {c.clause}, and he is out of adjectives."),
    ("The guide lifts her paper flag. On our left, {a.noun}, and do mind the cables; straight ahead, after the "
     "gift shop, {b.noun}; and to round off the tour, ladies and gentlemen, tuck in your scarves, {c.noun}."),
    ("Leaning on a spade, the sexton heard out {a.noun}; sitting on a wheelbarrow, an onion in his fist, he heard "
     "out {b.noun}; flat on his back among the dandelions, boots off at last, {c.noun}."),
    ("For want of a nail the shelf came down and {a.past}; for want of a shelf the preserves ended up on the tiles "
     "and {b.past}; for want of preserves we had dry toast, and {c.past}."),
    ("Cue 11: {a.noun}. The maid rips the letter to confetti. Cue 12: {b.noun}. She regrets it, kneels, tries to "
     "piece together a signature. Cue 13: {c.noun}. Curtain, slowly; somebody untangle it please."),
    ("You stir. You taste. You add cumin, and {a.clause}. You taste again, wince, tip in the honey, and "
     "{b.clause}. You hide the pot behind the bread bin, order dumplings, and {c.clause}."),
    ('On the word "obey" {a.past}, and the bride laughed out loud; on the word "cherish" {b.past}; and the best '
     "man had hardly dug the box from his sock when, to general dismay, {c.past}."),
    ("Bidding opens at sixty. {a.clause}, and a gentleman in tweed scratches his ear: seventy. {b.clause}: eighty, "
     "on the left, the lady with the turban. Gone! She tears up her catalogue, and {c.clause}."),
    ("What with {a.noun} at the outset, {b.noun} to follow and {c.noun} by way of dessert, Magnus never did finish "
     "assembling the bunk bed; one slat is still propping up the aerial."),
    ('Lena reads aloud from her own novel. "{a.clause}." She crosses out a comma. "{b.clause}." She crosses out '
     'Vladimir altogether. "{c.clause}." She tosses the whole thing on the compost and feels tremendous.'),
    ("Somewhere between {a.noun} and, much later, {b.noun} the brothers had swapped trousers, and it took "
     "{c.noun}, after that, plus a stern word from the sergeant, to make them swap back."),
    ("The safe is behind the Rembrandt. Jonas spins the dial left and {a.clause}; right, and {b.clause}; left "
     "again, sweating, eleven, thirty, six; it swings open on one dried fig, and {c.clause}."),
    ("Act like you own the place, she'd told him. So when {a.past} he yawned; when, a while after, {b.past} he "
     "buffed his nails; and when at last {c.past} he dived head first into the laundry chute."),
    ("Day 1 of the diet: {a.noun}, half a grapefruit. Day 2: {b.noun}, the other half, stolen by Gerald. Day 3: a "
     "whole cheesecake, gobbled standing up in the larder, accompanied by {c.noun}."),
    ("Up go the bunting and the trestles, and {a.clause}. Down comes a trestle on the mayor's toe; he hops, he "
     "bellows, he's given a bun; {b.clause}. Away go the trestles, bent, and {c.clause}."),
    ('Enter a ghost, dragging its chain. {a.clause}. "Wrong house," hisses Lady Tamsin and flings a candlestick '
     "straight through it. The ghost apologises. {b.clause}. It tries next door; {c.clause}."),
    ("To Whom It May Concern: I was subjected to {a.noun}, subsequently to {b.noun} and ultimately to {c.noun}, "
     "and all your staff could offer me was a voucher, expired, for a foot massage in Leeds."),
    ("It's the gaps Yolanda likes best: the one after {a.noun}, in which she cracks walnuts; the next, after "
     "{b.noun}, in which she eats them; and the last, the deepest, after {c.noun}."),
    ("Sign here, says the courier, and {a.clause}. And here; and {b.clause}. And initial this. Bogdan presses so "
     "hard that the nib snaps and blots the lot, and {c.clause}."),
    ('"Do you hear that?" {a.clause}. "Now do you?" {b.clause}. Ulrike shoves her cards face down beneath the '
     'cushion, squashing a macaroon. "You must hear it now!" And {c.clause}.'),
    ("Meanwhile in Lisbon a chemist spills something green on the only copy. {a.clause}. He blots, he prays, he "
     "licks it, which is unwise. {b.clause}. By dusk the letters have come back, misspelt, and {c.clause}."),
    ("Thrice was Sir Gawter tempted from his porridge: by {a.noun}, and he sat; secondly by {b.noun}, and he half "
     "rose, spoon aloft; thirdly by {c.noun}, and over went bowl, bench and squire."),
    ("Here lies Ephraim Stubbs, who slept through {a.noun}, and after it {b.noun}, and woke for nothing on this "
     "earth but {c.noun}, and that in order to complain. He owed me nine shillings."),
    ("He'd asked for silence. He got {a.noun}. He wrote a letter to the council, tore it up, wrote a ruder one and "
     "glued down the flap; he got {b.noun}. He moved to Norway. There he got {c.noun}."),
    ("Spread the butter: {a.noun}. Spread the jam: {b.noun}. It lands, as it must, sticky side down on Aunt "
     "Hepzibah's Persian rug; say nothing, slide the tea trolley over it, and let there be {c.noun}."),
    ("When {a.clause} the left-hand curtain twitches at number thirty. When, presently, {b.clause}, the right-hand "
     "one does. Mrs Crump has torn both off their rails, and stands there in curlers, when finally {c.clause}."),
    ("Ludmila sews a button on for every noise: a brass one for {a.noun}, next a pearl one for {b.noun}, and "
     "lastly, jabbing herself in the thumb so that she shrieks, a wooden toggle for {c.noun}."),
    ("Beginners place one palm on the mat; {a.clause}. Exhale. Lift the left leg, ignore the cramp, think of "
     "Portugal; {b.clause}. If you topple, topple with dignity. {c.clause}. Namaste."),
    ("There was a time, early in the shift, of {a.noun}, and it was succeeded by a time of {b.noun}; then the "
     "foreman flung his sandwich at the fuse box, and for the remainder we had {c.noun}."),
    ("Listen for {a.noun}: that's Basil's signal to shut the valve. Listen next for {b.noun}: he is to sit on it, "
     "squashing his pasty if need be. Pay no heed to {x.noun}, there'll be none. At {c.noun}, run."),
    ("The thesis of Dr Fontaine is that out of {a.noun} grew {b.noun}, out of which in turn grew {c.noun}; his "
     "opponent threw it at the rector, all 611 pages, bound in calf."),
)
