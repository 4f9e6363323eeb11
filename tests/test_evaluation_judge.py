"""The judge, against a local server that speaks the protocol correctly or badly."""
from __future__ import annotations

import base64
import io
import json
import threading
import time
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

pytest.importorskip("scipy", reason="the evaluate extra is not installed")

from audiostory_core.evaluation.judge import MARKS, TRIES, Endpoint, judge_story, key_from
from audiostory_core.story import StoryPlan

PLAN = StoryPlan.build([("rain falls", 6.0), ("a dog barks", 4.0)], instruction="Rain, then a dog.",
                       reasoning="First rain.")
GOOD = {"instruction": 4, "consistency": 3.5, "coherence": 0, "reasoning": 5}


def completion(content) -> tuple[int, bytes]:
    return 200, json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


class StandIn(ThreadingHTTPServer):
    """Answers with the given (status, body) pairs in turn, the last for ever; keeps what it was asked."""

    def __init__(self, *answers, headers=()):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.headers, self.asked = list(answers), headers, []

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def endpoint(self, **settings) -> Endpoint:
        return Endpoint(f"http://127.0.0.1:{self.server_port}/v1", "ear-1", **settings)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body)))
        answers = self.server.answers
        status, reply = answers.pop(0) if len(answers) > 1 else answers[0]
        if status == "late":
            time.sleep(0.3)
            return
        self.send_response(status)
        for header in self.server.headers:
            self.send_header(*header)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass


def judged(server, **settings):
    return judge_story(server.endpoint(**settings), PLAN, sleep=lambda _: None)


def test_the_plan_goes_there_as_text_and_marks_come_back():
    with StandIn(completion(json.dumps(GOOD))) as server:
        assert judged(server, key="secret") == {"marks": GOOD, "reason": None}
    (path, headers, body), = server.asked
    assert path == "/v1/chat/completions" and headers["Authorization"] == "Bearer secret"
    assert body["model"] == "ear-1" and [message["role"] for message in body["messages"]] == ["system", "user"]
    assert all(f'"{name}"' in body["messages"][0]["content"] for name in MARKS)
    for words in ("Rain, then a dog.", "First rain.", "6.0 s to 10.0 s: a dog barks"):
        assert words in body["messages"][1]["content"]


def test_the_sound_goes_along_as_wav_and_no_key_where_none_is_given():
    sound = np.stack([np.linspace(-0.5, 0.5, 800), np.zeros(800)])
    with StandIn(completion(json.dumps(GOOD))) as server:
        judge_story(server.endpoint(audio=True), PLAN, sound, 8000)
    (_, headers, body), = server.asked
    text, audio = body["messages"][1]["content"]
    assert "Authorization" not in headers and text["type"] == "text" and audio["type"] == "input_audio"
    with wave.open(io.BytesIO(base64.b64decode(audio["input_audio"]["data"]))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (8000, 2, 800)


@pytest.mark.parametrize("content", [f"Here you are:\n```json\n{json.dumps(GOOD)}\n```", json.dumps({**GOOD, "x": 9})])
def test_words_around_the_marks_are_allowed(content):
    with StandIn(completion(content)) as server:
        assert judged(server)["marks"] == GOOD


@pytest.mark.parametrize("answer, reason", [
    ((500, b"out of memory"), "HTTP 500: out of memory"), ((401, b"no such key"), "HTTP 401"),
    ((200, b"<html>hello</html>"), "no chat completion"), ((200, b'{"choices": []}'), "no chat completion"),
    (completion(None), "holds no text"), (completion("I cannot hear it."), "no JSON object"),
    (completion("{instruction: 4}"), "no JSON object"), (completion(json.dumps([4, 4, 4, 4])), "no JSON object"),
    (completion(json.dumps({**GOOD, "coherence": 6})), "coherence is 6"),
    (completion(json.dumps({**GOOD, "coherence": -0.1})), "coherence is -0.1"),
    (completion(json.dumps({**GOOD, "coherence": "5"})), "coherence is '5'"),
    (completion(json.dumps({**GOOD, "coherence": True})), "coherence is True"),
    (completion(json.dumps({**GOOD, "coherence": float("nan")})), "coherence is nan"),
    (completion(json.dumps({**GOOD, "coherence": 10**400})), "coherence is 1000"),
    (completion(json.dumps({"instruction": 4})), "consistency is None"), (("late", b""), "no reply"),
])
def test_what_gives_no_marks_is_tried_again_and_then_unjudged(answer, reason):
    with StandIn(answer) as server:
        found = judged(server, timeout_seconds=0.1 if answer[0] == "late" else 10)
    assert found["marks"] is None and reason in found["reason"] and f"after {TRIES} tries" in found["reason"]
    assert len(server.asked) == TRIES


def test_a_later_try_may_succeed_after_growing_pauses():
    pauses = []
    with StandIn((503, b"busy"), completion("hm"), completion(json.dumps(GOOD))) as server:
        found = judge_story(server.endpoint(), PLAN, sleep=pauses.append)
    assert found["marks"] == GOOD and pauses == [2.0, 4.0]


@pytest.mark.parametrize("code", [301, 302, 303, 307])
def test_a_redirect_is_not_followed_so_that_the_key_stays_here(code):
    with StandIn(completion(json.dumps(GOOD))) as other:
        place = ("Location", f"http://localhost:{other.server_port}/v1/chat/completions")
        with StandIn((code, b""), headers=[place]) as server:
            assert f"HTTP {code}" in judged(server, key="secret")["reason"]
    assert other.asked == []


def test_nobody_there_is_a_reason_as_well():
    with StandIn((200, b"")) as server:
        endpoint = server.endpoint()
    assert "no reply" in judge_story(endpoint, PLAN, sleep=lambda _: None)["reason"]


@pytest.mark.parametrize("url, address", [
    ("http://host:1", "http://host:1/v1/chat/completions"), ("http://host/v1/", "http://host/v1/chat/completions"),
    ("https://host/api/v1beta", "https://host/api/v1beta/chat/completions"),
    ("http://host/v1/chat/completions", "http://host/v1/chat/completions")])
def test_the_address_is_completed(url, address):
    assert Endpoint(url, "m").address == address


@pytest.mark.parametrize("url", ["file:///etc/passwd", "host/v1", "ftp://host", "", "http://host/a b", "http://host/\u00e4"])
def test_other_addresses_are_refused(url):
    with pytest.raises(ValueError, match="http"):
        Endpoint(url, "m")


def test_the_key_comes_from_the_environment_alone(monkeypatch):
    monkeypatch.setenv("EAR_KEY", " abc ")
    assert key_from("EAR_KEY") == "abc" and key_from(None) is None
    for key in ("abc\ndef", "abc def", "\u201cabc\u201d"):  # no header can hold it, and no message shall
        monkeypatch.setenv("EAR_KEY", key)
        with pytest.raises(ValueError, match="EAR_KEY holds") as refused:
            key_from("EAR_KEY")
        assert "abc" not in str(refused.value)
    monkeypatch.delenv("EAR_KEY")
    with pytest.raises(ValueError, match="EAR_KEY is not set"):
        key_from("EAR_KEY")
