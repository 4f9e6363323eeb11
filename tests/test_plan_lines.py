"""Texts that are nearly a plan: other lines are neither read as lengths nor silently lost."""
from __future__ import annotations

import pytest

from audiostory_core.story_text import read_plan_text

READ = [
    ("2.5 s rain\n1.25 sec. a dog", [("rain", 2.5), ("a dog", 1.25)]),
    ("2.5 rain\n1.25 secret steps\n", [("rain", 2.5), ("secret steps", 1.25)]),
    ("4 rain falls\n5 a dog barks\n6 wind howls\nTotal: 15",
     [("rain falls", 4.0), ("a dog barks", 5.0), ("wind howls", 6.0)]),
    ("4 rain falls\n5 a dog barks\n6 wind howls\n**Total: 15**",
     [("rain falls", 4.0), ("a dog barks", 5.0), ("wind howls", 6.0)]),
    ("4 rain falls\n5 a dog barks\n6 wind howls\n15 total",
     [("rain falls", 4.0), ("a dog barks", 5.0), ("wind howls", 6.0)]),
    ("4 rain falls\n5 a dog barks\n6 wind howls\nSeed: 42",
     [("rain falls", 4.0), ("a dog barks", 5.0), ("wind howls", 6.0)]),
    ("Total: 15\n\n4 rain falls\n5 a dog barks\n6 wind howls\n",
     [("rain falls", 4.0), ("a dog barks", 5.0), ("wind howls", 6.0)]),
    ("4 rain falls\n5 a dog barks\n6 wind howls\n4 + 5 + 6 = 15 seconds",
     [("rain falls", 4.0), ("a dog barks", 5.0), ("wind howls", 6.0)]),
    ("3 events:\n\n4 rain falls\n5 a dog barks\n6 wind howls\n",
     [("rain falls", 4.0), ("a dog barks", 5.0), ("wind howls", 6.0)]),
    ("4 rain falls\n5 a dog barks\n6 wind howls\n3 things to keep in mind:",
     [("rain falls", 4.0), ("a dog barks", 5.0), ("wind howls", 6.0)]),
    ("4 rain falls\n5 a dog barks\n6 wind howls\n= 15",
     [("rain falls", 4.0), ("a dog barks", 5.0), ("wind howls", 6.0)]),
    ("Rain (start 0 s, end 4 s)\nDog (start 4 s, end 9 s)", [("Rain", 4.0), ("Dog", 5.0)]),
    ("rain between 0 s and 4 s\ndog between 4 s and 9 s", [("rain", 4.0), ("dog", 5.0)]),
    ("0 s: rain (until 4 s)\n4 s: dog (until 9 s)", [("rain", 4.0), ("dog", 5.0)]),
    ("с 0 по 4 секунду: дождь\nс 4 по 9 секунду: собака", [("дождь", 4.0), ("собака", 5.0)]),
    ("第0-4秒：雨\n第4-9秒：犬", [("雨", 4.0), ("犬", 5.0)]),
    ("Scene 3-5 s: rain\nScene 5-8 s: dog", [("rain", 2.0), ("dog", 3.0)]),
    ("6 s: Rain with a 2 s fade\n3 s: Dog", [("Rain with a 2 s fade", 6.0), ("Dog", 3.0)]),
    ("Bell tolls with a 3-second decay (6 s)\nDog (3 s)", [("Bell tolls with a 3-second decay", 6.0), ("Dog", 3.0)]),
    ("6 s – A man coughs after a 2 second pause\n3 s - dog",
     [("A man coughs after a 2 second pause", 6.0), ("dog", 3.0)]),
    ("6 s : pluie, puis une pause de 2 s\n3 s : chien", [("pluie", 6.0), ("chien", 3.0)]),
    ("Radio news at 7:30 (5 s)\nDog (3 s)", [("Radio news at 7:30", 5.0), ("Dog", 3.0)]),
    ("A 10-second rain\nA 3-second dog bark", [("A rain", 10.0), ("A dog bark", 3.0)]),
    ("Rain (10 s)\n  - drop after 2 s\n  - thunder after 5 s\n  - gust after 8 s\nDog (5 s)",
     [("Rain", 10.0), ("Dog", 5.0)]),
    ("1. Rain (4 s)\n2. Note: piano C4 rings (5 s)\n3. Door opens (3 s)",
     [("Rain", 4.0), ("Note: piano C4 rings", 5.0), ("Door opens", 3.0)]),
    ("4 s rain\n+5 s dog", [("rain", 4.0), ("dog", 5.0)]),
    ("4 ½ s rain\n3 s dog", [("rain", 4.5), ("dog", 3.0)]),
    ("| Time | Sound | Duration |\n|---|---|---|\n| 0:00 | rain | 4 s |\n| 0:10 | dog | 3 s |",
     [("rain", 4.0), ("dog", 3.0)]),
    ("Duration: 4 s\nSound: rain\nSound: wind\n\nDuration: 5 s\nSound: dog", [("rain, wind", 4.0), ("dog", 5.0)]),
    ("4s rain | 3s dog | 5s cat", [("rain", 4.0), ("dog", 3.0), ("cat", 5.0)]),
    ("rain (4s) dog (3s) cat (5s)", [("rain", 4.0), ("dog", 3.0), ("cat", 5.0)]),
    ("(4s) rain (3s) dog (5s) cat", [("rain", 4.0), ("dog", 3.0), ("cat", 5.0)]),
    ("rain 4s, dog 3s, cat 5s", [("rain", 4.0), ("dog", 3.0), ("cat", 5.0)]),
    ("1. rain (4s) 2. dog (3s) 3. cat (5s)", [("rain", 4.0), ("dog", 3.0), ("cat", 5.0)]),
    ("rain (4s) & dog (3s)", [("rain", 4.0), ("dog", 3.0)]),
    ("rain 4 s / dog 3 s", [("rain", 4.0), ("dog", 3.0)]),
    ("4 s rain, then 3 s dog, then 5 s cat", [("rain", 4.0), ("dog", 3.0), ("cat", 5.0)]),
    ("4 rain<br>5 dog<br>3 cat", [("rain", 4.0), ("dog", 5.0), ("cat", 3.0)]),
    ("{\"rain\":\"4s\",\"dog\":\"3s\"}", [("rain", 4.0), ("dog", 3.0)]),
    ("rain for 4 s, then a dog for 3 s", [("rain", 4.0), ("a dog", 3.0)]),
    ("```\n4 rain\n```\nand\n```\n3 dog\n```", [("dog", 3.0)]),
    ("seconds,sound\n4,rain\n5,dog, soft\n6,cat", [("rain", 4.0), ("dog, soft", 5.0), ("cat", 6.0)]),
    ("Sound,Seconds\nrain, heavy,4\ndog,3\ncat,2\ncow,5", [("rain", 4.0), ("dog", 3.0), ("cat", 2.0), ("cow", 5.0)]),
    ("Draft:\n4 rain\n3 dog\n5 cat\n\nThat is 12, need 14. Revised:\n4 rain\n4 dog\n6 cat",
     [("rain", 4.0), ("dog", 4.0), ("cat", 6.0)]),
    ("sixty-five seconds: rain\n3 s: dog", [("rain", 65.0), ("dog", 3.0)]),
    ("start;end;sound\n0;120;rain\n120;300;dog", [("rain", 120.0), ("dog", 180.0)]),
    ("Rain (6 s, fade out 2 s)\nDog (3 s)", [("Rain (fade out 2 s)", 6.0), ("Dog", 3.0)]),
    ("6 s - Rain (2 s fade)\n3 s - Dog", [("Rain (2 s fade)", 6.0), ("Dog", 3.0)]),
    ("[0:00] rain\n[0:04] pause\n[0:09] dog\n[0:12]", [("rain", 4.0), ("dog", 3.0)]),
    ("**Scene 1**\n- Duration: 6 s\n- Sound: Rain falls\n\n**Scene 2**\n- Duration: 3 s\n"
     "- Sound: A dog barks",
     [("Rain falls", 6.0), ("A dog barks", 3.0)]),
    ("Scene one: rain (4 s)\nScene two: dog (3 s)", [("rain", 4.0), ("dog", 3.0)]),
    ("5 rain\n3 a 10 ton truck passes\n4 wind", [("rain", 5.0), ("a 10 ton truck passes", 3.0), ("wind", 4.0)]),
    ("0:00 rain\n0:04 dog\nEnds at 0:09", [("rain", 4.0), ("dog", 5.0)]),
    ("0s rain\n4s dog\n9s end", [("rain", 4.0), ("dog", 5.0)]),
    ("| Seconds | Sound |\n|---|---|\n| 0-4 | rain |\n| 4-9 | dog |", [("rain", 4.0), ("dog", 5.0)]),
    ("0.0 - 4.0: rain\n4.0 - 9.0: dog", [("rain", 4.0), ("dog", 5.0)]),
    ("rain from 0:00 to 0:04\ndog from 0:04 to 0:09", [("rain", 4.0), ("dog", 5.0)]),
    ("Start: 0:00 | End: 0:04 | Sound: rain\nStart: 0:04 | End: 0:09 | Sound: dog", [("rain", 4.0), ("dog", 5.0)]),
    ("| 0:00 | rain |\n| 0:09 | end |", [("rain", 9.0)]),
    ("4 SFX: rain\n3 🌧️ dog\n2 [SFX] cat", [("rain", 4.0), ("dog", 3.0), ("cat", 2.0)]),
    ("First birds of dawn (6 s)\nDog (3 s)", [("First birds of dawn", 6.0), ("Dog", 3.0)]),
    ("4 seconds: rain (duration: 4 s)\n3 seconds: dog (duration: 3 s)", [("rain", 4.0), ("dog", 3.0)]),
    ("0:00 - 0:04 | 4 s | rain\n0:04 - 0:09 | 5 s | dog", [("rain", 4.0), ("dog", 5.0)]),
    ("4 rain falls\n  on a tin roof\n5 a dog barks", [("rain falls on a tin roof", 4.0), ("a dog barks", 5.0)]),
]
REFUSED = [
    ("6 rain\n4 a dog barks\nan owl hoots", "stands among the clips"),
    ("6 rain\n\n4 a dog barks\n\nan owl hoots", "stands among the clips"),
    ("0:00-0:04 rain\n0:04-0:06 a dog\nan owl", "stands among the clips"),
    ("0:00-0:05 rain\n0:05-0:08 dog\n0:08-0:12 cat\n0:12 wind (6 s)", "not as the clips around"),
    ("0:00-0:05 rain\n0:05-0:08 dog\n0:08-0:12 cat\nwind (6 s)", "not as the clips around"),
    ("0:00-0:05 rain\n0:05-0:08 dog\n0:08-0:12 cat\n0:12+ wind", "not as the clips around"),
    ("1. Rain (4 s)\n2. Dog (5 s)\nCat (3 s)", "not as the clips around"),
    ("* Rain (4 s)\n* Dog (5 s)\n   * Cat (3 s)\n* Bird (2 s)", "not as the clips around"),
    ("5±1 s rain\n3 s dog", "is a limit or a sum"),
    ("up to 5 s rain\n3 s dog", "is a limit or a sum"),
    ("5 or 6 s rain\n3 s dog", "is a limit or a sum"),
    ("between 5 and 6 s rain\n3 s dog", "is a spread"),
    ("4 rain falls\n\n5 a dog barks\n\nwind howls\n\n6 owl", "stands among the clips"),
    ("0:00-0:04 rain\n\n0:04-0:09 dog\n\nthunder\n\n0:09-0:12 owl", "stands among the clips"),
    ("0:00-0:04 rain\n0:04 dog", "says no end"),
    ("1. 0:00-0:04 rain\n2. 0:04-0:09 dog\n3. 0:09 cat", "says no end"),
    ("Sound: rain\nDuration: 4 s\n\nSound: dog\n\nSound: cat\nDuration: 5 s", "stands among the clips"),
    ("- Sound: rain\n  Duration: 4 s\n- Sound: dog\n- Sound: cat\n  Duration: 5 s", "stands among the clips"),
    ("48 frames: rain\n24 frames: dog", "a time only with a frame rate"),
    ("-4 s: rain\n5 s: dog", "is negative"),
    ("rain: 4 s (cumulative: 4 s)\ndog: 5 s (cumulative: 9 s)", "write one line a clip"),
    ("Rain (3 x 2 s)\nDog (3 s)", "is a limit or a sum"),
    ("[0:00] rain\nthunder rolls\n[0:04] dog\n[0:09]", "stands among the clips"),
    ("{0}{0}5\n{0}{48}rain", "Framerate was not"),
    ("25 fps\n00:00:00:00 - 00:00:01:02,5 rain", "write whole frames"),
    ("Rain (max 5 s)\nDog (3 s)", "is a limit or a sum"),
]


