"""What chapter 14 says of rules and methods holds when they run, and L-BFGS ends where SciPy's does."""

import numpy as np
import pytest

from gdcourse.datasets import digits
from gdcourse.descent import descend
from gdcourse.exercises.second_order import AT_A_MILLION, ENDS, UNCHANGED_BY
from gdcourse.landscapes import Quadratic, Saddle
from gdcourse.linear_models import SoftmaxRegression
from gdcourse.optimizers import Adam, GradientDescent, Momentum
from gdcourse.schedules import clip_by_value
from gdcourse.second_order import LBFGS, Newton, lbfgs_direction, minimize


@pytest.mark.parametrize("start", [0.3, 0.5, 0.8])
def test_newton_ends_where_exercise_14_5_says(start):
    end = descend(Saddle(), [1.5, start], Newton(Saddle()), steps=60).thetas[-1]
    place = {"saddle": [0, 0], "upper": [0, 1], "lower": [0, -1]}[ENDS[f"Newton from (1.5, {start})"]]
    assert end == pytest.approx(place, abs=1e-9)


def test_descent_ends_where_exercise_14_5_says():
    end = descend(Saddle(), [1.5, 0.3], GradientDescent(lr=0.1), steps=500).thetas[-1]
    assert ENDS["descent from (1.5, 0.3)"] == "upper"
    assert end == pytest.approx([0, 1], abs=1e-9)


class Clipped(GradientDescent):
    def step(self, theta, g):
        return super().step(theta, clip_by_value(g, 1.0))


RULES = {
    "descent": lambda f: GradientDescent(lr=0.01),
    "Momentum": lambda f: Momentum(lr=0.003),
    "clipped": lambda f: Clipped(lr=0.01),
    "Adam": lambda f: Adam(lr=0.1, eps=0.0),
    "Newton": Newton,
}


@pytest.mark.parametrize("name", RULES)
@np.errstate(over="ignore", invalid="ignore")
def test_rotation_and_height_change_the_paths_that_exercise_14_6_says(name):
    c, s = np.cos(np.pi / 6), np.sin(np.pi / 6)
    R, A, start = np.array([[c, -s], [s, c]]), np.diag([1.0, 20.0]), np.array([2.0, 1.0])
    turned = R @ A @ R.T

    def path(A, start):
        f, thetas = Quadratic((A + A.T) / 2), [start]
        rule = RULES[name](f)
        for _ in range(150):
            thetas.append(rule.step(thetas[-1], f.gradient(thetas[-1])))
        return np.array(thetas)

    kept = {
        "rotation": np.allclose(path(turned, R @ start) @ R, path(A, start), atol=1e-6),
        "height": np.allclose(path(1000 * A, start), path(A, start), atol=1e-6),
    }
    assert kept == {change: UNCHANGED_BY[name] in (change, "both") for change in kept}


