"""Reading plans from texts of other programs and language models, and writing them."""
from __future__ import annotations

import pytest

from audiostory_core.checks import MOST_FILE_CHARACTERS
from audiostory_core.story import StoryPlan
from audiostory_core.story_text import CUE_KINDS, llm_instruction, read_plan_text, read_story_lines, write_cues

TWO = [("Rain falls on a roof", 8.0), ("A rooster crows", 4.5)]
RAIN_DOG = [("Rain falls", 6.0), ("A dog barks", 3.0)]


def entries(text: str, **options):
    return [(clip.caption, clip.seconds) for clip in read_plan_text(text, **options).clips]


def notes(text: str) -> str:
    return "\n".join(read_plan_text(text).notes)


@pytest.mark.parametrize("text", [
    "8 Rain falls on a roof\n4.5 A rooster crows",
    "0:00-0:08 Rain falls on a roof\n0:08-0:12.5 A rooster crows",
    "Here is your story:\n\n0:00 – 0:08: Rain falls on a roof\n0:08 – 0:12.5: A rooster crows\n\nEnjoy!",
    "[00:00 - 00:08] Rain falls on a roof\n[00:08 - 00:12,5] A rooster crows",
    "1. Rain falls on a roof (8 seconds)\n2. A rooster crows (4.5 s)",
    "1) **Rain falls on a roof** - 8s\n2) **A rooster crows** - 4.5s",
    "- 8 seconds: Rain falls on a roof\n- 4.5 seconds: A rooster crows",
    "Sure! I planned 2 events.\n* 0-8s: Rain falls on a roof\n* 8-12.5s: A rooster crows",
    "Clip 1: Rain falls on a roof (duration: 8 sec)\nClip 2: A rooster crows (duration: 4.5 sec)",
    "```\n8 Rain falls on a roof\n4.5 A rooster crows\n```",
    'Of course:\n```json\n[{"caption": "Rain falls on a roof", "duration": 8}, '
    '{"caption": "A rooster crows", "duration": 4.5}]\n```\nDone.',
    '{"clips": [{"caption": "Rain falls on a roof", "seconds": 8.0}, {"caption": "A rooster crows", "seconds": 4.5}]}',
    '{"events": [{"description": "Rain falls on a roof", "start": "0:00", "end": "0:08"}, '
    '{"description": "A rooster crows", "start": "0:08", "end": "0:12.5"}]}',
    "1\n00:00:00,000 --> 00:00:08,000\nRain falls on a roof\n\n2\n00:00:08,000 --> 00:00:12,500\nA rooster crows\n",
    "WEBVTT\n\n00:00.000 --> 00:08.000\nRain falls on a roof\n\n00:08.000 --> 00:12.500\nA rooster crows\n",
    "0.000000\t8.000000\tRain falls on a roof\n8.000000\t12.500000\tA rooster crows\n",
], ids=lambda text: text[:30])
def test_one_story_in_many_words(text):
    assert entries(text) == TWO


