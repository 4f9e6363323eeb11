"""Flow matching: noise levels, Euler steps, guidance, noise, and the training loss."""
from __future__ import annotations

import math

import pytest
import torch

from audiostory_core.flow_matching import (
    flow_loss,
    flow_sample,
    flow_sigmas,
    guided,
    logit_normal_sigmas,
    story_noise,
)


def test_sigmas_fall_in_equal_steps_from_one_to_zero():
    assert flow_sigmas(4).tolist() == [1.0, 0.75, 0.5, 0.25, 0.0]
    expected = [1 - step / 50 for step in range(51)]
    assert torch.allclose(flow_sigmas(50), torch.tensor(expected), atol=1e-7)


@pytest.mark.parametrize("steps", [0, -1, 2.5, True, "20"])
def test_steps_must_be_a_positive_whole_number(steps):
    with pytest.raises(ValueError, match="steps is"):
        flow_sigmas(steps)


def test_euler_follows_a_straight_flow_exactly():
    data, noise = torch.randn(3, 2, 5), torch.randn(3, 2, 5)
    seen, steps = [], []

    def velocity(x, sigma):
        seen.append(sigma.tolist())
        return noise - data

    found = flow_sample(velocity, noise, flow_sigmas(4), on_step=lambda done, total: steps.append((done, total)))
    assert torch.allclose(found, data, atol=1e-6)
    assert seen == [[1.0] * 3, [0.75] * 3, [0.5] * 3, [0.25] * 3]
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_euler_uses_the_velocity_of_the_current_state():
    found = flow_sample(lambda x, sigma: x, torch.ones(1, 1, 1), flow_sigmas(2))  # dx = x * dsigma, twice by -0.5
    assert found.item() == 0.25


def test_a_shift_makes_more_of_the_steps_at_high_noise():
    assert torch.allclose(flow_sigmas(4, 2.0), torch.tensor([1.0, 6 / 7, 2 / 3, 0.4, 0.0]))
    assert torch.equal(flow_sigmas(50, 1.0), flow_sigmas(50))


@pytest.mark.parametrize("shift", [0, -1.0, 101.0, float("nan"), True, "2"])
def test_a_shift_is_a_number_above_zero(shift):
    with pytest.raises(ValueError, match="shift is"):
        flow_sigmas(4, shift)


def _error(solver: str, steps: int) -> float:
    """Of dx = x * dsigma from sigma 1 to 0, whose answer is 1 / e."""
    found = flow_sample(lambda x, sigma: x, torch.ones(1, 1, 1, dtype=torch.float64), flow_sigmas(steps, 2.0),
                        solver=solver)
    return abs(found.item() - 1 / math.e)


def test_the_second_order_solver_gains_a_quarter_where_euler_gains_a_half():
    assert _error("euler", 64) / _error("euler", 32) == pytest.approx(0.5, abs=0.02)
    assert _error("ab2", 64) / _error("ab2", 32) == pytest.approx(0.25, abs=0.02)
    assert _error("ab2", 32) < _error("euler", 32) / 20


def test_the_second_order_solver_asks_once_a_step_and_begins_with_euler():
    asked = []

    def velocity(x, sigma):
        asked.append(sigma.item())
        return x

    noise = torch.ones(1, 1, 1, dtype=torch.float64)
    flow_sample(velocity, noise, flow_sigmas(4), solver="ab2")
    assert asked == [1.0, 0.75, 0.5, 0.25]
    assert torch.equal(flow_sample(velocity, noise, flow_sigmas(1), solver="ab2"),
                       flow_sample(velocity, noise, flow_sigmas(1)))


def test_an_unknown_solver_is_refused():
    with pytest.raises(ValueError, match="solver is 'heun'; it must be one of euler, ab2"):
        flow_sample(lambda x, sigma: x, torch.ones(1, 1, 1), flow_sigmas(2), solver="heun")


def test_a_callback_that_raises_ends_the_run():
    def stop(done, total):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        flow_sample(lambda x, sigma: x, torch.ones(1, 1, 1), flow_sigmas(9), on_step=stop)


@pytest.mark.parametrize("sigmas", [[1.0], [1.0, 1.0, 0.0], [0.0, 1.0], [1.0, 0.5], [1.5, 0.0],
                                    [1.0, float("nan"), 0.0]])
def test_sigmas_that_do_not_fall_to_zero_are_refused(sigmas):
    with pytest.raises(ValueError, match="decrease strictly"):
        flow_sample(lambda x, sigma: x, torch.ones(1, 1, 1), torch.tensor(sigmas))


def _toy_model(calls):
    def model(x, sigma, fused, seconds):
        calls.append(len(x))
        return x * 0 + fused.mean(dim=(1, 2))[:, None, None] + seconds[:, None, None]
    return model


