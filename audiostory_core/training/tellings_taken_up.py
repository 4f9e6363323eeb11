"""Sentences with slots: in which what was heard is taken up again; see tellings.py."""
from __future__ import annotations

TAKEN_UP = (
    "{a.clause}. As soon as it's gone, {b.clause}.",
    "{a.clause}, and once that is over and done with, {b.clause}",
    "{a.clause}. It stops dead. In the pause that follows, {b.clause}.",
    "{a.clause}. No sooner is it past than {b.clause}.",
    "{a.clause}; it has hardly begun when {b.clause}",
    "first {a.noun}, that dies down, and now {b.noun}",
    "I want {a.noun}, and the second it's gone I want {b.noun}",
    "{a.clause}, which does not last. {b.clause}.",
    "{a.clause}. That doesn't last long, and what comes instead is {b.noun}.",
    "{a.clause}, it breaks off, and {b.clause}",
    "{a.noun} first, and {b.noun} while it's still going",
    "{a.clause}. It is still going when {b.clause}.",
    "{a.clause}. This sets off {b.noun}.",
    "{a.clause}. In answer to it, {b.clause}.",
    "{a.clause}. The racket over, {b.clause}.",
    "{a.clause}. This done, {b.clause}.",
    "{a.clause}. After the last of it, {b.clause}.",
    "{a.clause}. Not before it has stopped completely, {b.noun} as well.",
    "{a.clause}. Only when it has fallen silent do we get {b.noun}.",
    "{a.noun}, wait for it to finish, {b.noun}",
    "{a.noun}, let it run its course, then {b.noun}",
    "{a.noun}. That over, {b.noun}.",
    "can you do {a.noun} and, when you're through with that, {b.noun}",
    "{a.clause}. Just as you think that was all, {b.clause}.",
    "{a.clause}. The noise hasn't quite gone when {b.clause}.",
    "{a.clause}. The sound of it is still in our ears when {b.clause}.",
    "{a.clause}. All that goes on for a while, and when it no longer does, {b.clause}.",
    "{a.clause}. At some point it doesn't any more, and {b.clause}.",
    "{a.clause}. Halfway through it, {b.clause}.",
    "{a.clause}. On top of that, {b.clause}.",
    "{a.clause}. Into the silence it leaves behind comes {b.noun}.",
    "{a.clause}. It gets weaker, it gets weaker still, it isn't there any longer. {b.clause}.",
    "{a.clause}. A few seconds of that will do, after which {b.noun}, please.",
    "{a.clause}. That's for the first half. For the second half, {b.noun}.",
    "{a.clause}, then that quits and {b.clause}",
    "{a.clause}. When it finally gives up, {b.clause}.",
    "{a.clause}. The moment it lets up, {b.clause}.",
    "{a.clause}; it has to end some time, and when it does, {b.clause}",
    "{a.clause}. Having had enough of that, we cut to {b.noun}.",
    "{a.clause}. It's over. {b.clause}. That's over too.",
    "{a.clause}. Three seconds after the end of it, {b.clause}.",
    "{a.clause}. The same goes on while, from further off, {b.clause}.",
    "{a.clause}. This keeps up, and against it you can make out {b.noun}.",
    "{a.clause}. Under cover of the noise a boy slips out of the house; once it's safe and still, {b.clause}.",
    "{a.clause}. My grandmother waits until it has passed, crosses herself, sits down, and {b.clause}.",
    "{a.clause}. A man at the window counts to ten, and when it's still not over he counts to twenty; at nineteen it "
    "is. {b.clause}.",
    "{a.clause}, and the whole class turns round. Hardly has that been dealt with when {b.clause}.",
    "{a.clause}. The waiter stands there with his tray until it has had its say, as he puts it. Then he sets down the"
    " soup, and {b.clause}.",
    "The travellers listen to {a.noun}. When that too has died away, like everything else that day, {b.clause}.",
    "We hear {a.noun}. So much for that. Now we hear {b.noun}.",
    "To begin with, {a.noun}. When no more of that is to be heard, {b.noun}.",
    "It all starts with {a.noun}. Let that go on, and while it does, add {b.noun}.",
    "Last night {a.past}. It had barely ended when {b.past}.",
    "{a.past}, and for a good while that was all. Then it wasn't: {b.past}.",
    "{a.past}. By the time it was over, nobody could sleep, and that is when {b.past}.",
    "{a.past}. It went on until midnight. In the hush afterwards {b.past}.",
    "{a.past}. No one did anything about it, so it had to stop by itself, which it did, and {b.past}.",
    "{a.past}, the last of it fading behind the hill, and {b.past}.",
    "{a.past}. My father swore it would never end. When it did, {b.past}.",
    '{a.past}. "There it goes again," wrote my aunt in her diary, and under that, once it had gone: "{b.noun}!"',
    "She lay awake because {a.past}. When it had ceased she lay awake because it had ceased, and so she was the only "
    "one to notice that {b.past}.",
    "Once {a.past} I thought the night was ruined, but it didn't go on for long, and what followed it was only "
    "{b.noun}.",
    "The sentry had just got used to {a.noun} when there was no more of it. Five minutes without, and {b.past}.",
    "It took ages for {a.noun} to die away. It had, by the time {b.past}.",
    "The moment it's over, {a.noun} I mean, {b.clause}.",
    "No sooner has it come to a stop, that endless disturbance, {a.noun}, than {b.clause}.",
    "After it has finished at last (we are talking about {a.noun}), {b.clause}.",
    "While it lasts, nobody in the tent lifts a finger: {a.clause}. Once it doesn't, they light the lamp, and "
    "{b.clause}.",
    "As a reply to {a.noun}, and it doesn't take long to come, that reply, {b.clause}.",
    "{a.clause}. Somebody somewhere hears it and can't leave it unanswered: {b.clause}.",
    "{a.clause}, whereupon, as if that had been the signal, {b.clause}",
    "{a.clause}. As though this weren't bad enough, {b.clause}.",
    "{a.clause}. And what does that bring on? {b.noun}.",
    "{b.clause}. This is in answer to {a.noun}.",
    "{b.clause}, and what set that off was {a.noun}",
    "{b.clause}. It comes right after {a.noun}, as soon as that is gone.",
    "{b.clause}, but not until {a.clause} and it has come to an end",
    "{b.clause}, though only after the last of {a.noun}",
    "{b.noun} please, but only once this is over: {a.noun}",
    "{b.noun}, starting exactly when the sound before it stops, that sound being {a.noun}",
    "Don't bring in {b.noun} yet. First {a.clause}. Let that finish. Now you may.",
    "{b.clause}. By which time {a.noun} can no longer be heard.",
    "{b.clause}. Up to then {a.past}, and it took a long time to stop.",
    "I'd like to finish on {b.noun}. What I'd like before that, and it must be well over by then, is {a.noun}.",
    "{b.clause} in the pause that follows {a.noun}",
    "{b.clause}. It had to wait its turn, though, for until just now {a.past}.",
    "{b.past}. That could only be heard because it had gone quiet: earlier, {a.past}, and while it did, nothing else "
    "stood a chance.",
    "{b.past}. What had been going on before that, and had stopped a moment earlier, was {a.noun}.",
    "{b.past}, but by then it was long over, the thing that had woken us, {a.noun}.",
    "{b.clause}, and hardly any time has gone by since {a.clause}, which is over now",
    "{b.clause}. This interrupts {a.noun}, which must be there from the start.",
    "{b.clause} while the same thing goes on that has been going on all evening: {a.noun}",
    "{b.clause}. Behind it, and there long before it, {a.noun}.",
    "The end of the clip: {b.noun}. The start of the clip: {a.noun}. The one takes over when the other is done.",
    "Put {b.noun} after {a.noun}. Leave a gap between the two, so that the one is really over when the other begins.",
    "{b.clause}. That would never have happened if it hadn't been for what came before it: {a.noun}.",
    "You get {b.noun} when you have sat through {a.noun}, not before it has stopped, and not a second later.",
    "Not before it has grown still after {a.noun} can one hear {b.noun}.",
    "{b.clause}, now that it's done with, all that business of {a.noun}",
    "The shepherd pays no heed when {b.clause}. It was different an hour ago, when {a.past}; that had him on his "
    "feet, and he stayed on them until it was past.",
    "A widow, alone at a long table, folds her napkin, for {b.clause}. She had been waiting for that since the soup, "
    "or rather since it ended, {a.noun}, with which the meal began.",
    "He had only come downstairs on account of {b.noun}. What came earlier, {a.noun}, he had slept through from the "
    "first of it to the last.",
    "{b.past}; so ended the evening. It had opened with {a.noun}, but that was over before the lamps were lit.",
    "Nobody had expected {b.noun} so soon: {a.past}, that was scarcely over, and already the next thing was upon us.",
    "{b.clause}! And we were so relieved when it stopped, {a.noun}!",
    "At the close of the page, {b.clause}; at the top of it, {a.clause}, and somewhere around the middle that comes "
    "to an end.",
    "It is {b.noun} that the lighthouse keeper notes down first, though not what he heard first: that was {a.noun}, "
    "and it was gone before he found his pencil.",
    "{b.noun} second, when it has gone quiet again after the first sound, which is {a.noun}",
    "As for {b.noun}, that is only the reaction. The thing it reacts to is {a.noun}.",
    "{b.clause}, a minute after {a.past}; in between, when that had stopped, there was nothing at all",
    "{a.clause}. As soon as it's gone, {b.clause}. As soon as that's gone too, {c.clause}.",
    "{a.clause}. Once it's finished, {b.clause}, and once that's finished, it's {c.noun}.",
    "{a.clause}. No sooner is it past than {b.clause}, and no sooner is this past than {c.clause}.",
    "{a.clause}. It breaks off, and {b.clause}. And when that too has died away, {c.clause}.",
    "first {a.noun}, when that's done {b.noun}, when that's done {c.noun}",
    "{a.noun}. Stop. {b.noun}. Stop that too. {c.noun}.",
    "{a.clause}, which does not last, then {b.clause}, which doesn't either, and then {c.clause}, which does",
    "{a.clause}. This sets off {b.noun}, and in the pause that follows, {c.noun}.",
    "{a.clause}. In answer to it, {b.clause}. With both of them over, {c.clause}.",
    "{a.clause}. The same goes on while {b.clause}. Only when it's all over do we hear {c.noun}.",
    "{a.clause}. It's still going when {b.clause}, and both are still going when {c.clause}.",
    "{a.clause}; it has hardly begun when {b.clause}; that has hardly begun when {c.clause}",
    "{a.clause}. The noise over, {b.clause}. That noise over as well, {c.clause}.",
    "{a.clause}. After the last of it, {b.clause}, and after the last of that, {c.clause}.",
    "{a.clause}. That dies down and {b.clause}. That dies down and {c.clause}.",
    "can I have {a.noun}, and after that's stopped, {b.noun}, and shortly before that stops, {c.noun}",
    "{a.clause}. This done, {b.noun}. This done too, {c.noun}, and with that we are done altogether.",
    "{a.clause}. In the middle of it, {b.clause}. After all that, {c.clause}.",
    "{a.clause}, and while that goes on {b.clause}, and when none of it goes on any more {c.clause}",
    "To begin with, {a.noun}. It grows and grows, and when it can grow no more, {b.noun}. Only after that has calmed "
    "down, {c.noun}.",
    "{a.clause}. So far so good. It ends. {b.clause}. Not so good. It doesn't end. It is still with us when "
    "{c.clause}.",
    "{a.clause}. Count to five once it's over. {b.clause}. Count to five again. {c.clause}.",
    "{a.clause} and does so only briefly, or it seems brief to us; {b.clause}, and this takes longer; {c.clause}, and"
    " that takes longest of all",
    "It opens with {a.noun}. When you've had your fill of that, {b.noun}. When you've had your fill of that as well, "
    "{c.noun}.",
    "{a.clause}. By the time it's over, the soup is cold. {b.clause}. By the time that's over, the guests have gone, "
    "and the cook sits down to {c.noun}.",
    "A nurse looks up as {a.clause}. It passes. She looks up again as {b.clause}. It passes too. The third time, as "
    "{c.clause}, she goes on writing.",
    "{a.clause}, and a boy puts his fingers in his ears. When he thinks it must be over he takes them out, and it is;"
    " but then {b.clause}, and in they go again, and he does not take them out until {c.clause}.",
    "The two old men on the bench agree to wait until it's over: {a.clause}. It is over. They pick up their cards. "
    "{b.clause}. They put down their cards, and when that has run its course they only look at each other, for "
    "{c.clause}.",
    "{a.clause}. \"That was nothing,\" says the guide, when it's gone. {b.clause}. \"Nor was that.\" It goes. "
    "{c.clause}. The guide says no more.",
    "The sexton had been told to start as soon as it was quiet. {a.past}, so he waited for the end of it. Scarcely "
    "had it come when {b.past}, so he waited for the end of that, and then, of course, {c.past}.",
    "{a.past}, but not for long. {b.past}, for rather longer. Once that too had ceased, {c.past}, and nobody could "
    "tell me how long that went on.",
    "Last summer, on the island, {a.past}. It was hardly over when {b.past}, and it was this, not the other, that was"
    " answered by {c.noun}.",
    "{a.past}. It stopped when we stopped listening. {b.past}. It stopped too. We had our coats on already when "
    "{c.past}.",
    "{a.past}, and it was in the lull after it that {b.past}, and in the lull after that, the last of the day, that "
    "{c.past}.",
    "When {a.past}, we thought: let it. When it was over and {b.past}, we thought: let that too. But {c.past} next, "
    "and there was no more letting.",
    "Uncle Pavel held up a hand until it had gone by, {a.noun}. He lowered it. {b.past}. Up went the hand, and stayed"
    " up until it was quiet. Down again. {c.past}.",
    "The first thing is {a.noun}. The next, starting just when that leaves off, {b.noun}. The last, starting well "
    "before that leaves off, {c.noun}.",
    "{a.clause}. It fades. In its place, {b.noun}. That fades. In place of that, {c.noun}.",
    "{a.clause}. What does that lead to? {b.noun}. And that, once it's spent? {c.noun}.",
    "{a.clause}, period. {b.clause}, likewise. Then, both being a thing of the past, {c.clause}.",
    "{a.clause}. Either it stops by itself or somebody stops it, at any rate it stops. {b.clause}. This nobody can "
    "stop, and over it we hear {c.noun}.",
    "{a.noun}, and as that's petering out, {b.noun}, and as that's petering out, {c.noun}",
    "{a.clause}. Seconds later it's gone. Seconds after that, {b.clause}. That's gone as well, seconds later, and all"
    " that remains is {c.noun}.",
    "{a.clause}. A pause. {b.clause}. Again a pause, longer than the one before. {c.clause}. No pause any more, "
    "that's the end.",
    "No one moves while it lasts, {a.noun}. When it's over everyone does, and in all the confusion {b.clause}, and "
    "that over as well, {c.clause}.",
    "{a.clause}. Not before it has let up does the bride appear. {b.clause}. Not before this has let up as well does "
    "the groom. {c.clause}, and they are married.",
    "{a.clause}. That's scene one. Scene two begins once it's fully gone: {b.noun}. Scene three begins with scene two"
    " still going: {c.noun}.",
    "please do {a.noun} till it's annoying, then cut it, then {b.noun} till that's annoying, cut that, then {c.noun}",
    "Only if it stays quiet after {a.noun} can the hunters come down from the ridge. It does. They do. {b.clause}, "
    "then it's quiet once more, and then {c.clause}.",
    "{a.clause}; it isn't over yet, and {b.clause}; now it is over, both things are, and {c.clause}",
    "{a.clause}. You'd think that was that. But {b.clause}, and you'd think that was that. But {c.clause}, and it is.",
    "{a.clause}. It has a long way to come and a long way to go, and when it's gone it, {b.clause}. That has nowhere "
    "to go and goes on while {c.clause}.",
    "They let {a.noun} pass. They let {b.noun} pass, which came right on top of it. And when all of that had passed "
    "came {c.noun}, and they couldn't let it.",
    "{c.clause}. That's the end of it. It starts with {a.noun}, and when that's died down there's {b.noun}.",
    "{c.clause}, but not until {a.clause}, that has stopped, {b.clause}, and that has stopped as well",
    "{b.clause}, which is in answer to {a.noun}, and after the last of it, {c.clause}",
    "{b.clause}. This was set off by {a.noun}, and will itself, before it is over, set off {c.noun}.",
    "{b.clause}. It has only been possible to hear it since {a.noun} came to an end. In the pause that follows, "
    "{c.clause}.",
    "{a.clause}; as soon as it's gone, {c.clause}, but not quite as soon as that, for {b.noun} must come in between",
    "{a.clause}. Once it's over we are meant to hear {c.noun}. Before we get to that, though, {b.clause}.",
    "{c.noun} to finish with, when it's all gone quiet: first {a.noun}, and as soon as that has gone, {b.noun}",
    "{c.clause}. What went before it was {b.noun}, and what went before that, and was over when that began, was "
    "{a.noun}.",
    "{c.clause}. By which time both are long gone, {a.noun} at the beginning and {b.noun} in the middle.",
    "{c.past}. This was when the other two had fallen silent: {a.past} at dusk, and once that had ended, {b.past}.",
    "We can't have {c.noun} yet, there's {b.noun} to get through first, and we can't have that until it's over with "
    "{a.noun}.",
    "{b.past}, and hardly was it over when {c.past}. But it wasn't out of a clear sky that all this came: before the "
    "first of it, {a.past}.",
    "For the middle, {b.noun}. When it's finished, {c.noun}. And it mustn't start until the sound before it has "
    "finished, and this is {a.noun}.",
    "{b.clause}. Once that has died down, {c.clause}. Oh, I forgot, it's all meant to come after {a.noun}.",
    "{c.clause}. It's a reply. To what? To {b.noun}. And this was a reply as well, to {a.noun}.",
    "The baker's boy stops in the middle of the bridge, as {b.clause}. He had stopped once before, at the foot of it,"
    " for {a.noun}, and had gone on when it was over. Now he can't go on, for it isn't over yet when {c.clause}.",
    "What the watchman enters at four in the morning is {c.noun}. The page above it is full already. Two o'clock: "
    "{a.noun}, soon over. Three o'clock: {b.noun}, over at half past.",
    "{c.clause}, and Grandmother, who has slept through everything, opens her eyes. She missed {b.noun}, which "
    "stopped only a moment ago. She missed what that came out of, too: {a.noun}.",
    "A tailor bites off his thread, puts out the lamp and lies down; it's then that {c.clause}. With the lamp still "
    "lit he had sewn a sleeve to {a.noun} and, when there was no more of that, the other to {b.noun}.",
    "{b.past} while we were pitching the tent, which is to say after it had finally stopped, {a.noun}, on the way up."
    " That stopped too, and we were lying in the tent when {c.past}.",
    "{c.past}, when they had at last got over {b.noun}; and they'd only just got over that, because they'd had to get"
    " over {a.noun} before it.",
    "{c.noun}, once it's quiet. Which it won't be for a bit, because {a.clause}, and then, that being barely over, "
    "{b.clause}.",
    "Last comes {c.noun}. It comes when {b.noun} can't be heard any more. That, in turn, comes when you can't hear "
    "any more of the first thing, {a.noun}.",
    "{b.clause}, still going when {c.clause}; neither of them began before it was completely over, {a.noun}",
    'At the end of the letter he writes that {c.past} "after all that". By "all that" he means, as one can read '
    'further up, that {a.past} and that, when it had stopped, {b.past}.',
    "It was {c.noun} that the child asked about. Nobody knew. About {a.noun}, earlier, she had not asked, nor, when "
    "that was past, about {b.noun}.",
    "{a.clause}. As soon as it's gone, {b.clause}. That goes too. {c.clause}. And when that has gone the way of the "
    "others, {d.clause}.",
    "first {a.noun}, once that's over {b.noun}, once that's over {c.noun}, and before that's over {d.noun}",
    "{a.clause}; it has hardly begun when {b.clause}; both die away, and in the pause that follows, {c.clause}; this "
    "sets off {d.noun}",
    "{a.noun}. When it's done, {b.noun}. When it's done, {c.noun}. When it's done, {d.noun}. When it's done, so are "
    "we.",
    "{a.clause}. No sooner is it past than {b.clause}. In answer to that, {c.clause}. And all the noise having died "
    "down at last, {d.clause}.",
    "{a.clause}, which doesn't last; {b.clause}, which lasts a little; {c.clause}, which lasts and lasts; and it is "
    "still lasting when {d.clause}.",
    "{a.clause}. That over, {b.clause}. The same goes on while {c.clause}. Only when neither goes on any longer, "
    "{d.clause}.",
    "{a.clause}. It breaks off, and {b.clause}. It breaks off, and {c.clause}. It doesn't break off, not this time, "
    "and {d.clause} all the same.",
    "Part one is {a.noun}. After the last of it comes part two, {b.noun}. Halfway through this comes part three, "
    "{c.noun}. Let all of it end. Part four, {d.noun}.",
    "Four days on the mountain, and each with something new. Monday, {a.noun}; it was gone by nightfall. Tuesday, "
    "{b.noun}; gone by noon. Wednesday, {c.noun}, and it wasn't gone yet when Thursday brought {d.noun}.",
    "{a.past}, and hardly had that ended when {b.past}. We waited for the end of it. It came. We waited for something"
    " else. It came: {c.past}. And after that had ended as well, when we were waiting for nothing whatever, {d.past}.",
    "A magician makes things vanish, one after another. He waves his hat at {a.noun}, and it's gone. He waves it at "
    "{b.noun}, gone. At {c.noun}, gone. He puts the hat on and bows, and then there's {d.noun}, for which he has no "
    "trick.",
    "{a.clause}. The professor waits until it's quiet, and picks up the chalk. {b.clause}. He waits until it's quiet."
    " {c.clause}. He waits, but it doesn't get quiet, so he picks up the chalk anyhow, and it's then that {d.clause}.",
    "{a.clause}. While it's on, nobody goes out. {b.clause}. While that's on, nobody comes in. {c.clause}. By the "
    "time this is off again, it's evening, and the last thing they get is {d.noun}.",
    "She slept through {a.noun}. She slept through what followed once it was past, {b.noun}. She slept through what "
    "that brought on, {c.noun}. What she didn't sleep through was the stillness after it all, and she was wide awake "
    "for {d.noun}.",
    "{a.clause}. A short one, that. {b.clause}. Short again. {c.clause}. Not so short. When at long last it's over, "
    "{d.clause}, to go out on.",
    "in this order, each one starting as the one before it stops: {a.noun}, {b.noun}, {c.noun}, {d.noun}",
    "Wait till they've had their turn, {a.noun} and right after it {b.noun}. When the last of that has faded, "
    "{c.noun}. And as for {d.noun}, bring that in when nothing else is left.",
    "It hadn't lasted, {a.noun}, and neither had {b.noun}, which came straight after it. It was in the calm after "
    "these two that {c.past}, and in the calm after the three of them that {d.past}.",
    "{d.clause}. That's last. The rest is over by then: {a.noun}, then, when it had passed, {b.noun}, then, when that"
    " had, {c.noun}.",
    "{b.clause}. It's in answer to {a.noun}. Then all is quiet. {d.clause}. It's in answer as well, namely to "
    "{c.noun}, which broke the quiet.",
    "{c.clause}, and when it's over, {d.clause}; but that's the second half, and the first half goes like this: "
    "{a.clause}, and when it's over, {b.clause}.",
    "{d.noun}, but only when it's quiet after {c.noun}, and that only when it's quiet after {b.noun}, and that only "
    "when it's quiet after {a.noun}",
    "{b.clause}, though not before it has stopped, {a.noun}. When this has stopped in its turn, {d.clause}, though "
    "not before it has been and gone, {c.noun}.",
    "{d.past}, and that was what the neighbours complained of. They had said nothing when {a.past}. It was soon over."
    " They'd said nothing when, in the silence after it, {b.past}. They'd said nothing even when that was followed by"
    " {c.noun}.",
    "{c.clause}, this having been set off by {b.noun}, and this by {a.noun}. When the whole chain of things has come "
    "to rest, {d.clause}.",
    "The postman brings the last parcel up the hill at five, and {d.clause}. The one at noon he carried up to "
    "{b.noun} and, that having ceased, down again to {c.noun}. And in the morning, when there was no parcel yet, it "
    "had been {a.noun}.",
    "{a.clause}. Skip ahead to when it's all over: {d.clause}. Now back to what we skipped. As soon as the first was "
    "gone, {b.clause}, and as soon as that was, {c.clause}.",
    "{b.clause}. Before that, {a.clause}, but it's over now. {d.clause}. Before that, and after the other two, "
    "{c.clause}, but that's over now as well.",
    "Of the four, {d.noun} must wait longest, until all the others are through. {b.noun} must wait for just one of "
    "them, {a.noun}, to be out of the way. And {c.noun}? Once the first two are, but not earlier.",
)
