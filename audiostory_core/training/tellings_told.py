"""Sentences with slots: told as stories; see tellings.py."""
from __future__ import annotations

TOLD = (
    "All that autumn, whenever my aunt lay awake under her heavy quilt, {a.past}.",
    "She had just folded the last letter when {a.past}, and the envelope was never closed.",
    "What the boy remembered of that summer, long after he had forgotten the faces, was {a.noun}.",
    "It was so dark that Martin could not see his own hand, but he could hear {a.noun}.",
    "{a.past}, which nobody in the village found strange.",
    "Once upon a time, in a house with a crooked roof, {a.past}, and that is the whole of the tale.",
    "Nothing had happened for an hour; then, quite without warning, {a.past}.",
    "Although the widow had locked everything and drawn the curtains, {a.noun} still reached her.",
    "I looked up from my crossword because {a.past}.",
    "Of the whole evening the only thing he could later describe was {a.noun}.",
    "The chapter opens at dusk: {a.clause}, and the count says nothing.",
    '"Listen," whispered my brother, and I held my breath, and {a.past}.',
    "If you had stood where I stood that morning, you would have heard {a.noun} and not a soul besides.",
    "He had meant to tell her everything, yet there he sat, tongue-tied, while {a.past}.",
    "Let the story begin with nothing more than {a.noun}.",
    "So quiet had the valley become since the miners left that {a.noun} seemed almost indecent.",
    "Could you give me just this: an empty kitchen, a letter on the table, and {a.noun}?",
    "Mother always said the house was haunted, and that night, at last, {a.past}.",
    "Lena dreamed that {a.past}, and in the dream she was not afraid.",
    "From somewhere beyond the orchard wall came {a.noun}.",
    "There we were, the three of us, playing cards by candlelight, and all the while {a.past}.",
    "It is five in the morning, the bread is still in the oven, and {a.clause}.",
    "The painter, who had not left his attic in weeks, put down the brush and gave himself up to {a.noun}.",
    "That {a.past} on the very day of the wedding was taken as a good sign.",
    "My first memory, as far as I can tell, is of lying on a striped blanket and hearing {a.noun}.",
    "Nobody spoke in the waiting room, where {a.past} as though to mock us.",
    "Only one thing broke the stillness of the monastery, namely {a.noun}.",
    "Grandfather had hardly put on his glasses when {a.past}; he had not yet found his page when {b.past}.",
    "{a.past} until, to everyone's astonishment, {b.past}.",
    "By the time {b.past}, the innkeeper had long grown used to {a.noun}.",
    "No sooner had {a.noun} ceased than {b.past}.",
    "It was {b.noun} that frightened her, not {a.noun} a minute earlier.",
    "The night had already given us {a.noun} when, shortly before dawn, {b.past}.",
    "{b.past}, but that was only after {a.past} and the guests had gone up to bed.",
    "Having listened a while to {a.noun}, the stranger turned his head, for now {b.past}.",
    "I would never have noticed {b.noun} had I not been woken just before by {a.noun}.",
    "Through {a.noun}, which had been going on since supper, there gradually came {b.noun}.",
    "She waited, as her father had taught her, until {a.past}, and not until then did she pull the curtain aside; in "
    "that very moment {b.past}.",
    "People in our street still talk about the evening when {b.past} right after {a.past}.",
    "{a.noun} gave way, towards the end of the afternoon, to {b.noun}.",
    "In the wake of {a.noun}, as Clara noted in her diary, came {b.noun}.",
    "Long before {b.past}, at an hour when only bakers are awake, {a.past}.",
    "Tom told it badly, starting with {b.noun}, when in truth everything had begun with {a.noun}.",
    "As {a.past}, the old woman went on knitting; as {b.past}, she dropped a stitch.",
    "The thief stayed behind the barrel as long as {a.past}, and he was still crouching there when {b.past}.",
    "{b.past} in the middle of the night, in answer, so it seemed to the children, to {a.noun}.",
    "Behind the talk at the dinner table {a.past} without end, and during the dessert {b.past} as well.",
    "My uncle swore he had heard {b.noun}, and that what had come before it was {a.noun}.",
    "How well I recall the attic at Marlow Hall: {a.noun} for half the night, and for the other half {b.noun}.",
    "It took {b.noun} to make us forget {a.noun}, with which the day had begun.",
    "The letter says that {a.past} and that, hardly a moment later, {b.past}.",
    "Because {a.past}, she put out the lamp, and because {b.past} once it was dark, she lit it again.",
    "He slept through {a.noun} but was wide awake for {b.noun}, which came afterwards.",
    "{b.past}; earlier, while the soup was being served, {a.past}.",
    "Write me a little tale that closes with {b.noun}, and let {a.noun} lead up to it.",
    "When at last {b.past}, it was as if someone had swept away {a.noun} with a broom.",
    "First the prince heard {a.noun} and thought nothing of it, but then {b.past}, and he turned pale.",
    '"Before {b.past}," the witness said, twisting her gloves, "I am quite certain that {a.past}."',
    "{a.noun} had scarcely faded from the courtyard when it was replaced by {b.noun}.",
    "Against a background of {a.noun}, and rather to the annoyance of the professor, {b.past}.",
    "The second thing that spoiled our picnic was {b.noun}; the first had been {a.noun}.",
    "{b.past} while, far off and unceasing all day long, {a.past}.",
    "A hush falls over the meadow after {a.noun}, but it cannot last, for the dusk has {b.noun} up its sleeve.",
    "Only because {a.past} did anybody go out to look, and so it was that we were all outside when {b.past}.",
    "Not {b.noun} but {a.noun} came first, whatever the newspapers may have written.",
    "I shall spare you the hours in between: at nightfall {a.past}, at sunrise {b.past}.",
    "We owe the ending, in which {b.clause}, to the opening, in which {a.clause}.",
    "The children sat on the wall and dangled their legs; {a.clause}, someone laughs, {b.clause}, nobody laughs any "
    "more.",
    "Old Jakob, who had dozed off to {a.noun}, woke to {b.noun}.",
    "{b.noun}, which Mrs. Penrose had been dreading ever since {a.past}, finally filled the parlour.",
    "Can you do a winter evening on which {b.clause}, though not before {a.clause}?",
    "Drowned out at last by {b.noun}, {a.noun} could no longer be made out by anyone.",
    "It began, as such nights do, with {a.noun}; then {b.past}, and before anyone could say a word {c.past}.",
    "I had been lying there for an hour, listening to {a.noun}, when {b.past}, whereupon I sat up and waited until "
    "{c.past}.",
    "{c.past}, and I knew the summer was over; the day before it had been {b.noun}, and the day before that {a.noun}.",
    "After {a.past}, the miller shook his head; after {b.past}, he took off his cap; after {c.past}, he knelt down.",
    "Before {c.past}, but after {a.past}, {b.past}.",
    "What woke Sophie was {a.noun}, what kept her awake was {b.noun}, and what finally let her sleep again was "
    "{c.noun}.",
    "{b.past} as soon as {a.noun} had died away, and hardly was that over when {c.past}.",
    "The tale ends with {c.noun}, but to get there we must pass through {b.noun}, and to get to that, through "
    "{a.noun}.",
    "When the hermit opened his eyes {a.past}; when he had said his prayers {b.past}; when he closed his eyes again "
    "{c.past}.",
    "Had it not been for {b.noun}, which interrupted {a.noun}, nobody would have been awake to hear {c.noun}.",
    "They were married in June, and as they came out {a.past}, as they cut the cake {b.past}, and as they said "
    "goodbye {c.past}.",
    "{c.past} only when the moon had set, hours after {a.past} and a good while after {b.past}.",
    "A girl with a basket lingers by the fence: {a.clause}. She counts to ten: {b.clause}. She closes her eyes: "
    "{c.clause}.",
    "Of the three noises that the governess reported, {c.noun} was the last, {a.noun} the first, and {b.noun} the one "
    "in between.",
    "{a.past} so persistently that the poet gave up his sonnet, and he had just begun a limerick instead when "
    "{b.past}, and then, to crown it all, {c.past}.",
    '"And then?" asked the child. "Then {b.past}." "But before that?" "Before that {a.past}." "And at the end?" "At '
    'the end {c.past}, and now go to sleep."',
    "The night porter, whose memory was excellent, spoke of {a.noun}, followed after some minutes by {b.noun}, and "
    "much later by {c.noun}.",
    "Under {a.noun}, which did not stop all evening, {b.past}, and no sooner had we grown accustomed to it than "
    "{c.past}.",
    "That {c.past} surprised nobody, given that {b.past} just before, and {a.past} before that.",
    "My sister remembers {a.noun} from the beginning of the journey and {c.noun} from its end; I, who slept less, "
    "remember {b.noun} between the two.",
    "While the bread was rising {a.past}, while it was baking {b.past}, and by the time it stood on the table "
    "{c.past}.",
    "{a.noun} would have been enough for one night, but {b.past} too, and, as if heaven had not yet had its fill, "
    "{c.past}.",
    "Then {b.past}. I should have said that {a.past} first. And later, when all of us were in our coats, {c.past}.",
    "Until {b.past}, the hunters had heard nothing but {a.noun}; from then on, they heard nothing but {c.noun}.",
    "The captain's diary has three entries for that day: in the morning {a.noun}, at midday {b.noun}, in the evening "
    "{c.noun}.",
    "{c.noun} concluded an afternoon that had opened with {a.noun} and had been enlivened, around tea, by {b.noun}.",
    "At first I took it for a dream that {a.past}, but when {b.past} I pinched my arm, and when {c.past} I was as "
    "awake as I have ever been.",
    "She married him, she used to say, because {a.past} when they met, because {b.past} when he proposed, and because "
    "{c.past} when she said yes.",
    "Imagine a cottage at the edge of the moor, where {a.clause}; after a time somebody lights a lamp and {b.clause}, "
    "and as it goes out again {c.clause}.",
    "Not until {b.past} did the widow remember that {a.past} a little earlier, and while she was still wondering "
    "about it {c.past}.",
    "Preceded by {a.noun} and succeeded by {c.noun}, {b.noun} made the least impression on the jury.",
    "There came {a.noun}, there came a long stillness, there came {b.noun}, there came a longer stillness, and there "
    "came, when hope was almost gone, {c.noun}.",
    "What sets off {c.noun} at the end of the novel is {b.noun}, which in turn had its cause in {a.noun}.",
    "From the hammock Paul heard how {a.past}, and how, soon after, {b.past}, and how, when the shadows had reached "
    "his feet, {c.past}.",
    "Last of all {c.past}; I mention it now because it mattered most, although {a.past} at the start and {b.past} "
    "halfway through.",
    "As long as {a.past}, the twins kept to their bed; then {b.past} and they crept to the stairs; then {c.past} and "
    "they crept back.",
    "Scene in a garden: {a.clause}, unnoticed by the lovers. They kiss. {b.clause}. They part, and {c.clause}.",
    "It was between {a.noun} and {c.noun}, the gardener insisted, that {b.past}.",
    "The moment {a.past}, old Hannah reached for her rosary, which she did not let go of even when {b.past}, but "
    "which she dropped when {c.past}.",
    "Years later, when they asked him about the escape, he could only say: {a.noun}, then {b.noun}, then, thank God, "
    "{c.noun}.",
    "{b.past}, seeing that {a.past} and someone had to answer; the argument, if it was one, went on until it was "
    "settled by {c.noun}.",
    "Please tell it like this: a lonely shepherd, {a.noun} around him, {b.noun} coming nearer, and, when that has "
    "passed, {c.noun}.",
    "Once {a.past} and once {b.past}, there was nothing left to wait for but {c.noun}.",
    "The ghost, if it was one, announced itself with {b.noun}, immediately after {a.noun}, and took its leave with "
    "{c.noun}.",
    "When I came down, {b.past}, and Father, who had been up since four, said that I had missed {a.noun}; over "
    "breakfast, {c.past}.",
    "{a.noun} in the first verse of the ballad, {b.noun} in the second, and in the third, where the maiden dies, "
    "{c.noun}.",
    "To begin with, {a.past}, which was bad enough; next, {b.past}, which was worse; finally, {c.past}, which made us "
    "all laugh.",
    "How could they have heard {c.noun}, if {b.noun}, right before it, had deafened them, and {a.noun} even earlier "
    "had driven them indoors?",
    "Every fairy tale needs a beginning, so {a.clause}; it needs a middle, so {b.clause}; it needs an end, so "
    "{c.clause}.",
    "In the end {c.past}, just as the old seer had foretold on the day when first {a.past} and then {b.past}.",
    "Nobody at the wake stirred when {a.past}, and only the youngest lifted her head when, some while afterwards, "
    "{b.past}; but at {c.noun} they all rose.",
    "{c.noun} now, where a minute ago {b.past}, and where, a minute before that, {a.past}.",
    "Mr. Alder paid no attention to {a.noun}, little to {b.noun} an hour later, and far too much to {c.noun} when it "
    "was nearly midnight.",
    "It had got so late that {b.past}, although the evening had started so gently with {a.noun}; then we dozed, and "
    "while we dozed {c.past}.",
    "The house woke up bit by bit: {a.past}, then the maid yawned, then {b.past}, and while the milk was warming "
    "{c.past}, until at eight or so {d.past}.",
    "{a.past}, and the king was pleased; {b.past}, and the king frowned; {c.past}, and the king stood up; {d.past}, "
    "and there was no king any more.",
    "I couldn't say which was the stranger, {c.noun} or {d.noun} directly afterwards, for I was still shaken by "
    "{a.noun} and, following that, {b.noun}.",
    "Hardly had we unpacked the sandwiches when {a.past}; we had not eaten the first when {b.past}; over the second "
    "{c.past}, and the third was never eaten, because {d.past}.",
    "After {b.past}, and of course after {a.past}, which was earlier still, the road lay empty until {c.past} and, "
    "towards evening, {d.past}.",
    "With {a.noun} in her ears she fell asleep, with {b.noun} in her ears she woke, and between getting up and "
    "putting on her shoes she heard first {c.noun}, then {d.noun}.",
    "The last page has {d.noun}; the page before it, {c.noun}; turn back once more and you find {b.noun}, and right "
    "at the front {a.noun}.",
    "When {a.past}, the stranger came; when {b.past}, he told us his name; when {c.past}, he told us it was a lie; "
    "and when {d.past}, he was gone.",
    "{a.noun} had filled the first half of the night, and {b.noun} had cut it short; {c.noun} opened the second half, "
    "which ended, as it had to, with {d.noun}.",
    "Mother heard {a.noun}, and afterwards Father heard {b.noun}; I slept through both of them and caught only "
    "{c.noun} and what came next, {d.noun}.",
    "Before {d.past}, there was a pause; before the pause, {c.past}; and that, in its turn, was preceded by {b.noun} "
    "and, earlier yet, by {a.noun}.",
    "All the while that {a.past}, life in the village went on: {b.past}, then {c.past}, and as the lamps were lit "
    "{d.past}.",
    "It was one of those Sundays on which one thing leads to another: {a.noun} to {b.noun}, that to {c.noun}, and "
    "that again, inevitably, to {d.noun}.",
    "He wrote from the front that {b.past} at noon, that {a.past} already at daybreak, that {c.past} in the "
    "afternoon, and that by nightfall {d.past}.",
    "Tell me of the night the old mill was sold: how {a.past}, how {b.past} soon after, how everyone stayed mute "
    "until {c.past}, and how it closed with {d.noun}.",
    "{d.past} at long last, and the bride smiled, for she had sat through {a.noun}, and then {b.noun}, and then "
    "{c.noun}, without moving a finger.",
    "There was no end to it: {a.noun} gave place to {b.noun}, which in turn lasted only until {c.past}, and we had "
    "barely drawn breath when {d.past}.",
    "Dear Emily, you ask what the new lodgings are like: in the morning {a.clause}, at lunch {b.clause}, in the "
    "evening {c.clause}, and as soon as I put out the light {d.clause}.",
    "The second night, {c.past} and then {d.past}; the first night, which I prefer not to think of, {a.past} and then "
    "{b.past}.",
    "Once {a.past}, they knew they were not alone; once {b.past}, they knew they were surrounded; {c.noun} robbed "
    "them of their courage, and {d.noun} gave it back.",
    '"It ended with {d.noun}," said the inspector, "and it began with {a.noun}. As to the middle, the cook says '
    '{b.noun} and after that {c.noun}, and I believe her."',
    "{a.past} over the sleeping town and {b.past} in reply, so that when {c.past} hardly anybody was still asleep, "
    "and certainly no one when {d.past}.",
    "Two things I heard while she was alive, {a.noun} and, later that day, {b.noun}; two things when she was gone, "
    "{c.noun} and, at the very last, {d.noun}.",
    "As the curtain goes up, {a.clause}. Enter the duke, and {b.clause}. He falls to his knees; {c.clause}. Before "
    "the curtain comes down, {d.clause}.",
    "Of all the sounds that night, {b.noun} pleased me most, which followed on {a.noun}; {c.noun} came third, and I "
    "could have done without {d.noun}, which came fourth.",
    "As Nora had predicted, {b.past} shortly after {a.past}, and {d.past} shortly after {c.past}, but the second pair "
    "came a whole day later than the first.",
    "Grandmother's story never changed: a witch at the gate and {a.noun}, a witch in the hall and {b.noun}, a witch "
    "in the bed and {c.noun}, no more witch and {d.noun}.",
    "While we climbed up, {a.past}; we had just set up the tents when {b.past}; on the way home, with nothing "
    "achieved, {c.past}, and down in the valley {d.past}.",
    "Nobody would have believed {d.noun}, coming right on top of {c.noun}, had not the whole parish lived through "
    "{a.noun} and, in its wake, {b.noun}.",
    "He set down his suitcase, since {a.past}; took it up again, since then {b.past}; turned round at {c.noun}; and "
    "was still standing there when {d.past}.",
    "First let there be {a.noun}, a good deal of it; let {b.noun} steal in beneath; next, when both have faded, let "
    "there be {c.noun}, and for a farewell {d.noun}.",
    "That was how it came to pass that {d.past}: {c.past}, because {b.past}, because, on a day like any other, "
    "{a.past}.",
    "The prisoner could tell the hours by ear, {a.noun} meaning dawn, {b.noun} meaning noon, {c.noun} meaning dusk, "
    "and {d.noun} meaning that one more day was done.",
    "Between {b.noun} and {c.noun} he read a whole chapter; he had started the book after {a.noun}, and he shut it "
    "for good when {d.past}.",
    "I got lost in the woods, and {a.past}, and I was scared a bit, and {b.past}, and I was not so scared any more, "
    "and {c.past}, and then Daddy found me and {d.past}.",
    "Until {a.past}, the feast had been dull; from {b.noun}, a little later, to {d.noun}, which sent everyone home, "
    "it was anything but that, above all when, halfway, {c.past}.",
    "The journey took five days: on the first {a.past}, on the second {b.past}, on the third {c.past}, on the fourth "
    "{d.past}, and on the fifth, when we saw the border, {e.past}.",
    "{a.noun}, then {b.noun}, then a yawn; {c.noun}, then a curse; {d.noun}, then, from the cellar of all places, "
    "{e.noun}.",
    "On the last evening {e.past}, whereas on the first it had been {a.noun}; what lay between, I have to piece "
    "together: {b.noun}, I think, then {c.noun}, and then {d.noun}.",
    "When the tailor had sewn one sleeve {a.past}, when he had sewn both {b.past}, at the collar {c.past}, at the "
    "buttons {d.past}, and when the coat was finished {e.past}.",
    "It closes with {e.noun}, this sad little book, after {c.noun} and {d.noun} have made up its second part, and "
    "{a.noun} and {b.noun} its first.",
    "{a.past}, but she stayed; {b.past}, but she stayed; not even when {c.past} did she leave; yet after {d.past}, "
    "she packed her things, and as she turned the key {e.past}.",
    "Before {c.past}, we had put up with {a.noun} and then with {b.noun}; after it, we had to put up with {d.noun} "
    "and, past midnight, with {e.noun}.",
    "Little Anna counted on her fingers what she had heard from under the table: thumb, {a.noun}; pointer, {b.noun}; "
    "middle finger, {c.noun}; then {d.noun}; and for the tiny one, {e.noun}.",
    "{b.past} just as the priest, whom {a.noun} had already robbed of his thread, began anew; he got as far as the "
    "second line when {c.past}, the third when {d.past}, and at the amen {e.past}.",
    "What a night! Out of {a.noun} there arose {b.noun}, out of the stillness after that {c.noun}, and no one had got "
    "over it when {d.past}; the morning brought {e.noun}.",
    "Asked for the end, he said {e.noun}; asked what preceded it, he said {d.noun}; and so we went backwards with him "
    "through {c.noun} and {b.noun} until we arrived at {a.noun}.",
    "A poor man had four sons. When the eldest left, {a.past}; when the next one left, {b.past}; with the third "
    "{c.past}, with the fourth {d.past}; and when they all came home again {e.past}.",
    "Make me a long winter tale in which {a.clause} and, later, {b.clause}; have the travellers rest; then "
    "{c.clause}, which is why {d.clause}, and it is all over once {e.clause}.",
    "The sixth and last chapter is called {f.noun}; the five that lead to it are called, in their order, {a.noun}, "
    "{b.noun}, {c.noun}, {d.noun} and {e.noun}.",
    "On Monday {a.past}, on Tuesday {b.past}, Wednesday passed without a sound, on Thursday {c.past} and thereafter "
    "{d.past}, on Friday {e.past}, and the week went out with {f.noun}.",
    "After {a.noun} and before {c.noun} came {b.noun}; after {d.noun} and before {f.noun} came {e.noun}; and everyone "
    "agreed that the second three had followed the first three.",
    "They told the tale in turns: the miller claimed that {a.past}, the tailor that {b.past} next, and the maid that "
    "{c.past} only after this, and well before {d.past}.",
    "At dusk {a.past} and {b.past}, one upon the other; at midnight {c.past} and, presently, {d.past}; by dawn, when "
    "the fever had left her, {e.past}, and with the first visitor {f.past}.",
    "{c.past}, remember? No, sooner than that {b.past}, and sooner still {a.past}. But you are right that afterwards "
    "{d.past}, and that we left when {e.past}.",
    "{e.noun} and, to finish, {f.noun} belong to the return; on the way out the pilgrims had met with {a.noun}, "
    "{b.noun} and, at the summit, {c.noun}, and during their rest up there with {d.noun}.",
)
