"""The paper's marks from 0 to 5, by a language model behind any OpenAI-compatible endpoint that the user names.

Without an endpoint nothing is sent. A story that cannot be judged is recorded as unjudged, with the reason.

Source: AudioStory, section on evaluation (instruction following, consistency, coherence, reasoning logic).
"""
from __future__ import annotations

import base64
import http.client
import io
import json
import os
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..checks import is_number
from ..story import StoryPlan

MARKS = {
    "instruction": "does it hold everything that the instruction asks for, in that order, and nothing that contradicts "
                   "it?",
    "consistency": "do the parts belong to one scene: the same place, the same sources, no break in timbre or style?",
    "coherence": "do the parts follow each other naturally, with fitting lengths and smooth joins?",
    "reasoning": "is the division of the story into events sensible: complete, in a logical order, each event one "
                 "sound that can be heard?",
}
LOWEST, HIGHEST = 0, 5
TRIES = 3
MOST_REPLY_BYTES = 2**20
_SHOWN_CHARACTERS = 200


@dataclass(frozen=True)
class Endpoint:
    """The judge's address, and how it is asked.

    url: of the API, with or without /chat/completions at its end. key: sent as a bearer token; None sends none.
    audio: whether the sound is sent too, for a model that listens. pause_seconds: before the second try; doubled
    before each further try.
    """

    url: str
    model: str
    key: str | None = None
    audio: bool = False
    timeout_seconds: float = 120.0
    pause_seconds: float = 2.0

    def __post_init__(self):
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"the judge's address is {self.url!r}; http://... or https://... is needed")
        if not _printable(self.url):
            raise ValueError(f"the judge's address is {self.url!r}; blanks and what is not ASCII must be written as "
                             "%XX")
        if not self.model.strip():
            raise ValueError("the judge's model has no name; say which one answers there")

    @property
    def address(self) -> str:
        """The URL that requests are posted to."""
        base = self.url.rstrip("/")
        if base.endswith("/chat/completions"):
            return base
        return f"{base}/chat/completions" if re.search(r"/v\d+\w*$", base) else f"{base}/v1/chat/completions"


def key_from(variable: str | None) -> str | None:
    """The key in an environment variable; None if no variable is named.

    Raises:
        ValueError: the variable is not set or empty, or holds characters that no header can. The message never shows
            the key.
    """
    if variable is None:
        return None
    key = os.environ.get(variable, "").strip()
    if not key:
        raise ValueError(f"the environment variable {variable} is not set; it should hold the judge's key")
    if not _printable(key):
        raise ValueError(f"the environment variable {variable} holds blanks, line ends or characters that are not "
                         "ASCII; it should hold the judge's key alone")
    return key


def _printable(text: str) -> bool:
    return all("!" <= character <= "~" for character in text)


class _Fault(Exception):
    """A try without marks; str() gives the reason."""


def judge_story(endpoint: Endpoint, plan: StoryPlan, sound=None, sample_rate: int | None = None,
                sleep: Callable[[float], None] = time.sleep) -> dict:
    """Ask for marks, up to TRIES times.

    Args:
        plan: with the instruction and the reasoning.
        sound: [C, T] numpy; sent only if the endpoint takes audio.

    Returns:
        {"marks": {name: number from 0 to 5}, "reason": None}, or {"marks": None, "reason": why there are none}.
    """
    body = json.dumps(_request(endpoint, plan, sound, sample_rate)).encode()
    reasons = []
    for attempt in range(TRIES):
        if attempt:
            sleep(endpoint.pause_seconds * 2 ** (attempt - 1))
        try:
            return {"marks": _read_marks(_post(endpoint, body)), "reason": None}
        except _Fault as fault:
            reasons.append(str(fault))
    return {"marks": None, "reason": f"unjudged after {TRIES} tries: " + "; ".join(dict.fromkeys(reasons))}


def _request(endpoint: Endpoint, plan: StoryPlan, sound, sample_rate) -> dict:
    criteria = "\n".join(f'- "{name}": {question}' for name, question in MARKS.items())
    task = (f"You judge a sound story that a model made from an instruction. Give each criterion a mark from {LOWEST} "
            f"(not at all) to {HIGHEST} (perfectly); halves are possible.\n{criteria}\nAnswer with one JSON object "
            f"that has exactly these names, each with a number, and nothing else.")
    sheet = "\n".join(f"{start:.1f} s to {start + clip.seconds:.1f} s: {clip.caption}"
                      for start, clip in zip(plan.start_seconds, plan.clips, strict=True))
    words = (f"Instruction:\n{plan.instruction}\n\nThe model's reasoning:\n{plan.reasoning or '(none)'}\n\n"
             f"Its events:\n{sheet}")
    content: str | list = words
    if endpoint.audio:
        data = {"data": base64.b64encode(_wav(sound, sample_rate)).decode(), "format": "wav"}
        content = [{"type": "text", "text": f"{words}\n\nThe story itself:"},
                   {"type": "input_audio", "input_audio": data}]
    return {"model": endpoint.model, "temperature": 0,
            "messages": [{"role": "system", "content": task}, {"role": "user", "content": content}]}


def _wav(sound, sample_rate) -> bytes:
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, sound.T, sample_rate, format="WAV", subtype="PCM_16")
    return file.getvalue()


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Refuses redirects, which would send the key to another host."""

    def redirect_request(self, *_):
        return None


def _post(endpoint: Endpoint, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json"}
    if endpoint.key is not None:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    request = urllib.request.Request(endpoint.address, body, headers)  # noqa: S310 - Endpoint lets only http(s) in
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=endpoint.timeout_seconds) as reply:
            return reply.read(MOST_REPLY_BYTES)
    except urllib.error.HTTPError as error:
        with error:
            said = error.read(_SHOWN_CHARACTERS).decode(errors="replace")
        raise _Fault(f"HTTP {error.code}: {said.strip() or error.reason}") from error
    except (OSError, http.client.HTTPException) as error:  # timeouts and broken connections are OSErrors
        reason = getattr(error, "reason", error)
        raise _Fault(f"no reply ({reason or type(error).__name__})") from error


def _read_marks(reply: bytes) -> dict[str, float]:
    """The marks in an endpoint's reply; a _Fault names what is wrong with the reply."""
    try:
        said = json.loads(reply)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise _Fault(f"the reply is no chat completion: {_shown(reply.decode(errors='replace'))}") from error
    if not isinstance(said, str):
        raise _Fault(f"the reply holds no text: {_shown(str(said))}")
    found = re.search(r"\{.*\}", said, re.DOTALL)  # some models wrap it in words or a code fence
    try:
        marks = json.loads(found[0]) if found else None
    except (ValueError, RecursionError) as error:
        raise _Fault(f"the answer holds no JSON object: {_shown(said)}") from error
    if not isinstance(marks, dict):
        raise _Fault(f"the answer holds no JSON object: {_shown(said)}")
    return {name: _mark(name, marks.get(name)) for name in MARKS}


def _mark(name: str, value) -> float:
    if not is_number(value) or not LOWEST <= value <= HIGHEST:  # also refuses NaN
        raise _Fault(f"the mark for {name} is {_shown(repr(value))}; a number from {LOWEST} to {HIGHEST} is needed")
    return float(value)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."
