"""Sentences with slots: three sounds and more in small scenes, as one tells them at home; see tellings.py."""
from __future__ import annotations

DAILY_SCENES = (
    "{a.noun}. Over. {b.noun}. Over. {c.noun}.",
    "{a.clause}. It fades. Emma closes her book and {b.clause}. It goes on until {c.clause}.",
    ("Two men are repairing a roof. {a.clause}, and they stop working. When it is quiet again they carry on, but "
     "soon {b.clause}, and before they have packed up {c.clause}."),
    "so first its {a.noun} yeah then {b.noun} and then right at the end {c.noun} ok?",
    "{a.noun} (fade) {b.noun} (fade) {c.noun} (end)",
    ("We could not start dinner because {a.past}. When that had stopped, {b.past}. It was nine before we sat down, "
     "and then, of course, {c.past}."),
    ("Grandpa was asleep in his chair. {a.past}, and he slept on. {b.past}, and he slept on. It took {c.noun} to "
     "wake him."),
    "{a.clause} until {b.clause}, and then it is quiet until {c.clause}.",
    ("The lights are out. {a.clause}. A boy sits up in bed. {b.clause}. He gets up and goes to the window. "
     "{c.clause}."),
    ("Everyone is waiting for {x.noun}, which nobody ever gets to hear. Instead {a.clause}, after a while "
     "{b.clause}, and when they have given up {c.clause}."),
    ("I was on the balcony and there was {a.noun}. I went in to make tea. When I came back out, {b.past}, and just "
     "as I sat down, {c.past}."),
    ("As long as {a.clause}, Marie stays in the cellar. Then it stops. She comes up, and {b.clause}. She makes "
     "herself a sandwich, and {c.clause}."),
    "hi! need 3 effects in a row, {a.noun} + {b.noun} + {c.noun}, with a bit of silence between them",
    ("They had hardly unpacked when {a.past}. It was over quickly. In the afternoon {b.past}, which went on for "
     "longer, and at bedtime {c.past}."),
    "Because {a.clause}, {b.clause}. And because of that, in the end, {c.clause}.",
    "{a.clause}. Nobody moves. {b.clause}. Still nobody moves. {c.clause}. Now everybody gets up.",
    ("A woman is writing a letter while {a.clause}. She puts down the pen when it ends. {b.clause}. She seals the "
     "envelope, and then {c.clause}."),
    "In the clip I have in mind {a.clause}, this dies away, {b.clause}, this dies away too, and {c.clause}.",
    "It is early. {a.noun}. Somebody puts milk on the stove. {b.noun}. Somebody takes it off again. {c.noun}.",
    "After {a.noun} had stopped and before {c.noun} set in, there was {b.noun}.",
    ("The guide asks everyone to be quiet. {a.clause}, and he smiles. A minute later {b.clause}, and he smiles "
     "again. Then {c.clause}, and he looks worried."),
    ("my nan used to say her day had three parts: {a.noun} till breakfast, {b.noun} till tea, {c.noun} till she "
     "dropped off"),
    ("{a.clause}; this goes on while the couple wash up, then it's over; {b.clause}; this goes on while they dry "
     "the plates, then it's over; {c.clause}"),
    ("The three friends argued about what they should do. While they argued, {a.past}. When they had agreed, "
     "{b.past}. So they stayed where they were, and after midnight {c.past}."),
    "No sound but {a.noun} at first. Later no sound but {b.noun}. {c.noun} at the close.",
    ("We're in a kitchen. Oskar is chopping onions and {a.clause}. He wipes his eyes on his sleeve. {b.clause}. "
     "His wife comes in with the shopping, puts it on the table, and {c.clause}."),
    "{a.noun}\n{b.noun}\n{c.noun}\n(each one stops before the next one starts)",
    "Once {a.noun} had faded there was only {b.noun}, and once that had faded there was only {c.noun}.",
    "pls: {a.clause}. wait. {b.clause}. wait. {c.clause}. done",
    ("I heard {a.noun} as I was getting out of bed, {b.noun} as I was getting dressed, and {c.noun} as I was "
     "leaving."),
    ("Kate listens at the wall. {a.clause}. That breaks off. {b.clause}. That breaks off as well, and for the rest "
     "of the night {c.clause}."),
    ("The first visitor comes in as {a.clause}. He hangs up his hat. The second comes in as {b.clause} and keeps "
     "his on. By the time the third arrives it is quiet, but then {c.clause}."),
    "start with {a.noun}... let that go on... then cut it dead and have {b.noun}... then {c.noun} to finish",
    ("It had been a slow afternoon, with {a.noun} and little else. Towards evening {b.past}, and shortly before "
     "closing time {c.past}."),
    ("Julia has to wait for {a.noun} to stop. Then she can sleep. She sleeps until {b.clause}, turns over, and "
     "sleeps again until {c.clause}."),
    "{a.clause}, {b.clause} and {c.clause}, in exactly that order and never two at once.",
    ("The tent is up. {a.clause} for a while and then no more. The boys tell each other ghost stories. {b.clause}, "
     "and they laugh. {c.clause}, and they don't."),
    ("{a.noun} getting fainter until we can hardly make anything out. Then, louder, {b.noun}. Then, louder still, "
     "{c.noun}."),
    ("Whenever Aunt Rose visits it goes like this: {a.clause}, she complains, {b.clause}, she complains more, "
     "{c.clause}, she goes home."),
    "Without {x.noun}, please: {a.clause}, then it stops, {b.clause}, then that stops, {c.clause}.",
    "{c.past}. Before that, it had been {b.noun}, and before that, {a.noun}.",
    ("{b.clause}. A little earlier, as the man was getting undressed, {a.past}. He goes to bed, and as he lies "
     "there {c.clause}."),
    "It was only after {b.noun} had ended that {c.past}. {a.noun} had already come and gone before either.",
    "When we arrived, {b.past}. On the way up the hill it had been {a.noun}. And when we left, {c.past}.",
    ("The last thing Helen heard before she fell asleep was {c.noun}. The first thing had been {a.noun}. In "
     "between, for most of the evening, there was {b.noun}."),
    "i want {c.noun} at the end, {a.noun} at the start and in the middle {b.noun}",
    "{b.past} because {a.past}, and it did not stop until {c.past}.",
    "{c.clause}, but only when both {a.noun} and, after that, {b.noun} have faded.",
    ("Mr. Hill is angry about {c.noun}. He had put up with {a.noun}, he had put up with {b.noun} afterwards, but "
     "enough is enough."),
    "{b.noun} then {c.noun}. oh and before both of them {a.noun}, forgot that",
    ("By the time {c.past}, Max was already at the gate. He had left the house when {b.past}, and he had laid out "
     "his clothes when {a.past}."),
    "{a.past}. What came last was {c.noun}. But I haven't told you yet that {b.past} in between.",
    ("The dinner ended with {c.noun}. Over the main course there had been {b.noun}, and even before the soup "
     "{a.past}."),
    ("She was calm when {c.past}. She had been nervous when {b.past}, and before that, when {a.past}, she had been "
     "frightened to death."),
    ("We hear {b.noun}. A woman puts her key on the table; she has come in from the yard, where a moment ago "
     "{a.past}. She sits down. {c.clause}."),
    ("Not until {b.clause} does anybody notice that {a.noun} stopped a while ago. They go to the window, and "
     "{c.clause}."),
    ("{c.noun}. That was what I woke up to. I'd gone to bed to {a.noun}, and in the middle of the night there had "
     "been {b.noun}."),
    ("Ella asked about {b.noun}. Her father did not answer, because just then {c.past}. He had not answered her "
     "question about {a.noun} either, earlier on."),
    "3rd {c.noun}, 2nd {b.noun}, 1st {a.noun}",
    "{b.past} on our way back. {a.past} on our way there, of course, and {c.past} when we were home at last.",
    "Between {a.noun}, which had faded by ten, and {c.noun}, which came at dawn, there was only {b.noun}.",
    ("The waiter brings the coffee and {c.clause}. With the starters it had been {a.noun}, with the main course "
     "{b.noun}."),
    "Nothing to hear now but {c.noun}. {b.noun} stopped a moment ago, {a.noun} even before that.",
    "If you ask me, {c.past} because {b.past}, and that in turn was because, earlier on, {a.past}.",
    ("The porter got up when {c.past}. He had stayed in his chair when {b.past}, and when {a.past} he had not even "
     "sat down yet."),
    ("{b.clause}. It does not drown anything out, as {a.noun} had stopped before it began. And {c.clause} once it "
     "has stopped as well."),
    "last version was nearly right, {b.noun} and then {c.noun}. only please put {a.noun} in front",
    "Martin only remembers {b.noun}. His wife remembers more: {a.noun} earlier, {c.noun} later.",
    "There's a long pause after {b.noun}, and the pause ends with {c.noun}. In front of all this we want {a.noun}.",
    ("It was dark by the time {c.past}. It had been getting dark when {b.past}, and in full daylight, hours "
     "before, {a.past}."),
    "They came down for breakfast to {c.noun}. Nobody had slept: until three {a.past}, and from three on {b.past}.",
    "Before you let me hear {b.noun}, let me hear {a.noun}. After both of those I'd also like {c.noun}.",
    ("{b.clause}. The cat hides under the bed, where it had hidden before, when {a.past}. It only comes out again "
     "once {c.clause}."),
    ("{c.past} at midnight, when the party was over. The party had begun with {a.noun} and had been at its loudest "
     "when {b.past}."),
    "In the end there was {c.noun}. I had expected as much, since earlier {a.noun} had given way to {b.noun}.",
    ("The plumber leaves as {b.clause}. He had arrived when {a.past}. After he has left, and before the lady of "
     "the house comes home, {c.clause}."),
    ("Tim packed his bag when {b.past}. Until then {a.past}, and he had not wanted to go out. Now he was ready, "
     "but {c.past}."),
    "what u hear last: {c.noun}. what u hear first: {a.noun}. inbetween: {b.noun}. thats it",
    ("{b.noun} could be heard only after {a.noun} had died away. {c.noun}, at the end, could be heard by the whole "
     "village."),
    ("Sara hangs up her coat and listens to {b.noun}. Outside, where she was until now, there was {a.noun}. She "
     "lies down on the bed, closes her eyes, and {c.clause}."),
    "{a.noun}. Stop. {b.noun}. Stop. {c.noun}. Stop. {d.noun}.",
    ("Lena is home alone. {a.clause} and she switches on all the lights. When it is over, she switches them off "
     "again. {b.clause}, {c.clause}, and just before her parents come back {d.clause}."),
    "{c.past}. Earlier that day {a.past}, and when that had stopped {b.past}. But the day ended with {d.noun}.",
    "so: {a.noun}, quiet, {b.noun}, quiet, {c.noun}, quiet, and then as a finale {d.noun}",
    ("We had planned to sit outside, but because {a.past} we stayed in. It ended at six. At seven {b.past}, at "
     "eight {c.past}, and when we finally carried the chairs out {d.past}."),
    ("The first thing anyone in the hostel heard was {a.noun}. That faded, and one of the girls fell asleep. The "
     "others still heard {b.noun} and then {c.noun}. In the morning they were all woken by {d.noun}."),
    "{b.clause} because {a.clause}. Then it is quiet for a bit. Then {d.clause} because {c.clause}.",
    ("{d.past} just as we closed the suitcase. {c.past} while we were packing it, {b.past} while we were still "
     "looking for it, and {a.past} before we even knew we would be leaving."),
    "{a.clause}. It fades away. {b.clause}. It fades away. {c.clause}. It does not fade away before {d.clause}.",
    ("The old woman feeds the cat while {a.clause}. She sits down. {b.clause} until she gets up again. She dusts "
     "the shelves, {c.clause}, and she is done with everything when {d.clause}."),
    ("pls do this exactly: {a.noun}. then {b.noun} AFTER it stopped. then {c.noun} AFTER that stopped. then same "
     "again with {d.noun}"),
    ("Two brothers share a room. The older one hears {b.noun} and then {c.noun}. The younger one, who went to bed "
     "earlier, has already heard {a.noun}. In the morning both of them hear {d.noun}."),
    "{a.noun} until noon, {b.noun} until four, {c.noun} until dark, {d.noun} until everyone was asleep",
    ("It was only after {c.past} that the manager came down. {a.past} when the guests checked in and {b.past} when "
     "they were having a drink, but he had been busy. When he had apologised to everybody, {d.past}."),
    ("{a.past}, then nothing. Half an hour later {b.past}, then nothing. We had already put on our coats when "
     "{c.past}, and we took them off again when {d.past}."),
    ("The scene begins with {a.noun}. A boy comes in and puts down his school bag. {b.clause}. His mother asks how "
     "it went; before he can answer, {c.clause}. He shrugs. {d.clause}."),
    "end with {d.noun}. before that {c.noun}. the first half is {a.noun} and then {b.noun}",
    "By the time {d.past}, {a.noun} had come and gone, then {b.noun}, then {c.noun}.",
    ("When {b.past}, I was not surprised, because {a.past} before it. When {d.past}, I was, because in the "
     "meantime {c.past} and I thought we were done."),
    "{a.noun}, fading... {b.noun}, fading... {c.noun}, fading... {d.noun}.",
    ("On Monday we heard {a.noun}. Tuesday was silent. On Wednesday there was {b.noun}, on Friday {c.noun}, and on "
     "Sunday, as we were saying goodbye, {d.noun}."),
    ("Alice could not sleep. {b.past}, and before that, when she was still reading, {a.past}. She got up for a "
     "glass of milk and {c.past}. Only when {d.past} did her eyes finally close."),
    ("{c.clause}, which nobody expects after {a.noun} and {b.noun}. And afterwards, which nobody expects either, "
     "{d.clause}."),
    ("hello, for my little theatre group: curtain up, {a.noun}. Hero enters, {b.noun}. Hero leaves again, "
     "{c.noun}. Curtain down, {d.noun}. thank you!!"),
    ("Dad wakes up when {a.clause}. He lies still until it is over and dozes off. {b.clause}, he wakes up again. "
     "{c.clause}, he stays awake. {d.clause}, he gets up."),
    ("First {a.clause}. That stops because {b.clause}. That stops because {c.clause}. And that stops because "
     "{d.clause}."),
    ("The recording starts with {a.noun} and ends with {d.noun}. After the start you hear {b.noun}, and shortly "
     "before the end {c.noun}."),
    ("The gardener had already heard {a.noun} and {b.noun} that day. Now, as he was putting away the spade, "
     "{c.past}. He locked the shed, looked at the sky, and {d.past}."),
    ("We did not talk until {c.noun} had died away. Before that, there had been {b.noun}, and at the very "
     "beginning {a.noun}. We had just got talking when {d.past}."),
    "No {x.noun} anywhere, just {a.noun}, a pause, {b.noun}, a pause, {c.noun}, a longer pause, {d.noun}.",
    "{a.noun}. {b.noun}. Pause. {c.noun}. Pause. {d.noun}. {e.noun}. Pause.",
    ("We got up because {a.past}. We had breakfast, and {b.past}. It was over by the time we left the house. In "
     "the woods {c.past}, on the way home {d.past}, and on the sofa in the evening {e.past}."),
    "{e.noun} at the end, and before it, in this order: {a.noun}, {b.noun}, {c.noun}, {d.noun}",
    ("{a.clause}. Then it stops. {b.clause}. Then it stops. {c.clause}, until {d.clause}, and after a while only "
     "{e.noun} can be heard."),
    ("Eva is baking a cake. While she breaks the eggs {a.clause}. While she stirs {b.clause}. The cake goes into "
     "the oven. {c.clause}. She sits on the floor and watches it rise. {d.clause}. When she takes it out "
     "{e.clause}."),
    "it goes {a.noun} - {b.noun} - {c.noun} - then nothing for a bit - {d.noun} - {e.noun}, can you do that?",
    ("When Karl came home, {c.past}. In the morning, when he had left, there had been {a.noun}, and during the "
     "day, so his wife told him, {b.noun}. They had supper. {d.past} as they cleared the table, and {e.past} when "
     "they had gone to bed."),
    ("{b.past} because {a.past}. When it had got quiet, {c.past}. And we had hardly calmed down again when "
     "{e.past}, because, just before, {d.past}."),
    ("There were five noises that night and I remember all of them. The last was {e.noun}. The first was {a.noun}, "
     "and the second, right after it, {b.noun}. Then came a long break, then {c.noun}, then {d.noun}."),
    ("Intro {a.noun}, verse one {b.noun}, verse two {c.noun}, verse three {d.noun}, outro {e.noun}. Let each of "
     "them end before the next one comes in."),
    ("{a.noun} in the hall; over. {b.noun} in the yard; over. {c.noun} somewhere upstairs; over. {d.noun}; over. "
     "At last {e.noun}."),
    ("The twins are building a den from blankets. {a.clause}, and they crawl in. {b.clause}. Is it safe to come "
     "out? It fades, so they come out. {c.clause}, so they crawl in again. They stay inside while {d.clause}, and "
     "even after that, until {e.clause}."),
    ("It was only after {d.noun} had faded that {e.past}. To all that had come earlier, {a.noun}, then {b.noun}, "
     "then {c.noun}, I had listened with only one ear."),
    ("{a.past} as we set off and {e.past} as we got back. In between, on the way up, {b.past}; at the top "
     "{c.past}; and on the way down {d.past}."),
    ("dear team, please change the order to {a.noun} / {b.noun} / {c.noun} / {d.noun} / {e.noun}, with each one "
     "fully faded before the next"),
    ("They talk until {a.clause}. They are silent until it stops. They talk until {b.clause}. They are silent "
     "while {c.clause}. They have just begun to talk again when {d.clause}, and so they give up. {e.clause}."),
    ("{b.clause}. Before that, {a.past}. Then Jan lays the table. Once the last napkin is folded, {d.clause}. "
     "While he was still folding, {c.past}. Everyone sits down to eat, and {e.clause}."),
    ("The night watchman's list: ten, {a.noun}, stopped at quarter past. Twelve, {b.noun}. Half past one, "
     "{c.noun}, stopped at once. Three, {d.noun}. Five, {e.noun}, until relieved."),
    "{a.noun}, {b.noun}, {c.noun}, {d.noun}, {e.noun} and last of all {f.noun}, never two of them together",
    ("{a.noun} -> pause -> {b.noun} -> pause -> {c.noun} -> pause -> {d.noun} -> pause -> {e.noun} -> pause -> "
     "{f.noun}"),
    ("In the first room of the exhibition you hear {a.noun}. When that stops you go on to the second, where "
     "{b.clause}. In the third {c.clause}, in the fourth {d.clause}. You sit down in the fifth and {e.clause}. At "
     "the exit, {f.noun}."),
    ("Monday {a.noun}. Tuesday {b.noun}. Wednesday {c.noun}. Thursday {d.noun}. Friday {e.noun}. At the weekend, "
     "finally, {f.noun}."),
    ("{a.past} and {b.past}. Then we had tea. {c.past} and {d.past}. Then we had supper. {e.past} and {f.past}. "
     "Then we went to bed."),
    "ok full list: 1 {a.noun} 2 {b.noun} 3 {c.noun} (stops) 4 {d.noun} 5 {e.noun} (stops) 6 {f.noun}",
    ("The day ended with {e.noun} and, when all the lights were out, {f.noun}. It had started with {a.noun} and "
     "{b.noun} before anyone was up. At noon {c.past}, and an hour after that {d.past}."),
    ("Six people are sitting in a waiting room. {a.clause}, and the first one puts away her magazine. {b.clause}; "
     "the second goes out. Nothing, for quite some time. {c.clause}. {d.clause}. The third and the fourth have "
     "gone in to the doctor when {e.clause}. The last two look at each other, and {f.clause}."),
    ("First half: {a.noun}, then {b.noun}, then {c.noun}. Half-time, silence. Second half: {d.noun}, then "
     "{e.noun}, then {f.noun}."),
    ("Robert did not leave the house that day. {a.past} while he shaved. Because of {b.noun} he shut the window; "
     "when that was over he opened it. {c.past}, {d.past}. He warmed up some soup. {e.past}, it grew dark, and "
     "{f.past}."),
    "{b.clause} after {a.clause}. Quiet. {d.clause} after {c.clause}. Quiet. {f.clause} after {e.clause}. Quiet.",
    ("It begins with {a.noun} until that stops; then {b.noun}, slowly fading; then {c.noun}, suddenly broken off; "
     "then {d.noun}, dying away; then {e.noun}; and then, to the very end, {f.noun}."),
)
