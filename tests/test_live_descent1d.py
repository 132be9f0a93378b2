"""The arrays and the words behind live.Descent1D, at ordinary values and at the corners; no browser needed."""

import math

import numpy as np
import pytest

from gdcourse.descent import descend
from gdcourse.landscapes import DoubleWell, Quadratic, Rosenbrock
from gdcourse.live.curve import Curve, framed
from gdcourse.live.descent1d import Descent1D, lr_stops
from gdcourse.live.fates import changes_of_side, factors, fate
from gdcourse.optimizers import Adam, GradientDescent, Momentum

VALLEY = Quadratic(4.0)


def told(picture):
    """What the browser is told of the path, and the six rows of numbers that it draws, the map behind them."""
    frame, numbers = picture.frame()
    cut = 6 * (picture.steps + 1)
    return frame, numbers[:cut].reshape(6, -1), numbers[cut:]


# --- the path


def test_the_path_is_that_of_descend():
    picture, alone = Descent1D(VALLEY, start=-1.0, lr=0.45, steps=20), descend(VALLEY, -1.0, GradientDescent(0.45), 20)
    np.testing.assert_array_equal(picture.path, alone.thetas[:, 0])
    np.testing.assert_array_equal(picture.values, alone.values)


def test_setting_start_lr_or_steps_moves_the_path():
    picture = Descent1D(VALLEY, lr=0.1)
    picture.start, picture.lr, picture.steps = 0.8, 0.375, 3
    assert (picture.start, picture.lr, picture.steps) == (0.8, 0.375, 3)
    np.testing.assert_allclose(picture.path, [0.8, -0.4, 0.2, -0.1])  # factor 1 − 0.375 · 4
    np.testing.assert_allclose(picture.values, [1.28, 0.32, 0.08, 0.02])


def test_a_setting_of_another_rule_is_a_knob_too_and_the_rule_that_was_passed_stays_as_it_is():
    rule = Momentum(lr=0.25, beta=0.5)
    picture = Descent1D(VALLEY, start=1.0, rule=rule, steps=2)
    assert picture.path.tolist() == [1.0, 0.0, -0.5]  # v is 4, then 0.5 · 4 + 0
    picture.rule.beta = 0.0
    assert picture.path.tolist() == [1.0, 0.0, 0.0]
    assert (rule.beta, rule.t) == (0.5, 0)
    assert set(picture.scene()[0]["stops"]) == {"lr", "beta"}


def test_theta_is_where_the_ball_is_at_the_step_that_is_shown():
    picture = Descent1D(VALLEY, start=1.0, lr=0.125, steps=3)  # factor ½
    assert (picture.step, picture.theta) == (3, 0.125)
    picture.step = 1
    assert (picture.step, picture.theta) == (1, 0.5)
    picture.apply({"step": 2})  # the browser shows another one
    assert (picture.step, picture.theta) == (2, 0.25)
    picture.steps = 1
    assert picture.step == 1


def test_the_browser_is_told_when_python_sets_the_step_but_not_of_its_own_doing():
    picture = Descent1D(VALLEY)
    before = picture.frame()[0]["led"]
    picture.apply({"step": 2})
    assert picture.frame()[0]["led"] == before
    picture.step = 4
    assert (picture.frame()[0]["led"], picture.frame()[0]["step"]) == (before + 1, 4)


def test_reset_goes_back_to_the_first_start_and_settings():
    picture = Descent1D(VALLEY, start=1.0, lr=0.1)
    picture.start, picture.lr = 0.3, 0.5
    picture.reset()
    assert (picture.start, picture.lr) == (1.0, 0.1)


def test_the_hand_cannot_drag_the_ball_out_of_the_picture_but_python_can_put_it_outside():
    picture = Descent1D(VALLEY, view=(-2.0, 1.0), start=1.0)
    picture.apply({"start": 7.0})
    assert picture.start == 1.0
    picture.start = 7.0
    (low, high), _ = picture.scene()[0]["view"], picture.apply({"start": 7.0})
    assert low == -2.0 and high > 7.0 and picture.start == 7.0


# --- fates


@pytest.mark.parametrize(
    ("lr", "expected"),
    [
        (0.05, "creeps"),
        (0.245, "creeps"),
        (0.25, "arrives in one step"),
        (0.255, "zigzags and converges"),
        (0.495, "zigzags and converges"),
        (0.5, "jumps from side to side"),
        (0.505, "diverges"),
        (10.0, "diverges"),
        (-0.1, "diverges"),
        (0.0, "stands still"),
    ],
)
def test_on_a_parabola_the_fate_follows_from_the_product_of_lr_and_curvature(lr, expected):
    picture = Descent1D(Quadratic(4.0, b=4.0), start=2.0)  # its minimum is at 1
    picture.lr = lr
    frame, rows, _ = told(picture)
    assert frame["fate"] == expected
    np.testing.assert_allclose(rows[5, 1:3][np.isfinite(rows[5, 1:3])], 1 - 4 * lr, rtol=1e-6)


