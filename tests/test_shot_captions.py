"""Captions as captioning models write them, and the captions that are read from them."""
from __future__ import annotations

import json
from importlib import resources

import pytest

from audiostory_core.shots import FilmShots, Shot, shot_plan
from audiostory_core.shots.answer_words import KINDS, answer_words, read_answer_words
from audiostory_core.shots.captions import captions_of

ANSWERS = [
    (["Caption: Rain falls on a roof.", "**Wind** howls through the *trees*.", "\"A dog barks twice.\""],
     ["Rain falls on a roof", "Wind howls through the trees", "A dog barks twice"]),
    (["1. Rain", "Shot 2: A dog", "Scene 3 (0:04-0:06): wind"], ["Rain", "A dog", "wind"]),
    (["Sure! Here is a caption for the picture:\n\nRain falls on a tin roof.\n\nLet me know if you need more!",
      "- rain\n- thunder in the distance", "Sounds:\n1. Footsteps on gravel\n2. A door creaks"],
     ["Rain falls on a tin roof", "rain, thunder in the distance", "Footsteps on gravel, A door creaks"]),
    (["<think>it shows\n\nrain</think>\nRain falls<|im_end|>", "```\na dog barks\n```",
      "```json\n{\"caption\": \"wind\"}\n```"],
     ["Rain falls", "a dog barks", "wind"]),
    (["Rain falls.\nThunder rolls.", "### Sound\nA horn", "Answer: **2 dogs** bark"],
     ["Rain falls. Thunder rolls", "A horn", "2 dogs bark"]),
    (["A man says: \"hello\"", "Footsteps: slow, heavy steps", "镜头3：“狗叫”"],
     ["A man says: \"hello\"", "Footsteps: slow, heavy steps", "狗叫"]),
    (["There is no sound.", "Silence.", "No sound"], ["", "", ""]),
]
# (the model's name or the program's, what it hands over, the caption)
BY_MODEL = [
    ("Florence-2", "The image shows a red barn in a field. It is raining.", "a red barn in a field. It is raining"),
    ("Florence-2", "{'<MORE_DETAILED_CAPTION>': 'The image shows a dog running.'}", "a dog running"),
    ("Florence-2", "</s><s>A green car passes.</s>", "A green car passes"),
    ("Florence-2", "car<loc_52><loc_333><loc_9><loc_7>door<loc_1><loc_2><loc_3><loc_4>", "car, door"),
    ("Florence-2", "{'<OD>': {'bboxes': [[34.2, 160.1, 5.4, 3.8]], 'labels': ['car', 'door']}}", "car, door"),
    ("BLIP", "arafed man walking down a street", "man walking down a street"),
    ("BLIP", "a picture of a dog running", "a dog running"),
    ("LLaVA", "USER:  \nWhat is heard?\nASSISTANT: The image features a busy street.", "a busy street"),
    ("LLaVA", "[INST] <image>\nWhat is it? [/INST] The image is a photograph of a storm.", "a storm"),
    ("LLaVA", "In the image, there is a dog barking.", "a dog barking"),
    ("Qwen-VL", "system\nYou help.\nuser\nDescribe it.\nassistant\nWaves break.", "Waves break"),
    ("Qwen-VL", "<|object_ref_start|>a dog<|object_ref_end|><|box_start|>(2,4),(5,8)<|box_end|> barks<|im_end|>",
     "a dog barks"),
    ("Qwen-VL", "当然！以下是这张图片的描述：\n\n雨落在屋顶上。\n\n希望这对您有帮助！", "雨落在屋顶上"),
    ("Qwen-VL", "这张图片展示了**一只狗**在雨中奔跑。", "一只狗在雨中奔跑"),
    ("Qwen-VL", "画面中可以看到一只狗在叫。", "一只狗在叫"),
    ("Phi-3.5", "Title: A Misty Loch\n\nDescription: A misty day at a loch.\n\nKeywords: loch, mist<|end|>"
     "<|endoftext|>\n\nHere is a text: In 1845", "A misty day at a loch"),
    ("Ministral", "**Title:**\nA building\n\n**Description:**\nRain falls. Wind howls.\n\n**Keywords:**\nrain, wind",
     "Rain falls. Wind howls"),
    ("gemma-3n", "## Title: Mist\n\n## Description: A serene day.\n\n## Keywords:\n\nmist\n\n## Visual "
     "Elements:\n\n- **Foreground:** The grey water", "A serene day"),
    ("gemma-3", "Okay, here’s a caption for the frame:\n\n\"Steps echo.\"\n\n**Explanation:** the hall is long.",
     "Steps echo"),
    ("gemma-3", "<start_of_turn>model\nRain on leaves.\n\n(Note: no sound is given.)<end_of_turn>", "Rain on leaves"),
    ("Idefics3", " A bell rings.<end_of_utterance>", "A bell rings"),
    ("JoyCaption", "This is a close-up, black-and-white photograph of a clock ticking.", "a clock ticking"),
    ("JoyCaption", "A video still of two men fencing.", "two men fencing"),
    ("WD14", "1girl, solo, long_hair, rain, \\(nature\\)", "1girl, solo, long hair, rain, (nature)"),
    ("Kimi-VL", "◁think▷Got it, the image shows rain◁/think▷Rain on a tent", "Rain on a tent"),
    ("gpt-oss", "<|channel|>analysis<|message|>It is rain<|end|><|start|>assistant<|channel|>final<|message|>Rain on a "
     "tent<|return|>", "Rain on a tent"),
    ("Apriel", "Here are my reasoning steps:\nThey ask for rain.\n[BEGIN FINAL RESPONSE]\nRain\n[END FINAL RESPONSE]",
     "Rain"),
    ("German", "Gerne! Hier ist eine Bildunterschrift:\nEin Hund bellt im Hof.\n\nLass mich wissen, ob das passt.",
     "Ein Hund bellt im Hof"),
    ("German", "Auf dem Bild sieht man einen bellenden Hund.", "einen bellenden Hund"),
    ("French", "Bien sûr ! Voici une description :\nUn chien aboie.\nN'hésitez pas à demander.", "Un chien aboie"),
    ("French", "Dans cette image, on voit un chien qui aboie.", "un chien qui aboie"),
    ("Spanish", "¡Claro! Aquí tienes una descripción:\nUn perro ladra.\nEspero que te sirva.", "Un perro ladra"),
    ("Spanish", "La imagen muestra un perro que ladra.", "un perro que ladra"),
    ("two fields", "Visual: A dog runs.\nAudio: barking, paws on gravel", "barking, paws on gravel"),
]
# captions that resemble talk, refusals or words for the picture
CAPTIONS = [
    "A man takes a photo of a dog", "The picture falls off the wall with a crash", "A shot of whiskey is poured",
    "The frame of a door creaks", "Great waves crash on rocks", "\"I'm sorry,\" says a woman who cannot stop crying",
    "I can't wait to see you, a woman whispers", "Sorry, says a man who does not see the step",
    "No image on the television, only static noise", "A man says: “I don't have time”", "Leider bellt ein Hund",
    "Video game sounds beep",
]
REFUSALS = [
    "I'm sorry, but I can't assist with that.", "I’m sorry, but I can’t help with identifying people.",
    "I cannot directly view images.", "Unfortunately, I am not able to process this video.", "Sorry.",
    "Apologies, but I won't be able to help with that.", "It looks like no image was uploaded.",
    "There is no image attached.", "<think>hm</think>I can't comply with this request.",
    "Ich kann das Bild leider nicht sehen bzw. es wurde mir nicht übermittelt.", "Leider kann ich dabei nicht helfen.",
    "Es tut mir leid, aber ich kann bei dieser Anfrage nicht helfen",
    "Als KI-Sprachmodell kann ich keine Bilder sehen.",
    "Je suis désolé, mais je ne peux pas vous aider.", "Désolé, je ne peux pas répondre à cette question.",
    "En tant qu'IA, je ne peux pas voir d'images.", "Je ne suis pas en mesure d'analyser cette image.",
    "Lo siento, pero no puedo ayudarte con eso.", "No puedo ver la imagen.", "Como modelo de lenguaje, no puedo ver.",
    "很抱歉，我无法帮你做这件事", "对不起，我不能回答这个问题。", "无法提供所需的内容。",
    "作为一个AI语言模型，我只能处理文字。",
    "申し訳ありませんが、画像を見ることができません。", "죄송하지만 도와드릴 수 없습니다.",
]
FOR_ALL = [
    "rain falls\na dog barks\nwind",
    "Here are the sounds for each shot:\n\n**Shot 1 (0:00-0:02):** rain falls\n\n**Shot 2:** a dog barks\n**Shot 3:** "
    "wind\n",
    "1. rain\n   falls\n2. a dog barks\n3. wind",
    "- rain falls\n- a dog barks\n- wind",
    "[\"rain falls\", \"a dog barks\", \"wind\"]",
    "```json\n[{\"shot\": 1, \"caption\": \"rain falls\"}, {\"caption\": \"a dog barks\"}, {\"caption\": \"wind\"}]"
    "\n```",
    "{1: 'rain falls', 2: 'a dog barks', 3: 'wind'}",
    "Of course! Here are three captions:\nrain falls\na dog barks\nwind\nI hope this helps!",
]