def turned(degrees, kappa):
    """A valley, and a start in it, turned together."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    R = np.array([[c, -s], [s, c]])
    A = R @ np.diag([1.0, kappa]) @ R.T
    return Quadratic((A + A.T) / 2), R @ [2.0, 1.0]


def steps_to_a_millionth(lr, degrees, kappa):
    f, theta = turned(degrees, kappa)
    rule, goal = Adam(lr), 1e-6 * f(theta)
    for step in range(1, 5001):
        theta = rule.step(theta, f.gradient(theta))
        if f(theta) <= goal:
            return step


@pytest.mark.parametrize("lr", [0.1, 0.2, 0.5, 1, 2, 5, 10])
def test_a_turned_valley_costs_adam_five_times_the_steps_if_kappa_is_2500(lr):
    assert steps_to_a_millionth(lr, 45, 2500) >= 5 * steps_to_a_millionth(lr, 0, 2500)


@pytest.mark.parametrize("lr", [0.5, 1, 2, 5, 10])
def test_a_turned_valley_costs_adam_next_to_nothing_if_kappa_is_100_and_the_rate_large(lr):
    assert steps_to_a_millionth(lr, 45, 100) <= 1.25 * steps_to_a_millionth(lr, 0, 100)


def test_turned_by_45_degrees_both_entries_have_nearly_one_learning_rate():
    f, theta = turned(45, 2500)
    rule = Adam(0.1)
    for _ in range(100):
        theta = rule.step(theta, f.gradient(theta))
    assert np.sqrt(rule.v[0] / rule.v[1]) == pytest.approx(1, rel=0.01)


def test_with_a_large_rate_adam_rises_again_after_it_has_arrived():
    f, start = turned(45, 100)
    heights = descend(f, start, Adam(0.5), steps=3000).values
    arrived = np.argmax(heights <= 1e-6 * heights[0])
    assert 0 < arrived < 200
    assert np.any(heights[arrived:] > 1e-5 * heights[0])


def test_the_bytes_of_exercise_14_4_are_those_of_arrays():
    d, rule, method = 1000, Adam(), LBFGS(m=10)
    f = Quadratic(np.geomspace(1, 100, d))
    rule.step(np.ones(d), np.ones(d))
    minimize(f, np.ones(d), method, steps=15)
    scale = 10**6 // d
    assert f.hessian(np.ones(d)).nbytes * scale**2 == AT_A_MILLION["Hessian bytes"]
    assert sum(s.nbytes + y.nbytes for s, y in method.pairs) * scale == AT_A_MILLION["L-BFGS bytes"]
    assert (rule.m.nbytes + rule.v.nbytes) * scale == AT_A_MILLION["Adam bytes"]


def test_the_two_pairs_of_exercise_14_3_give_what_the_dense_bfgs_matrix_gives():
    H = 0.4 * np.eye(2)
    for s, y in [([1.0, 0.0], [4.0, -2.0]), ([0.0, 1.0], [1.0, 2.0])]:
        s, y = np.array(s), np.array(y)
        V = np.eye(2) - np.outer(y, s) / (s @ y)
        H = V.T @ H @ V + np.outer(s, s) / (s @ y)
    assert -H @ [6.0, 4.0] == pytest.approx([-1.4, -1.3])


# --- beside SciPy


def test_two_loops_agree_with_scipys():
    optimize = pytest.importorskip("scipy.optimize")
    rng = np.random.default_rng(0)
    A = np.cov(rng.normal(size=(7, 21)))
    S, g = rng.normal(size=(4, 7)), rng.normal(size=7)
    Y = S @ A
    Y[-1] *= (S[-1] @ Y[-1]) / (Y[-1] @ Y[-1])  # γ = 1, where SciPy's matrix begins
    ours = lbfgs_direction(g, list(zip(S, Y, strict=True)))
    np.testing.assert_allclose(ours, -optimize.LbfgsInvHessProduct(S, Y).matvec(g), rtol=1e-10)


class Loss:
    """A model's loss on data, as a landscape."""

    def __init__(self, model, X, y):
        self.model, self.data = model, (X, y)

    def __call__(self, theta):
        return self.model.loss(theta, *self.data)

    def gradient(self, theta):
        return self.model.gradient(theta, *self.data)


def test_softmax_on_the_digits_ends_where_scipys_lbfgs_ends():
    optimize = pytest.importorskip("scipy.optimize")
    data = digits()
    f = Loss(SoftmaxRegression(64, 10, l2=1e-2), data.X / 16, data.y)
    ours = minimize(f, np.zeros(650), LBFGS(10), steps=500, tolerance=1e-8)
    theirs = optimize.minimize(f, np.zeros(650), jac=f.gradient, method="L-BFGS-B", options={"gtol": 1e-8, "ftol": 0})
    assert ours.stopped == "converged"
    assert ours.values[-1] == pytest.approx(theirs.fun, rel=1e-12)
    np.testing.assert_allclose(ours.thetas[-1][:640], theirs.x[:640], atol=1e-5)  # the weights; biases may shift
    assert ours.steps < 2 * theirs.nit