@pytest.mark.parametrize("text", [
    "Here is a 9-second story:\n\nRain falls (6 s)\nA dog barks (3 s)\n\nTotal: 9 seconds",
    "<think>9 seconds. Rain may take 6 seconds.\n4 a draft</think>\n6 Rain falls\n3 A dog barks",
    "Rain takes 6 seconds, so 3 are left.\n</think>\n\n6 Rain falls\n3 A dog barks",
    "<think>Rain takes 6 seconds\n\n6 Rain falls\n3 A dog barks",
    "No event is longer than 10 seconds.\n\n6 Rain falls\n3 A dog barks",
    "Scene 1 — 6s\nRain falls\n\nScene 2 — 3s\nA dog barks",
    "## Scene 1 — 6s\nRain falls\n\n## Scene 2 — 3s\nA dog barks",
    "**Scene 1 (6s):** Rain falls\n**Scene 2 (3s):** A dog barks",
    "**Scene 1**\n- Duration: 6 s\n- Sound: Rain falls\n\n**Scene 2**\n- Duration: 3 s\n- Sound: A dog barks",
    "Here you go:\n6 Rain falls\n3 A dog barks",
    "1\n00:00:00,000 --> 00:00:06,000\nRain falls\n\n2\n00:00:06,000 --> 00:00:09,000\nA dog barks\n\nHope that helps!",
    "The format is\n```\nSECONDS CAPTION\n```\nand so:\n```\n6 Rain falls\n3 A dog barks\n```",
    "| # | Sound | Length |\n|---|:---:|---|\n| 1 | Rain falls | 6 s |\n"
    "|  2 |  A dog barks  | 3 s |\n| | **Total** | 9 s |",
    "a) Rain falls (6 s)\nb) A dog barks (3 s)",
    "- [x] Rain falls (6 s)\n- [ ] A dog barks (3 s)",
    "> 6 s: Rain falls\n> 3 s: A dog barks",
    "* A storm\n  - Rain falls (6 s)\n  - A dog barks (3 s)",
    "Rain falls (6 s)\nA dog barks (3 s)\nNote: fade each over 1 second.",
    "Rain falls, six seconds\nA dog barks, three seconds",
    "0:00-0:06 Rain falls\n0:06-end A dog barks\n\nTotal: 9 s",
    "0:00 Rain falls\n0:06 A dog barks\n0:09 End",
    '```json\r\n[{"caption": "Rain falls", "duration": "6 seconds"},\r\n'
    '{"caption": "A dog barks", "duration": "3 s"}]\r\n```',
    '{"title": "Storm", "clips": [{"caption": "Rain falls", "seconds": 6}, {"caption": "A dog barks", "seconds": 3}]}',
    '{"data": {"scenes": [{"sound": "Rain falls", "durationSeconds": 6}, '
    '{"sound": "A dog barks", "durationSeconds": 3}]}}',
    '{"segments": [{"start": 0, "end": 6, "text": " Rain falls"}, {"start": 6, "end": 9, "text": " A dog barks"}]}',
    '{"items": [{"sfx": "Rain falls", "duration_ms": 6000}, {"sfx": "A dog barks", "duration_ms": 3000}]}',
    '{"caption": "Rain falls", "seconds": 6}\n{"caption": "A dog barks", "seconds": 3}',
    'Sure: [{"caption": "Rain falls", "seconds": 6}, {"caption": "A dog barks", "seconds": 3}] Enjoy!',
    "1\n00:00:00 --> 00:00:06\nRain falls\n\n2\n00:00:06 --> 00:00:09\nA dog barks\n",
    "\ufeff1\n00:00:00,000 --> 00:00:06,000\nRain falls\n\n2\n00:00:06,000 --> 00:00:09,000\nA dog barks\n",
    "0.0\t6.0\tRain falls\n\\\t100.0\t4000.0\n6.0\t9.0\tA dog barks\n\\\t100.0\t4000.0\n",
    "25 fps\n00:00:00:00 - 00:00:06:00 Rain falls\n00:00:06:00 - 00:00:09:00 A dog barks",
    "FRAME RATE: 24\n001  AX  AA  C  00:00:00:00 00:00:06:00 01:00:00:00 01:00:06:00\n* FROM CLIP NAME: Rain falls\n"
    "002  AX  AA  C  00:00:00:00 00:00:03:00 01:00:06:00 01:00:09:00\n* FROM CLIP NAME: A dog barks\n",
    "scene;start;end;sound\n1;0;6;Rain falls\n2;6;9;A dog barks",
    "<tt><p begin='0s' end='6s'>Rain falls</p><p begin='6s' dur='3s'>A dog barks</p></tt>",
], ids=lambda text: text[:40])
def test_only_the_events_are_read(text):
    assert entries(text) == RAIN_DOG


@pytest.mark.parametrize(("text", "clips"), [
    ("A clock ticks every 2 seconds (6 s)\nTwo dogs bark 2 to 4 times (5 s)",
     [("A clock ticks every 2 seconds", 6.0), ("Two dogs bark 2 to 4 times", 5.0)]),
    ("An 80s synth plays (4 s)\nRain (1 min 5 s)", [("An 80s synth plays", 4.0), ("Rain", 65.0)]),
    ("1. 2 dogs bark (4 s)\n2. 3 cats meow (5 s)", [("2 dogs bark", 4.0), ("3 cats meow", 5.0)]),
    ("1 - rain - 6s\n2 - a dog - 3s", [("rain", 6.0), ("a dog", 3.0)]),
    ("Rain (½ s)\nWind (1,500 ms)\nA dog (2 1/2 s)", [("Rain", 0.5), ("Wind", 1.5), ("A dog", 2.5)]),
    ("twenty-one seconds of rain\nhalf a second of thunder", [("rain", 21.0), ("thunder", 0.5)]),
])
def test_other_numbers_stay_in_the_caption(text, clips):
    assert entries(text) == clips