@pytest.mark.parametrize(("text", "clips"), READ, ids=lambda value: str(value)[:40])
def test_a_line_is_read_whole(text, clips):
    assert [(clip.caption, clip.seconds) for clip in read_plan_text(text).clips] == clips


@pytest.mark.parametrize(("text", "words"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_is_not_sure_is_refused(text, words):
    with pytest.raises(ValueError) as caught:
        read_plan_text(text)
    assert words in str(caught.value)


@pytest.mark.parametrize(("text", "note"), [
    ("5s rain\n3s dog\n2 a tram", "line 3 was taken for talk: '2 a tram'"),
    ("4 rain\n5 a dog\n6 wind\n30 would be too long.", "line 4 was taken for talk: '30 would be too long.'"),
    ("Draft:\n4 rain\n3 dog\n5 cat\n\nRevised:\n4 rain\n4 dog\n6 cat", "lines 2 to 4 were taken for an earlier draft"),
    ("```\n4 rain\n```\nand\n```\n3 dog\n```", "the block in lines 2 to 2 was passed over; the last block counts"),
    ("Rain (1 hour 5 minutes)\nDog (3 s)", "line 1 lasts 3900 s; if the text counts in milliseconds"),
])
def test_what_is_passed_over_is_said(text, note):
    assert note in "\n".join(read_plan_text(text).notes)


def test_a_number_of_any_size_is_refused_by_name():
    with pytest.raises(ValueError, match="clip 1: its length is inf"):
        read_plan_text('[{"sound": "rain", "seconds": 1' + "0" * 400 + "}]")
