"""Sentences with slots: scenes of four and five events; see tellings.py."""
from __future__ import annotations

LONG_SCENES = (
    "Hardly had the surgeon lain down on the cot when {a.past}, hardly had he turned to the wall when {b.past}, and "
    "by the time {c.past} he was back on his feet, so that {d.noun} found him washing his hands for the fourth time "
    "that night.",
    "To {a.noun} the travellers set out from the inn, and they climb to the top of the pass, where {b.clause}; on the"
    " way down {c.clause}, and at the customs house, as they unroll their papers, {d.clause}.",
    "It had begun with {a.noun} in the vestry, had gone on with {b.noun} at the altar and {c.noun} during the vows, "
    "and when, at the church door, {d.past}, the bride simply shut her eyes.",
    "As long as {a.clause}, nobody in the shelter thinks of sleep; once that is over, {b.clause}, and a girl begins "
    "to braid her sister's hair; {c.clause}, she undoes it again, and only when {d.clause} do they both nod off.",
    "Woken by {a.noun}, the boy creeps to his parents' room; sent back to bed, he lies through {b.noun} with his eyes"
    " open and through {c.noun} with his eyes shut, until, towards morning, {d.clause}.",
    "Because {a.past}, the sexton came out; because he had come out, he was the only one in the village to hear "
    "{b.noun} and, leaning on the churchyard wall, {c.noun}; and because he told no one, the rest of them were quite "
    "unprepared for {d.noun}.",
    "Over {a.noun}, which never once let up between dusk and dawn, the sentry noted the following: at ten, {b.noun}; "
    "at one, {c.noun}; at half past four, {d.noun}.",
    "{a.clause}, which the cook ignores; {b.clause}, which she can't; and since she has now left the sauce to its "
    "fate anyway, she stands at the back door while {c.clause} and, some time later, {d.clause}.",
    "No sooner had {a.noun} faded than {b.past}, and no sooner had we got used to that than {c.past}, and as for "
    "{d.noun}, with which the evening closed, we never got used to that at all.",
    "The first thing to disturb the exam is {a.noun}, the second, after twenty minutes, {b.noun}; when {c.clause} the"
    " invigilator closes the windows, and when {d.clause} in spite of the closed windows he gives everyone ten "
    "minutes more.",
    "{a.noun} had emptied the pier, {b.noun} the promenade and {c.noun} the hotel terrace, so that there was no one "
    "left, except a waiter with a tray of sundaes, to whom {d.noun} could come as a surprise.",
    "While {a.clause}, with no end in sight, the shearers sit down in the shade; {b.clause} before the jug has gone "
    "round once, {c.clause} before it has gone round twice, and with {d.noun} the rest is over.",
    "The fugitive waited for {a.noun} to pass before he left the barn, for {b.noun} before he crossed the field, for "
    "{c.noun} before he slipped into the wood, and there, just as he thought himself safe, {d.past}.",
    "In the delivery room they had eyes and ears for one thing only, and so {a.noun} went unremarked, and after that "
    "{b.noun}, and then {c.noun} too; not until it was all over and the father had sat down did anyone notice "
    "{d.noun}.",
    '"{a.past}," the old woman dictated, "and that was when I got up; {b.past}, and that was when I put on my shawl; '
    '{c.past}, and I went to the gate; {d.past}, and I came back in."',
    "At nightfall, {a.noun}; later, against that, {b.noun}; later still, when the moon has gone behind the barn, "
    "{c.noun}; and before the farmer, who has heard it all from his bed, can make up his mind to rise, {d.noun}.",
    "Having slept through {a.noun} and very nearly through {b.noun}, the ferryman was in the end brought to his feet "
    "by {c.noun}, and he had one arm in his coat when {d.past}.",
    "With {a.noun} behind them, the children follow the wall as far as the orchard; {b.clause}, and they duck; "
    "{c.clause}, and they lie down flat; {d.clause}, and the smallest wants to go home.",
    "The lighthouse keeper's entry for that date reads: fog since noon, {a.noun} until dark, then {b.noun}; at eleven"
    " {c.noun}, cause unknown; relieved at six, to {d.noun}.",
    "What with {a.noun} during the soup, {b.noun} during the fish and {c.noun} during the roast, the ambassador's "
    "dinner was felt to be a failure even before {d.past}.",
    "{a.past} as the stretcher was carried in, {b.past} while they were cutting off the boot, and the patient, who "
    "had been brave until then, fainted; so he knew nothing of {c.noun} and, after that, nothing of {d.noun}, for "
    "which he was later envied.",
    "Between {a.noun} and {b.noun} the night nurse writes two lines to her mother, between that and {c.noun} she "
    "writes one more, and then, since {d.clause}, she never gets as far as love.",
    "Not until {a.past} did the beaters leave the edge of the wood; {b.past}, and they halted; {c.past}, and they "
    "went on; but when {d.past} every man of them turned and made for the village.",
    "Ever since {a.past}, the lodgers have been sitting on the stairs in their nightshirts; {b.clause}, and they move"
    " one stair up; {c.clause}, and they move up another; and when {d.clause} they have run out of stairs.",
    "{a.clause}. The shepherd's wife, who is expecting him before dark, sets the lamp in the window; {b.clause}, and "
    "she trims the wick; {c.clause}, and she fills it up again; and when {d.clause} it is morning, and he is standing"
    " in the yard.",
    "By the marriage broker's account there would be {x.noun} and {y.noun} to welcome them; what they got instead, in"
    " this order, {a.noun}, {b.noun}, {c.noun} and {d.noun}, made the young couple wish they had eloped.",
    "{a.past}, then {b.past}, and the two hunters in the hide, who were waiting for {x.noun} and for nothing else, "
    "let it all go by; they let {c.noun} go by, they let {d.noun} go by, and they went home without having heard what"
    " they came for.",
    "On the eve of the feast, when in any other year {x.clause}, nothing of the sort disturbs the square; {a.clause} "
    "behind the town hall, {b.clause} by the mill, and after the last window has gone dark, {c.clause} and then "
    "{d.clause}, and that is all the feast there will be.",
    "{d.past} when all was over and the lanterns hung dead in the trees; {a.past} when they were being lit, {b.past} "
    "over the first toast and {c.past} over the last.",
    "{b.past} because {a.past}; {d.past} because {c.past}; and as the second pair came so much later than the first, "
    "the night nurse entered them on separate pages.",
    "By the time {c.past}, the relief crew had lost patience, since {a.noun} had delayed their supper and {b.noun} "
    "had ended it, and when somebody said that the night could bring nothing worse, {d.past}.",
    "In the exam hall nobody puts down a pen for {b.noun} after {a.noun}, nor, an hour later, for {d.noun} after "
    "{c.noun}, but it's during the long pause between the two pairs that the boy at the back hands in an empty sheet.",
    "The keeper of the lock, woken by {c.noun}, remembers {a.noun} from bedtime but knows nothing of {b.noun} in "
    "between, and he will know nothing of {d.noun}, for he is already asleep again.",
    "{d.clause} as the lamp on the pier goes out, and the widow turns from the window; she has had {a.noun} with her "
    "tea, {b.noun} with her supper and {c.noun} with her prayers, and has no complaints.",
    "Although {b.past} and {c.past} straight after, what the recruits would remember of their first night in barracks"
    " was {a.noun} right at the start, when they were still making their beds, and {d.noun} at the end, when they "
    "were made to get out of them.",
    "{c.clause}, and the whole wedding party freezes as if for a photograph; only the bridegroom's uncle, who took "
    "{a.noun} for a good omen and {b.noun}, just now, for a better one, goes on eating, and he goes on even when "
    "{d.clause}.",
    "It was {d.noun} that finished the expedition; {c.noun}, the day before, had merely cost it the tents, {b.noun}, "
    "the day before that, the biscuits, and {a.noun}, at the very outset, its good temper.",
    "Now, in the grey of morning, {c.clause}, and soon {d.clause}; it is hard to believe that in this same yard, only"
    " last night, {a.past} and, hot on the heels of that, {b.past}.",
    "The reading of the will is interrupted by {b.noun}; the notary, who has already lost his place once because of "
    "{a.noun}, takes off his glasses, and he has not put them on again when {c.clause}, nor found the line when "
    "{d.clause}.",
    "Under the bridge where the tramps sleep, {b.past} and later {c.past}, but all of it, even {d.noun} in the last "
    "hour before dawn, went on against {a.noun}, which they had heard as they lay down and which never stopped.",
    '"After {c.noun}," the inspector read out, "the witness closed the window, after {d.noun} she opened it again; '
    'asked about the time before, she mentions {a.noun}, at supper, and {b.noun}, while drying the plates."',
    "{d.past} at the end of it all, and the harvesters, sunburnt and speechless, sat down where they were. They had "
    "begun in the cool of the morning to {a.noun}; {b.noun} had meant breakfast, {c.noun} the long rest at noon.",
    "Only then, when {c.past}, did the commander grasp what {a.noun} and {b.noun}, both duly reported to him in that "
    "order, had been about, and only when {d.past} did he wish that he hadn't.",
    "{b.clause}, in reply to {a.noun}; {d.clause}, a good hour later, in reply to {c.noun}; and all that the "
    "mediator, sitting halfway between the two camps, can do is fill one page after another with question marks.",
    "If the patient in bed nine has grown calm at {c.noun} and calmer still at {d.noun}, that is because nothing can "
    "be as bad for her as {b.noun} just before, unless it is {a.noun}, with which her evening started.",
    "That {d.past} in the end, and not a moment too soon, was thanks to the stable boy, who, having been woken by "
    "{b.noun} and being already in a temper about {a.noun} earlier that night, got up at {c.noun} and let down the "
    "bridge.",
    "We were already under the blankets when {b.past}, and asleep, I believe, when {c.past}; but {a.noun} I remember "
    "very clearly, since we were just clearing the table, and {d.noun} too, because by then it was morning and my "
    "turn to make the coffee.",
    "Twice the ceremony had to be halted: the second time because {c.past}, with {d.noun} to follow; the first "
    "because {a.past}, with {b.noun} to follow.",
    "{d.clause} over the last line of the credits; in the scene before that {c.clause}, with the old man asleep; in "
    "the one before, {b.clause}, with the old man at table; and in the very first, where he is a young man, "
    "{a.clause}.",
    "From the nursery {c.noun} could be heard, and then, from the stairs, {d.noun}; the governess, who had let "
    "{a.noun} pass and after that even {b.noun}, in the hope that it would come to nothing worse, laid a marker in "
    "her book.",
    "{c.past}, and then {d.past}, and the herdsman crossed himself both times. Earlier in the evening, while the "
    "cheese was draining, {a.past} and then {b.past}, and he hadn't, which he now regretted.",
    "It is to {d.noun} that the night shift goes home, having come to {a.noun}; in the hours between, above the rows "
    "of idle looms, first {b.clause} and then {c.clause}.",
    "{d.past}, and so the guests did get to hear something after all, even if {x.noun}, printed in gold on their "
    "invitations, never came; before that, as they stood about on the lawn, they had only had {a.noun}, {b.noun} and "
    "{c.noun}.",
    "{b.clause}. The old stationmaster, who heard {a.noun} from his garden a little while ago and can put two and two"
    " together, waits now for {x.noun}, as any man in his place would, and he waits for nothing: {c.clause}, then "
    "{d.clause}, and his evening is over.",
    "{c.past} in the middle of the sermon; {a.past} before it, as the candles were brought in, {b.past} during its "
    "first sentence, and not one of the faithful would remember a word of it, for at the Amen {d.past}.",
    "Woken by {a.noun}, dressed by the time {b.past}, out of the house only after {c.noun}, the country doctor was "
    "halfway across the fields when {d.past}, and he reached the sickbed, his boots full of snow, to {e.noun}.",
    "{a.noun} can be heard throughout; over that, while the wounded are being carried in, {b.noun}; while they are "
    "bandaged, {c.noun}; while they are given their tea, {d.noun}; and when they are finally left in peace, {e.noun}.",
    "Hardly had the tents gone up when {a.past}; because {b.past} after that, the boys would not go to bed, and "
    "because {c.past} once they had, they would not stay there; {d.past} at two, {e.past} at four, and at five the "
    "scoutmaster wrote his resignation.",
    "The road to the wedding gave them {a.noun} before breakfast, {b.noun} on the pass, {c.noun} in the gorge and "
    "{d.noun} at the toll bridge, so that {e.noun}, by which they were received in front of the church, seemed to "
    "them almost homely.",
    "{a.clause}, and the schoolmistress raises an eyebrow; {b.clause}, and she raises the other; {c.clause}, she lays"
    " down the chalk; {d.clause}, she sits; and when {e.clause} she lets the whole class go to the window.",
    "As long as {a.past}, the men in the trench played cards; when {b.past} they put the cards away; {c.noun} found "
    "them praying, {d.noun} asleep, and {e.noun}, with the new day, at cards again.",
    "Since {a.clause}, the cook is late; since the cook is late, the soup isn't on the table when {b.clause}; the "
    "guests, who have nothing else to do, listen to {c.noun} and afterwards to {d.noun}, and they have just been "
    "served when {e.clause}.",
    "First the islanders sat through {a.noun}, which they were used to, then through {b.noun}, which they weren't; "
    "after {c.noun} they moved the beds away from the wall, after {d.noun} they moved themselves to the chapel, and "
    "there, huddled between the pews, they heard {e.noun}.",
    "No sooner has the fugitive let {a.noun} go by than {b.clause}, no sooner is that over than {c.clause}; a pause "
    "follows, in which he drinks from his cupped hands, and then, from the direction of the village, come {d.noun} "
    "and, later and closer, {e.noun}.",
    "The clerk had {a.noun} to go with his bread, {b.noun} to go with his cheese and {c.noun} to go with his apple; "
    "{d.past} as he brushed the crumbs from his knees, and {e.past} as he climbed back onto his stool, so that he "
    "felt he had dined in company.",
    "In my father's version of it {a.past} on the first evening, {b.past} on the second, {c.past} on the third; on "
    "the fourth, when they had already loaded the mules, {d.past}; and on the fifth, which he always saved for when "
    "the lamp was out, {e.past}.",
    "{a.noun} at dusk, {b.noun} at ten, {c.noun} at midnight, {d.noun} at three, {e.noun} at dawn: the two nurses "
    "kept a list, because the professor had foretold {x.noun} for that night, and they wanted to be able to show him "
    "that no such thing had happened.",
    "{e.past} as the sun came up, and thus ended the longest night in the history of the inn, which had started with "
    "{a.noun} and in the course of which, one after the other, {b.past}, {c.past} and {d.past}.",
    "{b.past} because {a.past}; {d.past}, some hours later, because {c.past}; and since after these two rounds "
    "neither village would yield, the whole dispute was settled, at daybreak, by {e.noun}.",
    "Nobody was left at the long table to hear {e.noun}: the children had been carried off, late in the evening, "
    "during {c.noun}, the women had gone, later still, at {d.noun}, and the men, who at the beginning of the meal had"
    " drunk to {a.noun} and with the second barrel to {b.noun}, had been driven in by the cold.",
    "By the time {d.clause}, the operation has been going on for nine hours; {a.past} at the first cut, {b.past} when"
    " the assistant changed, {c.past} when the lamp had to be replaced, and only with {e.noun}, as the last thread is"
    " cut, does the surgeon become aware that he is hungry.",
    "At school on Monday the boy told of {d.noun} and how {e.past} right after; to his best friend he also told what "
    "had come earlier that night, namely {b.noun} and then {c.noun}; but {a.noun}, with which it had all begun and "
    "which had sent him under his blanket, he mentioned to no one.",
    "{c.clause}, and the couples on the deck stand still. Some of them have heard {a.noun}, some {b.noun} afterwards,"
    " but this time it is all of them, and they are making for the rail when {d.clause}, and packed along it, "
    "shoulder to shoulder, when {e.clause}.",
    "It closes with {e.noun}, as a true ghost story should; the middle belongs to {c.noun}, with {b.noun} a little "
    "ahead of that and {d.noun} a little behind, and for the opening there can be nothing better, with the reader "
    "still in his slippers, than {a.noun}.",
    "Long after {a.noun} and some time after {b.noun}, {d.past}, and it was assumed on the ward that these three were"
    " all; but the patient by the door, who never slept, had also heard {c.noun}, between the second and the third of"
    " them, and he alone was still awake for {e.noun}.",
    "{b.past} as the bride's veil was being pinned; {c.past} and {d.past}, in that order, while she stood at the "
    "altar; and her aunt, to whom {a.noun} at breakfast had been warning enough to stay in bed, was spared {e.noun} "
    "at the church door as well.",
    "Two things only does the watchman report from the middle of the night, {c.noun} and, soon after, {d.noun}. Of "
    "{a.noun}, at the start of his watch, when he was eating his pie, and of {b.noun}, when he was washing it down, "
    "he says nothing, and of {e.noun}, at the close, he cannot, since he was asleep.",
    "{d.clause} as the mountaineers come back into the valley, and {e.clause} as they are handed the soup. Up there, "
    "they tell us, it was different: first, on the ridge, {a.noun}, then, on the glacier, {b.noun}, and on the "
    "summit, when they had already unrolled the flag, {c.noun}.",
    "Because {c.past}, the curtain came down too early; because {b.past} before that, the soprano had missed her "
    "entrance; because {a.past} before that, the lamps had been lit too late; and the manager, after sitting through "
    "{d.noun} and at last {e.noun} in the dark of his box, gave everyone back the price of the ticket.",
    "They never did hear {x.noun}, the thing for which they had come all that way with their folding stools, but as "
    "they packed up, to {e.noun}, no one was bitter; they had had {a.noun} at sunset, after all, and {b.noun} with "
    "the first star, and, when they were nearly frozen, {c.noun} and then, quite close, {d.noun}.",
)
