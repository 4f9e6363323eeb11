"""What the page asks the server before anything runs."""
import json

import pytest

from audiostory_core.bundle import embedded_bundle_path
from dev_tools.server import ServerError


def test_what_a_model_can_do(server, embedded_name):
    config = json.loads((embedded_bundle_path() / "config.json").read_text(encoding="utf-8"))
    facts = server.get("/api/audiostory/model", {"bundle": embedded_name})
    assert facts == {"knows": config["knows"], "known_words": config["known_words"],
                     "longest_clip_seconds": pytest.approx(11.888616780045352), "most_story_seconds": 80.0}


@pytest.mark.parametrize("name", ["", "nothing of this name", "../tiny"])
def test_no_such_model(server, name):
    with pytest.raises(ServerError, match="404") as raised:
        server.get("/audiostory/model", {"bundle": name})
    assert repr(name) in raised.value.details["error"]