def test_factors_are_measured_until_nothing_but_rounding_is_left():
    thetas = np.array([3.0, 2.0, 0.5, 1.0, 1.0 + 1e-13, 1.0])
    np.testing.assert_array_equal(factors(thetas, 1.0), [0.5, -0.5, 0.0, np.nan, np.nan])
    assert changes_of_side(thetas, 1.0) == 1
    assert np.isnan(factors(thetas, None)).all()


@pytest.mark.parametrize(
    ("thetas", "expected"),
    [
        ([3.0, 1.5, 0.1, 0.01], "creeps"),
        ([3.0, -1.5, 0.1, -0.01], "zigzags and converges"),
        ([3.0, -1.5, -0.1, 0.01], "settles"),
        ([3.0, 1.5, -1.6, 1.7], "neither settles nor leaves"),
        ([3.0, 0.001, 0.0, 0.0], "arrives in one step"),
        ([3.0, 0.001, -2.0, 0.0], "settles"),
        ([0.0, 0.0], "stands still"),
    ],
)
def test_a_fate_is_what_the_path_does(thetas, expected):
    assert fate(np.array(thetas), 0.0) == expected


def test_words_are_honest_where_f_is_no_parabola():
    frame, rows, _ = told(Descent1D(DoubleWell(), start=1.6, lr=0.4))
    assert frame["finding"] == "It settles after changing sides once."
    assert "ηλ = 0.4 · 2 = 0.8 at the minimum 1. This is no parabola" in frame["product"]
    assert frame["ranges"] == []
    assert rows[5, 1] < 0 < rows[5, 2]  # over the minimum at first, and then on one side


def test_on_the_hilltop_it_stands_still():
    frame, _, _ = told(Descent1D(DoubleWell(), start=0.0))
    assert frame["fate"] == "stands still" and frame["finding"].startswith("It stands still")


def test_without_a_minimum_there_is_no_curvature_to_compare_with():
    def slope_down(theta):
        return -theta

    slope_down.gradient = lambda theta: -1.0
    frame, rows, _ = told(Descent1D(slope_down, start=0.0, view=(-1, 1), lr=0.01))
    assert frame["fate"] == "finds no minimum" and "no curvature" in frame["product"]
    assert np.isnan(rows[5]).all()


# --- the map of one step


def test_the_map_is_a_line_of_slope_1_minus_eta_lambda_and_holds_the_path():
    picture = Descent1D(VALLEY, start=1.0, lr=0.45)
    frame, _, line = told(picture)
    grid = picture.scene()[1][:, 0]
    np.testing.assert_allclose(line, -0.8 * grid, atol=1e-6)
    assert frame["map"].startswith("The solid line is the map θ → θ − ηf′(θ).")


@pytest.mark.parametrize("rule", [Momentum(0.05), Adam(0.1), GradientDescent(lambda t: 0.1 / t)])
def test_where_the_next_theta_depends_on_more_than_theta_there_is_no_map(rule):
    frame, _, line = told(Descent1D(VALLEY, start=1.0, rule=rule))
    assert line.size == 0 and "pairs (θₜ, θₜ₊₁)" in frame["map"]


def test_momentum_without_memory_has_a_map_and_is_descent():
    frame, _, line = told(Descent1D(VALLEY, start=1.0, rule=Momentum(0.05, beta=0.0)))
    assert line.size and "every step multiplies" in frame["product"] and len(frame["ranges"]) == 4


class HalfWay:
    """A learner's rule: it takes one θ at a time, cannot go on from the left, and has no learning rate."""

    def step(self, theta, g):
        if theta < -1:
            raise ValueError("too far left")
        return theta - 0.5 * math.copysign(1.0, g[0])


def test_a_learners_rule_that_takes_one_theta_at_a_time_has_a_map_where_it_can_step():
    picture = Descent1D(VALLEY, start=0.75, rule=HalfWay(), steps=2)
    frame, _, line = told(picture)
    grid = picture.scene()[1][:, 0]
    assert picture.path.tolist() == [0.75, 0.25, -0.25]
    np.testing.assert_array_equal(np.isnan(line), grid < -1)
    np.testing.assert_allclose(line[grid > 0.01], grid[grid > 0.01] - 0.5, atol=1e-6)
    assert frame["product"] == "" and "next θ of HalfWay" in frame["map"]


