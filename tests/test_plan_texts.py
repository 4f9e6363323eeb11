"""Real texts of language models, editors and subtitle tools, and the one right reading of each."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from audiostory_core.story_text import read_plan_text

TEXTS = json.loads((Path(__file__).parent / "plan_texts.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: f"{case['id']}-{case['family']}")
def test_a_text_is_read_right_or_refused(case):
    if case["clips"] is None:
        with pytest.raises(ValueError):
            read_plan_text(case["text"])
        return
    plan = read_plan_text(case["text"])
    clips = plan.clips
    assert [clip.caption for clip in clips] == [caption for caption, _ in case["clips"]]
    assert [clip.seconds for clip in clips] == pytest.approx([seconds for _, seconds in case["clips"]], abs=1e-6)
    if "starts" in case:
        assert plan.start_seconds == pytest.approx(case["starts"], abs=1e-6)
    assert [clip.lane for clip in clips] == case.get("lanes", [""] * len(clips))


def test_the_texts_are_many_and_far_apart():
    assert len(TEXTS) >= 250 and len({case["id"] for case in TEXTS}) == len(TEXTS)
    assert len({case["language"] for case in TEXTS}) >= 12
    assert sum(case["clips"] is None for case in TEXTS) >= 25
