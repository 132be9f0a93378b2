"""Chapter 09's conventions walk identical paths, and its theory is what NumPy, PyTorch and Keras find."""

import os
from itertools import product

import numpy as np
import pytest

from gdcourse import live, optimizers
from gdcourse.descent import descend
from gdcourse.exercises.momentum import HeavyBall, Momentum, Nesterov, convert_momentum
from gdcourse.landscapes import Quadratic, Rosenbrock

LR, BETA = 2.0**-11, 0.875  # Keras keeps lr in single precision: a power of 2 stays as it is
GROUNDS = [Quadratic([1.0, 25.0]), Rosenbrock()]


def torch_sgd(start, **settings):
    """torch.optim.SGD as a function of θ and g."""
    torch = pytest.importorskip("torch")
    parameter = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    rule = torch.optim.SGD([parameter], **settings)

    def step(theta, g):
        parameter.grad = torch.from_numpy(np.array(g))
        rule.step()
        return parameter.detach().numpy().copy()

    return step, rule


def keras_sgd(start, **settings):
    """keras.optimizers.SGD as a function of θ and g."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    variable, rule = keras.Variable(start, dtype="float64"), keras.optimizers.SGD(**settings)

    def step(theta, g):
        rule.apply([keras.ops.convert_to_tensor(g, dtype="float64")], [variable])
        return keras.ops.convert_to_numpy(variable.value).copy()

    return step, rule


class Written:
    """A convention as its source writes it: v ← βv + gained(g), then θ ← θ + moved(v)."""

    def __init__(self, convention, lr, beta, v=0.0):
        self.convention, self.lr, self.beta, self.v = convention, lr, beta, v

    def step(self, theta, g):
        if self.convention == "torch":
            self.v = self.beta * self.v + g
            return theta - self.lr * self.v
        if self.convention == "keras":  # and Sutskever et al. (2013)
            self.v = self.beta * self.v - self.lr * g
            return theta + self.v
        self.v = self.beta * self.v + (1 - self.beta) * g
        return theta - self.lr * self.v


def path(f, step, steps=200):
    thetas = [f.start]
    for _ in range(steps):
        thetas.append(step(thetas[-1], f.gradient(thetas[-1])))
    return np.array(thetas)


def same(found, wanted, tolerance=1e-11):
    assert np.abs(np.diff(wanted, axis=0)).max() > 0.01
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance)


# --- the answers to the exercises


@pytest.mark.parametrize("f", GROUNDS, ids=["valley", "Rosenbrock"])
@pytest.mark.parametrize("answer", [Momentum, HeavyBall])
def test_the_answers_walk_the_path_of_the_courses_momentum(answer, f):
    same(path(f, answer(LR, BETA).step), path(f, optimizers.Momentum(LR, BETA).step))


@pytest.mark.parametrize("f", GROUNDS, ids=["valley", "Rosenbrock"])
def test_the_answer_walks_the_path_of_the_courses_nesterov(f):
    same(path(f, Nesterov(LR, BETA).step), path(f, optimizers.Nesterov(LR, BETA).step))


def test_an_answer_races_beside_the_courses_rule_in_the_live_valley():
    rules = {"library": optimizers.Momentum(2 / 26, 0.5), "mine": Momentum(2 / 26, 0.5)}
    picture = live.Valley(GROUNDS[0], rules, steps=30)
    same(picture.paths["mine"], picture.paths["library"])


# --- conventions


@pytest.mark.parametrize("f", GROUNDS, ids=["valley", "Rosenbrock"])
@pytest.mark.parametrize(("source", "target"), [*product(["torch", "keras", "averaged"], repeat=2)])
def test_a_run_that_changes_its_convention_halfway_takes_the_same_path(source, target, f):
    lr, _ = convert_momentum(LR, np.zeros(2), BETA, "torch", source)
    begun = Written(source, lr, BETA)
    thetas = path(f, begun.step, steps=50)
    lr, v = convert_momentum(begun.lr, begun.v, BETA, source, target)
    going_on = Written(target, lr, BETA, v)
    for _ in range(150):
        thetas = np.vstack([thetas, going_on.step(thetas[-1], f.gradient(thetas[-1]))])
    same(thetas, path(f, optimizers.Momentum(LR, BETA).step))


@pytest.mark.parametrize("f", GROUNDS, ids=["valley", "Rosenbrock"])
@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # in Keras
def test_torch_and_keras_walk_the_courses_path(f, nesterov):
    rule = (optimizers.Nesterov if nesterov else optimizers.Momentum)(LR, BETA)
    wanted = path(f, rule.step)
    same(path(f, torch_sgd(f.start, lr=LR, momentum=BETA, nesterov=nesterov)[0]), wanted)
    same(path(f, keras_sgd(f.start, learning_rate=LR, momentum=BETA, nesterov=nesterov)[0]), wanted)


def test_torchs_dampening_is_the_averaged_form_but_for_its_first_velocity():
    averaged = Written("averaged", LR, BETA)
    step, _ = torch_sgd(np.zeros(1), lr=LR, momentum=BETA, dampening=BETA)
    theta, other, g = np.zeros(1), np.zeros(1), np.ones(1)
    theta, other = step(theta, g), averaged.step(other, g)
    assert theta / other == pytest.approx(1 / (1 - BETA))


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # in Keras
def test_after_a_change_of_lr_torch_brakes_at_once_and_keras_coasts_on():
    steps = {}
    for name, (step, rule) in {
        "torch": torch_sgd(np.zeros(1), lr=0.1, momentum=0.9),
        "keras": keras_sgd(np.zeros(1), learning_rate=0.1, momentum=0.9),
    }.items():
        theta = np.zeros(1)
        for _ in range(100):
            theta = step(theta, np.ones(1))
        if name == "torch":
            rule.param_groups[0]["lr"] = 0.01
        else:
            rule.learning_rate = 0.01
        steps[name] = (theta - step(theta, np.ones(1)))[0]
    assert steps == pytest.approx({"torch": 0.1, "keras": 0.91}, rel=1e-3)


def test_nesterovs_theta_is_the_place_ahead_of_sutskevers():
    f, behind, v, ahead = GROUNDS[0], GROUNDS[0].start, np.zeros(2), []
    for _ in range(201):
        ahead.append(behind + BETA * v)
        v = BETA * v - LR * f.gradient(ahead[-1])
        behind = behind + v
    same(np.array(ahead), path(f, optimizers.Nesterov(LR, BETA).step))


def test_the_buggy_balls_steps_tend_to_the_length_that_the_answer_tells():
    theta, before = 0.0, 0.0
    for _ in range(100):
        theta, before = theta - LR * 1.0 - BETA * (theta - before), theta
    assert before - theta == pytest.approx(HeavyBall(LR, BETA).buggy_length(), rel=1e-4)


def test_in_the_race_too_much_memory_loses_and_each_breaks_past_its_border():
    def height(rule, steps=20):
        return descend(GROUNDS[0], GROUNDS[0].start, rule, steps).values[-1]

    assert height(optimizers.Momentum(2 / 26, 0.9)) == pytest.approx(1.0, abs=0.05)
    assert height(optimizers.GradientDescent(2 / 26)) == pytest.approx(0.6, abs=0.05)
    for rule in (optimizers.GradientDescent(0.081), optimizers.Momentum(0.121, 0.5)):
        assert height(rule, steps=200) > 1e3
    assert height(optimizers.Momentum(0.119, 0.5), steps=200) < 1e-3


# --- the theory of the swings


def sizes(rule, eta_lambda, beta):
    """|σ₁|, |σ₂| of a rule's two factors on ½λθ²."""
    kept = beta if rule == "momentum" else beta * (1 - eta_lambda)
    total = 1 + beta - eta_lambda if rule == "momentum" else (1 + beta) * (1 - eta_lambda)
    return np.abs(np.roots([1, -total, kept]))