def test_a_rule_that_fails_says_so():
    frame, rows, _ = told(Descent1D(VALLEY, start=-1.2, rule=HalfWay(), steps=2))
    assert frame["trouble"] == frame["finding"] == "HalfWay fails at step 1: ValueError: too far left"
    assert frame["fate"] == "" and np.isnan(rows[0, 1:]).all()


# --- corners


def test_a_diverging_path_is_clipped_for_drawing_and_said_so():
    picture = Descent1D(VALLEY, start=1.0, lr=10.0, steps=2000)  # θ is multiplied by −39
    frame, rows, _ = told(picture)
    assert frame["lost"] == 1 and np.isfinite(rows[:2, :2]).all() and np.isnan(rows[:2, 2:]).all()
    assert rows[2, :3].tolist() == [1.0, -39.0, 1521.0]
    assert "From step 1 on it is too far out to be drawn." in frame["finding"]
    assert np.isnan(picture.path[-1]) and np.isnan(picture.theta)


def test_a_rule_that_returns_nan_is_cut_there():
    class ToNowhere:
        def step(self, theta, g):
            return theta * np.nan

    picture = Descent1D(VALLEY, start=1.0, rule=ToNowhere(), steps=3)
    assert picture.path[0] == 1.0 and np.isnan(picture.path[1:]).all()
    assert picture.frame()[0]["lost"] == 1


# --- curves


def test_a_plain_function_is_given_its_slope_and_takes_numbers_one_at_a_time():
    def hinge(theta):
        return (theta - 1) ** 2 if theta > 0.5 else 0.75 - theta

    hinge.gradient = lambda theta: 2 * (theta - 1) if theta > 0.5 else -1.0
    picture = Descent1D(hinge, start=1.5, lr=0.25, view=(0, 2), steps=2)
    assert picture.path.tolist() == [1.5, 1.25, 1.125]
    assert picture.scene()[0]["minima"] == [1.0] and picture.scene()[0]["name"] == "hinge"
    assert "ηλ = 0.25 · 2 = 0.5 at the minimum 1. This is no parabola" in picture.frame()[0]["product"]


def test_minima_and_curvature_are_found_from_the_slope_alone():
    class Bare:
        """DoubleWell without its minima and its second derivative."""

        def __init__(self):
            self.f, self.gradient = DoubleWell(), DoubleWell().gradient

        def __call__(self, theta):
            return self.f(theta)

    curve = Curve(Bare(), start=0.1, view=(-1.7, 1.6))
    np.testing.assert_allclose(curve.minima, [-1.0, 1.0], rtol=1e-12)
    assert curve.curvature(1.0) == pytest.approx(2.0, rel=1e-6) and not curve.is_parabola
    assert Curve(VALLEY).curvature(0.0) == pytest.approx(4.0, rel=1e-9) and Curve(VALLEY).is_parabola


def test_a_minimum_without_curvature_is_told_to_have_none():
    def quartic(theta):
        return theta**4

    quartic.gradient = lambda theta: 4 * theta**3
    picture = Descent1D(quartic, start=1.0, view=(-1.5, 1.4))
    assert picture.scene()[0]["minima"] == [0.0]
    assert f"ηλ = {picture.lr} · 0 = 0 at the minimum 0" in picture.frame()[0]["product"]
    assert picture.frame()[0]["fate"] == "creeps"


def test_the_frame_is_widened_until_the_start_lies_in_it():
    assert framed((0.0, 1.0), np.array([0.5])) == ((0.0, 1.0),)
    assert framed((0.0, 1.0), np.array([-1.0])) == ((-1.08, 1.0),)
    assert framed((0.0, 1.0), np.array([3.0])) == ((0.0, 3.08),)


def test_the_slider_of_lr_stops_at_short_numbers_and_at_both_borders():
    stops = lr_stops(4.0, 0.1234)
    assert {0.005, 0.01, 0.25, 0.5, 0.75, 0.1234} <= set(stops) and stops[-1] == 0.75
    assert {0.3333333333, 0.6666666667} <= set(lr_stops(3.0, 0.1))


def test_without_lr_it_creeps():
    assert Descent1D(VALLEY).lr == 0.05
    assert Descent1D(VALLEY).frame()[0]["fate"] == "creeps"


