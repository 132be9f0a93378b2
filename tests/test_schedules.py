"""Schedules have the values of their formulas at the steps where they are easy to compute; clipping keeps its word."""

import numpy as np
import pytest

from gdcourse.optimizers import Adam, GradientDescent
from gdcourse.schedules import (
    Clipped,
    clip_by_norm,
    clip_by_value,
    cosine,
    exponential_decay,
    inverse_decay,
    step_decay,
    warmup,
)


def test_step_decay_halves_after_every_so_many_steps():
    schedule = step_decay(0.8, factor=0.5, every=2)
    assert [schedule(t) for t in range(1, 6)] == [0.8, 0.8, 0.4, 0.4, 0.2]


def test_exponential_decay_multiplies_at_every_step():
    schedule = exponential_decay(0.8, factor=0.5)
    assert [schedule(t) for t in (1, 2, 3)] == [0.8, 0.4, 0.2]


def test_inverse_decay_halves_after_tau_steps():
    schedule = inverse_decay(0.8, tau=10)
    assert (schedule(1), schedule(11), schedule(31)) == (0.8, 0.4, 0.2)


def test_cosine_goes_from_lr_through_the_middle_to_the_lowest_and_stays():
    schedule = cosine(1.0, steps=10, lowest=0.2)
    assert [schedule(t) for t in (1, 6, 11, 99)] == pytest.approx([1.0, 0.6, 0.2, 0.2])


def test_warmup_rises_in_a_straight_line_and_then_leaves_the_other_schedule_alone():
    schedule = warmup(0.8, steps=4)
    assert [schedule(t) for t in range(1, 6)] == pytest.approx([0.2, 0.4, 0.6, 0.8, 0.8])
    assert warmup(step_decay(0.8, 0.5, every=2), steps=4)(3) == pytest.approx(0.3)


def test_clipping_by_norm_shortens_and_keeps_the_direction():
    assert clip_by_norm(np.array([3.0, 4.0]), 1.0) == pytest.approx([0.6, 0.8])
    short = np.array([0.3, 0.4])
    assert clip_by_norm(short, 1.0) is short


def test_clipping_by_value_changes_the_direction():
    assert clip_by_value(np.array([3.0, -0.5]), 1.0).tolist() == [1.0, -0.5]


def test_a_clipped_rule_sees_no_gradient_that_is_longer():
    rule = Clipped(GradientDescent(lr=1.0), longest=1.0)
    assert rule.step(np.zeros(2), np.array([3.0, 4.0])) == pytest.approx([-0.6, -0.8])


def test_float32_stays_float32_under_a_schedule():
    theta = np.ones(3, np.float32)
    assert Adam(lr=cosine(0.1, steps=10)).step(theta, theta).dtype == np.float32


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: step_decay(-0.1), "lr must be a positive number, but it is -0.1"),
        (lambda: cosine(0.1, steps=0), "steps must be a positive number, but it is 0"),
        (lambda: inverse_decay(0.1, tau=float("nan")), "tau must be a positive number, but it is nan"),
        (lambda: clip_by_norm(np.ones(2), 0), "longest must be a positive number"),
    ],
)
def test_settings_that_are_not_positive_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
