"""Sentences with slots: small scenes; see tellings.py."""
from __future__ import annotations

SCENES = (
    "Although the ward sister has drawn every curtain and dimmed the lamps, the patient by the window lies awake "
    "because {a.clause}.",
    "Woken by {a.noun}, the deckhand sat up in his bunk and could not have said what year it was.",
    "Not until the last lantern on the quay had gone out did the night watchman become aware of {a.noun}.",
    "In spite of {a.noun}, the bride's grandmother slept through the whole of the speeches with her shoes off.",
    "Hardly had the pupils turned over their papers when {a.past}, and forty pens stopped in mid-word.",
    "Apart from {a.noun}, the valley lay perfectly still that morning, and the shepherd, who distrusted perfection, "
    "counted his flock twice.",
    "The night before the wedding, unable to sleep for joy, Katya leaned out over the courtyard while {a.past}.",
    "Having hidden in the hayloft since noon, the deserter hears {a.noun} and draws the straw over his face.",
    "As long as {a.clause}, the farmer's wife refuses to let anyone cross the yard, and nobody can tell me why.",
    "It wasn't the cold that kept the expedition from sleeping in its tents but {a.noun}.",
    "A locksmith working late, whose lamp is the only one still lit in the street, puts down his file, for "
    "{a.clause}.",
    "Unless I am mistaken, Doctor, what kept the whole of corridor C awake last night was {a.noun}.",
    "The smuggler lies flat in the reeds, not daring to lift his head, and then, barely a field away, {a.clause}.",
    "Ever since she moved into the lighthouse, Marit has gone to bed without a book, content with {a.noun}.",
    "Thanks to the thick walls of the shelter, where forty people sat shoulder to shoulder in the dark, {a.noun} "
    "could be heard only faintly.",
    "The lookout had been told to expect {x.noun} at midnight; midnight went by, and all that came across the bay, an"
    " hour late, was {a.noun}.",
    "Since {x.clause} on all other evenings, the widow has pushed wool into her ears in advance, but tonight she is "
    "spared it, and instead, to her surprise, {a.clause}.",
    "The schoolboy crouching behind the hedge would have given his best knife for {x.noun}, yet he had no such luck: "
    "all he got was {a.noun}.",
    "At the camp, where no one has slept for two nights for fear of {x.noun}, the danger stays away, and instead "
    "{a.clause}.",
    "Although he had promised his wife a honeymoon without {x.noun}, and kept his word, he hadn't reckoned with "
    "{a.noun}.",
    "Hardly had the nurse on the night shift sat down with her sandwich when {a.past}, and no sooner had she wrapped "
    "it up again than {b.past}.",
    "While the sisters shell peas on the back porch, {a.clause}, and it isn't until the bowl is full that {b.clause}.",
    "Woken by {a.noun}, the old harbour master gropes for his spectacles, and he has only just found them when "
    "{b.clause}.",
    "{a.noun} had filled the valley all afternoon, and into this, just as the lamps were being lit, came {b.noun}.",
    "Because {a.clause}, the hikers in the hut move closer together round the table; they move closer still when "
    "{b.clause}.",
    "With {a.noun} behind him, the fugitive lay down in the ditch, and it was there, with his cheek in the mud, that "
    "he heard {b.noun}.",
    "Against a background of {a.noun}, the two fathers shake hands across the wedding table, and at that very moment "
    "{b.clause}.",
    "Having put up with {a.noun} since supper, the lodger finally packed his razor and his two shirts, only to be met"
    " on the landing by {b.noun}.",
    "Not until {a.past} did the class look up from the map of Africa, and not until {b.past} did it look down again.",
    "The moment {a.clause}, the goatherd lifts one finger, as if to say wait, and a little later, sure enough, "
    "{b.clause}.",
    "Over {a.noun}, which we have been hearing since the first page, {b.clause}, and the lovers on the jetty let go "
    "of each other.",
    "Since {a.past} just as the surgeon was scrubbing his hands, he took it for an omen, and when {b.past} over the "
    "last stitch he took it for another.",
    "Ever since {a.past} that first evening, the campers have slept badly, and this morning, before the tents are "
    "even dry, {b.clause}.",
    "In spite of {a.noun}, the colonel's widow dozes off in her deck chair, but {b.noun}, a quarter of an hour on, "
    "will have her upright at once.",
    "As long as {a.past}, the miller's boy was not afraid of the dark; he began to be afraid when that was over and "
    "{b.past}.",
    "{a.clause}, and the bridesmaids exchange glances; the priest, whose patience is famous, goes on as though "
    "nothing were the matter until {b.clause}.",
    "{a.noun} put an end to the picnic, {b.noun} to the friendship, and between the two lay no more than the time it "
    "takes to fold a blanket.",
    "Only the apprentice, who was lying awake over a love letter, had heard {a.noun}, but {b.noun}, towards morning, "
    "brought the whole bakery to the windows.",
    "It had begun with {a.noun}, which nobody at the weather station thought worth a line in the log, and it ended, "
    "eleven hours later, with {b.noun}.",
    "{a.past} to such effect that the exam had to be broken off, and the pupils were still filing out into the yard, "
    "delighted, when {b.past}.",
    "As dusk settles over the vineyard {a.clause}, and the pickers straighten their backs; by the time they have hung"
    " up their baskets, {b.clause}.",
    "A ranger, bent over her map at the fork in the trail, hears {a.noun} and folds it; she decides for the left-hand"
    " path, and a mile further on gets {b.noun} for her pains.",
    "If {a.noun} made the stowaway hold his breath, {b.noun}, which came hard on the heels of that, made him pray.",
    "Apart from {a.noun}, which had gone on for so long that no one aboard noticed any more, the night was empty, and"
    " then, off to port, {b.past}.",
    "{a.clause}, at which the bride turns pale; {b.clause}, at which the colour comes back into her cheeks.",
    "After a night of {a.noun}, which had cost the whole monastery its sleep, dawn brought {b.noun}, and the abbot, "
    "who was a just man, cancelled the first prayers.",
    "Through {a.noun}, faintly at first and then so that there could be no doubt, the men in the lifeboat heard "
    "{b.noun}.",
    "{a.past} shortly before closing time, and the librarian, who was expecting {x.noun} to follow as on all other "
    "Fridays, was pleasantly surprised, for what followed was {b.noun}.",
    "The children in the attic had bet their marbles on {x.noun}; they lost them twice over, first to {a.noun} and at"
    " bedtime to {b.noun}.",
    "{a.clause} while the two sentries share an apple, and both expect that {x.clause} next, as the manual says; the "
    "manual is wrong, and what makes them drop the core is {b.noun}.",
    "{b.past}, though not until the fishermen had hauled in the last net and {a.noun} had faded behind the headland.",
    "Hardly anyone in the refectory paid attention when {b.past}, because they were all still discussing {a.noun}, "
    "which had spoilt the morning lesson.",
    "By the time {b.clause}, the midwife has washed her hands and drunk her coffee, and can already make light of "
    "{a.noun}.",
    "{b.clause} and the two gardeners nod at each other, for they know from experience that this always comes after "
    "{a.noun}, which they heard while they were still pruning.",
    "The lodger sits bolt upright at {b.noun}, having slept like a stone through {a.noun} not five minutes before.",
    "What finally drove the wedding guests indoors was {b.noun}, for {a.noun}, earlier on, had only made them move "
    "their chairs.",
    "{b.noun} at breakfast would not have startled the ward so badly, had the patients not been on edge already "
    "because {a.past} in the small hours.",
    "{b.past} the instant the poacher dared to move, which he had done only after {a.noun} had ceased altogether.",
    "{b.clause}, as was to be expected, seeing that barely a minute ago {a.past} on the far side of the yard.",
    "The reason the baker stands at his door at three in the morning, flour up to his elbows, is that {b.clause}; the"
    " reason he was awake to hear it is that {a.past} at two.",
    "Long before {b.past}, and long before the first guest had so much as buttoned a collar, the bride's mother had "
    "been unsettled by {a.noun}.",
    "{b.noun} woke the twins, who had been lulled to sleep the night before by {a.noun}.",
    "Nothing can bring about {b.noun}, the old keeper explains, unless {a.clause} first; and tonight, as we shall "
    "hear, both things happen.",
    "Now {b.clause}, and the professor, chalk in hand, remembers with a shudder {a.noun} at the start of the lecture.",
    "{b.past} in the last light of the afternoon, and the reaper leaned on his scythe to listen; {a.past} at noon, "
    "when he had been too thirsty to care.",
    "When {b.past}, the hostages had been sitting in the vault for six hours, and their only entertainment in all "
    "that time had been {a.noun}.",
    "To the boy in the treehouse {b.noun} came as a relief, since what had gone before, and what he would never admit"
    " to having been afraid of, was {a.noun}.",
    "{b.clause} in answer to {a.noun}, so promptly that the old women on the bench put down their crochet to hear "
    "whether there will be more.",
    "The cook oversalts the broth on account of {b.noun}, just as, in the same kitchen and earlier the same evening, "
    "she let the onions blacken on account of {a.noun}.",
    "{b.clause} the moment the last guest has gone up to bed; while they were all still at table, telling each other "
    "about their operations, {a.past}.",
    "It is {b.noun}, not the cold, that makes the climbers look out of their tent; to {a.noun}, which they have had "
    "since sunset and which goes on regardless, they have long ceased to listen.",
    "We never found out who or what had caused {b.noun} in the middle of our anniversary dinner, but {a.noun}, while "
    "we were waiting for the soup, should have been a warning to us.",
    "Although {b.past} right under their window, the newlyweds only smiled, for after {a.noun} at the altar nothing "
    "could shock them any more.",
    "Before the pilgrims had even reached the inn where {b.past}, they had already been given a foretaste of the "
    "night by {a.noun}, up on the pass.",
    "{b.clause}. That the lock-keeper doesn't come out to see has a simple explanation, which is that {a.noun} a "
    "short while ago used up all his curiosity.",
    "{b.past} at the very minute when the truce was to begin, and in the trench they thought of {a.noun}, which had "
    "come to an end only the minute before.",
    "The second watch had {b.noun} to contend with, the first watch having been relieved right after {a.noun}.",
    "It was {b.noun} that turned the scouts back, and not, as they told their parents, {x.noun}; by then {a.noun} had"
    " already cost them their supper.",
    "She closes the shutters against {b.noun}, still wondering why {x.noun}, announced on every noticeboard in the "
    "town, never came and why, at the appointed hour, {a.past} instead.",
    "{b.clause} just as the ferryman is about to give up; he has been waiting since daybreak for {x.noun}, the agreed"
    " signal, and waits in vain, and the only thing to keep him company, early on, was {a.noun}.",
    "Hardly had the night porter closed his eyes when {a.past}; he had hardly closed them again when {b.past}; and "
    "when, towards four, {c.past}, he gave it up and polished the guests' shoes.",
    "No sooner has the tent been pitched than {a.clause}, and since {b.clause} before the beans are warm, nobody is "
    "surprised when, at lights out, {c.clause}.",
    "{a.noun} can be heard from the first minute on and will not let up; over that {b.clause}, and the nurse who has "
    "just dozed off is woken by {c.noun}.",
    "Because {a.past}, the harbour master lit his lamp; because he had lit his lamp, he was at the window when "
    "{b.past}; and because he stayed there, chin in hand, he did not miss {c.noun}.",
    "As long as {a.clause}, the thieves stay flat on the roof; the moment {b.clause}, they creep to the skylight; by "
    "the time {c.clause}, they are three streets away with the silver.",
    "Woken by {a.noun}, kept awake by {b.noun} and driven out of bed at last by {c.noun}, the schoolmaster was in no "
    "mood that morning for irregular verbs.",
    "It had begun with {a.noun} at the church door; then came the photographs, during which {b.past}, and it was all "
    "crowned, as the cake was being cut, by {c.noun}.",
    "The farm lies under a foot of snow when {a.clause}, and although the old couple stay where they are, by the "
    "lamp, they lift their heads for {b.noun} and, a good while later, for {c.noun}.",
    "Having waited for {a.noun} to be over, the prisoner began to loosen the bar; {b.noun} made him stop, {c.noun}, "
    "an hour later, made him despair.",
    "{a.noun} must have brought the midwife to the window, {b.noun} sent her back to the bed, and when finally "
    "{c.past} she sat down for the first time since the day before.",
    "Over {a.noun}, which the pickers in the orchard had been hearing since sunrise, {b.past}, and they had just "
    "agreed that it was nothing when {c.past}.",
    "At first only {a.noun} can be made out in the dark of the shelter; then, from the far end, where the families "
    "are, {b.noun}; and not until everyone has found a blanket and a corner, {c.noun}.",
    "{a.clause}, the girl on the stairs counts to ten, {b.clause}, she counts to twenty, and the third time she gets "
    "no further than twelve before {c.clause}.",
    "While {a.clause}, two climbers bed down on the ledge, and although {b.clause} soon afterwards, they say nothing "
    "to each other; it takes {c.noun} at first light to make them speak.",
    "If it hadn't been for {a.noun}, the groom would not have turned round; if he hadn't turned round, he would not "
    "have noticed that {b.past}; and in that case {c.noun} would have caught him wholly unprepared.",
    "{a.past} when the caravan set out, which the guide thought lucky; {b.past} at the well, which he thought less "
    "lucky; and when {c.past} at the third halt he turned the camels round.",
    "In the kitchen of the big house, where the maids sit polishing spoons against a background of {a.noun}, first "
    "{b.clause}, and then, as if in reply, {c.clause}.",
    "{a.noun} had died down to almost nothing by the time the relief nurse arrived, so she knew only {b.noun}, with "
    "which her shift opened, and {c.noun}, with which it closed.",
    "Through {a.noun}, the pursuers made out {b.noun} and were certain that they had him, but the fugitive, up to his"
    " chin in the reeds, did not stir until he heard {c.noun}.",
    "Ever since {a.past}, the goats have refused to leave the pen, and rightly so: {b.clause} before the milking is "
    "done, and {c.clause} after it.",
    "The headmaster was halfway through his address when {a.past}; he smiled, waited, began anew, and got as far as "
    "the word duty, at which {b.past}; the rest of duty was lost in {c.noun}.",
    "Not until {a.past} did they take the lamp down from its hook, not until {b.past} did they light it, and not "
    "until {c.past} did they notice how little oil was left.",
    "On the day shift it is {a.noun} that wears you out; on the late shift, {b.noun}; and those who stay on for the "
    "night, because they need the money or have no one at home, get {c.noun}.",
    "With {a.noun} behind her and the dark road ahead, the runaway sat down on her suitcase; {b.noun} made her stand "
    "up, {c.noun} made her sit down again.",
    "A boy sent out for milk hears {a.noun} by the gate, {b.noun} by the mill and, the can still empty, {c.noun} by "
    "the cowshed, so that he comes home without the milk but with plenty to tell.",
    "{a.past}, whereupon the bishop lost his place; having found it, he raised his hand for the blessing, but "
    "{b.past}, and he let it sink again; the blessing was at last given in the midst of {c.noun}.",
    "{a.clause} far below the monastery. A monk who cannot sleep kneels at the window, and as he is kneeling "
    "{b.clause}, and as he gets up, stiff and cold, {c.clause}.",
    "The first hour of the crossing was given over to {a.noun}, the second to cards; in the third {b.past}, and only "
    "then, when no one was fit to hold a hand of cards, {c.past}.",
    "{a.noun} meant that the scouts had been seen, {b.noun} that they had been forgiven, and {c.noun}, late that "
    "evening, that there would be pudding.",
    "\"Since {a.noun} at noon,\" the postmistress tells the sergeant, \"I've kept my shutters closed, and so I only "
    "heard {b.noun} without seeing a thing, and after that, sir, {c.noun}.\"",
    "From beginning to end {a.clause}; a third of the way in, {b.clause}, and just before the end, when the patient "
    "opens his eyes, {c.clause}.",
    "Nobody at the vineyard minds {a.noun}, since that means only that the day is over; but when {b.clause} on top of"
    " it, the foreman puts out his lamp, and when {c.clause} he goes down to the cellar.",
    "Between {a.noun} and {b.noun} there was just time to get the chairs under the awning, and between that and "
    "{c.noun} just time to drink the bride's health.",
    "The lieutenant's orders were to lie still through {a.noun}, to lie still through {b.noun} after that, and to "
    "advance on {c.noun}; all this his men did, though two of them had fallen asleep.",
    "Startled by {a.noun}, the seamstress pricks her thumb; she is still looking at it when {b.clause}, and has only "
    "just threaded the needle again when {c.clause}.",
    "{a.past} until the lamps were lit, {b.past} until they were put out, and then, in the dark, with the whole "
    "dormitory awake and pretending not to be, {c.past}.",
    "{a.noun}, {b.noun}: so far the night went exactly as the gamekeeper had foretold, but where by his account "
    "{x.noun} should have come, there came {c.noun}.",
    "The pupils had been promised {x.noun} on their excursion, and although nothing came of that, they did get "
    "{a.noun} on the way up, {b.noun} at the top and {c.noun} on the way down.",
    "{a.clause} as the couple lock up the summer house for good, {b.clause} as they stand at the gate, and because "
    "neither of them can bear to go without once more hearing {x.noun}, a wish that is not granted, they are still "
    "standing there when {c.clause}.",
    "Instead of {x.noun}, which the whole ward had been dreading since visiting time, the evening brought {a.noun}, "
    "the night {b.noun} and the morning {c.noun}.",
    "{c.past} just as the last of the wedding guests found his hat; that was hours after {a.noun} had interrupted the"
    " vows and a good while after {b.past} during the toasts.",
    "{b.clause}, and the cowherd in the straw rolls over, still cross about {a.noun}, which robbed him of his first "
    "sleep; his second ends for good when {c.clause}.",
    "By the time {c.clause}, the patients in the long ward have been through {a.noun} at supper and {b.noun} at "
    "midnight, and have stopped expecting any rest.",
    "Nobody would have opened the shutters for {b.noun} had it not been for {a.noun} a moment before, and once the "
    "shutters were open nobody could fail to hear {c.noun}.",
    "{b.past} because {a.past}, and the two things together were the reason why, in the end, {c.past}.",
    "All that the harbour has to offer once the lamps are out is {c.noun}, but in the course of the afternoon, before"
    " the boats were made fast, there had come {a.noun} and then {b.noun}.",
    "Before {b.past}, before the tea had been poured, before anybody had spoken of money, {a.past}; afterwards, when "
    "all had been said, {c.past}.",
    "The scouts broke camp on account of {c.noun}, though {b.noun}, an hour earlier, would have been reason enough, "
    "and their mothers, had they known, would have come for them after {a.noun} on the very first evening.",
    "Over the bread and cheese, while {b.past}, the mountain guide spoke with some contempt of {a.noun}, which had "
    "frightened his party on the ascent; he spoke less contemptuously after {c.noun}.",
    "{c.clause} only when the fever has broken; before that, {b.clause}, and the wife who has been sitting at the "
    "bedside since {a.noun} doesn't even turn her head.",
    "It took {b.noun} at morning break to remind the staff of {a.noun}, about which somebody had meant to do "
    "something before lessons began; and still nothing was done, until {c.past}.",
    "In the third act {c.clause}, in the second {b.clause}, in the first, while the countess is writing her letter, "
    "{a.clause}; and anyone who sits through all three, from first to last, will know why she never posts it.",
    "{b.clause} and then {c.clause}, but the tracker kneeling on the path is still occupied with {a.noun}, which came"
    " from the gorge when the others were asleep.",
    "What won the bride's father over, he said, was not so much {c.noun} at the end as {a.noun} at the beginning, "
    "with {b.noun} in between to soften him up.",
    "{c.past} when it was nearly light. The lodgers, who had been woken first by {a.noun} and then by {b.noun}, no "
    "longer troubled to complain.",
    "While she ties her apron, the cook listens with one ear to {b.noun} and is glad to have {a.noun} behind her; she"
    " will be less glad in a minute, when {c.clause}.",
    "That {c.past} on the night he died surprised nobody in the village, for {a.past} on the night he was born, and "
    "on the night of his wedding, as the older ones could testify, {b.past}.",
    "{b.past} the moment the smugglers touched the sand, exactly as agreed; they had not been prepared for {a.noun} "
    "as they rounded the point, nor for {c.noun} as they shouldered the barrels.",
    "Apart from {b.noun}, which came about midway, the night watch passed much as usual, with {a.noun} at the "
    "beginning and {c.noun} at the end.",
    "{c.clause}, and with that the siege is over; it was {b.noun} that decided it, and {a.noun}, on the evening "
    "before, that gave the first hint.",
    "{b.clause} in answer to {a.noun}, and {c.clause} in answer to that, and so it might go on between the two farms "
    "all night if the moon did not set.",
    "Hardly had {b.noun} begun when the prompter, who remembered {a.noun} from five minutes earlier and had her "
    "suspicions, looked up from her book; she was still looking up when {c.past}.",
    "Now that {c.clause}, the grandmother admits that she was uneasy all along, ever since {a.past} during grace, and"
    " especially after {b.noun}.",
    "{c.noun} had to wait, as in our house everything had to wait, until Father had finished his soup; {a.noun} had "
    "come too early to be noticed, while the table was still being laid, and {b.noun} in the middle of the soup "
    "itself.",
    "{b.past}, so the men in the hut believed that they were saved; only those who had also heard {a.noun}, earlier, "
    "when the snow was still coming down, doubted it, and {c.noun} proved them right.",
    "{c.past} at the customs post, where they had been made to wait; but to the boy, half asleep on the luggage, it "
    "all ran together with {b.noun} in the border village and {a.noun} at home, as they were leaving.",
    "Somewhere between {a.noun}, which drove the skaters off the ice, and {c.noun}, which drove them out of the inn, "
    "the innkeeper's daughter fell in love; and while she was doing so {b.past}.",
    "After {b.past} the conspirators put out the light, after {c.past} they went home one by one; what they had been "
    "doing up to then, in the light and with {a.noun} for company, has never come out.",
    "{c.clause} over the empty playground, an hour after the last child was fetched. At lunch, when it was full, "
    "{b.past}, and first thing in the morning, before anyone had come, {a.past}.",
    "{b.clause} and, a little after, {c.clause}, yet both of these are set against {a.noun}, which can be heard from "
    "before the curtain rises until after it falls.",
    "The fisherman's wife lit the lamp when {b.past} and put it out when {c.past}; why she had been sitting in the "
    "dark, wide awake, since {a.noun}, she kept to herself.",
    "{b.noun}, {c.noun}: that was what the two old sailors got for staying up, and they agreed that it was nothing "
    "compared with {a.noun}, which they had heard before midnight, along with everyone else.",
    "She had not stirred for {b.noun}, and she had not stirred, before that, for {a.noun}, but at {c.noun} she put "
    "out a hand and turned down the lamp.",
    "To understand why the whole jury looked at the prisoner when {c.past}, you must know that by his own statement "
    "{a.past} as he entered the house and {b.past} as he left it.",
    "{b.past} before the stretcher bearers had got their breath back after {a.noun}, although the worst, {c.noun}, "
    "was still to come.",
    "{c.clause}, and the hermit puts down his bowl; he let {a.noun} pass, he let {b.noun} pass, but three "
    "disturbances in one evening are too many.",
    "{b.past}, and then, to everyone's dismay, {c.past}; and all that the festival committee had wanted, after "
    "{a.noun} at the opening, was {x.noun}, which nobody got to hear.",
    "It ended with {c.noun}, for which the wine-growers were thankful, having steeled themselves for {x.noun}, from "
    "which they were spared; what they had had already, {a.noun} and then {b.noun}, was bad enough.",
    "{c.clause} at last, though the bride had secretly hoped for {x.noun}, a hope that comes to nothing; {a.noun}, on"
    " the way to the chapel, and {b.noun}, on its threshold, didn't please her either.",
    "No, it can't have been {x.noun} that roused the convalescents from their naps, since there was no such thing "
    "that day; it was {b.noun}, after {a.noun} had already made them restless, and it was {c.noun} that sent them in "
    "from the terrace.",
)
