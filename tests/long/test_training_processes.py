"""Training in several processes, and a training that is killed."""
from __future__ import annotations

import random
import socket
import time
from dataclasses import replace

import pytest
import torch

pytest.importorskip("accelerate", reason="the training extra is not installed")

from training_toys import STAGES, same_states, state, toy_training_bundle, train_elsewhere, train_toy

from audiostory_core.bundle import open_bundle
from audiostory_core.training import train as training


def test_a_run_killed_at_any_moment_goes_on_to_the_same_losses_and_weights(bundle, tmp_path, one_thread):
    stage = replace(STAGES["sound"], steps=60, save_every=7)
    process = train_elsewhere(bundle, tmp_path / "killed", stage)
    deadline, moment = time.monotonic() + 120, random.uniform(0.0, 0.6)
    while not (tmp_path / "killed" / "sound" / "state" / "state.safetensors").exists():
        assert process.is_alive() and time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(moment)
    process.kill()
    process.join()
    at = int(state(tmp_path / "killed", "sound")["step"])
    folders = [train_toy(bundle, tmp_path / name, stage) for name in ("killed", "whole")]
    assert same_states(*(state(tmp_path / name, "sound") for name in ("killed", "whole"))), (moment, at)
    logs = [(tmp_path / name / "sound" / "log.csv").read_text() for name in ("killed", "whole")]
    assert logs[0] == logs[1] and len(logs[0].splitlines()) == 61
    assert (folders[0] / "dit.safetensors").read_bytes() == (folders[1] / "dit.safetensors").read_bytes()


def test_two_processes_take_the_step_of_one_with_twice_the_batch(bundle, tmp_path, one_thread):
    stage = replace(STAGES["whole"], steps=1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    both = [train_elsewhere(bundle, tmp_path / "two", stage, RANK=str(rank), LOCAL_RANK=str(rank), WORLD_SIZE="2",
                            MASTER_ADDR="127.0.0.1", MASTER_PORT=port) for rank in range(2)]
    train_toy(bundle, tmp_path / "one", stage)
    train_toy(bundle, tmp_path / "passes", replace(stage, accumulate=2))
    for process in both:
        process.join(120)
        assert process.exitcode == 0
    one = state(tmp_path / "one", "whole")
    for other in ("two", "passes"):
        found = state(tmp_path / other, "whole")
        for name, value in one.items():
            if "exp_avg" in name:  # what the step is made of: the gradient, and its square
                assert torch.allclose(found[name], value, atol=1e-6), (other, name)
        logs = [(tmp_path / name / "whole" / "log.csv").read_text().splitlines() for name in ("one", other)]
        assert logs[0][0] == logs[1][0]
        numbers = [[float(entry) for entry in log[1].split(",")] for log in logs]
        assert numbers[0] == pytest.approx(numbers[1], abs=1e-6)


def test_a_training_with_processes_for_its_batches_has_the_same_losses(tmp_path):
    bundle, stage = toy_training_bundle(tmp_path / "start"), replace(STAGES["read"], steps=5)
    logs = []
    for workers in (0, 2):
        train_toy(bundle, tmp_path / str(workers), stage, workers=workers)
        logs.append((tmp_path / str(workers) / "read" / "log.csv").read_text())
    assert logs[0] == logs[1] and len(logs[0].splitlines()) == 6
    assert open_bundle(tmp_path / "2" / "read" / "bundle").config.provenance[training.TRAINED][-1]["steps"] == 5
