"""Finished parts of a long job are found again after a cancel or an error."""
from __future__ import annotations

import pytest
import torch

from audiostory_core.bundle import embedded_bundle_path
from audiostory_core.kept_work import KeptWork
from audiostory_core.pipeline import AudioStoryPipeline
from audiostory_core.story import StoryPlan

SHEET = "\n".join(f"{2 + index % 3} rain falls on roof number {index}" for index in range(18))


def counted(made: list, name: str, value: float):
    def make():
        made.append(name)
        return {"values": torch.full((2, 3), value)}
    return make


def test_a_part_is_made_once_and_known_by_all_that_it_is_made_of(tmp_path):
    made, kept = [], KeptWork(tmp_path, model="a")
    given = torch.arange(4.0)
    first = kept.tensors(counted(made, "first", 1.5), given, steps=3)
    again = KeptWork(tmp_path, model="a").tensors(counted(made, "again", 9.0), given, steps=3)
    assert torch.equal(first["values"], again["values"]) and made == ["first"]
    for name, work, tensor, facts in (("model", KeptWork(tmp_path, model="b"), given, {"steps": 3}),
                                      ("steps", kept, given, {"steps": 4}), ("input", kept, given + 1, {"steps": 3}),
                                      ("shape", kept, given[None], {"steps": 3})):
        work.tensors(counted(made, name, 0.0), tensor, **facts)
    assert made == ["first", "model", "steps", "input", "shape"]


def test_an_error_leaves_nothing_half(tmp_path):
    def fail():
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError):
        KeptWork(tmp_path).tensors(fail, name="x")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_stops_no_work(tmp_path):
    place = tmp_path / "file"
    place.write_text("no folder")
    kept = KeptWork(place)
    assert kept.text(lambda: "told", number=1) == "told"
    assert "cannot be kept for a later run" in kept.problem


def test_forgetting_deletes_the_parts_of_this_work_alone(tmp_path):
    mine, other = KeptWork(tmp_path, model="a"), KeptWork(tmp_path, model="b")
    mine.text(lambda: "one", number=1)
    other.text(lambda: "two", number=1)
    mine.forget()
    assert [file.read_text() for file in tmp_path.iterdir()] == ["two"]


class Stop:
    """Cancels a stage at a share of it; counts the steps."""

    def __init__(self, share: float = 2.0):
        self.share, self.steps = share, 0

    def __call__(self, done, total):
        self.steps += 1
        if done / total >= self.share:
            raise InterruptedError


def test_a_cancelled_story_goes_on_where_it_was_and_is_the_same(tmp_path):
    plain = AudioStoryPipeline.from_bundle(embedded_bundle_path())
    plan = StoryPlan.from_cue_sheet(SHEET, crossfade_seconds=1.0)
    tokens = plain.bridge(plan)
    latents = plain.sample(tokens, plan, steps=4)
    whole = Stop()
    sounds = plain.decode(latents, plan, on_step=whole)
    for stop in (0.95, 0.7):
        kept = AudioStoryPipeline.from_bundle(embedded_bundle_path(), keep=tmp_path)
        with pytest.raises(InterruptedError):
            kept.decode(kept.sample(tokens, plan, steps=4, on_step=Stop(stop) if stop == 0.95 else None), plan,
                        on_step=Stop(stop))
    last = AudioStoryPipeline.from_bundle(embedded_bundle_path(), keep=tmp_path)
    sampling, decoding = Stop(), Stop()
    again = last.sample(tokens, plan, steps=4, on_step=sampling)
    assert torch.equal(again, latents)
    assert sampling.steps == 3  # of three batches of 8, 8 and 2 clips
    heard = last.decode(again, plan, on_step=decoding)
    assert all(torch.equal(new, old) for new, old in zip(heard, sounds, strict=True))
    assert decoding.steps < 0.6 * whole.steps
    assert last.finished() == []
    assert list(tmp_path.iterdir()) == []


def test_other_settings_find_nothing(tmp_path):
    pipe = AudioStoryPipeline.from_bundle(embedded_bundle_path(), keep=tmp_path)
    plan = StoryPlan.from_cue_sheet(SHEET, crossfade_seconds=1.0)
    tokens = pipe.bridge(plan)
    first = pipe.sample(tokens, plan, steps=2)
    for settings in ({"seed": 1}, {"guidance": 2.0}, {"steps": 3}, {"noise": "reference"}):
        assert not torch.equal(pipe.sample(tokens, plan, **{"steps": 2, **settings}), first)