def film(*ends: float) -> FilmShots:
    starts = [0.0, *ends[:-1]]
    return FilmShots(tuple(Shot(start, end) for start, end in zip(starts, ends, strict=True)), ends[-1], 25.0)


@pytest.mark.parametrize("answers, captions", ANSWERS)
def test_an_answer_a_shot_is_read_without_what_surrounds_the_caption(answers, captions):
    assert captions_of(answers, 3) == captions


@pytest.mark.parametrize("model, answer, caption", BY_MODEL)
def test_what_a_model_writes_around_a_caption_is_left_out(model, answer, caption):
    assert captions_of([answer], 1) == [caption], model


@pytest.mark.parametrize("caption", CAPTIONS)
def test_a_caption_that_resembles_talk_stays(caption):
    assert captions_of([caption], 1) == [caption]


@pytest.mark.parametrize("answer", REFUSALS)
def test_a_refusal_is_known_in_its_language(answer):
    with pytest.raises(ValueError, match="caption 2 is an answer without a caption"):
        captions_of(["rain", answer], 2)


@pytest.mark.parametrize("answer", ["</s>" * 20_000 + "[" * 20_000, "[" * 900 + "\"a\"" + "]" * 900,
                                    "{\"caption\": null}", "{1: 2}"])
def test_an_answer_of_nothing_but_marks_has_no_words(answer):
    with pytest.raises(ValueError, match="the caption of shot 1 has no words"):
        captions_of([answer], 1)


