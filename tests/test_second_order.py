"""Newton, line searches and L-BFGS agree with values by hand, closed forms, the dense BFGS formula and SciPy."""

import numpy as np
import pytest

from gdcourse.datasets import digits
from gdcourse.descent import descend
from gdcourse.landscapes import Beale, DoubleWell, Himmelblau, Quadratic, Rosenbrock, Saddle
from gdcourse.linear_models import SoftmaxRegression
from gdcourse.second_order import (
    LBFGS,
    Newton,
    NoFall,
    backtracking,
    damped,
    lbfgs_direction,
    line_search,
    minimize,
    newton_step,
)


class Straightening:
    """√(1 + θ²) in one number: from θ the whole Newton step leads to −θ³."""

    def __call__(self, theta):
        return np.sqrt(1 + theta[0] ** 2)

    def gradient(self, theta):
        return theta / np.sqrt(1 + theta**2)

    def hessian(self, theta):
        return np.array([[(1 + theta[0] ** 2) ** -1.5]])


class Cliff:
    """−e^θ: it falls without end, ever steeper."""

    def __call__(self, theta):
        return -np.exp(theta[0])

    def gradient(self, theta):
        return -np.exp(theta)


class DigitsLoss:
    """Softmax regression on the digits, which counts how often it is asked."""

    def __init__(self):
        data = digits()
        self.model, self.data = SoftmaxRegression(64, 10, l2=1e-3), (data.X / 16, data.y)
        self.values = self.gradients = 0

    def __call__(self, theta):
        self.values += 1
        return self.model.loss(theta, *self.data)

    def gradient(self, theta):
        self.gradients += 1
        return self.model.gradient(theta, *self.data)


# --- Newton


def test_newton_step_by_hand():
    H = np.array([[4.0, 2.0], [2.0, 3.0]])
    after = newton_step(np.array([1.0, 1.0]), np.array([2.0, 5.0]), H)
    assert after == pytest.approx([1.5, -1.0])  # 4·0.5 − 2·2 = −2 and 2·0.5 − 3·2 = −5


def test_newton_step_changes_none_of_its_arguments():
    theta, g, H = np.array([1.0, 1.0]), np.array([2.0, 5.0]), np.eye(2)
    newton_step(theta, g, H)
    assert (theta.tolist(), g.tolist(), H.tolist()) == ([1, 1], [2, 5], [[1, 0], [0, 1]])


def test_newton_arrives_at_a_quadratics_minimum_in_one_step_whatever_its_condition_number():
    f = Quadratic(np.diag([1e-3, 1.0, 1e5]), b=[1.0, 2.0, 3.0])
    path = descend(f, np.array([5.0, -4.0, 3.0]), Newton(f), steps=1)
    np.testing.assert_allclose(path.thetas[1], [1e3, 2.0, 3e-5], rtol=1e-10)


def test_newtons_error_squares_in_the_double_well():
    f = DoubleWell()
    theta = descend(f, 1.5, Newton(f), steps=4).thetas[:, 0]
    np.testing.assert_allclose(theta[1:], 2 * theta[:-1] ** 3 / (3 * theta[:-1] ** 2 - 1), rtol=1e-12)
    error = theta - 1
    assert error[4] / error[3] ** 2 == pytest.approx(1.5, rel=1e-2)  # f‴ / 2f″ = 6 / 4


def test_newton_moves_with_a_change_of_coordinates():
    """f(Mφ) has the Newton steps of f, seen through M: nothing depends on axes or units."""
    f, M = Rosenbrock(), np.array([[0.8, -3.0], [0.6, 4.0]])
    theta = f.start
    phi = newton_step(np.linalg.solve(M, theta), M.T @ f.gradient(theta), M.T @ f.hessian(theta) @ M)
    np.testing.assert_allclose(M @ phi, newton_step(theta, f.gradient(theta), f.hessian(theta)), rtol=1e-8)


def test_a_singular_hessian_is_refused():
    with pytest.raises(ValueError, match="singular.*damped"):
        newton_step(np.zeros(2), np.ones(2), np.ones((2, 2)))


def test_damping_lifts_the_smallest_curvature_to_the_least():
    assert damped(np.diag([1.0, -3.0]), 0.5).tolist() == [[4.5, 0.0], [0.0, 0.5]]
    assert damped(np.diag([1.0, 3.0]), 0.5).tolist() == [[1.0, 0.0], [0.0, 3.0]]
    H = np.array([[1.0, 2.0], [2.0, 1.0]])  # eigenvalues −1 and 3
    assert np.linalg.eigvalsh(damped(H, 0.1)) == pytest.approx([0.1, 4.1])


@pytest.mark.parametrize("least", [0.0, -1.0, np.nan])
def test_damping_to_nothing_is_refused(least):
    with pytest.raises(ValueError, match="least must be positive"):
        damped(np.eye(2), least)