@pytest.mark.parametrize(("text", "sheet", "note"), [
    ("0:00-0:10 Rain\n0:04-0:06 Dog", ["10.0 Rain", "@4.0 2.0 Dog #lane=2"],
     "what sounds at the same time got a lane of its own: line 2 (2 s)"),
    ("0-3 s: Rain\n6-9 s: Dog", ["3.0 Rain", "@6.0 3.0 Dog"], ""),
    ("5-8 s: Rain\n8-9 s: Dog", ["@5.0 3.0 Rain", "1.0 Dog"], ""),
    ("At 2s: rain\nAt 8s: a dog\nTotal: 12 s", ["@2.0 6.0 rain", "4.0 a dog"], ""),
    ("0\t3\tRain\n5\t8\tA dog barks", ["3.0 Rain", "@5.0 3.0 A dog barks"], ""),
    ("1\n00:00:05,000 --> 00:00:06,000\nRain\n\n2\n00:00:07,000 --> 00:00:08,000\nDog\n",
     ["@5.0 1.0 Rain", "@7.0 1.0 Dog"], ""),
    ("5 rain\n5 s wind\n3 s a dog", ["5.0 wind", "3.0 a dog"], "line 1 was taken for talk: '5 rain'"),
    ("0:00-0:05 Rain\n0:00-0:03 Wind\n0:05-0:06 Dog", ["5.0 Rain", "3.0 Wind #lane=2", "1.0 Dog"], "line 2 (3 s)"),
    ("0-2.0004 s: Rain\n2.001-4 s: Dog", ["2.001 Rain", "1.999 Dog"], ""),  # nobody means half a thousandth
    ("0:00-end Rain\n0:02-0:04 Dog\nTotal: 9 s", ["9.0 Rain", "@2.0 2.0 Dog #lane=2"], "line 2 (2 s)"),
    ('[{"caption": "rain", "start": 1, "end": 3}, {"caption": "dog", "start": 2, "duration": 4}]',
     ["@1.0 2.0 rain", "@2.0 4.0 dog #lane=2"], "clip 2 (1 s)"),
    ("| Start | End | Sound |\n|---|---|---|\n| 0:04 | 0:06 | Dog |\n| 0:00 | 0:03 | Rain |",
     ["3.0 Rain", "@4.0 2.0 Dog"], "in the order of their starts"),
    ("Rain (6 s)\n(pause 2 s)\nDog (3 s)", ["6.0 Rain", "@8.0 3.0 Dog"], ""),
    ("2 silence\n6 rain\n3 a dog\n1 silence", ["#length=12.0", "@2.0 6.0 rain", "3.0 a dog"], ""),
    ("3 a dog\n@12.5 4 a door slams #lane=effects\n2 steps", ["3.0 a dog", "@12.5 4.0 a door slams #lane=effects",
                                                              "2.0 steps"], ""),
    ("Rain (6 s)\nDog (3 s)\nTotal: 12 seconds", ["6.0 Rain", "3.0 Dog"],
     "line 3 says 12 s for the whole; the clips last 9 s"),
    ('[{"caption": "rain", "seconds": 6}, {"caption": "dog", "seconds": 3},]', ["6.0 rain", "3.0 dog"], "mended"),
    ('```json\n[{"caption": "rain", "seconds": 6}, {"caption": "dog", "seconds": 3}', ["6.0 rain", "3.0 dog"],
     "mended"),
    ('[{"time": 0:02-0:05, "caption": "rain"}, {"caption": "dog", "time": 0:07 \u2013 0:09}]',
     ["@2.0 3.0 rain", "@7.0 2.0 dog"], "mended"),
    ('[{"caption": "rain", "time": 00:00:01,500 --> 00:00:04,000}]', ["@1.5 2.5 rain"], "mended"),
    ('{"caption": "rain", "seconds": 4 s}\n{"caption": "dog", "seconds": 5.5sec}', ["4.0 rain", "5.5 dog"], "mended"),
    ('[{"caption": "rain", "seconds": 4 s}]\n[{"caption": "dog", "seconds": 5 s}]', ["4.0 rain", "5.0 dog"], "mended"),
    ('{"scene": 1, "clips": [{"caption": "rain", "seconds": 4 s}]}\n'
     '{"scene": 2, "clips": [{"caption": "dog", "seconds": 5 s}]}', ["4.0 rain", "5.0 dog"], "mended"),
    ("1\n00:00:00,000 --> 00:00:06,000\nRain\n\n2\n00:00:06,000 --> 00:00:07,000\n\n\n"
     "3\n00:00:07,000 --> 00:00:09,000\nDog\n",
     ["6.0 Rain", "@7.0 2.0 Dog"], "subtitles without words were left out: line 6"),
])
def test_one_rule_for_gaps_overlaps_and_pauses_and_the_notes_say_so(text, sheet, note):
    assert read_plan_text(text).to_cue_sheet().splitlines() == sheet
    remarks = "\n".join(read_plan_text(text).remarks)
    assert note in remarks and (note or not remarks)


