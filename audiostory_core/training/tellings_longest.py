"""Sentences with slots: the longest; see tellings.py."""
from __future__ import annotations

LONGEST = (
    "Out on the plain a family is moving house by moonlight, the mattress on the handcart, the grandmother on the "
    "mattress, the cage with no canary in her lap. {a.clause}. They stop so that the youngest can tie her laces. The "
    "father points out the Pleiades. {b.clause}, and all of them fall quiet and look the way they came; then they go "
    "on, and {c.clause}, and it follows them, or so it seems, until they see the lights of the new town, where they "
    "are greeted by {d.noun}.",
    "The monks had eaten, the crumbs had been swept up, and Brother Anselm was reading aloud from the lives of the "
    "saints in his dull brown voice when, of all things, {b.past}. A spoon was put down. The abbot, who had been "
    "expecting something of the kind ever since {a.noun} had disturbed the morning prayers, lifted one hand, and the "
    "reading went on; it went on through {c.noun} too, and ended, as always, with Amen.",
    "It is her first night in the city. The room is as narrow as a drawer, the wallpaper has parrots on it, and the "
    "landlady wants the rent by Friday. She lies in her coat on the bed. {a.clause}. She tries to guess the distance. "
    "{b.clause}. She thinks of the orchard at home, of her brother's bad tooth, of the pony. {c.clause}; and then, "
    "when she has almost stopped listening, {d.clause}, and somehow that consoles her.",
    "Down in the wine cellar, where it is always the same season, the cooper and his apprentice are rolling empty "
    "casks to the wall. Between two casks they rest, and in that rest {a.clause}. The apprentice would like to ask "
    "about it but is shy. Another cask. Another rest, and {b.clause}. He looks at the master; the master looks at the "
    "ceiling, where the saltpetre glitters. One more cask, the last, and {c.clause}.",
    "Imagine a long avenue of poplars in the last light, and on it, very small, a girl with a violin case who has "
    "missed the last ride home. {a.clause}. She shifts the case to her other hand. The fields on either side have "
    "been mown and smell of tea. {b.clause}, which makes her go faster, and {c.clause}, which makes her go slower, "
    "and by the time the first lit window comes into view, yellow as butter, {d.clause}.",
    "There was something festive about the power cut. People who had not spoken for years met on the landing with "
    "torches and offered each other wine. {c.past}, and somebody made a joke about it; the student from the attic "
    "brought a chessboard. Only the lodger on the ground floor kept to himself, because he had been standing at the "
    "fuse box when the lights failed and knew what had come first: {a.noun}, and on the heels of that, {b.noun}.",
    "In the border post at the top of the pass two soldiers are playing dominoes with gloves on. One has a toothache, "
    "the other a fiancee. {a.clause}. Double six. The lamp smokes a little, and the portrait of the president has "
    "slipped in its frame. {b.clause}, and the one with the fiancee goes to the window, breathes on the pane, wipes "
    "it, sees only himself. Double two. {c.clause}. They look at each other, and the dominoes stay where they are.",
    "All through the tango, and through the slow number after it, and while the waiters were carrying out the ices, "
    "the colonel kept hearing in his mind {a.noun}, with which that ill-starred day had opened. He was hearing it "
    "still when, in plain fact and for everyone in the ballroom, {b.past}. A fan was dropped. The colonel bowed to "
    "his partner and went out on to the balcony, where, among the potted palms, {c.past}.",
    "A cabin, a bunk, a paraffin lamp; a trapper with frost in his beard is writing to a sister he has not seen in "
    "eleven years. Dear Ruth, he writes, and {a.clause}. He sucks the pencil. I am well, he writes, and the dried "
    "fish is holding out. {b.clause}. He gets up, looks to the latch, sits down again. You would not know me now, he "
    "writes. {c.clause}, and for a good while he writes nothing at all.",
    "The puppet maker locks his shop, pockets the key, and strolls home along the canal with his hat pushed back, for "
    "it has been a good day and he has sold a devil and two angels. At the first bridge {a.clause}. At the second, "
    "where the lovers carve their names, {b.clause}. Between the second and the third nothing whatever occurs, unless "
    "one counts the moon. At the third {c.clause}, and on his own threshold, key in hand, {d.clause}.",
    "Grape harvest, the last day. Purple hands, purple chins, wasps on the rim of every glass. The foreman gives out "
    "the wages from a cigar box, and {a.clause}. A girl called Rosa dances by herself with a basket on her head. "
    "{b.clause}. Slowly the slope turns from gold to brown to nothing; somebody says a prayer, somebody else asks for "
    "more ham; and with the first star {c.clause}, with the second {d.clause}, and with the third they all go down to "
    "sleep.",
    "A judge, a baker and a man with a parrot share a compartment through the night. The blinds are down, the little "
    "blue lamp is lit. {a.clause}. The baker offers rolls. The judge, who has sentenced the man with the parrot once, "
    "years ago, and does not recognise him, speaks about justice. {b.clause}. Even the parrot keeps its opinion to "
    "itself. {c.clause}, and one after another they fall asleep with their mouths open, and {d.clause}.",
    "Behind the fairground, where the caravans stand in a half circle and the washing hangs between them, the strong "
    "man is darning his tights. The acrobats are out, the fat lady is reading a romance. {b.clause}, and he pricks "
    "his thumb. An hour earlier, while the sun was still on the canvas, {a.clause}, and he pricked it then too. He "
    "sucks the thumb thoughtfully. {c.clause}, but by now he has put the needle away.",
    "Of the night in the bishop's palace I shall set down what I can. I was given a bed with a canopy and a dish of "
    "pears. About one {a.past}. About two {b.past}, and I took my slippers in my hand and went to the top of the "
    "stairs, where a row of dead bishops looked down at me out of their frames. About three {c.past}. Of what "
    "happened about four I shall set down only that {d.past}, and that I did not wait for breakfast.",
    "The heat had lain on the plain for eleven days, and the whole household had moved down to the cellar with cards "
    "and melons. {a.past}. \"That's all we need,\" said Aunt Clothilde. The melons were sliced, a new game begun, and "
    'little Theo cheated. {b.past}. "And now that," said Aunt Clothilde. When at last they climbed up to the garden, '
    "dazed, in their petticoats and shirtsleeves, they were met by {c.noun}, and for once she said nothing.",
    "Give me, please, the sound side of a painting I love: an old woman asleep at a table, a half peeled apple, a "
    "door behind her standing open on a lit room. In that far room, {b.noun}. But something must have come before, "
    "while she was still awake with the knife in her hand, and I have always imagined it as {a.noun}. And afterwards, "
    "when the frame is empty and the light has gone from the floor, {c.noun}.",
    "By the time {d.past} the bride had changed her mind twice. The first time had been at the hairdresser's, when "
    "{a.past} and she saw her own startled face between the combs. She changed it back over a glass of something "
    "sweet, while {b.past}. The second time, on the very threshold, with her father's arm stiff in hers and all the "
    "hats turning round, {c.past}, and she thought: no. And now this. She lifted her veil and had to smile.",
    "In the mountains one is early to bed. The lamps in the refuge are out by nine, and eleven strangers lie in a row "
    "under grey blankets, smelling of wool and cheese. {a.clause}. Somebody turns over. Somebody dreams aloud of an "
    "exam. {b.clause}, and a torch is switched on and off again. The Englishman says, to no one, that he was once "
    "bitten by a swan. {c.clause}. Frost draws its ferns on the little window, and when the guide comes to wake them "
    "at three, he brings with him, through the open door, {d.noun}.",
    "On the last evening of the holidays we always slept on the flat roof, six cousins under one enormous mosquito "
    "net. I have forgotten what we talked about. I have not forgotten {a.noun}, which began as soon as the lamp was "
    "out, or how, with most of us already half asleep, {b.past} and Leila clutched my wrist. Nor have I forgotten the "
    "other thing, the last, close to morning, when I alone was awake and the sky was the green of an unripe lemon: "
    "{c.noun}.",
    "Three nights the professor waited in the hide with his notebook, his flask and his bad back. The first night "
    "brought {a.noun}. The second, apart from a touch of fever and some thoughts about his divorce, brought {b.noun}. "
    "On the third, when he had packed up the flask and was looking for his left glove, {c.past}, and he wrote it all "
    "down by feel, in the dark, across the page and on to his trousers.",
    "In the kitchen of the embassy, which is two floors below the chandeliers and smells of fish, nineteen people are "
    "working without a word. Parsley, butter, silver domes. {a.clause}. The chef lifts one eyebrow. A hundred plates "
    "go up in the lift, a hundred plates come down, licked clean. {b.clause}. A boy of fifteen, who has never seen "
    "the rooms upstairs, is allowed to eat what is left of the swan made of sugar, beginning with its head, and while "
    "he eats {c.clause}.",
    "A working day at the very top of the crane: a seat, a sandwich, a photograph of a child in a sailor suit. The "
    "city lies below, toy roofs, toy trees. At seven, {a.noun}. At ten, when the mist has burned off and the windows "
    "on the far bank are flashing, {b.noun}. He eats the sandwich. At four, {c.noun}; and after that the long ladder, "
    "rung by rung, down into the smell of dust and supper, and at the bottom of it, waiting for him, {d.noun}.",
    "So gradually had {a.noun} stolen upon the card players that none of them could have said since when; the whole "
    "evening was laid over that, like dishes over a cloth. In the midst of it, towards ten, {b.past}. A trick was "
    "lost because of that. Much later, the brandy finished, the notary asleep in the good armchair with his chain "
    "across his waistcoat, {c.past}, and the hostess went up on tiptoe with her shoes in her hand.",
    "Let us suppose it is November and you have inherited a house. You go through it with a candle end, room after "
    "room, and everywhere there are sheets over things. In the hall {a.clause}. You laugh at yourself a little. In "
    "the library, where the damp has got into Goethe, {b.clause}, and you no longer laugh. You think of the aunt who "
    "left you all this and whom you never once visited. On the upper landing {c.clause}, and in the bedroom with the "
    "small high bed, at last, {d.clause}.",
    "The sledge had overturned at the bend and the two of them lay in the snow looking up. She was the first to "
    "speak; she said that her hat was ruined. {c.past}. He said he would buy her another. It all seemed to him "
    "wonderfully clear now, the black firs, the stars, her ruined hat, and also what had gone before, namely "
    "{a.noun}, at which the pony had pricked up its ears, and directly afterwards {b.noun}, at which it had bolted.",
    "The bakery at two in the morning is the only bright thing in the street. Flour hangs in the air like a thought. "
    "Yusuf kneads, his nephew shapes, neither of them is quite awake. {a.clause} while the first loaves are resting. "
    "{b.clause} as the first loaves go in. A tax collector on his way to bed looks in for a roll, speaks of his feet, "
    "leaves. Out come the loaves, brown and splitting, and {c.clause}; and when the shutter goes up for the earliest "
    "customers, stiff old men with string bags, {d.clause}.",
    'She was writing her memoirs and had got as far as the revolution. "{b.past}," she wrote, "and my governess '
    'fainted into the ferns." Then she put down the pen, because that was not right, one had to be fair to the dead; '
    'the governess had been unwell all day, ever since, at breakfast, {a.past}. She crossed out the ferns. "Towards '
    'evening," she continued, "{c.past}, and we left by the kitchen garden with the spoons sewn into our skirts."',
    "No one remembers who lit the lamps in the orchard or who brought the long table out. Suddenly there they were, "
    "all of them, the living at one end and, so it seemed to the old man, the dead at the other, passing the salt. "
    "{a.past}. His wife, in her blue apron, smiled at him. {b.past}, and she was no longer there. He held on to the "
    "edge of the table until {c.past} and his grandson touched him on the shoulder and said it was time to go in.",
    "Six in the evening, the ferryman's hut, and the ferryman's daughter alone with her Latin. Amo, amas, {a.clause}. "
    "Amat. The lamp needs trimming but she lets it be. Amamus, and {b.clause}, and she loses her place on the page. "
    "In the picture over the table Saint Christopher carries the child across, up to his waist in green paint. "
    "Amatis, amant. She shuts the book on her finger, and {c.clause}.",
    "Having crossed the square with their masks on, having drunk from the wrong cup and kissed the wrong people, they "
    "came at last to the gates of the town hall, and here {c.past}. It was the crown of the night. It made them "
    "forget {b.noun}, which had scattered them all an hour ago, confetti and feathers flying, and it made them forget "
    "too that the carnival had begun, under a low yellow sky, with {a.noun}.",
    "This is a letter I shall not send. You want to know how it was after you left. {a.past}. I did the dishes. I "
    "moved your chair to the window, then to the wall, then back again. {b.past}, and I thought for a second that it "
    "had something to do with you. It didn't. The neighbours had their light on. I ate the rest of the plums out of "
    "the bag, standing up, and in the meantime {c.past}. That was the first night; there is no need to go into the "
    "others.",
    "The surveyor's report, page three, is unusually personal. He writes that the village is poor, the people gentle, "
    "the bread sour. He writes that on the evening of his arrival, shortly after {a.noun} and not long before "
    "{b.noun}, he was offered a goat. He declined. He writes that at night, on his sack of maize husks, he was kept "
    "from sleep by {c.noun}, and that he has been thinking about the goat ever since.",
    "Imagine the great hall of a museum after closing: whales hung from the ceiling, moonlight in the glass eyes of "
    "bears. The guard, a philosophy student, is eating a pear. What we hear in the middle of this is {b.noun}; what "
    "we heard at the outset, as the last school class was led away with their satchels, was {a.noun}; and what we "
    "shall hear in the end, when the pear is gone and he has nodded off under the mammoth, is {c.noun}.",
    "The sun goes down behind the brickworks, huge and red and flattened like a coin on a rail. Boys are kicking a "
    "tin about. {a.clause}. The smallest of the boys, in goal between two jackets, turns his head and lets the tin go "
    "by. {b.clause}. They shout at him, they forgive him, they pick up the jackets. One by one they are called in to "
    "their potatoes. {c.clause}, and in the dust, under the first lamp, the tin lies where it was left.",
    "In order to reach the hermit you must climb for a day and a half, and he will not speak to you when you get "
    "there. I found him mending a basket. He moved over a little on the log, and so we sat, and {a.past}, and he "
    "nodded. Shadows came up out of the valley like water filling a bowl. {b.past}, and he nodded to that too. I "
    "began to understand that this was the lesson. When, at some hour of the night, {c.past}, it was I who nodded.",
    "The gamblers have been at it since yesterday and look like wax. Curtains shut, ashtrays full, a fortune in "
    "buttons on the baize. It is hard to say what makes the youngest of them lay down his cards: {c.noun}, perhaps, "
    "which they can all hear now, or the thought that it is getting light. He had taken no notice of {b.noun}, around "
    "midnight. And at the very start, when his shirt was still clean and {a.past}, he had only grinned.",
    "You can still see the mark on the wall where the mirror hung. It came down on the evening of the christening, "
    "between {a.noun} and {b.noun}, with all the family in the room and the godmother just raising her glass. Nobody "
    "was hurt. They swept up the pieces, they drank, they talked a little faster than before; and when the coats had "
    'been found and the goodbyes said under the porch lamp, {c.past}, and the godmother said, "There, you see."',
    "For a while the girl on the swing does not notice that the others have gone in. Up, and the roof; down, and the "
    "dahlias. {a.clause} somewhere in the up and down of it. Her plaits fly. Her grandmother is laying the table "
    "behind the lit window, cup by cup, as though each were an egg. {b.clause}, closer than one would like. The girl "
    "lets the swing run out, drags one sandal in the dust, listens. {c.clause}. She runs.",
    "The dyer's hands were blue to the elbow and would be blue when he was buried. He hung the last cloth over the "
    "last pole. {b.past}, and he looked out between the hanging lengths, like an actor between curtains, at the yard, "
    "the ladder, the bony cat. It occurred to him that {a.past} when he was hanging the first cloth. So it was to be "
    "one of those days. He dried his hands on his apron, and {c.past}, and {d.past}, all before he had got the door "
    "of the shed properly closed.",
    "In the waiting room of the mountain dentist there is one chair too few, so the miller stands. Magazines from "
    "before the war. A stuffed marmot. {a.clause}, and all eyes go to the inner door. A lady is called in; a lady "
    "comes out, holding her cheek, transfigured. {b.clause}. The miller is offered her chair and would rather not. He "
    "studies the marmot. {c.clause}, which would be a pretext for leaving, and {d.clause}, which would be a better "
    "one, but by then it is his turn.",
    "My uncle, who drove cattle over the border in the bad years, had one night he liked to tell. The beasts had rags "
    "about their hooves. There was no moon. At the ford {a.past}, and they stood for an hour up to their knees. In "
    "the birch wood {b.past}, and one of the heifers lay down and would not rise. At the border stone itself, with "
    "the guard's lantern going to and fro not fifty yards off, {c.past}. And do you know what saved us, he would say, "
    "and fill his pipe, and keep us waiting: {d.noun}.",
    "They are burying the old bandmaster in the plain way he wished for: no band. The mourners stand among the yews "
    "in their good black coats. {b.clause} while the priest is still looking for his page. It had been like that at "
    "the house too, where {a.noun} fell right into the widow's thanks. A trowel goes round. Somebody drops a rose, "
    "somebody drops a baton in two pieces. {c.clause}, and in twos and threes, already speaking of ham, they make for "
    "the gate, and at the gate {d.clause}.",
    "The general's last campaign was against insomnia. He had tried milk, he had tried Tacitus, he had tried the room "
    "on the garden side. That night he lay as usual with his toes pointing at the ceiling. {a.past}, and he thought "
    "of Lodz. {b.past}, and he thought of his mother. {c.past}, and he thought, for some reason, of a yellow kite "
    "that had been caught in an elm in the year of the comet. {d.past}; but that he no longer heard, for he was up in "
    "the elm with his knife between his teeth.",
    "Seldom has a premiere been so unlucky. The critics will write about {d.noun} in the death scene, and rightly. "
    "What they do not know is how it was behind the scenery: that {a.past} while the tenor was being laced in, that "
    "{b.past} as the chorus stood ready on the dark stairs with their tridents, and that in the interval, when we "
    "thought the worst was over and were passing round the cognac, {c.past}.",
    "We walk home from the pictures the long way, past the gasworks and the nuns. You are still a little pale from "
    'the film. {a.clause}, and you say, "Like in the prison scene." We share the last caramel. There is something in '
    'the air, lime blossom perhaps, or only soap. {b.clause}, and you say, "Like when she waits for him." Under your '
    "window we stand about, not knowing how one does this. {c.clause}. It is not like anything in the film.",
    "Let it start in the attic, where the twins are trying on dead people's hats, with {a.noun} coming up through the "
    "boards. Then down a floor, to the study and the father with his stamps and his magnifying glass, where "
    "{b.clause}. Then down again, to the kitchen, onions, the cook's bare arms, the cook's bad leg on a stool, and "
    "there {c.clause}. Then the cellar, where there ought to be nothing; and there, in the blackness, among the jars, "
    "{d.clause}.",
    "Winter fair, a frozen lake, skaters like commas on a page. An Italian is selling hot wine from a samovar, and I "
    "buy one for each hand. {a.past}, and all the commas stood still. Then they took up their sentence again. I "
    "looked for a red cap. {b.past} as the torches were being handed out, {c.past} as the first of them reached the "
    "far shore; and there it was, the red cap, on somebody else's arm, and I drank first the one wine and then the "
    "other, and {d.past}.",
    "Sixteen days after leaving the last oasis the expedition was down to dates and bad temper. The geologist no "
    'longer spoke to the priest. On that evening {b.past}, and the geologist said, in spite of himself, "Did you hear '
    'that?" The priest had. He had also heard, though he had been too proud to mention it, {a.noun}, back when they '
    "were pitching the tents. They sat down on the same box. {c.past}, and they looked at each other, and {d.past}, "
    "and they began, cracked lips and all, to laugh.",
    "The inn stands by itself where the two roads cross, and this is what one hears there from supper to breakfast, "
    "says the maid, counting on her fingers, which are red from the tub. Thumb: {a.noun}, with the dumplings. "
    "Pointing finger: {b.noun}, when the carters have gone up. Middle finger: {c.noun}, in the deepest of the night, "
    "and she always puts her head beneath the pillow. Ring finger, where there is no ring yet, though she has hopes "
    "of the cooper: {d.noun}. And the little one, at first light: {e.noun}.",
    "On the eve of the feast the whole island paints its doors, and this is the tale of one door. The brush was "
    "dipped and {a.past}. The upper half was blue when {b.past}. Old Stavros stepped back, shut one eye, found it "
    "good. {c.past}, and he spilled a little on the cat. The lower half took longer because he was thinking of Athens "
    "and a woman on a staircase. {d.past}. He did the frame in white. He sat down in front of it, and the evening "
    "came and made it violet, and {e.past}.",
    "Asked to account for her lateness, the governess replied, with great dignity and a burr stuck to her skirt, that "
    "{e.noun} had detained her in the lane; that she had only been in the lane at all on account of {d.noun}, which "
    "made the meadow impossible; that the meadow would never have been thought of but for {c.noun} in the village; "
    "and that she had set out in excellent time, after {a.noun} and just before {b.noun}, as the gardener could "
    "confirm.",
    "Sunday at the sanatorium: rugs, thermometers, the white teeth of the Alps. Breakfast goes by with {a.noun}. "
    "During the rest cure, when two hundred people lie on balconies like letters in pigeonholes, {b.clause}. A "
    "Russian lady reads cards. At tea they have {c.noun}, and the cream has turned. A young man in love with the "
    "X-ray of somebody's shoulder writes a sonnet; {d.clause}, and he finds the rhyme. Lamps out at nine. {e.clause}, "
    "and it goes from balcony to balcony like a rumour, and then, over the black firs, {f.noun}.",
    "Of all the nights of the siege I will tell only the quietest. We had eaten the mule. My brother was drawing a "
    "ham on the wall with a bit of coal, every bristle. At nine {a.past}. At ten he gave the ham a sprig of parsley. "
    "{b.past}, {c.past}, and he had begun on a second ham. Nobody said much. There was a kind of tenderness among us "
    "that I have not met with since. {d.past} at the change of the guard, and by then it was a whole larder, "
    "sausages, geese, a pyramid of cheeses, and in front of it, cross-legged, as at a table, we sat and listened to "
    "{e.noun}.",
    "This last part you must hear with your eyes closed. A long house, a summer night, all the doors open. Near us, "
    "{a.noun}. A curtain breathes in and out. Two rooms away someone is writing with a steel pen and a guilty "
    "conscience, and now {b.clause}. The pen stops. Moonlight has got as far as the leg of the piano. {c.clause}. The "
    "pen goes on, the lie is written, the page is turned to dry; and as the moonlight climbs to the yellow keys, "
    "{d.clause}, {e.clause}, and then the house lets go of us and we are left alone with {f.noun}.",
    "He told it badly, as he told everything, the end first: that {d.past} and he had to be carried home on a "
    "shutter. How so, we asked. Well, because of the plum brandy, and because {c.past} and he was on the roof. On the "
    "roof? To fetch down the schoolmaster's hat, he said, as if any fool could see it. And only when his wife had "
    "brought the coffee did we get the beginning out of him, the schoolmaster dancing on the table, {a.noun}, "
    "{b.noun}, the hat in flight across the stars.",
    "The notary's clerk was asked for dates and gave us weather of the soul instead. He had been melancholy, he said, "
    "when {a.past}, for it was the hour of the day at which his late mother used to pour the chocolate. He had been, "
    "on the contrary, almost gay by {b.noun}. And with {c.noun} there had come over him a feeling that he could "
    "compare only to standing in a field, as a child, in somebody else's boots.",
    "As for the shepherd's hut, there is one pane of glass in it, and through that pane, on the night in question, a "
    "boy with measles watched the world. What came to him there, the first thing as well as the faintest, was "
    "{a.noun}. He told his mother. She wrung out the cloth and laid it on his forehead. Later {b.past}, and he told "
    "her that too, but she had dropped off in the chair with her mouth a little open, so that {c.noun}, best of all, "
    "belonged to him alone.",
    "at the end of our little party, as my sister puts it, stood the dessert, and nobody reached it. {b.past} between "
    "the fish and the meat. I had been nervous anyway: when the first guests were handing me their wet-nosed little "
    "boys and their tulips, {a.past}, and I had set the tulips down in the soup. So now I rose to my feet. I said "
    "that in this family we did not run. Thereupon {c.past}, and we ran.",
    "Stay with the woman in the ticket booth. Everyone else has gone off to see the bear that can write. She has a "
    "roll of pink tickets, a peach, and an hour to herself. Having begun with {a.noun}, the hour continues pleasantly "
    "enough; a butterfly comes to look at the peach; {b.clause}; a soldier asks the way and is told. And she is just "
    "thinking that she might, after all, marry the man with the bear when {c.clause}, and the tent empties, and the "
    "hour is done.",
    "We remember the winter of the wolves chiefly because of Grandfather's toast. He got up, glass in hand, his beard "
    'full of crumbs. "To those who are not with us," he said, and {b.past}. Aunt Ola turned white. You have to know '
    "that we were on edge already, that {a.past} as she was carrying in the carp, and that the carp had ended up "
    'beneath the sofa. "And to those who are," said Grandfather, once {c.past} and he could make himself understood.',
    "After the feast the lord of the manor wanders through his rooms in a dressing gown, picking at what is left on "
    "the plates. Half a quail. A sugared chestnut. {c.clause}. He tries to call the evening back in its proper order, "
    "as his doctor has advised him: soup, and {a.noun}; fish, and the ambassador's joke; roast, and {b.noun}; and a "
    "lady's bare shoulder, but that may have been another year. He finds one more chestnut. {d.clause}.",
    "The ice cutters are the first people up. They cross the white field in single file, long blades over their "
    "shoulders, breath above their hats, dreaming still. {b.clause}. The last in line, who is new, grips his blade "
    "more tightly. Nobody told him it would be like this; nobody told him anything, back at the hut, over the black "
    "coffee, save that {a.noun} meant good luck and must on no account be mentioned. He has not mentioned it. "
    "{c.clause}, and the sun comes up like an orange on a plate.",
    "Of the travelling cinema there remained, next morning, a square of yellow grass. In the night, while the sheet "
    "was being taken down, {c.past}. In the evening, during the main picture, with the Sheikh bending over the "
    "Englishwoman, {b.past}, so that no one could tell afterwards whether he had kissed her. And in the afternoon, as "
    "the poles went up and we small ones were allowed to hold the ropes, {a.past}.",
    "She had brought him a cake, and he, not knowing what to do with it, held it on his knees. They looked at the "
    'park. {b.past}. "It is pleasant here," she said. The swings were empty, the gardener was raking nothing, '
    "planting nothing, only standing there with his rake. He thought of telling her how he had nearly turned round on "
    "the way, after {a.noun}. He thought of telling her a good many things. {c.past}, and a little sugar fell on his "
    "shoe.",
    "What a to-do at the post office, children! First of all {a.clause}, and Mrs. Plum puts a stamp on her own nose. "
    "Then in comes Mr. Tall with a parcel as long as himself, and it will not go through the door, neither this way "
    "nor that. {b.clause}! Mr. Tall lets go of his end. Mrs. Plum lets go of hers. Out of the parcel rolls a carpet, "
    "and out of the carpet rolls a very surprised hedgehog, and just guess: {c.clause}.",
    "The night porter of the Grand Hotel has seen kings without their teeth. He sits beneath the board of keys and "
    "knits. At this moment {c.clause}, and he finishes his row before he lifts his eyes. It is nothing to what he had "
    "at the beginning of the shift, {a.noun} and a countess in curl papers, nor to what he had round about two, "
    "{b.noun} and no countess at all. He turns his needles. The sock already has a heel.",
    "Shortly before she died, my great-aunt wanted to have it written down, and I wrote it down. They fled in the "
    "autumn of that year, on foot, with a feather bed and a sieve. In the forest {b.past}. At the mill, where the "
    "people were kind and gave them curds, {c.past}. She stopped there, she asked for water, her hands moved on the "
    'blanket as though sieving. "No," she said, "put this in front: on the morning we left, when Mother was locking a '
    'house she would never see again, {a.past}."',
    "Somewhere past the salt lakes the driver of the mail coach fell asleep, and the mules, who knew the way, went on "
    "by themselves under a moon like a slice of melon. Within, a dentist was explaining the soul to a bride. "
    "{b.past}, and he lost the thread. She had lost it long ago, or rather she had never picked it up: since "
    "{a.noun}, at the last halt, she had been thinking of nothing else. She let her head sink against the greasy "
    "leather. {c.past}.",
    "The twelve of us had sworn to keep watch by the bonnet of Saint Agatha until sunrise, and eleven of us slept. I "
    "alone can tell you, therefore, that it was {d.noun} with which the night ended, and that {c.noun} came a good "
    "hour earlier, when the candles were down to their saucers. The others will tell you about {a.noun} and about "
    "{b.noun}, in that order, for so far they were awake; they will tell you that the saint smiled. She did not.",
)
