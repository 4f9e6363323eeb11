"""Sentences with slots: scenes described in plain English; see tellings.py."""
from __future__ import annotations

DESCRIBED = (
    "A girl is sorting buttons by colour and jumps, because {a.clause}.",
    "Every time the old man is about to fall asleep, {a.clause}, and he has to begin all over again.",
    "What keeps the whole family awake is {a.noun}.",
    "The two of them only stop arguing when {a.clause}.",
    "It takes him a while to understand that the thing disturbing his nap is {a.noun}.",
    "A boy hides under the blanket since {a.clause}, and he stays there until morning.",
    "Somebody leaves a window open, which is why we can make out {a.noun}.",
    "The moment she puts on her glasses, {a.clause}, and she takes them off again.",
    "During the whole breakfast {a.clause}, yet nobody at the table says a thing about it.",
    "Because of {a.noun} the teacher can't finish her sentence.",
    "My uncle unrolls the carpet, and while he is at it {a.clause}.",
    "A man reads his paper until {a.clause}, folds it, and looks out of the window.",
    "{b.clause}, but not until {a.clause}.",
    "A woman is painting a chair when {a.clause}, which startles her so much that she drops the brush; as she bends "
    "to pick it up, {b.clause}.",
    "Only when {a.clause} does the boy lift his head, and straight away {b.clause}.",
    "As soon as {a.clause}, {b.clause}, and the neighbours look at each other.",
    "{b.clause} as soon as {a.clause}.",
    "The moment {a.clause}, Grandpa puts his spoon down; he hasn't picked it up again when {b.clause}.",
    "{b.clause} in the middle of {a.noun}, and nobody knows where to look.",
    "Right in the middle of {a.noun}, {b.clause}.",
    "Two sisters are lying in the grass listening to {a.noun}, and after a bit they also notice {b.noun}.",
    "Following {a.noun}, which had the whole house awake, we get {b.noun}.",
    "{b.clause} following {a.noun}.",
    "Prior to {b.noun} you can hear {a.noun}.",
    "A tired nurse closes her eyes while {a.clause}, but she opens them the moment {b.clause}.",
    "She opens her eyes because {b.clause}; until now she was dreaming along to {a.noun}.",
    "Ever since {a.past}, nobody in the kitchen has said a word, and now {b.clause}.",
    "{b.clause}, and it all started with {a.noun}.",
    "We hear {b.noun}, and what has set that off is {a.noun}.",
    "{a.clause}, and this in turn sets off {b.noun}.",
    "The reason why {b.clause} is simple: just before that, {a.clause}.",
    "{a.noun} can hardly be heard any more once {b.clause}.",
    "It gets harder and harder to hear {a.noun}, for {b.clause}.",
    "{b.noun} must have woken the tenant upstairs, who had slept through {a.noun} a minute earlier.",
    "A farmer sits on an upturned bucket; {a.clause}, he shrugs, he rolls up his sleeves, and eventually {b.clause}.",
    "Eventually {b.clause}, although for a good while we have to make do with {a.noun}.",
    "{a.clause}. In reply, {b.clause}.",
    "{b.clause}, as a kind of reply to {a.noun}.",
    "{a.clause}, whereupon the lady in the green coat turns round, and thereupon {b.clause}.",
    "Mum is looking for her keys and doesn't care that {a.clause}; she finds them just when {b.clause}.",
    "{b.clause}; a few moments earlier we can make out {a.noun}.",
    "The man on the bench notices {b.noun} only because he can no longer hear {a.noun}.",
    "By the time {b.clause}, the children have already heard {a.noun} and gone in to tell their mother.",
    "Before the postman gets to the gate {a.clause}, and after he has left {b.clause}.",
    "After the postman has left {b.clause}, but before he even gets to the gate {a.clause}.",
    "Whenever {a.clause}, the woman opposite closes her curtains, and whenever she closes her curtains, {b.clause}.",
    "Once they are done with {a.noun}, it is time for {b.noun}.",
    "The couple on the balcony wait for {a.noun} to end, and no sooner has it ended than {b.clause}.",
    "We get {b.noun} right at the end, and beforehand nothing but {a.noun}.",
    "To start with, {a.clause}; nobody minds, a man stirs his tea, and that is when {b.clause}.",
    "A student who can't concentrate because of {a.noun} puts a pillow over her head, and so she misses what comes "
    "next, which is {b.noun}.",
    "The cook, whom {b.noun} now pulls out of his thoughts, has paid no attention to {a.noun} before.",
    "{a.clause} for so long that everybody is glad when {b.clause} instead.",
    "Everybody is glad when {b.clause}, because up to then {a.clause}.",
    "As {a.clause}, an old lady waters her plants, and with the can still in her hand she hears that {b.clause}.",
    "Halfway through {a.noun}, the barber lowers his scissors, since {b.clause}.",
    "Until {b.clause}, the only thing to be heard on the terrace is {a.noun}.",
    "{a.clause} without anyone listening, until {b.clause}, and suddenly everyone does.",
    "A man comes home and wonders at {b.noun}; he can't know that {a.clause} just before he turns the key.",
    "If it weren't for {b.noun} later on, we could go on listening to {a.noun} for ever.",
    "{a.clause}, the curtain moves, a face looks out, and only then {b.clause}.",
    "Hardly anybody hears that {a.clause}; when {b.clause}, though, the whole street does.",
    "When {b.clause}, the whole street listens, although the same people take no notice of {a.noun} beforehand.",
    "{b.clause}, now that we have finally heard the last of {a.noun}.",
    "{a.clause}, which makes somebody grin behind the hedge, and as a result {b.clause}.",
    "At the very end {b.clause}, but first we get to hear {a.noun} and see a woman tie her scarf.",
    "{a.clause} while a boy does his homework; before he has found the answer {b.clause}, and as he finally writes it "
    "down {c.clause}.",
    "As a boy writes down his last answer {c.clause}, but while he is still thinking about it {a.clause}, and then, "
    "as he sharpens his pencil, {b.clause}.",
    "Before {c.clause}, {b.clause}, and before any of that, {a.clause}.",
    "{c.clause} after {b.clause}, which in turn happens after {a.clause}.",
    "After {a.clause} but before {c.clause}, {b.clause}.",
    "Between {a.noun} and {c.noun}, a man butters his toast and listens to {b.noun}.",
    "{b.clause}, and she thinks that is all, but then {c.clause}; she was out in the yard earlier, when {a.past}.",
    "{a.clause}. This wakes the night porter, who rubs his eyes until {b.clause}, and as soon as he is properly awake "
    "{c.clause}.",
    "The night porter is properly awake only when {c.clause}, for he dozes through {a.noun} and hardly stirs at "
    "{b.noun}.",
    "While {a.clause}, {b.clause}, and a girl listens to the latter until {c.clause}.",
    "We can tell {a.noun} from {b.noun}, though the second joined in late, and when we can't hear the latter any "
    "longer, {c.clause}.",
    "The last thing we hear is {c.noun}, which had been set off by {b.noun}, which had itself been set off by "
    "{a.noun}.",
    "Everything starts with {a.noun}: because of that {b.clause}, and because of this in turn {c.clause}.",
    "{c.clause}, all because {b.clause}, and all that because of {a.noun}.",
    "A couple are playing chess to the sound of {a.noun}; he takes her queen the moment {b.clause}, and she gives up "
    "when {c.clause}.",
    "She gives up the game when {c.clause}, having lost her queen during {b.noun} and her patience during {a.noun}.",
    "Not until {b.clause} does the gardener put down his spade, although {a.clause} long before; while he wipes his "
    "forehead {c.clause}.",
    "A shy boy wants to ask a question, but first {a.clause}, so he waits; then {b.clause}, so he waits some more; "
    "and by the time it is quiet he has forgotten it, and {c.clause}.",
    "To start with we get {a.noun}, in the meantime somebody pours the coffee, next up is {b.noun}, and last but not "
    "least {c.noun}.",
    "Last but not least {c.clause}; to start with, however, {a.clause}, and following this {b.clause}.",
    "Meanwhile, at the neighbours', {b.clause}, because they too have heard {a.noun}; soon enough {c.clause}.",
    "{a.clause}; meanwhile a woman combs her hair; {b.clause}; she puts away the comb; at long last {c.clause}.",
    "Ever since {a.past}, Grandma has been sitting upright in bed, and she only lies down again once {c.clause}, "
    "which she can't do any earlier because of {b.noun}.",
    "Just as {b.clause}, a man remembers what he wanted to say about {a.noun}, but he is cut short by {c.noun}.",
    "A man is cut short by {c.noun} just as he wants to say something about {b.noun}, and all this happens some time "
    "after {a.noun}.",
    "{a.noun} must make way for {b.noun}, and at some point, while nobody is paying attention, {c.clause} as well.",
    "Whenever {a.clause}, it never takes long until {b.clause}, and today, on top of that, {c.clause}.",
    "The twins, who have been counting the seconds ever since {a.past}, get as far as twenty before {b.clause}, and "
    "as far as fifty before {c.clause}.",
    "{c.clause} at the very moment the lights come back on; they go out when {a.clause}, and in the dark {b.clause}.",
    "When {a.clause} the lights go out, while they are out {b.clause}, and as they come back on {c.clause}.",
    "A lady tries on a hat during {a.noun}, takes it off on account of {b.noun}, and buys it in spite of {c.noun}.",
    "A lady buys a hat in spite of {c.noun}, after she has tried it on during {a.noun} and taken it off on account of "
    "{b.noun}.",
    "{b.clause} in the middle of {a.noun}, and as neither seems to want to give in, {c.clause} over the top of both.",
    "With {a.noun} still going on, {b.clause}, which upsets somebody so much that {c.clause}.",
    "Dad is under the sink and asks what that is, meaning {a.noun}; before anyone can answer {b.clause}, and he "
    "crawls out just in time for {c.noun}.",
    "Dad crawls out from under the sink just in time for {c.noun}; while he is down there he has to put up with "
    "{a.noun} and, shortly after, with {b.noun}.",
    "First {a.clause}, and it isn't before the tea is cold that {b.clause}, and it isn't before the cups are put away "
    "that {c.clause}.",
    "It isn't until the cups are put away that {c.clause}; {b.clause} when the tea is cold, and while it is still "
    "hot, {a.clause}.",
    "A tourist wants to film {b.noun}, but he is still looking for his camera because of {a.noun}, and when he "
    "finally has it in his hand, {c.clause}.",
    "{a.clause} and {b.clause}, both at once, until they are silenced by {c.noun}.",
    "All at once {c.clause} and everything else is forgotten: {a.noun}, which the night begins with, and {b.noun}, to "
    "which it then moved on.",
    "We listen to {b.noun} after a pause that {a.noun} left behind, and it will take {c.noun} to bring us back to our "
    "senses.",
    "Nobody can tell why {b.clause}; maybe it is because of {a.noun}. In any case it ends as soon as {c.clause}.",
    "{b.clause} as long as it takes a man to lace up his boots; prior to that {a.clause}, and subsequently {c.clause}.",
    "Somewhere {a.clause}, a woman holds her breath, {b.clause}, she lets it out again, and in conclusion {c.clause}.",
    "Hearing {a.noun}, the waiter looks up; looking up, he forgets the soup; and so he is late when {b.clause}, and "
    "gone when {c.clause}.",
    "The waiter is gone when {c.clause} and late when {b.clause}, and the cause of it all is {a.noun}, which "
    "distracted him at the beginning.",
    "{a.clause} until {b.clause} until {c.clause}, and then finally there is peace.",
    "Finally we have peace when nothing is left of {c.noun}, which took over from {b.noun}, which took over from "
    "{a.noun}.",
    "As {a.clause}, an old couple hold hands on the sofa, and they still do when {b.clause} and even when, at the "
    "very end, {c.clause}.",
    "{c.noun} will round things off, but not before {a.noun} could open the evening and {b.noun} could spoil it.",
    "Since {a.clause}, a student shuts the window; since the room gets stuffy, she opens it again, and now "
    "{b.clause}; she is about to give up and go to bed when {c.clause}.",
    "Someone forgets the milk on the stove as {b.clause}, since they are still thinking of {a.noun}; it spills over "
    "exactly when {c.clause}.",
    "Previously {a.clause}; now {b.clause}; in a little while {c.clause}.",
    "Now {b.clause}. Previously the courtyard belonged to {a.noun}, and in a little while {c.clause}.",
    "In a little while {c.clause}, yet for now {b.clause}, and all we have had so far is {a.noun}.",
    "No one stirs while {a.clause}; one or two people stir when {b.clause}; the whole dormitory is up and about once "
    "{c.clause}.",
    "The whole dormitory is up once {c.clause}, half of it having already been woken by {b.noun}, and nobody at all "
    "by the earlier {a.noun}.",
    "Listen closely to {a.noun}, because when {b.clause} you won't be able to pick that out any longer, and after "
    "that we are left with {c.noun}.",
    "The last word belongs to {c.noun}, the first to {a.noun}, and between the two you will hear {b.noun}.",
    "The child is soothed by {a.noun}, startled by {b.noun}, and, when her father has tucked her in again, soothed "
    "once more by {c.noun}.",
    "Before a man can be soothed by {c.noun}, he is first bored by {a.noun} and then badly startled by {b.noun}.",
    "{b.clause} as a consequence of {a.noun}; the consequence of that, in turn, is that {c.clause}.",
    "A tailor threads his needle at the third try: at the first he fails because {a.clause}, at the second because "
    "{b.clause}, and when he manages it {c.clause}.",
    "{a.clause} while people take their seats; once they are sitting {b.clause}; someone gets up to complain, "
    "whereupon {c.clause}; and by the time he has sat down again {d.clause}.",
    "{d.clause} by the time everyone has sat down again, after they have been welcomed by {a.noun}, annoyed by "
    "{b.noun} and made to stand up by {c.noun}.",
    "Before {b.clause}, {a.clause}; before {d.clause}, {c.clause}; and between the two pairs a man peels an orange in "
    "silence.",
    "After {a.clause}, {b.clause}; a woman folds a towel; after {c.clause}, {d.clause}.",
    "{b.clause} after {a.clause}, and {d.clause} after {c.clause}; it is all one long afternoon, in just that order, "
    "early to late: the first pair, then the second.",
    "A hiker rests against a tree while {a.clause}. He is about to nod off when {b.clause}, which sets off {c.noun}, "
    "and only when this has passed does he hear that {d.clause}.",
    "Only at the end does a hiker hear that {d.clause}, because at first {c.noun} covered it up, which resulted from "
    "{b.noun}, which had broken into {a.noun}.",
    "To start with {a.clause}, presently {b.clause}, later on {c.clause}, and at the very end, when the last guest "
    "has put on her coat, {d.clause}.",
    "At the very end {d.clause}, to start with {a.clause}, and in the meantime first {b.clause} and a while after "
    "that {c.clause}.",
    "{d.clause}, and before that {c.clause}, and before that {b.clause}, and earliest of all {a.clause}.",
    "The boy is put to sleep by {a.noun}, got up again by {b.noun}, sent to the window by {c.noun}, and once he is "
    "there {d.clause}.",
    "The boy at the window sees the moon come out as {d.clause}; what has sent him there is {c.noun}, what has got "
    "him out of bed is {b.noun}, and what he has fallen asleep to is {a.noun}.",
    "While {a.clause}, two men move a wardrobe; they set it down when {b.clause}, lift it again when {c.clause}, and "
    "give up when {d.clause}.",
    "Two men give up on moving a wardrobe when {d.clause}; they begin while {a.clause}, and in between they have to "
    "set it down twice, once because of {b.noun} and once because of {c.noun}.",
    "Grandma tells us about {a.noun}, which came first; about {c.noun}, which came third; about {d.noun}, which came "
    "last; and she nearly leaves out {b.noun}, which came second.",
    "{a.clause}; as a result {b.clause}; as a result of that {c.clause}; and a lady who wants to know what is going "
    "on leans out of the window just when {d.clause}.",
    "A lady leans out of the window just when {d.clause}, wanting to know why {c.clause}; well, because {b.clause}, "
    "and that only because of {a.noun}.",
    "No sooner can we forget {a.noun} than {b.clause}, and hardly is this over when {c.clause}; then, for a change, "
    "there is a long pause before {d.clause}.",
    "{c.clause} before {d.clause}; well before either of these, {a.clause}, soon to be joined by {b.noun}.",
    "Under {a.noun}, which will never quite stop, we hear first {b.noun}, in reply to it {c.noun}, and thereupon "
    "{d.noun}.",
    "With {a.noun} as a constant companion, a man packs his suitcase; he closes it after {c.clause} and carries it "
    "out when {d.clause}, but opens it in the first place while {b.clause}.",
    "The moment {a.clause}, a shopkeeper looks up, and he looks down again the moment {b.clause}; in the meantime "
    "someone comes in, so that when {c.clause} there are two of them to hear it, and three when {d.clause}.",
    "Ever since {a.past} the street has been wide awake: people lean on window sills as {b.clause}, they shake their "
    "heads as {c.clause}, and they draw the curtains as {d.clause}.",
    "People draw their curtains as {d.clause}, having shaken their heads at {c.noun}; ever since {a.past}, and even "
    "more so since {b.past}, the street has been wide awake.",
    "Following {a.noun} but prior to {d.noun}, two things happen, namely {b.noun} and, once the sun is down, {c.noun}.",
    "Two things are to be heard once the sun is down, first {c.noun} and eventually {d.noun}; while it is still up, "
    "{a.clause} and afterwards {b.clause}.",
    "Not until the third try does the writer finish her page: {a.clause} during the first, {b.clause} during the "
    "second, {c.clause} during the third, and when she puts down the pen {d.clause}.",
    "When the writer puts down her pen {d.clause}, but each of her three tries at that page is ruined by something: "
    "the first by {a.noun}, the second by {b.noun}, the third by {c.noun}.",
    "{b.clause} in the middle of {a.noun}, just as {d.clause} later on in the middle of {c.noun}.",
    "{a.clause} until {b.clause}; once more it is calm, and somebody strokes a cat; {c.clause} until {d.clause}.",
    "A man can't hear his wife because {b.clause}, and she can't hear him when {c.clause}; earlier, when they could "
    "have talked, they only listen to {a.noun}, and later, when they no longer want to, {d.clause}.",
    "What wakes her is {b.noun}, what she has slept through is {a.noun}, what keeps her awake is {c.noun}, and what "
    "lets her drop off in the end is {d.noun}.",
    "{c.clause}, which makes sense only to someone who has noticed that {a.clause} and, because of this, {b.clause}; "
    "the rest of us are just as puzzled when {d.clause}.",
    "We see a woman hang up her washing: with the first sheet {a.clause}, with the second {b.clause}, with the shirts "
    "{c.clause}, and with the socks, last but not least, {d.clause}.",
    "We see a woman take down her washing; while she folds it {d.clause}, yet earlier, as she puts it out to dry, "
    "{a.clause}, and all the time it hangs there {b.clause} and then {c.clause}.",
    "Whenever {a.clause}, {b.clause}; whenever that happens, {c.clause}; and whenever all three have had their turn, "
    "{d.clause}.",
    "{a.noun} may go first and {d.noun} last; {c.noun} must wait for {b.noun} to be over.",
    "Some time before {d.noun}, which will end the night, {b.clause} because of {a.noun}, and {c.clause} because of "
    "all that.",
    "{a.clause}, somebody yawns, {b.clause}, somebody else yawns, {c.clause}, by now they are all yawning, and they "
    "fall asleep as {d.clause}.",
    "As they all fall asleep, {d.clause}; the first of them yawns at {a.noun}, the second at {b.noun}, the third at "
    "{c.noun}.",
    "{a.clause} while a boy ties his left shoe, {b.clause} while he ties the right one, {c.clause} as he gets up, "
    "{d.clause} as he looks around, and {e.clause} before he has made up his mind where to go.",
    "Before a boy has made up his mind where to go, {e.clause}; as he ties his shoes, left and right, {a.clause} and "
    "{b.clause}, and when he gets up and looks around, {c.clause} and {d.clause}.",
    "A family are having a picnic to {a.noun}. The salad comes with {b.noun}, the cake is interrupted by {c.noun}, "
    "followed in turn by {d.noun}, and while they shake out the blanket {e.clause}.",
    "{e.clause} while a family shake out their blanket; they have by then eaten their salad to {a.noun}, their cheese "
    "to {b.noun}, their cake to {c.noun}, and have looked at the clouds during {d.noun}.",
    "First comes {a.noun} and only after a pause {b.noun}; this sets off {c.noun}, that in turn sets off {d.noun}, "
    "and to everyone's relief it all ends with {e.noun}.",
    "To everyone's relief it ends with {e.noun}, previously set off by {d.noun}, previously set off by {c.noun}, "
    "before which, quite unconnected, we hear {a.noun} and, a bit later, {b.noun}.",
    "{b.clause} after {a.clause}, {d.clause} after {c.clause}, the second two well after the first two, and "
    "{e.clause} when no one is left to hear it.",
    "Until {b.clause}, {a.clause}; until {d.clause}, {c.clause}; from then on {e.clause}.",
    "In the middle of the night {c.clause}. Before bedtime, {a.clause} and then {b.clause}; towards dawn, {d.clause}; "
    "and by the time the milk is on the table, {e.clause}.",
    "By the time the milk is on the table {e.clause}, towards dawn {d.clause}, in the dead of night {c.clause}, "
    "around bedtime {b.clause}, and as the sun goes down {a.clause}.",
    "While {a.clause}, a man waits for his sister; she arrives as {b.clause}, they hug as {c.clause}, she leaves as "
    "{d.clause}, and he waits again as {e.clause}.",
    "A man waits once more for his sister as {e.clause}, for she has left during {d.noun}; she arrives, of course, "
    "before that, as {a.clause}, and they hug as {b.clause}, and sit down together as {c.clause}.",
    "The moment {a.clause}, a lamp goes on; {b.clause}, which makes a second one go on; {c.clause}, so there is a "
    "third; they all go out when {d.clause}, and in the dark {e.clause}.",
    "In the dark, at last, {e.clause}; what makes all three lamps go out is {d.noun}, and what makes them go on, one "
    "by one, is first {a.noun}, second {b.noun} and third {c.noun}.",
    "A judge counts out loud what he has heard: before lunch {a.noun} and {b.noun}, during lunch {c.noun}, and "
    "following lunch {d.noun}, {e.noun} and, last but not least, {f.noun}.",
    "Following lunch they get {d.noun}, then {e.noun}, eventually {f.noun}; prior to lunch, {a.noun} and soon "
    "{b.noun}; and lunch itself can't be enjoyed because of {c.noun}.",
    "{a.clause}, and thereupon {b.clause}; a woman takes off her bracelet; {c.clause}, and in reply {d.clause}; she "
    "puts it on again; {e.clause}, and at the very end {f.clause}.",
    "{b.clause}, having been set off by {a.noun}; {d.clause}, having been set off by {c.noun}; and finally "
    "{f.clause}, having been set off by {e.noun}.",
)