@pytest.mark.parametrize(("text", "words"), [
    ("Rain falls, then a dog barks.", "no line says how long a clip lasts"),
    ('{"clips": [{"caption": "rain", "seconds": 4!!}]}\n{"clips": [{"caption": "dog", "seconds": 5!!}]}',
     "the JSON is not valid at line 1 (Expecting ',' delimiter), and mending it would lose a clip; correct it there"),
    ("1. Rain falls (8 s)\n2. A dog barks", "line 2 ('A dog barks') stands among the clips and says no time"),
    ("6 rain\na dog barks\n3 wind", "line 2 ('a dog barks') stands among the clips"),
    ("| Sound | Seconds |\n|---|---|\n| Rain | 6 |\n| Dog | - |", "line 4 ('Dog') says no time"),
    ("1. An 80s synth plays\n2. Rain (4 s)", "line 1 ('An 80s synth plays')"),
    ("Rain (3-5 seconds)\nA dog (2 s)", "'(3-5 seconds)' is a spread"),
    ('[{"caption": "rain", "duration": "3-5 s"}]', "a spread; write one number"),
    ("At 2s: rain\nAt 8s: a dog", "line 2 ('a dog') says no end"),
    ("".join(f"0:00-0:09 Rain {'x' * n}\n" for n in range(1, 18)), "sounds together with 16 others; a plan has at"),
    ("0:00-0:05 Rain\n0:05-end Dog", "line 2 ('Dog') says no end, and nothing tells how long the whole is"),
    ("00:00:00:00 - 00:00:06:00 Rain", "how many frames a second has; give the frame rate"),
    ("00:00:00:00\t00:00:06:00\tRain", "give the frame rate"),
    ('[{"caption": "rain", "start": "00:00:00:00", "end": "00:00:06:00"}]', "give the frame rate"),
    ("001  AX  V  C  00:00:00:00 00:00:06:00 00:00:00:00 00:00:06:00\n* FROM CLIP NAME: Rain\n", "give the frame rate"),
    ("1\n00:00:00,000 --> 00:00:06,000\nRain\n\n2\nA dog barks\n\n3\n00:00:08,000 --> 00:00:09,000\nWind\n",
     "line 5 numbers a subtitle ('A dog barks') that has no time"),
    ('[{"caption": "rain"}]', "clip 1 has the fields caption"),
    ('[{"caption": "rain", "duration": "soon"}]', "its length is 'soon', which is no time"),
    ('[{"caption": "rain", "seconds": 4, "caption": "dog"}]', "has 'caption' twice"),
    ("5\t3\tRain", "line 1 begins at 5 s and ends at 3 s"),
    ("{", "no valid JSON"),
    ("<think>6 rain, 3 dog barks, 9 seconds", "no line says how long a clip lasts"),
    ("<p begin='5t' end='9t'>rain</p>", "in ticks or frames"),
    ("<!DOCTYPE x><p begin='0s' end='9s'>rain</p>", "declares a document type"),
    ("8 rain #seed=x", "line 1 has the seed 'x'"),
    ("8 rain #lock=xyz", "clip 1's lock is 'xyz'"),
    (f"8 rain #seed={2**64}", "clip 1's seed is 18446744073709551616"),
    ("6 rain\n" * 2_100, "the text has 2100 lines; at most 2000 are read as a list"),
    ("rain\n" * 10_001, "the text has 10001 lines; at most 10000 are read"),
    ("6 rain\n" * 1100, "the plan has 1100 clips; 1 to 1000 are possible"),
    ("".join(f"{n}\t{n + 1}\train\n" for n in range(1100)), "more than 1000 clips"),
    ('[{"caption": "a", "seconds": 1}' + ', {"caption": "a", "seconds": 1}' * 1099 + "]", "1100 clips"),
    ("a" * (MOST_FILE_CHARACTERS + 1), "the text has 200001 characters; at most 200000"),
])
def test_what_cannot_be_read_says_why(text, words):
    with pytest.raises(ValueError) as caught:
        read_plan_text(text)
    assert words in str(caught.value)


