"""The routes that the page calls before anything runs."""
import json

import pytest

from audiostory_core.bundle import embedded_bundle_path
from dev_tools.server import ServerError


def test_what_a_model_can_do(server, embedded_name):
    config = json.loads((embedded_bundle_path() / "config.json").read_text(encoding="utf-8"))
    facts = server.get("/api/audiostory/model", {"bundle": embedded_name})
    assert facts == {"knows": config["knows"], "known_words": config["known_words"],
                     "longest_clip_seconds": pytest.approx(11.888616780045352), "most_story_seconds": 80.0,
                     "most_story_tokens": 2048, "least_clip_tokens": config["tokens"]["semantic_tokens"] + 2
                     + config["tokens"]["residual_tokens"] + 2 + 4}


@pytest.mark.parametrize("name", ["", "nothing of this name", "../tiny"])
def test_no_such_model(server, name):
    with pytest.raises(ServerError, match="404") as raised:
        server.get("/audiostory/model", {"bundle": name})
    assert repr(name) in raised.value.details["error"]


def test_a_text_is_read_as_plan_from_text_reads_it(server, embedded_name):
    srt = "1\n00:00:00,000 --> 00:00:05,000\nrain falls\n\n2\n00:00:05,000 --> 00:00:08,500\na dog barks\n"
    for text in ("5s rain falls\n3.5s a dog barks", srt):
        assert server.post("/api/audiostory/read", {"text": text}) == {
            "cue_sheet": "5.0 rain falls\n3.5 a dog barks\n", "notes": [], "tokens": None, "most_tokens": None}
    gap = server.post("/audiostory/read", {"text": "0-3 s: Rain\n6-9 s: Dog"})
    assert gap["cue_sheet"] == "3.0 Rain\n@6.0 3.0 Dog\n" and gap["notes"] == []
    beside = server.post("/audiostory/read", {"text": "0-9 s: Rain\n6-9 s: Dog"})
    assert beside["cue_sheet"] == "9.0 Rain\n@6.0 3.0 Dog #lane=2\n" and "lane of its own" in beside["notes"][0]
    long = server.post("/audiostory/read", {"text": "2 rain\n" * 80, "bundle": embedded_name})
    assert long["tokens"] > long["most_tokens"] == 2048
    thought = server.post("/audiostory/read", {"text": "2 rain\n" * 80, "bundle": embedded_name,
                                               "reasoning": "rain and rain"})
    assert thought["tokens"] > long["tokens"]


@pytest.mark.parametrize(("asked", "reason"), [
    ({"text": "rain falls"}, "no line says how long a clip lasts"),
    ({"text": 5}, "the text is 5; a text is needed"),
    ({"text": "4 rain", "bundle": "../tiny"}, "'../tiny' is not there")])
def test_why_a_text_is_no_plan(server, asked, reason):
    answer = server.post("/audiostory/read", asked)
    assert list(answer) == ["error"] and reason in answer["error"]


def test_all_that_is_wrong_with_the_editor_s_text_is_said(server, embedded_name):
    def ask(text: str, **limits) -> dict:
        return server.post("/audiostory/read", {"text": text, "faults": True, **limits})

    right = ask("2 rain\n3 s wind\n", bundle=embedded_name, longest_seconds=3.0, film_seconds=5)
    assert right["faults"] == [] and right["more_faults"] == 0 and 0 < right["tokens"] < right["most_tokens"]
    assert right["cue_sheet"] == "2.0 rain\n3.0 wind\n"
    wrong = ask("2 rain\nsoon\n# a remark\n4 12\n")
    first = "cue sheet line 2 begins with 'soon'; it must begin with the clip's seconds, then the caption"
    assert wrong == {"error": first, "more_faults": 0, "faults": [
        {"words": first, "line": 2, "clip": 2, "field": None},
        {"words": "clip 3's caption is '12', without a letter; use words", "line": 4, "clip": 3, "field": "caption"}]}
    long = ask("2 rain\n4.5 wind\n", longest_seconds=4, film_seconds=6)
    assert [(fault["line"], fault["field"]) for fault in long["faults"]] == [(2, "seconds"), (2, "length_seconds")]
    assert "error" not in long and long["faults"][1]["words"] == "clip 2 ends at 6.5 s; the plan's length is 6 s"
    other = ask("5s rain falls\n3.5s a dog barks", longest_seconds=4)
    assert other["cue_sheet"] == "5.0 rain falls\n3.5 a dog barks\n"
    assert other["faults"] == [{"words": "clip 1's length is 5 s; this model's longest clip is 4 s", "line": None,
                                "clip": 1, "field": "seconds"}]
    broken = ask('{"clips": [')
    assert broken["error"] == broken["faults"][0]["words"] and broken["error"].startswith("the plan is no valid JSON")
    passed_over = ask('{"clips": [{"caption": "rain", "seconds": 2}], "tempo": 3}')
    assert passed_over["faults"] == [] and "tempo" in passed_over["notes"][0]
    both = ask('{"clips": [{"caption": "12", "seconds": 0, "volume": 3}], "tempo": 3}')
    assert [fault["field"] for fault in both["faults"]] == ["caption", "seconds"]
    assert both["error"] == both["faults"][0]["words"] == "clip 1's caption is '12', without a letter; use words"
    assert ask(5)["faults"][0]["words"] == "the cue sheet is 5; a text is needed"
    assert ask("2 rain", bundle="../tiny")["faults"] == []


@pytest.mark.parametrize("asked", [{}, []])
def test_a_request_without_a_text_is_refused(server, asked):
    with pytest.raises(ServerError, match="400") as raised:
        server.post("/audiostory/read", asked)
    assert raised.value.details["error"] == "an object with a field text is needed"