@pytest.mark.parametrize("beta", [0.25, 0.64, 0.9])
def test_inside_the_trough_both_factors_have_the_size_root_beta_and_outside_one_is_larger(beta):
    low, high = (1 - np.sqrt(beta)) ** 2, (1 + np.sqrt(beta)) ** 2
    for eta_lambda in np.linspace(low, high, 20)[1:-1]:
        assert sizes("momentum", eta_lambda, beta) == pytest.approx([np.sqrt(beta)] * 2)
    for eta_lambda in (0.9 * low, 1.01 * high):
        assert sizes("momentum", eta_lambda, beta).max() > np.sqrt(beta) * 1.001


def test_no_lr_and_beta_on_a_grid_are_faster_than_the_best_ones_for_curvatures_4_to_64():
    def rate(lr, beta):
        return max(sizes("momentum", lr * curvature, beta).max() for curvature in (4, 64))

    grid = product(np.linspace(0.005, 0.06, 56), np.linspace(0.0, 0.9, 46))
    assert rate(0.04, 0.36) == pytest.approx(0.6, abs=1e-6)
    assert min(rate(lr, beta) for lr, beta in grid) > 0.6 - 1e-6


@pytest.mark.parametrize(("rule", "border"), [("momentum", 2 * 1.9), ("Nesterov", 2 * 1.9 / 2.8)])
def test_each_rule_holds_up_to_its_border(rule, border):
    assert sizes(rule, 0.999 * border, 0.9).max() < 1 < sizes(rule, 1.001 * border, 0.9).max()


def test_in_a_bent_valley_momentum_visits_three_places_for_ever_and_nesterov_arrives():
    def slope(theta):
        return np.select([theta < 1, theta < 2], [25 * theta, theta + 24], 25 * theta - 24)

    def roll(rule, start=3.3):
        theta, places = np.array([start]), []
        for _ in range(300):
            theta = rule.step(theta, slope(theta))
            places.append(theta[0])
        return places

    places = np.linalg.solve([[9, 12, 4], [4, 9, 12], [12, 4, 9]], [24, 0, 0])
    assert sorted(roll(optimizers.Momentum(1 / 9, 4 / 9))[-3:]) == pytest.approx(sorted(places))
    assert places == pytest.approx([0.65, 2.12, -1.80], abs=0.005)
    assert roll(optimizers.Momentum(1 / 9, 4 / 9), start=3.0)[-1] == pytest.approx(0, abs=1e-9)
    assert roll(optimizers.Nesterov(1 / 25, 2 / 3))[-1] == pytest.approx(0, abs=1e-9)