@pytest.mark.parametrize(("rate", "text", "seconds"), [
    (25, "00:00:00:00 - 00:00:06:12 Rain", 6.48),
    (24, "00:00:01:00\t00:00:02:12\tRain", 1.5),
    (29.97, "00:00:00:00 - 00:01:00:00 Rain", 1800 * 1001 / 30000),
    (29.97, "00:00:00;00 - 00:01:00;02 Rain", 1800 * 1001 / 30000),
    (59.94, "00:00:00;00 - 00:10:00;00 Rain", 35964 * 1001 / 60000),
])
def test_time_code_is_exact_at_the_rate_that_is_asked_for(rate, text, seconds):
    assert read_plan_text(text, frame_rate=rate).clips[0].seconds == pytest.approx(seconds, abs=1e-6)


@pytest.mark.parametrize("rate", [0, -25, 2_000, float("nan"), True, "25"])
def test_a_frame_rate_that_cannot_be_is_refused(rate):
    with pytest.raises(ValueError, match="the frame rate is"):
        read_plan_text("6 rain", frame_rate=rate)


@pytest.mark.parametrize("text", [
    "Regen fällt (6 Sekunden)\nEin Hund bellt (3 Sekunden)", "Llueve: 6 segundos\nUn perro ladra: 3 segundos",
    "Il pleut — 6 secondes\nUn chien aboie — 3 secondes", "Piove (6 secondi)\nUn cane abbaia (3 secondi)",
    "Chove (6 segundos)\nUm cão ladra (3 segundos)", "Het regent (6 seconden)\nEen hond blaft (3 seconden)",
    "Det regnar (6 sekunder)\nEn hund skäller (3 sekunder)", "Pada deszcz (6 sekund)\nSzczeka pies (3 sekundy)",
    "Prší (6 sekund)\nPes štěká (3 sekundy)", "Идёт дождь (6 секунд)\nЛает собака (3 секунды)",
    "Йде дощ (6 секунд)\nГавкає собака (3 секунди)", "Esik (6 másodperc)\nKutya ugat (3 másodperc)",
    "Yağmur yağıyor (6 saniye)\nKöpek havlıyor (3 saniye)", "Sataa (6 sekuntia)\nKoira haukkuu (3 sekuntia)",
    "雨声（6秒）\n狗叫（3秒）", "0-6秒：雨声\n6-9秒：狗叫", "六秒：雨声\n三秒：狗叫",
    "雨の音（6秒間）\n犬が吠える（3秒間）",
    "0秒から6秒まで：雨の音\n6秒から9秒まで：犬", "빗소리 (6초)\n개 짖는 소리 (3초)",
    "sechs Sekunden: Regen\ndrei Sekunden: Hund",
], ids=lambda text: text[:20])
def test_units_of_many_languages_are_read_and_leave_the_caption(text):
    clips = entries(text)
    assert [seconds for _, seconds in clips] == [6.0, 3.0]
    for caption, _ in clips:
        assert not any(sign.isdigit() for sign in caption) and "秒" not in caption and "초" not in caption
        assert "sek" not in caption.lower() and "sec" not in caption.lower() and "секунд" not in caption