def _phrases() -> dict[str, list[str]]:
    text = resources.files("audiostory_core.shots").joinpath("answer_words.json").read_text("utf-8")
    return {kind: [phrase for language in json.loads(text).values() for phrase in language[kind]] for kind in KINDS}


def test_every_phrase_of_the_file_is_known_where_it_belongs():
    words, phrases = read_answer_words(), _phrases()
    for whole, pattern, kinds in (
            ("{}!", words.talk, ["agreement"]), ("{}, here is it:", words.talk, ["filler"]),
            ("{} it:", words.talk, ["introduction"]), ("{}", words.closing, ["closing"]),
            ("{} image of ", words.shown, ["article", "kind"]), ("the {} shows ", words.shown, ["picture", "scene"]),
            ("the image {} ", words.shown, ["of", "shows"]), ("the image {} a photo of ", words.shown, ["be"]),
            ("{}, ", words.shown, ["inside"]), ("in the image, {} ", words.shown, ["see"]),
            ("{} ", words.shown, ["noise"]), ("{}", words.refusal, ["regret", "refusal"]),
            ("{} see", words.refusal, ["cannot"]), ("i can't {} see", words.refusal, ["between"]),
            ("i can't {}", words.refusal, ["ability"])):
        for phrase in (phrase for kind in kinds for phrase in phrases[kind]):
            text = whole.format(phrase)
            found = pattern.match(text)
            assert found is not None and found.end() >= len(phrase), (kinds, text)
    assert words.section == frozenset(phrases["section"])


@pytest.mark.parametrize("change, said", [
    (lambda words: words["en"].pop("regret"), "answer words of en: .'regret'. are missing or unknown"),
    (lambda words: words["de"].update(more=[]), "answer words of de: .'more'. are missing or unknown"),
    (lambda words: words["en"].update(of="of"), "answer words of en, of: 'of' is no list"),
    (lambda words: words["fr"]["see"].append(" "), "answer words of fr, see: ' ' is no phrase"),
    (lambda words: words["fr"]["see"].append(3), "answer words of fr, see: 3 is no phrase"),
    (lambda words: words["es"]["see"].append("Veo"), "'Veo' must be in small letters"),
    (lambda words: words["fr"]["see"].append("l’image"), "must be in small letters, with single blanks and"),
    (lambda words: words["en"]["of"].append("of"), "answer words of en, of: 'of' is there twice"),
    (lambda words: [one.update(noise=[]) for one in words.values()], "answer words have no phrase of the kind noise"),
])
def test_a_file_of_words_that_is_not_as_it_must_be_is_refused(change, said):
    text = resources.files("audiostory_core.shots").joinpath("answer_words.json").read_text("utf-8")
    words = json.loads(text)
    change(words)
    with pytest.raises(ValueError, match=said):
        answer_words(words)


@pytest.mark.parametrize("answer", FOR_ALL)
def test_one_answer_for_all_shots_is_taken_apart(answer):
    assert captions_of([answer], 3) == ["rain falls", "a dog barks", "wind"]


@pytest.mark.parametrize("answers, said", [
    (["rain", "I'm sorry, but I can't see the image.", "I cannot view pictures."],
     "caption 2, 3 is an answer without a caption: \"I'm sorry, but I can't see the image.\""),
    (["As an AI language model, I do not hear"], "caption 1 is an answer without a caption"),
    (["抱歉，我无法查看图片。", "a", "b"], "caption 1 is an answer without a caption"),
    (["rain", "", "..."], "the caption of shot 2, 3 has no words; write what is heard there, or 'silence'"),
    (["rain", "<think>it is\nso</think>", "sea"], "the caption of shot 2 has no words"),
])
def test_an_answer_that_is_no_caption_is_refused_by_its_number(answers, said):
    with pytest.raises(ValueError, match=said):
        captions_of(answers, 3)


def test_a_shot_in_which_nothing_is_heard_is_a_gap():
    plan = shot_plan(film(2.0, 5.0, 8.0), ["rain", "silence", "a dog"])
    assert [(clip.caption, clip.start_seconds, clip.seconds) for clip in plan.clips] == [
        ("rain", 0.0, 2.0), ("a dog", 5.0, 3.0)]
    assert plan.total_seconds == 8.0 and "shot 2: nothing is heard, as the caption says" in plan.notes
    assert shot_plan(film(2.0, 5.0), ["rain", "silence"]).total_seconds == 5.0
    with pytest.raises(ValueError, match="all captions say that nothing is heard"):
        shot_plan(film(2.0, 5.0), ["silence", "no sound"])