@pytest.mark.parametrize("clips_at_once", [1, 2, 8])
def test_guidance_leaves_the_empty_prompt_behind(clips_at_once):
    calls = []
    fused, empty, seconds = torch.randn(3, 4, 5), torch.randn(4, 5), torch.tensor([1.0, 2.0, 3.0])
    velocity = guided(_toy_model(calls), fused, empty, seconds, 4.0, clips_at_once)
    found = velocity(torch.randn(3, 2, 6), torch.ones(3))
    expected = empty.mean() + 4 * (fused.mean(dim=(1, 2)) - empty.mean()) + seconds
    assert torch.allclose(found, expected[:, None, None].expand(3, 2, 6), atol=1e-5)
    assert max(calls) <= 2 * clips_at_once


def test_without_guidance_the_empty_side_is_not_computed():
    calls = []
    velocity = guided(_toy_model(calls), torch.randn(3, 4, 5), torch.randn(4, 5), torch.ones(3), 1.0)
    velocity(torch.randn(3, 2, 6), torch.ones(3))
    assert calls == [3]


def test_guidance_is_computed_in_the_precision_of_the_state():
    def model(x, sigma, fused, seconds):
        return torch.full_like(x, 1.0).half()

    velocity = guided(model, torch.randn(1, 4, 5), torch.randn(4, 5), torch.ones(1), 4.0)
    assert velocity(torch.randn(1, 2, 6), torch.ones(1)).dtype == torch.float32


@pytest.mark.parametrize("guidance", [float("nan"), float("inf")])
def test_guidance_must_be_finite(guidance):
    with pytest.raises(ValueError, match="guidance is"):
        guided(_toy_model([]), torch.randn(3, 4, 5), torch.randn(4, 5), torch.ones(3), guidance)


def test_tokens_of_another_model_are_refused():
    with pytest.raises(ValueError, match=r"\[4, 5\].*\[4, 6\]"):
        guided(_toy_model([]), torch.randn(3, 4, 5), torch.randn(4, 6), torch.ones(3), 4.0)


def test_reference_noise_is_one_draw_for_every_clip():
    noise = story_noise("reference", 7, 3, 4, 9)
    torch.manual_seed(7)
    expected = torch.randn(1, 9, 4)[0].T
    assert noise.shape == (3, 4, 9)
    assert all(torch.equal(clip, expected) for clip in noise)


def test_independent_noise_of_a_clip_does_not_depend_on_the_others():
    few, many = story_noise("independent", 7, 2, 4, 9), story_noise("independent", 7, 5, 4, 9)
    assert torch.equal(few, many[:2])
    assert all(not torch.equal(many[0], other) for other in many[1:])
    assert not torch.equal(few, story_noise("independent", 8, 2, 4, 9))
    large = story_noise("independent", 7, 2, 64, 645)
    assert large.std() == pytest.approx(1, abs=0.02)


def test_one_clip_can_have_a_seed_of_its_own():
    plain = story_noise("independent", 7, 3, 4, 9)
    changed = story_noise("independent", 7, 3, 4, 9, clip_seeds=[None, 99, None])
    assert torch.equal(plain[0], changed[0])
    assert torch.equal(plain[2], changed[2])
    assert torch.equal(changed[1], story_noise("independent", 99, 3, 4, 9)[1])


@pytest.mark.parametrize(("arguments", "words"), [
    (("white", 0, 1, 4, 9), "noise is 'white'"),
    (("independent", -1, 1, 4, 9), "seed is -1"),
    (("reference", 2**64, 1, 4, 9), "seed is 18446744073709551616"),
    (("independent", 0.5, 1, 4, 9), "seed is 0.5"),
    (("independent", 0, 2, 4, 9, [1]), "1 entries for 2 clips"),
    (("independent", 0, 1, 4, 9, [-3]), "seed is -3"),
])
def test_noise_that_cannot_be_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        story_noise(*arguments)


def test_the_largest_seed_works():
    assert torch.isfinite(story_noise("reference", 2**64 - 1, 1, 4, 9)).all()


def test_the_right_velocity_has_no_loss_and_sees_the_mixed_state():
    data, noise, sigma = torch.randn(2, 3, 4), torch.randn(2, 3, 4), torch.tensor([0.25, 1.0])

    def velocity(x, level):
        assert torch.allclose(x[0], 0.75 * data[0] + 0.25 * noise[0])
        assert torch.allclose(x[1], noise[1])
        return noise - data

    assert flow_loss(velocity, data, noise, sigma).item() == 0
    assert flow_loss(lambda x, level: noise - data + 2, data, noise, sigma).item() == pytest.approx(4, rel=1e-5)


def test_training_levels_are_logit_normal():
    levels = logit_normal_sigmas(4000, torch.Generator().manual_seed(0))
    assert ((levels > 0) & (levels < 1)).all()
    assert levels.median().item() == pytest.approx(0.5, abs=0.03)
    assert torch.logit(levels).std().item() == pytest.approx(1, abs=0.05)
