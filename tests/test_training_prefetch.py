"""Prefetched batches: made by a thread or by processes, they are the same, in the same order, from any step on."""
from __future__ import annotations

import os
import pickle
import threading
from dataclasses import fields
from functools import partial

import pytest
import torch
from training_toys import STAGES, batches_of, toy_source, toy_training_bundle

from audiostory_core.training.data.prefetch import made_ahead


def shares(batches, step):
    return [batches.shard(step, part, 2) for part in range(2)]


def tensors(made):
    """All tensors of some batches, by where they stand."""
    return {(step, part, group.name, field.name): getattr(getattr(batch, group.name), field.name)
            for step, batches in enumerate(made) for part, batch in enumerate(batches)
            for group in fields(batch) if getattr(batch, group.name) is not None
            for field in fields(getattr(batch, group.name))
            if isinstance(getattr(getattr(batch, group.name), field.name), torch.Tensor)}


@pytest.mark.parametrize("name", ["sound", "read", "understand"])
def test_processes_make_what_a_thread_makes(tmp_path, name):
    make = partial(shares, batches_of(toy_training_bundle(tmp_path), STAGES[name]))
    torch.manual_seed(0)
    before = torch.get_rng_state()
    alone, beside = (tensors(made_ahead(make, 3, 8, workers, together=2)) for workers in (0, 2))
    assert alone.keys() == beside.keys() and len(alone) >= 5 * 2 * 3
    assert all(torch.equal(alone[key], beside[key]) for key in alone)
    assert torch.equal(torch.get_rng_state(), before)


def test_what_makes_batches_can_be_sent_to_a_process_that_shares_no_memory(tmp_path):
    """As processes are begun on Windows and macOS."""
    make = partial(shares, batches_of(toy_training_bundle(tmp_path), STAGES["understand"]))
    sent = pickle.loads(pickle.dumps(make))
    here, there = tensors([make(2)]), tensors([sent(2)])
    assert here.keys() == there.keys() and all(torch.equal(here[key], there[key]) for key in here)


def who(step):
    return [step, os.getpid(), threading.get_ident()]


def test_steps_that_share_work_are_made_by_one_process():
    made = list(made_ahead(who, 5, 14, workers=2, together=4))
    assert [step for step, _, _ in made] == list(range(5, 14))
    makers = [{process for step, process, _ in made if step // 4 == group} for group in (1, 2, 3)]
    assert all(len(group) == 1 for group in makers) and os.getpid() not in set.union(*makers)
    assert makers[0] != makers[1] and makers[0] == makers[2]
    here = list(made_ahead(who, 5, 14))
    assert {process for _, process, _ in here} == {os.getpid()}
    assert threading.get_ident() not in {thread for _, _, thread in here}


def fail(step):
    raise ValueError(f"step {step} has no data")


@pytest.mark.parametrize("workers", [0, 1])
def test_what_fails_while_it_is_prefetched_is_heard_of(workers):
    with pytest.raises(ValueError, match="step 3 has no data"):
        list(made_ahead(fail, 3, 5, workers))


def test_a_group_of_steps_draws_its_stories_once():
    source, drawn = toy_source(), []
    make = source.make
    source.make = lambda rng: drawn.append(1) or make(rng)
    steps = [source.stories(0, step, 2, bucket=6) for step in range(6)]
    assert len(drawn) == 12
    counts = [[len(story.clips) for story in step] for step in steps]
    assert sorted(sum(counts, [])) == sum(sorted(counts), []) != sum(counts, [])
    assert source.stories(0, 7, 2, bucket=6) not in steps and len(drawn) == 24
    assert source.stories(0, 3, 2, bucket=6) == steps[3]