def test_our_own_request_in_front_of_the_answer_is_no_story():
    answer = llm_instruction("rain, then a dog", 9.0, 6) + "\n6 rain falls\n3 a dog barks\n"
    assert entries(answer) == [("rain falls", 6.0), ("a dog barks", 3.0)]


NASTY = ["a tab\tin between", "{soft} rain", "<loud> thunder & wind", "a \"quoted\" word", "rain (far away)",
         "3 dogs bark 2 s", "*bang*", "雨の音：遠く", "door -- slams", "it's 5 o'clock - bells", "#1 hit on the radio",
         "half {\\an8} done"]


@pytest.mark.parametrize("kind", CUE_KINDS)
def test_any_caption_comes_back_in_order_and_on_time(kind):
    entries = [(caption, 1.5 + 0.25 * index) for index, caption in enumerate(NASTY)]
    plan = StoryPlan.build(entries, crossfade_seconds=1.5)
    again = read_plan_text(write_cues(plan, kind), crossfade_seconds=1.5)
    captions = [clip.caption for clip in again.clips]
    kept = [caption.replace("{\\an8} ", "") if kind == "srt" else caption for caption in NASTY]
    assert captions == kept  # what hides a place on the screen in subtitles is no word there
    assert [clip.seconds for clip in again.clips] == [clip.seconds for clip in plan.clips]
    assert not again.notes


def test_a_line_break_in_a_foreign_caption_becomes_a_blank():
    text = "1\n00:00:00,000 --> 00:00:04,000\nRain falls\non a roof\n\n2\n00:00:04,000 --> 00:00:06,000\nA dog\nbarks\n"
    assert entries(text) == [("Rain falls on a roof", 4.0), ("A dog barks", 2.0)]
    assert entries('[{"caption": "rain\\nfalls", "seconds": 4}]') == [("rain falls", 4.0)]


def test_subtitles_look_as_players_want_them():
    plan = StoryPlan.build(TWO)
    assert write_cues(plan, "srt").startswith("1\n00:00:00,000 --> 00:00:08,000\nRain falls on a roof\n\n2\n")
    assert write_cues(plan, "vtt").startswith("WEBVTT\n\n00:00:00.000 --> 00:00:08.000\n")
    assert write_cues(StoryPlan.build([("a <b> & c", 1.0)]), "vtt").endswith("a &lt;b&gt; &amp; c\n\n")
    assert write_cues(plan, "labels") == ("0.000000\t8.000000\tRain falls on a roof\n"
                                          "8.000000\t12.500000\tA rooster crows\n")


def test_subtitles_of_a_hundred_hours_are_refused():
    with pytest.raises(ValueError, match="less than 100 hours"):
        write_cues(StoryPlan.build([("rain", 360_000.0)]), "srt")


def test_seeds_and_locks_stay_in_cue_sheets_and_json():
    sheet = "8 Rain falls on a roof #seed=7\n4.5 A rooster crows #lock=0123456789abcdef\n"
    plan = read_plan_text(sheet)
    assert [(clip.seed, clip.lock) for clip in plan.clips] == [(7, None), (None, "0123456789abcdef")]
    assert plan.to_cue_sheet() == sheet.replace("8 Rain", "8.0 Rain")
    assert StoryPlan.from_json(plan.to_json()) == plan == read_plan_text(plan.to_json())


@pytest.mark.parametrize("text", [
    "8 Rain falls #gain=-6\n4.5 A rooster crows #seed=7 #gain=3",
    "0:00-0:08 Rain falls #gain=-6 dB\n0:08-0:12.5 A rooster crows #gain=3 #seed=7",
    "- 8 seconds: Rain falls #gain=-6\n- 4.5 seconds: A rooster crows #seed=7 #gain=+3",
    "Rain falls (8 s) → A rooster crows (4.5 s) #gain=3 #seed=7",
    '[{"caption": "Rain falls", "seconds": 8, "gain_db": -6}, '
    '{"caption": "A rooster crows", "duration": 4.5, "gain_db": 3, "seed": 7}]',
])
def test_marks_stand_at_the_end_of_a_clip_in_any_form(text):
    clips = read_plan_text(text).clips
    assert [(clip.caption, clip.seconds) for clip in clips] == [("Rain falls", 8.0), ("A rooster crows", 4.5)]
    assert (clips[1].seed, clips[1].gain_db) == (7, 3.0)
    assert clips[0].gain_db == (0.0 if "→" in text else -6.0)


