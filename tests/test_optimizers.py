"""Every rule's steps are those of its formula, worked by hand; nothing is changed, nothing is shared."""

import numpy as np
import pytest

from gdcourse.optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    AMSGrad,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
)

RULES = [GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, Adam, AMSGrad, AdamW]


def steps_under_constant_gradient(rule, steps, g=1.0):
    """θ after each step from 0 under the same gradient."""
    theta, thetas = np.zeros(1), []
    for _ in range(steps):
        theta = rule.step(theta, np.array([g]))
        thetas.append(theta[0])
    return thetas


def test_gradient_descent_subtracts_lr_times_gradient():
    assert steps_under_constant_gradient(GradientDescent(lr=0.1), 3) == pytest.approx([-0.1, -0.2, -0.3])


def test_momentum_adds_up_velocity():
    # v = 1, 1.5, 1.75 with β = ½
    thetas = steps_under_constant_gradient(Momentum(lr=0.1, beta=0.5), 3)
    assert thetas == pytest.approx([-0.1, -0.25, -0.425])


def test_nesterov_looks_one_velocity_ahead():
    # g + βv = 1.5, 1.75, 1.875 with β = ½
    thetas = steps_under_constant_gradient(Nesterov(lr=0.1, beta=0.5), 3)
    assert thetas == pytest.approx([-0.15, -0.325, -0.5125])


def test_adagrad_steps_shrink_like_one_over_root_t():
    thetas = steps_under_constant_gradient(AdaGrad(lr=0.1, eps=0.0), 4, g=-7.0)
    assert np.diff([0.0, *thetas]) == pytest.approx([0.1, 0.1 / 2**0.5, 0.1 / 3**0.5, 0.05])


def test_rmsprop_divides_by_a_running_average():
    # v = 0.25·4 = 1, then 0.75 + 1 = 1.75, with ρ = ¾ and g = 2
    thetas = steps_under_constant_gradient(RMSProp(lr=0.1, rho=0.75, eps=0.0), 2, g=2.0)
    assert thetas == pytest.approx([-0.2, -0.2 - 0.2 / 1.75**0.5])


@pytest.mark.parametrize("rule", [Adam, AMSGrad])
def test_first_step_of_adam_has_length_lr_whatever_the_scale(rule):
    g = np.array([2.0, -300.0, 1e-5])
    after_one = rule(lr=0.1, eps=0.0).step(np.zeros(3), g)
    np.testing.assert_allclose(after_one, [-0.1, 0.1, -0.1], rtol=1e-12)


def test_adam_under_constant_gradient_goes_lr_a_step():
    assert steps_under_constant_gradient(Adam(lr=0.1, eps=0.0), 3) == pytest.approx([-0.1, -0.2, -0.3])


def test_epsilon_stands_outside_the_root():
    # g = 1: v̂ = 1 and the step is lr · 1 / (1 + ε)
    assert steps_under_constant_gradient(Adam(lr=0.1, eps=1.0), 1) == pytest.approx([-0.05])
    assert steps_under_constant_gradient(AdaGrad(lr=0.1, eps=1.0), 1) == pytest.approx([-0.05])
    assert steps_under_constant_gradient(RMSProp(lr=0.1, rho=0.0, eps=1.0), 1) == pytest.approx([-0.05])


def test_amsgrad_remembers_the_largest_second_moment():
    # With β₁ = 0, β₂ = ½: v = 8 then 4, but v_max stays 8; corrected by 1 − ¼ it is 32/3
    rule = AMSGrad(lr=1.0, beta1=0.0, beta2=0.5, eps=0.0)
    theta = rule.step(np.zeros(1), np.array([4.0]))
    after = rule.step(theta, np.array([0.0]))
    assert after == theta
    assert rule.v_max == 8.0


def test_adamw_shrinks_theta_by_lr_times_decay():
    after = AdamW(lr=0.1, eps=0.0, weight_decay=0.5).step(np.array([2.0]), np.array([1.0]))
    assert after == pytest.approx([2.0 * 0.95 - 0.1])


@pytest.mark.parametrize("rule", RULES)
def test_step_changes_neither_argument(rule):
    theta, g = np.array([1.0, -2.0]), np.array([0.5, 3.0])
    one = rule(lr=0.1)
    for _ in range(3):
        one.step(theta, g)
    assert theta.tolist() == [1.0, -2.0]
    assert g.tolist() == [0.5, 3.0]


@pytest.mark.parametrize("rule", RULES)
def test_an_earlier_theta_is_not_changed_by_later_steps(rule):
    one, g = rule(lr=0.1), np.array([0.5, 3.0])
    first = one.step(np.array([1.0, -2.0]), g)
    kept = first.copy()
    one.step(one.step(first, g), -g)
    assert np.array_equal(first, kept)


@pytest.mark.parametrize("rule", RULES)
def test_two_instances_share_nothing(rule):
    theta, g = np.array([1.0, -2.0]), np.array([0.5, 3.0])
    used = rule(lr=0.1)
    used.step(theta, g)
    assert np.array_equal(rule(lr=0.1).step(theta, g), rule(lr=0.1).step(theta, g))


@pytest.mark.parametrize("rule", RULES)
def test_lr_may_be_a_schedule_of_steps_from_one(rule):
    asked = []

    def schedule(t):
        asked.append(t)
        return 0.1

    scheduled, fixed = rule(lr=schedule), rule(lr=0.1)
    theta = other = np.array([1.0, -2.0])
    for g in np.array([[0.5, 3.0], [1.0, -1.0], [0.0, 2.0]]):
        theta, other = scheduled.step(theta, g), fixed.step(other, g)
    assert np.array_equal(theta, other)
    assert sorted(set(asked)) == [1, 2, 3]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("lr", [0, -0.1, float("nan"), float("inf"), "fast", None])
def test_a_learning_rate_that_is_not_positive_is_refused(rule, lr):
    with pytest.raises(ValueError, match="lr must be a positive number or a schedule"):
        rule(lr=lr)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Momentum(lr=0.1, beta=1.0), r"beta must lie in \[0, 1\)"),
        (lambda: Adam(beta2=-0.1), r"beta2 must lie in \[0, 1\)"),
        (lambda: RMSProp(lr=0.1, eps=-1e-8), "eps must be at least 0"),
        (lambda: AdamW(weight_decay=float("nan")), "weight_decay must be at least 0"),
    ],
)
def test_settings_out_of_range_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_rule_shows_its_settings():
    assert repr(Momentum(lr=0.1)) == "Momentum(lr=0.1, beta=0.9)"
