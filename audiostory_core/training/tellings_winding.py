"""Sentences with slots: long ones, with much that asks for nothing; see tellings.py."""
from __future__ import annotations

WINDING = (
    "The last guests have gone, and Ines is folding tablecloths in the half dark of the dining room, thinking of "
    "nothing in particular, when {a.clause}. She lays the cloth aside. The chandelier throws long shadows over the "
    "empty chairs, and {b.clause}. Only when her brother appears in the doorway, pale and with his collar undone, "
    "{c.clause}.",
    "It had been a grey and listless Tuesday, the kind on which the mail is late and the soup is thin, and by "
    "nightfall nobody at the farm expected anything more of it. Then {b.past}, and the old woman put down her "
    "knitting; {c.past}, and she took off her glasses. Earlier, while the men were still at table, {a.past}, but no "
    "one had paid it any mind.",
    "Picture a harvest supper under the walnut trees: paper lanterns, long benches, wine in jugs. {a.clause}, and the "
    "cousins exchange a look. Someone passes the bread. {b.clause}. The bride, barefoot and sunburnt, leans on her "
    "father's shoulder, and {c.clause}; and when the lanterns are finally put out, one by one, {d.clause}.",
    "We had been travelling since dawn, my uncle and I, with a basket of figs between us and a map neither of us "
    "could read. Towards noon {b.past}. In the afternoon, somewhere in the yellow hills, {c.past}, and my uncle "
    "pulled his hat over his eyes. But before all that, before we had even left the yard, {a.past}, and he had said "
    "it was a bad sign.",
    "On the night shift the hospital corridors are green and endless. A nurse leans at the window with her tea; "
    "{a.clause}. She thinks of her daughter, of the unpaid bill, of a dress she saw in a shop. {b.clause}, and the "
    "tea goes cold. Towards four, when even the worried have fallen asleep, she can make out {c.noun} and, almost at "
    "once after that, {d.noun}.",
    "Nobody in the square looks up when {b.clause}, for they are all still talking about {a.noun} of a moment before; "
    "and the puppeteer, who has three crowns in his hat and a hole in his shoe, packs his wooden king and his wooden "
    "queen into the trunk. Dusk settles, blue and slow. {c.clause}.",
    "What the widow told the inspector, sitting very upright on the edge of the sofa, came down to this: at supper "
    "{a.past}, while she was peeling an orange {b.past}, at bedtime {c.past}, and some time in the small hours, "
    "although she could not swear to it, {d.past}.",
    "The farmhand woke on the straw with the taste of apples in his mouth and did not know at first where he was. "
    "{c.past}. Slowly the evening came back to him, in pieces and in order: {a.noun}, when they had opened the second "
    "barrel, and later, with the moon already over the roof, {b.noun}. He pulled the blanket up to his chin.",
    "It begins in a kitchen with blue tiles, where two sisters are quarrelling in whispers over a will. Through the "
    'open window, {a.noun}. The elder one gets up and draws the curtain, to no avail. "Never," they whisper, both at '
    "once, and then, making them both turn their heads, {b.noun}. The paper lies between them, unsigned. Finally "
    "{c.noun}, and the younger one smiles.",
    "It is the evening of the lantern festival and the whole town smells of burnt sugar. Children with painted faces "
    "drag their grandmothers from stall to stall. {b.clause}, and a boy drops his toffee apple; {c.clause}, and he "
    "forgets it. His mother, meanwhile, is still thinking about {a.noun}, which came just as they were locking the "
    "house, and wonders whether she ought to have stayed.",
    "Late in the office, nothing but the glow of one lamp and a desk full of other people's mistakes. Mr. Adler rubs "
    "his eyes. {a.clause}. He writes a number, crosses it out, writes it again, and {b.clause}. He thinks of going "
    "home, but home is two rooms and a cactus. So he stays, and {c.clause}, and then, far beyond midnight, "
    "{d.clause}, and only then does he put on his coat.",
    "My grandmother used to tell it like this: the snow was up to the sills, the lamp was low, and her father had "
    "just opened the Bible when {b.past}. He closed it again. Everybody sat quite still, the way rabbits do, and "
    "{c.past}. And then she would always lean forward and add, with one finger raised, that shortly before the Bible "
    "was opened {a.past}.",
    "The caravan had stopped among the dunes and the cook was handing round dates. Above us more stars than I had "
    "ever seen, and a cold that crept up through the carpets. {a.past}. The guide told the one about the merchant and "
    "the three lies, and before he had reached the second lie {b.past}; he never reached the third, because {c.past}.",
    "In the caretaker's lodge the lamp is burning, the soup is on the table, and a letter from Canada leans unopened "
    "against the salt. {b.clause}, which comes as no surprise to the old man, since {a.noun} had warned him a good "
    "while before. He breaks his bread. He looks at the stamp with the red leaf on it. {c.clause}.",
    "A working day like any other in the tailor's basement: pins, chalk, the pale stripe of daylight high on the "
    "wall. In the morning {a.past}, and he put in the left sleeve. Towards noon {b.past}, and he put in the right. He "
    "ate his egg. {c.past} during the lining, {d.past} during the hem, and when the coat hung finished on its hanger, "
    "smelling of steam, {e.past}.",
    "There is a village in the hills where, one night a year, nobody goes to bed. They sit before their houses in "
    "their best clothes and share cold pancakes. This year {a.clause} first, to everyone's delight; then, after a "
    "long hour in which only the cats are busy, {b.clause}; and at the first pink over the ridge, just as the "
    "schoolteacher nods off against the wall, {c.clause}.",
    "She would remember the evening backwards, as one remembers a fall: the stranger's face at the end of it, and "
    "{c.noun}; before the face, the dark garden with its white chairs, and {b.noun}; and before the garden, when "
    "everything was still all right and her mother was doing her hair, {a.noun}.",
    "The tram depot after midnight: rows of sleeping carriages, a spilled thermos, the smell of rubber. Old Pavel "
    "makes his round with the lamp. {a.clause}. He stops, shrugs, goes on past number nine, whose windows somebody "
    "has covered with stars and initials. {b.clause}. By the far wall he sits down on an upturned bucket, his knees "
    "being what they are, and lets himself be lulled by {c.noun}.",
    "Hugo had promised not to leave the tent, and he did not leave it, not when {b.past}, not even when {c.past} and "
    "the canvas seemed to glow. He held his torch with both hands and counted the presidents. It had all been quite "
    "different at bedtime, when there had been nothing out there but {a.noun}, and his father, and cocoa.",
    "In the drowsy warmth of the greenhouse, a botanist in a straw hat, pollinating orchids with a fine brush and "
    "thinking of a woman in Lisbon, becomes aware of {a.noun}. He holds the brush still. There are forty more flowers "
    "to go and the glass is turning violet with evening. {b.clause}. He sighs, dips the brush, bends over the next "
    "one.",
    "For the sake of completeness the mayor listed everything that had befallen the feast: the late cook, the "
    "collapsed tent, the bishop's hat in the punch. Asked what people had heard, he said that {b.past} in the middle "
    "of his own speech, that {c.past} when the cake was cut, and that, come to think of it, {a.past} long before "
    "either, while they were still putting up the flags.",
    "No wonder the painter could not work that evening, with the light going and the model late and {a.noun} in the "
    "background the whole time. He cleaned his brushes. He ate a pear. Through it all, for it simply would not stop, "
    "he then heard {b.noun}, and he threw the pear core at the canvas.",
    "I had not meant to stay in that inn. I had meant to cross the pass by nightfall, but {a.noun} changed my mind, "
    "and so I came to be sitting under the antlers, with a plate of dumplings and a judge from Graz, at the very "
    "moment when {b.past}. The judge asked for the salt. We spoke of taxes. Later, in my cold bed with the red "
    "eiderdown, I heard {c.noun}, and I was glad of the judge next door.",
    "The wedding photographs show nothing of what really happened. In the one with the aunts, all looking to the "
    "left, {b.past}. In the one where the groom has his eyes shut, {c.past}. And the bare lawn, the very first on the "
    "roll, before anyone had come, when there were only chairs and ribbons: that was when {a.past}.",
    "Could you make something slow for me, an evening in an old observatory, the dome half open, dust on the brass, a "
    "professor asleep with his cheek on a star chart? At first {a.clause}. Let that have its time. Then, as though "
    "from another century, {b.clause}; his assistant comes in, puts a blanket round him, looks up for a while; and at "
    "the very end, {c.noun}, hardly more than a thought.",
    "The shepherd boy counts his animals for the third time and still has one too few. Fog lies in the hollows, his "
    "feet are wet, his supper is a heel of cheese. Having been startled at sundown by {a.noun}, and again, when it "
    "was quite dark, by {b.noun}, he is past being startled now, and when {c.clause} he merely chews on.",
    "They said afterwards that the old count had died as he had lived, in a good shirt and a bad temper. The doctor "
    "was there, and the nephew, and a cat nobody knew. {a.past}. He asked for the mirror. {b.past}. He asked for the "
    "lawyer, then changed his mind, then asked for plum cake. {c.past}. The nephew looked at his shoes. {d.past}, and "
    "when they turned round to the bed again it was over.",
    "Towards evening the market empties. Cabbage leaves, a broken crate, a man counting coins on an oil drum; the sky "
    "has the colour of a plum. {b.clause}. The man loses count and has to begin again. It is the second time this has "
    "happened to him, for not a quarter of an hour ago it was {a.noun} that made him lose his place. Now, with all "
    "the coins in their little towers at last, {c.clause}.",
    "A night on the farm, told by the youngest: We had pancakes and I had four. Then {a.past}. Then Grandpa said to "
    "bed with you, but I only pretended. Then {b.past} and my brother got under my blanket even though he is nine. "
    "Then we ate the biscuit I had saved. Then {c.past}, and that was the best one, and in the morning my pillow was "
    "full of crumbs.",
    "The lighthouse keeper's widow lays two plates out of habit and takes one away again. Her window is a square of "
    "ink. {a.clause}, and she hums a bar of something and stops. Since the funeral she has taken to talking to the "
    "cat, and she talks to it now, about potatoes, about the bishop, about {b.noun}, at which the cat flattens its "
    "ears. Then even the cat is asleep, and {c.clause}.",
    "If anyone had told Marek, as he stood that morning with lather on his chin and {a.noun} in his ears, that he "
    "would be sitting in a countess's salon by midnight, he would have laughed at them. Yet there he sat. The sofa "
    "was pink. A dish of candied violets went round, and {b.past}; the countess touched her pearls, and {c.past}; and "
    "just as he was going to ask her about the letter, {d.past}.",
    "The diary has only this for the tenth of May: lilac out, M. in a foul mood, veal too tough. Evening on the "
    "terrace with the Brandts. During the coffee {b.past}, during the cards {c.past}. Lost two crowns. Forgot to "
    "write that {a.past} while we were dressing, and that M. said it was my fault.",
    "The story the three fishermen tell differs in every point except one: {a.noun} came before {b.noun}. According "
    "to the eldest, who is deaf in one ear and proud of it, there was also {c.noun}, but that was well after the "
    "others had run off and left him there with the bucket.",
    "Everything had been prepared for the prince: the carpet, the almonds, the forty little girls in white. He came "
    "four hours late and by then {c.past}. During the first hour of waiting, to be exact, {a.past}; during the third, "
    "with the almonds nearly gone, {b.past}; and some of the forty little girls were asleep on the carpet like a "
    "fallen string of pearls.",
    "She opens the shutters on a town she does not know, all chimneys and pale sky, her hair still pinned for a party "
    "that ended badly. {b.clause}. It seems to her that she has been hearing things since long before she woke, that "
    "{a.noun} had already found its way into her dream and played some part in a wedding there. She washes her face "
    "in the basin. She counts her money, twice. {c.clause}.",
    "In the end it was not the cold that drove the two archaeologists out of the tomb, nor the bad air, nor the "
    "painted eyes of the queen. It was {c.noun}. They had put up with {a.noun} while clearing the stairs. They had "
    "put up, though with some muttering, with {b.noun}, having by then found the first gold bead. But this was too "
    "much, and they ran.",
    "The hour before the theatre opens belongs to the wardrobe mistress. She moves among the velvet and the moth "
    "powder with her mouth full of pins. {a.clause}, and she takes in a waist. {b.clause}, and she lets out a sleeve. "
    "Once, many years ago, she was nearly an actress herself. {c.clause}, and she holds the crown up to the lamp to "
    "look for the missing ruby, which is glass.",
    "Afterwards there was nothing but {c.noun}, and the two of us, and the smell of scorched milk. I can give you the "
    "rest in a few words. We had been heating the milk because neither of us could sleep; neither of us could sleep "
    "because of {b.noun}; and we had only gone to bed so early in the first place because {a.noun} had spoiled our "
    "evening on the balcony.",
    "It was the custom in that house to play whist until eleven, and whist they played, though {a.past} during the "
    "first rubber and {b.past} during the second. The admiral was winning. Miss Pym had a new brooch, an emerald "
    "lizard of doubtful taste. But when {c.past}, just as she led the queen of spades, all four of them laid their "
    "cards face down on the green cloth.",
    "You would not think much of our street by day, with its two grocers and its blind piano tuner. But stay on till "
    "the shutters are down. First you will notice {a.noun}. Then, if the night is warm and the piano tuner has left "
    "his window ajar, {b.noun}. After that, as a rule, {c.noun}; and if you are very patient, and have brought a "
    "cushion, {d.noun}, and perhaps even, on a Saturday, {e.noun}.",
    "Nobody had told the new maid about the east wing. She went along the passage with the lamp held high, past "
    "stuffed pheasants and covered mirrors, thinking of her wages, and {b.past}. She stood still. Only now did it "
    "occur to her why the cook had crossed herself at dinner, when {a.past}. The flame shrank, grew, shrank. And even "
    "before she could turn round, {c.past}.",
    "Dawn at the customs house, lemon coloured, chilly. A clerk with ink on his cuffs is waiting for the relief that "
    "should have come at five. In his log he has already written, in a fine sloping hand, that {a.past}, that nothing "
    "followed for a long while, and that {b.past}. He blots the page. He is just about to rule a line beneath it all "
    "when {c.clause}, and he reaches once more for the pen.",
    "Long before the fair, long before the girl with the goose and the stolen watch and everything else he would tell "
    "his grandchildren, when it was still dark and he was lacing his boots in the barn, {a.past}. Then came the road, "
    "dusty and full of people in their Sunday hats, and {b.past}. At the fair itself {c.past}, and at the hour of the "
    "dancing {d.past}. He came home with one boot.",
    "From his cell the prisoner could see a strip of sky and the top of a chestnut tree, and out of those two things "
    "he had made himself a world. Mornings were {a.noun}. Noon was nothing at all, a white blank, a fly on the wall. "
    "But in the evening, when the leaves went black, {b.past}, and later still {c.past}, and he would lie on his "
    "plank with his arms under his head, as rich as anyone.",
    "All right, the plot. A quiet flat, evening, a man assembling a wardrobe from a sheet of instructions in Swedish. "
    "{a.clause}. He has one screw too many. {b.clause}. He has one door too few. His aunt, no, scrap that, his wife "
    "comes in with the laundry and stares at the thing. {c.clause}. They sit down inside it, side by side, and pull "
    "the one door shut.",
    "What troubled the sexton was not so much that {b.past} while he was digging as that {a.past} before he had even "
    "taken off his jacket. In that order, he felt, it could not be chance. He leaned on the spade and regarded the "
    "hole, which was a good one, square and deep. A moth settled on his sleeve. He was still regarding the hole when "
    "{c.past}.",
    "At the edge of the festival, away from the garlands and the roast almonds, an old couple has found a bench. He "
    "holds her bag. She has slipped off her shoes. They do not need to speak any more, these two, they have had fifty "
    "years for that. {b.clause}. He looks at her, she nods. They are both thinking of {a.noun} in the hour before, "
    "when he had taken her hand as though they were twenty.",
    "The boy had been put in charge of the geese, and he took it seriously. He sat on the wall with a hazel switch "
    "and a slice of bread and dripping. When {a.past}, he counted them: fourteen. When {b.past}, he counted again: "
    "fourteen. The sun slid down behind the barn and everything became the same soft grey, the geese, the wall, his "
    "own two feet. When {c.past}, he did not dare to count.",
    "\"And then?\" asked the child. \"Then the tailor's son lay down in the moss,\" said the nurse, \"and over him "
    '{b.past}." "But what was it that made him run away?" "I told you. {a.past}, and he was ashamed." The night-light '
    'trembled on the ceiling. "And was he never found?" "In the morning," said the nurse, drawing up the blanket, '
    '"{c.past}, and that was how they found him."',
    "Even the stationmaster's cat had gone in. On the platform sat one passenger, a woman in mourning with a hatbox "
    "on her knees, and what was in the box was nobody's business. {c.past}, and she did not stir. She had not stirred "
    "for {b.noun} either, nor for {a.noun}, which came before it, in the last of the daylight, when the chestnut "
    "seller was still there to see her.",
    "Summer night on a rooftop, the tar still warm. A clarinet player who has pawned his clarinet lies on his back "
    "and looks for the Bear. {a.clause}, and his fingers move on keys that are not there. {b.clause}. Four floors "
    "down a yellow window goes dark, and another, and another. {c.clause}, {d.clause}, and he thinks that if only he "
    "could get all this into eight bars he would be a made man.",
    "It might have been any evening of that long, mild winter, with the lamp on the piano, my mother's mending in its "
    "basket and the cat asleep in the mending, had it not been for {a.noun}.",
    "The astronomer's wife set a third cup on the tray, looked at it, wondered whom she could have meant it for, and "
    "stood there in the passage with the sugar tongs in her hand, and while she stood there {a.past}.",
    "At carnival time, in a town of crooked balconies, a man dressed as the moon has lost his friends and sits on the "
    "rim of the dry fountain with his big silver face in his lap. The ribbons lie about his shoes. He is rather "
    "happy. {a.clause}.",
    "Nobody on the farm slept much that night, what with the calf coming and the moon as bright as a plate; and the "
    "vet, his sleeves rolled up, his forehead against the warm flank, thinking of his own bed and his own two girls, "
    'suddenly said "Hush," and they all heard {a.noun}.',
    "I am to describe the journey. There was a seat of cracked green leather, a nun with a salami, a quantity of "
    "brown fields, and a sadness that I could not get to the bottom of; and from the moment we left until the moment "
    "we arrived there was {a.noun}.",
    "Long after the lovers had made it up and gone indoors, with grass on their elbows and one sandal missing, "
    "{b.past} in the empty garden, where their quarrel had begun that afternoon with {a.noun}.",
    "The apothecary weighs out camomile for a lady with a veil. The little brass pan sinks, hangs, rises. {a.clause}. "
    "He adds a pinch, takes a pinch away, and all the jars along the wall, with their gilded Latin, seem to hold "
    "their breath together with the lady, until {b.clause}.",
    "To the pilgrims resting in the cloister, their sore feet in the grass, their hats over their eyes, {b.noun} "
    "meant that supper could not be far off. They had come down from the chapel in a long brown line, too tired to "
    "pray. Up there it was {a.noun} that had kept them company.",
    "What sort of evening was it? The sort on which one writes to old friends. I had sharpened my pencil, I had put "
    "on the grey cardigan, and I had got as far as the date when, in quick succession, {a.past} and {b.past}. The "
    "date is all that my old friends ever got.",
    "Sentry duty on the dam, a moonless night, two cigarettes left. Corporal Witt is thinking about a girl called "
    "Hanne, about her elbows mainly. {b.clause}, and Hanne is gone like a soap bubble. When she had first come into "
    "his mind, an hour ago, it had been because of {a.noun}, for reasons known only to the Lord.",
    "In the steam of the public bath, on the hottest bench, old men sit like loaves. They talk about the price of "
    "lamb and about dead wives. {a.clause}. An attendant brings towels, takes towels away. {b.clause}, and the oldest "
    "of the old men opens one eye, decides that it does not concern him, and closes it.",
    "The whole of that working day passed as if behind glass. Miss Lund typed what she was given. She ate her roll by "
    "the window, watched a paper bag go up and down in the yard, and thought of nothing. {a.past} before lunch; after "
    "lunch, just as she was changing the ribbon, {b.past}; and at six, with the cover already over the machine and "
    "her gloves buttoned, {c.past}, and she burst into tears.",
    "Here is how my father proposed. They had rowed out to the island with a cold chicken, and he had the ring in the "
    "mustard pot. {c.past} just as she unscrewed the lid. It was the third interruption; the first time he got down "
    "on his knee {a.past}, and the second time {b.past}, and he had to pretend he was looking for the corkscrew.",
    "Three things to be heard on the night the dam was finished, as noted by the architect's daughter, aged twelve, "
    "in green ink. One: {a.noun}, during the roast. Two: {b.noun}, during the minister's toast, so that he had to "
    "start over and got the name of the valley wrong. Three: {c.noun}, when I was in bed and meant to be asleep and "
    "was in fact eating a meringue.",
    "Midnight supper in the vineyard, told from its end: the plates stacked, the tablecloth with its red moons, "
    "{d.noun}; before that the pears and the quarrel about the pears, and {c.noun}; before that the rabbit in "
    "mustard, everyone talking at once, and {b.noun}; and first of all, when the cloth was clean and the chairs were "
    "empty and one hardly dared to sit down, {a.noun}.",
    "A day in the life of the glassblower's parrot. Morning: cover off, seed, {a.noun}. Noon: a great deal of orange "
    "light, sweat on the master's neck, an order for sixty goblets, {b.noun}. Afternoon: sleep. Evening: the master's "
    "young lady with her cold fingers and her walnut, {c.noun}, more walnut. Night: cover on, and under the cover, in "
    "the dark that smells of parrot, {d.noun}.",
    "The fortune teller turns up the Tower and says nothing. Her lamp has a red shawl over it, her customer a new "
    'hat. {b.clause}. "I knew that," she remarks, and she might well have known it, for earlier in the day, over her '
    "porridge, {a.clause}, and in her trade one thing leads to another. She turns up the Lovers. The customer "
    "blushes. {c.clause}.",
    "When they let us out of school that Friday, giddy with freedom and ink, {c.past}. We threw our caps over the "
    "wall. The lesson before had been geometry, a long yawn of triangles, relieved by {b.noun}; the lesson before "
    "that had been scripture, and Father Boniface had got no further than Jonah because {a.past}.",
    "{d.past}, and with that the long, absurd, enchanting evening was over. It had opened with {a.noun} and a plate "
    "of stuffed eggs. There had been an aunt who read palms, a judge who lost his wig, a duel postponed on account of "
    "a missing glove; there had been {b.noun} during the custard and, which had come after that and put it quite in "
    "the shade, {c.noun}.",
    "The beekeeper comes in with his veil thrown back and sits down heavily. Honey, wax, August. His wife asks what "
    "is wrong, and he says that {b.clause}. She pushes the plum cake across to him. It is not what worries her: she "
    "is still turning over in her mind what was to be heard at noon, when he was down among the hives, {a.noun}. "
    "Outside, the last light slides off the sunflowers. {c.clause}.",
    "All of Lisbon seemed to be on its balconies that night, fanning itself. I had lost my key and was going from "
    "bench to bench. {b.past} on the hill with the cannon, {c.past} in the lane of the cobblers, and I was so tired "
    "by the time {d.past} that I took it for part of a dream. As for the key, I must have dropped it a good deal "
    "earlier, down by the fish hall, when {a.past} and I jumped.",
    "Seen from the hayloft, the yard is a stage. Enter a woman with a lantern; she looks for something, finds it, "
    "exits. {b.clause}. Enter two men with a ladder, who quarrel in dumb show. {c.clause}, and one of them sits down "
    "on the lowest rung. The boy in the hay has seen none of the first act, alas, as he was sleeping off the cider, "
    "but he did hear a little of it, he believes: {a.noun}.",
    "Had the surgeon not been a man of such steady hands, {c.noun} might have cost the patient his life; as it was, "
    "he merely paused, the needle in the air. The students on the benches leaned forward. It had been a trying day, "
    "what with {a.noun} at the first cut and, barely had they composed themselves, {b.noun}, and he promised himself "
    "a large dinner.",
    "Not for anything would I go back to that youth hostel. {b.past} right above my bunk, and that was at two in the "
    "morning. {c.past} at three. The Dane on the other side of the partition recited his verbs. And it had all looked "
    "so charming on our arrival, the geraniums, the warden with her plaits, the soup in painted bowls, even {a.noun} "
    "while we were signing the book.",
    "The forger works best between supper and midnight, with a blue silk scarf tied round his lamp and a jar of "
    "gherkins to hand. Tonight the Queen's nose will not come right. {a.clause}. He rubs it out. {b.clause}. He rubs "
    "it out again, he eats a gherkin, and with a single stroke, just when {c.clause}, he has her: the bored, "
    "exquisite nose of the mother of eleven children.",
    "That {c.past} on the third evening of the fair surprised no one who had been there on the first, when {a.past} "
    "in front of the waffle stall, or on the second, when the giantess was to be weighed in public and {b.past} "
    "instead. They stood about in their good boots, chewing. They waited for the giantess. She was in her wagon, "
    "reading, a very small pair of glasses on her very large nose.",
)