def test_undamped_newton_walks_to_the_saddle_and_damped_newton_to_the_minimum():
    f, start = Saddle(), np.array([1.5, 0.3])
    assert np.abs(descend(f, start, Newton(f), steps=6).thetas[-1]).max() < 1e-12
    assert descend(f, start, Newton(f, least=0.5), steps=60).thetas[-1] == pytest.approx([0, 1], abs=1e-6)


# --- line searches


def test_backtracking_by_hand():
    """From 2 the Newton step is −10: f(−8) = 8.06 and f(−3) = 3.16 are above f(2) = 2.24, f(−½) = 1.12 is below."""
    f, theta = Straightening(), np.array([2.0])
    assert backtracking(f, theta, np.array([-10.0]), f.gradient(theta)) == 0.25
    assert backtracking(f, theta, np.array([-10.0]), f.gradient(theta), shrink=0.1) == pytest.approx(0.1)


def test_backtracking_takes_newtons_whole_step_on_a_parabola_exactly_up_to_c_of_one_half():
    f, theta = Quadratic([1.0, 20.0]), np.array([2.0, 1.0])
    p, g = -theta, f.gradient(theta)
    assert backtracking(f, theta, p, g, c=0.499) == 1
    assert backtracking(f, theta, p, g, c=0.501) == 0.5  # a fall of ½ of the slope's promise, ¾ for half the step


def test_line_search_doubles_a_step_that_is_too_short():
    """On ½θ² from 1 along −0.01 the slope is nine tenths of the first one from α = 10 on; 1, 2, 4, 8, 16 are tried."""
    f, theta = Quadratic(1.0), np.array([1.0])
    after, value, g = line_search(f, theta, np.array([-0.01]), 0.5, np.array([1.0]))
    assert after == pytest.approx([0.84])
    assert (value, g[0]) == pytest.approx((0.3528, 0.84))


def test_line_search_meets_both_conditions():
    f, rng = Rosenbrock(), np.random.default_rng(0)
    for theta in rng.uniform(-2, 2, (200, 2)):
        g = f.gradient(theta)
        p = -g * 10 ** rng.uniform(-6, 1)
        after, value, g_after = line_search(f, theta, p, f(theta), g)
        alpha = (after - theta) @ p / (p @ p)
        assert value <= f(theta) + 1e-4 * alpha * g @ p
        assert g_after @ p >= 0.9 * g @ p
        assert (value, g_after.tolist()) == (f(after), f.gradient(after).tolist())


def search(f, theta, p, g):
    return line_search(f, theta, p, f(theta), g)


@pytest.mark.parametrize("search", [backtracking, search])
def test_a_direction_that_leads_up_is_refused(search):
    f, theta = Quadratic(1.0), np.array([1.0])
    with pytest.raises(ValueError, match="p must lead down, but the slope along it is g·p = 1"):
        search(f, theta, np.array([1.0]), np.array([1.0]))


@pytest.mark.parametrize("search", [backtracking, search])
def test_a_gradient_that_is_not_fs_is_found_out(search):
    f, theta = Quadratic(1.0), np.array([1.0])
    with pytest.raises(NoFall, match="the slope along p is -1, but f is nowhere lower along it: either g is not"):
        search(f, theta, np.array([1.0]), np.array([-1.0]))


# --- L-BFGS


def test_without_pairs_the_direction_is_against_the_gradient():
    assert lbfgs_direction(np.array([1, -2]), []).tolist() == [-1.0, 2.0]


def test_two_loops_by_hand():
    """One pair: a = 4/4, q = (0, 4), γ = 4/20, q = (0, 0.8), b = 1.6/4, q = (0.6, 0.8)."""
    pair = np.array([1.0, 0.0]), np.array([4.0, 2.0])
    assert lbfgs_direction(np.array([4.0, 6.0]), [pair]) == pytest.approx([-0.6, -0.8])


def positive_pairs(rng, many, d):
    """Pairs as a quadratic with random positive curvatures gives them."""
    A = np.cov(rng.normal(size=(d, 3 * d)))
    return [(s, A @ s) for s in rng.normal(size=(many, d))]


def dense_bfgs(pairs, d):
    """The inverse Hessian of BFGS, Nocedal & Wright's equation 6.17 from γI on."""
    s, y = pairs[-1]
    H = (s @ y) / (y @ y) * np.eye(d)
    for s, y in pairs:
        V = np.eye(d) - np.outer(y, s) / (s @ y)
        H = V.T @ H @ V + np.outer(s, s) / (s @ y)
    return H


@pytest.mark.parametrize("many", [1, 2, 5, 12])
def test_two_loops_give_what_the_dense_bfgs_matrix_gives(many):
    rng, d = np.random.default_rng(many), 8
    pairs, g = positive_pairs(rng, many, d), rng.normal(size=d)
    np.testing.assert_allclose(lbfgs_direction(g, pairs), -dense_bfgs(pairs, d) @ g, rtol=1e-8, atol=1e-8)


def test_the_newest_pair_is_reproduced():
    pairs = positive_pairs(np.random.default_rng(0), 4, 6)
    s, y = pairs[-1]
    np.testing.assert_allclose(lbfgs_direction(y, pairs), -s, rtol=1e-10)