@pytest.mark.parametrize("tag", ["#seed=7", "#lock=0123456789abcdef", "#gain=-6"])
def test_a_clip_with_a_seed_or_a_lock_is_no_pause(tag):
    assert entries(f"4 rain\n2 silence {tag}\n3 a dog") == [("rain", 4.0), ("silence", 2.0), ("a dog", 3.0)]
    assert entries("4 rain\n2 silence\n3 a dog") == [("rain", 4.0), ("a dog", 3.0)]


@pytest.mark.parametrize(("text", "clips"), [
    ('{"caption": "rain", "seconds": 1}\n{"caption": "dog", "seconds": 2,}\n{"caption": "cat", "seconds": 3}',
     [("rain", 1.0), ("dog", 2.0), ("cat", 3.0)]),
    ('[{"caption": "rain", "duration": 1:30}, {"caption": "dog", "duration": 0:05}]', [("rain", 90.0), ("dog", 5.0)]),
    ("[{caption: 'rain', seconds: 4}, {caption: \"it's a dog\", seconds: 2}]", [("rain", 4.0), ("it's a dog", 2.0)]),
    ('[("rain", 4.0), ("dog", 2.5)]', [("rain", 4.0), ("dog", 2.5)]),
])
def test_mending_json_loses_nothing(text, clips):
    assert entries(text) == clips
    assert "it was mended" in notes(text)


def test_fields_that_a_plan_does_not_have_are_passed_over_and_said():
    plan = read_plan_text('{"title": "Storm", "crossfade_seconds": 1.5, "clips": [{"caption": "rain", "seconds": 4, '
                          '"seed": 7, "volume": 1}]}', crossfade_seconds=2.0, instruction="a storm")
    assert (plan.crossfade_seconds, plan.instruction, plan.clips[0].seed) == (1.5, "a storm", 7)
    assert plan.notes == ("fields that a plan does not have were passed over: title, volume",)


def test_a_list_without_a_plan_around_it_takes_what_it_is_given():
    plan = read_plan_text('[{"caption": "rain", "seconds": 4}]', crossfade_seconds=2.0, instruction="a storm")
    assert (plan.crossfade_seconds, plan.instruction) == (2.0, "a storm")


def test_notes_are_no_part_of_the_story():
    plan = read_plan_text("0-3 s: Rain\n2-6 s: Dog")
    assert plan.remarks and plan == StoryPlan.from_cue_sheet("3 Rain\n@2 4 Dog #lane=2")
    assert "same time" not in plan.to_json() + plan.to_cue_sheet()
    assert plan.fitted(20.0).remarks == plan.remarks


def test_the_instruction_names_text_and_seconds():
    asked = llm_instruction("a storm over a farm", 30.0, 12)
    assert "a storm over a farm" in asked and "30 seconds" in asked and "12 seconds" in asked
    example = asked[asked.index("7.5 "):]
    assert len(read_plan_text(example).clips) == 2


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="kind is 'mid'"):
        write_cues(StoryPlan.build(TWO), "mid")


def test_a_batch_has_one_story_a_line():
    text = ("# five\n30: a storm rolls over a farm\n\n12,5s: waves roll in, then 2 dogs bark\nan owl hoots\n"
            "1:05 seals call\n20 secs rain falls\n")
    assert read_story_lines(text, 20.0) == [
        ("a storm rolls over a farm", 30.0), ("waves roll in, then 2 dogs bark", 12.5), ("an owl hoots", 20.0),
        ("seals call", 65.0), ("rain falls", 20.0)]


@pytest.mark.parametrize("text, message", [
    ("\n# nothing\n", "0 lines"), ("rain\n5: ...", "line 2"), ("0: rain", "line 1"), ("rain\n" * 101, "101 lines"),
    ("3 dogs bark", "line 1 begins with '3': write '3:'"), ("rain\n2 minutes of rain", "line 2 begins with '2'"),
    ("9000: rain", "line 1 is 9000.0 s; at most 7200")])
def test_a_batch_that_cannot_be_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        read_story_lines(text, 20.0)
