"""Penalties, the proximal step, dropout and early stopping, by numbers worked out by hand."""

import numpy as np
import pytest

from gdcourse.regularization import EarlyStopping, dropout, l1_penalty, l2_penalty, soft_threshold

W = np.array([3.0, -0.5, 0.0])


def test_l2_penalty_is_half_the_squares_and_pulls_in_proportion():
    value, gradient = l2_penalty(W, 0.2)
    assert value == pytest.approx(0.925) and gradient == pytest.approx([0.6, -0.1, 0.0])


def test_l1_penalty_is_the_sizes_and_pulls_all_alike():
    value, gradient = l1_penalty(W, 0.2)
    assert value == pytest.approx(0.7) and gradient.tolist() == [0.2, -0.2, 0.0]


def test_soft_threshold_moves_towards_zero_and_stops_there():
    assert soft_threshold(W, 1.0).tolist() == [2.0, 0.0, 0.0]


def test_soft_threshold_minimises_what_it_is_the_proximal_step_of():
    w, t = 1.7, 0.6
    candidates = np.linspace(-3, 3, 60_001)
    best = candidates[np.argmin(0.5 * (candidates - w) ** 2 + t * np.abs(candidates))]
    assert soft_threshold(np.array([w]), t)[0] == pytest.approx(best, abs=1e-4)


def test_dropout_keeps_the_mean_and_the_precision():
    a = np.ones(100_000, np.float32)
    dropped = dropout(a, 0.2, np.random.default_rng(0))
    assert (dropped == 0).mean() == pytest.approx(0.2, abs=0.01)
    assert dropped.mean() == pytest.approx(1.0, abs=0.01)
    assert dropped.dtype == np.float32 and a.all()


def test_early_stopping_waits_its_patience_and_keeps_the_best_theta():
    stop = EarlyStopping(patience=2)
    theta = np.array([0.0])
    answers = []
    for loss in (3.0, 2.0, 2.5, 2.0):
        theta = theta + 1
        answers.append(stop.update(loss, theta))
    assert answers == [False, False, False, True]
    assert (stop.best_epoch, stop.best_loss, stop.best_theta.tolist()) == (2, 2.0, [2.0])


def test_the_best_theta_is_a_copy():
    stop, theta = EarlyStopping(), np.array([1.0])
    stop.update(1.0, theta)
    theta[0] = 9.0
    assert stop.best_theta.tolist() == [1.0]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: l2_penalty(W, -1), "l2 must be a number of at least 0, but it is -1"),
        (lambda: soft_threshold(W, -1), "t must be a number of at least 0"),
        (lambda: dropout(W, 1.0, None), r"rate must lie in \[0, 1\), but it is 1.0"),
        (lambda: EarlyStopping(0), "patience must be a whole number of at least 1, but it is 0"),
    ],
)
def test_settings_out_of_range_are_refused(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()