def test_direction_leaves_its_arguments_alone_and_keeps_their_precision():
    g, s, y = (np.array(v, dtype=np.float32) for v in ([4, 6], [1, 0], [4, 2]))
    assert lbfgs_direction(g, [(s, y)]).dtype == np.float32
    assert (g.tolist(), s.tolist(), y.tolist()) == ([4, 6], [1, 0], [4, 2])


def test_memory_is_the_last_m_pairs_two_m_d_numbers():
    f, method = Quadratic(np.geomspace(1, 100, 50)), LBFGS(m=3)
    path = minimize(f, np.ones(50), method, steps=10)
    assert sum(s.size + y.size for s, y in method.pairs) == 2 * 3 * 50
    for (s, _), step in zip(method.pairs, np.diff(path.thetas, axis=0)[-4:-1], strict=True):
        np.testing.assert_allclose(s, step)


def test_a_pair_without_positive_curvature_is_left_out():
    method = LBFGS()
    method.direction(np.array([0.0]), np.array([-1.0]))
    method.direction(np.array([1.0]), np.array([-2.0]))  # steeper after a step down
    assert len(method.pairs) == 0
    method.direction(np.array([2.0]), np.array([-1.0]))
    assert [(s.tolist(), y.tolist()) for s, y in method.pairs] == [([1.0], [1.0])]


@pytest.mark.parametrize("m", [0, 2.5])
def test_a_memory_of_no_pairs_is_refused(m):
    with pytest.raises(ValueError, match="m must be a whole number of at least 1"):
        LBFGS(m)


# --- minimize

METHODS = {"Newton": lambda f: Newton(f, least=1e-3), "LBFGS": lambda f: LBFGS(10), "LBFGS of 1": lambda f: LBFGS(1)}
LANDSCAPES = [Quadratic([[5.0, 4.0], [4.0, 5.0]], b=[1.0, 2.0]), DoubleWell(0.2), Rosenbrock(), Himmelblau(), Beale()]


@pytest.mark.parametrize("f", LANDSCAPES, ids=lambda f: type(f).__name__)
@pytest.mark.parametrize("method", METHODS)
def test_minimize_finds_a_minimum_and_never_rises(f, method):
    path = minimize(f, f.start, METHODS[method](f), steps=300, tolerance=1e-9)
    assert path.stopped == "converged"
    assert np.array_equal(path.thetas[0], f.start)
    assert np.linalg.norm(f.minima - path.thetas[-1], axis=1).min() < 1e-6
    assert path.values == pytest.approx([f(theta) for theta in path.thetas], abs=1e-15)
    assert np.all(np.diff(path.values) <= 1e-15 * np.abs(path.values[:-1]))


def test_a_line_search_keeps_newton_where_the_whole_step_blows_up():
    f, start = Straightening(), np.array([2.0])
    assert descend(f, start, Newton(f), steps=3).thetas[:, 0] == pytest.approx([2, -8, 512, -(512.0**3)])
    assert minimize(f, start, Newton(f), steps=10, tolerance=1e-12).thetas[-1] == pytest.approx([0], abs=1e-12)


def test_a_method_asks_for_little_more_than_one_value_and_gradient_a_step():
    f = DigitsLoss()
    path = minimize(f, np.zeros(650), LBFGS(10), steps=100)
    assert path.steps == 100
    assert f.gradients <= f.values <= 115


def test_minimize_says_that_f_falls_without_end():
    path = minimize(Cliff(), np.array([0.0]), LBFGS(), steps=10)
    assert path.stopped == "diverged"
    assert np.all(np.isfinite(path.values)) and np.all(np.isfinite(path.thetas))


def test_undamped_newton_on_a_ridge_is_told_to_damp():
    f = Saddle()
    with pytest.raises(ValueError, match="damp"):
        minimize(f, np.array([0.0, 0.3]), Newton(f), steps=5)


class Turned(Quadratic):
    """A quadratic whose gradient has the wrong sign."""

    def gradient(self, theta):
        return -super().gradient(theta)


def test_minimize_tells_of_a_wrong_gradient():
    with pytest.raises(NoFall, match="g is not f's gradient"):
        minimize(Turned([1.0, 2.0]), np.ones(2), LBFGS(), steps=5)


def test_at_the_end_of_what_rounding_shows_minimize_stops():
    f = Quadratic([1e-4, 1.0, 1e4], b=[1.0, 1.0, 1.0])
    path = minimize(f, np.ones(3), LBFGS(), steps=500)
    assert path.stopped in ("converged", "no lower point")
    np.testing.assert_allclose(path.thetas[-1], [1e4, 1.0, 1e-4], rtol=1e-3)


@pytest.mark.parametrize("start", [np.nan, [[1.0, 2.0]], [np.inf, 0.0]])
def test_a_start_that_is_no_finite_vector_is_refused(start):
    with pytest.raises(ValueError, match="theta0 must be a vector of finite numbers"):
        minimize(Quadratic(1.0), start, LBFGS(), steps=1)