def test_without_a_kernel_a_still_with_the_same_words_stands_in():
    data, metadata = Descent1D(VALLEY, start=1.0, lr=0.45, steps=8)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == data["text/plain"]
    assert data["text/plain"] == (
        "The curve of Quadratic, and on it the path of GradientDescent(lr=0.45) from θ = 1, 8 steps; beside it the "
        "same steps as a cobweb between the diagonal and the map of one step. It zigzags and converges: every step "
        "comes closer to the minimum and changes sides. ηλ = 0.45 · 4 = 1.8: every step multiplies the distance from "
        "the minimum by 1 − ηλ = −0.8."
    )


def test_the_still_draws_the_path_and_the_map_that_the_browser_draws():
    picture = Descent1D(VALLEY, start=1.0, lr=0.45, steps=3)
    curve, web = picture.still().figure.axes
    path, (grid, line) = np.array(curve.lines[1].get_data()), np.array(web.lines[1].get_data())
    np.testing.assert_array_equal(path, [picture.path, picture.values])
    np.testing.assert_allclose(line, -0.8 * grid, atol=1e-9)
    assert "on the pairs of θ and next θ" in Descent1D(VALLEY, start=1.0, rule=Momentum(0.05)).still().alt


def test_the_still_of_a_rule_that_fails_at_once_says_so():
    still = Descent1D(VALLEY, start=-1.2, rule=HalfWay(), steps=2).still()
    assert "HalfWay fails at step 1" in still.alt


def test_a_start_where_f_is_not_finite_is_refused_and_the_picture_stays():
    def with_a_wall(theta):
        return np.where(theta > 0, theta, np.inf)

    with_a_wall.gradient = np.ones_like
    picture = Descent1D(with_a_wall, start=0.5, view=(0.2, 3), lr=0.01)
    before = picture.scene()[0]
    with pytest.raises(ValueError, match="finite number where the ball lies, but at θ = 0 it is not"):
        picture.start = 0.0
    assert picture.start == 0.5 and picture.scene()[0] == before


def parabola(theta):
    return theta**2


def sloped(theta):
    return theta**2


sloped.gradient = lambda theta: 2 * theta


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Descent1D(parabola, 1.0, view=(-2, 2)), "has no slope.*f.gradient = slope"),
        (lambda: Descent1D(3.0), "has no value"),
        (lambda: Descent1D(sloped, view=(-2, 2)), "start must be given, because sloped has none"),
        (lambda: Descent1D(sloped, 1.0), r"view must be given, because sloped has none.*view=\(-2, 2\)"),
        (lambda: Descent1D(sloped, 1.0, view=(2, -2)), "view must be the pair"),
        (lambda: Descent1D(sloped, np.nan, view=(-2, 2)), "start must be one finite number"),
        (lambda: Descent1D(Rosenbrock()), "start must be one finite number"),
        (lambda: Descent1D(Rosenbrock(), 1.0, view=(-2, 2)), "f must be a curve.*theta must have 2 coordinates"),
        (lambda: Descent1D(VALLEY, steps=0), "steps"),
        (lambda: Descent1D(VALLEY, rule=Adam), "rule must be an object with step"),
        (lambda: Descent1D(VALLEY, rule=0.1), "rule must be an object with step"),
        (lambda: Descent1D(VALLEY, rule=Adam(0.1), lr=0.1), "give lr or a rule, not both"),
        (lambda: Descent1D(VALLEY, lr=-1.0), "lr must be a positive number"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_what_cannot_be_set_is_refused_and_nothing_changes():
    picture = Descent1D(VALLEY, start=1.0, lr=0.1)
    before = picture.path
    with pytest.raises(ValueError, match="step must be a whole number from 0 to 30, but it is 31"):
        picture.step = 31
    with pytest.raises(ValueError, match="lr must be a finite number"):
        picture.lr = np.inf
    with pytest.raises(ValueError, match="start must be one finite number"):
        picture.start = [1.0, 2.0]
    with pytest.raises(AttributeError, match="GradientDescent has the settings lr, but no 'beta'"):
        picture.rule.beta = 0.5
    np.testing.assert_array_equal(picture.path, before)


def test_the_ball_cannot_lie_where_f_is_not_finite_but_the_rest_of_the_curve_is_drawn():
    def pole(theta):
        return 1 / theta + theta

    pole.gradient = lambda theta: 1 - 1 / theta**2
    picture = Descent1D(pole, start=0.5, view=(0, 3), lr=0.1)
    assert picture.scene()[0]["minima"] == [1.0] and np.isfinite(picture.scene()[0]["heights"]).all()
    with pytest.raises(ValueError, match="finite number where the ball lies, but at θ = 0 it is not"):
        picture.apply({"start": 0.0})
    assert picture.start == 0.5
